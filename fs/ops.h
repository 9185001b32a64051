/* SPDX-License-Identifier: MIT */
#ifndef RUNAIFS_FS_OPS_H
#define RUNAIFS_FS_OPS_H

#include <stdbool.h>
#include "fuse.h"

/* What libfuse calls; its user data is the struct fs. All on the FUSE thread.
 * Without handlers for extended attributes the kernel asks for none. */
struct fuse_lowlevel_ops fs_ops(bool xattr);

#endif
