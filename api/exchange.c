/* SPDX-License-Identifier: MIT */
#include "exchange.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/random.h>
#include "body.h"

/* A server that is asked, and how it fares. Few: the control plane, a login
 * elsewhere, Researcher APIs. */
struct origin {
	struct origin *next;
	char *name;
	struct breaker breaker;
	enum trouble last_trouble;
};

struct engine {
	struct transport *transport;
	const struct clock *clock;
	struct logger *logger;
	struct engine_options options;
	struct bucket bucket;
	struct origin *origins;
	struct exchange *first, *last; /* QUEUED */
	unsigned sent;
	struct timer pump;
	uint64_t random;
	atomic_uint_fast64_t requests, retries, failures;
	atomic_bool breaker_open;
};

static int64_t now_of(const struct engine *e)
{
	return transport_now(e->transport);
}

/* Decorrelates clients, nothing more (xorshift). */
static uint64_t next_random(struct engine *e)
{
	e->random ^= e->random << 13;
	e->random ^= e->random >> 7;
	e->random ^= e->random << 17;
	return e->random;
}

static void note_breakers(struct engine *e)
{
	bool open = false;

	for (struct origin *o = e->origins; o; o = o->next)
		open |= breaker_is_open(&o->breaker, now_of(e));
	atomic_store(&e->breaker_open, open);
}

static int find_origin(struct engine *e, const char *url, struct origin **ret)
{
	cleanup_free char *name = NULL;
	struct origin *o;
	int r = url_origin(url, &name);

	if (r < 0)
		return r;
	for (o = e->origins; o; o = o->next)
		if (strcmp(o->name, name) == 0)
			break;
	if (!o) {
		o = calloc(1, sizeof(*o));
		if (!o)
			return -ENOMEM;
		o->name = name;
		name = NULL;
		o->next = e->origins;
		e->origins = o;
	}
	*ret = o;
	return 0;
}

/* ---- the queue ---- */

static void pump_soon(struct engine *e, int64_t wait_ms)
{
	timers_arm(
		transport_timers(e->transport), &e->pump, now_of(e) + wait_ms);
}

static void enqueue(struct exchange *x, bool in_front)
{
	struct engine *e = x->engine;

	x->state = EXCHANGE_QUEUED;
	x->prev = in_front ? NULL : e->last;
	x->next = in_front ? e->first : NULL;
	*(x->prev ? &x->prev->next : &e->first) = x;
	*(x->next ? &x->next->prev : &e->last) = x;
	pump_soon(e, 0);
}

static void dequeue(struct exchange *x)
{
	struct engine *e = x->engine;

	*(x->prev ? &x->prev->next : &e->first) = x->next;
	*(x->next ? &x->next->prev : &e->last) = x->prev;
	x->prev = x->next = NULL;
	x->state = EXCHANGE_INERT;
}

/* ---- the end ---- */

static const char *url_of(const struct exchange *x)
{
	return x->moved ? x->moved : x->url;
}

/* The last moment that `x` is ours. */
static void conclude(struct exchange *x)
{
	struct engine *e = x->engine;

	x->state = EXCHANGE_INERT;
	if (x->error.trouble != TROUBLE_NONE) {
		snprintf(x->error.url, sizeof(x->error.url), "%.*s",
			(int)strcspn(url_of(x), "?"), url_of(x));
		atomic_fetch_add(&e->failures, 1);
		log_write(e->logger, LOG_LEVEL_DEBUG, "http", "%s: %s: %s",
			x->error.url, trouble_info(x->error.trouble)->word,
			x->error.message);
	}
	free(x->moved);
	x->moved = NULL;
	x->done(x);
}

/* ---- one try has ended ---- */

static void judge(struct exchange *x)
{
	struct response *r = &x->response;

	x->error = (struct api_error){.trouble = TROUBLE_NONE};
	if (r->trouble != TROUBLE_NONE)
		api_error_set(&x->error, r->trouble, "%s", r->text);
	else if (r->status < 200 || r->status > 299)
		body_error(r, &x->error);
	api_error_hide(&x->error, x->bearer);
	api_error_hide(&x->error, x->credential);
}

static bool is_redirect(const struct exchange *x)
{
	long s = x->response.status;

	return x->response.trouble == TROUBLE_NONE && x->response.location &&
	       (s == 301 || s == 302 || s == 303 || s == 307 || s == 308);
}

