/* SPDX-License-Identifier: MIT */
/* Operations that are no lists, asked over HTTP. */
#include "test_ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY "start=2026-01-01T00:00:00Z&end=2026-01-02T00:00:00Z"

/* The id of the first workload of a type. */
static void workload_of(struct ctx *x, const char *type, char id[64])
{
	char *bytes = NULL, mark[64];
	size_t n;
	bool found = false;

	snprintf(mark, sizeof mark, "\"type\":\"%s\"", type);
	for (unsigned i = 0; i < 200 && !found; i++) {
		assert_int_equal(
			sim_item(x->sim, "workloads", i, id, &bytes, &n), 0);
		found = strstr(bytes, mark);
		free(bytes);
	}
	assert_true(found);
}

/* base + "/" + id + rest */
static const char *path_of(
	const char *base, const char *id, const char *rest, char ret[512])
{
	snprintf(ret, 512, "%s/%s%s", base, id, rest);
	return ret;
}

static void admin(struct ctx *x, const char *target)
{
	assert_int_equal(sim_admin(x->sim, "POST", target, NULL, 0, NULL), 200);
}

/* The answer's text, which is the caller's; its status has to be that. */
static char *text_of(struct ctx *x, const char *path, long status)
{
	struct got g = get(x, path);

	assert_int_equal(g.status, status);
	return g.p;
}

static void expect_text(
	struct ctx *x, const char *path, long status, const char *part)
{
	char *text = text_of(x, path, status);

	assert_non_null(strstr(text, part));
	free(text);
}

/* -- measurements -------------------------------------------------------- */

static void test_metrics(void **state)
{
	struct ctx *x = *state;
	char id[64], path[512];
	json_t *j, *m;

	sim_item(x->sim, "nodes", 0, id, NULL, NULL);
	j = get_json(
		x, path_of("/api/v1/nodes", id,
			   "/metrics?" DAY "&numberOfSamples=24&metricType="
			   "CPU_UTILIZATION,GPU_UTILIZATION_PER_GPU",
			   path));
	m = json_object_get(j, "measurements");
	assert_int_equal(json_array_size(m), 5);
	m = json_array_get(m, 0);
	assert_int_equal(json_array_size(json_object_get(m, "values")), 24);
	m = json_array_get(json_object_get(m, "values"), 1);
	assert_string_equal("2026-01-01T01:00:00.000Z",
		json_string_value(json_object_get(m, "timestamp")));
	json_decref(j);
	/* repeated is as good as joined */
	j = get_json(x, path_of("/api/v1/nodes", id,
				"/metrics?" DAY "&metricType=CPU_UTILIZATION"
				"&metricType=CPU_USAGE_CORES",
				path));
	assert_int_equal(
		json_array_size(json_object_get(j, "measurements")), 2);
	json_decref(j);
}

/* A value is that of its moment, whatever the window. */
static void test_metrics_agree(void **state)
{
	struct ctx *x = *state;
	char id[64], path[512];
	json_t *day, *half, *a, *b;

	sim_item(x->sim, "clusters", 0, id, NULL, NULL);
	day = get_json(x, path_of("/api/v1/clusters", id,
				  "/metrics?" DAY
				  "&numberOfSamples=24&metricType=TOTAL_GPU",
				  path));
	half = get_json(x, path_of("/api/v1/clusters", id,
				   "/metrics?start=2026-01-01T12:00:00Z"
				   "&end=2026-01-02T00:00:00Z"
				   "&numberOfSamples=12&metricType=TOTAL_GPU",
				   path));
	a = json_array_get(json_object_get(day, "measurements"), 0);
	b = json_array_get(json_object_get(half, "measurements"), 0);
	for (unsigned i = 0; i < 12; i++)
		assert_true(json_equal(
			json_array_get(json_object_get(a, "values"), i + 12),
			json_array_get(json_object_get(b, "values"), i)));
	json_decref(day);
	json_decref(half);
}

static void test_metrics_refused(void **state)
{
	static const char *const wrong[] = {
		"/metrics?metricType=GPU_UTILIZATION&start=2026-01-01T00:00:"
		"00Z",
		"/metrics?" DAY,
		"/metrics?" DAY "&metricType=",
		"/metrics?" DAY "&metricType=TOTAL_GPU", /* a cluster's */
		"/metrics?" DAY "&metricType=POD_COUNT&numberOfSamples=1001",
		"/metrics?" DAY "&metricType=POD_COUNT&numberOfSamples=-1",
		"/metrics?start=yesterday&end=2026-01-02T00:00:00Z"
		"&metricType=POD_COUNT",
		"/metrics?start=2026-01-02T00:00:00Z&end=2026-01-02T00:00:00Z"
		"&metricType=POD_COUNT",
		"/metrics?start=2026-01-02&end=2026-01-03&metricType=POD_COUNT",
	};
	struct ctx *x = *state;
	char id[64], path[512];

	sim_item(x->sim, "workloads", 0, id, NULL, NULL);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		expect_text(x, path_of(PAGE, id, wrong[i], path), 400,
			"\"code\":400");
	expect_text(x,
		path_of(PAGE, id, "/metrics?" DAY "&metricType=POD_COUNT,NONE",
			path),
		400, "NONE");
	expect_status(x,
		path_of(PAGE, "no", "/metrics?" DAY "&metricType=POD_COUNT",
			path),
		404);
}

