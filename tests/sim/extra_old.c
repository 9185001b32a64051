/* SPDX-License-Identifier: MIT */
/*
 * Measurements as they were before they had types: deprecated, and still in
 * the documents of today. Where no window is given there is no time range.
 */
#include "extra.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peek.h"
#include "select.h"

/* Numbers that depend on whose they are and when. */
static void load(const char *who, int64_t at, struct out *o)
{
	static const char *const what[] = {"gpu", "cpu", "memory"};
	uint64_t dice = extra_hash(who, (uint64_t)at);

	out_f(o, "\"numberOfPendingWorkloads\":~u", (unsigned)(dice % 7));
	for (unsigned i = 0; i < 3; i++)
		out_f(o,
			",\"~s\":{\"quota\":~u,\"allocated\":~m,"
			"\"utilization\":~m}",
			what[i], 8 + i * 24, (int64_t)(dice >> i * 8 & 0x1fff),
			(int64_t)(dice >> i * 7 & 0xffff));
}

static void resources(const char *key, const char *who, struct out *o)
{
	out_f(o, "\"~s\":[", key);
	for (unsigned i = 0; i < POOLS_PER_CLUSTER; i++) {
		out_str(o, i ? ",{" : "{");
		load(who, i, o);
		out_f(o, ",\"nodepoolName\":\"~s\"}", tenant_pool_name(i));
	}
	out_ch(o, ']');
}

/* False: it was answered with a 400. */
static bool time_range(const struct extra_ask *a, const char *who)
{
	long long n = args_number(a->q->args, "numberOfSamples", 20);
	struct out *o = &a->r->body;
	int64_t start, end;

	if (!extra_get(a, "start") || !extra_get(a, "end"))
		return true;
	if (!extra_window(a, &start, &end))
		return false;
	out_str(o, ",\"timeRange\":{\"resources\":[");
	for (long long i = 0; i < n; i++) {
		int64_t at = start + (end - start) / n * i;

		out_str(o, i ? ",{" : "{");
		load(who, at, o);
		out_f(o, ",\"timestamp\":~t}", at);
	}
	out_str(o, "]}");
	return true;
}

/* The text of a member of an item. */
static const char *text(const struct out *item, const char *path, char *ret)
{
	peek_text(item->p, item->n, path, ret, NAME_SIZE);
	return ret;
}

static void cluster_meta(
	const char *id, const struct out *cluster, struct out *o)
{
	char name[NAME_SIZE];

	out_f(o, "\"clusterId\":~q,\"clusterName\":~q", id,
		text(cluster, "name", name));
}

/* Projects below a cluster or a department. */
static void project_resources(const struct extra_ask *a, const char *path,
	const char *id, bool department, struct out *o)
{
	struct selection sel = {0};
	struct out item = {0};
	char name[NAME_SIZE], above[NAME_SIZE];

	select_equal(a->api->store, K_PROJECTS, path, id, &sel);
	out_str(o, "\"projectResources\":[");
	for (uint32_t i = 0; i < sel.n; i++) {
		out_reset(&item);
		store_item(a->api->store, K_PROJECTS, sel.slot[i], &item);
		out_str(o, i ? ",{" : "{");
		load(text(&item, "name", name), 1, o);
		if (department)
			out_f(o, ",\"departmentName\":~q",
				text(&item, "parent.name", above));
		out_f(o, ",\"projectName\":~q,\"nodepoolName\":\"default\"}",
			name);
	}
	out_ch(o, ']');
	out_free(&item);
	selection_finish(&sel);
}

