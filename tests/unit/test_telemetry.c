/* SPDX-License-Identifier: MIT */
/*
 * What has to hold for the table of telemetry, whatever is in it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "place.h"
#include "telemetry.h"

#define SUBJECTS(s)                                                            \
	for (const struct telemetry_subject *s = telemetry_subjects;           \
		s < telemetry_subjects + telemetry_n_subjects; s++)

static void test_packs(void **state)
{
	for (int i = -1; i < 255; i++) {
		struct telemetry_at at = {i, (i + 100) % 255, (i + 7) % 255};
		struct telemetry_at same = telemetry_unpack(telemetry_pack(at));
		assert_int_equal(same.subject, at.subject);
		assert_int_equal(same.group, at.group);
		assert_int_equal(same.type, at.type);
	}
}

static void test_rows_fit(void **state)
{
	SUBJECTS(s) {
		size_t n = 0;
		while (s->types[n])
			n++;
		assert_in_range(n, 1, 128);
		for (n = 0; s->groups[n].word; n++)
			assert_memory_equal(s->groups[n].word, "by-", 3);
		assert_in_range(n, 1, 128);
	}
	assert_true(telemetry_n_subjects < 128);
}

static void test_operations(void **state)
{
	SUBJECTS(s) {
		const struct endpoint_row *json = endpoint_row(API_V1, s->json);
		assert_non_null(json->path);
		assert_null(json->envelope);
		assert_false(json->bytes);
		if (s->csv == ENDPOINT_COUNT)
			continue;
		assert_string_equal(
			endpoint_row(API_V1, s->csv)->path, json->path);
		assert_string_equal(
			endpoint_row(API_V1, s->csv)->query, json->query);
		assert_true(endpoint_row(API_V1, s->csv)->bytes);
	}
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	while ((text = strstr(text, part))) {
		text += strlen(part);
		n++;
	}
	return n;
}

/* Type, group, and what the filter adds: there is a hole for each. */
static void test_filters(void **state)
{
	SUBJECTS(s) {
		const char *query = endpoint_row(API_V1, s->json)->query;
		assert_string_equal(telemetry_filter(s, KIND_NONE), "");
		for (enum kind k = 0; k < KIND_COUNT; k++) {
			const char *f = telemetry_filter(s, k);
			if (!f)
				continue;
			assert_true(place_row(PLACE_MORE_TELEMETRY)->kinds &
				KIND_BIT(k));
			assert_in_range(count(f, "|") + 3, 3,
				count(query, "{}"));
		}
		assert_non_null(telemetry_filter(s, KIND_CLUSTER));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_packs),
		cmocka_unit_test(test_rows_fit),
		cmocka_unit_test(test_operations),
		cmocka_unit_test(test_filters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
