/* SPDX-License-Identifier: MIT */
/* Whose measurements there are, and of which types. */
#include "extra_measure.h"

#include <stdlib.h>
#include <string.h>

#include "peek.h"
#include "select.h"

static const char cluster_types[] =
	"TOTAL_GPU_NODES,GPU_UTILIZATION,GPU_UTILIZATION_DISTRIBUTION,"
	"GPU_MEMORY_UTILIZATION,CPU_UTILIZATION,CPU_MEMORY_UTILIZATION,"
	"TOTAL_GPU,GPU_QUOTA,ALLOCATED_GPU,UNALLOCATED_GPU,"
	"AVG_WORKLOAD_WAIT_TIME,WORKLOADS_COUNT";
static const char node_types[] =
	"GPU_UTILIZATION_PER_GPU,GPU_UTILIZATION,"
	"GPU_MEMORY_UTILIZATION_PER_GPU,GPU_MEMORY_UTILIZATION,"
	"GPU_MEMORY_USAGE_BYTES_PER_GPU,GPU_MEMORY_USAGE_BYTES,"
	"GPU_ALLOCATION_PER_GPU,GPU_MEMORY_ALLOCATION_BYTES_PER_GPU,"
	"GPU_IDLE_TIME_SECONDS_PER_GPU,CPU_USAGE_CORES,CPU_UTILIZATION,"
	"CPU_MEMORY_USAGE_BYTES,CPU_MEMORY_UTILIZATION,"
	"GPU_OOMKILL_BURST_COUNT_PER_GPU,GPU_OOMKILL_IDLE_COUNT_PER_GPU,"
	"GPU_OOMKILL_SWAP_OUT_OF_RAM_COUNT_PER_GPU,"
	"GPU_GRAPHICS_ENGINE_ACTIVITY_PER_GPU,GPU_SM_ACTIVITY_PER_GPU,"
	"GPU_SM_OCCUPANCY_PER_GPU,GPU_TENSOR_ACTIVITY_PER_GPU,"
	"GPU_FP64_ENGINE_ACTIVITY_PER_GPU,GPU_FP32_ENGINE_ACTIVITY_PER_GPU,"
	"GPU_FP16_ENGINE_ACTIVITY_PER_GPU,"
	"GPU_MEMORY_BANDWIDTH_UTILIZATION_PER_GPU,"
	"GPU_NVLINK_TRANSMITTED_BANDWIDTH_PER_GPU,"
	"GPU_NVLINK_RECEIVED_BANDWIDTH_PER_GPU,"
	"GPU_PCIE_TRANSMITTED_BANDWIDTH_PER_GPU,"
	"GPU_PCIE_RECEIVED_BANDWIDTH_PER_GPU,NVLINK_BANDWIDTH_TOTAL,"
	"NVLINK_BANDWIDTH_TOTAL_PER_GPU";
static const char org_types[] =
	"GPU_QUOTA,CPU_QUOTA_MILLICORES,CPU_MEMORY_QUOTA_MB,GPU_ALLOCATION,"
	"CPU_ALLOCATION_MILLICORES,CPU_MEMORY_ALLOCATION_MB,"
	"GPU_MEMORY_UTILIZATION";
static const char workload_types[] =
	"GPU_UTILIZATION,GPU_MEMORY_USAGE_BYTES,GPU_MEMORY_REQUEST_BYTES,"
	"CPU_USAGE_CORES,CPU_REQUEST_CORES,CPU_LIMIT_CORES,"
	"CPU_MEMORY_USAGE_BYTES,CPU_MEMORY_REQUEST_BYTES,"
	"CPU_MEMORY_LIMIT_BYTES,POD_COUNT,RUNNING_POD_COUNT,GPU_ALLOCATION,"
	"NIM_NUM_REQUESTS_RUNNING,NIM_NUM_REQUESTS_WAITING,"
	"NIM_NUM_REQUEST_MAX,NIM_REQUEST_SUCCESS_TOTAL,"
	"NIM_REQUEST_FAILURE_TOTAL,NIM_GPU_CACHE_USAGE_PERC,"
	"NIM_TIME_TO_FIRST_TOKEN_SECONDS,NIM_E2E_REQUEST_LATENCY_SECONDS,"
	"NIM_TIME_TO_FIRST_TOKEN_SECONDS_PERCENTILES,"
	"NIM_E2E_REQUEST_LATENCY_SECONDS_PERCENTILES,NVLINK_BANDWIDTH_TOTAL";
