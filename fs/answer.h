/* SPDX-License-Identifier: MIT */
/*
 * What the kernel is told about nodes: entries, attributes, and for how long it
 * may believe them. fs->lock is held throughout.
 */
#ifndef RUNAIFS_FS_ANSWER_H
#define RUNAIFS_FS_ANSWER_H

#include "wait.h"

/* Answers of `struct question`. */
int answer_lookup(struct fs *fs, const struct question *q,
	struct cache_waiter *waiter, int err, struct reply *ret);
int answer_getattr(struct fs *fs, const struct question *q,
	struct cache_waiter *waiter, int err, struct reply *ret);

int answer_readlink(struct fs *fs, const struct question *q,
	struct cache_waiter *waiter, int err, struct reply *ret);

/*
 * The entry of a listed child for READDIRPLUS. Only what is known already gets a
 * node (*ret_node, one lookup counted); the rest goes by its bare name and
 * type: no call is made and nothing waits.
 */
void answer_listed(struct fs *fs, struct node *dir, const struct child *c,
	struct fuse_entry_param *ret, struct node **ret_node);

mode_t answer_mode(const struct fs *fs, const struct spot *spot);

#endif
