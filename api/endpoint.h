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

/* Kinds of objects, in the order of kinds.def. */
enum kind {
#define KIND(one, ...) KIND_##one,
#include "kinds.def"
#undef KIND
	KIND_COUNT,
	KIND_NONE = KIND_COUNT
};

/*
 * An operation, the same for both generations: for each kind its list, one of
 * them by id (the argument), and how many there are; then the rest. The list of
 * a kind has the kind's number.
 */
enum endpoint {
#define KIND(one, many, ...) EP_##many,
#include "kinds.def"
#undef KIND
#define KIND(one, ...) EP_##one,
#include "kinds.def"
#undef KIND
#define KIND(one, ...) EP_##one##_COUNT,
#include "kinds.def"
#undef KIND
#define CALL(name, ...) EP_##name,
#define METRICS(name, ...) EP_##name, EP_##name##_CSV,
#include "calls.def"
#undef CALL
#undef METRICS
	ENDPOINT_COUNT
};

static inline enum endpoint endpoint_list(enum kind k)
{
	return (enum endpoint)k;
}

static inline enum endpoint endpoint_one(enum kind k)
{
	return (enum endpoint)(KIND_COUNT + (int)k);
}

static inline enum endpoint endpoint_count(enum kind k)
{
	return (enum endpoint)(2 * KIND_COUNT + (int)k);
}

/* What can be told about an item. */
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
	FIELD_SPANS,	  /* those above are found while a page is scanned, */
	FIELD_TYPE = FIELD_SPANS, /* these when asked for, and may be several */
	FIELD_CATEGORY,
	FIELD_SOURCE_API,
	FIELD_NODE,	   /* names within the cluster */
	FIELD_NODE_POOLS,
	FIELD_AI_APPLICATION_NAME,
	FIELD_AI_APPLICATION, /* ids */
	FIELD_DATASOURCES,
	FIELD_ENVIRONMENTS,
	FIELD_TOPOLOGY,
	FIELD_SUBJECT,	   /* user name or service account */
	FIELD_SUBJECT_TYPE,
	FIELD_ROLE,
	FIELD_SCOPE_TYPE,
	FIELD_SCOPE,
	FIELD_COUNT
};

/* Between the parts of an argument that fills several holes. */
#define ENDPOINT_PART '\x1f'

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
	COLUMN_EACH,	/* all at a path of json_each(), comma-joined */
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
	const char *path; /* for json_get() or json_each(); NULL: always empty here */
};

struct endpoint_row {
	const char *path;     /* each "{}" stands for the next part of the
				 argument, "{cluster}" and "{project}" (its name)
				 for what `each` walks; alternatives with '|':
				 the next where one is not found; NULL: this
				 generation has no such operation */
	const char *query;    /* without '?'; NULL for none. Holes as in the
				 path; a parameter whose part is empty is left
				 out. "{types}": metric types, see `types` */
	const char *envelope; /* dotted path of the array, alternatives with
				 '|', "" for the whole response; NULL: not a list
				 but one object */
	enum paging paging;
	unsigned page_max;    /* largest limit the API takes, 0: not paged */
	const char *offset_param, *limit_param; /* NULL: "offset", "limit" */
	enum endpoint each;   /* with `fan_out`: asked once for each item there */
	bool fan_out;
	bool scoped_id;       /* ids are unique within what `each` walks only */
	bool researcher;      /* path is below the cluster's own URL
				 (researcher_url), not the control plane's */
	bool time_is_ms;      /* times are milliseconds since the epoch */
	bool bytes;	      /* the answer is its body, whatever that is: one
				 item, no field */
	bool verbatim;	      /* the argument is path and query as they stand */
	const char *accept;   /* NULL: application/json */
	enum ttl_class ttl;
	const char *const *types; /* metric types, ends with NULL; what the
				     server refuses is not asked for again */
	const char *field[FIELD_COUNT]; /* json_get() paths; from FIELD_SPANS on
					   also those of json_each() */
	const char *const *secrets; /* in an item: paths for redact.h, ends with
				       NULL; NULL for none */
	const struct column *columns;	/* ends with a NULL name */
};

const struct endpoint_row *endpoint_row(enum api_generation g, enum endpoint e);

/* Stable lower-case word for logs, counters and `stat`: "workloads". */
const char *endpoint_name(enum endpoint e);

#endif
