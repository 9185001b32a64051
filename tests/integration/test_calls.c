/* SPDX-License-Identifier: MIT */
/*
 * The client against the simulator: operations that are no plain lists. Bytes,
 * requests spelled out by users, metric types that a server refuses, fan-outs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <time.h>
#include "api_world.h"
#include "metric_types.h"

#define WINDOW                     \
	"\x1f"                     \
	"2026-01-01T00:00:00Z\x1f" \
	"2026-01-01T01:00:00Z\x1f" \
	"60"

/* Fails with what the error says. */
static struct api_result *expect_result(
	struct world *w, enum endpoint e, const char *argument)
{
	struct answer a;

	if (get_with(w, e, argument, NULL, &a) < 0)
		fail_msg("%s %s: %s %s %s", endpoint_name(e), argument,
			trouble_info(a.error.trouble)->word, a.error.message,
			a.error.details);
	return a.result;
}

static void expect_error(struct world *w, enum endpoint e, const char *argument,
	int err, const char *says)
{
	struct answer a;

	if (get_with(w, e, argument, NULL, &a) != err)
		fail_msg("%s %s: %d instead of %d: %s", endpoint_name(e),
			argument, a.err, err, a.error.message);
	if (says && !strstr(a.error.message, says))
		fail_msg("%s", a.error.message);
}

/* Kept back by the client itself. */
static void expect_secret(struct world *w, const char *path)
{
	struct answer a;

	assert_int_equal(get_with(w, EP_RAW, path, NULL, &a), -EACCES);
	assert_int_equal(a.error.trouble, TROUBLE_SECRET);
	assert_non_null(strstr(a.error.message, "secret"));
}

static struct slice only_item(const struct api_result *r)
{
	assert_int_equal(r->n_items, 1);
	return (struct slice){r->items->json, r->items->len};
}

static bool has(const struct api_result *r, const char *text)
{
	struct slice v = only_item(r);

	return memmem(v.p, v.n, text, strlen(text)) != NULL;
}

static void order(struct world *w, const char *target)
{
	assert_int_equal(sim_admin(w->sim, "POST", target, NULL, 0, NULL), 200);
}

static void first_id(struct world *w, const char *kind, char id[64])
{
	assert_int_equal(sim_item(w->sim, kind, 0, id, NULL, NULL), 0);
}

/* ---- requests spelled out ---- */

static void test_raw(void **state)
{
	struct world w;
	struct api_result *r;
	struct slice v;

	world_init(&w);
	world_start(&w);
	r = expect_result(&w, EP_RAW, "/api/v1/org-unit/projects?limit=2");
	v = only_item(r);
	assert_true(v.n > 2 && *v.p == '{');
	assert_true(has(r, "\"next\":"));
	assert_int_equal(r->items->field[FIELD_ID].len, 0);
	api_result_unref(r);
	r = expect_result(&w, EP_RAW, "api/v1/clusters");
	assert_int_equal(*only_item(r).p, '[');
	api_result_unref(r);
	expect_error(&w, EP_RAW, "/api/v1/no-such-thing", -ENOENT, NULL);
	expect_error(&w, EP_RAW, "/api/v1/../v1/clusters", -ENOENT, "..");
	expect_error(&w, EP_RAW, "/api/v1/%2e%2e/clusters", -ENOENT, "..");
	expect_error(&w, EP_RAW, "//other.example/", -ENOENT, NULL);
	expect_error(&w, EP_RAW, "https://other.example/", -ENOENT, NULL);
	expect_error(&w, EP_RAW, NULL, -ENOENT, NULL);
	expect_error(&w, EP_RAW, "/api/v1/clusters?x=5%", -EINVAL, "%25");
	expect_error(&w, EP_RAW, "/api/v1/clusters#x", -EINVAL, "#");
	world_stop(&w);
}

