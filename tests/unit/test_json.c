/* SPDX-License-Identifier: MIT */
/*
 * The JSON module: what is accepted, what is found, what indentation keeps.
 * jansson serves as a second opinion where its own limits do not differ.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#include "jansson_beside.h"

/* A copy of `s` that ends where its memory ends, so that ASan sees any byte
 * read beyond. */
static struct slice tight(struct slice s)
{
	char *p = malloc(s.n ? s.n : 1);

	assert_non_null(p);
	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct slice){p, s.n};
}

static void free_slice(struct slice s)
{
	free((char *)s.p);
}

static int check(struct slice text)
{
	struct slice copy = tight(text), value;
	int r = json_check(copy, &value);

	free_slice(copy);
	return r;
}

/* The value in `text`, which must outlive it. */
static struct slice good(const char *text)
{
	struct slice value;

	assert_int_equal(json_check(slice_str(text), &value), 0);
	return value;
}

static void assert_slice(struct slice got, const char *want)
{
	if (!want) {
		assert_null(got.p);
		assert_int_equal(got.n, 0);
		return;
	}
	assert_int_equal(got.n, strlen(want));
	assert_memory_equal(got.p, want, got.n);
}

/* ---- json_check ---- */

struct text {
	const char *p;
	size_t n;
};
#define T(literal) {literal, sizeof(literal) - 1}

static const struct text accepted[] = {
	T("0"),
	T("-0"),
	T("1.10"),
	T("1e2"),
	T("1E+2"),
	T("1e-22"),
	T("18446744073709551616"),
	T("-0.0e0"),
	T("1e999999"),
	T("true"),
	T("false"),
	T("null"),
	T("\"\""),
	T("\"a\""),
	T("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
	T("\"\\u0000\""),
	T("\"\\ud800\""),
	T("\"\\uDc00x\""),
	T("\"\\uD83D\\uDE00\""),
	T("\"\x7f\""),
	T("\"\xff\xfe\xc0\x80\""),
	T("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\""),
	T("\"a string that is longer than sixteen bytes, twice over\""),
	T("[]"),
	T("{}"),
	T("[ ]"),
	T("{\t\r\n }"),
	T(" \t\r\n[1 , 2\n]\r\n"),
	T("                                        1                     "),
	T("[[],{},[{}],{\"a\":[]}]"),
	T("{\"\":0}"),
	T("{\"a\":1,\"a\":2}"),
	T("{ \"a\" : { \"b\" : [ null , true ] } , \"c\" : -1 }"),
	T("[\"]\",\"}\",\"\\\"]\"]"),
};

static const struct text rejected[] = {
	T(""),
	T(" "),
	T("\n\n"),
	T("\xef\xbb\xbf{}"),
	T("\0"),
	T("1\0"),
	T("{}\0"),
	T("tru"),
	T("True"),
	T("truee"),
	T("nul"),
	T("nulll"),
	T("fals"),
	T("NaN"),
	T("Infinity"),
	T("-Infinity"),
	T("undefined"),
	T("a"),
	T("'a'"),
	T("+1"),
	T("-"),
	T("--1"),
	T("01"),
	T("-01"),
	T("00"),
	T("1."),
	T(".1"),
	T("1.e1"),
	T("1e"),
	T("1e+"),
	T("1e1.5"),
	T("0x10"),
	T("1_000"),
	T("1 2"),
	T("\""),
	T("\"a"),
	T("\"\\"),
	T("\"\\\""),
	T("\"\\x\""),
	T("\"\\u\""),
	T("\"\\u12\""),
	T("\"\\u123"),
	T("\"\\u123g\""),
	T("\"\\U0041\""),
	T("\"\\\n\""),
	T("\"\n\""),
	T("\"\t\""),
	T("\"\x1f\""),
	T("\"a\0b\""),
	T("\"0123456789abcdef\x01\""),
	T("\"a\"b"),
	T("\"a\"\"b\""),
	T("["),
	T("]"),
	T("{"),
	T("}"),
	T("[1"),
	T("[1,"),
	T("[1,]"),
	T("[,1]"),
	T("[1,,2]"),
	T("[1 2]"),
	T("[1}"),
	T("[1]]"),
	T("[1],"),
	T("[:1]"),
	T("[\"a\":1]"),
	T("{]"),
	T("{\"a\"}"),
	T("{\"a\":}"),
	T("{\"a\":1,}"),
	T("{,\"a\":1}"),
	T("{\"a\" 1}"),
	T("{\"a\":1 \"b\":2}"),
	T("{\"a\":1,,\"b\":2}"),
	T("{\"a\"::1}"),
	T("{\"a\",1}"),
	T("{a:1}"),
	T("{1:1}"),
	T("{null:1}"),
	T("{\"a\":1]"),
	T("{\"a\":[}"),
	T("{\"a\":1"),
	T("{\"a\":"),
	T("{\"a\""),
	T("{\"a"),
	T("{}{}"),
	T("[][]"),
	T("{},"),
	T("[1]\v"),
	T("\f[1]"),
	T("\xa0[1]"),
	T("// c\n1"),
	T("/* c */ 1"),
	T("[1] // c"),
	T("<html>"),
};

static void test_check_accepts(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(accepted); i++)
		if (check((struct slice){accepted[i].p, accepted[i].n}) != 0)
			fail_msg("rejected: %s", accepted[i].p);
}

