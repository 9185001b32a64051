/* SPDX-License-Identifier: MIT */
/*
 * Getting a token: from where it was put, or by a login with client
 * credentials.
 *
 *	begin ─┬─ a token given ───────────────────────────────┬─► done
 *	       ├─ file, CLI, command: read on a thread ────────┤
 *	       └─ client: secret ─► login ─► grant ────────────┘
 *	                             └─ not there: the next one
 */
#include "token_private.h"

#include <errno.h>
#include <stdio.h>
#include "body.h"

static int64_t wire_now(const struct tokens *t)
{
	return transport_now(t->o.transport);
}

void refresh_clear(struct tokens *t)
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

static void fail(struct tokens *t, enum trouble trouble, const char *why)
{
	struct api_error error;

	api_error_set(&error, trouble, "%s", why);
	refresh_failed(t, &error);
}

/* ---- a token that somebody brought ---- */

static void read_next(struct tokens *t, enum credential what);

/* The CLI may renew its login where its file still holds the old token. */
static bool has_successor(const struct tokens *t)
{
	return t->reading == CREDENTIAL_CLI_LOGIN &&
	       config_str(t->o.config, SET_TOKEN_COMMAND);
}

static void consider(struct tokens *t, char *text)
{
	const char *why = token_why_unfit(t, text);

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
		fail(t,
			err == -ENOMEM ? TROUBLE_NO_MEMORY
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
	else if (source_start(&t->source, t->o.transport, &t->o.runner, kind,
			 place, on_source, t) < 0)
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
	const char *secret =
		t->client_secret ? t->client_secret : config_client_secret(c);

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
		.credential = secret,
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
	bool error_page = x->response.status >= 400 &&
			  x->response.status < 500 &&
			  body_is_html(&x->response);

	if (error_page)
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
		refresh_done(t, grant.token, grant.expires_in_s * MS_PER_S);
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

/* ---- the beginning ---- */

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

void refresh_begin(struct tokens *t)
{
	if (t->refreshing)
		return;
	t->refreshing = true;
	t->step.fire = on_step;
	timers_arm(transport_timers(t->o.transport), &t->step, wire_now(t));
}
