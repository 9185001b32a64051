/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "content.h"
#include "json.h"
#include "render.h"

/* Items whose text is longer are kept as text once read: they take more than
 * one read, and each would render all of it. */
#define ITEM_TEXT_MIN (64 * 1024)

static struct content *content_new(enum content_type type, int64_t mtime_ns)
{
	struct content *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->refs = 1;
	c->type = type;
	c->mtime_ns = mtime_ns;
	return c;
}

struct content *content_ref(struct content *c)
{
	c->refs++;
	return c;
}

void content_unref(struct content *c)
{
	if (!c || --c->refs > 0)
		return;
	api_result_unref(c->result);
	free(c->text);
	free(c->items);
	free(c->ends);
	free(c);
}

int content_text(struct content **ret, struct buf *text, int64_t mtime_ns)
{
	struct content *c = content_new(CONTENT_TEXT, mtime_ns);
	size_t n;

	if (!c || buf_error(text)) {
		content_unref(c);
		buf_free(text);
		return -ENOMEM;
	}
	c->text = buf_steal(text, &n);
	c->size = n;
	c->version = hash_bytes(c->text, n, 0);
	*ret = c;
	return 0;
}

int content_item(struct content **ret, struct api_result *result,
	uint32_t item, int64_t mtime_ns)
{
	struct content *c = content_new(CONTENT_ITEM, mtime_ns);

	if (!c)
		return -ENOMEM;
	c->items = malloc(sizeof(*c->items));
	if (!c->items) {
		content_unref(c);
		return -ENOMEM;
	}
	c->items[0] = item;
	c->n_items = 1;
	c->result = api_result_ref(result);
	c->size = render_item_size(&result->items[item]);
	c->version = result->items[item].hash;
	*ret = c;
	return 0;
}

int content_bytes(struct content **ret, struct api_result *result,
	int64_t mtime_ns)
{
	struct content *c = content_new(CONTENT_BYTES, mtime_ns);

	if (!c)
		return -ENOMEM;
	c->result = api_result_ref(result);
	c->size = result->items[0].len;
	c->version = hash_bytes(result->items[0].json, c->size, 0);
	*ret = c;
	return 0;
}

/* ---- lists: a head, a piece for every item, and the tail with the last ---- */

static struct slice item_json(const struct content *c, size_t i)
{
	const struct api_item *item = &c->result->items[c->items[i]];

	return (struct slice){item->json, item->len};
}

static size_t piece_size(const struct content *c, size_t i)
{
	bool last = i + 1 == c->n_items;

	if (c->type == CONTENT_LINES)
		return json_compact(item_json(c, i), NULL) + 1;
	return 2 + json_indent(item_json(c, i), 1, NULL) +
		(last ? strlen("\n]\n") : strlen(",\n"));
}

static void piece_write(const struct content *c, size_t i, char *out)
{
	bool last = i + 1 == c->n_items;

	if (c->type == CONTENT_LINES) {
		out += json_compact(item_json(c, i), out);
		*out = '\n';
		return;
	}
	memcpy(out, "  ", 2);
	out += 2 + json_indent(item_json(c, i), 1, out + 2);
	if (last)
		memcpy(out, "\n]\n", 3);
	else
		memcpy(out, ",\n", 2);
}

static struct slice head(const struct content *c)
{
	if (c->type == CONTENT_LINES)
		return SLICE("");
	return c->n_items ? SLICE("[\n") : SLICE("[]\n");
}

static int pieces_measure(struct content *c, const size_t *items)
{
	uint64_t end = head(c).n, version = c->type;

	c->items = malloc((c->n_items + 1) * sizeof(*c->items));
	c->ends = malloc((c->n_items + 1) * sizeof(*c->ends));
	if (!c->items || !c->ends)
		return -ENOMEM;
	c->ends[0] = end;
	for (size_t i = 0; i < c->n_items; i++) {
		uint64_t h;
		c->items[i] = (uint32_t)(items ? items[i] : i);
		end += piece_size(c, i);
		c->ends[i + 1] = end;
		h = c->result->items[c->items[i]].hash;
		version = hash_bytes(&h, sizeof(h), version);
	}
	c->size = end;
	c->version = version;
	return 0;
}