static void test_check_rejects(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rejected); i++)
		if (check((struct slice){rejected[i].p, rejected[i].n}) !=
			-EBADMSG)
			fail_msg("accepted: %s", rejected[i].p);
	assert_int_equal(check((struct slice){0}), -EBADMSG);
}

/* Every text cut short is wrong, unless a shorter number or a complete value
 * remains; and every control byte within a string is. */
static void test_check_prefixes(void **state)
{
	static const char text[] =
		"{\"key\":[true,false,null,-1.5e+3,\"\\u00e9 and so on "
		"\\\\\",{\"deeper\":{}}],\"a key beyond a block\":\"0123456789"
		"0123456789012345678901234567890123456789\"}";

	for (size_t n = 0; n < sizeof(text) - 1; n++)
		assert_int_equal(check((struct slice){text, n}), -EBADMSG);
	assert_int_equal(check(SLICE(text)), 0);
}

static void test_check_control_bytes(void **state)
{
	char text[64];

	for (size_t at = 1; at < 40; at++)
		for (int c = 0; c < 256; c++) {
			bool ok = c >= 0x20 && c != '"' && c != '\\';

			memset(text, 'x', sizeof(text));
			text[0] = text[41] = '"';
			text[at] = (char)c;
			assert_int_equal(check((struct slice){text, 42}),
				ok ? 0 : -EBADMSG);
		}
}

static void test_check_trims(void **state)
{
	struct slice value;

	assert_int_equal(json_check(SLICE("\n  [1] \t"), &value), 0);
	assert_slice(value, "[1]");
	assert_int_equal(json_check(SLICE("-1"), &value), 0);
	assert_slice(value, "-1");
}

/* `n` levels of `open`, one value, and as many of `close`. */
static char *nested(size_t n, const char *open, const char *close, size_t *len)
{
	const size_t a = strlen(open), b = strlen(close);
	char *text = malloc(n * (a + b) + 2), *p = text;

	assert_non_null(text);
	for (size_t i = 0; i < n; i++, p += a)
		memcpy(p, open, a);
	*p++ = '1';
	for (size_t i = 0; i < n; i++, p += b)
		memcpy(p, close, b);
	*p = '\0';
	*len = (size_t)(p - text);
	return text;
}

static void check_nested(
	size_t n, const char *open, const char *close, int want)
{
	size_t len;
	char *text = nested(n, open, close, &len);

	assert_int_equal(check((struct slice){text, len}), want);
	free(text);
}

