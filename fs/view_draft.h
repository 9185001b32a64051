/* SPDX-License-Identifier: MIT */
/*
 * A view under construction, in three files: groups (view_groups.c), names
 * (view_names.c), and the entries with all that follows (view_build.c).
 */
#ifndef RUNAIFS_FS_VIEW_DRAFT_H
#define RUNAIFS_FS_VIEW_DRAFT_H

#include <errno.h>
#include "name.h"
#include "view_private.h"

/* Siblings of one name. */
struct class {
	uint32_t group;
	uint32_t name, name_n; /* raw, in draft->raw */
	uint32_t count; /* with what else has the name */
	bool long_suffix; /* the short one does not tell them from others */
};

/* An entry to be: an item in one of its groups. */
struct draft_item {
	uint32_t item; /* index in result->items */
	uint32_t group;
	uint32_t class;
};

/* A view under construction. */
struct draft {
	struct view *v;
	const struct view *previous;
	const struct view_spec *spec;
	struct slice user; /* whose group is there even when empty; "": none */
	struct draft_item *items;
	size_t n, cap;
	struct class *classes;
	uint32_t n_classes, classes_cap;
	struct buf raw; /* raw names of the classes */
	uint32_t *cells, cells_mask; /* scratch hash table of classes */
	uint32_t *ids, ids_mask;     /* and of items */
	size_t groups_cap;
};

/* ---- view_groups.c ---- */

/* The groups that are there whatever the items say. */
int draft_known_groups(struct draft *d);
/* The number of the group with this value, made where there is none. */
int draft_group(struct draft *d, struct slice value, uint32_t *ret);
/* Gives the groups their numbers and puts them in that order. */
int draft_order_groups(struct draft *d);
/* The same group in the view before, or NULL. */
const struct view_group *draft_previous_group(const struct draft *d,
	const struct view_group *g);

/* ---- view_names.c ---- */

/* Puts every item into its groups and its classes there. */
int draft_items(struct draft *d);
/* Finds out which classes need long suffixes. */
int draft_mark_long(struct draft *d);
/* Appends the directory entry of d->items[i]. */
int draft_entry_name(const struct draft *d, size_t i, struct buf *out);

/* ---- small things ---- */

static inline struct slice in_buf(const struct buf *b, uint32_t off, uint32_t n)
{
	return (struct slice){b->p + off, n};
}

/* The size for an open-addressing table of n cells, half empty. */
static inline uint32_t table_mask(size_t n)
{
	uint32_t size = 16;

	while (size < 2 * n)
		size *= 2;
	return size - 1;
}

static inline int table_alloc(uint32_t **ret, uint32_t *ret_mask, size_t n)
{
	*ret_mask = table_mask(n);
	*ret = calloc((size_t)*ret_mask + 1, sizeof(**ret));
	return *ret ? 0 : -ENOMEM;
}

static inline void table_put(uint32_t *cells, uint32_t mask, uint64_t h, uint32_t cell)
{
	while (cells[h & mask])
		h++;
	cells[h & mask] = cell;
}

#endif
