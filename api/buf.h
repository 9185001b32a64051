/* SPDX-License-Identifier: MIT */
/*
 * A growable byte buffer whose first failure sticks: append as much as you
 * like, then look once at buf_error(). The bytes are always NUL-terminated
 * once anything has been appended, the NUL not counted. Any thread, no lock.
 */
#ifndef RUNAIFS_API_BUF_H
#define RUNAIFS_API_BUF_H

#include "util.h"

struct buf {
	char *p;
	size_t n, cap;
	int err; /* 0 or -ENOMEM */
};

#define BUF_INIT ((struct buf){0})
#define cleanup_buf __attribute__((cleanup(buf_free)))

void buf_free(struct buf *b);
void buf_add(struct buf *b, const void *p, size_t n);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* 0, or -ENOMEM if any append failed. */
int buf_error(const struct buf *b);
/* Hands the bytes to the caller (free()), leaving an empty buffer; NULL after
 * a failure. An empty buffer yields an empty string. */
char *buf_steal(struct buf *b, size_t *ret_n);

/* What is in it; good until it changes. */
static inline struct slice buf_slice(const struct buf *b)
{
	return (struct slice){b->p ? b->p : "", b->n};
}

#endif