/* A redirect inside the origin. Elsewhere the token must not go, and the
 * fields of a POST neither. */
static bool may_follow(const struct exchange *x, const char *to)
{
	cleanup_free char *origin = NULL;

	return !x->content_type && !x->stay &&
	       x->redirects < REDIRECTS_MAX &&
	       url_origin(to, &origin) == 0 &&
	       strcmp(origin, x->origin->name) == 0;
}

static bool follow(struct exchange *x)
{
	cleanup_free char *to = NULL;

	if (url_resolve(url_of(x), x->response.location, &to) < 0)
		return false;
	if (!may_follow(x, to)) {
		/* its query may hold a signature, or what a login is to know */
		api_error_set(&x->error, TROUBLE_REDIRECT, "redirect to %.*s",
			(int)strcspn(to, "?#"), to);
		return false;
	}
	free(x->moved);
	x->moved = to;
	to = NULL;
	x->redirects++;
	x->tries--; /* it did answer */
	response_free(&x->response);
	enqueue(x, true);
	return true;
}

static bool back_off(struct exchange *x)
{
	struct engine *e = x->engine;
	const struct retry_case c = {
		.trouble = x->error.trouble,
		.http_status = x->response.status,
		.tries = x->tries,
		.retries = e->options.retries,
		.retry_after_ms = retry_after_ms(x->response.retry_after,
			x->response.date, clock_real_ns(e->clock)),
		.left_ms = x->deadline_ms - now_of(e),
		.random = next_random(e),
	};
	int64_t wait = retry_delay_ms(&c);

	if (wait < 0)
		return false;
	log_write(e->logger, LOG_LEVEL_DEBUG, "http",
		"try %u: %s, again in %lld ms", x->tries,
		trouble_info(x->error.trouble)->word, (long long)wait);
	atomic_fetch_add(&e->retries, 1);
	response_free(&x->response);
	x->state = EXCHANGE_WAITS;
	timers_arm(transport_timers(e->transport), &x->timer, now_of(e) + wait);
	return true;
}

static void on_waited(struct timer *t)
{
	struct exchange *x = container_of(t, struct exchange, timer);

	enqueue(x, x->urgent);
}

static void report(struct exchange *x, enum breaker_verdict v)
{
	struct engine *e = x->engine;

	breaker_report(&x->origin->breaker, now_of(e), v);
	if (v == BREAKER_FAILED)
		x->origin->last_trouble = x->error.trouble;
	note_breakers(e);
}

static void log_try(const struct exchange *x)
{
	log_write(x->engine->logger, LOG_LEVEL_DEBUG, "http",
		"%s %.*s: %ld, %zu bytes, %lld ms",
		x->content_type ? "POST" : "GET",
		(int)(x->moved ? strcspn(x->moved, "?#") : strlen(x->url)),
		url_of(x), x->response.status,
		x->response.n, (long long)(now_of(x->engine) - x->sent_ms));
}

static void on_answer(struct transfer *t)
{
	struct exchange *x = container_of(t, struct exchange, transfer);
	struct engine *e = x->engine;

	e->sent--;
	pump_soon(e, 0);
	x->response = t->response;
	t->response = (struct response){0};
	judge(x);
	log_try(x);
	report(x, breaker_judge(x->error.trouble, x->response.status));
	if (is_redirect(x) && follow(x))
		return;
	if (x->error.trouble != TROUBLE_NONE && back_off(x))
		return;
	conclude(x);
}

/* ---- sending ---- */

static void give_up(struct exchange *x, enum trouble t, const char *why)
{
	/* What has failed before says more than that time is up. */
	if (x->error.trouble == TROUBLE_NONE)
		api_error_set(&x->error, t, "%s", why);
	conclude(x);
}

static void refuse(struct exchange *x)
{
	char why[80];

	snprintf(why, sizeof(why),
		"not asked: the last %d requests failed (%s)", BREAKER_FAILURES,
		trouble_info(x->origin->last_trouble)->word);
	give_up(x, TROUBLE_UNAVAILABLE, why);
}

