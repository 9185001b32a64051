/* SPDX-License-Identifier: MIT */
/*
 * Nodes of a mount that is not mounted: who holds them, which version is the
 * newest, what their numbers are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#include "internal.h"

/* ---- a mount as far as nodes need one ---- */

static int setup(void **state)
{
	struct fs *fs = calloc(1, sizeof(*fs));

	fs->origin_hash = 12345;
	fs->nodes_size = 4;
	fs->nodes = calloc(fs->nodes_size, sizeof(*fs->nodes));
	fs->root.refs = 1;
	fs->root.spot = (struct spot){.row = place_row(PLACE_ROOT),
		.kind = KIND_NONE,
		.view = VIEW_NONE,
		.key = SLICE("")};
	*state = fs;
	return 0;
}

static int teardown(void **state)
{
	struct fs *fs = *state;

	nodes_free(fs);
	free(fs);
	return 0;
}

static const struct place_row *child_row(enum place parent, const char *name)
{
	for (size_t i = 0; i < place_n_rows; i++)
		if (place_rows[i].parent == parent && place_rows[i].name &&
			strcmp(place_rows[i].name, name) == 0)
			return &place_rows[i];
	return NULL;
}

static struct spot dir_spot(struct slice id)
{
	return (struct spot){.row = place_row(PLACE_OBJECT),
		.kind = KIND_PROJECT,
		.view = VIEW_NONE,
		.key = id,
		.depth = 4};
}

static struct spot file_spot(struct slice id)
{
	return (struct spot){.row = child_row(PLACE_OBJECT, "info.json"),
		.kind = KIND_PROJECT,
		.view = VIEW_NONE,
		.key = id,
		.depth = 5};
}

static struct spot link_spot(struct slice id)
{
	return (struct spot){.row = place_row(PLACE_LINK),
		.kind = KIND_PROJECT,
		.view = VIEW_ALL_PROJECTS,
		.key = id,
		.depth = 2};
}

static struct node *get(struct fs *fs, struct node *parent, struct spot s,
	struct content *c)
{
	struct node *n = node_get(fs, parent, SLICE("name"), &s, c);

	assert_non_null(n);
	return n;
}

static struct content *text(const char *s, int64_t mtime_ns)
{
	struct buf b = BUF_INIT;
	struct content *c;

	buf_adds(&b, s);
	assert_int_equal(content_text(&c, &b, mtime_ns), 0);
	return c;
}

/* ---- counting ---- */

static void test_lookups(void **state)
{
	struct fs *fs = *state;
	struct spot s = dir_spot(SLICE("1"));
	struct node *n = get(fs, &fs->root, s, NULL);

	assert_ptr_equal(n->parent, &fs->root);
	assert_string_equal(n->name, "name");
	assert_ptr_equal(get(fs, &fs->root, s, NULL), n);
	assert_int_equal(n->n_lookups, 2);
	assert_int_equal(fs->n_nodes, 1);
	node_forget(fs, n, 1);
	assert_ptr_equal(node_newest(fs, &s), n);
	node_forget(fs, n, 1);
	assert_null(node_newest(fs, &s));
	assert_int_equal(fs->n_nodes, 0);
}

static void test_forget_too_much(void **state)
{
	struct fs *fs = *state;
	struct node *n = get(fs, &fs->root, dir_spot(SLICE("1")), NULL);

	node_hold(n);
	node_forget(fs, n, 1000);
	assert_int_equal(n->n_lookups, 0);
	node_forget(fs, n, 1);
	assert_int_equal(fs->n_nodes, 1);
	node_release(fs, n);
	assert_int_equal(fs->n_nodes, 0);
	node_forget(fs, &fs->root, 7);
	node_release(fs, &fs->root);
}

/* A child keeps the way up to the root, whatever the kernel forgets. */
static void test_parents(void **state)
{
	struct fs *fs = *state;
	struct node *a = get(fs, &fs->root, dir_spot(SLICE("a")), NULL);
	struct node *b = get(fs, a, dir_spot(SLICE("b")), NULL);
	struct node *c = get(fs, b, dir_spot(SLICE("c")), NULL);

	node_forget(fs, a, 1);
	node_forget(fs, b, 1);
	assert_int_equal(fs->n_nodes, 3);
	assert_ptr_equal(c->parent->parent, a);
	assert_null(node_newest(fs, &a->spot)); /* the kernel has let go */
	assert_ptr_equal(get(fs, &fs->root, dir_spot(SLICE("a")), NULL), a);
	node_forget(fs, c, 1);
	assert_int_equal(fs->n_nodes, 1);
	node_forget(fs, a, 1);
	assert_int_equal(fs->n_nodes, 0);
}

