/* SPDX-License-Identifier: MIT */
/*
 * Texts made from the items of a result: files like info.json and
 * lists/workloads.tsv. Pure, but for what a caller's `cell` does; any thread.
 *
 * What holds for all of them: the order of the API, scalars as it sent them,
 * and one newline at the end. All output is appended; a return of -ENOMEM
 * leaves some of it in the buffer.
 */
#ifndef RUNAIFS_FS_RENDER_H
#define RUNAIFS_FS_RENDER_H

#include "api.h"
#include "buf.h"

enum render_format {
	RENDER_JSON,   /* an array of all items, indented by two; empty: [] */
	RENDER_NDJSON, /* one item a line, no white space; empty: no line */
	RENDER_TSV,    /* a line of column names, then one line an item */
	RENDER_CSV,    /* the same by RFC 4180, so lines end with CR LF */
	RENDER_TXT,    /* the same in aligned columns, names in upper case */
	RENDER_COUNT,  /* the number of items */
	RENDER_FORMATS
};

/* File name extension: "json", "ndjson", "tsv", "csv", "txt", "count". */
const char *render_extension(enum render_format format);

/* Who knows what is not in the item itself. */
struct render_cells {
	/* Appends the text of COLUMN_CLUSTER, COLUMN_DEPARTMENT,
	 * COLUMN_PROJECT or COLUMN_PATH, unescaped; nothing for none. */
	void (*cell)(void *arg, const struct api_item *item,
		enum column_kind kind, struct buf *out);
	void *arg;
};

/*
 * Appends the text of the `n_subset` items whose indices are in `subset`, or of
 * all items where it is NULL. `cells` NULL leaves computed cells empty.
 *
 * A cell is empty where the value is absent or null; an array is its elements,
 * joined by commas; what is in it, and an object, is written as compact JSON,
 * but for scalars. In TSV and TXT tab, newline and backslash are \t \n \\ and
 * other control bytes \xNN.
 *
 * Returns 0, -ENOMEM, or for TSV, CSV and TXT -EOPNOTSUPP where the result's
 * row has no columns, -E2BIG where it has more than 32.
 */
int render_list(enum render_format format, const struct api_result *result,
	const size_t *subset, size_t n_subset, const struct render_cells *cells,
	struct buf *out);

/* Cells of TSV text in aligned columns, 32 at most, the first line in upper
 * case. */
int render_align(struct slice tsv, struct buf *out);

/* An item, or a document that is the only one, indented by two. Returns 0 or
 * -ENOMEM. */
int render_item(const struct api_item *item, struct buf *out);
/* How many bytes render_item() appends; fast. */
size_t render_item_size(const struct api_item *item);

#endif
