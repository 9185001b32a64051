/* SPDX-License-Identifier: MIT */
#include "fetch_private.h"

#include <errno.h>
#include <stdio.h>
#include "body.h"
#include "result.h"

/* ---- the end ---- */

void fetching_free(struct fetching *by)
{
	api_result_unref(by->clusters);
	api_result_unref(by->projects);
	for (unsigned g = 0; g < API_GENERATIONS; g++)
		for (unsigned e = 0; e < ENDPOINT_COUNT; e++)
			page_paths_destroy(by->paths[g][e]);
}

static void drop_ask(struct page_ask *a)
{
	struct fetch *f = a->fetch;

	ask_stop(&a->ask);
	*(a->prev ? &a->prev->next : &f->asks) = a->next;
	if (a->next)
		a->next->prev = a->prev;
	f->n_asks--;
	free(a->url);
	free(a);
}

void fetch_stop(struct fetch *f)
{
	struct timers *timers;

	if (!f)
		return;
	timers = transport_timers(f->by->asking.transport);
	timers_disarm(timers, &f->deadline);
	timers_disarm(timers, &f->later);
	fetch_stop(f->parent);
	types_end(f);
	while (f->asks)
		drop_ask(f->asks);
	for (size_t i = 0; i < f->n_branches; i++)
		branch_free(&f->branches[i]);
	free(f->branches);
	page_paths_destroy(f->own_paths);
	scopes_free(f->scopes, f->scopes ? f->n_branches : 0);
	api_result_unref(f->parents);
	free(f->argument);
	free(f);
}

void fetch_finish(struct fetch *f, struct api_result *result,
	const struct api_error *error)
{
	struct fetch_options o = f->o;
	struct api_error copy = *error;

	fetch_stop(f);
	o.done(o.arg, result, &copy);
}

void fetch_fail(struct fetch *f, enum trouble t, const char *why)
{
	struct api_error error;

	api_error_set(&error, t, "%s", why);
	fetch_finish(f, NULL, &error);
}

/* Without its query, which may hold what nobody else should see. */
static void note_url(struct api_error *error, const char *url)
{
	snprintf(error->url, sizeof(error->url), "%.*s", (int)strcspn(url, "?"),
		url);
}

static void on_deadline(struct timer *t)
{
	struct fetch *f = container_of(t, struct fetch, deadline);
	struct api_error error;

	api_error_set(&error, TROUBLE_TIMEOUT, "not complete in time");
	if (f->asks)
		note_url(&error, f->asks->url);
	fetch_finish(f, NULL, &error);
}

static void all_complete(struct fetch *f)
{
	struct api_error none = {.trouble = TROUBLE_NONE};
	cleanup_free struct list **lists = NULL;
	struct api_result *r;

	lists = calloc(f->n_branches + 1, sizeof(struct list *));
	if (!lists) {
		fetch_fail(f, TROUBLE_NO_MEMORY, "out of memory");
		return;
	}
	for (size_t i = 0; i < f->n_branches; i++)
		lists[i] = f->branches[i].list;
	if (result_join(lists, f->n_branches, f->scopes,
		    f->scopes ? f->n_branches : 0, &r) < 0) {
		fetch_fail(f, TROUBLE_NO_MEMORY, "out of memory");
		return;
	}
	f->scopes = NULL;
	r->endpoint = f->o.endpoint;
	r->row = f->row;
	r->partial = f->partial;
	r->mono_ms = clock_mono_ms(f->by->clock);
	r->real_ns = clock_real_ns(f->by->clock);
	types_accepted(f);
	fetch_keep_clusters(f, r);
	fetch_finish(f, r, &none);
}

/* ---- pages ---- */

static void on_page(struct ask *ask);

void fetch_ask(struct fetch *f, const struct branch *b, struct ask *ask)
{
	*ask = (struct ask){
		.url = ask->url,
		.token_origin = b->token_origin,
		.accept = f->row->accept,
		.stay = f->stay,
		.deadline_ms = f->o.deadline_ms,
		.done = ask->done,
	};
	ask_start(&f->by->asking, ask);
}

/* Where the branch has the page now. */
static int start_ask(struct page_ask *a)
{
	char *url = endpoint_url_page(a->fetch->row, a->branch->url[a->variant],
		a->request.offset, a->request.limit);

	if (!url)
		return -ENOMEM;
	free(a->url);
	a->url = url;
	a->ask.url = url;
	a->ask.done = on_page;
	fetch_ask(a->fetch, a->branch, &a->ask);
	return 0;
}

int page_ask_again(struct page_ask *a)
{
	response_free(&a->ask.response);
	return start_ask(a);
}

static int ask_page(
	struct fetch *f, struct branch *b, const struct list_request *q)
{
	struct page_ask *a = calloc(1, sizeof(*a));

	if (!a)
		return -ENOMEM;
	a->fetch = f;
	a->branch = b;
	a->variant = b->variant;
	a->request = *q;
	if (start_ask(a) < 0) {
		free(a);
		return -ENOMEM;
	}
	a->next = f->asks;
	if (a->next)
		a->next->prev = a;
	f->asks = a;
	f->n_asks++;
	return 0;
}