static const char pod_types[] =
	"GPU_UTILIZATION_PER_GPU,GPU_UTILIZATION,"
	"GPU_MEMORY_USAGE_BYTES_PER_GPU,GPU_MEMORY_USAGE_BYTES,"
	"CPU_USAGE_CORES,CPU_MEMORY_USAGE_BYTES,"
	"GPU_GRAPHICS_ENGINE_ACTIVITY_PER_GPU,GPU_SM_ACTIVITY_PER_GPU,"
	"GPU_SM_OCCUPANCY_PER_GPU,GPU_TENSOR_ACTIVITY_PER_GPU,"
	"GPU_FP64_ENGINE_ACTIVITY_PER_GPU,GPU_FP32_ENGINE_ACTIVITY_PER_GPU,"
	"GPU_FP16_ENGINE_ACTIVITY_PER_GPU,"
	"GPU_MEMORY_BANDWIDTH_UTILIZATION_PER_GPU,"
	"GPU_NVLINK_TRANSMITTED_BANDWIDTH_PER_GPU,"
	"GPU_NVLINK_RECEIVED_BANDWIDTH_PER_GPU,"
	"GPU_PCIE_TRANSMITTED_BANDWIDTH_PER_GPU,"
	"GPU_PCIE_RECEIVED_BANDWIDTH_PER_GPU,GPU_SWAP_MEMORY_BYTES_PER_GPU,"
	"NIM_NUM_REQUESTS_RUNNING,NIM_NUM_REQUESTS_WAITING,"
	"NIM_NUM_REQUEST_MAX,NIM_REQUEST_SUCCESS_TOTAL,"
	"NIM_REQUEST_FAILURE_TOTAL,NIM_GPU_CACHE_USAGE_PERC,"
	"NIM_TIME_TO_FIRST_TOKEN_SECONDS,NIM_E2E_REQUEST_LATENCY_SECONDS,"
	"NIM_TIME_TO_FIRST_TOKEN_SECONDS_PERCENTILES,"
	"NIM_E2E_REQUEST_LATENCY_SECONDS_PERCENTILES,"
	"NVLINK_BANDWIDTH_TOTAL,NVLINK_BANDWIDTH_TOTAL_PER_GPU";
static const char inference_types[] = "THROUGHPUT,LATENCY";

/* -- whose --------------------------------------------------------------- */

static void of_item(const struct extra_ask *a)
{
	struct measured m = {.gpus = 2};
	struct out item = {0};
	char gpus[16] = "";

	if (extra_item(a, a->route->kind, a->arg[0], &item)) {
		if (peek_text(item.p, item.n, "gpuInfo.gpuCount", gpus,
			    sizeof gpus))
			m.gpus = (unsigned)atoi(gpus) % 64;
		extra_measure(a, &m);
	}
	out_free(&item);
}

static const struct {
	const char *word, *path;
	enum kind kind;
} groupings[] = {
	{"Nodepool", "clusterId", K_NODE_POOLS},
	{"Project", "clusterId", K_PROJECTS},
	{"Department", "clusterId", K_DEPARTMENTS},
};

static void group_names(const struct extra_ask *a, size_t by,
	const char *cluster, struct measured *m)
{
	const struct store *s = a->api->store;
	struct selection sel = {0};
	struct out item = {0};

	if (select_equal(
		    s, groupings[by].kind, groupings[by].path, cluster, &sel))
		return;
	for (uint32_t i = 0; i < sel.n && i < SERIES_MAX; i++) {
		out_reset(&item);
		store_item(s, groupings[by].kind, sel.slot[i], &item);
		peek_text(item.p, item.n, "name", m->groups[m->group_count++],
			NAME_SIZE);
	}
	out_free(&item);
	selection_finish(&sel);
}

