/* SPDX-License-Identifier: MIT */
/*
 * The cache asked by many threads at once while one more lands the calls. Made
 * for a build with -Db_sanitize=thread.
 */
#include <errno.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#include "cache_fake.h"

enum { ASKERS = 4, KEYS = 6, ROUNDS = 4000 };

struct patient {
	struct cache_waiter w;
	sem_t woken;
	int n_woken, err;
};

struct stress {
	struct fixture *f;
	unsigned seed;
	int *n_done; /* askers that have finished; shared */
	unsigned waits, leaves, answers, errors, wrong;
};

static void wake_patient(struct cache_waiter *w, int err)
{
	struct patient *p = container_of(w, struct patient, w);

	p->n_woken++;
	p->err = err;
	sem_post(&p->woken);
}

/* Waits, or leaves; one that could not leave is woken soon. */
static int wait_or_leave(struct stress *s, struct patient *p, bool leave)
{
	if (leave && cache_leave(s->f->cache, &p->w)) {
		s->leaves++;
		return -EINTR;
	}
	s->waits++;
	sem_wait(&p->woken);
	s->wrong += p->n_woken != 1;
	p->n_woken = 0;
	return p->err;
}

static void ask_patiently(struct stress *s, const char *id, bool leave)
{
	struct patient p = {.w = {.wake = wake_patient,
		.since_ms = now_ms(&s->f->clock.clock)}};
	struct cache_answer a;
	int r;

	sem_init(&p.woken, 0, 0);
	do
		r = cache_ask(s->f->cache, EP_WORKLOAD, id, CACHE_FRESH, &p.w,
			&a);
	while (r == -EINPROGRESS &&
		(r = wait_or_leave(s, &p, leave)) == 0);
	if (r == 0) {
		s->answers++;
		s->wrong += a.result->endpoint != EP_WORKLOAD;
		api_result_unref(a.result);
	} else {
		s->errors += r != -EINTR;
		s->wrong += r != -EINTR && r != -ENOENT && r != -EIO;
	}
	sem_destroy(&p.woken);
}

static void *ask_much(void *arg)
{
	struct stress *s = arg;
	struct cache_stats ignored;

	for (int i = 0; i < ROUNDS; i++) {
		unsigned dice = (unsigned)rand_r(&s->seed);
		char id[] = {(char)('a' + dice % KEYS), '\0'};
		ask_patiently(s, id, dice / 64 % 4 == 0);
		if (dice / 256 % 64 == 0)
			cache_expire(s->f->cache, EP_WORKLOAD, id);
		if (dice / 256 % 64 == 1)
			cache_stats(s->f->cache, &ignored);
	}
	__atomic_add_fetch(s->n_done, 1, __ATOMIC_RELEASE);
	return NULL;
}

static void *land_much(void *arg)
{
	struct stress *s = arg;
	static const int errs[] = {0, 0, 0, 0, 0, 0, -ENOENT, -EIO};

	while (__atomic_load_n(s->n_done, __ATOMIC_ACQUIRE) < ASKERS) {
		struct api_call *call = take_call(s->f);
		unsigned dice = (unsigned)rand_r(&s->seed);
		pass(&s->f->clock, dice % 4000);
		if (call)
			land_call(s->f, call, errs[dice / 64 % 8],
				dice / 1024 % 3, 10 + dice / 4096 % 50);
		else
			sched_yield();
	}
	return NULL;
}

static void test_threads(void **state)
{
	struct fixture *f = *state;
	struct stress s[ASKERS + 1];
	pthread_t threads[ASKERS + 1];
	int n_done = 0;
	unsigned waits = 0, leaves = 0, answers = 0, errors = 0;

	f->config.size = 200; /* about four of the six keys */
	again(f);
	for (unsigned i = 0; i <= ASKERS; i++) {
		s[i] = (struct stress){.f = f, .seed = i, .n_done = &n_done};
		assert_int_equal(pthread_create(&threads[i], NULL,
					 i < ASKERS ? ask_much : land_much,
					 &s[i]),
			0);
	}
	for (unsigned i = 0; i <= ASKERS; i++)
		pthread_join(threads[i], NULL);
	for (unsigned i = 0; i < ASKERS; i++) {
		assert_int_equal(s[i].wrong, 0);
		waits += s[i].waits;
		leaves += s[i].leaves;
		answers += s[i].answers;
		errors += s[i].errors;
	}
	/* it was no walkover */
	assert_true(waits > 100 && leaves > 100 && errors > 10);
	assert_true(answers + leaves + errors == ASKERS * ROUNDS);
	assert_true(stats(f).joined > 0 && stats(f).evictions > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_threads),
	};

	return cmocka_run_group_tests_name("cache threads", tests, NULL, NULL);
}
