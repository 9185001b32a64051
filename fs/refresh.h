/* SPDX-License-Identifier: MIT */
/*
 * Forgetting on request, the kernel's part too, and `runaifs stat`.
 *
 * The kernel is told by a thread of its own that holds no lock of ours: such a
 * notification takes the parent directory's lock in the kernel, and hangs while
 * a request on that directory is unanswered. So it is held back while one is
 * parked there, and while it is under way a GETATTR of that directory is
 * answered from what is known instead of being parked.
 */
#ifndef RUNAIFS_FS_REFRESH_H
#define RUNAIFS_FS_REFRESH_H

#include "fuse.h"
#include "internal.h"

int refresher_create(struct fs *fs);
/* Ends the thread. A notification under way ends only when the requests on that
 * directory have been answered: so while they still are. No lock held. */
void refresher_stop(struct fs *fs);
/* The same, and drops what is not done. */
void refresher_destroy(struct fs *fs);

/* Answers an ioctl of ctl.h, now or when the kernel has been told. */
void refresh_ioctl(struct fs *fs, fuse_req_t req, unsigned cmd, const void *in,
	size_t in_size, size_t out_size);

#endif
