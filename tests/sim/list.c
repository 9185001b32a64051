/* SPDX-License-Identifier: MIT */
/* Lists, counts and single items: which, and how they are shown. */
#include "answer.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peek.h"
#include "select.h"

/* -- parameters ---------------------------------------------------------- */

static bool is_true(const struct question *q, const char *name)
{
	const char *v = args_get(q->args, name);

	return v && strcmp(v, "true") == 0;
}

/* False: it was answered with a 400. */
static bool words_hold(
	const struct route *rt, const struct question *q, struct reply *r)
{
	static const struct word order = {"sortOrder", "asc,desc", false};
	const struct word *w = rt->fields ? &order : rt->words;

	while (w && w->param) {
		const char *v = args_get(q->args, w->param);

		if ((w->wanted && (!v || !*v)) ||
			(v && w->words &&
				!args_among(w->words, v, strlen(v)))) {
			reply_error(r, 400, w->param);
			return false;
		}
		w = w == &order ? rt->words : w + 1;
	}
	return true;
}

static bool add_params(
	const struct param *p, const struct args *args, struct terms *t)
{
	bool fits = true;

	for (; p && p->name && fits; p++) {
		const char *v = args_get(args, p->name);

		if (v && *v && (!p->value || strcmp(p->value, v) == 0))
			fits = terms_add(t, p->path, p->op, p->is ? p->is : v);
	}
	return fits;
}

static bool cluster_is_there(
	const struct api *api, const char *id, struct reply *r)
{
	uint32_t slot;

	if (store_find(api->store, K_CLUSTERS, id, &slot))
		return true;
	reply_error(r, 404, id);
	return false;
}

/* Fills q->terms with what the route itself asks for. */
static bool add_own(const struct api *api, const struct route *rt,
	const char *arg, struct query *q, struct reply *r)
{
	bool me = rt->is && strcmp(rt->is, "@me") == 0;

	if (rt->where)
		terms_add(&q->terms, rt->where, EQ, me ? api->subject : rt->is);
	if (!rt->cluster_path || !*arg)
		return true;
	terms_add(&q->terms, rt->cluster_path, EQ, arg);
	return cluster_is_there(api, arg, r);
}

static enum kind kind_of(const struct route *rt, const struct question *q)
{
	return rt->gone_kind && is_true(q, "deleted") ? rt->gone_kind
						      : rt->kind;
}

/* The items that are asked for; false: it was answered with an error. `also`
 * holds terms that only this call has. */
static bool choose(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, const struct terms *also,
	struct selection *ret, struct reply *r)
{
	struct query query = {
		.args = q->args, .fields = rt->fields, .search = rt->search};
	int e;

	if (also)
		query.terms = *also;
	if (!words_hold(rt, q, r) || !add_own(api, rt, arg, &query, r))
		return false;
	e = add_params(rt->params, q->args, &query.terms)
		    ? select_query(api->store, kind_of(rt, q), &query, ret)
		    : -EINVAL;
	if (e == -EINVAL)
		reply_error(r, 400, "filterBy, sortBy: no such field");
	else if (e)
		reply_error(r, 500, strerror(-e));
	return e == 0;
}

/* -- items --------------------------------------------------------------- */

/* Cuts `"name":value` and the comma that goes with it out of an object. What
 * is no JSON has no such member. */
static void cut(struct out *o, const char *name)
{
	struct span v;
	size_t from, to;

	if (!peek_raw(o->p, o->n, name, &v))
		return;
	from = (size_t)(v.p - o->p);
	to = from + v.n;
	while (from && o->p[from] != ':')
		from--;
	while (from && o->p[from] != '"')
		from--;
	for (from -= from > 0; from && o->p[from] != '"';)
		from--;
	while (from && isspace((unsigned char)o->p[from - 1]))
		from--;
	while (isspace((unsigned char)o->p[to]))
		to++;
	if (from && o->p[from - 1] == ',')
		from--;
	else if (o->p[to] == ',')
		to++;
	memmove(o->p + from, o->p + to, o->n - to + 1);
	o->n -= to - from;
}

static void hide(
	const struct hide *h, const struct question *q, struct out *item)
{
	char name[FIELD_NAME_SIZE];

	for (; h && h->members; h++) {
		const char *v = h->param ? args_get(q->args, h->param) : NULL;
		const char *at = h->members;

		if (v && (!h->shown || strcmp(v, h->shown) == 0))
			continue;
		while (*at && item->p) {
			size_t n = strcspn(at, ",");

			snprintf(name, sizeof name, "%.*s", (int)n, at);
			at += n + (at[n] == ',');
			cut(item, name);
		}
	}
}

struct shown {
	const struct store *store;
	const struct route *route;
	const struct question *question;
	const struct selection *sel;
	enum kind kind;
	struct out item; /* where what is shown is made from */
};

static void show_slot(struct shown *s, uint32_t slot, struct out *o)
{
	const struct route *rt = s->route;

	if (!rt->old && !rt->hide) {
		store_item(s->store, s->kind, slot, o);
		return;
	}
	out_reset(&s->item);
	store_item(s->store, s->kind, slot, &s->item);
	hide(rt->hide, s->question, &s->item);
	if (rt->old)
		rt->old(s->store->tenant, s->item.p, s->item.n, o);
	else
		out_mem(o, s->item.p, s->item.n);
}

