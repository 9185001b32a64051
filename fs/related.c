/* SPDX-License-Identifier: MIT */
/*
 * What an object says it belongs to or uses, found in the lists of those
 * kinds: the links of its directory. One that is in no list is no link.
 */
#include <errno.h>

#include "internal.h"
#include "name.h"

/* One question about one object. */
struct relation {
	struct fs *fs;
	const struct place_row *row;
	struct view *view; /* of the object's kind */
	const struct api_item *item;
};

kind_mask related_kinds(const struct place_row *row)
{
	kind_mask m = 0;

	for (enum kind k = 0; k < KIND_COUNT; k++)
		if (row->to & KIND_BIT(k))
			m |= kind_lineage(k);
	return m;
}

/* Sees to it that the lists are there. */
static int relation_open(struct relation *r, struct fs *fs,
	const struct place_row *row, const struct spot *owner, enum need need,
	struct cache_waiter *waiter, int64_t *good_for_ms)
{
	const struct view_entry *e;
	int err = world_some(fs, KIND_BIT(owner->kind), related_kinds(row),
		need, waiter, good_for_ms);

	if (err < 0)
		return err;
	*r = (struct relation){fs, row, fs->views[owner->kind], NULL};
	e = view_by_id(r->view, owner->key);
	if (!e)
		return -ENOENT;
	r->item = &r->view->result->items[e->item];
	return 0;
}

bool related_by_name(enum field f)
{
	return f == FIELD_NODE || f == FIELD_NODE_POOLS || f == FIELD_SUBJECT;
}

static const struct view_entry *find_name(const struct relation *r,
	const struct view *v, enum kind k, struct slice value)
{
	cleanup_buf struct buf cluster = BUF_INIT, name = BUF_INIT;
	const struct view_group *g;
	const struct view_entry *e;

	if (kind_row(k)->parent == KIND_CLUSTER)
		api_item_decode(
			r->view->result, r->item, FIELD_CLUSTER, &cluster);
	name_encode(value, &name);
	g = view_group_by_value(v, buf_slice(&cluster));
	if (!g || view_lookup(v, g, buf_slice(&name), &e) < 0)
		return NULL;
	return e;
}

bool related_type_fits(const struct api_result *r, const struct api_item *item,
	enum field f, enum kind k)
{
	cleanup_buf struct buf type = BUF_INIT;
	struct slice name = slice_str(kind_row(k)->name);

	if (f != FIELD_SCOPE)
		return true;
	api_item_decode(r, item, FIELD_SCOPE_TYPE, &type);
	return slice_eq(buf_slice(&type), (struct slice){name.p, name.n - 1});
}

static bool find_target(const struct relation *r, struct slice value,
	struct related *ret)
{
	for (enum kind k = 0; k < KIND_COUNT; k++) {
		const struct view *v = r->fs->views[k];
		const struct view_entry *e;
		if (!(r->row->to & KIND_BIT(k)) || !v ||
			!related_type_fits(
				r->view->result, r->item, r->row->field, k))
			continue;
		e = related_by_name(r->row->field) ? find_name(r, v, k, value)
					   : view_by_id(v, value);
		if (e) {
			*ret = (struct related){k, v, e};
			return true;
		}
	}
	return false;
}

/* Did a value before `end` lead there? An object may be named twice. */
static bool came_before(
	const struct relation *r, size_t end, const struct related *t)
{
	cleanup_buf struct buf value = BUF_INIT;
	struct related other;
	size_t cursor = 0;

	while (cursor < end && api_item_each(r->view->result, r->item,
				       r->row->field, &cursor, &value)) {
		if (find_target(r, buf_slice(&value), &other) &&
			other.entry == t->entry)
			return true;
		value.n = 0;
	}
	return false;
}

/* The next of them; `*cursor` starts as 0. */
static bool next_target(
	const struct relation *r, size_t *cursor, struct related *ret)
{
	cleanup_buf struct buf value = BUF_INIT;

	for (size_t before = *cursor;
		api_item_each(r->view->result, r->item, r->row->field, cursor,
			&value);
		before = *cursor) {
		if (find_target(r, buf_slice(&value), ret) &&
			!came_before(r, before, ret))
			return true;
		value.n = 0;
	}
	return false;
}

int related_target(struct fs *fs, const struct spot *spot, enum need need,
	struct cache_waiter *waiter, struct related *ret, int64_t *good_for_ms)
{
	struct relation r;
	size_t cursor = 0;
	int err = relation_open(
		&r, fs, spot->row, spot, need, waiter, good_for_ms);

