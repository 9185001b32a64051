/* SPDX-License-Identifier: MIT */
#include "send.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gzip.h"

enum { GZIP_FROM = 256 };

static ssize_t read_cut(void *cls, uint64_t at, char *to, size_t max)
{
	struct reply *r = cls;
	size_t n = (size_t)r->cut_at > at ? (size_t)(r->cut_at - (long long)at)
					  : 0;

	if (n == 0)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (n > max)
		n = max;
	memcpy(to, r->body.p + at, n);
	return (ssize_t)n;
}

static void free_cut(void *cls)
{
	reply_finish(cls);
	free(cls);
}

/* Says how long it is and does not get there. */
static struct MHD_Response *cut_response(struct reply *r)
{
	struct reply *own = malloc(sizeof *own);
	long long n = (long long)r->body.n;

	if (!own)
		return NULL;
	*own = *r;
	r->body = (struct out){0};
	if (own->cut_at < 0)
		own->cut_at = n / 2;
	if (own->cut_at >= n)
		own->cut_at = n ? n - 1 : 0;
	return MHD_create_response_from_callback(
		(uint64_t)(n ? n : 1), 16384, read_cut, own, free_cut);
}

static void add_headers(struct MHD_Response *m, const struct reply *r)
{
	const char *const h[][2] = {{"Content-Type", r->type},
		{"Location", r->location}, {"Retry-After", r->retry_after},
		{"Content-Encoding", r->encoding}};

	for (size_t i = 0; i < sizeof h / sizeof h[0]; i++)
		if (*h[i][1] && (i || r->status != 204))
			MHD_add_response_header(m, h[i][0], h[i][1]);
	if (r->status == 401)
		MHD_add_response_header(m, "WWW-Authenticate", "Bearer");
	if (r->status == 405)
		MHD_add_response_header(m, "Allow", "GET");
}

struct MHD_Response *send_response(struct reply *r)
{
	struct MHD_Response *m;

	if (r->end == REPLY_CUT) {
		struct reply copy = *r;

		m = cut_response(r);
		if (m)
			add_headers(m, &copy);
		return m;
	}
	m = MHD_create_response_from_buffer(
		r->body.n, r->body.p, MHD_RESPMEM_MUST_FREE);
	if (!m)
		return NULL;
	r->body = (struct out){0};
	add_headers(m, r);
	return m;
}

void send_compress(struct reply *r)
{
	struct out packed = {0};

	if (r->plain || r->body.n < GZIP_FROM ||
		!gzip_pack(r->body.p, r->body.n, 1, 1, &packed))
		return;
	out_free(&r->body);
	r->body = packed;
	snprintf(r->encoding, sizeof r->encoding, "gzip");
}
