/* SPDX-License-Identifier: MIT */
/*
 * Where log lines go is the program's decision: libraries only call log_write.
 * One line a record; a secret has no formatter, so none can end up here.
 * A NULL logger is silent. Any thread.
 */
#ifndef RUNAIFS_API_LOG_H
#define RUNAIFS_API_LOG_H

#include <stdbool.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

struct logger {
	/* `line` has no newline and no control bytes. Called from any thread,
	 * must not block for long. */
	void (*write)(struct logger *, enum log_level, const char *topic,
		const char *line);
	enum log_level max;
};

void log_write(struct logger *l, enum log_level level, const char *topic,
	const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
