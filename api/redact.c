/* SPDX-License-Identifier: MIT */
#include "redact.h"

#include <errno.h>
#include "json.h"

static const struct slice quoted = {"\"(redacted)\"", 12};
static const struct slice bare = {"(redacted)", 10};

static int add_cut(struct redaction *r, const char *p, size_t n)
{
	if (r->n == r->cap) {
		size_t cap = r->cap ? 2 * r->cap : 64;
		struct slice *cuts =
			reallocarray(r->cuts, cap, sizeof(*cuts));

		if (!cuts)
			return -ENOMEM;
		r->cuts = cuts;
		r->cap = cap;
	}
	r->cuts[r->n++] = (struct slice){p, n};
	return 0;
}

/* What follows the question mark, up to the closing quote. One that is written
 * as an escape hides where that is: then all of it goes. */
static int cut_query(struct redaction *r, struct slice value)
{
	const char *mark, *end = value.p + value.n - 1;

	if (json_type(value) != JSON_STRING)
		return 0;
	if (memmem(value.p, value.n, "\\u003f", 6) ||
		memmem(value.p, value.n, "\\u003F", 6))
		return add_cut(r, value.p, value.n);
	mark = memchr(value.p, '?', value.n);
	if (mark && mark + 1 < end)
		return add_cut(r, mark + 1, (size_t)(end - mark - 1));
	return 0;
}

/* The first step of a path, and what is left of it ("" at the end). */
static struct slice first_step(const char *path, const char **ret_rest)
{
	size_t n = strcspn(path, ".");

	*ret_rest = path + n + (path[n] == '.');
	return (struct slice){path, n};
}

/* Keys are compared as they stand; only one with escapes is decoded. Where
 * memory is short it counts as fitting: rather too much than too little. */
static bool step_fits(struct slice step, struct slice key)
{
	struct slice text = {key.p + 1, key.n - 2};
	cleanup_buf struct buf decoded = BUF_INIT;

	if (slice_eq(step, SLICE("*")))
		return true;
	if (!memchr(text.p, '\\', text.n))
		return slice_eq(step, text);
	json_decode(key, &decoded);
	return buf_error(&decoded) ||
	       slice_eq(step, (struct slice){decoded.p, decoded.n});
}

static int cut_path(struct redaction *r, struct slice value, const char *path);

/* At `rest` of the value, and of whatever is in it. */
static int cut_anywhere(struct redaction *r, struct slice value,
	const char *path, const char *rest)
{
	struct slice key, child;
	size_t cursor = 0;
	int err = cut_path(r, value, rest);

	if (json_type(value) == JSON_OBJECT)
		while (err == 0 &&
			json_next_member(value, &cursor, &key, &child))
			err = cut_path(r, child, path);
	if (json_type(value) == JSON_ARRAY)
		while (err == 0 && json_next_element(value, &cursor, &child))
			err = cut_path(r, child, path);
	return err;
}

static int cut_path(struct redaction *r, struct slice value, const char *path)
{
	struct slice key, child, step;
	const char *rest;
	size_t cursor = 0;
	int err = 0;

	if (!*path)
		return json_type(value) == JSON_NULL
			       ? 0
			       : add_cut(r, value.p, value.n);
	step = first_step(path, &rest);
	if (slice_eq(step, SLICE("?")))
		return cut_query(r, value);
	if (slice_eq(step, SLICE("**")))
		return cut_anywhere(r, value, path, rest);
	if (json_type(value) == JSON_OBJECT)
		while (err == 0 &&
			json_next_member(value, &cursor, &key, &child))
			if (step_fits(step, key))
				err = cut_path(r, child, rest);
	if (json_type(value) == JSON_ARRAY && slice_eq(step, SLICE("*")))
		while (err == 0 && json_next_element(value, &cursor, &child))
			err = cut_path(r, child, rest);
	return err;
}

static int compare(const void *a, const void *b)
{
	const struct slice *x = a, *y = b;

	return (x->p > y->p) - (x->p < y->p);
}

/* Several paths find their cuts one after another: put this value's in order,
 * and drop those inside of others. */
static void put_in_order(struct redaction *r, size_t first)
{
	size_t kept = first;

	qsort(r->cuts + first, r->n - first, sizeof(*r->cuts), compare);
	for (size_t i = first; i < r->n; i++)
		if (kept == first || r->cuts[i].p >= r->cuts[kept - 1].p +
							     r->cuts[kept - 1].n)
			r->cuts[kept++] = r->cuts[i];
	r->n = kept;
}

int redaction_find(struct redaction *r, struct slice value,
	const char *const *paths)
{
	size_t first = r->n;
	int err = 0;

	for (; err == 0 && *paths; paths++)
		err = cut_path(r, value, *paths);
	if (r->n - first > 1)
		put_in_order(r, first);
	return err;
}

/* Part of a string, or a whole value, perhaps all of the text? */
static struct slice stand_in(struct slice text, struct slice cut)
{
	return cut.p > text.p && cut.p[-1] == '?' ? bare : quoted;
}

static size_t size_after(const struct redaction *r, struct slice text)
{
	size_t n = text.n;

	for (size_t i = 0; i < r->n; i++)
		n = n - r->cuts[i].n + stand_in(text, r->cuts[i]).n;
	return n;
}

static char *put(char *out, const char *p, size_t n)
{
	memcpy(out, p, n);
	return out + n;
}

char *redaction_apply(const struct redaction *r, struct slice text,
	size_t *ret_n)
{
	const char *from = text.p;
	char *bytes, *out;

	*ret_n = size_after(r, text);
	bytes = out = malloc(*ret_n + 1);
	if (!bytes)
		return NULL;
	for (size_t i = 0; i < r->n; i++) {
		struct slice with = stand_in(text, r->cuts[i]);

		out = put(out, from, (size_t)(r->cuts[i].p - from));
		out = put(out, with.p, with.n);
		from = r->cuts[i].p + r->cuts[i].n;
	}
	put(out, from, (size_t)(text.p + text.n - from));
	return bytes;
}

void redaction_free(struct redaction *r)
{
	free(r->cuts);
	*r = (struct redaction){0};
}
