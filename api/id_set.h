/* SPDX-License-Identifier: MIT */
/*
 * Which ids were there before. No lock: one thread at a time.
 */
#ifndef RUNAIFS_API_ID_SET_H
#define RUNAIFS_API_ID_SET_H

#include "util.h"

/* A set of ids, borrowed. */
struct id_set {
	struct slice *slots;
	size_t n_slots, n;
};
/* 1: added; 0: was there; -ENOMEM. */
int id_set_add(struct id_set *s, struct slice id);
void id_set_free(struct id_set *s);

#endif
