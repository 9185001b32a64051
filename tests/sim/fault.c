/* SPDX-License-Identifier: MIT */
#include "fault.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "gzip.h"

static const struct {
	const char *name;
	enum fault_kind kind;
} kinds[] = {
	{"status", FAULT_STATUS},
	{"delay", FAULT_DELAY},
	{"hang", FAULT_HANG},
	{"cut", FAULT_CUT},
	{"reset", FAULT_RESET},
	{"close", FAULT_CLOSE},
	{"body", FAULT_BODY},
	{"page", FAULT_BODY},
	{"html", FAULT_HTML},
	{"redirect", FAULT_REDIRECT},
	{"empty", FAULT_EMPTY},
	{"bomb", FAULT_BOMB},
	{"next", FAULT_NEXT},
	{"cap", FAULT_CAP},
	{"total", FAULT_TOTAL},
};

enum { KIND_NAMES = sizeof kinds / sizeof kinds[0] };

/* -- the script ---------------------------------------------------------- */

static void fault_unref(struct fault *f)
{
	if (!f || --f->refs)
		return;
	free(f->path);
	free(f->query);
	free(f->method);
	free(f->value);
	free(f->retry_after);
	free(f->type);
	free(f->encoding);
	free(f->body);
	free(f);
}

static struct fault *fault_ref(struct fault *f)
{
	f->refs++;
	return f;
}

static char *text_or(const char *s, const char *absent)
{
	return strdup(s ? s : absent);
}

static int fill(struct fault *f, const struct sim_fault *from)
{
	f->path = text_or(from->path, "*");
	f->query = text_or(from->query, "");
	f->method = text_or(from->method, "");
	f->value = text_or(from->value, "");
	f->retry_after = text_or(from->retry_after, "");
	f->type = text_or(from->type, "");
	f->encoding = text_or(from->encoding, "");
	f->body = malloc(from->body_n + 1);
	if (!f->path || !f->query || !f->method || !f->value ||
		!f->retry_after || !f->type || !f->encoding || !f->body)
		return -ENOMEM;
	if (from->body_n)
		memcpy(f->body, from->body, from->body_n);
	f->body_n = from->body_n;
	f->status = from->status;
	f->skip = from->skip;
	f->count = from->count;
	return 0;
}

static void append(struct faults *fs, struct fault *f)
{
	struct fault **at = &fs->first;

	while (*at)
		at = &(*at)->next;
	*at = f;
}

int fault_add(struct faults *fs, const struct sim_fault *from)
{
	struct fault *f;
	size_t k = 0;

	while (k < KIND_NAMES && from->kind &&
		strcmp(kinds[k].name, from->kind))
		k++;
	if (!from->kind || k == KIND_NAMES)
		return -EINVAL;
	f = calloc(1, sizeof *f);
	if (!f)
		return -ENOMEM;
	f->refs = 1;
	f->kind = kinds[k].kind;
	if (fill(f, from)) {
		fault_unref(f);
		return -ENOMEM;
	}
	f->id = ++fs->last_id;
	append(fs, f);
	return (int)f->id;
}

void fault_clear(struct faults *fs, unsigned id)
{
	struct fault **at = &fs->first;

	while (*at) {
		struct fault *f = *at;

		if (id && f->id != id) {
			at = &f->next;
			continue;
		}
		*at = f->next;
		f->cleared = true;
		fault_unref(f);
	}
}

static const char *kind_name(enum fault_kind k)
{
	for (size_t i = 0; i < KIND_NAMES; i++)
		if (kinds[i].kind == k)
			return kinds[i].name;
	return "";
}

void fault_list(const struct faults *fs, struct out *o)
{
	out_ch(o, '[');
	for (const struct fault *f = fs->first; f; f = f->next)
		out_f(o,
			"~s{\"id\":~u,\"path\":~q,\"query\":~q,\"method\":~q,"
			"\"kind\":~q,\"value\":~q,\"skip\":~u,\"count\":~u,"
			"\"seen\":~u,\"acted\":~u}",
			f == fs->first ? "" : ",", f->id, f->path, f->query,
			f->method, kind_name(f->kind), f->value, f->skip,
			f->count, f->seen, f->acted);
	out_ch(o, ']');
}

/* -- a request ----------------------------------------------------------- */

static bool concerns(const struct fault *f, const char *method,
	const char *path, const char *query)
{
	return fnmatch(f->path, path, 0) == 0 &&
	       (!*f->query || strstr(query, f->query)) &&
	       (!*f->method || strcasecmp(f->method, method) == 0);
}

