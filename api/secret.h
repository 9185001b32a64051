/* SPDX-License-Identifier: MIT */
/*
 * Secrets in memory: kept out of core dumps and swap where the system allows,
 * wiped when freed. Not NUL-safe text only: bytes with a length, but always
 * NUL-terminated. Any thread, no lock.
 */
#ifndef RUNAIFS_API_SECRET_H
#define RUNAIFS_API_SECRET_H

#include <stddef.h>
#include <sys/types.h>
#include "buf.h"

/* Overwrites, in a way the compiler keeps. */
void secret_wipe(void *p, size_t n);

/* A secret larger than this is none: a limit for files and commands. */
enum { SECRET_MAX = 64 * 1024 };

/* `n` zero bytes and a NUL on pages of their own (locked, MADV_DONTDUMP); NULL
 * without memory. Freed by secret_free only, which wipes and takes NULL. */
char *secret_alloc(size_t n);
/* The same, holding a copy. */
char *secret_dup(const char *p, size_t n);
void secret_free(char *s);

/*
 * Reads a file that holds one secret: trailing newlines and blanks dropped. It
 * must be a regular file (or a descriptor of the process: /dev/fd/N), at
 * most 64 KiB, owned by the user or root, and not readable by group or others.
 * Returns 0 and a secret, or -ENOENT, -EACCES, -EINVAL, -ENOMEM with one line
 * in `message` that names the cause and the cure.
 */
int secret_read_file(const char *path, char **ret, struct buf *message);

/* The same for a place where other permission bits are harmless: refuses only
 * those in `forbidden` (systemd's credentials show an ACL as 0440). */
int secret_read_file_mode(const char *path, mode_t forbidden, char **ret,
	struct buf *message);

#endif
