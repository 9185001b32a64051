/* SPDX-License-Identifier: MIT */
/*
 * A small process beside the daemon that unmounts when the daemon goes, however
 * it goes, and that may do so, and run token_command, when the daemon has given
 * up the right to. It holds no descriptor but its socket, and no secret but for
 * the moment between a command and the daemon.
 *
 *	daemon ── 'm' mounted, 'u' unmount ──► helper
 *	       ◄────── 'd' done ─────────────
 *	       ── 'c' ──────────────────────► helper_command.h
 *	       ── end of file ──────────────► unmount what is left, end
 */
#ifndef RUNAIFS_FS_HELPER_H
#define RUNAIFS_FS_HELPER_H

#include <sys/types.h>

struct helper {
	int fd; /* -1: none */
	pid_t pid;
};

#define HELPER_INIT ((struct helper){.fd = -1})

/* Forks it, from a process that has one thread only. `mountpoint` is absolute
 * and without links. 0 or a negative errno. */
int helper_start(struct helper *ret, const char *mountpoint);

/* The mount is there. From now on the helper looks after this mount, and no
 * other that may come to the same place. */
void helper_mounted(struct helper *h);

/* Unmounts, lazily; returns when that is done or after two seconds. */
void helper_unmount(struct helper *h);

/* Lets it end and waits for that. */
void helper_finish(struct helper *h);

#endif
