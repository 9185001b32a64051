/* SPDX-License-Identifier: MIT */
#ifndef RUNAIFS_FS_OPS_H
#define RUNAIFS_FS_OPS_H

#include "fuse.h"

/* What libfuse calls; its user data is the struct fs. All on the FUSE thread. */
extern const struct fuse_lowlevel_ops fs_ops;

#endif
