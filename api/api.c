/* SPDX-License-Identifier: MIT */
#include "api_private.h"

#include <errno.h>
#include <semaphore.h>
#include "result.h"

enum api_generation api_generation(struct api *a)
{
	int g = atomic_load(&a->generation);

	return g < 0 ? API_V1 : (enum api_generation)g;
}

bool api_has(struct api *a, enum endpoint e)
{
	return api_generation_has(a, api_generation(a), e);
}

int api_fetch(struct api *a, enum endpoint e, const char *argument,
	const struct api_result *previous, api_done_fn *done, void *arg)
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
	c->start.run = api_on_start;
	c->endpoint = e;
	c->expected = previous ? previous->n_items : 0;
	c->step = previous ? result_step(previous) : 0;
	c->deadline_ms = transport_now(a->transport) +
			 config_ms(a->config, SET_OP_TIMEOUT);
	c->done = done;
	c->arg = arg;
	transport_post(a->transport, &c->start);
	return 0;
}

void api_forget_lists(struct api *a)
{
	atomic_store(&a->fetching.parents_since_ms, clock_mono_ms(a->clock));
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

	if (!api_error_is_absence(e) ||
		strncmp(e->message, verdict, sizeof(verdict) - 1) == 0)
		return v->err;
	api_error_set(
		&what, TROUBLE_BAD_MESSAGE, "%s: %.200s", verdict, e->message);
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
	int r = api_fetch(a, EP_CLUSTERS, NULL, NULL, on_verified, &v);

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

int api_claims(struct api *a, struct buf *out)
{
	return tokens_claims(a->tokens, out);
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
		.max_connections = (unsigned)config_int(c, SET_MAX_CONNECTIONS),
		.retries = (unsigned)config_int(c, SET_RETRIES),
		.rate = (double)config_int(c, SET_RATE),
		.burst = (double)config_int(c, SET_BURST),
		.request_timeout_ms = config_ms(c, SET_REQUEST_TIMEOUT),
	};

	return engine_create(&a->engine, a->transport, a->clock, a->logger, &o);
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

/* What nobody asked for is no reason to take less than a row allows. */
static unsigned wanted_page_size(const struct config *c)
{
	return config_source(c, SET_PAGE_SIZE) == SOURCE_DEFAULT
		       ? 0
		       : (unsigned)config_int(c, SET_PAGE_SIZE);
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
		.logger = a->logger,
		.token_origin = a->token_origin,
		.parallel =
			(unsigned)config_int(a->config, SET_MAX_CONNECTIONS),
		.page_size = wanted_page_size(a->config),
	};
	atomic_init(&a->fetching.parents_since_ms, INT64_MIN);
	return 0;
}

static void free_all(struct api *a)
{
	transport_destroy(a->transport);
	tokens_destroy(a->tokens);
	engine_destroy(a->engine);
	api_result_unref(a->detected);
	fetching_free(&a->fetching);
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
	a->end.run = api_on_end;
	a->forget.run = api_on_forget;
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

void api_set_command_runner(struct api *a, const struct command_runner *r)
{
	tokens_set_command_runner(a->tokens, r);
}

struct errand {
	struct task task;
	void (*fn)(void *arg);
	void *arg;
	sem_t done;
};

static void on_errand(struct task *task)
{
	struct errand *e = container_of(task, struct errand, task);

	e->fn(e->arg);
	sem_post(&e->done);
}

void api_run_there(struct api *a, void (*fn)(void *arg), void *arg)
{
	struct errand e = {.task = {.run = on_errand}, .fn = fn, .arg = arg};

	sem_init(&e.done, 0, 0);
	transport_post(a->transport, &e.task);
	while (sem_wait(&e.done) < 0)
		;
	sem_destroy(&e.done);
}

void api_destroy(struct api *a)
{
	if (!a)
		return;
	transport_post(a->transport, &a->end);
	free_all(a);
}
