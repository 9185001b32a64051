/* SPDX-License-Identifier: MIT */
/*
 * What is kept: a table of entries, one a key, and the order of their use.
 * Beyond a budget the least recently used go. Private to cache/; the caller
 * holds the cache's lock.
 */
#ifndef RUNAIFS_CACHE_STORE_H
#define RUNAIFS_CACHE_STORE_H

#include "api.h"

struct cache_flight;

/* One key. Lives in a hash chain and in the LRU ring. */
struct entry {
	struct entry *chain;
	struct entry *newer, *older;
	enum endpoint endpoint;
	char *argument; /* "" for none */
	uint64_t hash;
	struct api_result *result; /* NULL: none; set by entry_set_result() */
	int64_t changed_real_ns;
	bool expired, failing;
	bool awaited; /* somebody waited for the result, who has not got it */
	uint64_t nth_result; /* of the store's */
	int64_t next_try_ms;
	int error;		/* of the last flight */
	int64_t failed_ms;	/* when it was */
	int64_t error_until_ms; /* until then it answers for itself */
	struct cache_flight *flight;
};

struct store {
	struct entry **table;
	size_t table_size;
	struct entry lru; /* ring head: .newer is the least recently used */
	uint64_t max_bytes;
	size_t n_entries, bytes;
	uint64_t n_evicted, n_results;
};

/* All entries, the least recently used first; none may go meanwhile. */
#define store_each(e, s) \
	for (struct entry *e = (s)->lru.newer; e != &(s)->lru; e = e->newer)

/* 0 or -ENOMEM. `s` stays where it is from then on. */
int store_init(struct store *s, uint64_t max_bytes);
/* No entry has a flight. */
void store_finish(struct store *s);

/* The entry, or NULL. `argument` NULL is "". */
struct entry *store_find(
	struct store *s, enum endpoint e, const char *argument);
/* The same, made where there is none; NULL without memory. */
struct entry *store_get(struct store *s, enum endpoint e, const char *argument);

/* It has been used now. */
void store_touch(struct store *s, struct entry *e);

/* Takes over a reference; NULL: none any more. */
void entry_set_result(
	struct store *s, struct entry *e, struct api_result *result);

/* Drops least recently used entries until the budget holds, but for `keep`, those
 * with a flight, the newest that are awaited, and those whose results others
 * hold on to. */
void store_evict(struct store *s, const struct entry *keep);

#endif
