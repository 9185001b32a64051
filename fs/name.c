/* SPDX-License-Identifier: MIT */
#include "name.h"

static const char empty_name[] = "%EMPTY";

/* ---- characters ---- */

/* The first byte of a character: what it says about those that follow. */
struct lead {
	unsigned char from, to; /* the first byte */
	unsigned char length;
	unsigned char low, high; /* what the second byte may be */
};

static const struct lead leads[] = {
	{0x00, 0x7f, 1, 0, 0},
	{0xc2, 0xdf, 2, 0x80, 0xbf},
	{0xe0, 0xe0, 3, 0xa0, 0xbf},
	{0xe1, 0xec, 3, 0x80, 0xbf},
	{0xed, 0xed, 3, 0x80, 0x9f},
	{0xee, 0xef, 3, 0x80, 0xbf},
	{0xf0, 0xf0, 4, 0x90, 0xbf},
	{0xf1, 0xf3, 4, 0x80, 0xbf},
	{0xf4, 0xf4, 4, 0x80, 0x8f},
};

static const struct lead *find_lead(unsigned char c)
{
	for (size_t i = 0; i < ARRAY_SIZE(leads); i++)
		if (c >= leads[i].from && c <= leads[i].to)
			return &leads[i];
	return NULL;
}

/* Length of the UTF-8 character that `s` (not empty) begins with, or 0. */
static size_t char_length(struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	const struct lead *lead = find_lead(p[0]);

	if (!lead || lead->length > s.n)
		return 0;
	if (lead->length > 1 && (p[1] < lead->low || p[1] > lead->high))
		return 0;
	for (size_t i = 2; i < lead->length; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return lead->length;
}

/* Controls of writing direction: names that contain them can look like others.
 * Ranges of UTF-8 sequences that differ in the last byte only. */
struct direction {
	const char *first; /* the sequence */
	unsigned char last_to;
};

static const struct direction directions[] = {
	{"\xd8\x9c", 0x9c},	/* U+061C */
	{"\xe2\x80\x8e", 0x8f}, /* U+200E, U+200F */
	{"\xe2\x80\xaa", 0xae}, /* U+202A to U+202E */
	{"\xe2\x81\xa6", 0xa9}, /* U+2066 to U+2069 */
};

static bool is_direction(const char *p, size_t n)
{
	for (size_t i = 0; i < ARRAY_SIZE(directions); i++) {
		const struct direction *d = &directions[i];
		const unsigned char last = (unsigned char)p[n - 1];

		if (strlen(d->first) == n && memcmp(d->first, p, n - 1) == 0 &&
			last >= (unsigned char)d->first[n - 1] &&
			last <= d->last_to)
			return true;
	}
	return false;
}

/* ---- encoding ---- */

static void add_hex(struct buf *out, char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const unsigned char u = (unsigned char)c;

	buf_add(out, (char[]){'%', digits[u >> 4], digits[u & 15]}, 3);
}

static bool plain_byte(char c, bool first, bool last)
{
	switch (c) {
	case '%':
	case '/':
	case 0x7f:
		return false;
	case '.':
		return !first;
	case '~':
		return last;
	default:
		return (unsigned char)c >= 0x20;
	}
}

/* Does the character that `rest`, the end of a name, begins with stay? */
static bool is_plain(struct slice rest, size_t length, bool first)
{
	if (length == 0)
		return false;
	if (length == 1)
		return plain_byte(*rest.p, first, rest.n == 1);
	return !is_direction(rest.p, length);
}

void name_encode(struct slice raw, struct buf *out)
{
	bool first = true;

	if (raw.n == 0)
		buf_adds(out, empty_name);
	while (raw.n > 0) {
		const size_t length = char_length(raw), n = length ? length : 1;

		if (is_plain(raw, length, first))
			buf_add(out, raw.p, n);
		else
			for (size_t i = 0; i < n; i++)
				add_hex(out, raw.p[i]);
		raw.p += n;
		raw.n -= n;
		first = false;
	}
}

static bool is_id_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') || c == '-';
}

