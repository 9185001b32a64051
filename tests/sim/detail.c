/* SPDX-License-Identifier: MIT */
/* What costs a call of its own: events, history, specs, measurements. */
#include "answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "peek.h"

struct trail {
	const struct tenant *tenant;
	const char *id;
	void (*make)(
		const struct tenant *, const char *, unsigned, struct out *);
};

static void show_trail(void *ctx, uint32_t index, struct out *o)
{
	struct trail *t = ctx;

	t->make(t->tenant, t->id, index, o);
}

static void answer_trail(const struct api *api, const struct route *rt,
	const struct question *q, struct trail t, struct reply *r)
{
	struct pager p = {rt, q, make_event_count(t.tenant), show_trail, &t};
	uint32_t slot;

	if (store_find(api->store, K_WORKLOADS, t.id, &slot))
		answer_pages(&p, r);
	else
		reply_error(r, 404, t.id);
}

void answer_events(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct trail t = {api->store->tenant, arg, make_event};

	answer_trail(api, rt, q, t, r);
}

void answer_history(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct trail t = {api->store->tenant, arg, make_history};

	answer_trail(api, rt, q, t, r);
}

static void copy_member(const struct out *from, const char *path,
	const char *key, struct out *to)
{
	struct span v;

	out_f(to, "\"~s\":", key);
	if (peek_raw(from->p, from->n, path, &v))
		out_mem(to, v.p, v.n);
	else
		out_str(to, "null");
	out_ch(to, ',');
}

/* The type-specific GET of a workload. */
void answer_spec(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct out w = {0}, *o = &r->body;
	uint32_t slot;

	if (!store_find(api->store, K_WORKLOADS, arg, &slot)) {
		reply_error(r, 404, arg);
		return;
	}
	store_item(api->store, K_WORKLOADS, slot, &w);
	out_ch(o, '{');
	copy_member(&w, "name", "name", o);
	copy_member(&w, "name", "requestedName", o);
	copy_member(&w, "id", "workloadId", o);
	copy_member(&w, "projectId", "projectId", o);
	copy_member(&w, "departmentId", "departmentId", o);
	copy_member(&w, "clusterId", "clusterId", o);
	copy_member(&w, "submittedBy", "createdBy", o);
	copy_member(&w, "createdAt", "createdAt", o);
	copy_member(&w, "phase", "actualPhase", o);
	out_str(o, "\"deletedAt\":null,\"desiredPhase\":\"Running\","
		   "\"spec\":{");
	copy_member(&w, "command", "command", o);
	copy_member(&w, "arguments", "args", o);
	copy_member(&w, "images", "images", o);
	out_str(o, "\"environmentVariables\":[{\"name\":\"HOME\","
		   "\"value\":\"/home/me\",\"exclude\":false}],"
		   "\"compute\":{\"gpuDevicesRequest\":1,"
		   "\"cpuCoreRequest\":4.0,\"cpuMemoryRequest\":\"16G\"}}}");
	out_free(&w);
}

/* -- measurements -------------------------------------------------------- */

struct window {
	int64_t start_ms, step_ms;
	unsigned samples;
};

static int64_t time_arg(const struct args *a, const char *name, int64_t absent)
{
	struct tm tm = {0};
	const char *s = args_get(a, name);

	if (!s || !strptime(s, "%Y-%m-%dT%H:%M:%S", &tm))
		return absent;
	return (int64_t)timegm(&tm) * 1000;
}

static bool window_of(const struct args *a, struct window *w)
{
	int64_t end = time_arg(a, "end", -1);
	long long n = args_number(a, "numberOfSamples", 20);

	w->start_ms = time_arg(a, "start", -1);
	if (end <= w->start_ms || w->start_ms < 0 || n < 1 || n > 1000)
		return false;
	w->samples = (unsigned)n;
	w->step_ms = (end - w->start_ms) / n;
	return true;
}

static void sample(const struct api *api, const char *type, int64_t at,
	const char *before, const char *between, struct out *o)
{
	uint64_t v = tenant_dice(api->store->tenant, KINDS, (uint64_t)at,
		(uint64_t)type[0] << 8 | (uint8_t)type[1]);

	out_f(o, "~s~m~s", before, (int64_t)(v % 100000), between);
}

static void measure_json(const struct api *api, const char *type,
	const struct window *w, struct out *o)
{
	out_f(o, "{\"type\":~q,\"labels\":{},\"values\":[", type);
	for (unsigned i = 0; i < w->samples; i++) {
		int64_t at = w->start_ms + w->step_ms * i;

		out_str(o, i ? "," : "");
		sample(api, type, at, "{\"value\":\"", "\",\"timestamp\":", o);
		out_f(o, "~t}", at);
	}
	out_str(o, "]}");
}

static void measure_csv(const struct api *api, const char *type,
	const struct window *w, struct out *o)
{
	for (unsigned i = 0; i < w->samples; i++) {
		int64_t at = w->start_ms + w->step_ms * i;

		out_time(o, at);
		out_f(o, ",~s", type);
		sample(api, type, at, ",", "\n", o);
	}
}

/* One metricType argument: a type, or several with commas between. */
static void each_type(const struct api *api, const char *list, bool csv,
	const struct window *w, struct out *o)
{
	char type[64];

	while (*list) {
		size_t n = strcspn(list, ",");

		snprintf(type, sizeof type, "%.*s", (int)n, list);
		list += n + (list[n] == ',');
		if (!csv && o->p[o->n - 1] == '}')
			out_ch(o, ',');
		(csv ? measure_csv : measure_json)(api, type, w, o);
	}
}

void answer_metrics(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	bool csv = strstr(q->accept, "text/csv");
	struct window w;
	uint32_t slot;

	if (!store_find(api->store, rt->kind, arg, &slot)) {
		reply_error(r, 404, arg);
		return;
	}
	if (!window_of(q->args, &w) || !args_get(q->args, "metricType")) {
		reply_error(r, 400, "start, end and metricType are required");
		return;
	}
	out_str(&r->body,
		csv ? "timestamp,type,value\n" : "{\"measurements\":[");
	for (size_t i = 0; i < q->args->n; i++)
		if (strcmp(q->args->pair[i].name, "metricType") == 0)
			each_type(
				api, q->args->pair[i].value, csv, &w, &r->body);
	if (csv)
		snprintf(r->type, sizeof r->type, "text/csv");
	else
		out_str(&r->body, "]}");
}

void answer_telemetry(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	const char *type = args_get(q->args, "telemetryType");

	if (!type) {
		reply_error(r, 400, "telemetryType is required");
		return;
	}
	out_f(&r->body,
		"{\"type\":~q,\"timestamp\":~t,\"values\":[{\"value\":\"~u\","
		"\"groups\":[]}]}",
		type, TENANT_NOW, store_size(api->store, K_WORKLOADS));
}
