/* SPDX-License-Identifier: MIT */
/*
 * What there is to ask for: a row for each list, item and count, that says
 * what is in it, what is around it, and what the query may say.
 */
#include "answer.h"

#include "select.h"

#define V1 GEN_V1
#define OLD GEN_LEGACY
#define WRAPPED(kind_, key) .kind = kind_, .envelope = key
#define PAGED .limit = 50, .max = 500
#define NEXT PAGED, .has_next = true
#define LIST(path_, ...)                            \
	{                                           \
		path_, answer_list, V1, __VA_ARGS__ \
	}
/* The kind comes first in what follows the path. */
#define ITEM(path_, ...)                                    \
	{                                                   \
		path_, answer_item, V1, .kind = __VA_ARGS__ \
	}
#define COUNT(path_, ...)                                    \
	{                                                    \
		path_, answer_count, V1, .kind = __VA_ARGS__ \
	}
#define FIXED(path_, body)                            \
	{                                             \
		path_, answer_fixed, V1, .text = body \
	}

/* -- what filterBy and sortBy may name ----------------------------------- */

#define AVERAGES                                         \
	",avgGpuAllocation24h,avgGpuUtilization24h,"     \
	"avgGpuMemoryUtilization24h,avgGpuAllocation7d," \
	"avgGpuUtilization7d,avgGpuMemoryUtilization7d," \
	"avgGpuAllocation30d,avgGpuUtilization30d,"      \
	"avgGpuMemoryUtilization30d"
#define OF_POOLS                                                         \
	.fields = "name,clusterId,phase,createdAt,updatedAt,"            \
		  "gpuNetworkAccelerationDetection,networkTopologyName," \
		  "gpuNetworkAccelerationDetected,"                      \
		  "gpuNetworkAccelerationLabelKey,swapEnabled,"          \
		  "nodeLevelSchedulerEnabled"
#define OF_NODES                                                  \
	.fields = "name,status,nodePool,gpuType,nvLinkDomainUid," \
		  "nvLinkCliqueId,clusterUuid",                   \
	.search = true
#define OF_TOPOLOGIES .fields = "name,clusterId,source,phase"
#define OF_REPORTS .fields = "name,createdAt,createdBy,status", .search = true
#define OF_DEPARTMENTS                                         \
	.fields = "name,clusterId,totalGpuQuota,gpuAllocated," \
		  "createdAt" AVERAGES
#define OF_PROJECTS                                                        \
	.fields = "name,clusterId,departmentId,parentId,parentName,phase," \
		  "totalGpuQuota,gpuAllocated,createdAt" AVERAGES,         \
	.search = true
#define OF_RULES                                                            \
	.fields = "subjectId,subjectType,roleId,scopeId,scopeType,"         \
		  "roleName,scopeName,createdAt,deletedAt,createdBy,phase", \
	.search = true, .params = rule_params
#define OF_USERS                                               \
	.fields = "username,createdBy,lastLogin,creationTime," \
		  "lastUpdated,isLocal,type",                  \
	.search = true
#define OF_WORKLOADS                                                    \
	.fields = "type,name,clusterId,projectId,projectName,"          \
		  "departmentId,departmentName,createdAt,deletedAt,"    \
		  "submittedBy,phase,completedAt,nodepool,"             \
		  "distributedFramework,allocatedGPU,idleGpus,"         \
		  "idleAllocatedGpus,phaseUpdatedAt,category,priority," \
		  "totalPendingTimeSeconds,totalRunningTimeSeconds,"    \
		  "priorityClassName,guaranteedRuntimeEndsAt,"          \
		  "aiApplicationId,aiApplicationName",                  \
	.search = true, .gone_kind = K_DELETED_WORKLOADS
#define OF_PODS                                                      \
	.fields = "clusterId,workloadId,revisionId,nodeName,"        \
		  "currentNodepool,createdAt,completedAt,deletedAt", \
	.search = true, .gone_kind = K_DELETED_PODS
