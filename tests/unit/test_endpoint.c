/* SPDX-License-Identifier: MIT */
/*
 * What must hold for every row of the tables, whoever adds one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include "endpoint.h"
#include "json.h"
#include "raw_secrets.h"
#include "types.h"

#define FOR_EACH_ROW(row, g, e)                                                \
	for (unsigned g = 0; g < API_GENERATIONS; g++)                         \
		for (unsigned e = 0; e < ENDPOINT_COUNT; e++)                  \
			for (const struct endpoint_row *row = endpoint_row(    \
				     (enum api_generation)g, (enum endpoint)e);\
				row && row->path; row = NULL)

static bool is_list(unsigned e)
{
	return e < KIND_COUNT;
}

static bool is_one(unsigned e)
{
	return e >= KIND_COUNT && e < 2 * KIND_COUNT;
}

static bool is_count(unsigned e)
{
	return e >= 2 * KIND_COUNT && e < 3 * KIND_COUNT;
}

static unsigned count(const char *text, const char *what)
{
	unsigned n = 0;

	for (; text && (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

/* What the argument has to have: the holes of one path, and of the query. */
static unsigned parts(const struct endpoint_row *row)
{
	char path[128];

	snprintf(path, sizeof(path), "%.*s", (int)strcspn(row->path, "|"),
		row->path);
	return count(path, "{}") + count(row->query, "{}");
}

static void test_names(void **state)
{
	for (unsigned e = 0; e < ENDPOINT_COUNT; e++) {
		const char *name = endpoint_name((enum endpoint)e);

		assert_non_null(name);
		for (const char *p = name; *p; p++)
			assert_true(islower((unsigned char)*p) ||
				    isdigit((unsigned char)*p) || *p == '-');
		for (unsigned f = 0; f < e; f++)
			assert_string_not_equal(
				name, endpoint_name((enum endpoint)f));
	}
}

/* A kind has a list; what has no operation has a row without a path. */
static void test_complete(void **state)
{
	for (unsigned e = 0; e < ENDPOINT_COUNT; e++)
		if (is_list(e) || e >= 3 * KIND_COUNT)
			assert_non_null(
				endpoint_row(API_V1, (enum endpoint)e)->path);
	for (unsigned k = 0; k < KIND_COUNT; k++) {
		assert_int_equal(endpoint_list((enum kind)k), k);
		assert_true(is_one(endpoint_one((enum kind)k)));
		assert_true(is_count(endpoint_count((enum kind)k)));
	}
}

static void test_arguments(void **state)
{
	FOR_EACH_ROW(row, g, e)
	{
		if (row->verbatim) {
			assert_string_equal(row->path, "{}");
			assert_null(row->query);
			continue;
		}
		if (is_list(e) || is_count(e))
			assert_int_equal(parts(row), 0);
		if (is_one(e)) {
			assert_int_equal(parts(row), 1);
			assert_int_equal(count(row->path, "{}"), 1);
		}
		assert_true(parts(row) <= 6);
	}
}

static void test_paths_and_queries(void **state)
{
	FOR_EACH_ROW(row, g, e)
	{
		if (row->verbatim)
			continue;
		for (const char *p = row->path; p; p = strchr(p, '|')) {
			p += *p == '|';
			assert_int_equal(p[0], '/');
			assert_int_not_equal(p[1], '/');
		}
		assert_null(strpbrk(row->path, "?&= %"));
		assert_int_not_equal(row->path[strlen(row->path) - 1], '/');
		if (!row->query)
			continue;
		assert_non_null(strchr(row->query, '='));
		assert_null(strpbrk(row->query, "?| %"));
		assert_null(strstr(row->query, "&&"));
		assert_null(strchr("&?=", row->query[0]));
		assert_int_not_equal(
			row->query[strlen(row->query) - 1], '&');
	}
}

static void test_paging(void **state)
{
	FOR_EACH_ROW(row, g, e)
	{
		assert_int_equal(
			row->paging == PAGING_NONE, row->page_max == 0);
		assert_true(row->page_max <= 500 || row->limit_param);
		if (!row->envelope)
			assert_int_equal(row->paging, PAGING_NONE);
		if (row->envelope && *row->envelope == '\0')
			assert_true(row->paging == PAGING_NONE ||
				    row->paging == PAGING_OFFSET);
		if (row->paging == PAGING_NONE) {
			assert_null(row->offset_param);
			assert_null(row->limit_param);
		}
	}
}

