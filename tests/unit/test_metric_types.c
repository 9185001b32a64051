/* SPDX-License-Identifier: MIT */
/*
 * Sets of metric types, and which of them a message names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "endpoint.h"
#include "json.h"
#include "metric_types.h"

static const char *const types[] = {
	"GPU", "GPU_USE", "GPU_USE_PER_GPU", "CPU_USE", NULL};

static void test_named(void **state)
{
	static const struct {
		const char *text;
		uint64_t among, named;
	} cases[] = {
		{"", 15, 0},
		{"nothing", 15, 0},
		{"GPU", 15, 1},
		{"GPU_USE", 15, 2},
		{"GPU_USE_PER_GPU", 15, 4},
		{"XGPU GPUX _GPU GPU_ GPU1", 15, 0},
		{"bad 'GPU_USE'", 15, 2},
		{"GPU_USE.", 15, 2},
		{"\"GPU_USE\",\"CPU_USE\"", 15, 10},
		{"GPU_USE,CPU_USE", 15, 10},
		{"GPU_USE,CPU_USE", 2, 2},
		{"GPU_USE,CPU_USE", 1, 0},
		{"gpu_use", 15, 0},
		{"GPU_USEX GPU_USE", 15, 2},
		{"GPUGPU GPU", 15, 1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(type_set_named(types, cases[i].among,
					 slice_str(cases[i].text)),
			cases[i].named);
	assert_int_equal(type_set_named(types, 15, (struct slice){NULL, 0}), 0);
}

static void expect_join(uint64_t set, const char *text)
{
	cleanup_buf struct buf b = BUF_INIT;

	type_set_join(types, set, &b);
	assert_string_equal(b.p, text);
}

static void test_join(void **state)
{
	expect_join(0, "");
	expect_join(1, "GPU");
	expect_join(10, "GPU_USE,CPU_USE");
	expect_join(~UINT64_C(0), "GPU,GPU_USE,GPU_USE_PER_GPU,CPU_USE");
	assert_int_equal(type_set_all(types), 15);
	assert_int_equal(type_set_size(10), 2);
}

static void test_valued(void **state)
{
	static const struct {
		const char *answer;
		uint64_t valued;
	} cases[] = {
		{"{}", 0},
		{"null", 0},
		{"[1]", 0},
		{"{\"measurements\":null}", 0},
		{"{\"measurements\":7,\"histogram\":{}}", 0},
		{"{\"measurements\":[1,null,{},{\"type\":\"GPU\"}]}", 0},
		{"{\"measurements\":[{\"type\":\"GPU\",\"values\":[{}]}]}", 1},
		{"{\"measurements\":[{\"type\":\"GPU\",\"values\":null},"
		 "{\"type\":\"CPU_USE\",\"values\":[{}]}]}",
			8},
		{"{\"measurements\":[{\"type\":\"GPU\",\"values\":[]}]}", 0},
		{"{\"measurements\":[{\"values\":[{}]},"
		 "{\"type\":1,\"values\":[{}]}]}",
			0},
		/* of one type, several series */
		{"{\"measurements\":[{\"type\":\"GPU\",\"values\":[]},"
		 "{\"type\":\"GPU\",\"values\":[{}]}]}",
			1},
		{"{\"measurements\":[{\"type\":\"GPU\",\"values\":[{}]},"
		 "{\"type\":\"GPU\",\"values\":null}]}",
			0},
		{"{\"measurements\":[{\"type\":\"GPU\",\"values\":[{}]}],"
		 "\"histogram\":[{\"type\":\"CPU_USE\",\"values\":[{}]},"
		 "{\"type\":\"GPU_USE\",\"values\":[]}]}",
			9},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct slice answer;

		assert_int_equal(
			json_check(slice_str(cases[i].answer), &answer), 0);
		assert_int_equal(
			type_set_valued(types, answer), cases[i].valued);
	}
}

/* One word for each, and all of them asked for. */
static void test_rows(void **state)
{
	for (int i = 0; i < API_GENERATIONS * ENDPOINT_COUNT; i++) {
		const struct endpoint_row *row =
			endpoint_row((enum api_generation)(i / ENDPOINT_COUNT),
				(enum endpoint)(i % ENDPOINT_COUNT));
		unsigned n = 0;

		if (!row->types)
			continue;
		while (row->types[n])
			n++;
		assert_in_range(n, 1, METRIC_TYPES_MAX);
		assert_false(row->fan_out || row->verbatim);
		assert_non_null(strstr(row->query, "{types}"));
		assert_int_equal(type_set_size(type_set_all(row->types)), n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_valued),
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
