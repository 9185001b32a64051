/* SPDX-License-Identifier: MIT */
/*
 * The make-believe tenant: what is in it, worked out from a seed and an
 * item's number ("slot") each time it is asked for, so that a million
 * workloads take no memory. Pure functions, any thread.
 *
 *   cluster  <-  department  <-  project  <-  workload  <-  pod
 *       ^------  node pool  <-  node <----------------------'
 *
 * Slot s of a kind belongs to slot s modulo the number of its parents. Assets,
 * templates, policies and access rules hang on a scope: the tenant, a cluster,
 * a department or a project.
 */
#ifndef SIM_TENANT_H
#define SIM_TENANT_H

#include <stdbool.h>
#include <stdint.h>

#include "sim.h"

enum kind {
	K_CLUSTERS,
	K_DEPARTMENTS,
	K_PROJECTS,
	K_WORKLOADS,
	K_PODS,
	K_USERS,
	K_SETTINGS,
	K_NODE_POOLS,
	K_NODES,
	K_ACCESS_RULES,
	K_ROLES,
	K_SERVICE_ACCOUNTS,
	/* ids depend on these numbers: new kinds go to the end */
	K_NETWORK_TOPOLOGIES,
	K_STORAGE_CLASSES,
	K_STORAGE_CONFIGURATIONS,
	K_ACCESS_KEYS,
	K_IDPS,
	K_PERMISSIONS,
	K_COMPUTE,
	K_ENVIRONMENTS,
	K_REGISTRIES,
	K_DATASOURCES,
	K_CREDENTIALS,
	K_ASSET_TEMPLATES,
	K_TEMPLATES,
	K_CATEGORIES,
	K_TYPES,
	K_PRIORITIES,
	K_ORG_PRIORITIES,
	K_REPORTS,
	K_AI_APPLICATIONS,
	K_DATA_VOLUMES,
	K_POLICIES,
	K_NOTIFICATION_TYPES,
	K_CHANNELS,
	K_SUBSCRIPTIONS,
	K_DELETED_WORKLOADS,
	K_DELETED_PODS,
	KINDS
};

enum {
	ID_SIZE = 40,
	NAME_SIZE = 96,
	TENANT_ID = 1001,
	POOLS_PER_CLUSTER = 3,
	CLASSES_PER_CLUSTER = 3, /* of storage */
	DATASOURCE_KINDS = 7,
	CREDENTIAL_KINDS = 5,
	TEMPLATE_KINDS = 4,
	SCOPED_PROJECTS = 3 /* so many have assets of their own */
};

/* No item is younger than this when nothing was changed. */
#define TENANT_NOW INT64_C(1748764800000) /* 2025-06-01T08:00:00Z */

struct tenant {
	struct sim_size size;
	uint64_t seed;
};

/* How often an item was touched, and when last; all zero as generated. */
struct rev {
	unsigned n;
	int64_t ms;
};

/* What both generations of the API say about a workload. */
struct workload {
	char id[ID_SIZE], name[NAME_SIZE], user[NAME_SIZE];
	char project[NAME_SIZE], department[NAME_SIZE], cluster_id[ID_SIZE];
	uint32_t slot, project_slot, department_slot, cluster_slot;
	unsigned pods, gpu_milli;
	const char *type, *category, *phase, *message, *k8s_phase, *image;
	const char *node_pool, *priority;
	unsigned priority_value;
	bool preemptible;
	/* completed, deleted -1: not yet */
	int64_t created, since, updated, completed, deleted;
	uint64_t dice;
};

/* What an asset, a policy or a rule is for, and where that is: slots, or -1
 * for what it is above of. */
struct scope {
	const char *type; /* tenant, cluster, department, project */
	char id[ID_SIZE], name[NAME_SIZE];
	int64_t cluster, department, project;
};

/* Well-spread bits that depend on all arguments. */
uint64_t tenant_dice(
	const struct tenant *t, unsigned kind, uint64_t slot, uint64_t salt);

unsigned tenant_count(const struct tenant *t, enum kind k);

/* Ids: UUIDs for most kinds, small integers for some, a key for settings. */
void tenant_id(const struct tenant *t, enum kind k, uint32_t slot, char *ret);
/* The slot that tenant_id() gave this id; false for any other text. */
bool tenant_slot(
	const struct tenant *t, enum kind k, const char *id, uint32_t *ret);

void tenant_name(const struct tenant *t, enum kind k, uint32_t slot, char *ret);

uint32_t tenant_department_of(const struct tenant *t, uint32_t project);
uint32_t tenant_cluster_of(const struct tenant *t, uint32_t department);
uint32_t tenant_project_of(const struct tenant *t, uint32_t workload);

/* The n-th of all scopes: the tenant, then each cluster, department, project.
 * Beyond the last it is the tenant again. */
void tenant_scope(const struct tenant *t, uint32_t n, struct scope *ret);
/* How many assets of a kind there are, one a scope. */
unsigned tenant_scopes(const struct tenant *t);

/* The AI application that the workload is part of, false for none. */
bool tenant_ai_application(
	const struct tenant *t, const struct workload *w, uint32_t *ret);
/* The project it lives in. */
uint32_t tenant_ai_project(uint32_t application);

/* Every eighth workload is distributed and has size.replicas pods, others
 * one. */
unsigned tenant_pod_count(const struct tenant *t, uint32_t workload);
uint32_t tenant_first_pod(const struct tenant *t, uint32_t workload);
uint32_t tenant_workload_of(
	const struct tenant *t, uint32_t pod, unsigned *ret_replica);

void tenant_workload(const struct tenant *t, uint32_t slot, struct rev r,
	struct workload *ret);
/* One that is no more; slots of their own. */
void tenant_deleted(const struct tenant *t, uint32_t slot, struct rev r,
	struct workload *ret);
/* Name without the rest. Slots from the number of workloads on are those of
 * the deleted ones. */
void tenant_workload_name(const struct tenant *t, uint32_t slot, char *ret);

/* A moment in the 90 days before TENANT_NOW. */
int64_t tenant_created(const struct tenant *t, enum kind k, uint32_t slot);

/* Name of the node pool and the GPU type behind a number; the pool of a node
 * counted inside its cluster. */
const char *tenant_pool_name(unsigned i);
const char *tenant_gpu_type(unsigned i);
unsigned tenant_pool_of(unsigned node);

/* kinds.c: what the kinds are called and how many there are. */
unsigned kind_fixed_count(enum kind k);
/* The word for a slot of a kind that has words for names, else NULL. */
const char *kind_word(enum kind k, uint32_t slot);
/* Is the word its id too? */
bool kind_is_named(enum kind k);
/* First integer id; 0: its ids are UUIDs or words. */
unsigned kind_first_id(enum kind k);

#endif
