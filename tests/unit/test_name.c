/* SPDX-License-Identifier: MIT */
/*
 * The name codec: a table of what is written how, and properties on random
 * names.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#include "name.h"

struct text {
	const char *p;
	size_t n;
};
#define T(literal) {literal, sizeof(literal) - 1}

static struct slice slice_of(struct text t)
{
	return (struct slice){t.p, t.n};
}

static struct slice slice_buf(const struct buf *b)
{
	return (struct slice){b->p, b->n};
}

static void assert_buf(const struct buf *b, const char *want)
{
	assert_int_equal(buf_error(b), 0);
	if (b->n != strlen(want) || memcmp(b->p, want, b->n) != 0)
		fail_msg("got %.*s, want %s", (int)b->n, b->p, want);
}

/* ---- encoding and decoding ---- */

struct pair {
	struct text raw;
	const char *encoded;
};

static const struct pair pairs[] = {
	{T("resnet-50"), "resnet-50"},
	{T("someone@example.com"), "someone@example.com"},
	{T("A100 80GB (x8)"), "A100 80GB (x8)"},
	{T("\xc3\xa9t\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"),
		"\xc3\xa9t\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"},
	{T(""), "%EMPTY"},
	{T("%EMPTY"), "%25EMPTY"},
	{T("50%"), "50%25"},
	{T("%2F"), "%252F"},
	{T("a/b"), "a%2Fb"},
	{T("/"), "%2F"},
	{T("."), "%2E"},
	{T(".."), "%2E."},
	{T(".hidden"), "%2Ehidden"},
	{T("a.b."), "a.b."},
	{T("a\0b"), "a%00b"},
	{T("a\nb\tc\x1f"), "a%0Ab%09c%1F"},
	{T("\x7f"), "%7F"},
	/* not UTF-8 */
	{T("\xff"), "%FF"},
	{T("\x80"), "%80"},
	{T("\xc3"), "%C3"},
	{T("\xc3x"), "%C3x"},
	{T("\xc0\xaf"), "%C0%AF"},
	{T("\xc1\xbf"), "%C1%BF"},
	{T("\xe0\x80\xaf"), "%E0%80%AF"},
	{T("\xe2\x82"), "%E2%82"},
	{T("\xe2\x82x"), "%E2%82x"},
	{T("\xed\xa0\x80"), "%ED%A0%80"},
	{T("\xf0\x80\x80\x80"), "%F0%80%80%80"},
	{T("\xf4\x90\x80\x80"), "%F4%90%80%80"},
	{T("\xf5\x80\x80\x80"), "%F5%80%80%80"},
	/* the edges of what is */
	{T("\xc2\x80\xdf\xbf"), "\xc2\x80\xdf\xbf"},
	{T("\xe0\xa0\x80\xef\xbf\xbf"), "\xe0\xa0\x80\xef\xbf\xbf"},
	{T("\xed\x9f\xbf\xee\x80\x80"), "\xed\x9f\xbf\xee\x80\x80"},
	{T("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"),
		"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"},
	/* writing direction: the ranges and their neighbours */
	{T("\xd8\x9b\xd8\x9c\xd8\x9d"), "\xd8\x9b%D8%9C\xd8\x9d"},
	{T("\xe2\x80\x8d\xe2\x80\x8e"), "\xe2\x80\x8d%E2%80%8E"},
	{T("\xe2\x80\x8f\xe2\x80\x90"), "%E2%80%8F\xe2\x80\x90"},
	{T("\xe2\x80\xa9\xe2\x80\xaa"), "\xe2\x80\xa9%E2%80%AA"},
	{T("\xe2\x80\xae\xe2\x80\xaf"), "%E2%80%AE\xe2\x80\xaf"},
	{T("\xe2\x81\xa5\xe2\x81\xa6"), "\xe2\x81\xa5%E2%81%A6"},
	{T("\xe2\x81\xa9\xe2\x81\xaa"), "%E2%81%A9\xe2\x81\xaa"},
	/* what looks like a suffix */
	{T("a~0123abcd"), "a%7E0123abcd"},
	{T("a~b"), "a%7Eb"},
	{T("~root"), "%7Eroot"},
	{T("notes~"), "notes~"},
	{T("~"), "~"},
	{T("~~"), "%7E~"},
	{T("a~b~"), "a%7Eb~"},
};

static void test_encode(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		cleanup_buf struct buf b = BUF_INIT, back = BUF_INIT;

		name_encode(slice_of(pairs[i].raw), &b);
		assert_buf(&b, pairs[i].encoded);
		assert_true(name_decode(slice_buf(&b), &back));
		assert_int_equal(back.n, pairs[i].raw.n);
		assert_memory_equal(back.p, pairs[i].raw.p, back.n);
	}
}

