/* SPDX-License-Identifier: MIT */
/*
 * One request on one easy handle: everything libcurl is told, everything it
 * tells. Private to transport*.c; network thread only.
 */
#ifndef RUNAIFS_API_TRANSPORT_EASY_H
#define RUNAIFS_API_TRANSPORT_EASY_H

#include <curl/curl.h>
#include "transport.h"

struct easy {
	CURL *curl;
	struct curl_slist *headers; /* holds the token: wiped */
	struct transfer *transfer;
	struct easy *next;
	char error[CURL_ERROR_SIZE];
};

/* NULL without memory. */
struct easy *easy_create(const struct transport_options *o);
void easy_destroy(struct easy *e);

/* Prepares `e` for `x`; afterwards neither knows the other. */
int easy_attach(struct easy *e, struct transfer *x);
void easy_detach(struct easy *e);

/* Fills x->response from what curl says. */
void easy_conclude(struct easy *e, CURLcode result);

#endif
