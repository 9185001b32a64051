/* SPDX-License-Identifier: MIT */
/*
 * The mounted tree. One `struct fs` is one mount; several may live in one
 * process. main() drives it: create, mount, run (in the thread that shall
 * serve), destroy.
 */
#ifndef RUNAIFS_FS_FS_H
#define RUNAIFS_FS_FS_H

#include "api.h"

struct fs;

/* All arguments are borrowed for the life of the mount; `logger` may be NULL.
 * Creates the cache. 0 or a negative errno. */
int fs_create(struct fs **ret, const struct config *config, struct api *api,
	const struct clock *clock, struct logger *logger);

/* Mounts, does not serve yet, starts no thread. 0, or a negative errno and one line in `message`
 * that names the cause and the cure. */
int fs_mount(struct fs *fs, const char *mountpoint, struct buf *message);

/* Serves until unmounted or stopped. 0, or a negative errno. */
int fs_run(struct fs *fs);

/* Makes fs_run() return soon and answers what still waits. Any thread, not a
 * signal handler. */
void fs_stop(struct fs *fs);

/* Forgets everything cached, the kernel's part too. Any thread. */
void fs_refresh_all(struct fs *fs);

/* After fs_run(): unmounts where still mounted. To be called before
 * api_destroy() is not allowed: first api_destroy(), then this. NULL is fine. */
void fs_destroy(struct fs *fs);

#endif
