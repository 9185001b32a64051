/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "guide.h"

static struct buf text;

static int set_up(void **state)
{
	guide_write(&text);
	return buf_error(&text);
}

static int tear_down(void **state)
{
	buf_free(&text);
	return 0;
}

/* Does a line begin with this path, or go on with it? */
static bool names(const char *path)
{
	cleanup_buf struct buf line = BUF_INIT;

	buf_addf(&line, "\n  %s", path);
	return strstr(text.p, line.p) != NULL;
}

/* `.ignore` and what the links at the top lead to. */
static bool is_hidden(const struct place_row *row)
{
	return !row->name || *row->name == '.' ||
	       strcmp(row->name, "README.txt") == 0;
}

/* A directory of fixed names is named by what is in it. */
static void test_names_every_row(void **state)
{
	for (size_t i = 0; i < place_n_rows; i++) {
		cleanup_buf struct buf path = BUF_INIT;
		if (is_hidden(&place_rows[i]) ||
			!guide_path(&place_rows[i], &path))
			continue;
		if (!names(path.p))
			fail_msg("%s is not in README.txt", path.p);
	}
}

static void test_names_every_kind(void **state)
{
	for (enum kind k = 0; k < KIND_COUNT; k++) {
		cleanup_buf struct buf home = BUF_INIT;
		guide_home(k, &home);
		buf_addc(&home, '/');
		if (!names(home.p))
			fail_msg("%s is not in README.txt", home.p);
	}
}

static void test_fits_a_terminal(void **state)
{
	size_t line = 1;

	for (const char *p = text.p; *p; line++) {
		size_t n = strcspn(p, "\n");
		if (n > 79)
			fail_msg("line %zu has %zu columns", line, n);
		if (line == 25)
			assert_int_equal(n, 0);
		assert_int_equal(p[n], '\n');
		p += n + 1;
	}
	assert_true(line > 25);
}

static void test_paths(void **state)
{
	static const struct {
		enum kind kind;
		const char *home;
	} homes[] = {
		{KIND_CLUSTER, "clusters"},
		{KIND_USER, "access/users"},
		{KIND_POD, "clusters/CLUSTER/projects/PROJECT/workloads/"
			   "WORKLOAD/pods"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(homes); i++) {
		cleanup_buf struct buf home = BUF_INIT;
		guide_home(homes[i].kind, &home);
		assert_string_equal(home.p, homes[i].home);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_every_row),
		cmocka_unit_test(test_names_every_kind),
		cmocka_unit_test(test_fits_a_terminal),
		cmocka_unit_test(test_paths),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
