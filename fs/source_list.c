/* SPDX-License-Identifier: MIT */
/* A list as one file: lists/X.* of the tenant, more/X.* of an object. */
#include <errno.h>

#include "json.h"
#include "render.h"
#include "source_private.h"

/* The kinds whose names the columns of a list show. */
static kind_mask column_kinds(const struct api_result *r, enum kind k)
{
	static const kind_mask shown[] = {
		[COLUMN_CLUSTER] = KIND_BIT(KIND_CLUSTER),
		[COLUMN_DEPARTMENT] = KIND_BIT(KIND_DEPARTMENT),
		[COLUMN_PROJECT] = KIND_BIT(KIND_PROJECT),
		[COLUMN_PATH] = 0,
	};
	kind_mask m = k == KIND_NONE ? 0 : kind_lineage(k);

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
		if (c->kind != KIND_NONE)
			view_path(c->fs->views, c->kind, c->result, item, out);
		break;
	default:
		break;
	}
}

/* ---- one rendering of a result ---- */

int source_render(const struct request *q, enum kind kind,
	struct api_result *result, const size_t *items, size_t n_items,
	int64_t mtime_ns, struct content **ret)
{
	struct cells cells = {q->fs, kind, result};
	struct render_cells how = {cell, &cells};
	struct buf text = BUF_INIT;
	int r;

	switch (q->spot->format) {
	case RENDER_JSON:
		return content_list(ret, CONTENT_ARRAY, result, items, n_items,
			mtime_ns);
	case RENDER_NDJSON:
		return content_list(ret, CONTENT_LINES, result, items, n_items,
			mtime_ns);
	default:
		r = render_list(q->spot->format, result, items, n_items, &how,
			&text);
		if (r == 0)
			r = content_text(ret, &text, mtime_ns);
		buf_free(&text);
		return r;
	}
}

bool source_needs_columns(const struct spot *spot)
{
	return spot->format == RENDER_TSV || spot->format == RENDER_CSV ||
		spot->format == RENDER_TXT;
}

/* ---- all items of a kind, or those of an owner ---- */

struct selection {
	enum kind kind;
	enum field field;    /* that says whose an item is */
	struct buf value;    /* what it says for this owner */
	struct buf cluster;  /* where names count: the owner's */
	size_t *items;	     /* NULL: all */
	size_t n_items;
};

static void selection_free(struct selection *s)
{
	buf_free(&s->value);
	buf_free(&s->cluster);
	free(s->items);
}

static bool has_owner(const struct request *q)
{
	return q->spot->kind != KIND_NONE;
}

static int selection_open(const struct request *q, struct selection *s)
{
	const struct view *v;
	const struct view_entry *e;

	for (size_t i = 0; i < place_n_contained; i++)
		if (place_contained[i].owner == q->spot->kind &&
			place_contained[i].kind == s->kind)
			s->field = place_contained[i].field;
	if (!related_by_name(s->field)) {
		buf_add(&s->value, q->spot->key.p, q->spot->key.n);
		return buf_error(&s->value);
	}
	v = q->fs->views[q->spot->kind];
	e = view_by_id(v, q->spot->key);
	if (!e)
		return -ENOENT;
	api_item_decode(v->result, &v->result->items[e->item], FIELD_NAME,
		&s->value);
	api_item_decode(v->result, &v->result->items[e->item], FIELD_CLUSTER,
		&s->cluster);
	return buf_error(&s->value) ? -ENOMEM : buf_error(&s->cluster);
}

static bool field_has(const struct api_result *r, const struct api_item *item,
	enum field f, struct slice value)
{
	cleanup_buf struct buf one = BUF_INIT;
	size_t cursor = 0;

	while (api_item_each(r, item, f, &cursor, &one)) {
		if (slice_eq(buf_slice(&one), value))
			return true;
		one.n = 0;
	}
	return false;
}

/* Names are the owner's only in its cluster, where it is in one. */
static bool is_owned(const struct request *q, const struct selection *s,
	const struct api_result *r, const struct api_item *item)
{
	return field_has(r, item, s->field, buf_slice(&s->value)) &&
		related_type_fits(r, item, s->field, q->spot->kind) &&
		(s->cluster.n == 0 ||
			field_has(r, item, FIELD_CLUSTER,
				buf_slice(&s->cluster)));
}

static int selection_fill(const struct request *q, struct selection *s)
{
	const struct api_result *r = q->fs->views[s->kind]->result;
	int err = selection_open(q, s);

	if (err < 0)
		return err;
	s->items = malloc((r->n_items + 1) * sizeof(*s->items));
	if (!s->items)
		return -ENOMEM;
	s->n_items = 0;
	for (size_t i = 0; i < r->n_items; i++)
		if (is_owned(q, s, r, &r->items[i]))
			s->items[s->n_items++] = i;
	return 0;
}

