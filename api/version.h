/* SPDX-License-Identifier: MIT */
/* What the libraries that are linked say of themselves. Static strings; any
 * thread. */
#ifndef RUNAIFS_API_VERSION_H
#define RUNAIFS_API_VERSION_H

#include <stdbool.h>

const char *version_of_curl(void);
const char *version_of_jansson(void);

/* The certificate authorities that libcurl was built to trust: a file, or a
 * directory of them; NULL for none. */
const char *version_of_curl_ca(bool directory);

#endif
