/* SPDX-License-Identifier: MIT */
/*
 * The client against the simulator: lists, tokens, faults, generations.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "api_world.h"

/* ---- lists ---- */

static void test_lists(void **state)
{
	struct world w;

	world_init(&w);
	world_start(&w);
	assert_int_equal(get_count(&w, EP_CLUSTERS), 2);
	assert_int_equal(
		get_count(&w, EP_DEPARTMENTS), sim_items(w.sim, "departments"));
	assert_int_equal(get_count(&w, EP_PROJECTS), 8);
	assert_int_equal(get_count(&w, EP_WORKLOADS), 40);
	assert_int_equal(get_count(&w, EP_USERS), 6);
	assert_int_equal(
		get_count(&w, EP_SETTINGS), sim_items(w.sim, "settings"));
	/* The list that told the generation served the call. */
	assert_int_equal(sim_count(w.sim, "/api/v1/clusters"), 1);
	assert_int_equal(token_requests(&w), 1);
	world_stop(&w);
}

static void test_items(void **state)
{
	struct world w;
	struct answer a;
	char id[64];

	world_init(&w);
	world_option(&w, "reveal_secrets"); /* else bytes differ */
	world_start(&w);
	assert_int_equal(get(&w, EP_WORKLOADS, &a), 0);
	for (unsigned i = 0; i < a.result->n_items; i++) {
		const struct api_item *item = &a.result->items[i];
		cleanup_free char *bytes = NULL;
		size_t n;

		assert_int_equal(
			sim_item(w.sim, "workloads", i, id, &bytes, &n), 0);
		expect_field(a.result, i, FIELD_ID, id);
		assert_int_equal(item->len, n);
		assert_memory_equal(item->json, bytes, n);
		assert_true(api_item_time(a.result, item, FIELD_CREATED) > 0);
	}
	api_result_unref(a.result);
	assert_int_equal(get_with(&w, EP_WORKLOAD, id, NULL, &a), 0);
	assert_int_equal(a.result->n_items, 1);
	expect_field(a.result, 0, FIELD_ID, id);
	api_result_unref(a.result);
	assert_int_equal(get_with(&w, EP_WORKLOAD_PODS, id, NULL, &a), 0);
	for (size_t i = 0; i < a.result->n_items; i++)
		expect_field(a.result, i, FIELD_WORKLOAD, id);
	api_result_unref(a.result);
	assert_int_equal(get_with(&w, EP_WORKLOAD_EVENTS, id, NULL, &a), 0);
	assert_int_equal(a.result->n_items, 6);
	api_result_unref(a.result);
	assert_int_equal(get_with(&w, EP_WORKLOAD_HISTORY, id, NULL, &a), 0);
	api_result_unref(a.result);
	assert_int_equal(
		get_with(&w, EP_WORKLOAD, "no-such", NULL, &a), -ENOENT);
	assert_int_equal(get_with(&w, EP_WORKLOAD, "..", NULL, &a), -ENOENT);
	assert_int_equal(get_with(&w, EP_WORKLOAD, "a/b?c", NULL, &a), -ENOENT);
	world_stop(&w);
}

/* 10,000 items are 20 requests, cold and warm; warm ones go in parallel. */
static void test_pages(void **state)
{
	struct world w;
	struct answer cold, warm;
	struct sim_stats s;

	world_init(&w);
	w.so.size.workloads = 10000;
	w.so.latency_ms = 10;
	world_option(&w, "rate=100000");
	world_start(&w);
	assert_int_equal(get(&w, EP_WORKLOADS, &cold), 0);
	assert_int_equal(cold.result->n_items, 10000);
	assert_int_equal(sim_count(w.sim, "/api/v1/workloads"), 20);
	sim_counts_reset(w.sim);
	assert_int_equal(
		get_with(&w, EP_WORKLOADS, NULL, cold.result, &warm), 0);
	assert_int_equal(warm.result->n_items, 10000);
	assert_int_equal(sim_count(w.sim, "/api/v1/workloads"), 20);
	sim_stats(w.sim, &s);
	assert_true(s.in_flight_max > 1 && s.in_flight_max <= 8);
	assert_true(cold.result->hash == warm.result->hash);
	api_result_unref(warm.result);
	/* One more page than before, one page fewer. */
	assert_int_equal(sim_add(w.sim, "workloads", "{\"id\":\"x\"}", 10), 0);
	assert_int_equal(
		get_with(&w, EP_WORKLOADS, NULL, cold.result, &warm), 0);
	assert_int_equal(warm.result->n_items, 10001);
	assert_true(cold.result->hash != warm.result->hash);
	api_result_unref(cold.result);
	api_result_unref(warm.result);
	world_stop(&w);
}