static void test_encode_appends(void **state)
{
	cleanup_buf struct buf b = BUF_INIT;

	buf_adds(&b, "x");
	name_encode(SLICE(".a"), &b);
	assert_buf(&b, "x%2Ea");
	assert_true(name_decode(SLICE("%2Fb"), &b));
	assert_buf(&b, "x%2Ea/b");
	assert_false(name_decode(SLICE("b/"), &b));
	assert_buf(&b, "x%2Ea/b");
}

/* There is one way to write a name; everything else is not an encoding. */
static void test_decode_refuses(void **state)
{
	static const struct text bad[] = {T(""), T("%"), T("%2"), T("%2f"),
		T("%zz"), T("50%"), T("%41"), T("a%2E"), T("a%7E"), T("a~b"),
		T("a~01234567"), T("."), T(".."), T(".a"), T("a/b"), T("a\n"),
		T("\xff"), T("%C3%A9"), T("\xe2\x80\xaa"), T("%EMPTY%EMPTY"),
		T("%EMPTYx"), T("x%EMPTY")};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		cleanup_buf struct buf b = BUF_INIT;

		if (name_decode(slice_of(bad[i]), &b))
			fail_msg("decoded: %s", bad[i].p);
		assert_int_equal(b.n, 0);
		assert_int_equal(buf_error(&b), 0);
	}
}

/* ---- entries ---- */

#define UUID "9f55255e-11ed-47c7-acef-fc4054768dbc"

static const char *entry(struct buf *b, const char *name, const char *id,
	size_t id_len, bool collides)
{
	buf_free(b);
	assert_int_equal(name_entry(slice_str(name), slice_str(id), id_len,
				 collides, b),
		0);
	return b->p;
}

static void test_entry(void **state)
{
	cleanup_buf struct buf b = BUF_INIT;

	assert_string_equal(entry(&b, "a", UUID, NAME_ID_SHORT, false), "a");
	assert_string_equal(
		entry(&b, "a", UUID, NAME_ID_SHORT, true), "a~9f55255e");
	assert_string_equal(
		entry(&b, "a", UUID, NAME_ID_WHOLE, true), "a~" UUID);
	assert_string_equal(entry(&b, "a", "42", NAME_ID_SHORT, true), "a~42");
	assert_string_equal(entry(&b, "a", "12345678", NAME_ID_SHORT, true),
		"a~12345678");
	assert_string_equal(
		entry(&b, "", UUID, NAME_ID_SHORT, true), "%EMPTY~9f55255e");
	assert_string_equal(
		entry(&b, "a", "", NAME_ID_SHORT, true), "a~%EMPTY");
	assert_string_equal(entry(&b, "a", "x/.~\xc3\xa9", NAME_ID_WHOLE, true),
		"a~x%2F%2E%7E%C3%A9");
	assert_string_equal(
		entry(&b, "a~", "1", NAME_ID_SHORT, true), "a~~1");
}

/* `n` bytes of name: `unit` over and over, then `x` to fill. */
static struct slice long_name(char *room, const char *unit, size_t n)
{
	size_t step = strlen(unit), at = 0;

	for (; at + step <= n; at += step)
		memcpy(room + at, unit, step);
	memset(room + at, 'x', n - at);
	return (struct slice){room, n};
}

static void test_entry_cut(void **state)
{
	static const char *const units[] = {"a", "\xc3\xa9", "\xe2\x82\xac",
		"\xf0\x9f\x98\x80", "/", "a/", "\xff"};
	static const char *const ids[] = {"1", UUID, "////////"};
	char room[1000];

	for (size_t u = 0; u < ARRAY_SIZE(units); u++)
		for (size_t n = 60; n < sizeof(room); n++) {
			cleanup_buf struct buf e = BUF_INIT, whole = BUF_INIT;
			struct slice raw = long_name(room, units[u], n);
			struct slice id = slice_str(ids[n % 3]), base, suffix;
			bool cut;

			name_encode(raw, &whole);
			cut = whole.n > NAME_ENTRY_MAX;
			assert_int_equal(
				name_entry(raw, id, NAME_ID_SHORT, false, &e),
				0);
			assert_true(e.n <= NAME_ENTRY_MAX);
			assert_int_equal(cut,
				name_split_suffix(
					slice_buf(&e), &base, &suffix));
			if (!cut)
				continue;
			/* a beginning of the whole, of whole characters */
			assert_memory_equal(base.p, whole.p, base.n);
			assert_true(e.n > NAME_ENTRY_MAX - 4);
			buf_free(&whole);
			assert_true(name_decode(base, &whole));
		}
}

