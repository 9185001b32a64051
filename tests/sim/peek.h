/* SPDX-License-Identifier: MIT */
/*
 * Looks into JSON text without parsing it into a tree: the simulator answers
 * with bytes that tests may have made odd or invalid on purpose, so nothing
 * here may change, or choke on, what it does not understand. Pure.
 */
#ifndef SIM_PEEK_H
#define SIM_PEEK_H

#include <stdbool.h>
#include <stddef.h>

struct span {
	const char *p;
	size_t n;
};

/* The value at a dotted path of member names ("status.phase"), as it stands in
 * the text. The first of several equal names. False where there is none, or
 * the text is no JSON up to that point. */
bool peek_raw(const char *json, size_t n, const char *path, struct span *ret);

/* The same as text, cut to fit: a string without quotes (simple escapes and
 * \u00XX resolved), any other scalar as it stands. "" when absent. */
bool peek_text(
	const char *json, size_t n, const char *path, char *ret, size_t size);

#endif
