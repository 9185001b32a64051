/* SPDX-License-Identifier: MIT */
/*
 * What the child*.c share: one question about the children of a directory, and
 * who answers it for which. fs->lock is held throughout.
 */
#ifndef RUNAIFS_FS_CHILD_PRIVATE_H
#define RUNAIFS_FS_CHILD_PRIVATE_H

#include <errno.h>

#include "internal.h"

/* Offsets in listings, all below VIEW_SEQ_FIRST: rows, directories of kinds,
 * lists of kinds, what a place lists by itself. */
#define ROW_OFFSET(i, f) (16 + 8 * (uint64_t)(i) + (f))
#define KIND_OFFSET(k) (ROW_OFFSET(4096, 0) + (uint64_t)(k))
#define LIST_OFFSET(k, f) (KIND_OFFSET(64) + 8 * (uint64_t)(k) + (f))
#define OWN_OFFSET(i) (LIST_OFFSET(64, 0) + (uint64_t)(i))

/* One lookup: who asks where for what. */
struct search {
	struct fs *fs;
	const struct spot *dir;
	struct slice name;
	struct cache_waiter *waiter;
	struct child_key *key;
	int64_t *good_for_ms;
};

/* A directory being listed. */
struct list {
	struct fs *fs;
	const struct spot *dir;
	uint64_t after;
	child_emit_fn *emit;
	void *arg;
};

/* Appends "<stem>.json" and what other formats listings show. False: enough. */
bool emit_formats(const struct list *l, const char *stem, struct spot spot,
	uint64_t first_offset);

/* ---- child_rows.c: what the tables of places and kinds say ---- */

int rows_find(const struct search *s, struct child *ret);
bool rows_list(const struct list *l);

/* ---- child_view.c: objects, links to them, and groups ---- */

int view_find(const struct search *s, enum view_id id, struct slice group,
	struct child *ret);
void view_list(const struct list *l);
int groups_find(const struct search *s, struct child *ret);
void groups_list(const struct list *l);
int view_time(struct fs *fs, const struct spot *dir, enum need need,
	struct cache_waiter *waiter, int64_t *ret_ns, int64_t *good_for_ms);

/* ---- places that have names of their own, a file each ---- */

int raw_find(const struct search *s, struct child *ret);
int id_find(const struct search *s, struct child *ret);
int revisions_find(const struct search *s, struct child *ret);
void revisions_list(const struct list *l);
int revisions_time(struct fs *fs, const struct spot *dir, enum need need,
	struct cache_waiter *waiter, int64_t *ret_ns, int64_t *good_for_ms);
int tags_find(const struct search *s, struct child *ret);
void tags_list(const struct list *l);
int tags_time(struct fs *fs, const struct spot *dir, enum need need,
	struct cache_waiter *waiter, int64_t *ret_ns, int64_t *good_for_ms);
int window_find(const struct search *s, struct child *ret);
void window_list(const struct list *l);
int telemetry_find(const struct search *s, struct child *ret);
void telemetry_list(const struct list *l);
int telemetry_of_find(const struct search *s, struct child *ret);
void telemetry_of_list(const struct list *l);
/* Is there what the row of me/ points to? */
bool me_has(struct fs *fs, const struct place_row *row);
/* Has a workload, or pod, of its type what the row shows? True also where it is not known. */
bool workload_fits(const struct fs *fs, const struct place_row *row,
	const struct spot *dir);
int me_time(struct fs *fs, const struct spot *dir, enum need need,
	struct cache_waiter *waiter, int64_t *ret_ns, int64_t *good_for_ms);

static inline void lower(int64_t *good_for_ms, int64_t ms)
{
	if (ms < *good_for_ms)
		*good_for_ms = ms;
}

#endif
