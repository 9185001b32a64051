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
		const char *name = kind_row(a)->name;
		assert_string_equal(name, endpoint_name(endpoint_list(a)));
		assert_null(strpbrk(name, "./~%"));
		assert_int_equal(kind_by_name(slice_str(name)), a);
		KINDS(b)
			if (a != b)
				assert_string_not_equal(
					name, kind_row(b)->name);
	}
	assert_int_equal(kind_by_name(SLICE("")), KIND_NONE);
	assert_int_equal(kind_by_name(SLICE("cluster")), KIND_NONE);
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

/* The last component of a home ends the kind's name: what a directory is
 * called, its list is called. */
static void test_homes(void **state)
{
	KINDS(k) {
		const struct kind_row *row = kind_row(k);
		const char *slash = strrchr(row->home, '/');
		assert_true(ends_with(
			row->name, slash ? slash + 1 : row->home));
		if (row->parent != KIND_NONE)
			assert_null(slash);
		KINDS(other)
			if (other != k &&
				kind_row(other)->parent == row->parent)
				assert_string_not_equal(
					row->home, kind_row(other)->home);
	}
}

static void test_fields(void **state)
{
	KINDS(k) {
		const struct kind_row *row = kind_row(k);
		const struct endpoint_row *list =
			endpoint_row(API_V1, endpoint_list(k));
		assert_non_null(list->field[FIELD_ID]);
		assert_non_null(list->field[FIELD_NAME]);
		assert_int_equal(
			kind_has_state(k), list->field[FIELD_STATE] != NULL);
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
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_lineage),
		cmocka_unit_test(test_phases),
	};

	return cmocka_run_group_tests_name("kind", tests, NULL, NULL);
}
