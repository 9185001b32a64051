/* SPDX-License-Identifier: MIT */
/*
 * Paging against a server made of a few lines: every style, every way to get
 * it wrong, answers in any order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include "list.h"
#include "result.h"

/* ---- a server ---- */

struct server {
	struct endpoint_row row;
	unsigned n_items;
	unsigned cap;	     /* most items it puts in a page */
	bool without_ids;
	unsigned requests;
	/* Called before each answer; may change the server. */
	void (*before)(struct server *, const struct list_request *);
	/* Text of `next` instead of the proper one; NULL: none such. */
	const char *(*next)(const struct server *, const struct list_request *);
	const char *body;    /* fixed answer */
	unsigned first;	     /* number of the first item */
	bool ignores_offset;
	unsigned total_off;  /* added to the total */
};

#define ROW(style, where)                                                      \
	{                                                                      \
		.path = "/x", .envelope = where, .paging = style,              \
		.page_max = 500,                                               \
		.field = {[FIELD_ID] = "id", [FIELD_NAME] = "name"},           \
	}

static void add_item(struct buf *b, const struct server *s, unsigned i)
{
	buf_addc(b, '{');
	if (!s->without_ids)
		buf_addf(b, "\"id\":\"i%u\",", s->first + i);
	buf_addf(b, "\"name\":\"n\\u00e9 %u\"}", s->first + i);
}

static void add_items(struct buf *b, const struct server *s, size_t offset,
	size_t n)
{
	buf_addc(b, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_adds(b, ", ");
		add_item(b, s, (unsigned)(offset + i));
	}
	buf_addc(b, ']');
}

static void add_tail(struct buf *b, const struct server *s,
	const struct list_request *q, size_t end)
{
	const char *odd = s->next ? s->next(s, q) : NULL;

	if (s->row.paging == PAGING_OFFSET) {
		buf_addf(b, ",\"totalRecords\":%u}", s->n_items + s->total_off);
		return;
	}
	if (s->row.paging == PAGING_NEXT_OFFSET)
		buf_adds(b, ",\"pagination\":{\"nextOffset\":");
	else
		buf_adds(b, ",\"next\":");
	if (odd)
		buf_adds(b, odd);
	else if (end < s->n_items)
		buf_addf(b, "%zu", end);
	else
		buf_adds(b, "null");
	buf_adds(b, s->row.paging == PAGING_NEXT_OFFSET ? "}}" : "}");
}

static char *serve(struct server *s, const struct list_request *q, size_t *n)
{
	struct buf b = BUF_INIT;
	size_t limit = q->limit ? q->limit : s->n_items, offset = q->offset;

	s->requests++;
	if (s->before)
		s->before(s, q);
	if (s->ignores_offset)
		offset = 0;
	if (s->cap && limit > s->cap)
		limit = s->cap;
	if (offset > s->n_items)
		offset = s->n_items;
	if (limit > s->n_items - offset)
		limit = s->n_items - offset;
	if (s->body) {
		buf_adds(&b, s->body);
	} else if (!*s->row.envelope) {
		add_items(&b, s, offset, limit);
	} else {
		buf_addf(&b, "{\"%s\":", s->row.envelope);
		add_items(&b, s, offset, limit);
		add_tail(&b, s, q, offset + limit);
	}
	return buf_steal(&b, n);
}

/* ---- a client ---- */

struct outcome {
	int err;
	struct api_error error;
	struct api_result *result;
	unsigned requests, most_at_once;
};

enum order { IN_ORDER, BACKWARDS };

static int answer(struct server *s, struct list *l,
	const struct list_request *q, struct api_error *error)
{
	size_t n;
	char *body = serve(s, q, &n);
	int r = list_take(l, q, &body, n, error);

	assert_null(body);
	return r;
}

static unsigned ask_all(struct list *l, struct list_request *ret, unsigned max)
{
	unsigned n = 0;

	while (n < max && list_next(l, &ret[n]))
		n++;
	return n;
}

static int drive(struct server *s, struct list *l, enum order order,
	struct outcome *ret)
{
	struct list_request q[64];

