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

int draft_items(struct draft *d)
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
		r = draft_group(d, all_of(&value), &di->group);
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

int draft_entry_name(const struct draft *d, size_t i, struct buf *out)
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
		if (di->group == SKIP ||
			!may_have_suffix(&d->classes[di->class]))
			continue;
		name.n = 0;
		r = draft_entry_name(d, i, &name);
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
