/* SPDX-License-Identifier: MIT */
/*
 * The face of the client: hands calls to the network thread and finds out, with
 * the first of them, which generation of the API it talks to.
 */
#include "api.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include "fetch.h"
#include "result.h"

enum { DETECTED_FRESH_MS = 10 * 1000 };

/* Values of `researcher`: is there a Researcher API to ask? */
enum { RESEARCHER_UNKNOWN, RESEARCHER_YES, RESEARCHER_NO };

struct api_call {
	struct api *api;
	struct task start, cancel;
	atomic_uint refs; /* the network thread's, and a cancel under way */
	atomic_flag canceled;
	enum endpoint endpoint;
	char *argument;
	size_t expected;
	unsigned step;
	int64_t deadline_ms;
	api_done_fn *done;
	void *arg;
	/* network thread only */
	struct api_call *prev, *next; /* among api->calls */
	bool live;
	struct fetch *fetch; /* NULL: the generation is not yet known */
};

struct api {
	const struct config *config;
	const struct clock *clock;
	struct logger *logger;
	struct transport *transport;
	struct engine *engine;
	struct tokens *tokens;
	char *token_origin;

	/* network thread only */
	struct fetching fetching;
	struct api_call *calls; /* live */
	struct fetch *detection;
	struct api_result *detected; /* its answer, good for one call */
	int64_t detection_deadline_ms;	  /* of both its questions */
	struct api_error detection_error; /* of API_V1 */
	unsigned looked_at; /* fetching.clusters_version */
	bool ending;
	struct task end, forget;

	/* any thread */
	atomic_flag forgetting; /* `forget` is posted */
	atomic_int generation;	/* enum api_generation; -1: not yet known */
	atomic_int researcher;
	pthread_mutex_t lock;
	/* below: under `lock` */
	struct api_error last_error;
	int64_t last_error_real_ns;
};

/* ---- what is there ---- */

static bool generation_has(struct api *a, enum api_generation g, enum endpoint e)
{
	const struct endpoint_row *row = endpoint_row(g, e);

	if (!row->path)
		return false;
	return !row->researcher ||
	       atomic_load(&a->researcher) != RESEARCHER_NO;
}

bool api_has(struct api *a, enum endpoint e)
{
	int g = atomic_load(&a->generation);

	return generation_has(a, g < 0 ? API_V1 : (enum api_generation)g, e);
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

/* ---- calls, on the network thread ---- */

static void call_unref(struct api_call *c)
{
	if (atomic_fetch_sub(&c->refs, 1) > 1)
		return;
	free(c->argument);
	free(c);
}

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
	c->live = true;
}

