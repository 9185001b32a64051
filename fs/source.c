/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "guide.h"
#include "name.h"
#include "readme.h"
#include "render.h"
#include "source_private.h"

int finish_text(const struct request *q, struct buf *text,
	int64_t mtime_ns, struct content **ret)
{
	struct slice s = buf_slice(text);
	uint64_t basis = hash_bytes(s.p, s.n, 1);
	int r;

	if (!buf_error(text) && is_current(q, basis) &&
		(q->current->mtime_ns == mtime_ns || mtime_ns == 0)) {
		buf_free(text);
		return unchanged(q, ret);
	}
	if (mtime_ns == 0) /* none of its own: it changed now */
		mtime_ns = time_of_change(q, clock_real_ns(q->fs->clock));
	r = content_text(ret, text, mtime_ns);
	if (r == 0)
		(*ret)->basis = basis;
	return r;
}

int source_object(const struct request *q, kind_mask kinds,
	const struct view **ret_view, const struct view_entry **ret)
{
	enum kind k = q->spot->kind;
	int r = world_kinds(q->fs, kinds | KIND_BIT(k), q->need, q->waiter,
		q->good_for_ms);

	if (r < 0)
		return r;
	*ret_view = q->fs->views[k];
	*ret = view_by_id(*ret_view, q->spot->key);
	return *ret ? 0 : -ENOENT;
}

/* ---- what a list gave ---- */

static int info(const struct request *q, struct content **ret)
{
	const struct view_entry *e;
	const struct view *v;
	uint64_t basis;
	int r = source_object(q, 0, &v, &e);

	if (r < 0)
		return r;
	basis = hash_bytes(&e->mtime_ns, sizeof(e->mtime_ns),
		v->result->items[e->item].hash);
	if (is_current(q, basis))
		return unchanged(q, ret);
	r = content_item(ret, v->result, e->item, e->mtime_ns);
	if (r == 0)
		(*ret)->basis = basis;
	return r;
}

static int status(const struct request *q, struct content **ret)
{
	struct buf text = BUF_INIT;
	const struct view_entry *e;
	const struct view *v;
	int r = source_object(q, 0, &v, &e);

	if (r < 0)
		return r;
	api_item_decode(
		v->result, &v->result->items[e->item], FIELD_STATE, &text);
	if (text.n == 0)
		buf_adds(&text, "Unknown");
	buf_addc(&text, '\n');
	return finish_text(q, &text, e->status_mtime_ns, ret);
}

/* ---- paths and links ---- */

void source_climb(const struct spot *link, struct buf *out)
{
	for (unsigned i = 1; i < link->depth; i++)
		buf_adds(out, "../");
}

int source_path_of(const struct request *q, enum kind k, const struct view *v,
	const struct view_entry *e, bool link, struct content **ret)
{
	bool by_state = q->spot->view != VIEW_NONE &&
		view_spec(q->spot->view)->group == FIELD_STATE;
	struct buf text = BUF_INIT;

	if (link)
		source_climb(q->spot, &text);
	if (!view_path(q->fs->views, k, v->result, &v->result->items[e->item],
		    &text)) {
		buf_free(&text);
		return -ENOENT;
	}
	if (!link)
		buf_addc(&text, '\n');
	return finish_text(q, &text,
		by_state ? e->status_mtime_ns : e->mtime_ns, ret);
}

static int path(const struct request *q, bool link, struct content **ret)
{
	const struct view_entry *e;
	const struct view *v;
	int r = source_object(q, kind_lineage(q->spot->kind), &v, &e);

	return r < 0 ? r : source_path_of(q, q->spot->kind, v, e, link, ret);
}

static int related(const struct request *q, struct content **ret)
{
	struct related t;
	int r = related_target(
		q->fs, q->spot, q->need, q->waiter, &t, q->good_for_ms);

	return r < 0 ? r : source_path_of(q, t.kind, t.view, t.entry, true, ret);
}

static int named(const struct request *q, struct content **ret)
{
	struct child_key key = {BUF_INIT};
	struct child c;
	int r = child_of_name(
		q->fs, q->spot, q->waiter, &key, &c, q->good_for_ms);

	if (r == 0)
		r = source_content(q->fs, &c.spot, q->need, q->waiter,
			q->current, ret, q->good_for_ms);
	buf_free(&key.buf);
	return r;
}

/* Its time is the object's when it was first seen, so that a copy made before
 * a remount is still a copy after it. The text never changes. */
