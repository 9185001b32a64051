/* SPDX-License-Identifier: MIT */
/*
 * Rows and what fills their holes become URLs, and odd values become none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include "endpoint_url.h"
#include "transport.h"

#define BASE "https://h.example/base"

static void expect(const struct endpoint_row *row, unsigned variant,
	const struct url_values *v, int err, const char *rest)
{
	cleanup_free char *url = NULL;
	struct api_error error = {0};
	int r = endpoint_url(row, variant, BASE, v, &url, &error);

	if (r != err)
		fail_msg("%s with %s: %s", row->path,
			v->argument ? v->argument : "nothing", error.message);
	assert_int_equal(api_error_errno(&error), err);
	if (r == 0)
		assert_string_equal(url + strlen(BASE), rest);
	else
		assert_null(url);
}

static void test_rows(void **state)
{
	static const struct {
		const char *path, *query, *argument;
		int err;
		const char *rest;
	} cases[] = {
		{"/a", NULL, NULL, 0, "/a"},
		{"/a", NULL, "", 0, "/a"},
		{"/a", NULL, "x", -ENOENT, NULL},
		{"/a", "x=1", NULL, 0, "/a?x=1"},
		{"/a/{}", NULL, NULL, -ENOENT, NULL},
		{"/a/{}", NULL, "", -ENOENT, NULL},
		{"/a/{}", NULL, "b", 0, "/a/b"},
		{"/a/{}", NULL,
			"b\x1f"
			"c",
			-ENOENT, NULL},
		{"/a/{}/b/{}", NULL, "x", -ENOENT, NULL},
		{"/a/{}/b/{}", NULL, "x\x1f", -ENOENT, NULL},
		{"/a/{}/b/{}", NULL, "\x1fx", -ENOENT, NULL},
		{"/a/{}/b/{}", NULL, "x\x1fy", 0, "/a/x/b/y"},
		{"/a/{}/b/{}", NULL, "x\x1fy\x1fz", -ENOENT, NULL},
		{"/a/{}", "s={}&e={}",
			"x\x1f"
			"1\x1f"
			"2",
			0, "/a/x?s=1&e=2"},
		/* what is empty or missing is left out */
		{"/a/{}", "s={}&e={}",
			"x\x1f\x1f"
			"2",
			0, "/a/x?e=2"},
		{"/a/{}", "s={}&e={}",
			"x\x1f"
			"1\x1f",
			0, "/a/x?s=1"},
		{"/a/{}", "s={}&e={}",
			"x\x1f"
			"1",
			0, "/a/x?s=1"},
		{"/a/{}", "s={}&e={}", "x", 0, "/a/x"},
		{"/a/{}", "k=v&s={}&l=w", "x", 0, "/a/x?k=v&l=w"},
		{"/a", "s={}&k=v", NULL, 0, "/a?k=v"},
		{"/a", "s={}&k=v", "1", 0, "/a?s=1&k=v"},
		/* a hole inside a value */
		{"/a", "f=id=={},n=={}",
			"1\x1f"
			"2",
			0, "/a?f=id==1,n==2"},
		{"/a", "f=id=={},n=={}&k=v", "1", 0, "/a?k=v"},
		/* encoding: nothing in a value means anything to the URL */
		{"/a/{}", NULL, "b/c", 0, "/a/b%2Fc"},
		{"/a/{}", NULL, "../c", 0, "/a/..%2Fc"},
		{"/a/{}", NULL, "b?c#d%2e", 0, "/a/b%3Fc%23d%252e"},
		{"/a/{}", NULL, "{}", 0, "/a/%7B%7D"},
		{"/a/{}", NULL, "a|b", 0, "/a/a%7Cb"},
		{"/a/{}", NULL, "\xc3\xa9 \n", 0, "/a/%C3%A9%20%0A"},
		{"/a", "s={}", "2026-01-02T03:04:05Z", 0,
			"/a?s=2026-01-02T03%3A04%3A05Z"},
		{"/a", "s={}&e=1", "x&e=2=+/ ", 0,
			"/a?s=x%26e%3D2%3D%2B%2F%20&e=1"},
		/* what leads elsewhere */
		{"/a/{}", NULL, ".", -ENOENT, NULL},
		{"/a/{}", NULL, "..", -ENOENT, NULL},
		{"/a/{}/b/{}", NULL, "x\x1f..", -ENOENT, NULL},
		{"/a/{}", NULL, "...", 0, "/a/..."},
		{"/a", "s={}", "..", 0, "/a?s=.."},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct endpoint_row row = {
			.path = cases[i].path, .query = cases[i].query};
		const struct url_values v = {.argument = cases[i].argument};

		expect(&row, 0, &v, cases[i].err, cases[i].rest);
	}
}

static void test_variants(void **state)
{
	const struct endpoint_row row = {
		.path = "/new/{}/x|/old/{}/y", .query = "q={}"};
	const struct endpoint_row one = {.path = "/new"};
	const struct url_values v = {.argument = "i\x1fj"};

	assert_int_equal(endpoint_variants(&row), 2);
	assert_int_equal(endpoint_variants(&one), 1);
	expect(&row, 0, &v, 0, "/new/i/x?q=j");
	expect(&row, 1, &v, 0, "/old/i/y?q=j");
}

