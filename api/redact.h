/* SPDX-License-Identifier: MIT */
/*
 * Secrets in answers: found by their paths, replaced before anything else sees
 * the bytes, so that no rendering and no cache ever holds them. Pure; any
 * thread.
 *
 * A path is dotted like those of json_get(), with `*` for every member or
 * element ("environmentVariables.*") and `**` for any number of steps, none
 * included ("**.clientSecret"). What is there, whatever its type but
 * null, becomes "(redacted)"; with `?` as the last step only what follows the
 * `?` in a string does ("urls.*.?"). All of several equal keys are meant.
 */
#ifndef RUNAIFS_API_REDACT_H
#define RUNAIFS_API_REDACT_H

#include "util.h"

/* Ranges of a text to be replaced, in order. Zero to begin with. */
struct redaction {
	struct slice *cuts;
	size_t n, cap;
};

/* Adds the secrets of one value (checked JSON); values have to be given in the
 * order of the text. `paths` ends with NULL. 0 or -ENOMEM. */
int redaction_find(struct redaction *r, struct slice value,
	const char *const *paths);

/* The text with the cuts replaced, its length in *ret_n, to be freed by the
 * caller; NULL without memory. */
char *redaction_apply(const struct redaction *r, struct slice text,
	size_t *ret_n);
void redaction_free(struct redaction *r);

#endif
