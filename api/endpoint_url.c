/* SPDX-License-Identifier: MIT */
#include "endpoint_url.h"

#include <errno.h>
#include "transport.h"

/* ---- the parts of an argument ---- */

struct parts {
	const char *next; /* NULL: no more */
};

static struct parts parts_of(const char *argument)
{
	return (struct parts){argument && *argument ? argument : NULL};
}

/* The next part (empty where there is none), as a string in `out`. */
static void take_part(struct parts *parts, struct buf *out)
{
	const char *end;

	buf_adds(out, "");
	if (!parts->next)
		return;
	end = strchrnul(parts->next, ENDPOINT_PART);
	buf_add(out, parts->next, (size_t)(end - parts->next));
	parts->next = *end ? end + 1 : NULL;
}

/* ---- holes ---- */

enum hole { HOLE_NONE, HOLE_PART, HOLE_CLUSTER, HOLE_PROJECT, HOLE_TYPES };

static const struct {
	enum hole hole;
	struct slice text;
} holes[] = {
	{HOLE_PART, {"{}", 2}},
	{HOLE_CLUSTER, {"{cluster}", 9}},
	{HOLE_PROJECT, {"{project}", 9}},
	{HOLE_TYPES, {"{types}", 7}},
};

/* The hole that `at` starts with, and its length. */
static enum hole hole_at(const char *at, size_t *ret_n)
{
	for (size_t i = 0; i < ARRAY_SIZE(holes); i++)
		if (strncmp(at, holes[i].text.p, holes[i].text.n) == 0) {
			*ret_n = holes[i].text.n;
			return holes[i].hole;
		}
	*ret_n = 1;
	return HOLE_NONE;
}

/* What fills it, appended to `out`. */
static void hole_value(enum hole hole, const struct url_values *v,
	struct parts *parts, struct buf *out)
{
	const char *value = hole == HOLE_CLUSTER   ? v->cluster
			    : hole == HOLE_PROJECT ? v->project
						   : v->types;

	if (hole == HOLE_PART)
		take_part(parts, out);
	else
		buf_adds(out, value ? value : "");
}

/* A comma between types is one for the server too. */
static void add_types(struct buf *out, const char *types)
{
	for (const char *end; *types; types = *end ? end + 1 : end) {
		end = strchrnul(types, ',');
		cleanup_free char *one = strndup(types, (size_t)(end - types));

		if (!one)
			out->err = -ENOMEM;
		else
			url_add(out, one);
		if (*end)
			buf_addc(out, ',');
	}
}

/* ---- path ---- */

static int no_memory(struct api_error *error)
{
	api_error_set(error, TROUBLE_NO_MEMORY, "out of memory");
	return api_error_errno(error);
}

static int no_such_id(struct api_error *error)
{
	api_error_set(error, TROUBLE_NOT_FOUND, "no such id");
	return api_error_errno(error);
}

/* Nothing, or what leads to another place. */
static bool is_odd(const char *value)
{
	return !*value || strcmp(value, ".") == 0 || strcmp(value, "..") == 0;
}

static int fill_segment(enum hole hole, const struct url_values *v,
	struct parts *parts, struct buf *out, struct api_error *error)
{
	cleanup_buf struct buf value = BUF_INIT;

	hole_value(hole, v, parts, &value);
	if (buf_error(&value) < 0)
		return no_memory(error);
	if (is_odd(value.p))
		return no_such_id(error);
	url_add(out, value.p);
	return 0;
}

static const char *variant_at(const char *path, unsigned variant)
{
	while (variant-- > 0) {
		path = strchrnul(path, '|');
		if (*path)
			path++;
	}
	return path;
}

unsigned endpoint_variants(const struct endpoint_row *row)
{
	return strchr(row->path, '|') ? 2 : 1;
}

static int fill_path(const char *path, const struct url_values *v,
	struct parts *parts, struct buf *out, struct api_error *error)
{
	size_t n;

