/* SPDX-License-Identifier: MIT */
/*
 * "Did you mean …?": the candidate with the fewest edits to a mistyped word.
 * Pure; any thread.
 */
#ifndef RUNAIFS_API_NEAREST_H
#define RUNAIFS_API_NEAREST_H

#include <stddef.h>

/* Longer words are compared by their first characters. */
enum { NEAREST_MAX = 64 };

/* Levenshtein distance. */
size_t nearest_distance(const char *a, const char *b);

/* Best so far; start with {.word = word}. */
struct nearest {
	const char *word, *best; /* borrowed; best: NULL so far */
	size_t distance;
};

/* Offers one candidate; of equally near ones the first stays. One that shares
 * nothing with the word is never taken. */
void nearest_offer(struct nearest *n, const char *candidate);

#endif
