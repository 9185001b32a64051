/* SPDX-License-Identifier: MIT */
/*
 * The cache, step by step.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#include "cache_fake.h"

/* ---- askers ---- */

struct asker {
	struct cache_waiter w;
	struct fixture *f;
	int woken, err;
	/* what its wake does besides */
	struct asker *leaves; /* this one goes */
	bool left;
	bool asks; /* asks again, with itself as the waiter */
	int asked;
	uint64_t hash;
};

static void on_wake(struct cache_waiter *w, int err)
{
	struct asker *a = container_of(w, struct asker, w);
	struct cache_answer answer;

	a->woken++;
	a->err = err;
	if (a->leaves)
		a->left = cache_leave(a->f->cache, &a->leaves->w);
	if (!a->asks)
		return;
	a->asked = cache_ask(a->f->cache, EP_WORKLOADS, NULL, CACHE_FRESH,
		&a->w, &answer);
	if (a->asked < 0)
		return;
	a->hash = answer.result->hash;
	api_result_unref(answer.result);
}

static struct asker asker(struct fixture *f)
{
	return (struct asker){
		.w = {.wake = on_wake, .since_ms = now_ms(&f->clock.clock)},
		.f = f};
}

/* What an asker without patience is told, the reference given back. */
struct told {
	int r;
	uint64_t hash;
	bool stale;
	int64_t good_for_ms, changed_real_ns;
};

static struct told ask_key(struct fixture *f, enum endpoint e, const char *arg,
	enum cache_how how, struct asker *a)
{
	struct cache_answer answer = {0};
	int r = cache_ask(f->cache, e, arg, how, a ? &a->w : NULL, &answer);

	if (r < 0)
		return (struct told){.r = r};
	struct told t = {0, answer.result->hash, answer.stale,
		answer.good_for_ms, answer.changed_real_ns};
	api_result_unref(answer.result);
	return t;
}

static struct told ask(struct fixture *f)
{
	return ask_key(f, EP_WORKLOADS, NULL, CACHE_FRESH, NULL);
}

static int ask_with(struct fixture *f, struct asker *a)
{
	return ask_key(f, EP_WORKLOADS, NULL, CACHE_FRESH, a).r;
}

/* The answer `hash` is there, `age` old. */
static void have(struct fixture *f, uint64_t hash)
{
	assert_int_equal(ask(f).r, -EINPROGRESS);
	land(f, 0, hash);
}

static struct cache_entry_info info(struct fixture *f)
{
	struct cache_entry_info i;

	assert_true(cache_info(f->cache, EP_WORKLOADS, NULL, &i));
	return i;
}

/* ---- one flight ---- */

static void test_one_flight(void **state)
{
	struct fixture *f = *state;
	struct asker a[5];

	for (size_t i = 0; i < ARRAY_SIZE(a); i++) {
		a[i] = asker(f);
		assert_int_equal(ask_with(f, &a[i]), -EINPROGRESS);
	}
	assert_int_equal(ask(f).r, -EINPROGRESS); /* who does not wait */
	assert_int_equal(f->api.n_calls, 1);
	assert_int_equal(stats(f).flights, 1);
	assert_int_equal(stats(f).misses, 1);
	assert_int_equal(stats(f).joined, 5);
	land(f, 0, 1);
	for (size_t i = 0; i < ARRAY_SIZE(a); i++) {
		assert_int_equal(a[i].woken, 1);
		assert_int_equal(a[i].err, 0);
		assert_int_equal(ask_key(f, EP_WORKLOADS, NULL, CACHE_FRESH,
					 &a[i]).hash,
			1);
	}
	assert_int_equal(f->api.n_calls, 1);
	assert_int_equal(stats(f).flights, 0);
}

static void test_one_error(void **state)
{
	struct fixture *f = *state;
	struct asker a = asker(f), b = asker(f);

	ask_with(f, &a);
	ask_with(f, &b);
	land(f, -ETIMEDOUT, 0);
	assert_int_equal(a.woken, 1);
	assert_int_equal(b.woken, 1);
	assert_int_equal(a.err, -ETIMEDOUT);
	assert_int_equal(b.err, -ETIMEDOUT);
}

