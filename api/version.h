/* SPDX-License-Identifier: MIT */
/* Versions of the libraries that are linked, for --version. Static strings; any
 * thread. */
#ifndef RUNAIFS_API_VERSION_H
#define RUNAIFS_API_VERSION_H

const char *version_of_curl(void);
const char *version_of_jansson(void);

#endif
