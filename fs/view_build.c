/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "view_draft.h"

/* ---- entries ---- */

static int64_t at_least_second_later(int64_t t, int64_t before)
{
	return t < before + NS_PER_S ? before + NS_PER_S : t;
}

/* Times of a canonical entry: the API's, but moved on by a second where the
 * bytes changed and the API's time did not. */
static void canonical_times(const struct draft *d, const struct api_item *item,
	struct view_entry *e)
{
	const struct api_result *r = d->v->result;
	const struct view *p = d->previous;
	const struct view_entry *old = NULL;
	cleanup_buf struct buf id = BUF_INIT;
	int64_t t = api_item_time(r, item, FIELD_UPDATED);

	if (!t)
		t = api_item_time(r, item, FIELD_CREATED);
	e->mtime_ns = t ? t : d->v->changed_ns;
	t = api_item_time(r, item, FIELD_STATE_SINCE);
	e->status_mtime_ns = t ? t : e->mtime_ns;
	if (!p)
		return;
	view_item_id(r, item, &id);
	old = view_by_id(p, buf_slice(&id));
	if (!old)
		return;
	const struct api_item *was = &p->result->items[old->item];
	if (was->hash == item->hash && was->len == item->len)
		e->mtime_ns = old->mtime_ns;
	else
		e->mtime_ns = at_least_second_later(e->mtime_ns, old->mtime_ns);
	if (slice_eq(api_item_field(p->result, was, FIELD_STATE),
		    api_item_field(r, item, FIELD_STATE)))
		e->status_mtime_ns = old->status_mtime_ns;
	else
		e->status_mtime_ns = at_least_second_later(
			e->status_mtime_ns, old->status_mtime_ns);
}

static void link_times(const struct draft *d, const struct api_item *item,
	struct view_entry *e)
{
	const struct view *canon = d->v->base[d->spec->kind];
	const struct view_entry *target;
	cleanup_buf struct buf id = BUF_INIT;

	view_item_id(d->v->result, item, &id);
	target = view_by_id(canon, buf_slice(&id));
	if (!target)
		return;
	e->status_mtime_ns = target->status_mtime_ns;
	e->mtime_ns = d->spec->group == FIELD_STATE ? target->status_mtime_ns
						    : target->mtime_ns;
}

/* The number the name had before, or a new one. */
static uint64_t entry_seq(struct draft *d, const struct view_group *old_group,
	const struct view_entry *e)
{
	const struct view_entry *old;

	if (old_group &&
		view_lookup_listed(d->previous, old_group,
			view_name(d->v, e->name, e->name_n), &old) == 0)
		return old->seq;
	return d->v->next_seq++;
}

static int entry_fill(struct draft *d, size_t i, struct view_entry *e)
{
	struct view *v = d->v;
	const struct api_item *item = &v->result->items[d->items[i].item];
	uint32_t group = d->items[i].group;
	int r;

	*e = (struct view_entry){.item = d->items[i].item, .group = group,
		.name = (uint32_t)v->names.n};
	r = draft_entry_name(d, i, &v->names);
	if (r < 0)
		return r;
	e->name_n = (uint32_t)v->names.n - e->name;
	buf_addc(&v->names, '\0');
	if (buf_error(&v->names))
		return -ENOMEM;
	if (d->spec->links)
		link_times(d, item, e);
	else
		canonical_times(d, item, e);
	e->seq = entry_seq(d, draft_previous_group(d, &v->groups[group]), e);
	return 0;
}

static int compare_seq(const void *a, const void *b)
{
	const struct view_entry *x = a, *y = b;

	return (x->seq > y->seq) - (x->seq < y->seq);
}

/* Places the entries group by group, then by rising number. */
static int entries_fill(struct draft *d)
{
	struct view *v = d->v;
	uint32_t next = 0;
	int r = 0;

	for (size_t i = 0; i < d->n; i++)
		v->groups[d->items[i].group].count++;
	for (uint32_t g = 0; g < v->n_groups; g++) {
		v->groups[g].first = next;
		next += v->groups[g].count;
		v->groups[g].count = 0;
	}
	v->n_entries = next;
	v->entries = calloc(next + 1, sizeof(*v->entries));
	if (!v->entries)
		return -ENOMEM;
	for (size_t i = 0; r == 0 && i < d->n; i++) {
		struct view_group *g = &v->groups[d->items[i].group];
		r = entry_fill(d, i, &v->entries[g->first + g->count++]);
	}
	for (uint32_t g = 0; r == 0 && d->previous && g < v->n_groups; g++)
		qsort(&v->entries[v->groups[g].first], v->groups[g].count,
			sizeof(*v->entries), compare_seq);
	return r;
}

/* ---- indexes ---- */

static int index_ambiguous(struct draft *d)
{
	struct view *v = d->v;

	v->ambiguous = calloc(3 * ((size_t)d->n_classes + 1), sizeof(uint32_t));
	if (!v->ambiguous)
		return -ENOMEM;
	for (uint32_t i = 0; i < d->n_classes; i++) {
		const struct class *c = &d->classes[i];
		uint32_t *a = &v->ambiguous[(size_t)3 * v->n_ambiguous];
		if (c->count == 1)
			continue;
		a[0] = c->group;
		a[1] = (uint32_t)v->names.n;
		name_encode(in_buf(&d->raw, c->name, c->name_n), &v->names);
		a[2] = (uint32_t)v->names.n - a[1];
		if (buf_error(&v->names))
			return -ENOMEM;
		table_put(v->by_name, v->name_mask,
			view_name_hash(a[0], view_name(v, a[1], a[2])),
			VIEW_AMBIGUOUS | v->n_ambiguous++);
	}
	return 0;
}

