/* SPDX-License-Identifier: MIT */
/*
 * Values that an item may have several of: json_each() and api_item_each().
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#include "result_of.h"

/* ---- json_each ---- */

/* All values, as they stand, with spaces between. */
static void expect_each(const char *json, const char *path, const char *want)
{
	cleanup_buf struct buf all = BUF_INIT;
	struct slice value, one;
	size_t cursor = 0;

	assert_int_equal(json_check(slice_str(json), &value), 0);
	buf_adds(&all, "");
	while (json_each(value, path, &cursor, &one)) {
		buf_adds(&all, all.n ? " " : "");
		buf_add(&all, one.p, one.n);
	}
	assert_string_equal(all.p, want);
	assert_false(json_each(value, path, &cursor, &one)); /* for good */
}

static void test_scalars(void **state)
{
	expect_each("{\"a\":1}", "a", "1");
	expect_each("{\"a\":\"\"}", "a", "\"\"");
	expect_each("{\"a\":false}", "a", "false");
	expect_each("{\"a\":{\"b\":\"x\"}}", "a.b", "\"x\"");
	expect_each("{\"a\":{}}", "a", "{}");
	expect_each("{\"a\":null}", "a", "");
	expect_each("{}", "a", "");
	expect_each("7", "a", "");
	expect_each("{\"a\":7}", "a.b", "");
}

static void test_arrays(void **state)
{
	expect_each("{\"a\":[1,\"2\",{\"b\":3}]}", "a",
		"1 \"2\" {\"b\":3}");
	expect_each("{\"a\":[]}", "a", "");
	expect_each("{\"a\":[ ]}", "a", "");
	expect_each("{\"a\":[null,1,null]}", "a", "1");
	expect_each("{\"a\":[null]}", "a", "");
	expect_each("{\"a\":[[1,2],[]]}", "a", "[1,2] []");
	expect_each("{\"a\":{\"b\":[1,2]}}", "a.b", "1 2");
	expect_each("[1,2]", "", "1 2");
}

static void test_star(void **state)
{
	expect_each("{\"a\":[{\"b\":1},{\"b\":2}]}", "a.*.b", "1 2");
	expect_each("{\"a\":[{\"c\":1},{\"b\":null},{\"b\":2},3,\"b\",[4]]}",
		"a.*.b", "2");
	expect_each("{\"a\":[]}", "a.*.b", "");
	expect_each("{\"a\":null}", "a.*.b", "");
	expect_each("{}", "a.*.b", "");
	/* no array: no elements */
	expect_each("{\"a\":{\"b\":1}}", "a.*.b", "");
	expect_each("{\"a\":{\"*\":{\"b\":1}}}", "a.*.b", "");
	expect_each("{\"a\":{\"b\":[{\"c\":{\"d\":1}},{\"c\":{\"d\":\"2\"}}]}}",
		"a.b.*.c.d", "1 \"2\"");
	/* an array in an element is one value */
	expect_each("{\"a\":[{\"b\":[1,2]},{\"b\":3}]}", "a.*.b", "[1,2] 3");
}

static void test_alternatives(void **state)
{
	expect_each("{\"b\":[1,2]}", "a|b", "1 2");
	expect_each("{\"a\":null,\"b\":3}", "a|b", "3");
	expect_each("{\"a\":[],\"b\":3}", "a|b", ""); /* there, and empty */
	expect_each("{\"a\":[{\"c\":2},{\"b\":1,\"c\":3}]}", "a.*.b|c",
		"2 1");
}

static void test_escapes(void **state)
{
	expect_each("{\"\\u0061\":[\"\\u0062\",\"\\\"]\"]}", "a",
		"\"\\u0062\" \"\\\"]\"");
	expect_each("{\"a\":[{\"\\u0062\":\"},{\"},{\"b\":\"\\\\\"}]}", "a.*.b",
		"\"},{\" \"\\\\\"");
	/* of duplicate keys the last one counts */
	expect_each("{\"a\":[1],\"a\":[2,3]}", "a", "2 3");
}

/* Who has asked for one gets the next, whatever is asked between. */
static void test_two_walks(void **state)
{
	struct slice value, x, y;
	size_t a = 0, b = 0;

	assert_int_equal(
		json_check(SLICE("{\"a\":[{\"b\":1},{\"b\":2}]}"), &value), 0);
	assert_true(json_each(value, "a.*.b", &a, &x));
	assert_true(json_each(value, "a", &b, &y));
	assert_int_equal(*x.p, '1');
	assert_true(json_each(value, "a.*.b", &a, &x));
	assert_int_equal(*x.p, '2');
	assert_false(json_each(value, "a.*.b", &a, &x));
	assert_true(json_each(value, "a", &b, &y));
	assert_false(json_each(value, "a", &b, &y));
}

/* ---- paths of the tables ---- */

