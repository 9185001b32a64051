/* SPDX-License-Identifier: MIT */
/* What clusters have besides nodes, and what is planned and told about them. */
#include "make.h"

#include <stdio.h>
#include <string.h>

#include "peek.h"

/* The cluster of a slot of a kind that is numbered as node pools are. */
static void cluster_of(const struct tenant *t, uint32_t slot, char *ret_id)
{
	tenant_id(t, K_CLUSTERS, slot % t->size.clusters, ret_id);
}

void make_network_topology(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE], name[NAME_SIZE], cluster[ID_SIZE];

	tenant_id(t, K_NETWORK_TOPOLOGIES, slot, id);
	tenant_name(t, K_NETWORK_TOPOLOGIES, slot, name);
	cluster_of(t, slot, cluster);
	out_f(o,
		"{\"id\":\"~s\",\"tenantId\":~d,\"name\":~q,"
		"\"clusterId\":\"~s\",\"levels\":["
		"\"topology.kubernetes.io/zone\",\"acme.example/rack\","
		"\"kubernetes.io/hostname\"],\"createdAt\":~t,"
		"\"createdBy\":\"admin@acme.example\",\"phase\":\"Ready\","
		"\"status\":\"Ready\",\"source\":\"control-plane\","
		"\"nodePools\":[\"~s\"]}",
		id, TENANT_ID, name, cluster,
		tenant_created(t, K_NETWORK_TOPOLOGIES, slot),
		tenant_pool_name(1));
}

static void customization(uint32_t nth, struct out *o)
{
	out_f(o,
		"\"permissions\":{\"allowedForAssets\":true,"
		"\"allowedForWorkloads\":true,"
		"\"allowedForEphemeralVolumes\":~b,"
		"\"allowedForPersistentVolumes\":true,"
		"\"allowDataSharing\":~b},\"customization\":{"
		"\"accessMode\":{\"required\":true,\"default\":{"
		"\"readWriteOnce\":true,\"readOnlyMany\":false,"
		"\"readWriteMany\":false},\"supportedValues\":{"
		"\"readWriteOnce\":true,\"readOnlyMany\":~b,"
		"\"readWriteMany\":~b}},\"volumeMode\":{\"required\":false,"
		"\"default\":\"Filesystem\",\"supportedValues\":{"
		"\"filesystem\":true,\"block\":false}},\"claimSize\":{"
		"\"default\":\"10G\",\"supportedUnits\":[\"GB\",\"TB\"],"
		"\"min\":\"1G\",\"max\":\"10T\",\"step\":null},"
		"\"attributes\":[]}",
		nth != 1, nth == 1, nth == 1, nth == 1);
}

void make_storage_class(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	static const char *const by[] = {
		"ebs.csi.aws.com", "nfs.csi.k8s.io", "rancher.io/local-path"};
	uint32_t nth = slot / t->size.clusters;
	char name[NAME_SIZE], cluster[ID_SIZE];

	tenant_name(t, K_STORAGE_CLASSES, slot, name);
	cluster_of(t, slot, cluster);
	out_f(o,
		"{\"clusterId\":\"~s\",\"storageClassName\":~q,\"spec\":{"
		"\"provisioner\":\"~s\",\"allowVolumeExpansion\":~b,"
		"\"isDefault\":~b},",
		cluster, name, by[nth % 3], nth < 2, nth == 0);
	customization(nth, o);
	out_ch(o, '}');
}

void make_storage_configuration(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE], name[NAME_SIZE], cluster[ID_SIZE];

	tenant_id(t, K_STORAGE_CONFIGURATIONS, slot, id);
	tenant_name(t, K_STORAGE_CONFIGURATIONS, slot, name);
	cluster_of(t, slot, cluster);
	out_f(o,
		"{\"id\":\"~s\",\"tenantId\":~d,\"scopeType\":\"cluster\","
		"\"scopeId\":\"~s\",\"name\":~q,",
		id, TENANT_ID, cluster, name);
	customization(slot / t->size.clusters, o);
	out_ch(o, '}');
}

/* The first version of the API spells the same in another way. */
void make_storage_class_v1(
	const struct tenant *t, const char *p, size_t n, struct out *o)
{
	static const char *const member[][2] = {
		{"{\"cluster_id\":", "clusterId"},
		{",\"storage_class_name\":", "storageClassName"},
		{",\"Spec\":{\"provisioner\":", "spec.provisioner"},
		{",\"allow_volume_expansion\":", "spec.allowVolumeExpansion"},
		{",\"is_default\":", "spec.isDefault"}};
	struct span v;

	for (size_t i = 0; i < sizeof member / sizeof member[0]; i++) {
		out_str(o, member[i][0]);
		if (peek_raw(p, n, member[i][1], &v))
			out_mem(o, v.p, v.n);
		else
			out_str(o, "null");
	}
	out_str(o, "}}");
}

