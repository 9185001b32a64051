/* SPDX-License-Identifier: MIT */
/* Tokens and faults of the simulator. */
#include "test_ask.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* -- tokens -------------------------------------------------------------- */

static void test_token_endpoints(void **state)
{
	static const struct {
		const char *path, *type, *body, *key;
	} ways[] = {
		{REALM, NULL, FORM "sim-secret", "access_token"},
		{"/api/v2/token", NULL, FORM "sim-secret", "access_token"},
		{"/oauth/token", NULL, FORM "sim-secret", "access_token"},
		{"/api/v1/token", "Content-Type: application/json",
			"{\"grantType\":\"client_credentials\",\"clientID\":"
			"\"runaifs\",\"clientSecret\":\"sim-secret\"}",
			"accessToken"},
		{"/api/v1/token", "Content-Type: application/json",
			"{\"grantType\":\"app_token\",\"appID\":\"runaifs\","
			"\"appSecret\":\"sim-secret\"}",
			"accessToken"},
	};
	struct ctx *x = *state;

	for (size_t i = 0; i < 5; i++) {
		struct got g =
			post(x, ways[i].path, ways[i].body, ways[i].type);
		json_t *j = parsed(&g);

		assert_int_equal(g.status, 200);
		snprintf(x->bearer, sizeof x->bearer,
			"Authorization: Bearer %s",
			json_string_value(json_object_get(j, ways[i].key)));
		json_decref(j);
		expect_status(x, "/api/v1/clusters", 200);
	}
}

static void test_tokens_end(void **state)
{
	struct ctx *x = *state;
	struct got g = post(x, REALM, FORM "wrong", NULL);
	json_t *j = parsed(&g);

	assert_int_equal(g.status, 401);
	assert_string_equal("unauthorized_client",
		json_string_value(json_object_get(j, "error")));
	json_decref(j);
	sim_revoke(x->sim);
	expect_status(x, PAGE, 401);
	assert_int_equal(sim_admin(x->sim, "POST", "auth?life=1&enable=realm",
				 NULL, 0, NULL),
		200);
	assert_int_equal(log_in(x), 0);
	expect_status(x, PAGE, 200);
	usleep(1100 * 1000);
	expect_status(x, PAGE, 401);
	g = post(x, "/oauth/token", FORM "sim-secret", NULL);
	assert_int_equal(g.status, 404);
	free(g.p);
}

/* -- faults -------------------------------------------------------------- */

static void test_fault_answers(void **state)
{
	struct ctx *x = *state;
	struct sim_fault f = {.path = PAGE,
		.kind = "status",
		.value = "503",
		.retry_after = "2",
		.skip = 1,
		.count = 2};
	struct got g;

	assert_true(sim_fault(x->sim, &f) > 0);
	expect_status(x, PAGE, 200);
	g = get(x, PAGE);
	assert_int_equal(g.status, 503);
	assert_string_equal(g.retry_after, "2");
	free(g.p);
	expect_status(x, PAGE, 503);
	expect_status(x, PAGE, 200);

	fault(x, PAGE, "redirect", "http://127.0.0.1:1/x", 1);
	g = get(x, PAGE);
	assert_int_equal(g.status, 302);
	assert_string_equal(g.location, "http://127.0.0.1:1/x");
	free(g.p);
	fault(x, PAGE, "empty", NULL, 1);
	expect_status(x, PAGE, 204);
	fault(x, PAGE, "html", NULL, 1);
	expect_status(x, PAGE, 200);
	assert_int_equal(fault(x, PAGE, "nonsense", NULL, 1), -EINVAL);
}

static void expect_broken(struct ctx *x, const char *kind, CURLcode error)
{
	struct got g;

	fault(x, PAGE, kind, NULL, 1);
	g = get(x, PAGE);
	assert_int_equal(g.error, error);
	free(g.p);
	expect_status(x, PAGE, 200);
}

static void test_broken_connections(void **state)
{
	struct ctx *x = *state;

	expect_broken(x, "cut", CURLE_PARTIAL_FILE);
	expect_broken(x, "reset", CURLE_RECV_ERROR);
	expect_broken(x, "close", CURLE_GOT_NOTHING);
}

