/* SPDX-License-Identifier: MIT */
/*
 * What the rows of kinds.def and calls.def are written with; for endpoint*.c
 * only.
 *
 * Fields and columns are the same for both generations: where they spell
 * something differently, a path has alternatives.
 */
#ifndef RUNAIFS_API_ENDPOINT_ROWS_H
#define RUNAIFS_API_ENDPOINT_ROWS_H

#include "columns.h"
#include "endpoint.h"
#include "raw_secrets.h"
#include "types.h"

extern const struct endpoint_row endpoint_rows_legacy[ENDPOINT_COUNT];

#define PAGE_MAX_NONE 0
#define PAGE_MAX_NEXT 500
#define PAGE_MAX_NEXT_OFFSET 500
#define PAGE_MAX_OFFSET 500

#define LIST(path_, envelope_, paging_)                                        \
	.path = path_, .envelope = envelope_, .paging = PAGING_##paging_,      \
	.page_max = PAGE_MAX_##paging_
#define LIST_OF(path_, envelope_, paging_, query_)                             \
	LIST(path_, envelope_, paging_), .query = query_
#define LIST_ALL(path_, envelope_, query_)                                     \
	LIST(path_, envelope_, NONE), .query = query_
#define LIST_EACH(path_, envelope_, each_, query_)                             \
	LIST(path_, envelope_, NONE), .query = query_, .each = EP_##each_,     \
	.fan_out = true
#define LIST_EACH_SCOPED(path_, envelope_, each_, query_)                      \
	LIST_EACH(path_, envelope_, each_, query_), .scoped_id = true
#define ITEM(path_) .path = path_
#define ITEM_OF(path_, query_) .path = path_, .query = query_
#define COUNT(path_) .path = path_
#define COUNT_OF(path_, query_) .path = path_, .query = query_
#define NO_CALL .path = NULL

/* The window comes with the argument, behind what the path takes: start, end,
 * samples. */
#define METRICS_ROW(path_, query_, types_)                                     \
	.path = path_,                                                         \
	.query = query_ "start={}&end={}&numberOfSamples={}"                   \
			"&metricType={types}",                                 \
	.types = types_, .ttl = TTL_STATIC, .field = FIELDS_NONE

#define DOCUMENT(path_) .path = path_, .ttl = TTL_MORE, .field = FIELDS_NONE
#define SPEC(path_) DOCUMENT(path_), .secrets = secrets_spec
#define BYTES(path_, accept_)                                                  \
	.path = path_, .accept = accept_, .bytes = true, .field = FIELDS_NONE

#define QUERY_TELEMETRY "telemetryType={}&groupBy={}&clusterId={}&"
#define QUERY_NODE_TELEMETRY QUERY_TELEMETRY "nodepoolName={}"
#define QUERY_WORKLOAD_TELEMETRY                                               \
	QUERY_TELEMETRY "nodepoolName={}&departmentId={}&filterByPhases={}"

/* What an asset says about itself only when asked to. */
#define ASSET_INFO "usageInfo=true&statusInfo=true"

/* ---- fields ---- */

#define FIELDS_NONE {NULL}

#define FIELDS_CLUSTER                                                         \
	{                                                                      \
		[FIELD_ID] = "clusterUuid|uuid", [FIELD_NAME] = "name",        \
		[FIELD_STATE] = "status.state|status",                         \
		[FIELD_CREATED] = "createdAt", [FIELD_UPDATED] = "updatedAt",  \
		[FIELD_CLUSTER] = "clusterUuid|uuid",                          \
	}

#define FIELDS_DEPARTMENT                                                      \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_CREATED] = "createdAt", [FIELD_UPDATED] = "updatedAt",  \
		[FIELD_CLUSTER] = "clusterId|clusterUuid",                     \
		[FIELD_DEPARTMENT] = "id",                                     \
	}

#define FIELDS_PROJECT                                                         \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_STATE] = "status.phase|phase",                          \
		[FIELD_CREATED] = "createdAt", [FIELD_UPDATED] = "updatedAt",  \
		[FIELD_CLUSTER] = "clusterId|clusterUuid",                     \
		[FIELD_DEPARTMENT] = "parentId|departmentId",                  \
		[FIELD_PROJECT] = "id",                                        \
	}

