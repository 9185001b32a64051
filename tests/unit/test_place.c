/* SPDX-License-Identifier: MIT */
/*
 * What has to hold for the tables of the namespace, whatever is in them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#include "name.h"
#include "place.h"
#include "render.h"

#define ROWS(r)                                                                \
	for (const struct place_row *r = place_rows;                           \
		r < place_rows + place_n_rows; r++)

/* Rows that code makes children of, without a name in the table. */
static const struct {
	enum place parent, child;
} grown[] = {
	{PLACE_GROUP, PLACE_LINK},
	{PLACE_LISTS, PLACE_LIST},
	{PLACE_MORE, PLACE_MORE_KIND},
	{PLACE_MORE_KIND, PLACE_MORE_OBJECT},
	{PLACE_MORE_OBJECT, PLACE_LIST},
	{PLACE_WORKLOADS, PLACE_NAMED},
};

static bool is_canonical(enum view_id v)
{
	return v < (enum view_id)KIND_COUNT;
}

/* ---- rows ---- */

static void test_places(void **state)
{
	for (int p = 0; p < PLACE_OTHER; p++) {
		unsigned n = 0;
		assert_int_equal(place_row((enum place)p)->place, p);
		ROWS(r)
			n += r->place == (enum place)p;
		assert_int_equal(n, 1);
	}
	assert_int_equal(place_row(PLACE_ROOT)->type, PLACE_DIR);
}

/* Two rows of one name and parent are for different kinds. */
static void test_unique(void **state)
{
	ROWS(a)
		ROWS(b) {
			if (a == b || !a->name || !b->name ||
				a->parent != b->parent ||
				strcmp(a->name, b->name) != 0)
				continue;
			assert_true(a->kinds && b->kinds);
			assert_int_equal(a->kinds & b->kinds, 0);
		}
}

/* Numbers of rows are offsets of readdir: fs/child.c has room for as many. */
static void test_offsets(void **state)
{
	assert_true(place_n_rows <= 256);
	assert_true(place_n_formats <= 16);
}

static void mark(bool *seen, enum place p)
{
	seen[place_row(p) - place_rows] = true;
}

static void mark_children(bool *seen, const struct place_row *parent)
{
	if (parent->type == PLACE_GROUPS)
		mark(seen, PLACE_GROUP);
	if (parent->type == PLACE_COLLECTION && parent->view != VIEW_NONE)
		mark(seen, is_canonical(parent->view) ? PLACE_OBJECT
						      : PLACE_LINK);
	if (parent->place == PLACE_OTHER)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(grown); i++)
		if (grown[i].parent == parent->place)
			mark(seen, grown[i].child);
	ROWS(r)
		if (r->name && r->parent == parent->place)
			seen[r - place_rows] = true;
}

static void test_reachable(void **state)
{
	bool seen[256] = {false};

	mark(seen, PLACE_ROOT);
	for (size_t round = 0; round < place_n_rows; round++)
		ROWS(r)
			if (seen[r - place_rows])
				mark_children(seen, r);
	ROWS(r)
		assert_true(seen[r - place_rows]);
}

static void test_parents(void **state)
{
	ROWS(r) {
		if (!r->name) {
			assert_int_equal(r->parent, PLACE_OTHER);
			continue;
		}
		assert_int_not_equal(r->parent, PLACE_OTHER);
		assert_int_equal(place_row(r->parent)->type, PLACE_DIR);
	}
}

/* What begins with a dot is found by those who know it; the rest is plain. */
static void test_names(void **state)
{
	ROWS(r) {
		cleanup_buf struct buf encoded = BUF_INIT;
		if (!r->name)
			continue;
		assert_true(strlen(r->name) <= NAME_ENTRY_MAX);
		if (r->name[0] == '.') {
			assert_false(r->listed);
			continue;
		}
		name_encode(slice_str(r->name), &encoded);
		assert_string_equal(encoded.p, r->name);
	}
	assert_false(place_row(PLACE_MORE)->listed);
	assert_false(place_row(PLACE_MORE_KIND)->listed);
	assert_false(place_row(PLACE_MORE_OBJECT)->listed);
	assert_false(place_row(PLACE_CONTROL)->listed);
}