/* Below the path of the base URL, as everything is. */
static void test_raw_below_base(void **state)
{
	struct api_result *r;
	struct world w;
	char url[96];

	world_init(&w);
	assert_int_equal(sim_start(&w.so, &w.sim), 0);
	snprintf(url, sizeof(url), "%s/api", sim_url(w.sim));
	world_option(&w, "api=v1");
	world_option(&w, "auth=bearer");
	w.id = w.secret = NULL;
	w.token = "t0ken";
	order(&w, "auth?bearer=t0ken");
	world_client_at(&w, url);
	r = expect_result(&w, EP_RAW, "/v1/clusters");
	assert_int_equal(*only_item(r).p, '[');
	api_result_unref(r);
	expect_error(&w, EP_RAW, "/../v1/k8s/clusters", -ENOENT, NULL);
	expect_error(&w, EP_RAW, "/%2E%2e/v1/k8s/clusters", -ENOENT, NULL);
	world_stop(&w);
}

/* Secrets stay where they are, whoever asks how. */
static void test_raw_secrets(void **state)
{
	static const char redacted[] = "(redacted)";
	static const char item[] =
		"{\"id\":\"x\",\"urls\":[\"http://h/?token=CANARY\"]}";

	for (unsigned reveal = 0; reveal < 2; reveal++) {
		struct api_result *r;
		struct world w;
		char id[64], path[128];

		world_init(&w);
		if (reveal)
			world_option(&w, "reveal_secrets");
		world_start(&w);
		first_id(&w, "workloads", id);
		snprintf(path, sizeof(path), "/api/v1/workloads/%s", id);
		assert_int_equal(
			sim_put(w.sim, "workloads", id, item, sizeof(item) - 1),
			0);
		r = expect_result(&w, EP_RAW, path);
		assert_int_equal(has(r, "CANARY"), reveal);
		assert_int_equal(has(r, redacted), !reveal);
		api_result_unref(r);
		/* what is no JSON cannot be redacted */
		set_fault(&w, path, "html", NULL, 1);
		if (reveal)
			api_result_unref(expect_result(&w, EP_RAW, path));
		else
			expect_secret(&w, path);
		world_stop(&w);
	}
}

static void test_raw_refused(void **state)
{
	static const char path[] = "/api/v1/idps";
	struct world w;
	struct answer a;

	world_init(&w);
	world_start(&w);
	expect_secret(&w, path);
	expect_secret(&w, "/api/v1/%69dps?x=1");
	assert_int_equal(sim_count(w.sim, path), 0);
	set_fault(&w, "/api/v1/roles", "status", "403", 1);
	assert_int_equal(
		get_with(&w, EP_RAW, "/api/v1/roles", NULL, &a), -EACCES);
	assert_int_equal(a.error.trouble, TROUBLE_FORBIDDEN);
	/* A redirect is no way round. */
	set_fault(&w, "/api/v1/users", "redirect", path, 0);
	expect_error(&w, EP_RAW, "/api/v1/users", -EBADMSG, "redirect");
	assert_int_equal(sim_count(w.sim, path), 0);
	world_stop(&w);

	world_init(&w);
	world_option(&w, "reveal_secrets");
	world_start(&w);
	get_with(&w, EP_RAW, path, NULL, &a);
	assert_int_equal(sim_count(w.sim, path), 1);
	api_result_unref(a.result);
	world_stop(&w);
}

/* ---- bytes ---- */

static void answer_with(struct world *w, const char *path, const char *type,
	const char *body, size_t n, const char *status)
{
	struct sim_fault f = {
		.path = path,
		.kind = "body",
		.value = status,
		.type = type,
		.body = body,
		.body_n = n,
	};

	sim_fault_clear(w->sim);
	assert_true(sim_fault(w->sim, &f) > 0);
}

