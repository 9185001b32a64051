/* SPDX-License-Identifier: MIT */
#include "extra.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "peek.h"

const struct extra_route *const extra_tables[] = {extra_metrics_routes,
	extra_telemetry_routes, extra_audit_routes, extra_spec_routes,
	extra_revision_routes, extra_policy_routes, extra_asset_routes,
	extra_tenant_routes, extra_install_routes, extra_cli_routes,
	extra_old_routes, NULL};

/* -- finding the route --------------------------------------------------- */

/* How many components stand for "{}", -1: another path. */
static int match(const char *pattern, const char *path, char arg[][EXTRA_ARG])
{
	int n = 0;

	while (*pattern && *path) {
		if (*pattern == '{') {
			size_t len = strcspn(path, "/");

			if (len == 0 || n == EXTRA_ARGS)
				return -1;
			snprintf(arg[n++], EXTRA_ARG, "%.*s", (int)len, path);
			path += len;
			pattern += 2;
		} else if (*pattern++ != *path++) {
			return -1;
		}
	}
	return *pattern || *path ? -1 : n;
}

static bool is_on(const struct api *api, const struct extra_route *rt)
{
	unsigned g = rt->generations ? rt->generations : GEN_V1;

	switch (api->generation) {
	case SIM_V1:
		return g & GEN_V1;
	case SIM_LEGACY:
		return g & GEN_LEGACY;
	case SIM_BOTH:
		break;
	}
	return true;
}

/* The one with the fewest "{}". */
static const struct extra_route *find(
	const struct api *api, const char *path, char arg[][EXTRA_ARG])
{
	const struct extra_route *found = NULL;
	char own[EXTRA_ARGS][EXTRA_ARG] = {{0}};
	int best = EXTRA_ARGS + 1;

	for (size_t t = 0; extra_tables[t]; t++)
		for (const struct extra_route *rt = extra_tables[t]; rt->path;
			rt++) {
			int n = match(rt->path, path, own);

			if (n < 0 || n >= best || !is_on(api, rt))
				continue;
			best = n;
			found = rt;
			memcpy(arg, own, sizeof own);
		}
	return found;
}

bool extra_knows(const struct api *api, const char *path)
{
	char arg[EXTRA_ARGS][EXTRA_ARG];

	return find(api, path, arg);
}

/* -- parameters ---------------------------------------------------------- */

bool extra_among(const char *words, const char *word)
{
	size_t n = strlen(word);

	while (*words) {
		size_t k = strcspn(words, ",");

		if (k == n && strncmp(words, word, n) == 0)
			return true;
		words += k + (words[k] == ',');
	}
	return false;
}

struct extra_words extra_words(const struct extra_ask *a, const char *name)
{
	return (struct extra_words){a->q->args, name, "", 0};
}

bool extra_word(struct extra_words *w, char *ret, size_t size)
{
	size_t n;

	while (!*w->rest) {
		if (w->pair == w->args->n)
			return false;
		if (strcmp(w->args->pair[w->pair].name, w->name) == 0)
			w->rest = w->args->pair[w->pair].value;
		w->pair++;
	}
	n = strcspn(w->rest, ",");
	snprintf(ret, size, "%.*s", (int)n, w->rest);
	w->rest += n + (w->rest[n] == ',');
	return true;
}

static int digits(const char **p, unsigned n)
{
	int v = 0;

	for (; n; n--, ++*p) {
		if (!isdigit((unsigned char)**p))
			return -1;
		v = v * 10 + (**p - '0');
	}
	return v;
}

/* "Z" or "+02:00": how far ahead of UTC, in ms. */
static bool zone(const char *p, int64_t *ret)
{
	int sign = *p == '-' ? -1 : 1, h, m;

	*ret = 0;
	if ((*p == 'Z' || *p == 'z') && !p[1])
		return true;
	if (*p != '+' && *p != '-')
		return false;
	p++;
	h = digits(&p, 2);
	if (h < 0 || *p++ != ':')
		return false;
	m = digits(&p, 2);
	*ret = INT64_C(60000) * sign * (h * 60 + m);
	return m >= 0 && !*p;
}

bool extra_moment(const char *text, int64_t *ret_ms)
{
	static const char shape[] = "4-2-2T2:2:2";
	int v[6], n = 0, ms = 0, unit = 100;
	int64_t ahead;
	struct tm tm = {0};

	for (const char *s = shape; *s; s++) {
		if (!isdigit((unsigned char)*s)) {
			if (toupper((unsigned char)*text++) != *s)
				return false;
			continue;
		}
		v[n] = digits(&text, (unsigned)(*s - '0'));
		if (v[n++] < 0)
			return false;
	}
	if (*text == '.')
		for (text++; isdigit((unsigned char)*text); text++, unit /= 10)
			ms += (*text - '0') * unit;
	if (v[1] < 1 || v[1] > 12 || v[2] < 1 || v[2] > 31 || v[3] > 23 ||
		v[4] > 59 || v[5] > 60 || !zone(text, &ahead))
		return false;
	tm.tm_year = v[0] - 1900;
	tm.tm_mon = v[1] - 1;
	tm.tm_mday = v[2];
	tm.tm_hour = v[3];
	tm.tm_min = v[4];
	tm.tm_sec = v[5];
	*ret_ms = (int64_t)timegm(&tm) * 1000 + ms - ahead;
	return true;
}

static bool is_uuid(const char *s)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	size_t i = 0;

	for (; s[i] && shape[i]; i++)
		if (shape[i] == '-' ? s[i] != '-'
				    : !isxdigit((unsigned char)s[i]))
			return false;
	return !s[i] && !shape[i];
}

