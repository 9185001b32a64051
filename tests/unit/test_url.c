/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include "nearest.h"
#include "url.h"
#include "util.h"

static void test_normalizes(void **state)
{
	static const struct {
		const char *in, *out;
		size_t origin;
	} rows[] = {
		{"https://x.run.ai", "https://x.run.ai", 16},
		{"HTTPS://X.Run.AI///", "https://x.run.ai", 16},
		{"https://x.run.ai:443/", "https://x.run.ai", 16},
		{"http://localhost:80", "http://localhost", 16},
		{"http://localhost:443", "http://localhost:443", 20},
		{"https://h:8443/Runai/", "https://h:8443/Runai", 14},
		{"https://[::1]:8443", "https://[::1]:8443", 18},
		{"https://[::1]", "https://[::1]", 13},
		{"x.run.ai", "https://x.run.ai", 16},
		{"x.run.ai:8443/a", "https://x.run.ai:8443/a", 21},
		{"https://h:", "https://h", 9},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_buf struct buf message = BUF_INIT;
		cleanup_free char *url = NULL, *again = NULL;
		assert_int_equal(url_normalize(rows[i].in, &url, &message), 0);
		assert_string_equal(url, rows[i].out);
		assert_int_equal(url_origin_length(url), rows[i].origin);
		assert_int_equal(url_normalize(url, &again, &message), 0);
		assert_string_equal(again, url);
	}
}

static void test_refuses(void **state)
{
	static const char *const rows[] = {"", "https://", "ftp://h",
		"file:///etc/passwd", "https://user:hunter2@h",
		"https://hunter2@h/", "hunter2@h", "https://h?a=hunter2",
		"https://h/#/hunter2", "https://h h", "https://h\n",
		"https://h/a b", "https://h:0", "https://h:65536",
		"https://h:0443", "https://h:x", "https://h:123456",
		"https://[::1", "https://[]", "https://[::1]x", "https://h\"",
		"https://h/\x80", "https://:80", "https://h\\@x",
		"https:///path"};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_buf struct buf message = BUF_INIT;
		char *url = NULL;
		assert_int_equal(
			url_normalize(rows[i], &url, &message), -EINVAL);
		assert_null(url);
		assert_null(strstr(message.p, "hunter2"));
	}
}

static void test_loopback(void **state)
{
	assert_true(url_is_loopback("http://localhost"));
	assert_true(url_is_loopback("http://localhost:8080/x"));
	assert_true(url_is_loopback("http://a.localhost"));
	assert_true(url_is_loopback("http://127.0.0.1:1"));
	assert_true(url_is_loopback("http://127.8.9.10"));
	assert_true(url_is_loopback("http://[::1]:80"));
	assert_false(url_is_loopback("http://127.example.org"));
	assert_false(url_is_loopback("http://1270.0.0.1"));
	assert_false(url_is_loopback("http://localhost.example.org"));
	assert_false(url_is_loopback("http://notlocalhost"));
	assert_false(url_is_loopback("http://.localhost"));
	assert_false(url_is_loopback("http://h/localhost"));
	assert_false(url_is_loopback("http://[::2]"));
}

static void test_origins(void **state)
{
	assert_true(url_same_origin("https://h/a", "https://h"));
	assert_false(url_same_origin("https://h", "http://h"));
	assert_false(url_same_origin("https://h", "https://h:8443"));
	assert_false(url_same_origin("https://h", "https://h.evil"));
	assert_true(url_is_http("http://h"));
	assert_false(url_is_http("https://h"));
}

static void test_scheme(void **state)
{
	assert_true(url_has_scheme("https://h"));
	assert_true(url_has_scheme("x+y-z.1://"));
	assert_false(url_has_scheme("lab"));
	assert_false(url_has_scheme("://h"));
	assert_false(url_has_scheme("a b://h"));
	assert_false(url_has_scheme("1a://h"));
}

static void test_distance(void **state)
{
	assert_int_equal(nearest_distance("", ""), 0);
	assert_int_equal(nearest_distance("", "abc"), 3);
	assert_int_equal(nearest_distance("kitten", "sitting"), 3);
	assert_int_equal(nearest_distance("abc", "abc"), 0);
	assert_int_equal(nearest_distance("ab", "ba"), 2);
}

static void test_nearest(void **state)
{
	struct nearest n = {.word = "tll"};

	nearest_offer(&n, "xyz");
	assert_null(n.best);
	nearest_offer(&n, "url");
	nearest_offer(&n, "ttl");
	nearest_offer(&n, "tly");
	assert_string_equal(n.best, "ttl");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_normalizes),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_loopback),
		cmocka_unit_test(test_origins),
		cmocka_unit_test(test_scheme),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
