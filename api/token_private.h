/* SPDX-License-Identifier: MIT */
/*
 * The two halves of struct tokens: token.c keeps the token and those who wait,
 * token_refresh.c gets the next one. Private to them; network thread only.
 */
#ifndef RUNAIFS_API_TOKEN_PRIVATE_H
#define RUNAIFS_API_TOKEN_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>
#include "secret.h"
#include "token.h"
#include "token_login.h"
#include "token_source.h"

struct bearer {
	int refs;
	bool proved; /* some server took it */
	char *text;
};

struct tokens {
	struct tokens_options o;
	enum credential credential;

	struct bearer *current;	 /* NULL: none */
	struct bearer *rejected; /* by a 401; the same again is useless */
	int64_t refresh_at_ms, expires_at_ms; /* of current; o.clock */

	struct api_error pause_error;
	int64_t pause_until_ms; /* transport_now() */

	struct token_waiter *first, *last;
	unsigned round; /* refreshes that have ended */
	bool refreshing;
	struct timer step; /* so that nothing is answered from within */

	/* of the refresh under way */
	struct source *source;
	enum credential reading;
	struct exchange exchange;
	char *client_secret, *url, *body;
	const struct login *candidates[LOGINS_MAX + 1];
	size_t candidate;
	struct api_error refusal; /* of the first login that refused */
	const struct login *refused_by;

	const struct login *chosen; /* what worked, or what exists */

	atomic_uint_fast64_t token_requests;
	pthread_mutex_t lock;
	/* below: under `lock` */
	struct api_facts facts; /* token's part only */
	struct buf claims;	/* of the last token; empty: none */
};

/* ---- token_refresh.c ---- */

/* Gets the next token; ends, not from within, in one of the two below. */
void refresh_begin(struct tokens *t);
/* Drops all that a refresh needs; harmless where none is under way. */
void refresh_clear(struct tokens *t);

/* ---- token.c: how a refresh ends ---- */

/* Takes `text`. lifetime_ms 0: what the token says itself. */
void refresh_done(struct tokens *t, char *text, int64_t lifetime_ms);
void refresh_failed(struct tokens *t, const struct api_error *error);

/* Why a token that was brought is of no use; NULL: it may be good. */
const char *token_why_unfit(const struct tokens *t, const char *text);

#endif
