/* SPDX-License-Identifier: MIT */
/*
 * What has to hold for the tables of the namespace, whatever is in them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#include "child_private.h"
#include "name.h"

#define ROWS(r)                                                                \
	for (const struct place_row *r = place_rows;                           \
		r < place_rows + place_n_rows; r++)

/* Rows that code makes children of, without a name in the table. */
static const struct {
	enum place parent, child;
} grown[] = {
	{PLACE_ROOT, PLACE_KIND},
	{PLACE_KIND, PLACE_OBJECT},
	{PLACE_OBJECT, PLACE_KIND},
	{PLACE_GROUP, PLACE_LINK},
	{PLACE_LISTS, PLACE_LIST},
	{PLACE_MORE, PLACE_MORE_KIND},
	{PLACE_MORE_KIND, PLACE_MORE_OBJECT},
	{PLACE_MORE_OBJECT, PLACE_LIST},
	{PLACE_WORKLOADS, PLACE_NAMED},
	{PLACE_RAW, PLACE_RAW_PATH},
	{PLACE_RAW, PLACE_RAW_FILE},
	{PLACE_BY_ID, PLACE_ID},
	{PLACE_REVISIONS, PLACE_REVISION},
	{PLACE_TAGS, PLACE_TAGS_FILE},
	{PLACE_METRICS, PLACE_METRICS_WINDOW},
	{PLACE_METRICS_BY_CATEGORY, PLACE_METRICS_BY_CATEGORY_WINDOW},
	{PLACE_METRICS_BY_NODE_POOL, PLACE_METRICS_BY_NODE_POOL_WINDOW},
	{PLACE_METRICS_BY_PROJECT, PLACE_METRICS_BY_PROJECT_WINDOW},
	{PLACE_METRICS_BY_DEPARTMENT, PLACE_METRICS_BY_DEPARTMENT_WINDOW},
	{PLACE_INFERENCE_METRICS, PLACE_INFERENCE_METRICS_WINDOW},
	{PLACE_AUDIT, PLACE_AUDIT_WINDOW},
	{PLACE_TELEMETRY, PLACE_TELEMETRY_OF},
	{PLACE_TELEMETRY_OF, PLACE_TELEMETRY_FILE},
};

/* Owners of directories: the root has none. */
#define OWNERS(o) for (enum kind o = 0; o <= KIND_NONE; o++)
#define KINDS(k) for (enum kind k = 0; k < KIND_COUNT; k++)

static const struct endpoint_row *list_of(enum kind k)
{
	return endpoint_row(API_V1, endpoint_list(k));
}

/* Is the row there in a directory of an object of kind `o`? */
static bool has_row(const struct place_row *r, enum kind o)
{
	return !r->kinds || (o != KIND_NONE && (r->kinds & KIND_BIT(o)));
}

/* Directories that have children by the table; what the rest has is not named
 * by us. */
static bool is_parent(const struct place_row *dir)
{
	return dir->place != PLACE_OTHER &&
		(dir->type == PLACE_DIR || dir->type == PLACE_COLLECTION);
}

/* ---- rows ---- */

static void test_places(void **state)
{
	for (int p = 0; p < PLACE_OTHER; p++) {
		unsigned n = 0;
		ROWS(r)
			n += r->place == (enum place)p;
		if (n != 1)
			print_message("# place %d has %u rows\n", p, n);
		assert_int_equal(n, 1);
		assert_int_equal(place_row((enum place)p)->place, p);
	}
	assert_int_equal(place_row(PLACE_ROOT)->type, PLACE_DIR);
}

/* Numbers of children are offsets of readdir: each its own, none reaching into
 * the numbers of views. */
