/* SPDX-License-Identifier: MIT */
/*
 * What cache.c, the face, and flight.c share. Private to them.
 *
 *	cache.c ──► flight.c ──► store.c
 *	   └──────────┴── policy.c
 */
#ifndef RUNAIFS_CACHE_CACHE_PRIVATE_H
#define RUNAIFS_CACHE_CACHE_PRIVATE_H

#include <pthread.h>
#include "cache.h"
#include "policy.h"
#include "store.h"

struct cache {
	struct api *api;
	const struct clock *clock;
	struct policy policy[4]; /* by enum ttl_class */
	int64_t negative_ms;

	pthread_mutex_t lock; /* guards all below */
	struct store store;
	struct cache_stats stats; /* but what the store counts */
	int64_t accepted_ms;	  /* when something was last answered */
};

/* ---- flight.c; the lock is held ---- */

const struct policy *entry_policy(const struct cache *c, const struct entry *e);
/* Of its result, which is there. */
int64_t entry_age(const struct cache *c, const struct entry *e);

/* Takes off unless one is under way. 0, or what api_fetch() says. */
int flight_start(struct cache *c, struct entry *e);
/* It will be woken when the flight lands. One that waits already goes on
 * waiting where it does: it asks again once woken. */
void flight_join(struct cache_flight *f, struct cache_waiter *w);
/* What is under way will not be fresh when it lands. */
void flight_outdate(struct cache_flight *f);

#endif
