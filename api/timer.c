/* SPDX-License-Identifier: MIT */
#include "timer.h"

#include <stddef.h>

bool timers_armed(const struct timers *ts, const struct timer *t)
{
	return t->prev || ts->first == t;
}

void timers_disarm(struct timers *ts, struct timer *t)
{
	if (!timers_armed(ts, t))
		return;
	*(t->prev ? &t->prev->next : &ts->first) = t->next;
	*(t->next ? &t->next->prev : &ts->last) = t->prev;
	t->prev = t->next = NULL;
}

/* Deadlines come in order, so the place is near the end. */
void timers_arm(struct timers *ts, struct timer *t, int64_t at_ms)
{
	struct timer *before;

	timers_disarm(ts, t);
	t->at_ms = at_ms;
	t->round = ts->round;
	before = ts->last;
	while (before && before->at_ms > at_ms)
		before = before->prev;
	t->prev = before;
	t->next = before ? before->next : ts->first;
	*(t->prev ? &t->prev->next : &ts->first) = t;
	*(t->next ? &t->next->prev : &ts->last) = t;
}

int64_t timers_next_ms(const struct timers *ts)
{
	return ts->first ? ts->first->at_ms : INT64_MAX;
}

/* The earliest that is due and was armed before this round. */
static struct timer *next_due(const struct timers *ts, int64_t now_ms)
{
	struct timer *t = ts->first;

	while (t && t->at_ms <= now_ms && t->round == ts->round)
		t = t->next;
	return t && t->at_ms <= now_ms ? t : NULL;
}

void timers_run(struct timers *ts, int64_t now_ms)
{
	struct timer *t;

	ts->round++;
	while ((t = next_due(ts, now_ms))) {
		timers_disarm(ts, t);
		t->fire(t);
	}
}
