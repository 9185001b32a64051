/* SPDX-License-Identifier: MIT */
#include "columns.h"

const struct column columns_CLUSTER[] = {
	{"name", COLUMN_VALUE, "name"},
	{"state", COLUMN_VALUE, "status.state|status"},
	{"version", COLUMN_VALUE, "version"},
	{"platform", COLUMN_VALUE, "status.platform.type"},
	{"kube_version", COLUMN_VALUE, "status.platform.kubeVersion"},
	{"domain", COLUMN_VALUE, "domain"},
	{"last_liveness", COLUMN_TIME, "lastLiveness"},
	{"created", COLUMN_TIME, "createdAt"},
	{"id", COLUMN_VALUE, "uuid|clusterUuid"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_DEPARTMENT[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"gpu_quota", COLUMN_VALUE, "totalResources.gpuQuota|deservedGpus"},
	{"gpu_allocated", COLUMN_VALUE, "status.quotaStatus.allocated.gpu"},
	{"gpu_allocated_nonpreemptible", COLUMN_VALUE,
		"status.quotaStatus.allocatedNonPreemptible.gpu"},
	{"gpu_requested", COLUMN_VALUE, "status.quotaStatus.requested.gpu"},
	{"cpu_quota", COLUMN_VALUE,
		"totalResources.cpuQuota|resources.cpu.deserved"},
	{"memory_quota", COLUMN_VALUE,
		"totalResources.memoryQuota|resources.memory.deserved"},
	{"updated", COLUMN_TIME, "updatedAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_PROJECT[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"department", COLUMN_DEPARTMENT, NULL},
	{"phase", COLUMN_VALUE, "status.phase|phase"},
	{"gpu_quota", COLUMN_VALUE, "totalResources.gpuQuota|deservedGpus"},
	{"gpu_allocated", COLUMN_VALUE, "status.quotaStatus.allocated.gpu"},
	{"gpu_allocated_nonpreemptible", COLUMN_VALUE,
		"status.quotaStatus.allocatedNonPreemptible.gpu"},
	{"gpu_requested", COLUMN_VALUE, "status.quotaStatus.requested.gpu"},
	{"gpu_utilization_7d", COLUMN_VALUE,
		"overtimeData.range7dData.averageGpuUtilization"},
	{"namespace", COLUMN_VALUE, "status.namespace|namespace"},
	{"phase_message", COLUMN_VALUE, "status.phaseMessage|status.message"},
	{"updated", COLUMN_TIME, "updatedAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

#define WORKLOAD                                                               \
	{"name", COLUMN_VALUE, "name"},                                        \
	{"cluster", COLUMN_CLUSTER, NULL},                                     \
	{"project", COLUMN_VALUE, "projectName|project"},                      \
	{"phase", COLUMN_VALUE, "phase|status"},                               \
	{"type", COLUMN_VALUE, "type"},                                        \
	{"category", COLUMN_VALUE, "category"},                                \
	{"user", COLUMN_VALUE, "submittedBy|user"},                            \
	{"priority", COLUMN_VALUE, "priorityClassName|priority"},              \
	{"preemptible", COLUMN_VALUE, "preemptible"},                          \
	{"gpu_requested", COLUMN_VALUE,                                        \
		"workloadRequestedResources.gpu.request"},                     \
	{"gpu_allocated", COLUMN_VALUE,                                        \
		"allocatedResources.gpu|currentAllocatedGPUs"},                \
	{"idle_gpus", COLUMN_VALUE, "idleGpus"},                               \
	{"pods_requested", COLUMN_VALUE, "requestedPods.number"},              \
	{"pods_running", COLUMN_VALUE, "runningPods"},                         \
	{"node_pools", COLUMN_VALUE, "currentNodePools"},                      \
	{"image", COLUMN_VALUE, "images"},                                     \
	{"pending_seconds", COLUMN_VALUE, "totalPendingTimeSeconds"},          \
	{"running_seconds", COLUMN_VALUE, "totalRunningTimeSeconds"},          \
	{"created", COLUMN_TIME, "createdAt"},                                 \
	{"phase_since", COLUMN_TIME, "phaseUpdatedAt"},                        \
	{"completed", COLUMN_TIME, "completedAt"},                             \
	{"phase_message", COLUMN_VALUE, "phaseMessage"},                       \
	{"department", COLUMN_VALUE, "departmentName"}

const struct column columns_WORKLOAD[] = {
	WORKLOAD,
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_POD[] = {
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
	{"image", COLUMN_EACH, "containers.*.image"},
	{"created", COLUMN_TIME, "createdAt"},
	{"phase_since", COLUMN_TIME, "k8sPhaseUpdatedAt"},
	{"completed", COLUMN_TIME, "completedAt"},
	{"workload_id", COLUMN_VALUE, "workloadId"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_NODE_POOL[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"phase", COLUMN_VALUE, "phase"},
	{"label_key", COLUMN_VALUE, "labelKey"},
	{"label_value", COLUMN_VALUE, "labelValue"},
	{"gpu_placement", COLUMN_VALUE, "placementStrategy.gpu"},
	{"cpu_placement", COLUMN_VALUE, "placementStrategy.cpu"},
	{"is_default", COLUMN_VALUE, "isDefault"},
	{"network_topology", COLUMN_VALUE, "networkTopologyName"},
	{"phase_message", COLUMN_VALUE, "phaseMessage"},
	{"updated", COLUMN_TIME, "updatedAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_NODE[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"status", COLUMN_VALUE, "status"},
	{"node_pool", COLUMN_VALUE, "nodePool"},
	{"gpu_type", COLUMN_VALUE, "gpuInfo.gpuType"},
	{"gpus", COLUMN_VALUE, "gpuInfo.gpuCount"},
	{"nvlink_domain", COLUMN_VALUE, "nvLinkDomainUid"},
	{"taints", COLUMN_EACH, "taints.*.key"},
	{"condition_reason", COLUMN_EACH, "conditions.*.reason"},
	{"updated", COLUMN_TIME, "updatedAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_NETWORK_TOPOLOGY[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"phase", COLUMN_VALUE, "phase"},
	{"levels", COLUMN_VALUE, "levels"},
	{"source", COLUMN_VALUE, "source"},
	{"node_pools", COLUMN_VALUE, "nodePools"},
	{"created_by", COLUMN_VALUE, "createdBy"},
	{"created", COLUMN_TIME, "createdAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_STORAGE_CLASS[] = {
	{"name", COLUMN_VALUE, "storageClassName|storage_class_name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"provisioner", COLUMN_VALUE, "spec.provisioner|Spec.provisioner"},
	{"is_default", COLUMN_VALUE, "spec.isDefault|Spec.is_default"},
	{"expandable", COLUMN_VALUE,
		"spec.allowVolumeExpansion|Spec.allow_volume_expansion"},
	{"for_assets", COLUMN_VALUE, "permissions.allowedForAssets"},
	{"for_workloads", COLUMN_VALUE, "permissions.allowedForWorkloads"},
	{"data_sharing", COLUMN_VALUE, "permissions.allowDataSharing"},
	{"volume_mode", COLUMN_VALUE, "customization.volumeMode.default"},
	{"id", COLUMN_VALUE, "storageClassName|storage_class_name"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_STORAGE_CLASS_CONFIGURATION[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"scope_type", COLUMN_VALUE, "scopeType"},
	{"for_assets", COLUMN_VALUE, "permissions.allowedForAssets"},
	{"for_workloads", COLUMN_VALUE, "permissions.allowedForWorkloads"},
	{"for_ephemeral_volumes", COLUMN_VALUE,
		"permissions.allowedForEphemeralVolumes"},
	{"for_persistent_volumes", COLUMN_VALUE,
		"permissions.allowedForPersistentVolumes"},
	{"data_sharing", COLUMN_VALUE, "permissions.allowDataSharing"},
	{"volume_mode", COLUMN_VALUE, "customization.volumeMode.default"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_USER[] = {
	{"username", COLUMN_VALUE, "username|email"},
	{"is_local", COLUMN_VALUE, "isLocal"},
	{"groups", COLUMN_VALUE, "groups"},
	{"last_login", COLUMN_TIME, "lastLogin"},
	{"created_by", COLUMN_VALUE, "createdBy"},
	{"created", COLUMN_TIME, "createdAt"},
	{"id", COLUMN_VALUE, "id|userId"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_SERVICE_ACCOUNT[] = {
	{"name", COLUMN_VALUE, "name"},
	{"enabled", COLUMN_VALUE, "enabled"},
	{"client_id", COLUMN_VALUE, "clientId"},
	{"last_login", COLUMN_TIME, "lastLogin"},
	{"created_by", COLUMN_VALUE, "createdBy"},
	{"created", COLUMN_TIME, "createdAt"},
	{"updated", COLUMN_TIME, "updatedAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_ROLE[] = {
	{"name", COLUMN_VALUE, "name"},
	{"enabled", COLUMN_VALUE, "effectiveEnabled|enabled"},
	{"custom", COLUMN_VALUE, "custom"},
	{"permissions", COLUMN_COUNT, "permissions"},
	{"kubernetes_role", COLUMN_VALUE,
		"kubernetesPermissions.predefinedRole"},
	{"description", COLUMN_VALUE, "description"},
	{"created_by", COLUMN_VALUE, "createdBy"},
	{"updated", COLUMN_TIME, "updatedAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_ACCESS_RULE[] = {
	{"subject", COLUMN_VALUE, "subjectId"},
	{"subject_type", COLUMN_VALUE, "subjectType"},
	{"role", COLUMN_VALUE, "roleName"},
	{"scope_type", COLUMN_VALUE, "scopeType"},
	{"scope", COLUMN_VALUE, "scopeName"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"phase", COLUMN_VALUE, "status.phase"},
	{"message", COLUMN_VALUE, "status.message"},
	{"created_by", COLUMN_VALUE, "createdBy"},
	{"created", COLUMN_TIME, "createdAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_ACCESS_KEY[] = {
	{"name", COLUMN_VALUE, "name"},
	{"client_id", COLUMN_VALUE, "clientId"},
	{"last_login", COLUMN_TIME, "lastLogin"},
	{"created", COLUMN_TIME, "createdAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_IDP[] = {
	{"name", COLUMN_VALUE, "alias"},
	{"type", COLUMN_VALUE, "type"},
	{"client_id", COLUMN_VALUE, "oidcData.clientId|ocpData.clientId"},
	{"url", COLUMN_VALUE,
		"samlData.singleSignOnServiceUrl|ocpData.idpBaseUrl"},
	{"redirect_uri", COLUMN_VALUE, "redirectUri"},
	{"groups_mapper", COLUMN_VALUE, "mappers.groups"},
	{"email_mapper", COLUMN_VALUE, "mappers.email"},
	{"id", COLUMN_VALUE, "alias"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_SETTING[] = {
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

/* ---- what workloads are classified by ---- */

const struct column columns_CATEGORY[] = {
	{"name", COLUMN_VALUE, "name"},
	{"description", COLUMN_VALUE, "description"},
	{"created_by", COLUMN_VALUE, "createdBy"},
	{"created", COLUMN_TIME, "createdAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_TYPE[] = {
	{"name", COLUMN_VALUE, "name"},
	{"group", COLUMN_VALUE, "group"},
	{"category", COLUMN_VALUE, "categoryName"},
	{"priority", COLUMN_VALUE, "priorityName"},
	{"versions", COLUMN_EACH, "resourceInterfaces.*.version"},
	{"cluster_phases", COLUMN_EACH, "clusterStatuses.*.phase"},
	{"updated", COLUMN_TIME, "updatedAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_AI_APPLICATION[] = {
	{"name", COLUMN_VALUE, "name"},
	{"project", COLUMN_VALUE, "projectName"},
	{"phase", COLUMN_VALUE, "phase"},
	{"type", COLUMN_VALUE, "type"},
	{"source", COLUMN_VALUE, "source"},
	{"gpu_requested", COLUMN_VALUE, "requestedResources.gpu.request"},
	{"gpu_allocated", COLUMN_VALUE, "allocatedResources.gpu"},
	{"resources", COLUMN_EACH, "resources.*.name"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

#define DATA_VOLUME                                                            \
	{"name", COLUMN_VALUE, "name"},                                        \
	{"cluster", COLUMN_CLUSTER, NULL},                                     \
	{"project", COLUMN_VALUE, "projectName"},                              \
	{"phase", COLUMN_VALUE, "status.phase"},                               \
	{"phase_message", COLUMN_VALUE, "status.phaseMessage"},                \
	{"origin_pvc", COLUMN_VALUE, "originPvcName"},                         \
	{"pvc", COLUMN_VALUE, "status.datavolumePvcName"},                     \
	{"pv", COLUMN_VALUE, "status.datavolumePvName"},                       \
	{"created_by", COLUMN_VALUE, "createdBy"},                             \
	{"updated", COLUMN_TIME, "updatedAt"},                                 \
	{"id", COLUMN_VALUE, "id"}

const struct column columns_DATA_VOLUME[] = {
	DATA_VOLUME,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_REPORT[] = {
	{"name", COLUMN_VALUE, "name"},
	{"status", COLUMN_VALUE, "status"},
	{"status_message", COLUMN_VALUE, "statusMessage"},
	{"start", COLUMN_TIME, "start"},
	{"end", COLUMN_TIME, "end"},
	{"group_by", COLUMN_VALUE, "groupBy"},
	{"created_by", COLUMN_VALUE, "createdBy"},
	{"created", COLUMN_TIME, "createdAt"},
	{"id", COLUMN_VALUE, "id"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_NOTIFICATION_CHANNEL[] = {
	{"name", COLUMN_VALUE, "name"},
	{"type", COLUMN_VALUE, "type"},
	{"id", COLUMN_VALUE, "name"},
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

/* ---- what is no object of the tree: no `path` ---- */

const struct column columns_deleted_workloads[] = {
	WORKLOAD,
	{"deleted", COLUMN_TIME, "deletedAt"},
	{"id", COLUMN_VALUE, "id"},
	{NULL},
};

const struct column columns_project_data_volumes[] = {
	DATA_VOLUME,
	{NULL},
};

const struct column columns_policies[] = {
	{"type", COLUMN_VALUE, "type"},
	{"name", COLUMN_VALUE, "meta.name"},
	{"scope_type", COLUMN_VALUE, "meta.scope"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"department", COLUMN_DEPARTMENT, NULL},
	{"project", COLUMN_PROJECT, NULL},
	{"status", COLUMN_EACH, "status.clusters.*.status"},
	{"error", COLUMN_EACH, "status.clusters.*.errorMessage"},
	{"validation_error", COLUMN_VALUE, "status.validation.errorMessage"},
	{"created_by", COLUMN_VALUE, "meta.createdBy"},
	{"updated", COLUMN_TIME, "meta.updatedAt"},
	{"id", COLUMN_VALUE, "meta.id"},
	{NULL},
};

const struct column columns_permissions[] = {
	{"name", COLUMN_VALUE, "displayName"},
	{"resource_type", COLUMN_VALUE, "resourceType"},
	{"group", COLUMN_VALUE, "groupId"},
	{"actions", COLUMN_VALUE, "actions"},
	{NULL},
};

const struct column columns_org_unit_priorities[] = {
	{"name", COLUMN_VALUE, "name"},
	{"value", COLUMN_VALUE, "value"},
	{"is_default", COLUMN_VALUE, "isDefault"},
	{NULL},
};

const struct column columns_workload_priorities[] = {
	{"name", COLUMN_VALUE, "name"},
	{"scope_type", COLUMN_VALUE, "scopeType"},
	{"scope", COLUMN_VALUE, "scopeId"},
	{"phase", COLUMN_VALUE, "aggregatedPhase"},
	{"value", COLUMN_VALUE, "value"},
	{"source", COLUMN_VALUE, "source"},
	{"updated", COLUMN_TIME, "updatedAt"},
	{"id", COLUMN_VALUE, "id"},
	{NULL},
};

const struct column columns_admin_access_keys[] = {
	{"name", COLUMN_VALUE, "name"},
	{"client_id", COLUMN_VALUE, "clientId"},
	{"last_login", COLUMN_TIME, "lastLogin"},
	{"created_by", COLUMN_VALUE, "createdBy"},
	{"created", COLUMN_TIME, "createdAt"},
	{"id", COLUMN_VALUE, "id"},
	{NULL},
};

const struct column columns_my_access_rules[] = {
	{"subject", COLUMN_VALUE, "subjectId"},
	{"subject_type", COLUMN_VALUE, "subjectType"},
	{"role", COLUMN_VALUE, "roleName"},
	{"scope_type", COLUMN_VALUE, "scopeType"},
	{"scope", COLUMN_VALUE, "scopeName"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"id", COLUMN_VALUE, "id"},
	{NULL},
};

const struct column columns_notification_types[] = {
	{"type", COLUMN_VALUE, "type"},
	{"category", COLUMN_VALUE, "category"},
	{"description", COLUMN_VALUE, "description"},
	{NULL},
};

const struct column columns_subscriptions[] = {
	{"categories", COLUMN_EACH, "events.*.category"},
	{"channels", COLUMN_VALUE, "channels"},
	{"id", COLUMN_VALUE, "id"},
	{NULL},
};

const struct column columns_revisions[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"project", COLUMN_PROJECT, NULL},
	{"phase", COLUMN_VALUE, "phase"},
	{"gpu_requested", COLUMN_VALUE,
		"revisionRequestedResources.gpu.request"},
	{"gpu_allocated", COLUMN_VALUE, "allocatedResources.gpu"},
	{"pods_requested", COLUMN_VALUE, "requestedPods.number"},
	{"pods_running", COLUMN_VALUE, "runningPods"},
	{"node_pools", COLUMN_VALUE, "currentNodePools"},
	{"image", COLUMN_VALUE, "images"},
	{"created", COLUMN_TIME, "createdAt"},
	{"phase_since", COLUMN_TIME, "phaseUpdatedAt"},
	{"phase_message", COLUMN_VALUE, "phaseMessage"},
	{"workload_id", COLUMN_VALUE, "workloadId"},
	{"id", COLUMN_VALUE, "id"},
	{NULL},
};

const struct column columns_shared_scopes[] = {
	{"name", COLUMN_VALUE, "scopeName"},
	{"scope_type", COLUMN_VALUE, "scopeType"},
	{"created_by", COLUMN_VALUE, "createdBy"},
	{"created", COLUMN_TIME, "createdAt"},
	{"id", COLUMN_VALUE, "scopeId"},
	{NULL},
};

/* Of strings. */
const struct column columns_names[] = {
	{"name", COLUMN_VALUE, ""},
	{NULL},
};

const struct column columns_audit[] = {
	{"timestamp", COLUMN_TIME, "timestamp"},
	{"subject", COLUMN_VALUE, "subject"},
	{"subject_type", COLUMN_VALUE, "subject_type"},
	{"action", COLUMN_VALUE, "action"},
	{"entity_type", COLUMN_VALUE, "entity_type"},
	{"entity", COLUMN_VALUE, "entity_name"},
	{"result", COLUMN_VALUE, "result"},
	{"cluster", COLUMN_VALUE, "cluster_name"},
	{"method", COLUMN_VALUE, "http_method"},
	{"url", COLUMN_VALUE, "url"},
	{"http_status", COLUMN_VALUE, "http_status_code"},
	{"source_ip", COLUMN_VALUE, "source_ip"},
	{"entity_id", COLUMN_VALUE, "entity_id"},
	{"id", COLUMN_VALUE, "id"},
	{NULL},
};

const struct column columns_events[] = {
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

const struct column columns_history[] = {
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
