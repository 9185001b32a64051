/* SPDX-License-Identifier: MIT */
#include "make.h"

#include <string.h>

void make_user(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE], name[NAME_SIZE];
	int64_t made = tenant_created(t, K_USERS, slot);

	tenant_id(t, K_USERS, slot, id);
	tenant_name(t, K_USERS, slot, name);
	out_f(o,
		"{\"id\":\"~s\",\"username\":~q,"
		"\"createdBy\":\"admin@acme.example\",\"createdAt\":~t,"
		"\"updatedAt\":~t,\"lastLogin\":~t,\"isLocal\":~b,"
		"\"groups\":[\"~s\"]}",
		id, name, made, r.n ? r.ms : made,
		slot % 4 == 3 ? INT64_C(-1) : TENANT_NOW - slot * 3600000,
		slot % 2, slot % 3 ? "ml-engineers" : "admins");
}

void make_setting(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char key[ID_SIZE];
	bool on = (slot + r.n) % 2 == 0;

	tenant_id(t, K_SETTINGS, slot, key);
	out_f(o,
		"{\"active\":true,\"category\":\"General\","
		"\"description\":\"Controls ~s\",\"source\":\"Tenant\","
		"\"label\":\"~s\",\"stage\":\"~s\",\"type\":\"Boolean\","
		"\"key\":\"~s\",\"value\":\"~s\"}",
		key, key, slot % 3 ? "GA" : "Beta", key, on ? "True" : "False");
}

/* A rule for each user on a department, then a group's for each project. */
void make_access_rule(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	bool user = slot < t->size.users;
	uint32_t n = user ? slot : slot - t->size.users;
	uint32_t d = user ? n % (t->size.departments ? t->size.departments : 1)
			  : tenant_department_of(t, n);
	char subject[NAME_SIZE] = "ml-engineers", scope[NAME_SIZE];
	char cluster[ID_SIZE], role[NAME_SIZE];
	int64_t made = tenant_created(t, K_ACCESS_RULES, slot);

	if (user)
		tenant_name(t, K_USERS, n, subject);
	tenant_name(t, user ? K_DEPARTMENTS : K_PROJECTS, user ? d : n, scope);
	tenant_id(t, K_CLUSTERS, tenant_cluster_of(t, d), cluster);
	tenant_name(t, K_ROLES, user ? 1 : 2, role);
	out_f(o,
		"{\"id\":~u,\"tenantId\":1001,\"subjectId\":~q,"
		"\"subjectType\":\"~s\",\"roleId\":~u,\"roleName\":~q,"
		"\"scopeId\":\"~u\",\"scopeType\":\"~s\",\"scopeName\":~q,"
		"\"clusterId\":\"~s\",\"createdAt\":~t,\"updatedAt\":~t,"
		"\"deletedAt\":null,\"createdBy\":\"admin@acme.example\","
		"\"status\":{\"phase\":\"~s\",\"message\":\"\"}}",
		slot + 1, subject, user ? "user" : "group", user ? 2u : 3u,
		role, user ? d + 4 : n + 101, user ? "department" : "project",
		scope, cluster, made, r.n ? r.ms : made,
		slot % 11 == 7 ? "NotReady" : "Ready");
}

void make_role(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char name[NAME_SIZE];
	int64_t made = tenant_created(t, K_ROLES, slot);

	tenant_name(t, K_ROLES, slot, name);
	out_f(o,
		"{\"id\":~u,\"name\":~q,\"description\":\"The ~s role\","
		"\"custom\":false,\"effectiveEnabled\":true,\"enabled\":null,"
		"\"createdBy\":\"system\",\"createdAt\":~t,\"updatedAt\":~t,"
		"\"deletedAt\":null,\"permissions\":[{"
		"\"resourceType\":\"project\",\"displayName\":\"Projects\","
		"\"groupId\":\"organization\",\"actions\":[\"read\"~s]}]}",
		slot + 1, name, name, made, r.n ? r.ms : made,
		slot == 2 ? "" : ",\"create\",\"update\",\"delete\"");
}

void make_service_account(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE], name[NAME_SIZE];
	int64_t made = tenant_created(t, K_SERVICE_ACCOUNTS, slot);

	tenant_id(t, K_SERVICE_ACCOUNTS, slot, id);
	tenant_name(t, K_SERVICE_ACCOUNTS, slot, name);
	out_f(o,
		"{\"name\":~q,\"createdBy\":\"admin@acme.example\","
		"\"createdAt\":~t,\"updatedAt\":~t,\"enabled\":~b,"
		"\"tenantId\":\"1001\",\"lastLogin\":null,\"id\":\"~s\","
		"\"clientId\":~q}",
		name, made, r.n ? r.ms : made, slot != 2, id, name);
}
