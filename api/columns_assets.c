/* SPDX-License-Identifier: MIT */
/*
 * Columns of assets and workload templates.
 */
#include "columns.h"

/* An asset's scope is the one of these that is set. */
#define ASSET_SCOPE                                                            \
	{"scope_type", COLUMN_VALUE, "meta.scope"},                            \
	{"cluster", COLUMN_CLUSTER, NULL},                                     \
	{"department", COLUMN_DEPARTMENT, NULL},                               \
	{"project", COLUMN_VALUE, "meta.projectName"}

#define ASSET_END                                                              \
	{"created_by", COLUMN_VALUE, "meta.createdBy"},                        \
	{"updated", COLUMN_TIME, "meta.updatedAt"},                            \
	{"id", COLUMN_VALUE, "meta.id"}

const struct column columns_COMPUTE[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"gpus", COLUMN_VALUE, "spec.gpuDevicesRequest"},
	{"gpu_portion", COLUMN_VALUE, "spec.gpuPortionRequest"},
	{"gpu_memory", COLUMN_VALUE, "spec.gpuMemoryRequest"},
	{"cpu_cores", COLUMN_VALUE, "spec.cpuCoreRequest"},
	{"cpu_memory", COLUMN_VALUE, "spec.cpuMemoryRequest"},
	{"large_shm", COLUMN_VALUE, "spec.largeShmRequest"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_ENVIRONMENT[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"status", COLUMN_VALUE, "status.status"},
	{"image", COLUMN_VALUE, "spec.image"},
	{"pull_policy", COLUMN_VALUE, "spec.imagePullPolicy"},
	{"command", COLUMN_VALUE, "spec.command"},
	{"tools", COLUMN_EACH, "spec.connections.*.name"},
	{"uid_gid_source", COLUMN_VALUE, "spec.uidGidSource"},
	{"working_dir", COLUMN_VALUE, "spec.workingDir"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_REGISTRY[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"url", COLUMN_VALUE, "spec.url"},
	{"user", COLUMN_VALUE, "spec.user"},
	{"credential_kind", COLUMN_VALUE, "spec.credentialKind"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_GIT[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"status", COLUMN_VALUE, "status.status"},
	{"repository", COLUMN_VALUE, "spec.repository"},
	{"branch", COLUMN_VALUE, "spec.branch"},
	{"revision", COLUMN_VALUE, "spec.revision"},
	{"mount_path", COLUMN_VALUE, "spec.path"},
	{"credential", COLUMN_VALUE, "spec.credentialId|spec.passwordAssetId"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_HOST_PATH[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"host_path", COLUMN_VALUE, "spec.path"},
	{"mount_path", COLUMN_VALUE, "spec.mountPath"},
	{"read_only", COLUMN_VALUE, "spec.readOnly"},
	{"mount_propagation", COLUMN_VALUE, "spec.mountPropagation"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_NFS[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"server", COLUMN_VALUE, "spec.server"},
	{"export", COLUMN_VALUE, "spec.path"},
	{"mount_path", COLUMN_VALUE, "spec.mountPath"},
	{"read_only", COLUMN_VALUE, "spec.readOnly"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_PVC[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"status", COLUMN_VALUE, "status.status"},
	{"claim", COLUMN_VALUE, "spec.claimName"},
	{"storage_class", COLUMN_VALUE, "spec.claimInfo.storageClass"},
	{"size", COLUMN_VALUE, "spec.claimInfo.size"},
	{"volume_mode", COLUMN_VALUE, "spec.claimInfo.volumeMode"},
	{"mount_path", COLUMN_VALUE, "spec.path"},
	{"read_only", COLUMN_VALUE, "spec.readOnly"},
	{"existing", COLUMN_VALUE, "spec.existingPvc"},
	{"data_sharing", COLUMN_VALUE, "spec.dataSharing"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_S3[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"status", COLUMN_VALUE, "status.status"},
	{"bucket", COLUMN_VALUE, "spec.bucket"},
	{"url", COLUMN_VALUE, "spec.url"},
	{"mount_path", COLUMN_VALUE, "spec.path"},
	{"credential", COLUMN_VALUE, "spec.accessKeyAssetId"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_CONFIG_MAP[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"status", COLUMN_VALUE, "status.status"},
	{"config_map", COLUMN_VALUE, "spec.configMap"},
	{"mount_path", COLUMN_VALUE, "spec.mountPath"},
	{"sub_path", COLUMN_VALUE, "spec.subPath"},
	{"default_mode", COLUMN_VALUE, "spec.defaultMode"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_SECRET[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"status", COLUMN_VALUE, "status.status"},
	{"credential", COLUMN_VALUE, "spec.credentialAssetId"},
	{"mount_path", COLUMN_VALUE, "spec.mountPath"},
	{"default_mode", COLUMN_VALUE, "spec.defaultMode"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_CREDENTIAL_ACCESS_KEY[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"status", COLUMN_VALUE, "status.status"},
	{"access_key_id", COLUMN_VALUE, "spec.accessKeyId"},
	{"secret_name", COLUMN_VALUE, "spec.existingSecretName"},
	{"resources", COLUMN_EACH, "clusterInfo.resources.*.name"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_CREDENTIAL_PASSWORD[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"status", COLUMN_VALUE, "status.status"},
	{"user", COLUMN_VALUE, "spec.user"},
	{"secret_name", COLUMN_VALUE, "spec.existingSecretName"},
	{"resources", COLUMN_EACH, "clusterInfo.resources.*.name"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_CREDENTIAL_DOCKER_REGISTRY[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"status", COLUMN_VALUE, "status.status"},
	{"url", COLUMN_VALUE, "spec.url"},
	{"user", COLUMN_VALUE, "spec.user"},
	{"secret_name", COLUMN_VALUE, "spec.existingSecretName"},
	{"resources", COLUMN_EACH, "clusterInfo.resources.*.name"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_CREDENTIAL_GENERIC_SECRET[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"status", COLUMN_VALUE, "status.status"},
	{"keys", COLUMN_EACH, "spec.keyValuePairs.*.key"},
	{"secret_name", COLUMN_VALUE, "spec.existingSecretName"},
	{"resources", COLUMN_EACH, "clusterInfo.resources.*.name"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_CREDENTIAL_NGC_API_KEY[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	ASSET_SCOPE,
	{"status", COLUMN_VALUE, "status.status"},
	{"key_id", COLUMN_VALUE, "spec.keyId"},
	{"resources", COLUMN_EACH, "clusterInfo.resources.*.name"},
	ASSET_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

/* Of all kinds of credentials, of datasources. */
const struct column columns_credentials[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	{"kind", COLUMN_VALUE, "meta.kind"},
	ASSET_SCOPE,
	{"status", COLUMN_VALUE, "status.status"},
	{"user", COLUMN_VALUE, "spec.password.user|spec.dockerRegistry.user"},
	{"secret_name", COLUMN_VALUE,
		"spec.accessKey.existingSecretName"
		"|spec.password.existingSecretName"
		"|spec.dockerRegistry.existingSecretName"
		"|spec.genericSecret.existingSecretName"},
	{"resources", COLUMN_EACH, "clusterInfo.resources.*.name"},
	ASSET_END,
	{NULL},
};

const struct column columns_datasources[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	{"kind", COLUMN_VALUE, "meta.kind"},
	ASSET_SCOPE,
	{"status", COLUMN_VALUE, "status.status"},
	{"source", COLUMN_VALUE,
		"spec.git.repository|spec.hostPath.path|spec.nfs.path"
		"|spec.pvc.claimName|spec.s3.bucket|spec.config_map.configMap"
		"|spec.secret.credentialAssetId"},
	{"server", COLUMN_VALUE, "spec.nfs.server|spec.s3.url"},
	{"mount_path", COLUMN_VALUE,
		"spec.git.path|spec.hostPath.mountPath|spec.nfs.mountPath"
		"|spec.pvc.path|spec.s3.path|spec.config_map.mountPath"
		"|spec.secret.mountPath"},
	ASSET_END,
	{NULL},
};

/* The combined spec has what its assets add. */
#define TEMPLATE_BEGIN                                                         \
	{"scope_type", COLUMN_VALUE, "meta.scopeType"},                        \
	{"cluster", COLUMN_CLUSTER, NULL},                                     \
	{"department", COLUMN_DEPARTMENT, NULL},                               \
	{"project", COLUMN_PROJECT, NULL},                                     \
	{"runnable", COLUMN_VALUE, "runnable.isRunnable"},                     \
	{"issue", COLUMN_VALUE, "runnable.issue"},                             \
	{"image", COLUMN_VALUE, "combinedSpec.image|spec.image"}

#define TEMPLATE_END                                                           \
	{"gpus", COLUMN_VALUE,                                                 \
		"combinedSpec.compute.gpuDevicesRequest"                       \
		"|spec.compute.gpuDevicesRequest"},                            \
	{"gpu_portion", COLUMN_VALUE,                                          \
		"combinedSpec.compute.gpuPortionRequest"                       \
		"|spec.compute.gpuPortionRequest"},                            \
	{"priority", COLUMN_VALUE, "spec.priorityClass"},                      \
	{"category", COLUMN_VALUE, "spec.category"},                           \
	{"node_pools", COLUMN_VALUE, "spec.nodePools"},                        \
	{"created_by", COLUMN_VALUE, "meta.createdBy"},                        \
	{"updated", COLUMN_TIME, "meta.updatedAt"},                            \
	{"id", COLUMN_VALUE, "meta.id"}

const struct column columns_TEMPLATE_WORKSPACE[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	TEMPLATE_BEGIN,
	TEMPLATE_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_TEMPLATE_TRAINING[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	TEMPLATE_BEGIN,
	{"parallelism", COLUMN_VALUE, "spec.parallelism"},
	{"completions", COLUMN_VALUE, "spec.completions"},
	TEMPLATE_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_TEMPLATE_DISTRIBUTED[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	TEMPLATE_BEGIN,
	{"framework", COLUMN_VALUE, "spec.distributedFramework"},
	{"workers", COLUMN_VALUE, "spec.numWorkers"},
	TEMPLATE_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

const struct column columns_TEMPLATE_INFERENCE[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	TEMPLATE_BEGIN,
	{"min_replicas", COLUMN_VALUE, "spec.autoscaling.minReplicas"},
	{"max_replicas", COLUMN_VALUE, "spec.autoscaling.maxReplicas"},
	TEMPLATE_END,
	{"path", COLUMN_PATH, NULL},
	{NULL},
};

/* Of all kinds. */
const struct column columns_workload_templates[] = {
	{"name", COLUMN_VALUE, "meta.name"},
	{"type", COLUMN_VALUE, "meta.workloadType"},
	TEMPLATE_BEGIN,
	TEMPLATE_END,
	{NULL},
};
