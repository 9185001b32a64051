/* SPDX-License-Identifier: MIT */
/*
 * When to try again, when to leave a server alone, how fast to ask: policy
 * only. The time and the random number come from the caller. Pure, no lock.
 */
#ifndef RUNAIFS_API_RETRY_H
#define RUNAIFS_API_RETRY_H

#include "err.h"
#include "util.h"

/* ---- another try? ---- */

enum { RETRY_BASE_MS = 200, RETRY_CAP_MS = 5000 };

struct retry_case {
	enum trouble trouble; /* of the try that failed */
	long http_status;     /* 0: no answer */
	unsigned tries;	      /* made so far, this one included */
	unsigned retries;     /* allowed */
	int64_t retry_after_ms; /* what the server asked for, < 0: nothing */
	int64_t left_ms;	/* until the deadline */
	uint64_t random;
};

/*
 * How long to wait before the next try: 0 up to the bound of this try (full
 * jitter; it doubles from RETRY_BASE_MS to RETRY_CAP_MS), at least what the
 * server asked for. -1: no other try: hopeless, used up, or later than the
 * deadline. Status 500 gets one more try whatever is allowed beyond that.
 */
int64_t retry_delay_ms(const struct retry_case *c);

/* Retry-After, as seconds or as an HTTP date. A date is seen from the answer's
 * own `date`, for the server's clock need not be ours, or, where that is none,
 * from `now_ns` (real time). The wait in ms, 0 for a date that has passed, -1
 * where `text` is neither. */
int64_t retry_after_ms(const char *text, const char *date, int64_t now_ns);

/* ---- breaker: leave alone what keeps failing ---- */

enum { BREAKER_FAILURES = 5, BREAKER_OPEN_MS = 5000 };

/*
 *	closed ── 5 failures in a row ──► open ── 5 s ──► one probe out
 *	  ▲                                ▲                 │     │
 *	  │                                └──── fails ──────┘     │
 *	  └───────────────────────── answers ─────────────────────-┘
 */
struct breaker {
	unsigned failures; /* in a row */
	int64_t open_until_ms;
	bool probing;
};

/* May a request go out? Each true must be followed by one breaker_report(). */
bool breaker_allow(struct breaker *b, int64_t now_ms);
bool breaker_is_open(const struct breaker *b, int64_t now_ms);

enum breaker_verdict {
	BREAKER_ANSWERED, /* below 500: it lives */
	BREAKER_FAILED,	  /* connect, reset, timeout, 5xx */
	BREAKER_UNKNOWN,  /* given up before either */
};
void breaker_report(struct breaker *b, int64_t now_ms, enum breaker_verdict v);
enum breaker_verdict breaker_judge(enum trouble t, long http_status);

/* ---- bucket: at most `rate` a second, after a burst ---- */

struct bucket {
	double rate, burst; /* rate <= 0: no limit */
	double level;
	int64_t filled_ms;
};

void bucket_init(struct bucket *b, double rate, double burst, int64_t now_ms);
/* Takes one: 0, or takes nothing: ms until there will be one. */
int64_t bucket_take(struct bucket *b, int64_t now_ms);

#endif