/* Whether this fault adds to a plan that has one already. */
static bool combines(enum fault_kind k)
{
	return k == FAULT_DELAY || k == FAULT_NEXT || k == FAULT_CAP ||
	       k == FAULT_TOTAL || k == FAULT_HANG;
}

static void into_plan(struct fault *f, struct plan *p)
{
	long v = strtol(f->value, NULL, 10);

	switch (f->kind) {
	case FAULT_DELAY:
		p->delay_ms += v;
		break;
	case FAULT_HANG:
		if (!p->hang)
			p->hang = fault_ref(f);
		break;
	case FAULT_NEXT:
		if (!p->next)
			p->next = fault_ref(f);
		p->tweak.next = p->next->value;
		break;
	case FAULT_CAP:
		p->tweak.cap = (unsigned)v;
		break;
	case FAULT_TOTAL:
		p->tweak.total = (int)v;
		break;
	default:
		p->fault = fault_ref(f);
		break;
	}
}

void fault_plan(struct faults *fs, const char *method, const char *path,
	const char *query, struct plan *ret)
{
	*ret = (struct plan){0};
	for (struct fault *f = fs->first; f; f = f->next) {
		if (!concerns(f, method, path, query))
			continue;
		if (ret->fault && !combines(f->kind))
			continue;
		if (f->seen++ < f->skip || (f->count && f->acted >= f->count))
			continue;
		f->acted++;
		into_plan(f, ret);
	}
}

void plan_finish(struct plan *p)
{
	fault_unref(p->fault);
	fault_unref(p->hang);
	fault_unref(p->next);
	*p = (struct plan){0};
}

/* -- answers ------------------------------------------------------------- */

static unsigned status_or(const struct fault *f, unsigned absent)
{
	unsigned v = (unsigned)strtoul(f->value, NULL, 10);

	if (f->status)
		return f->status;
	return v >= 100 && v <= 599 ? v : absent;
}

/* "date:SECONDS" becomes an HTTP date, anything else goes as it is. */
static void retry_after(const struct fault *f, struct reply *r)
{
	time_t at;
	struct tm tm;

	if (strncmp(f->retry_after, "date:", 5)) {
		snprintf(r->retry_after, sizeof r->retry_after, "%s",
			f->retry_after);
		return;
	}
	at = time(NULL) + strtol(f->retry_after + 5, NULL, 10);
	gmtime_r(&at, &tm);
	strftime(r->retry_after, sizeof r->retry_after,
		"%a, %d %b %Y %H:%M:%S GMT", &tm);
}

static void given_bytes(const struct fault *f, struct reply *r)
{
	out_reset(&r->body);
	out_mem(&r->body, f->body, f->body_n);
	if (*f->type)
		snprintf(r->type, sizeof r->type, "%s", f->type);
	snprintf(r->encoding, sizeof r->encoding, "%s", f->encoding);
	r->plain = true;
}

static void bomb(const struct fault *f, struct reply *r)
{
	unsigned long mib = strtoul(f->value, NULL, 10);
	char blank[16384];

	memset(blank, ' ', sizeof blank);
	gzip_pack(blank, sizeof blank, (mib ? mib : 64) * 64, 9, &r->body);
	snprintf(r->encoding, sizeof r->encoding, "gzip");
	r->plain = true;
}

bool fault_answers(const struct fault *f, struct reply *r)
{
	retry_after(f, r);
	switch (f->kind) {
	case FAULT_STATUS:
		reply_error(r, status_or(f, 500), "as scripted");
		if (f->body_n)
			given_bytes(f, r);
		return true;
	case FAULT_RESET:
		r->end = REPLY_RESET;
		return true;
	case FAULT_CLOSE:
		r->end = REPLY_CLOSE;
		return true;
	case FAULT_BODY:
		r->status = status_or(f, 200);
		given_bytes(f, r);
		return true;
	case FAULT_HTML:
		reply_html(r, status_or(f, 200));
		return true;
	case FAULT_REDIRECT:
		r->status = f->status ? f->status : 302;
		snprintf(r->location, sizeof r->location, "%s", f->value);
		return true;
	case FAULT_EMPTY:
		r->status = status_or(f, 204);
		return true;
	case FAULT_BOMB:
		bomb(f, r);
		return true;
	default:
		return false;
	}
}

void fault_spoil(const struct fault *f, struct reply *r)
{
	if (f->kind != FAULT_CUT)
		return;
	r->end = REPLY_CUT;
	if (*f->value)
		r->cut_at = strtoll(f->value, NULL, 10);
}
