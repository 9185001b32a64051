/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ctype.h>
#include <errno.h>
#include "err.h"
#include "log.h"
#include "util.h"

static void test_table_is_complete(void **state)
{
	for (int t = 0; t < TROUBLE_COUNT; t++) {
		const struct trouble_info *a = trouble_info(t);
		assert_non_null(a->word);
		assert_non_null(a->hint);
		assert_true((t == TROUBLE_NONE) == (a->error == 0));
		assert_true(a->error <= 0);
		assert_true((t == TROUBLE_NONE) == (*a->hint == '\0'));
		for (const char *p = a->word; *p; p++)
			assert_true(islower((unsigned char)*p) || *p == '-');
		for (int u = 0; u < t; u++)
			assert_string_not_equal(trouble_info(u)->word, a->word);
	}
}

static void test_only_a_404_is_an_absence(void **state)
{
	for (int t = 0; t < TROUBLE_COUNT; t++)
		assert_int_equal(
			trouble_info(t)->absence, t == TROUBLE_NOT_FOUND);
}

/* Only what the control plane forbids is for an administrator. */
static void test_secrets_have_a_hint_of_their_own(void **state)
{
	const struct trouble_info *secret = trouble_info(TROUBLE_SECRET);
	const struct trouble_info *forbidden = trouble_info(TROUBLE_FORBIDDEN);

	assert_int_equal(secret->error, -EACCES);
	assert_int_equal(forbidden->error, -EACCES);
	assert_non_null(strstr(secret->hint, "-o reveal_secrets"));
	assert_null(strstr(secret->hint, "administrator"));
	assert_null(strstr(forbidden->hint, "reveal_secrets"));
	for (long status = 100; status < 600; status++)
		assert_int_not_equal(
			trouble_from_http(status, false), TROUBLE_SECRET);
}

static void test_unknown_trouble_is_an_error(void **state)
{
	assert_true(trouble_info(TROUBLE_COUNT)->error < 0);
	assert_true(trouble_info((enum trouble) - 1)->error < 0);
}

/* The line of errnos in the manual. */
static void test_http_to_errno(void **state)
{
	static const struct {
		long status;
		int error;
		bool retry;
	} rows[] = {
		{200, 0, false},
		{204, 0, false},
		{299, 0, false},
		{400, -EINVAL, false},
		{401, -EKEYREJECTED, false},
		{403, -EACCES, false},
		{404, -ENOENT, false},
		{405, -EOPNOTSUPP, false},
		{409, -EBUSY, false},
		{422, -EINVAL, false},
		{429, -EBUSY, true},
		{500, -EIO, true},
		{501, -EOPNOTSUPP, false},
		{502, -EIO, true},
		{503, -EIO, true},
		{504, -ETIMEDOUT, true},
		{302, -EBADMSG, false},
		{418, -EINVAL, false},
		{507, -EIO, true},
		{0, -EBADMSG, false},
		{-1, -EBADMSG, false},
		{100, -EBADMSG, false},
		{199, -EBADMSG, false},
		{600, -EBADMSG, false},
		{99999, -EBADMSG, false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct trouble_info *t =
			trouble_info(trouble_from_http(rows[i].status, false));
		assert_int_equal(t->error, rows[i].error);
		assert_int_equal(t->retry, rows[i].retry);
	}
}

static void test_whose_token(void **state)
{
	assert_int_equal(trouble_from_http(401, true), TROUBLE_TOKEN_EXPIRED);
	assert_int_equal(
		trouble_info(TROUBLE_TOKEN_EXPIRED)->error, -EKEYEXPIRED);
	assert_int_equal(trouble_info(TROUBLE_NO_CREDENTIALS)->error, -ENOKEY);
	assert_int_equal(trouble_from_http(403, true), TROUBLE_FORBIDDEN);
}

static void test_set(void **state)
{
	struct api_error e = {.http_status = 9, .url = "u", .details = "d"};

	api_error_set(&e, TROUBLE_TLS, "%s\n%d\x1b[2J", "a", 1);
	assert_string_equal(e.message, "a?1?[2J");
	assert_string_equal(e.url, "");
	assert_string_equal(e.details, "");
	assert_int_equal(e.http_status, 0);
	assert_int_equal(api_error_errno(&e), -EPROTO);
	/* its own text as an argument, and too long a one */
	api_error_set(&e, TROUBLE_NONE, "%s%0300d", e.message, 0);
	assert_int_equal(strlen(e.message), sizeof(e.message) - 1);
	assert_memory_equal(e.message, "a?1?", 4);
	assert_int_equal(api_error_errno(&e), 0);
}

/* ---- log lines ---- */

struct capture {
	struct logger logger;
	int lines;
	char last[4096];
};

static void capture_write(struct logger *l, enum log_level level,
	const char *topic, const char *line)
{
	struct capture *c = container_of(l, struct capture, logger);

	c->lines++;
	strncpy(c->last, line, sizeof(c->last) - 1);
	assert_string_equal(topic, "topic");
}

static void test_log(void **state)
{
	struct capture c = {.logger = {capture_write, LOG_LEVEL_WARN}};

	log_write(NULL, LOG_LEVEL_ERROR, "topic", "nowhere");
	log_write(&c.logger, LOG_LEVEL_INFO, "topic", "too detailed");
	assert_int_equal(c.lines, 0);
	log_write(&c.logger, LOG_LEVEL_WARN, "topic", "a\nb\r\t\x7f%s", "c");
	assert_string_equal(c.last, "a?b???c");
	log_write(&c.logger, LOG_LEVEL_ERROR, "topic", "%05000d", 1);
	assert_int_equal(strlen(c.last), 2047);
	assert_string_equal(c.last + 2044, "...");
	assert_int_equal(c.lines, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table_is_complete),
		cmocka_unit_test(test_only_a_404_is_an_absence),
		cmocka_unit_test(test_secrets_have_a_hint_of_their_own),
		cmocka_unit_test(test_unknown_trouble_is_an_error),
		cmocka_unit_test(test_http_to_errno),
		cmocka_unit_test(test_whose_token),
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
