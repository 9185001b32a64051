/* SPDX-License-Identifier: MIT */
#ifndef RUNAIFS_FS_UNMOUNT_H
#define RUNAIFS_FS_UNMOUNT_H

#include <stdbool.h>

/*
 * Unmounts `path` (absolute, no links): umount2() where we may, else
 * fusermount3 for the mount's owner. `lazy` detaches a busy one. Does not touch
 * the mount itself, so a dead one is fine. Blocks for the moment that takes.
 * 0, or -EBUSY, -EPERM, -ENOENT (no fusermount3), another negative errno.
 */
int unmount_path(const char *path, bool lazy);

#endif