static void test_metrics_switches(void **state)
{
	struct ctx *x = *state;
	char id[64], path[512], *text;

	sim_item(x->sim, "workloads", 0, id, NULL, NULL);
	path_of(PAGE, id,
		"/metrics?" DAY "&metricType=POD_COUNT,GPU_ALLOCATION", path);
	free(text_of(x, path, 200));
	admin(x, "extra?refuse=GPU_ALLOCATION");
	expect_text(x, path, 400, "GPU_ALLOCATION");
	admin(x, "extra?refuse=GPU_ALLOCATION&named=0");
	text = text_of(x, path, 400);
	assert_null(strstr(text, "GPU_ALLOCATION"));
	free(text);
	admin(x, "extra?partial=GPU_ALLOCATION");
	expect_text(x, path, 207, "\"values\":null");
	admin(x, "extra");
	free(text_of(x, path, 200));
	assert_int_equal(
		sim_admin(x->sim, "POST", "extra?logo=gif", NULL, 0, NULL),
		400);
}

static void test_metrics_csv(void **state)
{
	struct ctx *x = *state;
	char id[64], url[512], path[512], bearer[4200];
	struct got g;

	sim_item(x->sim, "projects", 0, id, NULL, NULL);
	snprintf(url, sizeof url, "%s%s", sim_url(x->sim),
		path_of("/api/v1/org-unit/projects", id,
			"/metrics?" DAY "&metricType=GPU_QUOTA", path));
	snprintf(bearer, sizeof bearer, "%s", x->bearer);
	g = ask(url, bearer, NULL, "Accept: text/csv", NULL, NULL);
	assert_int_equal(g.status, 200);
	assert_int_equal(strncmp(g.p, "timestamp,type,value", 20), 0);
	assert_non_null(strstr(g.p, "\n2026-01-01T00:00:00.000Z,GPU_QUOTA,"));
	free(g.p);
}

static void test_telemetry(void **state)
{
	struct ctx *x = *state;
	json_t *j, *values, *v;
	size_t i;
	int sum = 0;

	expect_text(x, PAGE "/telemetry?telemetryType=WORKLOADS_COUNT", 200,
		"\"value\":\"1234\"");
	j = get_json(x, PAGE "/telemetry?telemetryType=WORKLOADS_COUNT"
			     "&groupBy=Phase,ProjectId");
	values = json_object_get(j, "values");
	json_array_foreach(values, i, v)
	{
		assert_int_equal(
			json_array_size(json_object_get(v, "groups")), 2);
		sum += atoi(json_string_value(json_object_get(v, "value")));
	}
	assert_int_equal(sum, 1234);
	json_decref(j);
	expect_status(x, PAGE "/telemetry", 400);
	expect_status(x, PAGE "/telemetry?telemetryType=READY_GPUS", 400);
	expect_status(x,
		PAGE "/telemetry?telemetryType=GPU_ALLOCATION"
		     "&groupBy=Phase,Type,Category",
		400);
	expect_status(
		x, "/api/v1/nodes/telemetry?telemetryType=READY_GPUS", 200);
}

/* -- the audit log ------------------------------------------------------- */

static void test_audit(void **state)
{
	struct ctx *x = *state;
	json_int_t next = 0;
	size_t n = 0, total = 0;
	char path[512];

	while (next >= 0) {
		json_t *j;

		snprintf(path, sizeof path,
			"/api/v1/audit/log?" DAY
			"&numberOfSamples=30&offset=%lld",
			(long long)next);
		j = get_json(x, path);
		n += json_array_size(json_object_get(j, "audit_logs"));
		total = (size_t)json_integer_value(json_object_get(j, "total"));
		next = json_object_get(j, "next")
			       ? json_integer_value(json_object_get(j, "next"))
			       : -1;
		json_decref(j);
	}
	assert_int_equal(n, total);
	assert_in_range(n, 80, 90);
	expect_status(x, "/api/v1/audit/log", 400);
	expect_text(x, "/api/v1/audit/log?" DAY "&filterBy=result==Failed", 200,
		"\"result\":\"Failed\"");
	expect_text(x, "/api/v1/audit/log/file?" DAY, 200, "id,timestamp,");
	expect_text(x, "/api/v1/audit/log/file?" DAY "&file_type=JSON", 200,
		"[{\"id\":");
	expect_status(x, "/api/v1/audit/log/file?" DAY "&file_type=XML", 400);
}

