/* SPDX-License-Identifier: MIT */
/*
 * Sums over the tenant as it is now, added up from the items' own bytes, so
 * that what a test changes shows here too.
 */
#include "extra.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peek.h"

enum { ROWS_MAX = 512, GROUPS_MAX = 2 };

/* What a type adds up: thousandths of the number at `path`, or one an item
 * where there is no path, in percent. */
struct term {
	const char *type, *path;
	unsigned percent;
	bool ready; /* only items whose status is Ready */
};

/* The member an item is grouped by, and the one that names the group. */
struct axis {
	const char *key, *path, *name;
};

struct subject {
	enum kind kind;
	const struct term *terms;
	const struct axis *axes;
	const char *cluster, *pool; /* members the filters look at */
	bool csv;
};

struct row {
	char value[GROUPS_MAX][NAME_SIZE], name[GROUPS_MAX][NAME_SIZE];
	int64_t sum;
};

struct telemetry {
	const struct extra_ask *ask;
	const struct subject *of;
	const struct term *term;
	const struct axis *axis[GROUPS_MAX];
	unsigned axes, rows;
	struct row *row;
};

/* -- what there is ------------------------------------------------------- */

#define QUOTA(word, path_)                                                   \
	{word "_QUOTA", "totalResources." path_ "Quota", 100, false},        \
		{word "_ALLOCATION", "status.quotaStatus.allocated." path_,  \
			100, false},                                         \
	{                                                                    \
		word "_ALLOCATION_NON_PREEMPTIBLE",                          \
			"status.quotaStatus.allocatedNonPreemptible." path_, \
			100, false                                           \
	}

static const struct term org_terms[] = {QUOTA("GPU", "gpu"),
	QUOTA("CPU", "cpu"), QUOTA("MEMORY", "memory"), {NULL, NULL, 0, false}};

static const struct term node_terms[] = {{"READY_GPU_NODES", NULL, 100, true},
	{"READY_GPUS", "gpuInfo.gpuCount", 100, true},
	{"TOTAL_GPU_NODES", NULL, 100, false},
	{"TOTAL_GPUS", "gpuInfo.gpuCount", 100, false},
	{"IDLE_ALLOCATED_GPUS", "gpuInfo.gpuCount", 25, false},
	{"FREE_GPUS", "gpuInfo.gpuCount", 50, true},
	{"ALLOCATED_GPUS", "gpuInfo.gpuCount", 50, false},
	{"TOTAL_CPU_CORES", NULL, 6400, false},
	{"USED_CPU_CORES", NULL, 2350, false},
	{"ALLOCATED_CPU_CORES", NULL, 3200, false},
	{"TOTAL_GPU_MEMORY_BYTES", "gpuInfo.gpuCount", 4000000000, false},
	{"USED_GPU_MEMORY_BYTES", "gpuInfo.gpuCount", 1700000000, false},
	{"TOTAL_CPU_MEMORY_BYTES", NULL, 4200000000, false},
	{"USED_CPU_MEMORY_BYTES", NULL, 1100000000, false},
	{"ALLOCATED_CPU_MEMORY_BYTES", NULL, 2100000000, false},
	{"FULLY_FREE_GPU_NODES", NULL, 0, false}, {NULL, NULL, 0, false}};

static const struct term workload_terms[] = {
	{"WORKLOADS_COUNT", NULL, 100, false},
	{"GPU_ALLOCATION", "allocatedResources.gpu", 100, false},
	{"PENDING_TIME_DISTRIBUTION", "totalPendingTimeSeconds", 100, false},
	{NULL, NULL, 0, false}};

static const struct axis node_axes[] = {{"ClusterId", "clusterUuid", "cluster"},
	{"Nodepool", "nodePool", "nodePool"}, {"Node", "name", "name"},
	{NULL, NULL, NULL}};
static const struct axis workload_axes[] = {
	{"ClusterId", "clusterId", "cluster"},
	{"DepartmentId", "departmentId", "departmentName"},
	{"ProjectId", "projectId", "projectName"}, {"Type", "type", "type"},
	{"CurrentNodepools", "currentNodePools", "currentNodePools"},
	{"Phase", "phase", "phase"}, {"Category", "category", "category"},
	{NULL, NULL, NULL}};
static const struct axis department_axes[] = {
	{"CLUSTER_ID", "clusterId", "cluster"}, {NULL, NULL, NULL}};
static const struct axis project_axes[] = {
	{"ClusterId", "clusterId", "cluster"},
	{"NodepoolId", "resources/nodePool.id", "resources/nodePool.name"},
	{"ParentId", "parentId", "parent.name"}, {NULL, NULL, NULL}};

/* -- adding up ----------------------------------------------------------- */

/* The text of a member; of a list its first element, "" for an empty one, and
 * with "list/path" what is there in the list's first element. */
