/* SPDX-License-Identifier: MIT */
#include "describe.h"

#include <errno.h>

#include "json.h"
#include "render.h"

enum { EVENTS_SHOWN = 10, LABEL_WIDTH = 16 };

/* ---- values ---- */

/* On one line, and nothing that a terminal would obey. */
static void add_clean(struct slice text, struct buf *out)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c == '\n' || c == '\t' || c == '\r')
			buf_addc(out, ' ');
		else if (c < 0x20 || c == 0x7f)
			buf_addf(out, "\\x%02x", c);
		else
			buf_addc(out, (char)c);
	}
}

static void add_scalar(struct slice value, struct buf *out)
{
	enum json_type type = json_type(value);
	cleanup_buf struct buf text = BUF_INIT;

	if (type == JSON_NONE || type == JSON_NULL || type == JSON_ARRAY ||
		type == JSON_OBJECT)
		return;
	json_decode(value, &text);
	if (buf_error(&text))
		out->err = -ENOMEM;
	add_clean(buf_slice(&text), out);
}

/* "2d 3h", "4m 5s": its two largest units. */
static void add_duration(struct slice value, struct buf *out)
{
	static const struct {
		long long seconds;
		char unit;
	} units[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
	cleanup_buf struct buf text = BUF_INIT;
	long long left;
	size_t i = 0;

	if (json_type(value) != JSON_NUMBER)
		return;
	json_decode(value, &text);
	left = text.p ? strtoll(text.p, NULL, 10) : 0;
	while (i + 1 < ARRAY_SIZE(units) && left < units[i].seconds)
		i++;
	buf_addf(out, "%lld%c", left / units[i].seconds, units[i].unit);
	left %= units[i].seconds;
	if (i + 1 < ARRAY_SIZE(units))
		buf_addf(out, " %lld%c", left / units[i + 1].seconds,
			units[i + 1].unit);
}

static void add_each(struct slice object, const char *path, struct buf *out)
{
	struct slice element;
	size_t cursor = 0, first = out->n;

	while (json_each(object, path, &cursor, &element)) {
		if (out->n > first)
			buf_adds(out, ", ");
		add_scalar(element, out);
	}
}

/* ---- facts: a label and what is known of it ---- */

enum how { TEXT, EACH, DURATION, YES_NO };

struct piece {
	enum how how;
	const char *path, *before;
};

static const struct fact {
	const char *label, *between;
	struct piece pieces[3];
} facts[] = {
	{"Phase", " ",
		{{TEXT, "phase", ""}, {TEXT, "phaseUpdatedAt", "since "}}},
	{"Reason", "", {{TEXT, "phaseReason", ""}}},
	{"Message", "", {{TEXT, "phaseMessage", ""}}},
	{"Type", ", ",
		{{TEXT, "type", ""}, {TEXT, "distributedFramework", ""},
			{TEXT, "category", "category "}}},
	{"User", "", {{TEXT, "submittedBy", ""}}},
	{"Project", "", {{TEXT, "projectName", ""}}},
	{"Department", "", {{TEXT, "departmentName", ""}}},
	{"Cluster", "", {{TEXT, NULL, ""}}},
	{"AI application", "", {{TEXT, "aiApplicationName", ""}}},
	{"Priority", ", ",
		{{TEXT, "priorityClassName", ""},
			{YES_NO, "preemptible", "preemptible"}}},
	{"Node pools", "; ",
		{{EACH, "currentNodePools", ""},
			{EACH, "requestedNodePools", "asked for: "}}},
	{"GPUs", ", ",
		{{TEXT, "workloadRequestedResources.gpu.request", "asked "},
			{TEXT, "allocatedResources.gpu", "got "},
			{TEXT, "idleAllocatedGpus|idleGpus", "idle "}}},
	{"GPU memory", ", ",
		{{TEXT, "workloadRequestedResources.gpuMemory.request",
			 "asked "},
			{TEXT, "allocatedResources.gpuMemory", "got "}}},
	{"CPUs", ", ",
		{{TEXT, "workloadRequestedResources.cpu.request", "asked "},
			{TEXT, "allocatedResources.cpu", "got "}}},
	{"CPU memory", ", ",
		{{TEXT, "workloadRequestedResources.cpuMemory.request",
			 "asked "},
			{TEXT, "allocatedResources.cpuMemory", "got "}}},
	{"Pods", ", ",
		{{TEXT, "requestedPods.number", "asked "},
			{TEXT, "runningPods", "running "}}},
	{"Images", "", {{EACH, "images", ""}}},
	{"Links", ", ",
		{{EACH, "externalConnections.*.url", ""}, {EACH, "urls", ""}}},
	{"Created", "", {{TEXT, "createdAt", ""}}},
	{"Completed", "", {{TEXT, "completedAt", ""}}},
	{"Guaranteed until", "", {{TEXT, "guaranteedRuntimeEndsAt", ""}}},
	{"Time pending", "", {{DURATION, "totalPendingTimeSeconds", ""}}},
	{"Time running", "", {{DURATION, "totalRunningTimeSeconds", ""}}},
	{"Namespace", "", {{TEXT, "namespace", ""}}},
	{"Id", "", {{TEXT, "id", ""}}},
};

static void add_piece(const struct describe *d, struct slice object,
	const struct piece *p, struct buf *out)
{
	struct slice value;

	if (!p->path) {
		add_clean(d->cluster, out);
		return;
	}
	if (p->how == EACH) {
		add_each(object, p->path, out);
		return;
	}
	value = json_get(object, p->path);
	if (p->how == DURATION)
		add_duration(value, out);
	else if (p->how == TEXT)
		add_scalar(value, out);
	else if (json_type(value) == JSON_FALSE)
		buf_adds(out, "not ");
	else if (json_type(value) == JSON_TRUE)
		buf_adds(out, "");
}

/* Is there anything to say? What a piece says follows its `before`; of a yes or
 * no, it goes before it. */
static void join_piece(const struct describe *d, struct slice object,
	const struct fact *f, const struct piece *p, struct buf *line)
{
	cleanup_buf struct buf text = BUF_INIT;
	bool yes_no = p->how == YES_NO;

	add_piece(d, object, p, &text);
	if (buf_error(&text))
		line->err = -ENOMEM;
	if (yes_no ? !text.p : text.n == 0)
		return;
	if (line->n > 0)
		buf_adds(line, f->between);
	if (!yes_no)
		buf_adds(line, p->before);
	buf_add(line, text.p, text.n);
	if (yes_no)
		buf_adds(line, p->before);
}

static void add_fact(const struct describe *d, struct slice object,
	const struct fact *f, struct buf *out)
{
	cleanup_buf struct buf line = BUF_INIT;

	for (size_t i = 0; i < ARRAY_SIZE(f->pieces) && f->pieces[i].before;
		i++)
		join_piece(d, object, f, &f->pieces[i], &line);
	if (buf_error(&line))
		out->err = -ENOMEM;
	if (line.n > 0)
		buf_addf(out, "%-*s %s\n", LABEL_WIDTH, f->label, line.p);
}

/* ---- tables: pods and events ---- */

struct heading {
	const char *name, *path, *path2; /* the second behind a slash */
};

static const struct heading pod_columns[] = {
	{"name", "name", NULL},
	{"phase", "k8sPhase", NULL},
	{"since", "k8sPhaseUpdatedAt|createdAt", NULL},
	{"node", "nodeName", NULL},
	{"node_pool", "currentNodePool", NULL},
	{"gpus_asked", "requestedResources.gpu.request", NULL},
	{"gpus_got", "allocatedResources.gpu", NULL},
	{NULL, NULL, NULL},
};

static const struct heading event_columns[] = {
	{"time", "createdAt", NULL},
	{"type", "type", NULL},
	{"reason", "reason", NULL},
	{"object", "involvedObject.kind", "involvedObject.name"},
	{"message", "message", NULL},
	{NULL, NULL, NULL},
};

static struct slice item_at(const struct describe_list *l, size_t i)
{
	const struct api_item *item =
		&l->result->items[l->items ? l->items[i] : i];

	return (struct slice){item->json, item->len};
}

static void add_row(
	const struct heading *h, struct slice object, struct buf *tsv)
{
	for (size_t i = 0; h[i].name; i++) {
		if (i)
			buf_addc(tsv, '\t');
		add_scalar(json_get(object, h[i].path), tsv);
		if (h[i].path2) {
			buf_addc(tsv, '/');
			add_scalar(json_get(object, h[i].path2), tsv);
		}
	}
	buf_addc(tsv, '\n');
}

static void add_table(
	const struct describe_list *l, const struct heading *h, struct buf *out)
{
	cleanup_buf struct buf tsv = BUF_INIT;

	for (size_t i = 0; h[i].name; i++)
		buf_addf(&tsv, "%s%s", i ? "\t" : "", h[i].name);
	buf_addc(&tsv, '\n');
	for (size_t i = 0; i < l->n_items; i++)
		add_row(h, item_at(l, i), &tsv);
	if (buf_error(&tsv) < 0 || render_align(buf_slice(&tsv), out) < 0)
		out->err = -ENOMEM;
}

static void add_section(const char *title, const struct describe_list *l,
	size_t of, const struct heading *h, struct buf *out)
{
	buf_addf(out, "\n%s", title);
	if (!l->result) {
		buf_addf(out, ": not available (%s)\n", strerror(-l->err));
		return;
	}
	if (l->n_items < of)
		buf_addf(out, " (the last %zu of %zu, newest last)", l->n_items,
			of);
	buf_adds(out, l->n_items ? "\n" : ": none\n");
	if (l->n_items)
		add_table(l, h, out);
}

/* ---- events: the last ones, newest last ---- */

struct moment {
	int64_t ns;
	size_t item;
};

/* The API gives the newest first, so of one time the later item is older. */
static int compare_moment(const void *a, const void *b)
{
	const struct moment *x = a, *y = b;

	if (x->ns != y->ns)
		return x->ns < y->ns ? -1 : 1;
	return (x->item < y->item) - (x->item > y->item);
}

static size_t last_events(
	const struct api_result *r, size_t out[EVENTS_SHOWN], int *err)
{
	cleanup_free struct moment *all = calloc(r->n_items + 1, sizeof(*all));
	size_t n = r->n_items < EVENTS_SHOWN ? r->n_items : EVENTS_SHOWN;

	if (!all) {
		*err = -ENOMEM;
		return 0;
	}
	for (size_t i = 0; i < r->n_items; i++)
		all[i] = (struct moment){
			api_item_time(r, &r->items[i], FIELD_CREATED), i};
	qsort(all, r->n_items, sizeof(*all), compare_moment);
	for (size_t i = 0; i < n; i++)
		out[i] = all[r->n_items - n + i].item;
	return n;
}

static void add_events(const struct describe *d, struct buf *out)
{
	struct describe_list l = d->events;
	size_t items[EVENTS_SHOWN], of = l.n_items;

	if (l.result) {
		l.items = items;
		l.n_items = last_events(l.result, items, &out->err);
	}
	add_section("Events", &l, of, event_columns, out);
}

/* ---- all of it ---- */

int describe_workload(const struct describe *d, struct buf *out)
{
	struct slice object = {d->workload->json, d->workload->len};
	size_t begin = out->n;

	add_scalar(json_get(object, "name"), out);
	if (out->n == begin)
		buf_adds(out, "(no name)");
	buf_adds(out, "\n\n");
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++)
		add_fact(d, object, &facts[i], out);
	add_section("Pods", &d->pods, d->pods.n_items, pod_columns, out);
	add_events(d, out);
	return buf_error(out);
}
