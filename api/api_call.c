/* SPDX-License-Identifier: MIT */
#include "api_private.h"

#include <errno.h>

enum { DETECTED_FRESH_MS = 10 * 1000 };

/* ---- what is there ---- */

bool api_generation_has(
	const struct api *a, enum api_generation g, enum endpoint e)
{
	const struct endpoint_row *row = endpoint_row(g, e);

	if (!row->path)
		return false;
	return !row->researcher || atomic_load(&a->researcher) != RESEARCHER_NO;
}

static bool has_researcher_url(struct api *a, const struct api_item *item)
{
	static const enum field keys[] = {FIELD_ID, FIELD_NAME};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		cleanup_buf struct buf key = BUF_INIT;

		api_item_decode(a->fetching.clusters, item, keys[i], &key);
		if (key.p && config_researcher_url(a->config, key.p))
			return true;
	}
	return false;
}

static void look_for_researcher(struct api *a)
{
	const struct api_result *clusters = a->fetching.clusters;
	int found = RESEARCHER_NO;

	if (a->looked_at == a->fetching.clusters_version)
		return;
	a->looked_at = a->fetching.clusters_version;
	for (size_t i = 0; i < clusters->n_items; i++)
		if (has_researcher_url(a, &clusters->items[i]))
			found = RESEARCHER_YES;
	atomic_store(&a->researcher, found);
}

/* ---- calls ---- */

static void note_error(struct api *a, const struct api_error *error)
{
	if (error->trouble == TROUBLE_CANCELED)
		return;
	pthread_mutex_lock(&a->lock);
	a->last_error = *error;
	a->last_error_real_ns = clock_real_ns(a->clock);
	pthread_mutex_unlock(&a->lock);
}

static void link_call(struct api_call *c)
{
	struct api *a = c->api;

	c->next = a->calls;
	if (c->next)
		c->next->prev = c;
	a->calls = c;
}

static void unlink_call(struct api_call *c)
{
	*(c->prev ? &c->prev->next : &c->api->calls) = c->next;
	if (c->next)
		c->next->prev = c->prev;
}

static void finish(struct api_call *c, struct api_result *result,
	const struct api_error *error)
{
	struct api *a = c->api;

	fetch_stop(c->fetch);
	c->fetch = NULL;
	unlink_call(c);
	look_for_researcher(a);
	if (result) {
		c->done(c->arg, 0, result, error);
	} else {
		note_error(a, error);
		c->done(c->arg, api_error_errno(error), NULL, error);
	}
	free(c->argument);
	free(c);
}

static void fail(struct api_call *c, enum trouble t, const char *why)
{
	struct api_error error;

	api_error_set(&error, t, "%s", why);
	finish(c, NULL, &error);
}

static void on_fetched(
	void *arg, struct api_result *result, const struct api_error *error)
{
	struct api_call *c = arg;

	c->fetch = NULL;
	finish(c, result, error);
}

/* The answer that told the generation serves the first who asks for it. */
static struct api_result *take_detected(struct api *a, enum endpoint e)
{
	struct api_result *r = a->detected;

	if (e != EP_CLUSTERS || !r)
		return NULL;
	a->detected = NULL;
	if (clock_mono_ms(a->clock) - r->mono_ms <= DETECTED_FRESH_MS)
		return r;
	api_result_unref(r);
	return NULL;
}

/* With the generation known. */
static void start_call(struct api_call *c)
{
	const struct api_error none = {.trouble = TROUBLE_NONE};
	struct api *a = c->api;
	const struct fetch_options o = {
		.generation = (enum api_generation)atomic_load(&a->generation),
		.endpoint = c->endpoint,
		.argument = c->argument,
		.expected = c->expected,
		.step = c->step,
		.deadline_ms = c->deadline_ms,
		.done = on_fetched,
		.arg = c,
	};
	struct api_result *ready = take_detected(a, c->endpoint);

	if (ready)
		finish(c, ready, &none);
	else if (!api_generation_has(a, o.generation, c->endpoint))
		fail(c, TROUBLE_NOT_SUPPORTED,
			"this generation of the API does not have it");
	else if (fetch_start(&c->fetch, &a->fetching, &o) < 0)
		fail(c, TROUBLE_NO_MEMORY, "out of memory");
}

/* ---- which generation? ---- */

