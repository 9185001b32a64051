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
