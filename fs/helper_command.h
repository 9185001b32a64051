/* SPDX-License-Identifier: MIT */
/*
 * token_command, run by the helper for the daemon. Each request has a socket
 * pair of its own, one end of which travels with it, so that several may be
 * under way and one that is given up disturbs nobody:
 *
 *	daemon ── 'c' and a socket, over the helper's ──► helper ── fork ─► child
 *	       ── time limit, command line, end of file ──────────────────► │
 *	       ◄────── error, token, message, end of file ───────────────── │
 *
 * The token is in the memory of these two and in that socket, nowhere else, and
 * is wiped from memory by both.
 */
#ifndef RUNAIFS_FS_HELPER_COMMAND_H
#define RUNAIFS_FS_HELPER_COMMAND_H

#include <stdint.h>
#include "buf.h"

enum { HELPER_COMMAND = 'c' };

/* In the daemon: as command_run(), by the helper at the other end of `fd`; -EIO
 * where there is none. Blocks a little longer than `timeout_ms` at most. Any
 * thread. */
int helper_command_run(int fd, const char *line, int64_t timeout_ms,
	char **ret_secret, struct buf *message);

/* In a child of the helper: does what the request in socket `fd` asks. */
void helper_command_serve(int fd);

/*
 * One byte over a socket, with a descriptor unless that is -1. Sending: 0 or a
 * negative errno. Receiving: 1, 0 at the end, or a negative errno; *ret_fd is
 * -1 for none, else the receiver's.
 */
int helper_send(int fd, char byte, int passed);
int helper_receive(int fd, char *ret_byte, int *ret_fd);

#endif
