/* SPDX-License-Identifier: MIT */
#include "base64.h"

#include <errno.h>

/* What a digit stands for, or -1. */
static int digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

bool base64_is_digit(char c)
{
	return digit(c) >= 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

ptrdiff_t base64_decode(struct slice text, void *out)
{
	const char *p = text.p, *end = p + text.n;
	unsigned char *to = out;
	unsigned bits = 0, nth = 0; /* digit of a group of four */

	for (; p < end && *p != '='; p++) {
		int d = digit(*p);

		if (is_blank(*p))
			continue;
		if (d < 0)
			return -EINVAL;
		bits = bits << 6 | (unsigned)d;
		if (nth > 0)
			*to++ = (unsigned char)(bits >> (6 - 2 * nth));
		nth = (nth + 1) % 4;
	}
	for (; p < end; p++)
		if (*p != '=' && !is_blank(*p))
			return -EINVAL;
	return nth == 1 ? -EINVAL : to - (unsigned char *)out;
}