#define FIELDS_WORKLOAD                                                        \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_STATE] = "phase", [FIELD_CREATED] = "createdAt",        \
		[FIELD_UPDATED] = "updatedAt",                                 \
		[FIELD_STATE_SINCE] = "phaseUpdatedAt",                        \
		[FIELD_CLUSTER] = "clusterId",                                 \
		[FIELD_DEPARTMENT] = "departmentId",                           \
		[FIELD_PROJECT] = "projectId", [FIELD_WORKLOAD] = "id",        \
		[FIELD_USER] = "submittedBy", [FIELD_TYPE] = "type",           \
		[FIELD_CATEGORY] = "category",                                 \
		[FIELD_SOURCE_API] = "sourceApi",                              \
		[FIELD_NODE_POOLS] = "currentNodePools",                       \
		[FIELD_AI_APPLICATION_NAME] = "aiApplicationName",             \
		[FIELD_AI_APPLICATION] = "aiApplicationId",                    \
		[FIELD_DATASOURCES] = "datasources.*.id",                      \
		[FIELD_ENVIRONMENTS] = "environments.*.id",                    \
	}

/* A job of the Researcher API: its project and cluster come from the scope. */
#define FIELDS_JOB                                                             \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_STATE] = "status", [FIELD_CREATED] = "createdAt",       \
		[FIELD_WORKLOAD] = "id", [FIELD_USER] = "user",                \
		[FIELD_TYPE] = "type",                                         \
	}

#define FIELDS_POD                                                             \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_STATE] = "k8sPhase", [FIELD_CREATED] = "createdAt",     \
		[FIELD_UPDATED] = "updatedAt",                                 \
		[FIELD_STATE_SINCE] = "k8sPhaseUpdatedAt",                     \
		[FIELD_CLUSTER] = "clusterId",                                 \
		[FIELD_PROJECT] = "projectId",                                 \
		[FIELD_WORKLOAD] = "workloadId", [FIELD_NODE] = "nodeName",    \
		[FIELD_NODE_POOLS] = "currentNodePool",                        \
	}

#define FIELDS_NODE_POOL                                                       \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_STATE] = "phase", [FIELD_CREATED] = "createdAt",        \
		[FIELD_UPDATED] = "updatedAt",                                 \
		[FIELD_CLUSTER] = "clusterId",                                 \
		[FIELD_TOPOLOGY] = "networkTopologyId",                        \
	}

#define FIELDS_NODE                                                            \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_STATE] = "status", [FIELD_CREATED] = "createdAt",       \
		[FIELD_UPDATED] = "updatedAt",                                 \
		[FIELD_CLUSTER] = "clusterUuid",                               \
		[FIELD_NODE_POOLS] = "nodePool",                               \
	}

#define FIELDS_USER                                                            \
	{                                                                      \
		[FIELD_ID] = "userId|id", [FIELD_NAME] = "username|email",     \
		[FIELD_CREATED] = "createdAt", [FIELD_UPDATED] = "updatedAt",  \
		[FIELD_USER] = "username|email",                               \
	}

#define FIELDS_NETWORK_TOPOLOGY                                                \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_STATE] = "phase", [FIELD_CREATED] = "createdAt",        \
		[FIELD_CLUSTER] = "clusterId",                                 \
		[FIELD_NODE_POOLS] = "nodePools",                              \
	}

#define FIELDS_STORAGE_CLASS                                                   \
	{                                                                      \
		[FIELD_ID] = "storageClassName|storage_class_name",            \
		[FIELD_NAME] = "storageClassName|storage_class_name",          \
		[FIELD_CLUSTER] = "clusterId|cluster_id",                      \
	}

/* Its scope is a cluster, always. */
#define FIELDS_STORAGE_CLASS_CONFIGURATION                                     \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_CLUSTER] = "scopeId", [FIELD_SCOPE] = "scopeId",        \
		[FIELD_SCOPE_TYPE] = "scopeType",                              \
	}

#define FIELDS_SERVICE_ACCOUNT                                                 \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_CREATED] = "createdAt", [FIELD_UPDATED] = "updatedAt",  \
	}

#define FIELDS_ROLE                                                            \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_CREATED] = "createdAt", [FIELD_UPDATED] = "updatedAt",  \
	}

