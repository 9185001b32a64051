/* SPDX-License-Identifier: MIT */
/*
 * A configuration file as a list of entries. Comments are lines that begin
 * with '#' or ';'; there are none behind a value, and no continuation lines.
 * inih sees sections and keys only, so a value may be of any length and none
 * is left on its stack. Blocks on file reads only; any thread.
 */
#ifndef RUNAIFS_API_CONFIG_FILE_H
#define RUNAIFS_API_CONFIG_FILE_H

#include "buf.h"

struct config_entry {
	char *section;	   /* "" for keys before any section and [default] */
	char *key;
	const char *value; /* points into the file's bytes */
	unsigned line;
};

struct config_file {
	char *path;
	char *bytes; /* a secret (secret.h) */
	struct config_entry *entries; /* in the file's order */
	size_t n_entries;
};

/*
 * Reads and parses. 0, or with one line in `message`: -ENOENT, -EACCES (not
 * readable; writable by everyone; or it holds client_secret or token and is not
 * the user's or root's alone), -EINVAL (syntax, size), -ENOMEM.
 */
int config_file_read(const char *path, struct config_file *ret,
	struct buf *message);
void config_file_free(struct config_file *f);

#endif
