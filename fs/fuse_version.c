/* SPDX-License-Identifier: MIT */
#include "fuse_version.h"

#define FUSE_USE_VERSION 312
#include <fuse_lowlevel.h>

const char *fuse_version_text(void)
{
	return fuse_pkgversion();
}
