/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>

#include "cache.h"
#include "policy.h"

#define REFUSED_MS INT64_C(3600000) /* until a list never had is asked again */
#define NEXT_TRY_MS 1000   /* between refetches while the last one failed */
#define ENTRIES_MAX 65536  /* keys kept; beyond it the least used go */
#define SECOND_NS INT64_C(1000000000)
#define FAILURE_COUNTS_MS INT64_C(60000) /* in the statistics */

/* One fetch under way and who waits for it. */
struct cache_flight {
	struct cache *cache;
	struct entry *entry;
	struct cache_waiter *waiters;
	bool outdated; /* expired after it took off: not fresh when it lands */
};

/* One key. Lives in a hash chain and in the LRU ring. */
struct entry {
	struct entry *chain;
	struct entry *newer, *older;
	enum endpoint endpoint;
	char *argument;
	uint64_t hash;
	struct api_result *result;
	int64_t changed_real_ns;
	bool expired, failing;
	int64_t next_try_ms;
	int error;		/* of the last flight */
	int64_t failed_ms;	/* when it was */
	int64_t error_until_ms; /* until then it answers for itself */
	struct cache_flight *flight;
};

struct cache {
	struct api *api;
	const struct clock *clock;
	struct policy policy[4]; /* by enum ttl_class */
	int64_t negative_ms;
	uint64_t max_bytes;

	pthread_mutex_t lock; /* guards all below */
	struct entry **table;
	size_t table_size;
	struct entry lru; /* ring head: .newer is the least recently used */
	struct cache_stats stats;
	int64_t accepted_ms; /* when something was last answered */
};

static const enum setting ttl_setting[] = {
	[TTL_RUNNING] = SET_TTL,
	[TTL_ORG] = SET_TTL_ORG,
	[TTL_STATIC] = SET_TTL_STATIC,
	[TTL_MORE] = SET_TTL_MORE,
};

int cache_create(struct cache **ret, struct api *api,
	const struct config *config, const struct clock *clock)
{
	struct cache *c = calloc(1, sizeof(*c));
	bool swr = config_bool(config, SET_STALE_WHILE_REVALIDATE);

	if (!c)
		return -ENOMEM;
	c->table_size = 1024;
	c->table = calloc(c->table_size, sizeof(*c->table));
	if (!c->table) {
		free(c);
		return -ENOMEM;
	}
	for (size_t i = 0; i < ARRAY_SIZE(ttl_setting); i++) {
		struct policy *p = &c->policy[i];
		p->ttl_ms = config_ms(config, ttl_setting[i]);
		p->swr_ms = swr ? p->ttl_ms : 0;
		p->sie_ms = config_ms(config, SET_STALE_IF_ERROR);
	}
	c->negative_ms = config_ms(config, SET_TTL_NEGATIVE);
	c->max_bytes = config_size(config, SET_CACHE_SIZE);
	c->api = api;
	c->clock = clock;
	c->lru.newer = c->lru.older = &c->lru;
	pthread_mutex_init(&c->lock, NULL);
	*ret = c;
	return 0;
}

/* ---- below this line the lock is held, unless a function says otherwise ---- */

static void lru_unlink(struct entry *e)
{
	e->newer->older = e->older;
	e->older->newer = e->newer;
}

static void lru_touch(struct cache *c, struct entry *e)
{
	lru_unlink(e);
	e->older = c->lru.older;
	e->newer = &c->lru;
	e->older->newer = e;
	c->lru.older = e;
}

static uint64_t key_hash(enum endpoint e, const char *argument)
{
	return hash_bytes(argument, strlen(argument), (uint64_t)e + 1);
}

static struct entry **entry_slot(struct cache *c, enum endpoint e,
	const char *argument, uint64_t hash)
{
	struct entry **p = &c->table[hash & (c->table_size - 1)];

	while (*p && ((*p)->hash != hash || (*p)->endpoint != e ||
			     strcmp((*p)->argument, argument) != 0))
		p = &(*p)->chain;
	return p;
}

static struct entry *entry_find(struct cache *c, enum endpoint e,
	const char *argument)
{
	argument = argument ? argument : "";
	return *entry_slot(c, e, argument, key_hash(e, argument));
}

