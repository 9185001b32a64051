/* SPDX-License-Identifier: MIT */
#include "fetch_private.h"

#include <errno.h>
#include <stdio.h>
#include "body.h"
#include "result.h"

/* ---- the end ---- */

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
	while (f->asks)
		drop_ask(f->asks);
	for (size_t i = 0; i < f->n_branches; i++)
		branch_free(&f->branches[i]);
	free(f->branches);
	scopes_free(f->scopes, f->scopes ? f->n_branches : 0);
	api_result_unref(f->parents);
	free(f->argument);
	free(f);
}

static void finish(struct fetch *f, struct api_result *result,
	const struct api_error *error)
{
	struct fetch_options o = f->o;
	struct api_error copy = *error;

	fetch_stop(f);
	o.done(o.arg, result, &copy);
}

static void fail(struct fetch *f, enum trouble t, const char *why)
{
	struct api_error error;

	api_error_set(&error, t, "%s", why);
	finish(f, NULL, &error);
}

static void on_deadline(struct timer *t)
{
	struct fetch *f = container_of(t, struct fetch, deadline);
	struct api_error error;

	api_error_set(&error, TROUBLE_TIMEOUT, "not complete in time");
	if (f->asks)
		snprintf(error.url, sizeof(error.url), "%s",
			f->asks->branch->url[f->asks->variant]);
	finish(f, NULL, &error);
}

/* Remembered so that a fan-out can find a cluster's name. */
static void keep_clusters(struct fetch *f, struct api_result *r)
{
	if (f->o.endpoint != EP_CLUSTERS)
		return;
	api_result_unref(f->by->clusters);
	f->by->clusters = api_result_ref(r);
	f->by->clusters_version++;
}

static void all_complete(struct fetch *f)
{
	struct api_error none = {.trouble = TROUBLE_NONE};
	cleanup_free struct list **lists = NULL;
	struct api_result *r;

	lists = calloc(f->n_branches + 1, sizeof(struct list *));
	if (!lists) {
		fail(f, TROUBLE_NO_MEMORY, "out of memory");
		return;
	}
	for (size_t i = 0; i < f->n_branches; i++)
		lists[i] = f->branches[i].list;
	if (result_join(lists, f->n_branches, f->scopes,
		    f->scopes ? f->n_branches : 0, &r) < 0) {
		fail(f, TROUBLE_NO_MEMORY, "out of memory");
		return;
	}
	f->scopes = NULL;
	r->endpoint = f->o.endpoint;
	r->row = f->row;
	r->mono_ms = clock_mono_ms(f->by->clock);
	r->real_ns = clock_real_ns(f->by->clock);
	keep_clusters(f, r);
	finish(f, r, &none);
}

/* ---- pages ---- */

static void go_on(struct fetch *f);
static void on_page(struct ask *ask);

static void start_ask(struct page_ask *a)
{
	a->ask = (struct ask){
		.url = a->url,
		.token_origin = a->branch->token_origin,
		.deadline_ms = a->fetch->o.deadline_ms,
		.done = on_page,
	};
	ask_start(&a->fetch->by->asking, &a->ask);
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
	a->url = branch_page_url(b, a->variant, f->row, q);
	if (!a->url) {
		free(a);
		return -ENOMEM;
	}
	a->next = f->asks;
	if (a->next)
		a->next->prev = a;
	f->asks = a;
	f->n_asks++;
	start_ask(a);
	return 0;
}

/* The other place where an older server has the same. True: asked there. */
static bool try_variant(struct page_ask *a)
{
	struct branch *b = a->branch;
	char *url;

	if (a->ask.error.trouble != TROUBLE_NOT_FOUND || a->variant > 0 ||
		!b->url[1])
		return false;
	b->variant = a->variant = 1;
	url = branch_page_url(b, 1, a->fetch->row, &a->request);
	if (!url)
		return false;
	free(a->url);
	a->url = url;
	response_free(&a->ask.response);
	start_ask(a);
	return true;
}

/* A page that says something else than it should. */
static void explain(struct page_ask *a, struct api_error *error, bool html)
{
	if (html)
		api_error_set(error, TROUBLE_BAD_MESSAGE,
			"not a Run:ai API: a page for browsers");
	error->http_status = a->ask.response.status;
	snprintf(error->url, sizeof(error->url), "%s",
		a->branch->url[a->variant]);
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

	if (error.trouble != TROUBLE_NONE && try_variant(a))
		return;
	if (error.trouble == TROUBLE_NONE)
		take_page(a, &error);
	if (error.trouble != TROUBLE_NONE) {
		finish(f, NULL, &error);
		return;
	}
	drop_ask(a);
	go_on(f);
}

/* Asks for what may be asked for now, or ends. */
static void go_on(struct fetch *f)
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
				fail(f, TROUBLE_NO_MEMORY, "out of memory");
				return;
			}
	}
	if (f->first_open == f->n_branches)
		all_complete(f);
	else if (f->n_asks == 0)
		fail(f, TROUBLE_NO_MEMORY, "out of memory");
}

/* ---- the parent list ---- */

static void on_parents(
	void *arg, struct api_result *result, const struct api_error *error)
{
	struct fetch *f = arg;

	f->parent = NULL;
	f->parents = result;
	if (!result)
		finish(f, NULL, error);
	else if (fetch_add_branches(f) < 0)
		fail(f, TROUBLE_NO_MEMORY, "out of memory");
	else if (f->row->researcher && f->n_branches == 0 &&
		 result->n_items > 0)
		fail(f, TROUBLE_NOT_SUPPORTED,
			"no researcher_url is set for any cluster");
	else
		go_on(f);
}

/* ---- the beginning ---- */

/* No id where one is needed, or one that leads to another place. */
static bool is_odd(const struct fetch *f)
{
	const char *id = f->argument;

	if (!strstr(f->row->path, "{}"))
		return false;
	return !id || !*id || strcmp(id, ".") == 0 || strcmp(id, "..") == 0;
}

static int begin(struct fetch *f)
{
	struct fetch_options o = {
		.generation = f->o.generation,
		.endpoint = f->row->each,
		.deadline_ms = f->o.deadline_ms,
		.done = on_parents,
		.arg = f,
	};

	if (f->row->fan_out)
		return fetch_start(&f->parent, f->by, &o);
	return fetch_add_branch(f);
}

static void on_later(struct timer *t)
{
	struct fetch *f = container_of(t, struct fetch, later);

	if (is_odd(f))
		fail(f, TROUBLE_NOT_FOUND, "no such id");
	else if (begin(f) < 0)
		fail(f, TROUBLE_NO_MEMORY, "out of memory");
	else if (!f->row->fan_out)
		go_on(f);
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