static bool is_number(const char *s, int max)
{
	char *end;
	long v = strtol(s, &end, 10);

	return isdigit((unsigned char)*s) && !*end &&
	       v <= (max ? max : 1 << 30);
}

static const char *fault_of(
	const struct extra_param *p, const char *v, unsigned nth)
{
	int64_t ms;

	if ((p->is & MOMENT) && !extra_moment(v, &ms))
		return "is not an RFC 3339 time";
	if ((p->is & NUMBER) && !is_number(v, p->max))
		return "is not a number in the range";
	if ((p->is & UUID) && !is_uuid(v))
		return "is not a UUID";
	if (p->words && !extra_among(p->words, v))
		return "is not one of those there are";
	if ((p->is & MANY) && p->max && nth >= (unsigned)p->max)
		return "is one too many";
	return NULL;
}

/* False: it was answered with a 400. */
static bool check_value(const struct extra_ask *a, const struct extra_param *p,
	const char *v, unsigned nth)
{
	const char *fault = fault_of(p, v, nth);
	char text[EXTRA_ARG];

	if (!fault)
		return true;
	snprintf(text, sizeof text, "%s: %.150s %s", p->name, v, fault);
	extra_refuse(a, 400, text, NULL);
	return false;
}

static bool check(const struct extra_ask *a, const struct extra_param *p)
{
	struct extra_words w = extra_words(a, p->name);
	const char *v = extra_get(a, p->name);
	char word[EXTRA_ARG];

	if ((p->is & WANTED) && (!v || !*v)) {
		extra_refuse(a, 400, "a parameter is missing", p->name);
		return false;
	}
	if (!v)
		return true;
	if (!(p->is & MANY))
		return check_value(a, p, v, 0);
	for (unsigned i = 0; extra_word(&w, word, sizeof word); i++)
		if (!check_value(a, p, word, i))
			return false;
	return true;
}

bool extra_answer(
	const struct api *api, const struct question *q, struct reply *r)
{
	struct extra_ask a = {.api = api, .q = q, .r = r};

	a.route = find(api, q->path, a.arg);
	if (!a.route)
		return false;
	for (const struct extra_param *p = a.route->params; p && p->name; p++)
		if (!check(&a, p))
			return true;
	a.route->answer(&a);
	return true;
}

/* -- for those who answer ------------------------------------------------ */

void extra_refuse(const struct extra_ask *a, unsigned status,
	const char *message, const char *about)
{
	struct out text = {0};

	out_f(&text, "~s - ~s~s~s", reply_words(status), message,
		about ? ": " : "", about ? about : "");
	a->r->status = status;
	extra_type(a, "application/json");
	out_reset(&a->r->body);
	out_f(&a->r->body, "{\"code\":~u,\"message\":~q}", status,
		text.p ? text.p : "");
	out_free(&text);
}

void extra_type(const struct extra_ask *a, const char *type)
{
	snprintf(a->r->type, sizeof a->r->type, "%s", type);
}

const char *extra_get(const struct extra_ask *a, const char *name)
{
	return args_get(a->q->args, name);
}

bool extra_window(
	const struct extra_ask *a, int64_t *ret_start, int64_t *ret_end)
{
	if (!extra_moment(extra_get(a, "start"), ret_start) ||
		!extra_moment(extra_get(a, "end"), ret_end)) {
		extra_refuse(a, 400, "no RFC 3339 time", "start, end");
		return false;
	}
	if (*ret_start < *ret_end)
		return true;
	extra_refuse(a, 400, "start must be before end", NULL);
	return false;
}

bool extra_item(
	const struct extra_ask *a, enum kind k, const char *id, struct out *ret)
{
	uint32_t slot;

	if (!store_find(a->api->store, k, id, &slot)) {
		extra_refuse(a, 404, "no such item", id);
		return false;
	}
	store_item(a->api->store, k, slot, ret);
	return true;
}

bool extra_fetch(const struct extra_ask *a, const char *path, struct out *ret)
{
	size_t n = strcspn(path, "?");
	const char *query = path[n] ? path + n + 1 : "";
	char *bare = strndup(path, n);
	struct args args = {0};
	struct question q = {.path = bare, .accept = "", .args = &args};
	struct reply r;
	bool found;

	reply_init(&r, 500);
	if (bare && args_parse(&args, query, strlen(query)) == 0) {
		r.status = 200;
		answer_get(a->api, &q, &r);
	}
	free(bare);
	args_finish(&args);
	found = r.status == 200;
	*ret = r.body;
	if (!found)
		extra_refuse(a, 404, "no such item", path);
	return found;
}

void extra_copy(const struct out *from, const char *path, const char *key,
	const char *absent, struct out *to)
{
	struct span v;

	out_f(to, "\"~s\":", key);
	if (peek_raw(from->p, from->n, path, &v))
		out_mem(to, v.p, v.n);
	else
		out_str(to, absent);
}

uint64_t extra_hash(const char *text, uint64_t salt)
{
	uint64_t x = salt ^ UINT64_C(0xcbf29ce484222325);

	for (; *text; text++)
		x = (x ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	x = (x ^ (x >> 29)) * UINT64_C(0xbf58476d1ce4e5b9);
	return x ^ (x >> 32);
}

void extra_uuid(uint64_t bits, char ret[ID_SIZE])
{
	uint64_t more = extra_hash("uuid", bits);

	snprintf(ret, ID_SIZE, "%08x-%04x-4%03x-8%03x-%012llx",
		(uint32_t)(bits >> 32), (unsigned)(bits >> 16 & 0xffff),
		(unsigned)(bits & 0xfff), (unsigned)(more >> 52),
		(unsigned long long)(more & UINT64_C(0xffffffffffff)));
}
