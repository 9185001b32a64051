/* SPDX-License-Identifier: MIT */
#include "tenant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"

static const char *const pools[] = {"default", "a100", "h100"};
static const char *const gpus[] = {
	"Tesla-T4", "NVIDIA-A100-SXM4-80GB", "NVIDIA-H100-80GB-HBM3"};

uint64_t tenant_dice(
	const struct tenant *t, unsigned kind, uint64_t slot, uint64_t salt)
{
	uint64_t x = t->seed * UINT64_C(0x9e3779b97f4a7c15) +
		     kind * UINT64_C(0xd1b54a32d192ed03) +
		     slot * UINT64_C(0x8cb92ba72f3d8dd7) + salt;

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static unsigned fewer(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned tenant_scopes(const struct tenant *t)
{
	return 1 + t->size.clusters + t->size.departments +
	       fewer(t->size.projects, SCOPED_PROJECTS);
}

unsigned tenant_count(const struct tenant *t, enum kind k)
{
	const struct sim_size *s = &t->size;

	switch (k) {
	case K_CLUSTERS:
	case K_NETWORK_TOPOLOGIES:
		return s->clusters;
	case K_DEPARTMENTS:
		return s->departments;
	case K_DATA_VOLUMES:
		return fewer(s->departments, s->projects);
	case K_PROJECTS:
		return s->projects;
	case K_WORKLOADS:
		return s->workloads;
	case K_PODS:
		return s->workloads ? tenant_first_pod(t, s->workloads) : 0;
	case K_DELETED_WORKLOADS:
	case K_DELETED_PODS:
		return s->workloads / 10;
	case K_USERS:
		return s->users;
	case K_NODE_POOLS:
		return s->clusters * POOLS_PER_CLUSTER;
	case K_NODES:
		return s->clusters * s->nodes;
	case K_STORAGE_CLASSES:
	case K_STORAGE_CONFIGURATIONS:
		return s->clusters * CLASSES_PER_CLUSTER;
	case K_ACCESS_RULES:
		return s->users + kind_fixed_count(K_SERVICE_ACCOUNTS) +
		       s->projects;
	case K_ACCESS_KEYS:
		return s->users ? s->users + 1 : 0;
	case K_AI_APPLICATIONS:
		return (s->projects + 3) / 4;
	case K_COMPUTE:
	case K_ENVIRONMENTS:
	case K_REGISTRIES:
	case K_ASSET_TEMPLATES:
	case K_POLICIES:
		return tenant_scopes(t);
	case K_DATASOURCES:
		return tenant_scopes(t) * DATASOURCE_KINDS;
	case K_CREDENTIALS:
		return tenant_scopes(t) * CREDENTIAL_KINDS;
	case K_TEMPLATES:
		return tenant_scopes(t) * TEMPLATE_KINDS;
	default:
		return kind_fixed_count(k);
	}
}

/* The slot is hidden in the last 32 bits of the UUID, so that an id leads back
 * to its item without an index. */
static void uuid_of(
	const struct tenant *t, enum kind k, uint32_t slot, char *ret)
{
	uint64_t a = tenant_dice(t, k, slot, 1), b = tenant_dice(t, k, a, 2);

	snprintf(ret, ID_SIZE, "%08x-%04x-4%03x-8%03x-%04x%08x",
		(uint32_t)(a >> 32), (unsigned)(a >> 16 & 0xffff),
		(unsigned)(a >> 4 & 0xfff), (unsigned)(b >> 52),
		(unsigned)(b >> 36 & 0xffff),
		slot ^ (uint32_t)tenant_dice(t, k, a >> 32, 3));
}

void tenant_id(const struct tenant *t, enum kind k, uint32_t slot, char *ret)
{
	if (kind_is_named(k))
		snprintf(ret, ID_SIZE, "%s", kind_word(k, slot));
	else if (kind_first_id(k))
		snprintf(ret, ID_SIZE, "%u", kind_first_id(k) + slot);
	else
		uuid_of(t, k, slot, ret);
}

bool tenant_slot(
	const struct tenant *t, enum kind k, const char *id, uint32_t *ret)
{
	char again[ID_SIZE];
	uint32_t slot = 0;

	if (kind_is_named(k)) {
		while (slot < tenant_count(t, k) &&
			strcmp(kind_word(k, slot), id))
			slot++;
	} else if (kind_first_id(k)) {
		slot = (uint32_t)strtoul(id, NULL, 10) - kind_first_id(k);
	} else if (strlen(id) == 36) {
		uint32_t a = (uint32_t)strtoul(id, NULL, 16);

		slot = (uint32_t)strtoul(id + 28, NULL, 16) ^
		       (uint32_t)tenant_dice(t, k, a, 3);
	}
	if (slot >= tenant_count(t, k))
		return false;
	tenant_id(t, k, slot, again);
	if (strcmp(again, id))
		return false;
	*ret = slot;
	return true;
}

static unsigned at_least_one(unsigned n)
{
	return n ? n : 1;
}

uint32_t tenant_department_of(const struct tenant *t, uint32_t project)
{
	return project % at_least_one(t->size.departments);
}

uint32_t tenant_cluster_of(const struct tenant *t, uint32_t department)
{
	return department % at_least_one(t->size.clusters);
}

uint32_t tenant_project_of(const struct tenant *t, uint32_t workload)
{
	return workload % at_least_one(t->size.projects);
}

static void scope_in(const struct tenant *t, int64_t cluster,
	int64_t department, int64_t project, struct scope *s)
{
	enum kind k = K_CLUSTERS;
	int64_t slot = cluster;

	*s = (struct scope){"cluster", "", "", cluster, department, project};
	if (department >= 0) {
		s->type = "department";
		k = K_DEPARTMENTS;
		slot = department;
	}
	if (project >= 0) {
		s->type = "project";
		k = K_PROJECTS;
		slot = project;
	}
	tenant_id(t, k, (uint32_t)slot, s->id);
	tenant_name(t, k, (uint32_t)slot, s->name);
}

void tenant_scope(const struct tenant *t, uint32_t n, struct scope *s)
{
	const struct sim_size *z = &t->size;
	uint32_t d, p;

	*s = (struct scope){"tenant", "", "acme", -1, -1, -1};
	snprintf(s->id, sizeof s->id, "%d", TENANT_ID);
	if (n == 0)
		return;
	if (--n < z->clusters) {
		scope_in(t, n, -1, -1, s);
		return;
	}
	d = n - z->clusters;
	if (d < z->departments) {
		scope_in(t, tenant_cluster_of(t, d), d, -1, s);
		return;
	}
	p = d - z->departments;
	if (p >= z->projects)
		return;
	d = tenant_department_of(t, p);
	scope_in(t, tenant_cluster_of(t, d), d, p, s);
}

/* Each cluster has a department of the same name, and a project too, so that
 * names of several clusters meet in the views that join them. */
static void shared_name(
	const struct words *w, uint32_t slot, uint32_t shared, char *ret)
{
	words_unique(w, slot < shared ? 0 : slot - shared + 1, ret, NAME_SIZE);
}

static void user_name(const struct tenant *t, uint32_t slot, char *ret)
{
	size_t round = slot / (words_first.n * words_last.n);
	const char *first = words_pick(&words_first, slot);
	const char *last = words_pick(&words_last, slot / words_first.n + slot);

	if (round)
		snprintf(ret, NAME_SIZE, "%s.%s%zu@acme.example", first, last,
			round + 1);
	else
		snprintf(ret, NAME_SIZE, "%s.%s@acme.example", first, last);
}

static void pod_name(const struct tenant *t, uint32_t slot, char *ret)
{
	char name[NAME_SIZE];
	unsigned replica;
	uint32_t w = tenant_workload_of(t, slot, &replica);

	tenant_workload_name(t, w, name);
	if (w % 8)
		snprintf(ret, NAME_SIZE, "%.80s-0-0", name);
	else
		snprintf(ret, NAME_SIZE, "%.80s-worker-%u", name, replica);
}

void tenant_name(const struct tenant *t, enum kind k, uint32_t slot, char *ret)
{
	const struct sim_size *s = &t->size;

	switch (k) {
	case K_CLUSTERS:
		words_unique(&words_clusters, slot, ret, NAME_SIZE);
		break;
	case K_DEPARTMENTS:
		shared_name(&words_departments, slot, s->clusters, ret);
		break;
	case K_PROJECTS:
		shared_name(&words_projects, slot,
			fewer(s->clusters, s->departments), ret);
		break;
	case K_WORKLOADS:
		tenant_workload_name(t, slot, ret);
		break;
	case K_PODS:
		pod_name(t, slot, ret);
		break;
	case K_USERS:
		user_name(t, slot, ret);
		break;
	case K_NODE_POOLS:
		snprintf(ret, NAME_SIZE, "%s",
			tenant_pool_name(slot / at_least_one(s->clusters)));
		break;
	case K_NODES:
		snprintf(ret, NAME_SIZE, "gpu-node-%02u",
			slot / at_least_one(s->clusters) + 1);
		break;
	case K_STORAGE_CLASSES:
	case K_STORAGE_CONFIGURATIONS:
		snprintf(ret, NAME_SIZE, "%s",
			kind_word(k, slot / at_least_one(s->clusters)));
		break;
	case K_DELETED_WORKLOADS:
		tenant_workload_name(t, s->workloads + slot, ret);
		break;
	default:
		if (kind_word(k, slot))
			snprintf(ret, NAME_SIZE, "%s", kind_word(k, slot));
		else
			tenant_id(t, k, slot, ret);
		break;
	}
}

int64_t tenant_created(const struct tenant *t, enum kind k, uint32_t slot)
{
	uint64_t ago = tenant_dice(t, k, slot, 6) % UINT64_C(7776000000);

	return TENANT_NOW - 1000 - (int64_t)ago;
}

const char *tenant_pool_name(unsigned i)
{
	return pools[i % POOLS_PER_CLUSTER];
}

const char *tenant_gpu_type(unsigned i)
{
	return gpus[i % POOLS_PER_CLUSTER];
}

unsigned tenant_pool_of(unsigned node)
{
	return node % POOLS_PER_CLUSTER;
}