static void test_bytes(void **state)
{
	static const char bytes[] = "\x1f\x8b\0\xff\n\n";
	static const char docs[] = "/api/v1/cli-exposer/docs/*";
	struct api_result *r;
	struct slice v;
	struct world w;

	world_init(&w);
	world_start(&w);
	answer_with(&w, docs, "text/html", "<html>hello", 11, NULL);
	r = expect_result(&w, EP_CLI_DOCS, "runai_login.md");
	assert_true(has(r, "<html>hello"));
	assert_false(r->partial);
	api_result_unref(r);
	answer_with(&w, docs, "text/html", bytes, sizeof(bytes), NULL);
	r = expect_result(&w, EP_CLI_DOCS, "x/y");
	v = only_item(r);
	assert_int_equal(v.n, sizeof(bytes));
	assert_memory_equal(v.p, bytes, sizeof(bytes));
	api_result_unref(r);
	assert_int_equal(sim_count(w.sim, "/api/v1/cli-exposer/docs/x/y"), 1);
	sim_fault_clear(w.sim);
	set_fault(&w, docs, "empty", NULL, 1);
	r = expect_result(&w, EP_CLI_DOCS, "x");
	assert_int_equal(only_item(r).n, 0);
	api_result_unref(r);
	expect_error(&w, EP_CLI_DOCS, "..", -ENOENT, "no such id");
	expect_error(&w, EP_CLI_DOCS, NULL, -ENOENT, "no such id");
	world_stop(&w);
}

/* A page to log in at is no report, and JSON no CSV. */
static void test_unwanted_kind(void **state)
{
	static const char report[] = "/api/v1/org-unit/reports/*";
	struct api_result *r;
	struct world w;

	world_init(&w);
	world_start(&w);
	answer_with(&w, report, "text/csv", "a,b\n", 4, NULL);
	r = expect_result(&w, EP_REPORT_FILE, "r");
	assert_true(has(r, "a,b"));
	api_result_unref(r);
	answer_with(&w, report, "text/html; charset=x", "<html>", 6, NULL);
	expect_error(&w, EP_REPORT_FILE, "r", -EBADMSG, "text/html");
	answer_with(&w, report, "application/json", "{}", 2, NULL);
	expect_error(&w, EP_REPORT_FILE, "r", -EBADMSG,
		"asked for text/csv, application/json came");
	world_stop(&w);
}

static void test_no_content(void **state)
{
	struct world w;

	world_init(&w);
	world_start(&w);
	set_fault(&w, "/api/v1/logo", "empty", NULL, 0);
	expect_error(&w, EP_LOGO, NULL, -ENOENT, "there is none");
	set_fault(&w, "/api/v1/users", "empty", NULL, 0);
	expect_error(&w, EP_USERS, NULL, -EBADMSG, "empty");
	world_stop(&w);
}

/* A setting of the old kind is its value, and nothing around it. */
static void test_scalar(void **state)
{
	struct api_result *r;
	struct world w;
	char id[64], path[96];

	world_init(&w);
	world_start(&w);
	first_id(&w, "settings", id);
	r = expect_result(&w, EP_SETTING, id);
	assert_int_not_equal(only_item(r).n, 0);
	assert_int_not_equal(*only_item(r).p, '{');
	api_result_unref(r);
	snprintf(path, sizeof(path), "/v1/k8s/setting/%s", id);
	answer_with(&w, path, "application/json", "true\n", 5, NULL);
	r = expect_result(&w, EP_SETTING, id);
	assert_true(slice_eq(only_item(r), SLICE("true")));
	api_result_unref(r);
	world_stop(&w);
}

/* ---- metrics ---- */

static uint64_t metric_requests(struct world *w)
{
	return sim_count(w->sim, "*/metrics");
}

static bool has_type(const struct api_result *r, const char *type)
{
	char text[96];

	snprintf(text, sizeof(text), "\"type\":\"%s\"", type);
	return has(r, text);
}

struct metrics {
	struct world w;
	char argument[192];
	const char *const *types;
	unsigned n_types;
};

static void metrics_start_with(struct metrics *m, const char *option)
{
	char id[64];

	world_init(&m->w);
	world_option(&m->w, "rate=100000");
	world_option(&m->w, option);
	world_start(&m->w);
	first_id(&m->w, "workloads", id);
	snprintf(m->argument, sizeof(m->argument), "%s" WINDOW, id);
	m->types = endpoint_row(API_V1, EP_WORKLOAD_METRICS)->types;
	m->n_types = type_set_size(type_set_all(m->types));
	assert_true(m->n_types > 8);
	get_count(&m->w, EP_CLUSTERS);
}

static void metrics_start(struct metrics *m)
{
	metrics_start_with(m, "max_connections=8");
}