	if (err < 0)
		return err;
	return next_target(&r, &cursor, ret) ? 0 : -ENOENT;
}

bool related_has_any(struct fs *fs, const struct place_row *row,
	const struct spot *owner)
{
	const struct view *v = fs->views[owner->kind];
	const struct view_entry *e = v ? view_by_id(v, owner->key) : NULL;
	cleanup_buf struct buf value = BUF_INIT;
	size_t cursor = 0;

	return e && api_item_each(v->result, &v->result->items[e->item],
			    row->field, &cursor, &value);
}

/* ---- as a directory ---- */

/* Its name, with its id where another has the same. */
static int target_name(const struct relation *r, const struct related *t,
	struct buf *out)
{
	struct slice name = view_name(t->view, t->entry->name, t->entry->name_n);
	const struct api_item *item =
		&t->view->result->items[t->entry->item];
	cleanup_buf struct buf raw = BUF_INIT, id = BUF_INIT;
	struct related other;
	size_t cursor = 0, same = 0;

	while (next_target(r, &cursor, &other))
		if (slice_eq(name, view_name(other.view, other.entry->name,
					   other.entry->name_n)))
			same++;
	if (same < 2) {
		buf_add(out, name.p, name.n);
		return buf_error(out);
	}
	api_item_decode(t->view->result, item, FIELD_NAME, &raw);
	view_item_id(t->view->result, item, &id);
	return name_entry(
		buf_slice(&raw), buf_slice(&id), NAME_ID_SHORT, true, out);
}

static int target_child(const struct spot *dir, const struct related *t,
	struct child_key *key, struct child *ret)
{
	key->buf.n = 0;
	view_item_id(t->view->result,
		&t->view->result->items[t->entry->item], &key->buf);
	if (buf_error(&key->buf))
		return -ENOMEM;
	ret->entry = t->entry;
	ret->spot = (struct spot){.row = place_row(PLACE_LINK),
		.kind = t->kind,
		.view = VIEW_NONE,
		.where = hash_bytes(dir->key.p, dir->key.n, dir->kind + 2),
		.key = {key->buf.p, key->buf.n},
		.depth = dir->depth + 1};
	return 0;
}

int related_find(struct fs *fs, const struct spot *dir, struct slice name,
	struct cache_waiter *waiter, struct child_key *key, struct child *ret,
	int64_t *good_for_ms)
{
	struct relation r;
	struct related t;
	size_t cursor = 0;
	int err = relation_open(
		&r, fs, dir->row, dir, NEED_NOW, waiter, good_for_ms);

	if (err < 0)
		return err;
	while (next_target(&r, &cursor, &t)) {
		cleanup_buf struct buf has = BUF_INIT;
		err = target_name(&r, &t, &has);
		if (err < 0)
			return err;
		if (slice_eq(name, buf_slice(&has)))
			return target_child(dir, &t, key, ret);
	}
	return -ENOENT;
}

void related_list(struct fs *fs, const struct spot *dir, uint64_t after,
	child_emit_fn *emit, void *arg)
{
	struct child_key key = {BUF_INIT};
	struct relation r;
	struct related t;
	uint64_t offset = VIEW_SEQ_FIRST;
	size_t cursor = 0;
	int64_t ignored = 0;
	bool more = true;

	if (relation_open(&r, fs, dir->row, dir, NEED_NOW, NULL, &ignored) < 0)
		return;
	view_ref(r.view); /* `emit` may put a newer one in its place */
	while (more && next_target(&r, &cursor, &t)) {
		cleanup_buf struct buf name = BUF_INIT;
		struct child c = {.offset = ++offset};
		if (offset <= after)
			continue;
		if (target_name(&r, &t, &name) < 0 ||
			target_child(dir, &t, &key, &c) < 0)
			break;
		c.name = buf_slice(&name);
		more = emit(arg, &c);
	}
	view_unref(r.view);
	buf_free(&key.buf);
}

int related_time(struct fs *fs, const struct spot *dir, enum need need,
	struct cache_waiter *waiter, int64_t *ret_ns, int64_t *good_for_ms)
{
	struct relation r;
	int err = relation_open(
		&r, fs, dir->row, dir, need, waiter, good_for_ms);

	if (err < 0)
		return err;
	*ret_ns = view_by_id(r.view, dir->key)->mtime_ns;
	return 0;
}
