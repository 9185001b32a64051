/* SPDX-License-Identifier: MIT */
#include "endpoint_rows.h"

/*
 * Columns: API_V1. A table is appended to, never reordered; both generations
 * carry the same names, so that a script need not know which one it meets.
 */

static const struct column v1_clusters[] = {
	{"name", COLUMN_VALUE, "name"},
	{"state", COLUMN_VALUE, "status.state"},
	{"version", COLUMN_VALUE, "version"},
	{"platform", COLUMN_VALUE, "status.platform.type"},
	{"kube_version", COLUMN_VALUE, "status.platform.kubeVersion"},
	{"domain", COLUMN_VALUE, "domain"},
	{"last_liveness", COLUMN_TIME, "lastLiveness"},
	{"created", COLUMN_TIME, "createdAt"},
	{"id", COLUMN_VALUE, "uuid"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

static const struct column v1_departments[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"gpu_quota", COLUMN_VALUE, "totalResources.gpuQuota"},
	{"gpu_allocated", COLUMN_VALUE, "status.quotaStatus.allocated.gpu"},
	{"gpu_allocated_nonpreemptible", COLUMN_VALUE,
		"status.quotaStatus.allocatedNonPreemptible.gpu"},
	{"gpu_requested", COLUMN_VALUE, "status.quotaStatus.requested.gpu"},
	{"cpu_quota", COLUMN_VALUE, "totalResources.cpuQuota"},
	{"memory_quota", COLUMN_VALUE, "totalResources.memoryQuota"},
	{"updated", COLUMN_TIME, "updatedAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

static const struct column v1_projects[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"department", COLUMN_DEPARTMENT, NULL},
	{"phase", COLUMN_VALUE, "status.phase"},
	{"gpu_quota", COLUMN_VALUE, "totalResources.gpuQuota"},
	{"gpu_allocated", COLUMN_VALUE, "status.quotaStatus.allocated.gpu"},
	{"gpu_allocated_nonpreemptible", COLUMN_VALUE,
		"status.quotaStatus.allocatedNonPreemptible.gpu"},
	{"gpu_requested", COLUMN_VALUE, "status.quotaStatus.requested.gpu"},
	{"gpu_utilization_7d", COLUMN_VALUE,
		"overtimeData.range7dData.averageGpuUtilization"},
	{"namespace", COLUMN_VALUE, "status.namespace"},
	{"phase_message", COLUMN_VALUE, "status.phaseMessage"},
	{"updated", COLUMN_TIME, "updatedAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

static const struct column v1_workloads[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"project", COLUMN_VALUE, "projectName"},
	{"phase", COLUMN_VALUE, "phase"},
	{"type", COLUMN_VALUE, "type"},
	{"category", COLUMN_VALUE, "category"},
	{"user", COLUMN_VALUE, "submittedBy"},
	{"priority", COLUMN_VALUE, "priorityClassName|priority"},
	{"preemptible", COLUMN_VALUE, "preemptible"},
	{"gpu_requested", COLUMN_VALUE, "workloadRequestedResources.gpu.request"},
	{"gpu_allocated", COLUMN_VALUE, "allocatedResources.gpu"},
	{"idle_gpus", COLUMN_VALUE, "idleGpus"},
	{"pods_requested", COLUMN_VALUE, "requestedPods.number"},
	{"pods_running", COLUMN_VALUE, "runningPods"},
	{"node_pools", COLUMN_VALUE, "currentNodePools"},
	{"image", COLUMN_VALUE, "images"},
	{"pending_seconds", COLUMN_VALUE, "totalPendingTimeSeconds"},
	{"running_seconds", COLUMN_VALUE, "totalRunningTimeSeconds"},
	{"created", COLUMN_TIME, "createdAt"},
	{"phase_since", COLUMN_TIME, "phaseUpdatedAt"},
	{"completed", COLUMN_TIME, "completedAt"},
	{"phase_message", COLUMN_VALUE, "phaseMessage"},
	{"department", COLUMN_VALUE, "departmentName"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

static const struct column v1_users[] = {
	{"username", COLUMN_VALUE, "username"},
	{"is_local", COLUMN_VALUE, "isLocal"},
	{"groups", COLUMN_VALUE, "groups"},
	{"last_login", COLUMN_TIME, "lastLogin"},
	{"created_by", COLUMN_VALUE, "createdBy"},
	{"created", COLUMN_TIME, "createdAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

/* `image` sits in an array of containers, out of reach of a path. */
static const struct column v1_pods[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"project", COLUMN_VALUE, "projectName"},
	{"workload", COLUMN_VALUE, "workloadName"},
	{"phase", COLUMN_VALUE, "k8sPhase"},
	{"node", COLUMN_VALUE, "nodeName"},
	{"node_pool", COLUMN_VALUE, "currentNodePool"},
	{"gpu_requested", COLUMN_VALUE, "requestedResources.gpu.request"},
	{"gpu_allocated", COLUMN_VALUE, "allocatedResources.gpu"},
	{"ip", COLUMN_VALUE, "ip"},
	{"image", COLUMN_VALUE, NULL},
	{"created", COLUMN_TIME, "createdAt"},
	{"phase_since", COLUMN_TIME, "k8sPhaseUpdatedAt"},
	{"completed", COLUMN_TIME, "completedAt"},
	{"workload_id", COLUMN_VALUE, "workloadId"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

/* Events and records of history are no objects of the tree: no `path`. */
static const struct column v1_events[] = {
	{"reason", COLUMN_VALUE, "reason"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"type", COLUMN_VALUE, "type"},
	{"source", COLUMN_VALUE, "source"},
	{"object_kind", COLUMN_VALUE, "involvedObject.kind"},
	{"object", COLUMN_VALUE, "involvedObject.name"},
	{"message", COLUMN_VALUE, "message"},
	{"created", COLUMN_TIME, "createdAt"},
	{"id", COLUMN_VALUE, "id"},
	{NULL},
};

static const struct column v1_history[] = {
	{"type", COLUMN_VALUE, "meta.type"},
	{"phase", COLUMN_VALUE, "spec.phaseUpdate.phase"},
	{"reason", COLUMN_VALUE, "spec.event.reason"},
	{"source", COLUMN_VALUE, "spec.event.source"},
	{"object", COLUMN_VALUE, "spec.event.involvedObject.name"},
	{"message", COLUMN_VALUE,
		"spec.phaseUpdate.phaseMessage|spec.event.message"},
	{"created", COLUMN_TIME, "meta.creationTimestamp"},
	{"id", COLUMN_VALUE, "spec.event.id"},
	{NULL},
};

/* Fields of a kind: the same whether it comes out of a list or alone. */

#define V1_CLUSTER                                                             \
	{                                                                      \
		[FIELD_ID] = "uuid", [FIELD_NAME] = "name",                    \
		[FIELD_STATE] = "status.state", [FIELD_CREATED] = "createdAt", \
		[FIELD_UPDATED] = "updatedAt", [FIELD_CLUSTER] = "uuid",       \
	}

#define V1_DEPARTMENT                                                          \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_CREATED] = "createdAt", [FIELD_UPDATED] = "updatedAt",  \
		[FIELD_CLUSTER] = "clusterId", [FIELD_DEPARTMENT] = "id",      \
	}

#define V1_PROJECT                                                             \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_STATE] = "status.phase", [FIELD_CREATED] = "createdAt", \
		[FIELD_UPDATED] = "updatedAt", [FIELD_CLUSTER] = "clusterId",  \
		[FIELD_DEPARTMENT] = "parentId", [FIELD_PROJECT] = "id",       \
	}

#define V1_WORKLOAD                                                            \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_STATE] = "phase", [FIELD_CREATED] = "createdAt",        \
		[FIELD_UPDATED] = "updatedAt",                                 \
		[FIELD_STATE_SINCE] = "phaseUpdatedAt",                        \
		[FIELD_CLUSTER] = "clusterId",                                 \
		[FIELD_DEPARTMENT] = "departmentId",                           \
		[FIELD_PROJECT] = "projectId", [FIELD_WORKLOAD] = "id",        \
		[FIELD_USER] = "submittedBy",                                  \
	}

#define V1_USER                                                                \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "username",                  \
		[FIELD_CREATED] = "createdAt", [FIELD_UPDATED] = "updatedAt",  \
		[FIELD_USER] = "username",                                     \
	}

const struct endpoint_row endpoint_rows_v1[ENDPOINT_COUNT] = {
	[EP_CLUSTERS] = {
		.path = "/api/v1/clusters",
		.envelope = "",
		.ttl = TTL_ORG,
		.field = V1_CLUSTER,
		.columns = v1_clusters,
	},
	[EP_DEPARTMENTS] = {
		.path = "/api/v1/org-unit/departments",
		.query = "verbosity=verbose",
		.envelope = "departments",
		.paging = PAGING_NEXT,
		.page_max = 500,
		.ttl = TTL_ORG,
		.field = V1_DEPARTMENT,
		.columns = v1_departments,
	},
	[EP_PROJECTS] = {
		.path = "/api/v1/org-unit/projects",
		.envelope = "projects",
		.paging = PAGING_NEXT,
		.page_max = 500,
		.ttl = TTL_ORG,
		.field = V1_PROJECT,
		.columns = v1_projects,
	},
	[EP_WORKLOADS] = {
		.path = "/api/v1/workloads",
		.envelope = "workloads",
		.paging = PAGING_NEXT,
		.page_max = 500,
		.ttl = TTL_RUNNING,
		.field = V1_WORKLOAD,
		.secrets = endpoint_workload_secrets,
		.columns = v1_workloads,
	},
	[EP_USERS] = {
		.path = "/api/v1/users",
		.envelope = "",
		.paging = PAGING_OFFSET,
		.page_max = 500,
		.ttl = TTL_ORG,
		.field = V1_USER,
		.columns = v1_users,
	},
	[EP_SETTINGS] = {
		.path = "/v1/k8s/setting",
		.envelope = "",
		.ttl = TTL_STATIC,
		.field = SETTING,
		.columns = endpoint_settings,
	},
	[EP_WORKLOAD_PODS] = {
		.path = "/api/v1/workloads/{}/pods",
		.envelope = "pods",
		.paging = PAGING_NEXT,
		.page_max = 500,
		.ttl = TTL_RUNNING,
		.field = {
			[FIELD_ID] = "id",
			[FIELD_NAME] = "name",
			[FIELD_STATE] = "k8sPhase",
			[FIELD_CREATED] = "createdAt",
			[FIELD_UPDATED] = "updatedAt",
			[FIELD_STATE_SINCE] = "k8sPhaseUpdatedAt",
			[FIELD_CLUSTER] = "clusterId",
			[FIELD_PROJECT] = "projectId",
			[FIELD_WORKLOAD] = "workloadId",
		},
		.columns = v1_pods,
	},
	[EP_WORKLOAD_EVENTS] = {
		.path = "/api/v1/workloads/{}/events",
		.envelope = "events",
		.paging = PAGING_NEXT,
		.page_max = 500,
		.ttl = TTL_MORE,
		.field = {
			[FIELD_ID] = "id",
			[FIELD_NAME] = "reason",
			[FIELD_CREATED] = "createdAt",
			[FIELD_CLUSTER] = "clusterId",
		},
		.columns = v1_events,
	},
	/* A record has no id of its own, and an event may show up in
	 * two records: none is dropped as a duplicate. */
	[EP_WORKLOAD_HISTORY] = {
		.path = "/api/v1/workloads/{}/history",
		.envelope = "records",
		.paging = PAGING_NEXT,
		.page_max = 500,
		.ttl = TTL_MORE,
		.field = {
			[FIELD_NAME] = "meta.type",
			[FIELD_STATE] = "spec.phaseUpdate.phase",
			[FIELD_CREATED] = "meta.creationTimestamp",
		},
		.columns = v1_history,
	},
	[EP_CLUSTER] = {
		.path = "/api/v1/clusters/{}",
		.ttl = TTL_MORE,
		.field = V1_CLUSTER,
		.columns = v1_clusters,
	},
	[EP_DEPARTMENT] = {
		.path = "/api/v1/org-unit/departments/{}",
		.ttl = TTL_MORE,
		.field = V1_DEPARTMENT,
		.columns = v1_departments,
	},
	[EP_PROJECT] = {
		.path = "/api/v1/org-unit/projects/{}",
		.ttl = TTL_MORE,
		.field = V1_PROJECT,
		.columns = v1_projects,
	},
	[EP_WORKLOAD] = {
		.path = "/api/v1/workloads/{}",
		.ttl = TTL_MORE,
		.field = V1_WORKLOAD,
		.secrets = endpoint_workload_secrets,
		.columns = v1_workloads,
	},
	[EP_USER] = {
		.path = "/api/v1/users/{}",
		.ttl = TTL_MORE,
		.field = V1_USER,
		.columns = v1_users,
	},
	[EP_SETTING] = {
		.path = "/v1/k8s/setting/{}",
		.ttl = TTL_MORE,
		.field = SETTING,
		.columns = endpoint_settings,
	},
};
