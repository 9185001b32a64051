/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "retry.h"

enum { FAR = 1000 * 1000 };

static struct retry_case failed(enum trouble t, unsigned tries)
{
	return (struct retry_case){
		.trouble = t,
		.tries = tries,
		.retries = 3,
		.retry_after_ms = -1,
		.left_ms = FAR,
	};
}

/* ---- another try? ---- */

static void test_what_is_tried_again(void **state)
{
	static const struct {
		enum trouble trouble;
		unsigned tries; /* the last after which there is another */
	} cases[] = {
		{TROUBLE_REFUSED, 3},
		{TROUBLE_RESET, 3},
		{TROUBLE_TIMEOUT, 3},
		{TROUBLE_THROTTLED, 3},
		{TROUBLE_BAD_GATEWAY, 3},
		{TROUBLE_UNAVAILABLE, 3},
		{TROUBLE_SERVER, 1},
		{TROUBLE_BAD_REQUEST, 0},
		{TROUBLE_UNAUTHORIZED, 0},
		{TROUBLE_FORBIDDEN, 0},
		{TROUBLE_SECRET, 0},
		{TROUBLE_NOT_FOUND, 0},
		{TROUBLE_TLS, 0},
		{TROUBLE_BAD_MESSAGE, 0},
		{TROUBLE_TOO_BIG, 0},
		{TROUBLE_REDIRECT, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		for (unsigned tries = 1; tries < 6; tries++) {
			struct retry_case c = failed(cases[i].trouble, tries);

			assert_int_equal(retry_delay_ms(&c) >= 0,
				tries <= cases[i].tries);
		}
}

static void test_no_retries(void **state)
{
	struct retry_case c = failed(TROUBLE_RESET, 1);

	c.retries = 0;
	assert_int_equal(retry_delay_ms(&c), -1);
	c.trouble = TROUBLE_SERVER;
	assert_int_equal(retry_delay_ms(&c), -1);
}

static void test_jitter(void **state)
{
	static const int64_t bounds[] = {200, 400, 800, 1600, 3200, 5000, 5000};

	for (unsigned i = 0; i < ARRAY_SIZE(bounds); i++) {
		struct retry_case c = failed(TROUBLE_RESET, i + 1);
		int64_t least = INT64_MAX, most = 0;

		c.retries = 100;
		for (c.random = 0; c.random < 6000; c.random++) {
			int64_t wait = retry_delay_ms(&c);

			least = wait < least ? wait : least;
			most = wait > most ? wait : most;
		}
		assert_int_equal(least, 0);
		assert_int_equal(most, bounds[i]);
	}
}

static void test_deadline(void **state)
{
	struct retry_case c = failed(TROUBLE_RESET, 1);

	c.random = 100;
	c.left_ms = 101;
	assert_int_equal(retry_delay_ms(&c), 100);
	c.left_ms = 100;
	assert_int_equal(retry_delay_ms(&c), -1);
	c.left_ms = -5;
	assert_int_equal(retry_delay_ms(&c), -1);
}

static void test_server_decides(void **state)
{
	struct retry_case c = failed(TROUBLE_THROTTLED, 1);

	c.retry_after_ms = 7000;
	assert_in_range(retry_delay_ms(&c), 7000, 7050);
	c.left_ms = 6999;
	assert_int_equal(retry_delay_ms(&c), -1);
}

static void test_retry_after(void **state)
{
	/* 1994-11-06 08:49:37 UTC */
	const int64_t then = INT64_C(784111777) * 1000000000;

	assert_int_equal(retry_after_ms("120", "", then), 120000);
	assert_int_equal(retry_after_ms(" 0 ", "", then), 0);
	assert_int_equal(
		retry_after_ms("Sun, 06 Nov 1994 08:49:40 GMT", "", then), 3000);
	assert_int_equal(
		retry_after_ms("Sun, 06 Nov 1994 08:49:30 GMT", "", then), 0);
	/* By the server's clock, where it tells the time. */
	assert_int_equal(retry_after_ms("Sun, 06 Nov 1994 08:49:40 GMT",
				 "Sun, 06 Nov 1994 08:49:38 GMT", 0),
		2000);
	assert_true(retry_after_ms("99999999999999999999", "", then) > 0);
	assert_int_equal(retry_after_ms("", "", then), -1);
	assert_int_equal(retry_after_ms("-1", "", then), -1);
	assert_int_equal(retry_after_ms("soon", "", then), -1);
	assert_int_equal(retry_after_ms("12x", "", then), -1);
	assert_int_equal(
		retry_after_ms("Sun, 06 Foo 1994 08:49:40 GMT", "", then), -1);
	assert_int_equal(retry_after_ms("Sun, 06 Nov 1994", "", then), -1);
}

/* ---- breaker ---- */

static void fail_times(struct breaker *b, unsigned n, int64_t now)
{
	while (n-- > 0) {
		assert_true(breaker_allow(b, now));
		breaker_report(b, now, BREAKER_FAILED);
	}
}

static void test_breaker_opens_and_closes(void **state)
{
	struct breaker b = {0};

	fail_times(&b, 4, 0);
	breaker_report(&b, 0, BREAKER_ANSWERED);
	fail_times(&b, 5, 1000);
	assert_true(breaker_is_open(&b, 1000));
	assert_false(breaker_allow(&b, 5999));
	/* One probe, and only one. */
	assert_true(breaker_allow(&b, 6000));
	assert_false(breaker_allow(&b, 6000));
	assert_true(breaker_is_open(&b, 60000));
	breaker_report(&b, 6100, BREAKER_FAILED);
	assert_false(breaker_allow(&b, 11099));
	assert_true(breaker_allow(&b, 11100));
	breaker_report(&b, 11200, BREAKER_ANSWERED);
	assert_false(breaker_is_open(&b, 11200));
	fail_times(&b, 4, 11300);
	assert_false(breaker_is_open(&b, 11300));
}

/* A probe that was given up leaves the way open to another. */
static void test_breaker_probe_lost(void **state)
{
	struct breaker b = {0};

	fail_times(&b, 5, 0);
	assert_true(breaker_allow(&b, 5000));
	breaker_report(&b, 5000, BREAKER_UNKNOWN);
	assert_true(breaker_allow(&b, 5001));
}

static void test_breaker_verdicts(void **state)
{
	static const struct {
		enum trouble trouble;
		long status;
		enum breaker_verdict verdict;
	} cases[] = {
		{TROUBLE_NONE, 200, BREAKER_ANSWERED},
		{TROUBLE_NOT_FOUND, 404, BREAKER_ANSWERED},
		{TROUBLE_THROTTLED, 429, BREAKER_ANSWERED},
		{TROUBLE_NOT_SUPPORTED, 501, BREAKER_ANSWERED},
		{TROUBLE_SERVER, 500, BREAKER_FAILED},
		{TROUBLE_UNAVAILABLE, 503, BREAKER_FAILED},
		{TROUBLE_REFUSED, 0, BREAKER_FAILED},
		{TROUBLE_RESET, 0, BREAKER_FAILED},
		{TROUBLE_TIMEOUT, 0, BREAKER_FAILED},
		{TROUBLE_NO_HOST, 0, BREAKER_FAILED},
		{TROUBLE_TOO_BIG, 0, BREAKER_UNKNOWN},
		{TROUBLE_TLS, 0, BREAKER_UNKNOWN},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(
			breaker_judge(cases[i].trouble, cases[i].status),
			cases[i].verdict);
}

/* ---- bucket ---- */

static void test_bucket(void **state)
{
	struct bucket b;
	int64_t wait;

	bucket_init(&b, 50, 3, 1000);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(bucket_take(&b, 1000), 0);
	wait = bucket_take(&b, 1000);
	assert_in_range(wait, 20, 21);
	assert_true(bucket_take(&b, 1010) > 0);
	assert_int_equal(bucket_take(&b, 1000 + wait), 0);
	/* No more than the burst is saved up, and time does not run back. */
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(bucket_take(&b, 100000), 0);
	assert_true(bucket_take(&b, 100000) > 0);
	assert_true(bucket_take(&b, 50000) > 0);
}

static void test_bucket_rate(void **state)
{
	struct bucket b;
	unsigned taken = 0;

	bucket_init(&b, 50, 100, 0);
	for (int64_t now = 0; now <= 10000; now++)
		while (bucket_take(&b, now) == 0)
			taken++;
	assert_in_range(taken, 599, 601);
	bucket_init(&b, 0, 0, 0);
	for (unsigned i = 0; i < 1000; i++)
		assert_int_equal(bucket_take(&b, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_tried_again),
		cmocka_unit_test(test_no_retries),
		cmocka_unit_test(test_jitter),
		cmocka_unit_test(test_deadline),
		cmocka_unit_test(test_server_decides),
		cmocka_unit_test(test_retry_after),
		cmocka_unit_test(test_breaker_opens_and_closes),
		cmocka_unit_test(test_breaker_probe_lost),
		cmocka_unit_test(test_breaker_verdicts),
		cmocka_unit_test(test_bucket),
		cmocka_unit_test(test_bucket_rate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