int content_list(struct content **ret, enum content_type type,
	struct api_result *result, const size_t *items, size_t n_items,
	int64_t mtime_ns)
{
	struct content *c = content_new(type, mtime_ns);

	if (!c)
		return -ENOMEM;
	c->result = api_result_ref(result);
	c->n_items = items ? n_items : result->n_items;
	if (pieces_measure(c, items) < 0) {
		content_unref(c);
		return -ENOMEM;
	}
	*ret = c;
	return 0;
}

/* The piece that holds `offset`; 0 is the head. */
static size_t piece_at(const struct content *c, uint64_t offset)
{
	size_t lo = 0, hi = c->n_items;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (c->ends[mid] > offset)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

/* Copies what of `piece`, which begins at `start`, lies in the window. */
static size_t copy_window(const char *piece, size_t piece_n, uint64_t start,
	uint64_t offset, size_t n, char *out)
{
	size_t skip = offset > start ? (size_t)(offset - start) : 0;

	if (skip >= piece_n)
		return 0;
	piece_n -= skip;
	if (piece_n > n)
		piece_n = n;
	memcpy(out, piece + skip, piece_n);
	return piece_n;
}

static ssize_t read_pieces(const struct content *c, uint64_t offset, size_t n,
	char *out)
{
	size_t done = 0;

	for (size_t i = piece_at(c, offset); done < n && i <= c->n_items; i++) {
		uint64_t start = i ? c->ends[i - 1] : 0;
		size_t size = (size_t)(c->ends[i] - start);
		cleanup_free char *scratch = NULL;
		const char *piece = head(c).p;
		char *at = out + done;
		if (i && start >= offset && size <= n - done) {
			piece_write(c, i - 1, at); /* it fits: no copy */
			done += size;
			offset += size;
			continue;
		}
		if (i) {
			scratch = malloc(size);
			if (!scratch)
				return -ENOMEM;
			piece_write(c, i - 1, scratch);
			piece = scratch;
		}
		size = copy_window(piece, size, start, offset, n - done, at);
		done += size;
		offset += size;
	}
	return (ssize_t)done;
}

/* An item as text of its own: for what is read in many pieces, or outlives its
 * response. */
static int item_to_text(struct content *c)
{
	struct buf text = BUF_INIT;

	if (render_item(&c->result->items[c->items[0]], &text) < 0) {
		buf_free(&text);
		return -ENOMEM;
	}
	c->text = buf_steal(&text, NULL);
	if (!c->text)
		return -ENOMEM;
	api_result_unref(c->result);
	c->result = NULL;
	return 0;
}

static ssize_t read_item(const struct content *c, uint64_t offset, size_t n,
	char *out)
{
	cleanup_buf struct buf text = BUF_INIT;

	if (render_item(&c->result->items[c->items[0]], &text) < 0)
		return -ENOMEM;
	return (ssize_t)copy_window(text.p, text.n, 0, offset, n, out);
}

ssize_t content_read(struct content *c, uint64_t offset, size_t n, char *out)
{
	if (offset >= c->size)
		return 0;
	if (c->type == CONTENT_ITEM && !c->text && c->size > ITEM_TEXT_MIN &&
		item_to_text(c) < 0)
		return -ENOMEM;
	if (c->text)
		return (ssize_t)copy_window(
			c->text, (size_t)c->size, 0, offset, n, out);
	if (c->type == CONTENT_BYTES)
		return (ssize_t)copy_window(c->result->items[0].json,
			(size_t)c->size, 0, offset, n, out);
	if (c->type == CONTENT_ITEM)
		return read_item(c, offset, n, out);
	return read_pieces(c, offset, n, out);
}

int content_rebase(struct content *c, struct api_result *now, uint32_t item,
	bool same)
{
	if (c->text)
		return 0; /* it needs no response */
	if (!same && c->type == CONTENT_ITEM)
		return item_to_text(c);
	if (!same)
		return 0; /* a list of its time keeps its response */
	api_result_unref(c->result);
	c->result = api_result_ref(now);
	if (c->type == CONTENT_ITEM)
		c->items[0] = item;
	return 0;
}
