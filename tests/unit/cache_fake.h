/* SPDX-License-Identifier: MIT */
/*
 * What the cache runs on in its tests: a clock that stands still, and a control
 * plane that is a queue, in which calls wait until the test lands them. `struct
 * api`, `struct config` and what the cache calls of them are defined here, so
 * this is for one file of a program. Include after cmocka.h.
 */
#ifndef RUNAIFS_TESTS_UNIT_CACHE_FAKE_H
#define RUNAIFS_TESTS_UNIT_CACHE_FAKE_H

#include <pthread.h>
#include "cache.h"

#define SECOND_NS INT64_C(1000000000)
#define TTL 15000     /* the settings of the fixture, in ms */
#define TTL_O 60000
#define TTL_M 30000
#define NEGATIVE 5000
#define SIE 300000

struct config {
	int64_t ms[SETTING_COUNT];
	bool swr;
	uint64_t size;
};

bool config_bool(const struct config *c, enum setting s)
{
	return s == SET_STALE_WHILE_REVALIDATE && c->swr;
}

int64_t config_ms(const struct config *c, enum setting s)
{
	return c->ms[s];
}

uint64_t config_size(const struct config *c, enum setting s)
{
	return s == SET_CACHE_SIZE ? c->size : 0;
}

struct fake_clock {
	struct clock clock;
	int64_t ms; /* both clocks */
};

static inline int64_t now_ms(const struct clock *c)
{
	return __atomic_load_n(&((const struct fake_clock *)c)->ms,
		__ATOMIC_RELAXED);
}

static inline int64_t now_ns(const struct clock *c)
{
	return now_ms(c) * 1000000;
}

static inline void pass(struct fake_clock *c, int64_t ms)
{
	__atomic_add_fetch(&c->ms, ms, __ATOMIC_RELAXED);
}

struct api_call {
	struct api_call *next;
	enum endpoint endpoint;
	char *argument; /* NULL for none */
	const struct api_result *previous;
	api_done_fn *done;
	void *arg;
};

struct api {
	pthread_mutex_t lock;
	struct api_call *calls; /* under way, oldest first */
	unsigned n_under_way, n_calls;
	int refuse; /* what api_fetch() returns instead */
	int n_results; /* alive */
};

int api_fetch(struct api *a, enum endpoint e, const char *argument,
	const struct api_result *previous, api_done_fn *done, void *arg)
{
	struct api_call *call, **at = &a->calls;

	if (a->refuse)
		return a->refuse;
	call = calloc(1, sizeof(*call));
	*call = (struct api_call){NULL, e, argument ? strdup(argument) : NULL,
		previous, done, arg};
	pthread_mutex_lock(&a->lock);
	while (*at)
		at = &(*at)->next;
	*at = call;
	a->n_calls++;
	a->n_under_way++;
	pthread_mutex_unlock(&a->lock);
	return 0;
}

struct fake_result {
	struct api_result r;
	struct api *api;
};

struct api_result *api_result_ref(struct api_result *r)
{
	__atomic_add_fetch(&r->refs, 1, __ATOMIC_RELAXED);
	return r;
}

void api_result_unref(struct api_result *r)
{
	struct fake_result *f = container_of(r, struct fake_result, r);

	if (__atomic_sub_fetch(&r->refs, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	__atomic_sub_fetch(&f->api->n_results, 1, __ATOMIC_RELAXED);
	free(f);
}

bool api_result_is_shared(const struct api_result *r)
{
	return __atomic_load_n(&r->refs, __ATOMIC_RELAXED) > 1;
}

/* ---- the fixture ---- */

struct fixture {
	struct config config;
	struct fake_clock clock;
	struct api api;
	struct cache *cache;
};

static inline int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->config.ms[SET_TTL] = TTL;
	f->config.ms[SET_TTL_ORG] = TTL_O;
	f->config.ms[SET_TTL_STATIC] = 3600000;
	f->config.ms[SET_TTL_MORE] = TTL_M;
	f->config.ms[SET_TTL_NEGATIVE] = NEGATIVE;
	f->config.ms[SET_STALE_IF_ERROR] = SIE;
	f->config.swr = true;
	f->config.size = 1 << 20;
	f->clock = (struct fake_clock){{now_ms, now_ns}, 1000000};
	pthread_mutex_init(&f->api.lock, NULL);
	*state = f;
	return cache_create(
		&f->cache, &f->api, &f->config, &f->clock.clock);
}

/* The settings are read once: a test that wants others makes another. */
static inline void again(struct fixture *f)
{
	cache_destroy(f->cache);
	assert_int_equal(cache_create(&f->cache, &f->api, &f->config,
				 &f->clock.clock),
		0);
}

static inline struct api_call *take_call(struct fixture *f)
{
	struct api_call *call;

	pthread_mutex_lock(&f->api.lock);
	call = f->api.calls;
	if (call) {
		f->api.calls = call->next;
		f->api.n_under_way--;
	}
	pthread_mutex_unlock(&f->api.lock);
	return call;
}

static inline struct api_result *result_new(struct fixture *f, enum endpoint e,
	uint64_t hash, size_t bytes)
{
	struct fake_result *r = calloc(1, sizeof(*r));

	r->api = &f->api;
	r->r = (struct api_result){.endpoint = e,
		.row = endpoint_row(API_V1, e),
		.hash = hash,
		.n_items = hash % 7,
		.bytes = bytes,
		.mono_ms = now_ms(&f->clock.clock),
		.real_ns = now_ns(&f->clock.clock),
		.refs = 1};
	__atomic_add_fetch(&f->api.n_results, 1, __ATOMIC_RELAXED);
	return &r->r;
}

static inline void land_call(struct fixture *f, struct api_call *call, int err,
	uint64_t hash, size_t bytes)
{
	static const struct api_error error = {0};
	struct api_result *r = NULL;

	if (err == 0)
		r = result_new(f, call->endpoint, hash, bytes);
	call->done(call->arg, err, r, err ? &error : NULL);
	free(call->argument);
	free(call);
}

/* Ends the oldest call. */
static inline void land(struct fixture *f, int err, uint64_t hash)
{
	struct api_call *call = take_call(f);

	assert_non_null(call);
	land_call(f, call, err, hash, 100);
}

static inline void land_bytes(struct fixture *f, uint64_t hash, size_t bytes)
{
	struct api_call *call = take_call(f);

	assert_non_null(call);
	land_call(f, call, 0, hash, bytes);
}

static inline int teardown(void **state)
{
	struct fixture *f = *state;
	int left;

	for (struct api_call *call; (call = take_call(f));)
		land_call(f, call, -ECANCELED, 0, 0);
	cache_destroy(f->cache);
	left = f->api.n_results;
	pthread_mutex_destroy(&f->api.lock);
	free(f);
	return left; /* no answer may be left behind */
}

static inline struct cache_stats stats(struct fixture *f)
{
	struct cache_stats s;

	cache_stats(f->cache, &s);
	return s;
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

#endif
