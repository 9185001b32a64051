/* SPDX-License-Identifier: MIT */
#include "buf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

enum { BUF_MIN = 64 };

void buf_free(struct buf *b)
{
	free(b->p);
	*b = BUF_INIT;
}

/* Room for `n` more bytes and the NUL. */
static bool buf_reserve(struct buf *b, size_t n)
{
	if (b->err)
		return false;
	if (n >= SIZE_MAX / 2 - b->n)
		goto fail;
	size_t need = b->n + n + 1;
	if (need <= b->cap)
		return true;
	size_t cap = b->cap ? b->cap * 2 : BUF_MIN;
	if (cap < need)
		cap = need;
	char *p = realloc(b->p, cap);
	if (!p)
		goto fail;
	b->p = p;
	b->cap = cap;
	return true;
fail:
	b->err = -ENOMEM;
	return false;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	if (!buf_reserve(b, n))
		return;
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

static int __attribute__((format(printf, 2, 0)))
buf_print(struct buf *b, const char *fmt, va_list ap)
{
	size_t room = b->cap - b->n;

	return vsnprintf(room ? b->p + b->n : NULL, room, fmt, ap);
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (!buf_reserve(b, 0))
		return;
	va_start(ap, fmt);
	n = buf_print(b, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n >= b->cap - b->n) {
		b->p[b->n] = '\0';
		if (!buf_reserve(b, (size_t)n))
			return;
		va_start(ap, fmt);
		n = buf_print(b, fmt, ap);
		va_end(ap);
	}
	if (n < 0)
		b->err = -ENOMEM;
	else
		b->n += (size_t)n;
}

int buf_error(const struct buf *b)
{
	return b->err;
}

char *buf_steal(struct buf *b, size_t *ret_n)
{
	if (!buf_reserve(b, 0)) {
		buf_free(b);
		return NULL;
	}
	b->p[b->n] = '\0';
	char *p = b->p;
	if (ret_n)
		*ret_n = b->n;
	*b = BUF_INIT;
	return p;
}
