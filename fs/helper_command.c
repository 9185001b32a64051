/* SPDX-License-Identifier: MIT */
#include "helper_command.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "clock.h"
#include "command.h"
#include "secret.h"

enum {
	LINE_MAX_BYTES = 64 * 1024,
	MESSAGE_MAX_BYTES = 4 * 1024,
	GRACE_MS = 2000, /* for the helper to end a command in */
};

struct request {
	int64_t timeout_ms;
	uint32_t n_line;
};

struct answer {
	int32_t err;
	uint32_t n_secret, n_message;
};

/* ---- bytes ---- */

static int send_all(int fd, const void *p, size_t n)
{
	for (const char *at = p; n > 0;) {
		ssize_t r = send(fd, at, n, MSG_NOSIGNAL);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return -errno;
		at += r;
		n -= (size_t)r;
	}
	return 0;
}

/* 0, -ETIMEDOUT, -EPIPE at a premature end, another negative errno. */
static int receive_all(int fd, void *p, size_t n, int64_t deadline_ms)
{
	for (char *at = p; n > 0;) {
		struct pollfd pfd = {.fd = fd, .events = POLLIN};
		int64_t left = deadline_ms - clock_mono_ms(&clock_system);
		int ready = poll(&pfd, 1, left > 0 ? (int)left : 0);
		if (ready == 0)
			return -ETIMEDOUT;
		ssize_t r = ready < 0 ? -1 : recv(fd, at, n, MSG_DONTWAIT);
		if (r == 0)
			return -EPIPE;
		if (r < 0 && errno != EINTR && errno != EAGAIN)
			return -errno;
		at += r > 0 ? r : 0;
		n -= r > 0 ? (size_t)r : 0;
	}
	return 0;
}

/* Room for one descriptor beside a message. */
union control {
	struct cmsghdr header;
	char space[CMSG_SPACE(sizeof(int))];
};

int helper_send(int fd, char byte, int passed)
{
	struct iovec iov = {.iov_base = &byte, .iov_len = 1};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
	union control control = {.space = {0}};

	if (passed >= 0) {
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.header), &passed, sizeof(int));
		m.msg_control = &control;
		m.msg_controllen = sizeof(control);
	}
	return sendmsg(fd, &m, MSG_NOSIGNAL) == 1 ? 0 : -errno;
}

int helper_receive(int fd, char *ret_byte, int *ret_fd)
{
	struct iovec iov = {.iov_base = ret_byte, .iov_len = 1};
	union control control = {.space = {0}};
	struct msghdr m = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	ssize_t n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
	const struct cmsghdr *h = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;

	*ret_fd = -1;
	if (h && h->cmsg_type == SCM_RIGHTS &&
		h->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(ret_fd, CMSG_DATA(h), sizeof(int));
	return n < 0 ? -errno : (int)n;
}

/* ---- in the daemon ---- */

static int send_request(
	int helper, int pair[2], const char *line, int64_t timeout_ms)
{
	const struct request q = {
		.timeout_ms = timeout_ms, .n_line = (uint32_t)strlen(line)};
	int r = helper_send(helper, HELPER_COMMAND, pair[1]);

	close(pair[1]);
	pair[1] = -1;
	if (r == 0)
		r = send_all(pair[0], &q, sizeof(q));
	if (r == 0)
		r = send_all(pair[0], line, q.n_line);
	return r;
}

static int take_secret(
	int fd, const struct answer *a, int64_t deadline_ms, char **ret_secret)
{
	if (a->n_secret > SECRET_MAX || a->n_message > MESSAGE_MAX_BYTES)
		return -EBADMSG;
	char *secret = secret_alloc(a->n_secret);
	if (!secret)
		return -ENOMEM;
	int r = receive_all(fd, secret, a->n_secret, deadline_ms);
	if (r == 0 && a->err == 0)
		*ret_secret = secret;
	else
		secret_free(secret);
	return r;
}

/* 0 where there was an answer, with what the command came to in *ret_err. */
static int take_answer(int fd, int64_t deadline_ms, int *ret_err,
	char **ret_secret, struct buf *message)
{
	char text[MESSAGE_MAX_BYTES];
	struct answer a;
	int r = receive_all(fd, &a, sizeof(a), deadline_ms);

	if (r == 0)
		r = take_secret(fd, &a, deadline_ms, ret_secret);
	if (r < 0)
		return r;
	if (receive_all(fd, text, a.n_message, deadline_ms) == 0)
		buf_add(message, text, a.n_message);
	*ret_err = a.err;
	return 0;
}

int helper_command_run(int fd, const char *line, int64_t timeout_ms,
	char **ret_secret, struct buf *message)
{
	int64_t deadline_ms =
		clock_mono_ms(&clock_system) + timeout_ms + GRACE_MS;
	int pair[2], err = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -ENOMEM;
	int r = send_request(fd, pair, line, timeout_ms);
	if (r == 0)
		r = take_answer(
			pair[0], deadline_ms, &err, ret_secret, message);
	close(pair[0]);
	if (r == 0 || r == -ENOMEM)
		return r ? r : err;
	buf_adds(message, "the helper process that runs token_command is gone "
			  "or does not answer: mount again");
	return -EIO;
}

/* ---- in the helper's child ---- */

static void send_answer(
	int fd, int err, const char *secret, const struct buf *message)
{
	struct answer a = {.err = err, .n_message = (uint32_t)message->n};

	if (secret)
		a.n_secret = (uint32_t)strlen(secret);
	if (a.n_message > MESSAGE_MAX_BYTES)
		a.n_message = MESSAGE_MAX_BYTES;
	if (send_all(fd, &a, sizeof(a)) == 0 &&
		send_all(fd, secret, a.n_secret) == 0)
		send_all(fd, message->p, a.n_message);
}

void helper_command_serve(int fd)
{
	int64_t deadline_ms = clock_mono_ms(&clock_system) + GRACE_MS;
	cleanup_buf struct buf message = BUF_INIT;
	cleanup_free char *line = NULL;
	char *secret = NULL;
	struct request q;

	if (receive_all(fd, &q, sizeof(q), deadline_ms) < 0 ||
		q.n_line > LINE_MAX_BYTES ||
		!(line = calloc(1, q.n_line + 1)) ||
		receive_all(fd, line, q.n_line, deadline_ms) < 0)
		return;
	int err = command_run(line, q.timeout_ms, &secret, &message);
	send_answer(fd, err, secret, &message);
	secret_free(secret);
}