static void test_keys(void **state)
{
	struct fixture *f = *state;
	static const struct {
		enum endpoint e;
		const char *argument;
	} keys[] = {{EP_WORKLOAD, "a"}, {EP_WORKLOAD, "b"}, {EP_PROJECT, "a"},
		{EP_WORKLOADS, NULL}, {EP_PROJECTS, NULL}};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		ask_key(f, keys[i].e, keys[i].argument, CACHE_FRESH, NULL);
	assert_int_equal(f->api.n_calls, 5);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		struct api_call *call = f->api.calls;
		assert_int_equal(call->endpoint, keys[i].e);
		assert_null(call->previous);
		if (keys[i].argument)
			assert_string_equal(call->argument, keys[i].argument);
		else
			assert_null(call->argument);
		land(f, 0, 10 + i);
	}
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		assert_int_equal(ask_key(f, keys[i].e, keys[i].argument,
					 CACHE_FRESH, NULL).hash,
			10 + i);
	assert_int_equal(stats(f).entries, 5);
}

/* No argument and an empty one are one key: neither has a {} to fill. */
static void test_empty_argument(void **state)
{
	struct fixture *f = *state;

	have(f, 1);
	assert_int_equal(
		ask_key(f, EP_WORKLOADS, "", CACHE_FRESH, NULL).hash, 1);
}

/* ---- ages ---- */

static void test_fresh(void **state)
{
	struct fixture *f = *state;
	struct told t;

	have(f, 1);
	t = ask(f);
	assert_int_equal(t.good_for_ms, TTL);
	pass(&f->clock, TTL - 1);
	t = ask(f);
	assert_int_equal(t.r, 0);
	assert_false(t.stale);
	assert_int_equal(t.good_for_ms, 1);
	assert_int_equal(f->api.n_calls, 1);
	assert_int_equal(stats(f).hits, 2);
	assert_int_equal(stats(f).stale_served, 0);
}

/* The TTL is that of the operation. */
static void test_ttl_class(void **state)
{
	struct fixture *f = *state;

	ask_key(f, EP_PROJECTS, NULL, CACHE_FRESH, NULL);
	land(f, 0, 1);
	assert_int_equal(ask_key(f, EP_PROJECTS, NULL, CACHE_FRESH, NULL)
				 .good_for_ms,
		TTL_O);
	ask_key(f, EP_WORKLOAD, "x", CACHE_FRESH, NULL);
	land(f, 0, 1);
	assert_int_equal(ask_key(f, EP_WORKLOAD, "x", CACHE_FRESH, NULL)
				 .good_for_ms,
		TTL_M);
}

static void test_stale_while_revalidate(void **state)
{
	struct fixture *f = *state;
	struct asker a = asker(f);

	have(f, 1);
	pass(&f->clock, TTL);
	for (int i = 0; i < 3; i++) {
		struct told t = ask_key(
			f, EP_WORKLOADS, NULL, CACHE_FRESH, &a);
		assert_int_equal(t.hash, 1);
		assert_true(t.stale);
		assert_int_equal(t.good_for_ms, 1000);
	}
	assert_int_equal(f->api.n_calls, 2); /* one refetch behind them */
	assert_int_equal(f->api.calls->previous->hash, 1);
	assert_int_equal(stats(f).stale_served, 3);
	land(f, 0, 2);
	assert_int_equal(a.woken, 0); /* it was served and does not wait */
	assert_int_equal(ask(f).hash, 2);
	assert_false(ask(f).stale);
}

static void test_too_old(void **state)
{
	struct fixture *f = *state;

	have(f, 1);
	pass(&f->clock, 2 * TTL);
	assert_int_equal(ask(f).r, -EINPROGRESS);
	land(f, 0, 2);
	assert_int_equal(ask(f).hash, 2);
}

static void test_no_stale_while_revalidate(void **state)
{
	struct fixture *f = *state;

	f->config.swr = false;
	again(f);
	have(f, 1);
	pass(&f->clock, TTL - 1);
	assert_int_equal(ask(f).r, 0);
	pass(&f->clock, 1);
	assert_int_equal(ask(f).r, -EINPROGRESS);
}

/* A clock that runs backwards makes nothing older or younger than new. */
static void test_clock_backwards(void **state)
{
	struct fixture *f = *state;

	have(f, 1);
	pass(&f->clock, -500);
	assert_int_equal(ask(f).good_for_ms, TTL);
	assert_int_equal(info(f).age_ms, 0);
}

/* ---- failures ---- */

