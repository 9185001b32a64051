/* SPDX-License-Identifier: MIT */
/*
 * How `runaifs refresh` and `runaifs stat` talk to the daemon: an ioctl on the
 * mount's root directory (works on a read-only mount and never waits for the
 * network). Only the mount's owner and root may.
 */
#ifndef RUNAIFS_FS_CTL_H
#define RUNAIFS_FS_CTL_H

#include <sys/ioctl.h>

/* In: a path relative to the root, NUL-terminated, "" for the root, not
 * following the last link. Out (stat only): lines of "key: value". */
struct ctl_text {
	char text[8192];
};

/* 0; ENOENT for a path that is not in the tree; EPERM; ENAMETOOLONG. */
#define CTL_REFRESH _IOWR('R', 1, struct ctl_text)
#define CTL_STAT _IOWR('R', 2, struct ctl_text)

#endif
