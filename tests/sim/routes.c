/* SPDX-License-Identifier: MIT */
/* What there is to ask for. */
#include "answer.h"

#define V1 GEN_V1
#define OLD GEN_LEGACY
#define WRAPPED(kind_, key) .kind = kind_, .envelope = key
#define PAGED .limit = 50, .max = 500
#define NEXT PAGED, .has_next = true
#define LIST(path_, ...)                            \
	{                                           \
		path_, answer_list, V1, __VA_ARGS__ \
	}
#define ITEM(path_, kind_)                            \
	{                                             \
		path_, answer_item, V1, .kind = kind_ \
	}
#define COUNT(path_, kind_)                            \
	{                                              \
		path_, answer_count, V1, .kind = kind_ \
	}
#define FIXED(path_, body)                            \
	{                                             \
		path_, answer_fixed, V1, .text = body \
	}
#define ENTRIES(path_) FIXED(path_, "{\"entries\":[]}")
#define TEMPLATES(path_) FIXED(path_, "{\"entries\":[],\"pagination\":{}}")
#define SPEC(name)                                                \
	{                                                         \
		"/api/v1/workloads/" name "/{}", answer_spec, V1, \
			.kind = K_WORKLOADS                       \
	}

const struct route answer_routes[] = {
	LIST("/api/v1/clusters", .kind = K_CLUSTERS),
	ITEM("/api/v1/clusters/{}", K_CLUSTERS),
	LIST("/api/v1/org-unit/departments",
		WRAPPED(K_DEPARTMENTS, "departments"), NEXT),
	COUNT("/api/v1/org-unit/departments/count", K_DEPARTMENTS),
	ITEM("/api/v1/org-unit/departments/{}", K_DEPARTMENTS),
	LIST("/api/v1/org-unit/projects", WRAPPED(K_PROJECTS, "projects"),
		NEXT),
	COUNT("/api/v1/org-unit/projects/count", K_PROJECTS),
	ITEM("/api/v1/org-unit/projects/{}", K_PROJECTS),
	LIST("/api/v1/workloads", WRAPPED(K_WORKLOADS, "workloads"), NEXT,
		.next_first = true),
	COUNT("/api/v1/workloads/count", K_WORKLOADS),
	LIST("/api/v1/workloads/pods", WRAPPED(K_PODS, "pods"), NEXT,
		.next_first = true),
	COUNT("/api/v1/workloads/pods/count", K_PODS),
	{"/api/v1/workloads/telemetry", answer_telemetry, V1},
	ITEM("/api/v1/workloads/{}", K_WORKLOADS),
	{"/api/v1/workloads/{}/pods", answer_pods, V1, WRAPPED(K_PODS, "pods"),
		NEXT, .next_first = true},
	{"/api/v1/workloads/{}/events", answer_events, V1, .envelope = "events",
		NEXT, .next_first = true},
	{"/api/v1/workloads/{}/history", answer_history, V1,
		.envelope = "records", NEXT, .next_first = true},
	{"/api/v1/workloads/{}/metrics", answer_metrics, V1,
		.kind = K_WORKLOADS},
	SPEC("workspaces"),
	SPEC("trainings"),
	SPEC("distributed"),
	SPEC("inferences"),
	SPEC("distributed-inferences"),
	LIST("/api/v1/users", .kind = K_USERS, .limit = 500, .max = 500),
	COUNT("/api/v1/users/count", K_USERS),
	ITEM("/api/v1/users/{}", K_USERS),
	LIST("/api/v1/node-pools", WRAPPED(K_NODE_POOLS, "nodepools"), PAGED),
	COUNT("/api/v1/node-pools/count", K_NODE_POOLS),
	ITEM("/api/v1/node-pools/{}", K_NODE_POOLS),
	LIST("/api/v1/nodes", WRAPPED(K_NODES, "nodes"), PAGED),
	COUNT("/api/v1/nodes/count", K_NODES),
	{"/api/v1/nodes/telemetry", answer_telemetry, V1},
	{"/api/v1/nodes/{}/metrics", answer_metrics, V1, .kind = K_NODES},
	{"/api/v1/clusters/{}/nodes", answer_of_cluster, V1,
		WRAPPED(K_NODES, "nodes"), PAGED},
	{"/api/v1/clusters/{}/metrics", answer_metrics, V1, .kind = K_CLUSTERS},
	{"/api/v1/org-unit/departments/{}/metrics", answer_metrics, V1,
		.kind = K_DEPARTMENTS},
	{"/api/v1/org-unit/projects/{}/metrics", answer_metrics, V1,
		.kind = K_PROJECTS},
	{"/api/v1/org-unit/departments/telemetry", answer_telemetry, V1},
	{"/api/v1/org-unit/projects/telemetry", answer_telemetry, V1},
	LIST("/api/v1/authorization/access-rules",
		WRAPPED(K_ACCESS_RULES, "accessRules"), PAGED,
		.total_records = true),
	COUNT("/api/v1/authorization/access-rules/count", K_ACCESS_RULES),
	ITEM("/api/v1/authorization/access-rules/{}", K_ACCESS_RULES),
	LIST("/api/v1/authorization/roles", .kind = K_ROLES),
	ITEM("/api/v1/authorization/roles/{}", K_ROLES),
	LIST("/api/v1/service-accounts", .kind = K_SERVICE_ACCOUNTS),
	ITEM("/api/v1/service-accounts/{}", K_SERVICE_ACCOUNTS),

	/* lists that are there and empty */
	FIXED("/api/v1/network-topologies", "{\"networkTopologies\":[]}"),
	FIXED("/api/v1/network-topologies/count", "{\"count\":0}"),
	FIXED("/api/v1/org-unit/priorities", "{\"priorities\":[]}"),
	FIXED("/api/v1/org-unit/reports", "{\"reports\":[]}"),
	FIXED("/api/v1/org-unit/reports/count", "{\"count\":0}"),
	ENTRIES("/api/v1/asset/compute"),
	ENTRIES("/api/v1/asset/credentials"),
	ENTRIES("/api/v1/asset/credentials/{}"),
	ENTRIES("/api/v1/asset/registries"),
	ENTRIES("/api/v1/asset/environment"),
	ENTRIES("/api/v1/asset/datasource"),
	ENTRIES("/api/v1/asset/datasource/{}"),
	ENTRIES("/api/v1/asset/workload-template"),
	FIXED("/api/v2/policy", "{\"policies\":[]}"),
	FIXED("/api/v1/storage-classes", "{\"items\":[]}"),
	FIXED("/api/v2/storage-classes", "{\"items\":[]}"),
	FIXED("/api/v1/storage-class-configuration",
		"{\"storageClassConfigurations\":[]}"),
	FIXED("/api/v1/authorization/permissions", "[]"),
	FIXED("/api/v1/authorization/me/access-rules",
		"{\"accessRules\":{\"accessRules\":[],\"totalRecords\":0}}"),
	FIXED("/api/v1/idps", "[]"),
	FIXED("/api/v1/apps", "[]"),
	FIXED("/api/v1/access-keys", "{\"accessKeys\":[]}"),
	FIXED("/api/v1/administration/access-keys", "{\"accessKeys\":[]}"),
	FIXED("/api/v1/user-applications", "[]"),
	FIXED("/api/v1/administration/user-applications", "[]"),
	TEMPLATES("/api/v1/workload-templates"),
	TEMPLATES("/api/v1/workload-templates/workspaces"),
	TEMPLATES("/api/v1/workload-templates/trainings"),
	TEMPLATES("/api/v1/workload-templates/distributed"),
	TEMPLATES("/api/v1/workload-templates/inferences"),
	FIXED("/api/v1/workload-templates/count", "{\"count\":0}"),
	FIXED("/api/v1/workload-categories", "{\"categories\":[]}"),
	FIXED("/api/v1/workload-types", "{\"types\":[]}"),
	FIXED("/api/v1/workload-priorities", "{\"priorities\":[]}"),
	FIXED("/api/v1/ai-applications", "{\"applications\":[]}"),
	FIXED("/api/v1/ai-applications/count", "{\"count\":0}"),
	FIXED("/api/v1/datavolumes", "{\"datavolumes\":[]}"),
	FIXED("/api/v1/datavolumes/count", "{\"count\":0}"),
	FIXED("/api/v1/audit/log", "{\"audit_logs\":[]}"),
	FIXED("/api/v1/notification-types", "[]"),
	FIXED("/api/v1/notification-channels", "[]"),
	FIXED("/api/v1/notification-state",
		"{\"enabled\":false,\"email\":false,\"slack\":false}"),
	FIXED("/api/v1/subscriptions", "[]"),
	FIXED("/api/v1/security/settings",
		"{\"autoRedirectSSO\":false,\"browserSessionTimeout\":86400,"
		"\"logoutRedirectUri\":\"\"}"),
	FIXED("/api/v1/logo", "{\"logo\":\"\"}"),

	/* both generations */
	{"/v1/k8s/setting", answer_list, GEN_ANY, .kind = K_SETTINGS},
	{"/v1/k8s/setting/{}", answer_setting, GEN_ANY, .kind = K_SETTINGS},
	{"/v1/k8s/clusters/{}/projects", answer_of_cluster, GEN_ANY,
		.kind = K_PROJECTS, .old = make_old_project},
	{"/v1/k8s/clusters/{}/departments", answer_of_cluster, GEN_ANY,
		.kind = K_DEPARTMENTS, .old = make_old_department},

	/* 2021 */
	{"/v1/k8s/clusters", answer_list, OLD, .kind = K_CLUSTERS,
		.old = make_old_cluster},
	{"/v1/k8s/clusters/{}", answer_item, OLD, .kind = K_CLUSTERS,
		.old = make_old_cluster},
	{"/v1/k8s/clusters/{}/nodeTypes", answer_fixed, OLD, .text = "[]"},
	{"/v1/k8s/project/{}", answer_item, OLD, .kind = K_PROJECTS,
		.old = make_old_project},
	{"/v1/k8s/department/{}", answer_item, OLD, .kind = K_DEPARTMENTS,
		.old = make_old_department},
	{"/v1/k8s/users", answer_list, OLD, .kind = K_USERS,
		.old = make_old_user},
	{"/v1/k8s/users/{}", answer_item, OLD, .kind = K_USERS,
		.old = make_old_user},
	{NULL},
};
