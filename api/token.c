/* SPDX-License-Identifier: MIT */
#include "token.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include "body.h"
#include "secret.h"
#include "token_login.h"
#include "token_source.h"

struct bearer {
	int refs;
	bool proved; /* some server took it */
	char *text;
};

struct tokens {
	struct tokens_options o;
	enum credential credential;

	struct bearer *current;	 /* NULL: none */
	struct bearer *rejected; /* by a 401; the same again is useless */
	int64_t refresh_at_ms, expires_at_ms; /* of current; o.clock */

	struct api_error pause_error;
	int64_t pause_until_ms; /* transport_now() */

	struct token_waiter *first, *last;
	unsigned round; /* refreshes that have ended */
	bool refreshing;
	struct timer step; /* so that nothing is answered from within */

	/* of the refresh under way */
	struct source *source;
	enum credential reading;
	struct exchange exchange;
	char *client_secret, *url, *body;
	const struct login *candidates[LOGINS_MAX + 1];
	size_t candidate;
	struct api_error refusal; /* of the first login that refused */
	const struct login *refused_by;

	const struct login *chosen; /* what worked, or what exists */

	atomic_uint_fast64_t token_requests;
	pthread_mutex_t lock;
	/* below: under `lock` */
	struct api_facts facts; /* token's part only */
};

/* ---- bearer ---- */

const char *bearer_text(const struct bearer *b)
{
	return b->text;
}

struct bearer *bearer_ref(struct bearer *b)
{
	b->refs++;
	return b;
}

void bearer_unref(struct bearer *b)
{
	if (!b || --b->refs > 0)
		return;
	secret_free(b->text);
	free(b);
}

/* ---- lifetimes ---- */

int64_t token_margin_ms(int64_t lifetime_ms)
{
	int64_t fifth = lifetime_ms / 5;

	if (lifetime_ms < 5 * 60 * 1000)
		return fifth;
	return fifth > 60 * 1000 ? fifth : 60 * 1000;
}

int64_t token_refresh_at(int64_t now_ms, int64_t lifetime_ms, int64_t left_ms)
{
	int64_t until;

	if (left_ms <= 0)
		return INT64_MAX;
	until = left_ms - token_margin_ms(
				  lifetime_ms > left_ms ? lifetime_ms : left_ms);
	/* A user's token met late in its life: looked for a successor now and
	 * then, not at every question. */
	if (until <= 0)
		until = left_ms / 2;
	return now_ms + until;
}

static int64_t now_of(const struct tokens *t)
{
	return clock_mono_ms(t->o.clock);
}

static int64_t wire_now(const struct tokens *t)
{
	return transport_now(t->o.transport);
}

/* ---- waiters ---- */

static void unlink_waiter(struct tokens *t, struct token_waiter *w)
{
	*(w->prev ? &w->prev->next : &t->first) = w->next;
	*(w->next ? &w->next->prev : &t->last) = w->prev;
	w->prev = w->next = NULL;
	w->queued = false;
}

static void link_waiter(struct tokens *t, struct token_waiter *w)
{
	w->prev = t->last;
	w->next = NULL;
	*(w->prev ? &w->prev->next : &t->first) = w;
	t->last = w;
	w->queued = true;
	w->round = t->round;
}

void tokens_leave(struct tokens *t, struct token_waiter *w)
{
	if (w->queued)
		unlink_waiter(t, w);
}

/* Those who wait now; who asks again from within waits for the next round. */
static void wake_all(struct tokens *t, const struct api_error *error)
{
	struct bearer *b = t->current ? bearer_ref(t->current) : NULL;
	struct api_error copy = *error;
	unsigned round = t->round++;
	struct token_waiter *w;

	while ((w = t->first) && w->round == round) {
		unlink_waiter(t, w);
		w->ready(w, b ? bearer_ref(b) : NULL, b ? NULL : &copy);
	}
	bearer_unref(b);
}

