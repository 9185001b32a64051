/* SPDX-License-Identifier: MIT */
/*
 * Names of the API as directory entries, and back. Pure; any thread.
 *
 * An entry has one of three forms:
 *
 *	<name>			the encoded name
 *	<name>~<id>		it collides with a sibling, or was cut to fit
 *	<name>~<cluster>	it collides in a directory of links
 *
 * The encoding writes as %XX (upper-case digits) each byte of: `%`, `/`, the
 * bytes below 0x20, 0x7f, what is not UTF-8, the controls of writing direction
 * (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069), a `.` at the
 * beginning, and a `~` anywhere but at the end. An empty name is %EMPTY.
 *
 * Why `~`: ids and names of clusters have any length and any characters, so
 * every `~` with something behind it looks like a suffix. Encoded, it leaves
 * one place where a suffix can begin, the last `~` that is not the last byte,
 * and "notes~" stays as it is.
 *
 * What is injective:
 *   - name_encode() on all byte strings: equal outputs have equal inputs, and
 *     name_decode() gives the input back;
 *   - the three forms apart: the first has no `~` but at the end;
 *   - <name>~<id> on pairs of a name that is not cut and a suffix of an id;
 *   - so the entries of one directory, if those with equal <name> are given
 *     suffixes that differ: ids that differ in their first NAME_ID_SHORT
 *     characters, or else whole (`id_len` NAME_ID_WHOLE).
 * What is not: a cut name alone does not say what it was; an id of more than
 * NAME_SUFFIX_MAX encoded bytes is known by that much of its beginning; and
 * <name>~<id> and <name>~<cluster> agree where a cluster is called like an id.
 */
#ifndef RUNAIFS_FS_NAME_H
#define RUNAIFS_FS_NAME_H

#include <stdbool.h>
#include "buf.h"
#include "util.h"

enum {
	NAME_ENTRY_MAX = 255,  /* bytes, what the kernel takes */
	NAME_SUFFIX_MAX = 127, /* bytes behind the `~` of an id */
	NAME_ID_SHORT = 8,     /* usual `id_len` */
};
#define NAME_ID_WHOLE SIZE_MAX

/* Appends the encoded name, however long. */
void name_encode(struct slice raw, struct buf *out);

/*
 * Appends what name_encode() made `entry` from. False, and nothing appended,
 * where it is not what name_encode() makes of anything: it has a suffix, or
 * there is another way to write it. Out of memory shows in buf_error(out).
 */
bool name_decode(struct slice entry, struct buf *out);

/* Appends the suffix, without `~`, of the first `id_len` bytes of an id: all
 * but [0-9A-Za-z-] as %XX; %EMPTY for an empty id. */
void name_id_suffix(struct slice id, size_t id_len, struct buf *out);

/*
 * Appends the entry of an object, at most NAME_ENTRY_MAX bytes: its name, with
 * ~<id> where it collides with a sibling or has to be cut. It is cut between
 * characters, not within a %XX. Returns 0 or -ENOMEM.
 */
int name_entry(struct slice raw, struct slice id, size_t id_len, bool collides,
	struct buf *out);

/* The same for a name that collides in a directory of links: <name>~<cluster>,
 * or, where that is too long, <name>~<id>. */
int name_entry_in_cluster(struct slice raw, struct slice cluster,
	struct slice id, size_t id_len, struct buf *out);

/* Takes an entry with a suffix apart (both parts as they stand, encoded, never
 * empty). False where there is none. */
bool name_split_suffix(struct slice entry, struct slice *ret_base,
	struct slice *ret_suffix);

#endif