	while (!list_complete(l)) {
		unsigned n = ask_all(l, q, ARRAY_SIZE(q));

		assert_true(n > 0);
		if (n > ret->most_at_once)
			ret->most_at_once = n;
		for (unsigned i = 0; i < n; i++) {
			unsigned k = order == BACKWARDS ? n - 1 - i : i;
			int r = answer(s, l, &q[k], &ret->error);

			if (r < 0)
				return r;
		}
	}
	assert_false(list_next(l, q));
	return 0;
}

static struct outcome run(struct server *s, const struct api_result *previous,
	enum order order)
{
	struct outcome o = {0};
	struct page_paths *paths;
	struct list *l;

	s->requests = 0;
	assert_int_equal(page_paths_create(&paths, &s->row, false), 0);
	const struct list_options options = {
		.row = &s->row,
		.paths = paths,
		.limit = s->row.paging ? s->row.page_max : 0,
		.expected = previous ? previous->n_items : 0,
		.step = previous ? result_step(previous) : 0,
		.parallel = 8,
	};
	assert_int_equal(list_create(&l, &options), 0);
	o.err = drive(s, l, order, &o);
	if (o.err == 0) {
		assert_int_equal(result_join(&l, 1, NULL, 0, &o.result), 0);
		o.result->row = &s->row;
	}
	o.requests = s->requests;
	list_destroy(l);
	page_paths_destroy(paths);
	return o;
}

/* All items, in order, each once. */
static void expect_items(const struct outcome *o, const struct server *s)
{
	if (o->err < 0)
		fail_msg("%s", o->error.message);
	assert_int_equal(o->result->n_items, s->n_items);
	for (unsigned i = 0; i < s->n_items; i++) {
		cleanup_buf struct buf name = BUF_INIT;
		char text[32];

		api_item_decode(o->result, &o->result->items[i], FIELD_NAME,
			&name);
		snprintf(text, sizeof(text), "n\xc3\xa9 %u", s->first + i);
		assert_string_equal(name.p, text);
	}
}

static void expect_run(struct server *s, unsigned requests)
{
	struct outcome o = run(s, NULL, IN_ORDER);

	expect_items(&o, s);
	assert_int_equal(o.requests, requests);
	api_result_unref(o.result);
}

/* ---- cold ---- */

