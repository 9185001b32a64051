/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>

#include "name.h"
#include "view_private.h"

#define SKIP UINT32_MAX
#define SECOND_NS INT64_C(1000000000)

/* Siblings of one name. */
struct class {
	uint32_t group;
	uint32_t name, name_n; /* raw, in draft->raw */
	uint32_t count;
	bool long_suffix; /* the short one does not tell them from others */
};

/* What is known of an item before it has an entry. */
struct draft_item {
	uint32_t group; /* SKIP: not listed */
	uint32_t class;
};

/* A view under construction. */
struct draft {
	struct view *v;
	const struct view *previous;
	const struct view_spec *spec;
	size_t n;
	struct draft_item *items;
	struct class *classes;
	uint32_t n_classes;
	struct buf raw; /* raw names of the classes */
	uint32_t *cells, *ids; /* scratch hash tables: of classes, of items */
	uint32_t mask;
	size_t groups_cap;
};

static struct slice in_buf(const struct buf *b, uint32_t off, uint32_t n)
{
	return (struct slice){b->p + off, n};
}

static struct slice all_of(const struct buf *b)
{
	return (struct slice){b->p ? b->p : "", b->n};
}

/* The size for an open-addressing table of n cells, half empty. */
static uint32_t table_mask(size_t n)
{
	uint32_t size = 16;

	while (size < 2 * n)
		size *= 2;
	return size - 1;
}

static int table_alloc(uint32_t **ret, uint32_t *ret_mask, size_t n)
{
	*ret_mask = table_mask(n);
	*ret = calloc((size_t)*ret_mask + 1, sizeof(**ret));
	return *ret ? 0 : -ENOMEM;
}

static void table_put(uint32_t *cells, uint32_t mask, uint64_t h, uint32_t cell)
{
	while (cells[h & mask])
		h++;
	cells[h & mask] = cell;
}

/* ---- groups ---- */

static int groups_rehash(struct view *v)
{
	free(v->by_group);
	if (table_alloc(&v->by_group, &v->group_mask, v->n_groups + 1) < 0)
		return -ENOMEM;
	for (uint32_t i = 0; i < v->n_groups; i++) {
		const struct view_group *g = &v->groups[i];
		struct slice value = view_name(v, g->value, g->value_n);
		table_put(v->by_group, v->group_mask,
			hash_bytes(value.p, value.n, 0), i + 1);
	}
	return 0;
}

/* A group's value as a directory entry; where it has to be cut, a hash of it
 * takes the place of an id. */
static int group_name(struct slice value, struct buf *out)
{
	cleanup_buf struct buf id = BUF_INIT;

	buf_addf(&id, "%016" PRIx64, hash_bytes(value.p, value.n, 0));
	if (buf_error(&id))
		return -ENOMEM;
	return name_entry(value, all_of(&id), NAME_ID_WHOLE, false, out);
}

static int group_add(struct draft *d, struct slice value, uint32_t *ret)
{
	struct view *v = d->v;
	struct view_group *g;

	if (v->n_groups == d->groups_cap) {
		size_t cap = d->groups_cap ? 2 * d->groups_cap : 16;
		g = realloc(v->groups, cap * sizeof(*g));
		if (!g)
			return -ENOMEM;
		v->groups = g;
		d->groups_cap = cap;
	}
	g = &v->groups[v->n_groups];
	*g = (struct view_group){.value = (uint32_t)v->names.n,
		.value_n = (uint32_t)value.n};
	buf_add(&v->names, value.p, value.n);
	buf_addc(&v->names, '\0');
	g->name = (uint32_t)v->names.n;
	if (group_name(value, &v->names) < 0)
		return -ENOMEM;
	g->name_n = (uint32_t)v->names.n - g->name;
	buf_addc(&v->names, '\0');
	*ret = v->n_groups++;
	if (buf_error(&v->names))
		return -ENOMEM;
	if (2 * v->n_groups > v->group_mask)
		return groups_rehash(v);
	table_put(v->by_group, v->group_mask, hash_bytes(value.p, value.n, 0),
		*ret + 1);
	return 0;
}

