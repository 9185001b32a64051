/* SPDX-License-Identifier: MIT */
#include "result.h"

#include <errno.h>
#include "json.h"

/* What the items point into. */
struct pages {
	size_t n;
	unsigned step;
	char *bytes[];
};

/* ---- making ---- */

static size_t count_pages(struct list *const *lists, size_t n_lists)
{
	size_t n = 0;

	for (size_t i = 0; i < n_lists; i++)
		n += list_n_pages(lists[i]);
	return n;
}

static size_t count_items(struct list *const *lists, size_t n_lists)
{
	size_t n = 0;

	for (size_t i = 0; i < n_lists; i++)
		for (size_t j = 0; j < list_n_pages(lists[i]); j++)
			n += list_page(lists[i], j)->n_items;
	return n;
}

static void take_page(struct api_result *r, struct page *p)
{
	struct pages *pages = r->pages;

	if (p->n_items)
		memcpy(r->items + r->n_items, p->items,
			p->n_items * sizeof(*p->items));
	r->n_items += p->n_items;
	r->bytes += p->size;
	pages->bytes[pages->n++] = p->bytes;
	p->bytes = NULL;
	page_free(p);
}

/* Within a list there is none; lists of several scopes may overlap, unless an
 * id means something within its scope only. */
static int drop_duplicates(struct api_result *r)
{
	struct id_set ids = {0};
	size_t kept = 0;
	int e = 0;

	for (size_t i = 0; e >= 0 && i < r->n_items; i++) {
		struct slice id = page_item_id(&r->items[i]);

		e = id.p ? id_set_add(&ids, id) : 1;
		if (e > 0)
			r->items[kept++] = r->items[i];
	}
	id_set_free(&ids);
	r->n_items = kept;
	return e < 0 ? e : 0;
}

/* In order, and with what the scope adds to an item. */
static void hash_items(struct api_result *r)
{
	uint64_t h = 0;

	for (size_t i = 0; i < r->n_items; i++) {
		const struct api_item *item = &r->items[i];

		h = hash_bytes(&item->hash, sizeof(item->hash), h);
		if (item->scope) {
			const struct api_scope *s = &r->scopes[item->scope - 1];

			h = hash_bytes(s->cluster, strlen(s->cluster), h);
			h = hash_bytes(s->project, strlen(s->project), h);
		}
	}
	r->hash = h;
}

static void count_memory(struct api_result *r)
{
	const struct pages *pages = r->pages;

	r->bytes += sizeof(*r) + sizeof(*pages);
	r->bytes += pages->n * sizeof(pages->bytes[0]);
	r->bytes += r->n_items * sizeof(*r->items);
	for (size_t i = 0; i < r->n_scopes; i++)
		r->bytes += sizeof(*r->scopes) + strlen(r->scopes[i].cluster) +
			    strlen(r->scopes[i].project) + 2;
}

static struct api_result *create(size_t n_pages, size_t n_items)
{
	struct api_result *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->refs = 1;
	r->pages = calloc(1, sizeof(struct pages) + n_pages * sizeof(char *));
	r->items = malloc((n_items ? n_items : 1) * sizeof(*r->items));
	if (!r->pages || !r->items) {
		api_result_unref(r);
		return NULL;
	}
	return r;
}

int result_join(struct list *const *lists, size_t n_lists,
	struct api_scope *scopes, size_t n_scopes, struct api_result **ret)
{
	struct api_result *r = create(
		count_pages(lists, n_lists), count_items(lists, n_lists));

	if (!r)
		return -ENOMEM;
	for (size_t i = 0; i < n_lists; i++)
		for (size_t j = 0; j < list_n_pages(lists[i]); j++)
			take_page(r, list_page(lists[i], j));
	if (n_lists > 1 && !list_row(lists[0])->scoped_id &&
		drop_duplicates(r) < 0) {
		api_result_unref(r);
		return -ENOMEM;
	}
	if (n_lists == 1)
		((struct pages *)r->pages)->step = list_step(lists[0]);
	r->scopes = scopes;
	r->n_scopes = n_scopes;
	hash_items(r);
	count_memory(r);
	*ret = r;
	return 0;
}