/* A server that takes less than it is asked for. */
static void test_capped_pages(void **state)
{
	struct world w;
	struct answer a, b;

	world_init(&w);
	w.so.size.workloads = 1234;
	w.so.size.users = 730;
	world_option(&w, "rate=100000");
	world_start(&w);
	set_fault(&w, "/api/v1/*", "cap", "100", 0);
	assert_int_equal(get_count(&w, EP_USERS), 730);
	assert_int_equal(get(&w, EP_WORKLOADS, &a), 0);
	assert_int_equal(a.result->n_items, 1234);
	sim_counts_reset(w.sim);
	assert_int_equal(get_with(&w, EP_WORKLOADS, NULL, a.result, &b), 0);
	assert_int_equal(b.result->n_items, 1234);
	assert_int_equal(sim_count(w.sim, "/api/v1/workloads"), 13);
	api_result_unref(a.result);
	api_result_unref(b.result);
	world_stop(&w);
}

static void test_odd_next(void **state)
{
	static const struct {
		const char *query, *value;
		int err;
	} cases[] = {
		{"offset=0", "stuck", -EBADMSG}, {"offset=0", "zero", -EBADMSG},
		{"offset=500", "back", -EBADMSG},
		{"offset=0", "\"x\"", -EBADMSG}, {"offset=0", "\"500\"", 0},
		{"offset=500", "more", 0},
		{NULL, "more", -EBADMSG}, /* without end */
	};
	struct world w;

	world_init(&w);
	w.so.size.workloads = 700;
	world_start(&w);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sim_fault f = {
			.path = "/api/v1/workloads",
			.kind = "next",
			.value = cases[i].value,
			.query = cases[i].query,
		};

		assert_true(sim_fault(w.sim, &f) > 0);
		expect(&w, EP_WORKLOADS, cases[i].err);
		sim_fault_clear(w.sim);
	}
	world_stop(&w);
}

/* ---- tokens ---- */

static void test_each_auth(void **state)
{
	static const struct {
		const char *name;
		unsigned bit;
	} auths[] = {
		{"realm", SIM_AUTH_REALM},
		{"token", SIM_AUTH_TOKEN},
		{"oauth2", SIM_AUTH_OAUTH2},
		{"oauth", SIM_AUTH_OAUTH},
		{"app", SIM_AUTH_APP},
	};

	for (size_t i = 0; i < 2 * ARRAY_SIZE(auths); i++) {
		const char *name = auths[i / 2].name;
		struct api_facts facts;
		struct world w;
		char option[32];

		world_init(&w);
		w.so.auth = auths[i / 2].bit;
		snprintf(option, sizeof(option), "auth=%s",
			i % 2 ? "auto" : name);
		world_option(&w, option);
		world_start(&w);
		assert_int_equal(get_count(&w, EP_PROJECTS), 8);
		api_facts(w.api, &facts);
		assert_string_equal(facts.auth, name);
		assert_true(strncmp(facts.token_endpoint, sim_url(w.sim),
				    strlen(sim_url(w.sim))) == 0);
		assert_true(facts.token_expires_real_ns >
			    clock_real_ns(&clock_system));
		assert_string_not_equal(facts.subject, "");
		world_stop(&w);
	}
}

static void test_no_login(void **state)
{
	struct world w;
	struct answer a;

	world_init(&w);
	w.so.auth = 0;
	world_start(&w);
	assert_int_equal(get(&w, EP_PROJECTS, &a), -EBADMSG);
	assert_non_null(strstr(a.error.message, "token"));
	world_stop(&w);
}

static void test_wrong_secret(void **state)
{
	struct world w;
	struct answer a;
	uint64_t first;

	world_init(&w);
	w.secret = "wrong";
	world_start(&w);
	assert_int_equal(get(&w, EP_PROJECTS, &a), -EKEYREJECTED);
	assert_non_null(strstr(a.error.message, "refused"));
	assert_null(strstr(a.error.message, "wrong"));
	first = token_requests(&w);
	assert_true(first <= 5);
	assert_int_equal(get(&w, EP_USERS, &a), -EKEYREJECTED);
	assert_int_equal(token_requests(&w), first);
	sleep(5);
	usleep(200 * 1000);
	assert_int_equal(get(&w, EP_USERS, &a), -EKEYREJECTED);
	assert_int_equal(token_requests(&w), first + 1);
	world_stop(&w);
}

