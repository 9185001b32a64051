/* SPDX-License-Identifier: MIT */
#include "token_source.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include "cli_login.h"
#include "secret.h"

/* Shared by two: the reading thread and the network thread. */
struct source {
	struct task task;
	enum source_kind kind;
	char *what;
	struct command_runner runner;
	source_done_fn *done;
	void *arg;

	/* written by the reader before it posts */
	int err;
	char *secret;
	struct buf message;

	pthread_mutex_t lock;
	/* below: under `lock` */
	struct transport *transport; /* NULL: abandoned */
	unsigned refs;
};

static void source_unref(struct source *s)
{
	unsigned left;

	pthread_mutex_lock(&s->lock);
	left = --s->refs;
	pthread_mutex_unlock(&s->lock);
	if (left > 0)
		return;
	pthread_mutex_destroy(&s->lock);
	secret_free(s->secret);
	buf_free(&s->message);
	free(s->what);
	free(s);
}

static int run_command(struct source *s)
{
	const struct command_runner *r = &s->runner;

	if (!r->run)
		return command_run(
			s->what, SOURCE_COMMAND_MS, &s->secret, &s->message);
	return r->run(r->fd, s->what, SOURCE_COMMAND_MS, &s->secret,
		&s->message);
}

static int read_secret(struct source *s)
{
	switch (s->kind) {
	case SOURCE_OF_FILE:
		return secret_read_file(s->what, &s->secret, &s->message);
	case SOURCE_OF_CLI:
		return cli_login_token(s->what, &s->secret, &s->message);
	case SOURCE_OF_COMMAND:
		return run_command(s);
	}
	return -EINVAL;
}

static void *read_thread(void *arg)
{
	struct source *s = arg;

	s->err = read_secret(s);
	pthread_mutex_lock(&s->lock);
	if (s->transport) {
		s->refs++;
		transport_post(s->transport, &s->task);
	}
	pthread_mutex_unlock(&s->lock);
	source_unref(s);
	return NULL;
}

static void on_read(struct task *task)
{
	struct source *s = container_of(task, struct source, task);
	bool wanted;

	pthread_mutex_lock(&s->lock);
	wanted = s->transport != NULL;
	s->transport = NULL;
	pthread_mutex_unlock(&s->lock);
	if (wanted) {
		char *secret = s->secret;

		s->secret = NULL;
		s->done(s->arg, s->err, secret,
			s->message.n ? s->message.p : "cannot be read");
		source_unref(s);
	}
	source_unref(s);
}

static int start_detached(struct source *s)
{
	sigset_t all, old;
	pthread_t thread;
	int r;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	r = pthread_create(&thread, NULL, read_thread, s);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (r == 0)
		pthread_detach(thread);
	return r == 0 ? 0 : -ENOMEM;
}

int source_start(struct source **ret, struct transport *t,
	const struct command_runner *runner, enum source_kind kind,
	const char *what, source_done_fn *done, void *arg)
{
	struct source *s = calloc(1, sizeof(*s));
	int r;

	if (!s)
		return -ENOMEM;
	s->task.run = on_read;
	s->kind = kind;
	s->runner = *runner;
	s->done = done;
	s->arg = arg;
	s->transport = t;
	s->refs = 2;
	s->what = strdup(what);
	pthread_mutex_init(&s->lock, NULL);
	r = s->what ? start_detached(s) : -ENOMEM;
	if (r < 0) {
		s->refs = 1;
		source_unref(s);
		return r;
	}
	*ret = s;
	return 0;
}

void source_abandon(struct source *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->lock);
	s->transport = NULL;
	pthread_mutex_unlock(&s->lock);
	source_unref(s);
}
