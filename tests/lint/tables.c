/* SPDX-License-Identifier: MIT */
/*
 * The tables of the program as text, for lints: a line each, tab-separated.
 *
 *	kind      name, path of its directory, path of its list in the API, TTL
 *	          setting, where its state is
 *	place     path, the operation where it is simply that one
 *	operation path in the API, of all but kinds' own
 *	columns   path of the file, their names joined by blanks
 *	format    suffix
 *	window    name, "samples" or "records"
 *	phase     of workloads
 *	state     of nodes
 *	contained kind of the owner, kind
 *	telemetry subject, a type or a group
 */
#include <stdio.h>

#include "guide.h"
#include "telemetry.h"
#include "window.h"

static void print_columns(const char *path, enum endpoint e)
{
	const struct column *c = endpoint_row(API_V1, e)->columns;

	if (!c)
		return;
	printf("columns\t%s\t", path);
	for (const char *blank = ""; c->name; c++, blank = " ")
		printf("%s%s", blank, c->name);
	putchar('\n');
}

static const char *ttl_setting(enum ttl_class c)
{
	static const char *const names[] = {
		[TTL_RUNNING] = "ttl",
		[TTL_ORG] = "ttl_org",
		[TTL_STATIC] = "ttl_static",
		[TTL_MORE] = "ttl_more",
	};

	return names[c];
}

static void kinds(void)
{
	for (enum kind k = 0; k < KIND_COUNT; k++) {
		cleanup_buf struct buf home = BUF_INIT, list = BUF_INIT;
		const char *name = kind_row(k)->name;
		const struct endpoint_row *row;
		guide_home(k, &home);
		row = endpoint_row(API_V1, endpoint_list(k));
		printf("kind\t%s\t%s\t%s\t%s\t%s\n", name, home.p, row->path,
			ttl_setting(row->ttl),
			kind_has_state(k) ? row->field[FIELD_STATE] : "");
		buf_addf(&list, "lists/%s.FORMAT", name);
		print_columns(list.p, endpoint_list(k));
	}
	for (size_t i = 0; i < place_n_contained; i++)
		printf("contained\t%s\t%s\n",
			kind_row(place_contained[i].owner)->name,
			kind_row(place_contained[i].kind)->name);
}

/* Its path in the API, where no argument makes it several. */
static const char *operation(const struct place_row *row)
{
	const char *path = NULL;

	if (row->source == SOURCE_ENDPOINT && !row->text)
		path = endpoint_row(API_V1, row->endpoint)->path;
	return path ? path : "";
}

static void places(void)
{
	for (size_t i = 0; i < place_n_rows; i++) {
		const struct place_row *row = &place_rows[i];
		cleanup_buf struct buf path = BUF_INIT;
		if (!guide_path(row, &path))
			continue;
		printf("place\t%s\t%s\n", path.p, operation(row));
		if (row->formats)
			print_columns(path.p, row->endpoint);
	}
}

static void operations(void)
{
	enum endpoint first = endpoint_count(KIND_COUNT);

	for (enum endpoint e = first; e < ENDPOINT_COUNT; e++) {
		const struct endpoint_row *row = endpoint_row(API_V1, e);
		if (!row->verbatim)
			printf("operation\t%s\n", row->path);
	}
}

static void words(const char *what, const char *const *list)
{
	for (; *list; list++)
		printf("%s\t%s\n", what, *list);
}

static void windows(const char *what, const struct window_name *w)
{
	for (; w->name; w++)
		printf("window\t%s\t%s\n", w->name, what);
}

static void telemetry(const struct telemetry_subject *s)
{
	for (size_t i = 0; s->types[i]; i++)
		printf("telemetry\t%s\t%s\n", s->name, s->types[i]);
	for (const struct telemetry_group *g = s->groups; g->word; g++)
		printf("telemetry\t%s\t%s\n", s->name, g->word);
}

int main(void)
{
	kinds();
	places();
	operations();
	for (size_t i = 0; i < place_n_formats; i++)
		printf("format\t%s\n", place_formats[i].suffix);
	windows("samples", window_of_samples);
	windows("records", window_of_records);
	words("phase", workload_phases);
	words("state", node_states);
	for (size_t i = 0; i < telemetry_n_subjects; i++)
		telemetry(&telemetry_subjects[i]);
	return 0;
}
