/* SPDX-License-Identifier: MIT */
#include "token_private.h"

#include <errno.h>
#include <stdio.h>
#include "body.h"

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

	if (lifetime_ms < 5 * 60 * MS_PER_S)
		return fifth;
	return fifth > 60 * MS_PER_S ? fifth : 60 * MS_PER_S;
}

int64_t token_refresh_at(int64_t now_ms, int64_t lifetime_ms, int64_t left_ms)
{
	int64_t until;

	if (left_ms <= 0)
		return INT64_MAX;
	until = left_ms -
		token_margin_ms(lifetime_ms > left_ms ? lifetime_ms : left_ms);
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
	/* A server may change its mind: later even the same may do. */
	bearer_unref(t->rejected);
	t->rejected = NULL;
	/* Until it has expired the old one still serves. */
	if (now_of(t) >= t->expires_at_ms)
		drop_current(t);
	t->refresh_at_ms = now_of(t) + TOKEN_PAUSE_MS;
}

void refresh_failed(struct tokens *t, const struct api_error *error)
{
	struct api_error copy = *error;

	refresh_clear(t);
	note_failure(t, &copy);
	wake_all(t, &copy);
}

static const char *auth_name(const struct tokens *t)
{
	if (t->chosen)
		return t->chosen->name;
	return tokens_are_users(t) ? "bearer" : "none";
}

static void note_facts(struct tokens *t, const char *text,
	const struct claims *claims, int64_t left_ms)
{
	int64_t now_ns = clock_real_ns(t->o.clock);

	pthread_mutex_lock(&t->lock);
	t->facts.auth = auth_name(t);
	buf_free(&t->claims);
	claims_text(text, &t->claims);
	snprintf(t->facts.token_endpoint, sizeof(t->facts.token_endpoint), "%s",
		t->url ? t->url : "");
	memcpy(t->facts.subject, claims->subject, sizeof(t->facts.subject));
	t->facts.token_expires_real_ns =
		left_ms > 0 && left_ms < (INT64_MAX - now_ns) / NS_PER_MS
			? now_ns + left_ms * NS_PER_MS
			: 0; /* or beyond what fits, the year 2262 */
	pthread_mutex_unlock(&t->lock);
}

/* Time left by the token's own word; <= 0: over, 0 with no `exp`: unknown. */
static int64_t left_by_claims(const struct tokens *t, const struct claims *c)
{
	int64_t now_ms = clock_real_ns(t->o.clock) / NS_PER_MS;

	return c->exp_s ? c->exp_s * MS_PER_S - now_ms : 0;
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
	total = claims.iat_s ? (claims.exp_s - claims.iat_s) * MS_PER_S : left;
	drop_current(t);
	t->current = b;
	t->refresh_at_ms =
		token_refresh_at(now_of(t), lifetime_ms ? left : total, left);
	t->expires_at_ms = left > 0 ? now_of(t) + left : INT64_MAX;
	note_facts(t, text, &claims, left);
	return 0;
}

void refresh_done(struct tokens *t, char *text, int64_t lifetime_ms)
{
	struct api_error none = {.trouble = TROUBLE_NONE};

	if (set_current(t, text, lifetime_ms) < 0) {
		api_error_set(&none, TROUBLE_NO_MEMORY, "out of memory");
		refresh_failed(t, &none);
		return;
	}
	log_write(t->o.logger, LOG_LEVEL_INFO, "token", "new token (%s)",
		auth_name(t));
	refresh_clear(t);
	wake_all(t, &none);
}

const char *token_why_unfit(const struct tokens *t, const char *text)
{
	struct claims claims;

	if (same_as_rejected(t, text))
		return "the token is refused";
	if (claims_read(text, &claims) && claims.exp_s &&
		left_by_claims(t, &claims) <= 0)
		return "the token has expired";
	return NULL;
}

/* ---- asking ---- */

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
	refresh_begin(t);
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

void tokens_reject_again(
	struct tokens *t, struct bearer *b, const struct api_error *error)
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

int tokens_claims(struct tokens *t, struct buf *out)
{
	int r = -ENODATA;

	pthread_mutex_lock(&t->lock);
	if (t->claims.n > 0) {
		buf_add(out, t->claims.p, t->claims.n);
		r = buf_error(out);
	}
	pthread_mutex_unlock(&t->lock);
	return r;
}

int tokens_create(struct tokens **ret, const struct tokens_options *o)
{
	struct tokens *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->o = *o;
	t->credential = config_credential(o->config);
	t->facts.auth = auth_name(t);
	pthread_mutex_init(&t->lock, NULL);
	*ret = t;
	return 0;
}

void tokens_set_command_runner(struct tokens *t, const struct command_runner *r)
{
	t->o.runner = *r;
}

void tokens_stop(struct tokens *t)
{
	refresh_clear(t);
}

void tokens_destroy(struct tokens *t)
{
	if (!t)
		return;
	drop_current(t);
	bearer_unref(t->rejected);
	buf_free(&t->claims);
	pthread_mutex_destroy(&t->lock);
	free(t);
}
