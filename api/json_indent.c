/* SPDX-License-Identifier: MIT */
/*
 * White space only: taken out, or put in. Scalars and keys pass as they stand.
 *
 * Which container is open need not be known: a comma or an opening bracket
 * starts a line, a colon is followed by a space, and only the depth counts.
 */
#include "json.h"
#include "json_scan.h"

/* The output; `at` NULL means that only the length is wanted. Always inlined,
 * so that each caller exists once with and once without writing. */
#define INLINE static inline __attribute__((always_inline))

struct sink {
	char *at;
	size_t n;
};

INLINE void put(struct sink *s, const char *p, size_t n, bool write)
{
	if (write)
		memcpy(s->at + s->n, p, n);
	s->n += n;
}

INLINE void put_char(struct sink *s, char c, bool write)
{
	if (write)
		s->at[s->n] = c;
	s->n++;
}

INLINE void put_line(struct sink *s, size_t depth, bool write)
{
	put_char(s, '\n', write);
	if (write)
		memset(s->at + s->n, ' ', 2 * depth);
	s->n += 2 * depth;
}

/* `p` is behind an opening bracket. An empty container is finished here. */
INLINE const char *indent_open(struct sink *s, const char *p, const char *end,
	size_t *depth, bool write)
{
	p = json_skip_space(p, end);
	if (p < end && (*p == ']' || *p == '}')) {
		put_char(s, *p, write);
		return p + 1;
	}
	put_line(s, ++*depth, write);
	return p;
}

/* A token that is no scalar, at `p`. */
INLINE const char *indent_mark(struct sink *s, const char *p, const char *end,
	size_t *depth, bool write)
{
	if (*p == '}' || *p == ']')
		put_line(s, *depth > 0 ? --*depth : 0, write);
	put_char(s, *p, write);
	switch (*p++) {
	case '{':
	case '[':
		return indent_open(s, p, end, depth, write);
	case ',':
		put_line(s, *depth, write);
		return p;
	case ':':
		put_char(s, ' ', write);
		return p;
	default:
		return p;
	}
}

/* Behind the string or other scalar at `p`; `p` itself where there is none. */
INLINE const char *skip_scalar(const char *p, const char *end)
{
	bool escaped;

	if (*p == '"')
		return json_skip_string(p, end, &escaped);
	return json_skip_scalar(p, end);
}

INLINE size_t indent(struct slice value, size_t depth, char *out, bool write)
{
	const char *p = value.p, *behind;
	struct sink s = {out, 0};

	if (value.n == 0)
		return 0;
	for (const char *end = p + value.n; p < end; p = behind) {
		behind = skip_scalar(p, end);
		if (behind > p)
			put(&s, p, (size_t)(behind - p), write);
		else if (json_is(*p, JSON_IS_SPACE))
			behind = json_skip_space(p, end);
		else
			behind = indent_mark(&s, p, end, &depth, write);
	}
	return s.n;
}

size_t json_indent(struct slice value, unsigned depth, char *out)
{
	return out ? indent(value, depth, out, true)
		   : indent(value, depth, NULL, false);
}

INLINE size_t compact(struct slice value, char *out, bool write)
{
	const char *p = value.p, *behind;
	struct sink s = {out, 0};

	if (value.n == 0)
		return 0;
	for (const char *end = p + value.n; p < end; p = behind) {
		if (json_is(*p, JSON_IS_SPACE)) {
			behind = json_skip_space(p, end);
			continue;
		}
		behind = skip_scalar(p, end);
		if (behind == p)
			behind++;
		put(&s, p, (size_t)(behind - p), write);
	}
	return s.n;
}

size_t json_compact(struct slice value, char *out)
{
	return out ? compact(value, out, true) : compact(value, NULL, false);
}
