/* SPDX-License-Identifier: MIT */
/* Parts of README.txt: for guide*.c only. Pure; any thread. */
#ifndef RUNAIFS_FS_GUIDE_PRIVATE_H
#define RUNAIFS_FS_GUIDE_PRIVATE_H

#include "guide.h"

/* ---- guide_lines.c ---- */

/* A path and what it is, folded at 79 columns. */
void guide_add_line(struct buf *out, struct slice path, struct slice text);

/* Names of kinds, joined by commas. */
void guide_add_kinds(struct buf *out, kind_mask kinds);

/* ---- guide_calls.c ---- */

/* All rows that cost a request each, of objects or of the tenant. */
void guide_add_calls(struct buf *out, bool of_objects);

/* The lists of a kind that are cut out for what contains it. */
void guide_add_contained(struct buf *out, enum kind k);

/* What a directory is whose files have no rows; "" where there is no saying. */
const char *guide_text_of(const struct place_row *row);

#endif