#define OF_TEMPLATES                                                      \
	.fields = "name,workloadType,runnable,scopeType,clusterId,"       \
		  "projectId,departmentId,createdAt,updatedAt,createdBy," \
		  "updatedBy",                                            \
	.search = true
#define OF_AI                                                         \
	.fields = "clusterId,name,projectId,projectName,source,type", \
	.search = true
#define OF_VOLUMES                                                     \
	.fields = "name,projectId,clusterId,departmentId,projectName," \
		  "createdAt,createdBy,phase",                         \
	.search = true, .words = volume_words

/* -- other parameters ---------------------------------------------------- */

static const struct param rule_params[] = {
	{"subjectType", NULL, "subjectType", EQ, NULL},
	{"subjectIdFilter", NULL, "subjectId", HAS, NULL},
	{"scopeType", NULL, "scopeType", EQ, NULL},
	{"scopeId", NULL, "scopeId", EQ, NULL},
	{"clusterId", NULL, "clusterId", EQ, NULL},
	{"roleId", NULL, "roleId", EQ, NULL}, {0}};
static const struct param asset_params[] = {
	{"name", NULL, "meta.name", EQ, NULL},
	{"scope", NULL, "meta.scope", EQ, NULL},
	{"clusterId", NULL, "meta.clusterId", EQ, NULL},
	{"departmentId", NULL, "meta.departmentId", EQ, NULL},
	{"projectId", NULL, "meta.projectId", EQ, NULL}, {0}};
static const struct param class_params[] = {
	{"clusterId", NULL, "clusterId", EQ, NULL},
	{"name", NULL, "storageClassName", EQ, NULL}, {0}};
static const struct param key_params[] = {
	{"clientId", NULL, "clientId", EQ, NULL},
	{"createdBy", NULL, "createdBy", EQ, NULL}, {0}};
static const struct param pod_params[] = {
	{"completed", "true", "completedAt", NE, "null"},
	{"completed", "false", "completedAt", EQ, "null"}, {0}};
static const struct param policy_params[] = {
	{"workloadType", "Workspace", "type", EQ, "workspace"},
	{"workloadType", "Training", "type", EQ, "training"},
	{"workloadType", "Distributed", "type", EQ, "distributed"},
	{"workloadType", "Inference", "type", EQ, "inference"},
	{"workloadType", "DistributedInference", "type", EQ,
		"distributedInference"},
	{"scope", NULL, "meta.scope", EQ, NULL},
	{"clusterId", NULL, "meta.clusterId", EQ, NULL},
	{"departmentId", NULL, "meta.departmentId", EQ, NULL},
	{"projectId", NULL, "meta.projectId", EQ, NULL}, {0}};

static const struct word cluster_words[] = {
	{"verbosity", "metadata,full", false}, {0}};
static const struct word department_words[] = {
	{"verbosity", "meta,brief,verbose", false}, {0}};
static const struct word brief_words[] = {
	{"verbosity", "brief,full", false}, {0}};
static const struct word class_words[] = {{"clusterId", NULL, true}, {0}};
static const struct word volume_words[] = {
	{"requestType", "Originated,UsableInProject", true}, {0}};
static const struct word policy_words[] = {
	{"workloadType",
		"Workspace,Training,Distributed,Inference,DistributedInference",
		false},
	{"scope", "tenant,cluster,department,project", false}, {0}};
static const struct word asset_words[] = {
	{"complyToWorkloadType", "Workspace,Training,Distributed,Inference",
		false},
	{"complyToReplicaType", "Worker,Master", false}, {0}};

static const struct hide department_hides[] = {
	{"status", "verbosity", "verbose"}, {0}};
static const struct hide pod_hides[] = {
	{"workloadName,projectName", "verbosity", "full"}, {0}};