static void test_no_credentials(void **state)
{
	struct world w;
	struct answer a;

	world_init(&w);
	w.id = w.secret = NULL;
	world_option(&w, "token_command=");
	world_start(&w);
	assert_int_equal(get(&w, EP_PROJECTS, &a), -ENOKEY);
	assert_string_not_equal(a.error.message, "");
	world_stop(&w);
}

/* However many find their token void at once: one refresh. */
static void test_one_refresh(void **state)
{
	enum { N = 60 };
	struct wait wait = WAIT_INIT;
	struct answer answers[N];
	struct world w;
	struct sim_stats s;

	world_init(&w);
	world_start(&w);
	assert_int_equal(get_count(&w, EP_USERS), 6);
	sim_revoke(w.sim);
	sim_counts_reset(w.sim);
	for (unsigned i = 0; i < N; i++)
		ask(&w, &wait, i % 2 ? EP_PROJECTS : EP_WORKLOADS, NULL, NULL,
			&answers[i]);
	wait_all(&wait);
	for (unsigned i = 0; i < N; i++) {
		assert_int_equal(answers[i].err, 0);
		api_result_unref(answers[i].result);
	}
	sim_stats(w.sim, &s);
	assert_int_equal(s.token_requests, 1);
	world_stop(&w);
}

static void test_short_tokens(void **state)
{
	struct world w;

	world_init(&w);
	w.so.token_life_s = 2;
	world_start(&w);
	for (unsigned i = 0; i < 12; i++) {
		assert_int_equal(get_count(&w, EP_USERS), 6);
		usleep(250 * 1000);
	}
	assert_in_range(token_requests(&w), 2, 3);
	/* Replaced before the server found out. */
	assert_int_equal(sim_count(w.sim, "/api/v1/users"), 12);
	world_stop(&w);
}

/* A second 401 is an error; then nobody is asked for a while. */
static void test_refused_twice(void **state)
{
	struct world w;
	uint64_t requests;
	struct sim_stats s;

	world_init(&w);
	world_start(&w);
	set_fault(&w, "/api/v1/[!t]*", "status", "401", 0);
	expect(&w, EP_USERS, -EKEYREJECTED);
	assert_int_equal(token_requests(&w), 2);
	sim_stats(w.sim, &s);
	requests = s.requests;
	expect(&w, EP_USERS, -EKEYREJECTED);
	expect(&w, EP_WORKLOADS, -EKEYREJECTED);
	sim_stats(w.sim, &s);
	assert_int_equal(s.requests, requests);
	api_forget_token(w.api);
	sim_fault_clear(w.sim);
	assert_int_equal(get_count(&w, EP_USERS), 6);
	world_stop(&w);
}

static void test_bearer(void **state)
{
	struct world w;
	struct api_facts facts;

	world_init(&w);
	w.id = w.secret = NULL;
	w.token = w.so.bearer = "abc.def.ghi";
	world_start(&w);
	assert_int_equal(get_count(&w, EP_USERS), 6);
	api_facts(w.api, &facts);
	assert_string_equal(facts.auth, "bearer");
	assert_int_equal(token_requests(&w), 0);
	assert_int_equal(
		sim_admin(w.sim, "POST", "auth?bearer=other", NULL, 0, NULL),
		200);
	expect(&w, EP_USERS, -EKEYEXPIRED);
	world_stop(&w);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path, 0600), 0);
}

/* Files and commands are read again after a 401. */
static void test_token_read_again(void **state)
{
	char path[] = "/tmp/test_api.XXXXXX";
	char option[64];
	int fd = mkstemp(path);

	close(fd);
	for (unsigned i = 0; i < 2; i++) {
		struct world w;

		write_file(path, "first\n");
		world_init(&w);
		w.id = w.secret = NULL;
		w.so.bearer = "first";
		snprintf(option, sizeof(option),
			i ? "token_command=cat %s" : "token_file=%s", path);
		world_option(&w, option);
		world_start(&w);
		assert_int_equal(get_count(&w, EP_USERS), 6);
		write_file(path, "second\n");
		assert_int_equal(get_count(&w, EP_USERS), 6);
		assert_int_equal(sim_admin(w.sim, "POST", "auth?bearer=second",
					 NULL, 0, NULL),
			200);
		assert_int_equal(get_count(&w, EP_USERS), 6);
		world_stop(&w);
	}
	unlink(path);
}