unsigned result_step(const struct api_result *r)
{
	return ((const struct pages *)r->pages)->step;
}

/* ---- holding ---- */

struct api_result *api_result_ref(struct api_result *r)
{
	__atomic_add_fetch(&r->refs, 1, __ATOMIC_RELAXED);
	return r;
}

bool api_result_is_shared(const struct api_result *r)
{
	return __atomic_load_n(&r->refs, __ATOMIC_RELAXED) > 1;
}

void scopes_free(struct api_scope *scopes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(scopes[i].cluster);
		free(scopes[i].project);
	}
	free(scopes);
}

void api_result_unref(struct api_result *r)
{
	struct pages *pages;

	if (!r || __atomic_sub_fetch(&r->refs, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	pages = r->pages;
	for (size_t i = 0; pages && i < pages->n; i++)
		free(pages->bytes[i]);
	free(pages);
	free(r->items);
	scopes_free(r->scopes, r->n_scopes);
	free(r);
}

/* ---- looking ---- */

static struct slice from_scope(
	const struct api_result *r, const struct api_item *item, enum field f)
{
	const struct api_scope *s;

	if (item->scope == 0)
		return (struct slice){NULL, 0};
	s = &r->scopes[item->scope - 1];
	if (f == FIELD_CLUSTER && *s->cluster)
		return slice_str(s->cluster);
	if (f == FIELD_PROJECT && *s->project)
		return slice_str(s->project);
	return (struct slice){NULL, 0};
}

/* As it stands in the item, a string with its quotes. */
static struct slice from_item(
	const struct api_result *r, const struct api_item *item, enum field f)
{
	struct slice v = {item->json, item->len};
	size_t cursor = 0;

	if (f >= FIELD_SPANS) {
		const char *path = r->row->field[f];

		return path && json_each(v, path, &cursor, &v)
			       ? v
			       : (struct slice){NULL, 0};
	}
	v.p += item->field[f].off;
	v.n = item->field[f].len;
	/* A span inside quotes is a string: the byte before it tells. */
	if (v.n > 0 && v.p > item->json && v.p[-1] == '"')
		v = (struct slice){v.p - 1, v.n + 2};
	return v;
}

struct slice api_item_field(
	const struct api_result *r, const struct api_item *item, enum field f)
{
	struct slice v = from_item(r, item, f);

	if (v.n == 0)
		return from_scope(r, item, f);
	if (json_type(v) == JSON_STRING)
		return (struct slice){v.p + 1, v.n - 2};
	return v;
}

void api_item_decode(const struct api_result *r, const struct api_item *item,
	enum field f, struct buf *out)
{
	struct slice v = from_item(r, item, f);

	if (v.n > 0)
		json_decode(v, out);
	else if ((v = from_scope(r, item, f)).n > 0)
		buf_add(out, v.p, v.n);
}

bool api_item_each(const struct api_result *r, const struct api_item *item,
	enum field f, size_t *cursor, struct buf *out)
{
	struct slice v = {item->json, item->len};

	if (f < FIELD_SPANS) {
		if ((*cursor)++ > 0 || api_item_field(r, item, f).n == 0)
			return false;
		api_item_decode(r, item, f, out);
		return true;
	}
	if (!r->row->field[f] || !json_each(v, r->row->field[f], cursor, &v))
		return false;
	json_decode(v, out);
	return true;
}

static int64_t time_of_ms(struct slice v)
{
	char text[24] = "";
	int64_t ms;

	if (v.n == 0 || v.n >= sizeof(text))
		return 0;
	memcpy(text, v.p, v.n);
	ms = strtoll(text, NULL, 10);
	return ms > 0 && ms < INT64_MAX / NS_PER_MS ? ms * NS_PER_MS : 0;
}

int64_t api_item_time(
	const struct api_result *r, const struct api_item *item, enum field f)
{
	struct slice v = api_item_field(r, item, f);
	int64_t ns;

	if (v.n == 0)
		return 0;
	if (time_parse_rfc3339(v.p, v.n, &ns) == 0)
		return ns;
	return r->row->time_is_ms ? time_of_ms(v) : 0;
}
