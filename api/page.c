/* SPDX-License-Identifier: MIT */
#include "page.h"

#include <errno.h>
#include "json.h"
#include "redact.h"
#include "secret.h"

/* Besides the items: where they are, and what follows. */
enum frame { FRAME_ITEMS, FRAME_NEXT, FRAME_TOTAL, FRAME_COUNT };

struct page_paths {
	struct json_paths *frame, *item;
	const char *const *secrets; /* NULL: none, or to be revealed */
};

static const char *next_path(enum paging p)
{
	switch (p) {
	case PAGING_NEXT:
		return "next";
	case PAGING_NEXT_OFFSET:
		return "pagination.nextOffset";
	case PAGING_NONE:
	case PAGING_OFFSET:
		break;
	}
	return NULL;
}

int page_paths_create(
	struct page_paths **ret, const struct endpoint_row *row, bool reveal)
{
	const char *frame[FRAME_COUNT] = {
		[FRAME_ITEMS] = row->envelope,
		[FRAME_NEXT] = next_path(row->paging),
		[FRAME_TOTAL] =
			row->paging == PAGING_OFFSET ? "totalRecords" : NULL,
	};
	const char *const *secrets = reveal ? NULL : row->secrets;
	struct page_paths *p;
	int r;

	if (row->bytes)
		return page_paths_create_bytes(ret, secrets);
	p = calloc(1, sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->secrets = secrets;
	r = json_paths_create(&p->frame, frame, FRAME_COUNT);
	if (r == 0)
		r = json_paths_create(&p->item, row->field, FIELD_SPANS);
	if (r < 0) {
		page_paths_destroy(p);
		return r;
	}
	*ret = p;
	return 0;
}

int page_paths_create_bytes(struct page_paths **ret, const char *const *secrets)
{
	struct page_paths *p = calloc(1, sizeof(*p));

	if (!p)
		return -ENOMEM;
	p->secrets = secrets;
	*ret = p;
	return 0;
}

void page_paths_destroy(struct page_paths *p)
{
	if (!p)
		return;
	json_paths_destroy(p->frame);
	json_paths_destroy(p->item);
	free(p);
}

/* ---- items ---- */

/* Only scalars are fields; an empty string is one that is not there. */
static struct api_span span_of(struct slice item, struct slice value)
{
	switch (json_type(value)) {
	case JSON_STRING:
		value.p++;
		value.n -= 2;
		break;
	case JSON_NUMBER:
	case JSON_TRUE:
	case JSON_FALSE:
		break;
	default:
		return (struct api_span){0, 0};
	}
	return (struct api_span){
		(uint32_t)(value.p - item.p), (uint32_t)value.n};
}

static void read_item(const struct page_paths *paths, struct slice json,
	uint32_t scope, struct api_item *ret)
{
	struct slice value[FIELD_SPANS];

	*ret = (struct api_item){
		.json = json.p,
		.len = (uint32_t)json.n,
		.scope = scope,
		.hash = hash_bytes(json.p, json.n, 0),
	};
	if (json_type(json) != JSON_OBJECT)
		return;
	json_extract(paths->item, json, value);
	for (unsigned f = 0; f < FIELD_SPANS; f++)
		ret->field[f] = span_of(json, value[f]);
}

static struct api_item *next_room(struct page *p, size_t *cap)
{
	struct api_item *items;

	if (p->n_items < *cap)
		return &p->items[p->n_items++];
	*cap = *cap ? *cap * 2 : 64;
	items = reallocarray(p->items, *cap, sizeof(*items));
	if (!items)
		return NULL;
	p->items = items;
	return &items[p->n_items++];
}

static int read_items(struct page *p, const struct page_paths *paths,
	struct slice array, uint32_t scope)
{
	struct slice json;
	size_t cursor = 0, cap = 0;

	while (json_next_element(array, &cursor, &json)) {
		struct api_item *item;

		if (p->n_items == PAGE_ITEMS_MAX)
			return -EFBIG;
		item = next_room(p, &cap);
		if (!item)
			return -ENOMEM;
		read_item(paths, json, scope, item);
	}
	return 0;
}

/* ---- the frame ---- */

/* A number, or a string that holds one. False where it is neither. */
static bool read_count(struct slice value, uint64_t *ret)
{
	uint64_t n = 0;

	if (json_type(value) == JSON_STRING)
		value = (struct slice){value.p + 1, value.n - 2};
	if (value.n == 0 || value.n > 18)
		return false;
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] < '0' || value.p[i] > '9')
			return false;
		n = n * 10 + (uint64_t)(value.p[i] - '0');
	}
	*ret = n;
	return true;
}

static bool is_absent(struct slice value)
{
	return json_type(value) == JSON_NONE || json_type(value) == JSON_NULL;
}

static int bad(struct api_error *error, const char *why)
{
	api_error_set(error, TROUBLE_BAD_MESSAGE, "%s", why);
	return -EBADMSG;
}

static int no_memory(struct api_error *error)
{
	api_error_set(error, TROUBLE_NO_MEMORY, "out of memory");
	return -ENOMEM;
}

static int too_big(struct api_error *error, const char *why)
{
	api_error_set(error, TROUBLE_TOO_BIG, "%s", why);
	return -EFBIG;
}

