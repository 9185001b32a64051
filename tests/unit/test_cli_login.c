/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cli_login.h"
#include "secret.h"
#include "util.h"

/* {"alg":"none"} . {"sub":"??>"} . xy */
#define JWT "eyJhbGciOiJub25lIn0.eyJzdWIiOiI_Pz4ifQ.eHk"
#define JWT_BASE64 "ZXlKaGJHY2lPaUp1YjI1bEluMC5leUp6ZFdJaU9pSV9QejRpZlEuZUhr"

static char path[] = "/tmp/test_cli_login.XXXXXX";

static int make_file(void **state)
{
	int fd = mkstemp(path);

	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	return unlink(path);
}

static void write_file(const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int read_token(const char *text, char **ret)
{
	cleanup_buf struct buf message = BUF_INIT;

	write_file(text);
	int r = cli_login_token(path, ret, &message);
	if (r < 0) {
		assert_non_null(strstr(message.p, path));
		assert_null(strstr(message.p, "hunter2"));
	}
	return r;
}

static void test_tokens(void **state)
{
	static const char *const rows[] = {
		"{\"accessToken\":\"" JWT "\"}",
		"{\"accessToken\":\"" JWT "\\n\",\"refreshToken\":\"x\"}",
		"{\"a\":{},\"accessToken\":\"" JWT_BASE64 "\"}",
		"{\"accessToken\":\"" JWT_BASE64 "==\\n\"}",
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *s = NULL;
		assert_int_equal(read_token(rows[i], &s), 0);
		assert_string_equal(s, JWT);
		secret_free(s);
	}
}

static void test_refuses_tokens(void **state)
{
	static const struct {
		const char *text;
		int error;
	} rows[] = {
		{"", -EBADMSG},
		{"[]", -EBADMSG},
		{"{", -EBADMSG},
		{"{\"accessToken\":\"" JWT "\"} x", -EBADMSG},
		{"{}", -ENOENT},
		{"{\"accessToken\":\"\"}", -ENOENT},
		{"{\"accessToken\":null}", -ENOENT},
		{"{\"accessToken\":7}", -ENOENT},
		{"{\"refreshToken\":\"" JWT "\"}", -ENOENT},
		{"{\"accessToken\":\"hunter2\"}", -EBADMSG},
		{"{\"accessToken\":\"a.b\"}", -EBADMSG},
		{"{\"accessToken\":\"a.b.c d\"}", -EBADMSG},
		{"{\"accessToken\":\"a.b.c.d\"}", -EBADMSG},
		{"{\"accessToken\":\"YWJj\"}", -EBADMSG},
		{"{\"accessToken\":\"YWJjZ\"}", -EBADMSG},
		{"{\"accessToken\":\"====\"}", -EBADMSG},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *s = NULL;
		assert_int_equal(read_token(rows[i].text, &s), rows[i].error);
		assert_null(s);
	}
}

static void test_urls(void **state)
{
	static const struct {
		const char *text, *url;
		int error;
	} rows[] = {
		{"{\"control_plane\":{\"url\":\"https://h\"}}", "https://h", 0},
		{"{\"control_plane\":{\"url\":\"\"}}", NULL, -ENOENT},
		{"{\"control_plane\":\"https://h\"}", NULL, -ENOENT},
		{"{\"url\":\"https://h\"}", NULL, -ENOENT},
		{"nonsense", NULL, -EBADMSG},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_buf struct buf message = BUF_INIT;
		cleanup_free char *url = NULL;
		write_file(rows[i].text);
		assert_int_equal(
			cli_login_url(path, &url, &message), rows[i].error);
		if (rows[i].url)
			assert_string_equal(url, rows[i].url);
	}
}

static void test_no_file(void **state)
{
	cleanup_buf struct buf message = BUF_INIT;
	char *s = NULL;

	assert_int_equal(cli_login_token("/nowhere/x", &s, &message), -ENOENT);
	assert_int_equal(cli_login_token("/tmp", &s, &message), -EBADMSG);
	assert_int_equal(cli_login_url("/nowhere/x", &s, &message), -ENOENT);
	assert_null(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_refuses_tokens),
		cmocka_unit_test(test_urls),
		cmocka_unit_test(test_no_file),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
