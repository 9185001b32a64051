/* SPDX-License-Identifier: MIT */
#include "tenant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"

struct phase {
	const char *name, *k8s, *message;
	unsigned percent; /* of all workloads */
	bool ended, waits;
};

static const struct phase phases[] = {
	{"Running", "Running", "", 55, false, false},
	{"Pending", "Pending", "Not enough resources in the requested nodepool",
		14, false, true},
	{"Completed", "Succeeded", "Workload completed successfully", 11, true,
		false},
	{"Failed", "Failed", "BackoffLimitExceeded: job has failed", 6, true,
		false},
	{"Stopped", "Suspended", "Stopped by user", 4, false, false},
	{"Initializing", "Pending", "Pulling image", 2, false, true},
	{"Creating", "Pending", "", 1, false, true},
	{"Degraded", "Running", "1 of 3 pods is not ready", 1, false, false},
	{"Resuming", "Pending", "", 1, false, true},
	{"Stopping", "Running", "", 1, false, false},
	{"Updating", "Running", "", 1, false, false},
	{"Deleting", "Running", "", 1, false, false},
	{"Terminating", "Running", "", 1, false, false},
	{"Unknown", "Unknown", "The cluster is disconnected", 1, false, false},
};

static const char *const pools[] = {"default", "a100", "h100"};
static const char *const gpus[] = {
	"Tesla-T4", "NVIDIA-A100-SXM4-80GB", "NVIDIA-H100-80GB-HBM3"};

static const char *const settings[] = {"department.use", "workload.policies",
	"researcher.auth", "jobs.legacy", "gpu.memory.swap",
	"nodepools.enabled", "inference.autoscale", "idle.gpu.timeout"};

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

unsigned tenant_count(const struct tenant *t, enum kind k)
{
	const struct sim_size *s = &t->size;

	switch (k) {
	case K_CLUSTERS:
		return s->clusters;
	case K_DEPARTMENTS:
		return s->departments;
	case K_PROJECTS:
		return s->projects;
	case K_WORKLOADS:
		return s->workloads;
	case K_PODS:
		return s->workloads ? tenant_first_pod(s->workloads) : 0;
	case K_USERS:
		return s->users;
	case K_SETTINGS:
		return sizeof settings / sizeof settings[0];
	case K_NODE_POOLS:
		return s->clusters * POOLS_PER_CLUSTER;
	case K_NODES:
		return s->clusters * s->nodes;
	case K_ACCESS_RULES:
		return s->users + s->projects;
	case K_ROLES:
	case K_SERVICE_ACCOUNTS:
		return 3;
	case KINDS:
		break;
	}
	return 0;
}