static int read_list(struct page *p, const struct page_paths *paths,
	struct slice value, uint32_t scope, struct api_error *error)
{
	struct slice frame[FRAME_COUNT];
	int r;

	json_extract(paths->frame, value, frame);
	if (json_type(frame[FRAME_ITEMS]) != JSON_ARRAY)
		return bad(error, "JSON, but not the list it should be");
	p->has_next = !is_absent(frame[FRAME_NEXT]);
	if (p->has_next && !read_count(frame[FRAME_NEXT], &p->next))
		return bad(error, "the offset of the next page is no number");
	p->has_total = !is_absent(frame[FRAME_TOTAL]);
	if (p->has_total && !read_count(frame[FRAME_TOTAL], &p->total))
		return bad(error, "the total is no number");
	r = read_items(p, paths, frame[FRAME_ITEMS], scope);
	if (r == -EFBIG)
		return too_big(error, "a page of too many items");
	return r < 0 ? no_memory(error) : 0;
}

static int read_document(struct page *p, const struct page_paths *paths,
	struct slice value, uint32_t scope, struct api_error *error)
{
	p->items = malloc(sizeof(*p->items));
	if (!p->items)
		return no_memory(error);
	p->n_items = 1;
	read_item(paths, value, scope, p->items);
	return 0;
}

/* ---- secrets ---- */

static int find_secrets(struct redaction *r, const struct page_paths *paths,
	const struct endpoint_row *row, struct slice value)
{
	struct slice frame[FRAME_COUNT], item;
	size_t cursor = 0;
	int err = 0;

	if (!row->envelope)
		return redaction_find(r, value, paths->secrets);
	json_extract(paths->frame, value, frame);
	if (json_type(frame[FRAME_ITEMS]) != JSON_ARRAY)
		return 0;
	while (err == 0 &&
		json_next_element(frame[FRAME_ITEMS], &cursor, &item))
		err = redaction_find(r, item, paths->secrets);
	return err;
}

/* Puts a redacted copy in the place of the page's bytes. */
static int redact(struct page *p, const struct page_paths *paths,
	const struct endpoint_row *row, struct slice *value)
{
	struct redaction found = {0};
	int r = find_secrets(&found, paths, row, *value);

	if (r == 0 && found.n > 0) {
		size_t n;
		char *bytes = redaction_apply(&found, *value, &n);

		r = bytes ? 0 : -ENOMEM;
		if (bytes) {
			secret_wipe(p->bytes, p->size);
			free(p->bytes);
			p->bytes = bytes;
			p->size = n;
			*value = (struct slice){bytes, n};
		}
	}
	redaction_free(&found);
	return r;
}

/* ---- bytes ---- */

/* What cannot be found is not let through. */
static int redact_bytes(struct page *p, const struct page_paths *paths,
	const struct endpoint_row *row, struct api_error *error)
{
	struct slice value;
	int r = json_check((struct slice){p->bytes, p->size}, &value);

	if (r == -EBADMSG) {
		api_error_set(error, TROUBLE_SECRET,
			"this may hold secrets and, being no JSON, cannot be "
			"redacted");
		return api_error_errno(error);
	}
	if (r == 0)
		r = redact(p, paths, row, &value);
	return r < 0 ? no_memory(error) : 0;
}

/* The one item is the body, whatever that is; empty too. */
static int read_bytes(struct page *p, const struct endpoint_row *row,
	const struct page_paths *paths, uint32_t scope, struct api_error *error)
{
	int r = 0;

	if (p->size > 0 && paths->secrets)
		r = redact_bytes(p, paths, row, error);
	if (r < 0)
		return r;
	if (!p->bytes)
		p->bytes = malloc(1);
	p->items = malloc(sizeof(*p->items));
	if (!p->bytes || !p->items)
		return no_memory(error);
	p->n_items = 1;
	*p->items = (struct api_item){
		.json = p->bytes,
		.len = (uint32_t)p->size,
		.scope = scope,
		.hash = hash_bytes(p->bytes, p->size, 0),
	};
	return 0;
}

int page_parse(struct page *p, const struct endpoint_row *row,
	const struct page_paths *paths, char *bytes, size_t n, uint32_t scope,
	struct api_error *error)
{
	struct slice value;
	int r;

	*p = (struct page){.bytes = bytes, .size = n};
	if (n > UINT32_MAX) {
		api_error_set(error, TROUBLE_TOO_BIG, "a page of %zu bytes", n);
		return -EFBIG;
	}
	if (row->bytes)
		return read_bytes(p, row, paths, scope, error);
	if (n == 0)
		return bad(error, "an empty answer");
	r = json_check((struct slice){bytes, n}, &value);
	if (r == -ENOMEM)
		return no_memory(error);
	if (r < 0)
		return bad(error, "not JSON");
	if (paths->secrets && redact(p, paths, row, &value) < 0)
		return no_memory(error);
	if (!row->envelope)
		return read_document(p, paths, value, scope, error);
	return read_list(p, paths, value, scope, error);
}

void page_free(struct page *p)
{
	free(p->bytes);
	free(p->items);
	*p = (struct page){0};
}

struct slice page_item_id(const struct api_item *item)
{
	struct api_span s = item->field[FIELD_ID];

	if (s.len == 0)
		return (struct slice){NULL, 0};
	return (struct slice){item->json + s.off, s.len};
}