static void member(const struct out *item, const char *path, char *ret)
{
	const char *inner = strchr(path, '/');
	char outer[64];
	struct span v;
	size_t n = 1;

	ret[0] = '\0';
	snprintf(outer, sizeof outer, "%.*s", (int)strcspn(path, "/"), path);
	if (!peek_raw(item->p, item->n, outer, &v))
		return;
	if (*v.p != '[') {
		peek_text(item->p, item->n, outer, ret, NAME_SIZE);
		return;
	}
	while (n < v.n && strchr(" \"", v.p[n]))
		n++;
	if (inner)
		peek_text(v.p + n, v.n - n, inner + 1, ret, NAME_SIZE);
	else
		snprintf(ret, NAME_SIZE, "%.*s", (int)strcspn(v.p + n, "\"]"),
			v.p + n);
}

/* A cluster's name is not in those items that belong to it. */
static void name_of(const struct telemetry *t, const struct out *item,
	const struct axis *x, const char *value, char *ret)
{
	uint32_t slot;
	struct out cluster = {0};

	if (strcmp(x->name, "cluster")) {
		member(item, x->name, ret);
	} else if (store_find(t->ask->api->store, K_CLUSTERS, value, &slot)) {
		store_item(t->ask->api->store, K_CLUSTERS, slot, &cluster);
		member(&cluster, "name", ret);
		out_free(&cluster);
	}
}

static struct row *row_of(struct telemetry *t, const struct out *item)
{
	struct row r = {.sum = 0};
	unsigned i, k;

	for (k = 0; k < t->axes; k++)
		member(item, t->axis[k]->path, r.value[k]);
	for (i = 0; i < t->rows; i++) {
		for (k = 0; k < t->axes; k++)
			if (strcmp(t->row[i].value[k], r.value[k]))
				break;
		if (k == t->axes)
			return &t->row[i];
	}
	if (t->rows == ROWS_MAX)
		return NULL;
	for (k = 0; k < t->axes; k++)
		name_of(t, item, t->axis[k], r.value[k], r.name[k]);
	t->row[t->rows] = r;
	return &t->row[t->rows++];
}

static bool passes(const struct telemetry *t, const struct out *item)
{
	const struct {
		const char *param, *path;
	} filters[] = {
		{"clusterId", t->of->cluster},
		{"nodepoolName", t->of->pool},
		{"departmentId", t->of->kind == K_DEPARTMENTS ? "id"
				 : t->of->kind == K_PROJECTS  ? "parentId"
							      : "departmentId"},
	};
	const char *phases = extra_get(t->ask, "filterByPhases");
	char text[NAME_SIZE];

	for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
		const char *want = extra_get(t->ask, filters[i].param);

		member(item, filters[i].path, text);
		if (want && *want && strcmp(text, want))
			return false;
	}
	member(item, "phase", text);
	if (phases && *phases && !extra_among(phases, text))
		return false;
	member(item, "status", text);
	return !t->term->ready || strcmp(text, "Ready") == 0;
}

static void add(struct telemetry *t, const struct out *item)
{
	char text[NAME_SIZE] = "1";
	struct row *r = passes(t, item) ? row_of(t, item) : NULL;

	if (!r)
		return;
	if (t->term->path)
		member(item, t->term->path, text);
	r->sum += (int64_t)(strtod(text, NULL) * 1000) * t->term->percent / 100;
}

static void add_all(struct telemetry *t)
{
	const struct store *s = t->ask->api->store;
	struct out item = {0};

	for (uint32_t i = 0; i < store_size(s, t->of->kind); i++) {
		out_reset(&item);
		store_item(s, t->of->kind, store_at(s, t->of->kind, i), &item);
		add(t, &item);
	}
	/* a sum over nothing is a number too */
	if (t->axes == 0 && t->rows == 0)
		t->rows = 1;
	out_free(&item);
}

/* -- the answer ---------------------------------------------------------- */

static void write_json(const struct telemetry *t, struct out *o)
{
	out_f(o, "{\"type\":~q,\"timestamp\":~t,\"values\":[", t->term->type,
		TENANT_NOW);
	for (unsigned i = 0; i < t->rows; i++) {
		const struct row *r = &t->row[i];

		out_f(o, "~s{\"value\":\"~m\",\"groups\":[", i ? "," : "",
			r->sum);
		for (unsigned k = 0; k < t->axes; k++)
			out_f(o, "~s{\"key\":~q,\"value\":~q,\"name\":~q}",
				k ? "," : "", t->axis[k]->key, r->value[k],
				r->name[k]);
		out_str(o, "]}");
	}
	out_str(o, "]}");
}

static void write_csv(const struct telemetry *t, struct out *o)
{
	out_str(o, "timestamp,type,");
	for (unsigned k = 0; k < t->axes; k++)
		out_f(o, "~s,", t->axis[k]->key);
	out_str(o, "value\n");
	for (unsigned i = 0; i < t->rows; i++) {
		out_time(o, TENANT_NOW);
		out_f(o, ",~s,", t->term->type);
		for (unsigned k = 0; k < t->axes; k++)
			out_f(o, "~s,", t->row[i].value[k]);
		out_f(o, "~m\n", t->row[i].sum);
	}
}