/* Asks, and says how many requests it took. */
static uint64_t metrics_ask(struct metrics *m, struct answer *ret)
{
	uint64_t before = metric_requests(&m->w);

	get_with(&m->w, EP_WORKLOAD_METRICS, m->argument, NULL, ret);
	return metric_requests(&m->w) - before;
}

/* That many requests for all types but the first `n_refused`. */
static void metrics_expect(
	struct metrics *m, uint64_t requests, unsigned n_refused)
{
	struct answer a;
	uint64_t n = metrics_ask(m, &a);

	if (a.err < 0)
		fail_msg("%s %s", a.error.message, a.error.details);
	for (unsigned i = 0; i < m->n_types; i++)
		if (has_type(a.result, m->types[i]) != (i >= n_refused))
			fail_msg("%s", m->types[i]);
	assert_int_equal(n, requests);
	api_result_unref(a.result);
}

static uint64_t first_types(unsigned n)
{
	return (UINT64_C(1) << n) - 1;
}

static void refuse_types(struct metrics *m, unsigned n, bool named)
{
	cleanup_buf struct buf target = BUF_INIT;

	buf_adds(&target, "extra?refuse=");
	type_set_join(m->types, first_types(n), &target);
	if (!named)
		buf_adds(&target, "&named=0");
	order(&m->w, target.p);
}

static void test_metrics(void **state)
{
	struct metrics m;
	struct api_result *r;

	metrics_start(&m);
	metrics_expect(&m, 1, 0);
	r = expect_result(&m.w, EP_WORKLOAD_METRICS_CSV, m.argument);
	assert_false(*only_item(r).p == '{');
	assert_false(r->partial);
	api_result_unref(r);
	world_stop(&m.w);
}

static void test_refused_type_named(void **state)
{
	struct metrics m;

	metrics_start(&m);
	refuse_types(&m, 1, true);
	metrics_expect(&m, 2, 1);
	metrics_expect(&m, 1, 1); /* remembered */
	world_stop(&m.w);
}

/* Only one is named at a time: after it the others are looked for. */
static void test_refused_types_one_by_one(void **state)
{
	struct metrics m;

	metrics_start(&m);
	refuse_types(&m, 3, true);
	metrics_expect(&m, 2 + m.n_types + 1, 3);
	metrics_expect(&m, 1, 3);
	world_stop(&m.w);
}

static void test_refused_types_unnamed(void **state)
{
	struct metrics m;

	metrics_start(&m);
	refuse_types(&m, 2, false);
	metrics_expect(&m, 1 + m.n_types + 1, 2);
	metrics_expect(&m, 1, 2);
	world_stop(&m.w);
}

/* Then it is about something else, and nothing is learned. */
static void test_refused_all(void **state)
{
	struct answer a;
	struct metrics m;

	metrics_start(&m);
	refuse_types(&m, m.n_types, false);
	assert_int_equal(metrics_ask(&m, &a), 1 + m.n_types);
	assert_int_equal(a.err, -EINVAL);
	assert_int_equal(a.error.http_status, 400);
	order(&m.w, "extra?");
	metrics_expect(&m, 1, 0);
	world_stop(&m.w);
}

/* A list of what there is blames nobody. */
static void test_refusal_lists_all(void **state)
{
	cleanup_buf struct buf body = BUF_INIT;
	struct sim_fault f = {.path = "*/metrics",
		.kind = "body",
		.value = "422",
		.count = 1};
	struct metrics m;

	metrics_start(&m);
	buf_adds(&body, "{\"message\":\"not one of: ");
	type_set_join(m.types, ~UINT64_C(7), &body);
	buf_adds(&body, "\"}");
	f.body = body.p;
	f.body_n = body.n;
	assert_true(sim_fault(m.w.sim, &f) > 0);
	refuse_types(&m, 3, true);
	metrics_expect(&m, 1 + m.n_types + 1, 3);
	world_stop(&m.w);
}

