/* SPDX-License-Identifier: MIT */
#include "child_private.h"

/* ---- collections ---- */

static int entry_spot(const struct spot *dir, const struct view *v,
	const struct view_entry *e, struct child_key *key, struct child *ret)
{
	const struct view_spec *spec = view_spec(v->id);
	uint64_t where = hash_bytes(dir->key.p, dir->key.n, 1);

	key->buf.n = 0;
	view_item_id(v->result, &v->result->items[e->item], &key->buf);
	ret->name = view_name(v, e->name, e->name_n);
	ret->offset = e->seq;
	ret->spot = (struct spot){
		.row = place_row(spec->links ? PLACE_LINK : PLACE_OBJECT),
		.kind = spec->kind,
		.view = spec->links ? v->id : VIEW_NONE,
		.where = spec->links ? where : 0,
		.key = buf_slice(&key->buf),
		.depth = dir->depth + 1};
	return buf_error(&key->buf);
}

int view_find(const struct search *s, enum view_id id,
	struct slice group, struct child *ret)
{
	const struct view_group *g;
	const struct view_entry *e;
	struct view *v;
	int r = world_view(s->fs, id, NEED_NOW, s->waiter, &v, s->good_for_ms);

	if (r < 0)
		return r;
	g = view_group_by_value(v, group);
	r = g ? view_lookup(v, g, s->name, &e) : -ENOENT;
	return r < 0 ? r : entry_spot(s->dir, v, e, s->key, ret);
}

void view_list(const struct list *l)
{
	struct child_key key = {BUF_INIT};
	const struct view_group *g;
	int64_t ignored = 0;
	struct view *v;

	if (world_view(l->fs, l->dir->view, NEED_NOW, NULL, &v, &ignored) < 0)
		return;
	g = view_group_by_value(v, l->dir->key);
	if (!g)
		return;
	view_ref(v); /* `emit` may put a newer one in its place */
	for (uint32_t i = view_after(v, g, l->after); i < g->first + g->count;
		i++) {
		struct child c = {0};
		if (entry_spot(l->dir, v, &v->entries[i], &key, &c) < 0 ||
			!l->emit(l->arg, &c))
			break;
	}
	view_unref(v);
	buf_free(&key.buf);
}

/* ---- groups ---- */

static struct spot group_spot(const struct spot *dir, const struct view *v,
	const struct view_group *g)
{
	return (struct spot){.row = place_row(PLACE_GROUP),
		.kind = dir->kind,
		.view = v->id,
		.key = view_name(v, g->value, g->value_n),
		.depth = dir->depth + 1};
}

int groups_find(const struct search *s, struct child *ret)
{
	const struct view_group *g;
	struct view *v;
	int r = world_view(s->fs, s->dir->view, NEED_NOW, s->waiter, &v,
		s->good_for_ms);

	if (r < 0)
		return r;
	g = view_group_by_name(v, s->name);
	if (!g)
		return -ENOENT;
	ret->spot = group_spot(s->dir, v, g);
	s->key->buf.n = 0;
	buf_add(&s->key->buf, ret->spot.key.p, ret->spot.key.n);
	ret->spot.key = (struct slice){s->key->buf.p, s->key->buf.n};
	return buf_error(&s->key->buf);
}

void groups_list(const struct list *l)
{
	int64_t ignored = 0;
	struct view *v;

	if (world_view(l->fs, l->dir->view, NEED_NOW, NULL, &v, &ignored) < 0)
		return;
	view_ref(v); /* `emit` may put a newer one in its place */
	for (uint32_t i = 0; i < v->n_groups; i++) {
		const struct view_group *g = &v->groups[i];
		struct child c = {.offset = g->seq};
		if (g->seq <= l->after)
			continue;
		c.name = view_name(v, g->name, g->name_n);
		c.spot = group_spot(l->dir, v, g);
		if (!l->emit(l->arg, &c))
			break;
	}
	view_unref(v);
}

/* ---- when ---- */

/* What the single links in the directories of a kind point to: wanted along with
 * it, so that no listing has to wait for it. */
static kind_mask linked_kinds(enum kind k)
{
	kind_mask m = 0;

	for (size_t i = 0; i < place_n_rows; i++)
		if (place_rows[i].source == SOURCE_RELATED &&
			(place_rows[i].kinds & KIND_BIT(k)))
			m |= related_kinds(&place_rows[i]);
	return m;
}

int view_time(struct fs *fs, const struct spot *dir,
	enum need need, struct cache_waiter *waiter, int64_t *ret_ns,
	int64_t *good_for_ms)
{
	enum kind k = view_spec(dir->view)->kind;
	const struct view_group *g = NULL;
	struct view *v;
	int r = world_some(fs, KIND_BIT(k) | view_needs(dir->view),
		linked_kinds(k), need, waiter, good_for_ms);

	/* What links lead to may fail: then they say so, not all the rest. */
	if (r != -EINPROGRESS)
		r = world_view(fs, dir->view, need, waiter, &v, good_for_ms);
	if (r < 0)
		return r;
	if (dir->row->type == PLACE_COLLECTION)
		g = view_group_by_value(v, dir->key);
	*ret_ns = g ? g->mtime_ns : v->groups_mtime_ns;
	return 0;
}
