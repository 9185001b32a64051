/* SPDX-License-Identifier: MIT */
/*
 * README.txt of the mount: what is where, and what it costs. All names come
 * from the tables (place.h, kind.h, endpoint.h), so that a new row is in it by
 * itself. Pure; any thread.
 */
#ifndef RUNAIFS_FS_GUIDE_H
#define RUNAIFS_FS_GUIDE_H

#include "place.h"

/* Appends the text. Its first 24 lines are for who has just typed `ls`. */
void guide_write(struct buf *out);

/*
 * The path that people are told, in this text and in the manual: below the
 * root ("access/permissions.FORMAT"), below an object ("info.json") or its
 * `more` ("more/events.FORMAT"); words in capitals stand for names. False,
 * and nothing appended, for a row that has no name.
 */
bool guide_path(const struct place_row *row, struct buf *out);

/* The same of a kind's directory: "clusters/CLUSTER/nodes". */
void guide_home(enum kind k, struct buf *out);

#endif