static void tokens_pause(struct tokens *t, const struct api_error *error)
{
	t->pause_error = *error;
	t->pause_until_ms = wire_now(t) + TOKEN_PAUSE_MS;
}

/* ---- the end of a refresh ---- */

static void clear_refresh(struct tokens *t)
{
	exchange_stop(&t->exchange);
	response_free(&t->exchange.response);
	source_abandon(t->source);
	t->source = NULL;
	timers_disarm(transport_timers(t->o.transport), &t->step);
	secret_free(t->client_secret);
	secret_free(t->body);
	free(t->url);
	t->client_secret = t->body = t->url = NULL;
	t->refreshing = false;
}

static void drop_current(struct tokens *t)
{
	bearer_unref(t->current);
	t->current = NULL;
}

static void note_failure(struct tokens *t, const struct api_error *error)
{
	bool passing = trouble_info(error->trouble)->retry;

	log_write(t->o.logger, LOG_LEVEL_WARN, "token", "%s: %s",
		trouble_info(error->trouble)->word, error->message);
	if (!passing)
		tokens_pause(t, error);
	/* Until it has expired the old one still serves. */
	if (now_of(t) >= t->expires_at_ms)
		drop_current(t);
	t->refresh_at_ms = now_of(t) + TOKEN_PAUSE_MS;
}

static void refresh_failed(struct tokens *t, const struct api_error *error)
{
	struct api_error copy = *error;

	clear_refresh(t);
	note_failure(t, &copy);
	wake_all(t, &copy);
}

static void fail(struct tokens *t, enum trouble trouble, const char *why)
{
	struct api_error error;

	api_error_set(&error, trouble, "%s", why);
	refresh_failed(t, &error);
}

static const char *auth_name(const struct tokens *t)
{
	if (t->chosen)
		return t->chosen->name;
	return tokens_are_users(t) ? "bearer" : "none";
}

static void note_facts(struct tokens *t, const struct claims *claims,
	int64_t left_ms)
{
	int64_t now_ns = clock_real_ns(t->o.clock);

	pthread_mutex_lock(&t->lock);
	t->facts.auth = auth_name(t);
	snprintf(t->facts.token_endpoint, sizeof(t->facts.token_endpoint), "%s",
		t->url ? t->url : "");
	memcpy(t->facts.subject, claims->subject, sizeof(t->facts.subject));
	t->facts.token_expires_real_ns =
		left_ms > 0 ? now_ns + left_ms * 1000000 : 0;
	pthread_mutex_unlock(&t->lock);
}

/* Time left by the token's own word; <= 0: over, 0 with no `exp`: unknown. */
static int64_t left_by_claims(const struct tokens *t, const struct claims *c)
{
	int64_t now_ms = clock_real_ns(t->o.clock) / 1000000;

	return c->exp_s ? c->exp_s * 1000 - now_ms : 0;
}

static bool same_as_rejected(const struct tokens *t, const char *text)
{
	return t->rejected && strcmp(t->rejected->text, text) == 0;
}

/* Takes `text`. */
static int set_current(struct tokens *t, char *text, int64_t lifetime_ms)
{
	struct bearer *b = malloc(sizeof(*b));
	struct claims claims;
	int64_t left, total;

	if (!b) {
		secret_free(text);
		return -ENOMEM;
	}
	*b = (struct bearer){.refs = 1, .text = text};
	claims_read(text, &claims);
	left = lifetime_ms ? lifetime_ms : left_by_claims(t, &claims);
	total = claims.iat_s ? (claims.exp_s - claims.iat_s) * 1000 : left;
	drop_current(t);
	t->current = b;
	t->refresh_at_ms =
		token_refresh_at(now_of(t), lifetime_ms ? left : total, left);
	t->expires_at_ms = left > 0 ? now_of(t) + left : INT64_MAX;
	note_facts(t, &claims, left);
	return 0;
}

