/* SPDX-License-Identifier: MIT */
#include "state.h"

#include <errno.h>
#include <poll.h>

#include "clock.h"

enum { LOOK_MS = 100 }; /* how often clients are looked after */

static bool client_left(const struct waiter *w)
{
	struct pollfd p = {.fd = w->fd, .events = POLLRDHUP};

	return poll(&p, 1, 0) > 0 &&
	       (p.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL));
}

static bool is_due(const struct sim *sim, struct waiter *w, int64_t now)
{
	if (sim->waits.stop)
		return true;
	if (client_left(w)) {
		w->gone = true;
		return true;
	}
	if (w->hang && !w->hang->cleared)
		return false;
	return now >= w->until_ms;
}

/* When to look again. */
static int64_t let_go(struct sim *sim, int64_t now)
{
	struct waiter **at = &sim->waits.first;
	int64_t next = now + LOOK_MS;

	while (*at) {
		struct waiter *w = *at;

		if (is_due(sim, w, now)) {
			*at = w->next;
			MHD_resume_connection(w->conn);
			continue;
		}
		if (!w->hang && w->until_ms < next)
			next = w->until_ms;
		at = &w->next;
	}
	return next;
}

static void *run(void *arg)
{
	struct sim *sim = arg;

	pthread_mutex_lock(&sim->lock);
	while (!sim->waits.stop || sim->waits.first) {
		int64_t next = let_go(sim, clock_steady_ms());
		struct timespec ts = {next / 1000, next % 1000 * 1000000};

		if (sim->waits.stop)
			continue;
		if (sim->waits.first)
			pthread_cond_timedwait(
				&sim->waits.moved, &sim->lock, &ts);
		else
			pthread_cond_wait(&sim->waits.moved, &sim->lock);
	}
	pthread_mutex_unlock(&sim->lock);
	return NULL;
}

int waits_start(struct sim *sim)
{
	pthread_condattr_t attr;
	int e;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&sim->waits.moved, &attr);
	pthread_condattr_destroy(&attr);
	e = pthread_create(&sim->waits.thread, NULL, run, sim);
	sim->waits.running = e == 0;
	return -e;
}

void waits_stop(struct sim *sim)
{
	if (!sim->waits.running)
		return;
	pthread_mutex_lock(&sim->lock);
	sim->stopping = true;
	sim->waits.stop = true;
	pthread_cond_signal(&sim->waits.moved);
	pthread_mutex_unlock(&sim->lock);
	pthread_join(sim->waits.thread, NULL);
	pthread_cond_destroy(&sim->waits.moved);
}

void waits_add(struct sim *sim, struct waiter *w)
{
	w->next = sim->waits.first;
	sim->waits.first = w;
	pthread_cond_signal(&sim->waits.moved);
}

void waits_wake(struct sim *sim)
{
	pthread_cond_signal(&sim->waits.moved);
}
