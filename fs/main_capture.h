/* SPDX-License-Identifier: MIT */
/*
 * What libraries and their children say on standard error, caught for a while,
 * so that it can be said in a line of ours. For the whole process: main thread
 * only, while no other thread has something to say there.
 */
#ifndef RUNAIFS_FS_MAIN_CAPTURE_H
#define RUNAIFS_FS_MAIN_CAPTURE_H

#include "buf.h"

struct capture {
	int real, caught; /* -1: nothing is caught */
};

#define CAPTURE_INIT ((struct capture){-1, -1})

/* Where that fails nothing is caught. */
void capture_begin(struct capture *c);

/* Appends what was said: lines joined by "; ", the names of the programs that
 * said it dropped. */
void capture_end(struct capture *c, struct buf *out);

#endif