static void test_check_depth(void **state)
{
	static const size_t fine[] = {1, 63, 64, 65, 128, 2047, JSON_DEPTH_MAX};
	static const size_t deep[] = {JSON_DEPTH_MAX + 1, 100000};

	for (size_t i = 0; i < ARRAY_SIZE(fine); i++) {
		check_nested(fine[i], "[", "]", 0);
		check_nested(fine[i], "{\"a\":", "}", 0);
		check_nested(fine[i] / 2, "{\"a\":[", "]}", 0);
		check_nested(fine[i] / 2, "[{\"a\":", "}]", 0);
		check_nested(fine[i], "[", "}", -EBADMSG);
		check_nested(fine[i], "{\"a\":", "]", -EBADMSG);
	}
	for (size_t i = 0; i < ARRAY_SIZE(deep); i++) {
		check_nested(deep[i], "[", "]", -EBADMSG);
		check_nested(deep[i], "{\"a\":", "}", -EBADMSG);
	}
	check_nested(100000, "[", "", -EBADMSG);
}

/* The kinds of closed containers must not be mistaken for those of later
 * ones at the same depth. */
static void test_check_kinds(void **state)
{
	assert_int_equal(check(SLICE("[[1],{\"a\":[2]},[3],{\"b\":{}}]")), 0);
	assert_int_equal(check(SLICE("[[1],{\"a\":[2]},[3:4]]")), -EBADMSG);
	assert_int_equal(check(SLICE("[{\"a\":1},[2],{3}]")), -EBADMSG);
	assert_int_equal(check(SLICE("{\"a\":[],\"b\":{},1}")), -EBADMSG);
}

/* ---- access ---- */

static void test_type(void **state)
{
	assert_int_equal(json_type((struct slice){0}), JSON_NONE);
	assert_int_equal(json_type(SLICE("null")), JSON_NULL);
	assert_int_equal(json_type(SLICE("true")), JSON_TRUE);
	assert_int_equal(json_type(SLICE("false")), JSON_FALSE);
	assert_int_equal(json_type(SLICE("-1")), JSON_NUMBER);
	assert_int_equal(json_type(SLICE("0")), JSON_NUMBER);
	assert_int_equal(json_type(SLICE("\"\"")), JSON_STRING);
	assert_int_equal(json_type(SLICE("[]")), JSON_ARRAY);
	assert_int_equal(json_type(SLICE("{}")), JSON_OBJECT);
}

struct got {
	const char *json, *path, *want;
};