/* json_each() has a buffer for what is before the star. */
static void expect_path(const char *path, bool each)
{
	const char *star = strchr(path, '*');

	if (each)
		if (each)
		assert_in_range(strlen(path), 1, 127);
	if (!star)
		return;
	assert_true(each);
	assert_true(star > path + 1 && star[-1] == '.' && star[1] == '.' &&
		star[2] != '\0');
	assert_null(strchr(star + 1, '*'));
	assert_null(strchr(path, '|'));
}

static void test_paths_of_rows(void **state)
{
	for (int g = 0; g < API_GENERATIONS; g++)
		for (enum endpoint e = 0; e < ENDPOINT_COUNT; e++) {
			const struct endpoint_row *row =
				endpoint_row((enum api_generation)g, e);
			const struct column *c = row->columns;
			for (int f = 0; f < FIELD_COUNT; f++)
				if (row->field[f])
					expect_path(row->field[f],
						f >= FIELD_SPANS);
			for (; c && c->name; c++)
				if (c->path)
					expect_path(c->path,
						c->kind == COLUMN_EACH);
		}
}

/* ---- api_item_each ---- */

static struct api_result *workload(const char *json)
{
	struct api_result *r = result_of(EP_WORKLOADS, slice_str(json));

	assert_non_null(r);
	return r;
}

/* What each one is, decoded, with | behind. */
static void expect_values(const char *json, enum field f, const char *want)
{
	struct api_result *r = workload(json);
	cleanup_buf struct buf all = BUF_INIT;
	size_t cursor = 0;

	buf_adds(&all, "");
	while (api_item_each(r, &r->items[0], f, &cursor, &all))
		buf_addc(&all, '|');
	assert_string_equal(all.p, want);
	assert_false(api_item_each(r, &r->items[0], f, &cursor, &all));
	api_result_unref(r);
}

static void test_item(void **state)
{
	static const char json[] =
		"[{\"id\":\"w\\u0031\",\"name\":\"\",\"currentNodePools\":"
		"[\"a\",\"b\\tc\",null,7],\"type\":\"Tr\\u0061ining\","
		"\"category\":null,\"datasources\":[{\"id\":\"1\"},"
		"{\"name\":\"x\"},{\"id\":\"3\"}]}]";

	expect_values(json, FIELD_ID, "w1|");
	expect_values(json, FIELD_NAME, "");
	expect_values(json, FIELD_STATE, "");
	expect_values(json, FIELD_NODE_POOLS, "a|b\tc|7|");
	expect_values(json, FIELD_TYPE, "Training|");
	expect_values(json, FIELD_CATEGORY, "");
	expect_values(json, FIELD_DATASOURCES, "1|3|");
	expect_values(json, FIELD_ROLE, ""); /* not of a workload */
}

/* The first of several is what one asks for without a number. */
static void test_first(void **state)
{
	struct api_result *r = workload(
		"[{\"id\":\"1\",\"currentNodePools\":[null,\"\\u0061\",\"b\"],"
		"\"type\":7,\"category\":\"c\"}]");
	cleanup_buf struct buf value = BUF_INIT;

	api_item_decode(r, &r->items[0], FIELD_NODE_POOLS, &value);
	assert_string_equal(value.p, "a");
	assert_true(slice_eq(api_item_field(r, &r->items[0], FIELD_NODE_POOLS),
		SLICE("\\u0061")));
	assert_true(slice_eq(
		api_item_field(r, &r->items[0], FIELD_TYPE), SLICE("7")));
	assert_true(slice_eq(
		api_item_field(r, &r->items[0], FIELD_CATEGORY), SLICE("c")));
	assert_int_equal(
		api_item_field(r, &r->items[0], FIELD_AI_APPLICATION).n, 0);
	api_result_unref(r);
}

/* What the item lacks comes from where the list was asked for, once. */
static void test_scope(void **state)
{
	struct api_scope scope = {(char *)"c1", (char *)""};
	struct api_result *r = workload("[{\"id\":\"1\"}]");
	cleanup_buf struct buf value = BUF_INIT;
	size_t cursor = 0;

	r->scopes = &scope;
	r->n_scopes = 1;
	r->items[0].scope = 1;
	assert_true(api_item_each(
		r, &r->items[0], FIELD_CLUSTER, &cursor, &value));
	assert_string_equal(value.p, "c1");
	assert_false(api_item_each(
		r, &r->items[0], FIELD_CLUSTER, &cursor, &value));
	cursor = 0;
	assert_false(api_item_each(
		r, &r->items[0], FIELD_PROJECT, &cursor, &value));
	r->scopes = NULL;
	r->n_scopes = 0;
	api_result_unref(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scalars),
		cmocka_unit_test(test_arrays),
		cmocka_unit_test(test_star),
		cmocka_unit_test(test_alternatives),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_two_walks),
		cmocka_unit_test(test_paths_of_rows),
		cmocka_unit_test(test_item),
		cmocka_unit_test(test_first),
		cmocka_unit_test(test_scope),
	};

	return cmocka_run_group_tests_name("each", tests, NULL, NULL);
}
