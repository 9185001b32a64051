/* SPDX-License-Identifier: MIT */
/*
 * Base64 of either alphabet (RFC 4648: `+/`, or `-_` for URLs), padded or not.
 * Pure; any thread.
 */
#ifndef RUNAIFS_API_BASE64_H
#define RUNAIFS_API_BASE64_H

#include <stdbool.h>
#include "util.h"

/* Does it stand for six bits? */
bool base64_is_digit(char c);

/* Writes the bytes to `out`, which has room for text.n / 4 * 3 + 2, and returns
 * their number, or -EINVAL. Blanks and line breaks do not count. */
ptrdiff_t base64_decode(struct slice text, void *out);

#endif
