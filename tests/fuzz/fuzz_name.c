/* SPDX-License-Identifier: MIT */
/*
 * Any name, id and cluster make a proper directory entry; encoding and decoding
 * are inverse. The input: length of the id, length of the cluster's name, the
 * two, and the name.
 */
#include <stdbool.h>
#include "fuzz.h"
#include "name.h"

static struct slice take(struct slice *rest, size_t n)
{
	struct slice head;

	if (n > rest->n)
		n = rest->n;
	head = (struct slice){rest->p, n};
	rest->p += n;
	rest->n -= n;
	return head;
}

static size_t take_byte(struct slice *rest)
{
	struct slice one = take(rest, 1);

	return one.n ? (unsigned char)*one.p : 0;
}

static struct slice text(const struct buf *b)
{
	REQUIRE(buf_error(b) == 0);
	return (struct slice){b->p, b->n};
}

static void proper(const struct buf *entry)
{
	struct slice t = text(entry);

	REQUIRE(t.n >= 1 && t.n <= NAME_ENTRY_MAX);
	REQUIRE(!memchr(t.p, '/', t.n) && !memchr(t.p, '\0', t.n));
	REQUIRE(*t.p != '.');
	for (size_t i = 0; i < t.n; i++)
		REQUIRE((unsigned char)t.p[i] >= 0x20 && t.p[i] != 0x7f);
}

static void round_trip(struct slice raw)
{
	cleanup_buf struct buf e = BUF_INIT, back = BUF_INIT;
	struct slice base, suffix;

	name_encode(raw, &e);
	REQUIRE(!name_split_suffix(text(&e), &base, &suffix));
	REQUIRE(name_decode(text(&e), &back));
	REQUIRE(slice_eq(text(&back), raw));
}

/* What decodes is what the encoder writes. */
static void as_entry(struct slice entry)
{
	cleanup_buf struct buf raw = BUF_INIT, again = BUF_INIT;

	if (!name_decode(entry, &raw)) {
		REQUIRE(raw.n == 0);
		return;
	}
	name_encode(text(&raw), &again);
	REQUIRE(slice_eq(text(&again), entry));
}

static void entries(struct slice raw, struct slice id, struct slice cluster)
{
	for (int i = 0; i < 6; i++) {
		const size_t len = i & 1 ? NAME_ID_WHOLE : NAME_ID_SHORT;
		cleanup_buf struct buf e = BUF_INIT, full = BUF_INIT;
		struct slice base, suffix;

		if (i < 4)
			REQUIRE(name_entry(raw, id, len, i & 2, &e) == 0);
		else
			REQUIRE(name_entry_in_cluster(
					raw, cluster, id, len, &e) == 0);
		proper(&e);
		name_encode(raw, &full);
		if (!name_split_suffix(text(&e), &base, &suffix)) {
			REQUIRE(i < 2 && slice_eq(text(&e), text(&full)));
			continue;
		}
		REQUIRE(base.n <= full.n);
		REQUIRE(memcmp(base.p, full.p, base.n) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = {(const char *)data, size}, id, cluster;
	const size_t n_id = take_byte(&rest), n_cluster = take_byte(&rest);

	id = take(&rest, n_id);
	cluster = take(&rest, n_cluster);
	entries(rest, id, cluster);
	round_trip(rest);
	as_entry(rest);
	return 0;
}
