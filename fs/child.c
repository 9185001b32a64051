/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "internal.h"
#include "name.h"

#define LONG_MS INT64_C(3600000)
/* Offsets of rows and, behind them, of renderings. */
#define ROW_OFFSET(i) (VIEW_SEQ_FIRST + (uint64_t)(i))
#define LIST_OFFSET(i, f) (VIEW_SEQ_FIRST + 256 + 16 * (uint64_t)(i) + (f))

static void lower(int64_t *good_for_ms, int64_t ms)
{
	if (ms < *good_for_ms)
		*good_for_ms = ms;
}

/* ---- rows ---- */

/* Does the control plane have what the row shows? */
static bool row_exists(const struct fs *fs, const struct place_row *row,
	enum kind kind)
{
	if (row->kinds &&
		(kind == KIND_NONE || !(row->kinds & KIND_BIT(kind))))
		return false;
	if (row->view != VIEW_NONE)
		return api_has(fs->api,
			kind_row(view_spec(row->view)->kind)->list);
	if (row->source == SOURCE_ENDPOINT)
		return api_has(fs->api, row->endpoint);
	if (row->source == SOURCE_DETAIL)
		return api_has(fs->api, kind_row(kind)->detail);
	return true;
}

static bool is_child_row(const struct fs *fs, const struct place_row *row,
	const struct spot *dir)
{
	return row->name && row->parent == dir->row->place &&
		dir->row->place != PLACE_OTHER &&
		row_exists(fs, row, dir->kind);
}

static struct spot row_spot(const struct place_row *row, const struct spot *dir)
{
	return (struct spot){row, dir->kind, row->view, dir->key,
		dir->depth + 1};
}

static int find_row(struct fs *fs, const struct spot *dir, struct slice name,
	struct child *ret)
{
	for (size_t i = 0; i < place_n_rows; i++) {
		const struct place_row *row = &place_rows[i];
		if (!is_child_row(fs, row, dir) ||
			!slice_eq(name, slice_str(row->name)))
			continue;
		ret->spot = row_spot(row, dir);
		return 0;
	}
	return -ENOENT;
}

static bool list_rows(struct fs *fs, const struct spot *dir, uint64_t after,
	child_emit_fn *emit, void *arg)
{
	for (size_t i = 0; i < place_n_rows; i++) {
		const struct place_row *row = &place_rows[i];
		struct child c = {.offset = ROW_OFFSET(i)};
		if (c.offset <= after || !row->listed ||
			!is_child_row(fs, row, dir))
			continue;
		c.name = slice_str(row->name);
		c.spot = row_spot(row, dir);
		if (!emit(arg, &c))
			return false;
	}
	return true;
}

/* ---- renderings of lists: in .more/lists, and of what an object contains ---- */

static bool has_list(const struct fs *fs, const struct spot *dir, enum kind k)
{
	if (!api_has(fs->api, kind_row(k)->list))
		return false;
	if (dir->row->place == PLACE_LISTS)
		return true;
	for (size_t i = 0; i < place_n_contained; i++)
		if (place_contained[i].owner == dir->kind &&
			place_contained[i].kind == k)
			return true;
	return false;
}

/* The key of a rendering: its name, a slash, and the owner's id. */
static int list_spot(const struct spot *dir, struct slice name,
	struct child_key *key, struct child *ret)
{
	key->buf.n = 0;
	buf_add(&key->buf, name.p, name.n);
	buf_addc(&key->buf, '/');
	buf_add(&key->buf, dir->key.p, dir->key.n);
	if (buf_error(&key->buf))
		return -ENOMEM;
	ret->spot = (struct spot){place_row(PLACE_LIST), dir->kind, VIEW_NONE,
		{key->buf.p, key->buf.n}, dir->depth + 1};
	return 0;
}

static int find_list(struct fs *fs, const struct spot *dir, struct slice name,
	struct child_key *key, struct child *ret)
{
	const struct place_format *f;
	enum kind k;

	if (!place_parse_list(name, &k, &f) || !has_list(fs, dir, k))
		return -ENOENT;
	return list_spot(dir, name, key, ret);
}

static bool list_lists(struct fs *fs, const struct spot *dir, uint64_t after,
	child_emit_fn *emit, void *arg)
{
	struct child_key key = {BUF_INIT};
	bool more = true;

	for (enum kind k = 0; more && k < KIND_COUNT; k++) {
		if (!has_list(fs, dir, k))
			continue;
		for (size_t f = 0; more && f < place_n_formats; f++) {
			cleanup_buf struct buf name = BUF_INIT;
			struct child c = {.offset = LIST_OFFSET(k, f)};
			if (c.offset <= after || !place_formats[f].listed)
				continue;
			buf_addf(&name, "%s.%s", kind_row(k)->name,
				place_formats[f].suffix);
			c.name = (struct slice){name.p, name.n};
			more = !buf_error(&name) &&
				list_spot(dir, c.name, &key, &c) == 0 &&
				emit(arg, &c);
		}
	}
	buf_free(&key.buf);
	return more;
}

