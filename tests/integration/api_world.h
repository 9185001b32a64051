/* SPDX-License-Identifier: MIT */
/*
 * A simulator and a client of it, and waiting for what it answers. Include
 * after cmocka.h.
 */
#ifndef RUNAIFS_TESTS_INTEGRATION_API_WORLD_H
#define RUNAIFS_TESTS_INTEGRATION_API_WORLD_H

#include <pthread.h>
#include <stdio.h>
#include "api.h"
#include "sim.h"

enum { OPTIONS_MAX = 24 };

/* ---- a simulator and a client of it ---- */

struct world {
	struct sim_options so;
	struct sim *sim;
	const char *options[OPTIONS_MAX + 1];
	size_t n_options;
	const char *id, *secret, *token, *home; /* the environment */
	char url[128];
	struct config *config;
	struct api *api;
};

/* getenv has no argument of ours: the world that is being set up. */
static struct world *current;

static inline char *fake_getenv(const char *name)
{
	const char *v = NULL;

	if (strcmp(name, "RUNAI_CLIENT_ID") == 0)
		v = current->id;
	else if (strcmp(name, "RUNAI_CLIENT_SECRET") == 0)
		v = current->secret;
	else if (strcmp(name, "RUNAI_TOKEN") == 0)
		v = current->token;
	else if (strcmp(name, "HOME") == 0)
		v = current->home;
	return (char *)(uintptr_t)v;
}

static inline void world_init(struct world *w)
{
	*w = (struct world){.id = "runaifs", .secret = "sim-secret"};
	sim_options_init(&w->so);
}

static inline void world_option(struct world *w, const char *option)
{
	assert_true(w->n_options < OPTIONS_MAX);
	w->options[w->n_options++] = option;
}

static inline void world_client_at(struct world *w, const char *url)
{
	cleanup_buf struct buf message = BUF_INIT;
	struct config_args args = {.options = w->options};
	int r;

	snprintf(w->url, sizeof(w->url), "url=%s", url);
	world_option(w, w->url);
	current = w;
	r = config_load(&w->config, &args, fake_getenv, &message);
	if (r < 0)
		fail_msg("config: %s", message.p ? message.p : "?");
	assert_int_equal(
		api_create(&w->api, w->config, &clock_system, NULL), 0);
}

static inline void world_start(struct world *w)
{
	assert_int_equal(sim_start(&w->so, &w->sim), 0);
	world_client_at(w, sim_url(w->sim));
}

static inline void world_stop(struct world *w)
{
	api_destroy(w->api);
	config_destroy(w->config);
	sim_stop(w->sim);
}

/* ---- waiting for an answer ---- */

struct wait {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned open;
};

#define WAIT_INIT \
	((struct wait){PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0})

struct answer {
	struct wait *wait;
	int err;
	unsigned times;
	struct api_result *result;
	struct api_error error;
};

static inline void on_done(void *arg, int err, struct api_result *result,
	const struct api_error *error)
{
	struct answer *a = arg;

	pthread_mutex_lock(&a->wait->lock);
	a->err = err;
	a->result = result;
	a->error = *error;
	a->times++;
	a->wait->open--;
	pthread_cond_broadcast(&a->wait->changed);
	pthread_mutex_unlock(&a->wait->lock);
}

static inline void ask(struct world *w, struct wait *wait, enum endpoint e,
	const char *argument, const struct api_result *previous,
	struct answer *a)
{
	*a = (struct answer){.wait = wait};
	pthread_mutex_lock(&wait->lock);
	wait->open++;
	pthread_mutex_unlock(&wait->lock);
	assert_int_equal(
		api_fetch(w->api, e, argument, previous, on_done, a), 0);
}

static inline void wait_all(struct wait *wait)
{
	pthread_mutex_lock(&wait->lock);
	while (wait->open > 0)
		pthread_cond_wait(&wait->changed, &wait->lock);
	pthread_mutex_unlock(&wait->lock);
}

/* 0 and a result, or the error. */
static inline int get_with(struct world *w, enum endpoint e, const char *argument,
	const struct api_result *previous, struct answer *ret)
{
	struct wait wait = WAIT_INIT;

	ask(w, &wait, e, argument, previous, ret);
	wait_all(&wait);
	assert_int_equal(ret->times, 1);
	assert_true((ret->err == 0) == (ret->result != NULL));
	return ret->err;
}

static inline int get(struct world *w, enum endpoint e, struct answer *ret)
{
	return get_with(w, e, NULL, NULL, ret);
}

static inline size_t get_count(struct world *w, enum endpoint e)
{
	struct answer a;
	size_t n;

	if (get(w, e, &a) < 0)
		fail_msg("%s: %s %s", endpoint_name(e),
			trouble_info(a.error.trouble)->word, a.error.message);
	n = a.result->n_items;
	api_result_unref(a.result);
	return n;
}

static inline void set_fault(struct world *w, const char *path, const char *kind,
	const char *value, unsigned count)
{
	struct sim_fault f = {
		.path = path,
		.kind = kind,
		.value = value,
		.count = count,
	};

	assert_true(sim_fault(w->sim, &f) > 0);
}

static inline int64_t now_ms(void)
{
	return clock_mono_ms(&clock_system);
}

static inline void expect(struct world *w, enum endpoint e, int err)
{
	struct answer a;

	if (get(w, e, &a) != err)
		fail_msg("%s: %s instead of %s: %s", endpoint_name(e),
			strerror(-a.err), strerror(-err), a.error.message);
	api_result_unref(a.result);
}

static inline uint64_t token_requests(struct world *w)
{
	struct sim_stats s;

	sim_stats(w->sim, &s);
	return s.token_requests;
}

static inline void expect_field(
	const struct api_result *r, size_t i, enum field f, const char *text)
{
	cleanup_buf struct buf b = BUF_INIT;

	api_item_decode(r, &r->items[i], f, &b);
	assert_string_equal(b.p ? b.p : "", text);
}

#endif
