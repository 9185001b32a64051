/* SPDX-License-Identifier: MIT */
#ifndef RUNAIFS_FS_XATTR_H
#define RUNAIFS_FS_XATTR_H

#include "fuse.h"
#include "internal.h"

/* Answer GETXATTR and LISTXATTR of a node. FUSE thread, no lock held. */
void xattr_get(struct fs *fs, fuse_req_t req, const struct node *n,
	const char *name, size_t size);
void xattr_list(struct fs *fs, fuse_req_t req, const struct node *n,
	size_t size);

#endif