/* A walk from the root that follows no link comes by nothing that costs a call
 * of its own. */
static void test_walk_is_cheap(void **state)
{
	ROWS(r) {
		if (r->source != SOURCE_DETAIL &&
			r->source != SOURCE_ENDPOINT &&
			r->source != SOURCE_LIST)
			continue;
		if (r->name)
			assert_false(place_row(r->parent)->listed);
		else
			assert_int_equal(r->place, PLACE_LIST);
	}
}

static void test_sources(void **state)
{
	ROWS(r) {
		bool has_bytes =
			r->type == PLACE_FILE || r->type == PLACE_SYMLINK;
		assert_int_equal(r->source != SOURCE_NONE, has_bytes);
		assert_int_equal(r->text != NULL, r->source == SOURCE_TEXT);
		if (r->source == SOURCE_ENDPOINT)
			assert_non_null(strstr(
				endpoint_row(API_V1, r->endpoint)->path, "{}"));
		if (r->source == SOURCE_ENDPOINT ||
			r->source == SOURCE_DETAIL || r->source == SOURCE_INFO)
			assert_int_not_equal(r->kinds, 0);
		if (r->type == PLACE_GROUPS || (r->type == PLACE_COLLECTION &&
						       r->name))
			assert_int_not_equal(r->view, VIEW_NONE);
	}
}

static const struct place_row *child(enum place parent, const char *name)
{
	ROWS(r)
		if (r->name && r->parent == parent &&
			strcmp(r->name, name) == 0)
			return r;
	return NULL;
}

/* Links of the table itself: to what is in the table. */
static void test_fixed_links(void **state)
{
	ROWS(r) {
		char path[64], *save, *part;
		enum place at = PLACE_ROOT;
		if (r->source != SOURCE_TEXT)
			continue;
		assert_int_equal(r->parent, PLACE_ROOT);
		snprintf(path, sizeof(path), "%s", r->text);
		for (part = strtok_r(path, "/", &save); part;
			part = strtok_r(NULL, "/", &save)) {
			const struct place_row *next = child(at, part);
			assert_non_null(next);
			if (next)
				at = next->place;
		}
		assert_int_equal(place_row(at)->type, PLACE_DIR);
	}
}

/* ---- what an object of each kind has ---- */

static unsigned count(enum kind k, const char *name)
{
	unsigned n = 0;

	ROWS(r)
		n += r->name && r->parent == PLACE_OBJECT && r->listed &&
			(r->kinds & KIND_BIT(k)) && strcmp(r->name, name) == 0;
	return n;
}

static void test_objects(void **state)
{
	for (enum kind k = 0; k < KIND_COUNT; k++) {
		assert_int_equal(count(k, "info.json"), 1);
		assert_int_equal(count(k, "more"), 1);
		assert_int_equal(count(k, "status"), kind_row(k)->has_status);
	}
}

static void row_path(const struct place_row *r, char *out, size_t n)
{
	const char *above = place_row(r->parent)->name;

	snprintf(out, n, "%s%s%s", above ? above : "", above ? "/" : "",
		r->name);
}

/* Is it where the objects of `k` are at home? */
static bool is_home(const struct place_row *r, enum kind k)
{
	const struct kind_row *row = kind_row(k);
	char path[64];

	if (r->type != PLACE_COLLECTION)
		return false;
	if (row->parent == KIND_NONE) {
		row_path(r, path, sizeof(path));
		return r->kinds == 0 && strcmp(path, row->home) == 0;
	}
	return r->parent == PLACE_OBJECT && strcmp(r->name, row->home) == 0 &&
		r->kinds == KIND_BIT(row->parent);
}

