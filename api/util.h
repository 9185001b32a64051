/* SPDX-License-Identifier: MIT */
/*
 * Small things that every layer uses. Pure; any thread.
 */
#ifndef RUNAIFS_API_UTIL_H
#define RUNAIFS_API_UTIL_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define container_of(p, type, member)                                          \
	((type *)(void *)((char *)(p)-offsetof(type, member)))

/* Frees what a `char *` variable holds when its scope ends. */
static inline void cleanup_free_p(void *p)
{
	free(*(void **)p);
}
#define cleanup_free __attribute__((cleanup(cleanup_free_p)))

/* A borrowed range of bytes; never NUL-terminated. {NULL, 0}: absent. */
struct slice {
	const char *p;
	size_t n;
};

#define SLICE(literal) ((struct slice){(literal), sizeof(literal) - 1})

static inline struct slice slice_str(const char *s)
{
	return (struct slice){s, s ? strlen(s) : 0};
}

static inline int slice_eq(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* 64-bit hash of bytes (XXH3). Not for untrusted table keys across runs. */
uint64_t hash_bytes(const void *p, size_t n, uint64_t seed);

#endif
