/* SPDX-License-Identifier: MIT */
/*
 * One page: the bytes of an answer, checked, and its items as slices of them.
 * Pure; any thread.
 */
#ifndef RUNAIFS_API_PAGE_H
#define RUNAIFS_API_PAGE_H

#include "api.h"
#include "id_set.h"

/* Each costs some 100 bytes, however short it is on the wire. */
enum { PAGE_ITEMS_MAX = 1 << 20 };

/* What is looked up in every page and item of a row, compiled. Immutable. */
struct page_paths;
/* `reveal`: leave secrets as they are. */
int page_paths_create(struct page_paths **ret, const struct endpoint_row *row,
	bool reveal);
/* Of a row of bytes: `secrets` (borrowed) are redacted in what is answered,
 * which then has to be JSON; NULL: none. */
int page_paths_create_bytes(
	struct page_paths **ret, const char *const *secrets);
void page_paths_destroy(struct page_paths *p); /* NULL is fine */

struct page {
	char *bytes; /* NULL: not there */
	size_t size;
	struct api_item *items;
	size_t n_items;
	bool has_next, has_total;
	uint64_t next, total;
};

/*
 * Parses `bytes`, which become the page's, also after a failure; where they hold
 * secrets, a redacted copy takes their place and they are wiped. 0; -EBADMSG
 * (not JSON, no list where one should be, a `next` that is no number),
 * -EACCES (bytes with secrets that cannot be found), -EFBIG, -ENOMEM, with
 * `error` saying so.
 */
int page_parse(struct page *p, const struct endpoint_row *row,
	const struct page_paths *paths, char *bytes, size_t n, uint32_t scope,
	struct api_error *error);
void page_free(struct page *p);

/* The id as it stands in the item; {NULL, 0} where it has none. */
struct slice page_item_id(const struct api_item *item);

#endif
