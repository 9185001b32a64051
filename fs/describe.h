/* SPDX-License-Identifier: MIT */
/*
 * more/describe.txt: a workload on one page, for people. Pure; any thread.
 */
#ifndef RUNAIFS_FS_DESCRIBE_H
#define RUNAIFS_FS_DESCRIBE_H

#include "api.h"
#include "buf.h"

/* A list of what belongs to it. */
struct describe_list {
	const struct api_result *result; /* NULL: see `err` */
	const size_t *items;		 /* of the result; NULL: all */
	size_t n_items;
	int err; /* negative errno: why there is none */
};

struct describe {
	const struct api_item *workload; /* as its list has it */
	struct slice cluster;		 /* its name; empty: unknown */
	struct describe_list pods, events;
};

/* Appended. What is not known is left out. 0 or -ENOMEM. */
int describe_workload(const struct describe *d, struct buf *out);

#endif
