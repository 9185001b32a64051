/* SPDX-License-Identifier: MIT */
/*
 * What the program does, a function a command. Each returns the exit code and
 * has said on standard error why, in one line. Main thread only.
 */
#ifndef RUNAIFS_FS_CMD_H
#define RUNAIFS_FS_CMD_H

#include "options.h"

enum exit_code {
	EXIT_FINE,
	EXIT_USAGE, /* or configuration; also a failed refresh or stat */
	EXIT_MOUNT,
	EXIT_UNREACHABLE,
	EXIT_AUTHENTICATION,
	EXIT_FORBIDDEN,
	EXIT_NOT_RUNAI,
};

int cmd_mount(const struct options *o);
int cmd_print_config(const struct options *o);
int cmd_unmount(const struct options *o);
int cmd_refresh(const struct options *o);
int cmd_stat(const struct options *o);
int cmd_help(const struct options *o);
int cmd_version(const struct options *o);

/* Writes `runaifs: …` to standard error, control bytes replaced, and returns
 * `code`. */
int cmd_report(int code, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