static int more(const struct request *q, struct content **ret)
{
	int64_t ignored = LONG_MS, mtime_ns = q->fs->start_ns;
	const struct request now = {
		q->fs, q->spot, NEED_NOW, NULL, NULL, &ignored};
	struct buf text = BUF_INIT;
	const struct view_entry *e;
	const struct view *v;

	if (q->current)
		return unchanged(q, ret);
	if (source_object(&now, 0, &v, &e) == 0)
		mtime_ns = e->mtime_ns;
	source_climb(q->spot, &text);
	buf_addf(&text, ".more/%s/", kind_row(q->spot->kind)->name);
	name_encode(q->spot->key, &text);
	return finish_text(q, &text, mtime_ns, ret);
}

static int fixed_link(const struct request *q, struct content **ret)
{
	struct buf text = BUF_INIT;

	buf_adds(&text, q->spot->row->text);
	return finish_text(q, &text, q->fs->start_ns, ret);
}

/* ---- our own ---- */

static int fixed_text(const struct request *q, struct content **ret)
{
	const char *readme = readme_of(q->spot->row->parent);
	struct buf text = BUF_INIT;

	if (readme)
		buf_adds(&text, readme);
	else if (q->spot->row->source == SOURCE_README)
		guide_write(&text);
	else
		buf_adds(&text, "more\n/lists\n/policies\n/cli\n/audit\n"
				"/telemetry\n/by-id\n/raw\n");
	return finish_text(q, &text, q->fs->start_ns, ret);
}

static int control(const struct request *q, struct content **ret)
{
	struct buf text = BUF_INIT;
	int r = control_text(q->fs, q->spot->row->source, &text);

	*q->good_for_ms = 0;
	if (r < 0) {
		buf_free(&text);
		return r;
	}
	return finish_text(q, &text, 0, ret);
}

static int target(const struct request *q, struct content **ret)
{
	return path(q, true, ret);
}

static int canonical_path(const struct request *q, struct content **ret)
{
	return path(q, false, ret);
}

static int no_file(const struct request *q, struct content **ret)
{
	return -EISDIR;
}

int source_content(struct fs *fs, const struct spot *spot, enum need need,
	struct cache_waiter *waiter, struct content *current,
	struct content **ret, int64_t *good_for_ms)
{
	static int (*const make[])(
		const struct request *q, struct content **ret) = {
		[SOURCE_NONE] = no_file,
		[SOURCE_README] = fixed_text,
		[SOURCE_IGNORE] = fixed_text,
		[SOURCE_INFO] = info,
		[SOURCE_STATUS] = status,
		[SOURCE_MORE] = more,
		[SOURCE_TARGET] = target,
		[SOURCE_NAMED] = named,
		[SOURCE_RELATED] = related,
		[SOURCE_TEXT] = fixed_link,
		[SOURCE_PATH] = canonical_path,
		[SOURCE_DETAIL] = source_call,
		[SOURCE_ENDPOINT] = source_call,
		[SOURCE_LIST] = source_list,
		[SOURCE_RAW] = source_call,
		[SOURCE_ID] = source_id,
		[SOURCE_SPEC] = source_call,
		[SOURCE_DESCRIBE] = source_describe,
		[SOURCE_TAGS] = source_call,
		[SOURCE_LOGO] = source_call,
		[SOURCE_CLAIMS] = source_claims,
		[SOURCE_ME_USER] = source_me_user,
		[SOURCE_ME_WORKLOADS] = source_me_workloads,
		[SOURCE_METRICS] = source_call,
		[SOURCE_METRICS_BY] = source_call,
		[SOURCE_INFERENCE_METRICS] = source_call,
		[SOURCE_AUDIT] = source_call,
		[SOURCE_TELEMETRY] = source_call,
		[SOURCE_VERSION] = control,
		[SOURCE_CONFIG] = control,
		[SOURCE_AUTH] = control,
		[SOURCE_HEALTH] = control,
		[SOURCE_STATS] = control,
		[SOURCE_ENDPOINTS] = control,
		[SOURCE_LAST_ERROR] = control,
	};
	const struct request q = {fs, spot, need, waiter, current, good_for_ms};

	if (*good_for_ms > LONG_MS)
		*good_for_ms = LONG_MS;
	return make[spot->row->source](&q, ret);
}

void source_prefetch(struct fs *fs, const struct spot *spot)
{
	int64_t ignored = LONG_MS;
	const struct request q = {fs, spot, NEED_TRUE, NULL, NULL, &ignored};

	if (spot->row->source == SOURCE_LIST)
		source_list_prefetch(&q);
	else if (spot->row->source == SOURCE_PATH)
		world_kinds(fs, kind_lineage(spot->kind), NEED_TRUE, NULL,
			&ignored);
	else if (spot->row->source == SOURCE_DESCRIBE)
		source_describe_prefetch(&q);
	else if (source_is_call(spot))
		source_call_prefetch(&q);
}

bool source_is_expensive(const struct spot *spot)
{
	return source_is_call(spot) || spot->row->source == SOURCE_LIST ||
		spot->row->source == SOURCE_PATH;
}
