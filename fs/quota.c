/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "quota.h"

static bool is_over(const struct quota_slot *s, int64_t now_ms)
{
	return s->calls == 0 || now_ms - s->since_ms >= QUOTA_WINDOW_MS;
}

bool quota_left(const struct quota *q, pid_t pid, int64_t now_ms)
{
	for (size_t i = 0; i < QUOTA_PROCESSES; i++)
		if (q->slot[i].pid == pid && !is_over(&q->slot[i], now_ms))
			return q->slot[i].calls < QUOTA_CALLS;
	return true;
}

/* The slot of the process, or the one to give it. */
static struct quota_slot *slot_of(struct quota *q, pid_t pid)
{
	struct quota_slot *oldest = &q->slot[0];

	for (size_t i = 0; i < QUOTA_PROCESSES; i++) {
		if (q->slot[i].pid == pid)
			return &q->slot[i];
		if (q->slot[i].since_ms < oldest->since_ms)
			oldest = &q->slot[i];
	}
	*oldest = (struct quota_slot){.pid = pid};
	return oldest;
}

void quota_take(struct quota *q, pid_t pid, int64_t now_ms)
{
	struct quota_slot *s = slot_of(q, pid);

	if (is_over(s, now_ms))
		*s = (struct quota_slot){pid, now_ms, 0};
	s->calls++;
}