static void test_stale_if_error(void **state)
{
	struct fixture *f = *state;
	struct asker a;

	have(f, 1);
	pass(&f->clock, 2 * TTL);
	a = asker(f);
	assert_int_equal(ask_with(f, &a), -EINPROGRESS);
	land(f, -ECONNREFUSED, 0);
	assert_int_equal(a.woken, 1);
	assert_int_equal(a.err, 0); /* there is an answer: the old one */
	assert_int_equal(stats(f).stale_if_error, 1);
	assert_int_equal(stats(f).keys_failing, 1);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(ask(f).hash, 1);
		assert_true(ask(f).stale);
		assert_int_equal(ask(f).good_for_ms, 1000);
	}
	assert_int_equal(f->api.n_calls, 2);
	pass(&f->clock, 999);
	ask(f);
	assert_int_equal(f->api.n_calls, 2); /* the pause between tries */
	pass(&f->clock, 1);
	assert_int_equal(ask(f).hash, 1);
	assert_int_equal(f->api.n_calls, 3);
	ask(f);
	assert_int_equal(f->api.n_calls, 3);
	land(f, 0, 2);
	assert_int_equal(ask(f).hash, 2);
	assert_int_equal(stats(f).keys_failing, 0);
	assert_int_equal(info(f).last_error, 0);
}

static void test_stale_if_error_ends(void **state)
{
	struct fixture *f = *state;
	struct asker a;

	have(f, 1);
	pass(&f->clock, TTL + SIE - 1);
	ask(f);
	land(f, -EIO, 0);
	assert_int_equal(ask(f).hash, 1);
	pass(&f->clock, 1); /* now it is too old to stand in */
	a = asker(f);
	assert_int_equal(ask_with(f, &a), -EINPROGRESS);
	land(f, -EIO, 0);
	assert_int_equal(a.err, -EIO);
	assert_int_equal(ask(f).r, -EIO);
	assert_int_equal(
		ask_key(f, EP_WORKLOADS, NULL, CACHE_PEEK, NULL).hash, 1);
}

/* What an error does to a key that has, or has not, a good answer. */
static const struct {
	int err;
	int64_t kept_ms;
	bool keeps_answer;
} failures[] = {
	{-ENOENT, NEGATIVE, false},
	{-EACCES, NEGATIVE, false},
	{-EOPNOTSUPP, NEGATIVE, false},
	{-EINVAL, 1000, false},
	{-EKEYREJECTED, 1000, false},
	{-EIO, 1000, true},
	{-EBADMSG, 1000, true},
	{-EBUSY, 1000, true},
};

static void test_errors_kept(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(failures); i++) {
		again(f);
		if (!failures[i].keeps_answer)
			have(f, 1); /* what was there may come back soon */
		pass(&f->clock, 2 * TTL);
		unsigned before = f->api.n_calls;
		ask(f);
		land(f, failures[i].err, 0);
		assert_int_equal(info(f).last_error, failures[i].err);
		assert_int_equal(info(f).error, failures[i].err);
		assert_int_equal(ask(f).r, failures[i].err);
		pass(&f->clock, failures[i].kept_ms - 1);
		assert_int_equal(ask(f).r, failures[i].err);
		assert_int_equal(f->api.n_calls, before + 1);
		pass(&f->clock, 1);
		assert_int_equal(ask(f).r, -EINPROGRESS);
		assert_int_equal(f->api.n_calls, before + 2);
		land(f, 0, 1);
		assert_int_equal(ask(f).hash, 1);
	}
}

/* A list that this control plane, or user, does not have: until an hour is over,
 * or it is told to expire. */
static void test_refused_lists(void **state)
{
	static const int errors[] = {-ENOENT, -EACCES, -EOPNOTSUPP};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		enum endpoint e = endpoint_list((enum kind)(KIND_USER + i));
		struct cache_entry_info info;
		ask_key(f, e, NULL, CACHE_FRESH, NULL);
		land(f, errors[i], 0);
		pass(&f->clock, 3600000 - 1);
		assert_int_equal(
			ask_key(f, e, NULL, CACHE_FRESH, NULL).r, errors[i]);
		cache_info(f->cache, e, NULL, &info);
		assert_int_equal(info.error, errors[i]);
		pass(&f->clock, 1);
		cache_info(f->cache, e, NULL, &info);
		assert_int_equal(info.error, 0);
		assert_int_equal(
			ask_key(f, e, NULL, CACHE_FRESH, NULL).r, -EINPROGRESS);
		land(f, errors[i], 0);
		cache_expire(f->cache, e, NULL);
		assert_int_equal(
			ask_key(f, e, NULL, CACHE_FRESH, NULL).r, -EINPROGRESS);
		land(f, 0, 1);
	}
}