static void test_hold(void **state)
{
	struct fs *fs = *state;
	struct spot s = dir_spot(SLICE("1"));
	struct node *n = get(fs, &fs->root, s, NULL);

	node_hold(n); /* as one with a parked request is */
	node_forget(fs, n, 1);
	assert_int_equal(fs->n_nodes, 1);
	assert_ptr_equal(get(fs, &fs->root, s, NULL), n);
	node_release(fs, n);
	assert_int_equal(fs->n_nodes, 1);
	node_forget(fs, n, 1);
	assert_int_equal(fs->n_nodes, 0);
}

/* The mount ends with the kernel still holding: all is freed. */
static void test_end(void **state)
{
	struct fs *fs = *state;
	struct content *c = text("x", 1);
	struct node *a = get(fs, &fs->root, dir_spot(SLICE("a")), NULL);

	get(fs, a, file_spot(SLICE("a")), c);
	content_unref(c);
	assert_int_equal(fs->n_nodes, 2);
}

/* ---- spots ---- */

static void test_spots(void **state)
{
	struct fs *fs = *state;
	struct spot spots[] = {dir_spot(SLICE("1")), dir_spot(SLICE("2")),
		dir_spot(SLICE("")), dir_spot(SLICE("12")),
		file_spot(SLICE("1")), link_spot(SLICE("1")),
		dir_spot(SLICE("1")), link_spot(SLICE("1")),
		link_spot(SLICE("1")), link_spot(SLICE("1")),
		file_spot(SLICE("1"))};
	struct node *n[ARRAY_SIZE(spots)];

	spots[6].kind = KIND_CLUSTER;
	spots[7].view = VIEW_DEPARTMENT_PROJECTS;
	spots[8].where = 1; /* in one group and in another */
	spots[9].where = 2;
	spots[10].format = RENDER_TSV;
	for (size_t i = 0; i < ARRAY_SIZE(spots); i++)
		n[i] = get(fs, &fs->root, spots[i], NULL);
	for (size_t i = 0; i < ARRAY_SIZE(spots); i++)
		for (size_t j = 0; j < i; j++) {
			assert_ptr_not_equal(n[i], n[j]);
			assert_int_not_equal(n[i]->ino, n[j]->ino);
		}
	assert_int_equal(fs->n_nodes, ARRAY_SIZE(spots));
}

/* A key is what the API sent: any bytes. Nodes have a copy. */
static void test_odd_keys(void **state)
{
	struct fs *fs = *state;
	char key[] = "a\0b";
	struct spot s = dir_spot((struct slice){key, 3});
	struct node *n = get(fs, &fs->root, s, NULL), *other;

	key[2] = 'c';
	other = get(fs, &fs->root, s, NULL);
	assert_ptr_not_equal(n, other);
	assert_int_equal(n->spot.key.n, 3);
	assert_memory_equal(n->spot.key.p, "a\0b", 3);
	assert_memory_equal(other->spot.key.p, "a\0c", 3);
	key[2] = 'b';
	assert_ptr_equal(get(fs, &fs->root, s, NULL), n);
	s.key = (struct slice){NULL, 0};
	assert_int_equal(get(fs, &fs->root, s, NULL)->spot.key.n, 0);
}

static void test_many(void **state)
{
	struct fs *fs = *state;
	struct node **n = calloc(3000, sizeof(*n));
	char id[16];

	for (int i = 0; i < 3000; i++) {
		snprintf(id, sizeof(id), "%d", i);
		n[i] = get(fs, &fs->root, dir_spot(slice_str(id)), NULL);
	}
	assert_true(fs->nodes_size >= 2048); /* the table has grown */
	for (int i = 0; i < 3000; i++) {
		struct spot s;
		snprintf(id, sizeof(id), "%d", i);
		s = dir_spot(slice_str(id));
		assert_ptr_equal(node_newest(fs, &s), n[i]);
	}
	for (int i = 0; i < 3000; i++)
		node_forget(fs, n[i * 7 % 3000], 1);
	assert_int_equal(fs->n_nodes, 0);
	free(n);
}

