/* SPDX-License-Identifier: MIT */
/*
 * How many one-call files a process may have fetched: a walk that follows links
 * into every `more` is stopped before it becomes a load on the control plane.
 * Pure; the caller's lock.
 */
#ifndef RUNAIFS_FS_QUOTA_H
#define RUNAIFS_FS_QUOTA_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	QUOTA_CALLS = 600, /* in a window */
	QUOTA_WINDOW_MS = 60000,
	QUOTA_PROCESSES = 64, /* remembered; beyond, the oldest is forgotten */
};

/* Zero to begin with. */
struct quota {
	struct quota_slot {
		pid_t pid;
		int64_t since_ms;
		unsigned calls;
	} slot[QUOTA_PROCESSES];
};

/* Has this process calls left? */
bool quota_left(const struct quota *q, pid_t pid, int64_t now_ms);
/* Counts one. */
void quota_take(struct quota *q, pid_t pid, int64_t now_ms);

#endif
