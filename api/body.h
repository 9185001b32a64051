/* SPDX-License-Identifier: MIT */
/*
 * What the bodies of answers say, lists apart: errors, tokens. All of it comes
 * from outside and is believed only as far as it parses. Pure; any thread.
 */
#ifndef RUNAIFS_API_BODY_H
#define RUNAIFS_API_BODY_H

#include <stdbool.h>
#include <stdint.h>
#include "err.h"
#include "transport.h"
#include "util.h"

/* A page for a browser: by its type, or because it starts like one. */
bool body_is_html(const struct response *r);

/* The media type of an answer that is of another kind than `accept` asked for,
 * or NULL: told only of HTML and JSON, which is what a page to log in at and a
 * server that knows no other form send. */
const char *body_unwanted(const struct response *r, const char *accept);

/*
 * Describes an HTTP answer that is no success: trouble from its status,
 * message and details from its body where that is JSON of the API
 * ({code, message, details}) or of OAuth ({error, error_description}).
 */
void body_error(const struct response *r, struct api_error *ret);

/* A token as a login hands it out. */
struct grant {
	char *token; /* secret_free() */
	int64_t expires_in_s; /* 0: not said */
};
/* Names of both spellings are tried. 0; -EBADMSG: no token there, or none that
 * fits in a header; -ENOMEM. */
int body_grant(struct slice body, struct grant *ret);

/* May this go into an Authorization header? Visible ASCII only. */
bool token_is_sane(const char *token);

/* What a JWT says about itself, unverified. */
struct claims {
	int64_t exp_s, iat_s; /* since the epoch; 0: not said */
	char subject[128];    /* preferred_username, else sub; "" none */
};
/* False where `token` is no JWT; then all is zero. */
bool claims_read(const char *token, struct claims *ret);
/* Appends all it says, a JSON object. False where `token` is no JWT, and without
 * memory. */
bool claims_text(const char *token, struct buf *out);

#endif
