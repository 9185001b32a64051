/* SPDX-License-Identifier: MIT */
/* Shortcuts to what there are most of: pods of a workload, a project's jobs. */
#include "select.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "peek.h"

enum { VALUE_SIZE = 256 };

static int room(struct selection *sel, uint32_t n)
{
	sel->n = 0;
	sel->slot = malloc((n ? n : 1) * sizeof *sel->slot);
	return sel->slot ? 0 : -ENOMEM;
}

/* Changed items tell themselves whether they belong. */
static void take_raws(const struct store *s, enum kind k, const char *path,
	const char *text, const char *cluster_id, struct selection *sel)
{
	const struct shelf *sh = &s->shelf[k];
	char value[VALUE_SIZE];

	for (size_t i = 0; i < sh->raw_count; i++) {
		const struct over *v = sh->over[sh->raws[i]];

		if (v->gone)
			continue;
		peek_text(v->raw, v->n, path, value, sizeof value);
		if (strcmp(value, text))
			continue;
		peek_text(v->raw, v->n, "clusterId", value, sizeof value);
		if (!cluster_id || strcmp(value, cluster_id) == 0)
			sel->slot[sel->n++] = sh->raws[i];
	}
}

static void take_slot(const struct store *s, enum kind k, uint32_t slot,
	struct selection *sel)
{
	if (!store_gone(s, k, slot) && !store_is_raw(s, k, slot))
		sel->slot[sel->n++] = slot;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

int select_pods(
	const struct store *s, const char *workload_id, struct selection *ret)
{
	uint32_t w, first;
	int r = room(ret, s->tenant->size.replicas + 1 +
				  (uint32_t)s->shelf[K_PODS].raw_count);

	if (r)
		return r;
	if (tenant_slot(s->tenant, K_WORKLOADS, workload_id, &w)) {
		first = tenant_first_pod(s->tenant, w);
		for (unsigned i = 0; i < tenant_pod_count(s->tenant, w); i++)
			take_slot(s, K_PODS, first + i, ret);
	}
	take_raws(s, K_PODS, "workloadId", workload_id, NULL, ret);
	qsort(ret->slot, ret->n, sizeof *ret->slot, by_number);
	return 0;
}

/* Generated workloads of a project are every P-th from the project's number. */
static void take_of_project(
	const struct store *s, uint32_t project, struct selection *sel)
{
	unsigned step = s->tenant->size.projects;

	if (project >= s->shelf[K_PROJECTS].base)
		return;
	for (uint32_t w = project; w < s->shelf[K_WORKLOADS].base; w += step)
		take_slot(s, K_WORKLOADS, w, sel);
}

static bool project_is_in(
	const struct store *s, uint32_t project, const char *cluster_id)
{
	struct out item = {0};
	char value[VALUE_SIZE];

	store_item(s, K_PROJECTS, project, &item);
	peek_text(item.p, item.n, "clusterId", value, sizeof value);
	out_free(&item);
	return strcmp(value, cluster_id) == 0;
}

int select_jobs(const struct store *s, const char *project,
	const char *cluster_id, struct selection *ret)
{
	struct selection found = {0};
	int r = select_equal(s, K_PROJECTS, "name", project, &found);

	if (r == 0)
		r = room(ret, s->shelf[K_WORKLOADS].slots);
	for (uint32_t i = 0; r == 0 && i < found.n; i++)
		if (!cluster_id || project_is_in(s, found.slot[i], cluster_id))
			take_of_project(s, found.slot[i], ret);
	if (r == 0) {
		take_raws(s, K_WORKLOADS, "projectName", project, cluster_id,
			ret);
		qsort(ret->slot, ret->n, sizeof *ret->slot, by_number);
	}
	selection_finish(&found);
	return r;
}
