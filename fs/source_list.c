/* SPDX-License-Identifier: MIT */
/* A list as one file: lists/X.* of the tenant, more/X.* of an object. */
#include <errno.h>

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
	int r = 0;

	for (enum kind k = 0; k < KIND_COUNT; k++) {
		int rk;
		if (!(kinds & KIND_BIT(k)))
			continue;
		/* Queued once is enough; behind an error it would be left. */
		rk = world_kinds(q->fs, KIND_BIT(k), q->need,
			r == 0 ? q->waiter : NULL, q->good_for_ms);
		if (k != main && (rk == -EACCES || rk == -ENOENT))
			continue;
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

/* Parses the key and sees to it that the views are there. */
static int gather(
	const struct request *q, struct selection *s, kind_mask *ret_kinds)
{
	kind_mask kinds;
	int r;

	if (!selection_parse(q->spot->key, s))
		return -ENOENT;
	kinds = needs_columns(s) ? kind_lineage(s->kind) : KIND_BIT(s->kind);
	r = related(q, s->kind, kinds);
	if (r == 0 && needs_columns(s)) {
		kinds |= column_kinds(q->fs->views[s->kind]->result, s->kind);
		r = related(q, s->kind, kinds);
	}
	*ret_kinds = kinds;
	return r;
}

void source_list_prefetch(const struct request *q)
{
	struct selection s = {0};
	kind_mask ignored;

	gather(q, &s, &ignored);
}

int source_list(const struct request *q, struct content **ret)
{
	struct selection s = {0};
	kind_mask kinds;
	uint64_t basis;
	int64_t mtime;
	int r = gather(q, &s, &kinds);

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
