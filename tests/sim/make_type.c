/* SPDX-License-Identifier: MIT */
/* What workloads are of, and what they are started from. */
#include "make.h"

#include <stdio.h>
#include <string.h>

static const struct {
	unsigned value;
} priorities[] = {{5}, {25}, {40}, {50}, {65}, {75}, {100}};

/* Index in the words of K_TYPES; group, category, priority, both by number. */
static const struct {
	const char *group;
	unsigned category, priority;
} types[] = {{"run.ai", 0, 5}, {"run.ai", 1, 1}, {"run.ai", 1, 1},
	{"run.ai", 2, 6}, {"apps.nvidia.com", 2, 6}, {"kubeflow.org", 1, 1},
	{"ray.io", 1, 1}, {"apps", 2, 3}};

void make_category(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE];

	tenant_id(t, K_CATEGORIES, slot, id);
	out_f(o,
		"{\"id\":\"~s\",\"name\":\"~s\",\"description\":"
		"\"Workloads that ~s\",\"createdAt\":~t,"
		"\"createdBy\":\"system\"}",
		id, kind_word(K_CATEGORIES, slot),
		kind_word(K_CATEGORIES, slot),
		tenant_created(t, K_CATEGORIES, slot));
}

void make_priority(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE];
	int64_t made = tenant_created(t, K_PRIORITIES, slot);

	tenant_id(t, K_PRIORITIES, slot, id);
	out_f(o,
		"{\"id\":\"~s\",\"name\":\"~s\",\"value\":~u,"
		"\"source\":\"system\",\"scopeType\":\"tenant\","
		"\"scopeId\":\"~d\",\"aggregatedPhase\":\"Ready\","
		"\"status\":[],\"createdAt\":~t,\"updatedAt\":~t}",
		id, kind_word(K_PRIORITIES, slot), priorities[slot % 7].value,
		TENANT_ID, made, r.n ? r.ms : made);
}

static void type_statuses(const struct tenant *t, struct out *o)
{
	char id[ID_SIZE];

	out_str(o, "\"clusterStatuses\":[");
	for (unsigned c = 0; c < t->size.clusters; c++) {
		tenant_id(t, K_CLUSTERS, c, id);
		out_f(o,
			"~s{\"phase\":\"Ready\",\"conditions\":[],"
			"\"version\":\"v1\",\"clusterId\":\"~s\","
			"\"updatedAt\":~t}",
			c ? "," : "", id, TENANT_NOW);
	}
	out_ch(o, ']');
}

void make_type(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE], category[ID_SIZE], priority[ID_SIZE];

	tenant_id(t, K_TYPES, slot, id);
	tenant_id(t, K_CATEGORIES, types[slot % 8].category, category);
	tenant_id(t, K_PRIORITIES, types[slot % 8].priority, priority);
	out_f(o,
		"{\"id\":\"~s\",\"name\":\"~s\",\"group\":\"~s\","
		"\"categoryId\":\"~s\",\"categoryName\":\"~s\","
		"\"priorityId\":\"~s\",\"priorityName\":\"~s\",",
		id, kind_word(K_TYPES, slot), types[slot % 8].group, category,
		kind_word(K_CATEGORIES, types[slot % 8].category), priority,
		kind_word(K_PRIORITIES, types[slot % 8].priority));
	make_made_by(tenant_created(t, K_TYPES, slot), r, o);
	out_str(o, "\"resourceInterfaces\":[{\"version\":\"v1\","
		   "\"resourceInterface\":{}}],");
	type_statuses(t, o);
	out_ch(o, '}');
}

/* -- AI applications ----------------------------------------------------- */

void make_ai_name(const struct tenant *t, uint32_t slot, char *ret)
{
	char project[NAME_SIZE];

	tenant_name(t, K_PROJECTS, tenant_ai_project(slot), project);
	snprintf(ret, NAME_SIZE, "%.80s-assistant", project);
}

