/* SPDX-License-Identifier: MIT */
#include "guide_private.h"

/* The next part of an argument: as it stands, or `word` for an id or a name; so
 * is one that is not there, being another of the name. */
static void add_part(struct buf *out, const char **argument, const char *word)
{
	size_t n = strcspn(*argument, "|");

	if (n == 0 || **argument == '{') {
		bool is_name = strncmp(*argument, "{key}", 5) == 0;
		buf_adds(out, word);
		if (is_name)
			buf_add(out, *argument + 5, n - 5);
	} else {
		buf_add(out, *argument, n);
	}
	*argument += n + ((*argument)[n] != '\0');
}

/* "GET /api/v1/workloads/ID/events" */
static void add_operation(struct buf *out, const struct place_row *row)
{
	const char *path = endpoint_row(API_V1, row->endpoint)->path;
	const char *argument = row->text ? row->text : "";
	bool of_name = strncmp(argument, "{key}", 5) == 0 && !row->kinds;

	if (!path)
		return;
	buf_adds(out, "GET ");
	for (const char *hole; (hole = strstr(path, "{}")); path = hole + 2) {
		buf_add(out, path, (size_t)(hole - path));
		add_part(out, &argument, of_name ? "*" : "ID");
	}
	buf_add(out, path, strcspn(path, "|"));
}

/* Directories that rows cannot explain. */
static const struct {
	const char *name, *text;
} others[] = {
	{"admin", "the runai-adm command"},
	{"audit",
		"who did what: last-24h.tsv, 2026-11-01.csv, START..END.json"},
	{"by-id", "by-id/ID is a link to the object with that id, of any kind; "
		  "no listing"},
	{"by-category", "the same for each category"},
	{"by-department", "for each department"},
	{"by-node-pool", "for each node pool"},
	{"by-project", "for each project"},
	{"cli", "the runai command, to be installed"},
	{"diagnostics", "of this mount; never a request"},
	{"dist", "the runai command: SYSTEM, then ARCHITECTURE"},
	{"docs", "the runai command's manual, in HTML"},
	{"inference-metrics", "the same of what answers requests"},
	{"install", "what a cluster is installed with, if secrets are shown"},
	{"installer", "scripts and commands"},
	{"lists", "every kind as one file"},
	{"metrics",
		"by windows: 24h.csv, 2026-11-01.json, START..END@SAMPLES.csv"},
	{"policies", "what is allowed and preset, by type of workload"},
	{"raw", "raw/PATH?QUERY: any GET of the API; no listing"},
	{"revisions", "a directory each"},
	{"tags", "REPOSITORY.json"},
	{"telemetry", "how much there is now, in groups"},
};

const char *guide_text_of(const struct place_row *row)
{
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (strcmp(others[i].name, row->name) == 0)
			return others[i].text;
	return "";
}

/* What is asked for, or how it is made without. */
static void add_source(struct buf *out, const struct place_row *row)
{
	switch (row->source) {
	case SOURCE_ENDPOINT:
	case SOURCE_LOGO:
		add_operation(out, row);
		break;
	case SOURCE_DETAIL:
		buf_adds(out, "GET by id");
		break;
	case SOURCE_SPEC:
		buf_adds(out, "GET by id, as its type wants it");
		break;
	case SOURCE_DESCRIBE:
		buf_adds(out, "the object, its last events and pods, for eyes");
		break;
	case SOURCE_PATH:
		buf_adds(out, "its path; no request of its own");
		break;
	case SOURCE_METRICS:
	case SOURCE_INFERENCE_METRICS:
		buf_adds(out, "the last hour, all types");
		break;
	case SOURCE_CLAIMS:
		buf_adds(out, "what the token says; no request");
		break;
	case SOURCE_ME_USER:
		buf_adds(out, "a link to the user that the token is of");
		break;
	case SOURCE_ME_WORKLOADS:
		buf_adds(out, "a link to their workloads");
		break;
	default:
		buf_adds(out, guide_text_of(row));
	}
}

/* Is it a file of its own, or a directory of such files? */
static bool costs_a_call(const struct place_row *row)
{
	static const enum source free_of_charge[] = {
		SOURCE_NONE, SOURCE_TEXT, SOURCE_README, SOURCE_IGNORE};

	if (!row->name || row->parent == PLACE_CONTROL ||
		row->parent == PLACE_OBJECT)
		return false;
	if (row->type == PLACE_DIR)
		return row->parent == PLACE_MORE_OBJECT ||
		       row->parent == PLACE_METRICS;
	for (size_t i = 0; i < ARRAY_SIZE(free_of_charge); i++)
		if (row->source == free_of_charge[i])
			return false;
	return true;
}

static bool below_more(const struct place_row *row)
{
	cleanup_buf struct buf path = BUF_INIT;

	return guide_path(row, &path) && buf_error(&path) == 0 &&
	       strncmp(path.p, "more/", 5) == 0;
}

/* Rows that differ in nothing but the kinds are one line. */
static bool same_line(const struct place_row *a, const struct place_row *b)
{
	return a->name && b->name && a->parent == b->parent &&
	       a->source == b->source && a->endpoint == b->endpoint &&
	       strcmp(a->name, b->name) == 0;
}

static void call_row(struct buf *out, size_t first)
{
	const struct place_row *row = &place_rows[first];
	cleanup_buf struct buf path = BUF_INIT, text = BUF_INIT;
	kind_mask of = 0;

	for (size_t i = 0; i < place_n_rows; i++) {
		if (!same_line(&place_rows[i], row))
			continue;
		if (i < first)
			return;
		of |= place_rows[i].kinds;
	}
	guide_path(row, &path);
	if (row->type == PLACE_DIR)
		buf_addc(&path, '/');
	if (!row->listed)
		buf_adds(&text, "not listed; ");
	if (of) {
		buf_adds(&text, "of ");
		guide_add_kinds(&text, of);
		buf_adds(&text, ": ");
	}
	add_source(&text, row);
	guide_add_line(out, buf_slice(&path), buf_slice(&text));
}

void guide_add_contained(struct buf *out, enum kind k)
{
	cleanup_buf struct buf path = BUF_INIT, text = BUF_INIT;
	kind_mask of = 0;

	for (size_t i = 0; i < place_n_contained; i++)
		if (place_contained[i].kind == k)
			of |= KIND_BIT(place_contained[i].owner);
	if (!of)
		return;
	buf_addf(&path, "more/%s.FORMAT", kind_row(k)->name);
	buf_adds(&text, "of ");
	guide_add_kinds(&text, of);
	buf_adds(&text, ": cut out of the list");
	guide_add_line(out, buf_slice(&path), buf_slice(&text));
}

void guide_add_calls(struct buf *out, bool of_objects)
{
	for (size_t i = 0; i < place_n_rows; i++)
		if (costs_a_call(&place_rows[i]) &&
			below_more(&place_rows[i]) == of_objects)
			call_row(out, i);
}