/* Another trouble while looking is an error, and nothing is learned. */
static void test_trouble_while_looking(void **state)
{
	struct sim_fault f = {.path = "*/metrics",
		.kind = "status",
		.value = "403",
		.skip = 3};
	struct answer a;
	struct metrics m;

	/* One at a time: none that is called off is counted later. */
	metrics_start_with(&m, "max_connections=1");
	refuse_types(&m, 2, false);
	assert_true(sim_fault(m.w.sim, &f) > 0);
	metrics_ask(&m, &a);
	assert_int_equal(a.err, -EACCES);
	sim_fault_clear(m.w.sim);
	metrics_expect(&m, 1 + m.n_types + 1, 2);
	world_stop(&m.w);
}

/* Many ask at once: one looks for all. */
static void test_one_search(void **state)
{
	enum { N = 12 };
	struct wait wait = WAIT_INIT;
	struct answer a[N];
	struct metrics m;

	metrics_start(&m);
	refuse_types(&m, 2, false);
	for (unsigned i = 0; i < N; i++)
		ask(&m.w, &wait, EP_WORKLOAD_METRICS, m.argument, NULL, &a[i]);
	wait_all(&wait);
	for (unsigned i = 0; i < N; i++) {
		assert_int_equal(a[i].err, 0);
		assert_false(has_type(a[i].result, m.types[0]));
		assert_true(has_type(a[i].result, m.types[2]));
		api_result_unref(a[i].result);
	}
	assert_in_range(
		metric_requests(&m.w), 1 + m.n_types + N, m.n_types + 2 * N);
	world_stop(&m.w);
}

/* The one that looks fails: another takes over. */
static void test_search_fails(void **state)
{
	enum { N = 4 };
	struct sim_fault f = {.path = "*/metrics",
		.kind = "status",
		.value = "403",
		.skip = N + 2,
		.count = 1};
	struct wait wait = WAIT_INIT;
	struct answer a[N];
	struct metrics m;
	unsigned failed = 0;

	metrics_start(&m);
	refuse_types(&m, 2, false);
	assert_true(sim_fault(m.w.sim, &f) > 0);
	for (unsigned i = 0; i < N; i++)
		ask(&m.w, &wait, EP_WORKLOAD_METRICS, m.argument, NULL, &a[i]);
	wait_all(&wait);
	for (unsigned i = 0; i < N; i++) {
		failed += a[i].err != 0;
		assert_true(a[i].err == 0 || a[i].err == -EACCES);
		api_result_unref(a[i].result);
	}
	assert_int_equal(failed, 1);
	get_with(&m.w, EP_WORKLOAD_METRICS, m.argument, NULL, a);
	assert_int_equal(a->err, 0);
	assert_false(has_type(a->result, m.types[1]));
	api_result_unref(a->result);
	world_stop(&m.w);
}

static void test_end_while_looking(void **state)
{
	enum { N = 4 };
	struct wait wait = WAIT_INIT;
	struct answer a[N];
	struct metrics m;

	metrics_start(&m);
	refuse_types(&m, 2, false);
	set_fault(&m.w, "*/metrics", "delay", "20", 0);
	for (unsigned i = 0; i < N; i++)
		ask(&m.w, &wait, EP_WORKLOAD_METRICS, m.argument, NULL, &a[i]);
	while (metric_requests(&m.w) < N + 3)
		nanosleep(&(struct timespec){0, 1000000}, NULL);
	api_destroy(m.w.api);
	m.w.api = NULL;
	wait_all(&wait);
	for (unsigned i = 0; i < N; i++)
		assert_int_equal(a[i].err, -ECANCELED);
	world_stop(&m.w);
}

/* The first `n` types have no values now; a 207 is JSON, whatever is asked for,
 * unless `csv`. */
static void take_values(struct metrics *m, unsigned n, bool csv)
{
	cleanup_buf struct buf target = BUF_INIT;

	buf_adds(&target, "extra?partial=");
	type_set_join(m->types, first_types(n), &target);
	if (csv)
		buf_adds(&target, "&partial_csv=1");
	order(&m->w, target.p);
}

