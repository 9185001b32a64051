/* SPDX-License-Identifier: MIT */
#include "guide.h"

#include <ctype.h>

/* Directories that people reach by another way than their rows say, or that
 * have no name of their own. */
static const struct {
	enum place place;
	const char *path;
} ways[] = {
	{PLACE_ROOT, ""},
	{PLACE_MORE, ""},
	{PLACE_CONTROL, "diagnostics/"},
	{PLACE_OBJECT, ""},
	{PLACE_MORE_OBJECT, "more/"},
	{PLACE_REVISION, "more/revisions/REVISION/"},
	{PLACE_TAGS, "more/tags/"},
};

static const char *way_to(enum place p)
{
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++)
		if (ways[i].place == p)
			return ways[i].path;
	return NULL;
}

bool guide_path(const struct place_row *row, struct buf *out)
{
	const char *way = way_to(row->parent);

	if (!row->name)
		return false;
	if (way)
		buf_adds(out, way);
	else if (guide_path(place_row(row->parent), out))
		buf_addc(out, '/');
	else
		return false;
	buf_adds(out, row->name);
	if (row->formats)
		buf_adds(out, ".FORMAT");
	return true;
}

/* "clusters" is "CLUSTER". */
static void add_placeholder(enum kind k, struct buf *out)
{
	const char *name = kind_row(k)->name;

	for (size_t i = 0; i + 1 < strlen(name); i++)
		buf_addc(out, (char)toupper((unsigned char)name[i]));
}

void guide_home(enum kind k, struct buf *out)
{
	const struct kind_row *row = kind_row(k);

	if (row->parent != KIND_NONE) {
		guide_home(row->parent, out);
		buf_addc(out, '/');
		add_placeholder(row->parent, out);
		buf_addc(out, '/');
	}
	buf_adds(out, row->home);
}