static const struct subject nodes = {
	K_NODES, node_terms, node_axes, "clusterUuid", "nodePool", true};
static const struct subject workloads = {K_WORKLOADS, workload_terms,
	workload_axes, "clusterId", "currentNodePools", true};
static const struct subject departments = {K_DEPARTMENTS, org_terms,
	department_axes, "clusterId", "defaultNodePools", false};
static const struct subject projects = {K_PROJECTS, org_terms, project_axes,
	"clusterId", "defaultNodePools", false};

static void sum_up(const struct extra_ask *a, const struct subject *of)
{
	struct telemetry t = {.ask = a, .of = of, .term = of->terms};
	struct extra_words w = extra_words(a, "groupBy");
	char word[NAME_SIZE];

	while (t.term->type &&
		strcmp(t.term->type, extra_get(a, "telemetryType")))
		t.term++;
	while (t.axes < GROUPS_MAX && extra_word(&w, word, sizeof word))
		for (const struct axis *x = of->axes; x->key; x++)
			if (strcmp(x->key, word) == 0)
				t.axis[t.axes++] = x;
	t.row = calloc(ROWS_MAX, sizeof *t.row);
	if (!t.row || !t.term->type) {
		extra_refuse(a, 500, "no memory, or no such type", NULL);
		free(t.row);
		return;
	}
	add_all(&t);
	if (of->csv && strstr(a->q->accept, "text/csv")) {
		extra_type(a, "text/csv");
		write_csv(&t, &a->r->body);
	} else {
		write_json(&t, &a->r->body);
	}
	free(t.row);
}

static void of_nodes(const struct extra_ask *a)
{
	sum_up(a, &nodes);
}

static void of_workloads(const struct extra_ask *a)
{
	sum_up(a, &workloads);
}

static void of_departments(const struct extra_ask *a)
{
	sum_up(a, &departments);
}

static void of_projects(const struct extra_ask *a)
{
	sum_up(a, &projects);
}

#define TYPES(words)                              \
	{                                         \
		"telemetryType", WANTED, words, 0 \
	}
#define GROUPS(words)                              \
	{                                          \
		"groupBy", MANY, words, GROUPS_MAX \
	}
#define CLUSTER                            \
	{                                  \
		"clusterId", UUID, NULL, 0 \
	}
#define END                      \
	{                        \
		NULL, 0, NULL, 0 \
	}

static const char org_types[] =
	"GPU_QUOTA,CPU_QUOTA,MEMORY_QUOTA,GPU_ALLOCATION,CPU_ALLOCATION,"
	"MEMORY_ALLOCATION,GPU_ALLOCATION_NON_PREEMPTIBLE,"
	"CPU_ALLOCATION_NON_PREEMPTIBLE,MEMORY_ALLOCATION_NON_PREEMPTIBLE";

static const struct extra_param node_params[] = {
	TYPES("READY_GPU_NODES,READY_GPUS,TOTAL_GPU_NODES,TOTAL_GPUS,"
	      "IDLE_ALLOCATED_GPUS,FREE_GPUS,ALLOCATED_GPUS,TOTAL_CPU_CORES,"
	      "USED_CPU_CORES,ALLOCATED_CPU_CORES,TOTAL_GPU_MEMORY_BYTES,"
	      "USED_GPU_MEMORY_BYTES,TOTAL_CPU_MEMORY_BYTES,"
	      "USED_CPU_MEMORY_BYTES,ALLOCATED_CPU_MEMORY_BYTES,"
	      "FULLY_FREE_GPU_NODES"),
	GROUPS("ClusterId,Nodepool,Node"), CLUSTER, END};
static const struct extra_param workload_params[] = {
	TYPES("WORKLOADS_COUNT,GPU_ALLOCATION,PENDING_TIME_DISTRIBUTION"),
	GROUPS("ClusterId,DepartmentId,ProjectId,Type,CurrentNodepools,Phase,"
	       "Category"),
	{"filterByPhases", MANY,
		"Creating,Initializing,Resuming,Pending,Deleting,Running,"
		"Updating,Stopped,Stopping,Degraded,Failed,Completed,"
		"Terminating,Unknown",
		0},
	CLUSTER, END};
static const struct extra_param department_params[] = {
	TYPES(org_types), GROUPS("CLUSTER_ID"), CLUSTER, END};
static const struct extra_param project_params[] = {TYPES(org_types),
	GROUPS("ClusterId,NodepoolId,ParentId"), CLUSTER, END};

const struct extra_route extra_telemetry_routes[] = {
	{"/api/v1/nodes/telemetry", of_nodes, node_params},
	{"/api/v1/workloads/telemetry", of_workloads, workload_params},
	{"/api/v1/org-unit/departments/telemetry", of_departments,
		department_params},
	{"/api/v1/org-unit/projects/telemetry", of_projects, project_params},
	{NULL},
};
