/* SPDX-License-Identifier: MIT */
/* The simulator does what sim.h says, asked over HTTP by libcurl. */
#include "test_ask.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* -- lists --------------------------------------------------------------- */

static size_t walk(struct ctx *x, const char *path, const char *key,
	unsigned limit, unsigned *ret_pages)
{
	json_int_t offset = 0;
	size_t n = 0;

	for (*ret_pages = 0; offset >= 0; ++*ret_pages) {
		char url[256];
		json_t *j, *next;

		snprintf(url, sizeof url, "%s?offset=%lld&limit=%u", path,
			(long long)offset, limit);
		j = get_json(x, url);
		n += json_array_size(json_object_get(j, key));
		next = json_object_get(j, "next");
		assert_true(!next || json_integer_value(next) > offset);
		offset = next ? json_integer_value(next) : -1;
		json_decref(j);
	}
	return n;
}

static void test_pages(void **state)
{
	struct ctx *x = *state;
	unsigned pages;

	assert_int_equal(walk(x, PAGE, "workloads", 500, &pages), 1234);
	assert_int_equal(pages, 3);
	assert_int_equal(walk(x, PAGE, "workloads", 400, &pages), 1234);
	assert_int_equal(pages, 4);
}

static void test_page_limits(void **state)
{
	struct ctx *x = *state;
	json_t *j = get_json(x, PAGE);

	assert_int_equal(json_array_size(json_object_get(j, "workloads")), 50);
	json_decref(j);
	expect_status(x, PAGE "?limit=501", 400);
	expect_status(x, PAGE "?limit=0", 400);
	expect_status(x, PAGE "?offset=-1", 400);
	j = get_json(x, PAGE "?offset=9999");
	assert_null(json_object_get(j, "next"));
	json_decref(j);
}

static void test_all_lists_parse(void **state)
{
	static const struct {
		const char *path, *key;
		size_t n;
	} lists[] = {
		{"/api/v1/clusters", NULL, 2},
		{"/api/v1/org-unit/departments", "departments", 3},
		{"/api/v1/org-unit/projects", "projects", 8},
		{"/api/v1/users", NULL, 6},
		{"/api/v1/node-pools", "nodepools", 6},
		{"/api/v1/nodes", "nodes", 8},
		{"/api/v1/authorization/access-rules", "accessRules", 17},
		{"/api/v1/authorization/roles", NULL, 3},
		{"/api/v1/workloads/pods?limit=500", "pods", 500},
		{"/v1/k8s/setting", NULL, 8},
		{"/v1/k8s/clusters", NULL, 2},
		{"/v1/k8s/users", NULL, 6},
	};

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		json_t *j = get_json(*state, lists[i].path);
		json_t *a = lists[i].key ? json_object_get(j, lists[i].key) : j;

		assert_int_equal(json_array_size(a), lists[i].n);
		json_decref(j);
	}
}

static void test_by_id_is_the_list_item(void **state)
{
	struct ctx *x = *state;
	char id[64], path[128], *bytes;
	struct got g;
	size_t n;

	for (unsigned i = 0; i < 1234; i += 111) {
		assert_int_equal(
			sim_item(x->sim, "workloads", i, id, &bytes, &n), 0);
		snprintf(path, sizeof path, PAGE "/%s", id);
		g = get(x, path);
		assert_int_equal(g.n, n);
		assert_memory_equal(g.p, bytes, n);
		free(bytes);
		free(g.p);
	}
	expect_status(x, PAGE "/3fa66524-0947-4329-81c7-77580f2f3984", 404);
}

static void test_workload_parts(void **state)
{
	static const char *const parts[][2] = {
		{"pods", "pods"}, {"events", "events"}, {"history", "records"}};
	struct ctx *x = *state;
	char id[64], path[128];

	sim_item(x->sim, "workloads", 8, id, NULL, NULL);
	for (unsigned i = 0; i < 3; i++) {
		json_t *j;

		snprintf(path, sizeof path, PAGE "/%s/%s", id, parts[i][0]);
		j = get_json(x, path);
		assert_int_equal(
			json_array_size(json_object_get(j, parts[i][1])),
			i ? 6 : 3);
		json_decref(j);
	}
}

static void test_filter_and_sort(void **state)
{
	struct ctx *x = *state;
	json_t *j = get_json(x, PAGE "?limit=500&sortBy=name&filterBy="
				     "phase==Failed,projectName==nlp");
	json_t *a = json_object_get(j, "workloads"), *w;
	const char *last = "", *name;
	size_t i;

	assert_true(json_array_size(a) > 3);
	json_array_foreach(a, i, w)
	{
		name = json_string_value(json_object_get(w, "name"));
		assert_true(strcmp(last, name) <= 0);
		assert_string_equal("Failed",
			json_string_value(json_object_get(w, "phase")));
		last = name;
	}
	json_decref(j);
	expect_status(x, PAGE "?filterBy=nonsense", 400);
}