static const struct got gets[] = {
	{"{\"a\":1}", "a", "1"},
	{"{\"a\":1}", "b", NULL},
	{"{\"a\":1}", "", "{\"a\":1}"},
	{" {\"a\" : 1.10 }", "a", "1.10"},
	{"{\"a\":0.1,\"b\":18446744073709551616}", "b", "18446744073709551616"},
	{"{\"a\":{\"b\":{\"c\":\"x\"}}}", "a.b.c", "\"x\""},
	{"{\"a\":{\"b\":{\"c\":\"x\"}}}", "a.b", "{\"c\":\"x\"}"},
	{"{\"a\":{\"b\":1}}", "a.b.c", NULL},
	{"{\"a\":[1,2]}", "a.b", NULL},
	{"[1,2]", "a", NULL},
	{"1", "a", NULL},
	{"1", "", "1"},
	{"{\"a\":null}", "a", "null"},
	{"{\"a\":null}", "a.b", NULL},
	/* duplicates: the last one, at every level */
	{"{\"a\":1,\"a\":2}", "a", "2"},
	{"{\"a\":1,\"a\":null}", "a", "null"},
	{"{\"a\":{\"b\":1},\"a\":{\"c\":2}}", "a.b", NULL},
	{"{\"a\":{\"b\":1},\"a\":{\"b\":2,\"b\":3}}", "a.b", "3"},
	{"{\"a\":{\"b\":1},\"a\":5}", "a.b", NULL},
	/* alternatives */
	{"{\"b\":1}", "a|b", "1"},
	{"{\"b\":1,\"a\":2}", "a|b", "2"},
	{"{\"a\":null,\"b\":1}", "a|b", "1"},
	{"{\"a\":null}", "a|b", "null"},
	{"{\"b\":null}", "a|b", "null"},
	{"{\"x\":{\"y\":3}}", "a.b|x.y|c", "3"},
	{"{\"c\":4,\"x\":{\"y\":null}}", "a.b|x.y|c", "4"},
	{"{\"a\":false,\"b\":1}", "a|b", "false"},
	{"{\"a\":\"\",\"b\":1}", "a|b", "\"\""},
	{"{\"x\":1}", "a|", "{\"x\":1}"},
	/* keys with escapes, and keys that only look alike */
	{"{\"na\\u006de\":1}", "name", "1"},
	{"{\"\\u006eam\\u0065\":1}", "name", "1"},
	{"{\"name\":1,\"na\\u006De\":2}", "name", "2"},
	{"{\"na\\u006d\":1,\"na\\u006dex\":2}", "name", NULL},
	{"{\"a\\/b\":1}", "a/b", "1"},
	{"{\"a\\nb\":1}", "a\nb", "1"},
	{"{\"a\\\\nb\":1}", "a\nb", NULL},
	{"{\"a\\\\nb\":1}", "a\\nb", "1"},
	{"{\"a\\nb\":1}", "a\\nb", NULL},
	{"{\"\\u00e9\":1}", "\xc3\xa9", "1"},
	{"{\"\\ud83d\\ude00\":1}", "\xf0\x9f\x98\x80", "1"},
	{"{\"\\u0000\":1}", "x", NULL},
	{"{\"names\":1,\"nam\":2}", "name", NULL},
	{"{\"\":7}", ".", NULL},
	{"{\"\":{\"\":7}}", ".", "7"},
	/* what looks like structure inside strings and keys */
	{"{\"x\":\"{\\\"a\\\":1}\",\"a\":2}", "a", "2"},
	{"{\"}\":[\"]\",\"\\\\\"],\"a\":2}", "a", "2"},
	{"{\"x\":\"\\\\\",\"a\":2}", "a", "2"},
	{"{\"x\":{\"a\":1},\"y\":[{\"a\":2}],\"a\":3}", "a", "3"},
};

static void test_get(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(gets); i++) {
		struct slice value = good(gets[i].json), copy = tight(value);

		assert_slice(json_get(copy, gets[i].path), gets[i].want);
		free_slice(copy);
	}
	assert_slice(json_get((struct slice){0}, "a"), NULL);
	assert_slice(json_get((struct slice){0}, ""), NULL);
}

static void test_next_element(void **state)
{
	static const char *const want[] = {
		"1", "\"a,]\"", "[2,[3]]", "{\"b\":[]}", "null", "-1.50"};
	struct slice array = good(
		"[1 , \"a,]\",[2,[3]],\n{\"b\":[]},null ,-1.50 ]"), v;
	size_t cursor = 0;

	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		assert_true(json_next_element(array, &cursor, &v));
		assert_slice(v, want[i]);
	}
	assert_false(json_next_element(array, &cursor, &v));
	assert_false(json_next_element(array, &cursor, &v));
	cursor = 0;
	assert_false(json_next_element(SLICE("[]"), &cursor, &v));
	assert_false(json_next_element(SLICE("[ ]"), &cursor, &v));
	assert_false(json_next_element(SLICE("{\"a\":1}"), &cursor, &v));
	assert_false(json_next_element(SLICE("1"), &cursor, &v));
	assert_false(json_next_element((struct slice){0}, &cursor, &v));
}

static void test_next_member(void **state)
{
	struct slice object = good(
		"{ \"a\" : 1 ,\"b}\":{\"c\":[2]}, \"\\u0064\":\"\\\"\" }"),
		     key, v;
	size_t cursor = 0;

	assert_true(json_next_member(object, &cursor, &key, &v));
	assert_slice(key, "\"a\"");
	assert_slice(v, "1");
	assert_true(json_next_member(object, &cursor, &key, &v));
	assert_slice(key, "\"b}\"");
	assert_slice(v, "{\"c\":[2]}");
	assert_true(json_next_member(object, &cursor, &key, &v));
	assert_slice(key, "\"\\u0064\"");
	assert_slice(v, "\"\\\"\"");
	assert_false(json_next_member(object, &cursor, &key, &v));
	cursor = 0;
	assert_false(json_next_member(SLICE("{}"), &cursor, &key, &v));
	assert_false(json_next_member(SLICE("[1]"), &cursor, &key, &v));
	assert_false(json_next_member((struct slice){0}, &cursor, &key, &v));
}

