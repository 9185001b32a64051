/* SPDX-License-Identifier: MIT */
#include "child_private.h"
#include "name.h"

/* ---- rows ---- */

static bool has_kind(const struct fs *fs, enum kind k)
{
	return world_has(fs, endpoint_list(k));
}

static bool row_exists(
	const struct fs *fs, const struct place_row *row, enum kind kind);

/* Is there anything in a directory of the tree? */
static bool has_children(const struct fs *fs, const struct place_row *dir)
{
	for (size_t i = 0; i < place_n_rows; i++)
		if (place_is_in(&place_rows[i], dir) &&
			row_exists(fs, &place_rows[i], KIND_NONE))
			return true;
	for (enum kind k = 0; k < KIND_COUNT; k++)
		if (place_is_home(dir, KIND_NONE, k) && has_kind(fs, k))
			return true;
	return false;
}

/* Does the control plane have what the row shows? */
static bool row_exists(
	const struct fs *fs, const struct place_row *row, enum kind kind)
{
	if (!place_is_of(row, kind))
		return false;
	if (row->view != VIEW_NONE)
		return has_kind(fs, view_spec(row->view)->kind);
	if (row->type == PLACE_DIR && row->text && *row->text)
		return has_children(fs, row);
	switch (row->source) {
	case SOURCE_ENDPOINT:
		return world_has(fs, row->endpoint);
	case SOURCE_DETAIL:
		return world_has(fs, endpoint_one(kind));
	case SOURCE_STATUS:
		return kind_has_state(kind);
	default: /* the lists of clusters, 0, are everywhere */
		return world_has(fs, row->endpoint);
	}
}

static bool is_here(const struct fs *fs, const struct place_row *row,
	const struct spot *dir)
{
	return row_exists(fs, row, dir->kind) && workload_fits(fs, row, dir);
}

/* Links to what an object refers to are listed where that is there. */
static bool is_related(struct fs *fs, const struct place_row *row,
	const struct spot *dir)
{
	const struct spot link = {.row = row, .kind = dir->kind,
		.key = dir->key};
	int64_t ignored = 0;
	struct related target;
	int r;

	if (row->type == PLACE_RELATED)
		return related_has_any(fs, row, dir);
	if (dir->row->place == PLACE_ME)
		return me_has(fs, row);
	if (row->source != SOURCE_RELATED)
		return true;
	r = related_target(fs, &link, NEED_NOW, NULL, &target, &ignored);
	return r == 0 || (world_is_outage(r) && related_has_any(fs, row, dir));
}

static struct spot row_spot(const struct place_row *row, const struct spot *dir,
	enum render_format format)
{
	return (struct spot){.row = row,
		.kind = dir->kind,
		.view = row->view,
		.format = format,
		.key = dir->key,
		.depth = dir->depth + 1};
}

static int find_row(const struct search *s, struct child *ret)
{
	const struct place_format *f = NULL;
	struct slice stem = {NULL, 0};

	place_parse_format(s->name, &stem, &f);
	for (size_t i = 0; i < place_n_rows; i++) {
		const struct place_row *row = &place_rows[i];
		if (!place_is_in(row, s->dir->row) || (row->formats && !f) ||
			!slice_eq(row->formats ? stem : s->name,
				slice_str(row->name)) ||
			!is_here(s->fs, row, s->dir))
			continue;
		ret->spot = row_spot(
			row, s->dir, row->formats ? f->format : 0);
		return 0;
	}
	return -ENOENT;
}

/* False: enough. */
static bool emit_row(const struct list *l, size_t i)
{
	const struct place_row *row = &place_rows[i];
	struct child c = {.offset = ROW_OFFSET(i, 0),
		.name = slice_str(row->name)};

	if (c.offset <= l->after)
		return true;
	c.spot = row_spot(row, l->dir, 0);
	return l->emit(l->arg, &c);
}

bool emit_formats(const struct list *l, const char *stem,
	struct spot spot, uint64_t first_offset)
{
	for (size_t f = 0; f < place_n_formats; f++) {
		cleanup_buf struct buf name = BUF_INIT;
		struct child c = {.offset = first_offset + f, .spot = spot};
		if (c.offset <= l->after || !(l->fs->formats & 1U << f))
			continue;
		c.spot.format = place_formats[f].format;
		buf_addf(&name, "%s.%s", stem, place_formats[f].suffix);
		c.name = (struct slice){name.p, name.n};
		if (buf_error(&name) || !l->emit(l->arg, &c))
			return false;
	}
	return true;
}

static bool list_rows(const struct list *l)
{
	bool more = true;

	for (size_t i = 0; more && i < place_n_rows; i++) {
		const struct place_row *row = &place_rows[i];
		if (!row->listed || !place_is_in(row, l->dir->row) ||
			!is_here(l->fs, row, l->dir) ||
			!is_related(l->fs, row, l->dir))
			continue;
		more = row->formats ? emit_formats(l, row->name,
					      row_spot(row, l->dir, 0),
					      ROW_OFFSET(i, 0))
				    : emit_row(l, i);
	}
	return more;
}

/* ---- rows for any name ---- */

/* What stands for the '*' in the row's name; false where the rest differs. */
static bool wild_fits(const struct place_row *row, struct slice name,
	struct slice *ret)
{
	size_t n = strlen(row->name + 1);

	if (row->name[0] != '*' || name.n <= n || name.p[0] == '.' ||
		memcmp(name.p + name.n - n, row->name + 1, n) != 0)
		return false;
	*ret = (struct slice){name.p, name.n - n};
	return true;
}

