/* SPDX-License-Identifier: MIT */
/* .runaifs/endpoints.tsv: which lists this control plane has for this user. */
#include <errno.h>

#include "internal.h"

static const char *state(const struct cache_entry_info *i)
{
	int err = i->error ? i->error : i->last_error;

	switch (err) {
	case 0:
		return i->present ? "ok" : "untried";
	case -ENOENT:
	case -EOPNOTSUPP:
		return "absent";
	case -EACCES:
		return "forbidden";
	default:
		return "failing";
	}
}

static void add_line(struct fs *fs, enum endpoint e,
	const struct endpoint_row *row, struct buf *out)
{
	struct cache_entry_info i;

	cache_info(fs->cache, e, NULL, &i);
	buf_addf(out, "%s\t%s\t", endpoint_name(e),
		api_has(fs->api, e) ? state(&i) : "absent");
	if (i.present && row->envelope)
		buf_addf(out, "%zu", i.n_items);
	buf_addf(out, "\t%s\t%.*s\n",
		i.last_error ? strerrorname_np(-i.last_error) : "",
		(int)strcspn(row->path, "|"), row->path);
}

void control_endpoints(struct fs *fs, struct buf *out)
{
	enum api_generation g = api_generation(fs->api);

	buf_adds(out, "name\tstate\titems\terror\turl\n");
	for (enum endpoint e = 0; e < ENDPOINT_COUNT; e++) {
		const struct endpoint_row *row = endpoint_row(g, e);
		if (row->path && !strstr(row->path, "{}") &&
			(!row->query || !strstr(row->query, "{}")))
			add_line(fs, e, row, out);
	}
}
