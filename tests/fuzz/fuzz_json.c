/* SPDX-License-Identifier: MIT */
/*
 * Any text: access stays within it. A text that json_check() passes: jansson
 * agrees, indenting keeps the value and is idempotent, json_extract() finds
 * what json_get() does.
 */
#include "../unit/jansson_beside.h"
#include "fuzz.h"

static const char *const paths[] = {
	"a", "a.b", "a.b.c|b", "b|a.a", "", "id", "a|id|name", NULL, "."};

static struct slice indented(struct slice value)
{
	const size_t n = json_indent(value, 0, NULL);
	char *out = malloc(n + 1);

	REQUIRE(out);
	REQUIRE(json_indent(value, 0, out) == n);
	return (struct slice){out, n};
}

static struct slice compacted(struct slice value)
{
	const size_t n = json_compact(value, NULL);
	char *out = malloc(n + 1);

	REQUIRE(out);
	REQUIRE(json_compact(value, out) == n);
	return (struct slice){out, n};
}

static void drop(struct slice s)
{
	free((char *)s.p);
}

static void walk(struct slice value)
{
	cleanup_buf struct buf out = BUF_INIT;
	struct slice key, v;
	size_t cursor = 0;

	while (json_next_element(value, &cursor, &v))
		json_decode(v, &out);
	cursor = 0;
	while (json_next_member(value, &cursor, &key, &v)) {
		json_decode(key, &out);
		json_decode(v, &out);
	}
	drop(indented(value));
	drop(compacted(value));
}

static void extract(struct slice value, bool checked)
{
	struct slice got[ARRAY_SIZE(paths)];
	struct json_paths *p;

	REQUIRE(json_paths_create(&p, paths, ARRAY_SIZE(paths)) == 0);
	json_extract(p, value, got);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		struct slice one = {0};

		if (paths[i])
			one = json_get(value, paths[i]);
		REQUIRE(got[i].p == one.p && got[i].n == one.n);
		if (checked && one.p)
			REQUIRE(json_check(one, &one) == 0);
	}
	json_paths_destroy(p);
}

static void reshape(struct slice value)
{
	struct slice wide = indented(value), narrow = compacted(value), v;
	struct slice wide_again = indented(narrow);
	struct slice narrow_again = compacted(wide);

	REQUIRE(json_check(wide, &v) == 0 && slice_eq(v, wide));
	REQUIRE(json_check(narrow, &v) == 0 && slice_eq(v, narrow));
	REQUIRE(slice_eq(wide, wide_again));
	REQUIRE(slice_eq(narrow, narrow_again));
	drop(narrow_again);
	drop(wide_again);
	drop(narrow);
	drop(wide);
}

static void compare(struct slice text, int r, struct slice value)
{
	json_t *theirs = jansson_load(text.p, text.n), *again;
	struct slice wide;

	if ((r == 0) != (theirs != NULL))
		REQUIRE(jansson_differs(text.p, text.n));
	if (r == 0 && theirs) {
		wide = indented(value);
		again = jansson_load(wide.p, wide.n);
		REQUIRE(again && json_equal(theirs, again));
		json_decref(again);
		drop(wide);
	}
	json_decref(theirs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size}, value = {0};
	int r;

	if (size > 4096) /* deep ones get long when indented */
		return 0;
	r = json_check(text, &value);
	walk(text);
	extract(text, false);
	if (size > 0)
		compare(text, r, value);
	if (r < 0)
		return 0;
	walk(value);
	extract(value, true);
	reshape(value);
	return 0;
}