static void table_grow(struct cache *c)
{
	size_t size = c->table_size * 2;
	struct entry **table = calloc(size, sizeof(*table));

	if (!table)
		return; /* longer chains, nothing worse */
	for (struct entry *e = c->lru.newer; e != &c->lru; e = e->newer) {
		struct entry **slot = &table[e->hash & (size - 1)];
		e->chain = *slot;
		*slot = e;
	}
	free(c->table);
	c->table = table;
	c->table_size = size;
}

static struct entry *entry_get(struct cache *c, enum endpoint ep,
	const char *argument)
{
	struct entry *e = entry_find(c, ep, argument), **slot;

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
	lru_touch(c, e);
	slot = entry_slot(c, ep, e->argument, e->hash);
	*slot = e;
	if (++c->stats.entries > c->table_size)
		table_grow(c);
	return e;
}

static void entry_drop_result(struct cache *c, struct entry *e)
{
	if (!e->result)
		return;
	c->stats.bytes -= e->result->bytes;
	api_result_unref(e->result);
	e->result = NULL;
}

static void entry_destroy(struct cache *c, struct entry *e)
{
	*entry_slot(c, e->endpoint, e->argument, e->hash) = e->chain;
	lru_unlink(e);
	entry_drop_result(c, e);
	c->stats.entries--;
	free(e->argument);
	free(e);
}

/* Drops least recently used entries until the budget holds; never `keep`,
 * never one with a flight. What others hold references on stays in memory. */
static void evict(struct cache *c, const struct entry *keep)
{
	struct entry *e = c->lru.newer;

	while (e != &c->lru && (c->stats.bytes > c->max_bytes ||
				       c->stats.entries > ENTRIES_MAX)) {
		struct entry *next = e->newer;
		if (e != keep && !e->flight) {
			entry_destroy(c, e);
			c->stats.evictions++;
		}
		e = next;
	}
}

static const struct policy *entry_policy(const struct cache *c,
	const struct entry *e)
{
	enum ttl_class t = TTL_MORE;

	if (e->result)
		t = e->result->row->ttl;
	return &c->policy[t];
}

static int64_t entry_age(const struct cache *c, const struct entry *e)
{
	int64_t age = clock_mono_ms(c->clock) - e->result->mono_ms;
	return age > 0 ? age : 0;
}

/* One that waits already goes on waiting there: it asks again once woken. */
static void waiter_add(struct cache_flight *f, struct cache_waiter *w)
{
	if (w->flight)
		return;
	w->flight = f;
	w->prev = NULL;
	w->next = f->waiters;
	if (w->next)
		w->next->prev = w;
	f->waiters = w;
}

static void waiter_remove(struct cache_waiter *w)
{
	if (w->prev)
		w->prev->next = w->next;
	else
		w->flight->waiters = w->next;
	if (w->next)
		w->next->prev = w->prev;
	w->flight = NULL;
}

static struct cache_waiter *waiters_take(struct cache_flight *f)
{
	struct cache_waiter *list = f->waiters;

	for (struct cache_waiter *w = list; w; w = w->next)
		w->flight = NULL;
	f->waiters = NULL;
	return list;
}

static void entry_install(struct cache *c, struct entry *e,
	struct api_result *r)
{
	bool same = e->result && e->result->hash == r->hash &&
		e->result->n_items == r->n_items;
	int64_t changed = r->real_ns;

	if (same)
		changed = e->changed_real_ns;
	else if (e->changed_real_ns && changed < e->changed_real_ns + SECOND_NS)
		changed = e->changed_real_ns + SECOND_NS;
	entry_drop_result(c, e);
	e->result = r;
	e->changed_real_ns = changed;
	e->expired = e->flight->outdated;
	e->failing = false;
	e->error = 0;
	c->accepted_ms = clock_mono_ms(c->clock);
	c->stats.bytes += r->bytes;
	evict(c, e);
}

/* Is there no such list here, or not for this user? Not so where there was one. */
static bool is_refused_list(const struct entry *e, int err)
{
	return !*e->argument && !e->changed_real_ns &&
		policy_is_refusal(err);
}

