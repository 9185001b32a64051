/* SPDX-License-Identifier: MIT */
/*
 * The API of 2021. Integer ids, times of jobs in milliseconds. What an item
 * says in both generations is looked up in its present bytes, so a change made
 * by a test shows in both.
 */
#include "make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "peek.h"

struct now {
	const char *p;
	size_t n;
};

static const char *text(struct now now, const char *path, char *ret)
{
	peek_text(now.p, now.n, path, ret, NAME_SIZE);
	return ret;
}

/* Word for word, with what it stands for here where it is absent. */
static void raw(
	struct now now, const char *path, const char *absent, struct out *o)
{
	struct span v;

	if (peek_raw(now.p, now.n, path, &v))
		out_mem(o, v.p, v.n);
	else
		out_str(o, absent);
}

static void pair(
	const char *key, struct now now, const char *path, struct out *o)
{
	out_f(o, "\"~s\":", key);
	raw(now, path, "null", o);
	out_ch(o, ',');
}

/* An id that is text today and was a number then. */
static void number(
	const char *key, struct now now, const char *path, struct out *o)
{
	char id[NAME_SIZE];

	out_f(o, "\"~s\":~l,", key,
		(int64_t)strtoll(text(now, path, id), NULL, 10));
}

/* Milliseconds since the epoch of an ISO 8601 time, -1 for none. */
static int64_t epoch_ms(struct now now, const char *path)
{
	struct tm tm = {0};
	char at[NAME_SIZE];
	const char *rest;

	rest = strptime(text(now, path, at), "%Y-%m-%dT%H:%M:%S", &tm);
	if (!rest)
		return -1;
	return (int64_t)timegm(&tm) * 1000 +
	       (*rest == '.' ? strtol(rest + 1, NULL, 10) : 0);
}

void make_old_cluster(
	const struct tenant *t, const char *p, size_t n, struct out *o)
{
	struct now now = {p, n};

	out_ch(o, '{');
	pair("uuid", now, "uuid", o);
	pair("name", now, "name", o);
	pair("tenantId", now, "tenantId", o);
	pair("createdAt", now, "createdAt", o);
	pair("domain", now, "domain", o);
	pair("version", now, "version", o);
	pair("lastLiveness", now, "lastLiveness", o);
	out_str(o, "\"status\":{\"state\":");
	raw(now, "status.state", "null", o);
	out_str(o, "},\"config\":{},\"projectCount\":0}");
}

static void deserved(struct now now, struct out *o)
{
	out_str(o, "\"deservedGpus\":");
	raw(now, "totalResources.gpuQuota", "0", o);
}

void make_old_department(
	const struct tenant *t, const char *p, size_t n, struct out *o)
{
	struct now now = {p, n};

	out_ch(o, '{');
	number("id", now, "id", o);
	pair("name", now, "name", o);
	pair("clusterUuid", now, "clusterId", o);
	pair("createdAt", now, "createdAt", o);
	deserved(now, o);
	out_str(o, ",\"tenantId\":1001,\"allowOverQuota\":true,"
		   "\"maxAllowedGpus\":-1,\"departmentAdmins\":[],"
		   "\"projectsDeservedGpus\":\"0.00\",\"projects\":[]}");
}

void make_old_project(
	const struct tenant *t, const char *p, size_t n, struct out *o)
{
	struct now now = {p, n};

	out_ch(o, '{');
	number("id", now, "id", o);
	pair("name", now, "name", o);
	number("departmentId", now, "parentId", o);
	pair("departmentName", now, "parent.name", o);
	pair("clusterUuid", now, "clusterId", o);
	pair("createdAt", now, "createdAt", o);
	pair("phase", now, "status.phase", o);
	pair("namespace", now, "status.namespace", o);
	out_str(o, "\"status\":{\"namespace\":");
	raw(now, "status.namespace", "null", o);
	out_str(o, ",\"message\":");
	raw(now, "status.phaseMessage", "null", o);
	out_str(o, "},");
	deserved(now, o);
	out_str(o, ",\"tenantId\":1001,\"maxAllowedGpus\":-1,"
		   "\"allowOverQuota\":true,"
		   "\"nodeAffinity\":{\"train\":{\"affinityType\":\"no_limit\","
		   "\"selectedTypes\":[]},\"interactive\":{\"affinityType\":"
		   "\"no_limit\",\"selectedTypes\":[]}},"
		   "\"permissions\":{\"users\":[],\"groups\":[],"
		   "\"applications\":[]}}");
}