/* CSV by that many requests, with lines of all types but the first `n`. */
static void csv_expect(struct metrics *m, uint64_t requests, unsigned n)
{
	uint64_t before = metric_requests(&m->w);
	struct api_result *r =
		expect_result(&m->w, EP_WORKLOAD_METRICS_CSV, m->argument);

	assert_int_equal(metric_requests(&m->w) - before, requests);
	assert_int_equal(r->partial, n > 0);
	for (unsigned i = 0; i < m->n_types; i++) {
		char text[96];

		snprintf(text, sizeof(text), ",%s,", m->types[i]);
		if (has(r, text) != (i >= n))
			fail_msg("%s", m->types[i]);
	}
	api_result_unref(r);
}

static void test_partial(void **state)
{
	struct api_result *r;
	struct metrics m;

	metrics_start(&m);
	take_values(&m, 1, false);
	r = expect_result(&m.w, EP_WORKLOAD_METRICS, m.argument);
	assert_true(r->partial);
	api_result_unref(r);
	take_values(&m, 1, true);
	csv_expect(&m, 1, 1);
	order(&m.w, "extra?");
	r = expect_result(&m.w, EP_WORKLOAD_METRICS, m.argument);
	assert_false(r->partial);
	api_result_unref(r);
	world_stop(&m.w);
}

/* Without those that have no values, until they have some again. */
static void test_partial_csv(void **state)
{
	struct metrics m;

	metrics_start(&m);
	take_values(&m, 2, false);
	csv_expect(&m, 2, 2);
	csv_expect(&m, 2, 2);
	order(&m.w, "extra?");
	csv_expect(&m, 1, 0);
	take_values(&m, m.n_types, false);
	expect_error(&m.w, EP_WORKLOAD_METRICS_CSV, m.argument, -EIO,
		"no values of any");
	world_stop(&m.w);
}

/* One type is refused, another has no values. */
static void test_partial_and_refused(void **state)
{
	cleanup_buf struct buf target = BUF_INIT;
	struct metrics m;

	metrics_start(&m);
	buf_addf(&target, "extra?refuse=%s&partial=%s", m.types[0], m.types[1]);
	order(&m.w, target.p);
	csv_expect(&m, 3, 2);
	csv_expect(&m, 2, 2); /* the refusal is remembered */
	world_stop(&m.w);
}

/* An answer that says nothing about types is an error, and so is a second one
 * that is no CSV. */
static void test_partial_nonsense(void **state)
{
	static const char *const bodies[] = {"{}", "[", "{\"measurements\":[]}"};
	static const int errors[] = {-EIO, -EBADMSG, -EIO};
	static const char *const says[] = {
		"no values", "not all of it", "no values"};
	cleanup_buf struct buf half = BUF_INIT;
	struct metrics m;
	uint64_t before;

	metrics_start(&m);
	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		answer_with(&m.w, "*/metrics", "application/json", bodies[i],
			strlen(bodies[i]), "207");
		expect_error(&m.w, EP_WORKLOAD_METRICS_CSV, m.argument,
			errors[i], says[i]);
	}
	buf_addf(&half, "{\"measurements\":[{\"type\":\"%s\",\"values\":[1]}]}",
		m.types[0]);
	answer_with(&m.w, "*/metrics", "application/json", half.p, half.n,
		"207");
	before = metric_requests(&m.w);
	expect_error(&m.w, EP_WORKLOAD_METRICS_CSV, m.argument, -EBADMSG,
		"not all of it");
	assert_int_equal(metric_requests(&m.w) - before, 2);
	world_stop(&m.w);
}

/* ---- arguments and pages ---- */

/* A cluster and a name in the path, the rest in the query. */
static void test_parts(void **state)
{
	struct api_result *r;
	struct world w;
	char cluster[64], argument[192];

	world_init(&w);
	world_start(&w);
	first_id(&w, "clusters", cluster);
	snprintf(argument, sizeof(argument),
		"%s\x1f"
		"default" WINDOW,
		cluster);
	r = expect_result(&w, EP_NODE_POOL_METRICS, argument);
	assert_true(has(r, "\"measurements\""));
	api_result_unref(r);
	snprintf(argument, sizeof(argument), "%s\x1f" WINDOW, cluster);
	expect_error(&w, EP_NODE_POOL_METRICS, argument, -ENOENT, "no such id");
	/* One part more than there are holes: of an id that holds a separator
	 */
	snprintf(argument, sizeof(argument), "%s" WINDOW "\x1fx", cluster);
	expect_error(&w, EP_CLUSTER_METRICS, argument, -ENOENT, "no such id");
	world_stop(&w);
}

