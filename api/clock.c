/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include "util.h"

#define S_PER_DAY 86400

static int64_t system_mono_ms(const struct clock *c)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * MS_PER_S + ts.tv_nsec / NS_PER_MS;
}

static int64_t system_real_ns(const struct clock *c)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

const struct clock clock_system = {
	.mono_ms = system_mono_ms,
	.real_ns = system_real_ns,
};

/* What is left to read. */
struct scan {
	const char *p, *end;
};

static bool scan_char(struct scan *s, const char *any_of)
{
	if (s->p == s->end || !*s->p || !strchr(any_of, *s->p))
		return false;
	s->p++;
	return true;
}

/* Exactly `digits` digits, `min` to `max`. */
static bool scan_number(struct scan *s, int digits, int min, int max, int *ret)
{
	int v = 0;

	if (s->end - s->p < digits)
		return false;
	for (; digits > 0; digits--, s->p++) {
		if (*s->p < '0' || *s->p > '9')
			return false;
		v = v * 10 + (*s->p - '0');
	}
	*ret = v;
	return v >= min && v <= max;
}

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
	static const signed char days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 1970-01-01 to the first of January of `year`, year 0 to 9999. */
static int64_t days_to_year(int year)
{
	int64_t y = year - 1;
	/* floor division: y is -1 for the year 0 */
	int64_t leaps = y < 0 ? -1 : y / 4 - y / 100 + y / 400;

	return y * 365 + leaps - (INT64_C(1969) * 365 + 477);
}

static bool scan_date(struct scan *s, int64_t *ret_days)
{
	int year, month, day;

	if (!scan_number(s, 4, 0, 9999, &year) || !scan_char(s, "-") ||
		!scan_number(s, 2, 1, 12, &month) || !scan_char(s, "-") ||
		!scan_number(s, 2, 1, 31, &day) ||
		day > days_in_month(year, month))
		return false;
	int64_t days = days_to_year(year) + day - 1;
	for (int m = 1; m < month; m++)
		days += days_in_month(year, m);
	*ret_days = days;
	return true;
}

/* A leap second counts as the second before it. */
static bool scan_time(struct scan *s, int *ret_seconds)
{
	int h, m, sec;

	if (!scan_number(s, 2, 0, 23, &h) || !scan_char(s, ":") ||
		!scan_number(s, 2, 0, 59, &m) || !scan_char(s, ":") ||
		!scan_number(s, 2, 0, 60, &sec))
		return false;
	*ret_seconds = h * 3600 + m * 60 + (sec == 60 ? 59 : sec);
	return true;
}

/* ".123": any number of digits, those after the ninth are dropped. */
static bool scan_fraction(struct scan *s, int64_t *ret_ns)
{
	int64_t unit = NS_PER_S / 10, ns = 0;
	const char *start;

	*ret_ns = 0;
	if (!scan_char(s, "."))
		return true;
	for (start = s->p; s->p < s->end && *s->p >= '0' && *s->p <= '9';
		s->p++, unit /= 10)
		ns += (*s->p - '0') * unit;
	*ret_ns = ns;
	return s->p > start;
}

static bool scan_offset(struct scan *s, int *ret_seconds)
{
	int h, m, sign = s->p < s->end && *s->p == '-' ? -1 : 1;

	*ret_seconds = 0;
	if (scan_char(s, "Zz"))
		return true;
	if (!scan_char(s, "+-") || !scan_number(s, 2, 0, 23, &h) ||
		!scan_char(s, ":") || !scan_number(s, 2, 0, 59, &m))
		return false;
	*ret_seconds = sign * (h * 3600 + m * 60);
	return true;
}

int time_parse_rfc3339(const char *p, size_t n, int64_t *ret_ns)
{
	struct scan s = {p, p + n};
	int seconds, offset;
	int64_t days, ns;

	if (!scan_date(&s, &days) || !scan_char(&s, "Tt ") ||
		!scan_time(&s, &seconds) || !scan_fraction(&s, &ns) ||
		!scan_offset(&s, &offset) || s.p != s.end)
		return -EINVAL;
	int64_t t = days * S_PER_DAY + seconds - offset;
	if (__builtin_mul_overflow(t, NS_PER_S, &t) ||
		__builtin_add_overflow(t, ns, &t))
		return -EINVAL;
	*ret_ns = t;
	return 0;
}

void time_format_rfc3339(int64_t ns, char *out)
{
	time_t s = (time_t)(ns / NS_PER_S - (ns % NS_PER_S < 0));
	struct tm tm;

	gmtime_r(&s, &tm); /* 64-bit ns: the year has four digits */
	strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}
