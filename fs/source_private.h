/* SPDX-License-Identifier: MIT */
/* What the source*.c share. fs->lock is held throughout. */
#ifndef RUNAIFS_FS_SOURCE_PRIVATE_H
#define RUNAIFS_FS_SOURCE_PRIVATE_H

#include "internal.h"

/* One question, with what its answer is made from. */
struct request {
	struct fs *fs;
	const struct spot *spot;
	enum need need;
	struct cache_waiter *waiter;
	struct content *current;
	int64_t *good_for_ms;
};

/* The object at the spot, in its list as it is now, with `kinds` at hand. What
 * comes back is good until a view is asked for again. */
int source_object(const struct request *q, kind_mask kinds,
	const struct view **ret_view, const struct view_entry **ret);

/* Text that is cheap to make: made first, then compared. Takes over `text`.
 * `mtime_ns` 0: the time it changed. */
int finish_text(const struct request *q, struct buf *text, int64_t mtime_ns,
	struct content **ret);

/* A rendering of a list: SOURCE_LIST. */
int source_list(const struct request *q, struct content **ret);
void source_list_prefetch(const struct request *q);

/* Has the spot's format columns? */
bool source_needs_columns(const struct spot *spot);
/* Sees to it that the lists which columns of a result take names from are
 * there, as far as they are to be had. */
int source_columns(
	const struct request *q, const struct api_result *result, enum kind k);
/* Some items of a result (NULL: all) in the spot's format. `kind` KIND_NONE: no
 * objects of the tree. */
int source_render(const struct request *q, enum kind kind,
	struct api_result *result, const size_t *items, size_t n_items,
	int64_t mtime_ns, struct content **ret);
/* What an answer looks like in the spot's format. `kind` as above. */
int source_answer(const struct request *q, enum kind kind,
	const struct cache_answer *a, struct content **ret);
/* A call of its own: SOURCE_DETAIL, SOURCE_ENDPOINT. */
int source_call(const struct request *q, struct content **ret);
void source_call_prefetch(const struct request *q);

/* Appends `text`, as of a place_row, with its words filled in. Errors as
 * world_kinds(), -ENOENT where the object is not there. */
int source_fill(const struct request *q, const char *text, struct buf *out);

/* ---- calls that no row says all about; free() the argument ---- */

bool source_is_window(const struct spot *spot);
int source_window_call(
	const struct request *q, enum endpoint *ret, char **ret_argument);
/* The end of the window at a spot. */
int64_t source_window_time(const struct request *q, int64_t otherwise_ns);
int source_telemetry_call(
	const struct request *q, enum endpoint *ret, char **ret_argument);

/* ---- links ---- */

/* From a link's directory up to the root. */
void source_climb(const struct spot *link, struct buf *out);
/* The canonical path of an entry: a line, or what the link at the spot says. The
 * views of the lineage have to be there. */
int source_path_of(const struct request *q, enum kind k, const struct view *v,
	const struct view_entry *e, bool link, struct content **ret);
int source_id(const struct request *q, struct content **ret);
int source_me_user(const struct request *q, struct content **ret);
int source_me_workloads(const struct request *q, struct content **ret);

/* ---- files of their own ---- */

int source_claims(const struct request *q, struct content **ret);
int source_describe(const struct request *q, struct content **ret);
void source_describe_prefetch(const struct request *q);
/* The bytes in a document's data URL. */
int source_logo(const struct request *q, const struct api_result *result,
	int64_t mtime_ns, struct content **ret);

/* Which operation shows a workload's spec: 0, -ENOENT for none of its type, or
 * as world_kinds(). */
int workload_spec(const struct request *q, enum endpoint *ret);

static inline int unchanged(const struct request *q, struct content **ret)
{
	*ret = content_ref(q->current);
	return 0;
}

static inline bool is_current(const struct request *q, uint64_t basis)
{
	return q->current && q->current->basis == basis;
}

/* A changed file is at least a second younger than what it was. */
static inline int64_t time_of_change(const struct request *q, int64_t mtime_ns)
{
	int64_t least = q->current ? q->current->mtime_ns + 1000000000 : 0;

	if (mtime_ns < least)
		return least;
	return mtime_ns;
}

static inline bool same_bytes(const struct content *a, const struct content *b)
{
	return a && b && a->version == b->version && a->size == b->size;
}

#endif
