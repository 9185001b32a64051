/* SPDX-License-Identifier: MIT */
#include "make.h"

#include <stdio.h>
#include <string.h>

enum { TENANT_ID = 1001 };

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
	out_f(o,
		"\"environmentVariables\":{\"WANDB_API_KEY\":\"~u\","
		"\"NCCL_DEBUG\":\"~s\",\"RUN_NAME\":~q},"
		"\"command\":\"python\",\"arguments\":\"~s.py --epochs ~u\",",
		(unsigned)(w->dice & 0xffffffff), w->dice & 1 ? "INFO" : "WARN",
		w->name, w->category[0] == 'D' ? "serve" : "main",
		(unsigned)(w->dice % 90) + 10);
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
		"\"urls\":[\"https://runai.acme.example/~s/~s?token=~u\"],"
		"\"externalConnections\":[{\"name\":\"jupyter\","
		"\"toolType\":\"jupyter-notebook\","
		"\"connectionType\":\"ExternalUrl\",\"containerPort\":8888,"
		"\"url\":\"https://runai.acme.example/~s/~s?token=~u\","
		"\"authorizationType\":\"authenticatedUsers\"}],",
		w->project, w->name, (unsigned)(w->dice >> 13 & 0xffffff),
		w->project, w->name, (unsigned)(w->dice >> 13 & 0xffffff));
}

static void times(const struct workload *w, struct out *o)
{
	int64_t pending = w->node_pool ? 60 : (w->updated - w->created) / 1000;

	out_f(o,
		"\"createdAt\":~t,\"updatedAt\":~t,\"phaseUpdatedAt\":~t,"
		"\"k8sPhaseUpdatedAt\":~t,\"completedAt\":~t,"
		"\"deletedAt\":null,\"totalPendingTimeSeconds\":~l,"
		"\"totalRunningTimeSeconds\":~l,",
		w->created, w->updated, w->since, w->since, w->completed,
		pending,
		w->node_pool ? (w->updated - w->created) / 1000 - pending : 0);
}

void make_workload(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	struct workload w;

	tenant_workload(t, slot, r, &w);
	out_f(o,
		"{\"tenantId\":~d,\"id\":\"~s\",\"name\":~q,\"type\":\"~s\","
		"\"category\":\"~s\",\"source\":\"~s\",\"clusterId\":\"~s\","
		"\"projectId\":\"~u\",\"projectName\":~q,"
		"\"departmentId\":\"~u\",\"departmentName\":~q,"
		"\"namespace\":\"runai-~s\",\"submittedBy\":~q,",
		TENANT_ID, w.id, w.name, w.type, w.category,
		w.dice & 4 ? "CLI" : "Control-plane", w.cluster_id,
		w.project_slot + 101, w.project, w.department_slot + 4,
		w.department, w.project, w.user);
	out_f(o,
		"\"phase\":\"~s\",\"phaseMessage\":~q,\"k8sPhase\":\"~s\","
		"\"priority\":~u,\"priorityClassName\":\"~s\","
		"\"preemptible\":~b,\"runningPods\":~u,"
		"\"requestedPods\":{\"number\":~u},",
		w.phase, w.message, w.k8s_phase, w.priority_value, w.priority,
		w.preemptible, strcmp(w.k8s_phase, "Running") ? 0 : w.pods,
		w.pods);
	times(&w, o);
	resources("workloadRequestedResources", w.gpu_milli, w.pods, o);
	allocated(&w, o);
	environment(&w, o);
	conditions(&w, o);
	connection(&w, o);
	out_f(o,
		"\"images\":[~q],\"requestedNodePools\":[\"default\",\"a100\"],"
		"\"currentNodePools\":[~s~s~s],\"idleGpus\":~s,"
		"\"distributedFramework\":~q,"
		"\"actionsSupport\":{\"delete\":true,\"suspend\":~b}}",
		w.image, w.node_pool ? "\"" : "",
		w.node_pool ? w.node_pool : "", w.node_pool ? "\"" : "",
		w.dice & 16 ? "0" : "null", slot % 8 ? NULL : "Pytorch",
		w.completed < 0);
}

