/* SPDX-License-Identifier: MIT */
/*
 * Signals as ordinary calls: a thread of their own waits for them. TERM and INT
 * stop the mount, a second one ends the process where it stands; HUP forgets
 * what is cached, and the token.
 */
#ifndef RUNAIFS_FS_MAIN_SIGNALS_H
#define RUNAIFS_FS_MAIN_SIGNALS_H

#include <pthread.h>
#include <stdbool.h>
#include "fs.h"

struct signals {
	pthread_t thread;
	bool started;
	struct fs *fs;
	struct api *api;
	struct logger *logger;
};

/* Blocks them for the caller and the threads it starts; or not any more, so
 * that they end the process as ever. */
void signals_block(bool block);

/* Starts the thread; all pointers are borrowed. 0 or a negative errno. */
int signals_start(struct signals *s, struct fs *fs, struct api *api,
	struct logger *logger);
/* Ends it. */
void signals_stop(struct signals *s);

#endif