/* Each object is at one place: a canonical view has one row, the kind's. */
static void test_homes(void **state)
{
	for (enum kind k = 0; k < KIND_COUNT; k++) {
		unsigned n = 0;
		ROWS(r) {
			if (!r->name || r->view != (enum view_id)k)
				continue;
			n++;
			assert_true(is_home(r, k));
		}
		assert_int_equal(n, 1);
	}
}

/* A group of a view below an object is found by the object's id. */
static void test_views_of_objects(void **state)
{
	ROWS(r) {
		const struct view_spec *spec;
		if (r->parent != PLACE_OBJECT || r->view == VIEW_NONE)
			continue;
		spec = view_spec(r->view);
		for (enum kind k = 0; k < KIND_COUNT; k++)
			if (r->kinds & KIND_BIT(k))
				assert_string_equal(
					endpoint_row(API_V1,
						kind_row(k)->list)
						->field[spec->group],
					endpoint_row(API_V1,
						kind_row(k)->list)
						->field[FIELD_ID]);
	}
}

/* ---- renderings ---- */

static void test_formats(void **state)
{
	unsigned seen = 0;

	for (size_t i = 0; i < place_n_formats; i++) {
		enum render_format f =
			(enum render_format)place_formats[i].format;
		assert_string_equal(
			place_formats[i].suffix, render_extension(f));
		assert_int_equal(seen & 1u << f, 0);
		seen |= 1u << f;
		assert_int_equal(place_formats[i].listed,
			f == RENDER_JSON || f == RENDER_TSV);
	}
	assert_int_equal(seen, (1u << RENDER_FORMATS) - 1);
}

static void test_parse_list(void **state)
{
	for (enum kind k = 0; k < KIND_COUNT; k++)
		for (size_t i = 0; i < place_n_formats; i++) {
			const struct place_format *f = NULL;
			enum kind got = KIND_NONE;
			char name[64];
			snprintf(name, sizeof(name), "%s.%s", kind_row(k)->name,
				place_formats[i].suffix);
			assert_true(
				place_parse_list(slice_str(name), &got, &f));
			assert_int_equal(got, k);
			assert_ptr_equal(f, &place_formats[i]);
		}
}

static void test_parse_list_refuses(void **state)
{
	static const char *const names[] = {"", ".", "projects", "projects.",
		".json", "projects.yaml", "project.json", "projects.json.json",
		"projects..json", " projects.json", "projects.json ",
		"Projects.json", "projects.JSON", "projects.jso",
		"access/users.json"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct place_format *f;
		enum kind k;
		assert_false(place_parse_list(slice_str(names[i]), &k, &f));
	}
}

/* What an object contains can be picked out by a field that is there. */
static void test_contained(void **state)
{
	for (size_t i = 0; i < place_n_contained; i++) {
		const struct place_contained *c = &place_contained[i];
		assert_int_not_equal(c->owner, c->kind);
		assert_non_null(endpoint_row(API_V1, kind_row(c->kind)->list)
					->field[c->field]);
		for (size_t j = 0; j < i; j++)
			assert_false(place_contained[j].owner == c->owner &&
				place_contained[j].kind == c->kind);
	}
	for (enum kind k = 0; k < KIND_COUNT; k++) {
		bool found = kind_row(k)->parent == KIND_NONE;
		for (size_t i = 0; i < place_n_contained; i++)
			if (place_contained[i].kind == k &&
				place_contained[i].owner == kind_row(k)->parent)
				found = place_contained[i].field ==
					kind_row(k)->parent_field;
		assert_true(found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_unique),
		cmocka_unit_test(test_offsets),
		cmocka_unit_test(test_reachable),
		cmocka_unit_test(test_parents),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_walk_is_cheap),
		cmocka_unit_test(test_sources),
		cmocka_unit_test(test_fixed_links),
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_homes),
		cmocka_unit_test(test_views_of_objects),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_parse_list),
		cmocka_unit_test(test_parse_list_refuses),
		cmocka_unit_test(test_contained),
	};

	return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
