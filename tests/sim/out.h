/* SPDX-License-Identifier: MIT */
/*
 * Bytes being written: a growable buffer with a formatter of its own, because
 * a page of 500 objects has to be written in well under 5 ms. The first
 * allocation that fails sticks in `bad`; look at it once, at the end.
 * Any thread, no lock.
 */
#ifndef SIM_OUT_H
#define SIM_OUT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct out {
	char *p; /* NUL-terminated once anything was written */
	size_t n, cap;
	bool bad;
};

void out_free(struct out *o);
void out_reset(struct out *o); /* empty, keeps the memory */
void out_mem(struct out *o, const void *p, size_t n);
void out_str(struct out *o, const char *s);
void out_ch(struct out *o, char c);
/* A JSON string, quotes and escapes included; NULL is written as null. */
void out_quoted(struct out *o, const char *s);
/* 2025-06-01T08:00:00.123Z, without quotes; 0 milliseconds are left in. */
void out_time(struct out *o, int64_t ms);

/*
 * Replaces each directive by an argument, everything else is copied:
 *   ~s  const char *   as it is          ~q  const char *  as a JSON string
 *   ~u  unsigned                         ~d  int
 *   ~l  int64_t        decimal           ~t  int64_t       quoted ISO time,
 *                                                          null below zero
 *   ~b  int            true or false     ~~  a tilde
 *   ~m  int64_t        thousandths: 1500 is written 1.5
 */
void out_f(struct out *o, const char *fmt, ...);
void out_vf(struct out *o, const char *fmt, va_list ap);

#endif