static void write_in(const char *dir, const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	write_file(path, text);
}

/* What `runai login` left behind; an old token there has a successor in what
 * the CLI prints. */
static void test_cli_login(void **state)
{
	/* {"exp":1700003600,...} */
	static const char expired[] =
		"{\"accessToken\":\"e30.eyJleHAiOjE3MDAwMDM2MDAsImlhdCI6MTcwMDA"
		"wMDAwMCwic3ViIjoidTEifQ.c2ln\"}";
	char home[] = "/tmp/test_api.XXXXXX", dir[64], text[160];

	assert_non_null(mkdtemp(home));
	snprintf(dir, sizeof(dir), "%s/.runai", home);
	assert_int_equal(mkdir(dir, 0700), 0);
	for (unsigned i = 0; i < 3; i++) {
		struct world w;

		world_init(&w);
		w.id = w.secret = NULL;
		w.home = home;
		w.so.bearer = "e30.e30.x";
		if (i == 1)
			world_option(&w, "token_command=echo e30.e30.x");
		assert_int_equal(sim_start(&w.so, &w.sim), 0);
		snprintf(text, sizeof(text),
			"{\"control_plane\":{\"url\":\"%s\"}}", sim_url(w.sim));
		write_in(dir, "config.json", text);
		write_in(dir, "authentication.json",
			i ? expired : "{\"accessToken\":\"e30.e30.x\"}");
		world_client_at(&w, sim_url(w.sim));
		expect(&w, EP_USERS, i == 2 ? -EKEYEXPIRED : 0);
		world_stop(&w);
	}
	snprintf(text, sizeof(text), "rm -r %s", home);
	assert_int_equal(system(text), 0);
}

/* A command that hangs holds up nobody else, not even the end. */
static void test_slow_command(void **state)
{
	struct wait wait = WAIT_INIT;
	struct answer a;
	struct world w;
	int64_t begin = now_ms();

	world_init(&w);
	w.id = w.secret = NULL;
	world_option(&w, "token_command=sleep 20");
	world_start(&w);
	ask(&w, &wait, EP_USERS, NULL, NULL, &a);
	usleep(50 * 1000);
	world_stop(&w);
	wait_all(&wait);
	if (a.err != -ECANCELED)
		fail_msg("%s", a.error.message);
	assert_true(now_ms() - begin < 5000);
}

/* ---- trouble ---- */

static void test_retries(void **state)
{
	static const struct {
		const char *kind, *value;
	} faults[] = {
		{"status", "500"},
		{"status", "502"},
		{"status", "503"},
		{"status", "504"},
		{"status", "429"},
		{"reset", NULL},
		{"close", NULL},
		{"cut", NULL},
	};
	struct api_facts facts;
	struct world w;

	world_init(&w);
	world_start(&w);
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		set_fault(&w, "/api/v1/users", faults[i].kind, faults[i].value,
			1);
		assert_int_equal(get_count(&w, EP_USERS), 6);
		sim_fault_clear(w.sim);
	}
	api_facts(w.api, &facts);
	/* A connection that was kept and broke is none of our retries. */
	assert_in_range(facts.retries, 5, ARRAY_SIZE(faults));
	world_stop(&w);
}

static void test_errors(void **state)
{
	static const struct {
		const char *kind, *value;
		int err;
	} faults[] = {
		{"status", "400", -EINVAL},
		{"status", "403", -EACCES},
		{"status", "404", -ENOENT},
		{"status", "405", -EOPNOTSUPP},
		{"status", "409", -EBUSY},
		{"status", "422", -EINVAL},
		{"status", "429", -EBUSY},
		{"status", "500", -EIO},
		{"status", "501", -EOPNOTSUPP},
		{"status", "503", -EIO},
		{"status", "504", -ETIMEDOUT},
		{"reset", NULL, -ECONNRESET},
		{"close", NULL, -ECONNRESET},
		{"cut", NULL, -ECONNRESET},
		{"html", NULL, -EBADMSG},
		{"empty", NULL, -EBADMSG},
		{"redirect", "http://192.0.2.1/", -EBADMSG},
		{"bomb", "300", -EFBIG},
	};

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		struct world w;

		world_init(&w);
		world_option(&w, "retries=1");
		world_start(&w);
		assert_int_equal(get_count(&w, EP_PROJECTS), 8);
		set_fault(&w, "/api/v1/users", faults[i].kind, faults[i].value,
			0);
		expect(&w, EP_USERS, faults[i].err);
		world_stop(&w);
	}
}

