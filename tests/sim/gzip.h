/* SPDX-License-Identifier: MIT */
#ifndef SIM_GZIP_H
#define SIM_GZIP_H

#include "out.h"

/* Appends the gzip of n bytes, `times` over. False, with nothing appended,
 * when zlib has no memory. Pure. */
bool gzip_pack(const void *p, size_t n, size_t times, int level, struct out *o);

#endif
