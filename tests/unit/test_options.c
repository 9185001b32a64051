/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include "options.h"
#include "util.h"

enum { MAX_WORDS = 10 };

static int parse(
	const char *const *words, struct options *ret, struct buf *message)
{
	int argc = 0;

	while (words[argc])
		argc++;
	return options_parse(ret, argc, (char *const *)words, message);
}

static void test_commands(void **state)
{
	static const struct {
		const char *words[MAX_WORDS];
		enum command command;
		const char *source, *mountpoint;
		size_t n_words;
	} rows[] = {
		{{"runaifs", "m"}, COMMAND_MOUNT, NULL, "m", 1},
		{{"runaifs", "https://h", "m"}, COMMAND_MOUNT, "https://h", "m",
			2},
		{{"runaifs", "lab", "m", "-o", "rw,dev"}, COMMAND_MOUNT, "lab",
			"m", 2},
		{{"runaifs", "--", "-m"}, COMMAND_MOUNT, NULL, "-m", 1},
		{{"runaifs", "-"}, COMMAND_MOUNT, NULL, "-", 1},
		{{"runaifs", "-u", "m"}, COMMAND_UNMOUNT, NULL, "m", 1},
		{{"runaifs", "m", "-u"}, COMMAND_UNMOUNT, NULL, "m", 1},
		{{"runaifs", "-u", "stat"}, COMMAND_UNMOUNT, NULL, "stat", 1},
		{{"runaifs", "refresh", "a", "b"}, COMMAND_REFRESH, NULL, NULL,
			2},
		{{"runaifs", "stat", "stat"}, COMMAND_STAT, NULL, NULL, 1},
		{{"runaifs", "./stat"}, COMMAND_MOUNT, NULL, "./stat", 1},
		{{"runaifs", "--help"}, COMMAND_HELP, NULL, NULL, 0},
		{{"runaifs", "-h", "m"}, COMMAND_HELP, NULL, NULL, 1},
		{{"runaifs", "--version"}, COMMAND_VERSION, NULL, NULL, 0},
		{{"runaifs", "-V"}, COMMAND_VERSION, NULL, NULL, 0},
		{{"runaifs", "--print-config"}, COMMAND_PRINT_CONFIG, NULL,
			NULL, 0},
		{{"runaifs", "--print-config", "lab"}, COMMAND_PRINT_CONFIG,
			"lab", NULL, 1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_buf struct buf message = BUF_INIT;
		struct options o;
		assert_int_equal(parse(rows[i].words, &o, &message), 0);
		assert_int_equal(o.command, rows[i].command);
		assert_int_equal(o.n_words, rows[i].n_words);
		assert_int_equal(!o.source, !rows[i].source);
		if (o.source)
			assert_string_equal(o.source, rows[i].source);
		assert_int_equal(!o.mountpoint, !rows[i].mountpoint);
		if (o.mountpoint)
			assert_string_equal(o.mountpoint, rows[i].mountpoint);
		assert_int_equal(message.n, 0);
		options_finish(&o);
	}
}

static void test_flags(void **state)
{
	const char *const words[] = {"runaifs", "-fc", "/c", "m", "-d", NULL};
	cleanup_buf struct buf message = BUF_INIT;
	struct options o;

	assert_int_equal(parse(words, &o, &message), 0);
	assert_true(o.foreground && o.debug);
	assert_string_equal(o.file, "/c");
	assert_string_equal(o.settings[0], "log=debug");
	assert_null(o.settings[1]);
	options_finish(&o);
}

static void test_settings(void **state)
{
	static const char *const expected[] = {"ttl=5", "xattr",
		"token_command=a 'b,c' \\d", "x=", "a\\", "last"};
	const char *const words[] = {"runaifs", "-ottl=5,xattr,", "m", "-o",
		",,token_command=a 'b\\,c' \\\\d,x=", "-o", "a\\", "-o", "",
		"-o", "last", NULL};
	cleanup_buf struct buf message = BUF_INIT;
	struct options o;
	size_t i;

	assert_int_equal(parse(words, &o, &message), 0);
	for (i = 0; i < ARRAY_SIZE(expected); i++)
		assert_string_equal(o.settings[i], expected[i]);
	assert_null(o.settings[i]);
	options_finish(&o);
}

static void test_refuses(void **state)
{
	static const struct {
		const char *words[MAX_WORDS];
		const char *message_has;
	} rows[] = {
		{{"runaifs"}, "usage"},
		{{NULL}, "usage"},
		{{"runaifs", "a", "b", "c"}, "usage"},
		{{"runaifs", "refesh", "b", "c"}, "`runaifs refresh`"},
		{{"runaifs", "refresh"}, "refresh PATH"},
		{{"runaifs", "stat"}, "stat PATH"},
		{{"runaifs", "-u"}, "-u MOUNTPOINT"},
		{{"runaifs", "-u", "a", "b"}, "-u MOUNTPOINT"},
		{{"runaifs", "https://h"}, "URL"},
		{{"runaifs", "m", "https://h"}, "URL"},
		{{"runaifs", "-x", "m"}, "-x"},
		{{"runaifs", "-fx", "m"}, "-x"},
		{{"runaifs", "m", "-o"}, "-o needs"},
		{{"runaifs", "m", "-c"}, "-c needs"},
		{{"runaifs", "--helo"}, "--help"},
		{{"runaifs", "--h"}, "unknown option --h"},
		{{"runaifs", "--o", "x"}, "unknown option --o"},
		{{"runaifs", "--token=hunter2", "m"}, "--token"},
		{{"runaifs", "--print-config", "a", "b", "c"}, "usage"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_buf struct buf message = BUF_INIT;
		struct options o;
		assert_int_equal(parse(rows[i].words, &o, &message), -EINVAL);
		assert_non_null(strstr(message.p, rows[i].message_has));
		assert_null(strstr(message.p, "hunter2"));
		options_finish(&o);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