/* Notes a failure; true where the last good answer stands in for it. */
static bool entry_fail(struct cache *c, struct entry *e, int err)
{
	int64_t now = clock_mono_ms(c->clock);

	e->error = err;
	e->failed_ms = now;
	e->failing = policy_is_outage(err);
	if (e->failing && e->result &&
		policy_stands_in(entry_policy(c, e), entry_age(c, e))) {
		e->next_try_ms = now + NEXT_TRY_MS;
		c->stats.stale_if_error++;
		return true;
	}
	if (!e->flight->outdated)
		e->error_until_ms = now +
			(is_refused_list(e, err)
					? REFUSED_MS
					: policy_error_ms(err, c->negative_ms));
	if (!e->failing)
		entry_drop_result(c, e);
	return false;
}

/* Called on the network thread without the lock. */
static void flight_done(void *arg, int err, struct api_result *result,
	const struct api_error *error)
{
	struct cache_flight *f = arg;
	struct cache *c = f->cache;
	struct entry *e = f->entry;
	struct cache_waiter *list;

	pthread_mutex_lock(&c->lock);
	if (err == 0)
		entry_install(c, e, result);
	else if (entry_fail(c, e, err))
		err = 0;
	list = waiters_take(f);
	e->flight = NULL;
	c->stats.flights--;
	pthread_mutex_unlock(&c->lock);
	free(f);
	while (list) {
		struct cache_waiter *w = list;
		list = w->next;
		w->wake(w, err);
	}
}

static int flight_start(struct cache *c, struct entry *e)
{
	struct cache_flight *f;
	int r;

	if (e->flight)
		return 0;
	f = calloc(1, sizeof(*f));
	if (!f)
		return -ENOMEM;
	f->cache = c;
	f->entry = e;
	e->flight = f;
	c->stats.flights++;
	r = api_fetch(c->api, e->endpoint, *e->argument ? e->argument : NULL,
		e->result, flight_done, f);
	if (r < 0) {
		e->flight = NULL;
		c->stats.flights--;
		free(f);
	}
	return r;
}

static int serve(struct cache *c, struct entry *e, enum verdict v,
	struct cache_answer *ret)
{
	ret->result = api_result_ref(e->result);
	ret->stale = v != VERDICT_FRESH;
	ret->good_for_ms =
		policy_good_for_ms(entry_policy(c, e), entry_age(c, e), v);
	ret->changed_real_ns = e->changed_real_ns;
	return 0;
}

static int serve_stale(struct cache *c, struct entry *e,
	struct cache_answer *ret)
{
	bool pause = e->failing && clock_mono_ms(c->clock) < e->next_try_ms;

	c->stats.stale_served++;
	if (!pause)
		flight_start(c, e); /* where it cannot, the old must do */
	return serve(c, e, VERDICT_STALE, ret);
}

static int join(struct cache *c, struct entry *e, struct cache_waiter *w)
{
	int r;

	if (!e->flight && e->error &&
		(clock_mono_ms(c->clock) < e->error_until_ms ||
			(w && policy_is_refusal(e->error) &&
				e->failed_ms >= w->since_ms)))
		return e->error;
	if (e->flight)
		c->stats.joined++;
	else
		c->stats.misses++;
	r = flight_start(c, e);
	if (r < 0)
		return r;
	if (w)
		waiter_add(e->flight, w);
	return -EINPROGRESS;
}

static int ask(struct cache *c, struct entry *e, struct cache_waiter *w,
	struct cache_answer *ret)
{
	enum verdict v = VERDICT_FETCH;

	lru_touch(c, e);
	if (e->result)
		v = policy_judge(entry_policy(c, e), entry_age(c, e),
			e->expired, e->failing);
	if (v == VERDICT_FETCH && e->result && !e->expired && w &&
		e->result->mono_ms >= w->since_ms)
		return serve(c, e, VERDICT_FETCH, ret);
	if (v == VERDICT_FETCH)
		return join(c, e, w);
	c->stats.hits++;
	if (v == VERDICT_STALE)
		return serve_stale(c, e, ret);
	return serve(c, e, v, ret);
}

