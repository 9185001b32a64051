/* SPDX-License-Identifier: MIT */
/*
 * Secrets that lie elsewhere: a file, the CLI's login, a command's output.
 * Reading one may block, so it happens on a short-lived thread of its own.
 */
#ifndef RUNAIFS_API_TOKEN_SOURCE_H
#define RUNAIFS_API_TOKEN_SOURCE_H

#include "command.h"
#include "config.h"
#include "transport.h"

enum source_kind { SOURCE_OF_FILE, SOURCE_OF_CLI, SOURCE_OF_COMMAND };

enum { SOURCE_COMMAND_MS = 10 * 1000 };

struct source;

/* On the network thread. err 0: `secret` is yours (secret_free()); else a
 * negative errno and one line in `message`. */
typedef void source_done_fn(
	void *arg, int err, char *secret, const char *message);

/* `what` (copied): path or command line; `runner` (copied): for the latter.
 * Network thread. 0 or -ENOMEM. */
int source_start(struct source **ret, struct transport *t,
	const struct command_runner *runner, enum source_kind kind,
	const char *what, source_done_fn *done, void *arg);
/* `done` will not be called; the thread ends by itself. Network thread; not
 * after `done`. NULL is fine. */
void source_abandon(struct source *s);

#endif
