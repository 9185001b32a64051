/* SPDX-License-Identifier: MIT */
/*
 * What users spell out goes to the server as they did, or not at all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include "raw_url.h"
#include "transport.h"

#define BASE "https://h.example/base"

static void test_sent(void **state)
{
	static const struct {
		const char *target, *rest, *path;
	} cases[] = {
		{"/a", "/a", "/a"},
		{"a/b", "/a/b", "/a/b"},
		{"/a?x=1&y=2", "/a?x=1&y=2", "/a"},
		{"/a?", "/a", "/a"},
		{"/a?u=http://x/../y?z", "/a?u=http://x/../y?z", "/a"},
		{"/a b?c d", "/a%20b?c%20d", "/a b"},
		{"/a%20b?c%20d", "/a%20b?c%20d", "/a b"},
		{"/\xc3\xa9?\xff", "/%C3%A9?%FF", "/\xc3\xa9"},
		{"/%c3%A9", "/%c3%A9", "/\xc3\xa9"},
		{"/a|b<c>\"d\"{e}^`", "/a%7Cb%3Cc%3E%22d%22%7Be%7D%5E%60",
			"/a|b<c>\"d\"{e}^`"},
		{"/a?filterBy=name==x,y>=1", "/a?filterBy=name==x,y%3E=1",
			"/a"},
		{"/a;b=c", "/a%3Bb=c", "/a;b=c"},
		{"/a?x=%25&y=\\&z=%2F", "/a?x=%25&y=%5C&z=%2F", "/a"},
		{"/100%25", "/100%25", "/100%"},
		{"/a%3Fb%23", "/a%3Fb%23", "/a?b#"},
		{"/...", "/...", "/..."},
		{"/.a/b..", "/.a/b..", "/.a/b.."},
		{"@evil.example", "/@evil.example", "/@evil.example"},
		{":80", "/:80", "/:80"},
		{"/a:b@c", "/a:b@c", "/a:b@c"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct api_error error = {0};
		struct raw_url u;

		if (raw_url(BASE, cases[i].target, &u, &error) < 0)
			fail_msg("%s: %s", cases[i].target, error.message);
		assert_memory_equal(u.url, BASE, strlen(BASE));
		assert_string_equal(u.url + strlen(BASE), cases[i].rest);
		assert_string_equal(u.path, cases[i].path);
		raw_url_free(&u);
	}
}

static void test_refused(void **state)
{
	static const struct {
		const char *target;
		int err;
	} cases[] = {
		{"", -ENOENT},
		{"/", -ENOENT},
		{"?", -ENOENT},
		{"?x=1", -ENOENT},
		{"/?x=1", -ENOENT},
		{"//", -ENOENT},
		{"//evil.example/a", -ENOENT},
		{"https://evil.example", -ENOENT},
		{"/a//b", -ENOENT},
		{"/a/", -ENOENT},
		{"/a/?x", -ENOENT},
		{"/.", -ENOENT},
		{"/..", -ENOENT},
		{"..", -ENOENT},
		{"/a/../b", -ENOENT},
		{"/a/./b", -ENOENT},
		{"/a/..?x", -ENOENT},
		{"/%2e", -ENOENT},
		{"/%2e%2E/a", -ENOENT},
		{"/.%2e/a", -ENOENT},
		{"/a/%2e./b", -ENOENT},
		{"/a/%252e%252e/b", -EINVAL},
		{"/a%2Fb", -EINVAL},
		{"/a%2f..%2fb", -EINVAL},
		{"/a\\b", -EINVAL},
		{"/a%5Cb", -EINVAL},
		{"/..\\..", -EINVAL},
		{"/a%252Fb", -EINVAL},
		{"/%2541", -EINVAL},
		{"/a#b", -EINVAL},
		{"/a?x#b", -EINVAL},
		{"#", -EINVAL},
		{"/a\nb", -EINVAL},
		{"/a?\r", -EINVAL},
		{"/a\t", -EINVAL},
		{"/a\x7f", -EINVAL},
		{"/a?\x1f", -EINVAL},
		{"/a%00", -EINVAL},
		{"/a%0d%0a", -EINVAL},
		{"/a?x=%0A", -EINVAL},
		{"/a?x=%7f", -EINVAL},
		{"/a%", -EINVAL},
		{"/a%2", -EINVAL},
		{"/a%zz", -EINVAL},
		{"/a?x=%", -EINVAL},
		{"/a?x=100%&y", -EINVAL},
		{"/a?%%41", -EINVAL},
		{"/a%2?0", -EINVAL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct api_error error = {0};
		struct raw_url u;
		int r = raw_url(BASE, cases[i].target, &u, &error);

		if (r != cases[i].err)
			fail_msg(
				"%s: %d %s", cases[i].target, r, error.message);
		assert_int_equal(api_error_errno(&error), r);
		assert_true(*error.message);
		assert_null(u.url);
		assert_null(u.path);
	}
}

/* The answer to a wrong '%' says what is wrong and what to do. */
static void test_words(void **state)
{
	struct api_error error;
	struct raw_url u;

	assert_int_equal(raw_url(BASE, "/a?x=100%", &u, &error), -EINVAL);
	assert_non_null(strstr(error.message, "%25"));
	assert_int_equal(raw_url(BASE, "/a#b", &u, &error), -EINVAL);
	assert_non_null(strstr(error.message, "%23"));
}

/* What gets through says the same to everybody who reads it. */
static void test_any_bytes(void **state)
{
	static const char bytes[] = "//..?#%%225efFE\\\n\x80\xff@:; ab";
	uint32_t random = 7;
	unsigned made = 0;

	for (unsigned i = 0; i < 50000; i++) {
		cleanup_free char *origin = NULL, *again = NULL;
		struct api_error error;
		struct raw_url u;
		char target[13];
		unsigned n = 0;

		random = random * 1664525 + 1013904223;
		for (uint32_t x = random; n < 1 + random % 12; x *= 69069)
			target[n++] = bytes[(x >> 16) % (sizeof(bytes) - 1)];
		target[n] = '\0';
		if (raw_url(BASE, target, &u, &error) < 0)
			continue;
		made++;
		assert_memory_equal(u.url, BASE "/", strlen(BASE "/"));
		assert_int_equal(url_origin(u.url, &origin), 0);
		assert_string_equal(origin, "https://h.example");
		/* libcurl's reading of it, dots and all, changes nothing */
		assert_int_equal(url_resolve(BASE, u.url, &again), 0);
		assert_string_equal(again, u.url);
		assert_null(strstr(u.path, "/../"));
		assert_null(strstr(u.path, "//"));
		raw_url_free(&u);
	}
	assert_true(made > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sent),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