/* Containers of every length around the size of a block, with quotes,
 * brackets and runs of backslashes at every place in it. */
static void test_skip_container(void **state)
{
	static const char *const bits[] = {"\\\\", "\\\"", "]", "}", "[", "{",
		"\\\\\\\\\\\"", "\\\\\\\\", "\\u005d"};
	char text[512];

	for (size_t pad = 0; pad < 140; pad++)
		for (size_t i = 0; i < ARRAY_SIZE(bits); i++) {
			struct slice v, array;
			size_t cursor = 0;

			snprintf(text, sizeof(text),
				"[[\"%*s%s\",{\"%s\":\"%s\"}],7]", (int)pad, "",
				bits[i], bits[i], bits[(i + 1) % 9]);
			array = good(text);
			assert_true(json_next_element(array, &cursor, &v));
			assert_int_equal(v.n, array.n - 4);
			assert_true(json_next_element(array, &cursor, &v));
			assert_slice(v, "7");
		}
}

/* json_extract() is json_get() many times. */
static void test_extract(void **state)
{
	const char *paths[32];
	struct json_paths *p;
	struct slice got[32];

	for (size_t i = 0; i < ARRAY_SIZE(gets); i++) {
		size_t n = 0;

		for (size_t k = 0; k < 31; k++)
			paths[n++] = gets[(i + k) % ARRAY_SIZE(gets)].path;
		paths[n++] = NULL;
		assert_int_equal(json_paths_create(&p, paths, n), 0);
		for (size_t j = 0; j < ARRAY_SIZE(gets); j++) {
			struct slice v = good(gets[j].json), copy = tight(v);

			json_extract(p, copy, got);
			for (size_t k = 0; k < 31; k++) {
				struct slice want = json_get(copy, paths[k]);

				assert_ptr_equal(got[k].p, want.p);
				assert_int_equal(got[k].n, want.n);
			}
			assert_slice(got[31], NULL);
			free_slice(copy);
		}
		json_paths_destroy(p);
	}
}

static void test_extract_edges(void **state)
{
	static const char *const one[] = {"a"};
	const char *many[33] = {0};
	struct json_paths *p;
	struct slice got[33];
	char text[1024];

	assert_int_equal(json_paths_create(&p, one, 0), 0);
	json_extract(p, SLICE("{}"), got);
	json_paths_destroy(p);
	assert_int_equal(json_paths_create(&p, one, 1), 0);
	json_extract(p, (struct slice){0}, got);
	assert_slice(got[0], NULL);
	json_extract(p, SLICE("[1]"), got);
	assert_slice(got[0], NULL);
	json_paths_destroy(p);
	json_paths_destroy(NULL);
	assert_int_equal(json_paths_create(&p, many, 33), -E2BIG);

	memset(text, '.', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	many[0] = text;
	assert_int_equal(json_paths_create(&p, many, 1), -E2BIG);
	memset(text, '|', sizeof(text) - 1);
	assert_int_equal(json_paths_create(&p, many, 1), -E2BIG);
}

struct decoded {
	const char *json;
	struct text want;
};

static const struct decoded decodes[] = {
	{"\"\"", T("")},
	{"\"plain\"", T("plain")},
	{"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", T("\"\\/\b\f\n\r\t")},
	{"\"a\\u0000b\"", T("a\0b")},
	{"\"\\u0041\\u00e9\\u20AC\"", T("A\xc3\xa9\xe2\x82\xac")},
	{"\"\\ud83d\\ude00\"", T("\xf0\x9f\x98\x80")},
	{"\"\\udbff\\udfff\"", T("\xf4\x8f\xbf\xbf")},
	{"\"\\ud83d\"", T("\xef\xbf\xbd")},
	{"\"\\ud83dx\"", T("\xef\xbf\xbdx")},
	{"\"\\ude00\\ud83d\"", T("\xef\xbf\xbd\xef\xbf\xbd")},
	{"\"\\ud83d\\ud83d\\ude00\"", T("\xef\xbf\xbd\xf0\x9f\x98\x80")},
	{"\"\\ud83d\\u0041\"", T("\xef\xbf\xbd" "A")},
	{"\"\\ud83d\\n\"", T("\xef\xbf\xbd\n")},
	{"\"\xff\xc0\"", T("\xff\xc0")},
	{"1.10", T("1.10")},
	{"null", T("null")},
	{"[1, 2]", T("[1, 2]")},
};

static void test_decode(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(decodes); i++) {
		struct slice copy = tight(good(decodes[i].json));
		cleanup_buf struct buf out = BUF_INIT;

		buf_adds(&out, "x");
		json_decode(copy, &out);
		assert_int_equal(buf_error(&out), 0);
		assert_int_equal(out.n, decodes[i].want.n + 1);
		assert_memory_equal(out.p + 1, decodes[i].want.p, out.n - 1);
		free_slice(copy);
	}
}

