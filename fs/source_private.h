/* SPDX-License-Identifier: MIT */
/* What source.c and source_list.c share. fs->lock is held throughout. */
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
