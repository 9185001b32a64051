/* SPDX-License-Identifier: MIT */
/*
 * One fetch a key at a time: who waits for it, and what its landing changes.
 */
#include "cache_private.h"

#include <errno.h>

/* Until a list never had is asked again. */
#define REFUSED_MS (3600 * MS_PER_S)
/* Between refetches while the last one failed. */
#define NEXT_TRY_MS MS_PER_S

struct cache_flight {
	struct cache *cache;
	struct entry *entry;
	struct cache_waiter *waiters;
	bool outdated; /* expired after it took off: not fresh when it lands */
};

/* ---- who waits; the lock is held ---- */

void flight_join(struct cache_flight *f, struct cache_waiter *w)
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

/* ---- what lands; the lock is held ---- */

const struct policy *entry_policy(const struct cache *c, const struct entry *e)
{
	return &c->policy[e->result ? e->result->row->ttl : TTL_MORE];
}

int64_t entry_age(const struct cache *c, const struct entry *e)
{
	int64_t age = clock_mono_ms(c->clock) - e->result->mono_ms;

	return age > 0 ? age : 0;
}

/* Equal bytes keep their time; others move it by a second at least. */
static int64_t changed_at(const struct entry *e, const struct api_result *r)
{
	int64_t least = e->changed_real_ns + NS_PER_S;

	if (e->result && e->result->hash == r->hash &&
		e->result->n_items == r->n_items)
		return e->changed_real_ns;
	return e->changed_real_ns && r->real_ns < least ? least : r->real_ns;
}

static void land(struct cache *c, struct entry *e, struct api_result *r)
{
	e->changed_real_ns = changed_at(e, r);
	entry_set_result(&c->store, e, r);
	e->awaited = e->flight->waiters != NULL;
	e->expired = e->flight->outdated;
	e->failing = false;
	e->error = 0;
	c->accepted_ms = clock_mono_ms(c->clock);
	store_evict(&c->store, e);
}

/* Is there no such list here, or not for this user? Not so where there was
 * one. */
static bool is_refused_list(const struct entry *e, int err)
{
	return !*e->argument && !e->changed_real_ns && policy_is_refusal(err);
}

/* For how long it answers for itself. */
static int64_t error_ms(const struct cache *c, const struct entry *e, int err)
{
	return is_refused_list(e, err) ? REFUSED_MS
				       : policy_error_ms(err, c->negative_ms);
}

/* Notes a failure; true where the last good answer stands in for it. */
static bool crash(struct cache *c, struct entry *e, int err)
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
		e->error_until_ms = now + error_ms(c, e, err);
	if (!e->failing)
		entry_set_result(&c->store, e, NULL);
	return false;
}

/* ---- its life ---- */

/* On the network thread, without the lock. */
static void on_landed(void *arg, int err, struct api_result *result,
	const struct api_error *error)
{
	struct cache_flight *f = arg;
	struct cache *c = f->cache;
	struct entry *e = f->entry;
	struct cache_waiter *list;

	pthread_mutex_lock(&c->lock);
	if (err == 0)
		land(c, e, result);
	else if (crash(c, e, err))
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

int flight_start(struct cache *c, struct entry *e)
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
		e->result, on_landed, f);
	if (r < 0) {
		e->flight = NULL;
		c->stats.flights--;
		free(f);
	}
	return r;
}

void flight_outdate(struct cache_flight *f)
{
	f->outdated = true;
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
