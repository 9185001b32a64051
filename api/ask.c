/* SPDX-License-Identifier: MIT */
#include "ask.h"

#include <errno.h>

static void on_later(struct timer *t)
{
	struct ask *a = container_of(t, struct ask, later);

	a->done(a);
}

/* So that `done` is not called from within ask_start(). */
static void conclude_later(struct ask *a)
{
	a->later.fire = on_later;
	timers_arm(transport_timers(a->by->transport), &a->later,
		transport_now(a->by->transport));
}

static void on_answer(struct exchange *x);

static void send_now(struct ask *a)
{
	int r;

	a->exchange = (struct exchange){
		.url = a->url,
		.bearer = a->bearer ? bearer_text(a->bearer) : NULL,
		.accept = a->accept,
		.stay = a->stay,
		.deadline_ms = a->deadline_ms,
		.done = on_answer,
	};
	r = exchange_start(a->by->engine, &a->exchange);
	if (r == 0)
		return;
	api_error_set(&a->error,
		r == -EINVAL ? TROUBLE_BAD_REQUEST : TROUBLE_NO_MEMORY, "%s",
		r == -EINVAL ? "this makes no URL" : "out of memory");
	conclude_later(a);
}

static void on_token(struct token_waiter *w, struct bearer *bearer,
	const struct api_error *error)
{
	struct ask *a = container_of(w, struct ask, waiter);

	if (!bearer) {
		a->error = *error;
		conclude_later(a);
		return;
	}
	a->bearer = bearer;
	send_now(a);
}

static void get_token(struct ask *a)
{
	int r;

	a->waiter.ready = on_token;
	r = tokens_get(a->by->tokens, &a->waiter, &a->bearer, &a->error);
	if (r == 0)
		send_now(a);
	else if (r != -EINPROGRESS)
		conclude_later(a);
}

static void drop_bearer(struct ask *a)
{
	bearer_unref(a->bearer);
	a->bearer = NULL;
}

/* True where another token is worth a try, and being got. */
static bool unauthorized(struct ask *a)
{
	struct tokens *tokens = a->by->tokens;

	if (tokens_are_users(tokens))
		a->error.trouble = TROUBLE_TOKEN_EXPIRED;
	if (a->again) {
		tokens_reject_again(tokens, a->bearer, &a->error);
		return false;
	}
	a->again = true;
	tokens_reject(tokens, a->bearer);
	drop_bearer(a);
	response_free(&a->response);
	a->error = (struct api_error){.trouble = TROUBLE_NONE};
	get_token(a);
	return true;
}

static void on_answer(struct exchange *x)
{
	struct ask *a = container_of(x, struct ask, exchange);

	a->error = x->error;
	a->response = x->response;
	x->response = (struct response){0};
	if (a->bearer && a->response.status == 401 && unauthorized(a))
		return;
	if (a->bearer && a->response.status && a->response.status != 401)
		tokens_proved(a->by->tokens, a->bearer);
	drop_bearer(a);
	a->done(a);
}

/* The last line of defence: wherever a URL came from. 1, 0, or -ENOMEM. */
static int may_have_token(const struct ask *a)
{
	cleanup_free char *origin = NULL;
	int r = a->token_origin ? url_origin(a->url, &origin) : -EINVAL;

	if (r == -ENOMEM)
		return r;
	return r == 0 && strcmp(origin, a->token_origin) == 0;
}

void ask_start(const struct asking *by, struct ask *a)
{
	a->by = by;
	a->error = (struct api_error){.trouble = TROUBLE_NONE};
	a->response = (struct response){0};
	a->again = false;
	a->bearer = NULL;
	switch (may_have_token(a)) {
	case 0:
		send_now(a);
		break;
	case 1:
		get_token(a);
		break;
	default:
		api_error_set(&a->error, TROUBLE_NO_MEMORY, "out of memory");
		conclude_later(a);
	}
}

void ask_stop(struct ask *a)
{
	if (!a->by)
		return;
	timers_disarm(transport_timers(a->by->transport), &a->later);
	tokens_leave(a->by->tokens, &a->waiter);
	exchange_stop(&a->exchange);
	drop_bearer(a);
	response_free(&a->response);
}
