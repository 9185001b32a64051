/* SPDX-License-Identifier: MIT */
/* Assets: one of each kind in every scope. */
#include "make.h"

#include <stdio.h>
#include <string.h>

#include "peek.h"

/* A kind of asset: how meta.kind has it, what its names begin with. */
struct asset {
	const char *kind, *name;
};

static const struct asset computes = {"compute", "gpu"};
static const struct asset environments = {"environment", "jupyter"};
static const struct asset registries = {"registry", "registry"};
static const struct asset old_templates = {"workload-template", "legacy"};
static const struct asset datasources[DATASOURCE_KINDS] = {{"git", "code"},
	{"hostPath", "scratch"}, {"nfs", "datasets"}, {"pvc", "volume"},
	{"s3", "bucket"}, {"config-map", "settings"},
	{"secret-volume", "keys"}};
static const struct asset credentials[CREDENTIAL_KINDS] = {
	{"accessKey", "s3-key"}, {"password", "login"},
	{"dockerRegistry", "docker"}, {"genericSecret", "secret"},
	{"ngcApiKey", "ngc"}};

/* The member of spec that the list of all data sources has them in. */
static const char *const datasource_member[DATASOURCE_KINDS] = {
	"git", "hostPath", "nfs", "pvc", "s3", "config_map", "secret"};

const char *make_datasource_kind(unsigned i)
{
	return i < DATASOURCE_KINDS ? datasources[i].kind : "";
}

/* Assets are numbered scope by scope; some kinds share the numbers of k. */
static const struct asset *asset_of(enum kind k, uint32_t slot, uint32_t *scope)
{
	uint32_t n = 1;
	const struct asset *a = NULL;

	switch (k) {
	case K_DATASOURCES:
		n = DATASOURCE_KINDS;
		a = &datasources[slot % n];
		break;
	case K_CREDENTIALS:
		n = CREDENTIAL_KINDS;
		a = &credentials[slot % n];
		break;
	case K_COMPUTE:
		a = &computes;
		break;
	case K_ENVIRONMENTS:
		a = &environments;
		break;
	case K_REGISTRIES:
		a = &registries;
		break;
	default:
		a = &old_templates;
		break;
	}
	*scope = slot / n;
	return a;
}

void make_asset_name(
	const struct tenant *t, enum kind k, uint32_t slot, char *ret)
{
	uint32_t scope;
	const struct asset *a = asset_of(k, slot, &scope);
	struct scope s;

	tenant_scope(t, scope, &s);
	snprintf(ret, NAME_SIZE, "%s-%s-%.60s", a->name, s.type, s.name);
}

void make_canary(const char *kind, const char *field, uint32_t n, struct out *o)
{
	out_f(o, "\"canary-~s-~s-~u\"", kind, field, n);
}

void make_scope_ids(
	const struct tenant *t, const struct scope *s, struct out *o)
{
	char id[ID_SIZE];

	if (s->cluster >= 0)
		tenant_id(t, K_CLUSTERS, (uint32_t)s->cluster, id);
	out_f(o, "\"clusterId\":~q,", s->cluster >= 0 ? id : NULL);
	if (s->department >= 0)
		tenant_id(t, K_DEPARTMENTS, (uint32_t)s->department, id);
	out_f(o, "\"departmentId\":~q,", s->department >= 0 ? id : NULL);
	if (s->project >= 0)
		tenant_id(t, K_PROJECTS, (uint32_t)s->project, id);
	out_f(o, "\"projectId\":~s,", s->project >= 0 ? id : "null");
}

static void meta(const struct tenant *t, enum kind k, uint32_t slot,
	struct rev r, struct out *o)
{
	char id[ID_SIZE], name[NAME_SIZE];
	uint32_t n;
	const struct asset *a = asset_of(k, slot, &n);
	struct scope s;

	tenant_id(t, k, slot, id);
	make_asset_name(t, k, slot, name);
	tenant_scope(t, n, &s);
	out_f(o,
		"{\"meta\":{\"id\":\"~s\",\"kind\":\"~s\",\"name\":~q,"
		"\"description\":\"For ~s ~s\",\"scope\":\"~s\",",
		id, a->kind, name, s.type, s.name, s.type);
	make_scope_ids(t, &s, o);
	make_made_by(tenant_created(t, k, slot), r, o);
	out_f(o,
		"\"projectName\":~q,\"tenantId\":~d,\"autoDelete\":false,"
		"\"workloadSupportedTypes\":null,\"private\":false,"
		"\"updateCount\":~u},",
		s.project >= 0 ? s.name : NULL, TENANT_ID, r.n + 1);
}

