/* SPDX-License-Identifier: MIT */
/*
 * The enumerations of the API that name what can be measured: types of metrics
 * and telemetry, and what telemetry can be grouped by. Source: the OpenAPI
 * document. Lists end with NULL. Constant data; any thread.
 */
#ifndef RUNAIFS_API_TYPES_H
#define RUNAIFS_API_TYPES_H

/* Of clusters and node pools; of departments and projects; of inference
 * workloads and their pods. */
extern const char *const metric_types_cluster[], *const metric_types_node[],
	*const metric_types_org_unit[], *const metric_types_workload[],
	*const metric_types_pod[], *const metric_types_inference[];

extern const char *const telemetry_node_types[],
	*const telemetry_workload_types[], *const telemetry_project_types[],
	*const telemetry_department_types[];

struct telemetry_group {
	const char *word;  /* ours: "by-cluster" */
	const char *value; /* of `groupBy`: "ClusterId" */
};

/* End with a NULL word. */
extern const struct telemetry_group telemetry_node_groups[],
	telemetry_workload_groups[], telemetry_project_groups[],
	telemetry_department_groups[];

#endif