/* Lists are what has an envelope. */
static void test_lists(void **state)
{
	FOR_EACH_ROW(row, g, e)
	{
		if (is_list(e))
			assert_non_null(row->envelope);
		if (is_one(e) || is_count(e))
			assert_null(row->envelope);
		if (row->envelope) {
			assert_non_null(row->columns);
			assert_false(row->bytes);
			assert_null(row->types);
		}
		if (is_list(e) || is_one(e)) {
			assert_non_null(row->field[FIELD_ID]);
			assert_non_null(row->field[FIELD_NAME]);
		}
		if (is_one(e) || is_count(e))
			assert_int_equal(row->ttl, TTL_MORE);
	}
}

static void test_bytes(void **state)
{
	FOR_EACH_ROW(row, g, e)
	{
		assert_int_equal(row->bytes, row->accept != NULL);
		if (row->accept)
			assert_non_null(strchr(row->accept, '/'));
		if (!row->bytes)
			continue;
		assert_null(row->columns);
		for (unsigned f = 0; f < FIELD_COUNT; f++)
			assert_null(row->field[f]);
	}
}

static void test_fan_out(void **state)
{
	FOR_EACH_ROW(row, g, e)
	{
		bool of_cluster =
			count(row->path, "{cluster}") +
			count(row->query, "{cluster}");
		bool of_project =
			count(row->path, "{project}") +
			count(row->query, "{project}");
		const struct endpoint_row *parent;

		assert_int_equal(row->fan_out, of_cluster || of_project);
		if (row->researcher || row->scoped_id)
			assert_true(row->fan_out);
		if (!row->fan_out)
			continue;
		assert_int_equal(
			row->each, of_project ? EP_PROJECTS : EP_CLUSTERS);
		assert_non_null(row->envelope);
		parent = endpoint_row((enum api_generation)g, row->each);
		assert_non_null(parent->path);
		assert_non_null(parent->envelope);
		assert_non_null(parent->field[FIELD_ID]);
		assert_non_null(parent->field[FIELD_CLUSTER]);
	}
}

static void check_path(const char *path)
{
	assert_null(strstr(path, ".."));
	if (*path) {
		assert_null(strchr(".|", path[0]));
		assert_null(strchr(".|", path[strlen(path) - 1]));
	}
	assert_null(strpbrk(path, " /\"{}"));
}

static void test_fields(void **state)
{
	FOR_EACH_ROW(row, g, e)
	{
		struct json_paths *p;

		assert_int_equal(
			json_paths_create(&p, row->field, FIELD_SPANS), 0);
		json_paths_destroy(p);
		for (unsigned f = 0; f < FIELD_COUNT; f++) {
			if (!row->field[f])
				continue;
			check_path(row->field[f]);
			/* json_each() knows a star, and no longer path */
			if (f >= FIELD_SPANS)
				assert_true(strlen(row->field[f]) < 128);
			assert_true(count(row->field[f], "*") <=
				    (f >= FIELD_SPANS ? 1u : 0u));
			if (strchr(row->field[f], '*'))
				assert_non_null(strstr(row->field[f], ".*."));
		}
	}
}

/* An object alone has the fields, columns and secrets it has in its list. */
static void test_by_id_is_as_in_list(void **state)
{
	for (unsigned g = 0; g < API_GENERATIONS; g++)
		for (unsigned k = 0; k < KIND_COUNT; k++) {
			const struct endpoint_row *one = endpoint_row(
				(enum api_generation)g,
				endpoint_one((enum kind)k));
			const struct endpoint_row *list = endpoint_row(
				(enum api_generation)g,
				endpoint_list((enum kind)k));

			if (!one->path)
				continue;
			assert_ptr_equal(one->columns, list->columns);
			assert_ptr_equal(one->secrets, list->secrets);
			for (unsigned f = 0; f < FIELD_COUNT; f++)
				assert_true(one->field[f] == list->field[f] ||
					    strcmp(one->field[f],
						    list->field[f]) == 0);
		}
}

/* ---- columns ---- */

