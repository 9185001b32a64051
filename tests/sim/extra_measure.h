/* SPDX-License-Identifier: MIT */
/*
 * Measurements over time. A value depends on whose it is, its type and its
 * moment, and on nothing else, so that asking again, or for a window that
 * overlaps, gives the same numbers.
 */
#ifndef SIM_EXTRA_MEASURE_H
#define SIM_EXTRA_MEASURE_H

#include "extra.h"

enum { SERIES_MAX = 64 };

/* Whose measurements these are: the question's path says it, and this. */
struct measured {
	unsigned gpus;	   /* how many series a type of each GPU has */
	const char *group; /* what the series are grouped by; NULL: nothing */
	unsigned group_count;
	char groups[SERIES_MAX][NAME_SIZE];
};

/* Answers for the window and the types asked for. */
void extra_measure(const struct extra_ask *a, const struct measured *of);

#endif