static void test_offsets(void **state)
{
	uint64_t last_row = ROW_OFFSET(place_n_rows - 1, place_n_formats - 1);
	uint64_t last_kind = KIND_OFFSET(KIND_COUNT - 1);
	uint64_t last_list = LIST_OFFSET(KIND_COUNT - 1, place_n_formats - 1);

	assert_true(ROW_OFFSET(0, 0) > 2); /* "." and ".." */
	assert_true(ROW_OFFSET(0, place_n_formats - 1) < ROW_OFFSET(1, 0));
	assert_true(LIST_OFFSET(0, place_n_formats - 1) < LIST_OFFSET(1, 0));
	assert_true(last_row < KIND_OFFSET(0));
	assert_true(last_kind < LIST_OFFSET(0, 0));
	assert_true(last_list < OWN_OFFSET(0));
	assert_true(OWN_OFFSET(1024) < VIEW_SEQ_FIRST);
}

static void mark(bool *seen, enum place p)
{
	seen[place_row(p) - place_rows] = true;
}

static void mark_children(bool *seen, const struct place_row *parent)
{
	if (parent->type == PLACE_GROUPS)
		mark(seen, PLACE_GROUP);
	if (parent->type == PLACE_RELATED ||
		(parent->type == PLACE_COLLECTION && parent->view != VIEW_NONE))
		mark(seen, PLACE_LINK);
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
	bool *seen = calloc(place_n_rows, sizeof(*seen));

	mark(seen, PLACE_ROOT);
	for (size_t round = 0; round < place_n_rows; round++)
		ROWS(r)
			if (seen[r - place_rows])
				mark_children(seen, r);
	ROWS(r) {
		if (!seen[r - place_rows])
			print_message("# nothing leads to %s\n",
				r->name ? r->name : "a row");
		assert_true(seen[r - place_rows]);
	}
	free(seen);
}

/* All that has a name is in a directory that is no other row's, and kinds are
 * asked for only where the directory is that of an object. */
static void test_parents(void **state)
{
	ROWS(r) {
		if (!r->name) {
			assert_int_equal(r->parent, PLACE_OTHER);
			continue;
		}
		assert_int_not_equal(r->parent, PLACE_OTHER);
		assert_true(is_parent(place_row(r->parent)));
		assert_int_equal(r->kinds != 0,
			r->parent == PLACE_OBJECT ||
				r->parent == PLACE_MORE_OBJECT ||
				r->parent == PLACE_MORE_POLICIES ||
				r->parent == PLACE_METRICS ||
				r->parent == PLACE_INSTALL);
		if (r->parent == PLACE_MORE_POLICIES)
			assert_int_equal(r->kinds & ~place_row(r->parent)->kinds,
				0);
	}
}

/* What begins with a dot is found by those who know it; the rest is plain. */
static void expect_plain(const char *name)
{
	cleanup_buf struct buf encoded = BUF_INIT;

	assert_in_range(strlen(name), 1, NAME_ENTRY_MAX);
	assert_null(strpbrk(name, "/~%"));
	name_encode(slice_str(name), &encoded);
	assert_string_equal(encoded.p, name);
}

static void test_names(void **state)
{
	ROWS(r) {
		if (!r->name)
			continue;
		if (r->name[0] == '.')
			assert_false(r->listed);
		else
			expect_plain(r->name);
	}
	KINDS(k) {
		expect_plain(kind_row(k)->name);
		expect_plain(place_home_name(k));
	}
	assert_false(place_row(PLACE_MORE)->listed);
	assert_false(place_row(PLACE_MORE_KIND)->listed);
	assert_false(place_row(PLACE_MORE_OBJECT)->listed);
	assert_false(place_row(PLACE_CONTROL)->listed);
}

/* ---- names that one directory has from the tables ---- */

struct names {
	char name[512][64];
	size_t n;
};

static void names_add(struct names *s, const char *stem, const char *suffix)
{
	char *name = s->name[s->n++];

	assert_true(s->n <= ARRAY_SIZE(s->name));
	snprintf(name, sizeof(s->name[0]), "%s%s%s", stem, suffix ? "." : "",
		suffix ? suffix : "");
	for (size_t i = 0; i + 1 < s->n; i++) {
		if (strcmp(name, s->name[i]) == 0)
			print_message("# two of the name %s\n", name);
		assert_string_not_equal(name, s->name[i]);
	}
}

