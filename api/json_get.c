/* SPDX-License-Identifier: MIT */
/*
 * Looking into text that json_check() has passed: members, elements, dotted
 * paths, decoded strings.
 */
#include <stdio.h>
#include "json.h"
#include "json_scan.h"

/* Where the walk over a container stands: at `cursor`, or behind its opening
 * bracket. NULL where `value` is no such container or the cursor is beyond. */
static const char *walk_from(struct slice value, char open, size_t cursor)
{
	if (value.n == 0 || *value.p != open || cursor >= value.n)
		return NULL;
	return value.p + (cursor ? cursor : 1);
}

/* The element at or behind the comma at `*p`, which moves behind it. */
static bool step_element(const char **p, const char *end, struct slice *ret)
{
	const char *at = json_skip_space(*p, end);

	if (at < end && *at == ',')
		at = json_skip_space(at + 1, end);
	if (at == end || *at == ']')
		return false;
	*p = json_skip_value(at, end);
	*ret = (struct slice){at, (size_t)(*p - at)};
	return true;
}

bool json_next_element(struct slice array, size_t *cursor, struct slice *ret)
{
	const char *p = walk_from(array, '[', *cursor);

	if (!p || !step_element(&p, array.p + array.n, ret))
		return false;
	*cursor = (size_t)(p - array.p);
	return true;
}

bool json_next_member(struct slice object, size_t *cursor,
	struct slice *ret_key, struct slice *ret_value)
{
	const char *p = walk_from(object, '{', *cursor);
	struct json_member m;

	if (!p || !json_step_member(&p, object.p + object.n, &m))
		return false;
	*cursor = (size_t)(p - object.p);
	*ret_key = (struct slice){m.key.p - 1, m.key.n + 2};
	*ret_value = m.value;
	return true;
}

static struct slice get_member(struct slice object, struct slice key)
{
	const char *p = walk_from(object, '{', 0);
	struct slice found = {0};
	struct json_member m;

	if (!p)
		return found;
	while (json_step_member(&p, object.p + object.n, &m))
		if (json_key_eq(&m, key))
			found = m.value;
	return found;
}

static struct slice get_alternative(struct slice value, struct slice path)
{
	struct json_cut rest = {path.p, path.p + path.n};
	struct slice key;

	if (path.n == 0)
		return value;
	while (value.p && json_cut(&rest, '.', &key))
		value = get_member(value, key);
	return value;
}

struct slice json_get(struct slice value, const char *path)
{
	struct json_cut rest = {path, path + strlen(path)};
	struct slice found = {0}, one;

	while (json_cut(&rest, '|', &one))
		found = json_better(found, get_alternative(value, one));
	return found;
}

static bool is_there(struct slice value)
{
	return json_type(value) != JSON_NONE && json_type(value) != JSON_NULL;
}

/* What the path up to the star, or all of it, leads to. */
static struct slice get_before(
	struct slice value, const char *path, const char *star)
{
	char before[128];

	snprintf(before, sizeof(before), "%.*s",
		(int)(star ? star - path : (ptrdiff_t)strlen(path)), path);
	return json_get(value, before);
}

bool json_each(struct slice value, const char *path, size_t *cursor,
	struct slice *ret)
{
	const char *star = strstr(path, ".*."), *p;

	if (*cursor == SIZE_MAX)
		return false;
	if (*cursor == 0) {
		struct slice found = get_before(value, path, star);
		if (json_type(found) != JSON_ARRAY) {
			*cursor = SIZE_MAX;
			*ret = found;
			return !star && is_there(found);
		}
		*cursor = (size_t)(found.p + 1 - value.p);
	}
	/* From element to element: not from the beginning for each. */
	p = value.p + *cursor;
	while (step_element(&p, value.p + value.n, ret)) {
		*cursor = (size_t)(p - value.p);
		if (star)
			*ret = json_get(*ret, star + 3);
		if (is_there(*ret))
			return true;
	}
	*cursor = SIZE_MAX;
	return false;
}

/* ---- decoding ---- */

enum { REPLACEMENT = 0xfffd };

/* The four digits at `p`, or -1 where there are none. */
static int32_t hex4(const char *p, const char *end)
{
	int32_t c = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		if (!json_is(p[i], JSON_IS_HEX))
			return -1;
		c = c << 4 | (json_is(p[i], JSON_IS_DIGIT)
						? p[i] - '0'
						: (p[i] | 0x20) - 'a' + 10);
	}
	return c;
}

static size_t utf8_put(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* *p is behind a `\u`; takes the second half of a surrogate pair too. */
static uint32_t decode_unicode(const char **p, const char *end)
{
	int32_t c = hex4(*p, end), low;

	if (c < 0)
		return REPLACEMENT;
	*p += 4;
	if (c < 0xd800 || c > 0xdfff)
		return (uint32_t)c;
	if (c > 0xdbff || end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u')
		return REPLACEMENT;
	low = hex4(*p + 2, end);
	if (low < 0xdc00 || low > 0xdfff)
		return REPLACEMENT;
	*p += 6;
	return (uint32_t)(0x10000 + (c - 0xd800) * 0x400 + (low - 0xdc00));
}

/* *p is at a backslash; moves it behind the escape, whose bytes go to `out`. */
static size_t decode_escape(const char **p, const char *end, char out[4])
{
	static const char plain[256] = {
		['b'] = '\b',
		['f'] = '\f',
		['n'] = '\n',
		['r'] = '\r',
		['t'] = '\t',
	};
	char c;

	if (++*p == end)
		return 0;
	c = *(*p)++;
	if (c == 'u')
		return utf8_put(decode_unicode(p, end), out);
	out[0] = plain[(unsigned char)c] ? plain[(unsigned char)c] : c;
	return 1;
}

bool json_escaped_eq(struct slice key, struct slice want)
{
	const char *p = key.p, *end = key.p + key.n;
	char piece[4];

	while (p < end) {
		size_t n = 1;

		if (*p == '\\')
			n = decode_escape(&p, end, piece);
		else
			piece[0] = *p++;
		if (n > want.n || memcmp(piece, want.p, n) != 0)
			return false;
		want.p += n;
		want.n -= n;
	}
	return want.n == 0;
}

/* The text between the quotes; where the last one is missing, all there is. */
static struct slice unquoted(struct slice value)
{
	value.p++;
	value.n--;
	if (value.n > 0)
		value.n--;
	return value;
}

void json_decode(struct slice value, struct buf *out)
{
	const char *p, *end, *at;
	char piece[4];

	if (json_type(value) != JSON_STRING) {
		buf_add(out, value.p, value.n);
		return;
	}
	value = unquoted(value);
	end = value.p + value.n;
	for (p = value.p; p < end; p = at) {
		at = memchr(p, '\\', (size_t)(end - p));
		if (!at)
			at = end;
		buf_add(out, p, (size_t)(at - p));
		if (at < end)
			buf_add(out, piece, decode_escape(&at, end, piece));
	}
}
