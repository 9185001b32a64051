/* SPDX-License-Identifier: MIT */
/*
 * The bytes of each type of content, in one piece and in any number of them.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#include "content.h"
#include "render.h"
#include "result_of.h"

static struct api_result *result(const char *json)
{
	struct api_result *r = result_of(EP_WORKLOADS, slice_str(json));

	assert_non_null(r);
	return r;
}

static struct content *text(const char *s, size_t n, int64_t mtime_ns)
{
	struct buf b = BUF_INIT;
	struct content *c;

	buf_add(&b, s, n);
	assert_int_equal(content_text(&c, &b, mtime_ns), 0);
	assert_null(b.p);
	return c;
}

static struct content *item(struct api_result *r, uint32_t i)
{
	struct content *c;

	assert_int_equal(content_item(&c, r, i, 1), 0);
	return c;
}

static struct content *list(enum content_type type, struct api_result *r,
	const size_t *items, size_t n)
{
	struct content *c;

	assert_int_equal(content_list(&c, type, r, items, n, 1), 0);
	return c;
}

/* ---- reading ---- */

/* From `offset`, at most `n`, and not a byte behind that. */
static void expect_window(struct content *c, struct slice want,
	uint64_t offset, size_t n)
{
	cleanup_free char *out = malloc(n + 1); /* a sanitizer stands behind */
	size_t left = offset < want.n ? want.n - (size_t)offset : 0;

	out[n] = '#';
	assert_int_equal(content_read(c, offset, n, out), left < n ? left : n);
	assert_memory_equal(out, want.p + offset, left < n ? left : n);
	assert_int_equal(out[n], '#');
}

/* Every window there is, and some past the end. */
static void expect_bytes(struct content *c, struct slice want)
{
	char ignored[4];

	assert_int_equal(c->size, want.n);
	for (size_t from = 0; from < want.n; from++)
		for (size_t n = 0; n <= want.n - from + 2; n++)
			expect_window(c, want, from, n);
	assert_int_equal(content_read(c, want.n, 4, ignored), 0);
	assert_int_equal(content_read(c, want.n + 1, 4, ignored), 0);
	assert_int_equal(content_read(c, UINT64_MAX, 4, ignored), 0);
}

static void expect_text(struct content *c, const char *want)
{
	expect_bytes(c, slice_str(want));
}

static const char three[] =
	"[{\"id\":\"1\",\"name\":\"a\",\"gpus\":0.10},"
	"{ \"id\" : \"2\" , \"x\":[ ] , \"n\":18446744073709551616},"
	"{\"id\":\"3\",\"s\":\"\\u00e9 \\n{\",\"o\":{\"p\":[1,{\"q\":{}}]}}]";

static void test_text(void **state)
{
	struct content *c = text("Running\n", 8, 77);

	assert_int_equal(c->type, CONTENT_TEXT);
	assert_int_equal(c->mtime_ns, 77);
	expect_text(c, "Running\n");
	content_unref(c);
	c = text("a\0b", 3, 0);
	expect_bytes(c, (struct slice){"a\0b", 3});
	content_unref(c);
	c = text("", 0, 0);
	expect_text(c, "");
	content_unref(c);
}

static void test_text_fails(void **state)
{
	struct buf b = BUF_INIT;
	struct content *c;

	buf_adds(&b, "half of it");
	b.err = -ENOMEM;
	assert_int_equal(content_text(&c, &b, 0), -ENOMEM);
	assert_null(b.p);
}

static void test_item(void **state)
{
	struct api_result *r = result(three);
	struct content *c = item(r, 1);

	expect_text(c, "{\n  \"id\": \"2\",\n  \"x\": [],\n"
			 "  \"n\": 18446744073709551616\n}\n");
	assert_int_equal(c->version, r->items[1].hash);
	content_unref(c);
	api_result_unref(r);
}

