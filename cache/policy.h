/* SPDX-License-Identifier: MIT */
/*
 * Freshness, decided from ages alone. Pure; any thread.
 *
 *   age:  0 ........ ttl ........ ttl+swr ........ ttl+sie
 *         |  FRESH   |   STALE    |     FETCH, and the old answer
 *                    (refetch     |     where that fails
 *                     behind it)  |
 *
 * While the last fetch failed and the old answer may still stand in, it is
 * served at once (STALE) instead of making every reader wait for a sick server.
 */
#ifndef RUNAIFS_CACHE_POLICY_H
#define RUNAIFS_CACHE_POLICY_H

#include <stdbool.h>
#include <stdint.h>

struct policy {
	int64_t ttl_ms;
	int64_t swr_ms; /* stale-while-revalidate, past the TTL; 0: off */
	int64_t sie_ms; /* stale-if-error, past the TTL; 0: off */
};

enum verdict {
	VERDICT_FRESH, /* serve */
	VERDICT_STALE, /* serve, and refetch behind it */
	VERDICT_FETCH, /* wait for a fetch */
};

/* `expired`: told to refetch whatever the age. `failing`: the last fetch
 * failed in a way that says nothing about the data. */
enum verdict policy_judge(const struct policy *p, int64_t age_ms, bool expired,
	bool failing);

/* May an answer of this age stand in for a failed fetch? */
bool policy_stands_in(const struct policy *p, int64_t age_ms);

/* How long the kernel may keep what is served now: what is left of the TTL; of
 * a stale answer at most a second. */
int64_t policy_good_for_ms(const struct policy *p, int64_t age_ms,
	enum verdict v);

/* Does this negative errno leave the last good answer believable? */
bool policy_is_outage(int err);

/* Does it say that there is no such thing, or not for this user? */
bool policy_is_refusal(int err);

/* Milliseconds for which a failure answers for itself: authoritative absence
 * and refusal `negative_ms`, all else long enough for one command's repeated
 * questions. */
int64_t policy_error_ms(int err, int64_t negative_ms);

#endif
