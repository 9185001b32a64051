/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "name.h"
#include "render.h"
#include "source_private.h"

#define LONG_MS INT64_C(3600000)

/* Text that is cheap to make: made first, then compared. */
static int finish_text(const struct request *q, struct buf *text,
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

/* The object at the spot, in its list as it is now. */
static int object(const struct request *q, kind_mask kinds,
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
	int r = object(q, 0, &v, &e);

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
	int r = object(q, 0, &v, &e);

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

/* From a link's directory up to the root. */
static void climb(const struct spot *link, struct buf *out)
{
	for (unsigned i = 1; i < link->depth; i++)
		buf_adds(out, "../");
}

static int path(const struct request *q, bool link, struct content **ret)
{
	struct buf text = BUF_INIT;
	const struct view_entry *e;
	const struct view *v;
	int r = object(q, kind_lineage(q->spot->kind), &v, &e);

	if (r < 0)
		return r;
	if (link)
		climb(q->spot, &text);
	if (!view_path(q->fs->views, q->spot->kind, v->result,
		    &v->result->items[e->item], &text)) {
		buf_free(&text);
		return -ENOENT;
	}
	if (!link)
		buf_addc(&text, '\n');
	return finish_text(q, &text,
		q->spot->view == VIEW_BY_PHASE ? e->status_mtime_ns
					       : e->mtime_ns,
		ret);
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
	if (object(&now, 0, &v, &e) == 0)
		mtime_ns = e->mtime_ns;
	climb(q->spot, &text);
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

/* ---- calls of their own ---- */

static int64_t document_time(const struct api_result *r, int64_t changed_ns)
{
	int64_t t = 0;

	if (r->row->envelope || r->n_items != 1)
		return changed_ns;
	t = api_item_time(r, &r->items[0], FIELD_UPDATED);
	if (!t)
		t = api_item_time(r, &r->items[0], FIELD_CREATED);
	return t ? t : changed_ns;
}

static int answer_content(const struct request *q, const struct cache_answer *a,
	struct content **ret)
{
	struct api_result *result = a->result;
	int64_t mtime = time_of_change(
		q, document_time(result, a->changed_real_ns));
	struct buf text = BUF_INIT;
	int r;

	if (is_current(q, result->hash))
		return unchanged(q, ret);
	if (result->row->envelope)
		r = content_list(ret, CONTENT_ARRAY, result, NULL, 0, mtime);
	else if (result->n_items != 1)
		r = -EBADMSG;
	else if ((r = render_item(&result->items[0], &text)) == 0)
		r = content_text(ret, &text, mtime);
	buf_free(&text);
	if (r == 0)
		(*ret)->basis = result->hash;
	return r;
}

static enum endpoint call_endpoint(const struct spot *spot)
{
	return spot->row->source == SOURCE_DETAIL
		? kind_row(spot->kind)->detail
		: spot->row->endpoint;
}

static int ask(const struct request *q, struct cache_answer *ret)
{
	cleanup_free char *id = strndup(q->spot->key.p, q->spot->key.n);

	if (!id)
		return -ENOMEM;
	if (strlen(id) != q->spot->key.n)
		return -ENOENT; /* no id to ask for has a NUL in it */
	return cache_ask(q->fs->cache, call_endpoint(q->spot), id, CACHE_FRESH,
		q->waiter, ret);
}

static int call(const struct request *q, struct content **ret)
{
	struct cache_answer a;
	int r = ask(q, &a);

	if (r < 0)
		return r;
	if (a.good_for_ms < *q->good_for_ms)
		*q->good_for_ms = a.good_for_ms;
	r = answer_content(q, &a, ret);
	api_result_unref(a.result);
	return r;
}

/* ---- our own ---- */

static int fixed_text(const struct request *q, struct content **ret)
{
	struct buf text = BUF_INIT;

	if (q->spot->row->source == SOURCE_README)
		control_readme(&text);
	else
		buf_adds(&text, "more\n/lists\n");
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

int source_content(struct fs *fs, const struct spot *spot, enum need need,
	struct cache_waiter *waiter, struct content *current,
	struct content **ret, int64_t *good_for_ms)
{
	struct request q = {fs, spot, need, waiter, current, good_for_ms};

	if (*good_for_ms > LONG_MS)
		*good_for_ms = LONG_MS;
	switch (spot->row->source) {
	case SOURCE_README:
	case SOURCE_IGNORE:
		return fixed_text(&q, ret);
	case SOURCE_TEXT:
		return fixed_link(&q, ret);
	case SOURCE_MORE:
		return more(&q, ret);
	case SOURCE_INFO:
		return info(&q, ret);
	case SOURCE_STATUS:
		return status(&q, ret);
	case SOURCE_PATH:
		return path(&q, false, ret);
	case SOURCE_TARGET:
		return path(&q, true, ret);
	case SOURCE_NAMED:
		return named(&q, ret);
	case SOURCE_DETAIL:
	case SOURCE_ENDPOINT:
		return call(&q, ret);
	case SOURCE_LIST:
		return source_list(&q, ret);
	case SOURCE_NONE:
		return -EISDIR;
	default:
		return control(&q, ret);
	}
}

void source_prefetch(struct fs *fs, const struct spot *spot)
{
	int64_t ignored = LONG_MS;
	const struct request q = {fs, spot, NEED_TRUE, NULL, NULL, &ignored};
	struct cache_answer a;

	if (spot->row->source == SOURCE_LIST)
		source_list_prefetch(&q);
	else if (spot->row->source == SOURCE_PATH)
		world_kinds(fs, kind_lineage(spot->kind), NEED_TRUE, NULL,
			&ignored);
	else if (source_is_call(spot) && ask(&q, &a) == 0)
		api_result_unref(a.result);
}

bool source_is_call(const struct spot *spot)
{
	return spot->row->source == SOURCE_DETAIL ||
		spot->row->source == SOURCE_ENDPOINT;
}

bool source_is_expensive(const struct spot *spot)
{
	return source_is_call(spot) || spot->row->source == SOURCE_LIST ||
		spot->row->source == SOURCE_PATH;
}

bool source_is_cached(struct fs *fs, const struct spot *spot)
{
	cleanup_free char *id = strndup(spot->key.p, spot->key.n);
	struct cache_entry_info i;

	return id && cache_info(fs->cache, call_endpoint(spot), id, &i) &&
		(i.in_flight || (i.present && !i.stale));
}
