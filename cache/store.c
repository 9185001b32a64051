/* SPDX-License-Identifier: MIT */
#include "store.h"

#include <errno.h>

enum {
	ENTRIES_MAX = 65536, /* keys kept; beyond it the least used go */
	TABLE_SIZE = 1024,
	AWAITED_MAX = 64, /* the newest results, while somebody waits for them */
};

/* ---- the order of use ---- */

static void lru_unlink(struct entry *e)
{
	e->newer->older = e->older;
	e->older->newer = e->newer;
}

void store_touch(struct store *s, struct entry *e)
{
	lru_unlink(e);
	e->older = s->lru.older;
	e->newer = &s->lru;
	e->older->newer = e;
	s->lru.older = e;
}

/* ---- the table ---- */

static uint64_t key_hash(enum endpoint e, const char *argument)
{
	return hash_bytes(argument, strlen(argument), (uint64_t)e + 1);
}

static struct entry **slot_of(
	struct store *s, enum endpoint e, const char *argument, uint64_t hash)
{
	struct entry **p = &s->table[hash & (s->table_size - 1)];

	while (*p && ((*p)->hash != hash || (*p)->endpoint != e ||
			     strcmp((*p)->argument, argument) != 0))
		p = &(*p)->chain;
	return p;
}

struct entry *store_find(struct store *s, enum endpoint e, const char *argument)
{
	argument = argument ? argument : "";
	return *slot_of(s, e, argument, key_hash(e, argument));
}

static void grow(struct store *s)
{
	size_t size = s->table_size * 2;
	struct entry **table = calloc(size, sizeof(struct entry *));

	if (!table)
		return; /* longer chains, nothing worse */
	store_each(e, s)
	{
		struct entry **slot = &table[e->hash & (size - 1)];

		e->chain = *slot;
		*slot = e;
	}
	free(s->table);
	s->table = table;
	s->table_size = size;
}

struct entry *store_get(struct store *s, enum endpoint ep, const char *argument)
{
	struct entry *e = store_find(s, ep, argument);

	if (e)
		return e;
	e = calloc(1, sizeof(*e));
	if (!e || !(e->argument = strdup(argument ? argument : ""))) {
		free(e);
		return NULL;
	}
	e->endpoint = ep;
	e->hash = key_hash(ep, e->argument);
	e->newer = e->older = e;
	store_touch(s, e);
	*slot_of(s, ep, e->argument, e->hash) = e;
	if (++s->n_entries > s->table_size)
		grow(s);
	if (s->n_entries > ENTRIES_MAX)
		store_evict(s, e);
	return e;
}

/* ---- what goes ---- */

void entry_set_result(
	struct store *s, struct entry *e, struct api_result *result)
{
	if (e->result) {
		s->bytes -= e->result->bytes;
		api_result_unref(e->result);
	}
	if (result) {
		s->bytes += result->bytes;
		e->nth_result = ++s->n_results;
	}
	e->result = result;
}

static void destroy_entry(struct store *s, struct entry *e)
{
	*slot_of(s, e->endpoint, e->argument, e->hash) = e->chain;
	lru_unlink(e);
	entry_set_result(s, e, NULL);
	s->n_entries--;
	free(e->argument);
	free(e);
}

static bool is_over(const struct store *s)
{
	return s->bytes > s->max_bytes || s->n_entries > ENTRIES_MAX;
}

/* To drop what is held elsewhere would free nothing, and it would be fetched
 * anew for all that; what came just now is still to be asked for by those who
 * waited for it. */
static bool may_go(const struct store *s, const struct entry *e,
	const struct entry *keep)
{
	if (e == keep || e->flight)
		return false;
	if (!e->result)
		return true;
	if (e->awaited && s->n_results - e->nth_result < AWAITED_MAX)
		return false;
	return !api_result_is_shared(e->result);
}

void store_evict(struct store *s, const struct entry *keep)
{
	struct entry *e = s->lru.newer;

	while (e != &s->lru && is_over(s)) {
		struct entry *next = e->newer;

		if (may_go(s, e, keep)) {
			destroy_entry(s, e);
			s->n_evicted++;
		}
		e = next;
	}
}

/* ---- life ---- */

int store_init(struct store *s, uint64_t max_bytes)
{
	*s = (struct store){
		.table = calloc(TABLE_SIZE, sizeof(struct entry *)),
		.table_size = TABLE_SIZE,
		.max_bytes = max_bytes,
	};
	s->lru.newer = s->lru.older = &s->lru;
	return s->table ? 0 : -ENOMEM;
}

void store_finish(struct store *s)
{
	while (s->lru.newer != &s->lru)
		destroy_entry(s, s->lru.newer);
	free(s->table);
}
