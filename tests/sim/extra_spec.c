/* SPDX-License-Identifier: MIT */
/*
 * What a workload was made from: an operation for each type of workload. One
 * of another type is not there. Workloads that came through the second
 * generation of that API say so in their sourceApi.
 */
#include "extra.h"

#include <string.h>

#include "peek.h"

/* The documents leave open how the types are spelled. */
#define NIM "NIMService,NimService,NIM,NIM Service"
#define DISTRIBUTED_INFERENCE \
	"DistributedInference,Distributed-Inference,Distributed Inference"

/* The workload, if it is one of the types in the route's text (any without)
 * and came through the API that the route stands for. */
static bool workload(const struct extra_ask *a, struct out *w)
{
	char text[NAME_SIZE];
	bool second;

	if (!extra_item(a, K_WORKLOADS, a->arg[0], w))
		return false;
	peek_text(w->p, w->n, "sourceApi", text, sizeof text);
	second = strcmp(text, "WorkloadsV2") == 0;
	peek_text(w->p, w->n, "type", text, sizeof text);
	if (second == a->route->flag &&
		(!a->route->text || extra_among(a->route->text, text)))
		return true;
	extra_refuse(a, 404, "no workload of this type", a->arg[0]);
	return false;
}

/* Where workloads go when they are deleted or stopped, else on. */
static const char *desired(const struct out *w)
{
	char phase[NAME_SIZE];

	peek_text(w->p, w->n, "phase", phase, sizeof phase);
	if (extra_among("Stopped,Stopping", phase))
		return "Stopped";
	return extra_among("Deleting,Terminating", phase) ? "Deleted"
							  : "Running";
}

struct pairs {
	const char *path, *key, *absent;
};

static void copy_all(const struct out *w, const struct pairs *p, struct out *o)
{
	for (; p->key; p++) {
		extra_copy(w, p->path, p->key, p->absent, o);
		out_ch(o, ',');
	}
}

/* -- the first generation ------------------------------------------------ */

static const struct pairs heads[] = {
	{"name", "name", "\"\""},
	{"name", "requestedName", "\"\""},
	{"id", "workloadId", "null"},
	{"projectId", "projectId", "\"\""},
	{"departmentId", "departmentId", "\"\""},
	{"clusterId", "clusterId", "null"},
	{"submittedBy", "createdBy", "\"\""},
	{"createdAt", "createdAt", "null"},
	{"deletedAt", "deletedAt", "null"},
	{"phase", "actualPhase", "\"Unknown\""},
	{NULL, NULL, NULL},
};

/* One variable with a secret as its value, and one that refers to one. */
static const char environment[] =
	"\"environmentVariables\":[{\"name\":\"HOME\",\"value\":\"/home/me\","
	"\"exclude\":false},{\"name\":\"WANDB_API_KEY\","
	"\"value\":\"" EXTRA_CANARY "spec-environment\",\"exclude\":false},"
	"{\"name\":\"HF_TOKEN\",\"secret\":{\"name\":\"hugging-face\","
	"\"key\":\"token\"},\"exclude\":false}],";

/* What a container of any of them has. */
static void container(const struct out *w, struct out *o)
{
	char image[NAME_SIZE] = "", command[NAME_SIZE] = "";

	peek_text(w->p, w->n, "images", image, sizeof image);
	peek_text(w->p, w->n, "command", command, sizeof command);
	extra_copy(w, "command", "command", "null", o);
	out_ch(o, ',');
	extra_copy(w, "arguments", "args", "null", o);
	out_f(o, ",\"image\":\"");
	/* the first of the list, without its quotes */
	if (strchr(image, '"'))
		out_mem(o, strchr(image, '"') + 1,
			strcspn(strchr(image, '"') + 1, "\"]"));
	out_f(o,
		"\",\"imagePullPolicy\":\"IfNotPresent\",~s"
		"\"compute\":{\"gpuDevicesRequest\":1,"
		"\"gpuRequestType\":\"portion\",\"gpuPortionRequest\":1.0,"
		"\"cpuCoreRequest\":4.0,\"cpuMemoryRequest\":\"16G\","
		"\"largeShmRequest\":false},\"workingDir\":\"/workspace\"",
		environment);
}

static void head(const struct out *w, struct out *o)
{
	out_ch(o, '{');
	copy_all(w, heads, o);
	out_f(o, "\"desiredPhase\":\"~s\",\"spec\":{", desired(w));
}

static void common(const struct out *w, struct out *o)
{
	extra_copy(w, "category", "category", "null", o);
	out_ch(o, ',');
	extra_copy(w, "priorityClassName", "priorityClass", "null", o);
	out_ch(o, ',');
	extra_copy(w, "requestedNodePools", "nodePools", "null", o);
	out_str(o, ",\"preemptibility\":\"preemptible\",");
}

/* A workspace or a training; a distributed one has more after it. */
static void spec(const struct extra_ask *a)
{
	struct out w = {0}, *o = &a->r->body;

	if (workload(a, &w)) {
		head(&w, o);
		common(&w, o);
		container(&w, o);
		out_str(o, ",\"restartPolicy\":\"Never\",\"backoffLimit\":6,"
			   "\"tty\":false,\"stdin\":false}}");
	}
	out_free(&w);
}