/* {"metadata":…,"current":… of a department or a project, not closed. */
static void unit(const struct extra_ask *a, enum kind k, const struct out *item,
	const struct out *cluster, struct out *o)
{
	bool project = k == K_PROJECTS;
	char id[NAME_SIZE], name[NAME_SIZE], above[NAME_SIZE];

	text(item, "id", id);
	text(item, "name", name);
	out_str(o, "{\"metadata\":{");
	cluster_meta(a->arg[0], cluster, o);
	if (project)
		out_f(o, ",\"projectId\":~u,\"projectName\":~q",
			(unsigned)atoi(id), name);
	out_f(o, ",\"departmentId\":~u",
		(unsigned)atoi(project ? text(item, "parentId", above) : id));
	out_f(o, ",\"departmentName\":~q},\"current\":{",
		project ? text(item, "parent.name", above) : name);
	resources("resources", name, o);
	out_ch(o, ',');
	/* the document wants it of projects, and declares it nowhere */
	if (project)
		resources("nodepoolResources", name, o);
	else
		project_resources(a, "parentId", id, false, o);
	out_ch(o, '}');
}

/* -- the answers --------------------------------------------------------- */

static void of_cluster(const struct extra_ask *a)
{
	struct out cluster = {0}, *o = &a->r->body;

	if (extra_item(a, K_CLUSTERS, a->arg[0], &cluster)) {
		out_str(o, "{\"metadata\":{");
		cluster_meta(a->arg[0], &cluster, o);
		out_str(o, "},\"current\":{");
		resources("resources", a->arg[0], o);
		out_ch(o, ',');
		project_resources(a, "clusterId", a->arg[0], true, o);
		out_ch(o, '}');
		if (time_range(a, a->arg[0]))
			out_ch(o, '}');
	}
	out_free(&cluster);
}

static void of_all(const struct extra_ask *a)
{
	struct out cluster = {0}, item = {0}, *o = &a->r->body;
	struct selection sel = {0};

	if (extra_item(a, K_CLUSTERS, a->arg[0], &cluster)) {
		select_equal(a->api->store, a->route->kind, "clusterId",
			a->arg[0], &sel);
		out_str(o, "{\"data\":[");
		for (uint32_t i = 0; i < sel.n; i++) {
			out_reset(&item);
			store_item(a->api->store, a->route->kind, sel.slot[i],
				&item);
			out_str(o, i ? "," : "");
			unit(a, a->route->kind, &item, &cluster, o);
			out_ch(o, '}');
		}
		out_ch(o, ']');
		if (time_range(a, a->arg[0]))
			out_ch(o, '}');
	}
	selection_finish(&sel);
	out_free(&item);
	out_free(&cluster);
}

static void of_one(const struct extra_ask *a)
{
	struct out cluster = {0}, item = {0};
	char own[NAME_SIZE] = "";

	if (extra_item(a, K_CLUSTERS, a->arg[0], &cluster) &&
		extra_item(a, a->route->kind, a->arg[1], &item)) {
		if (strcmp(text(&item, "clusterId", own), a->arg[0])) {
			extra_refuse(a, 404, "not in this cluster", a->arg[1]);
		} else {
			unit(a, a->route->kind, &item, &cluster, &a->r->body);
			if (time_range(a, a->arg[1]))
				out_ch(&a->r->body, '}');
		}
	}
	out_free(&item);
	out_free(&cluster);
}

static const struct extra_param params[] = {{"start", MOMENT, NULL, 0},
	{"end", MOMENT, NULL, 0}, {"numberOfSamples", NUMBER, NULL, 1000},
	{NULL, 0, NULL, 0}};

#define CLUSTER "/v1/k8s/clusters/{}/"

const struct extra_route extra_old_routes[] = {
	{CLUSTER "metrics", of_cluster, params, GEN_ANY},
	{CLUSTER "departments/metrics", of_all, params, GEN_ANY,
		.kind = K_DEPARTMENTS},
	{CLUSTER "departments/{}/metrics", of_one, params, GEN_ANY,
		.kind = K_DEPARTMENTS},
	{CLUSTER "projects/metrics", of_all, params, GEN_ANY,
		.kind = K_PROJECTS},
	{CLUSTER "projects/{}/metrics", of_one, params, GEN_ANY,
		.kind = K_PROJECTS},
	{NULL},
};
