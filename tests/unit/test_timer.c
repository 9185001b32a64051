/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "timer.h"
#include "util.h"

struct named {
	struct timer timer;
	char name;
	struct world *world;
	int64_t rearm_ms; /* 0: not */
};

struct world {
	struct timers timers;
	char log[64];
};

static void on_fire(struct timer *t)
{
	struct named *n = container_of(t, struct named, timer);
	size_t end = strlen(n->world->log);

	assert_false(timers_armed(&n->world->timers, t));
	n->world->log[end] = n->name;
	if (n->rearm_ms)
		timers_arm(&n->world->timers, t, n->rearm_ms);
}

static struct named named(struct world *w, char name)
{
	return (struct named){
		.timer.fire = on_fire, .name = name, .world = w};
}

static void test_order(void **state)
{
	struct world w = {0};
	struct named a = named(&w, 'a'), b = named(&w, 'b'),
		     c = named(&w, 'c'), d = named(&w, 'd');

	assert_int_equal(timers_next_ms(&w.timers), INT64_MAX);
	timers_arm(&w.timers, &c.timer, 30);
	timers_arm(&w.timers, &a.timer, 10);
	timers_arm(&w.timers, &b.timer, 20);
	timers_arm(&w.timers, &d.timer, 20);
	assert_int_equal(timers_next_ms(&w.timers), 10);
	timers_run(&w.timers, 9);
	assert_string_equal(w.log, "");
	timers_run(&w.timers, 20);
	assert_string_equal(w.log, "abd");
	timers_run(&w.timers, 1000);
	assert_string_equal(w.log, "abdc");
	assert_int_equal(timers_next_ms(&w.timers), INT64_MAX);
}

static void test_move_and_disarm(void **state)
{
	struct world w = {0};
	struct named a = named(&w, 'a'), b = named(&w, 'b'),
		     c = named(&w, 'c');

	timers_disarm(&w.timers, &a.timer);
	timers_arm(&w.timers, &a.timer, 10);
	timers_arm(&w.timers, &b.timer, 20);
	timers_arm(&w.timers, &c.timer, 30);
	timers_arm(&w.timers, &a.timer, 40);
	timers_disarm(&w.timers, &b.timer);
	timers_disarm(&w.timers, &b.timer);
	assert_false(timers_armed(&w.timers, &b.timer));
	timers_run(&w.timers, 100);
	assert_string_equal(w.log, "ca");
}

/* What is armed while others fire waits, however early it is due. */
static void test_rearm(void **state)
{
	struct world w = {0};
	struct named a = named(&w, 'a'), b = named(&w, 'b');

	a.rearm_ms = 1;
	timers_arm(&w.timers, &a.timer, 5);
	timers_arm(&w.timers, &b.timer, 6);
	timers_run(&w.timers, 10);
	assert_string_equal(w.log, "ab");
	timers_run(&w.timers, 10);
	assert_string_equal(w.log, "aba");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_move_and_disarm),
		cmocka_unit_test(test_rearm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
