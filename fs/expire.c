/* SPDX-License-Identifier: MIT */
/* What of the cache is at or below a spot, to be forgotten. */
#include "internal.h"

/* The kinds at or below `k`. */
static kind_mask descent(enum kind k)
{
	kind_mask m = 0;

	for (enum kind i = 0; i < KIND_COUNT; i++)
		if (kind_lineage(i) & KIND_BIT(k))
			m |= KIND_BIT(i);
	return m;
}

/* The kinds in the collections that are rows of a directory. */
static kind_mask row_kinds(const struct place_row *dir)
{
	kind_mask m = 0;

	if (dir->type != PLACE_DIR)
		return 0;
	for (size_t i = 0; i < place_n_rows; i++)
		if (place_rows[i].parent == dir->place &&
			place_rows[i].view != VIEW_NONE)
			m |= descent(view_spec(place_rows[i].view)->kind);
	for (enum kind k = 0; k < KIND_COUNT; k++)
		if (place_is_home(dir, KIND_NONE, k))
			m |= descent(k);
	return m;
}

static kind_mask spot_kinds(const struct spot *s)
{
	if (s->row->place == PLACE_LIST)
		return KIND_BIT(s->view);
	if (s->row->to)
		return KIND_BIT(s->kind) | s->row->to;
	if (s->view != VIEW_NONE)
		return descent(view_spec(s->view)->kind);
	if ((s->row->type == PLACE_FILE || s->row->source == SOURCE_TARGET) &&
		s->kind != KIND_NONE)
		return KIND_BIT(s->kind);
	if (s->row->place == PLACE_OBJECT)
		return descent(s->kind);
	return row_kinds(s->row);
}

static void expire_call(struct fs *fs, const struct spot *s)
{
	cleanup_free char *argument = NULL;
	enum endpoint e;

	if (source_is_call(s) && source_operation(fs, s, &e, &argument))
		cache_expire(fs->cache, e, argument);
}

/* The files that rows put into a directory, and into those in it. */
static void expire_rows(struct fs *fs, const struct spot *dir,
	const struct place_row *in)
{
	for (size_t i = 0; i < place_n_rows; i++) {
		const struct place_row *row = &place_rows[i];
		const struct spot s = {.row = row,
			.kind = dir->kind,
			.view = VIEW_NONE,
			.key = dir->key};
		if (!place_is_in(row, in) || !place_is_of(row, dir->kind))
			continue;
		if (row->type == PLACE_DIR)
			expire_rows(fs, &s, row);
		else
			expire_call(fs, &s);
	}
}

void expire_spot(struct fs *fs, const struct spot *s)
{
	cleanup_free char *id = strndup(s->key.p, s->key.n);
	kind_mask kinds = spot_kinds(s);

	api_forget_lists(fs->api);
	if (s->row->place == PLACE_ROOT || s->row->place == PLACE_MORE ||
		s->row->place == PLACE_LISTS) {
		cache_expire_all(fs->cache);
		return;
	}
	for (enum kind k = 0; k < KIND_COUNT; k++)
		if (kinds & KIND_BIT(k))
			cache_expire(fs->cache, endpoint_list(k), NULL);
	expire_call(fs, s);
	if (s->row->place == PLACE_OBJECT || s->row->source == SOURCE_MORE)
		expire_rows(fs, s, place_row(PLACE_MORE_OBJECT));
	else if (s->row->type == PLACE_DIR)
		expire_rows(fs, s, s->row);
	source_window_expire(fs, s);
	source_telemetry_expire(fs, s);
	if (id && *id && s->kind != KIND_NONE)
		for (enum endpoint e = 0; e < ENDPOINT_COUNT; e++)
			cache_expire(fs->cache, e, id);
}
