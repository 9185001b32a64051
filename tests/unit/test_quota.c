/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "quota.h"

static void take(struct quota *q, pid_t pid, int64_t now_ms, unsigned n)
{
	while (n--)
		quota_take(q, pid, now_ms);
}

static void test_limit_and_window(void **state)
{
	struct quota q = {0};

	assert_true(quota_left(&q, 7, 1000));
	take(&q, 7, 1000, QUOTA_CALLS - 1);
	assert_true(quota_left(&q, 7, 1000));
	take(&q, 7, 30000, 1);
	assert_false(quota_left(&q, 7, 30000));
	assert_true(quota_left(&q, 8, 30000)); /* another process */
	assert_false(quota_left(&q, 7, 1000 + QUOTA_WINDOW_MS - 1));
	assert_true(quota_left(&q, 7, 1000 + QUOTA_WINDOW_MS));
	take(&q, 7, 1000 + QUOTA_WINDOW_MS, 1);
	assert_true(quota_left(&q, 7, 1000 + QUOTA_WINDOW_MS));
}

static void test_oldest_is_forgotten(void **state)
{
	struct quota q = {0};

	for (pid_t pid = 1; pid <= QUOTA_PROCESSES; pid++)
		take(&q, pid, pid, QUOTA_CALLS);
	assert_false(quota_left(&q, 1, 100));
	take(&q, 1000, 200, 1);
	assert_true(quota_left(&q, 1, 200));
	for (pid_t pid = 2; pid <= QUOTA_PROCESSES; pid++)
		assert_false(quota_left(&q, pid, 200));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limit_and_window),
		cmocka_unit_test(test_oldest_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
