/* SPDX-License-Identifier: MIT */
/*
 * The API itself: a path and a query in, an answer out. Knows neither HTTP
 * connections nor tokens nor faults. Under the owner's lock, as the store.
 */
#ifndef SIM_ANSWER_H
#define SIM_ANSWER_H

#include "args.h"
#include "extra_switch.h"
#include "reply.h"
#include "store.h"

/* What faults do to pages. */
struct tweak {
	const char *next; /* stuck, back, one, zero, more, none or other text;
			     NULL: as it should be */
	unsigned cap;	  /* at most so many items; 0: as asked */
	int total;	  /* added to counts and totals */
};

struct api {
	const struct store *store;
	const char *subject; /* who asks, by name */
	enum sim_generation generation;
	enum sim_absent absent;
	bool job_only;
	struct extra_switch extra;
};

struct question {
	const char *path;   /* decoded, leading '/' */
	const char *accept; /* header, "" without */
	const struct args *args;
	struct tweak tweak;
};

/* Whether some operation of a generation that is there has this path, and
 * whether it wants a token. An unknown path wants one too. */
enum answer_kind { ANSWER_ABSENT, ANSWER_KNOWN, ANSWER_RESEARCHER };
enum answer_kind answer_find(const struct api *api, const char *path);

/* The answer to a GET. */
void answer_get(
	const struct api *api, const struct question *q, struct reply *r);

/* -- for the files that answer ------------------------------------------- */

struct param; /* select.h */

/* A parameter that must be one of some words, or be there at all. */
struct word {
	const char *param; /* NULL ends a list */
	const char *words; /* comma-joined; NULL: any text */
	bool wanted;	   /* 400 without */
};

/* Members that an item has only where a parameter says so. */
struct hide {
	const char *members; /* comma-joined; NULL ends a list */
	const char *param;   /* NULL: never shown here */
	const char *shown;   /* its value that shows them; NULL: any */
};

struct route {
	const char *path; /* "{}" stands for one component */
	void (*answer)(const struct api *, const struct route *,
		const struct question *, const char *arg, struct reply *);
	unsigned generations; /* GEN_* */
	enum kind kind;
	enum kind gone_kind;  /* of deleted=true; 0: there is none */
	const char *envelope; /* NULL: a bare array */
	const char *outer;    /* object around the envelope; NULL: none */
	unsigned limit, max;  /* default and largest limit; 0: not paged */
	bool has_next, total_records, next_first, pagination;
	const char *fields; /* of filterBy and sortBy, comma-joined */
	bool search;
	const struct param *params;
	const struct word *words;
	const struct hide *hide;
	/* Only items that have this text at this path; "@me": who asks. */
	const char *where, *is;
	const char *cluster_path; /* where items have the cluster in the path */
	make_old_fn *old; /* how an item looked in 2021, or looks here */
	const char *text; /* fixed body */
};

enum { GEN_V1 = 1, GEN_LEGACY = 2, GEN_ANY = 3 };

typedef void answer_fn(const struct api *, const struct route *,
	const struct question *, const char *arg, struct reply *);

answer_fn answer_list, answer_item, answer_count, answer_pods, answer_volumes,
	answer_volume_count, answer_events, answer_history, answer_jobs,
	answer_fixed, answer_setting;

/* Offset and limit of a request; false: it was answered with a 400. */
struct page {
	uint32_t offset, limit;
};
bool answer_page(const struct route *rt, const struct question *q,
	struct page *ret, struct reply *r);

/* The envelope around items `write` appends, of `total` in all. */
struct pager {
	const struct route *route;
	const struct question *question;
	uint32_t total;
	void (*write)(void *ctx, uint32_t index, struct out *o);
	void *ctx;
};
void answer_pages(const struct pager *p, struct reply *r);

extern const struct route answer_routes[];

#endif