static int group_get(struct draft *d, struct slice value, uint32_t *ret)
{
	const struct view_group *g = view_group_by_value(d->v, value);

	if (!g)
		return group_add(d, value, ret);
	*ret = (uint32_t)(g - d->v->groups);
	return 0;
}

static int groups_known(struct draft *d)
{
	uint32_t ignored;
	int r = groups_rehash(d->v);

	if (r == 0 && d->spec->group == FIELD_COUNT)
		r = group_add(d, SLICE(""), &ignored);
	for (const char *const *s = d->spec->known; r == 0 && s && *s; s++)
		r = group_add(d, slice_str(*s), &ignored);
	return r;
}

/* The value an item is grouped by, appended to `out`. */
static void group_value(const struct draft *d, const struct api_item *item,
	struct buf *out)
{
	if (d->spec->group == FIELD_COUNT)
		return;
	api_item_decode(d->v->result, item, d->spec->group, out);
	if (out->n == 0 && d->spec->group == FIELD_STATE)
		buf_adds(out, "Unknown");
}

static int compare_group_seq(const void *a, const void *b)
{
	const struct view_group *x = a, *y = b;

	return (x->seq > y->seq) - (x->seq < y->seq);
}

static const struct view_group *previous_group(const struct draft *d,
	const struct view_group *g)
{
	if (!d->previous)
		return NULL;
	return view_group_by_value(d->previous,
		view_name(d->v, g->value, g->value_n));
}

/* Gives the groups their numbers and puts them in that order. */
static int groups_order(struct draft *d)
{
	struct view *v = d->v;
	cleanup_free uint32_t *now_at = calloc(v->n_groups + 1, sizeof(*now_at));

	if (!now_at)
		return -ENOMEM;
	for (uint32_t i = 0; i < v->n_groups; i++) {
		const struct view_group *old = previous_group(d, &v->groups[i]);
		v->groups[i].seq = old ? old->seq : v->next_seq++;
		v->groups[i].first = i;
	}
	if (v->n_groups)
		qsort(v->groups, v->n_groups, sizeof(*v->groups),
			compare_group_seq);
	for (uint32_t i = 0; i < v->n_groups; i++)
		now_at[v->groups[i].first] = i;
	for (size_t i = 0; i < d->n; i++)
		if (d->items[i].group != SKIP)
			d->items[i].group = now_at[d->items[i].group];
	for (uint32_t i = 0; i < d->n_classes; i++)
		d->classes[i].group = now_at[d->classes[i].group];
	return groups_rehash(v);
}

/* ---- names ---- */

/* Is it the first item of its identity? One without an id may share that of
 * another; then nothing could tell what the second one is. */
static bool is_first(struct draft *d, size_t i)
{
	const struct api_result *r = d->v->result;
	cleanup_buf struct buf id = BUF_INIT, other = BUF_INIT;
	uint64_t h;

	view_item_id(r, &r->items[i], &id);
	if (d->spec->links) {
		const struct view_entry *e =
			view_by_id(d->v->base[d->spec->kind], all_of(&id));
		return e && e->item == i;
	}
	h = hash_bytes(id.p, id.n, 0);
	for (uint32_t cell; (cell = d->ids[h & d->mask]) != 0; h++) {
		other.n = 0;
		view_item_id(r, &r->items[cell - 1], &other);
		if (slice_eq(all_of(&other), all_of(&id)))
			return false;
	}
	d->ids[h & d->mask] = (uint32_t)i + 1;
	return true;
}

/* The name before encoding; false where the item cannot be shown here. */
static bool raw_name(const struct draft *d, const struct api_item *item,
	struct buf *out)
{
	const struct api_result *r = d->v->result;