/* ---- indentation ---- */

/* What json_indent() or json_compact() writes, after trying that the length
 * asked for alone is the same. */
static struct slice indented(struct slice value, unsigned depth)
{
	size_t n = json_indent(value, depth, NULL);
	char *out = malloc(n + 1);

	assert_non_null(out);
	out[n] = 'Z';
	assert_int_equal(json_indent(value, depth, out), n);
	assert_int_equal(out[n], 'Z');
	return (struct slice){out, n};
}

static struct slice compacted(struct slice value)
{
	size_t n = json_compact(value, NULL);
	char *out = malloc(n + 1);

	assert_non_null(out);
	out[n] = 'Z';
	assert_int_equal(json_compact(value, out), n);
	assert_int_equal(out[n], 'Z');
	return (struct slice){out, n};
}

struct shape {
	const char *json;
	unsigned depth;
	const char *indented, *compact;
};

static const struct shape shapes[] = {
	{"1", 0, "1", "1"},
	{"1", 3, "1", "1"},
	{"[ ]", 0, "[]", "[]"},
	{"{\n}", 5, "{}", "{}"},
	{"[1]", 0, "[\n  1\n]", "[1]"},
	{"[1]", 1, "[\n    1\n  ]", "[1]"},
	{"[1,[ ],{ },[2]]", 0,
		"[\n  1,\n  [],\n  {},\n  [\n    2\n  ]\n]",
		"[1,[],{},[2]]"},
	{"{\"b\" :0.1 ,\"a\":1.10,\"b\":1e2}", 0,
		"{\n  \"b\": 0.1,\n  \"a\": 1.10,\n  \"b\": 1e2\n}",
		"{\"b\":0.1,\"a\":1.10,\"b\":1e2}"},
	{"{\"a\":{\"b\":[18446744073709551616,-0.0]}}", 0,
		"{\n  \"a\": {\n    \"b\": [\n      18446744073709551616,\n"
		"      -0.0\n    ]\n  }\n}",
		"{\"a\":{\"b\":[18446744073709551616,-0.0]}}"},
	{"{\"a,:[{ \\\" \\u0000\\ud800\":\" ]}: , \\\\\"}", 0,
		"{\n  \"a,:[{ \\\" \\u0000\\ud800\": \" ]}: , \\\\\"\n}",
		"{\"a,:[{ \\\" \\u0000\\ud800\":\" ]}: , \\\\\"}"},
	{"[\"\xff\xfe\",true,false,null]", 0,
		"[\n  \"\xff\xfe\",\n  true,\n  false,\n  null\n]",
		"[\"\xff\xfe\",true,false,null]"},
	{"[[[]]]", 0, "[\n  [\n    []\n  ]\n]", "[[[]]]"},
};

