/* SPDX-License-Identifier: MIT */
#include "raw_url.h"

#include <ctype.h>
#include <errno.h>
#include "buf.h"

static int refuse(struct api_error *error, enum trouble t, const char *why)
{
	api_error_set(error, t, "%s", why);
	return api_error_errno(error);
}

static int digit(char c)
{
	if (!isxdigit((unsigned char)c))
		return -1;
	return isdigit((unsigned char)c) ? c - '0'
					 : tolower((unsigned char)c) - 'a' + 10;
}

/* The byte that `s`, at a '%', stands for, or -1. */
static int decoded(const char *s, const char *end)
{
	if (end - s < 3 || digit(s[1]) < 0 || digit(s[2]) < 0)
		return -1;
	return digit(s[1]) << 4 | digit(s[2]);
}

/* ---- what may be written ---- */

static bool is_control(int c)
{
	return c < 0x20 || c == 0x7f;
}

static const char bad_sequence[] =
	"a '%' not followed by two hexadecimal digits: write %25 for a percent "
	"sign";

/* Each byte of path and query, for itself. */
static int check_bytes(struct slice text, struct api_error *error)
{
	const char *end = text.p + text.n;

	for (const char *p = text.p; p < end; p++) {
		int c = *p == '%' ? decoded(p, end) : (unsigned char)*p;

		if (c < 0)
			return refuse(error, TROUBLE_BAD_REQUEST, bad_sequence);
		if (is_control(c))
			return refuse(error, TROUBLE_BAD_REQUEST,
				"control bytes have no place in a URL");
		if (*p == '#')
			return refuse(error, TROUBLE_BAD_REQUEST,
				"'#' never reaches a server: write %23");
	}
	return 0;
}

/* Where a slash is one only to some of those who read it. */
static int check_slashes(struct slice path, struct api_error *error)
{
	const char *end = path.p + path.n;

	for (const char *p = path.p; p < end; p++) {
		int c = *p == '%' ? decoded(p, end) : *p;

		if (c == '\\' || (c == '/' && *p == '%'))
			return refuse(error, TROUBLE_BAD_REQUEST,
				"backslashes and encoded slashes are not sent");
	}
	return 0;
}

static int decode(struct slice path, char **ret)
{
	const char *end = path.p + path.n;
	char *out = malloc(path.n + 1), *to = out;

	if (!out)
		return -ENOMEM;
	for (const char *p = path.p; p < end; p++)
		if (*p == '%') {
			*to++ = (char)decoded(p, end);
			p += 2;
		} else {
			*to++ = *p;
		}
	*to = '\0';
	*ret = out;
	return 0;
}

/* Does something still stand for another byte? */
static bool is_encoded(const char *path)
{
	const char *end = path + strlen(path);

	for (; *path; path++)
		if (*path == '%' && decoded(path, end) >= 0)
			return true;
	return false;
}

static bool is_dots(struct slice s)
{
	return s.n == 0 || slice_eq(s, SLICE(".")) || slice_eq(s, SLICE(".."));
}

/* `path` is decoded and starts with a slash. */
static int check_components(const char *path, struct api_error *error)
{
	while (*path) {
		const char *end = strchrnul(++path, '/');

		if (is_dots((struct slice){path, (size_t)(end - path)}))
			return refuse(error, TROUBLE_NOT_FOUND,
				"a path with an empty component, \".\" or "
				"\"..\" leads nowhere");
		path = end;
	}
	return 0;
}

static int check_path(
	struct slice path, const char *decoded_path, struct api_error *error)
{
	int r = check_slashes(path, error);

	if (r == 0)
		r = check_components(decoded_path, error);
	if (r == 0 && is_encoded(decoded_path))
		return refuse(error, TROUBLE_BAD_REQUEST,
			"a path encoded twice is not sent");
	return r;
}

/* ---- what is sent ---- */

static void add_byte(struct buf *out, char c)
{
	static const char plain[] = "!$&'()*+,-./:=?@[]_~%";

	if (c && (isalnum((unsigned char)c) || strchr(plain, c)))
		buf_addc(out, c);
	else
		buf_addf(out, "%%%02X", (unsigned)(unsigned char)c);
}

static int build(
	const char *base, struct slice path, const char *query, char **ret)
{
	cleanup_buf struct buf url = BUF_INIT;

	buf_adds(&url, base);
	for (size_t i = 0; i < path.n; i++)
		add_byte(&url, path.p[i]);
	for (; *query; query++)
		add_byte(&url, *query);
	*ret = buf_steal(&url, NULL);
	return *ret ? 0 : -ENOMEM;
}

/* `target` starts with a slash. */
static int make(const char *base, const char *target, struct raw_url *ret,
	struct api_error *error)
{
	const char *query = strchrnul(target, '?');
	struct slice path = {target, (size_t)(query - target)};
	int r = check_bytes(slice_str(target), error);

	if (r < 0)
		return r;
	r = decode(path, &ret->path);
	if (r < 0)
		return refuse(error, TROUBLE_NO_MEMORY, "out of memory");
	r = check_path(path, ret->path, error);
	if (r < 0)
		return r;
	r = build(base, path, query[0] && query[1] ? query : "", &ret->url);
	return r < 0 ? refuse(error, TROUBLE_NO_MEMORY, "out of memory") : 0;
}

int raw_url(const char *base, const char *target, struct raw_url *ret,
	struct api_error *error)
{
	cleanup_buf struct buf text = BUF_INIT;
	int r;

	*ret = (struct raw_url){0};
	if (*target != '/')
		buf_addc(&text, '/');
	buf_adds(&text, target);
	if (buf_error(&text) < 0)
		return refuse(error, TROUBLE_NO_MEMORY, "out of memory");
	r = make(base, text.p, ret, error);
	if (r < 0)
		raw_url_free(ret);
	return r;
}

void raw_url_free(struct raw_url *u)
{
	free(u->url);
	free(u->path);
	*u = (struct raw_url){0};
}
