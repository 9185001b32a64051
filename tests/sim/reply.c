/* SPDX-License-Identifier: MIT */
#include "reply.h"

#include <stdio.h>

void reply_init(struct reply *r, unsigned status)
{
	*r = (struct reply){
		.status = status, .type = "application/json", .cut_at = -1};
}

void reply_finish(struct reply *r)
{
	out_free(&r->body);
}

const char *reply_words(unsigned status)
{
	static const struct {
		unsigned status;
		const char *words;
	} table[] = {{400, "Bad request"}, {401, "Unauthorized"},
		{403, "Forbidden"}, {404, "Not found"},
		{405, "Method not allowed"}, {409, "Conflict"},
		{422, "Unprocessable entity"}, {429, "Too many requests"},
		{500, "Internal server error"}, {501, "Not implemented"},
		{502, "Bad gateway"}, {503, "Service unavailable"},
		{504, "Gateway timeout"}};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (table[i].status == status)
			return table[i].words;
	return status < 400 ? "OK" : "Error";
}

void reply_error(struct reply *r, unsigned status, const char *details)
{
	r->status = status;
	snprintf(r->type, sizeof r->type, "application/json");
	out_reset(&r->body);
	out_f(&r->body, "{\"code\":~u,\"message\":~q,\"details\":~q}", status,
		reply_words(status), details);
}

void reply_html(struct reply *r, unsigned status)
{
	r->status = status;
	snprintf(r->type, sizeof r->type, "text/html; charset=utf-8");
	out_reset(&r->body);
	out_f(&r->body,
		"<!DOCTYPE html>\n<html><head><title>~u ~s</title></head>\n"
		"<body><h1>~s</h1><hr>nginx</body></html>\n",
		status, reply_words(status), reply_words(status));
}
