/* SPDX-License-Identifier: MIT */
#include "fuse_log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "fuse.h"

/* libfuse's hook has no argument, and we no globals: so a hook for each form.
 */

static void __attribute__((format(printf, 2, 0)))
forward(enum fuse_log_level level, const char *fmt, va_list ap, bool json,
	bool to_syslog)
{
	struct program_logger l;
	char line[512];

	if (level > FUSE_LOG_WARNING)
		return;
	vsnprintf(line, sizeof(line), fmt, ap);
	line[strcspn(line, "\n")] = '\0';
	program_logger_plain(&l, json, to_syslog);
	log_write(&l.base,
		level == FUSE_LOG_WARNING ? LOG_LEVEL_WARN : LOG_LEVEL_ERROR,
		"fuse", "%s", line);
}

static void __attribute__((format(printf, 2, 0)))
as_text(enum fuse_log_level level, const char *fmt, va_list ap)
{
	forward(level, fmt, ap, false, false);
}

static void __attribute__((format(printf, 2, 0)))
as_json(enum fuse_log_level level, const char *fmt, va_list ap)
{
	forward(level, fmt, ap, true, false);
}

static void __attribute__((format(printf, 2, 0)))
to_syslog(enum fuse_log_level level, const char *fmt, va_list ap)
{
	forward(level, fmt, ap, false, true);
}

static void __attribute__((format(printf, 2, 0)))
to_syslog_as_json(enum fuse_log_level level, const char *fmt, va_list ap)
{
	forward(level, fmt, ap, true, true);
}

void fuse_log_like(const struct program_logger *l)
{
	static const fuse_log_func_t hooks[2][2] = {
		{as_text, as_json},
		{to_syslog, to_syslog_as_json},
	};

	fuse_set_log_func(hooks[l->to_syslog][l->json]);
}
