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
	const struct view *view; /* of the object's kind */
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

/* The next of them; `*cursor` starts as 0. */
static bool next_target(
	const struct relation *r, size_t *cursor, struct related *ret)
{
	cleanup_buf struct buf value = BUF_INIT;

	while (api_item_each(r->view->result, r->item, r->row->field, cursor,
		&value)) {
		if (find_target(r, buf_slice(&value), ret))
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

/* Its children: what the object refers to, each once. */
struct target {
	struct related to;
	bool collides; /* another one of them has its name */
};

struct targets {
	struct target *t;
	size_t n, cap;
};

/* It is theirs alone: numbers of entries are unique in a view, views in kinds. */
static uint64_t target_offset(const struct target *t)
{
	return t->to.entry->seq * KIND_COUNT + t->to.kind;
}

static struct slice listed_name(const struct target *t)
{
	return view_name(t->to.view, t->to.entry->name, t->to.entry->name_n);
}

static int compare_offset(const void *a, const void *b)
{
	uint64_t x = target_offset(a), y = target_offset(b);

	return (x > y) - (x < y);
}

static int compare_name(const void *a, const void *b)
{
	struct slice x = listed_name(a), y = listed_name(b);
	int r = memcmp(x.p, y.p, x.n < y.n ? x.n : y.n);

	if (r == 0)
		r = (x.n > y.n) - (x.n < y.n);
	return r ? r : compare_offset(a, b);
}

static int targets_add(struct targets *all, const struct related *to)
{
	if (all->n == all->cap) {
		size_t cap = all->cap ? 2 * all->cap : 8;
		struct target *t = reallocarray(all->t, cap, sizeof(*t));
		if (!t)
			return -ENOMEM;
		all->t = t;
		all->cap = cap;
	}
	all->t[all->n++] = (struct target){*to, false};
	return 0;
}

/* Sorted by name: leaves out what is there already. */
static void targets_tidy(struct targets *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		struct target *last = n ? &all->t[n - 1] : NULL;
		if (last && last->to.entry == all->t[i].to.entry)
			continue;
		if (last && slice_eq(listed_name(last), listed_name(&all->t[i])))
			last->collides = all->t[i].collides = true;
		all->t[n++] = all->t[i];
	}
	all->n = n;
}

/* By rising offset; free(ret->t), on failure too. */
static int targets_get(const struct relation *r, struct targets *ret)
{
	struct related to;
	size_t cursor = 0;
	int err = 0;

	*ret = (struct targets){0};
	while (err == 0 && next_target(r, &cursor, &to))
		err = targets_add(ret, &to);
	if (err < 0 || ret->n == 0)
		return err;
	qsort(ret->t, ret->n, sizeof(*ret->t), compare_name);
	targets_tidy(ret);
	qsort(ret->t, ret->n, sizeof(*ret->t), compare_offset);
	return 0;
}

/* With its id where another has the same. */
static int target_name(const struct target *t, struct buf *out)
{
	const struct view *v = t->to.view;
	const struct api_item *item = &v->result->items[t->to.entry->item];
	cleanup_buf struct buf raw = BUF_INIT, id = BUF_INIT;
	struct slice name = listed_name(t);

	if (!t->collides) {
		buf_add(out, name.p, name.n);
		return buf_error(out);
	}
	api_item_decode(v->result, item, FIELD_NAME, &raw);
	view_item_id(v->result, item, &id);
	return name_entry(
		buf_slice(&raw), buf_slice(&id), NAME_ID_SHORT, true, out);
}

/* `where` tells it from links to the same object in other directories. */
static int target_child(const struct spot *dir, const struct target *t,
	struct child_key *key, struct child *ret)
{
	const struct view *v = t->to.view;
	uint64_t where = hash_bytes(dir->key.p, dir->key.n, dir->kind + 2);

	key->buf.n = 0;
	view_item_id(v->result, &v->result->items[t->to.entry->item], &key->buf);
	ret->offset = target_offset(t);
	ret->spot = (struct spot){.row = place_row(PLACE_LINK),
		.kind = t->to.kind,
		.view = VIEW_NONE,
		.where = where,
		.key = buf_slice(&key->buf),
		.depth = dir->depth + 1};
	return buf_error(&key->buf);
}

static int find_child(const struct targets *all, const struct spot *dir,
	struct slice name, struct child_key *key, struct child *ret)
{
	for (size_t i = 0; i < all->n; i++) {
		cleanup_buf struct buf has = BUF_INIT;
		int err = target_name(&all->t[i], &has);
		if (err < 0)
			return err;
		if (slice_eq(name, buf_slice(&has)))
			return target_child(dir, &all->t[i], key, ret);
	}
	return -ENOENT;
}

int related_find(struct fs *fs, const struct spot *dir, struct slice name,
	struct cache_waiter *waiter, struct child_key *key, struct child *ret,
	int64_t *good_for_ms)
{
	struct relation r;
	struct targets all;
	int err = relation_open(
		&r, fs, dir->row, dir, NEED_NOW, waiter, good_for_ms);

	if (err < 0)
		return err;
	err = targets_get(&r, &all);
	if (err == 0)
		err = find_child(&all, dir, name, key, ret);
	free(all.t);
	return err;
}

/* False: enough. */
static bool emit_target(const struct spot *dir, const struct target *t,
	child_emit_fn *emit, void *arg)
{
	struct child_key key = {BUF_INIT};
	cleanup_buf struct buf name = BUF_INIT;
	struct child c = {0};
	bool more = target_name(t, &name) == 0 &&
		target_child(dir, t, &key, &c) == 0;

	c.name = buf_slice(&name);
	more = more && emit(arg, &c);
	buf_free(&key.buf);
	return more;
}

void related_list(struct fs *fs, const struct spot *dir, uint64_t after,
	child_emit_fn *emit, void *arg)
{
	struct view *held[KIND_COUNT] = {NULL};
	struct relation r;
	struct targets all = {0};
	int64_t ignored = 0;
	bool more = relation_open(&r, fs, dir->row, dir, NEED_NOW, NULL,
			    &ignored) == 0 &&
		targets_get(&r, &all) == 0;

	/* `emit` may put newer ones in their place */
	for (enum kind k = 0; more && k < KIND_COUNT; k++)
		if (fs->views[k])
			held[k] = view_ref(fs->views[k]);
	for (size_t i = 0; more && i < all.n; i++)
		if (target_offset(&all.t[i]) > after)
			more = emit_target(dir, &all.t[i], emit, arg);
	for (enum kind k = 0; k < KIND_COUNT; k++)
		view_unref(held[k]);
	free(all.t);
}

bool related_at_hand(const struct fs *fs, const struct place_row *row)
{
	kind_mask kinds = related_kinds(row);

	for (enum kind k = 0; k < KIND_COUNT; k++)
		if ((kinds & KIND_BIT(k)) && !fs->views[k])
			return false;
	return true;
}

int64_t related_changed_ns(const struct fs *fs, const struct place_row *row)
{
	int64_t ns = 0;

	for (enum kind k = 0; k < KIND_COUNT; k++)
		if ((row->to & KIND_BIT(k)) && fs->views[k] &&
			fs->views[k]->renamed_ns > ns)
			ns = fs->views[k]->renamed_ns;
	return ns;
}

int related_time(struct fs *fs, const struct spot *dir, enum need need,
	struct cache_waiter *waiter, int64_t *ret_ns, int64_t *good_for_ms)
{
	struct relation r;
	int64_t changed_ns;
	int err = relation_open(
		&r, fs, dir->row, dir, need, waiter, good_for_ms);

	if (err < 0)
		return err;
	*ret_ns = view_by_id(r.view, dir->key)->mtime_ns;
	changed_ns = related_changed_ns(fs, dir->row);
	if (changed_ns > *ret_ns)
		*ret_ns = changed_ns;
	return 0;
}
