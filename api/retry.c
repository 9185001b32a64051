/* SPDX-License-Identifier: MIT */
#include "retry.h"

#include <ctype.h>
#include <stdio.h>
#include <time.h>
#include "clock.h"

/* 500 may be our request's own fault: one more try tells. */
static unsigned retries_of(const struct retry_case *c)
{
	if (!trouble_info(c->trouble)->retry)
		return 0;
	if (c->trouble == TROUBLE_SERVER && c->retries > 1)
		return 1;
	return c->retries;
}

static int64_t jitter_ms(unsigned tries, uint64_t random)
{
	unsigned doublings = tries > 0 ? tries - 1 : 0;
	int64_t bound = RETRY_BASE_MS;

	while (doublings-- > 0 && bound < RETRY_CAP_MS)
		bound *= 2;
	if (bound > RETRY_CAP_MS)
		bound = RETRY_CAP_MS;
	return (int64_t)(random % (uint64_t)(bound + 1));
}

int64_t retry_delay_ms(const struct retry_case *c)
{
	int64_t wait = jitter_ms(c->tries, c->random);

	if (c->tries > retries_of(c))
		return -1;
	/* The jitter comes on top: all who were told the same second would
	 * come back together. A long wait gets less of it in proportion. */
	if (c->retry_after_ms >= 0)
		wait = c->retry_after_ms + wait / 4;
	return wait < c->left_ms ? wait : -1;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT", the one form that may be sent. Not by
 * strptime(), whose names of months are those of the user's language. */
static bool parse_http_date(const char *text, int64_t *ret_s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char month[4] = "";
	struct tm tm = {0};
	const char *at;
	int end = 0;

	if (sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n",
		    &tm.tm_mday, month, &tm.tm_year, &tm.tm_hour, &tm.tm_min,
		    &tm.tm_sec, &end) != 6 ||
		end == 0)
		return false;
	at = strstr(months, month);
	if (strlen(month) != 3 || !at || (at - months) % 3)
		return false;
	tm.tm_mon = (int)(at - months) / 3;
	tm.tm_year -= 1900;
	*ret_s = timegm(&tm);
	return true;
}

static int64_t parse_seconds(const char *text)
{
	int64_t s = 0;

	if (!isdigit((unsigned char)*text))
		return -1;
	while (isdigit((unsigned char)*text) && s < 1000000000)
		s = s * 10 + (*text++ - '0');
	text += strspn(text, "0123456789 \t");
	return *text ? -1 : s;
}

int64_t retry_after_ms(const char *text, const char *date, int64_t now_ns)
{
	int64_t s, now_s;

	text += strspn(text, " \t");
	s = parse_seconds(text);
	if (s >= 0)
		return s * MS_PER_S;
	if (!parse_http_date(text, &s))
		return -1;
	if (!parse_http_date(date, &now_s))
		now_s = now_ns / NS_PER_S;
	return s > now_s ? (s - now_s) * MS_PER_S : 0;
}

bool breaker_is_open(const struct breaker *b, int64_t now_ms)
{
	return b->failures >= BREAKER_FAILURES &&
	       (b->probing || now_ms < b->open_until_ms);
}

bool breaker_allow(struct breaker *b, int64_t now_ms)
{
	if (breaker_is_open(b, now_ms))
		return false;
	b->probing = b->failures >= BREAKER_FAILURES;
	return true;
}

void breaker_report(struct breaker *b, int64_t now_ms, enum breaker_verdict v)
{
	b->probing = false;
	if (v == BREAKER_ANSWERED)
		b->failures = 0;
	if (v != BREAKER_FAILED)
		return;
	if (b->failures < BREAKER_FAILURES)
		b->failures++;
	if (b->failures == BREAKER_FAILURES)
		b->open_until_ms = now_ms + BREAKER_OPEN_MS;
}

enum breaker_verdict breaker_judge(enum trouble t, long http_status)
{
	if (http_status)
		return http_status >= 500 && http_status != 501
			       ? BREAKER_FAILED
			       : BREAKER_ANSWERED;
	switch (t) {
	case TROUBLE_NO_HOST:
	case TROUBLE_REFUSED:
	case TROUBLE_RESET:
	case TROUBLE_TIMEOUT:
		return BREAKER_FAILED;
	default:
		return BREAKER_UNKNOWN;
	}
}

void bucket_init(struct bucket *b, double rate, double burst, int64_t now_ms)
{
	if (burst < 1)
		burst = 1;
	*b = (struct bucket){
		.rate = rate,
		.burst = burst,
		.level = burst,
		.filled_ms = now_ms,
	};
}

int64_t bucket_take(struct bucket *b, int64_t now_ms)
{
	if (b->rate <= 0)
		return 0;
	if (now_ms > b->filled_ms) {
		b->level += (double)(now_ms - b->filled_ms) * b->rate / MS_PER_S;
		if (b->level > b->burst)
			b->level = b->burst;
		b->filled_ms = now_ms;
	}
	if (b->level < 1) {
		double wait = (1 - b->level) * MS_PER_S / b->rate;

		return (int64_t)wait + 1;
	}
	b->level -= 1;
	return 0;
}
