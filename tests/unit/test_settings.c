/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include "settings.h"
#include "util.h"

static const struct setting_context context = {"/home/u", "/work"};

static int parse(unsigned s, const char *text, struct setting_value *ret)
{
	cleanup_buf struct buf message = BUF_INIT;
	int r = setting_parse(setting_info(s), &context, text, ret, &message);

	assert_true((r == 0) == (message.n == 0));
	return r;
}

static void test_table(void **state)
{
	for (unsigned s = 0; s < SETTING_ALL; s++) {
		const struct setting_info *a = setting_info(s);
		assert_non_null(a->name);
		assert_non_null(a->help);
		assert_true(a->choices || a->argument || a->type == TYPE_BOOL);
		assert_int_equal(setting_find(a->name), s);
		assert_false(setting_is_mount_option(a->name));
		for (const char *p = a->name; *p; p++)
			assert_true(islower((unsigned char)*p) || *p == '_');
	}
}

static void test_defaults_are_valid(void **state)
{
	for (unsigned s = 0; s < SETTING_ALL; s++) {
		struct setting_value v;
		const char *text = setting_info(s)->fallback;
		if (!text)
			continue;
		assert_int_equal(parse(s, text, &v), 0);
		assert_string_equal(v.text, text);
		setting_value_free(setting_info(s), &v);
	}
}

static void test_numbers(void **state)
{
	static const struct {
		unsigned setting;
		const char *text;
		int64_t number;
	} rows[] = {
		{SET_TTL, "15", 15000},
		{SET_TTL, "0", 0},
		{SET_TTL, "0.5", 500},
		{SET_TTL, ".25", 250},
		{SET_TTL, "1.2345", 1234},
		{SET_CACHE_SIZE, "65536", 65536},
		{SET_CACHE_SIZE, "64K", 65536},
		{SET_CACHE_SIZE, "2m", 2 << 20},
		{SET_CACHE_SIZE, "1G", 1 << 30},
		{SET_RATE, "50", 50},
		{SET_UMASK, "077", 077},
		{SET_UMASK, "22", 022},
		{SET_UID, "4294967294", 4294967294},
		{SET_FORMATS, "json", 1},
		{SET_FORMATS, "json:tsv", 3},
		{SET_FORMATS, "csv,ndjson", 12},
		{SET_FORMATS, "count txt", 48},
		{SET_XATTR, NULL, 1},
		{SET_XATTR, "yes", 1},
		{SET_XATTR, "true", 1},
		{SET_XATTR, "1", 1},
		{SET_XATTR, "on", 1},
		{SET_XATTR, "no", 0},
		{SET_XATTR, "false", 0},
		{SET_XATTR, "0", 0},
		{SET_XATTR, "off", 0},
		{SET_API, "legacy", 2},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct setting_value v;
		unsigned s = rows[i].setting;
		assert_int_equal(parse(s, rows[i].text, &v), 0);
		assert_int_equal(v.number, rows[i].number);
		setting_value_free(setting_info(s), &v);
	}
}