/* One object that is not there may be there soon. */
static void test_refused_object(void **state)
{
	struct fixture *f = *state;

	ask_key(f, EP_WORKLOAD, "1", CACHE_FRESH, NULL);
	land(f, -ENOENT, 0);
	pass(&f->clock, NEGATIVE - 1);
	assert_int_equal(
		ask_key(f, EP_WORKLOAD, "1", CACHE_FRESH, NULL).r, -ENOENT);
	pass(&f->clock, 1);
	assert_int_equal(ask_key(f, EP_WORKLOAD, "1", CACHE_FRESH, NULL).r,
		-EINPROGRESS);
}

static void test_errors_and_answers(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(failures); i++) {
		again(f);
		have(f, 1);
		pass(&f->clock, 2 * TTL);
		ask(f);
		land(f, failures[i].err, 0);
		if (failures[i].keeps_answer)
			assert_int_equal(ask(f).hash, 1);
		else
			assert_int_equal(ask(f).r, failures[i].err);
		assert_int_equal(info(f).present, failures[i].keeps_answer);
		assert_int_equal(stats(f).bytes,
			failures[i].keeps_answer ? 100 : 0);
	}
}

/* Running out of memory says nothing about the next try. */
static void test_errors_not_kept(void **state)
{
	struct fixture *f = *state;

	ask(f);
	land(f, -ENOMEM, 0);
	assert_int_equal(ask(f).r, -EINPROGRESS);
	assert_int_equal(f->api.n_calls, 2);
}

static void test_refused(void **state)
{
	struct fixture *f = *state;

	ask(f);
	land(f, -EKEYEXPIRED, 0);
	assert_int_equal(stats(f).keys_refused, 1);
	assert_int_equal(stats(f).keys_failing, 0);
}

static void test_fetch_fails(void **state)
{
	struct fixture *f = *state;
	struct asker a = asker(f);

	f->api.refuse = -ENOMEM;
	assert_int_equal(ask_with(f, &a), -ENOMEM);
	assert_false(cache_leave(f->cache, &a.w));
	assert_int_equal(stats(f).flights, 0);
	f->api.refuse = -EOPNOTSUPP;
	assert_int_equal(ask_with(f, &a), -EOPNOTSUPP);
	f->api.refuse = 0;
	assert_int_equal(ask_with(f, &a), -EINPROGRESS);
	land(f, 0, 1);
	assert_int_equal(a.woken, 1);
	pass(&f->clock, TTL);
	f->api.refuse = -ENOMEM;
	assert_int_equal(ask(f).hash, 1); /* the old must do */
	assert_int_equal(stats(f).flights, 0);
}

/* ---- leaving ---- */

static void test_leave(void **state)
{
	struct fixture *f = *state;
	struct asker a[3];

	for (size_t i = 0; i < ARRAY_SIZE(a); i++) {
		a[i] = asker(f);
		ask_with(f, &a[i]);
	}
	assert_true(cache_leave(f->cache, &a[1].w));
	assert_false(cache_leave(f->cache, &a[1].w));
	assert_true(cache_leave(f->cache, &a[2].w));
	land(f, 0, 1);
	assert_int_equal(a[0].woken, 1);
	assert_int_equal(a[1].woken, 0);
	assert_int_equal(a[2].woken, 0);
	assert_false(cache_leave(f->cache, &a[0].w));
}

/* The flight goes on without them. */
static void test_leave_all(void **state)
{
	struct fixture *f = *state;
	struct asker a = asker(f), b = asker(f);

	ask_with(f, &a);
	assert_true(cache_leave(f->cache, &a.w));
	assert_int_equal(stats(f).flights, 1);
	assert_int_equal(ask_with(f, &b), -EINPROGRESS);
	assert_int_equal(f->api.n_calls, 1);
	land(f, 0, 1);
	assert_int_equal(a.woken, 0);
	assert_int_equal(b.woken, 1);
}

/* One that is about to be woken cannot leave any more, and is woken. */
static void test_leave_during_wake(void **state)
{
	struct fixture *f = *state;
	struct asker a = asker(f), b = asker(f);

	a.leaves = &b;
	b.leaves = &a;
	ask_with(f, &a);
	ask_with(f, &b);
	land(f, 0, 1);
	assert_int_equal(a.woken, 1);
	assert_int_equal(b.woken, 1);
	assert_false(a.left);
	assert_false(b.left);
}

/* A waiter may ask again while it is being woken, and wait again. */
static void test_ask_during_wake(void **state)
{
	struct fixture *f = *state;
	struct asker a = asker(f), b = asker(f);

	a.asks = b.asks = true;
	ask_with(f, &a);
	ask_with(f, &b);
	cache_expire_all(f->cache);
	land(f, 0, 1);
	assert_int_equal(a.asked, -EINPROGRESS);
	assert_int_equal(b.asked, -EINPROGRESS);
	assert_int_equal(f->api.n_calls, 2);
	land(f, 0, 2);
	assert_int_equal(a.woken, 2);
	assert_int_equal(b.woken, 2);
	assert_int_equal(a.hash, 2);
	assert_int_equal(b.hash, 2);
}