static void test_entry_long_id(void **state)
{
	cleanup_buf struct buf b = BUF_INIT;
	char name[400], id[400];
	struct slice n = long_name(name, "n", 400), i;
	struct slice base, suffix;

	i = long_name(id, "i", 400);
	assert_int_equal(name_entry(n, i, NAME_ID_WHOLE, true, &b), 0);
	assert_int_equal(b.n, NAME_ENTRY_MAX);
	assert_true(name_split_suffix(slice_buf(&b), &base, &suffix));
	assert_int_equal(suffix.n, NAME_SUFFIX_MAX);
	buf_free(&b);
	i = long_name(id, "i/", 400);
	assert_int_equal(name_entry(n, i, NAME_ID_WHOLE, true, &b), 0);
	assert_true(b.n <= NAME_ENTRY_MAX);
	assert_true(name_split_suffix(slice_buf(&b), &base, &suffix));
	assert_true(suffix.n <= NAME_SUFFIX_MAX);
}

static void test_entry_in_cluster(void **state)
{
	cleanup_buf struct buf b = BUF_INIT;
	struct slice base, suffix;
	char name[400];

	assert_int_equal(name_entry_in_cluster(SLICE("w"), SLICE("c~/"),
				 SLICE(UUID), NAME_ID_SHORT, &b),
		0);
	assert_buf(&b, "w~c%7E%2F");
	buf_free(&b);
	assert_int_equal(name_entry_in_cluster(SLICE("w~"), SLICE("c~"),
				 SLICE(UUID), NAME_ID_SHORT, &b),
		0);
	assert_buf(&b, "w~~c~");
	assert_true(name_split_suffix(slice_buf(&b), &base, &suffix));
	assert_true(slice_eq(base, SLICE("w~")));
	assert_true(slice_eq(suffix, SLICE("c~")));
	buf_free(&b);
	assert_int_equal(
		name_entry_in_cluster(long_name(name, "w", 254), SLICE("c"),
			SLICE(UUID), NAME_ID_SHORT, &b),
		0);
	assert_int_equal(b.n, NAME_ENTRY_MAX);
	assert_memory_equal(b.p + 246, "~9f55255e", 9);
	buf_free(&b);
	assert_int_equal(
		name_entry_in_cluster(long_name(name, "w", 253), SLICE("c"),
			SLICE(UUID), NAME_ID_SHORT, &b),
		0);
	assert_int_equal(b.n, NAME_ENTRY_MAX);
	assert_memory_equal(b.p + 253, "~c", 2);
}

static void test_out_of_memory(void **state)
{
	struct buf b = {.err = -ENOMEM};

	assert_int_equal(
		name_entry(SLICE("a"), SLICE("1"), NAME_ID_SHORT, true, &b),
		-ENOMEM);
	assert_int_equal(name_entry_in_cluster(SLICE("a"), SLICE("c"),
				 SLICE("1"), NAME_ID_SHORT, &b),
		-ENOMEM);
	assert_false(name_decode(SLICE("a"), &b));
	assert_int_equal(buf_error(&b), -ENOMEM);
}

static void test_split(void **state)
{
	static const char *const none[] = {
		"", "a", "a~", "~", "~~", "~a", "~ab", "abc"};
	static const struct {
		const char *entry, *base, *suffix;
	} some[] = {
		{"a~b", "a", "b"},
		{"a~~", "a", "~"},
		{"a~~b", "a~", "b"},
		{"a~~b~", "a~", "b~"},
		{"a~~~", "a~", "~"},
	};
	struct slice base, suffix;

	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		assert_false(name_split_suffix(
			slice_str(none[i]), &base, &suffix));
	for (size_t i = 0; i < ARRAY_SIZE(some); i++) {
		assert_true(name_split_suffix(
			slice_str(some[i].entry), &base, &suffix));
		assert_true(slice_eq(base, slice_str(some[i].base)));
		assert_true(slice_eq(suffix, slice_str(some[i].suffix)));
	}
}

/* ---- properties ---- */

struct random {
	uint64_t s;
};

static unsigned next(struct random *r, unsigned below)
{
	r->s = r->s * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(r->s >> 33) % below;
}

static struct slice random_name(struct random *r, char *room, size_t max)
{
	static const char telling[] = "~~%./EMPTY2F7E0\xe2\x80\xaa\xc3\xa9-";
	size_t n = next(r, 3) ? next(r, 12) : next(r, (unsigned)max);
	const bool any = next(r, 3) == 0;

	for (size_t i = 0; i < n; i++)
		room[i] = any ? (char)next(r, 256)
			      : telling[next(r, sizeof(telling) - 1)];
	return (struct slice){room, n};
}

static void assert_file_name(const struct buf *b)
{
	assert_int_equal(buf_error(b), 0);
	assert_in_range(b->n, 1, NAME_ENTRY_MAX);
	assert_null(memchr(b->p, '/', b->n));
	assert_null(memchr(b->p, '\0', b->n));
	assert_int_not_equal(b->p[0], '.');
}

