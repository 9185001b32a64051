/* SPDX-License-Identifier: MIT */
/*
 * FUSE requests, answered at once or parked until a flight lands. Only the
 * requests that may wait (see ops.c) come here.
 *
 * A parked request is on fs->parked, under fs->lock. Whoever takes it off
 * answers it, nobody else: the flight that wakes it, an interrupt, or the end of
 * the mount.
 */
#ifndef RUNAIFS_FS_WAIT_H
#define RUNAIFS_FS_WAIT_H

#include "fuse.h"
#include "internal.h"

/* The answer to a request, before it is sent. */
struct reply {
	enum { REPLY_ENTRY, REPLY_ATTR, REPLY_LINK } type;
	struct fuse_entry_param entry;
	struct stat attr;
	double attr_timeout;
	struct node *node; /* REPLY_ENTRY: holds the lookup counted for it */
	char *link;	   /* REPLY_LINK: where it leads; owned */
};

/* What is asked. `name` is borrowed; parking copies it. */
struct question {
	/* Tries to answer with fs->lock held: 0 and a reply, or a negative
	 * errno. With a waiter, -EINPROGRESS means that it is queued. `err` is
	 * what the flight it waited for ended with, 0 at first. */
	int (*answer)(struct fs *fs, const struct question *q,
		struct cache_waiter *waiter, int err, struct reply *ret);
	struct node *node;
	const char *name; /* LOOKUP only */
	pid_t pid;
};

/* Answers now or later. FUSE thread, no lock held. */
void wait_ask(struct fs *fs, fuse_req_t req, const struct question *q);

/* Answers everything parked with `err`. No lock held. */
void wait_end_all(struct fs *fs, int err);

#endif
