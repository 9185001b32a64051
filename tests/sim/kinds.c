/* SPDX-License-Identifier: MIT */
/* Kinds that are the same in every tenant, and how ids are written. */
#include "tenant.h"

#define WORDS(...)                                            \
	.word = (const char *const[]){__VA_ARGS__},           \
	.words = sizeof((const char *const[]){__VA_ARGS__}) / \
		 sizeof(const char *)

static const struct facts {
	const char *const *word;
	unsigned words;
	bool named; /* the word is the id */
	unsigned first_id;
} facts[KINDS] = {
	[K_DEPARTMENTS] = {.first_id = 4},
	[K_PROJECTS] = {.first_id = 101},
	[K_NODE_POOLS] = {.first_id = 1},
	[K_ACCESS_RULES] = {.first_id = 1},
	[K_ROLES] = {WORDS("System administrator", "Department administrator",
			     "Research manager"),
		.first_id = 1},
	[K_SERVICE_ACCOUNTS] = {WORDS("ci-bot", "grafana", "backup-export")},
	[K_SETTINGS] = {WORDS("department.use", "workload.policies",
				"researcher.auth", "jobs.legacy",
				"gpu.memory.swap", "nodepools.enabled",
				"inference.autoscale", "idle.gpu.timeout"),
		.named = true},
	[K_NETWORK_TOPOLOGIES] = {WORDS("racks")},
	[K_STORAGE_CLASSES] = {WORDS("standard", "nfs-fast", "local-nvme")},
	[K_STORAGE_CONFIGURATIONS] = {WORDS(
		"standard", "nfs-fast", "local-nvme")},
	[K_IDPS] = {WORDS("oidc", "saml", "openshift-v4"), .named = true},
	[K_PERMISSIONS] =
		{WORDS("department", "tenant", "project", "cluster",
			 "cluster-config", "nodepools", "nodes", "settings",
			 "security-settings", "branding-settings", "users",
			 "apps", "service-account", "dashboards-overview",
			 "dashboards-analytics", "dashboards-consumption",
			 "roles", "access_rules", "jobs", "workloads",
			 "workspaces", "trainings", "inferences",
			 "environments", "pvc-assets", "git-assets",
			 "host-path-assets", "nfs-assets", "s3-assets",
			 "compute-resources", "templates", "credentials",
			 "events-history", "policies", "cm-volume-assets",
			 "datavolumes", "secret-volume-assets",
			 "storage-class-configuration", "access-keys",
			 "workload-properties", "network-topologies",
			 "registries", "scrapeable-metrics"),
			.named = true},
	[K_CATEGORIES] = {WORDS("Build", "Train", "Deploy")},
	[K_TYPES] = {WORDS("Workspace", "Training", "Distributed", "Inference",
		"NimService", "PyTorchJob", "RayCluster", "Deployment")},
	[K_PRIORITIES] = {WORDS("very-low", "low", "medium-low", "medium",
		"medium-high", "high", "very-high")},
	[K_ORG_PRIORITIES] = {WORDS("very-low", "low", "medium", "high",
				      "very-high"),
		.named = true},
	[K_REPORTS] = {WORDS("gpu-hours-may", "utilisation-q2",
		"projects-weekly", "capacity-plan")},
	[K_NOTIFICATION_TYPES] = {WORDS("WorkloadFailed", "WorkloadCompleted",
					  "WorkloadPending", "IdleGpu",
					  "NodeNotReady",
					  "ClusterDisconnected"),
		.named = true},
	[K_CHANNELS] = {WORDS("email", "slack"), .named = true},
	[K_SUBSCRIPTIONS] = {WORDS("my workloads", "idle", "operations")},
};

unsigned kind_fixed_count(enum kind k)
{
	return facts[k].words;
}

const char *kind_word(enum kind k, uint32_t slot)
{
	return facts[k].words ? facts[k].word[slot % facts[k].words] : NULL;
}

bool kind_is_named(enum kind k)
{
	return facts[k].named;
}

unsigned kind_first_id(enum kind k)
{
	return facts[k].first_id;
}
