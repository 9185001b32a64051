/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "internal.h"
#include "name.h"
#include "render.h"

#define LONG_MS INT64_C(3600000)
#define SECOND_NS INT64_C(1000000000)

/* One question, with what its answer is made from. */
struct request {
	struct fs *fs;
	const struct spot *spot;
	enum need need;
	struct cache_waiter *waiter;
	struct content *current;
	int64_t *good_for_ms;
};

static struct slice buf_slice(const struct buf *b)
{
	return (struct slice){b->p ? b->p : "", b->n};
}

static int unchanged(const struct request *q, struct content **ret)
{
	*ret = content_ref(q->current);
	return 0;
}

static bool is_current(const struct request *q, uint64_t basis)
{
	return q->current && q->current->basis == basis;
}

/* A changed file is at least a second younger than what it was. */
static int64_t time_of_change(const struct request *q, int64_t mtime_ns)
{
	if (q->current && mtime_ns < q->current->mtime_ns + SECOND_NS)
		return q->current->mtime_ns + SECOND_NS;
	return mtime_ns;
}

static bool same_bytes(const struct content *a, const struct content *b)
{
	return a && b && a->version == b->version && a->size == b->size;
}

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

static int call(const struct request *q, enum endpoint ep, struct content **ret)
{
	cleanup_free char *id = strndup(q->spot->key.p, q->spot->key.n);
	struct cache_answer a;
	int r;

	if (!id)
		return -ENOMEM;
	r = cache_ask(q->fs->cache, ep, id, CACHE_FRESH, q->waiter, &a);
	if (r < 0)
		return r;
	if (a.good_for_ms < *q->good_for_ms)
		*q->good_for_ms = a.good_for_ms;
	r = answer_content(q, &a, ret);
	api_result_unref(a.result);
	return r;
}

/* ---- renderings of lists ---- */

/* The kinds whose names the columns of a list show. */
static kind_mask column_kinds(const struct api_result *r, enum kind k)
{
	static const kind_mask shown[] = {
		[COLUMN_CLUSTER] = KIND_BIT(KIND_CLUSTER),
		[COLUMN_DEPARTMENT] = KIND_BIT(KIND_DEPARTMENT),
		[COLUMN_PROJECT] = KIND_BIT(KIND_PROJECT),
		[COLUMN_PATH] = 0,
	};
	kind_mask m = kind_lineage(k);

	for (const struct column *c = r->row->columns; c && c->name; c++)
		if (c->kind < ARRAY_SIZE(shown))
			m |= shown[c->kind];
	return m;
}

struct cells {
	struct fs *fs;
	enum kind kind;
	const struct api_result *result;
};

/* The name of the object whose id is in field `f`. */
static void name_cell(const struct cells *c, const struct api_item *item,
	enum field f, enum kind k, struct buf *out)
{
	const struct view *v = c->fs->views[k];
	cleanup_buf struct buf id = BUF_INIT;
	const struct view_entry *e;

	if (!v)
		return;
	api_item_decode(c->result, item, f, &id);
	e = view_by_id(v, buf_slice(&id));
	if (e)
		api_item_decode(v->result, &v->result->items[e->item],
			FIELD_NAME, out);
}

static void cell(void *arg, const struct api_item *item, enum column_kind kind,
	struct buf *out)
{
	const struct cells *c = arg;

	switch (kind) {
	case COLUMN_CLUSTER:
		name_cell(c, item, FIELD_CLUSTER, KIND_CLUSTER, out);
		break;
	case COLUMN_DEPARTMENT:
		name_cell(c, item, FIELD_DEPARTMENT, KIND_DEPARTMENT, out);
		break;
	case COLUMN_PROJECT:
		name_cell(c, item, FIELD_PROJECT, KIND_PROJECT, out);
		break;
	case COLUMN_PATH:
		view_path(c->fs->views, c->kind, c->result, item, out);
		break;
	default:
		break;
	}
}

/* What a rendering shows: all items of a kind, or those of an owner. */
struct selection {
	enum kind kind;
	const struct place_format *format;
	struct slice owner; /* "" for all */
	size_t *items;	    /* NULL: all */
	size_t n_items;
};

static int select_items(const struct request *q, struct selection *s)
{
	const struct api_result *r = q->fs->views[s->kind]->result;
	enum field field = FIELD_COUNT;

	s->n_items = r->n_items;
	for (size_t i = 0; i < place_n_contained; i++)
		if (place_contained[i].owner == q->spot->kind &&
			place_contained[i].kind == s->kind)
			field = place_contained[i].field;
	if (s->owner.n == 0 || field == FIELD_COUNT)
		return 0;
	s->items = malloc((r->n_items + 1) * sizeof(*s->items));
	if (!s->items)
		return -ENOMEM;
	s->n_items = 0;
	for (size_t i = 0; i < r->n_items; i++) {
		cleanup_buf struct buf id = BUF_INIT;
		api_item_decode(r, &r->items[i], field, &id);
		if (slice_eq(buf_slice(&id), s->owner))
			s->items[s->n_items++] = i;
	}
	return 0;
}

