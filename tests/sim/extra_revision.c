/* SPDX-License-Identifier: MIT */
/*
 * Revisions of inference workloads, and what happened to any workload. The id
 * of a revision is that of its workload with the revision's number where a
 * random UUID has its version, so that the one leads to the other.
 */
#include "extra.h"

#include <stdio.h>
#include <string.h>

#include "peek.h"
#include "select.h"

enum { VERSION_AT = 14, REVISIONS_MAX = 3 };

struct revision {
	struct out workload;
	char workload_id[EXTRA_ARG], id[EXTRA_ARG];
	unsigned number, count; /* from 1 */
};

static bool is_inference(const struct out *w)
{
	char type[NAME_SIZE];

	return peek_text(w->p, w->n, "type", type, sizeof type) &&
	       strcmp(type, "Inference") == 0;
}

/* A workload that a test has put there, with an id that is no random UUID, has
 * no revisions. */
static unsigned count_of(const char *id)
{
	if (strlen(id) != 36 || id[VERSION_AT] != '4')
		return 0;
	return 1 + (unsigned)(extra_hash(id, 0) % REVISIONS_MAX);
}

static bool find_workload(const struct extra_ask *a, struct revision *v)
{
	snprintf(v->workload_id, sizeof v->workload_id, "%s", a->arg[0]);
	if (!extra_item(a, K_WORKLOADS, v->workload_id, &v->workload))
		return false;
	v->count = count_of(v->workload_id);
	if (is_inference(&v->workload))
		return true;
	extra_refuse(a, 404, "no inference workload", a->arg[0]);
	return false;
}

static bool find_revision(const struct extra_ask *a, struct revision *v)
{
	uint32_t slot;

	snprintf(v->id, sizeof v->id, "%s", a->arg[0]);
	snprintf(v->workload_id, sizeof v->workload_id, "%s", a->arg[0]);
	if (strlen(v->id) == 36) {
		v->number = (unsigned)(v->id[VERSION_AT] - '0');
		v->workload_id[VERSION_AT] = '4';
		v->count = count_of(v->workload_id);
	}
	if (v->number >= 1 && v->number <= v->count &&
		store_find(a->api->store, K_WORKLOADS, v->workload_id, &slot)) {
		store_item(a->api->store, K_WORKLOADS, slot, &v->workload);
		if (is_inference(&v->workload))
			return true;
	}
	extra_refuse(a, 404, "no such revision", a->arg[0]);
	return false;
}

static void finish(struct revision *v)
{
	out_free(&v->workload);
}

/* -- a revision ---------------------------------------------------------- */

static const char *const copied[] = {"tenantId", "clusterId", "projectId",
	"departmentId", "createdAt", "requestedNodePools", "currentNodePools",
	"images", "command", "arguments", "phaseUpdatedAt", "conditions",
	"requestedPods"};

/* Only the last one runs. */
static void write_revision(struct revision *v, unsigned number, struct out *o)
{
	const struct out *w = &v->workload;
	char name[NAME_SIZE];
	bool last = number == v->count;

	memcpy(v->id, v->workload_id, sizeof v->id);
	v->id[VERSION_AT] = (char)('0' + number);
	peek_text(w->p, w->n, "name", name, sizeof name);
	out_f(o,
		"{\"type\":\"Revision\",\"name\":\"~s-0000~u\",\"id\":\"~s\","
		"\"workloadId\":\"~s\",",
		name, number, v->id, v->workload_id);
	for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++) {
		extra_copy(w, copied[i], copied[i], "null", o);
		out_ch(o, ',');
	}
	extra_copy(w, "workloadRequestedResources",
		"revisionRequestedResources", "null", o);
	out_ch(o, ',');
	extra_copy(w, last ? "allocatedResources" : "-", "allocatedResources",
		"null", o);
	out_ch(o, ',');
	extra_copy(w, last ? "phase" : "-", "phase", "\"Stopped\"", o);
	out_ch(o, ',');
	extra_copy(w, last ? "runningPods" : "-", "runningPods", "0", o);
	out_str(o,
		",\"environmentVariables\":{\"HF_TOKEN\":\"" EXTRA_CANARY
		"revision-environment\"},\"deletedAt\":null,\"childrenIds\":[],"
		"\"phaseMessage\":\"\",\"additionalFields\":{}}");
}

