/* SPDX-License-Identifier: MIT */
/*
 * Making results; what is done with them is in api.h.
 */
#ifndef RUNAIFS_API_RESULT_H
#define RUNAIFS_API_RESULT_H

#include "list.h"

/*
 * Joins complete lists, in order, into a result with one reference; the pages
 * move out of them. Items whose id came in an earlier list are dropped, unless
 * the row has scoped_id. `scopes` (malloc'ed, may be NULL) become the result's,
 * on success only. Endpoint, row and times are the caller's to fill in. 0 or
 * -ENOMEM.
 */
int result_join(struct list *const *lists, size_t n_lists,
	struct api_scope *scopes, size_t n_scopes, struct api_result **ret);

/* Frees the strings too. */
void scopes_free(struct api_scope *scopes, size_t n);

/* Step between the pages that it was made of; 0: one page, or unknown. */
unsigned result_step(const struct api_result *r);

#endif
