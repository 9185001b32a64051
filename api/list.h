/* SPDX-License-Identifier: MIT */
/*
 * Pages become one complete list, or an error. Knows neither network nor time:
 * says which page to ask for next and takes what came.
 *
 *	   cold: 0 ─► next ─► next ─► end
 *	   warm: 0, 1, 2 … as many as the last list had, at once, taken in
 *	         order; then on as if cold
 *
 * Every page is checked in full before anything of it counts. A pass that shows
 * signs of items having moved meanwhile is made once more, one page after
 * another. No lock: one thread. The bytes of a page are never copied.
 */
#ifndef RUNAIFS_API_LIST_H
#define RUNAIFS_API_LIST_H

#include "api.h"
#include "page.h"

enum {
	LIST_PAGES_MAX = 20000,
	LIST_ITEMS_MAX = 1 << 22,
	LIST_BARREN_MAX = 3, /* pages in a row without anything new */
};

struct list;

struct list_options {
	const struct endpoint_row *row;	    /* constant data */
	const struct page_paths *paths;	    /* of the row; borrowed */
	unsigned limit;	      /* items a page to ask for; 0: not paged */
	size_t expected;      /* items of an older answer; 0: none */
	unsigned step;	      /* between its pages, result_step(); 0: unknown */
	unsigned parallel;    /* pages to ask for at once */
	uint32_t scope;	      /* for struct api_item */
};

int list_create(struct list **ret, const struct list_options *o);
void list_destroy(struct list *l); /* NULL is fine */

/* A page to ask for. */
struct list_request {
	uint64_t offset;
	unsigned limit; /* 0: neither offset nor limit in the query */
	/* private */
	unsigned pass;
	size_t index;
};

/* True and a page to ask for now; false: none, until a page has come (where
 * nothing is asked for and the list is not complete, memory has run out). */
bool list_next(struct list *l, struct list_request *ret);

/*
 * Takes the answer to `q`, `*body` with it (becomes NULL). Answers to requests
 * of a pass that was given up are dropped. 0, or -EBADMSG, -EFBIG or -ENOMEM
 * with `error` set: then the list has failed for good.
 */
int list_take(struct list *l, const struct list_request *q, char **body,
	size_t n, struct api_error *error);

const struct endpoint_row *list_row(const struct list *l);

/* True once every page is there. */
bool list_complete(const struct list *l);

/* What result_join() takes: the pages in order, with items that are new in
 * them; and the step between pages that the server really took, 0 unknown. */
size_t list_n_pages(const struct list *l);
struct page *list_page(struct list *l, size_t i);
unsigned list_step(const struct list *l);

#endif
