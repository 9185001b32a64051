/* SPDX-License-Identifier: MIT */
/* Workloads and their pods, which outnumber everything else. */
#include "tenant.h"

#include <stdio.h>
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

static unsigned at_least_one(unsigned n)
{
	return n ? n : 1;
}

unsigned tenant_pod_count(const struct tenant *t, uint32_t workload)
{
	return workload % 8 ? 1 : at_least_one(t->size.replicas);
}

uint32_t tenant_first_pod(const struct tenant *t, uint32_t workload)
{
	uint32_t more = at_least_one(t->size.replicas) - 1;

	return workload + more * (workload / 8 + (workload % 8 != 0));
}

uint32_t tenant_workload_of(
	const struct tenant *t, uint32_t pod, unsigned *ret_replica)
{
	uint32_t replicas = at_least_one(t->size.replicas);
	uint32_t r = pod % (replicas + 7);

	*ret_replica = r < replicas ? r : 0;
	return pod / (replicas + 7) * 8 + (r < replicas ? 0 : r - replicas + 1);
}

/* 0 distributed, 1 training, 2 workspace, 3 inference */
static unsigned workload_class(uint32_t slot, uint64_t dice)
{
	return slot % 8 ? 1 + (unsigned)(dice >> 8) % 3 : 0;
}

/* One name in ten is the same in all projects. */
void tenant_workload_name(const struct tenant *t, uint32_t slot, char *ret)
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

	*w = (struct workload){.slot = slot, .deleted = -1};
	w->dice = tenant_dice(t, K_WORKLOADS, slot, 7);
	w->project_slot = tenant_project_of(t, slot);
	w->department_slot = tenant_department_of(t, w->project_slot);
	w->cluster_slot = tenant_cluster_of(t, w->department_slot);
	tenant_id(t, K_WORKLOADS, slot, w->id);
	tenant_id(t, K_CLUSTERS, w->cluster_slot, w->cluster_id);
	tenant_workload_name(t, slot, w->name);
	tenant_name(t, K_PROJECTS, w->project_slot, w->project);
	tenant_name(t, K_DEPARTMENTS, w->department_slot, w->department);
	tenant_name(t, K_USERS, (uint32_t)(w->dice >> 40) % users, w->user);
	w->created = tenant_created(t, K_WORKLOADS, slot);
	w->pods = tenant_pod_count(t, slot);
	w->node_pool = tenant_pool_name((unsigned)(w->dice >> 30));
	set_class(w);
	set_phase(w,
		phase_for(
			(unsigned)(tenant_dice(t, K_WORKLOADS, slot, 8 + r.n) %
				   100)),
		r);
}

void tenant_deleted(
	const struct tenant *t, uint32_t slot, struct rev r, struct workload *w)
{
	tenant_workload(t, t->size.workloads + slot, r, w);
	set_phase(w, &phases[slot % 2 ? 3 : 2], r);
	tenant_id(t, K_DELETED_WORKLOADS, slot, w->id);
	w->slot = slot;
	w->pods = 1;
	w->deleted = w->updated + 1000;
	w->updated = w->deleted;
}

uint32_t tenant_ai_project(uint32_t application)
{
	return application * 4;
}

/* Of every fourth project the first workload, and one in two of the others. */
bool tenant_ai_application(
	const struct tenant *t, const struct workload *w, uint32_t *ret)
{
	*ret = w->project_slot / 4;
	return w->project_slot % 4 == 0 && w->deleted < 0 &&
	       (w->slot == w->project_slot || w->dice & 128);
}