/* Without its cluster a question would be about all of them. */
static void test_scopes(void **state)
{
	const struct endpoint_row path = {.path = "/{cluster}/p/{project}"};
	const struct endpoint_row query = {
		.path = "/x", .query = "clusterId={cluster}&v=1"};
	const struct url_values both = {.cluster = "c/1", .project = "p 1"};
	const struct url_values cluster = {.cluster = "c", .project = ""};
	const struct url_values dots = {.cluster = "..", .project = "p"};
	const struct url_values none = {0};

	expect(&path, 0, &both, 0, "/c%2F1/p/p%201");
	expect(&path, 0, &cluster, -EBADMSG, NULL);
	expect(&path, 0, &dots, -EBADMSG, NULL);
	expect(&path, 0, &none, -EBADMSG, NULL);
	expect(&query, 0, &both, 0, "/x?clusterId=c%2F1&v=1");
	expect(&query, 0, &cluster, 0, "/x?clusterId=c&v=1");
	expect(&query, 0, &none, -EBADMSG, NULL);
}

static void test_types(void **state)
{
	const struct endpoint_row row = {
		.path = "/m/{}", .query = "start={}&metricType={types}&x={}"};
	struct url_values v = {
		.argument = "i\x1fs\x1fy", .types = "CPU_A,GPU_B"};

	expect(&row, 0, &v, 0, "/m/i?start=s&metricType=CPU_A,GPU_B&x=y");
	v.types = "ONE";
	expect(&row, 0, &v, 0, "/m/i?start=s&metricType=ONE&x=y");
	v.types = "a&b,c d";
	expect(&row, 0, &v, 0, "/m/i?start=s&metricType=a%26b,c%20d&x=y");
	v.types = NULL;
	expect(&row, 0, &v, 0, "/m/i?start=s&x=y");
}

static void expect_page(
	const struct endpoint_row *row, const char *url, const char *want)
{
	cleanup_free char *got = endpoint_url_page(row, url, 1000, 500);

	assert_string_equal(got, want);
}

static void test_pages(void **state)
{
	const struct endpoint_row usual = {.path = "/"},
				  own = {.path = "/",
					  .offset_param = "from",
					  .limit_param = "numberOfSamples"};
	cleanup_free char *whole = endpoint_url_page(&usual, "/a?b=c", 0, 0);

	expect_page(&usual, "/a", "/a?offset=1000&limit=500");
	expect_page(&usual, "/a?b=c", "/a?b=c&offset=1000&limit=500");
	expect_page(&own, "/a", "/a?from=1000&numberOfSamples=500");
	assert_string_equal(whole, "/a?b=c");
}

/* Whatever the parts are, a URL leaves neither its origin nor its path. */
static void check_shape(const char *url)
{
	cleanup_free char *origin = NULL;
	const char *rest = url + strlen(BASE);

	assert_memory_equal(url, BASE "/a/", strlen(BASE "/a/"));
	assert_int_equal(url_origin(url, &origin), 0);
	assert_string_equal(origin, "https://h.example");
	assert_true(strspn(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "abcdefghijklmnopqrstuvwxyz"
				 "0123456789-._~%/?&=") == strlen(rest));
	assert_non_null(strstr(rest, "/b/"));
	assert_null(strstr(rest, "/../"));
	assert_null(strstr(rest, "/./"));
	assert_null(strstr(rest, "//"));
	assert_ptr_equal(strchr(rest, '#'), NULL);
	if (strchr(rest, '?'))
		assert_null(strchr(strchr(rest, '?') + 1, '?'));
}

static void test_any_bytes(void **state)
{
	static const char bytes[] =
		"./?#%&=\\\x1f\x01\x7f\x80\xff{}|@:;+ \"'a1";
	const struct endpoint_row row = {
		.path = "/a/{}/b/{}", .query = "q={}&r=s{}"};
	uint32_t random = 1;
	unsigned made = 0;

	for (unsigned i = 0; i < 20000; i++) {
		cleanup_free char *url = NULL;
		struct api_error error;
		struct url_values v = {0};
		char argument[16];
		unsigned n = 0;

		random = random * 1664525 + 1013904223;
		for (uint32_t x = random; n < 1 + random % 15; x *= 69069)
			argument[n++] = bytes[(x >> 16) % (sizeof(bytes) - 1)];
		argument[n] = '\0';
		if (n > 3)
			argument[1 + random % (n - 2)] = ENDPOINT_PART;
		v.argument = argument;
		if (endpoint_url(&row, 0, BASE, &v, &url, &error) < 0)
			continue;
		made++;
		check_shape(url);
	}
	assert_true(made > 5000);
}

/* Every row has its values somewhere to go, and makes a URL with them. */
static void test_all_rows(void **state)
{
	const struct url_values v = {.cluster = "c",
		.project = "p",
		.types = "T",
		.argument = "1\x1f"
			    "2\x1f"
			    "3\x1f"
			    "4\x1f"
			    "5\x1f"
			    "6\x1f"
			    "7\x1f"
			    "8"};

	for (int i = 0; i < API_GENERATIONS * ENDPOINT_COUNT; i++) {
		const struct endpoint_row *row =
			endpoint_row((enum api_generation)(i / ENDPOINT_COUNT),
				(enum endpoint)(i % ENDPOINT_COUNT));
		bool made = false;

		if (!row->path)
			continue;
		/* as many parts as it has holes */
		for (size_t n = strlen(v.argument) + 1; !made; n--) {
			cleanup_free char *url = NULL, *parts = NULL;
			struct url_values some = v;
			struct api_error error;

			parts = strndup(v.argument, n - 1);
			some.argument = parts;
			made = endpoint_url(
				       row, 0, BASE, &some, &url, &error) == 0;
			if (!made && n == 1)
				fail_msg("%s: %s", row->path, error.message);
			if (made && strpbrk(url, "{}|"))
				fail_msg("%s", url);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_variants),
		cmocka_unit_test(test_scopes),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_any_bytes),
		cmocka_unit_test(test_all_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
