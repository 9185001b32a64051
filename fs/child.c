/* SPDX-License-Identifier: MIT */
#include "child_private.h"
#include "name.h"

#define FIXED_MS INT64_C(60000) /* directories of fixed names, but for absences */

/* ---- workloads/<name> ---- */

/* workloads/<project>.<name> and workloads/<name>, where that says which. */
static int find_unlisted(const struct search *s, struct child *ret)
{
	int r = view_find(s, VIEW_ALL_WORKLOADS, SLICE(""), ret);

	return r == -ENOENT
		? view_find(s, VIEW_BARE_WORKLOADS, SLICE(""), ret)
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
	ret->spot = (struct spot){.row = place_row(PLACE_NAMED),
		.kind = KIND_NONE,
		.view = VIEW_NONE,
		.key = s->name,
		.depth = s->dir->depth + 1};
	return 0;
}

int child_of_name(struct fs *fs, const struct spot *named,
	struct cache_waiter *waiter, struct child_key *key, struct child *ret,
	int64_t *good_for_ms)
{
	const struct place_row *row = place_row(PLACE_WORKLOADS);
	const struct spot dir = {.row = row,
		.kind = KIND_NONE,
		.view = row->view,
		.key = SLICE(""),
		.depth = named->depth - 1};
	struct search s = {fs, &dir, named->key, waiter, key, good_for_ms};

	*ret = (struct child){.name = named->key};
	return find_unlisted(&s, ret);
}

/* ---- .more/<kind>/<id> ---- */

static int find_kind(const struct search *s, struct child *ret)
{
	enum kind k = kind_by_name(s->name);

	if (k == KIND_NONE)
		return -ENOENT;
	ret->spot = (struct spot){.row = place_row(PLACE_MORE_KIND),
		.kind = k,
		.view = VIEW_NONE,
		.key = SLICE(""),
		.depth = s->dir->depth + 1};
	return 0;
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
	id = buf_slice(&s->key->buf);
	if (!is_argument_part(id))
		return -ENOENT;
	cache_info(s->fs->cache, endpoint_list(k), NULL, &i);
	if (v && !view_by_id(v, id) && i.present && !i.stale) {
		lower(s->good_for_ms, i.ttl_ms - i.age_ms);
		return -ENOENT;
	}
	ret->spot = (struct spot){.row = place_row(PLACE_MORE_OBJECT),
		.kind = k,
		.view = VIEW_NONE,
		.key = id,
		.depth = s->dir->depth + 1};
	return buf_error(&s->key->buf);
}

/* ---- all of them ---- */

/* Places that have names of their own. */
static const struct special {
	enum place place;
	int (*find)(const struct search *s, struct child *ret);
	void (*list)(const struct list *l); /* NULL: lookup only */
	/* as child_dir_time(), which has set both; NULL: always the same */
	int (*time)(struct fs *fs, const struct spot *dir, enum need need,
		struct cache_waiter *waiter, int64_t *ret_ns,
		int64_t *good_for_ms);
} specials[] = {
	{PLACE_WORKLOADS, find_unlisted_now, NULL},
	{PLACE_MORE, find_kind, NULL},
	{PLACE_MORE_KIND, find_object, NULL},
	{PLACE_RAW, raw_find, NULL},
	{PLACE_RAW_PATH, raw_find, NULL},
	{PLACE_BY_ID, id_find, NULL},
	{PLACE_REVISIONS, revisions_find, revisions_list, revisions_time},
	{PLACE_TAGS, tags_find, tags_list, tags_time},
	{PLACE_METRICS, window_find, window_list, NULL},
	{PLACE_METRICS_BY_CATEGORY, window_find, window_list, NULL},
	{PLACE_METRICS_BY_NODE_POOL, window_find, window_list, NULL},
	{PLACE_METRICS_BY_PROJECT, window_find, window_list, NULL},
	{PLACE_METRICS_BY_DEPARTMENT, window_find, window_list, NULL},
	{PLACE_INFERENCE_METRICS, window_find, window_list, NULL},
	{PLACE_AUDIT, window_find, window_list, NULL},
	{PLACE_TELEMETRY, telemetry_find, telemetry_list, NULL},
	{PLACE_MORE_TELEMETRY, telemetry_find, telemetry_list, NULL},
	{PLACE_TELEMETRY_OF, telemetry_of_find, telemetry_of_list, NULL},
	{PLACE_ME, NULL, NULL, me_time},
};