static void check_columns(const struct column *columns)
{
	for (const struct column *c = columns; c->name; c++) {
		bool computed = c->kind >= COLUMN_CLUSTER;

		for (const char *p = c->name; *p; p++)
			assert_true(islower((unsigned char)*p) ||
				    isdigit((unsigned char)*p) || *p == '_');
		if (computed)
			assert_null(c->path);
		if (c->path) {
			check_path(c->path);
			assert_true(c->kind != COLUMN_EACH ||
				    strlen(c->path) < 128);
			assert_true(count(c->path, "*") <=
				    (c->kind == COLUMN_EACH ? 1u : 0u));
		}
		for (const struct column *d = columns; d < c; d++)
			assert_string_not_equal(c->name, d->name);
	}
}

static void test_columns(void **state)
{
	FOR_EACH_ROW(row, g, e)
	if (row->columns)
		check_columns(row->columns);
}

/* The names of clusters and the like are found by ids that are fields. */
static void test_columns_by_id(void **state)
{
	static const enum field of[] = {
		[COLUMN_CLUSTER] = FIELD_CLUSTER,
		[COLUMN_DEPARTMENT] = FIELD_DEPARTMENT,
		[COLUMN_PROJECT] = FIELD_PROJECT,
	};

	for (unsigned e = 0; e < ENDPOINT_COUNT; e++) {
		const struct endpoint_row *row =
			endpoint_row(API_V1, (enum endpoint)e);

		if (!row->path || !row->columns)
			continue;
		for (const struct column *c = row->columns; c->name; c++)
			if (c->kind >= COLUMN_CLUSTER && c->kind < COLUMN_PATH)
				assert_non_null(row->field[of[c->kind]]);
	}
}

/* Objects have a path and say so at the end, behind their id. */
static void test_columns_of_kinds(void **state)
{
	for (unsigned k = 0; k < KIND_COUNT; k++) {
		const struct column *c =
			endpoint_row(API_V1, (enum endpoint)k)->columns;
		unsigned n = 0, id = 0, path = 0;

		for (; c[n].name; n++) {
			id += strcmp(c[n].name, "id") == 0;
			path += c[n].kind == COLUMN_PATH;
		}
		assert_true(n >= 4);
		assert_int_equal(id, 1);
		assert_int_equal(path, 1);
		assert_int_equal(c[n - 1].kind, COLUMN_PATH);
		assert_string_equal(c[n - 1].name, "path");
		assert_string_equal(c[n - 2].name, "id");
	}
}

/* Documented word for word: nothing may come between. */
static void test_columns_of_access_rules(void **state)
{
	static const char *const want[] = {"subject", "subject_type", "role",
		"scope_type", "scope", "cluster", "phase", "message",
		"created_by", "created", "id", "path"};
	const struct column *c = endpoint_row(API_V1, EP_ACCESS_RULES)->columns;

	for (size_t i = 0; i < ARRAY_SIZE(want); i++)
		assert_string_equal(c[i].name, want[i]);
}

/* A script must not care which generation it meets. */
static void test_columns_of_both(void **state)
{
	for (unsigned e = 0; e < ENDPOINT_COUNT; e++) {
		const struct endpoint_row *old =
			endpoint_row(API_LEGACY, (enum endpoint)e);

		if (old->path)
			assert_ptr_equal(old->columns,
				endpoint_row(API_V1, (enum endpoint)e)
					->columns);
	}
}

/* ---- types ---- */

static void check_types(const char *const *types)
{
	assert_non_null(types[0]);
	for (const char *const *t = types; *t; t++) {
		for (const char *p = *t; *p; p++)
			assert_true(isupper((unsigned char)*p) ||
				    isdigit((unsigned char)*p) || *p == '_');
		for (const char *const *u = types; u < t; u++)
			assert_string_not_equal(*t, *u);
	}
}

/* Metrics are what asks for types, with a window behind the path's holes. */
static void test_metrics(void **state)
{
	unsigned n = 0;

	FOR_EACH_ROW(row, g, e)
	{
		assert_int_equal(row->types != NULL,
			row->query && strstr(row->query, "{types}"));
		if (!row->types)
			continue;
		n++;
		check_types(row->types);
		assert_int_equal(parts(row),
			count(row->path, "{}") + 3 +
				(strstr(row->query, "groupBy={}") != NULL));
		assert_non_null(strstr(row->query, "metricType={types}"));
	}
	assert_int_equal(n, 20); /* each in JSON and CSV */
}