/* ---- collections ---- */

static int entry_spot(const struct spot *dir, const struct view *v,
	const struct view_entry *e, struct child_key *key, struct child *ret)
{
	const struct view_spec *spec = view_spec(v->id);

	key->buf.n = 0;
	view_item_id(v->result, &v->result->items[e->item], &key->buf);
	if (buf_error(&key->buf))
		return -ENOMEM;
	ret->entry = e;
	ret->name = view_name(v, e->name, e->name_n);
	ret->offset = e->seq;
	ret->spot = (struct spot){
		place_row(spec->links ? PLACE_LINK : PLACE_OBJECT), spec->kind,
		spec->links ? v->id : VIEW_NONE, {key->buf.p, key->buf.n},
		dir->depth + 1};
	return 0;
}

/* One lookup: who asks where for what. */
struct search {
	struct fs *fs;
	const struct spot *dir;
	struct slice name;
	struct cache_waiter *waiter;
	struct child_key *key;
	int64_t *good_for_ms;
};

static int find_in_view(const struct search *s, enum view_id id,
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

/* workloads/<project>.<name> and workloads/<name>, where that says which. */
static int find_unlisted(const struct search *s, struct child *ret)
{
	int r = find_in_view(s, VIEW_ALL_WORKLOADS, SLICE(""), ret);

	return r == -ENOENT
		? find_in_view(s, VIEW_BARE_WORKLOADS, SLICE(""), ret)
		: r;
}

/*
 * The same without the list. To wait for it here would keep everybody from the
 * directory and could not be interrupted: so the answer is a link, and who
 * follows it waits.
 */
static int find_unlisted_now(const struct search *s, struct child *ret)
{
	struct search now = *s;
	int r;

	now.waiter = NULL;
	r = find_unlisted(&now, ret);
	if (r != -EINPROGRESS)
		return r;
	*s->good_for_ms = 0;
	ret->spot = (struct spot){place_row(PLACE_NAMED), KIND_NONE, VIEW_NONE,
		s->name, s->dir->depth + 1};
	return 0;
}

int child_of_name(struct fs *fs, const struct spot *named,
	struct cache_waiter *waiter, struct child_key *key, struct child *ret,
	int64_t *good_for_ms)
{
	const struct place_row *row = place_row(PLACE_WORKLOADS);
	const struct spot dir = {
		row, KIND_NONE, row->view, SLICE(""), named->depth - 1};
	struct search s = {fs, &dir, named->key, waiter, key, good_for_ms};

	*ret = (struct child){.name = named->key};
	return find_unlisted(&s, ret);
}

static void list_entries(struct fs *fs, const struct spot *dir, uint64_t after,
	child_emit_fn *emit, void *arg)
{
	struct child_key key = {BUF_INIT};
	const struct view_group *g;
	int64_t ignored = 0;
	struct view *v;

	if (world_view(fs, dir->view, NEED_NOW, NULL, &v, &ignored) < 0)
		return;
	g = view_group_by_value(v, dir->key);
	if (!g)
		return;
	view_ref(v); /* `emit` may put a newer one in its place */
	for (uint32_t i = view_after(v, g, after); i < g->first + g->count;
		i++) {
		struct child c = {0};
		if (entry_spot(dir, v, &v->entries[i], &key, &c) < 0 ||
			!emit(arg, &c))
			break;
	}
	view_unref(v);
	buf_free(&key.buf);
}

/* ---- groups ---- */

static struct spot group_spot(const struct spot *dir, const struct view *v,
	const struct view_group *g)
{
	return (struct spot){place_row(PLACE_GROUP), dir->kind, v->id,
		view_name(v, g->value, g->value_n), dir->depth + 1};
}

static int find_group(const struct search *s, struct child *ret)
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

static void list_groups(struct fs *fs, const struct spot *dir, uint64_t after,
	child_emit_fn *emit, void *arg)
{
	int64_t ignored = 0;
	struct view *v;

	if (world_view(fs, dir->view, NEED_NOW, NULL, &v, &ignored) < 0)
		return;
	view_ref(v); /* `emit` may put a newer one in its place */
	for (uint32_t i = 0; i < v->n_groups; i++) {
		const struct view_group *g = &v->groups[i];
		struct child c = {.offset = g->seq};
		if (g->seq <= after)
			continue;
		c.name = view_name(v, g->name, g->name_n);
		c.spot = group_spot(dir, v, g);
		if (!emit(arg, &c))
			break;
	}
	view_unref(v);
}

/* ---- .more/<kind>/<id> ---- */

static int find_kind(const struct spot *dir, struct slice name,
	struct child *ret)
{
	for (enum kind k = 0; k < KIND_COUNT; k++)
		if (slice_eq(name, slice_str(kind_row(k)->name))) {
			ret->spot = (struct spot){place_row(PLACE_MORE_KIND), k,
				VIEW_NONE, SLICE(""), dir->depth + 1};
			return 0;
		}
	return -ENOENT;
}

/* Never asks the API: an id is denied only where a fresh list lacks it. */
static int find_object(const struct search *s, struct child *ret)
{
	enum kind k = s->dir->kind;
	const struct view *v = s->fs->views[k];
	struct cache_entry_info i;
	struct slice id;

	s->key->buf.n = 0;
	if (!name_decode(s->name, &s->key->buf))
		return -ENOENT;
	id = (struct slice){s->key->buf.p, s->key->buf.n};
	cache_info(s->fs->cache, kind_row(k)->list, NULL, &i);
	if (v && !view_by_id(v, id) && i.present && !i.stale) {
		lower(s->good_for_ms, i.ttl_ms - i.age_ms);
		return -ENOENT;
	}
	ret->spot = (struct spot){place_row(PLACE_MORE_OBJECT), k, VIEW_NONE,
		id, s->dir->depth + 1};
	return buf_error(&s->key->buf);
}

/* ---- all of them ---- */

static int find(const struct search *s, struct child *ret)
{
	int r;

	if (s->dir->row->type == PLACE_COLLECTION)
		return find_in_view(s, s->dir->view, s->dir->key, ret);
	if (s->dir->row->type == PLACE_GROUPS)
		return find_group(s, ret);
	r = find_row(s->fs, s->dir, s->name, ret);
	if (r != -ENOENT)
		return r;
	switch (s->dir->row->place) {
	case PLACE_WORKLOADS:
		return find_unlisted_now(s, ret);
	case PLACE_MORE:
		return find_kind(s->dir, s->name, ret);
	case PLACE_MORE_KIND:
		return find_object(s, ret);
	case PLACE_LISTS:
	case PLACE_MORE_OBJECT:
		return find_list(s->fs, s->dir, s->name, s->key, ret);
	default:
		return -ENOENT;
	}
}

int child_find(struct fs *fs, const struct spot *dir, struct slice name,
	struct cache_waiter *waiter, struct child_key *key, struct child *ret,
	int64_t *good_for_ms)
{
	struct search s = {fs, dir, name, waiter, key, good_for_ms};
	bool hidden = name.n > 0 && name.p[0] == '.';
	int r;

	*ret = (struct child){.name = name};
	lower(good_for_ms, LONG_MS);
	if (hidden) /* names of objects never begin with a dot: no need to ask */
		return find_row(fs, dir, name, ret);
	r = find(&s, ret);
	ret->name = name;
	return r;
}

void child_list(struct fs *fs, const struct spot *dir, uint64_t after,
	child_emit_fn *emit, void *arg)
{
	if (dir->row->type == PLACE_COLLECTION)
		list_entries(fs, dir, after, emit, arg);
	else if (dir->row->type == PLACE_GROUPS)
		list_groups(fs, dir, after, emit, arg);
	else if (list_rows(fs, dir, after, emit, arg) &&
		(dir->row->place == PLACE_LISTS ||
			dir->row->place == PLACE_MORE_OBJECT))
		list_lists(fs, dir, after, emit, arg);
}

static int collection_time(struct fs *fs, const struct spot *dir,
	enum need need, struct cache_waiter *waiter, int64_t *ret_ns,
	int64_t *good_for_ms)
{
	const struct view_group *g = NULL;
	struct view *v;
	int r = world_view(fs, dir->view, need, waiter, &v, good_for_ms);

	if (r < 0)
		return r;
	if (dir->row->type == PLACE_COLLECTION)
		g = view_group_by_value(v, dir->key);
	*ret_ns = g ? g->mtime_ns : v->groups_mtime_ns;
	return 0;
}

int child_dir_time(struct fs *fs, const struct spot *dir, enum need need,
	struct cache_waiter *waiter, int64_t *ret_ns, int64_t *good_for_ms)
{
	const struct view *v;
	const struct view_entry *e;

	*ret_ns = fs->start_ns;
	lower(good_for_ms, LONG_MS);
	if (dir->row->type != PLACE_DIR)
		return collection_time(
			fs, dir, need, waiter, ret_ns, good_for_ms);
	if (dir->row->place != PLACE_OBJECT)
		return 0;
	if (world_kinds(fs, KIND_BIT(dir->kind), NEED_NOW, NULL, good_for_ms) <
		0)
		return 0;
	v = fs->views[dir->kind];
	e = view_by_id(v, dir->key);
	if (e)
		*ret_ns = e->mtime_ns;
	return 0;
}
