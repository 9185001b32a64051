/* SPDX-License-Identifier: MIT */
/*
 * One operation of one generation: the lists it takes, the pages of each, all
 * joined into one result, before its deadline. A row that fans out is asked
 * once for each item of its parent list, itself fetched first:
 *
 *	fetch ─┬─ parent fetch, where the row fans out
 *	       └─ branches, one a list ─── asks, one a page
 *
 * Network thread only.
 */
#ifndef RUNAIFS_API_FETCH_H
#define RUNAIFS_API_FETCH_H

#include "ask.h"
#include "list.h"

/* What every fetch of a client shares; all but `clusters` is borrowed. */
struct fetching {
	struct asking asking;
	const struct config *config;
	const struct clock *clock;
	struct page_paths *paths[API_GENERATIONS][ENDPOINT_COUNT];
	const char *token_origin; /* see struct ask */
	unsigned parallel;  /* requests of one fetch at once */
	unsigned page_size; /* 0: as the row says */
	struct api_result *clusters; /* the last list of them, or NULL */
	unsigned clusters_version;   /* moves with it; 0: NULL */
};

struct fetch;

struct fetch_options {
	enum api_generation generation;
	enum endpoint endpoint;
	const char *argument; /* copied; NULL: none */
	size_t expected; /* of an older answer: see struct list_options */
	unsigned step;
	int64_t deadline_ms; /* transport_now() */
	/* Exactly once, never from within; a result is the receiver's
	 * reference. The fetch is gone when it returns. */
	void (*done)(void *arg, struct api_result *result,
		const struct api_error *error);
	void *arg;
};

/* 0 or -ENOMEM. */
int fetch_start(
	struct fetch **ret, struct fetching *by, const struct fetch_options *o);
/* Ends it without `done`. NULL is fine. */
void fetch_stop(struct fetch *f);

#endif