/* ---- versions ---- */

static void test_versions(void **state)
{
	struct fs *fs = *state;
	struct spot s = file_spot(SLICE("1"));
	struct content *c1 = text("one", 1), *c2 = text("two", 2);
	struct node *v1 = get(fs, &fs->root, s, c1);
	struct node *v2 = get(fs, &fs->root, s, c2);

	assert_ptr_not_equal(v1, v2);
	assert_ptr_equal(v1->content, c1); /* who has it open reads it on */
	assert_true(v1->superseded);
	assert_false(v2->superseded);
	assert_ptr_equal(node_newest(fs, &s), v2);
	/* back to the bytes and the time it had */
	assert_ptr_equal(get(fs, &fs->root, s, c1), v1);
	assert_ptr_equal(node_newest(fs, &s), v1);
	assert_true(v2->superseded);
	node_forget(fs, v1, 2);
	assert_null(node_newest(fs, &s));
	assert_int_equal(c1->refs, 1);
	node_forget(fs, v2, 1);
	assert_int_equal(c2->refs, 1);
	content_unref(c1);
	content_unref(c2);
}

/* Equal bytes of an equal time are the same version, wherever they are held:
 * the newer place is kept, the older let go. */
static void test_same_version(void **state)
{
	struct fs *fs = *state;
	struct spot s = file_spot(SLICE("1"));
	struct content *c1 = text("same", 1), *c2 = text("same", 1);
	struct content *later = text("same", 2);
	struct node *n = get(fs, &fs->root, s, c1);

	assert_ptr_equal(get(fs, &fs->root, s, c2), n);
	assert_ptr_equal(n->content, c2);
	assert_int_equal(c1->refs, 1);
	assert_int_equal(c2->refs, 2);
	/* the kernel was told a time, which never changes */
	assert_ptr_not_equal(get(fs, &fs->root, s, later), n);
	content_unref(c1);
	content_unref(c2);
	content_unref(later);
}

/* One whose bytes are on their way: known to all who ask, then fixed. */
static void test_fix(void **state)
{
	struct fs *fs = *state;
	struct spot s = file_spot(SLICE("1"));
	struct content *c1 = text("old", 1), *c2 = text("new", 2);
	struct node *v1 = get(fs, &fs->root, s, c1), *v2;
	uint64_t ino;

	v2 = get(fs, &fs->root, s, NULL);
	assert_ptr_not_equal(v1, v2);
	assert_ptr_equal(get(fs, &fs->root, s, NULL), v2);
	assert_ptr_equal(node_newest(fs, &s), v2);
	ino = v2->ino;
	assert_int_equal(ino, spot_ino(fs, &s));
	node_fix(fs, v2, c2);
	assert_int_equal(c2->refs, 2);
	assert_int_not_equal(v2->ino, ino);
	assert_int_not_equal(v2->ino, v1->ino);
	assert_ptr_equal(get(fs, &fs->root, s, c2), v2);
	assert_ptr_not_equal(get(fs, &fs->root, s, NULL), v2);
	content_unref(c1);
	content_unref(c2);
}

/* ---- numbers ---- */

static uint64_t ino_of(struct fs *fs, struct spot s, const char *bytes,
	int64_t mtime_ns)
{
	struct content *c = text(bytes, mtime_ns);
	struct node *n = get(fs, &fs->root, s, c);
	uint64_t ino = n->ino;

	node_forget(fs, n, 1);
	content_unref(c);
	assert_int_equal(fs->n_nodes, 0);
	return ino;
}

/* A file has a number for each of its contents, and again the same one for the
 * same; a link has one number for all. */