static void test_bad_bodies(void **state)
{
	static const char *const bodies[] = {
		"",
		"x",
		"{}",
		"[1",
		"{\"workloads\":{}}",
		"{\"workloads\":null}",
		"{\"workloads\":[]}x",
		"null",
		"[]",
	};
	struct world w;

	world_init(&w);
	world_start(&w);
	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		struct sim_fault f = {
			.path = "/api/v1/workloads",
			.kind = "body",
			.body = bodies[i],
			.body_n = strlen(bodies[i]),
		};

		assert_true(sim_fault(w.sim, &f) > 0);
		expect(&w, EP_WORKLOADS, -EBADMSG);
		sim_fault_clear(w.sim);
	}
	world_stop(&w);
}

static void test_server_message(void **state)
{
	static const char body[] = "{\"code\":403,\"message\":\"no\\nway\","
				   "\"details\":\"ask \\u001b[31mBob\"}";
	struct sim_fault f = {
		.path = "/api/v1/users",
		.kind = "status",
		.value = "403",
		.body = body,
		.body_n = sizeof(body) - 1,
	};
	struct world w;
	struct answer a;
	struct api_facts facts;

	world_init(&w);
	world_start(&w);
	assert_true(sim_fault(w.sim, &f) > 0);
	assert_int_equal(get(&w, EP_USERS, &a), -EACCES);
	assert_string_equal(a.error.message, "no?way");
	assert_string_equal(a.error.details, "ask ?[31mBob");
	assert_int_equal(a.error.http_status, 403);
	assert_non_null(strstr(a.error.url, "/api/v1/users"));
	assert_null(strchr(a.error.url, '?'));
	api_facts(w.api, &facts);
	assert_int_equal(facts.last_error.trouble, TROUBLE_FORBIDDEN);
	world_stop(&w);
}

static void test_timeouts(void **state)
{
	struct world w;
	int64_t begin;

	world_init(&w);
	world_option(&w, "request_timeout=1");
	world_option(&w, "op_timeout=1.5");
	world_start(&w);
	assert_int_equal(get_count(&w, EP_USERS), 6);
	set_fault(&w, "/api/v1/users", "hang", NULL, 0);
	begin = now_ms();
	expect(&w, EP_USERS, -ETIMEDOUT);
	assert_in_range(now_ms() - begin, 1400, 2500);
	/* One that hangs once is asked again. */
	sim_fault_clear(w.sim);
	set_fault(&w, "/api/v1/users", "hang", NULL, 1);
	assert_int_equal(get_count(&w, EP_USERS), 6);
	world_stop(&w);
}

static void test_retry_after(void **state)
{
	struct sim_fault f = {
		.path = "/api/v1/users",
		.kind = "status",
		.value = "429",
		.retry_after = "1",
		.count = 1,
	};
	struct world w;
	int64_t begin;

	world_init(&w);
	world_option(&w, "op_timeout=5");
	world_start(&w);
	assert_int_equal(get_count(&w, EP_USERS), 6);
	assert_true(sim_fault(w.sim, &f) > 0);
	begin = now_ms();
	assert_int_equal(get_count(&w, EP_USERS), 6);
	assert_in_range(now_ms() - begin, 1000, 2000);
	/* Later than we may wait: told at once. */
	f.retry_after = "60";
	assert_true(sim_fault(w.sim, &f) > 0);
	begin = now_ms();
	expect(&w, EP_USERS, -EBUSY);
	assert_true(now_ms() - begin < 1000);
	world_stop(&w);
}

