/* SPDX-License-Identifier: MIT */
/*
 * Small directories that are made from the answer to one call of an object:
 * its revisions, the tags of its repositories. Entries stand in the order of a
 * hash, which is their offset, so that one keeps its own while others come and
 * go.
 */
#include "child_private.h"
#include "json.h"
#include "name.h"

#define PEEK_MS 5000 /* a listing of what happens to be at hand */
#define FRACTION_SLASH "\xe2\x81\x84"

struct entry {
	uint64_t offset;
	size_t item;
};

static uint64_t offset_of(struct slice id)
{
	return VIEW_SEQ_FIRST +
		(hash_bytes(id.p, id.n, 1) >> 1) % (INT64_MAX - VIEW_SEQ_FIRST);
}

static int compare_offset(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

/* The items by rising offset; free(). NULL: no memory. */
static struct entry *sorted(const struct api_result *r)
{
	struct entry *e = calloc(r->n_items + 1, sizeof(*e));

	for (size_t i = 0; e && i < r->n_items; i++) {
		cleanup_buf struct buf id = BUF_INIT;
		view_item_id(r, &r->items[i], &id);
		e[i] = (struct entry){offset_of(buf_slice(&id)), i};
	}
	if (e)
		qsort(e, r->n_items, sizeof(*e), compare_offset);
	return e;
}

static int ask(struct fs *fs, enum endpoint e, struct slice id,
	enum cache_how how, struct cache_waiter *waiter,
	struct cache_answer *ret)
{
	cleanup_free char *argument = strndup(id.p, id.n);

	if (!argument)
		return -ENOMEM;
	return cache_ask(fs->cache, e, argument, how, waiter, ret);
}

/* ---- more/revisions ---- */

static bool same_name(const struct api_result *r, size_t i, struct slice name)
{
	cleanup_buf struct buf other = BUF_INIT;

	api_item_decode(r, &r->items[i], FIELD_NAME, &other);
	return slice_eq(buf_slice(&other), name);
}

/* Its name, with its id where another has the same. */
static int revision_name(const struct api_result *r, size_t item,
	struct buf *out)
{
	cleanup_buf struct buf name = BUF_INIT, id = BUF_INIT;
	size_t same = 0;

	api_item_decode(r, &r->items[item], FIELD_NAME, &name);
	view_item_id(r, &r->items[item], &id);
	for (size_t i = 0; i < r->n_items; i++)
		same += same_name(r, i, buf_slice(&name));
	return name_entry(buf_slice(&name), buf_slice(&id), NAME_ID_WHOLE,
		same > 1, out);
}

static int revision_child(const struct spot *dir, const struct api_result *r,
	const struct entry *e, struct child_key *key, struct child *ret)
{
	key->buf.n = 0;
	view_item_id(r, &r->items[e->item], &key->buf);
	ret->offset = e->offset;
	ret->spot = (struct spot){.row = place_row(PLACE_REVISION),
		.kind = KIND_NONE,
		.view = VIEW_NONE,
		.key = buf_slice(&key->buf),
		.depth = dir->depth + 1};
	return buf_error(&key->buf);
}

/* By its name, or its id. */
static int find_revision(const struct search *s, const struct api_result *r,
	struct child *ret)
{
	for (size_t i = 0; i < r->n_items; i++) {
		const struct entry e = {0, i};
		cleanup_buf struct buf name = BUF_INIT, id = BUF_INIT;
		int err = revision_name(r, i, &name);
		if (err < 0)
			return err;
		view_item_id(r, &r->items[i], &id);
		if (slice_eq(buf_slice(&name), s->name) ||
			slice_eq(buf_slice(&id), s->name))
			return revision_child(s->dir, r, &e, s->key, ret);
	}
	return -ENOENT;
}

int revisions_find(const struct search *s, struct child *ret)
{
	struct cache_answer a;
	int r = ask(s->fs, EP_REVISIONS, s->dir->key, CACHE_PEEK, NULL, &a);

	if (r == -ENODATA)
		r = ask(s->fs, EP_REVISIONS, s->dir->key, CACHE_FRESH,
			s->waiter, &a);
	if (r < 0)
		return r;
	lower(s->good_for_ms, a.good_for_ms);
	r = find_revision(s, a.result, ret);
	api_result_unref(a.result);
	return r;
}

static void list_revisions(const struct list *l, const struct api_result *r)
{
	cleanup_free struct entry *entries = sorted(r);
	struct child_key key = {BUF_INIT};

	for (size_t i = 0; entries && i < r->n_items; i++) {
		cleanup_buf struct buf name = BUF_INIT;
		struct child c = {0};
		if (entries[i].offset <= l->after)
			continue;
		if (revision_name(r, entries[i].item, &name) < 0 ||
			revision_child(l->dir, r, &entries[i], &key, &c) < 0)
			break;
		c.name = buf_slice(&name);
		if (!l->emit(l->arg, &c))
			break;
	}
	buf_free(&key.buf);
}

void revisions_list(const struct list *l)
{
	struct cache_answer a;

	if (ask(l->fs, EP_REVISIONS, l->dir->key, CACHE_PEEK, NULL, &a) < 0)
		return;
	list_revisions(l, a.result);
	api_result_unref(a.result);
}

int revisions_time(struct fs *fs, const struct spot *dir, enum need need,
	struct cache_waiter *waiter, int64_t *ret_ns, int64_t *good_for_ms)
{
	struct cache_answer a;
	int r = ask(fs, EP_REVISIONS, dir->key,
		need == NEED_NOW ? CACHE_PEEK : CACHE_FRESH, waiter, &a);

	if (r < 0)
		return r;
	lower(good_for_ms, a.good_for_ms);
	*ret_ns = a.changed_real_ns;
	api_result_unref(a.result);
	return 0;
}

/* ---- more/tags: <repository>.json, a slash in it written U+2044 ---- */

static void replace_all(struct slice s, struct slice what, struct slice by,
	struct buf *out)
{
	while (s.n > 0) {
		bool here = s.n >= what.n && memcmp(s.p, what.p, what.n) == 0;
		size_t n = here ? what.n : 1;
		buf_add(out, here ? by.p : s.p, here ? by.n : 1);
		s.p += n;
		s.n -= n;
	}
}

static int tags_name(struct slice repository, struct buf *out)
{
	cleanup_buf struct buf encoded = BUF_INIT;

	name_encode(repository, &encoded);
	replace_all(buf_slice(&encoded), SLICE("%2F"), SLICE(FRACTION_SLASH),
		out);
	return buf_error(&encoded) ? -ENOMEM : buf_error(out);
}

static int tags_child(const struct spot *dir, struct slice repository,
	struct child_key *key, struct child *ret)
{
	key->buf.n = 0;
	buf_add(&key->buf, dir->key.p, dir->key.n);
	buf_addc(&key->buf, ENDPOINT_PART);
	buf_add(&key->buf, repository.p, repository.n);
	ret->spot = (struct spot){.row = place_row(PLACE_TAGS_FILE),
		.kind = KIND_NONE,
		.view = VIEW_NONE,
		.key = buf_slice(&key->buf),
		.depth = dir->depth + 1};
	return buf_error(&key->buf);
}

int tags_find(const struct search *s, struct child *ret)
{
	cleanup_buf struct buf encoded = BUF_INIT, repository = BUF_INIT;
	const struct place_format *format;
	struct slice stem;
	int r;

	if (!place_parse_format(s->name, &stem, &format) || stem.n == 0)
		return -ENOENT;
	replace_all(stem, SLICE(FRACTION_SLASH), SLICE("%2F"), &encoded);
	if (!name_decode(buf_slice(&encoded), &repository))
		return buf_error(&repository) ? -ENOMEM : -ENOENT;
	if (!is_argument_part(buf_slice(&repository)))
		return -ENOENT;
	r = tags_child(s->dir, buf_slice(&repository), s->key, ret);
	ret->spot.format = format->format;
	return r;
}

static bool list_repository(const struct list *l, const struct api_result *r,
	const struct entry *e, struct child_key *key)
{
	const struct api_item *item = &r->items[e->item];
	cleanup_buf struct buf repository = BUF_INIT, name = BUF_INIT;
	struct child c = {.offset = e->offset};

	json_decode((struct slice){item->json, item->len}, &repository);
	if (tags_name(buf_slice(&repository), &name) < 0 ||
		tags_child(l->dir, buf_slice(&repository), key, &c) < 0)
		return false;
	buf_adds(&name, ".json");
	if (name.n > NAME_ENTRY_MAX)
		return true;
	c.spot.format = RENDER_JSON;
	c.name = buf_slice(&name);
	return buf_error(&name) == 0 && l->emit(l->arg, &c);
}

/* Those of the repositories that happen to be known. */
void tags_list(const struct list *l)
{
	struct child_key key = {BUF_INIT};
	struct entry *entries;
	struct cache_answer a;

	if (ask(l->fs, EP_REPOSITORIES, l->dir->key, CACHE_PEEK, NULL, &a) < 0)
		return;
	entries = sorted(a.result);
	for (size_t i = 0; entries && i < a.result->n_items; i++)
		if (entries[i].offset > l->after &&
			!list_repository(l, a.result, &entries[i], &key))
			break;
	free(entries);
	buf_free(&key.buf);
	api_result_unref(a.result);
}

int tags_time(struct fs *fs, const struct spot *dir, enum need need,
	struct cache_waiter *waiter, int64_t *ret_ns, int64_t *good_for_ms)
{
	struct cache_answer a;

	lower(good_for_ms, PEEK_MS);
	if (ask(fs, EP_REPOSITORIES, dir->key, CACHE_PEEK, NULL, &a) < 0)
		return 0;
	if (a.changed_real_ns > *ret_ns)
		*ret_ns = a.changed_real_ns;
	api_result_unref(a.result);
	return 0;
}