static void test_indent(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++) {
		struct slice copy = tight(good(shapes[i].json)), got, again;

		got = indented(copy, shapes[i].depth);
		assert_slice(got, shapes[i].indented);
		again = indented(got, shapes[i].depth);
		assert_slice(again, shapes[i].indented);
		free_slice(again);
		again = compacted(got);
		assert_slice(again, shapes[i].compact);
		free_slice(again);
		free_slice(got);
		free_slice(copy);
	}
	assert_int_equal(json_indent((struct slice){0}, 0, NULL), 0);
	assert_int_equal(json_compact((struct slice){0}, NULL), 0);
}

static void test_indent_deep(void **state)
{
	size_t len;
	char *text = nested(JSON_DEPTH_MAX, "[", "]", &len);
	struct slice got = indented((struct slice){text, len}, 0), back;

	assert_int_equal(check(got), 0);
	back = compacted(got);
	assert_slice(back, text);
	free_slice(back);
	free_slice(got);
	free(text);
}

/* ---- against jansson, on random texts ---- */

struct random {
	uint64_t s;
};

static unsigned next(struct random *r, unsigned below)
{
	r->s = r->s * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(r->s >> 33) % below;
}

static void random_space(struct random *r, struct buf *b)
{
	for (unsigned n = next(r, 4) ? 0 : next(r, 20); n > 0; n--)
		buf_addc(b, " \n\t\r"[next(r, 4)]);
}

static void random_string(struct random *r, struct buf *b)
{
	static const char *const piece[] = {"a", "Z", "0", " ", "\\n", "\\\"",
		"\\\\", "\\/", "\\u00e9", "\\ud83d\\ude00", "\xc3\xa9", "{",
		"}", "[", "]", ",", ":", "abcdefghijklmnopqrstuvwxyz"};

	buf_addc(b, '"');
	for (unsigned n = next(r, 8); n > 0; n--)
		buf_adds(b, piece[next(r, ARRAY_SIZE(piece))]);
	buf_addc(b, '"');
}

static void random_value(struct random *r, struct buf *b, unsigned depth);

static void random_container(struct random *r, struct buf *b, unsigned depth)
{
	const bool object = next(r, 2);

	buf_addc(b, object ? '{' : '[');
	random_space(r, b);
	for (unsigned n = next(r, 6), i = 0; i < n; i++) {
		if (i)
			buf_addc(b, ',');
		random_space(r, b);
		if (object) {
			random_string(r, b);
			random_space(r, b);
			buf_addc(b, ':');
			random_space(r, b);
		}
		random_value(r, b, depth + 1);
		random_space(r, b);
	}
	buf_addc(b, object ? '}' : ']');
}

static void random_value(struct random *r, struct buf *b, unsigned depth)
{
	static const char *const scalar[] = {"0", "-1", "12.50", "1e2", "true",
		"false", "null", "9007199254740993", "-0", "0.1"};
	unsigned kind = next(r, depth > 6 ? 2 : 4);

	if (kind == 0)
		buf_adds(b, scalar[next(r, ARRAY_SIZE(scalar))]);
	else if (kind == 1)
		random_string(r, b);
	else
		random_container(r, b, depth);
}

/* Changes one byte, or cuts the text short. */
static void spoil(struct random *r, struct buf *b)
{
	static const char bytes[] = "{}[]\",:\\ 0-.eEtfnu\n\x01";
	size_t at = next(r, (unsigned)b->n);

	if (next(r, 4) == 0)
		b->n = at;
	else
		b->p[at] = bytes[next(r, sizeof(bytes) - 1)];
}

static void same_tree(struct slice a, struct slice b)
{
	json_t *x = jansson_load(a.p, a.n), *y = jansson_load(b.p, b.n);

	if (x || y)
		assert_true(json_equal(x, y));
	json_decref(x);
	json_decref(y);
}