static void test_unreachable(void **state)
{
	static const struct {
		const char *url;
		int err;
	} cases[] = {
		{"http://127.0.0.1:1", -ECONNREFUSED},
		{"https://no-such-host.invalid", -EHOSTUNREACH},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct world w;
		struct api_error error;

		world_init(&w);
		world_option(&w, "retries=1");
		world_client_at(&w, cases[i].url);
		assert_int_equal(api_verify(w.api, &error), cases[i].err);
		world_stop(&w);
	}
}

static void test_breaker(void **state)
{
	struct world w;
	struct answer a;
	struct api_facts facts;
	uint64_t asked;

	world_init(&w);
	world_option(&w, "retries=0");
	world_start(&w);
	assert_int_equal(get_count(&w, EP_USERS), 6);
	set_fault(&w, "/api/v1/users", "status", "503", 0);
	sim_counts_reset(w.sim);
	for (unsigned i = 0; i < 8; i++)
		expect(&w, EP_USERS, -EIO);
	asked = sim_count(w.sim, "/api/v1/users");
	assert_int_equal(asked, 5);
	api_facts(w.api, &facts);
	assert_true(facts.breaker_open);
	assert_int_equal(get(&w, EP_USERS, &a), -EIO);
	assert_int_equal(a.error.trouble, TROUBLE_UNAVAILABLE);
	sim_fault_clear(w.sim);
	sleep(5);
	usleep(100 * 1000);
	assert_int_equal(get_count(&w, EP_USERS), 6);
	api_facts(w.api, &facts);
	assert_false(facts.breaker_open);
	world_stop(&w);
}

static void test_redirects(void **state)
{
	struct world w, other;
	struct sim_fault f = {
		.path = "/api/v1/users",
		.kind = "redirect",
		.value = "/api/v1/org-unit/projects",
	};
	struct sim_stats s;
	char elsewhere[128];

	world_init(&other);
	world_start(&other);
	world_init(&w);
	world_start(&w);
	/* Within the origin it is followed, to something of another shape. */
	assert_true(sim_fault(w.sim, &f) > 0);
	expect(&w, EP_USERS, -EBADMSG);
	assert_int_equal(sim_count(w.sim, "/api/v1/org-unit/projects"), 1);
	sim_fault_clear(w.sim);
	/* In circles not for ever. */
	f.value = "/api/v1/users";
	assert_true(sim_fault(w.sim, &f) > 0);
	expect(&w, EP_USERS, -EBADMSG);
	assert_int_equal(sim_count(w.sim, "/api/v1/users"), 1 + 6);
	sim_fault_clear(w.sim);
	/* To another origin never. */
	snprintf(elsewhere, sizeof(elsewhere), "%s/api/v1/users",
		sim_url(other.sim));
	f.value = elsewhere;
	assert_true(sim_fault(w.sim, &f) > 0);
	expect(&w, EP_USERS, -EBADMSG);
	sim_fault_clear(w.sim);
	f.path = "*token";
	assert_true(sim_fault(w.sim, &f) > 0);
	api_forget_token(w.api);
	expect(&w, EP_USERS, -EBADMSG);
	sim_stats(other.sim, &s);
	assert_int_equal(s.requests, 0);
	world_stop(&w);
	world_stop(&other);
}

/* ---- generations ---- */

static void test_generations(void **state)
{
	static const enum sim_absent absents[] = {
		SIM_ABSENT_404,
		SIM_ABSENT_405,
		SIM_ABSENT_HTML,
	};

	for (size_t i = 0; i < 2 * ARRAY_SIZE(absents); i++) {
		bool old = i % 2;
		struct api_facts facts;
		struct world w;
		struct api_error error;

		world_init(&w);
		w.so.generation = old ? SIM_LEGACY : SIM_V1;
		w.so.absent = absents[i / 2];
		if (old)
			w.so.auth = SIM_AUTH_REALM;
		world_start(&w);
		assert_true(api_has(w.api, EP_WORKLOADS));
		assert_int_equal(api_verify(w.api, &error), 0);
		api_facts(w.api, &facts);
		assert_string_equal(facts.generation, old ? "legacy" : "v1");
		assert_int_equal(api_has(w.api, EP_WORKLOADS), !old);
		assert_int_equal(get_count(&w, EP_CLUSTERS), 2);
		assert_int_equal(get_count(&w, EP_PROJECTS), 8);
		assert_int_equal(get_count(&w, EP_USERS), 6);
		assert_true(get_count(&w, EP_DEPARTMENTS) >= 3);
		world_stop(&w);
	}
}

