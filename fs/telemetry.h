/* SPDX-License-Identifier: MIT */
/*
 * What can be measured now, as the tree has it: <subject>/<TYPE>.json and
 * <subject>/<by-group>/<TYPE>.json. Constant data; any thread.
 */
#ifndef RUNAIFS_FS_TELEMETRY_H
#define RUNAIFS_FS_TELEMETRY_H

#include "kind.h"
#include "types.h"

struct telemetry_subject {
	const char *name;	  /* "nodes" */
	enum endpoint json, csv;  /* csv: ENDPOINT_COUNT: not to be had */
	const char *const *types; /* ends with NULL */
	const struct telemetry_group *groups; /* ends with a NULL word */
	/* Of an object only: what follows type and group in the argument, as in
	 * a place_row's text. NULL: not of such an object. */
	const char *of_cluster, *of_department, *of_node_pool;
};

extern const struct telemetry_subject telemetry_subjects[];
extern const size_t telemetry_n_subjects;

/* What follows type and group for an owner of this kind, "" for KIND_NONE; NULL
 * where the subject has no such filter. */
const char *telemetry_filter(
	const struct telemetry_subject *s, enum kind owner);

/* Indices of what a spot shows; -1: none yet. */
struct telemetry_at {
	int subject, group, type;
};

/* As a spot's `where`, and back. */
uint64_t telemetry_pack(struct telemetry_at at);
struct telemetry_at telemetry_unpack(uint64_t where);

#endif
