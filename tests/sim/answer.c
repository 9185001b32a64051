/* SPDX-License-Identifier: MIT */
#include "answer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "extra.h"
#include "peek.h"
#include "select.h"

/* -- finding the route --------------------------------------------------- */

enum { ARG_SIZE = 256 };

/* The part after the last "/researcher/api/v1/", NULL for other paths. */
static const char *researcher_rest(const char *path)
{
	static const char mark[] = "/researcher/api/v1/";
	const char *found = NULL, *p = path;

	while ((p = strstr(p, mark))) {
		found = p + sizeof mark - 1;
		p++;
	}
	return found;
}

static bool route_matches(const char *pattern, const char *path, char *arg)
{
	arg[0] = '\0';
	while (*pattern && *path) {
		if (pattern[0] == '{') {
			size_t n = strcspn(path, "/");

			if (n == 0)
				return false;
			snprintf(arg, ARG_SIZE, "%.*s", (int)n, path);
			path += n;
			pattern += 2;
		} else if (*pattern++ != *path++) {
			return false;
		}
	}
	return !*pattern && !*path;
}

static bool is_on(const struct api *api, const struct route *rt)
{
	switch (api->generation) {
	case SIM_V1:
		return rt->generations & GEN_V1;
	case SIM_LEGACY:
		return rt->generations & GEN_LEGACY;
	case SIM_BOTH:
		break;
	}
	return true;
}

/* The most exact one: "/workloads/count" before "/workloads/{}". */
static const struct route *find(
	const struct api *api, const char *path, char *arg)
{
	const struct route *found = NULL;
	char own[ARG_SIZE];

	for (const struct route *rt = answer_routes; rt->path; rt++) {
		if (!is_on(api, rt) || !route_matches(rt->path, path, own))
			continue;
		if (found && own[0])
			continue;
		found = rt;
		memcpy(arg, own, sizeof own);
	}
	return found;
}

enum answer_kind answer_find(const struct api *api, const char *path)
{
	char arg[ARG_SIZE];

	if (researcher_rest(path))
		return api->generation == SIM_V1 ? ANSWER_ABSENT
						 : ANSWER_RESEARCHER;
	if (extra_knows(api, path) || find(api, path, arg))
		return ANSWER_KNOWN;
	if (api->generation == SIM_LEGACY && strncmp(path, "/api/", 5) == 0)
		return ANSWER_ABSENT;
	if (api->generation == SIM_V1 && strncmp(path, "/v1/k8s/", 8) == 0)
		return ANSWER_ABSENT;
	return ANSWER_KNOWN;
}

static void answer_absent(const struct api *api, struct reply *r)
{
	if (api->absent == SIM_ABSENT_HTML)
		reply_html(r, 200);
	else if (api->absent == SIM_ABSENT_405)
		reply_error(r, 405, "no such operation");
	else
		reply_error(r, 404, "no such path");
}

/* -- the Researcher API -------------------------------------------------- */

/* The cluster that a component of the base names, by id or by name. */
static bool cluster_in(
	const struct api *api, const char *path, const char *rest, char *ret_id)
{
	char part[ARG_SIZE], name[NAME_SIZE];
	uint32_t slot;

	for (const char *p = path; p < rest; p += strcspn(p, "/") + 1) {
		snprintf(part, sizeof part, "%.*s", (int)strcspn(p, "/"), p);
		if (store_find(api->store, K_CLUSTERS, part, &slot)) {
			snprintf(ret_id, ID_SIZE, "%.39s", part);
			return true;
		}
		for (slot = 0; slot < api->store->shelf[K_CLUSTERS].base;
			slot++) {
			tenant_name(api->store->tenant, K_CLUSTERS, slot, name);
			if (strcmp(name, part))
				continue;
			tenant_id(api->store->tenant, K_CLUSTERS, slot, ret_id);
			return true;
		}
	}
	return false;
}

static void answer_researcher(
	const struct api *api, const struct question *q, struct reply *r)
{
	static const struct route jobs = {
		.kind = K_WORKLOADS, .envelope = "data", .old = make_old_job};
	static const struct route projects = {.kind = K_PROJECTS,
		.envelope = "data",
		.cluster_path = "clusterId",
		.old = make_old_researcher_project};
	const char *rest = researcher_rest(q->path);
	char id[ID_SIZE] = "";

	cluster_in(api, q->path, rest, id);
	if (strcmp(rest, "projects") == 0)
		answer_list(api, &projects, q, id, r);
	else if (strncmp(rest, "job/", 4) == 0)
		answer_jobs(api, &jobs, q, rest + 4, r);
	else if (strncmp(rest, "jobs/", 5) == 0 && !api->job_only)
		answer_jobs(api, &jobs, q, rest + 5, r);
	else
		reply_error(r, 404, "no such path");
}

void answer_jobs(const struct api *api, const struct route *rt,
	const struct question *q, const char *project, struct reply *r)
{
	char id[ID_SIZE] = "";
	struct selection sel = {0};
	struct out item = {0};

	cluster_in(api, q->path, researcher_rest(q->path), id);
	if (select_jobs(api->store, project, id[0] ? id : NULL, &sel)) {
		reply_error(r, 500, "out of memory");
		return;
	}
	out_str(&r->body, "{\"data\":[");
	for (uint32_t i = 0; i < sel.n; i++) {
		out_reset(&item);
		store_item(api->store, K_WORKLOADS, sel.slot[i], &item);
		if (i)
			out_ch(&r->body, ',');
		rt->old(api->store->tenant, item.p, item.n, &r->body);
	}
	out_str(&r->body, "]}");
	out_free(&item);
	selection_finish(&sel);
}

void answer_get(
	const struct api *api, const struct question *q, struct reply *r)
{
	char arg[ARG_SIZE];
	const struct route *rt;

	switch (answer_find(api, q->path)) {
	case ANSWER_ABSENT:
		answer_absent(api, r);
		return;
	case ANSWER_RESEARCHER:
		answer_researcher(api, q, r);
		return;
	case ANSWER_KNOWN:
		break;
	}
	if (extra_answer(api, q, r))
		return;
	rt = find(api, q->path, arg);
	if (rt)
		rt->answer(api, rt, q, arg, r);
	else
		reply_error(r, 404, "no such path");
}
