/* SPDX-License-Identifier: MIT */
#include "make.h"

#include <stdio.h>
#include <string.h>

static int64_t updated(int64_t created, struct rev r)
{
	return r.n ? r.ms : created + (TENANT_NOW - created) / 2;
}

static void cluster_parts(
	const char *condition, bool up, int64_t at, struct out *o)
{
	out_f(o,
		"\"conditions\":[{\"lastTransitionTime\":~t,"
		"\"message\":\"~s\",\"reason\":\"~s\",\"status\":\"~s\","
		"\"type\":\"Available\"}],"
		"\"operands\":{\"Prometheus\":{\"ready\":~b,\"reasons\":[]},"
		"\"RunaiAgent\":{\"ready\":~b,\"reasons\":[]}},"
		"\"platform\":{\"type\":\"vanilla\","
		"\"kubeVersion\":\"v1.29.4\"},"
		"\"config\":{\"workloadOwnershipProtection\":false,"
		"\"subdomainEnabled\":false,\"ingressClass\":\"nginx\"},"
		"\"dependencies\":{\"required\":{\"gpuOperator\":"
		"{\"available\":true}},\"optional\":{\"knative\":"
		"{\"available\":~b}}},",
		at, condition, up ? "AsExpected" : "NoHeartbeat",
		up ? "True" : "False", up, up, up);
}

/* The second cluster of the tenant is disconnected, and every fifth after. */
void make_cluster(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE], name[NAME_SIZE];
	int64_t made = tenant_created(t, K_CLUSTERS, slot);
	bool up = slot % 5 != 1;
	int64_t seen = up ? TENANT_NOW : TENANT_NOW - 86400000;

	tenant_id(t, K_CLUSTERS, slot, id);
	tenant_name(t, K_CLUSTERS, slot, name);
	out_f(o,
		"{\"uuid\":\"~s\",\"tenantId\":~d,\"name\":~q,"
		"\"createdAt\":~t,\"domain\":\"https://~s.acme.example\","
		"\"version\":\"2.~u.0\",\"status\":{",
		id, TENANT_ID, name, made, name, 20 + slot % 3);
	cluster_parts(up ? "All services are up" : "No heartbeat for a day", up,
		seen, o);
	out_f(o,
		"\"state\":\"~s\"},\"updatedAt\":~t,\"deletedAt\":null,"
		"\"lastLiveness\":~t,\"deleteRequestedAt\":null}",
		up ? "Connected" : "Disconnected", updated(made, r), seen);
}

static void quota(const char *key, unsigned gpu, struct out *o)
{
	out_f(o, "\"~s\":{\"gpu\":~m,\"cpu\":~u,\"memory\":~u}", key,
		(int64_t)gpu * 500, gpu * 4000, gpu * 16384);
}

static void quota_status(unsigned gpu, struct out *o)
{
	quota("allocated", gpu, o);
	out_ch(o, ',');
	quota("allocatedNonPreemptible", gpu / 2, o);
	out_ch(o, ',');
	quota("requested", gpu * 2, o);
}

static void overtime(unsigned gpu, struct out *o)
{
	static const char *const ranges[] = {
		"range24hData", "range7dData", "range30dData"};

	out_str(o, "\"overtimeData\":{");
	for (unsigned i = 0; i < 3; i++)
		out_f(o,
			"~s\"~s\":{\"averageGpuAllocation\":~m,"
			"\"averageGpuUtilization\":~m,"
			"\"averageGpuMemoryUtilization\":null,"
			"\"updatedAt\":~t}",
			i ? "," : "", ranges[i], (int64_t)gpu * 450 + i * 37,
			(int64_t)60000 + gpu * 100 + i * 1250, TENANT_NOW);
	out_str(o, "},");
}

static void pool_resources(
	unsigned cluster, unsigned clusters, unsigned gpu, struct out *o)
{
	out_str(o, "\"resources\":[");
	for (unsigned i = 0; i < POOLS_PER_CLUSTER; i++)
		out_f(o,
			"~s{\"nodePool\":{\"id\":\"~u\",\"name\":\"~s\"},"
			"\"gpu\":{\"deserved\":~u,\"limit\":null,"
			"\"overQuotaWeight\":2},"
			"\"cpu\":{\"deserved\":null,\"limit\":null,"
			"\"overQuotaWeight\":2},"
			"\"memory\":{\"deserved\":null,\"limit\":null,"
			"\"overQuotaWeight\":2,\"units\":\"Mib\"}}",
			i ? "," : "", i * clusters + cluster + 1,
			tenant_pool_name(i), i ? 0 : gpu);
	out_ch(o, ']');
}

