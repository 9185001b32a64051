/* SPDX-License-Identifier: MIT */
/*
 * The README.txt of places that list nothing else: what to type there. Constant
 * data; any thread.
 */
#ifndef RUNAIFS_FS_README_H
#define RUNAIFS_FS_README_H

#include "place.h"

/* The text for a directory; NULL: it has none of its own. */
const char *readme_of(enum place dir);

#endif
