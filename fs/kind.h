/* SPDX-License-Identifier: MIT */
/*
 * The kinds of objects that have a directory of their own. A kind is a row:
 * where its list comes from, whose child it is, what its directory holds.
 * Constant data; any thread.
 */
#ifndef RUNAIFS_FS_KIND_H
#define RUNAIFS_FS_KIND_H

#include <stdbool.h>
#include "endpoint.h"

enum kind {
	KIND_CLUSTER,
	KIND_DEPARTMENT,
	KIND_PROJECT,
	KIND_WORKLOAD,
	KIND_USER,
	KIND_SETTING,
	KIND_COUNT,
	KIND_NONE = KIND_COUNT
};

typedef unsigned kind_mask; /* bit 1u << kind */
#define KIND_BIT(k) (1u << (k))

struct kind_row {
	const char *name;	/* directory and list name: "clusters" */
	const char *home;	/* where its directories are: below the root
				   ("access/users"), or below each parent */
	enum endpoint list;
	enum endpoint detail;
	enum kind parent;	/* KIND_NONE: directly below the root */
	enum field parent_field; /* holds the parent's id */
	bool has_status;
};

const struct kind_row *kind_row(enum kind k);

/* `k` and all it hangs below: what a canonical path is made of. */
kind_mask kind_lineage(enum kind k);

/* The phases a workload can be in, NULL-terminated. Source: the enumeration of
 * the workload schema. */
extern const char *const workload_phases[];

#endif
