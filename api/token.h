/* SPDX-License-Identifier: MIT */
/*
 * The bearer token: where it comes from, when to get the next.
 *
 *	tokens_get ── good one ──────────────────────────────► at once
 *	         └─── none, or soon expired ─► wait ─┐
 *	                                       wait ─┼─ one refresh ─► all
 *	tokens_reject (401) ─► wait ─────────────────┘
 *
 * After a login that was refused, or a token refused twice, everybody gets that
 * error at once for TOKEN_PAUSE_MS: no login is hammered, no account locked.
 *
 * Network thread only, but for what says "any thread".
 */
#ifndef RUNAIFS_API_TOKEN_H
#define RUNAIFS_API_TOKEN_H

#include "api.h"
#include "command.h"
#include "exchange.h"

enum { TOKEN_PAUSE_MS = 5000 };

/* A token; stays as long as it is held. It has no formatter. */
struct bearer;
const char *bearer_text(const struct bearer *b);
struct bearer *bearer_ref(struct bearer *b);
void bearer_unref(struct bearer *b); /* NULL is fine */

struct tokens;

/* All borrowed. */
struct tokens_options {
	const struct config *config;
	const struct clock *clock;
	struct logger *logger;
	struct transport *transport;
	struct engine *engine;
	struct command_runner runner;
};

int tokens_create(struct tokens **ret, const struct tokens_options *o);
/* Before the first question. Any thread. */
void tokens_set_command_runner(
	struct tokens *t, const struct command_runner *r);
/* Ends a refresh under way, with nobody waiting, before the network thread
 * ends. */
void tokens_stop(struct tokens *t);
/* Once the network thread has ended. NULL is fine. */
void tokens_destroy(struct tokens *t);

/* Lives in the waiter's memory, zeroed before first use. */
struct token_waiter {
	/* With a reference, or NULL and the error. */
	void (*ready)(struct token_waiter *w, struct bearer *bearer,
		const struct api_error *error);
	/* private */
	struct token_waiter *prev, *next;
	bool queued;
	unsigned round;
};

/* 0 and a reference; -EINPROGRESS: `w->ready` will be called; or another
 * negative errno with `error` filled in. */
int tokens_get(struct tokens *t, struct token_waiter *w, struct bearer **ret,
	struct api_error *error);
/* Harmless where it does not wait. */
void tokens_leave(struct tokens *t, struct token_waiter *w);

/* Some other answer than 401 came to `b`. */
void tokens_proved(struct tokens *t, struct bearer *b);
/* A 401 answered `b`: it is given to nobody any more. */
void tokens_reject(struct tokens *t, struct bearer *b);
/* A 401 answered the token that came after a rejected one: everybody gets
 * `error` for a while, unless `b` is good for others. */
void tokens_reject_again(struct tokens *t, struct bearer *b,
	const struct api_error *error);
/* Get a new one at the next question, and try every login again. */
void tokens_forget(struct tokens *t);

/* A token that a user brought, in contrast to client credentials. */
bool tokens_are_users(const struct tokens *t);

/* The token's part of the facts. Any thread. */
void tokens_facts(struct tokens *t, struct api_facts *ret);
/* See api_claims(). Any thread. */
int tokens_claims(struct tokens *t, struct buf *out);

/* ---- pure, any thread ---- */

/* How long before its expiry a token of this lifetime is replaced. */
int64_t token_margin_ms(int64_t lifetime_ms);

/* When a token that comes at `now` is to be replaced. lifetime: of the whole
 * token, left: of it. 0 left: never. */
int64_t token_refresh_at(int64_t now_ms, int64_t lifetime_ms, int64_t left_ms);

#endif
