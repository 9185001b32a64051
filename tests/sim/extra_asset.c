/* SPDX-License-Identifier: MIT */
/*
 * What hangs off assets, data volumes, identity providers and reports. Whether
 * there is such an item, and what it says, is asked of the operation that
 * gives it.
 */
#include "extra.h"

#include <stdio.h>
#include <string.h>

#include "names.h"
#include "peek.h"

/* The item this hangs off: the path up to and with the first "{}". */
static bool parent(const struct extra_ask *a, struct out *ret)
{
	const char *mark = strstr(a->route->path, "{}");
	char path[512];

	snprintf(path, sizeof path, "%.*s%s", (int)(mark - a->route->path),
		a->route->path, a->arg[0]);
	return extra_fetch(a, path, ret);
}

/* Words that contain the text of the parameter, if there is one. */
static void matching(const struct extra_ask *a, const char *prefix,
	const struct words *w, struct out *o)
{
	const char *search = extra_get(a, "searchName");
	bool first = true;

	for (size_t i = 0; i < w->n; i++) {
		if (search && !strstr(w->word[i], search))
			continue;
		out_f(o, "~s\"~s~s\"", first ? "" : ",", prefix, w->word[i]);
		first = false;
	}
}

static void answer_repositories(const struct extra_ask *a)
{
	struct out item = {0}, *o = &a->r->body;

	if (parent(a, &item)) {
		out_str(o, "{\"repositories\":[");
		matching(a, "ml/", &words_models, o);
		out_str(o, "]}");
	}
	out_free(&item);
}

static void answer_tags(const struct extra_ask *a)
{
	static const char *const tags[] = {
		"latest", "1.14.2", "1.14.1", "1.13.0", "nightly-2025-05-30"};
	static const struct words words = {tags, 5};
	const char *name = extra_get(a, "repository");
	struct out item = {0}, *o = &a->r->body;
	bool known = false;

	for (size_t i = 0; i < words_models.n; i++)
		known |= strncmp(name, "ml/", 3) == 0 &&
			 strcmp(name + 3, words_models.word[i]) == 0;
	if (!known) {
		extra_refuse(a, 404, "no such repository", name);
	} else if (parent(a, &item)) {
		out_f(o, "{\"name\":~q,\"tags\":[", name);
		matching(a, "", &words, o);
		out_str(o, "]}");
	}
	out_free(&item);
}

/* -- the history of a claim ---------------------------------------------- */

static void show_record(void *ctx, uint32_t n, struct out *o)
{
	const struct extra_ask *a = ctx;

	if (n % 2)
		make_history(a->api->store->tenant, a->arg[0], n, o);
	else
		out_f(o,
			"{\"meta\":{\"creationTimestamp\":~t,"
			"\"type\":\"PhaseUpdate\"},\"spec\":{\"phaseUpdate\":{"
			"\"phase\":\"~s\",\"phaseMessage\":\"\"}}}",
			TENANT_NOW - INT64_C(60000) * n,
			n % 4 ? "Pending" : "Bound");
}

static void answer_claim(const struct extra_ask *a)
{
	static const struct route rt = {.envelope = "records",
		.limit = 50,
		.max = 500,
		.has_next = true,
		.next_first = true};
	struct extra_ask own = *a;
	struct pager p = {&rt, a->q, make_event_count(a->api->store->tenant),
		show_record, &own};
	struct out item = {0};

	if (parent(a, &item))
		answer_pages(&p, a->r);
	out_free(&item);
}

/* -- others -------------------------------------------------------------- */

/* Shared with one of each kind of unit. */
static void answer_scopes(const struct extra_ask *a)
{
	static const struct {
		const char *word;
		enum kind kind;
	} scopes[] = {{"cluster", K_CLUSTERS}, {"department", K_DEPARTMENTS},
		{"project", K_PROJECTS}};
	const struct tenant *t = a->api->store->tenant;
	struct out item = {0}, *o = &a->r->body;
	char id[ID_SIZE], name[NAME_SIZE];

	if (parent(a, &item)) {
		out_ch(o, '[');
		for (size_t i = 0; i < 3; i++) {
			tenant_id(t, scopes[i].kind, 0, id);
			tenant_name(t, scopes[i].kind, 0, name);
			out_f(o,
				"~s{\"scopeType\":\"~s\",\"scopeId\":\"~s\","
				"\"scopeName\":~q,\"createdAt\":~t,"
				"\"createdBy\":\"admin@acme.example\"}",
				i ? "," : "", scopes[i].word, id, name,
				TENANT_NOW - INT64_C(86400000) * 9);
		}
		out_ch(o, ']');
	}
	out_free(&item);
}