static void show(void *ctx, uint32_t index, struct out *o)
{
	struct shown *s = ctx;

	show_slot(s,
		s->sel->slot ? s->sel->slot[index]
			     : store_at(s->store, s->kind, index),
		o);
}

static uint32_t size_of(
	const struct api *api, enum kind k, const struct selection *sel)
{
	return sel->slot ? sel->n : store_size(api->store, k);
}

static void answer_selection(const struct api *api, const struct route *rt,
	const struct question *q, struct selection *sel, struct reply *r)
{
	struct shown s = {api->store, rt, q, sel, kind_of(rt, q), {0}};
	struct pager p = {rt, q, size_of(api, s.kind, sel), show, &s};

	answer_pages(&p, r);
	out_free(&s.item);
	selection_finish(sel);
}

static void answer_number(const struct api *api, const struct route *rt,
	const struct question *q, struct selection *sel, struct reply *r)
{
	out_f(&r->body, "{\"count\":~l}",
		(int64_t)size_of(api, kind_of(rt, q), sel) + q->tweak.total);
	selection_finish(sel);
}

/* -- answers ------------------------------------------------------------- */

void answer_list(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct selection sel;

	if (choose(api, rt, q, arg, NULL, &sel, r))
		answer_selection(api, rt, q, &sel, r);
}

void answer_count(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct selection sel;

	if (choose(api, rt, q, arg, NULL, &sel, r))
		answer_number(api, rt, q, &sel, r);
}

/* Where is it, also among the deleted? */
static bool find(const struct api *api, const struct route *rt, const char *id,
	enum kind *ret_kind, uint32_t *ret_slot)
{
	*ret_kind = rt->kind;
	if (store_find(api->store, rt->kind, id, ret_slot))
		return true;
	*ret_kind = rt->gone_kind;
	return rt->gone_kind &&
	       store_find(api->store, rt->gone_kind, id, ret_slot);
}

static bool belongs(const struct api *api, const struct route *rt, enum kind k,
	uint32_t slot)
{
	bool me = rt->is && strcmp(rt->is, "@me") == 0;
	char value[NAME_SIZE] = "";
	struct out item = {0};

	if (!rt->where)
		return true;
	store_item(api->store, k, slot, &item);
	if (item.p)
		peek_text(item.p, item.n, rt->where, value, sizeof value);
	out_free(&item);
	return strcmp(value, me ? api->subject : rt->is) == 0;
}

void answer_item(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct shown s = {.store = api->store, .route = rt, .question = q};
	uint32_t slot;

	if (!find(api, rt, arg, &s.kind, &slot) ||
		!belongs(api, rt, s.kind, slot)) {
		reply_error(r, 404, arg);
		return;
	}
	if (!words_hold(rt, q, r))
		return;
	show_slot(&s, slot, &r->body);
	out_free(&s.item);
}

/* A setting by its key is a bare boolean. */
void answer_setting(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct out item = {0};
	char value[NAME_SIZE];
	uint32_t slot;

	if (!store_find(api->store, rt->kind, arg, &slot)) {
		reply_error(r, 404, arg);
		return;
	}
	store_item(api->store, rt->kind, slot, &item);
	peek_text(item.p, item.n, "value", value, sizeof value);
	out_str(&r->body, strcasecmp(value, "true") ? "false" : "true");
	out_free(&item);
}

void answer_pods(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct route workload = {
		.kind = K_WORKLOADS, .gone_kind = K_DELETED_WORKLOADS};
	struct selection sel = {0};
	struct terms also = {0};
	uint32_t slot;
	enum kind k;

	if (!find(api, &workload, arg, &k, &slot)) {
		reply_error(r, 404, arg);
	} else if (is_true(q, "deleted") || args_get(q->args, "search")) {
		terms_add(&also, "workloadId", EQ, arg);
		if (choose(api, rt, q, arg, &also, &sel, r))
			answer_selection(api, rt, q, &sel, r);
	} else if (select_pods(api->store, arg, &sel)) {
		reply_error(r, 500, "out of memory");
	} else {
		answer_selection(api, rt, q, &sel, r);
	}
}

/* Those that come from somewhere, or those that a project may use: its own and
 * what its department shares. */
static bool choose_volumes(const struct api *api, const struct route *rt,
	const struct question *q, struct selection *ret, struct reply *r)
{
	const char *type = args_get(q->args, "requestType");
	const char *id = args_get(q->args, "usableInProjectId");
	char department[ID_SIZE];
	struct terms also = {0};
	struct out project = {0};
	uint32_t slot;

	if (type && strcmp(type, "UsableInProject") == 0) {
		if (!id || !store_find(api->store, K_PROJECTS, id, &slot)) {
			reply_error(r, 400, "usableInProjectId");
			return false;
		}
		store_item(api->store, K_PROJECTS, slot, &project);
		peek_text(project.p, project.n, "parentId", department,
			sizeof department);
		out_free(&project);
		terms_add(&also, "departmentId", EQ, department);
	}
	return choose(api, rt, q, "", &also, ret, r);
}

void answer_volumes(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct selection sel;

	if (choose_volumes(api, rt, q, &sel, r))
		answer_selection(api, rt, q, &sel, r);
}

void answer_volume_count(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct selection sel;

	if (choose_volumes(api, rt, q, &sel, r))
		answer_number(api, rt, q, &sel, r);
}

void answer_fixed(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	if (words_hold(rt, q, r))
		out_str(&r->body, rt->text);
}
