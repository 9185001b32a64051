/* SPDX-License-Identifier: MIT */
#include "endpoint_rows.h"

#define ROW(one, ...) .columns = columns_##one, .field = __VA_ARGS__
#define ONE(path_, one, ...)                                                   \
	{.path = path_, .ttl = TTL_MORE, ROW(one, __VA_ARGS__)}

const struct endpoint_row endpoint_rows_legacy[ENDPOINT_COUNT] = {
	[EP_CLUSTERS] = {LIST("/v1/k8s/clusters", "", NONE), .ttl = TTL_ORG,
		ROW(CLUSTER, FIELDS_CLUSTER)},
	[EP_DEPARTMENTS] = {LIST_EACH("/v1/k8s/clusters/{cluster}/departments",
				    "", CLUSTERS, NULL),
		.ttl = TTL_ORG, ROW(DEPARTMENT, FIELDS_DEPARTMENT)},
	[EP_PROJECTS] = {LIST_EACH("/v1/k8s/clusters/{cluster}/projects", "",
				 CLUSTERS, NULL),
		.ttl = TTL_ORG, ROW(PROJECT, FIELDS_PROJECT)},
	[EP_WORKLOADS] = {LIST_EACH("/researcher/api/v1/jobs/{project}"
				    "|/researcher/api/v1/job/{project}",
				  "data", PROJECTS, NULL),
		.researcher = true, .time_is_ms = true, .ttl = TTL_RUNNING,
		.secrets = secrets_workload, ROW(WORKLOAD, FIELDS_JOB)},
	[EP_USERS] = {LIST("/v1/k8s/users", "", NONE), .ttl = TTL_ORG,
		ROW(USER, FIELDS_USER)},
	[EP_SETTINGS] = {LIST("/v1/k8s/setting", "", NONE), .ttl = TTL_STATIC,
		ROW(SETTING, FIELDS_SETTING)},
	[EP_CLUSTER] = ONE("/v1/k8s/clusters/{}", CLUSTER, FIELDS_CLUSTER),
	[EP_USER] = ONE("/v1/k8s/users/{}", USER, FIELDS_USER),
	[EP_SETTING] = ONE("/v1/k8s/setting/{}", SETTING, FIELDS_SETTING),
	[EP_RAW] = {BYTES("{}", "*/*"), .verbatim = true, .ttl = TTL_MORE},
	[EP_RAW_CSV] = {BYTES("{}", "text/csv"), .verbatim = true,
		.ttl = TTL_MORE},
};
