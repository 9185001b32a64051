/* SPDX-License-Identifier: MIT */
/*
 * One question to a server and its answer, with everything that makes it
 * polite and patient: connection limit, rate, breaker, retries, redirects.
 *
 *	start ─► queue ─► sent ─► answered ─► done
 *	           ▲               │
 *	           ├── redirect ───┤
 *	           └── back-off ◄──┘
 *
 * Network thread only, but for what says "any thread".
 */
#ifndef RUNAIFS_API_EXCHANGE_H
#define RUNAIFS_API_EXCHANGE_H

#include "clock.h"
#include "log.h"
#include "retry.h"
#include "transport.h"

struct engine;

struct engine_options {
	unsigned max_connections, retries;
	double rate, burst;
	int64_t request_timeout_ms;
};

/* All three are borrowed. `clock` gives the real time for Retry-After. */
int engine_create(struct engine **ret, struct transport *t,
	const struct clock *clock, struct logger *logger,
	const struct engine_options *o);
/* With no exchange left, before the network thread ends. */
void engine_stop(struct engine *e);
/* Once the network thread has ended. NULL is fine. */
void engine_destroy(struct engine *e);

struct engine_counts {
	uint64_t requests, retries, failures;
	bool breaker_open; /* of any origin */
};
void engine_counts(struct engine *e, struct engine_counts *ret); /* any thread */

enum { REDIRECTS_MAX = 5 };

/*
 * In its owner's memory, zeroed; inert before exchange_start() and once `done`
 * runs. The strings above the line are borrowed until then; deadline_ms is on
 * transport_now().
 */
struct exchange {
	const char *url;
	const char *bearer;	  /* sent to url's origin only */
	const char *credential;	  /* what else was sent that no error may show */
	const char *accept;	  /* NULL: application/json */
	const char *content_type; /* of the body: a POST; NULL: a GET */
	const char *body;
	size_t body_n;
	int64_t deadline_ms;
	bool urgent; /* ahead of the queue */
	bool secret; /* the answer's body is one */
	bool stay;   /* follow no redirect, not even inside the origin */
	void (*done)(struct exchange *);
	/* the outcome: trouble NONE for 2xx. The response is the owner's:
	 * response_free(); set also for an HTTP error. */
	struct api_error error;
	struct response response;
	/* private */
	struct engine *engine;
	struct origin *origin;
	enum { EXCHANGE_INERT, EXCHANGE_QUEUED, EXCHANGE_SENT, EXCHANGE_WAITS }
		state;
	struct exchange *prev, *next;
	struct timer timer;
	struct transfer transfer;
	char *moved; /* url after a redirect */
	unsigned tries, redirects;
	int64_t sent_ms;
};

/* Never calls `done` from within. 0, -EINVAL for a bad URL, or -ENOMEM. */
int exchange_start(struct engine *e, struct exchange *x);
/* Ends it without `done`. Harmless where it is inert. */
void exchange_stop(struct exchange *x);

#endif
