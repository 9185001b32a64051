/* SPDX-License-Identifier: MIT */
/*
 * .more/raw: a path of the API, spelled out. Directories on the way cost
 * nothing and are there whatever they are called; a component with a query, or
 * with ".json" or ".csv" at its end, is a file. The key of both is the path so
 * far, beginning with a slash; ".json" and ".csv" before the query are ours and
 * not part of it.
 */
#include "child_private.h"

#define PATH_MOST 8192 /* bytes of one: what servers take at most */

static bool cut_suffix(struct slice *s, struct slice suffix)
{
	if (s->n <= suffix.n ||
		memcmp(s->p + s->n - suffix.n, suffix.p, suffix.n) != 0)
		return false;
	s->n -= suffix.n;
	return true;
}

/* "<stem>[.json|.csv][?<query>]". False: a directory. */
static bool parse_file(struct slice name, struct slice *ret_stem,
	struct slice *ret_query, enum render_format *ret_format)
{
	const char *mark = memchr(name.p, '?', name.n);
	size_t n = mark ? (size_t)(mark - name.p) : name.n;
	bool json;

	*ret_stem = (struct slice){name.p, n};
	*ret_query = (struct slice){name.p + n, name.n - n};
	*ret_format = RENDER_JSON;
	json = cut_suffix(ret_stem, SLICE(".json"));
	if (!json && cut_suffix(ret_stem, SLICE(".csv")))
		*ret_format = RENDER_CSV;
	return mark || json || *ret_format == RENDER_CSV;
}

int raw_find(const struct search *s, struct child *ret)
{
	struct slice stem, query;
	enum render_format format;
	bool file = parse_file(s->name, &stem, &query, &format);
	struct buf *key = &s->key->buf;

	if (s->dir->key.n + s->name.n + 1 > PATH_MOST)
		return -ENAMETOOLONG;
	key->n = 0;
	buf_add(key, s->dir->key.p, s->dir->key.n);
	buf_addc(key, '/');
	buf_add(key, stem.p, stem.n);
	buf_add(key, query.p, query.n);
	ret->spot = (struct spot){
		.row = place_row(file ? PLACE_RAW_FILE : PLACE_RAW_PATH),
		.kind = KIND_NONE,
		.view = VIEW_NONE,
		.format = file ? format : RENDER_JSON,
		.key = buf_slice(key),
		.depth = s->dir->depth + 1};
	return buf_error(key);
}
