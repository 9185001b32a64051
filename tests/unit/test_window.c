/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "clock.h"
#include "window.h"

#define NS INT64_C(1000000000)
#define NOW "2026-11-24T01:23:45.678Z"

static int64_t at(const char *text)
{
	int64_t ns = 0;

	assert_int_equal(time_parse_rfc3339(text, strlen(text), &ns), 0);
	return ns;
}

struct expected {
	const char *name, *start, *end;
	unsigned samples;  /* 0: of no matter */
	const char *until; /* NULL: never */
};

static void expect(const struct window_name *names, const struct expected *e)
{
	struct window w;

	if (!window_parse(names, slice_str(e->name), at(NOW), &w))
		fail_msg("no window: %s", e->name);
	assert_int_equal(w.start_ns, at(e->start));
	assert_int_equal(w.end_ns, at(e->end));
	if (e->samples)
		assert_int_equal(w.samples, e->samples);
	assert_int_equal(w.until_ns, e->until ? at(e->until) : INT64_MAX);
}

static void test_lengths(void **state)
{
	static const struct expected samples[] = {
		{"1h", "2026-11-24T00:23:00Z", "2026-11-24T01:23:00Z", 60,
			"2026-11-24T01:24:00Z"},
		{"6h", "2026-11-23T19:18:00Z", "2026-11-24T01:18:00Z", 60,
			"2026-11-24T01:24:00Z"},
		{"24h", "2026-11-23T01:12:00Z", "2026-11-24T01:12:00Z", 60,
			"2026-11-24T01:36:00Z"},
		{"7d", "2026-11-17T00:24:00Z", "2026-11-24T00:24:00Z", 60,
			"2026-11-24T03:12:00Z"},
		{"30d", "2026-10-25T00:00:00Z", "2026-11-24T00:00:00Z", 60,
			"2026-11-24T12:00:00Z"},
	};
	static const struct expected records[] = {
		{"last-1h", "2026-11-24T00:23:00Z", "2026-11-24T01:23:00Z", 0,
			"2026-11-24T01:24:00Z"},
		{"last-24h", "2026-11-23T01:23:00Z", "2026-11-24T01:23:00Z", 0,
			"2026-11-24T01:24:00Z"},
		{"last-7d", "2026-11-17T01:23:00Z", "2026-11-24T01:23:00Z", 0,
			"2026-11-24T01:24:00Z"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		expect(window_of_samples, &samples[i]);
	for (size_t i = 0; i < ARRAY_SIZE(records); i++)
		expect(window_of_records, &records[i]);
}

static void test_bounds(void **state)
{
	static const struct expected rows[] = {
		{"2026-11-01..2026-11-03", "2026-11-01T00:00:00Z",
			"2026-11-03T00:00:00Z", 60, NULL},
		{"2026-11-01..2026-11-03@1", "2026-11-01T00:00:00Z",
			"2026-11-03T00:00:00Z", 1, NULL},
		{"2026-11-01..2026-11-03@1000", "2026-11-01T00:00:00Z",
			"2026-11-03T00:00:00Z", 1000, NULL},
		{"2026-11-01", "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z",
			60, NULL},
		{"2026-11-01@24", "2026-11-01T00:00:00Z",
			"2026-11-02T00:00:00Z", 24, NULL},
		{"2026-11-01T10:00..2026-11-01T12:30", "2026-11-01T10:00:00Z",
			"2026-11-01T12:30:00Z", 60, NULL},
		{"2026-11-01T10:00:00..2026-11-01T12:30:01",
			"2026-11-01T10:00:00Z", "2026-11-01T12:30:01Z", 60,
			NULL},
		{"2026-11-01T10:00:00Z..2026-11-01T12:30:00+02:00",
			"2026-11-01T10:00:00Z", "2026-11-01T10:30:00Z", 60,
			NULL},
		{"2026-11-01T10:00-01:00..2026-11-01T12:30Z",
			"2026-11-01T11:00:00Z", "2026-11-01T12:30:00Z", 60,
			NULL},
		{"2026-11-01T10:00:00.5..2026-11-02", "2026-11-01T10:00:00.5Z",
			"2026-11-02T00:00:00Z", 60, NULL},
		{"2000-02-29..2024-02-29", "2000-02-29T00:00:00Z",
			"2024-02-29T00:00:00Z", 60, NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect(window_of_samples, &rows[i]);
}

/* What has not come yet is left out, in full steps. */
static void test_unfinished(void **state)
{
	static const struct expected samples[] = {
		{"2026-11-24", "2026-11-24T00:00:00Z", "2026-11-24T01:12:00Z",
			3, "2026-11-24T01:36:00Z"},
		{"2026-11-24..2026-11-25@1000", "2026-11-24T00:00:00Z",
			"2026-11-24T01:23:08Z", 58, "2026-11-24T01:24:34Z"},
		{"2026-11-24T01:00..2026-11-24T02:00@1000",
			"2026-11-24T01:00:00Z", "2026-11-24T01:23:00Z", 383,
			"2026-11-24T01:24:00Z"},
		{"2026-10-01..2226-10-01", "2026-10-01T00:00:00Z",
			"2026-11-24T00:00:00Z", 1, "2026-11-24T12:00:00Z"},
	};
	static const struct expected records[] = {
		{"2026-11-24", "2026-11-24T00:00:00Z", "2026-11-24T01:23:00Z",
			0, "2026-11-24T01:24:00Z"},
		{"1970-01-01..2262-01-01", "1970-01-01T00:00:00Z",
			"2026-11-24T01:23:00Z", 0, "2026-11-24T01:24:00Z"},
		{"2026-11-24T01:22:45.678Z..2026-12-24T02:00",
			"2026-11-24T01:22:45.678Z", "2026-11-24T01:23:45.678Z",
			0, "2026-11-24T01:24:45.678Z"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		expect(window_of_samples, &samples[i]);
	for (size_t i = 0; i < ARRAY_SIZE(records); i++)
		expect(window_of_records, &records[i]);
}

static void test_nonsense(void **state)
{
	static const char *const names[] = {"", "1", "2h", "01h", "1H", "h",
		"last", "last-", "last-30d", "-1h", "1h..2h", "..", "...",
		"2026-11-01..", "..2026-11-01", "2026-11-01..2026-11-01",
		"2026-11-02..2026-11-01", "2026-11-01...2026-11-02",
		"2026-11-01..2026-11-02..2026-11-03", "2026-11-31",
		"2026-02-29", "2026-13-01", "2026-11", "2026", "26-11-01",
		"2026-11-1", "2026-11-01T10:00", "2026-11-01T10:00:00Z",
		"2026-11-01T10..2026-11-02", "2026-11-01T25:00..2026-11-03",
		"2026-11-01 10:00:00Z..2026-11-03", " 2026-11-01",
		"2026-11-01 ", "2026-11-01..2026-11-02@",
		"2026-11-01..2026-11-02@0", "2026-11-01..2026-11-02@01",
		"2026-11-01..2026-11-02@1001", "2026-11-01..2026-11-02@-1",
		"2026-11-01..2026-11-02@+1", "2026-11-01..2026-11-02@60@60",
		"2026-11-01@..2026-11-02", "2026-11-01..2026-11-02@4294967297",
		"1h@60", "last-1h@60", "2026-11-01..9999-12-31",
		"2026-11-01..10000-01-01", "0000-01-01..2026-01-01",
		"1678-01-01..2262-01-01", "2026-11-25",
		"2026-11-25..2026-11-26", "2026-11-24T01:23:46Z..2027-01-01",
		"2026-11-24T01:23:00Z..2027-01-01@1000", "yesterday", "today"};
	static const char *const no_samples[] = {
		"1h", "24h", "2026-11-01@24", "2026-11-01..2026-11-02@60"};
	struct window w;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (window_parse(window_of_samples, slice_str(names[i]),
			    at(NOW), &w) ||
			window_parse(window_of_records, slice_str(names[i]),
				at(NOW), &w))
			fail_msg("'%s' is a window", names[i]);
	for (size_t i = 0; i < ARRAY_SIZE(no_samples); i++)
		assert_false(window_parse(window_of_records,
			slice_str(no_samples[i]), at(NOW), &w));
}

/* Any two moments of a step give one window; it is over when it says so. */
static void test_steps(void **state)
{
	static const char *const names[] = {"1h", "6h", "24h", "7d", "30d",
		"2026-11-24", "2026-11-24@7", "2026-11-20..2026-12-20@333"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct slice name = slice_str(names[i]);
		struct window first, w;

		assert_true(window_parse(window_of_samples, name,
			at("2026-11-24T09:00:01Z"), &first));
		for (int round = 0; round < 3; round++) {
			int64_t last = first.until_ns - 1;
			assert_true(window_parse(
				window_of_samples, name, last, &w));
			assert_memory_equal(&w, &first, sizeof(w));
			assert_true(w.end_ns <= last && w.start_ns < w.end_ns);
			assert_true(window_parse(
				window_of_samples, name, last + 1, &w));
			assert_int_equal(w.end_ns, last + 1);
			assert_true(w.end_ns - first.end_ns >= 60 * NS);
			first = w;
		}
	}
}

static void expect_time(const char *text)
{
	cleanup_buf struct buf out = BUF_INIT;

	window_add_time(at(text), &out);
	assert_string_equal(out.p, text);
}

static void test_times(void **state)
{
	expect_time("2026-11-01T10:00:00Z");
	expect_time("1970-01-01T00:00:00Z");
	expect_time("2026-11-01T10:00:00.500Z");
	expect_time("2026-11-01T10:00:00.000000001Z");
	expect_time("1969-12-31T23:59:59.900Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_unfinished),
		cmocka_unit_test(test_nonsense),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
