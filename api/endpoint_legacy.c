/* SPDX-License-Identifier: MIT */
#include "endpoint_rows.h"

/* ---- API_LEGACY: same columns, other places ---- */

static const struct column legacy_clusters[] = {
	{"name", COLUMN_VALUE, "name"},
	{"state", COLUMN_VALUE, "status.state|status"},
	{"version", COLUMN_VALUE, "version"},
	{"platform", COLUMN_VALUE, "status.platform.type"},
	{"kube_version", COLUMN_VALUE, "status.platform.kubeVersion"},
	{"domain", COLUMN_VALUE, "domain"},
	{"last_liveness", COLUMN_TIME, "lastLiveness"},
	{"created", COLUMN_TIME, "createdAt"},
	{"id", COLUMN_VALUE, "clusterUuid|uuid"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

static const struct column legacy_departments[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"gpu_quota", COLUMN_VALUE, "deservedGpus"},
	{"gpu_allocated", COLUMN_VALUE, NULL},
	{"gpu_allocated_nonpreemptible", COLUMN_VALUE, NULL},
	{"gpu_requested", COLUMN_VALUE, NULL},
	{"cpu_quota", COLUMN_VALUE, "resources.cpu.deserved"},
	{"memory_quota", COLUMN_VALUE, "resources.memory.deserved"},
	{"updated", COLUMN_TIME, "updatedAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

static const struct column legacy_projects[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"department", COLUMN_DEPARTMENT, NULL},
	{"phase", COLUMN_VALUE, "phase"},
	{"gpu_quota", COLUMN_VALUE, "deservedGpus"},
	{"gpu_allocated", COLUMN_VALUE, NULL},
	{"gpu_allocated_nonpreemptible", COLUMN_VALUE, NULL},
	{"gpu_requested", COLUMN_VALUE, NULL},
	{"gpu_utilization_7d", COLUMN_VALUE, NULL},
	{"namespace", COLUMN_VALUE, "namespace|status.namespace"},
	{"phase_message", COLUMN_VALUE, "status.message"},
	{"updated", COLUMN_TIME, "updatedAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

static const struct column legacy_workloads[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"project", COLUMN_VALUE, "project"},
	{"phase", COLUMN_VALUE, "status"},
	{"type", COLUMN_VALUE, "type"},
	{"category", COLUMN_VALUE, NULL},
	{"user", COLUMN_VALUE, "user"},
	{"priority", COLUMN_VALUE, NULL},
	{"preemptible", COLUMN_VALUE, NULL},
	{"gpu_requested", COLUMN_VALUE, NULL},
	{"gpu_allocated", COLUMN_VALUE, "currentAllocatedGPUs"},
	{"idle_gpus", COLUMN_VALUE, NULL},
	{"pods_requested", COLUMN_VALUE, NULL},
	{"pods_running", COLUMN_VALUE, NULL},
	{"node_pools", COLUMN_VALUE, NULL},
	{"image", COLUMN_VALUE, "images"},
	{"pending_seconds", COLUMN_VALUE, NULL},
	{"running_seconds", COLUMN_VALUE, NULL},
	{"created", COLUMN_TIME, "createdAt"},
	{"phase_since", COLUMN_TIME, NULL},
	{"completed", COLUMN_TIME, NULL},
	{"phase_message", COLUMN_VALUE, NULL},
	{"department", COLUMN_VALUE, NULL},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

static const struct column legacy_users[] = {
	{"username", COLUMN_VALUE, "username|email"},
	{"is_local", COLUMN_VALUE, "isLocal"},
	{"groups", COLUMN_VALUE, "groups"},
	{"last_login", COLUMN_TIME, "lastLogin"},
	{"created_by", COLUMN_VALUE, "createdBy"},
	{"created", COLUMN_TIME, "createdAt"},
	{"id", COLUMN_VALUE, "userId|id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

#define LEGACY_CLUSTER                                                         \
	{                                                                      \
		[FIELD_ID] = "clusterUuid|uuid", [FIELD_NAME] = "name",        \
		[FIELD_STATE] = "status.state|status",                         \
		[FIELD_CREATED] = "createdAt", [FIELD_UPDATED] = "updatedAt",  \
		[FIELD_CLUSTER] = "clusterUuid|uuid",                          \
	}

#define LEGACY_USER                                                            \
	{                                                                      \
		[FIELD_ID] = "userId|id", [FIELD_NAME] = "username|email",     \
		[FIELD_CREATED] = "createdAt", [FIELD_UPDATED] = "updatedAt",  \
		[FIELD_USER] = "username|email",                               \
	}

const struct endpoint_row endpoint_rows_legacy[ENDPOINT_COUNT] = {
	[EP_CLUSTERS] = {
		.path = "/v1/k8s/clusters",
		.envelope = "",
		.ttl = TTL_ORG,
		.field = LEGACY_CLUSTER,
		.columns = legacy_clusters,
	},
	[EP_DEPARTMENTS] = {
		.path = "/v1/k8s/clusters/{cluster}/departments",
		.envelope = "",
		.each = EP_CLUSTERS,
		.fan_out = true,
		.ttl = TTL_ORG,
		.field = {
			[FIELD_ID] = "id",
			[FIELD_NAME] = "name",
			[FIELD_CREATED] = "createdAt",
			[FIELD_UPDATED] = "updatedAt",
			[FIELD_CLUSTER] = "clusterUuid",
			[FIELD_DEPARTMENT] = "id",
		},
		.columns = legacy_departments,
	},
	[EP_PROJECTS] = {
		.path = "/v1/k8s/clusters/{cluster}/projects",
		.envelope = "",
		.each = EP_CLUSTERS,
		.fan_out = true,
		.ttl = TTL_ORG,
		.field = {
			[FIELD_ID] = "id",
			[FIELD_NAME] = "name",
			[FIELD_STATE] = "phase",
			[FIELD_CREATED] = "createdAt",
			[FIELD_UPDATED] = "updatedAt",
			[FIELD_CLUSTER] = "clusterUuid",
			[FIELD_DEPARTMENT] = "departmentId",
			[FIELD_PROJECT] = "id",
		},
		.columns = legacy_projects,
	},
	/* A job names its project; the project's id and its cluster
	 * come from the scope. */
	[EP_WORKLOADS] = {
		.path = "/researcher/api/v1/jobs/{project}"
			"|/researcher/api/v1/job/{project}",
		.envelope = "data",
		.each = EP_PROJECTS,
		.secrets = endpoint_workload_secrets,
		.fan_out = true,
		.researcher = true,
		.time_is_ms = true,
		.ttl = TTL_RUNNING,
		.field = {
			[FIELD_ID] = "id",
			[FIELD_NAME] = "name",
			[FIELD_STATE] = "status",
			[FIELD_CREATED] = "createdAt",
			[FIELD_WORKLOAD] = "id",
			[FIELD_USER] = "user",
		},
		.columns = legacy_workloads,
	},
	[EP_USERS] = {
		.path = "/v1/k8s/users",
		.envelope = "",
		.ttl = TTL_ORG,
		.field = LEGACY_USER,
		.columns = legacy_users,
	},
	[EP_SETTINGS] = {
		.path = "/v1/k8s/setting",
		.envelope = "",
		.ttl = TTL_STATIC,
		.field = SETTING,
		.columns = endpoint_settings,
	},
	[EP_CLUSTER] = {
		.path = "/v1/k8s/clusters/{}",
		.ttl = TTL_MORE,
		.field = LEGACY_CLUSTER,
		.columns = legacy_clusters,
	},
	[EP_USER] = {
		.path = "/v1/k8s/users/{}",
		.ttl = TTL_MORE,
		.field = LEGACY_USER,
		.columns = legacy_users,
	},
	[EP_SETTING] = {
		.path = "/v1/k8s/setting/{}",
		.ttl = TTL_MORE,
		.field = SETTING,
		.columns = endpoint_settings,
	},
};