/* It holds what it is made from. */
static void test_holds(void **state)
{
	struct api_result *r = result(three);
	struct content *c = item(r, 0);

	api_result_unref(r);
	expect_text(c, "{\n  \"id\": \"1\",\n  \"name\": \"a\",\n"
			 "  \"gpus\": 0.10\n}\n");
	assert_ptr_equal(content_ref(c), c);
	content_unref(c);
	assert_int_equal(c->size, 47);
	content_unref(c);
	content_unref(NULL);
}

/* ---- an answer that is its body ---- */

static struct content *bytes(struct slice body, int64_t mtime_ns)
{
	struct api_result *r = result("[0]");
	struct content *c;

	/* the text lies behind the items, in one piece with them */
	r->items = realloc(r->items, sizeof(*r->items) + body.n + 1);
	r->items[0].json = (const char *)(r->items + 1);
	r->items[0].len = (uint32_t)body.n;
	if (body.n)
		memcpy(r->items + 1, body.p, body.n);
	assert_int_equal(content_bytes(&c, r, mtime_ns), 0);
	assert_int_equal(c->type, CONTENT_BYTES);
	assert_int_equal(c->mtime_ns, mtime_ns);
	assert_int_equal(r->refs, 2);
	api_result_unref(r);
	return c;
}

static void test_bytes(void **state)
{
	static const char binary[] = "\0\xff\n{\0\"a\": [ ]\r\n \0";
	struct content *c = bytes((struct slice){binary, sizeof(binary)}, 9);
	uint64_t v = c->version;

	expect_bytes(c, (struct slice){binary, sizeof(binary)});
	content_unref(c);
	c = bytes((struct slice){binary, sizeof(binary) - 1}, 9);
	assert_int_not_equal(c->version, v);
	content_unref(c);
	c = bytes((struct slice){binary, sizeof(binary)}, 10);
	assert_int_equal(c->version, v);
	content_unref(c);
	c = bytes(SLICE(""), 0);
	expect_text(c, "");
	content_unref(c);
	c = bytes(SLICE("{ \"as\" : \"it came\" }"), 0); /* no newline */
	expect_text(c, "{ \"as\" : \"it came\" }");
	content_unref(c);
}

/* Larger than a read; from every side of its pieces. */
static void test_many_bytes(void **state)
{
	enum { N = 300000 };
	char *body = malloc(N);
	struct content *c;
	unsigned seed = 11;

	for (int i = 0; i < N; i++)
		body[i] = (char)rand_r(&seed);
	c = bytes((struct slice){body, N}, 0);
	assert_int_equal(c->size, N);
	expect_window(c, (struct slice){body, N}, 0, N + 1);
	for (int i = 0; i < 500; i++) {
		uint64_t from = (unsigned)rand_r(&seed) % N;
		expect_window(c, (struct slice){body, N}, from,
			(unsigned)rand_r(&seed) % 140000);
	}
	content_unref(c);
	free(body);
}

/* ---- lists, as fs/render.c has them ---- */

static void expect_rendered(enum content_type type, enum render_format format,
	struct api_result *r, const size_t *items, size_t n)
{
	struct content *c = list(type, r, items, n);
	cleanup_buf struct buf want = BUF_INIT;

	assert_int_equal(render_list(format, r, items, n, NULL, &want), 0);
	expect_bytes(c, (struct slice){want.p ? want.p : "", want.n});
	content_unref(c);
}

static const struct {
	enum content_type type;
	enum render_format format;
} types[] = {{CONTENT_ARRAY, RENDER_JSON}, {CONTENT_LINES, RENDER_NDJSON}};

static void test_lists(void **state)
{
	static const char *const jsons[] = {three, "[]", "[{}]", "[{},{}]"};

	for (size_t i = 0; i < ARRAY_SIZE(jsons); i++)
		for (size_t t = 0; t < ARRAY_SIZE(types); t++) {
			struct api_result *r = result(jsons[i]);
			expect_rendered(types[t].type, types[t].format, r, NULL,
				0);
			api_result_unref(r);
		}
}

