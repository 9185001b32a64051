/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>

#include "view_draft.h"

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
			view_by_id(d->v->base[d->spec->kind], buf_slice(&id));
		return e && e->item == i;
	}
	h = hash_bytes(id.p, id.n, 0);
	for (uint32_t cell; (cell = d->ids[h & d->ids_mask]) != 0; h++) {
		other.n = 0;
		view_item_id(r, &r->items[cell - 1], &other);
		if (slice_eq(buf_slice(&other), buf_slice(&id)))
			return false;
	}
	d->ids[h & d->ids_mask] = (uint32_t)i + 1;
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
		p = view_by_id(projects, buf_slice(&id));
		if (!p)
			return false;
		api_item_decode(projects->result,
			&projects->result->items[p->item], FIELD_NAME, out);
		buf_addc(out, '.');
	}
	api_item_decode(r, item, FIELD_NAME, out);
	return true;
}

/* Twice the room for classes, and cells for them. */
static int classes_grow(struct draft *d)
{
	uint32_t cap = d->classes_cap ? 2 * d->classes_cap : 256;
	struct class *classes = reallocarray(d->classes, cap, sizeof(*classes));

	if (!classes)
		return -ENOMEM;
	d->classes = classes;
	d->classes_cap = cap;
	free(d->cells);
	if (table_alloc(&d->cells, &d->cells_mask, cap) < 0)
		return -ENOMEM;
	for (uint32_t i = 0; i < d->n_classes; i++) {
		const struct class *c = &d->classes[i];
		table_put(d->cells, d->cells_mask,
			view_name_hash(c->group,
				in_buf(&d->raw, c->name, c->name_n)),
			i + 1);
	}
	return 0;
}

/* Has the directory something of its own by this name? */
static bool is_taken(const struct draft *d, struct slice raw)
{
	for (const char *const *s = d->spec->taken; s && *s; s++)
		if (slice_eq(raw, slice_str(*s)))
			return true;
	return false;
}

static int class_get(struct draft *d, uint32_t group, struct slice raw,
	uint32_t *ret)
{
	uint64_t h = view_name_hash(group, raw);

	if (d->n_classes == d->classes_cap && classes_grow(d) < 0)
		return -ENOMEM;
	for (uint64_t at = h; d->cells[at & d->cells_mask]; at++) {
		uint32_t i = d->cells[at & d->cells_mask] - 1;
		struct class *c = &d->classes[i];
		if (c->group == group &&
			slice_eq(in_buf(&d->raw, c->name, c->name_n), raw)) {
			c->count++;
			*ret = i;
			return 0;
		}
	}
	d->classes[d->n_classes] = (struct class){group, (uint32_t)d->raw.n,
		(uint32_t)raw.n, is_taken(d, raw) ? 2 : 1, false};
	buf_add(&d->raw, raw.p, raw.n);
	buf_addc(&d->raw, '\0');
	table_put(d->cells, d->cells_mask, h, ++d->n_classes);
	*ret = d->n_classes - 1;
	return buf_error(&d->raw);
}

/* An item may name a group twice. Until groups are in order, `first` holds the
 * item that was put into it last, and one. */
static bool is_in_already(const struct draft *d, const struct draft_item *di)
{
	uint32_t *last = &d->v->groups[di->group].first;

	if (*last == di->item + 1)
		return true;
	*last = di->item + 1;
	return false;
}

static int add_to_group(struct draft *d, size_t item, struct slice value,
	struct slice raw)
{
	struct draft_item *di;
	int r;

	if (d->n == d->cap) {
		size_t cap = d->cap ? 2 * d->cap : d->v->result->n_items + 1;
		di = reallocarray(d->items, cap, sizeof(*di));
		if (!di)
			return -ENOMEM;
		d->items = di;
		d->cap = cap;
	}
	di = &d->items[d->n];
	di->item = (uint32_t)item;
	r = draft_group(d, value, &di->group);
	if (r == 0 && is_in_already(d, di))
		return 0;
	if (r == 0)
		r = class_get(d, di->group, raw, &di->class);
	if (r == 0)
		d->n++;
	return r;
}

/* One that does not say where it belongs: by state it is "Unknown", as its
 * status file says; below an object it is in the group of none; what it does not
 * use it is not in. */
static int add_without_value(struct draft *d, size_t item, struct slice raw)
{
	enum field f = d->spec->group;

	if (f == FIELD_STATE)
		return add_to_group(d, item, SLICE("Unknown"), raw);
	return f < FIELD_SPANS || f == FIELD_COUNT
		? add_to_group(d, item, SLICE(""), raw)
		: 0;
}

static int add_to_groups(struct draft *d, size_t item, struct slice raw)
{
	const struct api_result *result = d->v->result;
	cleanup_buf struct buf value = BUF_INIT;
	size_t cursor = 0, n = 0;
	int r = 0;

	while (r == 0 && d->spec->group != FIELD_COUNT &&
		api_item_each(result, &result->items[item], d->spec->group,
			&cursor, &value)) {
		r = buf_error(&value);
		if (r == 0 && value.n > 0) {
			r = add_to_group(d, item, buf_slice(&value), raw);
			n++;
		}
		value.n = 0;
	}
	return r == 0 && n == 0 ? add_without_value(d, item, raw) : r;
}

int draft_items(struct draft *d)
{
	const struct api_result *result = d->v->result;
	cleanup_buf struct buf raw = BUF_INIT;
	int r = 0;

	for (size_t i = 0; r == 0 && i < result->n_items; i++) {
		raw.n = 0;
		if (!is_first(d, i) || !raw_name(d, &result->items[i], &raw))
			continue;
		r = buf_error(&raw);
		if (r == 0)
			r = add_to_groups(d, i, buf_slice(&raw));
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
		raw, buf_slice(&cluster), id, NAME_ID_SHORT, out);
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
		id = buf_slice(&hash); /* it may have been cut */
	return name_entry(raw, id, NAME_ID_WHOLE, collides, out);
}

int draft_entry_name(const struct draft *d, size_t i, struct buf *out)
{
	const struct api_item *item = &d->v->result->items[d->items[i].item];
	const struct class *c = &d->classes[d->items[i].class];
	struct slice raw = in_buf(&d->raw, c->name, c->name_n);
	cleanup_buf struct buf id = BUF_INIT;

	view_item_id(d->v->result, item, &id);
	if (buf_error(&id))
		return -ENOMEM;
	if (c->long_suffix)
		return long_name(raw, buf_slice(&id), c->count > 1, out);
	if (c->count == 1)
		return name_entry(raw, buf_slice(&id), NAME_ID_SHORT, false, out);
	if (d->spec->links)
		return linked_name(d, item, raw, buf_slice(&id), out);
	return name_entry(raw, buf_slice(&id), NAME_ID_SHORT, true, out);
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
int draft_mark_long(struct draft *d)
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
		if (!may_have_suffix(&d->classes[di->class]))
			continue;
		name.n = 0;
		r = draft_entry_name(d, i, &name);
		uint64_t h = view_name_hash(di->group, buf_slice(&name)) | 1,
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
