/* SPDX-License-Identifier: MIT */
#include "extra_measure.h"

#include <stdio.h>
#include <string.h>

enum { TYPE_SIZE = 64 };

/* Histograms have a list of their own beside the measurements. */
static const char histogram_types[] =
	"NIM_TIME_TO_FIRST_TOKEN_SECONDS,NIM_E2E_REQUEST_LATENCY_SECONDS,"
	"NIM_TIME_TO_FIRST_TOKEN_SECONDS_PERCENTILES,"
	"NIM_E2E_REQUEST_LATENCY_SECONDS_PERCENTILES";

struct window {
	int64_t start_ms, step_ms;
	unsigned samples;
};

struct measure {
	const struct extra_ask *ask;
	const struct measured *of;
	struct window window;
	uint64_t salt;
	bool csv, began; /* began: a comma is due before the next */
	struct out *o;
};

/* One line of a chart. */
struct series {
	const char *type, *key; /* key "": no label */
	const char *value;
	uint64_t salt;
};

/* -- values -------------------------------------------------------------- */

/* The first that the type's name contains tells the order of magnitude. */
static const struct scale {
	const char *word;
	int64_t thousandths; /* largest value */
	bool whole;
} scales[] = {
	{"UTILIZATION", 100000, false},
	{"ACTIVITY", 100000, false},
	{"OCCUPANCY", 100000, false},
	{"PERC", 100000, false},
	{"BYTES", INT64_C(80000000000000), true},
	{"BANDWIDTH", INT64_C(600000000000), true},
	{"MILLICORES", 64000000, true},
	{"_MB", 512000000, true},
	{"SECONDS", 30000, false},
	{"WAIT_TIME", 600000, false},
	{"LATENCY", 2000, false},
	{"CORES", 64000, false},
	{"COUNT", 12000, true},
	{"", 32000, false},
};

static void value(const struct series *s, int64_t at, struct out *o)
{
	const struct scale *c = scales;
	uint64_t dice = extra_hash(s->type, s->salt ^ (uint64_t)at / 1000);
	int64_t half, v;

	while (!strstr(s->type, c->word))
		c++;
	/* a level of its own, and some noise on it */
	half = c->thousandths / 2;
	v = (int64_t)(s->salt % (uint64_t)half) +
	    (int64_t)(dice % (uint64_t)half);
	if (c->whole)
		out_f(o, "~l", v / 1000);
	else
		out_f(o, "~m", v);
}

static int64_t moment(const struct measure *m, unsigned i)
{
	return m->window.start_ms + m->window.step_ms * i;
}

/* -- one series ---------------------------------------------------------- */

static void series_json(struct measure *m, const struct series *s, bool absent)
{
	struct out *o = m->o;

	out_f(o, "~s{\"type\":~q,\"labels\":{", m->began ? "," : "", s->type);
	m->began = true;
	if (*s->key && !m->of->group)
		out_f(o, "~q:~q", s->key, s->value);
	out_str(o, absent ? "},\"values\":null" : "},\"values\":[");
	for (unsigned i = 0; i < m->window.samples && !absent; i++) {
		out_str(o, i ? ",{\"value\":\"" : "{\"value\":\"");
		value(s, moment(m, i), o);
		out_f(o, "\",\"timestamp\":~t}", moment(m, i));
	}
	out_str(o, absent ? "" : "]");
	if (m->of->group)
		out_f(o, ",\"groups\":[{\"key\":~q,\"value\":~q}]", s->key,
			s->value);
	out_ch(o, '}');
}

static void series_csv(struct measure *m, const struct series *s)
{
	for (unsigned i = 0; i < m->window.samples; i++) {
		out_time(m->o, moment(m, i));
		out_f(m->o, ",~s,", s->type);
		value(s, moment(m, i), m->o);
		out_f(m->o, ",~s~s~s\n", s->key, *s->key ? "=" : "", s->value);
	}
}

static void series_one(
	struct measure *m, const char *type, const char *key, const char *value)
{
	struct series s = {
		type, key, value, extra_hash(value, extra_hash(type, m->salt))};
	bool absent = extra_among(m->ask->api->extra.partial, type);

	if (!m->csv)
		series_json(m, &s, absent);
	else if (!absent)
		series_csv(m, &s);
}

/* -- a type -------------------------------------------------------------- */

static void measure_type(struct measure *m, const char *type)
{
	static const char *const quarters[] = {
		"0-25", "25-50", "50-75", "75-100"};
	char gpu[16];

	if (m->of->group) {
		for (unsigned i = 0; i < m->of->group_count; i++)
			series_one(m, type, m->of->group, m->of->groups[i]);
	} else if (strstr(type, "PER_GPU")) {
		for (unsigned i = 0; i < m->of->gpus; i++) {
			snprintf(gpu, sizeof gpu, "%u", i);
			series_one(m, type, "gpu", gpu);
		}
	} else if (strstr(type, "DISTRIBUTION")) {
		for (unsigned i = 0; i < 4; i++)
			series_one(m, type, "range", quarters[i]);
	} else {
		series_one(m, type, "", "");
	}
}

