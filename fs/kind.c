/* SPDX-License-Identifier: MIT */
#include "kind.h"

static const struct kind_row rows[KIND_COUNT] = {
	[KIND_CLUSTER] = {"clusters", "clusters", EP_CLUSTERS, EP_CLUSTER,
		KIND_NONE, FIELD_COUNT, true},
	[KIND_DEPARTMENT] = {"departments", "departments", EP_DEPARTMENTS,
		EP_DEPARTMENT, KIND_CLUSTER, FIELD_CLUSTER, false},
	[KIND_PROJECT] = {"projects", "projects", EP_PROJECTS, EP_PROJECT,
		KIND_CLUSTER, FIELD_CLUSTER, true},
	[KIND_WORKLOAD] = {"workloads", "workloads", EP_WORKLOADS, EP_WORKLOAD,
		KIND_PROJECT, FIELD_PROJECT, true},
	[KIND_USER] = {"users", "access/users", EP_USERS, EP_USER, KIND_NONE,
		FIELD_COUNT, false},
	[KIND_SETTING] = {"settings", "tenant/settings", EP_SETTINGS,
		EP_SETTING, KIND_NONE, FIELD_COUNT, false},
};

const char *const workload_phases[] = {"Creating", "Initializing", "Resuming",
	"Pending", "Deleting", "Running", "Updating", "Stopped", "Stopping",
	"Degraded", "Failed", "Completed", "Terminating", "Unknown", NULL};

const struct kind_row *kind_row(enum kind k)
{
	return &rows[k];
}

kind_mask kind_lineage(enum kind k)
{
	kind_mask m = 0;

	for (; k != KIND_NONE; k = rows[k].parent)
		m |= KIND_BIT(k);
	return m;
}