static void names_add_formats(struct names *s, const char *stem)
{
	for (size_t f = 0; f < place_n_formats; f++)
		names_add(s, stem, place_formats[f].suffix);
}

static bool is_contained(enum kind owner, enum kind k)
{
	for (size_t i = 0; i < place_n_contained; i++)
		if (place_contained[i].owner == owner &&
			place_contained[i].kind == k)
			return true;
	return false;
}

static void names_of(struct names *s, const struct place_row *dir, enum kind o)
{
	s->n = 0;
	ROWS(r) {
		if (!r->name || r->parent != dir->place || !has_row(r, o))
			continue;
		if (r->formats)
			names_add_formats(s, r->name);
		else
			names_add(s, r->name, NULL);
	}
	KINDS(k) {
		if (place_is_home(dir, o, k))
			names_add(s, place_home_name(k), NULL);
		if (dir->place == PLACE_LISTS ||
			(dir->place == PLACE_MORE_OBJECT && is_contained(o, k)))
			names_add_formats(s, kind_row(k)->name);
	}
}

/* No name twice in a directory: rows, directories of kinds, lists of kinds. */
static void test_unique(void **state)
{
	struct names *s = malloc(sizeof(*s));

	ROWS(dir)
		if (is_parent(dir))
			OWNERS(o)
				names_of(s, dir, o);
	free(s);
}

/* ---- homes ---- */

static const struct place_row *child(enum place parent, const char *name)
{
	ROWS(r)
		if (r->name && r->parent == parent &&
			strcmp(r->name, name) == 0)
			return r;
	return NULL;
}

/* From the root down to the directory that a path names; NULL for none. */
static const struct place_row *walk(const char *path)
{
	const struct place_row *at = place_row(PLACE_ROOT);
	char copy[128], *save, *part;

	snprintf(copy, sizeof(copy), "%s", path);
	for (part = strtok_r(copy, "/", &save); part && at;
		part = strtok_r(NULL, "/", &save))
		at = child(at->place, part);
	return at;
}

/* Each directory on the way to a kind's home is a row; there is one home. */
static void test_homes(void **state)
{
	KINDS(k) {
		const struct kind_row *row = kind_row(k);
		unsigned n = 0;
		char above[128];
		OWNERS(o)
			ROWS(dir) {
				if ((dir->place == PLACE_OBJECT &&
					    o == KIND_NONE) ||
					!place_is_home(dir, o, k))
					continue;
				n++;
				assert_true(is_parent(dir));
				if (row->parent != KIND_NONE) {
					assert_int_equal(
						dir->place, PLACE_OBJECT);
					assert_int_equal(o, row->parent);
					assert_null(strchr(row->home, '/'));
				} else if (o == KIND_NONE) {
					snprintf(above, sizeof(above), "%.*s",
						(int)(place_home_name(k) -
							row->home),
						row->home);
					assert_ptr_equal(walk(above), dir);
				}
			}
		if (row->parent == KIND_NONE)
			n -= KIND_COUNT; /* whoever the owner is */
		if (n != 1)
			print_message("# %s: %u homes\n", row->name, n);
		assert_int_equal(n, 1);
	}
}

/* A directory knows its own path, so that kinds find it. */
static void test_paths_of_directories(void **state)
{
	ROWS(r)
		if (r->type == PLACE_DIR && r->text)
			assert_ptr_equal(walk(r->text), r);
}

/* A directory that only holds homes is listed where they are. */
static void test_homes_are_listed(void **state)
{
	ROWS(dir) {
		KINDS(k)
			if (place_is_home(dir, KIND_NONE, k))
				assert_true(dir->listed);
	}
}

/* Views of objects are there by their kinds alone. */
static void test_views_are_links(void **state)
{
	ROWS(r)
		if (r->view != VIEW_NONE)
			assert_true(view_spec(r->view)->links);
}

/* ---- what costs ---- */

