/* SPDX-License-Identifier: MIT */
/*
 * Things to do later: an ordered list, nothing allocated. Times are
 * milliseconds of whatever clock the owner reads. No lock: one thread.
 */
#ifndef RUNAIFS_API_TIMER_H
#define RUNAIFS_API_TIMER_H

#include <stdbool.h>
#include <stdint.h>

/* Lives in its owner's memory, zeroed before first use. */
struct timer {
	int64_t at_ms;
	void (*fire)(struct timer *); /* no longer armed when called */
	/* private */
	struct timer *prev, *next;
	unsigned round;
};

/* Zeroed before first use. */
struct timers {
	struct timer *first, *last; /* earliest first */
	unsigned round;		    /* of timers_run() */
};

/* Arms, or moves what is armed. Equal times fire in the order of arming. */
void timers_arm(struct timers *ts, struct timer *t, int64_t at_ms);
/* Harmless where it is not armed. */
void timers_disarm(struct timers *ts, struct timer *t);
bool timers_armed(const struct timers *ts, const struct timer *t);

/* When the earliest is due; INT64_MAX for none. */
int64_t timers_next_ms(const struct timers *ts);
/* Fires what is due at `now_ms`; a timer armed by one of these waits for the
 * next call. */
void timers_run(struct timers *ts, int64_t now_ms);

#endif
