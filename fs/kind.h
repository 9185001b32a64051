/* SPDX-License-Identifier: MIT */
/*
 * The kinds of objects that have a directory of their own: what kinds.def says
 * about their places. Constant data; any thread.
 */
#ifndef RUNAIFS_FS_KIND_H
#define RUNAIFS_FS_KIND_H

#include <stdbool.h>
#include "endpoint.h"

typedef uint64_t kind_mask; /* bit 1 << kind */
#define KIND_BIT(k) (UINT64_C(1) << (k))
#define ALL_KINDS (KIND_BIT(KIND_COUNT) - 1)
_Static_assert(KIND_COUNT < 64, "a kind_mask holds them all");

struct kind_row {
	const char *name; /* of its list: "clusters" */
	const char *home; /* where its directories are: below the root
			     ("access/users"), or below each parent */
	enum kind parent; /* KIND_NONE: directly below the root */
	enum field parent_field; /* holds the parent's id */
};

const struct kind_row *kind_row(enum kind k);

/* By the name of its list; KIND_NONE for none. */
enum kind kind_by_name(struct slice name);

/* Do its objects have a state? */
bool kind_has_state(enum kind k);

/* `k` and all it hangs below: what a canonical path is made of. */
kind_mask kind_lineage(enum kind k);

/* The phases a workload can be in, NULL-terminated. Source: the enumeration of
 * the workload schema. */
extern const char *const workload_phases[];
/* The states of a node, likewise. */
extern const char *const node_states[];

#endif