/* ---- a TTL of 0 ---- */

static void test_no_ttl(void **state)
{
	struct fixture *f = *state;
	struct asker a, late;
	struct told t;

	f->config.ms[SET_TTL] = 0;
	again(f);
	a = asker(f);
	assert_int_equal(ask_with(f, &a), -EINPROGRESS);
	pass(&f->clock, 10);
	late = asker(f);
	land(f, 0, 1);
	pass(&f->clock, 10);
	t = ask_key(f, EP_WORKLOADS, NULL, CACHE_FRESH, &a);
	assert_int_equal(t.hash, 1); /* it came while `a` waited */
	assert_int_equal(t.good_for_ms, 0);
	t = ask_key(f, EP_WORKLOADS, NULL, CACHE_FRESH, &late);
	assert_int_equal(t.hash, 1); /* at the very moment it began */
	late.w.since_ms++;
	assert_int_equal(ask_with(f, &late), -EINPROGRESS);
	land(f, 0, 2);
	assert_int_equal(ask(f).r, -EINPROGRESS); /* nobody's, so too old */
}

/* One that waits for one thing and asks for another stays where it is queued:
 * woken once, by the first. */
static void test_queued_once(void **state)
{
	struct fixture *f = *state;
	struct asker a = asker(f);
	struct api_call *first, *second;

	assert_int_equal(ask_key(f, EP_WORKLOAD, "v", CACHE_FRESH, &a).r,
		-EINPROGRESS);
	first = take_call(f);
	assert_int_equal(ask_key(f, EP_WORKLOAD, "w", CACHE_FRESH, &a).r,
		-EINPROGRESS);
	second = take_call(f);
	land_call(f, second, 0, 1, 10);
	assert_int_equal(a.woken, 0);
	land_call(f, first, 0, 1, 10);
	assert_int_equal(a.woken, 1);
	assert_false(cache_leave(f->cache, &a.w));
}

/* One that is not to be queued has the flight started all the same, and takes
 * what came since it began. */
static void test_not_queued(void **state)
{
	struct fixture *f = *state;
	struct asker a;

	f->config.ms[SET_TTL] = 0;
	again(f);
	a = asker(f);
	a.w.wake = NULL;
	assert_int_equal(ask_with(f, &a), -EINPROGRESS);
	assert_false(cache_leave(f->cache, &a.w));
	pass(&f->clock, 10);
	land(f, 0, 1);
	assert_int_equal(a.woken, 0);
	assert_int_equal(
		ask_key(f, EP_WORKLOADS, NULL, CACHE_FRESH, &a).hash, 1);
	assert_int_equal(ask(f).r, -EINPROGRESS);
	land(f, 0, 1);
}

/* A refusal that came while one waited is its answer; an outage is none. */
static void test_no_negative_ttl(void **state)
{
	struct fixture *f = *state;
	struct asker a, late;

	f->config.ms[SET_TTL_NEGATIVE] = 0;
	again(f);
	for (unsigned i = 0; i < 2; i++) {
		int err = i ? -EIO : -ENOENT;
		const char *id = i ? "v" : "w";

		a = asker(f);
		ask_key(f, EP_WORKLOAD, id, CACHE_FRESH, &a);
		pass(&f->clock, 10);
		land(f, err, 0);
		pass(&f->clock, 5000);
		assert_int_equal(a.err, err);
		late = asker(f);
		assert_int_equal(
			ask_key(f, EP_WORKLOAD, id, CACHE_FRESH, &a).r,
			i ? -EINPROGRESS : -ENOENT);
		assert_int_equal(
			ask_key(f, EP_WORKLOAD, id, CACHE_FRESH, &late).r,
			-EINPROGRESS);
		land(f, 0, 1);
	}
}

/* ---- expiry ---- */

static void test_expire(void **state)
{
	struct fixture *f = *state;

	have(f, 1);
	cache_expire(f->cache, EP_WORKLOADS, NULL);
	assert_true(info(f).stale);
	assert_int_equal(
		ask_key(f, EP_WORKLOADS, NULL, CACHE_PEEK, NULL).hash, 1);
	assert_int_equal(ask(f).r, -EINPROGRESS);
	land(f, 0, 2);
	assert_int_equal(ask(f).hash, 2);
	assert_false(info(f).stale);
}

