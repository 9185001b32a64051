/* SPDX-License-Identifier: MIT */
#include "endpoint_rows.h"

const struct column endpoint_settings[] = {
	{"key", COLUMN_VALUE, "key"},
	{"category", COLUMN_VALUE, "category"},
	{"active", COLUMN_VALUE, "active"},
	{"value", COLUMN_VALUE, "value"},
	{"type", COLUMN_VALUE, "type"},
	{"stage", COLUMN_VALUE, "stage"},
	{"source", COLUMN_VALUE, "source"},
	{"label", COLUMN_VALUE, "label"},
	{"id", COLUMN_VALUE, "key"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const char *const endpoint_workload_secrets[] = {"environmentVariables.*",
	"urls.*.?", "externalConnections.*.url.?",
	"environments.*.connections.*.url.?", NULL};

static const char *const names[ENDPOINT_COUNT] = {
	[EP_CLUSTERS] = "clusters",
	[EP_DEPARTMENTS] = "departments",
	[EP_PROJECTS] = "projects",
	[EP_WORKLOADS] = "workloads",
	[EP_USERS] = "users",
	[EP_SETTINGS] = "settings",
	[EP_WORKLOAD_PODS] = "workload-pods",
	[EP_WORKLOAD_EVENTS] = "workload-events",
	[EP_WORKLOAD_HISTORY] = "workload-history",
	[EP_CLUSTER] = "cluster",
	[EP_DEPARTMENT] = "department",
	[EP_PROJECT] = "project",
	[EP_WORKLOAD] = "workload",
	[EP_USER] = "user",
	[EP_SETTING] = "setting",
};

const struct endpoint_row *endpoint_row(enum api_generation g, enum endpoint e)
{
	static const struct endpoint_row *const rows[API_GENERATIONS] = {
		[API_V1] = endpoint_rows_v1,
		[API_LEGACY] = endpoint_rows_legacy,
	};

	return &rows[g][e];
}

const char *endpoint_name(enum endpoint e)
{
	return names[e];
}
