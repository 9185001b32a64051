/* SPDX-License-Identifier: MIT */
/*
 * The control plane's read operations as tables, one per API generation. A row
 * says everything there is to know about an operation; code only walks it.
 * Sources: the OpenAPI document of Run:ai 2.2x for API_V1; the "Calling REST
 * API" and "Researcher REST API" pages of 2021 for API_LEGACY (derived from
 * documents, not from a live system).
 *
 * Constant data; any thread.
 */
#ifndef RUNAIFS_API_ENDPOINT_H
#define RUNAIFS_API_ENDPOINT_H

#include <stdbool.h>
#include "util.h"

enum api_generation { API_V1, API_LEGACY, API_GENERATIONS };

/* An operation, the same for both generations. */
enum endpoint {
	/* whole lists of the tenant, no argument */
	EP_CLUSTERS,
	EP_DEPARTMENTS,
	EP_PROJECTS,
	EP_WORKLOADS,
	EP_USERS,
	EP_SETTINGS,
	/* lists of one workload: argument is its id */
	EP_WORKLOAD_PODS,
	EP_WORKLOAD_EVENTS,
	EP_WORKLOAD_HISTORY,
	/* one object: argument is its id */
	EP_CLUSTER,
	EP_DEPARTMENT,
	EP_PROJECT,
	EP_WORKLOAD,
	EP_USER,
	EP_SETTING,
	ENDPOINT_COUNT
};

/* What is picked out of every item while its page is scanned. */
enum field {
	FIELD_ID,
	FIELD_NAME,
	FIELD_STATE,
	FIELD_CREATED,
	FIELD_UPDATED,
	FIELD_STATE_SINCE,
	FIELD_CLUSTER,	  /* ids of what the item belongs to */
	FIELD_DEPARTMENT,
	FIELD_PROJECT,
	FIELD_WORKLOAD,
	FIELD_USER,	  /* who submitted it */
	FIELD_COUNT
};

enum paging {
	PAGING_NONE,	    /* one response is the whole list */
	PAGING_NEXT,	    /* offset and limit; `next` is the next offset */
	PAGING_NEXT_OFFSET, /* the same in pagination.nextOffset */
	PAGING_OFFSET,	    /* offset and limit, no next: ends with a short page
			       or at totalRecords where there is one */
};

/* Which of the TTL settings applies. */
enum ttl_class { TTL_RUNNING, TTL_ORG, TTL_STATIC, TTL_MORE };

/* How a TSV cell is made. */
enum column_kind {
	COLUMN_VALUE,	/* the scalar at `path`, decoded; arrays comma-joined */
	COLUMN_COUNT,	/* number of elements of the array at `path` */
	COLUMN_TIME,	/* a time in the row's unit, written as RFC 3339 */
	COLUMN_CLUSTER, /* name of the cluster, from the list of clusters */
	COLUMN_DEPARTMENT,
	COLUMN_PROJECT, /* likewise */
	COLUMN_PATH,	/* canonical path in the mount */
};

struct column {
	const char *name;
	enum column_kind kind;
	const char *path; /* for json_get(); NULL: always empty here */
};

struct endpoint_row {
	const char *path;     /* "{}" stands for the argument, "{cluster}" and
				 "{project}" (its name) for what `each` walks;
				 alternatives with '|': the next where one is
				 not found; NULL: this generation has no such
				 operation */
	const char *query;    /* fixed part, without '?'; NULL for none */
	const char *envelope; /* dotted path of the array, alternatives with
				 '|', "" for the whole response; NULL: not a list
				 but one object */
	enum paging paging;
	unsigned page_max;    /* largest limit the API takes, 0: not paged */
	enum endpoint each;   /* with `fan_out`: asked once for each item there */
	bool fan_out;
	bool researcher;      /* path is below the cluster's own URL
				 (researcher_url), not the control plane's */
	bool time_is_ms;      /* times are milliseconds since the epoch */
	enum ttl_class ttl;
	const char *field[FIELD_COUNT]; /* json_get() paths */
	const char *const *secrets; /* in an item: paths for redact.h, ends with
				       NULL; NULL for none */
	const struct column *columns;	/* ends with a NULL name */
};

const struct endpoint_row *endpoint_row(enum api_generation g, enum endpoint e);

/* Stable lower-case word for logs, counters and `stat`: "workloads". */
const char *endpoint_name(enum endpoint e);

#endif
