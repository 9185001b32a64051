/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "json.h"
#include "redact.h"

static const char *const paths[] = {"env.*", "urls.*.?", "links.*.url.?",
	"secret", "**.hidden", "**.each.*.value", NULL};

/* Redacts `in` and compares with `want`, NULL: nothing to redact. */
static void expect(const char *in, const char *want)
{
	struct redaction r = {0};
	struct slice value, again;
	size_t n;
	char *out;

	assert_int_equal(json_check(slice_str(in), &value), 0);
	assert_int_equal(redaction_find(&r, value, paths), 0);
	if (!want) {
		assert_int_equal(r.n, 0);
		redaction_free(&r);
		return;
	}
	out = redaction_apply(&r, value, &n);
	assert_non_null(out);
	assert_int_equal(n, strlen(want));
	assert_memory_equal(out, want, n);
	assert_int_equal(json_check((struct slice){out, n}, &again), 0);
	free(out);
	redaction_free(&r);
}

static const struct {
	const char *in, *want;
} cases[] = {
	{"{}", NULL},
	{"[]", NULL},
	{"\"x\"", NULL},
	{"{\"env\":{}}", NULL},
	{"{\"env\":\"text\"}", NULL},
	{"{\"env\":{\"A\":\"s3cret\"}}", "{\"env\":{\"A\":\"(redacted)\"}}"},
	{"{\"env\" : { \"A\" : 1 , \"B\":\"\" }}",
		"{\"env\" : { \"A\" : \"(redacted)\" , \"B\":\"(redacted)\" }}"},
	{"{\"env\":{\"A\":null}}", NULL},
	{"{\"env\":{\"A\":{\"deep\":[\"x\"]}}}",
		"{\"env\":{\"A\":\"(redacted)\"}}"},
	{"{\"env\":[{\"name\":\"A\",\"value\":\"x\"}]}",
		"{\"env\":[\"(redacted)\"]}"},
	/* every one of equal keys, however it is written */
	{"{\"env\":{\"A\":\"x\",\"A\":\"y\"},\"\\u0065nv\":{\"A\":\"z\"}}",
		"{\"env\":{\"A\":\"(redacted)\",\"A\":\"(redacted)\"},"
		"\"\\u0065nv\":{\"A\":\"(redacted)\"}}"},
	{"{\"secret\":\"a?b\",\"x\":{\"secret\":\"seen\"}}",
		"{\"secret\":\"(redacted)\",\"x\":{\"secret\":\"seen\"}}"},
	{"{\"urls\":[\"https://h/p?token=abc\\u0026x=1\",\"https://h/p\"]}",
		"{\"urls\":[\"https://h/p?(redacted)\",\"https://h/p\"]}"},
	{"{\"urls\":[\"https://h/p?\"]}", NULL},
	{"{\"urls\":[\"https://h/p\\u003ftoken=abc\"]}",
		"{\"urls\":[\"(redacted)\"]}"},
	{"{\"links\":[{\"url\":\"u?t\",\"name\":\"n?t\"}]}",
		"{\"links\":[{\"url\":\"u?(redacted)\",\"name\":\"n?t\"}]}"},
	/* wherever it is */
	{"{\"hidden\":1}", "{\"hidden\":\"(redacted)\"}"},
	{"[[{\"a\":{\"hidden\":\"x\",\"b\":[{\"hidden\":[1]}]}}],"
	 "\"hidden\"]",
		"[[{\"a\":{\"hidden\":\"(redacted)\",\"b\":"
		"[{\"hidden\":\"(redacted)\"}]}}],\"hidden\"]"},
	{"{\"hidden\":{\"hidden\":1}}", "{\"hidden\":\"(redacted)\"}"},
	{"{\"each\":[{\"name\":\"n\",\"value\":\"v\"},"
	 "{\"each\":{\"x\":{\"value\":2}}}]}",
		"{\"each\":[{\"name\":\"n\",\"value\":\"(redacted)\"},"
		"{\"each\":{\"x\":{\"value\":\"(redacted)\"}}}]}"},
	/* in the order of the text, not of the paths */
	{"{\"secret\":1,\"urls\":[\"a?b\"],\"env\":{\"A\":2}}",
		"{\"secret\":\"(redacted)\",\"urls\":[\"a?(redacted)\"],"
		"\"env\":{\"A\":\"(redacted)\"}}"},
};

static void test_cases(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		expect(cases[i].in, cases[i].want);
}

static void test_several_values(void **state)
{
	struct slice text = SLICE("[{\"secret\":1},{\"a\":1},{\"secret\":2}]");
	struct redaction r = {0};
	struct slice item;
	size_t cursor = 0, n;
	char *out;

	while (json_next_element(text, &cursor, &item))
		assert_int_equal(redaction_find(&r, item, paths), 0);
	out = redaction_apply(&r, text, &n);
	assert_non_null(out);
	assert_true(slice_eq((struct slice){out, n},
		SLICE("[{\"secret\":\"(redacted)\"},{\"a\":1},"
		      "{\"secret\":\"(redacted)\"}]")));
	free(out);
	redaction_free(&r);
}

static void test_everything(void **state)
{
	static const char *const all[] = {"", NULL};
	struct redaction r = {0};
	size_t n;
	char *out, *in = strdup("{\"a\":1}"); /* nothing lies before it */
	struct slice text = slice_str(in);

	assert_int_equal(redaction_find(&r, text, all), 0);
	out = redaction_apply(&r, text, &n);
	assert_non_null(out);
	assert_true(slice_eq(
		(struct slice){out, n}, SLICE("\"(redacted)\"")));
	free(out);
	free(in);
	redaction_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_several_values),
		cmocka_unit_test(test_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