static const struct hide ai_hides[] = {
	{"resources,allocatedResources,requestedResources", "verbosity",
		"full"},
	{0}};
static const struct hide asset_hides[] = {
	{"usedBy,usageTimes", "usageInfo", "true"},
	{"status", "statusInfo", "true"},
	{"compliance", "complyToProject", NULL}, {0}};
static const struct hide rule_hides[] = {{"scopePath", NULL, NULL}, {0}};
static const struct hide my_rule_hides[] = {
	{"scopePath,createdAt,updatedAt,deletedAt,createdBy,status", NULL,
		NULL},
	{0}};
static const struct hide key_hides[] = {{"createdBy", NULL, NULL}, {0}};
static const struct hide channel_hides[] = {{"config", NULL, NULL}, {0}};
static const struct hide volume_hides[] = {{"sharedScopes", NULL, NULL}, {0}};
static const struct hide template_hides[] = {{"combinedSpec", NULL, NULL}, {0}};

/* -- rows that are much alike -------------------------------------------- */

#define ASSET .params = asset_params, .words = asset_words, .hide = asset_hides
#define ASSETS(path_, kind_)                                            \
	LIST("/api/v1/asset/" path_, WRAPPED(kind_, "entries"), ASSET), \
		ITEM("/api/v1/asset/" path_ "/{}", kind_, ASSET)
/* Of a kind that shares its numbers with others; `is` tells them apart. */
#define SOME(path_, kind_, is_)                                          \
	LIST("/api/v1/asset/" path_, WRAPPED(kind_, "entries"), ASSET,   \
		.where = "meta.kind", .is = is_, .old = make_unwrapped), \
		ITEM("/api/v1/asset/" path_ "/{}", kind_, ASSET,         \
			.where = "meta.kind", .is = is_,                 \
			.old = make_unwrapped)
#define TEMPLATE_LIST(path_, ...)                                           \
	LIST("/api/v1/workload-templates" path_,                            \
		WRAPPED(K_TEMPLATES, "entries"), NEXT, .pagination = true,  \
		OF_TEMPLATES, .words = asset_words, .hide = template_hides, \
		__VA_ARGS__)
#define TEMPLATES(path_, is_)                                               \
	TEMPLATE_LIST(path_, .where = "meta.workloadType", .is = is_),      \
		ITEM("/api/v1/workload-templates" path_ "/{}", K_TEMPLATES, \
			.where = "meta.workloadType", .is = is_)

