/* SPDX-License-Identifier: MIT */
/*
 * Many paths at once. The paths become a tree of keys; "id", "a.x|b", "a.y":
 *
 *	(0) ─┬─ (1) id
 *	     ├─ (2) a ─┬─ (3) x
 *	     │         └─ (5) y
 *	     └─ (4) b
 *
 * A node comes after its parent, so that going through them by number meets
 * every object after it has been found: each is walked once, and the value that
 * its last duplicate key left behind is the one that is walked.
 */
#include <errno.h>
#include "json.h"
#include "json_scan.h"

enum { MAX_PATHS = 32, MAX_NODES = 128, MAX_ENDS = 128 };

struct node {
	struct slice key;
	uint64_t filter; /* a bit for each bucket that a child's key is in */
	uint8_t child, sibling; /* first, next; 0: none */
};

struct end {
	uint8_t path, node;
};

struct json_paths {
	size_t n_paths, n_nodes, n_ends;
	struct node node[MAX_NODES];
	struct end end[MAX_ENDS]; /* of each alternative, in order */
	char *text;		  /* what the keys point into */
};

/* Spreads keys over 64 buckets: most members can be passed by at one look. */
static inline unsigned key_bucket(struct slice key)
{
	unsigned h = (unsigned)key.n * 5;

	if (key.n > 0)
		h += (unsigned char)key.p[0] * 3u ^
		     (unsigned char)key.p[key.n - 1] * 7u ^
		     (unsigned char)key.p[key.n / 2] * 11u;
	return (h ^ h >> 6) % 64;
}

static size_t find_child(
	const struct json_paths *p, const struct node *at, struct slice key)
{
	size_t i = at->child;

	while (i && !slice_eq(p->node[i].key, key))
		i = p->node[i].sibling;
	return i;
}

static int add_child(
	struct json_paths *p, size_t parent, struct slice key, size_t *ret)
{
	size_t i = find_child(p, &p->node[parent], key);

	if (i == 0) {
		if (p->n_nodes == MAX_NODES)
			return -E2BIG;
		i = p->n_nodes++;
		p->node[i].key = key;
		p->node[i].sibling = p->node[parent].child;
		p->node[parent].child = (uint8_t)i;
		p->node[parent].filter |= UINT64_C(1) << key_bucket(key);
	}
	*ret = i;
	return 0;
}

static int add_alternative(
	struct json_paths *p, size_t path, struct slice dotted)
{
	struct json_cut rest = {dotted.p, dotted.p + dotted.n};
	struct slice key;
	size_t node = 0;
	int r;

	while (dotted.n > 0 && json_cut(&rest, '.', &key)) {
		r = add_child(p, node, key, &node);
		if (r < 0)
			return r;
	}
	if (p->n_ends == MAX_ENDS)
		return -E2BIG;
	p->end[p->n_ends++] = (struct end){(uint8_t)path, (uint8_t)node};
	return 0;
}

static int add_path(struct json_paths *p, size_t path, struct slice text)
{
	struct json_cut rest = {text.p, text.p + text.n};
	struct slice one;
	int r = 0;

	while (r == 0 && json_cut(&rest, '|', &one))
		r = add_alternative(p, path, one);
	return r;
}

static size_t total_length(const char *const *paths, size_t n_paths)
{
	size_t n = 0;

	for (size_t i = 0; i < n_paths; i++)
		n += paths[i] ? strlen(paths[i]) : 0;
	return n;
}

static int fill(struct json_paths *p, const char *const *paths)
{
	char *text = p->text;
	int r = 0;

	for (size_t i = 0; r == 0 && i < p->n_paths; i++) {
		size_t n = paths[i] ? strlen(paths[i]) : 0;

		if (!paths[i])
			continue;
		memcpy(text, paths[i], n);
		r = add_path(p, i, (struct slice){text, n});
		text += n;
	}
	return r;
}

int json_paths_create(
	struct json_paths **ret, const char *const *paths, size_t n_paths)
{
	struct json_paths *p;
	int r = -ENOMEM;

	if (n_paths > MAX_PATHS)
		return -E2BIG;
	p = calloc(1, sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->n_paths = n_paths;
	p->n_nodes = 1;
	p->text = malloc(total_length(paths, n_paths) + 1);
	if (p->text)
		r = fill(p, paths);
	if (r < 0) {
		json_paths_destroy(p);
		return r;
	}
	*ret = p;
	return 0;
}

void json_paths_destroy(struct json_paths *p)
{
	if (!p)
		return;
	free(p->text);
	free(p);
}

static size_t match(const struct json_paths *p, const struct node *at,
	const struct json_member *m)
{
	size_t i = at->child;

	if (!m->escaped && !(at->filter >> key_bucket(m->key) & 1))
		return 0;
	while (i && !json_key_eq(m, p->node[i].key))
		i = p->node[i].sibling;
	return i;
}

static void walk_object(const struct json_paths *p, const struct node *at,
	struct slice object, struct slice *found)
{
	const char *pos = object.p + 1, *end = object.p + object.n;
	struct json_member m;

	while (json_step_member(&pos, end, &m)) {
		size_t i = match(p, at, &m);

		if (i)
			found[i] = m.value;
	}
}

void json_extract(
	const struct json_paths *p, struct slice object, struct slice *ret)
{
	struct slice found[MAX_NODES];

	memset(found, 0, p->n_nodes * sizeof(found[0]));
	memset(ret, 0, p->n_paths * sizeof(ret[0]));
	found[0] = object;
	for (size_t i = 0; i < p->n_nodes; i++)
		if (p->node[i].child && json_type(found[i]) == JSON_OBJECT)
			walk_object(p, &p->node[i], found[i], found);
	for (size_t i = 0; i < p->n_ends; i++) {
		const struct end *e = &p->end[i];

		ret[e->path] = json_better(ret[e->path], found[e->node]);
	}
}