void make_ai_application(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	uint32_t p = tenant_ai_project(slot);
	char id[ID_SIZE], name[NAME_SIZE], project[NAME_SIZE];
	struct workload w;

	tenant_id(t, K_AI_APPLICATIONS, slot, id);
	make_ai_name(t, slot, name);
	tenant_name(t, K_PROJECTS, p, project);
	out_f(o,
		"{\"id\":\"~s\",\"name\":~q,\"source\":\"Helm\","
		"\"type\":\"RAG\",\"phase\":\"Running\",\"projectId\":\"~u\","
		"\"projectName\":~q,\"resources\":[",
		id, name, p + 101, project);
	if (p < t->size.workloads) {
		tenant_workload(t, p, (struct rev){0}, &w);
		out_f(o, "{\"id\":\"~s\",\"name\":~q,\"kind\":\"~s\"}", w.id,
			w.name, w.type);
	}
	out_str(o,
		"],\"allocatedResources\":{\"gpu\":2,\"gpuMemory\":\"160G\","
		"\"cpu\":8.5,\"cpuMemory\":\"64G\"},"
		"\"requestedResources\":{\"gpu\":{\"limit\":2,\"request\":2},"
		"\"gpuMemory\":null,\"cpu\":{\"limit\":null,"
		"\"request\":8.5},\"cpuMemory\":{\"limit\":null,"
		"\"request\":\"64G\"}}}");
}

/* -- workload templates -------------------------------------------------- */

static const struct {
	const char *path, *type, *name, *image;
} templates[TEMPLATE_KINDS] = {
	{"workspaces", "Workspace", "jupyter",
		"jupyter/scipy-notebook:2024-05-20"},
	{"trainings", "Training", "finetune",
		"registry.acme.example/ml/train:1.14.2"},
	{"distributed", "Distributed", "pretrain",
		"nvcr.io/nvidia/pytorch:24.05-py3"},
	{"inferences", "Inference", "llm-server", "vllm/vllm-openai:v0.4.3"},
};

const char *make_template_kind(unsigned i)
{
	return i < TEMPLATE_KINDS ? templates[i].type : "";
}

static void template_spec(uint32_t slot, const char *key, struct out *o)
{
	unsigned kind = slot % TEMPLATE_KINDS;

	out_f(o,
		"\"~s\":{\"image\":\"~s\",\"imagePullPolicy\":\"IfNotPresent\","
		"\"command\":\"python\",\"args\":\"main.py\","
		"\"nodePools\":[\"default\"],\"environmentVariables\":[{"
		"\"name\":\"API_KEY\",\"value\":",
		key, templates[kind].image);
	make_canary("template", "env", slot, o);
	out_str(o, ",\"exclude\":false}],\"compute\":{\"gpuDevicesRequest\":1,"
		   "\"gpuRequestType\":\"portion\",\"gpuPortionRequest\":0.5,"
		   "\"cpuCoreRequest\":4,\"cpuMemoryRequest\":\"16G\"}");
	if (kind == 2)
		out_str(o, ",\"numWorkers\":3,"
			   "\"distributedFramework\":\"PyTorch\"");
	out_str(o, "},");
}

/* Templates are numbered scope by scope, one of each kind. */
void make_template(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	unsigned kind = slot % TEMPLATE_KINDS;
	char id[ID_SIZE];
	struct scope s;

	tenant_id(t, K_TEMPLATES, slot, id);
	tenant_scope(t, slot / TEMPLATE_KINDS, &s);
	out_f(o,
		"{\"meta\":{\"id\":\"~s\",\"name\":\"~s-~s\",\"description\":"
		"\"For ~s ~s\",\"workloadType\":\"~s\",\"scopeType\":\"~s\","
		"\"scopeId\":\"~s\",",
		id, templates[kind].name, s.name, s.type, s.name,
		templates[kind].type, s.type, s.id);
	make_made_by(tenant_created(t, K_TEMPLATES, slot), r, o);
	make_scope_ids(t, &s, o);
	o->n--; /* the last comma */
	out_str(o, "},");
	template_spec(slot, "spec", o);
	template_spec(slot, "combinedSpec", o);
	if (kind == 2)
		out_str(o, "\"masterSpecSameAsWorker\":true,");
	out_f(o, "\"runnable\":{\"isRunnable\":~b,\"issue\":~q}}",
		slot % 5 != 4, slot % 5 == 4 ? "The image is missing" : NULL);
}