static void test_subsets(void **state)
{
	static const size_t some[] = {2, 0}, one[] = {1};

	for (size_t t = 0; t < ARRAY_SIZE(types); t++) {
		struct api_result *r = result(three);
		expect_rendered(types[t].type, types[t].format, r, some, 2);
		expect_rendered(types[t].type, types[t].format, r, one, 1);
		expect_rendered(types[t].type, types[t].format, r, one, 0);
		api_result_unref(r);
	}
}

static void test_empty_list(void **state)
{
	struct api_result *r = result("[]");
	struct content *c = list(CONTENT_ARRAY, r, NULL, 0);

	expect_text(c, "[]\n");
	content_unref(c);
	c = list(CONTENT_LINES, r, NULL, 0);
	expect_text(c, "");
	content_unref(c);
	api_result_unref(r);
}

/* Thousands of items of very different sizes, read in pieces of any size. */
static void test_long_list(void **state)
{
	cleanup_buf struct buf json = BUF_INIT, want = BUF_INIT;
	struct api_result *r;
	struct content *c;
	unsigned seed = 7;

	for (int i = 0; i < 3000; i++) {
		buf_addf(&json, "%c{\"id\":%d,\"pad\":\"", i ? ',' : '[', i);
		for (int n = rand_r(&seed) % (i % 500 ? 60 : 9000); n > 0; n--)
			buf_addc(&json, (char)('a' + n % 26));
		buf_adds(&json, "\"}");
	}
	buf_addc(&json, ']');
	r = result(json.p);
	c = list(CONTENT_ARRAY, r, NULL, 0);
	assert_int_equal(render_list(RENDER_JSON, r, NULL, 0, NULL, &want), 0);
	assert_int_equal(c->size, want.n);
	expect_window(c, (struct slice){want.p, want.n}, 0, want.n + 100);
	for (int i = 0; i < 2000; i++) {
		uint64_t from = (unsigned)rand_r(&seed) % (want.n + 10);
		size_t n = (unsigned)rand_r(&seed) % (i % 2 ? 300 : 131072);
		if (from <= want.n)
			expect_window(c, (struct slice){want.p, want.n}, from,
				n);
	}
	content_unref(c);
	api_result_unref(r);
}

/* ---- versions ---- */

static uint64_t version(struct content *c)
{
	uint64_t v = c->version;

	content_unref(c);
	return v;
}

static void test_versions(void **state)
{
	static const size_t back[] = {2, 1, 0}, all[] = {0, 1, 2};
	struct api_result *r = result(three), *again = result(three);
	uint64_t v = version(list(CONTENT_ARRAY, r, NULL, 0));

	assert_int_equal(version(item(r, 0)), version(item(again, 0)));
	assert_int_not_equal(version(item(r, 0)), version(item(r, 1)));
	assert_int_equal(version(text("a", 1, 1)), version(text("a", 1, 2)));
	assert_int_not_equal(
		version(text("a", 1, 0)), version(text("b", 1, 0)));
	assert_int_equal(v, version(list(CONTENT_ARRAY, again, all, 3)));
	assert_int_not_equal(v, version(list(CONTENT_ARRAY, r, back, 3)));
	assert_int_not_equal(v, version(list(CONTENT_ARRAY, r, all, 2)));
	assert_int_not_equal(v, version(list(CONTENT_LINES, r, NULL, 0)));
	api_result_unref(r);
	api_result_unref(again);
}

/* ---- letting go of a response ---- */

static const char was[] = "[{\"id\":\"1\"},{\"id\":\"2\",\"x\":1}]";
static const char item_2[] = "{\n  \"id\": \"2\",\n  \"x\": 1\n}\n";

static void test_rebase_same(void **state)
{
	struct api_result *old = result(was);
	struct api_result *now = result("[{\"id\":\"2\",\"x\":1},{}]");
	struct content *c = item(old, 1);

	api_result_unref(old); /* the last but the content's */
	assert_int_equal(content_rebase(c, now, 0, true), 0);
	assert_ptr_equal(c->result, now);
	assert_int_equal(now->refs, 2);
	expect_text(c, item_2);
	content_unref(c);
	assert_int_equal(now->refs, 1);
	api_result_unref(now);
}