/* Is the row in a directory that a walk from the root comes by? */
static bool is_walked(const struct place_row *r)
{
	while (r->listed && r->name)
		r = place_row(r->parent);
	return r->place == PLACE_ROOT || r->place == PLACE_OBJECT ||
		r->place == PLACE_KIND;
}

/* A walk from the root that follows no link comes by nothing that costs a call
 * for each object; what costs one for the tenant is a row of its own. */
static void test_walk_is_cheap(void **state)
{
	unsigned n_calls = 0;

	ROWS(r) {
		if (r->source != SOURCE_DETAIL &&
			r->source != SOURCE_ENDPOINT &&
			r->source != SOURCE_LIST)
			continue;
		if (!r->name) {
			assert_int_equal(r->place, PLACE_LIST);
			continue;
		}
		if (!is_walked(r))
			continue;
		assert_int_equal(r->kinds, 0);
		n_calls++;
	}
	assert_true(n_calls <= 32);
}

/* ---- sources ---- */

static unsigned count_of(const char *s, const char *what)
{
	unsigned n = 0;

	for (s = s ? strstr(s, what) : NULL; s; s = strstr(s + 1, what))
		n++;
	return n;
}

static unsigned parts(const char *text)
{
	return *text ? 1 + count_of(text, "|") : 0;
}

/* What has come together in the key at a row: an object's id, and a part for
 * each name of any kind on the way. */
static unsigned key_parts(const struct place_row *r)
{
	unsigned n = r->kinds != 0;

	for (; r->place != PLACE_ROOT; r = place_row(r->parent)) {
		n += r->name && r->name[0] == '*';
		if (r->parent == PLACE_MORE_OBJECT || r->parent == PLACE_OTHER)
			break;
	}
	return n;
}

/* A call is asked with as many parts as its path and query have holes. */
static void expect_argument(const struct place_row *r)
{
	const struct endpoint_row *row = endpoint_row(API_V1, r->endpoint);
	const char *text = r->text ? r->text : r->kinds ? "{id}" : "";
	unsigned holes, n = strstr(text, "{key}") ? key_parts(r) : parts(text);

	assert_non_null(row->path);
	holes = count_of(row->path, "{}") + count_of(row->query, "{}");
	if (n != holes)
		print_message("# %s: %u parts for %u holes of %s\n", r->name,
			n, holes, row->path);
	assert_int_equal(n, holes);
	assert_false(row->fan_out);
}

/* Its words are ones that fs/source_call.c knows, of fields that the kinds
 * have. */
static void expect_words(const struct place_row *r)
{
	static const struct {
		const char *word;
		enum field field;
	} words[] = {
		{"{id}", FIELD_ID},
		{"{name}", FIELD_NAME},
		{"{cluster}", FIELD_CLUSTER},
		{"{department}", FIELD_DEPARTMENT},
		{"{project}", FIELD_PROJECT},
		{"{workload}", FIELD_WORKLOAD},
	};
	unsigned known = count_of(r->text, "{key}");

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		unsigned n = count_of(r->text, words[i].word);
		known += n;
		KINDS(k)
			if (n && (r->kinds & KIND_BIT(k)))
				assert_non_null(
					list_of(k)->field[words[i].field]);
		if (n)
			assert_true(r->kinds || r->parent == PLACE_REVISION);
	}
	assert_int_equal(known, count_of(r->text, "{"));
	assert_int_equal(known, count_of(r->text, "}"));
}

static void test_calls(void **state)
{
	ROWS(r) {
		const struct endpoint_row *row;
		if (r->source != SOURCE_ENDPOINT)
			continue;
		row = endpoint_row(API_V1, r->endpoint);
		expect_argument(r);
		expect_words(r);
		assert_int_equal(r->type, PLACE_FILE);
		/* lists come in formats, which need columns; documents and
		 * bytes have a suffix of their own */
		assert_int_equal(r->formats, row->envelope != NULL);
		if (r->formats)
			assert_non_null(row->columns);
		else if (!row->bytes && strchr(r->name, '.'))
			assert_string_equal(strrchr(r->name, '.'), ".json");
	}
}