static void test_telemetry(void **state)
{
	static const char *const *const types[] = {telemetry_node_types,
		telemetry_workload_types, telemetry_project_types,
		telemetry_department_types};
	static const struct telemetry_group *const groups[] = {
		telemetry_node_groups, telemetry_workload_groups,
		telemetry_project_groups, telemetry_department_groups};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		check_types(types[i]);
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
		assert_string_equal(groups[i][0].word, "by-cluster");
		for (const struct telemetry_group *a = groups[i]; a->word;
			a++) {
			assert_int_equal(strncmp(a->word, "by-", 3), 0);
			assert_non_null(a->value);
			for (const struct telemetry_group *b = groups[i];
				b < a; b++) {
				assert_string_not_equal(a->word, b->word);
				assert_string_not_equal(a->value, b->value);
			}
		}
	}
}

/* The parts come in one order: a filter has the same place in all of them. */
static void test_telemetry_arguments(void **state)
{
	static const enum endpoint rows[] = {EP_NODE_TELEMETRY,
		EP_NODE_TELEMETRY_CSV, EP_WORKLOAD_TELEMETRY,
		EP_WORKLOAD_TELEMETRY_CSV, EP_PROJECT_TELEMETRY,
		EP_DEPARTMENT_TELEMETRY};
	static const char start[] =
		"telemetryType={}&groupBy={}&clusterId={}&nodepool";

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(strncmp(endpoint_row(API_V1, rows[i])->query,
					 start, sizeof(start) - 1),
			0);
}

/* ---- secrets ---- */

static void test_secrets(void **state)
{
	FOR_EACH_ROW(row, g, e)
	for (const char *const *s = row->secrets; s && *s; s++) {
		size_t n = strlen(*s);
		const char *mark = strchr(*s, '?');

		check_path(*s);
		assert_null(strchr(*s, '|'));
		if (mark) /* the last step, and a whole one */
			assert_true(mark == *s + n - 1 && n > 2 &&
				    mark[-1] == '.');
		if (n >= 2) /* "**" finds its way to something */
			assert_string_not_equal(*s + n - 2, "**");
		for (const char *p = *s; (p = strchr(p, '*')); p++)
			assert_true((p == *s || p[-1] == '.' ||
					    p[-1] == '*') &&
				    (p[1] == '\0' || p[1] == '.' ||
					    p[1] == '*'));
	}
}

static void test_what_has_secrets(void **state)
{
	static const enum endpoint with[] = {EP_WORKLOADS, EP_WORKLOAD,
		EP_DELETED_WORKLOADS, EP_REVISIONS, EP_REVISION,
		EP_WORKSPACE_SPEC, EP_TRAINING_SPEC, EP_DISTRIBUTED_SPEC,
		EP_DISTRIBUTED_INFERENCE_SPEC, EP_INFERENCE_SPEC,
		EP_WORKLOAD_V2_SPEC, EP_NIM_SERVICE_SPEC, EP_TEMPLATE,
		EP_WORKLOAD_TEMPLATES, EP_TEMPLATE_WORKSPACES,
		EP_TEMPLATE_INFERENCE, EP_ENVIRONMENTS, EP_POLICY, EP_IDPS,
		EP_REGISTRIES, EP_CREDENTIALS, EP_CREDENTIAL_PASSWORDS,
		EP_CREDENTIAL_NGC_API_KEY, EP_NOTIFICATION_CHANNEL,
		EP_INSTALL_INFO, EP_INSTALLFILE};

	for (size_t i = 0; i < ARRAY_SIZE(with); i++)
		assert_non_null(endpoint_row(API_V1, with[i])->secrets);
	assert_non_null(endpoint_row(API_LEGACY, EP_WORKLOADS)->secrets);
}

static void test_old_workloads(void **state)
{
	const struct endpoint_row *row = endpoint_row(API_LEGACY, EP_WORKLOADS);

	assert_true(row->researcher && row->time_is_ms);
	assert_null(endpoint_row(API_LEGACY, EP_WORKLOAD_PODS)->path);
	assert_null(endpoint_row(API_LEGACY, EP_PROJECT)->path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_paths_and_queries),
		cmocka_unit_test(test_paging),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_fan_out),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_by_id_is_as_in_list),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_columns_by_id),
		cmocka_unit_test(test_columns_of_kinds),
		cmocka_unit_test(test_columns_of_access_rules),
		cmocka_unit_test(test_columns_of_both),
		cmocka_unit_test(test_metrics),
		cmocka_unit_test(test_telemetry),
		cmocka_unit_test(test_telemetry_arguments),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_what_has_secrets),
		cmocka_unit_test(test_old_workloads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
