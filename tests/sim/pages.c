/* SPDX-License-Identifier: MIT */
/* Lists, whole or in pages, counts, and single items. */
#include "answer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peek.h"
#include "select.h"

bool answer_page(const struct route *rt, const struct question *q,
	struct page *ret, struct reply *r)
{
	long long offset = args_number(q->args, "offset", 0);
	long long limit = args_number(q->args, "limit", rt->limit);

	if (offset < 0 || offset > INT32_MAX) {
		reply_error(r, 400, "offset must be zero or more");
		return false;
	}
	if (limit < 1 || limit > rt->max) {
		reply_error(r, 400, "limit must be from 1 to 500");
		return false;
	}
	if (q->tweak.cap && limit > q->tweak.cap)
		limit = q->tweak.cap;
	*ret = (struct page){(uint32_t)offset, (uint32_t)limit};
	return true;
}

/* The text of `next`, "" to leave it out. */
static void next_of(const char *tweak, struct page p, uint32_t got,
	uint32_t total, char *ret, size_t size)
{
	uint32_t right = p.offset + got;
	const char *word = tweak ? tweak : "";

	ret[0] = '\0';
	if (strcmp(word, "stuck") == 0)
		snprintf(ret, size, "%u", p.offset);
	else if (strcmp(word, "back") == 0)
		snprintf(ret, size, "%u",
			p.offset > p.limit ? p.offset - p.limit : 0);
	else if (strcmp(word, "one") == 0 || strcmp(word, "zero") == 0)
		snprintf(ret, size, "%u", word[0] == 'o');
	else if (strcmp(word, "more") == 0)
		snprintf(ret, size, "%u", p.offset + p.limit);
	else if (*word && strcmp(word, "none"))
		snprintf(ret, size, "%s", word);
	else if (!tweak && right < total)
		snprintf(ret, size, "%u", right);
}

static void write_items(
	const struct pager *p, struct page page, uint32_t n, struct out *o)
{
	out_ch(o, '[');
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			out_ch(o, ',');
		p->write(p->ctx, page.offset + i, o);
	}
	out_ch(o, ']');
}

static void write_page(const struct pager *p, struct page page, uint32_t n,
	const char *next, struct out *o)
{
	const struct route *rt = p->route;
	uint32_t total = p->total + (uint32_t)p->question->tweak.total;

	out_ch(o, '{');
	if (*next && rt->next_first)
		out_f(o, "\"next\":~s,", next);
	if (rt->total_records)
		out_f(o, "\"totalRecords\":~u,\"displayRecords\":~u,", total,
			n);
	out_f(o, "\"~s\":", rt->envelope);
	write_items(p, page, n, o);
	if (*next && !rt->next_first)
		out_f(o, ",\"next\":~s", next);
	out_ch(o, '}');
}

void answer_pages(const struct pager *p, struct reply *r)
{
	struct page page = {0, p->total};
	const char *tweak = p->question->tweak.next;
	char next[64] = "";
	uint32_t n;

	if (p->route->max && !answer_page(p->route, p->question, &page, r))
		return;
	n = page.offset < p->total ? p->total - page.offset : 0;
	if (n > page.limit)
		n = page.limit;
	if (p->route->has_next)
		next_of(tweak, page, n, p->total, next, sizeof next);
	if (p->route->envelope)
		write_page(p, page, n, next, &r->body);
	else
		write_items(p, page, n, &r->body);
}

struct shown {
	const struct store *store;
	const struct route *route;
	const struct selection *sel;
	struct out item; /* where an old item is made from */
};

static void show(void *ctx, uint32_t index, struct out *o)
{
	struct shown *s = ctx;
	enum kind k = s->route->kind;
	uint32_t slot = s->sel->slot ? s->sel->slot[index]
				     : store_at(s->store, k, index);

	if (!s->route->old) {
		store_item(s->store, k, slot, o);
		return;
	}
	out_reset(&s->item);
	store_item(s->store, k, slot, &s->item);
	s->route->old(s->store->tenant, s->item.p, s->item.n, o);
}

static void answer_selection(const struct api *api, const struct route *rt,
	const struct question *q, struct selection *sel, struct reply *r)
{
	struct shown s = {api->store, rt, sel};
	struct pager p = {rt, q,
		sel->slot ? sel->n : store_size(api->store, rt->kind), show,
		&s};

	answer_pages(&p, r);
	out_free(&s.item);
	selection_finish(sel);
}

void answer_list(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct selection sel;

	if (select_query(api->store, rt->kind, q->args, &sel)) {
		reply_error(r, 400, "filterBy: field, operator, value");
		return;
	}
	answer_selection(api, rt, q, &sel, r);
}

void answer_count(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct selection sel;
	uint32_t n;

	if (select_query(api->store, rt->kind, q->args, &sel)) {
		reply_error(r, 400, "filterBy: field, operator, value");
		return;
	}
	n = sel.slot ? sel.n : store_size(api->store, rt->kind);
	out_f(&r->body, "{\"count\":~l}", (int64_t)n + q->tweak.total);
	selection_finish(&sel);
}

void answer_item(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct out now = {0};
	uint32_t slot;

	if (!store_find(api->store, rt->kind, arg, &slot)) {
		reply_error(r, 404, arg);
		return;
	}
	store_item(api->store, rt->kind, slot, rt->old ? &now : &r->body);
	if (rt->old)
		rt->old(api->store->tenant, now.p, now.n, &r->body);
	out_free(&now);
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

/* Items of one cluster, "" for all of them; 404 when there is no such. */
void answer_of_cluster(const struct api *api, const struct route *rt,
	const struct question *q, const char *id, struct reply *r)
{
	const char *path = rt->kind == K_NODES ? "clusterUuid" : "clusterId";
	struct selection sel = {0};
	uint32_t slot;
	int e = 0;

	if (*id && !store_find(api->store, K_CLUSTERS, id, &slot)) {
		reply_error(r, 404, id);
		return;
	}
	if (*id)
		e = select_equal(api->store, rt->kind, path, id, &sel);
	if (e)
		reply_error(r, 500, strerror(-e));
	else
		answer_selection(api, rt, q, &sel, r);
}

void answer_pods(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct selection sel;
	uint32_t slot;

	if (!store_find(api->store, K_WORKLOADS, arg, &slot))
		reply_error(r, 404, arg);
	else if (select_pods(api->store, arg, &sel))
		reply_error(r, 500, "out of memory");
	else
		answer_selection(api, rt, q, &sel, r);
}

void answer_fixed(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	out_str(&r->body, rt->text);
}
