/* SPDX-License-Identifier: MIT */
/* An answer on its way, before it meets HTTP. */
#ifndef SIM_REPLY_H
#define SIM_REPLY_H

#include "out.h"

enum reply_end {
	REPLY_WHOLE,
	REPLY_CUT,   /* closes after `cut_at` bytes of the body */
	REPLY_RESET, /* RST, nothing sent */
	REPLY_CLOSE  /* FIN, nothing sent */
};

struct reply {
	unsigned status;
	char type[64];
	struct out body;
	char location[512]; /* "" for no such header, these three */
	char retry_after[64];
	char encoding[32];
	enum reply_end end;
	long long cut_at; /* -1: half of the body */
	bool plain;	  /* never compress, never keep */
};

/* A bare answer of that status, application/json. */
void reply_init(struct reply *r, unsigned status);
void reply_finish(struct reply *r);
/* The API's error object {code, message, details}; replaces the body. */
void reply_error(struct reply *r, unsigned status, const char *details);
/* A page as proxies and old front ends send it. */
void reply_html(struct reply *r, unsigned status);
/* The usual words for a status. */
const char *reply_words(unsigned status);

#endif