/* Its pages are called numberOfSamples, and hold 1,000 records. */
static void test_audit_pages(void **state)
{
	static const char path[] = "/api/v1/audit/log";
	struct api_result *r;
	struct world w;
	size_t n;

	world_init(&w);
	world_start(&w);
	r = expect_result(&w, EP_AUDIT_LOG,
		"2026-01-01T00:00:00Z\x1f"
		"2026-02-01T00:00:00Z");
	n = r->n_items;
	assert_true(n > 1000);
	assert_int_equal(sim_count(w.sim, path), (n + 999) / 1000);
	for (size_t i = 0; i < n; i++)
		assert_true(r->items[i].field[FIELD_ID].len > 0);
	api_result_unref(r);
	world_stop(&w);
}

/* ---- fan-outs ---- */

/* Asked once for each cluster, by a parameter of the query. */
static void test_each_in_query(void **state)
{
	static const char path[] = "/api/v2/storage-classes";
	struct api_result *r;
	struct world w;

	world_init(&w);
	world_start(&w);
	r = expect_result(&w, EP_STORAGE_CLASSES, NULL);
	assert_int_equal(sim_count(w.sim, path), 2);
	assert_int_equal(r->n_scopes, 2);
	assert_true(r->n_items > 0);
	for (size_t i = 0; i < r->n_items; i++)
		assert_true(
			api_item_field(r, &r->items[i], FIELD_CLUSTER).n > 0);
	api_result_unref(r);
	assert_int_equal(sim_count(w.sim, "/api/v1/clusters"), 1);
	world_stop(&w);
}

/* The list of clusters serves all that are asked for each of them. */
static void test_parents(void **state)
{
	static const char clusters[] = "/v1/k8s/clusters";
	struct world w;

	world_init(&w);
	w.so.generation = SIM_LEGACY;
	world_start(&w);
	assert_int_equal(get_count(&w, EP_PROJECTS), 8);
	assert_int_equal(get_count(&w, EP_PROJECTS), 8);
	get_count(&w, EP_DEPARTMENTS);
	assert_int_equal(sim_count(w.sim, clusters), 1);
	api_forget_lists(w.api);
	assert_int_equal(get_count(&w, EP_PROJECTS), 8);
	assert_int_equal(sim_count(w.sim, clusters), 2);
	world_stop(&w);

	world_init(&w);
	w.so.generation = SIM_LEGACY;
	world_option(&w, "ttl_org=0");
	world_start(&w);
	get_count(&w, EP_PROJECTS);
	get_count(&w, EP_PROJECTS);
	assert_int_equal(sim_count(w.sim, clusters), 3); /* and detection */
	world_stop(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_raw),
		cmocka_unit_test(test_raw_below_base),
		cmocka_unit_test(test_raw_secrets),
		cmocka_unit_test(test_raw_refused),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_unwanted_kind),
		cmocka_unit_test(test_no_content),
		cmocka_unit_test(test_scalar),
		cmocka_unit_test(test_metrics),
		cmocka_unit_test(test_refused_type_named),
		cmocka_unit_test(test_refused_types_one_by_one),
		cmocka_unit_test(test_refused_types_unnamed),
		cmocka_unit_test(test_refused_all),
		cmocka_unit_test(test_refusal_lists_all),
		cmocka_unit_test(test_trouble_while_looking),
		cmocka_unit_test(test_one_search),
		cmocka_unit_test(test_search_fails),
		cmocka_unit_test(test_end_while_looking),
		cmocka_unit_test(test_partial),
		cmocka_unit_test(test_partial_csv),
		cmocka_unit_test(test_partial_and_refused),
		cmocka_unit_test(test_partial_nonsense),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_audit_pages),
		cmocka_unit_test(test_each_in_query),
		cmocka_unit_test(test_parents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
