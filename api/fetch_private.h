/* SPDX-License-Identifier: MIT */
/*
 * What fetch.c and fetch_branch.c share. Private to them; network thread only.
 */
#ifndef RUNAIFS_API_FETCH_PRIVATE_H
#define RUNAIFS_API_FETCH_PRIVATE_H

#include "fetch.h"

/* One list: of the tenant, or of one item of the parent list. */
struct branch {
	struct list *list;
	char *url[2]; /* without query; the second where the first is not
			 found */
	unsigned variant;
	const char *token_origin;
	char *own_origin; /* what token_origin may point to */
};

/* One page of a branch under way. */
struct page_ask {
	struct page_ask *prev, *next;
	struct fetch *fetch;
	struct branch *branch;
	unsigned variant;
	struct list_request request;
	char *url;
	struct ask ask;
};

struct fetch {
	struct fetching *by;
	struct fetch_options o;
	const struct endpoint_row *row;
	char *argument;
	struct timer deadline, later;
	struct fetch *parent;
	struct api_result *parents;
	struct branch *branches;
	size_t n_branches, first_open; /* all before it are complete */
	struct api_scope *scopes;
	struct page_ask *asks;
	unsigned n_asks;
	struct api_error error; /* for `later` */
};

/* The branch of a row that does not fan out, or one for each item of
 * f->parents (none where there is nothing to ask). 0, -EINVAL, -ENOMEM. */
int fetch_add_branch(struct fetch *f);
int fetch_add_branches(struct fetch *f);
void branch_free(struct branch *b);

/* The whole URL of a page (free()), or NULL without memory. */
char *branch_page_url(const struct branch *b, unsigned variant,
	const struct endpoint_row *row, const struct list_request *q);

#endif
