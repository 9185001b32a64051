/* SPDX-License-Identifier: MIT */
/*
 * Private to json*.c: how to step over JSON text. Every function takes the
 * range [p, end) and returns a place in it, `end` at most, whatever the bytes
 * are: text that json_check() has passed is stepped over correctly, any other
 * text without reading outside of it.
 *
 * Where the machine has SSE2 (every x86-64), sixteen bytes are looked at in one
 * go; elsewhere eight, in a plain integer.
 */
#ifndef RUNAIFS_API_JSON_SCAN_H
#define RUNAIFS_API_JSON_SCAN_H

#include <stdbool.h>
#include "util.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
	JSON_IS_SPACE = 1, /* the four bytes of white space */
	JSON_IS_DIGIT = 2,
	JSON_IS_HEX = 4,
	JSON_ENDS_SCALAR = 8,  /* white space , ] } and also : [ { " */
	JSON_STOPS_STRING = 16, /* quote, backslash, control bytes */
};
extern const uint8_t json_class[256];

static inline bool json_is(char c, unsigned class)
{
	return json_class[(unsigned char)c] & class;
}

#ifdef __SSE2__
static inline __m128i json_load(const char *p)
{
	return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/* A bit for each of the 16 bytes at `p` that ends a run of string bytes. */
static inline unsigned json_stop_bits(const char *p)
{
	const __m128i x = json_load(p), control = _mm_set1_epi8(0x1f);
	__m128i stop = _mm_cmpeq_epi8(_mm_min_epu8(x, control), x);

	stop = _mm_or_si128(stop, _mm_cmpeq_epi8(x, _mm_set1_epi8('"')));
	stop = _mm_or_si128(stop, _mm_cmpeq_epi8(x, _mm_set1_epi8('\\')));
	return (unsigned)_mm_movemask_epi8(stop);
}
#else
/* A bit in each byte of `x` that is less than `n` (n <= 0x80), and perhaps in
 * bytes above such a byte: good for "is there any?". */
static inline uint64_t json_any_less(uint64_t x, unsigned n)
{
	return (x - UINT64_C(0x0101010101010101) * n) & ~x &
	       UINT64_C(0x8080808080808080);
}

static inline bool json_has_stop(const char *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t x;

	memcpy(&x, p, sizeof(x));
	return json_any_less(x, 0x20) | json_any_less(x ^ ones * '"', 1) |
	       json_any_less(x ^ ones * '\\', 1);
}
#endif

/* The first quote, backslash or control byte. */
static inline const char *json_string_stop(const char *p, const char *end)
{
#ifdef __SSE2__
	for (; end - p >= 16; p += 16) {
		unsigned bits = json_stop_bits(p);

		if (bits)
			return p + __builtin_ctz(bits);
	}
#else
	while (end - p >= 8 && !json_has_stop(p))
		p += 8;
#endif
	while (p < end && !json_is(*p, JSON_STOPS_STRING))
		p++;
	return p;
}

/* `p` is at the opening quote; the place behind the closing one. */
static inline const char *json_skip_string(
	const char *p, const char *end, bool *ret_escaped)
{
	bool escaped = false;

	for (p++;; p++) {
		p = json_string_stop(p, end);
		if (p == end || *p == '"')
			break;
		if (*p == '\\') {
			escaped = true;
			if (++p == end)
				break;
		}
	}
	*ret_escaped = escaped;
	return p < end ? p + 1 : end;
}

const char *json_skip_long_space(const char *p, const char *end);

static inline const char *json_skip_space(const char *p, const char *end)
{
	if (p == end || (unsigned char)*p > ' ')
		return p;
	return json_skip_long_space(p, end);
}

/* `p` is at the opening bracket; the place behind the closing one. */
const char *json_skip_container(const char *p, const char *end);

static inline const char *json_skip_scalar(const char *p, const char *end)
{
	while (p < end && !json_is(*p, JSON_ENDS_SCALAR))
		p++;
	return p;
}

/* `p` is at the first byte of a value. Always moves on. */
static inline const char *json_skip_value(const char *p, const char *end)
{
	bool escaped;

	switch (*p) {
	case '"':
		return json_skip_string(p, end, &escaped);
	case '{':
	case '[':
		return json_skip_container(p, end);
	default:
		return json_skip_scalar(p + 1, end);
	}
}

struct json_member {
	struct slice key; /* without its quotes */
	struct slice value;
	bool escaped; /* the key holds a backslash */
};

/*
 * The member at *p, which is behind the opening bracket or where the call
 * before left it. False at the closing bracket.
 */
static inline bool json_step_member(
	const char **p, const char *end, struct json_member *ret)
{
	const char *q = json_skip_space(*p, end), *at;

	if (q < end && *q == ',')
		q = json_skip_space(q + 1, end);
	if (q == end || *q != '"')
		return false;
	at = json_skip_string(q, end, &ret->escaped);
	ret->key = (struct slice){q + 1, (size_t)(at - q) - 1};
	if (ret->key.n > 0)
		ret->key.n--; /* the closing quote */
	q = json_skip_space(at, end);
	if (q < end && *q == ':')
		q = json_skip_space(q + 1, end);
	if (q == end)
		return false;
	at = json_skip_value(q, end);
	ret->value = (struct slice){q, (size_t)(at - q)};
	*p = at;
	return true;
}

/* Does a key with a backslash spell `want` once decoded? */
bool json_escaped_eq(struct slice key, struct slice want);

static inline bool json_key_eq(const struct json_member *m, struct slice want)
{
	if (m->escaped)
		return json_escaped_eq(m->key, want);
	return m->key.n == want.n && memcmp(m->key.p, want.p, want.n) == 0;
}

/* What is left of a list; p NULL: nothing, not even an empty last part. */
struct json_cut {
	const char *p, *end;
};
/* Takes the part before the first `sep` off. False once nothing is left. */
bool json_cut(struct json_cut *rest, char sep, struct slice *ret);

/* The rule of alternatives: `next` counts where nothing better was found. */
static inline struct slice json_better(struct slice found, struct slice next)
{
	if (!found.p || (*found.p == 'n' && next.p && *next.p != 'n'))
		return next;
	return found;
}

#endif