	if (d->spec->links) {
		cleanup_buf struct buf path = BUF_INIT;
		if (!view_path(d->v->base, d->spec->kind, r, item, &path))
			return false;
	}
	if (d->spec->with_project) {
		const struct view *projects = d->v->base[KIND_PROJECT];
		cleanup_buf struct buf id = BUF_INIT;
		const struct view_entry *p;
		api_item_decode(r, item, FIELD_PROJECT, &id);
		p = view_by_id(projects, all_of(&id));
		if (!p)
			return false;
		api_item_decode(projects->result,
			&projects->result->items[p->item], FIELD_NAME, out);
		buf_addc(out, '.');
	}
	api_item_decode(r, item, FIELD_NAME, out);
	return true;
}

static int class_get(struct draft *d, uint32_t group, struct slice raw,
	uint32_t *ret)
{
	uint64_t h = view_name_hash(group, raw);
	struct class *c;

	for (uint32_t cell; (cell = d->cells[h & d->mask]) != 0; h++) {
		c = &d->classes[cell - 1];
		if (c->group == group &&
			slice_eq(in_buf(&d->raw, c->name, c->name_n), raw)) {
			c->count++;
			*ret = cell - 1;
			return 0;
		}
	}
	c = &d->classes[d->n_classes];
	*c = (struct class){group, (uint32_t)d->raw.n, (uint32_t)raw.n, 1,
		false};
	buf_add(&d->raw, raw.p, raw.n);
	buf_addc(&d->raw, '\0');
	d->cells[h & d->mask] = ++d->n_classes;
	*ret = d->n_classes - 1;
	return buf_error(&d->raw);
}

static int draft_items(struct draft *d)
{
	cleanup_buf struct buf value = BUF_INIT, raw = BUF_INIT;
	int r = 0;

	for (size_t i = 0; r == 0 && i < d->n; i++) {
		const struct api_item *item = &d->v->result->items[i];
		struct draft_item *di = &d->items[i];
		di->group = SKIP;
		value.n = raw.n = 0;
		if (!is_first(d, i) || !raw_name(d, item, &raw))
			continue;
		group_value(d, item, &value);
		if (buf_error(&value) || buf_error(&raw))
			return -ENOMEM;
		r = group_get(d, all_of(&value), &di->group);
		if (r == 0)
			r = class_get(d, di->group, all_of(&raw), &di->class);
	}
	return r;
}

static int linked_name(const struct draft *d, const struct api_item *item,
	struct slice raw, struct slice id, struct buf *out)
{
	cleanup_buf struct buf cluster = BUF_INIT;

	if (!view_cluster_name(d->v, item, &cluster))
		return name_entry(raw, id, NAME_ID_SHORT, true, out);
	return name_entry_in_cluster(
		raw, all_of(&cluster), id, NAME_ID_SHORT, out);
}

/* With the whole id, or a hash of one too long for that. */
static int long_name(struct slice raw, struct slice id, bool collides,
	struct buf *out)
{
	cleanup_buf struct buf suffix = BUF_INIT, hash = BUF_INIT;

	name_id_suffix(id, NAME_ID_WHOLE, &suffix);
	buf_addf(&hash, "%016" PRIx64, hash_bytes(id.p, id.n, 0));
	if (buf_error(&suffix) || buf_error(&hash))
		return -ENOMEM;
	if (suffix.n > NAME_SUFFIX_MAX - strlen("%XX"))
		id = all_of(&hash); /* it may have been cut */
	return name_entry(raw, id, NAME_ID_WHOLE, collides, out);
}

