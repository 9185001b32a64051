/* SPDX-License-Identifier: MIT */
/*
 * What fetch*.c share. Private to them; network thread only.
 */
#ifndef RUNAIFS_API_FETCH_PRIVATE_H
#define RUNAIFS_API_FETCH_PRIVATE_H

#include "endpoint_url.h"
#include "fetch.h"

/* One list: of the tenant, or of one item of the parent list. */
struct branch {
	struct list *list;
	char *url[2]; /* all but the page; the second where the first is not
			 found */
	unsigned variant;
	const char *token_origin;
	char *own_origin; /* what token_origin may point to */
};

/* One page of a branch under way. */
struct page_ask {
	struct page_ask *prev, *next;
	struct fetch *fetch;
	struct branch *branch;
	unsigned variant;
	struct list_request request;
	char *url;
	struct ask ask;
};

struct fetch {
	struct fetching *by;
	struct fetch_options o;
	const struct endpoint_row *row;
	char *argument;
	struct timer deadline, later;
	struct fetch *parent;
	struct api_result *parents;
	struct branch *branches;
	size_t n_branches, first_open; /* all before it are complete */
	struct api_scope *scopes;
	struct page_ask *asks;
	unsigned n_asks;
	struct page_paths *own_paths; /* NULL: those of the row */
	struct type_search *search;   /* of a row with metric types */
	bool stay;		      /* follow no redirect */
	bool partial;		      /* the server left something out */
};

/* ---- fetch.c ---- */

/* `f` is gone when these return. */
void fetch_finish(struct fetch *f, struct api_result *result,
	const struct api_error *error);
void fetch_fail(struct fetch *f, enum trouble t, const char *why);
/* Sends `ask`, whose url and done are set, as a question of the branch. */
void fetch_ask(struct fetch *f, const struct branch *b, struct ask *ask);
/* The same page, where its branch says now. 0 or -ENOMEM. */
int page_ask_again(struct page_ask *a);

/* Asks for what may be asked for now, or ends. */
void fetch_go_on(struct fetch *f);

/* ---- fetch_parents.c ---- */

/* Begins a row that fans out: with its parent list. */
void fetch_fan_out(struct fetch *f);
/* For the next fan-out, and the names of clusters. */
void fetch_keep_clusters(struct fetch *f, struct api_result *r);

/* ---- fetch_branch.c ---- */

/* The branch of a row that does not fan out, or one for each item of
 * f->parents (none where there is nothing to ask). 0, or a negative errno with
 * `error` set. */
int fetch_add_branch(struct fetch *f, struct api_error *error);
int fetch_add_branches(struct fetch *f, struct api_error *error);
void branch_free(struct branch *b);

/* ---- fetch_types.c: which metric types does the server take? ---- */

/*
 *	ask for all ──► refused ─┬─ types named ──► ask without them
 *	   ▲                     └─ none named ───► ask for each alone
 *	   └──────────── without those refused ◄──────────┘
 *
 * At most two such rounds. What turns out to be refused is remembered; one
 * search at a time asks alone, others of the operation wait for what it finds.
 *
 * Where some types have no values the answer is a 207, in JSON whatever was
 * asked for: what was to be CSV is asked for once more without those. They may
 * have values at the next step, and are not remembered.
 */

/* Begins with the types not known to be refused. 0 or -ENOMEM. */
int types_begin(struct fetch *f);
/* Comma-joined, for the URL; NULL where the row has none. */
const char *types_text(const struct fetch *f);
/* The answer to `a` is an error. True: it is being asked again, or the fetch
 * is gone; false: the error (in a->ask) stands. */
bool types_refused(struct page_ask *a);
/* The answer to `a`, asked for as CSV, has come as JSON. True: it is being asked
 * again without the types that have no values now, or the fetch is gone; false:
 * `error` stands, and says so where no type has values. */
bool types_lacking(struct page_ask *a, struct api_error *error);
/* The answer to the fetch's question is there. */
void types_accepted(struct fetch *f);
void types_end(struct fetch *f); /* harmless where there is no search */

#endif