const struct route answer_routes[] = {
	/* clusters and what they are made of */
	LIST("/api/v1/clusters", .kind = K_CLUSTERS, .words = cluster_words),
	ITEM("/api/v1/clusters/{}", K_CLUSTERS, .words = cluster_words),
	LIST("/api/v1/clusters/{}/nodes", WRAPPED(K_NODES, "nodes"), PAGED,
		OF_NODES, .cluster_path = "clusterUuid"),
	COUNT("/api/v1/clusters/{}/nodes/count", K_NODES, OF_NODES,
		.cluster_path = "clusterUuid"),
	LIST("/api/v1/node-pools", WRAPPED(K_NODE_POOLS, "nodepools"), PAGED,
		OF_POOLS),
	COUNT("/api/v1/node-pools/count", K_NODE_POOLS, OF_POOLS),
	ITEM("/api/v1/node-pools/{}", K_NODE_POOLS),
	LIST("/api/v1/nodes", WRAPPED(K_NODES, "nodes"), PAGED, OF_NODES),
	COUNT("/api/v1/nodes/count", K_NODES, OF_NODES),
	LIST("/api/v1/network-topologies",
		WRAPPED(K_NETWORK_TOPOLOGIES, "networkTopologies"),
		OF_TOPOLOGIES),
	COUNT("/api/v1/network-topologies/count", K_NETWORK_TOPOLOGIES,
		OF_TOPOLOGIES),
	ITEM("/api/v1/network-topologies/{}", K_NETWORK_TOPOLOGIES),
	LIST("/api/v1/storage-classes", WRAPPED(K_STORAGE_CLASSES, "items"),
		.params = class_params, .words = class_words,
		.old = make_storage_class_v1),
	LIST("/api/v2/storage-classes", WRAPPED(K_STORAGE_CLASSES, "items"),
		.params = class_params, .words = class_words),
	LIST("/api/v1/storage-class-configuration",
		WRAPPED(K_STORAGE_CONFIGURATIONS, "storageClassConfigurations"),
		NEXT, .fields = "name,tenantId,scopeType,scopeId"),
	ITEM("/api/v1/storage-class-configuration/{}",
		K_STORAGE_CONFIGURATIONS),

	/* departments, projects */
	LIST("/api/v1/org-unit/departments",
		WRAPPED(K_DEPARTMENTS, "departments"), NEXT, OF_DEPARTMENTS,
		.words = department_words, .hide = department_hides),
	COUNT("/api/v1/org-unit/departments/count", K_DEPARTMENTS,
		OF_DEPARTMENTS),
	ITEM("/api/v1/org-unit/departments/{}", K_DEPARTMENTS),
	LIST("/api/v1/org-unit/projects", WRAPPED(K_PROJECTS, "projects"), NEXT,
		OF_PROJECTS),
	COUNT("/api/v1/org-unit/projects/count", K_PROJECTS, OF_PROJECTS),
	ITEM("/api/v1/org-unit/projects/{}", K_PROJECTS),
	LIST("/api/v1/org-unit/priorities",
		WRAPPED(K_ORG_PRIORITIES, "priorities")),
	LIST("/api/v1/org-unit/reports", WRAPPED(K_REPORTS, "reports"), PAGED,
		OF_REPORTS),
	COUNT("/api/v1/org-unit/reports/count", K_REPORTS, OF_REPORTS),
	ITEM("/api/v1/org-unit/reports/{}", K_REPORTS),

	/* workloads and pods */
	LIST("/api/v1/workloads", WRAPPED(K_WORKLOADS, "workloads"), NEXT,
		OF_WORKLOADS, .next_first = true),
	COUNT("/api/v1/workloads/count", K_WORKLOADS, OF_WORKLOADS),
	ITEM("/api/v1/workloads/{}", K_WORKLOADS, OF_WORKLOADS),
	LIST("/api/v1/workloads/pods", WRAPPED(K_PODS, "pods"), NEXT, OF_PODS,
		.next_first = true, .params = pod_params, .words = brief_words,
		.hide = pod_hides),
	COUNT("/api/v1/workloads/pods/count", K_PODS, OF_PODS),
	{"/api/v1/workloads/{}/pods", answer_pods, V1, WRAPPED(K_PODS, "pods"),
		NEXT, .next_first = true, .search = true,
		.gone_kind = K_DELETED_PODS},
	{"/api/v1/workloads/{}/events", answer_events, V1, .envelope = "events",
		NEXT, .next_first = true},
	{"/api/v1/workloads/{}/history", answer_history, V1,
		.envelope = "records", NEXT, .next_first = true},

	/* what workloads are of and made from */
	LIST("/api/v1/workload-categories",
		WRAPPED(K_CATEGORIES, "categories")),
	ITEM("/api/v1/workload-categories/{}", K_CATEGORIES),
	LIST("/api/v1/workload-types", WRAPPED(K_TYPES, "types"),
		.fields = "name,group"),
	ITEM("/api/v1/workload-types/{}", K_TYPES),
	LIST("/api/v1/workload-priorities", WRAPPED(K_PRIORITIES, "priorities"),
		.fields = "name,source,value"),
	TEMPLATE_LIST("", .where = NULL),
	COUNT("/api/v1/workload-templates/count", K_TEMPLATES, OF_TEMPLATES),
	ITEM("/api/v1/workload-templates/{}", K_TEMPLATES),
	TEMPLATES("/workspaces", "Workspace"),
	TEMPLATES("/trainings", "Training"),
	TEMPLATES("/distributed", "Distributed"),
	TEMPLATES("/inferences", "Inference"),
	LIST("/api/v1/ai-applications",
		WRAPPED(K_AI_APPLICATIONS, "applications"), NEXT, OF_AI,
		.words = brief_words, .hide = ai_hides),
	COUNT("/api/v1/ai-applications/count", K_AI_APPLICATIONS, OF_AI),
	ITEM("/api/v1/ai-applications/{}", K_AI_APPLICATIONS),
	{"/api/v1/datavolumes", answer_volumes, V1,
		WRAPPED(K_DATA_VOLUMES, "datavolumes"), NEXT, OF_VOLUMES,
		.hide = volume_hides},
	{"/api/v1/datavolumes/count", answer_volume_count, V1,
		.kind = K_DATA_VOLUMES, OF_VOLUMES},
	ITEM("/api/v1/datavolumes/{}", K_DATA_VOLUMES),
	LIST("/api/v2/policy", WRAPPED(K_POLICIES, "policies"),
		.params = policy_params, .words = policy_words),

	/* assets */
	ASSETS("compute", K_COMPUTE),
	ASSETS("environment", K_ENVIRONMENTS),
	ASSETS("registries", K_REGISTRIES),
	ASSETS("workload-template", K_ASSET_TEMPLATES),
	LIST("/api/v1/asset/credentials", WRAPPED(K_CREDENTIALS, "entries"),
		ASSET),
	SOME("credentials/access-key", K_CREDENTIALS, "accessKey"),
	SOME("credentials/password", K_CREDENTIALS, "password"),
	SOME("credentials/docker-registry", K_CREDENTIALS, "dockerRegistry"),
	SOME("credentials/generic-secret", K_CREDENTIALS, "genericSecret"),
	SOME("credentials/ngc-api-key", K_CREDENTIALS, "ngcApiKey"),
	LIST("/api/v1/asset/datasource", WRAPPED(K_DATASOURCES, "entries"),
		ASSET),
	SOME("datasource/git", K_DATASOURCES, "git"),
	SOME("datasource/host-path", K_DATASOURCES, "hostPath"),
	SOME("datasource/nfs", K_DATASOURCES, "nfs"),
	SOME("datasource/pvc", K_DATASOURCES, "pvc"),
	SOME("datasource/s3", K_DATASOURCES, "s3"),
	SOME("datasource/config-map", K_DATASOURCES, "config-map"),
	SOME("datasource/secrets", K_DATASOURCES, "secret-volume"),

	/* who may do what */
	LIST("/api/v1/users", .kind = K_USERS, .limit = 500, .max = 500,
		OF_USERS),
	COUNT("/api/v1/users/count", K_USERS, OF_USERS),
	ITEM("/api/v1/users/{}", K_USERS),
	LIST("/api/v1/authorization/access-rules",
		WRAPPED(K_ACCESS_RULES, "accessRules"), PAGED, OF_RULES,
		.total_records = true, .hide = rule_hides),
	COUNT("/api/v1/authorization/access-rules/count", K_ACCESS_RULES,
		OF_RULES),
	ITEM("/api/v1/authorization/access-rules/{}", K_ACCESS_RULES),
	LIST("/api/v1/authorization/me/access-rules",
		WRAPPED(K_ACCESS_RULES, "accessRules"), PAGED, .search = true,
		.outer = "accessRules", .total_records = true,
		.where = "subjectId", .is = "@me", .hide = my_rule_hides),
	COUNT("/api/v1/authorization/me/access-rules/count", K_ACCESS_RULES,
		.search = true, .where = "subjectId", .is = "@me"),
	LIST("/api/v1/authorization/roles", .kind = K_ROLES),
	ITEM("/api/v1/authorization/roles/{}", K_ROLES),
	LIST("/api/v1/authorization/permissions", .kind = K_PERMISSIONS),
	LIST("/api/v1/service-accounts", .kind = K_SERVICE_ACCOUNTS),
	ITEM("/api/v1/service-accounts/{}", K_SERVICE_ACCOUNTS),
	LIST("/api/v1/apps", .kind = K_SERVICE_ACCOUNTS),
	ITEM("/api/v1/apps/{}", K_SERVICE_ACCOUNTS),
	LIST("/api/v1/access-keys", WRAPPED(K_ACCESS_KEYS, "accessKeys"),
		.where = "createdBy", .is = "@me", .hide = key_hides),
	ITEM("/api/v1/access-keys/{}", K_ACCESS_KEYS, .where = "createdBy",
		.is = "@me", .hide = key_hides),
	LIST("/api/v1/administration/access-keys",
		WRAPPED(K_ACCESS_KEYS, "accessKeys"), .params = key_params),
	LIST("/api/v1/user-applications", .kind = K_ACCESS_KEYS,
		.where = "createdBy", .is = "@me", .hide = key_hides),
	ITEM("/api/v1/user-applications/{}", K_ACCESS_KEYS,
		.where = "createdBy", .is = "@me", .hide = key_hides),
	LIST("/api/v1/administration/user-applications", .kind = K_ACCESS_KEYS,
		.params = key_params),
	LIST("/api/v1/idps", .kind = K_IDPS),
	ITEM("/api/v1/idps/{}", K_IDPS),

	/* the tenant itself */
	FIXED("/api/v1/security/settings",
		"{\"autoRedirectSSO\":{\"enabled\":true,"
		"\"idpAlias\":\"oidc\"},\"browserSessionTimeout\":{"
		"\"idleTimeout\":86400},\"logoutRedirectUri\":{\"uri\":"
		"\"https://acme.example/bye\"}}"),
	FIXED("/api/v1/security/settings/autoRedirectSSO",
		"{\"enabled\":true,\"idpAlias\":\"oidc\"}"),
	FIXED("/api/v1/security/settings/browserSessionTimeout",
		"{\"idleTimeout\":86400}"),
	FIXED("/api/v1/security/settings/logoutRedirectUri",
		"{\"uri\":\"https://acme.example/bye\"}"),
	LIST("/api/v1/notification-types", .kind = K_NOTIFICATION_TYPES),
	LIST("/api/v1/notification-channels", .kind = K_CHANNELS,
		.hide = channel_hides),
	ITEM("/api/v1/notification-channels/{}", K_CHANNELS),
	LIST("/api/v1/subscriptions", .kind = K_SUBSCRIPTIONS),

	/* both generations */
	{"/v1/k8s/setting", answer_list, GEN_ANY, .kind = K_SETTINGS},
	{"/v1/k8s/setting/{}", answer_setting, GEN_ANY, .kind = K_SETTINGS},
	{"/v1/k8s/clusters/{}/projects", answer_list, GEN_ANY,
		.kind = K_PROJECTS, .cluster_path = "clusterId",
		.old = make_old_project},
	{"/v1/k8s/clusters/{}/projects/{}", answer_item, GEN_ANY,
		.kind = K_PROJECTS, .old = make_old_project},
	{"/v1/k8s/clusters/{}/departments", answer_list, GEN_ANY,
		.kind = K_DEPARTMENTS, .cluster_path = "clusterId",
		.old = make_old_department},
	{"/v1/k8s/clusters/{}/node-pools", answer_list, GEN_ANY,
		.kind = K_NODE_POOLS, .cluster_path = "clusterId",
		.old = make_old_node_pool},
	{"/v1/k8s/clusters/{}/storage-classes", answer_list, GEN_ANY,
		WRAPPED(K_STORAGE_CLASSES, "storageClasses"),
		.cluster_path = "clusterId", .old = make_old_storage_class},

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