static void refresh_done(struct tokens *t, char *text, int64_t lifetime_ms)
{
	struct api_error none = {.trouble = TROUBLE_NONE};

	if (set_current(t, text, lifetime_ms) < 0) {
		fail(t, TROUBLE_NO_MEMORY, "out of memory");
		return;
	}
	log_write(t->o.logger, LOG_LEVEL_INFO, "token", "new token (%s)",
		auth_name(t));
	clear_refresh(t);
	wake_all(t, &none);
}

/* ---- a token that somebody brought ---- */

static void read_next(struct tokens *t, enum credential what);

/* The CLI may renew its login where its file still holds the old token. */
static bool has_successor(const struct tokens *t)
{
	return t->reading == CREDENTIAL_CLI_LOGIN &&
	       config_str(t->o.config, SET_TOKEN_COMMAND);
}

static const char *why_unfit(const struct tokens *t, const char *text)
{
	struct claims claims;

	if (same_as_rejected(t, text))
		return "the token is refused";
	if (claims_read(text, &claims) && claims.exp_s &&
		left_by_claims(t, &claims) <= 0)
		return "the token has expired";
	return NULL;
}

static void consider(struct tokens *t, char *text)
{
	const char *why = why_unfit(t, text);

	if (!token_is_sane(text)) {
		secret_free(text);
		fail(t, TROUBLE_NO_CREDENTIALS, "what was given is no token");
	} else if (!why) {
		refresh_done(t, text, 0);
	} else if (has_successor(t)) {
		secret_free(text);
		read_next(t, CREDENTIAL_TOKEN_COMMAND);
	} else {
		secret_free(text);
		fail(t, TROUBLE_TOKEN_EXPIRED, why);
	}
}

static void post_login(struct tokens *t);

static void on_source(void *arg, int err, char *secret, const char *message)
{
	struct tokens *t = arg;

	t->source = NULL;
	if (err < 0 && has_successor(t)) {
		read_next(t, CREDENTIAL_TOKEN_COMMAND);
	} else if (err < 0) {
		fail(t, err == -ENOMEM ? TROUBLE_NO_MEMORY
				       : TROUBLE_NO_CREDENTIALS,
			message);
	} else if (t->reading == CREDENTIAL_CLIENT) {
		t->client_secret = secret;
		post_login(t);
	} else {
		consider(t, secret);
	}
}

/* Where each credential lies. */
static const char *place_of(
	const struct tokens *t, enum credential what, enum source_kind *ret)
{
	const struct config *c = t->o.config;

	switch (what) {
	case CREDENTIAL_CLIENT:
		*ret = SOURCE_OF_FILE;
		return config_str(c, SET_CLIENT_SECRET_FILE);
	case CREDENTIAL_TOKEN_FILE:
		*ret = SOURCE_OF_FILE;
		return config_str(c, SET_TOKEN_FILE);
	case CREDENTIAL_CLI_LOGIN:
		*ret = SOURCE_OF_CLI;
		return config_cli_login(c);
	case CREDENTIAL_TOKEN_COMMAND:
		*ret = SOURCE_OF_COMMAND;
		return config_str(c, SET_TOKEN_COMMAND);
	case CREDENTIAL_NONE:
	case CREDENTIAL_TOKEN:
		break;
	}
	return NULL;
}

static void explain_nothing(struct tokens *t)
{
	cleanup_buf struct buf why = BUF_INIT;

	config_explain_no_credentials(t->o.config, &why);
	fail(t, TROUBLE_NO_CREDENTIALS, why.p ? why.p : "no credentials");
}

static void read_next(struct tokens *t, enum credential what)
{
	enum source_kind kind = SOURCE_OF_FILE;
	const char *place = place_of(t, what, &kind);

	t->reading = what;
	if (!place)
		explain_nothing(t);
	else if (source_start(&t->source, t->o.transport, kind, place,
			 on_source, t) < 0)
		fail(t, TROUBLE_NO_MEMORY, "out of memory");
}

static void use_given_token(struct tokens *t)
{
	const char *given = config_token(t->o.config);
	char *copy = given ? secret_dup(given, strlen(given)) : NULL;

	t->reading = CREDENTIAL_TOKEN;
	if (!given)
		explain_nothing(t);
	else if (!copy)
		fail(t, TROUBLE_NO_MEMORY, "out of memory");
	else
		consider(t, copy);
}

