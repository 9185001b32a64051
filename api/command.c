/* SPDX-License-Identifier: MIT */
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "clock.h"
#include "secret.h"
#include "util.h"

enum { EXIT_POLL_MS = 5 };

/* ---- words ---- */

/* Copies the word at *p to *out, both moved behind it; false: open quote. */
static bool take_word(const char **p, char **out)
{
	char quote = 0;

	for (; **p && (quote || !strchr(" \t\n", **p)); (*p)++) {
		if (quote ? **p == quote : **p == '\'' || **p == '"') {
			quote = quote ? 0 : **p;
			continue;
		}
		if (**p == '\\' && quote != '\'' && (*p)[1])
			(*p)++;
		*(*out)++ = **p;
	}
	*(*out)++ = '\0';
	return !quote;
}

int command_split(const char *line, char ***ret_argv)
{
	size_t n = strlen(line), max_words = n / 2 + 2, words = 0;
	/* the vector, then the text it points into */
	char **argv = malloc(max_words * sizeof(*argv) + n + 1);
	if (!argv)
		return -ENOMEM;
	char *out = (char *)(argv + max_words);

	for (;;) {
		line += strspn(line, " \t\n");
		if (!*line)
			break;
		argv[words++] = out;
		if (!take_word(&line, &out)) {
			words = 0;
			break;
		}
	}
	if (!words) {
		free(argv);
		return -EINVAL;
	}
	argv[words] = NULL;
	*ret_argv = argv;
	return 0;
}

/* ---- the process ---- */

struct child {
	pid_t pid; /* 0: gone */
	int out;   /* its standard output, -1: closed */
};

/* Ends what still runs; the whole session, children of the command too. */
static void child_finish(struct child *c)
{
	if (c->pid > 0) {
		kill(-c->pid, SIGKILL);
		kill(c->pid, SIGKILL);
		while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (c->out >= 0)
		close(c->out);
	*c = (struct child){.out = -1};
}

/* A fresh start whatever our threads block or ignore. */
static int prepare_attr(posix_spawnattr_t *attr)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &all);
	return posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK |
						      POSIX_SPAWN_SETSIGDEF |
						      POSIX_SPAWN_SETSID);
}

