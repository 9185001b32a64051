/* SPDX-License-Identifier: MIT */
/*
 * One operation of one generation: the lists it takes, the pages of each, all
 * joined into one result, before its deadline. A row that fans out is asked
 * once for each item of its parent list, itself fetched first where the last
 * one has become too old:
 *
 *	fetch ─┬─ parent fetch, where the row fans out
 *	       └─ branches, one a list ─── asks, one a page
 *
 * Network thread only.
 */
#ifndef RUNAIFS_API_FETCH_H
#define RUNAIFS_API_FETCH_H

#include <stdatomic.h>
#include "ask.h"
#include "list.h"
#include "log.h"

struct type_search;

/* What every fetch of a client shares. Above the line all is borrowed. */
struct fetching {
	struct asking asking;
	const struct config *config;
	const struct clock *clock;
	struct logger *logger;
	const char *token_origin; /* see struct ask */
	unsigned parallel;	  /* requests of one fetch at once */
	unsigned page_size;	  /* 0: as the row says */
	/* ---- */
	/* compiled when first needed */
	struct page_paths *paths[API_GENERATIONS][ENDPOINT_COUNT];
	struct api_result *clusters; /* the last list of them, or NULL */
	unsigned clusters_version;   /* moves with it; 0: NULL */
	struct api_result *projects; /* the last that was a parent list */
	/* Lists that are not younger (mono_ms) are no parent lists any more;
	 * any thread. */
	atomic_int_fast64_t parents_since_ms;
	uint64_t refused_types[ENDPOINT_COUNT]; /* sets of metric_types.h */
	struct type_search *searches;
};

/* Once the network thread has ended. */
void fetching_free(struct fetching *by);

struct fetch;

struct fetch_options {
	enum api_generation generation;
	enum endpoint endpoint;
	const char *argument; /* copied; NULL: none. See api_fetch() */
	size_t expected;      /* of an older answer: see struct list_options */
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
