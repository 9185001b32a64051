/* SPDX-License-Identifier: MIT */
/*
 * Answers of the control plane kept for a time, one flight per key.
 *
 * A key is an operation and its argument. Asking never blocks: it yields an
 * answer, or says that a flight is under way and wakes the asker later. A
 * failed flight answers its waiters with the error, or with the last good
 * answer while stale_if_error allows; an error is kept for a moment.
 *
 * Any thread. One lock inside, never held while waking anybody.
 */
#ifndef RUNAIFS_CACHE_CACHE_H
#define RUNAIFS_CACHE_CACHE_H

#include "api.h"

struct cache;
struct cache_waiter;

/* An answer as of now. Holds one reference on `result`; release with
 * api_result_unref(). */
struct cache_answer {
	struct api_result *result;
	bool stale;	    /* past its TTL */
	int64_t good_for_ms; /* how long the kernel may keep it: what is left of
				the TTL, or at most 1000 where stale, >= 0 */
	int64_t changed_real_ns; /* when these bytes were first seen; moves by at
				    least a second from one version to the next */
};

enum cache_how {
	CACHE_FRESH, /* fresh, or stale-while-revalidate; fetch what is missing */
	CACHE_PEEK,  /* whatever is there, however old; fetch nothing */
};

/*
 * Asks for (e, argument). Returns
 *   0             and an answer;
 *   -EINPROGRESS  a flight is under way: `w` (when not NULL) is queued and
 *                 w->wake is called once, from another thread or, rarely,
 *                 before this returns;
 *   -ENODATA      CACHE_PEEK only: nothing there;
 *   -ENOENT, -EACCES, -EOPNOTSUPP  kept for an hour for what has no argument
 *                 and was never had: a list that this control plane or user
 *                 does not have; else for ttl_negative; other failures of a
 *                 flight for a second, so that one command's questions cost one
 *                 deadline;
 *   -ENOMEM; -EOPNOTSUPP also where the generation has no such operation.
 */
int cache_ask(struct cache *c, enum endpoint e, const char *argument,
	enum cache_how how, struct cache_waiter *w, struct cache_answer *ret);

struct cache_flight;

/* Embedded in the asker's own memory, which must outlive the wait. One that is
 * queued may ask again, for something else too: it stays where it is queued. */
struct cache_waiter {
	/* err: 0, ask again (there is an answer, unless it has been expired since);
	 * else a negative errno, final for this waiter. No lock is held. NULL: not
	 * to be queued, only since_ms counts. */
	void (*wake)(struct cache_waiter *w, int err);
	/* Monotonic ms of when the asker began: an answer that came in at or
	 * after this time satisfies it, even with a TTL of 0. */
	int64_t since_ms;
	/* private, zero */
	struct cache_waiter *prev, *next;
	struct cache_flight *flight;
};

/* Takes a queued waiter off. True: it will not be woken; false: it has been or
 * is being woken. The flight goes on either way. */
bool cache_leave(struct cache *c, struct cache_waiter *w);

/* Makes (e, argument) expire now, argument NULL meaning every argument; what is
 * there stays for CACHE_PEEK until its successor has come. */
void cache_expire(struct cache *c, enum endpoint e, const char *argument);
void cache_expire_all(struct cache *c);

/* `api`, `config` and `clock` are borrowed. */
int cache_create(struct cache **ret, struct api *api,
	const struct config *config, const struct clock *clock);
/* Only after api_destroy() has ended all flights. */
void cache_destroy(struct cache *c);

struct cache_entry_info {
	bool present, stale, in_flight;
	bool partial; /* the answer: see struct api_result */
	int64_t fetched_real_ns, age_ms, ttl_ms;
	size_t bytes, n_items;
	int last_error; /* negative errno of the last flight, 0 */
	int error;	/* the same while it answers for itself */
};
bool cache_info(struct cache *c, enum endpoint e, const char *argument,
	struct cache_entry_info *ret);

struct cache_stats {
	uint64_t hits, misses, stale_served, stale_if_error, joined, evictions;
	size_t bytes, entries, flights;
	unsigned keys_failing; /* keys whose last flight failed by an outage, in
				  the last minute */
	unsigned keys_refused; /* … for want of valid credentials, nothing
				  having been answered since */
};
void cache_stats(struct cache *c, struct cache_stats *ret);

#endif
