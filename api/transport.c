/* SPDX-License-Identifier: MIT */
#include "transport.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include "clock.h"
#include "transport_easy.h"

enum { POLL_MAX_MS = 60 * 1000, IDLE_MAX = 16 };

struct transport {
	struct transport_options options;
	pthread_t thread;

	/* network thread only */
	CURLM *multi;
	struct timers timers;
	struct easy *idle; /* handles to use again: they hold TLS sessions */
	unsigned n_idle;

	/* any thread */
	atomic_uint_fast64_t bytes_received, connections;

	pthread_mutex_t lock;
	/* below: under `lock` */
	struct task *first, **last;
	bool stop;
};

int64_t transport_now(const struct transport *t)
{
	return clock_mono_ms(&clock_system);
}

struct timers *transport_timers(struct transport *t)
{
	return &t->timers;
}

void transport_counts(struct transport *t, struct transport_counts *ret)
{
	ret->bytes_received = atomic_load(&t->bytes_received);
	ret->connections = atomic_load(&t->connections);
}

/* ---- tasks ---- */

void transport_post(struct transport *t, struct task *task)
{
	bool wake;

	task->next = NULL;
	pthread_mutex_lock(&t->lock);
	wake = !t->first;
	*t->last = task;
	t->last = &task->next;
	pthread_mutex_unlock(&t->lock);
	if (wake)
		curl_multi_wakeup(t->multi);
}

static struct task *take_tasks(struct transport *t, bool *ret_stop)
{
	struct task *first;

	pthread_mutex_lock(&t->lock);
	first = t->first;
	t->first = NULL;
	t->last = &t->first;
	*ret_stop = t->stop;
	pthread_mutex_unlock(&t->lock);
	return first;
}

/* False once the transport is to end and nothing is left to do. */
static bool run_tasks(struct transport *t)
{
	struct task *task, *next;
	bool stop;

	while ((task = take_tasks(t, &stop)))
		for (; task; task = next) {
			next = task->next;
			task->run(task);
		}
	return !stop;
}

/* ---- transfers ---- */

static struct easy *take_easy(struct transport *t)
{
	struct easy *e = t->idle;

	if (!e)
		return easy_create(&t->options);
	t->idle = e->next;
	t->n_idle--;
	return e;
}

static void put_easy(struct transport *t, struct easy *e)
{
	easy_detach(e);
	if (t->n_idle >= IDLE_MAX) {
		easy_destroy(e);
		return;
	}
	e->next = t->idle;
	t->idle = e;
	t->n_idle++;
}

int transport_start(struct transport *t, struct transfer *x)
{
	struct easy *e = take_easy(t);
	int r;

	if (!e)
		return -ENOMEM;
	x->transport = t;
	r = easy_attach(e, x);
	if (r == 0 && curl_multi_add_handle(t->multi, e->curl) != CURLM_OK)
		r = -ENOMEM;
	if (r < 0)
		put_easy(t, e);
	return r;
}

void transport_stop(struct transfer *x)
{
	struct easy *e = x->easy;

	if (!e)
		return;
	curl_multi_remove_handle(x->transport->multi, e->curl);
	put_easy(x->transport, e);
	response_free(&x->response);
}

static void count(struct transport *t, CURL *curl)
{
	curl_off_t bytes = 0;
	long connects = 0;

	curl_easy_getinfo(curl, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
	curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connects);
	atomic_fetch_add(&t->bytes_received, (uint64_t)bytes);
	atomic_fetch_add(&t->connections, (uint64_t)connects);
}

static void finish(struct transport *t, CURL *curl, CURLcode result)
{
	struct transfer *x;
	struct easy *e;
	char *private;

	curl_easy_getinfo(curl, CURLINFO_PRIVATE, &private);
	e = (struct easy *)(void *)private;
	x = e->transfer;
	count(t, curl);
	easy_conclude(e, result);
	curl_multi_remove_handle(t->multi, curl);
	put_easy(t, e);
	x->done(x);
}

static void reap(struct transport *t)
{
	struct CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(t->multi, &left)))
		if (m->msg == CURLMSG_DONE)
			finish(t, m->easy_handle, m->data.result);
}

/* ---- the loop ---- */

static int poll_ms(struct transport *t)
{
	int64_t next = timers_next_ms(&t->timers), now = transport_now(t);

	if (next <= now)
		return 0;
	return next - now < POLL_MAX_MS ? (int)(next - now) : POLL_MAX_MS;
}

static void *loop(void *arg)
{
	struct transport *t = arg;
	int running;

	while (run_tasks(t)) {
		timers_run(&t->timers, transport_now(t));
		curl_multi_perform(t->multi, &running);
		reap(t);
		curl_multi_poll(t->multi, NULL, 0, poll_ms(t), NULL);
	}
	return NULL;
}

/* Signals are the business of the program's own threads. */
static int start_thread(struct transport *t)
{
	sigset_t all, old;
	int r;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	r = pthread_create(&t->thread, NULL, loop, t);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (r == 0)
		pthread_setname_np(t->thread, "runaifs-net");
	return -r;
}

static void set_limits(struct transport *t)
{
	long n = t->options.max_connections;

	curl_multi_setopt(t->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, n);
	curl_multi_setopt(t->multi, CURLMOPT_MAX_HOST_CONNECTIONS, n);
	curl_multi_setopt(t->multi, CURLMOPT_MAXCONNECTS, n);
	curl_multi_setopt(
		t->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
}

int transport_create(struct transport **ret, const struct transport_options *o)
{
	struct transport *t;
	int r = -ENOMEM;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return -ENOMEM;
	t = calloc(1, sizeof(*t));
	if (!t)
		goto no_memory;
	t->options = *o;
	t->last = &t->first;
	t->multi = curl_multi_init();
	if (!t->multi)
		goto no_multi;
	set_limits(t);
	pthread_mutex_init(&t->lock, NULL);
	r = start_thread(t);
	if (r < 0)
		goto no_thread;
	*ret = t;
	return 0;

no_thread:
	pthread_mutex_destroy(&t->lock);
	curl_multi_cleanup(t->multi);
no_multi:
	free(t);
no_memory:
	curl_global_cleanup();
	return r;
}

void transport_destroy(struct transport *t)
{
	struct easy *e;

	if (!t)
		return;
	pthread_mutex_lock(&t->lock);
	t->stop = true;
	pthread_mutex_unlock(&t->lock);
	curl_multi_wakeup(t->multi);
	pthread_join(t->thread, NULL);
	while ((e = t->idle)) {
		t->idle = e->next;
		easy_destroy(e);
	}
	curl_multi_cleanup(t->multi);
	pthread_mutex_destroy(&t->lock);
	free(t);
	curl_global_cleanup();
}