/* ---- logging in with client credentials ---- */

static void on_login(struct exchange *x);

static int start_login(struct tokens *t, const struct login *l)
{
	const struct config *c = t->o.config;
	const char *id = config_str(c, SET_CLIENT_ID);
	const char *secret = t->client_secret ? t->client_secret
					      : config_client_secret(c);

	free(t->url);
	secret_free(t->body);
	response_free(&t->exchange.response);
	t->url = login_url(l, c);
	t->body = login_body(l, id ? id : "", secret ? secret : "");
	if (!t->url || !t->body)
		return -ENOMEM;
	t->exchange = (struct exchange){
		.url = t->url,
		.content_type = login_content_type(l),
		.body = t->body,
		.body_n = strlen(t->body),
		.deadline_ms = wire_now(t) + config_ms(c, SET_OP_TIMEOUT),
		.urgent = true,
		.secret = true,
		.done = on_login,
	};
	return exchange_start(t->o.engine, &t->exchange);
}

/* Every login was tried. */
static void logins_used_up(struct tokens *t)
{
	if (t->refused_by) {
		/* It exists, so it is the one; the others are not asked again
		 * before tokens_forget(). */
		t->chosen = t->refused_by;
		refresh_failed(t, &t->refusal);
		return;
	}
	t->chosen = NULL;
	fail(t, TROUBLE_BAD_MESSAGE,
		"not a Run:ai API: it has no place to get a token from");
}

static void post_login(struct tokens *t)
{
	const struct login *l = t->candidates[t->candidate];
	int r;

	if (!l) {
		logins_used_up(t);
		return;
	}
	r = start_login(t, l);
	if (r == -EINVAL)
		fail(t, TROUBLE_BAD_REQUEST, "the token URL is no URL");
	else if (r < 0)
		fail(t, TROUBLE_NO_MEMORY, "out of memory");
	else
		atomic_fetch_add(&t->token_requests, 1);
}

enum outcome { GRANTED, REFUSED, NOT_THERE, TROUBLED };

static enum outcome outcome_of(const struct exchange *x)
{
	if (body_is_html(&x->response))
		return NOT_THERE;
	switch (x->error.trouble) {
	case TROUBLE_NONE:
		return GRANTED;
	case TROUBLE_BAD_REQUEST:
	case TROUBLE_UNAUTHORIZED:
	case TROUBLE_FORBIDDEN:
		return REFUSED;
	case TROUBLE_NOT_FOUND:
	case TROUBLE_NOT_SUPPORTED:
	case TROUBLE_REDIRECT:
		return NOT_THERE;
	default:
		return TROUBLED;
	}
}

static void note_refusal(struct tokens *t, const struct login *l)
{
	const struct api_error *e = &t->exchange.error;

	if (t->refused_by)
		return;
	t->refused_by = l;
	t->refusal = *e;
	t->refusal.trouble = TROUBLE_UNAUTHORIZED;
	snprintf(t->refusal.message, sizeof(t->refusal.message),
		"login (%s) refused: %.200s", l->name, e->message);
}

static void next_login(struct tokens *t)
{
	t->candidate++;
	post_login(t);
}

static void on_grant(struct tokens *t, const struct login *l)
{
	struct response *r = &t->exchange.response;
	struct grant grant;
	int err = body_grant((struct slice){r->body, r->n}, &grant);

	if (err == -ENOMEM) {
		fail(t, TROUBLE_NO_MEMORY, "out of memory");
	} else if (err < 0) {
		next_login(t); /* whatever this is, it is no login */
	} else {
		t->chosen = l;
		refresh_done(t, grant.token, grant.expires_in_s * 1000);
	}
}

