/* SPDX-License-Identifier: MIT */
/*
 * URLs of services as users write them, checked and normalised. Pure; any
 * thread.
 */
#ifndef RUNAIFS_API_URL_H
#define RUNAIFS_API_URL_H

#include <stdbool.h>
#include "buf.h"

/*
 * `scheme://host[:port][/path]` with scheme http or https: scheme and host in
 * lower case, default port and trailing slashes dropped. A bare host gets
 * https. User info, query and fragment are refused. 0 and a string (free());
 * or -EINVAL with the cause and the cure in `message`, which quotes nothing
 * that could be a secret; -ENOMEM.
 */
int url_normalize(const char *s, char **ret, struct buf *message);

/* Of a normalised URL. */
size_t url_origin_length(const char *url);
bool url_same_origin(const char *a, const char *b);
bool url_is_http(const char *url);
bool url_is_loopback(const char *url);

/* Whether `s` reads "something://…". */
bool url_has_scheme(const char *s);

#endif