static void test_sources(void **state)
{
	ROWS(r) {
		bool has_bytes =
			r->type == PLACE_FILE || r->type == PLACE_SYMLINK;
		assert_int_equal(r->source != SOURCE_NONE, has_bytes);
		if (r->text)
			assert_true(r->type == PLACE_DIR ||
				r->source == SOURCE_TEXT ||
				r->source == SOURCE_ENDPOINT ||
				r->source == SOURCE_METRICS_BY);
		if (r->source == SOURCE_TEXT)
			assert_non_null(r->text);
		if (r->source == SOURCE_DETAIL || r->source == SOURCE_INFO ||
			r->source == SOURCE_STATUS || r->source == SOURCE_MORE)
			assert_int_not_equal(r->kinds, 0);
		if (r->type == PLACE_GROUPS ||
			(r->type == PLACE_COLLECTION && r->name))
			assert_int_not_equal(r->view, VIEW_NONE);
		if (r->formats)
			assert_int_equal(r->source, SOURCE_ENDPOINT);
	}
}

/* Links of the table itself: to what is in the table. */
static void test_fixed_links(void **state)
{
	ROWS(r) {
		const struct place_row *to;
		if (r->source != SOURCE_TEXT)
			continue;
		assert_int_equal(r->parent, PLACE_ROOT);
		to = walk(r->text);
		if (!to)
			print_message("# %s -> %s: not there\n", r->name,
				r->text);
		assert_non_null(to);
		assert_true(is_parent(to));
	}
}

/* Links to what an object refers to: the field is there, and so is what an
 * object is found by. */
static void test_relations(void **state)
{
	ROWS(r) {
		bool related = r->type == PLACE_RELATED ||
			r->source == SOURCE_RELATED;
		assert_int_equal(r->to != 0, related);
		if (!related)
			continue;
		assert_int_equal(r->parent, PLACE_OBJECT);
		assert_true(r->field >= FIELD_SPANS && r->field < FIELD_COUNT);
		assert_int_equal(r->to & ~(KIND_BIT(KIND_COUNT) - 1), 0);
		KINDS(k) {
			if (r->kinds & KIND_BIT(k))
				assert_non_null(list_of(k)->field[r->field]);
			if (r->to & KIND_BIT(k))
				assert_non_null(list_of(k)->field[FIELD_ID]);
		}
	}
}

static unsigned bits(kind_mask m)
{
	unsigned n = 0;

	for (; m; m &= m - 1)
		n++;
	return n;
}

/* Links form no cycle: what an object refers to by them, in turn, never is of
 * its own kind. */
static void test_relations_form_no_cycle(void **state)
{
	KINDS(k) {
		kind_mask reached = 0, before;
		do {
			before = reached;
			ROWS(r)
				if (r->to && (r->kinds & (reached | KIND_BIT(k))))
					reached |= r->to;
		} while (bits(reached) > bits(before));
		assert_int_equal(reached & KIND_BIT(k), 0);
	}
}

/* ---- what an object of each kind has ---- */

static unsigned count(enum kind k, enum place parent, const char *name)
{
	unsigned n = 0;

	ROWS(r)
		n += r->name && r->parent == parent && r->listed &&
			has_row(r, k) && strcmp(r->name, name) == 0;
	return n;
}

static void test_objects(void **state)
{
	KINDS(k) {
		assert_int_equal(count(k, PLACE_OBJECT, "info.json"), 1);
		assert_int_equal(count(k, PLACE_OBJECT, "more"), 1);
		assert_int_equal(count(k, PLACE_OBJECT, "status"), 1);
		assert_int_equal(
			count(k, PLACE_MORE_OBJECT, "object.path"), 1);
		assert_int_equal(
			count(k, PLACE_MORE_OBJECT, "detail.json"), 1);
	}
}

