/* SPDX-License-Identifier: MIT */
/*
 * What has to hold for the table of kinds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "kind.h"

#define KINDS(k) for (enum kind k = 0; k < KIND_COUNT; k++)

static void test_names(void **state)
{
	KINDS(a) {
		assert_string_equal(kind_row(a)->name,
			endpoint_name(kind_row(a)->list));
		assert_null(strpbrk(kind_row(a)->name, "./~%"));
		KINDS(b)
			if (a != b)
				assert_string_not_equal(
					kind_row(a)->name, kind_row(b)->name);
	}
}

/* The last component of a home is the kind's name: what a list is called, its
 * directory is called. */
static void test_homes(void **state)
{
	KINDS(k) {
		const char *home = kind_row(k)->home;
		const char *slash = strrchr(home, '/');
		assert_string_equal(
			slash ? slash + 1 : home, kind_row(k)->name);
		if (kind_row(k)->parent != KIND_NONE)
			assert_null(slash);
	}
}

/* One list, one call for one object; no two kinds share them. */
static void test_endpoints(void **state)
{
	KINDS(k) {
		const struct endpoint_row *list =
			endpoint_row(API_V1, kind_row(k)->list);
		const struct endpoint_row *detail =
			endpoint_row(API_V1, kind_row(k)->detail);
		assert_non_null(list->envelope);
		assert_null(strstr(list->path, "{}"));
		assert_null(detail->envelope);
		assert_non_null(strstr(detail->path, "{}"));
		assert_int_equal(detail->ttl, TTL_MORE);
		KINDS(other)
			if (other != k) {
				assert_int_not_equal(kind_row(k)->list,
					kind_row(other)->list);
				assert_int_not_equal(kind_row(k)->detail,
					kind_row(other)->detail);
			}
	}
}

static void test_fields(void **state)
{
	KINDS(k) {
		const struct kind_row *row = kind_row(k);
		const struct endpoint_row *list =
			endpoint_row(API_V1, row->list);
		assert_non_null(list->field[FIELD_ID]);
		assert_non_null(list->field[FIELD_NAME]);
		assert_int_equal(
			row->has_status, list->field[FIELD_STATE] != NULL);
		assert_int_equal(row->parent == KIND_NONE,
			row->parent_field == FIELD_COUNT);
		if (row->parent != KIND_NONE)
			assert_non_null(list->field[row->parent_field]);
	}
}

static void test_lineage(void **state)
{
	KINDS(k) {
		enum kind parent = kind_row(k)->parent;
		kind_mask m = kind_lineage(k); /* ends: there is no cycle */
		assert_true(m & KIND_BIT(k));
		assert_int_equal(m & ~KIND_BIT(k),
			parent == KIND_NONE ? 0 : kind_lineage(parent));
	}
	assert_int_equal(kind_lineage(KIND_WORKLOAD),
		KIND_BIT(KIND_WORKLOAD) | KIND_BIT(KIND_PROJECT) |
			KIND_BIT(KIND_CLUSTER));
	assert_int_equal(kind_lineage(KIND_NONE), 0);
}

static void test_phases(void **state)
{
	bool unknown = false;

	for (const char *const *p = workload_phases; *p; p++) {
		unknown = unknown || strcmp(*p, "Unknown") == 0;
		assert_null(strpbrk(*p, "./~%"));
		for (const char *const *q = workload_phases; q < p; q++)
			assert_string_not_equal(*p, *q);
	}
	assert_true(unknown); /* what an absent phase is listed as */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_homes),
		cmocka_unit_test(test_endpoints),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_lineage),
		cmocka_unit_test(test_phases),
	};

	return cmocka_run_group_tests_name("kind", tests, NULL, NULL);
}
