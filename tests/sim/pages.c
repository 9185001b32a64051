/* SPDX-License-Identifier: MIT */
/* Pages and what is around their items. */
#include "answer.h"

#include <stdio.h>
#include <string.h>

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

	if (rt->outer)
		out_f(o, "{\"~s\":", rt->outer);
	out_ch(o, '{');
	if (*next && rt->next_first)
		out_f(o, "\"next\":~s,", next);
	if (rt->total_records)
		out_f(o, "\"totalRecords\":~u,\"displayRecords\":~u,", total,
			n);
	out_f(o, "\"~s\":", rt->envelope);
	write_items(p, page, n, o);
	if (rt->pagination)
		out_f(o, ",\"pagination\":{\"limit\":~u,\"offset\":~u~s~s}", n,
			page.offset, *next ? ",\"nextOffset\":" : "", next);
	else if (*next && !rt->next_first)
		out_f(o, ",\"next\":~s", next);
	out_str(o, rt->outer ? "}}" : "}");
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
