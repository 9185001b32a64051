/* SPDX-License-Identifier: MIT */
/*
 * JSON as bytes: a strict, string-aware scanner that hands out slices of the
 * text it was given, and a re-indenter. Nothing is converted, so every scalar
 * leaves as it came. No recursion, and no allocation but in
 * json_paths_create(). Pure; any thread.
 *
 * "Strict" is RFC 8259: one value, no trailing bytes but white space, valid
 * escapes, no control bytes inside strings; containers nested at most
 * JSON_DEPTH_MAX deep. Bytes from 0x80 on pass unchecked inside strings, and
 * so do lone surrogates in escapes: a name with invalid UTF-8 stays readable,
 * and what to make of it is its reader's business.
 */
#ifndef RUNAIFS_API_JSON_H
#define RUNAIFS_API_JSON_H

#include <stdbool.h>
#include "buf.h"
#include "util.h"

#define JSON_DEPTH_MAX 2048

enum json_type {
	JSON_NONE, /* absent */
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING, /* slices of strings include the quotes */
	JSON_ARRAY,
	JSON_OBJECT,
};

/* Type of a slice that this module handed out; JSON_NONE for {NULL, 0}. */
enum json_type json_type(struct slice value);

/* Checks that `text` is exactly one JSON value. Returns 0 and the value
 * without surrounding white space, or -EBADMSG. */
int json_check(struct slice text, struct slice *ret_value);

/*
 * ---- below: only for values that json_check() has passed ----
 *
 * They look for nothing that the check has ruled out, which is what makes them
 * fast. Given other text they answer nonsense, without reading outside of it.
 */

/*
 * The value at a dotted path of object keys ("status.quotaStatus.allocated"),
 * {NULL, 0} where there is none. Of duplicate keys the last one counts, at
 * every level; a key matches however it is escaped. `|` separates alternatives,
 * the first one present and not null wins: "clusterUuid|uuid"; where all are
 * absent or null, a null that is there. An empty path is the value itself.
 */
struct slice json_get(struct slice value, const char *path);

/*
 * Each value at a path that may have one `*` for all elements of an array
 * ("containers.*.image"); one that ends at an array means its elements. Without
 * absent ones and nulls. `*cursor` starts as 0.
 */
bool json_each(struct slice value, const char *path, size_t *cursor,
	struct slice *ret);

/* Walks arrays: `*cursor` starts as 0. True and the next element, or false. */
bool json_next_element(struct slice array, size_t *cursor, struct slice *ret);
/* Walks objects: key with its quotes, as it stands. */
bool json_next_member(struct slice object, size_t *cursor,
	struct slice *ret_key, struct slice *ret_value);

/*
 * Many paths in one pass over `object`: ret[i] is what json_get(object,
 * paths->path[i]) would give. A compiled set is immutable and shareable.
 */
struct json_paths;
/* Copies the paths; NULL entries stay absent. 0, -ENOMEM, or -E2BIG: at most 32
 * paths, which hold at most 127 different steps and 128 alternatives. */
int json_paths_create(
	struct json_paths **ret, const char *const *paths, size_t n_paths);
void json_paths_destroy(struct json_paths *p);
void json_extract(const struct json_paths *p, struct slice object,
	struct slice *ret);

/* Appends the decoded characters of a string (escapes resolved, lone
 * surrogates as U+FFFD, \u0000 as a NUL byte); other scalars verbatim. */
void json_decode(struct slice value, struct buf *out);

/*
 * Re-indents by two spaces: one member or element a line, `"key": value`,
 * empty containers as {} and [], scalars and keys byte for byte, no final
 * newline. `depth` levels of indentation precede every line but the first.
 * Idempotent. Returns the length; writes nothing where `out` is NULL.
 */
size_t json_indent(struct slice value, unsigned depth, char *out);

/* The value without any white space outside strings: one line. Returns the
 * length; writes nothing where `out` is NULL. */
size_t json_compact(struct slice value, char *out);

#endif
