/* SPDX-License-Identifier: MIT */
/*
 * The command line. Knows its form only: what settings mean is api/config.h's.
 * Pure; any thread.
 */
#ifndef RUNAIFS_FS_OPTIONS_H
#define RUNAIFS_FS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include "buf.h"

enum command {
	COMMAND_MOUNT,
	COMMAND_PRINT_CONFIG,
	COMMAND_UNMOUNT,
	COMMAND_REFRESH,
	COMMAND_STAT,
	COMMAND_HELP,
	COMMAND_VERSION,
};

struct options {
	enum command command;
	const char *source;	/* NULL: from elsewhere */
	const char *mountpoint; /* of COMMAND_MOUNT and COMMAND_UNMOUNT */
	const char *file;	/* -c, NULL */
	bool foreground, debug;
	char **settings; /* "key=value" of all -o, NULL-terminated */
	const char **words; /* what is no option; paths of refresh and stat */
	size_t n_words;
};

/*
 * Reads `argv`, whose strings are borrowed. 0, or -EINVAL with one line in
 * `message`, -ENOMEM; `ret` is to be finished in any case.
 */
int options_parse(struct options *ret, int argc, char *const *argv,
	struct buf *message);
void options_finish(struct options *o);

#endif
