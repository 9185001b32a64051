/* SPDX-License-Identifier: MIT */
/*
 * Sets of metric types: a bit for each of a row's `types`. Pure; any thread.
 */
#ifndef RUNAIFS_API_METRIC_TYPES_H
#define RUNAIFS_API_METRIC_TYPES_H

#include "buf.h"

enum { METRIC_TYPES_MAX = 64 };

/* All of them; those beyond METRIC_TYPES_MAX are never asked for. */
uint64_t type_set_all(const char *const *types);

/* Those of `among` that `text` has as a word of its own. */
uint64_t type_set_named(
	const char *const *types, uint64_t among, struct slice text);

/* Those that `answer`, JSON that json_check() has passed, has values of: at
 * least one, and in no series `values` that are null or missing. */
uint64_t type_set_valued(const char *const *types, struct slice answer);

/* Comma-joined, in the order of `types`; appended. */
void type_set_join(const char *const *types, uint64_t set, struct buf *out);

static inline unsigned type_set_size(uint64_t set)
{
	return (unsigned)__builtin_popcountll(set);
}

#endif
