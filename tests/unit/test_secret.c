/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "secret.h"
#include "util.h"

static char dir[] = "/tmp/test_secret.XXXXXX";

static int make_dir(void **state)
{
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	return rmdir(dir);
}

static char *write_file(const char *bytes, size_t n, mode_t mode)
{
	char *path = NULL;
	int fd;

	assert_true(asprintf(&path, "%s/file", dir) > 0);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
	return path;
}

/* Reads a file of these bytes; the caller frees. */
static int read_bytes(const char *bytes, size_t n, mode_t mode, char **ret,
	struct buf *message)
{
	cleanup_free char *path = write_file(bytes, n, mode);
	int r = secret_read_file(path, ret, message);

	unlink(path);
	if (r < 0) {
		assert_non_null(strstr(message->p, path));
		assert_null(strchr(message->p, '\n'));
	}
	return r;
}

static void test_dup(void **state)
{
	char *s = secret_dup("a\0b", 3);

	assert_memory_equal(s, "a\0b", 4);
	secret_free(s);
	secret_free(NULL);
	s = secret_dup("", 0);
	assert_string_equal(s, "");
	secret_free(s);
	s = secret_alloc(100000);
	for (size_t i = 0; i <= 100000; i++)
		assert_int_equal(s[i], 0);
	secret_free(s);
	assert_null(secret_alloc(SIZE_MAX));
}

static void test_wipe(void **state)
{
	char s[8] = "secrets";

	secret_wipe(s, 4);
	assert_memory_equal(s, "\0\0\0\0ets", 8);
	secret_wipe(NULL, 0);
}

static void test_reads(void **state)
{
	static const char *const rows[] = {
		"hunter2", "hunter2\n", "hunter2\r\n", "hunter2 \t\n\n"};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_buf struct buf message = BUF_INIT;
		char *s = NULL;
		assert_int_equal(read_bytes(rows[i], strlen(rows[i]),
					 i % 2 ? 0600 : 0400, &s, &message),
			0);
		assert_string_equal(s, "hunter2");
		secret_free(s);
	}
}

static void test_refuses_content(void **state)
{
	static char long_text[SECRET_MAX + 1];
	const struct slice rows[] = {SLICE(""), SLICE(" \n"), SLICE("a\0b"),
		{long_text, sizeof(long_text)}};

	memset(long_text, 'x', sizeof(long_text));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_buf struct buf message = BUF_INIT;
		char *s = NULL;
		assert_int_equal(
			read_bytes(rows[i].p, rows[i].n, 0600, &s, &message),
			-EINVAL);
		assert_null(s);
	}
}

static void test_refuses_modes(void **state)
{
	static const mode_t modes[] = {0640, 0604, 0644, 0601, 0620};

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		cleanup_buf struct buf message = BUF_INIT;
		char *s = NULL;
		assert_int_equal(
			read_bytes("hunter2", 7, modes[i], &s, &message),
			-EACCES);
		assert_non_null(strstr(message.p, "chmod 600"));
		assert_null(strstr(message.p, "hunter2"));
	}
}

static void test_mode_of_credentials(void **state)
{
	cleanup_buf struct buf message = BUF_INIT;
	cleanup_free char *path = write_file("x", 1, 0440);
	char *s = NULL;

	assert_int_equal(secret_read_file_mode(path, 027, &s, &message), 0);
	secret_free(s);
	chmod(path, 0444);
	assert_int_equal(
		secret_read_file_mode(path, 027, &s, &message), -EACCES);
	unlink(path);
}

static void test_refuses_other_owners(void **state)
{
	cleanup_buf struct buf message = BUF_INIT;
	cleanup_free char *path = write_file("hunter2", 7, 0600);
	char *s = NULL;

	if (geteuid() != 0) {
		unlink(path);
		skip();
	}
	assert_int_equal(chown(path, 12345, 12345), 0);
	assert_int_equal(secret_read_file(path, &s, &message), -EACCES);
	assert_non_null(strstr(message.p, "chown"));
	unlink(path);
}

static void test_refuses_what_is_no_file(void **state)
{
	cleanup_buf struct buf message = BUF_INIT;
	cleanup_free char *fifo = NULL;
	char *s = NULL;

	assert_int_equal(secret_read_file("/nowhere/x", &s, &message), -ENOENT);
	assert_int_equal(secret_read_file(dir, &s, &message), -EINVAL);
	assert_int_equal(secret_read_file("/dev/null", &s, &message), -EINVAL);
	assert_true(asprintf(&fifo, "%s/fifo", dir) > 0);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(secret_read_file(fifo, &s, &message), -EINVAL);
	unlink(fifo);
	assert_null(s);
}

/* As in a shell's `token_file=<(command)`. */
static void test_reads_descriptors(void **state)
{
	cleanup_buf struct buf message = BUF_INIT;
	char path[32], *s = NULL;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "piped\n", 6), 6);
	close(ends[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	assert_int_equal(secret_read_file(path, &s, &message), 0);
	assert_string_equal(s, "piped");
	secret_free(s);
	close(ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dup),
		cmocka_unit_test(test_wipe),
		cmocka_unit_test(test_reads),
		cmocka_unit_test(test_refuses_content),
		cmocka_unit_test(test_refuses_modes),
		cmocka_unit_test(test_mode_of_credentials),
		cmocka_unit_test(test_refuses_other_owners),
		cmocka_unit_test(test_refuses_what_is_no_file),
		cmocka_unit_test(test_reads_descriptors),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