/* Who uses it; links of assets to each other are in spec. */
static void used(
	const struct tenant *t, uint32_t slot, bool times, struct out *o)
{
	out_str(o, "\"usedBy\":{\"workspaces\":[],\"trainings\":[],"
		   "\"distributed\":[],\"inferences\":[],\"templates\":[],"
		   "\"assets\":{\"environments\":[],\"datasources\":[]}}");
	if (times)
		out_f(o, ",\"usageTimes\":{\"lastUsedByWorkload\":~t}",
			slot % 3 ? TENANT_NOW - slot * INT64_C(3600000) : -1);
	out_str(o, ",\"compliance\":{\"imposed\":false,\"compliance\":true,"
		   "\"reason\":[]}");
}

static void status(uint32_t slot, bool cluster_info, struct out *o)
{
	out_f(o,
		",\"status\":{\"status\":\"~s\",\"issues\":[],\"message\":"
		"\"\"}",
		slot % 5 == 3 ? "Updating" : "No issues found");
	if (cluster_info)
		out_f(o,
			",\"clusterInfo\":{\"resources\":[{\"name\":"
			"\"asset-~u\"}]}",
			slot);
	out_ch(o, '}');
}

void make_compute(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	meta(t, K_COMPUTE, slot, r, o);
	out_f(o,
		"\"spec\":{\"cpuCoreRequest\":0.5,\"cpuCoreLimit\":null,"
		"\"cpuMemoryRequest\":\"~uG\",\"cpuMemoryLimit\":null,"
		"\"extendedResources\":null,\"gpuDevicesRequest\":~u,"
		"\"gpuRequestType\":\"portion\",\"gpuPortionRequest\":0.25,"
		"\"gpuPortionLimit\":null,\"gpuMemoryRequest\":null,"
		"\"gpuMemoryLimit\":null,\"largeShmRequest\":~b},",
		16 + slot % 4 * 16, slot % 3 + 1, slot % 2);
	used(t, slot, true, o);
	out_ch(o, '}');
}

void make_environment(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	meta(t, K_ENVIRONMENTS, slot, r, o);
	out_str(o, "\"spec\":{\"image\":\"jupyter/scipy-notebook:2024-05-20\","
		   "\"command\":null,\"args\":null,\"workingDir\":\"/home\","
		   "\"imagePullPolicy\":\"IfNotPresent\",\"uidGidSource\":"
		   "\"fromTheImage\",\"environmentVariables\":[{"
		   "\"name\":\"HF_TOKEN\",\"value\":");
	make_canary("environment", "env", slot, o);
	out_str(o, ",\"exclude\":false}],\"connections\":[{\"name\":"
		   "\"Jupyter\",\"isExternal\":false,\"internalToolInfo\":{"
		   "\"toolType\":\"jupyter-notebook\",\"connectionType\":"
		   "\"ExternalUrl\",\"containerPort\":8888}}]},");
	used(t, slot, true, o);
	status(slot, false, o);
}

void make_registry(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	meta(t, K_REGISTRIES, slot, r, o);
	out_f(o,
		"\"spec\":{\"url\":\"https://registry-~u.acme.example\","
		"\"credentialKind\":\"password\",\"user\":\"puller\","
		"\"password\":",
		slot);
	make_canary("registry", "password", slot, o);
	out_str(o, "}}");
}

/* -- data sources -------------------------------------------------------- */

static void other_id(const struct tenant *t, const char *key, uint32_t scope,
	unsigned kind, struct out *o)
{
	char id[ID_SIZE];

	tenant_id(t, K_CREDENTIALS, scope * CREDENTIAL_KINDS + kind, id);
	out_f(o, "\"~s\":\"~s\"", key, id);
}

/* The same as in the list of its kind, with what is special filled in. */
static void datasource_spec(
	const struct tenant *t, uint32_t scope, unsigned kind, struct out *o)
{
	static const char *const fixed[DATASOURCE_KINDS] = {
		"\"repository\":\"https://git.acme.example/ml/models.git\","
		"\"branch\":\"main\",\"revision\":null,\"path\":\"/code\",",
		"\"path\":\"/mnt/scratch\",\"readOnly\":false,"
		"\"mountPath\":\"/scratch\",\"mountPropagation\":\"None\"",
		"\"path\":\"/export/data\",\"readOnly\":true,"
		"\"server\":\"nfs.acme.example\",\"mountPath\":\"/data\"",
		"\"path\":\"/volume\",\"existingPvc\":false,\"readOnly\":false,"
		"\"ephemeral\":false,\"claimInfo\":{\"size\":\"10G\","
		"\"storageClass\":\"standard\",\"accessModes\":{"
		"\"readWriteOnce\":true,\"readOnlyMany\":false,"
		"\"readWriteMany\":false},\"volumeMode\":\"Filesystem\"},"
		"\"dataSharing\":false,",
		"\"bucket\":\"datasets\",\"path\":\"/s3\","
		"\"url\":\"https://s3.acme.example\",",
		"\"configMap\":\"settings\",\"mountPath\":\"/etc/settings\","
		"\"subPath\":null,\"defaultMode\":\"0644\"",
		"\"mountPath\":\"/etc/keys\",\"defaultMode\":\"0400\","};

	out_ch(o, '{');
	out_str(o, fixed[kind]);
	if (kind == 0)
		other_id(t, "passwordAssetId", scope, 1, o);
	else if (kind == 3)
		out_f(o, "\"claimName\":\"pvc-~u\"", scope);
	else if (kind == 4)
		other_id(t, "accessKeyAssetId", scope, 0, o);
	else if (kind == 6)
		other_id(t, "credentialAssetId", scope, 3, o);
	out_ch(o, '}');
}

