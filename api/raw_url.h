/* SPDX-License-Identifier: MIT */
/*
 * The URL of a request that a user spells out: what they wrote, and nowhere
 * else. Pure; any thread.
 */
#ifndef RUNAIFS_API_RAW_URL_H
#define RUNAIFS_API_RAW_URL_H

#include "err.h"

struct raw_url {
	char *url;  /* to be asked for */
	char *path; /* decoded, without query: what rules are about */
};

/*
 * `base` followed by `target`: a path, with or without the slash before it, and
 * perhaps a query. Sequences of % and two digits stay; what may not stand in a
 * URL as it is, like spaces and bytes beyond ASCII, becomes such a sequence.
 *
 * 0 and *ret (raw_url_free()), or a negative errno with `error` set: -ENOENT
 * for no path, or one with a component that is empty, "." or "..", however
 * encoded; -EINVAL for control bytes, backslashes, '#', encoded slashes, and
 * what is encoded badly or twice: servers and proxies read such paths in
 * different ways.
 */
int raw_url(const char *base, const char *target, struct raw_url *ret,
	struct api_error *error);
void raw_url_free(struct raw_url *u);

#endif
