/* SPDX-License-Identifier: MIT */
/*
 * Time as the rest of the program sees it; tests put their own in its place.
 * Any thread.
 */
#ifndef RUNAIFS_API_CLOCK_H
#define RUNAIFS_API_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#define NS_PER_S INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)
#define MS_PER_S INT64_C(1000)

struct clock {
	int64_t (*mono_ms)(const struct clock *); /* monotonic milliseconds */
	int64_t (*real_ns)(const struct clock *); /* ns since the epoch, UTC */
};

/* The machine's own clocks. */
extern const struct clock clock_system;

static inline int64_t clock_mono_ms(const struct clock *c)
{
	return c->mono_ms(c);
}

static inline int64_t clock_real_ns(const struct clock *c)
{
	return c->real_ns(c);
}

/*
 * RFC 3339 date-time ("2026-11-01T10:00:00.123Z", offsets too) to ns since the
 * epoch. Returns 0, or -EINVAL where `s` is anything else.
 */
int time_parse_rfc3339(const char *s, size_t n, int64_t *ret_ns);

/* ns since the epoch as "2026-11-01T10:00:00Z" (UTC, whole seconds), NUL-ended;
 * `out` holds at least 32 bytes. */
void time_format_rfc3339(int64_t ns, char *out);

#endif