/* ---- the lock is not held from here on ---- */

int cache_ask(struct cache *c, enum endpoint ep, const char *argument,
	enum cache_how how, struct cache_waiter *w, struct cache_answer *ret)
{
	struct entry *e;
	int r;

	pthread_mutex_lock(&c->lock);
	if (how == CACHE_PEEK) {
		e = entry_find(c, ep, argument);
		r = e && e->result ? serve(c, e, VERDICT_FETCH, ret) : -ENODATA;
	} else {
		e = entry_get(c, ep, argument);
		r = e ? ask(c, e, w, ret) : -ENOMEM;
		if (c->stats.entries > ENTRIES_MAX)
			evict(c, e);
	}
	pthread_mutex_unlock(&c->lock);
	return r;
}

bool cache_leave(struct cache *c, struct cache_waiter *w)
{
	bool queued;

	pthread_mutex_lock(&c->lock);
	queued = w->flight != NULL;
	if (queued)
		waiter_remove(w);
	pthread_mutex_unlock(&c->lock);
	return queued;
}

static void entry_expire(struct entry *e)
{
	e->expired = true;
	e->failing = false;
	e->error_until_ms = 0;
	if (e->flight)
		e->flight->outdated = true;
}

void cache_expire(struct cache *c, enum endpoint ep, const char *argument)
{
	pthread_mutex_lock(&c->lock);
	if (argument) {
		struct entry *e = entry_find(c, ep, argument);
		if (e)
			entry_expire(e);
	} else {
		for (struct entry *e = c->lru.newer; e != &c->lru; e = e->newer)
			if (e->endpoint == ep)
				entry_expire(e);
	}
	pthread_mutex_unlock(&c->lock);
}

void cache_expire_all(struct cache *c)
{
	pthread_mutex_lock(&c->lock);
	for (struct entry *e = c->lru.newer; e != &c->lru; e = e->newer)
		entry_expire(e);
	pthread_mutex_unlock(&c->lock);
}

bool cache_info(struct cache *c, enum endpoint ep, const char *argument,
	struct cache_entry_info *ret)
{
	struct entry *e;

	*ret = (struct cache_entry_info){0};
	pthread_mutex_lock(&c->lock);
	e = entry_find(c, ep, argument);
	if (e) {
		ret->in_flight = e->flight != NULL;
		ret->last_error = e->error;
		if (clock_mono_ms(c->clock) < e->error_until_ms)
			ret->error = e->error;
	}
	if (e && e->result) {
		const struct policy *p = entry_policy(c, e);
		ret->present = true;
		ret->age_ms = entry_age(c, e);
		ret->ttl_ms = p->ttl_ms;
		ret->stale = e->expired || ret->age_ms >= p->ttl_ms;
		ret->fetched_real_ns = e->result->real_ns;
		ret->bytes = e->result->bytes;
		ret->n_items = e->result->n_items;
	}
	pthread_mutex_unlock(&c->lock);
	return e != NULL;
}

static bool is_refusal(int err)
{
	return err == -EKEYREJECTED || err == -EKEYEXPIRED || err == -ENOKEY;
}

/* A failure that nobody has asked about since says little about now, and
 * nothing about credentials that were good for something later. */
void cache_stats(struct cache *c, struct cache_stats *ret)
{
	pthread_mutex_lock(&c->lock);
	int64_t now = clock_mono_ms(c->clock);
	*ret = c->stats;
	for (struct entry *e = c->lru.newer; e != &c->lru; e = e->newer) {
		if (!e->error || now - e->failed_ms > FAILURE_COUNTS_MS)
			continue;
		ret->keys_failing += policy_is_outage(e->error);
		ret->keys_refused += is_refusal(e->error) &&
			e->failed_ms >= c->accepted_ms;
	}
	pthread_mutex_unlock(&c->lock);
}

void cache_destroy(struct cache *c)
{
	if (!c)
		return;
	while (c->lru.newer != &c->lru)
		entry_destroy(c, c->lru.newer);
	pthread_mutex_destroy(&c->lock);
	free(c->table);
	free(c);
}