static void test_expire_which(void **state)
{
	struct fixture *f = *state;
	static const char *const ids[] = {"a", "b"};

	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		ask_key(f, EP_WORKLOAD, ids[i], CACHE_FRESH, NULL);
		land(f, 0, i);
	}
	have(f, 1);
	cache_expire(f->cache, EP_WORKLOAD, "c"); /* never heard of */
	cache_expire(f->cache, EP_WORKLOAD, "a");
	assert_int_equal(
		ask_key(f, EP_WORKLOAD, "b", CACHE_FRESH, NULL).r, 0);
	assert_int_equal(ask_key(f, EP_WORKLOAD, "a", CACHE_FRESH, NULL).r,
		-EINPROGRESS);
	land(f, 0, 3);
	cache_expire(f->cache, EP_WORKLOAD, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
		assert_int_equal(
			ask_key(f, EP_WORKLOAD, ids[i], CACHE_FRESH, NULL).r,
			-EINPROGRESS);
	assert_int_equal(ask(f).r, 0);
	cache_expire_all(f->cache);
	assert_int_equal(ask(f).r, -EINPROGRESS);
}

/* What took off before it was told to expire is old when it lands. */
static void test_expire_in_flight(void **state)
{
	struct fixture *f = *state;
	struct asker a = asker(f);

	ask_with(f, &a);
	cache_expire(f->cache, EP_WORKLOADS, NULL);
	land(f, 0, 1);
	assert_int_equal(a.woken, 1);
	assert_true(info(f).stale);
	assert_int_equal(ask_with(f, &a), -EINPROGRESS);
	assert_int_equal(f->api.n_calls, 2);
	land(f, 0, 2);
	assert_int_equal(ask_key(f, EP_WORKLOADS, NULL, CACHE_FRESH, &a).hash,
		2);
}

/* The same for an error: "no such object" may be about the time before. */
static void test_expire_in_failing_flight(void **state)
{
	struct fixture *f = *state;

	ask(f);
	cache_expire(f->cache, EP_WORKLOADS, NULL);
	land(f, -ENOENT, 0);
	assert_int_equal(ask(f).r, -EINPROGRESS);
}

static void test_expire_errors(void **state)
{
	struct fixture *f = *state;

	ask(f);
	land(f, -ENOENT, 0);
	cache_expire(f->cache, EP_WORKLOADS, NULL);
	assert_int_equal(ask(f).r, -EINPROGRESS);
	land(f, 0, 1);
	pass(&f->clock, TTL);
	ask(f);
	land(f, -EIO, 0); /* pausing */
	cache_expire_all(f->cache);
	assert_int_equal(ask(f).r, -EINPROGRESS);
}

/* Told to refetch from a server that is down: the old, said to be stale. */
static void test_expire_and_error(void **state)
{
	struct fixture *f = *state;

	have(f, 1);
	cache_expire_all(f->cache);
	ask(f);
	land(f, -EIO, 0);
	assert_int_equal(ask(f).hash, 1);
	assert_true(ask(f).stale);
	pass(&f->clock, 1000);
	ask(f);
	land(f, 0, 2);
	assert_int_equal(ask(f).hash, 2);
	assert_false(ask(f).stale);
}

/* ---- looking only ---- */

static void test_peek(void **state)
{
	struct fixture *f = *state;
	struct told t = ask_key(f, EP_WORKLOADS, NULL, CACHE_PEEK, NULL);
	struct cache_entry_info i;

	assert_int_equal(t.r, -ENODATA);
	assert_int_equal(stats(f).entries, 0);
	assert_false(cache_info(f->cache, EP_WORKLOADS, NULL, &i));
	have(f, 1);
	pass(&f->clock, 1000 * TTL);
	t = ask_key(f, EP_WORKLOADS, NULL, CACHE_PEEK, NULL);
	assert_int_equal(t.hash, 1);
	assert_true(t.stale);
	assert_int_equal(t.good_for_ms, 0);
	assert_int_equal(f->api.n_calls, 1);
}

/* ---- memory ---- */

static void have_key(struct fixture *f, const char *id, size_t bytes)
{
	ask_key(f, EP_WORKLOAD, id, CACHE_FRESH, NULL);
	land_bytes(f, 1, bytes);
}

static bool has(struct fixture *f, const char *id)
{
	return ask_key(f, EP_WORKLOAD, id, CACHE_PEEK, NULL).r == 0;
}