/* Buckets only grow, as those of Prometheus do; percentiles too. */
static void histogram_data(
	const struct measure *m, const char *type, int64_t at, bool csv)
{
	static const char *const buckets[] = {
		"0.001", "0.01", "0.1", "0.5", "1.0", "2.0", "+Inf", NULL};
	static const char *const ranks[] = {"p50", "p90", "p99", NULL};
	bool ranked = strstr(type, "PERCENTILES");
	const char *const *key = ranked ? ranks : buckets;
	int64_t sum = 0;

	for (unsigned i = 0; key[i]; i++) {
		uint64_t dice = extra_hash(key[i], m->salt ^ (uint64_t)at);

		sum += (int64_t)(dice % 400);
		if (csv) {
			out_time(m->o, at);
			out_f(m->o, ranked ? ",~s,~m,~s\n" : ",~s,~l,le=~s\n",
				type, sum, key[i]);
		} else {
			out_f(m->o, ranked ? "~s~q:\"~m\"" : "~s~q:\"~l\"",
				i ? "," : "", key[i], sum);
		}
	}
}

static void histogram_type(struct measure *m, const char *type)
{
	bool absent = extra_among(m->ask->api->extra.partial, type);
	struct out *o = m->o;

	for (unsigned i = 0; m->csv && !absent && i < m->window.samples; i++)
		histogram_data(m, type, moment(m, i), true);
	if (m->csv)
		return;
	out_f(o, "~s{\"type\":~q,\"values\":[", m->began ? "," : "", type);
	m->began = true;
	for (unsigned i = 0; i < m->window.samples && !absent; i++) {
		out_f(o, "~s{\"timestamp\":~t,\"data\":{", i ? "," : "",
			moment(m, i));
		histogram_data(m, type, moment(m, i), false);
		out_str(o, "}}");
	}
	out_str(o, "]}");
}

/* The types asked for, histograms or the others; how many there were. */
static unsigned each_type(struct measure *m, bool histograms)
{
	struct extra_words w = extra_words(m->ask, "metricType");
	char type[TYPE_SIZE];
	unsigned n = 0;

	m->began = false;
	while (extra_word(&w, type, sizeof type)) {
		if (extra_among(histogram_types, type) != histograms)
			continue;
		n++;
		if (histograms)
			histogram_type(m, type);
		else
			measure_type(m, type);
	}
	return n;
}

/* -- the answer ---------------------------------------------------------- */

/* False: it was answered with a 400. */
static bool window_of(const struct extra_ask *a, struct window *w)
{
	int64_t end;

	if (!extra_window(a, &w->start_ms, &end))
		return false;
	w->samples = (unsigned)args_number(a->q->args, "numberOfSamples", 20);
	w->step_ms = w->samples ? (end - w->start_ms) / w->samples : 0;
	return true;
}

/* A type that this server does not want, as older ones do not know all. */
static bool refused(const struct extra_ask *a)
{
	const struct extra_switch *s = &a->api->extra;
	struct extra_words w = extra_words(a, "metricType");
	char type[TYPE_SIZE];

	while (extra_word(&w, type, sizeof type)) {
		if (!extra_among(s->refuse, type))
			continue;
		extra_refuse(a, 400, "unsupported metric type",
			s->unnamed ? NULL : type);
		return true;
	}
	return false;
}

static bool is_partial(const struct extra_ask *a)
{
	struct extra_words w = extra_words(a, "metricType");
	char type[TYPE_SIZE];

	while (extra_word(&w, type, sizeof type))
		if (extra_among(a->api->extra.partial, type))
			return true;
	return false;
}

static void write_json(struct measure *m)
{
	struct out *o = m->o;
	size_t at;

	out_str(o, "{\"measurements\":[");
	each_type(m, false);
	out_ch(o, ']');
	at = o->n;
	out_str(o, ",\"histogram\":[");
	if (each_type(m, true))
		out_ch(o, ']');
	else
		o->n = at;
	out_ch(o, '}');
}

void extra_measure(const struct extra_ask *a, const struct measured *of)
{
	struct measure measure = {.ask = a, .of = of, .o = &a->r->body};
	struct measure *m = &measure;
	bool partial = is_partial(a);

	if (refused(a) || !window_of(a, &m->window))
		return;
	m->csv = strstr(a->q->accept, "text/csv") &&
		 (!partial || a->api->extra.partial_csv);
	m->salt = extra_hash(extra_get(a, "nodepoolName")
				     ? extra_get(a, "nodepoolName")
				     : "",
		extra_hash(a->q->path, a->api->store->tenant->seed));
	if (partial)
		a->r->status = 207;
	if (!m->csv) {
		write_json(m);
		return;
	}
	extra_type(a, "text/csv");
	out_str(m->o, "timestamp,type,value,labels\n");
	each_type(m, false);
	each_type(m, true);
}