static int prepare_files(posix_spawn_file_actions_t *files, int out)
{
	int r = posix_spawn_file_actions_addopen(
		files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);

	if (!r)
		r = posix_spawn_file_actions_adddup2(files, out, STDOUT_FILENO);
	if (!r)
		r = posix_spawn_file_actions_addopen(
			files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
	/* libraries may have opened sockets without O_CLOEXEC */
	if (!r)
		r = posix_spawn_file_actions_addclosefrom_np(
			files, STDERR_FILENO + 1);
#endif
	return r;
}

/* A positive errno, as posix_spawn. */
static int spawn(char **argv, int out, pid_t *ret_pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int r = posix_spawnattr_init(&attr);

	if (r)
		return r;
	r = posix_spawn_file_actions_init(&files);
	if (r) {
		posix_spawnattr_destroy(&attr);
		return r;
	}
	r = prepare_attr(&attr);
	if (!r)
		r = prepare_files(&files, out);
	if (!r)
		r = posix_spawnp(
			ret_pid, argv[0], &files, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return r;
}

static int child_start(struct child *c, char **argv, struct buf *message)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	int r = spawn(argv, ends[1], &c->pid);
	close(ends[1]);
	c->out = ends[0];
	if (!r)
		return 0;
	c->pid = 0;
	buf_addf(message, "cannot run token_command `%s`: %s", argv[0],
		strerror(r));
	return r == ENOENT || r == ENOMEM ? -r : -EACCES;
}

static int64_t left_ms(int64_t deadline_ms)
{
	int64_t left = deadline_ms - clock_mono_ms(&clock_system);

	return left > 0 ? left : 0;
}

/* Reads to the end, at most `size` bytes. */
static int read_output(
	int fd, int64_t deadline_ms, char *p, size_t size, size_t *ret_n)
{
	size_t n = 0;

	for (;;) {
		struct pollfd pfd = {.fd = fd, .events = POLLIN};
		int ready = poll(&pfd, 1, (int)left_ms(deadline_ms));
		if (ready == 0)
			return -ETIMEDOUT;
		if (ready < 0 && errno == EINTR)
			continue;
		if (n == size)
			return -EFBIG;
		ssize_t r = read(fd, p + n, size - n);
		if (r == 0)
			break;
		if (r < 0 && errno != EINTR)
			return -EIO;
		n += r > 0 ? (size_t)r : 0;
	}
	*ret_n = n;
	return 0;
}

/* It closed its output; a moment later it should be gone. */
static int child_wait(struct child *c, int64_t deadline_ms, int *ret_status)
{
	const struct timespec nap = {.tv_nsec = EXIT_POLL_MS * NS_PER_MS};

	for (;;) {
		pid_t pid = waitpid(c->pid, ret_status, WNOHANG);
		if (pid == c->pid)
			break;
		if (pid < 0 && errno != EINTR)
			return -EIO;
		if (!left_ms(deadline_ms))
			return -ETIMEDOUT;
		nanosleep(&nap, NULL);
	}
	/* A helper it left behind, output closed, may stay. */
	c->pid = 0;
	return 0;
}

/* ---- the answer ---- */

static int take_token(const char *p, size_t n, char **ret)
{
	while (n && strchr(" \t\r\n", p[n - 1]))
		n--;
	for (; n && strchr(" \t\r\n", *p); p++)
		n--;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)p[i] <= ' ' || p[i] == 0x7f)
			return -EINVAL;
	if (!n)
		return -EINVAL;
	*ret = secret_dup(p, n);
	return *ret ? 0 : -ENOMEM;
}

static void describe_status(
	struct buf *message, const char *program, int status)
{
	if (WIFSIGNALED(status))
		buf_addf(message, "token_command `%s` died of signal %d",
			program, WTERMSIG(status));
	else
		buf_addf(message,
			"token_command `%s` failed with status %d: run it by "
			"hand to see why",
			program, WEXITSTATUS(status));
}

static void describe(struct buf *message, const char *program, int err)
{
	static const struct {
		int err;
		const char *text;
	} texts[] = {
		{-ETIMEDOUT, "did not end in time"},
		{-EFBIG, "printed more than a token can be long"},
		{-EINVAL, "printed something that is not a token"},
		{-EIO, "could not be followed"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (texts[i].err == err)
			buf_addf(message, "token_command `%s` %s", program,
				texts[i].text);
}

/* Follows a started command to its end; `room` has SECRET_MAX + 1 bytes. */
static int follow(struct child *c, const char *program, int64_t deadline_ms,
	char *room, char **ret_secret, struct buf *message)
{
	int status = 0;
	size_t n = 0;
	int r = read_output(c->out, deadline_ms, room, SECRET_MAX + 1, &n);

	if (!r)
		r = child_wait(c, deadline_ms, &status);
	if (!r && status) {
		describe_status(message, program, status);
		return -EIO;
	}
	if (!r)
		r = take_token(room, n, ret_secret);
	describe(message, program, r);
	return r;
}

int command_run(const char *line, int64_t timeout_ms, char **ret_secret,
	struct buf *message)
{
	__attribute__((cleanup(child_finish))) struct child c = {.out = -1};
	int64_t deadline_ms = clock_mono_ms(&clock_system) + timeout_ms;
	cleanup_free char **argv = NULL;
	int r = command_split(line, &argv);

	if (r == -EINVAL)
		buf_adds(
			message, "token_command is empty or has an open quote");
	if (r < 0)
		return r;
	char *room = secret_alloc(SECRET_MAX + 1);
	if (!room)
		return -ENOMEM;
	r = child_start(&c, argv, message);
	if (!r)
		r = follow(&c, argv[0], deadline_ms, room, ret_secret, message);
	secret_free(room);
	return r;
}