/* The document wants an alias, which it declares nowhere. */
static void answer_mappers(const struct extra_ask *a)
{
	struct out item = {0};

	if (parent(a, &item))
		out_f(&a->r->body,
			"{\"alias\":~q,\"gid\":\"GID\",\"uid\":\"UID\","
			"\"groups\":\"GROUPS\",\"supplementaryGroups\":"
			"\"SUPPLEMENTARYGROUPS\",\"email\":\"email\"}",
			a->arg[0]);
	out_free(&item);
}

static void answer_available(const struct extra_ask *a)
{
	out_str(&a->r->body, "{\"isAvailable\":true}");
}

/* Not there before it is ready: the documents know no other error for it. */
static void answer_report(const struct extra_ask *a)
{
	const struct tenant *t = a->api->store->tenant;
	struct out item = {0}, *o = &a->r->body;
	char status[NAME_SIZE] = "", name[NAME_SIZE];

	if (!parent(a, &item)) {
		out_free(&item);
		return;
	}
	peek_text(item.p, item.n, "status", status, sizeof status);
	out_free(&item);
	if (strcmp(status, "Ready")) {
		extra_refuse(a, 404, "the report is not ready", status);
		return;
	}
	extra_type(a, "text/csv");
	out_str(o, "Project,Workloads,GPU hours,CPU core hours\n");
	for (uint32_t i = 0; i < t->size.projects; i++) {
		uint64_t dice = extra_hash(a->arg[0], i);

		tenant_name(t, K_PROJECTS, i, name);
		out_f(o, "~s,~u,~m,~m\n", name, (unsigned)(dice % 90),
			(int64_t)(dice >> 8 & 0xfffff),
			(int64_t)(dice >> 32 & 0xffffff));
	}
}

/* -- names --------------------------------------------------------------- */

/* 409 for a name that one of the list has, 204 for any other. */
static void name_is_free(
	const struct extra_ask *a, const char *path, const char *name)
{
	struct out list = {0}, member = {0};

	if (extra_fetch(a, path, &list)) {
		out_f(&member, "\"name\":~q", name);
		if (member.p && list.p && strstr(list.p, member.p))
			extra_refuse(a, 409, "the name is taken", name);
		else
			a->r->status = 204;
	}
	out_free(&member);
	out_free(&list);
}

static void answer_template_name(const struct extra_ask *a)
{
	name_is_free(a, "/api/v1/workload-templates?limit=500",
		extra_get(a, "templateName"));
}

static void answer_volume_name(const struct extra_ask *a)
{
	struct out cluster = {0};

	if (extra_item(a, K_CLUSTERS, extra_get(a, "clusterId"), &cluster))
		name_is_free(a, a->route->text, extra_get(a, "dataName"));
	out_free(&cluster);
}

#define END                      \
	{                        \
		NULL, 0, NULL, 0 \
	}

static const struct extra_param tag_params[] = {
	{"repository", WANTED, NULL, 0}, END};
static const struct extra_param template_params[] = {
	{"templateName", WANTED, NULL, 0},
	{"scopeType", WANTED, "tenant,cluster,department,project", 0}, END};
static const struct extra_param volume_params[] = {
	{"dataName", WANTED, NULL, 0}, {"clusterId", WANTED | UUID, NULL, 0},
	END};

const struct extra_route extra_asset_routes[] = {
	{"/api/v1/asset/registries/{}/repositories", answer_repositories},
	{"/api/v1/asset/registries/{}/repositories/tags", answer_tags,
		tag_params},
	{"/api/v1/asset/datasource/pvc/{}/history", answer_claim},
	{"/api/v1/datavolumes/{}/sharedScopes", answer_scopes},
	{"/api/v1/idps/{}/mappers", answer_mappers},
	{"/api/v1/org-unit/reports/availability", answer_available},
	{"/api/v1/org-unit/reports/{}/file", answer_report},
	{"/api/v1/workload-templates/name-availability", answer_template_name,
		template_params},
	{"/api/v1/datavolumes/name-availability", answer_volume_name,
		volume_params,
		.text = "/api/v1/datavolumes?limit=500&requestType=Originated"},
	{NULL},
};
