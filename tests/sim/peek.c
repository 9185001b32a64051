/* SPDX-License-Identifier: MIT */
#include "peek.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *skip_space(const char *p, const char *end)
{
	while (p < end && strchr(" \t\r\n", *p) && *p)
		p++;
	return p;
}

/* Past the closing quote, NULL without one. */
static const char *skip_string(const char *p, const char *end)
{
	for (p++; p < end; p++) {
		if (*p == '\\')
			p++;
		else if (*p == '"')
			return p + 1;
	}
	return NULL;
}

static const char *skip_nested(const char *p, const char *end)
{
	size_t depth = 0;

	while (p < end) {
		if (*p == '"') {
			p = skip_string(p, end);
			if (!p)
				return NULL;
			continue;
		}
		if (*p == '{' || *p == '[')
			depth++;
		else if ((*p == '}' || *p == ']') && --depth == 0)
			return p + 1;
		p++;
	}
	return NULL;
}

static const char *skip_value(const char *p, const char *end)
{
	if (p >= end)
		return NULL;
	if (*p == '"')
		return skip_string(p, end);
	if (*p == '{' || *p == '[')
		return skip_nested(p, end);
	while (p < end && !strchr(",]} \t\r\n", *p))
		p++;
	return p;
}

/* One member of an object: key and value spans, returns where to go on. */
static const char *member(
	const char *p, const char *end, struct span *key, struct span *value)
{
	const char *q;

	p = skip_space(p, end);
	if (p >= end || *p != '"' || !(q = skip_string(p, end)))
		return NULL;
	*key = (struct span){p + 1, (size_t)(q - p) - 2};
	p = skip_space(q, end);
	if (p >= end || *p != ':')
		return NULL;
	p = skip_space(p + 1, end);
	q = skip_value(p, end);
	if (!q)
		return NULL;
	*value = (struct span){p, (size_t)(q - p)};
	return skip_space(q, end);
}

static bool find_member(
	struct span in, const char *name, size_t n, struct span *ret)
{
	const char *p = in.p, *end = in.p + in.n;
	struct span key, value;

	p = skip_space(p, end);
	if (p >= end || *p != '{')
		return false;
	do {
		p = member(p + 1, end, &key, &value);
		if (!p)
			return false;
		if (key.n == n && memcmp(key.p, name, n) == 0) {
			*ret = value;
			return true;
		}
	} while (p < end && *p == ',');
	return false;
}

bool peek_raw(const char *json, size_t n, const char *path, struct span *ret)
{
	struct span at = {json, n};

	for (;;) {
		size_t k = strcspn(path, ".");

		if (!find_member(at, path, k, &at))
			return false;
		if (!path[k])
			break;
		path += k + 1;
	}
	*ret = at;
	return true;
}

static char unescaped(const char **p, const char *end)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	const char *e;
	char hex[5] = "";

	if (**p == 'u' && end - *p >= 5) {
		memcpy(hex, *p + 1, 4);
		*p += 4;
		return (char)strtoul(hex, NULL, 16);
	}
	e = strchr(from, **p);
	return e && *e ? to[e - from] : **p;
}

bool peek_text(
	const char *json, size_t n, const char *path, char *ret, size_t size)
{
	struct span v;
	size_t at = 0;

	ret[0] = '\0';
	if (!peek_raw(json, n, path, &v))
		return false;
	if (v.n < 2 || v.p[0] != '"') {
		snprintf(ret, size, "%.*s", (int)v.n, v.p);
		return true;
	}
	for (const char *p = v.p + 1, *end = v.p + v.n - 1; p < end; p++) {
		char c = *p;

		if (c == '\\' && p + 1 < end) {
			p++;
			c = unescaped(&p, end);
		}
		if (at + 1 < size)
			ret[at++] = c;
	}
	ret[at] = '\0';
	return true;
}
