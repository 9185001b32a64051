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

/* By filterBy (terms joined by commas; == != <= >= =@ !@ =^ =$), search (in
 * any value), sortBy and sortOrder, deleted=true. -EINVAL for a filter without
 * an operator, -ENOMEM. */
int select_query(const struct store *s, enum kind k, const struct args *a,
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
