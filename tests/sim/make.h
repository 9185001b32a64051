/* SPDX-License-Identifier: MIT */
/*
 * Items as JSON, today's generation and the one before, written from the
 * tenant's facts. A table says which function makes which kind. Pure.
 */
#ifndef SIM_MAKE_H
#define SIM_MAKE_H

#include "out.h"
#include "tenant.h"

typedef void make_fn(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o);

struct make {
	const char *kind;    /* its name in the admin interface */
	const char *id;	     /* member that holds the id */
	const char *state;   /* and the state, NULL: it has none */
	const char *since;   /* and the time of the state, NULL: none */
	const char *updated; /* and of the last change, NULL: none */
	make_fn *item;
};

const struct make *make_of(enum kind k);
/* KINDS for an unknown name. */
enum kind make_kind(const char *name);

make_fn make_cluster, make_department, make_project, make_node_pool, make_node,
	make_workload, make_pod, make_user, make_setting, make_access_rule,
	make_role, make_service_account;

/* What hangs off a workload and is no item: number n of its events, or of its
 * history. `id` is the workload's, which may have been added by a test. */
unsigned make_event_count(const struct tenant *t);
void make_event(
	const struct tenant *t, const char *id, unsigned n, struct out *o);
void make_history(
	const struct tenant *t, const char *id, unsigned n, struct out *o);

/* A workload as the Researcher API's job, and the other kinds as the API of
 * 2021 had them. `now` is the item as today's API gives it, changes included;
 * what both say is taken from there. */
typedef void make_old_fn(
	const struct tenant *t, const char *now, size_t n, struct out *o);
make_old_fn make_old_cluster, make_old_department, make_old_project,
	make_old_job, make_old_user, make_old_researcher_project;

#endif
