/* SPDX-License-Identifier: MIT */
/* What metrics/ and audit/ hold: what happened in a window of time. */
#include <errno.h>

#include "child_private.h"
#include "source_private.h"
#include "window.h"

/* The window of metrics.csv, which has none in its name. */
#define USUAL_WINDOW SLICE("1h")

static const struct series {
	enum source source;
	enum kind kind; /* whose */
	enum endpoint json, other;
	const char *ids; /* as a place_row's text; NULL: the row's own */
	const struct window_name *names;
} table[] = {
#define METRICS(source_, kind_, ep_, ids_)                                \
	{                                                                 \
		SOURCE_##source_, KIND_##kind_, EP_##ep_, EP_##ep_##_CSV, \
			ids_, window_of_samples                           \
	}
	METRICS(METRICS, CLUSTER, CLUSTER_METRICS, "{id}"),
	METRICS(METRICS_BY, CLUSTER, CLUSTER_METRICS_BY, NULL),
	METRICS(METRICS, DEPARTMENT, DEPARTMENT_METRICS, "{id}"),
	METRICS(METRICS, PROJECT, PROJECT_METRICS, "{id}"),
	METRICS(METRICS, NODE_POOL, NODE_POOL_METRICS, "{cluster}|{name}"),
	METRICS(METRICS, NODE, NODE_METRICS, "{id}"),
	METRICS(METRICS, WORKLOAD, WORKLOAD_METRICS, "{id}"),
	METRICS(METRICS, POD, POD_METRICS, "{workload}|{id}"),
	METRICS(INFERENCE_METRICS, WORKLOAD, INFERENCE_METRICS, "{id}"),
	METRICS(INFERENCE_METRICS, POD, INFERENCE_POD_METRICS,
		"{workload}|{id}"),
#undef METRICS
	/* EP_AUDIT_FILE is cut off after 1,000 records without a word */
	{SOURCE_AUDIT, KIND_NONE, EP_AUDIT_LOG, EP_AUDIT_LOG, NULL,
		window_of_records},
};

static const struct series *series_of(const struct spot *spot)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].source == spot->row->source &&
			table[i].kind == spot->kind)
			return &table[i];
	return NULL;
}

bool source_is_window(const struct spot *spot)
{
	return series_of(spot) != NULL;
}

/* ---- the key: the object's id, and in directories of windows the name ---- */

static bool has_name(const struct spot *spot)
{
	return source_is_window(spot) && !spot->row->name;
}

struct slice spot_id(const struct spot *spot)
{
	const char *end = has_name(spot) ? memrchr(spot->key.p, ENDPOINT_PART,
						   spot->key.n)
					 : NULL;

	return end ? (struct slice){spot->key.p, (size_t)(end - spot->key.p)}
		   : spot->key;
}

static struct slice window_name(const struct spot *spot)
{
	size_t n = spot_id(spot).n + 1;

	if (!has_name(spot))
		return USUAL_WINDOW;
	return (struct slice){spot->key.p + n, spot->key.n - n};
}

/* Whoever waits for the answer asks for one window, however long it takes. */
static int64_t now_ns(const struct request *q)
{
	int64_t now = clock_real_ns(q->fs->clock);

	if (!q->waiter)
		return now;
	return now -
	       (clock_mono_ms(q->fs->clock) - q->waiter->since_ms) * NS_PER_MS;
}

static bool window_of(
	const struct request *q, const struct series *s, struct window *ret)
{
	return window_parse(s->names, window_name(q->spot), now_ns(q), ret);
}

/* ---- the call ---- */

static enum endpoint endpoint_of(
	const struct series *s, const struct spot *spot)
{
	bool json = spot->row->name ? false : spot->format == RENDER_JSON;

	return json ? s->json : s->other;
}

/* Inferences have metrics of their own. */
static int is_right_type(const struct request *q)
{
	const struct place_row *dir = place_row(PLACE_INFERENCE_METRICS);
	kind_mask kinds = KIND_BIT(KIND_WORKLOAD) | KIND_BIT(q->spot->kind);
	int r;

	if (q->spot->row->source != SOURCE_INFERENCE_METRICS)
		return 0;
	r = world_kinds(q->fs, kinds, q->need, q->waiter, q->good_for_ms);
	if (r < 0)
		return r;
	return workload_fits(q->fs, dir, q->spot) ? 0 : -ENOENT;
}

/* What an object's ids and type are does not change: its list may be old. */
static int add_object(
	const struct request *q, const struct series *s, struct buf *out)
{
	const char *ids = s->ids ? s->ids : q->spot->row->text;
	struct spot object = *q->spot;
	struct request of = *q;
	int64_t ignored = INT64_MAX;
	int r;

	if (!ids)
		return 0;
	object.key = spot_id(q->spot);
	of.spot = &object;
	of.need = NEED_NOW;
	of.good_for_ms = &ignored;
	r = is_right_type(&of);
	if (r == 0)
		r = source_fill(&of, ids, out);
	buf_addc(out, ENDPOINT_PART);
	return r;
}

static void add_window(
	const struct series *s, const struct window *w, struct buf *out)
{
	window_add_time(w->start_ns, out);
	buf_addc(out, ENDPOINT_PART);
	window_add_time(w->end_ns, out);
	if (s->names == window_of_samples)
		buf_addf(out, "%c%u", ENDPOINT_PART, w->samples);
}

/* It means something else from then on. */
static void lower_until(const struct request *q, const struct window *w)
{
	int64_t left_ms;

	if (w->until_ns == INT64_MAX)
		return;
	left_ms = (w->until_ns - clock_real_ns(q->fs->clock)) / NS_PER_MS;
	if (left_ms < 0)
		left_ms = 0;
	if (left_ms < *q->good_for_ms)
		*q->good_for_ms = left_ms;
}

int source_window_call(
	const struct request *q, enum endpoint *ret, char **ret_argument)
{
	const struct series *s = series_of(q->spot);
	cleanup_buf struct buf out = BUF_INIT;
	struct window w;
	int r;

	if (!s || !window_of(q, s, &w))
		return -ENOENT;
	r = add_object(q, s, &out);
	if (r < 0)
		return r;
	add_window(s, &w, &out);
	lower_until(q, &w);
	*ret = endpoint_of(s, q->spot);
	*ret_argument = buf_steal(&out, NULL);
	return *ret_argument ? 0 : -ENOMEM;
}

void source_window_expire(struct fs *fs, const struct spot *dir)
{
	enum place p = dir->row->place;
	bool metrics = p == PLACE_MORE_OBJECT ||
		       (p >= PLACE_METRICS && p <= PLACE_INFERENCE_METRICS);

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (table[i].kind != dir->kind ||
			!(table[i].source == SOURCE_AUDIT ? p == PLACE_AUDIT
							  : metrics))
			continue;
		cache_expire(fs->cache, table[i].json, NULL);
		cache_expire(fs->cache, table[i].other, NULL);
	}
}

int64_t source_window_time(const struct request *q, int64_t otherwise_ns)
{
	const struct series *s = series_of(q->spot);
	struct window w;

	return s && window_of(q, s, &w) ? w.end_ns : otherwise_ns;
}
