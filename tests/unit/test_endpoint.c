/* SPDX-License-Identifier: MIT */
/*
 * What must hold for every row of the tables, whoever adds one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ctype.h>
#include "endpoint.h"
#include "json.h"

#define FOR_EACH_ROW(row, g, e)                                                \
	for (unsigned g = 0; g < API_GENERATIONS; g++)                         \
		for (unsigned e = 0; e < ENDPOINT_COUNT; e++)                  \
			for (const struct endpoint_row *row = endpoint_row(    \
				     (enum api_generation)g, (enum endpoint)e);\
				row && row->path; row = NULL)

static void test_names(void **state)
{
	for (unsigned e = 0; e < ENDPOINT_COUNT; e++) {
		const char *name = endpoint_name((enum endpoint)e);

		assert_non_null(name);
		for (const char *p = name; *p; p++)
			assert_true(islower((unsigned char)*p) || *p == '-');
		for (unsigned f = 0; f < e; f++)
			assert_string_not_equal(
				name, endpoint_name((enum endpoint)f));
	}
}

static void test_complete(void **state)
{
	for (unsigned e = 0; e < ENDPOINT_COUNT; e++)
		assert_non_null(
			endpoint_row(API_V1, (enum endpoint)e)->path);
	FOR_EACH_ROW(row, g, e)
	{
		bool needs_argument = e >= EP_WORKLOAD_PODS;

		assert_int_equal(row->path[0], '/');
		assert_null(strchr(row->path, '?'));
		assert_int_equal(
			strstr(row->path, "{}") != NULL, needs_argument);
		assert_int_equal(row->envelope == NULL, e >= EP_CLUSTER);
		assert_non_null(row->columns);
		assert_non_null(row->field[FIELD_NAME]);
		if (row->query)
			assert_true(*row->query && *row->query != '?' &&
				    *row->query != '&');
	}
}

static void test_paging(void **state)
{
	FOR_EACH_ROW(row, g, e)
	{
		assert_int_equal(
			row->paging == PAGING_NONE, row->page_max == 0);
		assert_true(row->page_max <= 500);
		if (!row->envelope)
			assert_int_equal(row->paging, PAGING_NONE);
	}
}

static void test_fan_out(void **state)
{
	FOR_EACH_ROW(row, g, e)
	{
		bool of_cluster = strstr(row->path, "{cluster}") != NULL;
		bool of_project = strstr(row->path, "{project}") != NULL;
		const struct endpoint_row *parent;

		assert_int_equal(row->fan_out, of_cluster || of_project);
		if (row->researcher)
			assert_true(row->fan_out);
		if (!row->fan_out)
			continue;
		assert_int_equal(
			row->each, of_project ? EP_PROJECTS : EP_CLUSTERS);
		parent = endpoint_row((enum api_generation)g, row->each);
		assert_non_null(parent->path);
		assert_non_null(parent->envelope);
		assert_non_null(parent->field[FIELD_ID]);
		assert_non_null(parent->field[FIELD_CLUSTER]);
	}
}

/* Histories are records without identity; all else can be told apart. */
static void test_ids(void **state)
{
	FOR_EACH_ROW(row, g, e)
	if (e != EP_WORKLOAD_HISTORY)
		assert_non_null(row->field[FIELD_ID]);
}

/* An object alone has the fields and columns it has in its list. */
static void test_by_id_is_as_in_list(void **state)
{
	static const struct {
		enum endpoint one, list;
	} pairs[] = {
		{EP_CLUSTER, EP_CLUSTERS},
		{EP_DEPARTMENT, EP_DEPARTMENTS},
		{EP_PROJECT, EP_PROJECTS},
		{EP_WORKLOAD, EP_WORKLOADS},
		{EP_USER, EP_USERS},
		{EP_SETTING, EP_SETTINGS},
	};

	for (unsigned g = 0; g < API_GENERATIONS; g++)
		for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
			const struct endpoint_row *one = endpoint_row(
				(enum api_generation)g, pairs[i].one);
			const struct endpoint_row *list = endpoint_row(
				(enum api_generation)g, pairs[i].list);

			if (!one->path)
				continue;
			assert_ptr_equal(one->columns, list->columns);
			for (unsigned f = 0; f < FIELD_COUNT; f++)
				assert_true(one->field[f] == list->field[f] ||
					    strcmp(one->field[f],
						    list->field[f]) == 0);
		}
}

static void check_columns(const struct column *columns)
{
	for (const struct column *c = columns; c->name; c++) {
		bool computed = c->kind >= COLUMN_CLUSTER;

		for (const char *p = c->name; *p; p++)
			assert_true(islower((unsigned char)*p) ||
				    isdigit((unsigned char)*p) || *p == '_');
		if (computed)
			assert_null(c->path);
		for (const struct column *d = columns; d < c; d++)
			assert_string_not_equal(c->name, d->name);
	}
}

static void test_columns(void **state)
{
	FOR_EACH_ROW(row, g, e)
	check_columns(row->columns);
}

/* A script must not care which generation it meets. */
static void test_columns_of_both(void **state)
{
	for (unsigned e = 0; e < ENDPOINT_COUNT; e++) {
		const struct endpoint_row *old =
			endpoint_row(API_LEGACY, (enum endpoint)e);
		const struct column *a, *b;

		if (!old->path)
			continue;
		a = endpoint_row(API_V1, (enum endpoint)e)->columns;
		for (b = old->columns; a->name && b->name; a++, b++) {
			assert_string_equal(a->name, b->name);
			assert_int_equal(a->kind, b->kind);
		}
		assert_ptr_equal(a->name, b->name);
	}
}

static void test_paths_compile(void **state)
{
	FOR_EACH_ROW(row, g, e)
	{
		struct json_paths *p;

		assert_int_equal(
			json_paths_create(&p, row->field, FIELD_COUNT), 0);
		json_paths_destroy(p);
	}
}

static void test_old_workloads(void **state)
{
	const struct endpoint_row *row = endpoint_row(API_LEGACY, EP_WORKLOADS);

	assert_true(row->researcher && row->time_is_ms);
	assert_null(endpoint_row(API_LEGACY, EP_WORKLOAD_PODS)->path);
	assert_null(endpoint_row(API_LEGACY, EP_PROJECT)->path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_paging),
		cmocka_unit_test(test_fan_out),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_by_id_is_as_in_list),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_columns_of_both),
		cmocka_unit_test(test_paths_compile),
		cmocka_unit_test(test_old_workloads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
