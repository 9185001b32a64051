/* SPDX-License-Identifier: MIT */
/*
 * The strict check. One loop with a stack of bits: a container is an object
 * (1) or an array (0), and 2048 of them fit into 256 bytes.
 *
 * The check_…() functions take the range [p, end) and return the place behind
 * what they have checked, or NULL where the text is wrong.
 */
#include <errno.h>
#include "json.h"
#include "json_scan.h"

struct nest {
	unsigned depth;
	bool in_object; /* what the innermost container is */
	uint64_t outer[JSON_DEPTH_MAX / 64];
};

static inline bool nest_push(struct nest *n, bool object)
{
	uint64_t *word = &n->outer[n->depth / 64];
	const uint64_t bit = UINT64_C(1) << n->depth % 64;

	if (n->depth == JSON_DEPTH_MAX)
		return false;
	*word = n->in_object ? *word | bit : *word & ~bit;
	n->in_object = object;
	n->depth++;
	return true;
}

static inline void nest_pop(struct nest *n)
{
	n->depth--;
	n->in_object = n->outer[n->depth / 64] >> n->depth % 64 & 1;
}

static inline char nest_closer(const struct nest *n)
{
	return n->in_object ? '}' : ']';
}

static const char *check_hex4(const char *p, const char *end)
{
	if (end - p < 4)
		return NULL;
	for (int i = 0; i < 4; i++)
		if (!json_is(p[i], JSON_IS_HEX))
			return NULL;
	return p + 4;
}

/* `p` is behind the backslash. */
static const char *check_escape(const char *p, const char *end)
{
	if (p == end)
		return NULL;
	switch (*p) {
	case '"':
	case '/':
	case '\\':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		return p + 1;
	case 'u':
		return check_hex4(p + 1, end);
	default:
		return NULL;
	}
}

/* `p` is at the opening quote. */
static inline const char *check_string(const char *p, const char *end)
{
	for (p++; p;) {
		p = json_string_stop(p, end);
		if (p == end)
			return NULL;
		if (*p == '"')
			return p + 1;
		if (*p != '\\')
			return NULL;
		p = check_escape(p + 1, end);
	}
	return NULL;
}

static inline const char *check_digits(const char *p, const char *end)
{
	if (p == end || !json_is(*p, JSON_IS_DIGIT))
		return NULL;
	do
		p++;
	while (p < end && json_is(*p, JSON_IS_DIGIT));
	return p;
}

static const char *check_number(const char *p, const char *end)
{
	if (*p == '-')
		p++;
	if (p < end && *p == '0')
		p++;
	else
		p = check_digits(p, end);
	if (p && p < end && *p == '.')
		p = check_digits(p + 1, end);
	if (p && p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		p = check_digits(p, end);
	}
	return p;
}

static const char *check_word(const char *p, const char *end, const char *word)
{
	const size_t n = strlen(word);

	if ((size_t)(end - p) < n || memcmp(p, word, n) != 0)
		return NULL;
	return p + n;
}

static inline const char *check_scalar(const char *p, const char *end)
{
	switch (*p) {
	case '"':
		return check_string(p, end);
	case 't':
		return check_word(p, end, "true");
	case 'f':
		return check_word(p, end, "false");
	case 'n':
		return check_word(p, end, "null");
	default:
		return check_number(p, end);
	}
}

/* A key, its colon, and the white space around them. */
static inline const char *check_key(const char *p, const char *end)
{
	p = json_skip_space(p, end);
	if (p == end || *p != '"')
		return NULL;
	p = check_string(p, end);
	if (!p)
		return NULL;
	p = json_skip_space(p, end);
	return p < end && *p == ':' ? p + 1 : NULL;
}

/* Behind a value: the brackets that close here, and then a comma with, in an
 * object, the next key; or the end of everything, depth 0. */
static inline const char *check_after(
	struct nest *nest, const char *p, const char *end)
{
	while (nest->depth > 0) {
		p = json_skip_space(p, end);
		if (p == end)
			return NULL;
		if (*p == ',')
			return nest->in_object ? check_key(p + 1, end) : p + 1;
		if (*p != nest_closer(nest))
			return NULL;
		nest_pop(nest);
		p++;
	}
	return p;
}

/* `p` is at an opening bracket. An empty container stops before its closing
 * bracket, any other (*ret_inside) where its first value is due. */
static inline const char *check_open(
	struct nest *nest, const char *p, const char *end, bool *ret_inside)
{
	if (!nest_push(nest, *p == '{'))
		return NULL;
	p = json_skip_space(p + 1, end);
	*ret_inside = p < end && *p != nest_closer(nest);
	return *ret_inside && nest->in_object ? check_key(p, end) : p;
}

static const char *check_value(const char *p, const char *end)
{
	struct nest nest;
	bool inside;

	nest.depth = 0;
	nest.in_object = false;
	do {
		p = json_skip_space(p, end);
		if (p == end)
			return NULL;
		inside = false;
		if (*p == '{' || *p == '[')
			p = check_open(&nest, p, end, &inside);
		else
			p = check_scalar(p, end);
		if (p && !inside)
			p = check_after(&nest, p, end);
	} while (p && nest.depth > 0);
	return p;
}

int json_check(struct slice text, struct slice *ret_value)
{
	const char *end, *begin, *p;

	if (text.n == 0)
		return -EBADMSG;
	end = text.p + text.n;
	begin = json_skip_space(text.p, end);
	p = check_value(begin, end);
	if (!p || json_skip_space(p, end) != end)
		return -EBADMSG;
	*ret_value = (struct slice){begin, (size_t)(p - begin)};
	return 0;
}

enum json_type json_type(struct slice value)
{
	if (value.n == 0)
		return JSON_NONE;
	switch (*value.p) {
	case 'n':
		return JSON_NULL;
	case 'f':
		return JSON_FALSE;
	case 't':
		return JSON_TRUE;
	case '"':
		return JSON_STRING;
	case '[':
		return JSON_ARRAY;
	case '{':
		return JSON_OBJECT;
	default:
		return JSON_NUMBER;
	}
}