void make_pod(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE], name[NAME_SIZE], node[NAME_SIZE] = "";
	unsigned replica;
	uint32_t parent = tenant_workload_of(slot, &replica);
	struct workload w;
	int64_t since;

	tenant_workload(t, parent, (struct rev){0}, &w);
	tenant_id(t, K_PODS, slot, id);
	tenant_name(t, K_PODS, slot, name);
	if (w.node_pool && t->size.nodes)
		snprintf(node, sizeof node, "gpu-node-%02u",
			(unsigned)(w.dice >> 9) % t->size.nodes + 1);
	since = r.n ? r.ms : w.since;
	out_f(o,
		"{\"tenantId\":~d,\"id\":\"~s\",\"name\":~q,"
		"\"workloadId\":\"~s\",\"workloadName\":~q,"
		"\"clusterId\":\"~s\",\"projectId\":\"~u\",\"projectName\":~q,"
		"\"priorityClassName\":\"~s\",\"nodeName\":~q,"
		"\"createdAt\":~t,\"completedAt\":~t,\"updatedAt\":~t,"
		"\"k8sPhaseUpdatedAt\":~t,\"deletedAt\":null,",
		TENANT_ID, id, name, w.id, w.name, w.cluster_id,
		w.project_slot + 101, w.project, w.priority,
		node[0] ? node : NULL, w.created, w.completed,
		r.n ? r.ms : w.updated, since);
	resources("requestedResources", w.gpu_milli, 1, o);
	out_f(o,
		"\"containers\":[{\"name\":\"main\",\"image\":~q,"
		"\"startedAt\":~t}],\"currentNodePool\":~q,"
		"\"requestedNodePools\":[\"default\",\"a100\"],"
		"\"k8sPhase\":\"~s\",\"ip\":\"10.244.~u.~u\","
		"\"tolerations\":[{\"key\":\"nvidia.com/gpu\","
		"\"operator\":\"Exists\",\"effect\":\"NoSchedule\"}]}",
		w.image, w.node_pool ? w.since : -1, w.node_pool, w.k8s_phase,
		slot / 250 % 250, slot % 250 + 1);
}

unsigned make_event_count(const struct tenant *t)
{
	return t->size.events;
}

void make_event(
	const struct tenant *t, const char *id, unsigned n, struct out *o)
{
	static const struct {
		const char *type, *reason, *message, *source;
	} events[] = {
		{"Normal", "Created", "Created workload", "runai-operator"},
		{"Normal", "Scheduled", "Pod bound to node", "runai-scheduler"},
		{"Normal", "Pulling", "Pulling image", "kubelet"},
		{"Warning", "BackOff", "Back-off pulling image", "kubelet"},
		{"Normal", "Pulled", "Image already present", "kubelet"},
		{"Normal", "Started", "Started container main", "kubelet"},
	};
	unsigned i = n % 6;
	char event[ID_SIZE], cluster[ID_SIZE];
	uint32_t slot = 0, d;

	tenant_slot(t, K_WORKLOADS, id, &slot);
	d = tenant_department_of(t, tenant_project_of(t, slot));
	tenant_id(t, K_CLUSTERS, tenant_cluster_of(t, d), cluster);
	snprintf(event, sizeof event, "%.8s-0e00-4e00-8e00-%012x", id, n);
	out_f(o,
		"{\"createdAt\":~t,\"id\":\"~s\",\"type\":\"~s\","
		"\"clusterId\":\"~s\",\"message\":~q,\"reason\":\"~s\","
		"\"source\":\"~s\",\"involvedObject\":{\"uid\":~q,"
		"\"kind\":\"Pod\",\"name\":\"main-0-0\","
		"\"namespace\":\"runai\"}}",
		TENANT_NOW - INT64_C(90000) * n, event, events[i].type, cluster,
		events[i].message, events[i].reason, events[i].source, id);
}

void make_history(
	const struct tenant *t, const char *id, unsigned n, struct out *o)
{
	static const char *const path[] = {
		"Completed", "Running", "Initializing", "Pending", "Creating"};

	out_f(o, "{\"meta\":{\"creationTimestamp\":~t,\"type\":\"~s\"},",
		TENANT_NOW - INT64_C(60000) * n,
		n % 2 ? "Event" : "PhaseUpdate");
	if (n % 2) {
		out_str(o, "\"spec\":{\"event\":");
		make_event(t, id, n, o);
		out_str(o, "}}");
		return;
	}
	out_f(o,
		"\"spec\":{\"phaseUpdate\":{\"phase\":\"~s\","
		"\"phaseMessage\":\"\"}}}",
		path[n / 2 % 5]);
}