static int render_selection(
	const struct request *q, int64_t mtime_ns, struct content **ret)
{
	struct selection s = {.kind = (enum kind)q->spot->view};
	struct api_result *result = q->fs->views[s.kind]->result;
	int r = 0;

	s.n_items = result->n_items;
	if (has_owner(q))
		r = selection_fill(q, &s);
	if (r == 0)
		r = source_render(q, s.kind, result, s.items, s.n_items,
			mtime_ns, ret);
	selection_free(&s);
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

int source_columns(
	const struct request *q, const struct api_result *result, enum kind k)
{
	kind_mask kinds = column_kinds(result, k);

	if (k != KIND_NONE)
		kinds &= ~KIND_BIT(k);
	return world_some(
		q->fs, 0, kinds, q->need, q->waiter, q->good_for_ms);
}

/* ---- what one object has, where the list of all is not at hand ---- */

static const struct {
	enum kind owner, kind;
	enum endpoint endpoint; /* its argument is the owner's id */
} narrower[] = {
	{KIND_WORKLOAD, KIND_POD, EP_WORKLOAD_PODS},
};

static bool is_at_hand(const struct request *q, enum kind k)
{
	struct cache_entry_info i;

	cache_info(q->fs->cache, endpoint_list(k), NULL, &i);
	return (i.present && !i.stale) || i.in_flight;
}

/* -ENOENT: there is no such operation, or no need of it. */
static int ask_narrower(const struct request *q, struct cache_answer *ret)
{
	cleanup_free char *id = strndup(q->spot->key.p, q->spot->key.n);
	enum kind k = (enum kind)q->spot->view;

	for (size_t i = 0; id && i < ARRAY_SIZE(narrower); i++)
		if (narrower[i].owner == q->spot->kind &&
			narrower[i].kind == k && !is_at_hand(q, k) &&
			api_has(q->fs->api, narrower[i].endpoint))
			return cache_ask(q->fs->cache, narrower[i].endpoint, id,
				CACHE_FRESH, q->waiter, ret);
	return id ? -ENOENT : -ENOMEM;
}

/* ---- the list of all ---- */

/* Sees to it that the views are there. */
static int gather(const struct request *q, kind_mask *ret_kinds)
{
	enum kind k = (enum kind)q->spot->view;
	kind_mask needed = KIND_BIT(k), wanted = 0;
	int r;

	if (has_owner(q))
		needed |= KIND_BIT(q->spot->kind);
	if (source_needs_columns(q->spot))
		wanted = kind_lineage(k);
	r = world_some(q->fs, needed, wanted, q->need, q->waiter,
		q->good_for_ms);
	if (r == 0 && wanted) {
		wanted |= column_kinds(q->fs->views[k]->result, k);
		r = world_some(q->fs, needed, wanted, q->need, q->waiter,
			q->good_for_ms);
	}
	*ret_kinds = needed | wanted;
	return r;
}

/* ---- how many: one small call, where the list is not at hand ---- */

static bool may_count(const struct request *q)
{
	enum kind k = (enum kind)q->spot->view;

	return q->spot->format == RENDER_COUNT && !has_owner(q) &&
		!is_at_hand(q, k) && api_has(q->fs->api, endpoint_count(k));
}

static int ask_count(const struct request *q, struct cache_answer *ret)
{
	return cache_ask(q->fs->cache,
		endpoint_count((enum kind)q->spot->view), NULL, CACHE_FRESH,
		q->waiter, ret);
}

static int count(const struct request *q, struct content **ret)
{
	struct buf text = BUF_INIT;
	struct cache_answer a;
	struct slice value;
	int r = ask_count(q, &a);

	if (r < 0)
		return r;
	if (a.good_for_ms < *q->good_for_ms)
		*q->good_for_ms = a.good_for_ms;
	value = json_get((struct slice){a.result->items[0].json,
				 a.result->items[0].len},
		"count");
	if (json_type(value) == JSON_NUMBER) {
		buf_add(&text, value.p, value.n);
		buf_addc(&text, '\n');
		r = finish_text(q, &text, 0, ret);
	} else {
		r = -EBADMSG;
	}
	api_result_unref(a.result);
	return r;
}

void source_list_prefetch(const struct request *q)
{
	kind_mask ignored;
	struct cache_answer a;

	int r = may_count(q) ? ask_count(q, &a) : ask_narrower(q, &a);

	if (r == 0)
		api_result_unref(a.result);
	else if (r == -ENOENT)
		gather(q, &ignored);
}

int source_list(const struct request *q, struct content **ret)
{
	struct cache_answer a;
	kind_mask kinds;
	uint64_t basis;
	int64_t mtime;
	int r;

	if (may_count(q))
		return count(q, ret);
	r = ask_narrower(q, &a);
	if (r == 0) {
		r = source_answer(q, (enum kind)q->spot->view, &a, ret);
		api_result_unref(a.result);
	}
	if (r != -ENOENT)
		return r;
	r = gather(q, &kinds);
	if (r < 0)
		return r;
	basis = list_basis(q->fs, kinds, &mtime);
	if (is_current(q, basis)) {
		if (q->current->result)
			content_rebase(q->current,
				q->fs->views[q->spot->view]->result, 0, true);
		return unchanged(q, ret);
	}
	r = render_selection(q, mtime, ret);
	if (r < 0)
		return r;
	(*ret)->basis = basis;
	(*ret)->mtime_ns = same_bytes(*ret, q->current)
		? q->current->mtime_ns
		: time_of_change(q, mtime);
	return 0;
}
