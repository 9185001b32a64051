/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include "buf.h"

static void test_starts_empty(void **state)
{
	cleanup_buf struct buf b = BUF_INIT;
	size_t n = 1;

	assert_int_equal(buf_error(&b), 0);
	cleanup_free char *s = buf_steal(&b, &n);
	assert_string_equal(s, "");
	assert_int_equal(n, 0);
}

static void test_appends(void **state)
{
	cleanup_buf struct buf b = BUF_INIT;

	buf_adds(&b, "a");
	buf_addc(&b, 'b');
	buf_add(&b, "c\0d", 3);
	buf_add(&b, NULL, 0);
	buf_addf(&b, "%d", 42);
	assert_int_equal(b.n, 7);
	assert_memory_equal(b.p, "abc\0d42", 8);
}

static void test_grows(void **state)
{
	cleanup_buf struct buf b = BUF_INIT;

	for (int i = 0; i < 10000; i++)
		buf_addf(&b, "%04d", i);
	assert_int_equal(b.n, 40000);
	assert_memory_equal(b.p + 4 * 9999, "9999", 5);
}

static void test_long_format(void **state)
{
	cleanup_buf struct buf b = BUF_INIT;

	buf_adds(&b, "x");
	buf_addf(&b, "%*s", 5000, "end");
	assert_int_equal(b.n, 5001);
	assert_string_equal(b.p + 4998, "end");
}

static void test_failure_sticks(void **state)
{
	cleanup_buf struct buf b = BUF_INIT;

	buf_adds(&b, "kept");
	buf_add(&b, "x", SIZE_MAX / 2);
	assert_int_equal(buf_error(&b), -ENOMEM);
	buf_adds(&b, "more");
	buf_addf(&b, "%s", "more");
	assert_int_equal(buf_error(&b), -ENOMEM);
	assert_null(buf_steal(&b, NULL));
	assert_int_equal(buf_error(&b), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_starts_empty),
		cmocka_unit_test(test_appends),
		cmocka_unit_test(test_grows),
		cmocka_unit_test(test_long_format),
		cmocka_unit_test(test_failure_sticks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