static void test_budget(void **state)
{
	struct fixture *f = *state;

	f->config.size = 1000;
	again(f);
	have_key(f, "a", 400);
	have_key(f, "b", 400);
	ask_key(f, EP_WORKLOAD, "a", CACHE_FRESH, NULL); /* b is older now */
	have_key(f, "c", 200);
	assert_int_equal(stats(f).bytes, 1000);
	assert_int_equal(stats(f).evictions, 0);
	have_key(f, "d", 1);
	assert_true(has(f, "a"));
	assert_false(has(f, "b"));
	assert_true(has(f, "c"));
	assert_true(has(f, "d"));
	assert_int_equal(stats(f).bytes, 601);
	assert_int_equal(stats(f).evictions, 1);
	assert_int_equal(stats(f).entries, 3);
}

/* What is held elsewhere stays: to drop it frees nothing. */
static void test_budget_held(void **state)
{
	struct fixture *f = *state;
	struct api_result *held;
	struct cache_answer a;

	f->config.size = 1000;
	again(f);
	have_key(f, "a", 600);
	assert_int_equal(cache_ask(f->cache, EP_WORKLOAD, "a", CACHE_PEEK, NULL,
				 &a),
		0);
	held = a.result;
	have_key(f, "b", 600);
	have_key(f, "c", 600);
	assert_true(has(f, "a"));
	assert_false(has(f, "b"));
	api_result_unref(held);
	have_key(f, "d", 600);
	assert_false(has(f, "a"));
}

/* Neither is what somebody waits for, however little room there is: or two lists
 * that are needed at once would chase each other for ever. */
static void test_budget_awaited(void **state)
{
	struct fixture *f = *state;
	struct asker a = asker(f);

	f->config.size = 100;
	again(f);
	assert_int_equal(ask_key(f, EP_WORKLOAD, "a", CACHE_FRESH, &a).r,
		-EINPROGRESS);
	land_bytes(f, 1, 400);
	have_key(f, "b", 400);
	have_key(f, "c", 400);
	assert_false(has(f, "b"));
	assert_true(has(f, "a"));
	have_key(f, "d", 400);
	assert_false(has(f, "a"));
}

/* One that is larger than all there is room for is served all the same. */
static void test_budget_too_small(void **state)
{
	struct fixture *f = *state;

	f->config.size = 1000;
	again(f);
	have_key(f, "a", 400);
	have_key(f, "b", 5000);
	assert_false(has(f, "a"));
	assert_true(has(f, "b"));
	have_key(f, "c", 100);
	assert_false(has(f, "b"));
	assert_int_equal(stats(f).bytes, 100);
}

/* The size of a successor counts, not that of both. */
static void test_budget_refetch(void **state)
{
	struct fixture *f = *state;

	have_key(f, "a", 400);
	pass(&f->clock, 2 * TTL_M);
	have_key(f, "a", 300);
	assert_int_equal(stats(f).bytes, 300);
	assert_int_equal(stats(f).entries, 1);
}

/* A key with a flight stays, and so does what somebody holds. */
static void test_budget_in_use(void **state)
{
	struct fixture *f = *state;
	struct cache_answer held;

	f->config.size = 1000;
	again(f);
	have_key(f, "a", 900);
	have_key(f, "b", 50);
	assert_int_equal(cache_ask(f->cache, EP_WORKLOAD, "b", CACHE_FRESH,
				 NULL, &held),
		0);
	pass(&f->clock, TTL_M);
	ask_key(f, EP_WORKLOAD, "a", CACHE_FRESH, NULL); /* refetched */
	struct api_call *call = take_call(f);
	have_key(f, "c", 300);
	assert_true(has(f, "a"));
	assert_true(has(f, "b"));
	api_result_unref(held.result);
	land_call(f, call, 0, 2, 10);
	assert_int_equal(stats(f).bytes, 360);
	have_key(f, "d", 700);
	assert_false(has(f, "b"));
}

/* Keys that never had an answer are bounded as well. */
static void test_many_failing_keys(void **state)
{
	struct fixture *f = *state;
	char id[16];

	for (int i = 0; i < 70000; i++) {
		snprintf(id, sizeof(id), "%d", i);
		ask_key(f, EP_WORKLOAD, id, CACHE_FRESH, NULL);
		land(f, -ENOENT, 0);
	}
	assert_int_equal(
		ask_key(f, EP_WORKLOAD, id, CACHE_FRESH, NULL).r, -ENOENT);
	assert_in_range(stats(f).entries, 1000, 65537);
}