void make_org_priority(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	out_f(o, "{\"name\":~q,\"value\":~u,\"isDefault\":~b}",
		kind_word(K_ORG_PRIORITIES, slot), slot + 1, slot == 2);
}

/* One of each state, all of the week before they were made. */
void make_report(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	static const char *const states[] = {
		"Ready", "Ready", "Failed", "Processing"};
	static const char *const by[] = {
		"Cluster", "Department", "Project", "Nodepool"};
	char id[ID_SIZE], name[NAME_SIZE], user[NAME_SIZE];
	int64_t made = tenant_created(t, K_REPORTS, slot);

	tenant_id(t, K_REPORTS, slot, id);
	tenant_name(t, K_REPORTS, slot, name);
	tenant_name(t, K_USERS, 0, user);
	out_f(o,
		"{\"id\":\"~s\",\"name\":~q,\"description\":\"Allocation by "
		"~s\",\"start\":~t,\"end\":~t,\"groupBy\":\"~s\","
		"\"filterBy\":[],\"createdAt\":~t,\"createdBy\":~q,"
		"\"tenantId\":~d,\"status\":\"~s\",\"statusUpdatedAt\":~t,"
		"\"statusMessage\":\"~s\"}",
		id, name, by[slot % 4], made - INT64_C(604800000), made,
		by[slot % 4], made, user, TENANT_ID, states[slot % 4],
		r.n ? r.ms : made + 60000,
		slot % 4 == 2 ? "The database did not answer" : "");
}

static void policy_status(
	const struct tenant *t, const struct scope *s, struct out *o)
{
	char id[ID_SIZE];
	unsigned n = 0;

	out_str(o, "\"status\":{\"clusters\":[");
	for (unsigned c = 0; c < t->size.clusters; c++) {
		if (s->cluster >= 0 && s->cluster != c)
			continue;
		tenant_id(t, K_CLUSTERS, c, id);
		out_f(o,
			"~s{\"clusterId\":\"~s\",\"status\":\"~s\","
			"\"errorMessage\":null}",
			n++ ? "," : "", id, c % 5 == 1 ? "Applying" : "Ready");
	}
	out_str(o, "],\"validation\":null}");
}

void make_policy(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	static const char *const types[] = {"workspace", "training",
		"distributed", "inference", "distributedInference",
		"nimService"};
	char id[ID_SIZE];
	struct scope s;

	tenant_id(t, K_POLICIES, slot, id);
	tenant_scope(t, slot, &s);
	out_f(o,
		"{\"type\":\"~s\",\"meta\":{\"id\":\"~s\",\"tenantId\":~d,"
		"\"name\":\"~s-~s\",\"scope\":\"~s\",",
		types[slot % 6], id, TENANT_ID, types[slot % 6], s.name,
		s.type);
	make_made_by(tenant_created(t, K_POLICIES, slot), r, o);
	make_scope_ids(t, &s, o);
	o->n--; /* the last comma */
	out_str(o, "},");
	policy_status(t, &s, o);
	out_ch(o, '}');
}

/* One that comes from a project of each department, and may be used by the
 * whole of it. */
void make_data_volume(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE], name[NAME_SIZE], cluster[ID_SIZE], dept[NAME_SIZE];
	char project[NAME_SIZE];
	bool ready = slot % 4 != 3;

	tenant_id(t, K_DATA_VOLUMES, slot, id);
	tenant_id(t, K_CLUSTERS, tenant_cluster_of(t, slot), cluster);
	tenant_name(t, K_DEPARTMENTS, slot, dept);
	tenant_name(t, K_PROJECTS, slot, project);
	snprintf(name, sizeof name, "imagenet-%02u", slot + 1);
	out_f(o,
		"{\"id\":\"~s\",\"name\":~q,\"description\":\"Read only data\","
		"\"originPvcName\":\"pvc-~s\",\"projectId\":\"~u\","
		"\"projectName\":~q,\"departmentId\":\"~u\","
		"\"clusterId\":\"~s\",\"shouldDeleteOriginalVolume\":false,"
		"\"useOriginalVolume\":null,",
		id, name, name, slot + 101, project, slot + 4, cluster);
	make_made_by(tenant_created(t, K_DATA_VOLUMES, slot), r, o);
	out_f(o,
		"\"sharedScopes\":[{\"scopeType\":\"department\","
		"\"scopeId\":\"~u\",\"scopeName\":~q,\"createdAt\":~t,"
		"\"createdBy\":\"admin@acme.example\"}],\"status\":{"
		"\"phase\":\"~s\",\"phaseMessage\":\"\",\"conditions\":[],"
		"\"datavolumePvcName\":\"dv-~s\",\"datavolumePvName\":"
		"\"pv-~s\"}}",
		slot + 4, dept, tenant_created(t, K_DATA_VOLUMES, slot),
		ready ? "Ready" : "Creating", name, name);
}
