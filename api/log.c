/* SPDX-License-Identifier: MIT */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MAX_BYTES = 2048 };

static void replace_controls(char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			*s = '?';
}

/* Marks a line that was cut. */
static void mark_cut(char *line)
{
	static const char mark[] = "...";

	memcpy(line + LINE_MAX_BYTES - sizeof(mark), mark, sizeof(mark));
}

void log_write(struct logger *l, enum log_level level, const char *topic,
	const char *fmt, ...)
{
	char line[LINE_MAX_BYTES];
	va_list ap;
	int n;

	if (!l || level > l->max)
		return;
	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= sizeof(line))
		mark_cut(line);
	replace_controls(line);
	l->write(l, level, topic, line);
}