static void test_costs(void **state)
{
	static const struct {
		enum paging paging;
		const char *envelope;
		unsigned n_items, requests;
	} cases[] = {
		{PAGING_NEXT, "workloads", 0, 1},
		{PAGING_NEXT, "workloads", 1, 1},
		{PAGING_NEXT, "workloads", 500, 1},
		{PAGING_NEXT, "workloads", 501, 2},
		{PAGING_NEXT, "workloads", 10000, 20},
		{PAGING_NEXT_OFFSET, "entries", 1001, 3},
		{PAGING_OFFSET, "accessRules", 0, 1},
		{PAGING_OFFSET, "accessRules", 499, 1},
		{PAGING_OFFSET, "accessRules", 500, 1},
		{PAGING_OFFSET, "accessRules", 1300, 3},
		/* A bare array has no total: a round length is asked behind. */
		{PAGING_OFFSET, "", 0, 1},
		{PAGING_OFFSET, "", 499, 1},
		{PAGING_OFFSET, "", 500, 2},
		{PAGING_OFFSET, "", 450, 2},
		{PAGING_OFFSET, "", 1234, 3},
		{PAGING_NONE, "", 1234, 1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct server s = {
			.row = ROW(cases[i].paging, cases[i].envelope),
			.n_items = cases[i].n_items,
		};

		expect_run(&s, cases[i].requests);
	}
}

/* A server that takes less than we ask for. */
static void test_caps(void **state)
{
	struct server next = {
		.row = ROW(PAGING_NEXT, "x"), .n_items = 1010, .cap = 100};
	struct server bare = {
		.row = ROW(PAGING_OFFSET, ""), .n_items = 1010, .cap = 100};
	struct server total = {
		.row = ROW(PAGING_OFFSET, "x"), .n_items = 1010, .cap = 70};

	expect_run(&next, 11);
	expect_run(&bare, 11);
	expect_run(&total, 15);
}

static void test_ignored_offset(void **state)
{
	struct server s = {
		.row = ROW(PAGING_OFFSET, ""),
		.n_items = 500,
		.ignores_offset = true,
	};

	expect_run(&s, 2);
	s.without_ids = true;
	expect_run(&s, 2);
}

static void test_page_without_paging(void **state)
{
	struct server s = {.row = ROW(PAGING_NONE, ""), .n_items = 3};
	struct outcome o;

	s.row.page_max = 0;
	o = run(&s, NULL, IN_ORDER);
	expect_items(&o, &s);
	api_result_unref(o.result);
}

/* ---- odd `next` ---- */

static const char *next_one(const struct server *s, const struct list_request *q)
{
	return "1";
}

static const char *next_same(
	const struct server *s, const struct list_request *q)
{
	return q->offset ? "500" : NULL;
}

static const char *next_string(
	const struct server *s, const struct list_request *q)
{
	return q->offset ? "null" : "\"500\"";
}

static const char *next_word(
	const struct server *s, const struct list_request *q)
{
	return "\"soon\"";
}

static const char *next_negative(
	const struct server *s, const struct list_request *q)
{
	return "-1";
}

static const char *next_behind_end(
	const struct server *s, const struct list_request *q)
{
	return q->offset < 700 ? "700" : q->offset < 900 ? "900" : "null";
}

static const char *next_for_ever(
	const struct server *s, const struct list_request *q)
{
	static char text[24];

	snprintf(text, sizeof(text), "%llu",
		(unsigned long long)q->offset + 500);
	return text;
}

/* Some mocks answer the same page with `next: 1` for ever. */
static void test_mock(void **state)
{
	struct server s = {
		.row = ROW(PAGING_NEXT, "workloads"),
		.n_items = 1,
		.ignores_offset = true,
		.next = next_one,
	};
	struct server empty = {
		.row = ROW(PAGING_NEXT, "workloads"), .next = next_one};

	expect_run(&s, 2);
	s.without_ids = true;
	expect_run(&s, 2);
	expect_run(&empty, 2);
}

static void test_odd_next(void **state)
{
	static const struct {
		const char *(*next)(
			const struct server *, const struct list_request *);
		unsigned n_items;
		int err;
		unsigned requests;
	} cases[] = {
		{next_string, 700, 0, 2},
		{next_word, 700, -EBADMSG, 1},
		{next_negative, 700, -EBADMSG, 1},
		{next_same, 700, -EBADMSG, 2},
		{next_one, 700, -EBADMSG, 2},
		{next_behind_end, 300, 0, 3},
		{next_for_ever, 300, -EBADMSG, 5},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct server s = {
			.row = ROW(PAGING_NEXT, "workloads"),
			.n_items = cases[i].n_items,
			.next = cases[i].next,
		};
		struct outcome o = run(&s, NULL, IN_ORDER);

		assert_int_equal(o.err, cases[i].err);
		assert_int_equal(o.requests, cases[i].requests);
		if (o.err < 0)
			assert_int_equal(
				o.error.trouble, TROUBLE_BAD_MESSAGE);
		api_result_unref(o.result);
	}
}

/* ---- odd bodies ---- */

static void test_bodies(void **state)
{
	static const struct {
		const char *envelope, *body;
		int err;
		size_t n_items;
	} cases[] = {
		{"x", "{\"x\":[]}", 0, 0},
		{"x", " {\"x\" : [ {} , {} ] } \n", 0, 2},
		{"x", "{\"x\":[1,\"a\",null]}", 0, 3},
		{"x", "{\"x\":[{\"id\":null},{\"id\":\"\"},{\"id\":{}}]}", 0, 3},
		{"x", "{\"x\":[{\"id\":7},{\"id\":7},{\"id\":\"7\"}]}", 0, 1},
		{"a|b", "{\"b\":[{}]}", 0, 1},
		{"a.b", "{\"a\":{\"b\":[{}]}}", 0, 1},
		{"", "[]", 0, 0},
		{"", "{}", -EBADMSG, 0},
		{"", "\"\"", -EBADMSG, 0},
		{"x", "", -EBADMSG, 0},
		{"x", "[]", -EBADMSG, 0},
		{"x", "{}", -EBADMSG, 0},
		{"x", "{\"x\":null}", -EBADMSG, 0},
		{"x", "{\"x\":{}}", -EBADMSG, 0},
		{"x", "{\"x\":[]", -EBADMSG, 0},
		{"x", "{\"x\":[{]}", -EBADMSG, 0},
		{"x", "{\"x\":[]}{\"x\":[]}", -EBADMSG, 0},
		{"x", "<!doctype html><html></html>", -EBADMSG, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct server s = {
			.row = ROW(PAGING_NEXT, cases[i].envelope),
			.body = cases[i].body,
		};
		struct outcome o = run(&s, NULL, IN_ORDER);

		if (o.err != cases[i].err)
			fail_msg("%s", cases[i].body);
		if (o.result)
			assert_int_equal(o.result->n_items, cases[i].n_items);
		api_result_unref(o.result);
	}
}

static void test_document(void **state)
{
	struct server s = {
		.row = ROW(PAGING_NONE, NULL), .body = " {\"id\":\"q\"} "};
	struct outcome o;

	s.row.page_max = 0;
	o = run(&s, NULL, IN_ORDER);
	assert_int_equal(o.err, 0);
	assert_int_equal(o.result->n_items, 1);
	assert_int_equal(o.result->items[0].len, 10);
	assert_true(slice_eq(
		api_item_field(o.result, o.result->items, FIELD_ID),
		SLICE("q")));
	assert_int_equal(api_item_field(o.result, o.result->items,
				 FIELD_CLUSTER)
				 .n,
		0);
	api_result_unref(o.result);
}

/* Some documents are no objects: `true` is what a setting is. */
static void test_any_value_is_a_document(void **state)
{
	static const char *const secrets[] = {"password", "*.token", NULL};
	static const char *const bodies[] = {"true", "false", "null", "0.10",
		"18446744073709551616", "\"x\"", "\"\"", "[]", "[1,true]", "{}"};

	for (size_t i = 0; i < 2 * ARRAY_SIZE(bodies); i++) {
		const char *body = bodies[i / 2];
		struct server s = {.row = ROW(PAGING_NONE, NULL), .body = body};
		struct outcome o;

		s.row.page_max = 0;
		if (i % 2)
			s.row.secrets = secrets;
		o = run(&s, NULL, IN_ORDER);
		assert_int_equal(o.err, 0);
		assert_int_equal(o.result->n_items, 1);
		assert_int_equal(o.result->items->len, strlen(body));
		assert_memory_equal(
			o.result->items->json, body, strlen(body));
		for (unsigned f = 0; f < FIELD_COUNT; f++)
			assert_int_equal(api_item_field(o.result,
						 o.result->items, (enum field)f)
						 .n,
				0);
		api_result_unref(o.result);
	}
}

/* ---- warm ---- */

static struct api_result *cold(struct server *s)
{
	struct outcome o = run(s, NULL, IN_ORDER);

	expect_items(&o, s);
	return o.result;
}

static void test_warm(void **state)
{
	struct server s = {.row = ROW(PAGING_NEXT, "x"), .n_items = 2300};
	struct api_result *before = cold(&s);

	for (unsigned i = 0; i < 2; i++) {
		struct outcome o =
			run(&s, before, i ? BACKWARDS : IN_ORDER);

		expect_items(&o, &s);
		assert_int_equal(o.requests, 5);
		assert_int_equal(o.most_at_once, 5);
		assert_true(o.result->hash == before->hash);
		api_result_unref(o.result);
	}
	api_result_unref(before);
}

static void test_warm_grown_and_shrunk(void **state)
{
	static const unsigned sizes[] = {0, 1, 499, 500, 501, 1000, 1300, 1999,
		2000, 2001, 2300, 2500, 2501, 4000};
	static const struct endpoint_row rows[] = {
		ROW(PAGING_NEXT, "x"),
		ROW(PAGING_NEXT_OFFSET, "x"),
		ROW(PAGING_OFFSET, "x"),
		ROW(PAGING_OFFSET, ""),
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (size_t j = 0; j < ARRAY_SIZE(sizes); j++) {
			struct server s = {.row = rows[i], .n_items = 2000};
			struct api_result *before = cold(&s);
			struct outcome o;

			s.n_items = sizes[j];
			o = run(&s, before, j % 2 ? BACKWARDS : IN_ORDER);
			expect_items(&o, &s);
			assert_true(o.requests <= 10);
			api_result_unref(before);
			api_result_unref(o.result);
		}
}

/* At most `parallel` at once, however many pages there were. */
static void test_warm_in_rows(void **state)
{
	struct server s = {.row = ROW(PAGING_NEXT, "x"), .n_items = 10000};
	struct api_result *before = cold(&s);
	struct outcome o = run(&s, before, BACKWARDS);

	expect_items(&o, &s);
	assert_int_equal(o.requests, 20);
	assert_int_equal(o.most_at_once, 8);
	api_result_unref(before);
	api_result_unref(o.result);
}

/* What a server really takes is remembered with the result. */
static void test_warm_capped(void **state)
{
	struct server s = {
		.row = ROW(PAGING_NEXT, "x"), .n_items = 730, .cap = 100};
	struct api_result *before = cold(&s);
	struct outcome o = run(&s, before, BACKWARDS);

	expect_items(&o, &s);
	assert_int_equal(o.requests, 8);
	api_result_unref(before);
	/* The cap is gone down meanwhile. */
	before = o.result;
	s.cap = 60;
	o = run(&s, before, IN_ORDER);
	expect_items(&o, &s);
	api_result_unref(before);
	api_result_unref(o.result);
}

/* Between two pages of a pass an item comes in at the front. */
static void insert_once(struct server *s, const struct list_request *q)
{
	if (s->requests == 2 && s->first > 0) {
		s->first--;
		s->n_items++;
	}
}

static void test_warm_shifted(void **state)
{
	struct server s = {
		.row = ROW(PAGING_NEXT, "x"), .n_items = 2000, .first = 1};
	struct api_result *before = cold(&s);
	struct outcome o;

	s.before = insert_once;
	o = run(&s, before, IN_ORDER);
	expect_items(&o, &s);
	/* One pass at once, one page by page. */
	assert_int_equal(o.requests, 4 + 5);
	api_result_unref(before);
	api_result_unref(o.result);
}

/* A page of a pass that was given up comes late. */
static void test_late_page(void **state)
{
	struct server s = {
		.row = ROW(PAGING_NEXT, "x"), .n_items = 1200, .cap = 300};
	struct page_paths *paths;
	struct list_request q[3], more;
	struct api_error error;
	struct list *l;

	assert_int_equal(page_paths_create(&paths, &s.row, false), 0);
	const struct list_options options = {
		.row = &s.row,
		.paths = paths,
		.limit = 500,
		.expected = 1200,
		.parallel = 8,
	};
	assert_int_equal(list_create(&l, &options), 0);
	assert_int_equal(ask_all(l, q, 3), 3);
	assert_int_equal(answer(&s, l, &q[1], &error), 0);
	assert_int_equal(answer(&s, l, &q[0], &error), 0);
	assert_true(list_next(l, &more));
	assert_int_equal(more.offset, 300);
	assert_int_equal(answer(&s, l, &q[2], &error), 0);
	assert_false(list_complete(l));
	while (!list_complete(l)) {
		assert_int_equal(answer(&s, l, &more, &error), 0);
		list_next(l, &more);
	}
	list_destroy(l);
	page_paths_destroy(paths);
}

/* ---- totals ---- */

static void total_moves_once(struct server *s, const struct list_request *q)
{
	if (s->requests == 2)
		s->n_items++;
}

static void test_total_moved(void **state)
{
	struct server s = {
		.row = ROW(PAGING_OFFSET, "x"),
		.n_items = 1300,
		.before = total_moves_once,
	};
	struct outcome o = run(&s, NULL, IN_ORDER);

	expect_items(&o, &s);
	assert_int_equal(o.requests, 2 + 3);
	api_result_unref(o.result);
}

/* A total that is never reached: one more pass, then an error. */
static void test_total_not_reached(void **state)
{
	struct server s = {
		.row = ROW(PAGING_OFFSET, "x"),
		.n_items = 700,
		.total_off = 1,
	};
	struct outcome o = run(&s, NULL, IN_ORDER);

	assert_int_equal(o.err, -EBADMSG);
	assert_int_equal(o.requests, 6);
}

/* ---- results ---- */

static struct api_result *join_two(
	const struct endpoint_row *row, const char *const *bodies)
{
	struct api_scope *scopes = calloc(2, sizeof(*scopes));
	struct list *lists[2];
	struct page_paths *paths;
	struct api_result *r;

	assert_int_equal(page_paths_create(&paths, row, false), 0);
	for (unsigned i = 0; i < 2; i++) {
		const struct list_options o = {
			.row = row, .paths = paths, .scope = i + 1};
		char *body = strdup(bodies[i]);
		struct list_request q;
		struct api_error e;

		scopes[i].cluster = strdup(i ? "c1" : "c0");
		scopes[i].project = strdup("");
		assert_int_equal(list_create(&lists[i], &o), 0);
		assert_true(list_next(lists[i], &q));
		assert_int_equal(q.limit, 0);
		assert_int_equal(list_take(lists[i], &q, &body,
					 strlen(bodies[i]), &e),
			0);
		assert_true(list_complete(lists[i]));
	}
	assert_int_equal(result_join(lists, 2, scopes, 2, &r), 0);
	r->row = row;
	list_destroy(lists[0]);
	list_destroy(lists[1]);
	page_paths_destroy(paths);
	return r;
}

static const struct endpoint_row of_clusters = {
	.path = "/x",
	.envelope = "",
	.field = {[FIELD_ID] = "id", [FIELD_CLUSTER] = "cluster"},
};

static void test_join_scopes(void **state)
{
	static const char *const bodies[] = {
		"[{\"id\":1},{\"id\":2,\"cluster\":\"own\"}]",
		"[{\"id\":2},{\"id\":3}]",
	};
	struct api_result *r = join_two(&of_clusters, bodies);
	struct slice v;

	assert_int_equal(r->n_items, 3);
	v = api_item_field(r, &r->items[0], FIELD_CLUSTER);
	assert_true(slice_eq(v, SLICE("c0")));
	v = api_item_field(r, &r->items[1], FIELD_CLUSTER);
	assert_true(slice_eq(v, SLICE("own")));
	v = api_item_field(r, &r->items[2], FIELD_CLUSTER);
	assert_true(slice_eq(v, SLICE("c1")));
	assert_int_equal(
		api_item_field(r, &r->items[2], FIELD_PROJECT).n, 0);
	assert_true(r->bytes > strlen(bodies[0]) + strlen(bodies[1]));
	api_result_ref(r);
	api_result_unref(r);
	api_result_unref(r);
	api_result_unref(NULL);
}

/* Names within a cluster: the same one in another is another thing. */
static void test_join_scoped_ids(void **state)
{
	static const char *const bodies[] = {
		"[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"a\"}]",
		"[{\"id\":\"b\"},{\"id\":\"a\"}]",
	};
	struct endpoint_row row = of_clusters;
	struct api_result *r;
	struct slice v;

	row.scoped_id = true;
	r = join_two(&row, bodies);
	assert_int_equal(r->n_items, 4);
	v = api_item_field(r, &r->items[1], FIELD_CLUSTER);
	assert_true(slice_eq(v, SLICE("c0")));
	v = api_item_field(r, &r->items[2], FIELD_CLUSTER);
	assert_true(slice_eq(v, SLICE("c1")));
	api_result_unref(r);
}

/* The body of a row of bytes is the item, whatever it is. */
static void test_bytes(void **state)
{
	static const char *const bodies[] = {
		"", "\n", "a,b\r\n1,2", "<html>", "{\"id\":\"x\"}", "[", "\x80\xff",
	};

	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		struct server s = {.row = {.path = "/x", .bytes = true,
					   .field = {[FIELD_ID] = "id"}}};
		struct outcome o;

		s.body = bodies[i];
		o = run(&s, NULL, IN_ORDER);
		assert_int_equal(o.err, 0);
		assert_int_equal(o.result->n_items, 1);
		assert_non_null(o.result->items->json);
		assert_int_equal(o.result->items->len, strlen(bodies[i]));
		assert_memory_equal(o.result->items->json, bodies[i],
			strlen(bodies[i]));
		assert_int_equal(
			o.result->items->field[FIELD_ID].len, 0);
		api_result_unref(o.result);
	}
}

static void test_bytes_with_secrets(void **state)
{
	static const char *const secrets[] = {"spec.password", NULL};
	static const struct {
		const char *body, *item;
	} cases[] = {
		{"", ""},
		{" {\"a\":1} ", " {\"a\":1} "},
		{"{\"spec\":{\"password\":\"x\"}}",
			"{\"spec\":{\"password\":\"(redacted)\"}}"},
		{"spec:\n  password: x\n", NULL},
		{"{\"spec\":{\"password\":\"x\"}} x", NULL},
		{"\xef\xbb\xbf{\"spec\":{\"password\":\"x\"}}", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct server s = {.row = {.path = "/x", .bytes = true,
					   .secrets = secrets}};
		struct outcome o;

		s.body = cases[i].body;
		o = run(&s, NULL, IN_ORDER);
		if (!cases[i].item) {
			assert_int_equal(o.err, -EACCES);
			assert_int_equal(o.error.trouble, TROUBLE_SECRET);
			continue;
		}
		assert_int_equal(o.err, 0);
		assert_int_equal(o.result->items->len, strlen(cases[i].item));
		assert_memory_equal(o.result->items->json, cases[i].item,
			strlen(cases[i].item));
		api_result_unref(o.result);
	}
}

static void test_times(void **state)
{
	static const struct {
		bool ms;
		const char *value;
		int64_t ns;
	} cases[] = {
		{false, "\"2021-01-01T09:56:23Z\"", 1609494983000000000},
		{true, "1609494983000", 1609494983000000000},
		{true, "\"1609494983000\"", 1609494983000000000},
		{true, "\"2021-01-01T09:56:23Z\"", 1609494983000000000},
		{false, "1609494983000", 0},
		{false, "\"soon\"", 0},
		{false, "null", 0},
		{true, "-5", 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct server s = {.row = ROW(PAGING_NONE, "x")};
		char body[64];
		struct outcome o;

		s.row.field[FIELD_CREATED] = "t";
		s.row.time_is_ms = cases[i].ms;
		snprintf(body, sizeof(body), "{\"x\":[{\"t\":%s}]}",
			cases[i].value);
		s.body = body;
		o = run(&s, NULL, IN_ORDER);
		assert_int_equal(api_item_time(o.result, o.result->items,
					 FIELD_CREATED),
			cases[i].ns);
		api_result_unref(o.result);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_costs),
		cmocka_unit_test(test_caps),
		cmocka_unit_test(test_ignored_offset),
		cmocka_unit_test(test_page_without_paging),
		cmocka_unit_test(test_mock),
		cmocka_unit_test(test_odd_next),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_any_value_is_a_document),
		cmocka_unit_test(test_warm),
		cmocka_unit_test(test_warm_grown_and_shrunk),
		cmocka_unit_test(test_warm_in_rows),
		cmocka_unit_test(test_warm_capped),
		cmocka_unit_test(test_warm_shifted),
		cmocka_unit_test(test_late_page),
		cmocka_unit_test(test_total_moved),
		cmocka_unit_test(test_total_not_reached),
		cmocka_unit_test(test_join_scopes),
		cmocka_unit_test(test_join_scoped_ids),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_bytes_with_secrets),
		cmocka_unit_test(test_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
