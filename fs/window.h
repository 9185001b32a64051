/* SPDX-License-Identifier: MIT */
/*
 * Windows of time by the names that files have: "24h", "last-7d", "2026-11-01"
 * (that day, in UTC), "<start>..<end>", each a moment or a day's beginning, and
 * all but the first two with "@<samples>" where there are samples.
 *
 * What is not over ends at the last full step, a window's part for one sample
 * but no less than a minute and no more than half a day: within a step the same
 * name is the same window, so that two readers ask for the same and see the
 * same bytes.
 *
 *	start                     end        now
 *	  |----|----|----|----|----|----|--:--|
 *	                          `step'
 *
 * Pure; any thread.
 */
#ifndef RUNAIFS_FS_WINDOW_H
#define RUNAIFS_FS_WINDOW_H

#include <stdbool.h>
#include "buf.h"
#include "util.h"

enum {
	WINDOW_SAMPLES = 60, /* where the name does not say */
	WINDOW_SAMPLES_MAX = 1000,
};

/* What is called by its length. */
struct window_name {
	const char *name; /* "24h"; NULL: the end of a table */
	int64_t span_s;
	int64_t step_s;
};

/* The last so and so many hours or days: of metrics, and of what has no
 * samples. */
extern const struct window_name window_of_samples[], window_of_records[];

struct window {
	int64_t start_ns, end_ns; /* start < end <= now; end excluded */
	unsigned samples;	  /* 1 to WINDOW_SAMPLES_MAX */
	int64_t until_ns;	  /* the name means another window from then on;
				     INT64_MAX: never */
};

/*
 * What a name means now. `names` is one of the tables above. False where it is
 * no name, or nothing of the window has passed yet.
 */
bool window_parse(const struct window_name *names, struct slice name,
	int64_t now_ns, struct window *ret);

/* Appends a moment as the API takes it: RFC 3339, UTC, with a fraction only
 * where it has one. */
void window_add_time(int64_t ns, struct buf *out);

#endif