static void on_login(struct exchange *x)
{
	struct tokens *t = container_of(x, struct tokens, exchange);
	const struct login *l = t->candidates[t->candidate];

	switch (outcome_of(x)) {
	case GRANTED:
		on_grant(t, l);
		break;
	case REFUSED:
		note_refusal(t, l);
		next_login(t);
		break;
	case NOT_THERE:
		next_login(t);
		break;
	case TROUBLED:
		refresh_failed(t, &x->error);
		break;
	}
}

static void log_in(struct tokens *t)
{
	login_candidates(t->o.config, t->candidates);
	if (t->chosen) {
		t->candidates[0] = t->chosen;
		t->candidates[1] = NULL;
	}
	t->candidate = 0;
	t->refused_by = NULL;
	t->reading = CREDENTIAL_CLIENT;
	if (config_client_secret(t->o.config))
		post_login(t);
	else
		read_next(t, CREDENTIAL_CLIENT);
}

/* ---- asking ---- */

static void on_step(struct timer *timer)
{
	struct tokens *t = container_of(timer, struct tokens, step);

	switch (t->credential) {
	case CREDENTIAL_CLIENT:
		log_in(t);
		break;
	case CREDENTIAL_TOKEN:
		use_given_token(t);
		break;
	default:
		read_next(t, t->credential);
		break;
	}
}

static void start_refresh(struct tokens *t)
{
	if (t->refreshing)
		return;
	t->refreshing = true;
	timers_arm(transport_timers(t->o.transport), &t->step, wire_now(t));
}

int tokens_get(struct tokens *t, struct token_waiter *w, struct bearer **ret,
	struct api_error *error)
{
	bool paused = wire_now(t) < t->pause_until_ms;
	int64_t good_until = paused ? t->expires_at_ms : t->refresh_at_ms;

	if (t->current && now_of(t) < good_until) {
		*ret = bearer_ref(t->current);
		return 0;
	}
	if (paused) {
		*error = t->pause_error;
		return api_error_errno(error);
	}
	link_waiter(t, w);
	start_refresh(t);
	return -EINPROGRESS;
}

void tokens_proved(struct tokens *t, struct bearer *b)
{
	b->proved = true;
}

void tokens_reject(struct tokens *t, struct bearer *b)
{
	if (t->current != b)
		return;
	bearer_unref(t->rejected);
	t->rejected = t->current;
	t->current = NULL;
}

void tokens_reject_again(struct tokens *t, struct bearer *b,
	const struct api_error *error)
{
	if (b->proved)
		return;
	tokens_reject(t, b);
	tokens_pause(t, error);
}

void tokens_forget(struct tokens *t)
{
	drop_current(t);
	bearer_unref(t->rejected);
	t->rejected = NULL;
	t->chosen = NULL;
	t->pause_until_ms = 0;
}

bool tokens_are_users(const struct tokens *t)
{
	return t->credential != CREDENTIAL_CLIENT &&
	       t->credential != CREDENTIAL_NONE;
}

void tokens_facts(struct tokens *t, struct api_facts *ret)
{
	pthread_mutex_lock(&t->lock);
	ret->auth = t->facts.auth;
	memcpy(ret->token_endpoint, t->facts.token_endpoint,
		sizeof(ret->token_endpoint));
	memcpy(ret->subject, t->facts.subject, sizeof(ret->subject));
	ret->token_expires_real_ns = t->facts.token_expires_real_ns;
	pthread_mutex_unlock(&t->lock);
	ret->token_requests = atomic_load(&t->token_requests);
}

int tokens_create(struct tokens **ret, const struct tokens_options *o)
{
	struct tokens *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->o = *o;
	t->credential = config_credential(o->config);
	t->step.fire = on_step;
	t->facts.auth = auth_name(t);
	pthread_mutex_init(&t->lock, NULL);
	*ret = t;
	return 0;
}

void tokens_stop(struct tokens *t)
{
	clear_refresh(t);
}

void tokens_destroy(struct tokens *t)
{
	if (!t)
		return;
	drop_current(t);
	bearer_unref(t->rejected);
	pthread_mutex_destroy(&t->lock);
	free(t);
}