static void test_verify(void **state)
{
	static const struct {
		const char *path, *kind, *value;
		int err;
	} cases[] = {
		{"/api/v1/clusters", "status", "403", -EACCES},
		{"*/clusters", "html", NULL, -EBADMSG},
		{"*/clusters", "status", "404", -EBADMSG},
		{"*", "html", NULL, -EBADMSG},
		{"/api/v1/clusters", "status", "503", -EIO},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct world w;
		struct api_error error;

		world_init(&w);
		world_option(&w, "retries=0");
		world_start(&w);
		set_fault(&w, cases[i].path, cases[i].kind, cases[i].value, 0);
		if (api_verify(w.api, &error) != cases[i].err)
			fail_msg("%zu: %s", i, error.message);
		assert_int_equal(error.trouble == TROUBLE_NONE, 0);
		/* Nothing sticks. */
		sim_fault_clear(w.sim);
		api_forget_token(w.api);
		assert_int_equal(api_verify(w.api, &error), 0);
		world_stop(&w);
	}
}

static void cluster_ids(struct world *w, char ids[2][64])
{
	assert_int_equal(
		sim_item(w->sim, "clusters", 0, ids[0], NULL, NULL), 0);
	assert_int_equal(
		sim_item(w->sim, "clusters", 1, ids[1], NULL, NULL), 0);
}

/* How many requests to Researcher APIs had a token. */
static unsigned researcher_bearers(struct world *w)
{
	cleanup_free char *log = NULL;
	unsigned n = 0;

	assert_int_equal(
		sim_admin(w->sim, "GET", "log?n=4096", NULL, 0, &log), 200);
	for (char *p = log; (p = strstr(p, "/researcher/")); p++) {
		char *end = strchr(p, '}');
		char *bearer = strstr(p, "\"bearer\":true");

		n += bearer && bearer < end;
	}
	return n;
}

/* Jobs come from each cluster's own API, and the token stays at home. */
static void test_researcher(void **state)
{
	char ids[2][64], options[2][320];

	for (unsigned i = 0; i < 3; i++) {
		struct world w;
		struct answer a;

		world_init(&w);
		w.so.generation = SIM_LEGACY;
		w.so.job_only = i == 1;
		w.so.researcher_auth = i == 2;
		if (i == 2)
			world_option(&w, "researcher_auth=control-plane");
		assert_int_equal(sim_start(&w.so, &w.sim), 0);
		cluster_ids(&w, ids);
		for (unsigned j = 0; j < 2; j++) {
			snprintf(options[j], sizeof(options[j]),
				"researcher_url.%s=%s/at/%s", ids[j],
				sim_url(w.sim), ids[j]);
			world_option(&w, options[j]);
		}
		world_client_at(&w, sim_url(w.sim));
		assert_int_equal(get(&w, EP_WORKLOADS, &a), 0);
		assert_int_equal(a.result->n_items, 40);
		for (size_t j = 0; j < a.result->n_items; j++) {
			const struct api_item *item = &a.result->items[j];

			assert_true(
				api_item_field(a.result, item, FIELD_PROJECT)
					.n > 0);
			assert_true(
				api_item_field(a.result, item, FIELD_CLUSTER)
					.n > 0);
			assert_true(
				api_item_time(a.result, item, FIELD_CREATED) >
				INT64_C(1000000000) * 1000000000);
		}
		api_result_unref(a.result);
		assert_int_equal(researcher_bearers(&w) > 0, i == 2);
		world_stop(&w);
	}
}

/* ---- secrets ---- */

static struct {
	pthread_mutex_t lock;
	struct buf lines;
} logged = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void log_line(struct logger *l, enum log_level level, const char *topic,
	const char *line)
{
	pthread_mutex_lock(&logged.lock);
	buf_addf(&logged.lines, "%s: %s\n", topic, line);
	pthread_mutex_unlock(&logged.lock);
}