static const struct special *special_of(const struct spot *dir)
{
	for (size_t i = 0; i < ARRAY_SIZE(specials); i++)
		if (specials[i].place == dir->row->place)
			return &specials[i];
	return NULL;
}

static int find(const struct search *s, struct child *ret)
{
	const struct special *special = special_of(s->dir);
	int r = rows_find(s, ret);

	if (r != -ENOENT)
		return r;
	switch (s->dir->row->type) {
	case PLACE_COLLECTION:
		return view_find(s, s->dir->view, s->dir->key, ret);
	case PLACE_GROUPS:
		return groups_find(s, ret);
	case PLACE_RELATED:
		return related_find(s->fs, s->dir, s->name, s->waiter, s->key,
			ret, s->good_for_ms);
	default:
		return special && special->find ? special->find(s, ret) : r;
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
		return rows_find(&s, ret);
	r = find(&s, ret);
	ret->name = name;
	return r;
}

void child_list(struct fs *fs, const struct spot *dir, uint64_t after,
	child_emit_fn *emit, void *arg)
{
	const struct special *special = special_of(dir);
	const struct list l = {fs, dir, after, emit, arg};

	if (!rows_list(&l))
		return;
	switch (dir->row->type) {
	case PLACE_COLLECTION:
		view_list(&l);
		break;
	case PLACE_GROUPS:
		groups_list(&l);
		break;
	case PLACE_RELATED:
		related_list(fs, dir, after, emit, arg);
		break;
	default:
		if (special && special->list)
			special->list(&l);
	}
}

bool child_time_waits(const struct spot *dir)
{
	const struct special *special = special_of(dir);

	return special && special->time;
}

/* What is not there on this control plane moves the time of directories where it
 * would be. */
static void absence_time(const struct fs *fs, const struct spot *dir,
	int64_t *ret_ns, int64_t *good_for_ms)
{
	bool concerned = dir->row->place != PLACE_OBJECT;

	if (dir->row->place == PLACE_MORE_OBJECT)
		return;
	if (concerned)
		lower(good_for_ms, FIXED_MS);
	for (enum kind k = 0; !concerned && k < KIND_COUNT; k++)
		concerned = kind_row(k)->parent == dir->kind &&
			fs->absent[endpoint_list(k)];
	if (concerned && fs->absent_ns > *ret_ns)
		*ret_ns = fs->absent_ns;
}

/* Of an object: its own, or that of what its links lead to. */
static void object_time(struct fs *fs, const struct spot *dir, int64_t *ret_ns,
	int64_t *good_for_ms)
{
	const struct view_entry *e = NULL;

	if (world_kinds(fs, KIND_BIT(dir->kind), NEED_NOW, NULL, good_for_ms) ==
		0)
		e = view_by_id(fs->views[dir->kind], dir->key);
	if (e)
		*ret_ns = e->mtime_ns;
	for (size_t i = 0; i < place_n_rows; i++) {
		const struct place_row *row = &place_rows[i];
		int64_t ns;
		if (row->source != SOURCE_RELATED ||
			!(row->kinds & KIND_BIT(dir->kind)))
			continue;
		ns = related_changed_ns(fs, row);
		if (ns > *ret_ns)
			*ret_ns = ns;
	}
}

int child_dir_time(struct fs *fs, const struct spot *dir, enum need need,
	struct cache_waiter *waiter, int64_t *ret_ns, int64_t *good_for_ms)
{
	const struct special *special = special_of(dir);

	*ret_ns = fs->start_ns;
	lower(good_for_ms, LONG_MS);
	if (dir->row->type == PLACE_RELATED)
		return related_time(
			fs, dir, need, waiter, ret_ns, good_for_ms);
	if (dir->row->type != PLACE_DIR)
		return view_time(fs, dir, need, waiter, ret_ns, good_for_ms);
	if (dir->row->place == PLACE_OBJECT)
		object_time(fs, dir, ret_ns, good_for_ms);
	absence_time(fs, dir, ret_ns, good_for_ms);
	if (!special || !special->time)
		return 0;
	return special->time(fs, dir, need, waiter, ret_ns, good_for_ms);
}