void make_made_by(int64_t made, struct rev r, struct out *o)
{
	out_f(o,
		"\"createdAt\":~t,\"updatedAt\":~t,"
		"\"createdBy\":\"admin@acme.example\","
		"\"updatedBy\":\"admin@acme.example\",",
		made, updated(made, r));
}

void make_department(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE], name[NAME_SIZE], cluster[ID_SIZE];
	uint32_t c = tenant_cluster_of(t, slot);
	unsigned gpu = 8 + slot % 5 * 8 + r.n;

	tenant_id(t, K_DEPARTMENTS, slot, id);
	tenant_name(t, K_DEPARTMENTS, slot, name);
	tenant_id(t, K_CLUSTERS, c, cluster);
	out_f(o,
		"{\"description\":\"The ~s department\",\"id\":\"~s\","
		"\"name\":~q,\"clusterId\":\"~s\","
		"\"defaultNodePools\":[\"default\"],"
		"\"schedulingRules\":{\"trainingJobTimeLimitSeconds\":null,"
		"\"interactiveJobMaxIdleDurationSeconds\":~u},",
		name, id, name, cluster, 3600 * (1 + slot % 3));
	make_made_by(tenant_created(t, K_DEPARTMENTS, slot), r, o);
	overtime(gpu, o);
	out_str(o, "\"status\":{\"quotaStatus\":{");
	quota_status(gpu, o);
	out_f(o,
		"}},\"totalResources\":{\"gpuQuota\":~u,\"cpuQuota\":null,"
		"\"memoryQuota\":null},",
		gpu);
	pool_resources(c, t->size.clusters, gpu, o);
	out_ch(o, '}');
}

/* Every seventh project is not ready. */
static void project_status(const char *name, uint32_t slot, unsigned gpu,
	int64_t at, struct out *o)
{
	bool ready = slot % 7 != 5;

	out_f(o,
		"\"status\":{\"namespace\":\"runai-~s\",\"phase\":\"~s\","
		"\"phaseMessage\":\"~s\",\"lastUpdatedTime\":~t,"
		"\"nodePoolQuotaStatuses\":[{\"nodePoolName\":\"default\","
		"\"nodePoolId\":\"1\",",
		name, ready ? "Ready" : "NotReady",
		ready ? "Project is ready" : "Namespace could not be created",
		at);
	quota_status(gpu, o);
	out_str(o, "}],\"quotaStatus\":{");
	quota_status(gpu, o);
	out_str(o, "}},");
}

void make_project(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE], name[NAME_SIZE], cluster[ID_SIZE], dept[NAME_SIZE];
	uint32_t d = tenant_department_of(t, slot);
	int64_t made = tenant_created(t, K_PROJECTS, slot);
	unsigned gpu = 2 + slot % 7 * 2 + r.n;

	tenant_id(t, K_PROJECTS, slot, id);
	tenant_name(t, K_PROJECTS, slot, name);
	tenant_id(t, K_CLUSTERS, tenant_cluster_of(t, d), cluster);
	tenant_name(t, K_DEPARTMENTS, d, dept);
	out_f(o,
		"{\"description\":\"\",\"id\":\"~s\",\"name\":~q,"
		"\"clusterId\":\"~s\",\"parentId\":\"~u\","
		"\"requestedNamespace\":null,\"enforceRunaiScheduler\":true,"
		"\"defaultNodePools\":[\"default\"],",
		id, name, cluster, d + 4);
	project_status(name, slot, gpu, updated(made, r), o);
	out_f(o,
		"\"totalResources\":{\"gpuQuota\":~u,\"cpuQuota\":null,"
		"\"memoryQuota\":null},",
		gpu);
	make_made_by(made, r, o);
	out_f(o,
		"\"parent\":{\"id\":\"~u\",\"name\":~q},"
		"\"effective\":{\"defaultNodePools\":[\"default\"],"
		"\"nodeTypes\":{\"training\":[],\"workspace\":[]}},",
		d + 4, dept);
	overtime(gpu, o);
	pool_resources(tenant_cluster_of(t, d), t->size.clusters, gpu, o);
	out_ch(o, '}');
}

