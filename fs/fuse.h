/* SPDX-License-Identifier: MIT */
/* The one door to libfuse. */
#ifndef RUNAIFS_FS_FUSE_H
#define RUNAIFS_FS_FUSE_H

#define FUSE_USE_VERSION 312
#include <fuse_lowlevel.h>

#endif
