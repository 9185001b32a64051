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

/* A rendering of a list: SOURCE_LIST. */
int source_list(const struct request *q, struct content **ret);
void source_list_prefetch(const struct request *q);

static inline struct slice buf_slice(const struct buf *b)
{
	return (struct slice){b->p ? b->p : "", b->n};
}

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
