/* SPDX-License-Identifier: MIT */
/*
 * The network thread: one loop, all HTTP traffic of one client. libcurl is
 * seen in transport*.c only.
 *
 *	any thread ── transport_post() ─► tasks ─┐
 *	timers ──────────────────────────────────┼─► callbacks, on the thread
 *	transfers ── curl ───────────────────────┘
 *
 * Unless it says otherwise, a function may be called on the network thread
 * only. Times are transport_now(): the machine's monotonic milliseconds,
 * whatever clock the rest of the program was given, for they are waited out.
 */
#ifndef RUNAIFS_API_TRANSPORT_H
#define RUNAIFS_API_TRANSPORT_H

#include "buf.h"
#include "err.h"
#include "timer.h"

struct transport;

enum {
	TRANSPORT_BODY_MAX = 256 * 1024 * 1024, /* decompressed */
	TRANSPORT_HEADER_MAX = 64 * 1024,
};

/* Strings are borrowed for the life of the transport; NULL where unset. */
struct transport_options {
	const char *user_agent;
	const char *ca_file, *client_cert, *client_key, *proxy;
	bool insecure_tls;
	long max_connections;
	int64_t connect_timeout_ms;
};

/* Starts the thread. Any thread. Returns 0 or a negative errno. */
int transport_create(struct transport **ret, const struct transport_options *o);
/* Ends the loop once no task is left and joins. Transfers and timers must have
 * been stopped by a task. Any thread but its own; NULL is fine. */
void transport_destroy(struct transport *t);

/* Work to do on the network thread, in its owner's memory; may be posted again
 * once it runs. Zeroed before first use. */
struct task {
	void (*run)(struct task *);
	/* private */
	struct task *next;
};
/* Any thread. Never fails. Tasks run in the order of posting. */
void transport_post(struct transport *t, struct task *task);

int64_t transport_now(const struct transport *t); /* any thread */
struct timers *transport_timers(struct transport *t);

/* What came back. `body` is the receiver's: response_free(). */
struct response {
	enum trouble trouble; /* NONE: an HTTP answer, whatever its status */
	long status;
	char *body;
	size_t n, cap;
	bool secret; /* wipe the body when freed */
	char content_type[80], retry_after[64], date[64];
	char *location; /* NULL: none */
	char text[256]; /* curl's words about the trouble */
};
void response_free(struct response *r);

/*
 * One request, in its owner's memory, which must stay until `done` has run or
 * transport_stop() has returned. Strings are borrowed as long. The body of
 * the answer is in `response`; the owner frees or takes it.
 */
struct transfer {
	const char *url;
	const char *bearer;	  /* a token, or NULL */
	const char *accept;	  /* NULL: application/json */
	const char *content_type; /* of `body`; NULL makes it a GET */
	const char *body;
	size_t body_n;
	int64_t timeout_ms; /* from now to the last byte */
	void (*done)(struct transfer *);
	struct response response;
	/* private */
	struct transport *transport;
	struct easy *easy;
	size_t header_n;
	enum trouble refused; /* why a callback of ours ended it */
};

/* 0, and `done` will be called, not from within; or -ENOMEM. */
int transport_start(struct transport *t, struct transfer *x);
/* Ends it without calling `done`; what came so far is freed. Harmless where it
 * does not run. */
void transport_stop(struct transfer *x);

struct transport_counts {
	uint64_t bytes_received, connections;
};
/* Any thread. */
void transport_counts(struct transport *t, struct transport_counts *ret);

/* ---- URLs (any thread) ---- */

/* scheme://host[:port], lower case, no default port. 0, -EINVAL, -ENOMEM. */
int url_origin(const char *url, char **ret);
/* `reference` as seen from `base`; the same errors. */
int url_resolve(const char *base, const char *reference, char **ret);
/* Percent-encodes, safe as one component of a path or one value of a form or
 * query. Writes at most URL_ENCODED_MAX bytes, no NUL; returns the end. */
#define URL_ENCODED_MAX(n) (3 * (n) + 1)
char *url_encode(char *out, const char *s);
/* The same, appended. Not for secrets: the buffer leaves copies behind. */
void url_add(struct buf *out, const char *s);

#endif