static bool selection_parse(struct slice key, struct selection *ret)
{
	const char *slash = memchr(key.p, '/', key.n);
	struct slice name;

	if (!slash)
		return false;
	name = (struct slice){key.p, (size_t)(slash - key.p)};
	ret->owner = (struct slice){slash + 1, key.n - name.n - 1};
	return place_parse_list(name, &ret->kind, &ret->format);
}

static int render_selection(const struct request *q, struct selection *s,
	int64_t mtime_ns, struct content **ret)
{
	struct api_result *result = q->fs->views[s->kind]->result;
	struct cells cells = {q->fs, s->kind, result};
	struct render_cells how = {cell, &cells};
	struct buf text = BUF_INIT;
	int r = select_items(q, s);

	if (r < 0)
		return r;
	switch (s->format->format) {
	case RENDER_JSON:
		return content_list(ret, CONTENT_ARRAY, result, s->items,
			s->n_items, mtime_ns);
	case RENDER_NDJSON:
		return content_list(ret, CONTENT_LINES, result, s->items,
			s->n_items, mtime_ns);
	default:
		break;
	}
	r = render_list((enum render_format)s->format->format, result, s->items,
		s->n_items, &how, &text);
	if (r == 0)
		r = content_text(ret, &text, mtime_ns);
	buf_free(&text);
	return r;
}

static bool needs_columns(const struct selection *s)
{
	return s->format->format == RENDER_TSV ||
		s->format->format == RENDER_CSV ||
		s->format->format == RENDER_TXT;
}

/* The lists that a rendering of `main` names things from. One that this user may
 * not read leaves its cells empty. */
static int related(const struct request *q, enum kind main, kind_mask kinds)
{
	struct cache_waiter *waiter = q->waiter;
	int r = 0;

	for (enum kind k = 0; k < KIND_COUNT; k++) {
		int rk;
		if (!(kinds & KIND_BIT(k)))
			continue;
		rk = world_kinds(q->fs, KIND_BIT(k), q->need, waiter,
			q->good_for_ms);
		if (k != main && (rk == -EACCES || rk == -ENOENT))
			continue;
		if (rk == -EINPROGRESS)
			waiter = NULL; /* queued once is enough */
		if (r == 0)
			r = rk;
	}
	return r;
}

/* What the rendering is made from: its own hash, and the latest change. */
static uint64_t list_basis(const struct fs *fs, kind_mask kinds,
	int64_t *ret_changed_ns)
{
	uint64_t basis = 0;

	*ret_changed_ns = 0;
	for (enum kind k = 0; k < KIND_COUNT; k++) {
		const struct view *v = fs->views[k];
		if (!(kinds & KIND_BIT(k)) || !v)
			continue;
		basis = hash_bytes(&v->result->hash, sizeof(uint64_t), basis);
		if (v->changed_ns > *ret_changed_ns)
			*ret_changed_ns = v->changed_ns;
	}
	return basis;
}

static int list(const struct request *q, struct content **ret)
{
	struct selection s = {0};
	kind_mask kinds;
	uint64_t basis;
	int64_t mtime;
	int r;

	if (!selection_parse(q->spot->key, &s))
		return -ENOENT;
	kinds = needs_columns(&s) ? kind_lineage(s.kind) : KIND_BIT(s.kind);
	r = related(q, s.kind, kinds);
	if (r == 0 && needs_columns(&s)) {
		kinds |= column_kinds(q->fs->views[s.kind]->result, s.kind);
		r = related(q, s.kind, kinds);
	}
	if (r < 0)
		return r;
	basis = list_basis(q->fs, kinds, &mtime);
	if (is_current(q, basis)) {
		if (q->current->result)
			content_rebase(q->current,
				q->fs->views[s.kind]->result, 0, true);
		return unchanged(q, ret);
	}
	r = render_selection(q, &s, mtime, ret);
	free(s.items);
	if (r < 0)
		return r;
	(*ret)->basis = basis;
	(*ret)->mtime_ns = same_bytes(*ret, q->current)
		? q->current->mtime_ns
		: time_of_change(q, mtime);
	return 0;
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
	case SOURCE_DETAIL:
	case SOURCE_ENDPOINT:
		return call(&q, call_endpoint(spot), ret);
	case SOURCE_LIST:
		return list(&q, ret);
	case SOURCE_NONE:
		return -EISDIR;
	default:
		return control(&q, ret);
	}
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
		i.present && !i.stale;
}
