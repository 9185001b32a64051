/* SPDX-License-Identifier: MIT */
/*
 * Items as JSON, today's generation and the one before, written from the
 * tenant's facts. A table says which function makes which kind. Pure.
 */
#ifndef SIM_MAKE_H
#define SIM_MAKE_H

#include "out.h"
#include "tenant.h"

typedef void make_fn(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o);

struct make {
	const char *kind;    /* its name in the admin interface */
	const char *id;	     /* member that holds the id */
	const char *state;   /* and the state, NULL: it has none */
	const char *since;   /* and the time of the state, NULL: none */
	const char *updated; /* and of the last change, NULL: none */
	make_fn *item;
};

const struct make *make_of(enum kind k);
/* KINDS for an unknown name. */
enum kind make_kind(const char *name);

/* make_org.c, make_infra.c */
make_fn make_cluster, make_department, make_project, make_node_pool, make_node,
	make_network_topology, make_storage_class, make_storage_configuration,
	make_org_priority, make_report, make_policy, make_data_volume;
/* make_work.c, make_type.c */
make_fn make_workload, make_pod, make_deleted_workload, make_deleted_pod,
	make_category, make_type, make_priority, make_ai_application,
	make_template;
/* make_access.c, make_notice.c */
make_fn make_user, make_setting, make_access_rule, make_role,
	make_service_account, make_access_key, make_permission, make_idp,
	make_notification_type, make_channel, make_subscription;
/* make_asset.c */
make_fn make_compute, make_environment, make_registry, make_datasource,
	make_credential, make_asset_template;

/* Their kinds in the path; "" beyond the last. */
const char *make_datasource_kind(unsigned i);
const char *make_template_kind(unsigned i);

/* Names of assets and of AI applications, NAME_SIZE bytes. */
void make_asset_name(
	const struct tenant *t, enum kind k, uint32_t slot, char *ret);
void make_ai_name(const struct tenant *t, uint32_t slot, char *ret);

/* A secret: canary-KIND-FIELD-N, quoted, so that tests can look for it where
 * it must not be. */
void make_canary(
	const char *kind, const char *field, uint32_t n, struct out *o);

/* "createdAt" to "updatedBy", and a comma. */
void make_made_by(int64_t made, struct rev r, struct out *o);
/* "clusterId", "departmentId" and "projectId", each with a comma; those the
 * scope is above of are null. */
void make_scope_ids(
	const struct tenant *t, const struct scope *s, struct out *o);

/* What hangs off a workload and is no item: number n of its events, or of its
 * history. `id` is the workload's, which may have been added by a test. */
unsigned make_event_count(const struct tenant *t);
void make_event(
	const struct tenant *t, const char *id, unsigned n, struct out *o);
void make_history(
	const struct tenant *t, const char *id, unsigned n, struct out *o);

/* A workload as the Researcher API's job, and the other kinds as the API of
 * 2021 had them. `now` is the item as today's API gives it, changes included;
 * what both say is taken from there. */
typedef void make_old_fn(
	const struct tenant *t, const char *now, size_t n, struct out *o);
make_old_fn make_old_cluster, make_old_department, make_old_project,
	make_old_job, make_old_user, make_old_researcher_project,
	make_old_node_pool, make_old_storage_class, make_storage_class_v1,
	make_unwrapped;

#endif
