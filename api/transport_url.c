/* SPDX-License-Identifier: MIT */
#include "transport.h"

#include <ctype.h>
#include <errno.h>
#include <curl/curl.h>

static void cleanup_curlu(CURLU **u)
{
	curl_url_cleanup(*u);
}

static void cleanup_curl_string(char **s)
{
	curl_free(*s);
}

static int url_error(CURLUcode c)
{
	return c == CURLUE_OUT_OF_MEMORY ? -ENOMEM : -EINVAL;
}

static void add_lower(struct buf *out, const char *s)
{
	for (; *s; s++)
		buf_addc(out, (char)tolower((unsigned char)*s));
}

static int steal_url(struct buf *out, char **ret)
{
	char *s = buf_steal(out, NULL);

	if (!s)
		return -ENOMEM;
	*ret = s;
	return 0;
}

int url_origin(const char *url, char **ret)
{
	__attribute__((cleanup(cleanup_curlu))) CURLU *u = curl_url();
	__attribute__((cleanup(cleanup_curl_string))) char *scheme = NULL;
	__attribute__((cleanup(cleanup_curl_string))) char *host = NULL;
	__attribute__((cleanup(cleanup_curl_string))) char *port = NULL;
	cleanup_buf struct buf out = BUF_INIT;
	CURLUcode c;

	if (!u)
		return -ENOMEM;
	c = curl_url_set(u, CURLUPART_URL, url, 0);
	if (c == CURLUE_OK)
		c = curl_url_get(u, CURLUPART_SCHEME, &scheme, 0);
	if (c == CURLUE_OK)
		c = curl_url_get(u, CURLUPART_HOST, &host, 0);
	if (c != CURLUE_OK)
		return url_error(c);
	c = curl_url_get(u, CURLUPART_PORT, &port, CURLU_NO_DEFAULT_PORT);
	if (c == CURLUE_OUT_OF_MEMORY)
		return -ENOMEM;
	add_lower(&out, scheme);
	buf_adds(&out, "://");
	add_lower(&out, host);
	if (port)
		buf_addf(&out, ":%s", port);
	return steal_url(&out, ret);
}

int url_resolve(const char *base, const char *reference, char **ret)
{
	__attribute__((cleanup(cleanup_curlu))) CURLU *u = curl_url();
	__attribute__((cleanup(cleanup_curl_string))) char *whole = NULL;
	cleanup_buf struct buf out = BUF_INIT;
	CURLUcode c;

	if (!u)
		return -ENOMEM;
	c = curl_url_set(u, CURLUPART_URL, base, 0);
	if (c == CURLUE_OK)
		c = curl_url_set(u, CURLUPART_URL, reference, 0);
	if (c == CURLUE_OK)
		c = curl_url_get(u, CURLUPART_URL, &whole, 0);
	if (c != CURLUE_OK)
		return url_error(c);
	buf_adds(&out, whole);
	return steal_url(&out, ret);
}

char *url_encode(char *out, const char *s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~";
	static const char hex[] = "0123456789ABCDEF";

	for (; *s; s++)
		if (strchr(plain, *s)) {
			*out++ = *s;
		} else {
			*out++ = '%';
			*out++ = hex[(unsigned char)*s >> 4];
			*out++ = hex[(unsigned char)*s & 15];
		}
	return out;
}

void url_add(struct buf *out, const char *s)
{
	cleanup_free char *text = malloc(URL_ENCODED_MAX(strlen(s)));

	if (!text) {
		out->err = -ENOMEM;
		return;
	}
	buf_add(out, text, (size_t)(url_encode(text, s) - text));
}