/* Whatever goes wrong, neither logs nor errors nor facts hold a secret. */
static void test_nothing_secret_gets_out(void **state)
{
	static const char *const kinds[] = {"401", "403", "400", "500"};
	struct logger logger = {log_line, LOG_LEVEL_DEBUG};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct api_facts facts;
		struct answer a;
		struct world w;

		world_init(&w);
		world_option(&w, "retries=1");
		if (i % 2) {
			w.id = w.secret = NULL;
			w.token = w.so.bearer = "sim-secret";
		}
		world_start(&w);
		api_destroy(w.api);
		assert_int_equal(
			api_create(&w.api, w.config, &clock_system, &logger),
			0);
		assert_int_equal(get_count(&w, EP_USERS), 6);
		set_fault(&w, "*", "status", kinds[i], 0);
		assert_true(get(&w, EP_PROJECTS, &a) < 0);
		api_forget_token(w.api);
		assert_true(get(&w, EP_USERS, &a) < 0);
		assert_null(strstr(a.error.message, "sim-secret"));
		assert_null(strstr(a.error.details, "sim-secret"));
		assert_null(strstr(a.error.url, "sim-secret"));
		api_facts(w.api, &facts);
		assert_null(memmem(&facts, sizeof(facts), "sim-secret", 10));
		world_stop(&w);
	}
	assert_non_null(logged.lines.p);
	assert_null(strstr(logged.lines.p, "sim-secret"));
	assert_null(strstr(logged.lines.p, "eyJ"));
	buf_free(&logged.lines);
}

/* ---- ends ---- */

static void test_destroy_while_busy(void **state)
{
	enum { N = 30 };
	struct wait wait = WAIT_INIT;
	struct answer answers[N];
	struct world w;

	world_init(&w);
	world_start(&w);
	assert_int_equal(get_count(&w, EP_PROJECTS), 8);
	set_fault(&w, "*", "hang", NULL, 0);
	for (unsigned i = 0; i < N; i++)
		ask(&w, &wait, i % 2 ? EP_USERS : EP_WORKLOADS, NULL, NULL,
			&answers[i]);
	usleep(50 * 1000);
	world_stop(&w);
	wait_all(&wait);
	for (unsigned i = 0; i < N; i++)
		assert_int_equal(answers[i].err, -ECANCELED);
}

/* ---- wires ---- */

static void test_tls(void **state)
{
	char dir[] = "/tmp/test_api.XXXXXX";
	char cert[64], key[64], ca[80], command[64];
	const struct sim_tls tls = {0};
	struct api_error error;

	assert_non_null(mkdtemp(dir));
	assert_int_equal(sim_tls_make(dir, &tls), 0);
	snprintf(cert, sizeof(cert), "%s/cert.pem", dir);
	snprintf(key, sizeof(key), "%s/key.pem", dir);
	snprintf(ca, sizeof(ca), "ca_file=%s/ca.pem", dir);
	for (unsigned i = 0; i < 3; i++) {
		struct world w;

		world_init(&w);
		w.so.tls_cert = cert;
		w.so.tls_key = key;
		w.so.gzip = true;
		if (i == 0)
			world_option(&w, ca);
		if (i == 1)
			world_option(&w, "insecure_tls");
		world_start(&w);
		assert_int_equal(
			api_verify(w.api, &error), i < 2 ? 0 : -EPROTO);
		if (i < 2)
			assert_int_equal(get_count(&w, EP_WORKLOADS), 40);
		world_stop(&w);
	}
	snprintf(command, sizeof(command), "rm -r %s", dir);
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_items),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_capped_pages),
		cmocka_unit_test(test_odd_next),
		cmocka_unit_test(test_each_auth),
		cmocka_unit_test(test_no_login),
		cmocka_unit_test(test_wrong_secret),
		cmocka_unit_test(test_no_credentials),
		cmocka_unit_test(test_one_refresh),
		cmocka_unit_test(test_short_tokens),
		cmocka_unit_test(test_refused_twice),
		cmocka_unit_test(test_bearer),
		cmocka_unit_test(test_token_read_again),
		cmocka_unit_test(test_cli_login),
		cmocka_unit_test(test_slow_command),
		cmocka_unit_test(test_retries),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_bad_bodies),
		cmocka_unit_test(test_server_message),
		cmocka_unit_test(test_timeouts),
		cmocka_unit_test(test_retry_after),
		cmocka_unit_test(test_unreachable),
		cmocka_unit_test(test_breaker),
		cmocka_unit_test(test_redirects),
		cmocka_unit_test(test_generations),
		cmocka_unit_test(test_verify),
		cmocka_unit_test(test_researcher),
		cmocka_unit_test(test_nothing_secret_gets_out),
		cmocka_unit_test(test_destroy_while_busy),
		cmocka_unit_test(test_tls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
