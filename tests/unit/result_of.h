/* SPDX-License-Identifier: MIT */
/*
 * Answers of the control plane made from text, as the layers above api/ see
 * them. Fields are found with json_get(), one by one, where api/ compiles its
 * paths.
 */
#ifndef RUNAIFS_TESTS_UNIT_RESULT_OF_H
#define RUNAIFS_TESTS_UNIT_RESULT_OF_H

#include "api.h"
#include "buf.h"
#include "json.h"

/* The value without quotes, as struct api_span has it. */
static inline struct api_span span_of(struct slice item, const char *path)
{
	struct slice v = path ? json_get(item, path) : (struct slice){NULL, 0};
	size_t quote = json_type(v) == JSON_STRING;

	if (v.n <= 2 * quote || json_type(v) == JSON_NULL)
		return (struct api_span){0, 0};
	return (struct api_span){(uint32_t)((size_t)(v.p - item.p) + quote),
		(uint32_t)(v.n - 2 * quote)};
}

static inline struct api_item item_of(
	const struct endpoint_row *row, struct slice json)
{
	struct api_item item = {.json = json.p,
		.len = (uint32_t)json.n,
		.hash = hash_bytes(json.p, json.n, 0)};

	for (int f = 0; f < FIELD_SPANS; f++)
		item.field[f] = span_of(json, row->field[f]);
	return item;
}

/* The items of a JSON array (copied), one reference; NULL where it is none. */
static inline struct api_result *result_of(enum endpoint e, struct slice text)
{
	const struct endpoint_row *row = endpoint_row(API_V1, e);
	struct api_result *r = calloc(1, sizeof(*r));
	struct slice array, json;
	size_t cursor = 0, n = 0;
	char *copy;

	if (json_check(text, &array) < 0 || json_type(array) != JSON_ARRAY) {
		free(r);
		return NULL;
	}
	while (json_next_element(array, &cursor, &json))
		n++;
	/* items and their text in one piece: freed as one */
	r->items = malloc(n * sizeof(*r->items) + array.n);
	copy = (char *)(r->items + n);
	array.p = memcpy(copy, array.p, array.n);
	for (cursor = 0; json_next_element(array, &cursor, &json);) {
		struct api_item *item = &r->items[r->n_items++];
		*item = item_of(row, json);
		r->hash = hash_bytes(&item->hash, sizeof(item->hash), r->hash);
	}
	r->endpoint = e;
	r->row = row;
	r->bytes = sizeof(*r) + n * sizeof(*r->items) + array.n;
	r->refs = 1;
	return r;
}

#endif
