/* SPDX-License-Identifier: MIT */
/* The time of day and a clock for waiting, in milliseconds. Any thread. */
#ifndef SIM_CLOCK_H
#define SIM_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t clock_read_ms(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static inline int64_t clock_now_ms(void)
{
	return clock_read_ms(CLOCK_REALTIME);
}

static inline int64_t clock_steady_ms(void)
{
	return clock_read_ms(CLOCK_MONOTONIC);
}

#endif
