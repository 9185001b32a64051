/* SPDX-License-Identifier: MIT */
#include "readme.h"

static const char raw[] =
	"Any GET of the API by its path: the bytes of the response, exactly.\n"
	"\n"
	"  raw/api/v1/clusters.json             GET /api/v1/clusters\n"
	"  raw/api/v1/workloads?limit=5         GET /api/v1/workloads?limit=5\n"
	"  raw/api/v1/workloads.json?limit=5    the same\n"
	"  'raw/api/v1/nodes?filterBy=status==Ready&limit=20'\n"
	"  'raw/api/v1/nodes/<id>/metrics.csv?metricType=GPU_UTILIZATION&...'\n"
	"                                       asked for as text/csv\n"
	"\n"
	"Nothing is listed here: a name is looked up. One with a `?`, or that "
	"ends in\n"
	".json or .csv, is a file, any other a directory on the way, there or "
	"not.\n"
	".json and .csv are cut off before the question is asked; .csv asks "
	"for\n"
	"text/csv. Both go before the `?`. A path that itself ends in .json is "
	"written\n"
	"with another one: x.json.json.\n"
	"\n"
	"The query is sent as it is typed, so quote it for the shell and the "
	"server:\n"
	"a slash in it is written %2F (a file name cannot hold one), a blank "
	"%20, `&`\n"
	"in a value %26, `%` %25. Blanks and bytes beyond ASCII are encoded "
	"for you,\n"
	"sequences of % and two digits stay as they are. In the path itself "
	"there is\n"
	"no encoded slash, and no `.` or `..`, however written.\n"
	"\n"
	"What goes wrong is told when the file is opened: ENOENT 404, EACCES "
	"403,\n"
	"EINVAL 400 and 422 and what is no path, EOPNOTSUPP 405, EBUSY 429, "
	"EIO 500;\n"
	".runaifs/last-error has the server's own words. Lists come page by "
	"page, as\n"
	"the API gives them: `limit` and `offset` are yours. An answer is "
	"kept for\n"
	"ttl_more (30 s), as those behind more/.\n"
	"\n"
	"Secrets are treated as everywhere: in JSON they read \"(redacted)\" "
	"(those\n"
	"bytes alone differ from the server's), and what is nothing but a "
	"secret is\n"
	"refused with EACCES, unless the mount has -o reveal_secrets. Only "
	"GET is ever\n"
	"sent.\n";

static const char by_id[] =
	"Any object by its id, of whatever kind: a link to its place.\n"
	"\n"
	"  readlink by-id/9c6f5c4e-8f0c-4f8e-9a56-3f6d1c9a2b10\n"
	"  cat by-id/<id>/info.json\n"
	"  ls -d by-id/<id>/more/\n"
	"\n"
	"Nothing is listed here: a name is looked up, first in the lists that "
	"are at\n"
	"hand, then in those of clusters, departments, projects, workloads, "
	"node pools,\n"
	"nodes and pods, then in all others. Lists that this user may not see "
	"are\n"
	"passed over; an id that is in none of the rest is ENOENT. Where ids "
	"are short\n"
	"numbers and two kinds use the same one, the first of that order "
	"is meant.\n"
	"Ids that are no plain names are written as everywhere: %2F for a "
	"slash.\n";

static const struct {
	enum place dir;
	const char *text;
} texts[] = {
	{PLACE_RAW, raw},
	{PLACE_BY_ID, by_id},
};

const char *readme_of(enum place dir)
{
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (texts[i].dir == dir)
			return texts[i].text;
	return NULL;
}