void make_datasource(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	unsigned kind = slot % DATASOURCE_KINDS;

	meta(t, K_DATASOURCES, slot, r, o);
	out_f(o, "\"spec\":{\"~s\":", datasource_member[kind]);
	datasource_spec(t, slot / DATASOURCE_KINDS, kind, o);
	out_str(o, "},");
	used(t, slot, true, o);
	if (kind == 1 || kind == 2)
		out_ch(o, '}');
	else
		status(slot, kind == 3, o);
}

/* -- credentials --------------------------------------------------------- */

static void credential_spec(uint32_t slot, struct out *o)
{
	static const struct {
		const char *before, *field, *after;
	} specs[CREDENTIAL_KINDS] = {
		{"\"accessKeyId\":\"AKIASIM\",\"secretAccessKey\":",
			"secretAccessKey", ""},
		{"\"user\":\"robot\",\"password\":", "password", ""},
		{"\"url\":\"https://registry.acme.example\","
		 "\"user\":\"robot\",\"password\":",
			"password", ""},
		{"\"keyValuePairs\":[{\"key\":\"token\",\"value\":", "value",
			"}]"},
		{"\"ngc_api_key\":", "ngc_api_key", ""}};
	unsigned kind = slot % CREDENTIAL_KINDS;

	out_f(o, "{\"keyId\":~u,", slot + 1);
	if (kind < 4)
		out_str(o, "\"existingSecretName\":null,");
	out_str(o, specs[kind].before);
	make_canary(credentials[kind].kind, specs[kind].field, slot, o);
	out_str(o, specs[kind].after);
	out_ch(o, '}');
}

void make_credential(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	unsigned kind = slot % CREDENTIAL_KINDS;

	meta(t, K_CREDENTIALS, slot, r, o);
	out_f(o, "\"spec\":{\"~s\":", credentials[kind].kind);
	credential_spec(slot, o);
	out_str(o, "},");
	used(t, slot, false, o);
	status(slot, true, o);
}

void make_asset_template(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE], name[NAME_SIZE];

	meta(t, K_ASSET_TEMPLATES, slot, r, o);
	tenant_id(t, K_ENVIRONMENTS, slot, id);
	make_asset_name(t, K_ENVIRONMENTS, slot, name);
	out_f(o,
		"\"spec\":{\"assets\":{\"environment\":{\"id\":\"~s\","
		"\"name\":~q},",
		id, name);
	tenant_id(t, K_COMPUTE, slot, id);
	make_asset_name(t, K_COMPUTE, slot, name);
	out_f(o,
		"\"compute\":{\"id\":\"~s\",\"name\":~q},\"datasources\":[],"
		"\"workloadVolumes\":[]},\"specificEnv\":{\"command\":null,"
		"\"environmentVariables\":[{\"name\":\"TOKEN\",\"value\":",
		id, name);
	make_canary("asset-template", "env", slot, o);
	out_str(o, ",\"exclude\":false}]}}}");
}

/* In the list of one kind, spec is what spec has as its only member in the
 * list of all. Anything else is left as it is. */
void make_unwrapped(
	const struct tenant *t, const char *p, size_t n, struct out *o)
{
	struct span spec;
	const char *colon;

	if (!peek_raw(p, n, "spec", &spec) || spec.p[0] != '{' ||
		!(colon = memchr(spec.p, ':', spec.n))) {
		out_mem(o, p, n);
		return;
	}
	out_mem(o, p, (size_t)(spec.p - p));
	out_mem(o, colon + 1, (size_t)(spec.p + spec.n - colon) - 2);
	out_mem(o, spec.p + spec.n, (size_t)(p + n - spec.p) - spec.n);
}
