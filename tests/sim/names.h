/* SPDX-License-Identifier: MIT */
/* Words that names of the tenant are made of. Constant data. */
#ifndef SIM_NAMES_H
#define SIM_NAMES_H

#include <stddef.h>

struct words {
	const char *const *word;
	size_t n;
};

extern const struct words words_clusters, words_departments, words_projects,
	words_models, words_training, words_workspace, words_inference,
	words_first, words_last;

/* word[i % n] */
const char *words_pick(const struct words *w, size_t i);

/* word[i] while there are words, then word[i % n] with a number. */
void words_unique(const struct words *w, size_t i, char *ret, size_t size);

#endif
