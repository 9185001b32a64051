/* SPDX-License-Identifier: MIT */
#include "make.h"

#include <string.h>

static const struct make makes[KINDS] = {
	[K_CLUSTERS] = {"clusters", "uuid", "status.state", NULL, "updatedAt",
		make_cluster},
	[K_DEPARTMENTS] = {"departments", "id", NULL, NULL, "updatedAt",
		make_department},
	[K_PROJECTS] = {"projects", "id", "status.phase",
		"status.lastUpdatedTime", "updatedAt", make_project},
	[K_WORKLOADS] = {"workloads", "id", "phase", "phaseUpdatedAt",
		"updatedAt", make_workload},
	[K_PODS] = {"pods", "id", "k8sPhase", "k8sPhaseUpdatedAt", "updatedAt",
		make_pod},
	[K_USERS] = {"users", "id", NULL, NULL, "updatedAt", make_user},
	[K_SETTINGS] = {"settings", "key", NULL, NULL, NULL, make_setting},
	[K_NODE_POOLS] = {"nodepools", "id", "phase", NULL, "updatedAt",
		make_node_pool},
	[K_NODES] = {"nodes", "id", "status", NULL, "updatedAt", make_node},
	[K_ACCESS_RULES] = {"access-rules", "id", "status.phase", NULL,
		"updatedAt", make_access_rule},
	[K_ROLES] = {"roles", "id", NULL, NULL, "updatedAt", make_role},
	[K_SERVICE_ACCOUNTS] = {"service-accounts", "id", NULL, NULL,
		"updatedAt", make_service_account},
	[K_NETWORK_TOPOLOGIES] = {"network-topologies", "id", "phase", NULL,
		NULL, make_network_topology},
	[K_STORAGE_CLASSES] = {"storage-classes", "storageClassName", NULL,
		NULL, NULL, make_storage_class},
	[K_STORAGE_CONFIGURATIONS] = {"storage-class-configurations", "id",
		NULL, NULL, NULL, make_storage_configuration},
	[K_ACCESS_KEYS] = {"access-keys", "id", NULL, NULL, NULL,
		make_access_key},
	[K_IDPS] = {"idps", "alias", NULL, NULL, NULL, make_idp},
	[K_PERMISSIONS] = {"permissions", "resourceType", NULL, NULL, NULL,
		make_permission},
	[K_COMPUTE] = {"compute", "meta.id", NULL, NULL, "meta.updatedAt",
		make_compute},
	[K_ENVIRONMENTS] = {"environments", "meta.id", "status.status", NULL,
		"meta.updatedAt", make_environment},
	[K_REGISTRIES] = {"registries", "meta.id", NULL, NULL, "meta.updatedAt",
		make_registry},
	[K_DATASOURCES] = {"datasources", "meta.id", "status.status", NULL,
		"meta.updatedAt", make_datasource},
	[K_CREDENTIALS] = {"credentials", "meta.id", "status.status", NULL,
		"meta.updatedAt", make_credential},
	[K_ASSET_TEMPLATES] = {"asset-templates", "meta.id", NULL, NULL,
		"meta.updatedAt", make_asset_template},
	[K_TEMPLATES] = {"workload-templates", "meta.id", NULL, NULL,
		"meta.updatedAt", make_template},
	[K_CATEGORIES] = {"workload-categories", "id", NULL, NULL, NULL,
		make_category},
	[K_TYPES] = {"workload-types", "id", NULL, NULL, "updatedAt",
		make_type},
	[K_PRIORITIES] = {"workload-priorities", "id", "aggregatedPhase", NULL,
		"updatedAt", make_priority},
	[K_ORG_PRIORITIES] = {"org-unit-priorities", "name", NULL, NULL, NULL,
		make_org_priority},
	[K_REPORTS] = {"reports", "id", "status", "statusUpdatedAt", NULL,
		make_report},
	[K_AI_APPLICATIONS] = {"ai-applications", "id", "phase", NULL, NULL,
		make_ai_application},
	[K_DATA_VOLUMES] = {"datavolumes", "id", "status.phase", NULL,
		"updatedAt", make_data_volume},
	[K_POLICIES] = {"policies", "meta.id", NULL, NULL, "meta.updatedAt",
		make_policy},
	[K_NOTIFICATION_TYPES] = {"notification-types", "type", NULL, NULL,
		NULL, make_notification_type},
	[K_CHANNELS] = {"notification-channels", "name", NULL, NULL, NULL,
		make_channel},
	[K_SUBSCRIPTIONS] = {"subscriptions", "id", NULL, NULL, NULL,
		make_subscription},
	[K_DELETED_WORKLOADS] = {"deleted-workloads", "id", "phase",
		"phaseUpdatedAt", "updatedAt", make_deleted_workload},
	[K_DELETED_PODS] = {"deleted-pods", "id", "k8sPhase",
		"k8sPhaseUpdatedAt", "updatedAt", make_deleted_pod},
};

const struct make *make_of(enum kind k)
{
	return &makes[k];
}

enum kind make_kind(const char *name)
{
	unsigned k = 0;

	while (k < KINDS && strcmp(makes[k].kind, name))
		k++;
	return (enum kind)k;
}
