/* SPDX-License-Identifier: MIT */
/*
 * Which items of a kind a request is about, and in which order. Under the
 * owner's lock, as the store.
 */
#ifndef SIM_SELECT_H
#define SIM_SELECT_H

#include "args.h"
#include "store.h"

struct selection {
	uint32_t *slot; /* NULL: all, in the store's order */
	uint32_t n;
};

void selection_finish(struct selection *sel);

enum op { EQ, NE, LE, GE, HAS, HAS_NOT, STARTS, ENDS, OPS };

enum { TERMS_MAX = 16, FIELD_NAME_SIZE = 64 };

struct term {
	char field[FIELD_NAME_SIZE];
	enum op op;
	const char *value;
};

struct terms {
	struct term term[TERMS_MAX];
	size_t n;
};

/* False: there are too many. The value is not copied. */
bool terms_add(
	struct terms *t, const char *field, enum op op, const char *value);

/* A query parameter that picks items by one of their members. */
struct param {
	const char *name;  /* NULL ends a list */
	const char *value; /* only where it is this; NULL: any */
	const char *path;
	enum op op;
	const char *is; /* NULL: the parameter's value */
};

struct query {
	const struct args *args;
	const char *fields; /* of filterBy and sortBy; NULL: not looked at */
	bool search;	    /* is looked at */
	struct terms terms; /* what holds in any case */
};

/* By the terms, filterBy (terms joined by commas; == != <= >= =@ !@ =^ =$),
 * search (in any value), sortBy and sortOrder. -EINVAL for a filter without an
 * operator or a field that is not among `fields`, -ENOMEM. */
int select_query(const struct store *s, enum kind k, struct query *q,
	struct selection *ret);

/* Items whose member at `path` is exactly `text`. */
int select_equal(const struct store *s, enum kind k, const char *path,
	const char *text, struct selection *ret);

/* Pods of a workload; workloads of the projects of that name, in one cluster
 * unless it is NULL. Both without looking at every item. */
int select_pods(
	const struct store *s, const char *workload_id, struct selection *ret);
int select_jobs(const struct store *s, const char *project,
	const char *cluster_id, struct selection *ret);

#endif