/* The table grows; nothing gets lost in it. */
static void test_many_keys(void **state)
{
	struct fixture *f = *state;
	char id[16];

	for (unsigned i = 0; i < 5000; i++) {
		snprintf(id, sizeof(id), "%u", i);
		ask_key(f, EP_WORKLOAD, id, CACHE_FRESH, NULL);
		land(f, 0, i);
	}
	for (unsigned i = 0; i < 5000; i++) {
		snprintf(id, sizeof(id), "%u", i);
		assert_int_equal(ask_key(f, EP_WORKLOAD, id, CACHE_PEEK, NULL)
					 .hash,
			i);
	}
	assert_int_equal(stats(f).entries, 5000);
	assert_int_equal(stats(f).bytes, 500000);
}

/* ---- when it changed ---- */

static int64_t refetched(struct fixture *f, int64_t after_ms, uint64_t hash)
{
	cache_expire_all(f->cache);
	pass(&f->clock, after_ms);
	have(f, hash);
	return ask(f).changed_real_ns;
}

static void test_changed(void **state)
{
	struct fixture *f = *state;
	int64_t first = refetched(f, 0, 1), t;

	assert_int_equal(first, now_ns(&f->clock.clock));
	assert_int_equal(refetched(f, 5000, 1), first); /* equal bytes */
	assert_int_equal(refetched(f, 5000, 2), first + 10 * SECOND_NS);
	t = refetched(f, 1, 3);
	assert_int_equal(t, first + 11 * SECOND_NS);
	assert_int_equal(refetched(f, 1, 3), t);
	assert_int_equal(refetched(f, 1, 1), t + SECOND_NS);
	/* the machine's clock was set back */
	assert_int_equal(refetched(f, -500000, 2), t + 2 * SECOND_NS);
}

/* Also where there was nothing for a while. */
static void test_changed_over_error(void **state)
{
	struct fixture *f = *state;
	int64_t first = refetched(f, 0, 1);

	cache_expire_all(f->cache);
	ask(f);
	land(f, -ENOENT, 0);
	assert_int_equal(refetched(f, 1, 2), first + SECOND_NS);
}

/* ---- facts ---- */

static void test_info(void **state)
{
	struct fixture *f = *state;
	struct cache_entry_info i;

	ask(f);
	i = info(f);
	assert_true(i.in_flight);
	assert_false(i.present);
	land(f, 0, 5);
	pass(&f->clock, 1234);
	i = info(f);
	assert_false(i.in_flight);
	assert_true(i.present);
	assert_false(i.stale);
	assert_int_equal(i.age_ms, 1234);
	assert_int_equal(i.ttl_ms, TTL);
	assert_int_equal(i.bytes, 100);
	assert_int_equal(i.n_items, 5);
	assert_int_equal(
		i.fetched_real_ns, now_ns(&f->clock.clock) - 1234 * 1000000);
	pass(&f->clock, TTL - 1234 - 1);
	assert_false(info(f).stale);
	pass(&f->clock, 1);
	assert_true(info(f).stale);
	ask(f);
	land(f, -EIO, 0);
	assert_int_equal(info(f).last_error, -EIO);
	assert_true(info(f).present);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_one_flight),
		TEST(test_one_error),
		TEST(test_keys),
		TEST(test_empty_argument),
		TEST(test_fresh),
		TEST(test_ttl_class),
		TEST(test_stale_while_revalidate),
		TEST(test_too_old),
		TEST(test_no_stale_while_revalidate),
		TEST(test_clock_backwards),
		TEST(test_stale_if_error),
		TEST(test_stale_if_error_ends),
		TEST(test_errors_kept),
		TEST(test_refused_lists),
		TEST(test_refused_object),
		TEST(test_errors_and_answers),
		TEST(test_errors_not_kept),
		TEST(test_refused),
		TEST(test_fetch_fails),
		TEST(test_leave),
		TEST(test_leave_all),
		TEST(test_leave_during_wake),
		TEST(test_ask_during_wake),
		TEST(test_no_ttl),
		TEST(test_not_queued),
		TEST(test_queued_once),
		TEST(test_no_negative_ttl),
		TEST(test_expire),
		TEST(test_expire_which),
		TEST(test_expire_in_flight),
		TEST(test_expire_in_failing_flight),
		TEST(test_expire_errors),
		TEST(test_expire_and_error),
		TEST(test_peek),
		TEST(test_budget),
		TEST(test_budget_held),
		TEST(test_budget_awaited),
		TEST(test_budget_too_small),
		TEST(test_budget_refetch),
		TEST(test_budget_in_use),
		TEST(test_many_failing_keys),
		TEST(test_many_keys),
		TEST(test_changed),
		TEST(test_changed_over_error),
		TEST(test_info),
	};

	return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
