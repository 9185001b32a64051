/* SPDX-License-Identifier: MIT */
/*
 * Into the background: the child does everything, from reading secrets (locked
 * memory does not survive a fork) to mounting, while the parent waits to learn
 * how it went and ends with that. Main thread only.
 */
#ifndef RUNAIFS_FS_MAIN_DAEMON_H
#define RUNAIFS_FS_MAIN_DAEMON_H

#include <stdbool.h>

struct daemon {
	int status_fd; /* to the parent; -1 in the foreground */
};

#define DAEMON_INIT ((struct daemon){.status_fd = -1})

/*
 * Forks. 0 in the child, in a session of its own and without the descriptors it
 * inherited, unless some are needed; 1 in the parent, once the child is ready
 * or has failed, with the exit code in `ret_code` and the child's message
 * reported; or a negative errno.
 */
int daemon_start(struct daemon *d, bool keep_descriptors, int *ret_code);

/* Says why it failed, to the parent or on standard error. Returns `code`. */
int daemon_fail(struct daemon *d, int code, const char *message);

/* All is well: lets go of the terminal and of the parent. -EPIPE where the
 * parent is gone, so that nobody knows about this mount. */
int daemon_ready(struct daemon *d);

/* No core dumps, no tracing by others, for what this process knows. */
void daemon_harden(void);

/* Wipes the secrets out of the environment, /proc/PID/environ included. */
void daemon_wipe_environment(void);

#endif
