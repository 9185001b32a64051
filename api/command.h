/* SPDX-License-Identifier: MIT */
/*
 * Runs the command that prints a token. No shell: the line is split into words
 * and the first is looked up on the PATH.
 */
#ifndef RUNAIFS_API_COMMAND_H
#define RUNAIFS_API_COMMAND_H

#include <stdint.h>
#include "buf.h"

/*
 * Splits at blanks; '…' and "…" keep blanks, a backslash keeps the character
 * after it (not inside '…'). A NULL-terminated vector, freed with one free().
 * 0, -EINVAL for no word or an open quote, -ENOMEM.
 */
int command_split(const char *line, char ***ret_argv);

/*
 * Runs `line` with no input and its error output dropped, in a session of its
 * own, and hands out what it printed without surrounding white space: a
 * secret (secret_free). Blocks the caller up to `timeout_ms`, then kills the
 * command's session. Any thread.
 *
 * 0, or with one line in `message`: -EINVAL (quoting, or output that is no
 * token), -ENOENT or -EACCES (cannot be run), -ETIMEDOUT, -EFBIG (more than
 * 64 KiB), -EIO (it failed), -ENOMEM.
 */
int command_run(const char *line, int64_t timeout_ms, char **ret_secret,
	struct buf *message);

/*
 * Something that does what command_run() does, but elsewhere; `run` NULL stands
 * for command_run() itself. `fd` is handed to it by value, for a call that was
 * given up may end later than whoever started it.
 */
struct command_runner {
	int (*run)(int fd, const char *line, int64_t timeout_ms,
		char **ret_secret, struct buf *message);
	int fd;
};

#endif