static json_t *old_jobs(struct ctx *x, const char *cluster, const char *name)
{
	char path[256];

	snprintf(path, sizeof path, "/at/%s/researcher/api/v1/jobs/%s", cluster,
		name);
	return get_json(x, path);
}

/* Every workload of today is a job of then, with the same id and state. */
static void test_generations_agree(void **state)
{
	struct ctx *x = *state;
	json_t *now = get_json(x, PAGE "?limit=500&filterBy=projectId==101");
	json_t *list = json_object_get(now, "workloads"), *w;
	json_t *old = old_jobs(x,
		json_string_value(
			json_object_get(json_array_get(list, 0), "clusterId")),
		"vision");
	json_t *data = json_object_get(old, "data"), *job;
	size_t i;

	assert_int_equal(json_array_size(list), json_array_size(data));
	json_array_foreach(list, i, w)
	{
		job = json_array_get(data, i);
		assert_true(json_equal(
			json_object_get(w, "id"), json_object_get(job, "id")));
		assert_true(json_equal(json_object_get(w, "phase"),
			json_object_get(job, "status")));
		assert_true(json_is_integer(json_object_get(job, "createdAt")));
	}
	json_decref(now);
	json_decref(old);
}

/* -- changes ------------------------------------------------------------- */

static void test_bytes_are_kept(void **state)
{
	static const char odd[] = "{ \"id\" : \"odd\",\"x\":0.1,\"x\":1e400,"
				  "\"n\":18446744073709551616, \"\\u0000\":\"";
	struct ctx *x = *state;
	char id[64], path[128];
	struct got g;

	sim_item(x->sim, "workloads", 3, id, NULL, NULL);
	assert_int_equal(
		sim_put(x->sim, "workloads", id, odd, sizeof odd - 1), 0);
	g = get(x, PAGE);
	assert_non_null(memmem(g.p, g.n, odd, sizeof odd - 1));
	free(g.p);
	snprintf(path, sizeof path, PAGE "/%s", id);
	g = get(x, path);
	assert_int_equal(g.n, sizeof odd - 1);
	assert_memory_equal(g.p, odd, g.n);
	free(g.p);
}

static void test_changes(void **state)
{
	struct ctx *x = *state;
	char id[64], path[128];
	json_t *j;

	sim_item(x->sim, "workloads", 0, id, NULL, NULL);
	snprintf(path, sizeof path, PAGE "/%s", id);
	assert_int_equal(
		sim_set(x->sim, "workloads", id, "phase", "Resuming"), 0);
	j = get_json(x, path);
	assert_string_equal(
		"Resuming", json_string_value(json_object_get(j, "phase")));
	assert_true(
		strncmp(json_string_value(json_object_get(j, "phaseUpdatedAt")),
			"2025-06-01", 10) > 0);
	json_decref(j);
	assert_int_equal(sim_delete(x->sim, "workloads", id), 0);
	expect_status(x, path, 404);
	assert_int_equal(
		sim_add(x->sim, "workloads", "{\"id\":\"new\"}", 12), 0);
	expect_status(x, PAGE "/new", 200);
	assert_int_equal(sim_items(x->sim, "workloads"), 1234);
	assert_int_equal(sim_reorder(x->sim, "workloads", 7), 0);
	assert_int_equal(sim_touch(x->sim, "workloads", 10, 0), 12);
	expect_status(x, PAGE "/new", 200);
	sim_restore(x->sim);
	expect_status(x, PAGE "/new", 404);
	expect_status(x, path, 200);
	assert_int_equal(sim_put(x->sim, "nonsense", id, "", 0), -EINVAL);
	assert_int_equal(sim_put(x->sim, "workloads", "no", "", 0), -ENOENT);
}

/* -- the rest ------------------------------------------------------------ */