/* It has no name. Only one with a status has a state: not those of "me". */
#define FIELDS_ACCESS_RULE                                                     \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "id",                        \
		[FIELD_STATE] = "status.phase", [FIELD_CREATED] = "createdAt", \
		[FIELD_UPDATED] = "updatedAt", [FIELD_CLUSTER] = "clusterId",  \
		[FIELD_SUBJECT] = "subjectId",                                 \
		[FIELD_SUBJECT_TYPE] = "subjectType",                          \
		[FIELD_ROLE] = "roleId", [FIELD_SCOPE_TYPE] = "scopeType",     \
		[FIELD_SCOPE] = "scopeId",                                     \
	}

#define FIELDS_ACCESS_KEY                                                      \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_CREATED] = "createdAt",                                 \
	}

#define FIELDS_IDP                                                             \
	{                                                                      \
		[FIELD_ID] = "alias", [FIELD_NAME] = "alias",                  \
		[FIELD_TYPE] = "type",                                         \
	}

#define FIELDS_SETTING                                                         \
	{                                                                      \
		[FIELD_ID] = "key", [FIELD_NAME] = "key",                      \
	}

/* Of assets: which of the ids is set says what the scope is. */
#define FIELDS_ASSET_META                                                      \
	[FIELD_ID] = "meta.id", [FIELD_NAME] = "meta.name",                    \
	[FIELD_CREATED] = "meta.createdAt",                                    \
	[FIELD_UPDATED] = "meta.updatedAt",                                    \
	[FIELD_CLUSTER] = "meta.clusterId",                                    \
	[FIELD_DEPARTMENT] = "meta.departmentId",                              \
	[FIELD_PROJECT] = "meta.projectId", [FIELD_TYPE] = "meta.kind",        \
	[FIELD_SCOPE_TYPE] = "meta.scope",                                     \
	[FIELD_SCOPE] = "meta.projectId|meta.departmentId|meta.clusterId"

#define FIELDS_ASSET                                                           \
	{                                                                      \
		FIELDS_ASSET_META                                              \
	}
#define FIELDS_ASSET_STATE                                                     \
	{                                                                      \
		FIELDS_ASSET_META, [FIELD_STATE] = "status.status"             \
	}

#define FIELDS_TEMPLATE                                                        \
	{                                                                      \
		[FIELD_ID] = "meta.id", [FIELD_NAME] = "meta.name",            \
		[FIELD_CREATED] = "meta.createdAt",                            \
		[FIELD_UPDATED] = "meta.updatedAt",                            \
		[FIELD_CLUSTER] = "meta.clusterId",                            \
		[FIELD_DEPARTMENT] = "meta.departmentId",                      \
		[FIELD_PROJECT] = "meta.projectId",                            \
		[FIELD_TYPE] = "meta.workloadType",                            \
		[FIELD_CATEGORY] = "spec.category",                            \
		[FIELD_SCOPE_TYPE] = "meta.scopeType",                         \
		[FIELD_SCOPE] = "meta.scopeId",                                \
		[FIELD_NODE_POOLS] = "spec.nodePools",                         \
	}

#define FIELDS_CATEGORY                                                        \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_CREATED] = "createdAt",                                 \
	}

#define FIELDS_TYPE                                                            \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_CREATED] = "createdAt", [FIELD_UPDATED] = "updatedAt",  \
		[FIELD_CATEGORY] = "categoryName",                             \
	}

#define FIELDS_AI_APPLICATION                                                  \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_STATE] = "phase", [FIELD_PROJECT] = "projectId",        \
		[FIELD_TYPE] = "type",                                         \
	}

#define FIELDS_DATA_VOLUME                                                     \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_STATE] = "status.phase",                                \
		[FIELD_CREATED] = "createdAt", [FIELD_UPDATED] = "updatedAt",  \
		[FIELD_CLUSTER] = "clusterId",                                 \
		[FIELD_DEPARTMENT] = "departmentId",                           \
		[FIELD_PROJECT] = "projectId",                                 \
	}

#define FIELDS_REPORT                                                          \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_STATE] = "status", [FIELD_CREATED] = "createdAt",       \
		[FIELD_UPDATED] = "statusUpdatedAt",                           \
		[FIELD_STATE_SINCE] = "statusUpdatedAt",                       \
	}