static void test_delay(void **state)
{
	struct ctx *x = *state;
	struct got g;

	fault(x, PAGE, "delay", "300", 1);
	g = get(x, PAGE);
	assert_int_equal(g.status, 200);
	assert_true(g.seconds > 0.29 && g.seconds < 5);
	free(g.p);
}

static json_int_t next_of(struct ctx *x, const char *how)
{
	json_t *j;
	json_int_t v;

	fault(x, PAGE, "next", how, 1);
	j = get_json(x, PAGE "?offset=100&limit=50");
	v = json_integer_value(json_object_get(j, "next"));
	json_decref(j);
	return v;
}

static void test_bad_next(void **state)
{
	struct ctx *x = *state;

	assert_int_equal(next_of(x, "stuck"), 100);
	assert_int_equal(next_of(x, "back"), 50);
	assert_int_equal(next_of(x, "one"), 1);
	assert_int_equal(next_of(x, "77"), 77);
	assert_int_equal(next_of(x, "none"), 0);
	sim_fault_clear(x->sim);
	expect_status(x, PAGE, 200);
}

static void test_body_over_http(void **state)
{
	struct ctx *x = *state;
	struct got g = post(x,
		"/_sim/fault?kind=body&count=1&query=offset%3D50&path=" PAGE,
		"[{\"half\":", NULL);

	assert_int_equal(g.status, 200);
	free(g.p);
	expect_status(x, PAGE, 200);
	g = get(x, PAGE "?offset=50");
	assert_string_equal(g.p, "[{\"half\":");
	free(g.p);
}

static void test_gzip(void **state)
{
	struct ctx *x = *state;
	char url[256];
	struct got plain = get(x, PAGE), g;

	snprintf(url, sizeof url, "%s" PAGE, sim_url(x->sim));
	g = ask(url, x->bearer, NULL, NULL, "gzip", NULL);
	assert_string_equal(g.encoding, "gzip");
	assert_int_equal(g.n, plain.n);
	assert_memory_equal(g.p, plain.p, g.n);
	free(g.p);
	free(plain.p);
}

static void *hang_one(void *arg)
{
	struct ctx *x = arg;
	struct got g = get(x, PAGE);

	free(g.p);
	return (void *)(intptr_t)g.status;
}

static void wait_in_flight(struct ctx *x, unsigned n)
{
	struct sim_stats s = {0};

	for (int i = 0; i < 500 && s.in_flight != n; i++) {
		usleep(10000);
		sim_stats(x->sim, &s);
	}
	assert_int_equal(s.in_flight, n);
}

/* Many hang at once, others are served, and clearing lets all of them go. */
static void test_many_hang(void **state)
{
	enum { MANY = 120 };
	struct ctx *x = *state;
	pthread_t thread[MANY];
	void *status;

	fault(x, PAGE, "hang", NULL, 0);
	for (int i = 0; i < MANY; i++)
		pthread_create(&thread[i], NULL, hang_one, x);
	wait_in_flight(x, MANY);
	expect_status(x, "/api/v1/clusters", 200);
	sim_fault_clear(x->sim);
	for (int i = 0; i < MANY; i++) {
		pthread_join(thread[i], &status);
		assert_int_equal((intptr_t)status, 200);
	}
	wait_in_flight(x, 0);
}

/* A client that gives up is noticed; stopping does not wait for the rest. */
static void test_client_leaves(void **state)
{
	struct ctx *x = *state;
	char url[256];
	CURL *c = curl_easy_init();
	pthread_t thread;

	fault(x, "*", "hang", NULL, 0);
	snprintf(url, sizeof url, "%s/api/v1/users", sim_url(x->sim));
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, 200L);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	assert_int_equal(curl_easy_perform(c), CURLE_OPERATION_TIMEDOUT);
	curl_easy_cleanup(c);
	wait_in_flight(x, 0);
	pthread_create(&thread, NULL, hang_one, x);
	wait_in_flight(x, 1);
	sim_stop(x->sim);
	x->sim = NULL;
	pthread_join(thread, NULL);
}

int test_faults(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_token_endpoints),
		TEST(test_tokens_end),
		TEST(test_fault_answers),
		TEST(test_broken_connections),
		TEST(test_delay),
		TEST(test_bad_next),
		TEST(test_body_over_http),
		TEST(test_gzip),
		TEST(test_many_hang),
		TEST(test_client_leaves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
