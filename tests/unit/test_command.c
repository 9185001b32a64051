/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include "clock.h"
#include "command.h"
#include "secret.h"
#include "util.h"

static void test_splits(void **state)
{
	static const struct {
		const char *line;
		const char *words[5];
	} rows[] = {
		{"a", {"a"}},
		{"  runai auth\tget-token ", {"runai", "auth", "get-token"}},
		{"a 'b c' d", {"a", "b c", "d"}},
		{"a \"b 'c\" d", {"a", "b 'c", "d"}},
		{"a b\\ c '\\'", {"a", "b c", "\\"}},
		{"a \"\\\"\" ''", {"a", "\"", ""}},
		{"a'b'\"c\"d", {"abcd"}},
		{"a $HOME;|&", {"a", "$HOME;|&"}},
		{"a \\", {"a", "\\"}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_free char **argv = NULL;
		size_t j;
		assert_int_equal(command_split(rows[i].line, &argv), 0);
		for (j = 0; rows[i].words[j]; j++)
			assert_string_equal(argv[j], rows[i].words[j]);
		assert_null(argv[j]);
	}
}

static void test_refuses_lines(void **state)
{
	static const char *const rows[] = {"", "  \t", "'a", "a \"b", "a 'b\""};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char **argv = NULL;
		assert_int_equal(command_split(rows[i], &argv), -EINVAL);
		assert_null(argv);
	}
}

static int run(const char *line, int64_t timeout_ms, const char *expected)
{
	cleanup_buf struct buf message = BUF_INIT;
	char *s = NULL;
	int r = command_run(line, timeout_ms, &s, &message);

	if (r == 0) {
		assert_string_equal(s, expected);
	} else {
		assert_null(s);
		assert_true(message.n > 0);
		assert_null(strstr(message.p, "hunter2"));
	}
	secret_free(s);
	return r;
}

static void test_runs(void **state)
{
	assert_int_equal(run("echo tok.en", 5000, "tok.en"), 0);
	assert_int_equal(run("printf '\\n tok \\r\\n\\n'", 5000, "tok"), 0);
	assert_int_equal(run("sh -c 'echo noise >&2; echo t'", 5000, "t"), 0);
	/* no input, no descriptors but 0, 1, 2 and that of ls itself */
	assert_int_equal(run("cat", 5000, NULL), -EINVAL);
	assert_int_equal(run("sh -c 'ls /proc/self/fd | wc -l'", 5000, "4"), 0);
}

static void test_fails(void **state)
{
	static const struct {
		const char *line;
		int error;
	} rows[] = {
		{"", -EINVAL},
		{"echo 'hunter2", -EINVAL},
		{"echo hunter2 b", -EINVAL},
		{"printf 'hunter2\\nb'", -EINVAL},
		{"true", -EINVAL},
		{"/nowhere/at/all", -ENOENT},
		{"no-such-program-here", -ENOENT},
		{"/etc/passwd", -EACCES},
		{"sh -c 'echo hunter2; exit 3'", -EIO},
		{"sh -c 'kill -9 $$'", -EIO},
		{"yes", -EFBIG},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(run(rows[i].line, 5000, NULL), rows[i].error);
}

static void test_ends_in_time(void **state)
{
	int64_t start = clock_mono_ms(&clock_system);

	assert_int_equal(run("sleep 60", 50, NULL), -ETIMEDOUT);
	assert_int_equal(
		run("sh -c 'exec >&-; sleep 60'", 50, NULL), -ETIMEDOUT);
	/* a child that keeps the output open */
	assert_int_equal(
		run("sh -c 'sleep 60 & echo t'", 50, NULL), -ETIMEDOUT);
	assert_true(clock_mono_ms(&clock_system) - start < 5000);
}

/* What our threads block or ignore must not reach the command. (libc itself
 * leaves its internal signals 32 and 33 ignored.) */
static void test_resets_signals(void **state)
{
	sigset_t set, old;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, &old);
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(run("sh -c 'grep -cE \"Sig(Blk|Ign):.*0{7}$\" "
			     "/proc/self/status'",
				 5000, "2"),
		0);
	signal(SIGPIPE, SIG_DFL);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_splits),
		cmocka_unit_test(test_refuses_lines),
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_fails),
		cmocka_unit_test(test_ends_in_time),
		cmocka_unit_test(test_resets_signals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