static void answer_revisions(const struct extra_ask *a)
{
	struct revision v = {.number = 0};
	struct out *o = &a->r->body;

	if (find_workload(a, &v)) {
		out_str(o, "{\"revisions\":[");
		for (unsigned i = v.count; i; i--) {
			out_str(o, i == v.count ? "" : ",");
			write_revision(&v, i, o);
		}
		out_str(o, "]}");
	}
	finish(&v);
}

static void answer_count_of(const struct extra_ask *a)
{
	struct revision v = {.number = 0};

	if (find_workload(a, &v))
		out_f(&a->r->body, "{\"count\":~u}", v.count);
	finish(&v);
}

static void answer_revision(const struct extra_ask *a)
{
	struct revision v = {.number = 0};

	if (find_revision(a, &v))
		write_revision(&v, v.number, &a->r->body);
	finish(&v);
}

/* The workload's pods, which all are of its last revision. */
static void answer_pods_of(const struct extra_ask *a)
{
	struct revision v = {.number = 0};
	struct selection sel = {0};
	struct out pod = {0}, *o = &a->r->body;

	if (find_revision(a, &v)) {
		if (v.number == v.count)
			select_pods(a->api->store, v.workload_id, &sel);
		out_str(o, "{\"pods\":[");
		for (uint32_t i = 0; i < sel.n; i++) {
			out_reset(&pod);
			store_item(a->api->store, K_PODS, sel.slot[i], &pod);
			out_f(o, "~s{\"revisionId\":\"~s\",", i ? "," : "",
				v.id);
			out_mem(o, pod.p + 1, pod.n - 1);
		}
		out_str(o, "]}");
	}
	out_free(&pod);
	selection_finish(&sel);
	finish(&v);
}

/* -- what happened ------------------------------------------------------- */

struct trail {
	const struct tenant *tenant;
	const char *id;
	bool ascending;
	unsigned count;
	void (*make)(
		const struct tenant *, const char *, unsigned, struct out *);
};

static void show(void *ctx, uint32_t index, struct out *o)
{
	const struct trail *t = ctx;

	t->make(t->tenant, t->id, t->ascending ? t->count - 1 - index : index,
		o);
}

/* Latest first unless asked otherwise. */
static void trail(const struct extra_ask *a, const char *id)
{
	const char *order = extra_get(a, "sortOrder");
	const struct route rt = {.envelope = a->route->text,
		.limit = 50,
		.max = 500,
		.has_next = true,
		.next_first = true};
	struct trail t = {a->api->store->tenant, id,
		order && strcmp(order, "asc") == 0,
		make_event_count(a->api->store->tenant),
		a->route->flag ? make_history : make_event};
	struct pager p = {&rt, a->q, t.count, show, &t};

	answer_pages(&p, a->r);
}

static void trail_of_workload(const struct extra_ask *a)
{
	struct out w = {0};

	if (extra_item(a, K_WORKLOADS, a->arg[0], &w))
		trail(a, a->arg[0]);
	out_free(&w);
}

static void trail_of_revision(const struct extra_ask *a)
{
	struct revision v = {.number = 0};

	if (find_revision(a, &v))
		trail(a, v.workload_id);
	finish(&v);
}

static const struct extra_param params[] = {
	{"sortOrder", 0, "asc,desc", 0}, {NULL, 0, NULL, 0}};

#define OF_WORKLOAD "/api/v1/workloads/{}/"
#define OF_INFERENCE "/api/v1/workloads/inferences/{}/revisions"
#define REVISION "/api/v1/workloads/inferences/revisions/{}"

const struct extra_route extra_revision_routes[] = {
	{OF_WORKLOAD "events", trail_of_workload, params, .text = "events"},
	{OF_WORKLOAD "history", trail_of_workload, .text = "records",
		.flag = true},
	{OF_INFERENCE, answer_revisions},
	{OF_INFERENCE "/count", answer_count_of},
	{REVISION, answer_revision},
	{REVISION "/pods", answer_pods_of},
	{REVISION "/events", trail_of_revision, params, .text = "events"},
	{REVISION "/history", trail_of_revision, .text = "records",
		.flag = true},
	{NULL},
};
