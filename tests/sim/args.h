/* SPDX-License-Identifier: MIT */
/* A query string or a form, taken apart and percent-decoded. Pure. */
#ifndef SIM_ARGS_H
#define SIM_ARGS_H

#include <stdbool.h>
#include <stddef.h>

enum { ARGS_MAX = 64 };

struct args {
	char *text; /* what the pairs point into */
	struct {
		const char *name, *value;
	} pair[ARGS_MAX];
	size_t n;
};

/* From n bytes; more than ARGS_MAX pairs are dropped. 0 or -ENOMEM. */
int args_parse(struct args *a, const char *text, size_t n);
void args_finish(struct args *a);

/* The first value of that name, NULL without. */
const char *args_get(const struct args *a, const char *name);
/* As a number; `absent` without, or when it is no number. */
long long args_number(const struct args *a, const char *name, long long absent);

/* Are the n bytes at p one of those words, which are joined by commas? */
bool args_among(const char *words, const char *p, size_t n);

/* Decodes in place; '+' is a space only where `form`. */
void args_decode(char *s, bool form);

#endif
