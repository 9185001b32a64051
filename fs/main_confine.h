/* SPDX-License-Identifier: MIT */
/*
 * What the daemon gives up once it is mounted: capabilities, the powers of
 * setuid programs, and all files but those that it still has to read. A thread
 * does so for itself and those that it starts. What the kernel cannot take away
 * stays, and the log says so.
 */
#ifndef RUNAIFS_FS_MAIN_CONFINE_H
#define RUNAIFS_FS_MAIN_CONFINE_H

#include <stdatomic.h>
#include <stdbool.h>
#include "config.h"
#include "log.h"

struct confinement {
	int ruleset;	  /* of Landlock; a negative errno: none */
	bool keep_search; /* some file is out of reach without privileges */
	atomic_int error; /* the first of a thread; 0: all went well */
};

/* A file of the settings that a mount on `dir` would hide, so that the daemon
 * would wait for itself to read it again; NULL for none. */
const char *confinement_file_below(
	const struct config *config, const char *dir);

/* Finds out what is needed. Without `files` Landlock is left alone. Main
 * thread, with its privileges. */
void confinement_prepare(
	struct confinement *c, const struct config *config, bool files);

/* Confines the calling thread; `arg` is a struct confinement. Any thread. */
void confinement_enter(void *arg);

/* Logs how it went, and lets go of what it took. */
void confinement_finish(struct confinement *c, struct logger *logger);

#endif
