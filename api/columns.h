/* SPDX-License-Identifier: MIT */
/*
 * The columns of TSV, CSV and TXT: a table for each kind, and for other lists.
 * Appended to, never reordered. Both generations have the same: a script need
 * not know which one it meets.
 */
#ifndef RUNAIFS_API_COLUMNS_H
#define RUNAIFS_API_COLUMNS_H

#include "endpoint.h"

#define KIND(one, ...) extern const struct column columns_##one[];
#include "kinds.def"
#undef KIND

/* Of lists of calls.def. */
extern const struct column columns_admin_access_keys[], columns_audit[],
	columns_credentials[], columns_datasources[],
	columns_deleted_workloads[], columns_events[], columns_history[],
	columns_my_access_rules[], columns_names[],
	columns_notification_types[], columns_org_unit_priorities[],
	columns_permissions[], columns_policies[],
	columns_project_data_volumes[], columns_revisions[],
	columns_shared_scopes[], columns_subscriptions[],
	columns_workload_priorities[], columns_workload_templates[];

#endif
