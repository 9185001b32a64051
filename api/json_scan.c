/* SPDX-License-Identifier: MIT */
/*
 * Stepping over containers and white space.
 *
 * A container is skipped 64 bytes at a time, each block as a set of bit masks,
 * bit i for byte i: the quotes that are not escaped give, by a running
 * exclusive or, the bytes inside strings; the brackets outside of them are
 * counted.
 *
 *	bytes      {  "  a  "  :  "  }  "  }
 *	quotes     .  1  .  1  .  1  .  1  .
 *	in string  .  1  1  .  .  1  1  .  .
 *	brackets   1  .  .  .  .  .  .  .  1
 */
#include "json_scan.h"

enum {
	o = 0,
	C = JSON_STOPS_STRING, /* control */
	W = JSON_STOPS_STRING | JSON_IS_SPACE | JSON_ENDS_SCALAR,
	S = JSON_IS_SPACE | JSON_ENDS_SCALAR,
	Q = JSON_STOPS_STRING | JSON_ENDS_SCALAR, /* " */
	M = JSON_ENDS_SCALAR,			  /* , : [ ] { } */
	D = JSON_IS_DIGIT | JSON_IS_HEX,
	H = JSON_IS_HEX,
	B = JSON_STOPS_STRING, /* backslash */
};

/* clang-format off */
const uint8_t json_class[256] = {
	C, C, C, C, C, C, C, C, C, W, W, C, C, W, C, C, /* 0x00 */
	C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, /* 0x10 */
	S, o, Q, o, o, o, o, o, o, o, o, o, M, o, o, o, /*   !" */
	D, D, D, D, D, D, D, D, D, D, M, o, o, o, o, o, /* 0123 */
	o, H, H, H, H, H, H, o, o, o, o, o, o, o, o, o, /* @ABC */
	o, o, o, o, o, o, o, o, o, o, o, M, B, M, o, o, /* PQRS */
	o, H, H, H, H, H, H, o, o, o, o, o, o, o, o, o, /* `abc */
	o, o, o, o, o, o, o, o, o, o, o, M, o, M, o, o, /* pqrs */
};
/* clang-format on */

enum { BLOCK = 64 };

struct masks {
	uint64_t quote, backslash, open, close;
};

/* '[' and '{' differ in one bit, and so do ']' and '}'. */
enum { BRACKET_FOLD = '[' ^ '{' };

#ifdef __SSE2__
static uint64_t bits_equal(const __m128i x[4], char c)
{
	const __m128i want = _mm_set1_epi8(c);
	uint64_t bits = 0;

	for (int i = 3; i >= 0; i--) {
		__m128i eq = _mm_cmpeq_epi8(x[i], want);

		bits = bits << 16 | (unsigned)_mm_movemask_epi8(eq);
	}
	return bits;
}

static inline struct masks block_masks(const char *p)
{
	const __m128i fold = _mm_set1_epi8(BRACKET_FOLD);
	__m128i x[4], folded[4];

	for (int i = 0; i < 4; i++) {
		x[i] = json_load(p + 16 * i);
		folded[i] = _mm_or_si128(x[i], fold);
	}
	return (struct masks){
		.quote = bits_equal(x, '"'),
		.backslash = bits_equal(x, '\\'),
		.open = bits_equal(folded, '{'),
		.close = bits_equal(folded, '}'),
	};
}
#else
static inline struct masks block_masks(const char *p)
{
	struct masks m = {0};

	for (int i = 0; i < BLOCK; i++) {
		uint64_t bit = UINT64_C(1) << i;

		m.quote |= p[i] == '"' ? bit : 0;
		m.backslash |= p[i] == '\\' ? bit : 0;
		m.open |= (p[i] | BRACKET_FOLD) == '{' ? bit : 0;
		m.close |= (p[i] | BRACKET_FOLD) == '}' ? bit : 0;
	}
	return m;
}
#endif

/* What one block leaves to the next. */
struct carry {
	uint64_t in_string; /* all ones or 0 */
	bool escape;	    /* its last byte was a backslash that counts */
	unsigned depth;
};

/* Clears the quotes that a backslash takes the meaning from. */
static uint64_t drop_escaped(uint64_t quote, uint64_t backslash, bool *escape)
{
	if (*escape) {
		quote &= ~UINT64_C(1);
		backslash &= ~UINT64_C(1);
	}
	*escape = false;
	while (backslash) {
		uint64_t low = backslash & -backslash, escaped = low << 1;

		*escape = escaped == 0;
		quote &= ~escaped;
		backslash &= ~(low | escaped);
	}
	return quote;
}

static uint64_t running_xor(uint64_t bits)
{
	for (int shift = 1; shift < BLOCK; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

/* The offset of the bracket that closes the container, or -1 to go on. */
static inline int scan_block(struct masks m, struct carry *c)
{
	uint64_t inside, brackets;

	if (m.backslash | c->escape)
		m.quote = drop_escaped(m.quote, m.backslash, &c->escape);
	inside = running_xor(m.quote) ^ c->in_string;
	c->in_string = -(inside >> 63);
	brackets = (m.open | m.close) & ~inside;
	for (; brackets; brackets &= brackets - 1) {
		uint64_t bit = brackets & -brackets;

		if (m.open & bit)
			c->depth++;
		else if (--c->depth == 0)
			return __builtin_ctzll(bit);
	}
	return -1;
}

const char *json_skip_container(const char *p, const char *end)
{
	struct carry c = {0};
	char last[BLOCK] = {0};
	int at;

	for (; end - p >= BLOCK; p += BLOCK) {
		at = scan_block(block_masks(p), &c);
		if (at >= 0)
			return p + at + 1;
	}
	memcpy(last, p, (size_t)(end - p));
	at = scan_block(block_masks(last), &c);
	return at >= 0 ? p + at + 1 : end;
}

const char *json_skip_long_space(const char *p, const char *end)
{
#ifdef __SSE2__
	const __m128i low = _mm_set1_epi8(' ');

	/* white space is ' ' or one of three control bytes; the loop below
	 * sorts out the rare others */
	for (; end - p >= 16; p += 16) {
		__m128i x = json_load(p), white;

		white = _mm_cmpeq_epi8(x, low);
		white = _mm_or_si128(
			white, _mm_cmpeq_epi8(x, _mm_set1_epi8('\n')));
		if (_mm_movemask_epi8(white) != 0xffff)
			break;
	}
#endif
	while (p < end && json_is(*p, JSON_IS_SPACE))
		p++;
	return p;
}

bool json_cut(struct json_cut *rest, char sep, struct slice *ret)
{
	const char *p = rest->p, *at;

	if (!p)
		return false;
	at = memchr(p, sep, (size_t)(rest->end - p));
	*ret = (struct slice){p, (size_t)((at ? at : rest->end) - p)};
	rest->p = at ? at + 1 : NULL;
	return true;
}
