/* SPDX-License-Identifier: MIT */
#include "body.h"

#include <errno.h>
#include <stdio.h>
#include "base64.h"
#include "json.h"
#include "secret.h"

static struct slice body_of(const struct response *r)
{
	return (struct slice){r->body, r->n};
}

static struct slice skip_blank(struct slice s)
{
	while (s.n > 0 && memchr(" \t\r\n", *s.p, 4)) {
		s.p++;
		s.n--;
	}
	return s;
}

bool body_is_html(const struct response *r)
{
	struct slice body = skip_blank(body_of(r));

	if (strncasecmp(r->content_type, "text/html", 9) == 0)
		return true;
	return body.n > 0 && *body.p == '<';
}

const char *body_unwanted(const struct response *r, const char *accept)
{
	/* A file of JSON is one of bytes too. */
	static const struct {
		const char *type, *as;
	} kinds[] = {
		{"text/html", "*/*"},
		{"application/json", "application/octet-stream"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const char *type = kinds[i].type;

		if (strncasecmp(r->content_type, type, strlen(type)) == 0)
			return strstr(accept, type) || strstr(accept, "*/*") ||
					       strstr(accept, kinds[i].as)
				       ? NULL
				       : type;
	}
	return NULL;
}

/* Decoded, nothing but characters, cut where a character ends. */
static void copy_text(struct slice value, char *out, size_t room)
{
	cleanup_buf struct buf text = BUF_INIT;
	size_t n;

	if (json_type(value) == JSON_NONE || json_type(value) == JSON_NULL)
		return;
	json_decode(value, &text);
	if (buf_error(&text) < 0)
		return;
	n = text.n < room ? text.n : room - 1;
	while (n < text.n && n > 0 && ((unsigned char)text.p[n] & 0xc0) == 0x80)
		n--;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		out[i] = c < 0x20 || c == 0x7f ? '?' : (char)c;
	}
	out[n] = '\0';
}

void body_error(const struct response *r, struct api_error *ret)
{
	enum trouble t = trouble_from_http(r->status, false);
	struct slice value;

	api_error_set(ret, t, "HTTP status %ld", r->status);
	ret->http_status = r->status;
	if (json_check(body_of(r), &value) < 0)
		return;
	copy_text(json_get(value, "message|error_description|error"),
		ret->message, sizeof(ret->message));
	copy_text(
		json_get(value, "details"), ret->details, sizeof(ret->details));
}

/* ---- tokens ---- */

bool token_is_sane(const char *token)
{
	const unsigned char *p = (const unsigned char *)token;

	while (*p > 0x20 && *p < 0x7f)
		p++;
	return *p == '\0' && p != (const unsigned char *)token;
}

static int64_t number_of(struct slice value)
{
	char text[32] = "";
	int64_t n;

	if (json_type(value) == JSON_STRING && value.n >= 2)
		value = (struct slice){value.p + 1, value.n - 2};
	if (value.n == 0 || value.n >= sizeof(text))
		return 0;
	memcpy(text, value.p, value.n);
	n = strtoll(text, NULL, 10);
	return n > 0 && n < INT64_C(1) << 50 ? n : 0;
}

/* The value of a string, which holds no escape in any token. */
static int secret_of(struct slice value, char **ret)
{
	char *s;

	if (json_type(value) != JSON_STRING || value.n > SECRET_MAX)
		return -EBADMSG;
	s = secret_dup(value.p + 1, value.n - 2);
	if (!s)
		return -ENOMEM;
	if (strchr(s, '\\') || !token_is_sane(s)) {
		secret_free(s);
		return -EBADMSG;
	}
	*ret = s;
	return 0;
}

int body_grant(struct slice body, struct grant *ret)
{
	struct slice value;
	char *token;
	int r = json_check(body, &value);

	if (r < 0)
		return r;
	r = secret_of(json_get(value, "access_token|accessToken"), &token);
	if (r < 0)
		return r;
	*ret = (struct grant){
		.token = token,
		.expires_in_s =
			number_of(json_get(value, "expires_in|expiresIn")),
	};
	return 0;
}

static bool read_payload(struct slice text, struct claims *ret)
{
	struct slice value;

	if (json_check(text, &value) < 0 || json_type(value) != JSON_OBJECT)
		return false;
	ret->exp_s = number_of(json_get(value, "exp"));
	ret->iat_s = number_of(json_get(value, "iat"));
	copy_text(json_get(value, "preferred_username|sub"), ret->subject,
		sizeof(ret->subject));
	return true;
}

/* The middle part of a JWT. */
static bool decode_payload(const char *token, struct buf *out)
{
	const char *payload = strchr(token, '.');
	const char *end = payload ? strchr(payload + 1, '.') : NULL;
	cleanup_free unsigned char *text = NULL;
	ptrdiff_t n;

	if (!end)
		return false;
	payload++;
	text = malloc((size_t)(end - payload) + 2);
	if (!text)
		return false;
	n = base64_decode(
		(struct slice){payload, (size_t)(end - payload)}, text);
	if (n > 0)
		buf_add(out, text, (size_t)n);
	return n > 0 && buf_error(out) == 0;
}

bool claims_read(const char *token, struct claims *ret)
{
	cleanup_buf struct buf text = BUF_INIT;

	*ret = (struct claims){0};
	return decode_payload(token, &text) &&
	       read_payload(buf_slice(&text), ret);
}

bool claims_text(const char *token, struct buf *out)
{
	cleanup_buf struct buf text = BUF_INIT;
	struct claims ignored;

	if (!decode_payload(token, &text) ||
		!read_payload(buf_slice(&text), &ignored))
		return false;
	buf_add(out, text.p, text.n);
	return buf_error(out) == 0;
}
