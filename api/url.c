/* SPDX-License-Identifier: MIT */
#include "url.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <strings.h>
#include "util.h"

/* Parts of the text being parsed. */
struct parts {
	struct slice scheme, host, port, path;
};

static bool slice_is_nocase(struct slice s, const char *word)
{
	return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

bool url_has_scheme(const char *s)
{
	const char *end = strstr(s, "://");

	if (!end || end == s || !isalpha((unsigned char)*s))
		return false;
	for (; s < end; s++)
		if (!isalnum((unsigned char)*s) && !strchr("+-.", *s))
			return false;
	return true;
}

static bool host_is_valid(struct slice host)
{
	const char *also = "-._";

	if (host.n >= 2 && host.p[0] == '[' && host.p[host.n - 1] == ']') {
		host.p++;
		host.n -= 2;
		also = ".:";
	}
	for (size_t i = 0; i < host.n; i++)
		if (!isalnum((unsigned char)host.p[i]) &&
			!strchr(also, host.p[i]))
			return false;
	return host.n > 0 && host.n <= 253;
}

static bool port_is_valid(struct slice port)
{
	unsigned long v = 0;

	for (size_t i = 0; i < port.n; i++) {
		if (!isdigit((unsigned char)port.p[i]) || port.n > 5)
			return false;
		v = v * 10 + (unsigned long)(port.p[i] - '0');
	}
	return port.n == 0 || (v > 0 && v <= UINT16_MAX && *port.p != '0');
}

static bool path_is_valid(struct slice path)
{
	for (size_t i = 0; i < path.n; i++)
		if ((unsigned char)path.p[i] <= ' ' ||
			(unsigned char)path.p[i] >= 0x7f ||
			strchr("\"<>\\^`{|}", path.p[i]))
			return false;
	return true;
}

static void split_authority(struct slice authority, struct parts *ret)
{
	const char *end = authority.p + authority.n;
	const char *bracket = memchr(authority.p, ']', authority.n);
	const char *from = bracket ? bracket : authority.p;
	const char *colon = memchr(from, ':', (size_t)(end - from));

	ret->host = (struct slice){
		authority.p, (size_t)((colon ? colon : end) - authority.p)};
	ret->port = colon ? (struct slice){colon + 1, (size_t)(end - colon - 1)}
			  : SLICE("");
}

/* Why `s` is refused, or NULL. */
static const char *split(const char *s, struct parts *ret)
{
	ret->scheme = SLICE("https");
	if (url_has_scheme(s)) {
		const char *end = strstr(s, "://");
		ret->scheme = (struct slice){s, (size_t)(end - s)};
		s = end + 3;
	}
	struct slice authority = {s, strcspn(s, "/?#")};
	ret->path = slice_str(s + authority.n);
	if (memchr(authority.p, '@', authority.n))
		return "holds a user name or password: give credentials by "
		       "file or environment instead";
	if (strpbrk(ret->path.p, "?#"))
		return "has a query or fragment: give only https://HOST";
	split_authority(authority, ret);
	if (!slice_is_nocase(ret->scheme, "https") &&
		!slice_is_nocase(ret->scheme, "http"))
		return "is neither https nor http: give https://HOST";
	if (!host_is_valid(ret->host))
		return "has no valid host name: give https://HOST";
	if (!port_is_valid(ret->port))
		return "has no valid port: give https://HOST:PORT";
	if (!path_is_valid(ret->path))
		return "has characters that do not belong there: give "
		       "https://HOST";
	return NULL;
}

static void add_lower(struct buf *b, struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_addc(b, (char)tolower((unsigned char)s.p[i]));
}

static bool port_is_default(const struct parts *u)
{
	bool http = slice_is_nocase(u->scheme, "http");

	return !u->port.n ||
	       slice_eq(u->port, http ? SLICE("80") : SLICE("443"));
}

int url_normalize(const char *s, char **ret, struct buf *message)
{
	cleanup_buf struct buf b = BUF_INIT;
	struct parts u;
	const char *why = split(s, &u);

	if (why) {
		buf_addf(message, "the URL %s", why);
		return -EINVAL;
	}
	while (u.path.n && u.path.p[u.path.n - 1] == '/')
		u.path.n--;
	add_lower(&b, u.scheme);
	buf_adds(&b, "://");
	add_lower(&b, u.host);
	if (!port_is_default(&u)) {
		buf_addc(&b, ':');
		buf_add(&b, u.port.p, u.port.n);
	}
	buf_add(&b, u.path.p, u.path.n);
	*ret = buf_steal(&b, NULL);
	return *ret ? 0 : -ENOMEM;
}

static struct slice url_host(const char *url)
{
	const char *host = strstr(url, "://") + 3;

	if (*host == '[')
		return (struct slice){host, strcspn(host, "]") + 1};
	return (struct slice){host, strcspn(host, ":/")};
}

size_t url_origin_length(const char *url)
{
	const char *host = strstr(url, "://") + 3;

	return (size_t)(host - url) + strcspn(host, "/");
}

bool url_same_origin(const char *a, const char *b)
{
	size_t n = url_origin_length(a);

	return n == url_origin_length(b) && memcmp(a, b, n) == 0;
}

bool url_is_http(const char *url)
{
	return strncmp(url, "http:", 5) == 0;
}

/* Digits and dots only, so that 127.example.org is not taken for one. */
static bool is_loopback_ip4(struct slice host)
{
	for (size_t i = 0; i < host.n; i++)
		if (!isdigit((unsigned char)host.p[i]) && host.p[i] != '.')
			return false;
	return host.n > 4 && memcmp(host.p, "127.", 4) == 0;
}

bool url_is_loopback(const char *url)
{
	struct slice host = url_host(url), tail = SLICE(".localhost");

	if (slice_eq(host, SLICE("localhost")) ||
		slice_eq(host, SLICE("[::1]")) || is_loopback_ip4(host))
		return true;
	return host.n > tail.n &&
	       memcmp(host.p + host.n - tail.n, tail.p, tail.n) == 0;
}