static int wild_key(const struct search *s, struct slice part)
{
	struct buf *key = &s->key->buf;
	size_t before;

	key->n = 0;
	buf_add(key, s->dir->key.p, s->dir->key.n);
	if (key->n > 0)
		buf_addc(key, ENDPOINT_PART);
	before = key->n;
	if (!name_decode(part, key))
		return -ENOENT;
	if (buf_error(key))
		return -ENOMEM;
	part = (struct slice){key->p + before, key->n - before};
	return is_argument_part(part) ? 0 : -ENOENT;
}

static int find_wild(const struct search *s, struct child *ret)
{
	for (size_t i = 0; i < place_n_rows; i++) {
		const struct place_row *row = &place_rows[i];
		struct slice part;
		int r;
		if (!place_is_in(row, s->dir->row) ||
			!wild_fits(row, s->name, &part) ||
			!is_here(s->fs, row, s->dir))
			continue;
		r = wild_key(s, part);
		ret->spot = row_spot(row, s->dir, 0);
		ret->spot.key = buf_slice(&s->key->buf);
		return r;
	}
	return -ENOENT;
}

/* ---- directories of kinds, where their home is ---- */

static bool is_home(const struct fs *fs, const struct spot *dir, enum kind k)
{
	return place_is_home(dir->row, dir->kind, k) && has_kind(fs, k);
}

static struct spot kind_spot(const struct spot *dir, enum kind k)
{
	return (struct spot){.row = place_row(PLACE_KIND),
		.kind = dir->kind,
		.view = (enum view_id)k,
		.key = dir->key,
		.depth = dir->depth + 1};
}

static int find_home(const struct search *s, struct child *ret)
{
	for (enum kind k = 0; k < KIND_COUNT; k++)
		if (slice_eq(s->name, slice_str(place_home_name(k))) &&
			is_home(s->fs, s->dir, k)) {
			ret->spot = kind_spot(s->dir, k);
			return 0;
		}
	return -ENOENT;
}

static bool list_homes(const struct list *l)
{
	bool more = true;

	for (enum kind k = 0; more && k < KIND_COUNT; k++) {
		struct child c = {.offset = KIND_OFFSET(k),
			.name = slice_str(place_home_name(k))};
		if (c.offset <= l->after || !is_home(l->fs, l->dir, k))
			continue;
		c.spot = kind_spot(l->dir, k);
		more = l->emit(l->arg, &c);
	}
	return more;
}

/* ---- renderings of lists: in .more/lists, and of what an object contains ---- */

static bool has_list(const struct fs *fs, const struct spot *dir, enum kind k)
{
	enum place p = dir->row->place;

	if ((p != PLACE_LISTS && p != PLACE_MORE_OBJECT) || !has_kind(fs, k))
		return false;
	for (size_t i = 0; i < place_n_contained; i++)
		if (place_contained[i].owner == dir->kind &&
			place_contained[i].kind == k)
			return true;
	return p == PLACE_LISTS;
}

static struct spot list_spot(const struct spot *dir, enum kind k)
{
	return (struct spot){.row = place_row(PLACE_LIST),
		.kind = dir->kind,
		.view = (enum view_id)k,
		.key = dir->key,
		.depth = dir->depth + 1};
}

static int find_list(const struct search *s, struct child *ret)
{
	const struct place_format *f;
	struct slice stem;
	enum kind k;

	if (!place_parse_format(s->name, &stem, &f))
		return -ENOENT;
	k = kind_by_name(stem);
	if (k == KIND_NONE || !has_list(s->fs, s->dir, k))
		return -ENOENT;
	ret->spot = list_spot(s->dir, k);
	ret->spot.format = f->format;
	return 0;
}

static bool list_lists(const struct list *l)
{
	bool more = true;

	for (enum kind k = 0; more && k < KIND_COUNT; k++)
		if (has_list(l->fs, l->dir, k))
			more = emit_formats(l, kind_row(k)->name,
				list_spot(l->dir, k), LIST_OFFSET(k, 0));
	return more;
}

/* ---- all of them ---- */

/* Is it a name that only this control plane, as it is now, has not? */
static bool may_come(const struct search *s)
{
	enum place p = s->dir->row->place;
	bool is_of_lists = p == PLACE_LISTS || p == PLACE_MORE_OBJECT;
	const struct place_format *f = NULL;
	struct slice stem = {NULL, 0};

	place_parse_format(s->name, &stem, &f);
	for (size_t i = 0; i < place_n_rows; i++) {
		const struct place_row *row = &place_rows[i];
		if (place_is_in(row, s->dir->row) &&
			row->source != SOURCE_STATUS &&
			slice_eq(row->formats ? stem : s->name,
				slice_str(row->name)))
			return true;
	}
	for (enum kind k = 0; k < KIND_COUNT; k++)
		if ((place_is_home(s->dir->row, s->dir->kind, k) &&
			    slice_eq(s->name,
				    slice_str(place_home_name(k)))) ||
			(is_of_lists && f && kind_by_name(stem) == k))
			return true;
	return false;
}

int rows_find(const struct search *s, struct child *ret)
{
	int r = find_row(s, ret);

	if (r == -ENOENT)
		r = find_home(s, ret);
	if (r == -ENOENT)
		r = find_list(s, ret);
	if (r == -ENOENT)
		r = find_wild(s, ret);
	/* The kernel cannot be told to forget a name that has no node. */
	if (r == -ENOENT && may_come(s))
		lower(s->good_for_ms, 0);
	return r;
}

bool rows_list(const struct list *l)
{
	return list_rows(l) && list_homes(l) && list_lists(l);
}