static int index_names(struct draft *d)
{
	struct view *v = d->v;
	int r = table_alloc(&v->by_name, &v->name_mask,
		v->n_entries + d->n_classes);

	for (uint32_t i = 0; r == 0 && i < v->n_entries; i++) {
		const struct view_entry *e = &v->entries[i];
		table_put(v->by_name, v->name_mask,
			view_name_hash(
				e->group, view_name(v, e->name, e->name_n)),
			i + 1);
	}
	return r < 0 ? r : index_ambiguous(d);
}

static int index_ids(struct draft *d)
{
	struct view *v = d->v;
	cleanup_buf struct buf id = BUF_INIT;
	int r;

	if (d->spec->links)
		return 0;
	r = table_alloc(&v->by_id, &v->id_mask, v->n_entries);
	for (uint32_t i = 0; r == 0 && i < v->n_entries; i++) {
		id.n = 0;
		view_item_id(v->result, &v->result->items[v->entries[i].item],
			&id);
		r = buf_error(&id);
		table_put(v->by_id, v->id_mask, hash_bytes(id.p, id.n, 0),
			i + 1);
	}
	return r;
}

/* ---- listings: what their hashes and times are ---- */

static uint64_t group_hash(const struct view *v, const struct view_group *g)
{
	uint64_t h = g->count;

	for (uint32_t i = g->first; i < g->first + g->count; i++) {
		const struct view_entry *e = &v->entries[i];
		const struct api_item *item = &v->result->items[e->item];
		struct slice id = api_item_field(v->result, item, FIELD_ID);
		h = hash_bytes(v->names.p + e->name, e->name_n, h);
		h = hash_bytes(id.p, id.n, h);
	}
	return h;
}

static void group_stamp(struct draft *d, struct view_group *g)
{
	const struct view_group *old = draft_previous_group(d, g);

	g->hash = group_hash(d->v, g);
	g->mtime_ns = old && old->hash == g->hash ? old->mtime_ns
						  : d->v->stamp_ns;
}

static int64_t latest_change(const struct view *v, const struct view *previous)
{
	if (v->groups_mtime_ns == v->stamp_ns)
		return v->stamp_ns;
	for (uint32_t i = 0; i < v->n_groups; i++)
		if (v->groups[i].mtime_ns == v->stamp_ns)
			return v->stamp_ns;
	return previous->renamed_ns;
}

static void stamp(struct draft *d, int64_t now_ns)
{
	struct view *v = d->v;
	const struct view *p = d->previous;

	v->stamp_ns = p && now_ns <= p->stamp_ns ? p->stamp_ns + 1 : now_ns;
	v->groups_hash = v->n_groups;
	for (uint32_t i = 0; i < v->n_groups; i++) {
		struct view_group *g = &v->groups[i];
		group_stamp(d, g);
		v->groups_hash ^= hash_bytes(
			v->names.p + g->name, g->name_n, v->n_groups);
	}
	v->groups_mtime_ns = p && p->groups_hash == v->groups_hash
		? p->groups_mtime_ns
		: v->stamp_ns;
	v->renamed_ns = p ? latest_change(v, p) : 0;
}

static int draft_run(struct draft *d, int64_t now_ns)
{
	int r = table_alloc(
		&d->ids, &d->ids_mask, d->v->result->n_items);

	d->v->next_seq = d->previous ? d->previous->next_seq : VIEW_SEQ_FIRST;
	if (r == 0)
		r = draft_known_groups(d);
	if (r == 0)
		r = draft_items(d);
	if (r == 0)
		r = draft_order_groups(d);
	if (r == 0)
		r = draft_mark_long(d);
	if (r == 0)
		r = entries_fill(d);
	if (r == 0)
		r = index_names(d);
	if (r == 0)
		r = index_ids(d);
	if (r == 0)
		stamp(d, now_ns);
	return r;
}

int view_build(struct view **ret, enum view_id id, struct api_result *result,
	int64_t changed_ns, int64_t now_ns, struct view *const *base,
	struct slice user, const struct view *previous)
{
	struct view *v = calloc(1, sizeof(*v));
	struct draft d = {.v = v,
		.previous = previous,
		.spec = view_spec(id),
		.user = user};
	int r;

	if (!v)
		return -ENOMEM;
	v->id = id;
	v->refs = 1;
	v->result = api_result_ref(result);
	v->changed_ns = changed_ns;
	for (size_t k = 0; k < KIND_COUNT; k++)
		if (view_needs(id) & KIND_BIT(k))
			v->base[k] = view_ref(base[k]);
	r = draft_run(&d, now_ns);
	free(d.items);
	free(d.classes);
	free(d.cells);
	free(d.ids);
	buf_free(&d.raw);
	if (r < 0) {
		view_unref(v);
		return r;
	}
	*ret = v;
	return 0;
}