/* A group of a view below an object is found by the object's id. */
static void test_views_of_objects(void **state)
{
	ROWS(r) {
		const struct view_spec *spec;
		enum field f;
		if (r->parent != PLACE_OBJECT || r->view == VIEW_NONE)
			continue;
		spec = view_spec(r->view);
		f = spec->group;
		assert_true(f == FIELD_CLUSTER || f == FIELD_DEPARTMENT ||
			f == FIELD_PROJECT || f == FIELD_WORKLOAD);
		assert_non_null(list_of(spec->kind)->field[f]);
		KINDS(k)
			if (r->kinds & KIND_BIT(k))
				assert_string_equal(list_of(k)->field[f],
					list_of(k)->field[FIELD_ID]);
	}
}

/* Rows beside the entries of a view: no entry is called as they are. */
static void test_rows_of_collections(void **state)
{
	ROWS(r) {
		const struct place_row *dir;
		const char *const *taken;
		if (!r->name || r->parent == PLACE_OTHER)
			continue;
		dir = place_row(r->parent);
		if (dir->type != PLACE_COLLECTION)
			continue;
		assert_false(r->formats);
		taken = view_spec(dir->view)->taken;
		assert_non_null(taken);
		while (*taken && strcmp(*taken, r->name) != 0)
			taken++;
		assert_non_null(*taken);
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
	}
	assert_int_equal(seen, (1u << RENDER_FORMATS) - 1);
}

static void expect_parsed(const char *stem, const struct place_format *format)
{
	const struct place_format *f = NULL;
	struct slice got;
	char name[64];

	snprintf(name, sizeof(name), "%s.%s", stem, format->suffix);
	assert_true(place_parse_format(slice_str(name), &got, &f));
	assert_true(slice_eq(got, slice_str(stem)));
	assert_ptr_equal(f, format);
}

static void test_parse_format(void **state)
{
	for (size_t i = 0; i < place_n_formats; i++) {
		KINDS(k)
			expect_parsed(kind_row(k)->name, &place_formats[i]);
		expect_parsed("", &place_formats[i]);
		expect_parsed("a.b", &place_formats[i]);
		expect_parsed("a.json", &place_formats[i]);
	}
}

static void test_parse_format_refuses(void **state)
{
	static const char *const names[] = {"", ".", "projects", "projects.",
		"projects.yaml", "projects.json ", "projects.JSON",
		"projects.jso", "projects.jsonl", "json", "a.json.b"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct place_format *f;
		struct slice stem;
		assert_false(place_parse_format(
			slice_str(names[i]), &stem, &f));
	}
}

/* What an object contains can be picked out by a field that is there. */
static void test_contained(void **state)
{
	for (size_t i = 0; i < place_n_contained; i++) {
		const struct place_contained *c = &place_contained[i];
		const struct endpoint_row *row = list_of(c->kind);
		bool scoped = row->fan_out && c->field == FIELD_CLUSTER;
		assert_int_not_equal(c->owner, c->kind);
		assert_true(row->field[c->field] || scoped);
		for (size_t j = 0; j < i; j++)
			assert_false(place_contained[j].owner == c->owner &&
				place_contained[j].kind == c->kind);
	}
	KINDS(k) {
		enum kind parent = kind_row(k)->parent;
		bool found = parent == KIND_NONE;
		for (size_t i = 0; i < place_n_contained; i++)
			if (place_contained[i].kind == k &&
				place_contained[i].owner == parent)
				found = place_contained[i].field ==
					kind_row(k)->parent_field;
		assert_true(found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_offsets),
		cmocka_unit_test(test_reachable),
		cmocka_unit_test(test_parents),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_unique),
		cmocka_unit_test(test_homes),
		cmocka_unit_test(test_paths_of_directories),
		cmocka_unit_test(test_homes_are_listed),
		cmocka_unit_test(test_views_are_links),
		cmocka_unit_test(test_walk_is_cheap),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_sources),
		cmocka_unit_test(test_fixed_links),
		cmocka_unit_test(test_relations),
		cmocka_unit_test(test_relations_form_no_cycle),
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_views_of_objects),
		cmocka_unit_test(test_rows_of_collections),
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_parse_format),
		cmocka_unit_test(test_parse_format_refuses),
		cmocka_unit_test(test_contained),
	};

	return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
