/* SPDX-License-Identifier: MIT */
/*
 * Base64 as it comes: from tokens, the CLI's files, logos.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include "base64.h"

static void test_decode(void **state)
{
	static const struct {
		const char *text, *bytes;
		ptrdiff_t n;
	} cases[] = {
		{"", "", 0},
		{"Zg", "f", 1},
		{"Zg==", "f", 1},
		{"Zg=", "f", 1},
		{"Zm8", "fo", 2},
		{"Zm8=", "fo", 2},
		{"Zm9v", "foo", 3},
		{"Zm9vYg", "foob", 4},
		{"Zm9vYmFy", "foobar", 6},
		{"Zm9v=", "foo", 3},
		{"-_-_", "\xfb\xff\xbf", 3},
		{"+/+/", "\xfb\xff\xbf", 3},
		{"AAAA", "\0\0\0", 3},
		{" Zm\r\n9v\tYg = = \n", "foob", 4},
		{"=", "", 0},
		{" ", "", 0},
		{"Z", "", -EINVAL},
		{"Zm9vY", "", -EINVAL},
		{"Zg=x", "", -EINVAL},
		{"Zm9v.", "", -EINVAL},
		{"Zm\v9v", "", -EINVAL},
		{"Zm\xc3\xa9v", "", -EINVAL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned char out[32];
		ptrdiff_t n = base64_decode(slice_str(cases[i].text), out);

		if (n != cases[i].n)
			fail_msg("%s: %td", cases[i].text, n);
		if (n > 0)
			assert_memory_equal(out, cases[i].bytes, (size_t)n);
	}
	assert_int_equal(base64_decode(SLICE("Zg\0="), (char[8]){0}), -EINVAL);
	assert_int_equal(base64_decode((struct slice){NULL, 0}, NULL), 0);
}

/* Never more than what it says, whatever the text. */
static void test_room(void **state)
{
	static const char digits[] = "AbCd-_+/0189zZaB";

	for (size_t n = 0; n < sizeof(digits); n++) {
		size_t room = n / 4 * 3 + 2;
		unsigned char *out = malloc(room);
		ptrdiff_t r = base64_decode((struct slice){digits, n}, out);

		assert_int_equal(r, n % 4 == 1 ? -EINVAL : (int)(n * 3 / 4));
		assert_true(r <= (ptrdiff_t)room);
		free(out);
	}
}

/* The alphabets, each digit at its place. */
static void test_digits(void **state)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned n = 0;

	for (unsigned i = 0; i < 64; i++) {
		char text[2] = {'A', digits[i]};
		unsigned char byte;

		assert_int_equal(
			base64_decode((struct slice){text, 2}, &byte), 1);
		assert_int_equal(byte, i >> 4);
	}
	for (int c = -128; c < 128; c++)
		n += base64_is_digit((char)c);
	assert_int_equal(n, 66);
	assert_true(base64_is_digit('-') && base64_is_digit('_'));
	assert_false(base64_is_digit('=') || base64_is_digit('\0'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