/* -- workloads ----------------------------------------------------------- */

static void test_specs(void **state)
{
	static const struct {
		const char *type, *base;
	} specs[] = {{"Workspace", PAGE "/workspaces"},
		{"Training", PAGE "/trainings"},
		{"Distributed", PAGE "/distributed"},
		{"Inference", PAGE "/inferences"}};
	struct ctx *x = *state;
	char id[64], path[512];

	for (size_t i = 0; i < 4; i++) {
		workload_of(x, specs[i].type, id);
		for (size_t k = 0; k < 4; k++)
			expect_status(x, path_of(specs[k].base, id, "", path),
				i == k ? 200 : 404);
	}
	expect_status(x, path_of("/api/v2/workloads", id, "", path), 404);
	sim_set(x->sim, "workloads", id, "sourceApi", "WorkloadsV2");
	expect_status(x, path_of("/api/v2/workloads", id, "", path), 200);
	expect_status(x, path_of(specs[3].base, id, "", path), 404);
	path_of("/api/v2/workloads/nim-services", id, "", path);
	expect_status(x, path, 404);
	sim_set(x->sim, "workloads", id, "type", "NIMService");
	expect_status(x, path, 200);
}

static void test_revisions(void **state)
{
	static const char *const parts[] = {"", "/pods", "/events", "/history"};
	struct ctx *x = *state;
	char id[64], path[512];
	json_t *j, *list;

	workload_of(x, "Inference", id);
	j = get_json(x, path_of(PAGE "/inferences", id, "/revisions", path));
	list = json_object_get(j, "revisions");
	assert_in_range(json_array_size(list), 1, 3);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *revision = json_string_value(
			json_object_get(json_array_get(list, i), "id"));

		for (size_t k = 0; k < 4; k++)
			expect_status(x,
				path_of(PAGE "/inferences/revisions", revision,
					parts[k], path),
				200);
	}
	json_decref(j);
	expect_status(
		x, path_of(PAGE "/inferences/revisions", id, "", path), 404);
	workload_of(x, "Training", id);
	expect_status(
		x, path_of(PAGE "/inferences", id, "/revisions", path), 404);
}

/* -- the rest ------------------------------------------------------------ */

static void test_policies(void **state)
{
	static const char base[] = "/api/v2/policy/trainings?scope=";
	struct ctx *x = *state;
	char path[512];

	snprintf(path, sizeof path, "%stenant", base);
	expect_text(x, path, 200, "\"effective\":{");
	snprintf(path, sizeof path, "%sproject", base);
	expect_text(x, path, 400, "projectId");
	snprintf(path, sizeof path, "%sproject&projectId=101", base);
	expect_status(x, path, 200);
	snprintf(path, sizeof path, "%sproject&projectId=99999", base);
	expect_status(x, path, 404);
	expect_status(x, "/api/v2/policy/trainings", 400);
	expect_status(x, "/api/v2/policy/trainings?scope=system", 400);
}

static void test_singles(void **state)
{
	static const struct {
		const char *path;
		long status;
	} asked[] = {
		{"/api/v1/logo", 200},
		{"/api/v1/security/settings", 200},
		{"/api/v1/security/settings/browserSessionTimeout", 200},
		{"/api/v1/security/settings/nonsense", 404},
		{"/api/v1/cli-exposer/installer/linux", 200},
		{"/api/v1/cli/installer/windows/commands", 200},
		{"/api/v1/cli-exposer/installer/windows", 404},
		{"/api/v1/cli-exposer/docs/runai.md", 200},
		{"/api/v1/cli-exposer/docs/nonsense.md", 404},
		{"/v1/k8s/admin-cli/linux/checksum", 200},
		{"/v1/k8s/admin-cli/v2.20.1/darwin", 200},
		{"/v1/k8s/admin-cli/2.20/darwin", 400},
		{"/api/v1/workload-templates/name-availability"
		 "?templateName=free&scopeType=tenant",
			204},
		{"/api/v1/workload-templates/name-availability", 400},
	};
	struct ctx *x = *state;
	struct got g;

	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
		expect_status(x, asked[i].path, asked[i].status);
	g = get(x, "/api/v1/cli-exposer/dist/linux/amd64/runai");
	assert_in_range(g.n, 200000, 400000);
	assert_memory_equal(g.p, "\177ELF", 4);
	free(g.p);
	admin(x, "extra?logo=none");
	expect_status(x, "/api/v1/logo", 204);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_metrics),
		TEST(test_metrics_agree),
		TEST(test_metrics_refused),
		TEST(test_metrics_switches),
		TEST(test_metrics_csv),
		TEST(test_telemetry),
		TEST(test_audit),
		TEST(test_specs),
		TEST(test_revisions),
		TEST(test_policies),
		TEST(test_singles),
	};
	int failed;

	curl_global_init(CURL_GLOBAL_ALL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	curl_global_cleanup();
	return failed;
}
