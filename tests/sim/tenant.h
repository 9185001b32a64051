/* SPDX-License-Identifier: MIT */
/*
 * The make-believe tenant: what is in it, worked out from a seed and an
 * item's number ("slot") each time it is asked for, so that a million
 * workloads take no memory. Pure functions, any thread.
 *
 *   cluster  <-  department  <-  project  <-  workload  <-  pod
 *       ^------  node pool  <-  node
 *
 * Slot s of a kind belongs to slot s modulo the number of its parents.
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
	KINDS
};

enum { ID_SIZE = 40, NAME_SIZE = 96, POOLS_PER_CLUSTER = 3 };

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
	int64_t created, since, updated, completed; /* completed -1: not yet */
	uint64_t dice;
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

/* Every eighth workload is distributed and has three pods, others one. */
unsigned tenant_pod_count(uint32_t workload);
uint32_t tenant_first_pod(uint32_t workload);
uint32_t tenant_workload_of(uint32_t pod, unsigned *ret_replica);

void tenant_workload(const struct tenant *t, uint32_t slot, struct rev r,
	struct workload *ret);

/* A moment in the 90 days before TENANT_NOW. */
int64_t tenant_created(const struct tenant *t, enum kind k, uint32_t slot);

/* Name of the node pool and the GPU type behind a number. */
const char *tenant_pool_name(unsigned i);
const char *tenant_gpu_type(unsigned i);

#endif