void name_id_suffix(struct slice id, size_t id_len, struct buf *out)
{
	const size_t begin = out->n;

	if (id.n == 0)
		buf_adds(out, empty_name);
	for (size_t i = 0; i < id.n && i < id_len; i++) {
		const bool plain = is_id_byte(id.p[i]);

		if (out->n - begin + (plain ? 1 : 3) > NAME_SUFFIX_MAX)
			return;
		if (plain)
			buf_addc(out, id.p[i]);
		else
			add_hex(out, id.p[i]);
	}
}

/* ---- decoding ---- */

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static void truncate_to(struct buf *out, size_t n)
{
	if (out->p && out->n > n) {
		out->n = n;
		out->p[n] = '\0';
	}
}

/* Appends `entry` with every %XX resolved; what is none stays. */
static void resolve(struct slice entry, struct buf *out)
{
	for (size_t i = 0; i < entry.n; i++) {
		const char *p = entry.p + i;
		int high = -1, low = -1;

		if (*p == '%' && entry.n - i >= 3) {
			high = hex_value(p[1]);
			low = hex_value(p[2]);
		}
		if (high < 0 || low < 0) {
			buf_addc(out, *p);
			continue;
		}
		buf_addc(out, (char)(high << 4 | low));
		i += 2;
	}
}

bool name_decode(struct slice entry, struct buf *out)
{
	cleanup_buf struct buf again = BUF_INIT;
	const size_t begin = out->n;

	if (slice_eq(entry, slice_str(empty_name)))
		return true;
	if (entry.n == 0)
		return false;
	resolve(entry, out);
	if (buf_error(out) < 0)
		return false;
	name_encode((struct slice){out->p + begin, out->n - begin}, &again);
	if (buf_error(&again) < 0)
		out->err = buf_error(&again);
	else if (slice_eq((struct slice){again.p, again.n}, entry))
		return true;
	truncate_to(out, begin);
	return false;
}

/* ---- entries ---- */

/* The most bytes, `max` at most, that an encoded name can be cut to. */
static size_t cut_length(struct slice encoded, size_t max)
{
	size_t at = 0;

	while (at < encoded.n) {
		struct slice rest = {encoded.p + at, encoded.n - at};
		size_t n = *rest.p == '%' ? 3 : char_length(rest);

		if (at + n > max)
			break;
		at += n;
	}
	return at;
}

static int join(struct slice name, const struct buf *suffix, struct buf *out)
{
	const size_t room = NAME_ENTRY_MAX - 1 - suffix->n;

	buf_add(out, name.p, cut_length(name, room));
	buf_addc(out, '~');
	buf_add(out, suffix->p, suffix->n);
	return buf_error(out);
}

int name_entry(struct slice raw, struct slice id, size_t id_len, bool collides,
	struct buf *out)
{
	cleanup_buf struct buf name = BUF_INIT, suffix = BUF_INIT;

	name_encode(raw, &name);
	name_id_suffix(id, id_len, &suffix);
	if (buf_error(&name) < 0 || buf_error(&suffix) < 0)
		return buf_error(&name) < 0 ? buf_error(&name)
					    : buf_error(&suffix);
	if (collides || name.n > NAME_ENTRY_MAX)
		return join((struct slice){name.p, name.n}, &suffix, out);
	buf_add(out, name.p, name.n);
	return buf_error(out);
}

int name_entry_in_cluster(struct slice raw, struct slice cluster,
	struct slice id, size_t id_len, struct buf *out)
{
	cleanup_buf struct buf entry = BUF_INIT;

	name_encode(raw, &entry);
	buf_addc(&entry, '~');
	name_encode(cluster, &entry);
	if (buf_error(&entry) < 0)
		return buf_error(&entry);
	if (entry.n > NAME_ENTRY_MAX)
		return name_entry(raw, id, id_len, true, out);
	buf_add(out, entry.p, entry.n);
	return buf_error(out);
}

bool name_split_suffix(struct slice entry, struct slice *ret_base,
	struct slice *ret_suffix)
{
	const char *at;

	if (!entry.p || entry.n < 3)
		return false;
	at = memrchr(entry.p, '~', entry.n - 1);
	if (!at || at == entry.p)
		return false;
	*ret_base = (struct slice){entry.p, (size_t)(at - entry.p)};
	*ret_suffix = (struct slice){
		at + 1, (size_t)(entry.p + entry.n - at) - 1};
	return true;
}
