/* SPDX-License-Identifier: MIT */
#include "helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "helper_command.h"
#include "main_daemon.h"
#include "mountinfo.h"
#include "unmount.h"
#include "util.h"

enum { ANSWER_MS = 2000 };

/* ---- in the helper ---- */

/* The mount that is ours to end. */
struct charge {
	const char *point;
	bool mounted;
	unsigned major, minor;
};

/* What is mounted there now, where that is a runaifs. */
static bool look(const char *point, unsigned *ret_major, unsigned *ret_minor)
{
	struct mountinfo m = {0};

	if (mountinfo_find_now(point, &m) < 0)
		return false;
	bool ours = m.ours && strcmp(m.point, point) == 0;
	*ret_major = m.major;
	*ret_minor = m.minor;
	mountinfo_free(&m);
	return ours;
}

static void note_mounted(struct charge *c)
{
	c->mounted = look(c->point, &c->major, &c->minor);
}

/* Only the very mount that was noted. */
static void end_mount(struct charge *c)
{
	unsigned major, minor;

	if (c->mounted && look(c->point, &major, &minor) && major == c->major &&
		minor == c->minor)
		unmount_path(c->point, true);
	c->mounted = false;
}

/* A child of its own, for a command may take long. */
static void start_command(int fd, int request)
{
	pid_t pid = fork();

	if (pid == 0) {
		close(fd);
		signal(SIGCHLD, SIG_DFL);
		helper_command_serve(request);
		_exit(0);
	}
	close(request);
}

static void serve(int fd, struct charge *c)
{
	int n, passed;
	char byte;

	while ((n = helper_receive(fd, &byte, &passed)) == 1 || n == -EINTR) {
		if (n != 1)
			continue;
		if (byte == HELPER_COMMAND) {
			start_command(fd, passed);
			continue;
		}
		if (byte == 'm')
			note_mounted(c);
		else
			end_mount(c);
		helper_send(fd, 'd', -1);
	}
	end_mount(c);
}

/* Signals to the terminal's or the service's processes are for the daemon, and
 * children are reaped by the kernel. */
static void ignore_signals(void)
{
	static const int signals[] = {
		SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGPIPE};
	const struct sigaction child = {
		.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT};

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		signal(signals[i], SIG_IGN);
	sigaction(SIGCHLD, &child, NULL);
}

/* Whoever waits for our output or for the end of the start must not wait for
 * the helper. Returns the socket's new number, the only descriptor kept. */
static int drop_descriptors(int fd)
{
	int null = open("/dev/null", O_RDWR);

	for (int i = STDIN_FILENO; null >= 0 && i <= STDERR_FILENO; i++)
		dup2(null, i);
	fd = dup2(fd, STDERR_FILENO + 1);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	close_range(STDERR_FILENO + 2, ~0U, 0);
	return fd;
}

static _Noreturn void helper_main(int fd, const char *mountpoint)
{
	struct charge c = {.point = mountpoint};

	setsid();
	daemon_wipe_environment();
	ignore_signals();
	prctl(PR_SET_NAME, "runaifs-helper");
	fd = drop_descriptors(fd);
	if (chdir("/") == 0)
		serve(fd, &c);
	_exit(0);
}

/* ---- in the daemon ---- */

int helper_start(struct helper *ret, const char *mountpoint)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return -errno;
	pid_t pid = fork();
	if (pid == 0) {
		close(ends[0]);
		helper_main(ends[1], mountpoint);
	}
	int r = pid < 0 ? -errno : 0;
	close(ends[1]);
	if (r < 0)
		close(ends[0]);
	else
		*ret = (struct helper){.fd = ends[0], .pid = pid};
	return r;
}

static void ask(struct helper *h, char what)
{
	struct pollfd pfd = {.fd = h->fd, .events = POLLIN};
	char answer;

	if (h->fd < 0 || helper_send(h->fd, what, -1) < 0)
		return;
	if (poll(&pfd, 1, ANSWER_MS) == 1 && read(h->fd, &answer, 1) < 0)
		return;
}

void helper_mounted(struct helper *h)
{
	ask(h, 'm');
}

void helper_unmount(struct helper *h)
{
	ask(h, 'u');
}

void helper_finish(struct helper *h)
{
	if (h->fd < 0)
		return;
	/* Not closed: a thread that was given up may be about to use it. */
	shutdown(h->fd, SHUT_RDWR);
	while (waitpid(h->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*h = HELPER_INIT;
}
