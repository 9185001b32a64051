/* SPDX-License-Identifier: MIT */
#include "fetch.h"

#include <errno.h>
#include <stdio.h>
#include "body.h"
#include "result.h"

/* One list: of the tenant, or of one item of the parent list. */
struct branch {
	struct list *list;
	char *url[2]; /* without query; the second where the first is not
			 found */
	unsigned variant;
	const char *token_origin;
	char *own_origin; /* what token_origin may point to */
};

/* One page of a branch under way. */
struct page_ask {
	struct page_ask *prev, *next;
	struct fetch *fetch;
	struct branch *branch;
	unsigned variant;
	struct list_request request;
	char *url;
	struct ask ask;
};

struct fetch {
	struct fetching *by;
	struct fetch_options o;
	const struct endpoint_row *row;
	char *argument;
	struct timer deadline, later;
	struct fetch *parent;
	struct api_result *parents;
	struct branch *branches;
	size_t n_branches, first_open; /* all before it are complete */
	struct api_scope *scopes;
	struct page_ask *asks;
	unsigned n_asks;
	struct api_error error; /* for `later` */
};

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

static void branch_free(struct branch *b)
{
	list_destroy(b->list);
	free(b->url[0]);
	free(b->url[1]);
	free(b->own_origin);
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

	fail(f, TROUBLE_TIMEOUT, "not complete in time");
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

static bool go_on(struct fetch *f);

static char *page_url(const struct fetch *f, const struct page_ask *a)
{
	cleanup_buf struct buf b = BUF_INIT;
	char sep = '?';

	buf_adds(&b, a->branch->url[a->variant]);
	if (f->row->query) {
		buf_addf(&b, "%c%s", sep, f->row->query);
		sep = '&';
	}
	if (a->request.limit)
		buf_addf(&b, "%coffset=%llu&limit=%u", sep,
			(unsigned long long)a->request.offset,
			a->request.limit);
	return buf_steal(&b, NULL);
}

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
	a->url = page_url(f, a);
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
	url = page_url(a->fetch, a);
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

/* Asks for what may be asked for now. False: the fetch has ended. */
static bool go_on(struct fetch *f)
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
				return false;
			}
	}
	if (f->first_open == f->n_branches)
		all_complete(f);
	else if (f->n_asks == 0)
		fail(f, TROUBLE_NO_MEMORY, "out of memory");
	else
		return true;
	return false;
}

/* ---- branches ---- */

/* What stands for {}, {cluster} and {project}. */
struct holes {
	const char *argument, *cluster, *project;
};

static const char *hole_value(const struct holes *h, const char *at, size_t *n)
{
	static const char cluster[] = "{cluster}", project[] = "{project}";

	if (strncmp(at, "{}", *n = 2) == 0)
		return h->argument;
	if (strncmp(at, cluster, *n = sizeof(cluster) - 1) == 0)
		return h->cluster;
	if (strncmp(at, project, *n = sizeof(project) - 1) == 0)
		return h->project;
	return NULL;
}

/* `path` up to '|' or its end. */
static char *fill_path(
	const char *base, const char *path, const struct holes *h)
{
	cleanup_buf struct buf b = BUF_INIT;
	size_t n;

	buf_adds(&b, base);
	while (*path && *path != '|') {
		const char *value = hole_value(h, path, &n);

		if (value) {
			url_add(&b, value);
			path += n;
		} else {
			buf_addc(&b, *path++);
		}
	}
	return buf_steal(&b, NULL);
}

static int fill_branch(struct fetch *f, struct branch *b, const char *base,
	const struct holes *h, uint32_t scope)
{
	const char *other = strchr(f->row->path, '|');
	const struct list_options o = {
		.row = f->row,
		.paths = f->by->paths[f->o.generation][f->o.endpoint],
		.limit = f->by->page_size &&
					 f->by->page_size < f->row->page_max
				 ? f->by->page_size
				 : f->row->page_max,
		.expected = f->row->fan_out ? 0 : f->o.expected,
		.step = f->o.step,
		.parallel = f->by->parallel,
		.scope = scope,
	};

	b->url[0] = fill_path(base, f->row->path, h);
	if (other)
		b->url[1] = fill_path(base, other + 1, h);
	if (!b->url[0] || (other && !b->url[1]))
		return -ENOMEM;
	return list_create(&b->list, &o);
}

static char *field_text(const struct api_result *r, const struct api_item *item,
	enum field f)
{
	cleanup_buf struct buf b = BUF_INIT;