static int entry_name(const struct draft *d, size_t i, struct buf *out)
{
	const struct api_item *item = &d->v->result->items[i];
	const struct class *c = &d->classes[d->items[i].class];
	struct slice raw = in_buf(&d->raw, c->name, c->name_n);
	cleanup_buf struct buf id = BUF_INIT;

	view_item_id(d->v->result, item, &id);
	if (buf_error(&id))
		return -ENOMEM;
	if (c->long_suffix)
		return long_name(raw, all_of(&id), c->count > 1, out);
	if (c->count == 1)
		return name_entry(raw, all_of(&id), NAME_ID_SHORT, false, out);
	if (d->spec->links)
		return linked_name(d, item, raw, all_of(&id), out);
	return name_entry(raw, all_of(&id), NAME_ID_SHORT, true, out);
}

/* Can its entries have a suffix? */
static bool may_have_suffix(const struct class *c)
{
	return c->count > 1 || strlen("%XX") * c->name_n > NAME_ENTRY_MAX;
}

/* Where a name was seen; its hash stands for it. */
struct seen {
	uint64_t hash;
	uint32_t class;
};

/* Marks the classes of entries that would have the name of another. */
static int mark_long(struct draft *d)
{
	cleanup_buf struct buf name = BUF_INIT;
	cleanup_free struct seen *seen = NULL;
	uint32_t mask = table_mask(d->n);
	int r = 0;

	seen = calloc((size_t)mask + 1, sizeof(*seen));
	if (!seen)
		return -ENOMEM;
	for (size_t i = 0; r == 0 && i < d->n; i++) {
		const struct draft_item *di = &d->items[i];
		if (di->group == SKIP ||
			!may_have_suffix(&d->classes[di->class]))
			continue;
		name.n = 0;
		r = entry_name(d, i, &name);
		uint64_t h = view_name_hash(di->group, all_of(&name)) | 1,
			 at = h;
		while (seen[at & mask].hash && seen[at & mask].hash != h)
			at++;
		if (seen[at & mask].hash)
			d->classes[seen[at & mask].class].long_suffix =
				d->classes[di->class].long_suffix = true;
		seen[at & mask] = (struct seen){h, di->class};
	}
	return r;
}

/* ---- entries ---- */

static int64_t at_least_second_later(int64_t t, int64_t before)
{
	return t < before + SECOND_NS ? before + SECOND_NS : t;
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
	old = view_by_id(p, all_of(&id));
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
	target = view_by_id(canon, all_of(&id));
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
	const struct api_item *item = &v->result->items[i];
	uint32_t group = d->items[i].group;
	int r;

	*e = (struct view_entry){.item = (uint32_t)i, .group = group,
		.name = (uint32_t)v->names.n};
	r = entry_name(d, i, &v->names);
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
	e->seq = entry_seq(d, previous_group(d, &v->groups[group]), e);
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
		if (d->items[i].group != SKIP)
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
		struct view_group *g;
		if (d->items[i].group == SKIP)
			continue;
		g = &v->groups[d->items[i].group];
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
	const struct view_group *old = previous_group(d, g);

	g->hash = group_hash(d->v, g);
	g->mtime_ns = old && old->hash == g->hash ? old->mtime_ns
						  : d->v->stamp_ns;
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
}

static int draft_alloc(struct draft *d)
{
	d->items = calloc(d->n + 1, sizeof(*d->items));
	d->classes = calloc(d->n + 1, sizeof(*d->classes));
	if (!d->items || !d->classes ||
		table_alloc(&d->ids, &d->mask, d->n) < 0)
		return -ENOMEM;
	return table_alloc(&d->cells, &d->mask, d->n);
}

static int draft_run(struct draft *d, int64_t now_ns)
{
	int r = draft_alloc(d);

	d->v->next_seq = d->previous ? d->previous->next_seq : VIEW_SEQ_FIRST;
	if (r == 0)
		r = groups_known(d);
	if (r == 0)
		r = draft_items(d);
	if (r == 0)
		r = groups_order(d);
	if (r == 0)
		r = mark_long(d);
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
	const struct view *previous)
{
	struct view *v = calloc(1, sizeof(*v));
	struct draft d = {.v = v,
		.previous = previous,
		.spec = view_spec(id),
		.n = result->n_items};
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
