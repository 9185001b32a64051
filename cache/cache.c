/* SPDX-License-Identifier: MIT */
#include "cache_private.h"

#include <errno.h>

/* In the statistics. */
#define FAILURE_COUNTS_MS (60 * MS_PER_S)

/* ---- asking; the lock is held ---- */

static int serve(struct cache *c, struct entry *e, enum verdict v,
	struct cache_answer *ret)
{
	e->awaited = false;
	ret->result = api_result_ref(e->result);
	ret->stale = v != VERDICT_FRESH;
	ret->good_for_ms =
		policy_good_for_ms(entry_policy(c, e), entry_age(c, e), v);
	ret->changed_real_ns = e->changed_real_ns;
	return 0;
}

static int serve_stale(
	struct cache *c, struct entry *e, struct cache_answer *ret)
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
	if (w && w->wake)
		flight_join(e->flight, w);
	return -EINPROGRESS;
}

static int ask(struct cache *c, struct entry *e, struct cache_waiter *w,
	struct cache_answer *ret)
{
	enum verdict v = VERDICT_FETCH;

	store_touch(&c->store, e);
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
		e = store_find(&c->store, ep, argument);
		r = e && e->result ? serve(c, e, VERDICT_FETCH, ret) : -ENODATA;
	} else {
		e = store_get(&c->store, ep, argument);
		r = e ? ask(c, e, w, ret) : -ENOMEM;
	}
	pthread_mutex_unlock(&c->lock);
	return r;
}

static void entry_expire(struct entry *e)
{
	e->expired = true;
	e->failing = false;
	e->error_until_ms = 0;
	if (e->flight)
		flight_outdate(e->flight);
}

void cache_expire(struct cache *c, enum endpoint ep, const char *argument)
{
	pthread_mutex_lock(&c->lock);
	if (argument) {
		struct entry *e = store_find(&c->store, ep, argument);
		if (e)
			entry_expire(e);
	} else {
		store_each(e, &c->store)
		{
			if (e->endpoint == ep)
				entry_expire(e);
		}
	}
	pthread_mutex_unlock(&c->lock);
}

void cache_expire_all(struct cache *c)
{
	pthread_mutex_lock(&c->lock);
	store_each(e, &c->store)
	{
		entry_expire(e);
	}
	pthread_mutex_unlock(&c->lock);
}

bool cache_info(struct cache *c, enum endpoint ep, const char *argument,
	struct cache_entry_info *ret)
{
	struct entry *e;

	*ret = (struct cache_entry_info){0};
	pthread_mutex_lock(&c->lock);
	e = store_find(&c->store, ep, argument);
	if (e) {
		ret->in_flight = e->flight != NULL;
		ret->last_error = e->error;
		if (clock_mono_ms(c->clock) < e->error_until_ms)
			ret->error = e->error;
	}
	if (e && e->result) {
		const struct policy *p = entry_policy(c, e);
		ret->present = true;
		ret->partial = e->result->partial;
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
	ret->bytes = c->store.bytes;
	ret->entries = c->store.n_entries;
	ret->evictions = c->store.n_evicted;
	store_each(e, &c->store)
	{
		if (!e->error || now - e->failed_ms > FAILURE_COUNTS_MS)
			continue;
		ret->keys_failing += policy_is_outage(e->error);
		ret->keys_refused +=
			is_refusal(e->error) && e->failed_ms >= c->accepted_ms;
	}
	pthread_mutex_unlock(&c->lock);
}

/* ---- life ---- */

static void set_policies(struct cache *c, const struct config *config)
{
	static const enum setting ttl_setting[] = {
		[TTL_RUNNING] = SET_TTL,
		[TTL_ORG] = SET_TTL_ORG,
		[TTL_STATIC] = SET_TTL_STATIC,
		[TTL_MORE] = SET_TTL_MORE,
	};
	bool swr = config_bool(config, SET_STALE_WHILE_REVALIDATE);

	for (size_t i = 0; i < ARRAY_SIZE(ttl_setting); i++) {
		struct policy *p = &c->policy[i];

		p->ttl_ms = config_ms(config, ttl_setting[i]);
		p->swr_ms = swr ? p->ttl_ms : 0;
		p->sie_ms = config_ms(config, SET_STALE_IF_ERROR);
	}
	c->negative_ms = config_ms(config, SET_TTL_NEGATIVE);
}

int cache_create(struct cache **ret, struct api *api,
	const struct config *config, const struct clock *clock)
{
	struct cache *c = calloc(1, sizeof(*c));

	if (!c)
		return -ENOMEM;
	if (store_init(&c->store, config_size(config, SET_CACHE_SIZE)) < 0) {
		free(c);
		return -ENOMEM;
	}
	set_policies(c, config);
	c->api = api;
	c->clock = clock;
	pthread_mutex_init(&c->lock, NULL);
	*ret = c;
	return 0;
}

void cache_destroy(struct cache *c)
{
	if (!c)
		return;
	store_finish(&c->store);
	pthread_mutex_destroy(&c->lock);
	free(c);
}
