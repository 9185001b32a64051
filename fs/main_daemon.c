/* SPDX-License-Identifier: MIT */
#include "main_daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cmd.h"
#include "secret.h"
#include "util.h"

/* What goes through the pipe, in one piece. */
struct status {
	int code;
	char message[1024];
};
_Static_assert(sizeof(struct status) <= PIPE_BUF, "written in one piece");

/* ---- parent ---- */

static int wait_for_status(int fd)
{
	struct status s = {.code = EXIT_MOUNT};
	ssize_t n;

	do
		n = read(fd, &s, sizeof(s));
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(s))
		return cmd_report(EXIT_MOUNT,
			"the process in the background ended unexpectedly: "
			"try again with -f to see more");
	if (s.code != EXIT_FINE)
		cmd_report(s.code, "%s", s.message);
	return s.code;
}

/* ---- child ---- */

/* What the shell had open, a lock or a pipe that someone reads to its end, must
 * not stay open as long as the mount. */
static void drop_inherited(int keep)
{
	close_range(STDERR_FILENO + 1, (unsigned)keep - 1, 0);
	close_range((unsigned)keep + 1, ~0U, 0);
}

static int become_child(struct daemon *d, int ends[2], bool keep_descriptors)
{
	close(ends[0]);
	if (!keep_descriptors)
		drop_inherited(ends[1]);
	d->status_fd = ends[1];
	return setsid() < 0 ? -errno : 0;
}

int daemon_start(struct daemon *d, bool keep_descriptors, int *ret_code)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid_t pid = fork();
	if (pid == 0)
		return become_child(d, ends, keep_descriptors);
	int r = pid < 0 ? -errno : 1;
	close(ends[1]);
	if (r > 0) {
		daemon_wipe_environment();
		*ret_code = wait_for_status(ends[0]);
	}
	close(ends[0]);
	return r;
}

/* False where the parent is gone. */
static bool send_status(struct daemon *d, int code, const char *message)
{
	struct status s = {.code = code};
	ssize_t n;

	snprintf(s.message, sizeof(s.message), "%s", message);
	do
		n = write(d->status_fd, &s, sizeof(s));
	while (n < 0 && errno == EINTR);
	close(d->status_fd);
	d->status_fd = -1;
	return n == (ssize_t)sizeof(s);
}

int daemon_fail(struct daemon *d, int code, const char *message)
{
	if (d->status_fd < 0)
		return cmd_report(code, "%s", message);
	send_status(d, code, message);
	return code;
}

int daemon_ready(struct daemon *d)
{
	int null;

	if (d->status_fd < 0)
		return 0;
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0)
		return -errno;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	close(null);
	return send_status(d, EXIT_FINE, "") ? 0 : -EPIPE;
}

/* ---- secrets ---- */

void daemon_harden(void)
{
	const struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void daemon_wipe_environment(void)
{
	static const char *const names[] = {
		"RUNAI_CLIENT_SECRET", "RUNAI_TOKEN"};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		/* the bytes that the kernel shows, not a copy of them */
		char *value = getenv(names[i]);
		if (value)
			secret_wipe(value, strlen(value));
		unsetenv(names[i]);
	}
}
