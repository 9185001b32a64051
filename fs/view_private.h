/* SPDX-License-Identifier: MIT */
/* What view.c and view_build.c share. */
#ifndef RUNAIFS_FS_VIEW_PRIVATE_H
#define RUNAIFS_FS_VIEW_PRIVATE_H

#include "view.h"

/* Marks a cell of by_name whose rest is an index into `ambiguous`, which
 * holds triples: group, offset and length of the bare name. */
#define VIEW_AMBIGUOUS UINT32_C(0x80000000)

uint64_t view_name_hash(uint32_t group, struct slice name);

/* view_lookup() for names as they are listed: no other form of suffix. */
int view_lookup_listed(const struct view *v, const struct view_group *g,
	struct slice name, const struct view_entry **ret);

/* Appends the name (not encoded) of the item's cluster; false where unknown. Needs
 * the view's `base`. */
bool view_cluster_name(const struct view *v, const struct api_item *item,
	struct buf *out);

#endif
