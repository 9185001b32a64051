/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include "cmd.h"

int cmd_report(int code, const char *fmt, ...)
{
	char line[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	for (char *p = line; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	fprintf(stderr, "runaifs: %s\n", line);
	return code;
}

/* A socket must never become descriptor 2. */
static void fill_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

static int run(const struct options *o)
{
	static int (*const commands[])(const struct options *) = {
		[COMMAND_MOUNT] = cmd_mount,
		[COMMAND_PRINT_CONFIG] = cmd_print_config,
		[COMMAND_UNMOUNT] = cmd_unmount,
		[COMMAND_REFRESH] = cmd_refresh,
		[COMMAND_STAT] = cmd_stat,
		[COMMAND_HELP] = cmd_help,
		[COMMAND_VERSION] = cmd_version,
	};

	return commands[o->command](o);
}

int main(int argc, char **argv)
{
	__attribute__((cleanup(options_finish))) struct options options;
	cleanup_buf struct buf message = BUF_INIT;

	fill_standard_descriptors();
	/* whoever starts us may have them ignored; we wait for children */
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	int r = options_parse(&options, argc, argv, &message);
	if (r == -ENOMEM || buf_error(&message) < 0)
		return cmd_report(EXIT_USAGE, "out of memory");
	if (r < 0)
		return cmd_report(EXIT_USAGE, "%s", message.p);
	return run(&options);
}
