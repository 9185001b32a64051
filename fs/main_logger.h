/* SPDX-License-Identifier: MIT */
/* Where the program's log lines go: standard error in the foreground, syslog in
 * the background; as text or as JSON. */
#ifndef RUNAIFS_FS_MAIN_LOGGER_H
#define RUNAIFS_FS_MAIN_LOGGER_H

#include "config.h"
#include "log.h"

struct program_logger {
	struct logger base;
	bool json, to_syslog;
};

void program_logger_init(struct program_logger *l, const struct config *config,
	bool to_syslog);

/* The same without a configuration, and without opening syslog. */
void program_logger_plain(struct program_logger *l, bool json, bool to_syslog);

#endif
