/* SPDX-License-Identifier: MIT */
/*
 * The URL of an operation: its row and what fills the holes. Pure; any thread.
 */
#ifndef RUNAIFS_API_ENDPOINT_URL_H
#define RUNAIFS_API_ENDPOINT_URL_H

#include "buf.h"
#include "endpoint.h"
#include "err.h"

/* What stands for {}, {cluster}, {project}, {types}; NULL: nothing. */
struct url_values {
	const char *argument; /* parts joined by ENDPOINT_PART */
	const char *cluster, *project;
	const char *types; /* comma-joined */
};

/* In how many places the row may be: alternatives of its path. */
unsigned endpoint_variants(const struct endpoint_row *row);

/*
 * `base`, the path of that variant and the query, every value percent-encoded
 * (a '/' too). A parameter of the query with an empty value is left out. 0 and
 * *ret (free()), or a negative errno with `error` set: -ENOENT where a value in
 * the path is missing, empty, "." or "..", for no object has such an id; or
 * where there are more parts than holes, as of an id that holds the separator;
 * -EBADMSG where the cluster or project of a fan-out is.
 */
int endpoint_url(const struct endpoint_row *row, unsigned variant,
	const char *base, const struct url_values *v, char **ret,
	struct api_error *error);

/* `url`, as endpoint_url() gives it, with the parameters of a page (none where
 * `limit` is 0). free(); NULL without memory. */
char *endpoint_url_page(const struct endpoint_row *row, const char *url,
	uint64_t offset, unsigned limit);

#endif