/* The other place where an older server has the same. True: asked there. */
static bool try_variant(struct page_ask *a)
{
	struct branch *b = a->branch;

	if (a->ask.error.trouble != TROUBLE_NOT_FOUND || a->variant > 0 ||
		!b->url[1])
		return false;
	b->variant = a->variant = 1;
	return page_ask_again(a) == 0;
}

/* A page that says something else than it should. */
static void explain(struct page_ask *a, struct api_error *error, bool html)
{
	if (html)
		api_error_set(error, TROUBLE_BAD_MESSAGE,
			"not a Run:ai API: a page for browsers");
	error->http_status = a->ask.response.status;
	note_url(error, a->url);
}

static void note_partial(struct page_ask *a)
{
	struct fetch *f = a->fetch;

	if (a->ask.response.status != 207 || f->partial)
		return;
	f->partial = true;
	log_write(f->by->logger, LOG_LEVEL_WARN, "api",
		"%s: the control plane left something out (207)",
		endpoint_name(f->o.endpoint));
}

/* 204 says of one object, and only of that, that there is none. */
static bool is_none(struct page_ask *a, struct api_error *error)
{
	const struct endpoint_row *row = a->fetch->row;

	if (a->ask.response.status != 204 || row->envelope || row->bytes)
		return false;
	api_error_set(error, TROUBLE_NOT_FOUND, "there is none (204)");
	explain(a, error, false);
	return true;
}

static bool is_unwanted(struct page_ask *a, struct api_error *error)
{
	const struct endpoint_row *row = a->fetch->row;
	const char *type = NULL;

	if (row->bytes && row->accept)
		type = body_unwanted(&a->ask.response, row->accept);
	if (!type)
		return false;
	api_error_set(error, TROUBLE_BAD_MESSAGE, "asked for %s, %s came%s",
		row->accept, type,
		a->ask.response.status == 207 ? ", and not all of it" : "");
	explain(a, error, false);
	return true;
}

static int take_page(struct page_ask *a, struct api_error *error)
{
	struct response *p = &a->ask.response;
	bool html = body_is_html(p);
	char *body = p->body;
	size_t n = p->n;
	int r;

	p->body = NULL;
	p->n = p->cap = 0;
	r = list_take(a->branch->list, &a->request, &body, n, error);
	if (r < 0)
		explain(a, error, html && r == -EBADMSG);
	return r;
}

static void on_page(struct ask *ask)
{
	struct page_ask *a = container_of(ask, struct page_ask, ask);
	struct fetch *f = a->fetch;
	struct api_error error = ask->error;

	if (error.trouble != TROUBLE_NONE &&
		(try_variant(a) || types_refused(a)))
		return;
	if (error.trouble == TROUBLE_NONE && is_unwanted(a, &error) &&
		types_lacking(a, &error))
		return;
	if (error.trouble == TROUBLE_NONE && !is_none(a, &error)) {
		note_partial(a);
		take_page(a, &error);
	}
	if (error.trouble != TROUBLE_NONE) {
		fetch_finish(f, NULL, &error);
		return;
	}
	drop_ask(a);
	fetch_go_on(f);
}

/* Asks for what may be asked for now, or ends. */
void fetch_go_on(struct fetch *f)
{
	struct list_request q;

	while (f->first_open < f->n_branches &&
		list_complete(f->branches[f->first_open].list))
		f->first_open++;
	for (size_t i = f->first_open;
		i < f->n_branches && f->n_asks < f->by->parallel; i++) {
		struct branch *b = &f->branches[i];

		while (f->n_asks < f->by->parallel && list_next(b->list, &q))
			if (ask_page(f, b, &q) < 0) {
				fetch_fail(
					f, TROUBLE_NO_MEMORY, "out of memory");
				return;
			}
	}
	if (f->first_open == f->n_branches)
		all_complete(f);
	else if (f->n_asks == 0)
		fetch_fail(f, TROUBLE_NO_MEMORY, "out of memory");
}

/* ---- the beginning ---- */

static void begin(struct fetch *f)
{
	struct api_error error;

	if (fetch_add_branch(f, &error) < 0)
		fetch_finish(f, NULL, &error);
	else
		fetch_go_on(f);
}

static void on_later(struct timer *t)
{
	struct fetch *f = container_of(t, struct fetch, later);

	if (f->row->fan_out)
		fetch_fan_out(f);
	else
		begin(f);
}

int fetch_start(
	struct fetch **ret, struct fetching *by, const struct fetch_options *o)
{
	struct timers *timers = transport_timers(by->asking.transport);
	struct fetch *f = calloc(1, sizeof(*f));

	if (!f)
		return -ENOMEM;
	f->by = by;
	f->o = *o;
	f->row = endpoint_row(o->generation, o->endpoint);
	f->argument = o->argument ? strdup(o->argument) : NULL;
	if (o->argument && !f->argument) {
		free(f);
		return -ENOMEM;
	}
	f->o.argument = NULL;
	f->deadline.fire = on_deadline;
	f->later.fire = on_later;
	timers_arm(timers, &f->deadline, o->deadline_ms);
	timers_arm(timers, &f->later, transport_now(by->asking.transport));
	*ret = f;
	return 0;
}