static void test_counts(void **state)
{
	struct ctx *x = *state;
	struct sim_stats s;
	char *log;

	sim_counts_reset(x->sim);
	expect_status(x, PAGE, 200);
	expect_status(x, PAGE "?offset=50", 200);
	expect_status(x, "/api/v1/users", 200);
	sim_stats(x->sim, &s);
	assert_int_equal(s.requests, 3);
	assert_int_equal(s.token_requests, 0);
	assert_int_equal(sim_count(x->sim, PAGE), 2);
	assert_int_equal(sim_count(x->sim, "/api/v1/*"), 3);
	assert_int_equal(
		sim_admin(x->sim, "GET", "log?n=1", NULL, 0, &log), 200);
	assert_non_null(strstr(log, "\"path\":\"/api/v1/users\""));
	assert_non_null(strstr(log, "\"bearer\":true,\"secret\":false"));
	free(log);
	assert_int_equal(log_in(x), 0);
	sim_admin(x->sim, "GET", "log?n=1", NULL, 0, &log);
	assert_non_null(strstr(log, "\"bearer\":false,\"secret\":true"));
	free(log);
}

static void test_only_one_generation(void **state)
{
	struct ctx x = {0};
	struct sim_options o;

	sim_options_init(&o);
	o.generation = SIM_LEGACY;
	assert_int_equal(start(&x, &o), 0);
	expect_status(&x, "/api/v1/clusters", 404);
	expect_status(&x, "/v1/k8s/clusters", 200);
	expect_status(&x, "/v1/k8s/setting", 200);
	sim_stop(x.sim);
	o.generation = SIM_V1;
	o.absent = SIM_ABSENT_405;
	assert_int_equal(start(&x, &o), 0);
	expect_status(&x, "/api/v1/clusters", 200);
	expect_status(&x, "/v1/k8s/clusters", 405);
	expect_status(&x, "/v1/k8s/setting", 200);
	sim_stop(x.sim);
}

static CURLcode tls_get(const char *dir, const struct sim_tls *t)
{
	struct sim_options o;
	struct sim *sim;
	char ca[256], cert[256], key[256], url[256];
	struct got g;

	assert_int_equal(sim_tls_make(dir, t), 0);
	snprintf(ca, sizeof ca, "%s/ca.pem", dir);
	snprintf(cert, sizeof cert, "%s/cert.pem", dir);
	snprintf(key, sizeof key, "%s/key.pem", dir);
	sim_options_init(&o);
	o.open = true;
	o.tls_cert = cert;
	o.tls_key = key;
	assert_int_equal(sim_start(&o, &sim), 0);
	snprintf(url, sizeof url, "%s/api/v1/clusters", sim_url(sim));
	g = ask(url, NULL, NULL, NULL, NULL, ca);
	free(g.p);
	sim_stop(sim);
	unlink(ca);
	unlink(cert);
	unlink(key);
	return g.error;
}

static void test_tls(void **state)
{
	static const char *const elsewhere[] = {"elsewhere.example", NULL};
	struct sim_tls wrong_name = {.names = elsewhere};
	struct sim_tls expired = {.from_s = -7200, .until_s = -3600};
	char dir[] = "/tmp/sim-tls-XXXXXX";

	assert_non_null(mkdtemp(dir));
	assert_int_equal(tls_get(dir, NULL), CURLE_OK);
	assert_int_equal(
		tls_get(dir, &wrong_name), CURLE_PEER_FAILED_VERIFICATION);
	assert_int_equal(
		tls_get(dir, &expired), CURLE_PEER_FAILED_VERIFICATION);
	rmdir(dir);
}

static void test_a_million(void **state)
{
	struct ctx x = {0};
	struct sim_options o;
	char id[64], path[128];
	json_t *j;

	sim_options_init(&o);
	o.size.workloads = 1000000;
	assert_int_equal(start(&x, &o), 0);
	assert_int_equal(
		sim_item(x.sim, "workloads", 999999, id, NULL, NULL), 0);
	snprintf(path, sizeof path, PAGE "/%s", id);
	expect_status(&x, path, 200);
	j = get_json(&x, PAGE "?offset=999999");
	assert_int_equal(json_array_size(json_object_get(j, "workloads")), 1);
	json_decref(j);
	assert_int_equal(sim_touch(x.sim, "workloads", 10, 3), 10000);
	sim_stop(x.sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pages),
		TEST(test_page_limits),
		TEST(test_all_lists_parse),
		TEST(test_by_id_is_the_list_item),
		TEST(test_workload_parts),
		TEST(test_filter_and_sort),
		TEST(test_generations_agree),
		TEST(test_bytes_are_kept),
		TEST(test_changes),
		TEST(test_counts),
		cmocka_unit_test(test_only_one_generation),
		cmocka_unit_test(test_tls),
		cmocka_unit_test(test_a_million),
	};
	int failed;

	curl_global_init(CURL_GLOBAL_ALL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	failed += test_faults();
	curl_global_cleanup();
	return failed;
}