	for (; *path && *path != '|'; path += n) {
		enum hole hole = hole_at(path, &n);
		int r = 0;

		if (hole == HOLE_NONE)
			buf_addc(out, *path);
		else
			r = fill_segment(hole, v, parts, out, error);
		if (r < 0)
			return r;
	}
	return 0;
}

/* ---- query ---- */

/* One `name=value`. False where a hole in it stays empty. */
static bool fill_pair(struct slice pair, const struct url_values *v,
	struct parts *parts, struct buf *out)
{
	bool full = true;
	size_t n;

	for (const char *p = pair.p; p < pair.p + pair.n; p += n) {
		enum hole hole = hole_at(p, &n);
		cleanup_buf struct buf value = BUF_INIT;

		if (hole == HOLE_NONE) {
			buf_addc(out, *p);
			continue;
		}
		hole_value(hole, v, parts, &value);
		if (buf_error(&value) < 0)
			out->err = -ENOMEM;
		else if (value.n == 0)
			full = false;
		else if (hole == HOLE_TYPES)
			add_types(out, value.p);
		else
			url_add(out, value.p);
	}
	return full;
}

static void fill_query(const char *query, const struct url_values *v,
	struct parts *parts, struct buf *out)
{
	char sep = '?';

	while (*query) {
		const char *end = strchrnul(query, '&');
		cleanup_buf struct buf pair = BUF_INIT;
		struct slice text = {query, (size_t)(end - query)};

		if (fill_pair(text, v, parts, &pair)) {
			buf_addc(out, sep);
			buf_add(out, pair.p, pair.n);
			sep = '&';
		}
		if (buf_error(&pair) < 0)
			out->err = -ENOMEM;
		query = *end ? end + 1 : end;
	}
}

/* ---- all of it ---- */

static bool has_hole(const struct endpoint_row *row, const char *hole)
{
	return strstr(row->path, hole) ||
	       (row->query && strstr(row->query, hole));
}

/* Left out of a query it would ask for everything, not for what is in it. */
static int check_scope(const struct endpoint_row *row,
	const struct url_values *v, struct api_error *error)
{
	const char *lacking = NULL;

	if (has_hole(row, "{cluster}") && (!v->cluster || is_odd(v->cluster)))
		lacking = "cluster";
	if (has_hole(row, "{project}") && (!v->project || is_odd(v->project)))
		lacking = "project";
	if (!lacking)
		return 0;
	api_error_set(error, TROUBLE_BAD_MESSAGE,
		"an item to ask about has no %s", lacking);
	return api_error_errno(error);
}

int endpoint_url(const struct endpoint_row *row, unsigned variant,
	const char *base, const struct url_values *v, char **ret,
	struct api_error *error)
{
	cleanup_buf struct buf url = BUF_INIT;
	struct parts parts = parts_of(v->argument);
	char *s;
	int r = check_scope(row, v, error);

	if (r < 0)
		return r;
	buf_adds(&url, base);
	r = fill_path(variant_at(row->path, variant), v, &parts, &url, error);
	if (r < 0)
		return r;
	if (row->query)
		fill_query(row->query, v, &parts, &url);
	if (parts.next)
		return no_such_id(error);
	s = buf_steal(&url, NULL);
	if (!s)
		return no_memory(error);
	*ret = s;
	return 0;
}

char *endpoint_url_page(const struct endpoint_row *row, const char *url,
	uint64_t offset, unsigned limit)
{
	cleanup_buf struct buf b = BUF_INIT;

	buf_adds(&b, url);
	if (limit)
		buf_addf(&b, "%c%s=%llu&%s=%u", strchr(url, '?') ? '&' : '?',
			row->offset_param ? row->offset_param : "offset",
			(unsigned long long)offset,
			row->limit_param ? row->limit_param : "limit", limit);
	return buf_steal(&b, NULL);
}