static int send_now(struct exchange *x)
{
	struct engine *e = x->engine;
	int64_t left = x->deadline_ms - now_of(e);

	x->transfer = (struct transfer){
		.url = url_of(x),
		.bearer = x->bearer,
		.accept = x->accept,
		.content_type = x->content_type,
		.body = x->body,
		.body_n = x->body_n,
		.timeout_ms = left < e->options.request_timeout_ms
				      ? left
				      : e->options.request_timeout_ms,
		.done = on_answer,
		.response.secret = x->secret,
	};
	if (transport_start(e->transport, &x->transfer) < 0)
		return -ENOMEM;
	x->state = EXCHANGE_SENT;
	x->sent_ms = now_of(e);
	x->tries++;
	e->sent++;
	atomic_fetch_add(&e->requests, 1);
	return 0;
}

/* Deals with the first of the queue; false: not before the timer fires. */
static bool dispatch(struct engine *e)
{
	struct exchange *x = e->first;
	struct breaker *breaker = &x->origin->breaker;
	int64_t now = now_of(e), wait;

	if (now >= x->deadline_ms) {
		dequeue(x);
		give_up(x, TROUBLE_TIMEOUT, "no answer in time");
		return true;
	}
	if (breaker_is_open(breaker, now)) {
		dequeue(x);
		refuse(x);
		return true;
	}
	wait = bucket_take(&e->bucket, now);
	if (wait > 0) {
		pump_soon(e, wait);
		return false;
	}
	dequeue(x);
	breaker_allow(breaker, now);
	if (send_now(x) < 0) {
		breaker_report(breaker, now, BREAKER_UNKNOWN);
		give_up(x, TROUBLE_NO_MEMORY, "out of memory");
	}
	return true;
}

/* Sends as much as connections and rate allow. What `done` starts or stops
 * meanwhile changes the queue, so each round looks afresh. */
static void on_pump(struct timer *t)
{
	struct engine *e = container_of(t, struct engine, pump);

	while (e->first && e->sent < e->options.max_connections)
		if (!dispatch(e))
			break;
}

int exchange_start(struct engine *e, struct exchange *x)
{
	int r = find_origin(e, x->url, &x->origin);

	if (r < 0)
		return r;
	x->engine = e;
	x->error = (struct api_error){.trouble = TROUBLE_NONE};
	x->response = (struct response){0};
	x->timer.fire = on_waited;
	x->tries = x->redirects = 0;
	enqueue(x, x->urgent);
	return 0;
}

void exchange_stop(struct exchange *x)
{
	struct engine *e = x->engine;

	switch (x->state) {
	case EXCHANGE_INERT:
		return;
	case EXCHANGE_QUEUED:
		dequeue(x);
		break;
	case EXCHANGE_SENT:
		transport_stop(&x->transfer);
		e->sent--;
		breaker_report(&x->origin->breaker, now_of(e), BREAKER_UNKNOWN);
		pump_soon(e, 0);
		break;
	case EXCHANGE_WAITS:
		timers_disarm(transport_timers(e->transport), &x->timer);
		break;
	}
	x->state = EXCHANGE_INERT;
	response_free(&x->response);
	free(x->moved);
	x->moved = NULL;
}

void engine_counts(struct engine *e, struct engine_counts *ret)
{
	ret->requests = atomic_load(&e->requests);
	ret->retries = atomic_load(&e->retries);
	ret->failures = atomic_load(&e->failures);
	ret->breaker_open = atomic_load(&e->breaker_open);
}

int engine_create(struct engine **ret, struct transport *t,
	const struct clock *clock, struct logger *logger,
	const struct engine_options *o)
{
	struct engine *e = calloc(1, sizeof(*e));

	if (!e)
		return -ENOMEM;
	e->transport = t;
	e->clock = clock;
	e->logger = logger;
	e->options = *o;
	e->pump.fire = on_pump;
	bucket_init(&e->bucket, o->rate, o->burst, now_of(e));
	if (getrandom(&e->random, sizeof(e->random), GRND_NONBLOCK) < 0)
		e->random = (uint64_t)clock_real_ns(clock);
	e->random |= 1;
	*ret = e;
	return 0;
}

void engine_stop(struct engine *e)
{
	timers_disarm(transport_timers(e->transport), &e->pump);
}

void engine_destroy(struct engine *e)
{
	struct origin *o;

	if (!e)
		return;
	while ((o = e->origins)) {
		e->origins = o->next;
		free(o->name);
		free(o);
	}
	free(e);
}