static void test_strings(void **state)
{
	static const struct {
		unsigned setting;
		const char *text, *value;
	} rows[] = {
		{SET_URL, "https://H/", "https://h"},
		{SET_URL, "", NULL},
		{SET_CA_FILE, "/a", "/a"},
		{SET_CA_FILE, "a/b", "/work/a/b"},
		{SET_CA_FILE, "~/b", "/home/u/b"},
		{SET_CA_FILE, "", NULL},
		{SET_REALM, "my realm", "my realm"},
		{SET_TOKEN_COMMAND, "runai 'a b'", "runai 'a b'"},
		{SET_TOKEN_COMMAND, "/x/y z/w", "/x/y z/w"},
		{SET_TOKEN_COMMAND, "", NULL},
		{SET_TOKEN, "tok \n", "tok"},
		{SET_TOKEN, " ", NULL},
		{SET_AUTH, "bearer", "bearer"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct setting_value v;
		unsigned s = rows[i].setting;
		assert_int_equal(parse(s, rows[i].text, &v), 0);
		if (rows[i].value)
			assert_string_equal(v.text, rows[i].value);
		else
			assert_null(v.text);
		setting_value_free(setting_info(s), &v);
	}
}

static void test_refuses(void **state)
{
	static const struct {
		unsigned setting;
		const char *text;
	} rows[] = {
		{SET_TTL, NULL},
		{SET_TTL, ""},
		{SET_TTL, "-1"},
		{SET_TTL, "1e3"},
		{SET_TTL, "1."},
		{SET_TTL, "."},
		{SET_TTL, "inf"},
		{SET_TTL, "nan"},
		{SET_TTL, "15s"},
		{SET_TTL, " 15"},
		{SET_TTL, "0x10"},
		{SET_TTL, "99999999999999999999"},
		{SET_TTL, "9223372036854775"},
		{SET_TTL, "31536001"},
		{SET_OP_TIMEOUT, "0"},
		{SET_CACHE_SIZE, "1"},
		{SET_CACHE_SIZE, "10T"},
		{SET_CACHE_SIZE, "10KB"},
		{SET_CACHE_SIZE, "M"},
		{SET_CACHE_SIZE, "9999999999999G"},
		{SET_CACHE_SIZE, "2G2"},
		{SET_RATE, "0"},
		{SET_RATE, "1.5"},
		{SET_RATE, "+1"},
		{SET_MAX_CONNECTIONS, "129"},
		{SET_UMASK, "8"},
		{SET_UMASK, "1777"},
		{SET_UID, "root"},
		{SET_UID, "4294967295"},
		{SET_FORMATS, "jsn"},
		{SET_FORMATS, ":json"},
		{SET_FORMATS, "json::tsv"},
		{SET_XATTR, ""},
		{SET_XATTR, "2"},
		{SET_XATTR, "YES"},
		{SET_AUTH, ""},
		{SET_AUTH, "basic"},
		{SET_AUTH, "auto|realm"},
		{SET_AUTH, "aut"},
		{SET_REALM, "a\nb"},
		{SET_CA_FILE, "a\tb"},
		{SET_URL, "https://a b"},
		{SET_TOKEN_COMMAND, "'a"},
		{SET_TOKEN_COMMAND, "./a"},
		{SET_TOKEN_COMMAND, "~/a"},
		{SET_TOKEN_COMMAND, " "},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct setting_value v;
		assert_int_equal(
			parse(rows[i].setting, rows[i].text, &v), -EINVAL);
		assert_null(v.text);
	}
}

static void test_paths_without_a_place(void **state)
{
	const struct setting_context nowhere = {NULL, NULL};
	cleanup_buf struct buf message = BUF_INIT;
	struct setting_value v;

	assert_int_equal(setting_parse(setting_info(SET_CA_FILE), &nowhere,
				 "~/a", &v, &message),
		-EINVAL);
	assert_non_null(strstr(message.p, "$HOME"));
	assert_int_equal(setting_parse(setting_info(SET_CA_FILE), &nowhere, "a",
				 &v, &message),
		-EINVAL);
	assert_int_equal(setting_parse(setting_info(SET_CA_FILE), &nowhere,
				 "/a", &v, &message),
		0);
	setting_value_free(setting_info(SET_CA_FILE), &v);
}

static void test_names(void **state)
{
	assert_int_equal(setting_find("ttl_running"), SET_TTL);
	assert_int_equal(setting_find("nonsense"), -ENOENT);
	assert_int_equal(setting_find(""), -ENOENT);
	assert_string_equal(setting_nearest("tll_org"), "ttl_org");
	assert_string_equal(setting_nearest("allow-other"), "allow_other");
	assert_string_equal(setting_nearest("clientid"), "client_id");
	assert_string_equal(setting_nearest("no_suid"), "nosuid");
	assert_true(setting_is_mount_option("ro"));
	assert_true(setting_is_mount_option("x-systemd.automount"));
	assert_true(setting_is_mount_option("_netdev"));
	assert_false(setting_is_mount_option("x"));
	assert_false(setting_is_mount_option("direct_io"));
}

static void test_help(void **state)
{
	char line[256];
	FILE *f = tmpfile();

	assert_non_null(f);
	config_print_help(f);
	rewind(f);
	int n = 0;
	for (; fgets(line, sizeof(line), f); n++)
		assert_true(strlen(line) <= 81);
	assert_true(n >= SETTING_COUNT);
	fclose(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_defaults_are_valid),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_paths_without_a_place),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