static void test_inos(void **state)
{
	struct fs *fs = *state;
	struct spot file = file_spot(SLICE("1")), link = link_spot(SLICE("1"));
	uint64_t a = ino_of(fs, file, "a", 1), l = ino_of(fs, link, "a", 1);

	assert_int_equal(ino_of(fs, file, "a", 1), a);
	assert_int_equal(ino_of(fs, file, "a", 2), a);
	assert_int_not_equal(ino_of(fs, file, "b", 1), a);
	assert_int_not_equal(ino_of(fs, file_spot(SLICE("2")), "a", 1), a);
	assert_int_equal(ino_of(fs, link, "b", 2), l);
	assert_int_equal(spot_ino(fs, &link), l);
	file.depth += 3; /* found another way */
	assert_int_equal(ino_of(fs, file, "a", 1), a);
	fs->origin_hash++; /* another control plane */
	assert_int_not_equal(ino_of(fs, file, "a", 1), a);
	assert_int_not_equal(spot_ino(fs, &link), l);
}

/* None is 0 (no file) or 1 (the root), nor shared. */
static void test_inos_differ(void **state)
{
	struct fs *fs = *state;
	enum { N = 2000 };
	uint64_t *inos = calloc(N, sizeof(*inos));
	char id[16];

	for (int i = 0; i < N; i++) {
		struct spot s;
		snprintf(id, sizeof(id), "%d", i / 2);
		s = i % 2 ? dir_spot(slice_str(id)) : link_spot(slice_str(id));
		inos[i] = spot_ino(fs, &s);
		assert_true(inos[i] > 1);
		for (int j = 0; j < i; j++)
			assert_true(inos[i] != inos[j]);
	}
	free(inos);
}

/* ---- at random, against plain counters ---- */

enum { SPOTS = 6, VERSIONS = 3, STEPS = 20000 };

struct counted {
	struct node *node; /* NULL: gone */
	unsigned lookups, holds;
};

static void step(struct fs *fs, struct counted *m, struct content *c,
	unsigned spot, unsigned *seed)
{
	char id[] = {(char)('a' + spot), '\0'};
	struct spot s = file_spot(slice_str(id));

	switch (rand_r(seed) % 4) {
	case 0: {
		struct node *n = get(fs, &fs->root, s, c);
		if (m->node)
			assert_ptr_equal(n, m->node);
		m->node = n;
		m->lookups++;
		assert_ptr_equal(node_newest(fs, &s), n);
		break;
	}
	case 1:
		if (m->lookups == 0)
			return;
		node_forget(fs, m->node, m->lookups / 2 + 1);
		m->lookups -= m->lookups / 2 + 1;
		break;
	case 2:
		if (!m->node)
			return;
		node_hold(m->node);
		m->holds++;
		break;
	default:
		if (m->holds == 0)
			return;
		node_release(fs, m->node);
		m->holds--;
		break;
	}
	if (m->lookups + m->holds == 0)
		m->node = NULL;
}

static void test_random(void **state)
{
	struct fs *fs = *state;
	struct counted m[SPOTS][VERSIONS] = {0};
	static const char *const bytes[VERSIONS] = {"1", "2", "3"};
	struct content *c[VERSIONS];
	unsigned seed = 3;

	for (int v = 0; v < VERSIONS; v++)
		c[v] = text(bytes[v], v);
	for (int i = 0; i < STEPS; i++) {
		unsigned s = (unsigned)rand_r(&seed) % SPOTS, n = 0;
		unsigned v = (unsigned)rand_r(&seed) % VERSIONS;
		step(fs, &m[s][v], c[v], s, &seed);
		for (s = 0; s < SPOTS; s++)
			for (v = 0; v < VERSIONS; v++) {
				n += m[s][v].node != NULL;
				if (m[s][v].node)
					assert_int_equal(
						m[s][v].node->n_lookups,
						m[s][v].lookups);
			}
		assert_int_equal(fs->n_nodes, n);
	}
	for (int v = 0; v < VERSIONS; v++)
		content_unref(c[v]);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lookups),
		TEST(test_forget_too_much),
		TEST(test_parents),
		TEST(test_hold),
		TEST(test_end),
		TEST(test_spots),
		TEST(test_odd_keys),
		TEST(test_many),
		TEST(test_versions),
		TEST(test_same_version),
		TEST(test_fix),
		TEST(test_inos),
		TEST(test_inos_differ),
		TEST(test_random),
	};

	return cmocka_run_group_tests_name("node", tests, NULL, NULL);
}