/* The second pool of a cluster knows the topology of its network. */
static void pool_topology(
	const struct tenant *t, unsigned cluster, bool has, struct out *o)
{
	char id[ID_SIZE], name[NAME_SIZE];

	tenant_id(t, K_NETWORK_TOPOLOGIES, cluster, id);
	tenant_name(t, K_NETWORK_TOPOLOGIES, cluster, name);
	out_f(o, "\"networkTopologyName\":~q,\"networkTopologyId\":~q,",
		has ? name : NULL, has ? id : NULL);
}

static void pool_status(const struct tenant *t, unsigned pool, struct out *o)
{
	out_str(o, "\"status\":{\"gpuNetworkAccelerationDetected\":false,"
		   "\"conditions\":[],\"nodes\":[");
	for (unsigned n = pool; n < t->size.nodes; n += POOLS_PER_CLUSTER)
		out_f(o, "~s\"gpu-node-~s~u\"", n == pool ? "" : ",",
			n < 9 ? "0" : "", n + 1);
	out_str(o, "]},");
}

/* Pools are numbered pool by pool: first "default" of every cluster. */
void make_node_pool(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	unsigned c = slot % t->size.clusters, pool = slot / t->size.clusters;
	char id[ID_SIZE], cluster[ID_SIZE], name[NAME_SIZE];
	bool empty = pool >= t->size.nodes;

	tenant_id(t, K_NODE_POOLS, slot, id);
	tenant_id(t, K_CLUSTERS, c, cluster);
	tenant_name(t, K_CLUSTERS, c, name);
	out_f(o,
		"{\"id\":\"~s\",\"tenantId\":~d,\"name\":\"~s\","
		"\"labelKey\":\"run.ai/node-pool\",\"labelValue\":\"~s\","
		"\"clusterId\":\"~s\",\"clusterName\":~q,"
		"\"overProvisioningRatio\":1,"
		"\"placementStrategy\":{\"cpu\":\"spread\",\"gpu\":\"~s\"},",
		id, TENANT_ID, tenant_pool_name(pool), tenant_pool_name(pool),
		cluster, name, pool ? "binpack" : "spread");
	pool_topology(t, c, pool == 1, o);
	make_made_by(tenant_created(t, K_NODE_POOLS, slot), r, o);
	pool_status(t, pool, o);
	out_f(o,
		"\"phase\":\"~s\",\"phaseMessage\":\"~s\","
		"\"deletedAt\":null,\"isDefault\":~b}",
		empty ? "Empty" : "Ready", empty ? "no nodes" : "", pool == 0);
}

void make_node(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	unsigned c = slot % t->size.clusters, n = slot / t->size.clusters;
	unsigned pool = tenant_pool_of(n);
	char id[ID_SIZE], cluster[ID_SIZE], name[NAME_SIZE];
	int64_t made = tenant_created(t, K_NODES, slot);
	bool ready = slot % 9 != 3;

	tenant_id(t, K_NODES, slot, id);
	tenant_id(t, K_CLUSTERS, c, cluster);
	tenant_name(t, K_NODES, slot, name);
	out_f(o,
		"{\"status\":\"~s\",\"conditions\":[{\"type\":\"Ready\","
		"\"reason\":\"~s\",\"message\":\"\"}],"
		"\"taints\":[{\"key\":\"nvidia.com/gpu\",\"value\":\"present\","
		"\"effect\":\"NoSchedule\"}],\"nodePool\":\"~s\","
		"\"gpuInfo\":{\"gpuType\":\"~s\",\"gpuCount\":~u},"
		"\"nvLinkDomainUid\":null,\"nvLinkCliqueId\":null,"
		"\"name\":~q,\"id\":\"~s\",\"clusterUuid\":\"~s\","
		"\"createdAt\":~t,\"updatedAt\":~t}",
		ready ? "Ready" : "NotReady",
		ready ? "KubeletReady" : "KubeletNotReady",
		tenant_pool_name(pool), tenant_gpu_type(pool), pool ? 8u : 4u,
		name, id, cluster, made, updated(made, r));
}
