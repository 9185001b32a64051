/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>

#include "view_draft.h"

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

/* Where it has to be cut, a hash of it takes the place of an id. */
int view_group_name(struct slice value, struct buf *out)
{
	cleanup_buf struct buf id = BUF_INIT;

	buf_addf(&id, "%016" PRIx64, hash_bytes(value.p, value.n, 0));
	if (buf_error(&id))
		return -ENOMEM;
	return name_entry(value, buf_slice(&id), NAME_ID_WHOLE, false, out);
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
	if (view_group_name(value, &v->names) < 0)
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

int draft_group(struct draft *d, struct slice value, uint32_t *ret)
{
	const struct view_group *g = view_group_by_value(d->v, value);

	if (!g)
		return group_add(d, value, ret);
	*ret = (uint32_t)(g - d->v->groups);
	return 0;
}

int draft_known_groups(struct draft *d)
{
	uint32_t ignored;
	int r = groups_rehash(d->v);

	if (r == 0 && d->spec->group == FIELD_COUNT)
		r = group_add(d, SLICE(""), &ignored);
	for (const char *const *s = d->spec->known; r == 0 && s && *s; s++)
		r = group_add(d, slice_str(*s), &ignored);
	if (r == 0 && d->spec->group == FIELD_USER && d->user.n > 0)
		r = group_add(d, d->user, &ignored);
	return r;
}

static int compare_group_seq(const void *a, const void *b)
{
	const struct view_group *x = a, *y = b;

	return (x->seq > y->seq) - (x->seq < y->seq);
}

const struct view_group *draft_previous_group(const struct draft *d,
	const struct view_group *g)
{
	if (!d->previous)
		return NULL;
	return view_group_by_value(d->previous,
		view_name(d->v, g->value, g->value_n));
}

/* Gives the groups their numbers and puts them in that order. */
int draft_order_groups(struct draft *d)
{
	struct view *v = d->v;
	cleanup_free uint32_t *now_at = calloc(v->n_groups + 1, sizeof(*now_at));

	if (!now_at)
		return -ENOMEM;
	for (uint32_t i = 0; i < v->n_groups; i++) {
		const struct view_group *old = draft_previous_group(d, &v->groups[i]);
		v->groups[i].seq = old ? old->seq : v->next_seq++;
		v->groups[i].first = i;
	}
	if (v->n_groups)
		qsort(v->groups, v->n_groups, sizeof(*v->groups),
			compare_group_seq);
	for (uint32_t i = 0; i < v->n_groups; i++)
		now_at[v->groups[i].first] = i;
	for (size_t i = 0; i < d->n; i++)
		d->items[i].group = now_at[d->items[i].group];
	for (uint32_t i = 0; i < d->n_classes; i++)
		d->classes[i].group = now_at[d->classes[i].group];
	return groups_rehash(v);
}
