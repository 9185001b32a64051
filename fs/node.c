/* SPDX-License-Identifier: MIT */
#include "internal.h"

bool spot_same(const struct spot *a, const struct spot *b)
{
	return a->row == b->row && a->kind == b->kind && a->view == b->view &&
		a->format == b->format && a->where == b->where &&
		slice_eq(a->key, b->key);
}

static uint64_t row_hash(const struct place_row *row)
{
	const char *name = row->name ? row->name : "";

	return hash_bytes(name, strlen(name),
		(uint64_t)row->place << 8 | (uint64_t)row->parent);
}

static uint64_t spot_hash(const struct spot *s)
{
	const uint64_t all_but_key[] = {
		row_hash(s->row), s->kind, s->view, s->format, s->where};

	return hash_bytes(s->key.p, s->key.n,
		hash_bytes(all_but_key, sizeof(all_but_key), 0));
}

uint64_t spot_ino(const struct fs *fs, const struct spot *spot)
{
	uint64_t h = spot_hash(spot);

	return hash_bytes(&h, sizeof(h), fs->origin_hash) | 2;
}

static uint64_t version_ino(const struct fs *fs, const struct spot *spot,
	const struct content *content)
{
	uint64_t h = spot_ino(fs, spot);

	if (spot->row->type != PLACE_FILE || !content)
		return h;
	return hash_bytes(&content->version, sizeof(content->version), h) | 2;
}

static struct node **nodes_slot(struct fs *fs, uint64_t hash)
{
	return &fs->nodes[hash & (fs->nodes_size - 1)];
}

static void nodes_grow(struct fs *fs)
{
	size_t size = fs->nodes_size * 2;
	struct node **table = calloc(size, sizeof(*table));

	if (!table)
		return; /* longer chains, nothing worse */
	for (size_t i = 0; i < fs->nodes_size; i++)
		for (struct node *n = fs->nodes[i], *next; n; n = next) {
			next = n->chain;
			n->chain = table[n->hash & (size - 1)];
			table[n->hash & (size - 1)] = n;
		}
	free(fs->nodes);
	fs->nodes = table;
	fs->nodes_size = size;
}

struct node *node_newest(struct fs *fs, const struct spot *spot)
{
	uint64_t h = spot_hash(spot);

	for (struct node *n = *nodes_slot(fs, h); n; n = n->chain)
		if (n->hash == h && !n->superseded && n->n_lookups > 0 &&
			spot_same(&n->spot, spot))
			return n;
	return NULL;
}

static bool same_version(const struct node *n, const struct content *content)
{
	if (!n->content || !content)
		return n->content == content;
	return n->content == content ||
		(n->content->version == content->version &&
			n->content->size == content->size &&
			n->content->mtime_ns == content->mtime_ns);
}

/* A copy of any bytes, keys of objects may have NULs; with one behind. */
static char *copy_of(struct slice s)
{
	char *copy = malloc(s.n + 1);

	if (!copy)
		return NULL;
	if (s.n)
		memcpy(copy, s.p, s.n);
	copy[s.n] = '\0';
	return copy;
}

static struct node *node_new(struct fs *fs, struct node *parent,
	struct slice name, const struct spot *spot, struct content *content)
{
	struct node *n = calloc(1, sizeof(*n));
	char *key = copy_of(spot->key);
	char *copy = copy_of(name);
	struct node **slot;

	if (!n || !key || !copy) {
		free(n);
		free(key);
		free(copy);
		return NULL;
	}
	n->spot = *spot;
	n->spot.key.p = key;
	n->name = copy;
	n->hash = spot_hash(spot);
	n->parent = parent;
	n->content = content ? content_ref(content) : NULL;
	n->ino = version_ino(fs, spot, content);
	node_hold(parent);
	slot = nodes_slot(fs, n->hash);
	n->chain = *slot;
	*slot = n;
	if (++fs->n_nodes > fs->nodes_size)
		nodes_grow(fs);
	return n;
}

/* The kernel knows it by another name now, or in another directory. */
static void node_move(struct fs *fs, struct node *n, struct node *parent,
	struct slice name)
{
	if (!slice_eq(slice_str(n->name), name)) {
		char *copy = strndup(name.p, name.n);
		if (!copy)
			return; /* `refresh` will not find it */
		free(n->name);
		n->name = copy;
	}
	if (n->parent != parent) {
		struct node *before = n->parent;
		node_hold(parent);
		n->parent = parent;
		node_release(fs, before);
	}
}

/* Links whose target has to be waited for: the kernel lets one reader of a link
 * ask, and the others wait for its page, deaf to signals. So each has its own. */
static bool may_share(const struct spot *spot)
{
	return spot->row->source != SOURCE_NAMED &&
		spot->row->source != SOURCE_ID;
}

struct node *node_get(struct fs *fs, struct node *parent, struct slice name,
	const struct spot *spot, struct content *content)
{
	uint64_t h = spot_hash(spot);
	struct node *found = NULL;

	for (struct node *n = *nodes_slot(fs, h); n; n = n->chain) {
		if (n->hash != h || !spot_same(&n->spot, spot))
			continue;
		if (may_share(spot) && same_version(n, content) && n->refs > 0)
			found = n;
		else
			n->superseded = true;
	}
	if (found)
		node_move(fs, found, parent, name);
	else
		found = node_new(fs, parent, name, spot, content);
	if (!found)
		return NULL;
	found->superseded = false;
	if (content && found->content != content) { /* the same bytes, newer */
		content_unref(found->content);
		found->content = content_ref(content);
	}
	if (found->n_lookups++ == 0)
		node_hold(found);
	return found;
}

void node_hold(struct node *n)
{
	n->refs++;
}

static void node_free(struct fs *fs, struct node *n)
{
	struct node **p = nodes_slot(fs, n->hash);

	while (*p != n)
		p = &(*p)->chain;
	*p = n->chain;
	fs->n_nodes--;
	content_unref(n->content);
	free((char *)n->spot.key.p);
	free(n->name);
	free(n);
}

void node_release(struct fs *fs, struct node *n)
{
	while (n != &fs->root && --n->refs == 0) {
		struct node *parent = n->parent;
		node_free(fs, n);
		n = parent;
	}
}

void node_forget(struct fs *fs, struct node *n, uint64_t n_lookups)
{
	if (n == &fs->root || n->n_lookups == 0)
		return;
	n->n_lookups -= n_lookups < n->n_lookups ? n_lookups : n->n_lookups;
	if (n->n_lookups == 0)
		node_release(fs, n);
}

void node_fix(struct fs *fs, struct node *n, struct content *content)
{
	n->content = content_ref(content);
	n->ino = version_ino(fs, &n->spot, content);
}

void nodes_free(struct fs *fs)
{
	for (size_t i = 0; i < fs->nodes_size; i++)
		while (fs->nodes[i])
			node_free(fs, fs->nodes[i]);
	free(fs->nodes);
}
