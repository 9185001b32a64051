/* SPDX-License-Identifier: MIT */
#include "main_signals.h"

#include <signal.h>

/* Ends the thread; nobody else uses it. */
enum { SIGNAL_END = SIGUSR2 };

static void fill(sigset_t *set, bool ending)
{
	sigemptyset(set);
	sigaddset(set, SIGNAL_END);
	sigaddset(set, SIGHUP);
	if (ending) {
		sigaddset(set, SIGTERM);
		sigaddset(set, SIGINT);
	}
}

void signals_block(bool block)
{
	sigset_t set;

	fill(&set, true);
	pthread_sigmask(block ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

static void refresh(struct signals *s)
{
	log_write(s->logger, LOG_LEVEL_INFO, "main", "SIGHUP: refreshing");
	api_forget_token(s->api);
	fs_refresh_all(s->fs);
}

/* From here on TERM and INT have their usual effect. */
static void stop(struct signals *s, int signal)
{
	sigset_t set;

	log_write(s->logger, LOG_LEVEL_INFO, "main", "%s: stopping",
		signal == SIGINT ? "SIGINT" : "SIGTERM");
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	fs_stop(s->fs);
}

static void *run(void *arg)
{
	struct signals *s = arg;
	bool stopping = false;

	for (;;) {
		sigset_t set;
		int signal = 0;
		fill(&set, !stopping);
		if (sigwait(&set, &signal) || signal == SIGNAL_END)
			return NULL;
		if (signal != SIGHUP) {
			stopping = true;
			stop(s, signal);
		} else if (!stopping) {
			refresh(s);
		}
	}
}

int signals_start(struct signals *s, struct fs *fs, struct api *api,
	struct logger *logger)
{
	s->fs = fs;
	s->api = api;
	s->logger = logger;
	int r = pthread_create(&s->thread, NULL, run, s);
	s->started = r == 0;
	return -r;
}

void signals_stop(struct signals *s)
{
	if (!s->started)
		return;
	pthread_kill(s->thread, SIGNAL_END);
	pthread_join(s->thread, NULL);
	s->started = false;
}