static void test_rebase_changed(void **state)
{
	struct api_result *old = result(was);
	struct api_result *now = result("[{\"id\":\"2\",\"x\":2}]");
	struct content *c = item(old, 1);
	uint64_t v = c->version;

	assert_int_equal(content_rebase(c, now, 0, false), 0);
	assert_int_equal(old->refs, 1);
	assert_int_equal(now->refs, 1);
	api_result_unref(old);
	api_result_unref(now);
	assert_int_equal(c->version, v);
	expect_text(c, item_2);
	now = result(was);
	assert_int_equal(content_rebase(c, now, 0, false), 0); /* and again */
	assert_int_equal(now->refs, 1);
	expect_text(c, item_2);
	content_unref(c);
	api_result_unref(now);
}

/* A list of its time keeps its response; the same list moves over. */
static void test_rebase_list(void **state)
{
	struct api_result *old = result(was), *now = result(was);
	struct content *c = list(CONTENT_ARRAY, old, NULL, 0);
	cleanup_buf struct buf want = BUF_INIT;

	render_list(RENDER_JSON, now, NULL, 0, NULL, &want);
	assert_int_equal(content_rebase(c, now, 0, false), 0);
	assert_ptr_equal(c->result, old);
	expect_text(c, want.p);
	assert_int_equal(content_rebase(c, now, 0, true), 0);
	assert_int_equal(old->refs, 1);
	api_result_unref(old);
	assert_ptr_equal(c->result, now);
	expect_text(c, want.p);
	content_unref(c);
	api_result_unref(now);
}

/* Text needs no response, and takes hold of none. */
static void test_rebase_text(void **state)
{
	struct api_result *now = result(was);
	struct content *c = text("abc", 3, 0);

	assert_int_equal(content_rebase(c, now, 0, true), 0);
	assert_int_equal(now->refs, 1);
	assert_int_equal(content_rebase(c, now, 0, false), 0);
	expect_text(c, "abc");
	content_unref(c);
	c = item(now, 1);
	assert_int_equal(content_rebase(c, NULL, 0, false), 0);
	assert_int_equal(now->refs, 1);
	assert_int_equal(content_rebase(c, now, 1, true), 0);
	assert_int_equal(now->refs, 1); /* it has its bytes */
	expect_text(c, item_2);
	content_unref(c);
	api_result_unref(now);
}

/* An item of more than one read becomes text when it is read. */
static void test_long_item(void **state)
{
	cleanup_buf struct buf json = BUF_INIT, want = BUF_INIT;
	struct api_result *r;
	struct content *c;

	buf_adds(&json, "[{\"id\":\"1\",\"pad\":[");
	for (int i = 0; i < 20000; i++)
		buf_addf(&json, "%s%d", i ? "," : "", i);
	buf_adds(&json, "]}]");
	r = result(json.p);
	c = item(r, 0);
	assert_int_equal(render_item(&r->items[0], &want), 0);
	assert_true(want.n > 131072);
	for (size_t at = 0; at < want.n; at += 4999)
		expect_window(c, (struct slice){want.p, want.n}, at, 5000);
	assert_int_equal(r->refs, 1);
	content_unref(c);
	api_result_unref(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_fails),
		cmocka_unit_test(test_item),
		cmocka_unit_test(test_holds),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_many_bytes),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_subsets),
		cmocka_unit_test(test_empty_list),
		cmocka_unit_test(test_long_list),
		cmocka_unit_test(test_long_item),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_rebase_same),
		cmocka_unit_test(test_rebase_changed),
		cmocka_unit_test(test_rebase_list),
		cmocka_unit_test(test_rebase_text),
	};

	return cmocka_run_group_tests_name("content", tests, NULL, NULL);
}
