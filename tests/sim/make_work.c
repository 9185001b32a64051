/* SPDX-License-Identifier: MIT */
#include "make.h"

#include <stdio.h>
#include <string.h>

static void resources(
	const char *key, unsigned gpu_milli, unsigned pods, struct out *o)
{
	int64_t gpu = (int64_t)gpu_milli * pods;

	out_f(o,
		"\"~s\":{\"gpuRequestType\":\"portion\","
		"\"gpu\":{\"limit\":~m,\"request\":~m},"
		"\"cpu\":{\"limit\":null,\"request\":~m},"
		"\"cpuMemory\":{\"limit\":null,\"request\":\"~uG\"}},",
		key, gpu, gpu, (int64_t)pods * 4000, pods * 16);
}

static void allocated(const struct workload *w, struct out *o)
{
	bool runs = strcmp(w->k8s_phase, "Running") == 0;
	unsigned pods = runs ? w->pods : 0;

	out_f(o,
		"\"allocatedResources\":{\"gpu\":~m,\"gpuMemory\":\"~uMi\","
		"\"cpu\":~m,\"cpuMemory\":\"~uG\"},",
		(int64_t)w->gpu_milli * pods, w->gpu_milli * pods * 80,
		(int64_t)pods * 4000, pods * 16);
}

static void environment(const struct workload *w, struct out *o)
{
	static const char *const names[] = {
		"WANDB_API_KEY", "NCCL_DEBUG", "RUN_NAME"};

	out_str(o, "\"environmentVariables\":{");
	for (unsigned i = 0; i < 3; i++) {
		out_f(o, "~s\"~s\":", i ? "," : "", names[i]);
		make_canary("workload", names[i], w->slot, o);
	}
	out_f(o,
		"},\"command\":\"python\","
		"\"arguments\":\"~s.py --epochs ~u\",",
		w->category[0] == 'D' ? "serve" : "main",
		(unsigned)(w->dice % 90) + 10);
}

/* Assets of the tenant, of the cluster or of the department. */
static uint32_t scope_of(const struct tenant *t, const struct workload *w)
{
	switch (w->dice >> 50 & 3) {
	case 1:
		return 1 + w->cluster_slot;
	case 2:
		return 1 + t->size.clusters + w->department_slot;
	default:
		return 0;
	}
}

static void link_to(const struct tenant *t, enum kind k, uint32_t slot,
	const char *type, struct out *o)
{
	char id[ID_SIZE], name[NAME_SIZE];

	tenant_id(t, k, slot, id);
	make_asset_name(t, k, slot, name);
	out_f(o, "~s~s~s\"name\":~q,\"id\":\"~s\"", type ? "\"type\":\"" : "",
		type ? type : "", type ? "\"," : "", name, id);
}

/* What it was made from: half of the workloads came from assets. */
static void made_from(
	const struct tenant *t, const struct workload *w, struct out *o)
{
	uint32_t scope = scope_of(t, w), app;
	unsigned kind = (unsigned)(w->dice >> 53) % DATASOURCE_KINDS;
	char id[ID_SIZE], name[NAME_SIZE];

	if (w->dice & 32) {
		out_str(o, "\"environments\":[{");
		link_to(t, K_ENVIRONMENTS, scope, NULL, o);
		out_str(o, "}],");
	}
	if (w->dice & 64) {
		out_str(o, "\"datasources\":[{");
		link_to(t, K_DATASOURCES, scope * DATASOURCE_KINDS + kind,
			make_datasource_kind(kind), o);
		out_str(o, "}],");
	}
	if (!tenant_ai_application(t, w, &app))
		return;
	tenant_id(t, K_AI_APPLICATIONS, app, id);
	make_ai_name(t, app, name);
	out_f(o, "\"aiApplicationId\":\"~s\",\"aiApplicationName\":~q,", id,
		name);
}

static void conditions(const struct workload *w, struct out *o)
{
	out_f(o,
		"\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"~s\","
		"\"reason\":\"~s\",\"message\":~q,"
		"\"lastTransitionTime\":~t}],",
		w->node_pool ? "True" : "False",
		w->node_pool ? "Bound" : "Unschedulable", w->message, w->since);
}

static void connection(const struct workload *w, struct out *o)
{
	bool tool = w->category[0] == 'B';

	if (!tool)
		return;
	out_f(o,
		"\"urls\":[\"https://runai.acme.example/~s/~s"
		"?token=canary-workload-url-~u\"],"
		"\"externalConnections\":[{\"name\":\"jupyter\","
		"\"toolType\":\"jupyter-notebook\","
		"\"connectionType\":\"ExternalUrl\",\"containerPort\":8888,"
		"\"url\":\"https://runai.acme.example/~s/~s"
		"?token=canary-workload-connection-~u\","
		"\"authorizationType\":\"authenticatedUsers\"}],",
		w->project, w->name, w->slot, w->project, w->name, w->slot);
}

static void times(const struct workload *w, struct out *o)
{
	int64_t pending = w->node_pool ? 60 : (w->updated - w->created) / 1000;

	out_f(o,
		"\"createdAt\":~t,\"updatedAt\":~t,\"phaseUpdatedAt\":~t,"
		"\"k8sPhaseUpdatedAt\":~t,\"completedAt\":~t,"
		"\"deletedAt\":~t,\"totalPendingTimeSeconds\":~l,"
		"\"totalRunningTimeSeconds\":~l,",
		w->created, w->updated, w->since, w->since, w->completed,
		w->deleted, pending,
		w->node_pool ? (w->updated - w->created) / 1000 - pending : 0);
}

