/* SPDX-License-Identifier: MIT */
/*
 * A GET with the token where it may go: gets one, and after a 401 gets another
 * and asks once more. Network thread only.
 */
#ifndef RUNAIFS_API_ASK_H
#define RUNAIFS_API_ASK_H

#include "exchange.h"
#include "token.h"

/* What every question needs; one for each client. */
struct asking {
	struct transport *transport;
	struct engine *engine;
	struct tokens *tokens;
};

/* In its owner's memory, zeroed; inert before ask_start() and once `done`
 * runs. */
struct ask {
	const char *url; /* borrowed until done */
	/* As url_origin() gives it: the token goes along where the URL is
	 * there. NULL: never. */
	const char *token_origin;
	const char *accept; /* NULL: application/json; borrowed likewise */
	bool stay;	    /* see struct exchange */
	int64_t deadline_ms; /* transport_now() */
	void (*done)(struct ask *);
	/* the outcome: trouble NONE and the body (free()), or an error; the
	 * body also where a failure has one */
	struct api_error error;
	struct response response;
	/* private */
	const struct asking *by;
	struct exchange exchange;
	struct token_waiter waiter;
	struct timer later;
	struct bearer *bearer;
	bool again; /* after a 401 */
};

/* Never calls `done` from within, and never fails otherwise than by it. */
void ask_start(const struct asking *by, struct ask *a);
/* Ends it without `done`. Harmless where it is inert. */
void ask_stop(struct ask *a);

#endif
