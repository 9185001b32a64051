/* SPDX-License-Identifier: MIT */
#include "out.h"

#include <stdlib.h>
#include <string.h>

void out_free(struct out *o)
{
	free(o->p);
	*o = (struct out){0};
}

void out_reset(struct out *o)
{
	o->n = 0;
	o->bad = false;
	if (o->p)
		o->p[0] = '\0';
}

static bool reserve(struct out *o, size_t n)
{
	size_t cap = o->cap ? o->cap : 256;
	char *p;

	if (o->bad)
		return false;
	if (o->n + n < o->cap)
		return true;
	while (cap <= o->n + n)
		cap *= 2;
	p = realloc(o->p, cap);
	if (!p) {
		o->bad = true;
		return false;
	}
	o->p = p;
	o->cap = cap;
	return true;
}

void out_mem(struct out *o, const void *p, size_t n)
{
	if (!reserve(o, n))
		return;
	if (n)
		memcpy(o->p + o->n, p, n);
	o->n += n;
	o->p[o->n] = '\0';
}

void out_str(struct out *o, const char *s)
{
	out_mem(o, s, strlen(s));
}

void out_ch(struct out *o, char c)
{
	out_mem(o, &c, 1);
}

static const char *escape_of(unsigned char c)
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	default:
		return NULL;
	}
}

static void out_escaped(struct out *o, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	char u[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
	const char *e = escape_of(c);

	if (e)
		out_str(o, e);
	else
		out_mem(o, u, sizeof u);
}

void out_quoted(struct out *o, const char *s)
{
	const char *from = s;

	if (!s) {
		out_str(o, "null");
		return;
	}
	out_ch(o, '"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		out_mem(o, from, (size_t)(s - from));
		out_escaped(o, c);
		from = s + 1;
	}
	out_mem(o, from, (size_t)(s - from));
	out_ch(o, '"');
}

static void out_uint(struct out *o, uint64_t v)
{
	char b[20];
	size_t i = sizeof b;

	do {
		b[--i] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	out_mem(o, b + i, sizeof b - i);
}

static void out_int(struct out *o, int64_t v)
{
	if (v < 0)
		out_ch(o, '-');
	out_uint(o, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

static void out_milli(struct out *o, int64_t v)
{
	char f[4] = {'.', (char)('0' + v / 100 % 10), (char)('0' + v / 10 % 10),
		(char)('0' + v % 10)};
	size_t n = 4;

	out_int(o, v / 1000);
	while (n > 1 && f[n - 1] == '0')
		n--;
	if (n > 1)
		out_mem(o, f, n);
}

/* Days since 1970 to a civil date, counting years from March so that the leap
 * day comes last. */
static void civil(int64_t days, unsigned *y, unsigned *m, unsigned *d)
{
	int64_t z = days + 719468, era = z / 146097;
	unsigned doe = (unsigned)(z - era * 146097);
	unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned mp = (5 * doy + 2) / 153;

	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = yoe + (unsigned)era * 400 + (*m <= 2);
}

static void digits(char *p, unsigned v, unsigned n)
{
	while (n--) {
		p[n] = (char)('0' + v % 10);
		v /= 10;
	}
}

void out_time(struct out *o, int64_t ms)
{
	char b[] = "0000-00-00T00:00:00.000Z";
	unsigned y, mon, d, in_day = (unsigned)(ms % 86400000);

	civil(ms / 86400000, &y, &mon, &d);
	digits(b, y, 4);
	digits(b + 5, mon, 2);
	digits(b + 8, d, 2);
	digits(b + 11, in_day / 3600000, 2);
	digits(b + 14, in_day / 60000 % 60, 2);
	digits(b + 17, in_day / 1000 % 60, 2);
	digits(b + 20, in_day % 1000, 3);
	out_mem(o, b, sizeof b - 1);
}

static void out_quoted_time(struct out *o, int64_t ms)
{
	if (ms < 0) {
		out_str(o, "null");
		return;
	}
	out_ch(o, '"');
	out_time(o, ms);
	out_ch(o, '"');
}

void out_vf(struct out *o, const char *fmt, va_list ap)
{
	const char *t;

	while ((t = strchr(fmt, '~'))) {
		out_mem(o, fmt, (size_t)(t - fmt));
		fmt = t + 2;
		switch (t[1]) {
		case 's':
			out_str(o, va_arg(ap, const char *));
			break;
		case 'q':
			out_quoted(o, va_arg(ap, const char *));
			break;
		case 'u':
			out_uint(o, va_arg(ap, unsigned));
			break;
		case 'd':
			out_int(o, va_arg(ap, int));
			break;
		case 'l':
			out_int(o, va_arg(ap, int64_t));
			break;
		case 'm':
			out_milli(o, va_arg(ap, int64_t));
			break;
		case 't':
			out_quoted_time(o, va_arg(ap, int64_t));
			break;
		case 'b':
			out_str(o, va_arg(ap, int) ? "true" : "false");
			break;
		default:
			out_ch(o, '~');
			break;
		}
	}
	out_str(o, fmt);
}

void out_f(struct out *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	out_vf(o, fmt, ap);
	va_end(ap);
}
