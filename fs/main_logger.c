/* SPDX-License-Identifier: MIT */
#include "main_logger.h"

#include <stdio.h>
#include <syslog.h>
#include <unistd.h>
#include "clock.h"
#include "util.h"

/* In the order of the option's choices. */
static const struct {
	const char *word;
	int priority;
} levels[] = {
	[LOG_LEVEL_ERROR] = {"error", LOG_ERR},
	[LOG_LEVEL_WARN] = {"warn", LOG_WARNING},
	[LOG_LEVEL_INFO] = {"info", LOG_INFO},
	[LOG_LEVEL_DEBUG] = {"debug", LOG_DEBUG},
};

/* Lines have no control bytes: quotes and backslashes are all there is. */
static void add_json_string(struct buf *b, const char *s)
{
	buf_addc(b, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_addc(b, '\\');
		buf_addc(b, *s);
	}
	buf_addc(b, '"');
}

static void add_json(struct buf *b, enum log_level level, const char *topic,
	const char *line)
{
	char now[32];

	time_format_rfc3339(clock_real_ns(&clock_system), now);
	buf_addf(b, "{\"time\":\"%s\",\"level\":\"%s\",\"topic\":", now,
		levels[level].word);
	add_json_string(b, topic);
	buf_adds(b, ",\"message\":");
	add_json_string(b, line);
	buf_addc(b, '}');
}

/* One write, so that lines of several threads do not mix. */
static void write_line(struct buf *b)
{
	buf_addc(b, '\n');
	if (buf_error(b) == 0 && write(STDERR_FILENO, b->p, b->n) < 0)
		return; /* there is no other place to say so */
}

static void write_record(struct logger *base, enum log_level level,
	const char *topic, const char *line)
{
	const struct program_logger *l =
		container_of(base, struct program_logger, base);
	cleanup_buf struct buf b = BUF_INIT;

	if (l->json)
		add_json(&b, level, topic, line);
	else if (l->to_syslog)
		buf_addf(&b, "%s: %s", topic, line);
	else
		buf_addf(&b, "runaifs: %s: %s: %s", levels[level].word, topic,
			line);
	if (!l->to_syslog)
		write_line(&b);
	else if (buf_error(&b) == 0)
		syslog(levels[level].priority, "%s", b.p);
}

void program_logger_plain(struct program_logger *l, bool json, bool to_syslog)
{
	*l = (struct program_logger){
		.base = {write_record, LOG_LEVEL_INFO},
		.json = json,
		.to_syslog = to_syslog,
	};
}

void program_logger_init(
	struct program_logger *l, const struct config *config, bool to_syslog)
{
	program_logger_plain(
		l, config_int(config, SET_LOG_FORMAT) == 1, to_syslog);
	l->base.max = (enum log_level)config_int(config, SET_LOG);
	if (to_syslog)
		openlog("runaifs", LOG_PID, LOG_DAEMON);
}
