/* SPDX-License-Identifier: MIT */
#include "window.h"

#include "clock.h"

#define HOUR 3600
#define DAY INT64_C(86400)
#define STEP_MIN_S 60
#define STEP_MAX_S (DAY / 2)
#define SAMPLED(name, span)                         \
	{                                           \
		name, span, (span) / WINDOW_SAMPLES \
	}

const struct window_name window_of_samples[] = {
	SAMPLED("1h", HOUR),
	SAMPLED("6h", 6 * HOUR),
	SAMPLED("24h", DAY),
	SAMPLED("7d", 7 * DAY),
	SAMPLED("30d", 30 * DAY),
	{NULL, 0, 0},
};

const struct window_name window_of_records[] = {
	{"last-1h", HOUR, STEP_MIN_S},
	{"last-24h", DAY, STEP_MIN_S},
	{"last-7d", 7 * DAY, STEP_MIN_S},
	{NULL, 0, 0},
};

static bool has_samples(const struct window_name *names)
{
	return names == window_of_samples;
}

/* ---- those called by their length ---- */

static bool parse_length(const struct window_name *names, struct slice name,
	int64_t now_ns, struct window *ret)
{
	while (names->name && !slice_eq(name, slice_str(names->name)))
		names++;
	if (!names->name)
		return false;
	ret->end_ns = now_ns - now_ns % (names->step_s * NS_PER_S);
	ret->start_ns = ret->end_ns - names->span_s * NS_PER_S;
	ret->samples = WINDOW_SAMPLES;
	ret->until_ns = ret->end_ns + names->step_s * NS_PER_S;
	return true;
}

/* ---- those called by their bounds ---- */

/* How a moment may be abbreviated: what has to be put behind it. */
static const char *const endings[] = {"", "Z", ":00Z", "T00:00:00Z"};

static bool parse_time(struct slice text, int64_t *ret_ns)
{
	if (memchr(text.p, ' ', text.n)) /* RFC 3339 would have it */
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		cleanup_buf struct buf full = BUF_INIT;

		buf_add(&full, text.p, text.n);
		buf_adds(&full, endings[i]);
		if (buf_error(&full) == 0 &&
			time_parse_rfc3339(full.p, full.n, ret_ns) == 0)
			return true;
	}
	return false;
}

/* "2026-11-01T10:00+02:00": a zone behind minutes. */
static bool parse_zoned(struct slice text, int64_t *ret_ns)
{
	size_t minutes = strlen("2026-11-01T10:00");
	cleanup_buf struct buf full = BUF_INIT;

	if (text.n <= minutes || !strchr("Zz+-", text.p[minutes]))
		return false;
	buf_add(&full, text.p, minutes);
	buf_adds(&full, ":00");
	buf_add(&full, text.p + minutes, text.n - minutes);
	return buf_error(&full) == 0 && parse_time(buf_slice(&full), ret_ns);
}

static bool parse_moment(struct slice text, int64_t *ret_ns)
{
	return parse_time(text, ret_ns) || parse_zoned(text, ret_ns);
}

static bool parse_day(struct slice text, struct window *ret)
{
	if (text.n != strlen("2026-11-01") || !parse_time(text, &ret->start_ns))
		return false;
	return !__builtin_add_overflow(
		ret->start_ns, DAY * NS_PER_S, &ret->end_ns);
}

static bool parse_bounds(struct slice name, struct window *ret)
{
	const char *dots = memmem(name.p, name.n, "..", 2);
	struct slice start, end;

	if (!dots)
		return parse_day(name, ret);
	start = (struct slice){name.p, (size_t)(dots - name.p)};
	end = (struct slice){dots + 2, name.n - start.n - 2};
	return parse_moment(start, &ret->start_ns) &&
	       parse_moment(end, &ret->end_ns) && ret->start_ns < ret->end_ns;
}

/* Takes "@<samples>" off the name. */
static bool parse_samples(struct slice *name, unsigned *ret)
{
	const char *at = memrchr(name->p, '@', name->n);
	const char *end = name->p + name->n;
	unsigned n = 0;

	*ret = WINDOW_SAMPLES;
	if (!at)
		return true;
	name->n = (size_t)(at - name->p);
	if (++at == end || *at == '0')
		return false;
	for (; at < end && n <= WINDOW_SAMPLES_MAX; at++) {
		if (*at < '0' || *at > '9')
			return false;
		n = n * 10 + (unsigned)(*at - '0');
	}
	*ret = n;
	return n <= WINDOW_SAMPLES_MAX;
}

/* The time between two samples, within reason. */
static int64_t step_of(const struct window *w, bool samples)
{
	int64_t span_ns = w->end_ns - w->start_ns;
	int64_t step_s = samples ? span_ns / w->samples / NS_PER_S : 0;

	if (step_s < STEP_MIN_S)
		step_s = STEP_MIN_S;
	if (step_s > STEP_MAX_S)
		step_s = STEP_MAX_S;
	return step_s * NS_PER_S;
}

/* Leaves out what has not come yet, in full steps from the start: what samples
 * are left are where they will be. */
static bool cut(struct window *w, bool samples, int64_t now_ns)
{
	double span = (double)w->end_ns - (double)w->start_ns;
	int64_t step_ns, ignored;

	w->until_ns = INT64_MAX;
	if (__builtin_sub_overflow(w->end_ns, w->start_ns, &ignored))
		return false;
	if (w->end_ns <= now_ns)
		return true;
	step_ns = step_of(w, samples);
	if (now_ns < w->start_ns || now_ns - w->start_ns < step_ns)
		return false;
	w->end_ns = now_ns - (now_ns - w->start_ns) % step_ns;
	w->until_ns = w->end_ns + step_ns;
	w->samples =
		(unsigned)((double)w->samples *
				   (double)(w->end_ns - w->start_ns) / span +
			   0.5);
	if (w->samples == 0)
		w->samples = 1;
	return true;
}

bool window_parse(const struct window_name *names, struct slice name,
	int64_t now_ns, struct window *ret)
{
	struct window w;

	if (parse_length(names, name, now_ns, &w)) {
		*ret = w;
		return true;
	}
	if (memrchr(name.p, '@', name.n) && !has_samples(names))
		return false;
	if (!parse_samples(&name, &w.samples) || !parse_bounds(name, &w))
		return false;
	if (!cut(&w, has_samples(names), now_ns))
		return false;
	*ret = w;
	return true;
}

void window_add_time(int64_t ns, struct buf *out)
{
	int64_t fraction = (ns % NS_PER_S + NS_PER_S) % NS_PER_S;
	char text[32];

	time_format_rfc3339(ns, text);
	if (fraction == 0) {
		buf_adds(out, text);
		return;
	}
	buf_add(out, text, strlen(text) - 1);
	buf_addf(out, fraction % 1000000 ? ".%09lldZ" : ".%03lldZ",
		(long long)(fraction % 1000000 ? fraction
					       : fraction / 1000000));
}