static void nodepools(const char *current, const char *key, struct out *o)
{
	out_str(o, "\"requestedNodePools\":[\"default\",\"a100\",\"h100\"],");
	if (key)
		out_f(o, "\"~s\":[~s~s~s],", key, current ? "\"" : "",
			current ? current : "", current ? "\"" : "");
}

static void workload(
	const struct tenant *t, const struct workload *w, struct out *o)
{
	out_f(o,
		"{\"tenantId\":~d,\"id\":\"~s\",\"name\":~q,\"type\":\"~s\","
		"\"category\":\"~s\",\"source\":\"~s\",\"clusterId\":\"~s\","
		"\"projectId\":\"~u\",\"projectName\":~q,"
		"\"departmentId\":\"~u\",\"departmentName\":~q,"
		"\"namespace\":\"runai-~s\",\"submittedBy\":~q,",
		TENANT_ID, w->id, w->name, w->type, w->category,
		w->dice & 4 ? "CLI" : "Control-plane", w->cluster_id,
		w->project_slot + 101, w->project, w->department_slot + 4,
		w->department, w->project, w->user);
	out_f(o,
		"\"phase\":\"~s\",\"phaseMessage\":~q,\"k8sPhase\":\"~s\","
		"\"priority\":~u,\"priorityClassName\":\"~s\","
		"\"preemptible\":~b,\"runningPods\":~u,"
		"\"requestedPods\":{\"number\":~u},",
		w->phase, w->message, w->k8s_phase, w->priority_value,
		w->priority, w->preemptible,
		strcmp(w->k8s_phase, "Running") ? 0 : w->pods, w->pods);
	times(w, o);
	resources("workloadRequestedResources", w->gpu_milli, w->pods, o);
	allocated(w, o);
	environment(w, o);
	made_from(t, w, o);
	conditions(w, o);
	connection(w, o);
	nodepools(w->node_pool, "currentNodePools", o);
	if (w->type[0] == 'D')
		out_str(o, "\"distributedFramework\":\"Pytorch\",");
	out_f(o,
		"\"images\":[~q],\"idleGpus\":~s,"
		"\"actionsSupport\":{\"delete\":true,\"suspend\":~b}}",
		w->image, w->dice & 16 ? "0" : "null", w->completed < 0);
}

void make_workload(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	struct workload w;

	tenant_workload(t, slot, r, &w);
	workload(t, &w, o);
}

void make_deleted_workload(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	struct workload w;

	tenant_deleted(t, slot, r, &w);
	workload(t, &w, o);
}

/* One of the nodes of its pool; no node where the pool is empty. */
static bool node_of(const struct tenant *t, const struct workload *w, char *ret)
{
	unsigned pool = 0, in_pool;

	if (!w->node_pool)
		return false;
	while (strcmp(tenant_pool_name(pool), w->node_pool))
		pool++;
	in_pool = (t->size.nodes + POOLS_PER_CLUSTER - 1 - pool) /
		  POOLS_PER_CLUSTER;
	if (in_pool == 0)
		return false;
	snprintf(ret, NAME_SIZE, "gpu-node-%02u",
		(unsigned)(w->dice >> 9) % in_pool * POOLS_PER_CLUSTER + pool +
			1);
	return true;
}

static void pod(const struct tenant *t, const struct workload *w, enum kind k,
	uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE], name[NAME_SIZE], node[NAME_SIZE];
	bool placed = node_of(t, w, node);

	tenant_id(t, k, slot, id);
	if (k == K_PODS)
		tenant_name(t, k, slot, name);
	else
		snprintf(name, sizeof name, "%.80s-0-0", w->name);
	out_f(o,
		"{\"tenantId\":~d,\"id\":\"~s\",\"name\":~q,"
		"\"workloadId\":\"~s\",\"workloadName\":~q,"
		"\"clusterId\":\"~s\",\"projectId\":\"~u\",\"projectName\":~q,"
		"\"priorityClassName\":\"~s\",\"nodeName\":~q,"
		"\"createdAt\":~t,\"completedAt\":~t,\"updatedAt\":~t,"
		"\"k8sPhaseUpdatedAt\":~t,\"deletedAt\":~t,",
		TENANT_ID, id, name, w->id, w->name, w->cluster_id,
		w->project_slot + 101, w->project, w->priority,
		placed ? node : NULL, w->created, w->completed,
		r.n ? r.ms : w->updated, r.n ? r.ms : w->since, w->deleted);
	resources("requestedResources", w->gpu_milli, 1, o);
	nodepools(w->node_pool, NULL, o);
	out_f(o,
		"\"containers\":[{\"name\":\"main\",\"image\":~q,"
		"\"startedAt\":~t}],\"currentNodePool\":~q,"
		"\"k8sPhase\":\"~s\",\"ip\":\"10.244.~u.~u\","
		"\"tolerations\":[{\"key\":\"nvidia.com/gpu\","
		"\"operator\":\"Exists\",\"effect\":\"NoSchedule\"}]}",
		w->image, w->node_pool ? w->since : -1, w->node_pool,
		w->k8s_phase, slot / 250 % 250, slot % 250 + 1);
}

void make_pod(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	unsigned replica;
	struct workload w;

	tenant_workload(
		t, tenant_workload_of(t, slot, &replica), (struct rev){0}, &w);
	pod(t, &w, K_PODS, slot, r, o);
}

void make_deleted_pod(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	struct workload w;

	tenant_deleted(t, slot, (struct rev){0}, &w);
	pod(t, &w, K_DELETED_PODS, slot, r, o);
}
