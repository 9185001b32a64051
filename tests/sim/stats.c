/* SPDX-License-Identifier: MIT */
#include "stats.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

int stats_init(struct stats *s)
{
	*s = (struct stats){.cap = 64};
	s->path = calloc(s->cap, sizeof *s->path);
	s->log = calloc(LOG_MAX, sizeof *s->log);
	return s->path && s->log ? 0 : -ENOMEM;
}

static void forget(struct stats *s)
{
	for (size_t i = 0; s->path && i < s->cap; i++)
		free(s->path[i].path);
	for (size_t i = 0; s->log && i < LOG_MAX; i++) {
		free(s->log[i].path);
		free(s->log[i].query);
	}
}

void stats_finish(struct stats *s)
{
	forget(s);
	free(s->path);
	free(s->log);
	*s = (struct stats){0};
}

void stats_reset(struct stats *s)
{
	unsigned busy = s->sum.in_flight;

	forget(s);
	memset(s->path, 0, s->cap * sizeof *s->path);
	memset(s->log, 0, LOG_MAX * sizeof *s->log);
	s->paths = 0;
	s->sum = (struct sim_stats){.in_flight = busy,
		.in_flight_max = busy,
		.token_concurrent_max = s->tokens_in_flight};
}

static struct path_count *find(
	struct path_count *table, size_t cap, const char *path)
{
	uint64_t h = 1469598103934665603u;
	size_t i;

	for (const char *p = path; *p; p++)
		h = (h ^ (unsigned char)*p) * 1099511628211u;
	for (i = h & (cap - 1); table[i].path; i = (i + 1) & (cap - 1))
		if (strcmp(table[i].path, path) == 0)
			break;
	return &table[i];
}

static void grow(struct stats *s)
{
	struct path_count *p = calloc(s->cap * 2, sizeof *p);

	if (!p)
		return;
	for (size_t i = 0; i < s->cap; i++)
		if (s->path[i].path)
			*find(p, s->cap * 2, s->path[i].path) = s->path[i];
	free(s->path);
	s->path = p;
	s->cap *= 2;
}

static void count_path(struct stats *s, const char *path)
{
	struct path_count *c;

	if (s->paths * 2 >= s->cap)
		grow(s);
	if (s->paths + 1 >= s->cap)
		return;
	c = find(s->path, s->cap, path);
	if (!c->path) {
		c->path = strdup(path);
		s->paths += c->path != NULL;
	}
	c->n += c->path != NULL;
}

static void raise_to(unsigned *max, unsigned v)
{
	if (*max < v)
		*max = v;
}

uint64_t stats_begin(struct stats *s, const struct log_entry *e, bool token)
{
	struct log_entry *at = &s->log[s->serial % LOG_MAX];

	free(at->path);
	free(at->query);
	*at = *e;
	at->serial = s->serial;
	at->path = strdup(e->path);
	at->query = strdup(e->query);
	count_path(s, e->path);
	s->sum.requests++;
	raise_to(&s->sum.in_flight_max, ++s->sum.in_flight);
	if (token) {
		s->sum.token_requests++;
		raise_to(&s->sum.token_concurrent_max, ++s->tokens_in_flight);
	}
	return s->serial++;
}

void stats_answer(struct stats *s, uint64_t serial, unsigned status,
	bool secret, uint64_t bytes)
{
	struct log_entry *at = &s->log[serial % LOG_MAX];

	s->sum.bytes += bytes;
	if (at->serial != serial || !at->path)
		return;
	at->status = status;
	at->secret |= secret;
}

void stats_end(struct stats *s, bool token)
{
	s->sum.in_flight--;
	if (token)
		s->tokens_in_flight--;
}

uint64_t stats_count(const struct stats *s, const char *pattern)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s->cap; i++)
		if (s->path[i].path &&
			fnmatch(pattern, s->path[i].path, 0) == 0)
			n += s->path[i].n;
	return n;
}

void stats_counts(const struct stats *s, struct out *o)
{
	const char *comma = "";

	out_f(o,
		"{\"requests\":~l,\"token_requests\":~l,"
		"\"token_concurrent_max\":~u,\"connections\":~l,"
		"\"in_flight\":~u,\"in_flight_max\":~u,\"bytes\":~l,"
		"\"paths\":{",
		(int64_t)s->sum.requests, (int64_t)s->sum.token_requests,
		s->sum.token_concurrent_max, (int64_t)s->sum.connections,
		s->sum.in_flight, s->sum.in_flight_max, (int64_t)s->sum.bytes);
	for (size_t i = 0; i < s->cap; i++) {
		if (!s->path[i].path)
			continue;
		out_f(o, "~s~q:~l", comma, s->path[i].path,
			(int64_t)s->path[i].n);
		comma = ",";
	}
	out_str(o, "}}");
}

void stats_log(const struct stats *s, unsigned n, struct out *o)
{
	uint64_t i = s->serial > n ? s->serial - n : 0;
	const char *comma = "";

	if (n > LOG_MAX && s->serial > LOG_MAX)
		i = s->serial - LOG_MAX;
	out_ch(o, '[');
	for (; i < s->serial; i++) {
		const struct log_entry *e = &s->log[i % LOG_MAX];

		if (!e->path)
			continue;
		out_f(o,
			"~s{\"t\":~l,\"method\":~q,\"path\":~q,\"query\":~q,"
			"\"status\":~u,\"bearer\":~b,\"secret\":~b,\"conn\":~"
			"l}",
			comma, e->ms, e->method, e->path,
			e->query ? e->query : "", e->status, e->bearer,
			e->secret, (int64_t)e->conn);
		comma = ",";
	}
	out_str(o, "]");
}