static void of_cluster(const struct extra_ask *a)
{
	struct measured m = {.group = extra_get(a, "groupBy"),
		.group_count = 3,
		.groups = {"Build", "Train", "Deploy"}};
	struct out item = {0};

	if (extra_item(a, K_CLUSTERS, a->arg[0], &item)) {
		for (size_t i = 0; m.group && i < 3; i++)
			if (strcmp(groupings[i].word, m.group) == 0) {
				m.group_count = 0;
				group_names(a, i, a->arg[0], &m);
			}
		extra_measure(a, &m);
	}
	out_free(&item);
}

static bool has_pool(const struct extra_ask *a)
{
	struct measured m = {0};

	group_names(a, 0, a->arg[0], &m);
	for (unsigned i = 0; i < m.group_count; i++)
		if (strcmp(m.groups[i], a->arg[1]) == 0)
			return true;
	extra_refuse(a, 404, "no such node pool", a->arg[1]);
	return false;
}

static void of_pool(const struct extra_ask *a)
{
	struct measured m = {0};
	struct out item = {0};

	if (extra_item(a, K_CLUSTERS, a->arg[0], &item) && has_pool(a))
		extra_measure(a, &m);
	out_free(&item);
}

/* A workload, of the types in the route's text if there are any, and a pod of
 * it where the path has one. */
static void of_workload(const struct extra_ask *a)
{
	struct measured m = {.gpus = 1};
	struct out w = {0}, pod = {0};
	char text[NAME_SIZE] = "";
	bool found = extra_item(a, K_WORKLOADS, a->arg[0], &w);

	if (found && a->route->text) {
		peek_text(w.p, w.n, "type", text, sizeof text);
		found = extra_among(a->route->text, text);
		if (!found)
			extra_refuse(
				a, 404, "a workload of another type", text);
	}
	if (found && a->arg[1][0]) {
		found = extra_item(a, K_PODS, a->arg[1], &pod);
		peek_text(pod.p, pod.n, "workloadId", text, sizeof text);
		if (found && strcmp(text, a->arg[0])) {
			extra_refuse(a, 404, "no pod of it", a->arg[1]);
			found = false;
		}
	}
	if (found)
		extra_measure(a, &m);
	out_free(&w);
	out_free(&pod);
}

/* -- the table ----------------------------------------------------------- */

#define METRICS(types)                                   \
	{"start", WANTED | MOMENT, NULL, 0},             \
		{"end", WANTED | MOMENT, NULL, 0},       \
		{"numberOfSamples", NUMBER, NULL, 1000}, \
	{                                                \
		"metricType", WANTED | MANY, types, 0    \
	}
#define END                      \
	{                        \
		NULL, 0, NULL, 0 \
	}

static const struct extra_param cluster_params[] = {METRICS(cluster_types),
	{"groupBy", 0, "Category,Nodepool,Project,Department", 0}, END};
static const struct extra_param pool_params[] = {METRICS(cluster_types), END};
static const struct extra_param node_params[] = {METRICS(node_types), END};
static const struct extra_param org_params[] = {METRICS(org_types), END};
static const struct extra_param workload_params[] = {
	METRICS(workload_types), END};
static const struct extra_param pod_params[] = {METRICS(pod_types), END};
static const struct extra_param inference_params[] = {
	METRICS(inference_types), END};

const struct extra_route extra_metrics_routes[] = {
	{"/api/v1/clusters/{}/metrics", of_cluster, cluster_params},
	{"/api/v1/clusters/{}/nodepools/{}/metrics", of_pool, pool_params},
	{"/api/v1/nodes/{}/metrics", of_item, node_params, .kind = K_NODES},
	{"/api/v1/org-unit/departments/{}/metrics", of_item, org_params,
		.kind = K_DEPARTMENTS},
	{"/api/v1/org-unit/projects/{}/metrics", of_item, org_params,
		.kind = K_PROJECTS},
	{"/api/v1/workloads/{}/metrics", of_workload, workload_params},
	{"/api/v1/workloads/{}/pods/{}/metrics", of_workload, pod_params},
	{"/api/v1/workloads/inferences/{}/metrics", of_workload,
		inference_params, .text = "Inference"},
	{"/api/v1/workloads/inferences/{}/pods/{}/metrics", of_workload,
		inference_params, .text = "Inference"},
	{NULL},
};
