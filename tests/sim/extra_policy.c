/* SPDX-License-Identifier: MIT */
/*
 * The policy of an organisational unit for a type of workload. The tenant has
 * one of each; below it every other unit has one of its own, and what applies
 * to the rest is the tenant's.
 */
#include "extra.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peek.h"

static const struct unit {
	const char *word, *param, *field;
	enum kind kind;
	bool quoted;
} units[] = {
	{"tenant", NULL, NULL, KINDS, false},
	{"cluster", "clusterId", "clusterId", K_CLUSTERS, true},
	{"department", "departmentId", "departmentId", K_DEPARTMENTS, true},
	{"project", "projectId", "projectId", K_PROJECTS, false},
};

static void rules(const char *type, unsigned gpus, struct out *o)
{
	bool nim = strcmp(type, "nim-services") == 0;
	bool listed = extra_among("trainings,workspaces,inferences", type);

	out_f(o, "{\"defaults\":{\"imagePullPolicy\":\"IfNotPresent\","
		 "\"environmentVariables\":{\"instances\":[{"
		 "\"name\":\"HTTPS_PROXY\","
		 "\"value\":\"http://me:" EXTRA_CANARY
		 "policy-environment@proxy.acme.example:3128\","
		 "\"exclude\":false}]}},");
	out_f(o,
		"\"rules\":{\"compute\":{\"gpuDevicesRequest\":{\"min\":0,"
		"\"max\":~u,\"required\":false}},"
		"\"imagePullPolicy\":{\"required\":~b,\"canEdit\":true}},"
		"\"imposedAssets\":~s}",
		gpus, !nim, listed ? "[]" : "null");
}

static void meta(const struct extra_ask *a, const struct unit *s,
	const char *id, struct out *o)
{
	char uuid[ID_SIZE], name[NAME_SIZE];

	extra_uuid(extra_hash(a->route->text, extra_hash(id, 7)), uuid);
	snprintf(name, sizeof name, "%s-%s", s->word, a->route->text);
	out_f(o,
		"\"meta\":{\"id\":\"~s\",\"name\":~q,\"tenantId\":1001,"
		"\"createdBy\":\"admin@acme.example\",\"createdAt\":~t,"
		"\"updatedBy\":\"admin@acme.example\",\"updatedAt\":~t,"
		"\"scope\":\"~s\"",
		uuid, name, TENANT_NOW - INT64_C(86400000) * 30,
		TENANT_NOW - INT64_C(86400000), s->word);
	if (s->field && s->quoted)
		out_f(o, ",\"~s\":~q", s->field, id);
	else if (s->field)
		out_f(o, ",\"~s\":~u", s->field, (unsigned)atoi(id));
	out_str(o, "},");
}

static void answer_policy(const struct extra_ask *a)
{
	const char *word = extra_get(a, "scope"), *id = "";
	const struct unit *s = units;
	struct out item = {0}, *o = &a->r->body;
	bool own;

	while (strcmp(s->word, word))
		s++;
	if (s->param) {
		id = extra_get(a, s->param);
		if (!id || !*id) {
			extra_refuse(a, 400, "this scope needs", s->param);
			return;
		}
		if (!extra_item(a, s->kind, id, &item))
			return;
	}
	own = !s->param || extra_hash(id, 1) % 2;
	out_ch(o, '{');
	meta(a, s, id, o);
	out_str(o, "\"policy\":");
	if (own)
		rules(a->route->text, s->param ? 4 : 8, o);
	else
		out_str(o, "null");
	out_str(o, ",\"effective\":");
	rules(a->route->text, own && s->param ? 4 : 8, o);
	out_f(o, ",\"effectiveUpdatedAt\":~t}", TENANT_NOW);
	out_free(&item);
}

static const struct extra_param params[] = {
	{"scope", WANTED, "tenant,cluster,department,project", 0},
	{"clusterId", UUID, NULL, 0}, {NULL, 0, NULL, 0}};

#define POLICY(name)                                                        \
	{                                                                   \
		"/api/v2/policy/" name, answer_policy, params, .text = name \
	}

const struct extra_route extra_policy_routes[] = {
	POLICY("trainings"),
	POLICY("workspaces"),
	POLICY("distributed"),
	POLICY("inferences"),
	POLICY("distributed-inferences"),
	POLICY("nim-services"),
	{NULL},
};