static void unlink_call(struct api_call *c)
{
	*(c->prev ? &c->prev->next : &c->api->calls) = c->next;
	if (c->next)
		c->next->prev = c->prev;
	c->live = false;
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
	call_unref(c);
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
		.generation =
			(enum api_generation)atomic_load(&a->generation),
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
	else if (!generation_has(a, o.generation, c->endpoint))
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

static bool is_absent(const struct api_error *e)
{
	return e->trouble == TROUBLE_NOT_FOUND ||
	       e->trouble == TROUBLE_NOT_SUPPORTED ||
	       e->trouble == TROUBLE_BAD_MESSAGE;
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
	} else if (is_absent(error)) {
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

	a->detection = NULL;
	if (result || error->trouble == TROUBLE_FORBIDDEN) {
		detected(a, API_V1, result);
		return;
	}
	a->detection_error = *error;
	if (!is_absent(error) || ask_generation(a, API_LEGACY, on_legacy) < 0)
		detection_failed(a, error);
}

/* Who comes meanwhile has a later deadline. */
static int detect(struct api *a, int64_t deadline_ms)
{
	a->detection_deadline_ms = deadline_ms;
	return ask_generation(a, API_V1, on_v1);
}

/* ---- tasks ---- */

static void on_start(struct task *task)
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

static void on_cancel(struct task *task)
{
	struct api_call *c = container_of(task, struct api_call, cancel);

	if (c->live)
		fail(c, TROUBLE_CANCELED, "canceled");
	call_unref(c);
}

static void on_forget(struct task *task)
{
	struct api *a = container_of(task, struct api, forget);

	atomic_flag_clear(&a->forgetting);
	if (!a->ending)
		tokens_forget(a->tokens);
}

static void on_end(struct task *task)
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

/* ---- the face ---- */

int api_fetch(struct api *a, enum endpoint e, const char *argument,
	const struct api_result *previous, api_done_fn *done, void *arg,
	struct api_call **ret)
{
	struct api_call *c;

	if (!api_has(a, e))
		return -EOPNOTSUPP;
	c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	if (argument && !(c->argument = strdup(argument))) {
		free(c);
		return -ENOMEM;
	}
	c->api = a;
	c->start.run = on_start;
	c->cancel.run = on_cancel;
	atomic_init(&c->refs, 1);
	c->endpoint = e;
	c->expected = previous ? previous->n_items : 0;
	c->step = previous ? result_step(previous) : 0;
	c->deadline_ms = transport_now(a->transport) +
			 config_ms(a->config, SET_OP_TIMEOUT);
	c->done = done;
	c->arg = arg;
	if (ret)
		*ret = c;
	transport_post(a->transport, &c->start);
	return 0;
}

void api_cancel(struct api *a, struct api_call *call)
{
	if (atomic_flag_test_and_set(&call->canceled))
		return;
	atomic_fetch_add(&call->refs, 1);
	transport_post(a->transport, &call->cancel);
}

void api_forget_token(struct api *a)
{
	if (!atomic_flag_test_and_set(&a->forgetting))
		transport_post(a->transport, &a->forget);
}

struct verification {
	struct api *api;
	struct api_error *error;
	int err;
	bool done;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

static void on_verified(void *arg, int err, struct api_result *result,
	const struct api_error *error)
{
	struct verification *v = arg;
	struct api *a = v->api;

	if (result) {
		api_result_unref(a->detected);
		a->detected = result;
	}
	pthread_mutex_lock(&v->lock);
	*v->error = *error;
	v->err = err;
	v->done = true;
	pthread_cond_signal(&v->changed);
	pthread_mutex_unlock(&v->lock);
}

/* Of the whole API, "not found" means that this is something else. */
static int judge_verification(struct verification *v)
{
	static const char verdict[] = "not a Run:ai API";
	struct api_error *e = v->error;
	struct api_error what;

	if (!is_absent(e) ||
		strncmp(e->message, verdict, sizeof(verdict) - 1) == 0)
		return v->err;
	api_error_set(&what, TROUBLE_BAD_MESSAGE, "%s: %.200s", verdict,
		e->message);
	what.http_status = e->http_status;
	memcpy(what.url, e->url, sizeof(what.url));
	*e = what;
	return api_error_errno(e);
}

int api_verify(struct api *a, struct api_error *ret_error)
{
	struct verification v = {
		.api = a,
		.error = ret_error,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.changed = PTHREAD_COND_INITIALIZER,
	};
	int r = api_fetch(a, EP_CLUSTERS, NULL, NULL, on_verified, &v, NULL);

	if (r < 0) {
		api_error_set(ret_error, TROUBLE_NO_MEMORY, "out of memory");
		return r;
	}
	pthread_mutex_lock(&v.lock);
	while (!v.done)
		pthread_cond_wait(&v.changed, &v.lock);
	pthread_mutex_unlock(&v.lock);
	pthread_mutex_destroy(&v.lock);
	pthread_cond_destroy(&v.changed);
	return judge_verification(&v);
}

void api_facts(struct api *a, struct api_facts *ret)
{
	static const char *const generations[] = {"unknown", "v1", "legacy"};
	struct transport_counts wire;
	struct engine_counts engine;

	transport_counts(a->transport, &wire);
	engine_counts(a->engine, &engine);
	*ret = (struct api_facts){
		.generation = generations[atomic_load(&a->generation) + 1],
		.breaker_open = engine.breaker_open,
		.requests = engine.requests,
		.retries = engine.retries,
		.failures = engine.failures,
		.bytes_received = wire.bytes_received,
		.connections = wire.connections,
	};
	tokens_facts(a->tokens, ret);
	pthread_mutex_lock(&a->lock);
	ret->last_error = a->last_error;
	ret->last_error_real_ns = a->last_error_real_ns;
	pthread_mutex_unlock(&a->lock);
}

/* ---- life ---- */

static int given_generation(const struct config *c)
{
	const char *api = config_str(c, SET_API);

	if (strcmp(api, "v1") == 0)
		return API_V1;
	return strcmp(api, "legacy") == 0 ? API_LEGACY : -1;
}

static int start_transport(struct api *a)
{
	const struct config *c = a->config;
	const struct transport_options o = {
		.user_agent = "runaifs/" RUNAIFS_VERSION,
		.ca_file = config_str(c, SET_CA_FILE),
		.client_cert = config_str(c, SET_CLIENT_CERT),
		.client_key = config_str(c, SET_CLIENT_KEY),
		.proxy = config_str(c, SET_PROXY),
		.insecure_tls = config_bool(c, SET_INSECURE_TLS),
		.max_connections = config_int(c, SET_MAX_CONNECTIONS),
		.connect_timeout_ms = config_ms(c, SET_CONNECT_TIMEOUT),
	};

	return transport_create(&a->transport, &o);
}

static int create_engine(struct api *a)
{
	const struct config *c = a->config;
	const struct engine_options o = {
		.max_connections =
			(unsigned)config_int(c, SET_MAX_CONNECTIONS),
		.retries = (unsigned)config_int(c, SET_RETRIES),
		.rate = (double)config_int(c, SET_RATE),
		.burst = (double)config_int(c, SET_BURST),
		.request_timeout_ms = config_ms(c, SET_REQUEST_TIMEOUT),
	};

	return engine_create(
		&a->engine, a->transport, a->clock, a->logger, &o);
}

static int create_tokens(struct api *a)
{
	const struct tokens_options o = {
		.config = a->config,
		.clock = a->clock,
		.logger = a->logger,
		.transport = a->transport,
		.engine = a->engine,
	};

	return tokens_create(&a->tokens, &o);
}

static int compile_paths(struct fetching *f)
{
	for (unsigned g = 0; g < API_GENERATIONS; g++)
		for (unsigned e = 0; e < ENDPOINT_COUNT; e++) {
			const struct endpoint_row *row = endpoint_row(
				(enum api_generation)g, (enum endpoint)e);

			if (row->path && page_paths_create(
						 &f->paths[g][e], row) < 0)
				return -ENOMEM;
		}
	return 0;
}

static int prepare_fetching(struct api *a)
{
	const char *url = config_str(a->config, SET_URL);
	int r = url ? url_origin(url, &a->token_origin) : -EINVAL;

	if (r < 0)
		return r;
	a->fetching = (struct fetching){
		.asking = {a->transport, a->engine, a->tokens},
		.config = a->config,
		.clock = a->clock,
		.token_origin = a->token_origin,
		.parallel =
			(unsigned)config_int(a->config, SET_MAX_CONNECTIONS),
		.page_size = (unsigned)config_int(a->config, SET_PAGE_SIZE),
	};
	return compile_paths(&a->fetching);
}

static void free_all(struct api *a)
{
	transport_destroy(a->transport);
	tokens_destroy(a->tokens);
	engine_destroy(a->engine);
	api_result_unref(a->detected);
	api_result_unref(a->fetching.clusters);
	for (unsigned g = 0; g < API_GENERATIONS; g++)
		for (unsigned e = 0; e < ENDPOINT_COUNT; e++)
			page_paths_destroy(a->fetching.paths[g][e]);
	free(a->token_origin);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

int api_create(struct api **ret, const struct config *config,
	const struct clock *clock, struct logger *logger)
{
	struct api *a = calloc(1, sizeof(*a));
	int r;

	if (!a)
		return -ENOMEM;
	a->config = config;
	a->clock = clock;
	a->logger = logger;
	a->end.run = on_end;
	a->forget.run = on_forget;
	atomic_init(&a->generation, given_generation(config));
	pthread_mutex_init(&a->lock, NULL);
	r = start_transport(a);
	if (r == 0)
		r = create_engine(a);
	if (r == 0)
		r = create_tokens(a);
	if (r == 0)
		r = prepare_fetching(a);
	if (r < 0) {
		free_all(a);
		return r;
	}
	*ret = a;
	return 0;
}

void api_destroy(struct api *a)
{
	if (!a)
		return;
	transport_post(a->transport, &a->end);
	free_all(a);
}
