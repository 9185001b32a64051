/* SPDX-License-Identifier: MIT */
/*
 * What the kernel says is mounted, read without touching any of it: a dead or
 * slow mount cannot hold this up. Any thread.
 */
#ifndef RUNAIFS_FS_MOUNTINFO_H
#define RUNAIFS_FS_MOUNTINFO_H

#include <stdbool.h>
#include "buf.h"

struct mountinfo {
	char *point; /* where, absolute */
	unsigned major, minor;
	bool ours;  /* of type fuse.runaifs */
	bool whole; /* its root, not a directory of it bound elsewhere */
};

/*
 * The topmost mount that holds `path`, absolute and without links, "." or "..",
 * in `text` of the form of /proc/self/mountinfo. 0, -ENOENT, -ENOMEM.
 */
int mountinfo_find(const char *text, const char *path, struct mountinfo *ret);
void mountinfo_free(struct mountinfo *m);

/* The same in the kernel's list as of now; also a negative errno of reading. */
int mountinfo_find_now(const char *path, struct mountinfo *ret);

/*
 * `path` made absolute without following its last component, which may be a dead
 * mount; links before it are followed. 0 and a string (free()), or a negative
 * errno.
 */
int path_resolve(const char *path, char **ret);

#endif
