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

struct route {
	const char *path; /* "{}" stands for one component */
	void (*answer)(const struct api *, const struct route *,
		const struct question *, const char *arg, struct reply *);
	unsigned generations; /* GEN_* */
	enum kind kind;
	const char *envelope; /* NULL: a bare array */
	unsigned limit, max;  /* default and largest limit; 0: not paged */
	bool has_next, total_records, next_first;
	make_old_fn *old; /* how an item looked in 2021 */
	const char *text; /* fixed body */
};

enum { GEN_V1 = 1, GEN_LEGACY = 2, GEN_ANY = 3 };

typedef void answer_fn(const struct api *, const struct route *,
	const struct question *, const char *arg, struct reply *);

answer_fn answer_list, answer_item, answer_count, answer_pods, answer_events,
	answer_history, answer_of_cluster, answer_jobs, answer_fixed,
	answer_spec, answer_metrics, answer_telemetry, answer_setting;

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