static void first_image(struct now now, struct out *o)
{
	struct span v;

	out_str(o, "\"image\":");
	if (peek_raw(now.p, now.n, "images", &v) && v.n > 2 && v.p[0] == '[')
		out_mem(o, v.p + 1, strcspn(v.p + 1, ",]"));
	else
		out_str(o, "null");
}

void make_old_job(
	const struct tenant *t, const char *p, size_t n, struct out *o)
{
	struct now now = {p, n};
	int64_t done = epoch_ms(now, "completedAt");

	out_ch(o, '{');
	pair("id", now, "id", o);
	pair("uuid", now, "id", o);
	pair("name", now, "name", o);
	pair("project", now, "projectName", o);
	pair("user", now, "submittedBy", o);
	pair("status", now, "phase", o);
	pair("type", now, "type", o);
	pair("namespace", now, "namespace", o);
	pair("environmentVariables", now, "environmentVariables", o);
	pair("command", now, "command", o);
	pair("arguments", now, "arguments", o);
	first_image(now, o);
	out_f(o, ",\"createdAt\":~l,\"updatedAt\":~l,\"statusSince\":~l,",
		epoch_ms(now, "createdAt"), epoch_ms(now, "updatedAt"),
		epoch_ms(now, "phaseUpdatedAt"));
	if (done >= 0)
		out_f(o, "\"completedAt\":~l,", done);
	out_str(o, "\"gpu\":");
	raw(now, "workloadRequestedResources.gpu.request", "0", o);
	out_str(o, ",\"allocatedGpu\":");
	raw(now, "allocatedResources.gpu", "0", o);
	out_str(o, ",\"podCount\":");
	raw(now, "requestedPods.number", "1", o);
	out_ch(o, '}');
}

void make_old_user(
	const struct tenant *t, const char *p, size_t n, struct out *o)
{
	struct now now = {p, n};

	out_ch(o, '{');
	pair("userId", now, "id", o);
	pair("email", now, "username", o);
	pair("createdAt", now, "createdAt", o);
	pair("lastLogin", now, "lastLogin", o);
	out_str(o, "\"name\":\"\",\"roles\":[\"researcher\"],"
		   "\"permittedClusters\":[],\"permitAllClusters\":true,"
		   "\"needToChangePassword\":false}");
}

void make_old_researcher_project(
	const struct tenant *t, const char *p, size_t n, struct out *o)
{
	struct now now = {p, n};

	out_ch(o, '{');
	number("id", now, "id", o);
	pair("name", now, "name", o);
	pair("departmentName", now, "parent.name", o);
	pair("clusterUuid", now, "clusterId", o);
	out_f(o, "\"createdAt\":~l,", epoch_ms(now, "createdAt"));
	deserved(now, o);
	out_ch(o, '}');
}

void make_old_node_pool(
	const struct tenant *t, const char *p, size_t n, struct out *o)
{
	struct now now = {p, n};

	out_ch(o, '{');
	number("id", now, "id", o);
	pair("name", now, "name", o);
	pair("clusterId", now, "clusterId", o);
	pair("labelKey", now, "labelKey", o);
	pair("labelValue", now, "labelValue", o);
	pair("overProvisioningRatio", now, "overProvisioningRatio", o);
	pair("placementStrategy", now, "placementStrategy", o);
	pair("createdAt", now, "createdAt", o);
	pair("updatedAt", now, "updatedAt", o);
	pair("createdBy", now, "createdBy", o);
	pair("updatedBy", now, "updatedBy", o);
	pair("status", now, "phase", o);
	pair("statusMessage", now, "phaseMessage", o);
	pair("isDefault", now, "isDefault", o);
	out_str(o, "\"nodes\":\"\"}");
}

void make_old_storage_class(
	const struct tenant *t, const char *p, size_t n, struct out *o)
{
	raw((struct now){p, n}, "storageClassName", "null", o);
}