static void compare(const struct buf *b)
{
	struct slice copy = tight((struct slice){b->p, b->n}), value;
	json_t *theirs = jansson_load(copy.p, copy.n);
	int r = json_check(copy, &value);

	if ((r == 0) != (theirs != NULL) && !jansson_differs(b->p, b->n))
		fail_msg("%d: %.*s", r, (int)b->n, b->p);
	if (r == 0) {
		struct slice wide = indented(value, 0), again;
		struct slice narrow = compacted(wide);

		assert_int_equal(check(wide), 0);
		assert_int_equal(check(narrow), 0);
		same_tree(value, wide);
		same_tree(value, narrow);
		again = indented(narrow, 0);
		assert_true(slice_eq(again, wide));
		free_slice(again);
		free_slice(narrow);
		free_slice(wide);
	}
	json_decref(theirs);
	free_slice(copy);
}

static void test_differential(void **state)
{
	struct random r = {42};

	for (int i = 0; i < 8000; i++) {
		cleanup_buf struct buf b = BUF_INIT;

		random_space(&r, &b);
		random_value(&r, &b, 0);
		random_space(&r, &b);
		assert_int_equal(buf_error(&b), 0);
		compare(&b);
		spoil(&r, &b);
		compare(&b);
	}
	for (size_t i = 0; i < ARRAY_SIZE(accepted); i++)
		compare(&(struct buf){
			.p = (char *)accepted[i].p, .n = accepted[i].n});
	for (size_t i = 0; i < ARRAY_SIZE(rejected); i++)
		compare(&(struct buf){
			.p = (char *)rejected[i].p, .n = rejected[i].n});
}

/* Every member that jansson finds, json_get() finds, with the same text. */
static void test_differential_get(void **state)
{
	struct random r = {7};

	for (int i = 0; i < 5000; i++) {
		cleanup_buf struct buf b = BUF_INIT;
		const char *key;
		json_t *o, *v;

		random_container(&r, &b, 0);
		o = jansson_load(b.p, b.n);
		assert_non_null(o);
		json_object_foreach(o, key, v) {
			struct slice got;

			if (strpbrk(key, ".|") || !*key)
				continue;
			got = json_get((struct slice){b.p, b.n}, key);
			json_t *w = jansson_load(got.p, got.n);

			assert_true(json_equal(v, w));
			json_decref(w);
		}
		json_decref(o);
	}
}

/* Access to text that was never checked stays within it (ASan looks on). */
static void test_unchecked_text(void **state)
{
	const char *const paths[] = {"a", "a.b|c"};
	struct random r = {3};
	struct json_paths *p;
	struct slice got[2], key, v;

	assert_int_equal(json_paths_create(&p, paths, 2), 0);
	for (int i = 0; i < 8000; i++) {
		cleanup_buf struct buf b = BUF_INIT, out = BUF_INIT;
		struct slice copy;
		size_t cursor;

		random_container(&r, &b, 0);
		spoil(&r, &b);
		copy = tight((struct slice){b.p, b.n});
		json_extract(p, copy, got);
		json_get(copy, "a.b");
		for (cursor = 0; json_next_element(copy, &cursor, &v);)
			json_decode(v, &out);
		for (cursor = 0; json_next_member(copy, &cursor, &key, &v);)
			json_decode(key, &out);
		free_slice(indented(copy, 0));
		free_slice(compacted(copy));
		free_slice(copy);
	}
	json_paths_destroy(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_accepts),
		cmocka_unit_test(test_check_rejects),
		cmocka_unit_test(test_check_prefixes),
		cmocka_unit_test(test_check_control_bytes),
		cmocka_unit_test(test_check_trims),
		cmocka_unit_test(test_check_depth),
		cmocka_unit_test(test_check_kinds),
		cmocka_unit_test(test_type),
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_next_element),
		cmocka_unit_test(test_next_member),
		cmocka_unit_test(test_skip_container),
		cmocka_unit_test(test_extract),
		cmocka_unit_test(test_extract_edges),
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_indent),
		cmocka_unit_test(test_indent_deep),
		cmocka_unit_test(test_differential),
		cmocka_unit_test(test_differential_get),
		cmocka_unit_test(test_unchecked_text),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
