/* SPDX-License-Identifier: MIT */
#include "make.h"

#include <stdio.h>
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

struct rule {
	char subject[NAME_SIZE];
	const char *type;
	uint32_t role;
	struct scope scope;
};

/* The first user rules the tenant, the second a cluster, others a department;
 * each service account the tenant too; then each project has a group or a user
 * of its own. */
static void rule_of(const struct tenant *t, uint32_t slot, struct rule *ret)
{
	const struct sim_size *z = &t->size;
	uint32_t accounts = kind_fixed_count(K_SERVICE_ACCOUNTS), n = slot;
	uint32_t first = 1 + z->clusters;

	*ret = (struct rule){.type = "user", .role = 1};
	if (n < z->users) {
		tenant_name(t, K_USERS, n, ret->subject);
		ret->role = n == 0 ? 0 : 1;
		tenant_scope(t,
			n < 2 || !z->departments ? n
						 : first + n % z->departments,
			&ret->scope);
		return;
	}
	n -= z->users;
	if (n < accounts) {
		ret->type = "service-account";
		tenant_name(t, K_SERVICE_ACCOUNTS, n, ret->subject);
		tenant_scope(t, 0, &ret->scope);
		return;
	}
	n -= accounts;
	ret->role = 2;
	tenant_scope(t, first + z->departments + n, &ret->scope);
	if (n % 3 == 0 || z->users == 0) {
		ret->type = "group";
		snprintf(ret->subject, NAME_SIZE, "ml-engineers");
	} else {
		tenant_name(t, K_USERS, n % z->users, ret->subject);
	}
}

void make_access_rule(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char role[NAME_SIZE], cluster[ID_SIZE];
	int64_t made = tenant_created(t, K_ACCESS_RULES, slot);
	struct rule rule;

	rule_of(t, slot, &rule);
	tenant_name(t, K_ROLES, rule.role, role);
	out_f(o,
		"{\"id\":~u,\"tenantId\":~d,\"subjectId\":~q,"
		"\"subjectType\":\"~s\",\"roleId\":~u,\"roleName\":~q,"
		"\"scopeId\":\"~s\",\"scopeType\":\"~s\",\"scopeName\":~q,",
		slot + 1, TENANT_ID, rule.subject, rule.type, rule.role + 1,
		role, rule.scope.id, rule.scope.type, rule.scope.name);
	if (rule.scope.cluster >= 0) {
		tenant_id(t, K_CLUSTERS, (uint32_t)rule.scope.cluster, cluster);
		out_f(o, "\"clusterId\":\"~s\",", cluster);
	}
	out_f(o,
		"\"createdAt\":~t,\"updatedAt\":~t,"
		"\"deletedAt\":null,\"createdBy\":\"admin@acme.example\","
		"\"status\":{\"phase\":\"~s\",\"message\":\"\"},"
		"\"scopePath\":\"~s/~s\"}",
		made, r.n ? r.ms : made, slot % 11 == 7 ? "NotReady" : "Ready",
		rule.scope.type, rule.scope.name);
}

static const char *group_of(const char *resource)
{
	static const struct {
		const char *begin, *group;
	} groups[] = {{"dashboards", "dashboard"}, {"workloads", "workload"},
		{"workspaces", "workload"}, {"trainings", "workload"},
		{"inferences", "workload"}, {"node", "physical-resource"},
		{"cluster", "physical-resource"}, {"users", "iam"},
		{"roles", "iam"}, {"access", "iam"}, {"service", "iam"},
		{"templates", "workload-asset"},
		{"environments", "workload-asset"},
		{"credentials", "workload-asset"}};

	for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
		if (strncmp(resource, groups[i].begin,
			    strlen(groups[i].begin)) == 0)
			return groups[i].group;
	return "organization";
}

void make_permission(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	const char *resource = kind_word(K_PERMISSIONS, slot);

	out_f(o,
		"{\"resourceType\":\"~s\",\"displayName\":\"~s\","
		"\"groupId\":\"~s\",\"actions\":[\"read\"~s]}",
		resource, resource, group_of(resource),
		slot % 3 ? ",\"create\",\"update\",\"delete\"" : "");
}

/* The first user has the first two, every other one. */
void make_access_key(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE], user[NAME_SIZE], name[NAME_SIZE];
	uint32_t owner = slot ? slot - 1 : 0;

	tenant_id(t, K_ACCESS_KEYS, slot, id);
	tenant_name(t, K_USERS, owner, user);
	snprintf(name, sizeof name, "%s-%.*s", slot ? "laptop" : "cron",
		(int)strcspn(user, "."), user);
	out_f(o,
		"{\"name\":~q,\"id\":\"~s\",\"clientId\":\"~s-~u\","
		"\"createdBy\":~q,\"createdAt\":~t,\"lastLogin\":~t}",
		name, id, name, slot + 1, user,
		tenant_created(t, K_ACCESS_KEYS, slot),
		slot % 3 == 2 ? INT64_C(-1) : TENANT_NOW - 7200000);
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