	api_item_decode(r, item, f, &b);
	return buf_steal(&b, NULL);
}

/* Of the cluster with this id; NULL where it is not known. */
static char *cluster_name(const struct api_result *clusters, const char *id)
{
	for (size_t i = 0; clusters && i < clusters->n_items; i++) {
		const struct api_item *item = &clusters->items[i];
		cleanup_free char *found = field_text(clusters, item, FIELD_ID);

		if (found && strcmp(found, id) == 0)
			return field_text(clusters, item, FIELD_NAME);
	}
	return NULL;
}

/* Where a cluster's Researcher API is, or NULL. */
static const char *researcher_url(const struct fetch *f, const char *cluster)
{
	const char *url = config_researcher_url(f->by->config, cluster);
	cleanup_free char *name = NULL;

	if (url)
		return url;
	name = cluster_name(f->by->clusters, cluster);
	return name ? config_researcher_url(f->by->config, name) : NULL;
}

/* Only where the user says so does the token leave its origin. */
static int allow_researcher_token(
	const struct fetch *f, struct branch *b, const char *url)
{
	const char *auth = config_str(f->by->config, SET_RESEARCHER_AUTH);

	if (!auth || strcmp(auth, "control-plane") != 0)
		return 0;
	if (url_origin(url, &b->own_origin) < 0)
		return -ENOMEM;
	b->token_origin = b->own_origin;
	return 0;
}

/* Adds the branch of one parent item. 0 also where there is nothing to ask. */
static int add_branch(struct fetch *f, const struct api_item *item)
{
	struct api_scope *scope = &f->scopes[f->n_branches];
	struct branch *b = &f->branches[f->n_branches];
	bool of_project = f->row->each == EP_PROJECTS;
	cleanup_free char *project = field_text(f->parents, item, FIELD_NAME);
	const char *base = config_str(f->by->config, SET_URL);
	struct holes h = {.project = project};

	scope->cluster = field_text(f->parents, item, FIELD_CLUSTER);
	scope->project = of_project ? field_text(f->parents, item, FIELD_ID)
				    : strdup("");
	f->n_branches++;
	h.cluster = scope->cluster;
	if (!project || !scope->cluster || !scope->project)
		return -ENOMEM;
	b->token_origin = f->by->token_origin;
	if (f->row->researcher) {
		base = researcher_url(f, scope->cluster);
		b->token_origin = NULL;
		if (base && allow_researcher_token(f, b, base) < 0)
			return -ENOMEM;
	}
	if (base)
		return fill_branch(f, b, base, &h, (uint32_t)f->n_branches);
	f->n_branches--;
	free(scope->cluster);
	free(scope->project);
	*scope = (struct api_scope){NULL, NULL};
	return 0;
}

static int add_branches(struct fetch *f)
{
	size_t n = f->parents->n_items;

	f->branches = calloc(n + 1, sizeof(*f->branches));
	f->scopes = calloc(n + 1, sizeof(*f->scopes));
	if (!f->branches || !f->scopes)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		int r = add_branch(f, &f->parents->items[i]);

		if (r < 0)
			return r;
	}
	return 0;
}

static int add_only_branch(struct fetch *f)
{
	const struct holes h = {.argument = f->argument};

	f->branches = calloc(1, sizeof(*f->branches));
	if (!f->branches)
		return -ENOMEM;
	f->n_branches = 1;
	f->branches[0].token_origin = f->by->token_origin;
	return fill_branch(f, &f->branches[0],
		config_str(f->by->config, SET_URL), &h, 0);
}

static void on_parents(
	void *arg, struct api_result *result, const struct api_error *error)
{
	struct fetch *f = arg;

	f->parent = NULL;
	f->parents = result;
	if (!result)
		finish(f, NULL, error);
	else if (add_branches(f) < 0)
		fail(f, TROUBLE_NO_MEMORY, "out of memory");
	else if (f->row->researcher && f->n_branches == 0 &&
		 result->n_items > 0)
		fail(f, TROUBLE_NOT_SUPPORTED,
			"no researcher_url is set for any cluster");
	else
		go_on(f);
}

/* ---- the beginning ---- */

/* An id that would lead to another place than its own. */
static bool is_odd(const char *argument)
{
	return argument && (!*argument || strcmp(argument, ".") == 0 ||
				   strcmp(argument, "..") == 0);
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
	return add_only_branch(f);
}

static void on_later(struct timer *t)
{
	struct fetch *f = container_of(t, struct fetch, later);

	if (is_odd(f->argument))
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
