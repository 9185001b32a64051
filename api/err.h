/* SPDX-License-Identifier: MIT */
/*
 * The one place where transport, HTTP and JSON trouble meets errno.
 * Pure; any thread.
 */
#ifndef RUNAIFS_API_ERR_H
#define RUNAIFS_API_ERR_H

#include <stdbool.h>

/* What can go wrong with a call, whatever the transport. */
enum trouble {
	TROUBLE_NONE,
	TROUBLE_BAD_REQUEST,   /* 400, 422 */
	TROUBLE_UNAUTHORIZED,  /* 401, client credentials */
	TROUBLE_TOKEN_EXPIRED, /* 401, a user's own token */
	TROUBLE_NO_CREDENTIALS,
	TROUBLE_FORBIDDEN,	/* 403 */
	TROUBLE_SECRET,		/* ours: what it says is not to be shown */
	TROUBLE_NOT_FOUND,	/* 404 */
	TROUBLE_NOT_SUPPORTED,	/* 405, 501 */
	TROUBLE_CONFLICT,	/* 409 */
	TROUBLE_THROTTLED,	/* 429 */
	TROUBLE_SERVER,		/* 500, any other 5xx */
	TROUBLE_BAD_GATEWAY,	/* 502 */
	TROUBLE_UNAVAILABLE,	/* 503, and our open breaker */
	TROUBLE_TIMEOUT,	/* 504 and our deadlines */
	TROUBLE_NO_HOST,	/* DNS, no route */
	TROUBLE_REFUSED,	/* connection refused */
	TROUBLE_RESET,		/* reset, truncated */
	TROUBLE_TLS,		/* handshake, certificate, host name */
	TROUBLE_BAD_MESSAGE,	/* not JSON, wrong shape */
	TROUBLE_TOO_BIG,	/* over a size limit of ours */
	TROUBLE_REDIRECT,	/* a redirect we do not follow */
	TROUBLE_CANCELED,
	TROUBLE_NO_MEMORY,
	TROUBLE_COUNT
};

/* One row of the table. */
struct trouble_info {
	const char *word; /* short, for logs and control files: "forbidden" */
	int error;	  /* negative errno, 0 for TROUBLE_NONE */
	bool retry;	  /* another try may help */
	bool absence;	  /* authoritative: may be cached as "not there" */
	const char *hint; /* what the user can do, one sentence */
};

const struct trouble_info *trouble_info(enum trouble t);

/* 200..299 give TROUBLE_NONE. `user_token`: the 401 is about a bearer token
 * the user brought, not about client credentials. */
enum trouble trouble_from_http(long status, bool user_token);

/*
 * What the last failure of a call was, for people. Fixed size so that it can
 * be copied without allocation. Never holds a secret; `message` and `details`
 * come from the server (untrusted: control bytes already replaced by '?').
 */
struct api_error {
	enum trouble trouble;
	long http_status;   /* 0: no answer */
	char message[256];
	char details[256];
	char url[256];	    /* without query */
};

/* Negative errno of `e`, 0 for TROUBLE_NONE. */
int api_error_errno(const struct api_error *e);
/* Sets trouble and printf-style message; clears the rest. */
void api_error_set(struct api_error *e, enum trouble t, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Blanks a message or details that hold `secret` (NULL is fine), as from a
 * server that echoes what it was sent. */
void api_error_hide(struct api_error *e, const char *secret);

#endif
