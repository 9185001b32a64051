/* SPDX-License-Identifier: MIT */
#include "nearest.h"

#include <string.h>

static size_t min_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t nearest_distance(const char *a, const char *b)
{
	size_t row[NEAREST_MAX + 1];
	size_t n_a = strnlen(a, NEAREST_MAX), n_b = strnlen(b, NEAREST_MAX);

	for (size_t j = 0; j <= n_b; j++)
		row[j] = j;
	for (size_t i = 1; i <= n_a; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= n_b; j++) {
			size_t replace = diagonal + (a[i - 1] != b[j - 1]);
			diagonal = row[j];
			row[j] =
				min_of(replace, min_of(row[j], row[j - 1]) + 1);
		}
	}
	return row[n_b];
}

void nearest_offer(struct nearest *n, const char *candidate)
{
	size_t d = nearest_distance(n->word, candidate);
	size_t longest = strlen(n->word) > strlen(candidate)
				 ? strlen(n->word)
				 : strlen(candidate);

	if (d >= longest || (n->best && d >= n->distance))
		return;
	n->best = candidate;
	n->distance = d;
}