static void spec_distributed(const struct extra_ask *a)
{
	struct out w = {0}, *o = &a->r->body;

	if (workload(a, &w)) {
		head(&w, o);
		common(&w, o);
		container(&w, o);
		out_str(o, ",\"distributedFramework\":\"PyTorch\","
			   "\"numWorkers\":3,\"restartPolicy\":\"Never\"},"
			   "\"masterSpecSameAsWorker\":false,"
			   "\"masterSpec\":{");
		container(&w, o);
		out_str(o, "}}");
	}
	out_free(&w);
}

static void spec_inference(const struct extra_ask *a)
{
	struct out w = {0}, *o = &a->r->body;

	if (workload(a, &w)) {
		head(&w, o);
		common(&w, o);
		container(&w, o);
		out_str(o, ",\"servingPort\":{\"container\":8000,"
			   "\"protocol\":\"http\","
			   "\"authorizationType\":\"public\","
			   "\"clusterLocalAccessOnly\":false},"
			   "\"autoscaling\":{\"minReplicas\":1,"
			   "\"maxReplicas\":4,\"metric\":\"concurrency\","
			   "\"metricThreshold\":10}}}");
	}
	out_free(&w);
}

static void spec_distributed_inference(const struct extra_ask *a)
{
	struct out w = {0}, *o = &a->r->body;

	if (workload(a, &w)) {
		head(&w, o);
		common(&w, o);
		out_str(o, "\"servingPort\":{\"port\":8000,"
			   "\"protocol\":\"http\",\"exposeExternally\":false},"
			   "\"workers\":2,\"replicas\":1,\"leader\":{");
		container(&w, o);
		out_str(o, "},\"worker\":{");
		container(&w, o);
		out_str(o, "}}}");
	}
	out_free(&w);
}

/* -- the second ---------------------------------------------------------- */

static const struct pairs metadata[] = {
	{"name", "name", "\"\""},
	{"projectId", "projectId", "\"\""},
	{"projectName", "projectName", "\"\""},
	{"departmentId", "departmentId", "\"\""},
	{"departmentName", "departmentName", "\"\""},
	{"clusterId", "clusterId", "null"},
	{"tenantId", "tenantId", "0"},
	{"id", "id", "null"},
	{"category", "category", "null"},
	{"priorityClassName", "priority", "null"},
	{"createdAt", "createdAt", "null"},
	{"submittedBy", "createdBy", "\"\""},
	{"updatedAt", "updatedAt", "null"},
	{"submittedBy", "updatedBy", "\"\""},
	{"deletedAt", "deletedAt", "null"},
	{NULL, NULL, NULL},
};

static void second_head(
	const struct out *w, const char *group, const char *kind, struct out *o)
{
	out_str(o, "{\"metadata\":{");
	copy_all(w, metadata, o);
	out_f(o,
		"\"gvk\":{\"group\":\"~s\",\"version\":\"v1\","
		"\"kind\":\"~s\"},\"deletedBy\":null},"
		"\"desiredPhase\":\"~s\",",
		group, kind, desired(w));
}

/* As it would stand in the cluster. */
static void manifest(const struct out *w, const char *key, struct out *o)
{
	out_f(o, "\"~s\":{\"apiVersion\":\"batch/v1\",\"kind\":\"Job\",", key);
	out_str(o, "\"metadata\":{");
	extra_copy(w, "name", "name", "\"\"", o);
	out_ch(o, ',');
	extra_copy(w, "namespace", "namespace", "\"\"", o);
	out_str(o, "},\"spec\":{\"template\":{\"spec\":{\"containers\":["
		   "{\"name\":\"main\",\"env\":[{\"name\":\"WANDB_API_KEY\","
		   "\"value\":\"" EXTRA_CANARY "manifest-env\"}]}]}}}}");
}

static void second(const struct extra_ask *a)
{
	struct out w = {0}, *o = &a->r->body;

	if (workload(a, &w)) {
		out_str(o, "{\"workload\":");
		second_head(&w, "batch", "Job", o);
		manifest(&w, "workloadManifest", o);
		out_ch(o, ',');
		manifest(&w, "rawManifest", o);
		out_str(o, "},\"syncInfo\":{\"status\":\"Synced\","
			   "\"message\":\"\"}}");
	}
	out_free(&w);
}

static void second_nim(const struct extra_ask *a)
{
	struct out w = {0}, *o = &a->r->body;

	if (workload(a, &w)) {
		second_head(&w, "apps.nvidia.com", "NIMService", o);
		out_f(o,
			"\"spec\":{~s\"image\":\"nvcr.io/nim/meta/llama-3.1-8b-"
			"instruct:1.8\",\"ngcAuthSecret\":\"ngc\","
			"\"replicas\":1,\"compute\":{\"gpuDevicesRequest\":1,"
			"\"cpuCoreRequest\":4.0},\"servingPort\":{"
			"\"port\":8000,\"exposeExternally\":false},"
			"\"modelStore\":{\"nimCache\":{\"name\":\"llama\"}}}}",
			environment);
	}
	out_free(&w);
}

#define SPEC(name, fn, types)                                      \
	{                                                          \
		"/api/v1/workloads/" name "/{}", fn, .text = types \
	}

const struct extra_route extra_spec_routes[] = {
	SPEC("workspaces", spec, "Workspace"),
	SPEC("trainings", spec, "Training"),
	SPEC("distributed", spec_distributed, "Distributed"),
	SPEC("inferences", spec_inference, "Inference"),
	SPEC("distributed-inferences", spec_distributed_inference,
		DISTRIBUTED_INFERENCE),
	{"/api/v2/workloads/{}", second, .flag = true},
	{"/api/v2/workloads/nim-services/{}", second_nim, .text = NIM,
		.flag = true},
	{NULL},
};
