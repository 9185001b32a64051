/* SPDX-License-Identifier: MIT */
/*
 * The bytes of one version of a file or link. Size, version and time never
 * change; where the bytes are held may: what lists gave stays a slice of the
 * response and is rendered as it is read.
 *
 * The reference count and content_rebase() need the caller's lock.
 */
#ifndef RUNAIFS_FS_CONTENT_H
#define RUNAIFS_FS_CONTENT_H

#include "api.h"
#include "buf.h"

enum content_type {
	CONTENT_TEXT,  /* bytes of its own */
	CONTENT_ITEM,  /* one item of a result, indented */
	CONTENT_ARRAY, /* items as an indented JSON array */
	CONTENT_LINES, /* items as one line of JSON each */
	CONTENT_BYTES, /* the only item of a result as it came */
};

struct content {
	int refs;
	enum content_type type;
	uint64_t size;
	uint64_t version; /* equal bytes, equal version */
	int64_t mtime_ns;
	/* what it was made from, as the maker sees it: an equal basis means
	 * equal bytes, without making them */
	uint64_t basis;
	char *text;
	struct api_result *result;
	uint32_t *items; /* indices into the result */
	uint64_t *ends;	 /* ends[i]: where piece i ends, the head being first */
	size_t n_items;
};

struct content *content_ref(struct content *c);
void content_unref(struct content *c); /* NULL is fine */

/* Takes over the buffer's bytes (left empty, on failure too). */
int content_text(struct content **ret, struct buf *text, int64_t mtime_ns);
int content_item(struct content **ret, struct api_result *result,
	uint32_t item, int64_t mtime_ns);
int content_bytes(struct content **ret, struct api_result *result,
	int64_t mtime_ns);
/* CONTENT_ARRAY or CONTENT_LINES of the items in `items`, or of all where it is
 * NULL. */
int content_list(struct content **ret, enum content_type type,
	struct api_result *result, const size_t *items, size_t n_items,
	int64_t mtime_ns);

/* Up to `n` bytes from `offset` into `out`. Returns how many; 0 at the end;
 * -ENOMEM. */
ssize_t content_read(struct content *c, uint64_t offset, size_t n, char *out);

/*
 * Lets go of an old response: where `now` holds the same bytes (item `item` of
 * it), they are taken from there, else they are copied. Returns 0 or -ENOMEM
 * (then nothing changed).
 */
int content_rebase(struct content *c, struct api_result *now, uint32_t item,
	bool same);

#endif
