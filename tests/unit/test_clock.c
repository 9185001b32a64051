/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include "clock.h"
#include "util.h"

#define NS INT64_C(1000000000)

static void test_parses(void **state)
{
	static const struct {
		const char *text;
		int64_t ns;
	} rows[] = {
		{"1970-01-01T00:00:00Z", 0},
		{"1970-01-01T00:00:00.000000001Z", 1},
		{"1970-01-01T00:00:00.5Z", NS / 2},
		{"1970-01-01T00:00:00.1234567899Z", 123456789},
		{"1969-12-31T23:59:59.9Z", -NS / 10},
		{"1970-01-01T01:00:00+01:00", 0},
		{"1969-12-31T18:30:00-05:30", 0},
		{"2000-02-29T23:59:60Z", 951868799 * NS},
		{"2026-11-01T10:00:00.123Z", 1793527200 * NS + 123000000},
		{"1900-03-01T00:00:00+05:30", -2203911000 * NS},
		{"2024-02-29t00:00:00z", 1709164800 * NS},
		{"2024-02-29 00:00:00z", 1709164800 * NS},
		{"2262-04-11T23:47:16Z", 9223372036 * NS},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int64_t ns = -1;
		const char *s = rows[i].text;
		assert_int_equal(time_parse_rfc3339(s, strlen(s), &ns), 0);
		assert_int_equal(ns, rows[i].ns);
	}
}

static void test_refuses(void **state)
{
	static const char *const rows[] = {
		"",
		"2026",
		"2026-11-01",
		"2026-11-01T10:00:00",
		"2026-11-01T10:00Z",
		"2026-13-01T10:00:00Z",
		"2026-00-01T10:00:00Z",
		"2026-02-29T10:00:00Z",
		"2100-02-29T10:00:00Z",
		"2026-11-31T10:00:00Z",
		"2026-11-01T24:00:00Z",
		"2026-11-01T10:60:00Z",
		"2026-11-01T10:00:61Z",
		"2026-11-01T10:00:00.Z",
		"2026-11-01T10:00:00,5Z",
		"2026-11-01T10:00:00+0100",
		"2026-11-01T10:00:00+24:00",
		"2026-11-01T10:00:00ZZ",
		" 2026-11-01T10:00:00Z",
		"+026-11-01T10:00:00Z",
		"2026-11-01X10:00:00Z",
		"0001-01-01T00:00:00Z",
		"9999-12-31T23:59:59Z",
		"2262-04-11T23:47:17Z",
		"1677-09-21T00:12:43Z",
		"1793527200000",
		"yesterday",
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int64_t ns = 7;
		assert_int_equal(
			time_parse_rfc3339(rows[i], strlen(rows[i]), &ns),
			-EINVAL);
		assert_int_equal(ns, 7);
	}
}

/* The length counts, not a NUL. */
static void test_takes_a_length(void **state)
{
	static const char text[] = "1970-01-01T00:00:00Z2";
	int64_t ns = -1;

	assert_int_equal(time_parse_rfc3339(text, 20, &ns), 0);
	assert_int_equal(ns, 0);
	for (size_t n = 0; n < 20; n++)
		assert_int_equal(time_parse_rfc3339(text, n, &ns), -EINVAL);
	assert_int_equal(
		time_parse_rfc3339("1970-01-01T00:00:00\0", 20, &ns), -EINVAL);
}

static void test_formats(void **state)
{
	static const struct {
		int64_t ns;
		const char *text;
	} rows[] = {
		{0, "1970-01-01T00:00:00Z"},
		{NS - 1, "1970-01-01T00:00:00Z"},
		{-1, "1969-12-31T23:59:59Z"},
		{-NS, "1969-12-31T23:59:59Z"},
		{1793527200 * NS + 5, "2026-11-01T10:00:00Z"},
		{INT64_MAX, "2262-04-11T23:47:16Z"},
		{INT64_MIN, "1677-09-21T00:12:43Z"},
	};
	char out[32];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		time_format_rfc3339(rows[i].ns, out);
		assert_string_equal(out, rows[i].text);
	}
}

/* Every day of the range goes there and back. */
static void test_round_trip(void **state)
{
	for (int64_t day = -106751; day <= 106750; day++) {
		int64_t ns = day * 86400 * NS + 3723 * NS, back;
		char out[32];
		time_format_rfc3339(ns, out);
		assert_int_equal(
			time_parse_rfc3339(out, strlen(out), &back), 0);
		assert_int_equal(back, ns);
	}
}

static void test_system_clock(void **state)
{
	int64_t a = clock_mono_ms(&clock_system);
	int64_t b = clock_mono_ms(&clock_system);

	assert_true(b >= a);
	assert_true(clock_real_ns(&clock_system) > 1700000000 * NS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parses),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_takes_a_length),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_system_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