static void test_round_trip(void **state)
{
	struct random r = {1};
	char room[400];

	for (int i = 0; i < 50000; i++) {
		cleanup_buf struct buf e = BUF_INIT, back = BUF_INIT;
		struct slice raw = random_name(&r, room, sizeof(room));

		name_encode(raw, &e);
		assert_true(name_decode(slice_buf(&e), &back));
		assert_true(slice_eq(slice_buf(&back), raw));
		if (e.n <= NAME_ENTRY_MAX)
			assert_file_name(&e);
	}
}

/* Whatever decodes is the encoding of what it decodes to. */
static void test_decode_any(void **state)
{
	struct random r = {2};
	char room[40];

	for (int i = 0; i < 50000; i++) {
		cleanup_buf struct buf raw = BUF_INIT, again = BUF_INIT;
		struct slice e = random_name(&r, room, sizeof(room));

		if (!name_decode(e, &raw)) {
			assert_int_equal(raw.n, 0);
			continue;
		}
		name_encode(slice_buf(&raw), &again);
		assert_true(slice_eq(slice_buf(&again), e));
	}
}

struct sample {
	struct buf raw, suffix, entry;
	bool suffixed;
};

static int by_entry(const void *a, const void *b)
{
	const struct buf *x = &((const struct sample *)a)->entry;
	const struct buf *y = &((const struct sample *)b)->entry;
	int c = memcmp(x->p, y->p, x->n < y->n ? x->n : y->n);

	return c ? c : (x->n > y->n) - (x->n < y->n);
}

static void make_sample(struct random *r, struct sample *s)
{
	char room[300];
	struct slice raw = random_name(r, room, 40), id;

	*s = (struct sample){.suffixed = next(r, 2)};
	buf_add(&s->raw, raw.p, raw.n);
	id = random_name(r, room, 12);
	buf_add(&s->suffix, id.p, id.n);
	raw = slice_buf(&s->raw);
	assert_int_equal(name_entry(raw, slice_buf(&s->suffix), NAME_ID_WHOLE,
				 s->suffixed, &s->entry),
		0);
	assert_file_name(&s->entry);
}

static bool same_input(const struct sample *a, const struct sample *b)
{
	if (a->suffixed != b->suffixed ||
		!slice_eq(slice_buf(&a->raw), slice_buf(&b->raw)))
		return false;
	return !a->suffixed ||
	       slice_eq(slice_buf(&a->suffix), slice_buf(&b->suffix));
}

/* Equal entries come from equal names (and ids, where they carry one). */
static void test_distinct(void **state)
{
	enum { N = 50000 };
	struct sample *s = calloc(N, sizeof(*s));
	struct random r = {3};

	assert_non_null(s);
	for (size_t i = 0; i < N; i++)
		make_sample(&r, &s[i]);
	qsort(s, N, sizeof(*s), by_entry);
	for (size_t i = 1; i < N; i++)
		if (by_entry(&s[i - 1], &s[i]) == 0)
			assert_true(same_input(&s[i - 1], &s[i]));
	for (size_t i = 0; i < N; i++) {
		buf_free(&s[i].raw);
		buf_free(&s[i].suffix);
		buf_free(&s[i].entry);
	}
	free(s);
}

/* Cut names with ids of their own stay apart. */
static void test_distinct_cut(void **state)
{
	enum { N = 500 };
	struct sample *s = calloc(N, sizeof(*s));
	char room[300];
	struct slice raw = long_name(room, "\xe2\x82\xac", sizeof(room));

	assert_non_null(s);
	for (unsigned i = 0; i < N; i++) {
		char id[16];

		snprintf(id, sizeof(id), "%u", i);
		room[sizeof(room) - 1] = (char)('a' + i % 26);
		assert_int_equal(name_entry(raw, slice_str(id), NAME_ID_SHORT,
					 false, &s[i].entry),
			0);
		assert_file_name(&s[i].entry);
	}
	qsort(s, N, sizeof(*s), by_entry);
	for (size_t i = 1; i < N; i++)
		assert_int_not_equal(by_entry(&s[i - 1], &s[i]), 0);
	for (size_t i = 0; i < N; i++)
		buf_free(&s[i].entry);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encode),
		cmocka_unit_test(test_encode_appends),
		cmocka_unit_test(test_decode_refuses),
		cmocka_unit_test(test_entry),
		cmocka_unit_test(test_entry_cut),
		cmocka_unit_test(test_entry_long_id),
		cmocka_unit_test(test_entry_in_cluster),
		cmocka_unit_test(test_out_of_memory),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_decode_any),
		cmocka_unit_test(test_distinct),
		cmocka_unit_test(test_distinct_cut),
	};

	return cmocka_run_group_tests_name("name", tests, NULL, NULL);
}