/* First integer id of a kind; 0: its ids are UUIDs. */
static unsigned first_id(enum kind k)
{
	switch (k) {
	case K_DEPARTMENTS:
		return 4;
	case K_PROJECTS:
		return 101;
	case K_NODE_POOLS:
	case K_ACCESS_RULES:
	case K_ROLES:
		return 1;
	default:
		return 0;
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
	if (k == K_SETTINGS)
		snprintf(ret, ID_SIZE, "%s",
			slot < tenant_count(t, k) ? settings[slot] : "");
	else if (first_id(k))
		snprintf(ret, ID_SIZE, "%u", first_id(k) + slot);
	else
		uuid_of(t, k, slot, ret);
}

bool tenant_slot(
	const struct tenant *t, enum kind k, const char *id, uint32_t *ret)
{
	char again[ID_SIZE];
	uint32_t slot = 0;

	if (k == K_SETTINGS) {
		while (slot < tenant_count(t, k) && strcmp(settings[slot], id))
			slot++;
	} else if (first_id(k)) {
		slot = (uint32_t)strtoul(id, NULL, 10) - first_id(k);
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

unsigned tenant_pod_count(uint32_t workload)
{
	return workload % 8 ? 1 : 3;
}

uint32_t tenant_first_pod(uint32_t workload)
{
	return workload + 2 * (workload / 8 + (workload % 8 != 0));
}

uint32_t tenant_workload_of(uint32_t pod, unsigned *ret_replica)
{
	unsigned r = pod % 10;

	*ret_replica = r < 3 ? r : 0;
	return pod / 10 * 8 + (r < 3 ? 0 : r - 2);
}

/* Each cluster has a department of the same name, and a project too, so that
 * names of several clusters meet in the views that join them. */
static void shared_name(
	const struct words *w, uint32_t slot, uint32_t shared, char *ret)
{
	words_unique(w, slot < shared ? 0 : slot - shared + 1, ret, NAME_SIZE);
}

static unsigned fewer(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* 0 distributed, 1 training, 2 workspace, 3 inference */
static unsigned workload_class(uint32_t slot, uint64_t dice)
{
	return slot % 8 ? 1 + (unsigned)(dice >> 8) % 3 : 0;
}

/* One name in ten is the same in all projects. */
static void workload_name(const struct tenant *t, uint32_t slot, char *ret)
{
	static const struct words *const verbs[] = {&words_training,
		&words_training, &words_workspace, &words_inference};
	unsigned c = workload_class(slot, tenant_dice(t, K_WORKLOADS, slot, 7));
	uint32_t row = slot / at_least_one(t->size.projects);
	uint64_t dice = tenant_dice(t, K_WORKLOADS, slot, 4);
	uint64_t same = tenant_dice(t, K_WORKLOADS, row, 5);

	if (row % 10 == 3)
		snprintf(ret, NAME_SIZE, "baseline-%s-%04u",
			words_pick(&words_models, same >> 8), row + 1);
	else
		snprintf(ret, NAME_SIZE, "%s-%s-%04u",
			words_pick(verbs[c], dice >> 16),
			words_pick(&words_models, dice >> 32), row + 1);
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
	uint32_t w = tenant_workload_of(slot, &replica);

	workload_name(t, w, name);
	if (w % 8)
		snprintf(ret, NAME_SIZE, "%.80s-0-0", name);
	else
		snprintf(ret, NAME_SIZE, "%.80s-worker-%u", name, replica);
}

void tenant_name(const struct tenant *t, enum kind k, uint32_t slot, char *ret)
{
	static const char *const roles[] = {"System administrator",
		"Department administrator", "Research manager"};
	static const char *const accounts[] = {
		"ci-bot", "grafana", "backup-export"};
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
		workload_name(t, slot, ret);
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
	case K_ROLES:
		snprintf(ret, NAME_SIZE, "%s", roles[slot % 3]);
		break;
	case K_SERVICE_ACCOUNTS:
		snprintf(ret, NAME_SIZE, "%s", accounts[slot % 3]);
		break;
	default:
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

static const struct phase *phase_for(unsigned percent)
{
	const struct phase *p = phases;

	for (; percent >= p->percent; p++)
		percent -= p->percent;
	return p;
}

static void set_phase(struct workload *w, const struct phase *p, struct rev r)
{
	int64_t age = TENANT_NOW - w->created;

	w->phase = p->name;
	w->k8s_phase = p->k8s;
	w->message = p->message;
	w->since =
		r.n ? r.ms : w->created + age * (int64_t)(w->dice % 97) / 100;
	w->updated = r.n ? r.ms : w->since + (TENANT_NOW - w->since) / 2;
	w->completed = p->ended ? w->since : -1;
	if (p->waits)
		w->node_pool = NULL;
}

static void set_class(struct workload *w)
{
	static const struct {
		const char *type, *category, *image, *priority;
		unsigned value;
	} classes[] = {
		{"Distributed", "Train", "nvcr.io/nvidia/pytorch:24.05-py3",
			"low", 25},
		{"Training", "Train", "registry.acme.example/ml/train:1.14.2",
			"low", 25},
		{"Workspace", "Build", "jupyter/scipy-notebook:2024-05-20",
			"high", 75},
		{"Inference", "Deploy", "vllm/vllm-openai:v0.4.3", "very-high",
			100},
	};
	unsigned c = workload_class(w->slot, w->dice);

	w->type = classes[c].type;
	w->category = classes[c].category;
	w->image = classes[c].image;
	w->priority = classes[c].priority;
	w->priority_value = classes[c].value;
	w->preemptible = c < 2;
	w->gpu_milli = c ? 500u << (w->dice >> 20 & 3) : 8000;
}

void tenant_workload(
	const struct tenant *t, uint32_t slot, struct rev r, struct workload *w)
{
	unsigned users = at_least_one(t->size.users);

	*w = (struct workload){.slot = slot};
	w->dice = tenant_dice(t, K_WORKLOADS, slot, 7);
	w->project_slot = tenant_project_of(t, slot);
	w->department_slot = tenant_department_of(t, w->project_slot);
	w->cluster_slot = tenant_cluster_of(t, w->department_slot);
	tenant_id(t, K_WORKLOADS, slot, w->id);
	tenant_id(t, K_CLUSTERS, w->cluster_slot, w->cluster_id);
	tenant_name(t, K_WORKLOADS, slot, w->name);
	tenant_name(t, K_PROJECTS, w->project_slot, w->project);
	tenant_name(t, K_DEPARTMENTS, w->department_slot, w->department);
	tenant_name(t, K_USERS, (uint32_t)(w->dice >> 40) % users, w->user);
	w->created = tenant_created(t, K_WORKLOADS, slot);
	w->pods = tenant_pod_count(slot);
	w->node_pool = tenant_pool_name((unsigned)(w->dice >> 30));
	set_class(w);
	set_phase(w,
		phase_for(
			(unsigned)(tenant_dice(t, K_WORKLOADS, slot, 8 + r.n) %
				   100)),
		r);
}