#define FIELDS_NOTIFICATION_CHANNEL                                            \
	{                                                                      \
		[FIELD_ID] = "name", [FIELD_NAME] = "name",                    \
		[FIELD_TYPE] = "type",                                         \
	}

#define FIELDS_POLICY                                                          \
	{                                                                      \
		[FIELD_ID] = "meta.id", [FIELD_NAME] = "meta.name",            \
		[FIELD_CREATED] = "meta.createdAt",                            \
		[FIELD_UPDATED] = "meta.updatedAt",                            \
		[FIELD_CLUSTER] = "meta.clusterId",                            \
		[FIELD_DEPARTMENT] = "meta.departmentId",                      \
		[FIELD_PROJECT] = "meta.projectId", [FIELD_TYPE] = "type",     \
		[FIELD_SCOPE_TYPE] = "meta.scope",                             \
		[FIELD_SCOPE] =                                                \
			"meta.projectId|meta.departmentId|meta.clusterId",     \
	}

/* Where a list of no objects does not promise that something tells its items
 * apart, they have no id: none is dropped as a duplicate. */
#define FIELDS_PERMISSION                                                      \
	{                                                                      \
		[FIELD_NAME] = "displayName", [FIELD_TYPE] = "resourceType",   \
		[FIELD_CATEGORY] = "groupId",                                  \
	}

#define FIELDS_ORG_UNIT_PRIORITY                                               \
	{                                                                      \
		[FIELD_NAME] = "name",                                         \
	}

#define FIELDS_WORKLOAD_PRIORITY                                               \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_STATE] = "aggregatedPhase",                             \
		[FIELD_CREATED] = "createdAt", [FIELD_UPDATED] = "updatedAt",  \
		[FIELD_SCOPE_TYPE] = "scopeType", [FIELD_SCOPE] = "scopeId",   \
	}

#define FIELDS_NOTIFICATION_TYPE                                               \
	{                                                                      \
		[FIELD_NAME] = "type", [FIELD_TYPE] = "type",                  \
		[FIELD_CATEGORY] = "category",                                 \
	}

#define FIELDS_SUBSCRIPTION                                                    \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "id",                        \
	}

#define FIELDS_REVISION                                                        \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "name",                      \
		[FIELD_STATE] = "phase", [FIELD_CREATED] = "createdAt",        \
		[FIELD_STATE_SINCE] = "phaseUpdatedAt",                        \
		[FIELD_CLUSTER] = "clusterId",                                 \
		[FIELD_DEPARTMENT] = "departmentId",                           \
		[FIELD_PROJECT] = "projectId",                                 \
		[FIELD_WORKLOAD] = "workloadId", [FIELD_TYPE] = "type",        \
		[FIELD_NODE_POOLS] = "currentNodePools",                       \
	}

#define FIELDS_SHARED_SCOPE                                                    \
	{                                                                      \
		[FIELD_NAME] = "scopeName",                                    \
		[FIELD_CREATED] = "createdAt",                                 \
		[FIELD_SCOPE_TYPE] = "scopeType", [FIELD_SCOPE] = "scopeId",   \
	}

#define FIELDS_AUDIT                                                           \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "entity_name",               \
		[FIELD_CREATED] = "timestamp",                                 \
		[FIELD_CLUSTER] = "cluster_id", [FIELD_USER] = "subject",      \
		[FIELD_SUBJECT] = "subject",                                   \
		[FIELD_SUBJECT_TYPE] = "subject_type",                         \
	}

#define FIELDS_EVENT                                                           \
	{                                                                      \
		[FIELD_ID] = "id", [FIELD_NAME] = "reason",                    \
		[FIELD_CREATED] = "createdAt", [FIELD_CLUSTER] = "clusterId",  \
	}

/* A record has no id of its own, and an event may show up in two records: none
 * is dropped as a duplicate. */
#define FIELDS_HISTORY                                                         \
	{                                                                      \
		[FIELD_NAME] = "meta.type",                                    \
		[FIELD_STATE] = "spec.phaseUpdate.phase",                      \
		[FIELD_CREATED] = "meta.creationTimestamp",                    \
	}

#endif