static struct api_call *first_waiting(struct api *a)
{
	struct api_call *c = a->calls;

	while (c && c->fetch)
		c = c->next;
	return c;
}

static void set_generation(struct api *a, enum api_generation g)
{
	struct api_call *c;

	atomic_store(&a->generation, (int)g);
	log_write(a->logger, LOG_LEVEL_INFO, "api", "generation: %s",
		g == API_V1 ? "v1" : "legacy");
	while ((c = first_waiting(a)))
		start_call(c);
}

/* Calls that come meanwhile wait for the next try. */
static void detection_failed(struct api *a, const struct api_error *error)
{
	struct api_error copy = *error;
	struct api_call *c;

	while (!a->detection && (c = first_waiting(a)))
		finish(c, NULL, &copy);
}

/* Nonsense without a status is a login's: that says nothing about a list. */
bool api_error_is_absence(const struct api_error *e)
{
	return e->trouble == TROUBLE_NOT_FOUND ||
	       e->trouble == TROUBLE_NOT_SUPPORTED ||
	       (e->trouble == TROUBLE_BAD_MESSAGE && e->http_status);
}

static int ask_generation(struct api *a, enum api_generation g,
	void (*done)(void *, struct api_result *, const struct api_error *))
{
	const struct fetch_options o = {
		.generation = g,
		.endpoint = EP_CLUSTERS,
		.deadline_ms = a->detection_deadline_ms,
		.done = done,
		.arg = a,
	};

	return fetch_start(&a->detection, &a->fetching, &o);
}

static void detected(
	struct api *a, enum api_generation g, struct api_result *result)
{
	api_result_unref(a->detected);
	a->detected = result;
	look_for_researcher(a);
	set_generation(a, g);
}

static void on_legacy(
	void *arg, struct api_result *result, const struct api_error *error)
{
	struct api *a = arg;
	struct api_error neither;

	a->detection = NULL;
	if (result || error->trouble == TROUBLE_FORBIDDEN) {
		detected(a, API_LEGACY, result);
	} else if (api_error_is_absence(error)) {
		api_error_set(&neither, TROUBLE_BAD_MESSAGE,
			"not a Run:ai API: neither /api/v1/clusters nor "
			"/v1/k8s/clusters is one");
		neither.http_status = a->detection_error.http_status;
		memcpy(neither.url, a->detection_error.url,
			sizeof(neither.url));
		detection_failed(a, &neither);
	} else {
		detection_failed(a, error);
	}
}

static void on_v1(
	void *arg, struct api_result *result, const struct api_error *error)
{
	struct api *a = arg;
	struct api_error no_memory;

	a->detection = NULL;
	if (result || error->trouble == TROUBLE_FORBIDDEN) {
		detected(a, API_V1, result);
		return;
	}
	a->detection_error = *error;
	if (!api_error_is_absence(error)) {
		detection_failed(a, error);
	} else if (ask_generation(a, API_LEGACY, on_legacy) < 0) {
		api_error_set(&no_memory, TROUBLE_NO_MEMORY, "out of memory");
		detection_failed(a, &no_memory);
	}
}

/* Who comes meanwhile has a later deadline. */
static int detect(struct api *a, int64_t deadline_ms)
{
	a->detection_deadline_ms = deadline_ms;
	return ask_generation(a, API_V1, on_v1);
}

/* ---- tasks ---- */

void api_on_start(struct task *task)
{
	struct api_call *c = container_of(task, struct api_call, start);
	struct api *a = c->api;

	link_call(c);
	if (a->ending)
		fail(c, TROUBLE_CANCELED, "canceled");
	else if (atomic_load(&a->generation) >= 0)
		start_call(c);
	else if (!a->detection && detect(a, c->deadline_ms) < 0)
		fail(c, TROUBLE_NO_MEMORY, "out of memory");
}

void api_on_forget(struct task *task)
{
	struct api *a = container_of(task, struct api, forget);

	atomic_flag_clear(&a->forgetting);
	if (!a->ending)
		tokens_forget(a->tokens);
}

void api_on_end(struct task *task)
{
	struct api *a = container_of(task, struct api, end);

	a->ending = true;
	fetch_stop(a->detection);
	a->detection = NULL;
	while (a->calls)
		fail(a->calls, TROUBLE_CANCELED, "canceled");
	tokens_stop(a->tokens);
	engine_stop(a->engine);
}
