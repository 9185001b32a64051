/* SPDX-License-Identifier: MIT */
/*
 * The parts of tokens that need no network: lifetimes, what a JWT says, what a
 * login sends and gets, error bodies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include "body.h"
#include "config.h"
#include "json.h"
#include "secret.h"
#include "token.h"
#include "token_login.h"

/* ---- lifetimes ---- */

static void test_margins(void **state)
{
	static const struct {
		int64_t lifetime_s, margin_s;
	} cases[] = {
		{0, 0},	     {10, 2},	  {100, 20},   {295, 59},
		{300, 60},   {301, 60},	  {600, 120},  {3600, 720},
		{86400, 17280},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_in_range(token_margin_ms(cases[i].lifetime_s * 1000),
			cases[i].margin_s * 1000,
			cases[i].margin_s * 1000 + 999);
}

static void test_refresh_at(void **state)
{
	assert_int_equal(token_refresh_at(5000, 100000, 100000), 85000);
	assert_int_equal(
		token_refresh_at(0, 3600000, 3600000), 3600000 - 720000);
	assert_int_equal(token_refresh_at(7, 0, 0), INT64_MAX);
	/* A user's token, met when half of it is over. */
	assert_int_equal(
		token_refresh_at(0, 3600000, 1800000), 1800000 - 720000);
	/* Met so late that it ought to be replaced: now and then. */
	assert_int_equal(token_refresh_at(1000, 3600000, 100000), 51000);
	/* A lifetime that is shorter than what is left makes no sense. */
	assert_int_equal(token_refresh_at(0, 10, 100000), 80000);
}

/* ---- JWT ---- */

static void test_claims(void **state)
{
	struct claims c;

	/* {"exp":1700003600,"iat":1700000000,"sub":"u1",
	 * "preferred_username":"bob@x"} */
	assert_true(claims_read(
		"e30.eyJleHAiOjE3MDAwMDM2MDAsImlhdCI6MTcwMDAwMDAwMCwic3ViIjoi"
		"dTEiLCJwcmVmZXJyZWRfdXNlcm5hbWUiOiJib2JAeCJ9.c2ln",
		&c));
	assert_int_equal(c.exp_s, 1700003600);
	assert_int_equal(c.iat_s, 1700000000);
	assert_string_equal(c.subject, "bob@x");
	/* {"sub":"u1"} */
	assert_true(claims_read("e30.eyJzdWIiOiJ1MSJ9.", &c));
	assert_int_equal(c.exp_s, 0);
	assert_string_equal(c.subject, "u1");
}

static void test_no_claims(void **state)
{
	static const char *const texts[] = {
		"", ".", "..", "abc", "a.b", "a.!.c", "e30.e30",
		"e30.W10.x", /* [] */
		"e30.eyJl.x", /* {"e */
	};
	struct claims c;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		assert_false(claims_read(texts[i], &c));
		assert_int_equal(c.exp_s, 0);
		assert_string_equal(c.subject, "");
	}
}

static void test_sane(void **state)
{
	assert_true(token_is_sane("abc.DEF-_~+/="));
	assert_false(token_is_sane(""));
	assert_false(token_is_sane("a b"));
	assert_false(token_is_sane("a\r\nHost: evil"));
	assert_false(token_is_sane("caf\xc3\xa9"));
	assert_false(token_is_sane("a\x7f"));
}

/* ---- answers ---- */

static void test_grants(void **state)
{
	static const struct {
		const char *body, *token;
		int64_t expires_in_s;
	} cases[] = {
		{"{\"access_token\":\"t\",\"expires_in\":60}", "t", 60},
		{"{\"accessToken\":\"t\",\"expiresIn\":3600}", "t", 3600},
		{"{\"accessToken\":\"t\",\"expiresIn\":\"3600\"}", "t", 3600},
		{"{\"access_token\":\"t\",\"expires_in\":-1}", "t", 0},
		{"{\"access_token\":\"t\",\"expires_in\":null}", "t", 0},
		{"{\"access_token\":\"t\",\"expires_in\":1e99}", "t", 1},
		{"{\"access_token\":\"t\"}", "t", 0},
		{"{\"access_token\":\"a\\nb\"}", NULL, 0},
		{"{\"access_token\":\"a b\"}", NULL, 0},
		{"{\"access_token\":\"\"}", NULL, 0},
		{"{\"access_token\":7}", NULL, 0},
		{"{\"token\":\"t\"}", NULL, 0},
		{"[]", NULL, 0},
		{"", NULL, 0},
		{"<html>", NULL, 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct grant g = {NULL, 0};
		int r = body_grant(slice_str(cases[i].body), &g);

		if (r != (cases[i].token ? 0 : -EBADMSG))
			fail_msg("%s: %d", cases[i].body, r);
		if (!cases[i].token)
			continue;
		assert_string_equal(g.token, cases[i].token);
		assert_int_equal(g.expires_in_s, cases[i].expires_in_s);
		secret_free(g.token);
	}
}

static struct response response_of(long status, const char *body)
{
	return (struct response){
		.status = status,
		.body = (char *)(uintptr_t)body,
		.n = strlen(body),
	};
}

static void test_error_bodies(void **state)
{
	static const struct {
		long status;
		const char *body, *message, *details;
	} cases[] = {
		{403, "{\"code\":403,\"message\":\"no\",\"details\":\"d\"}",
			"no", "d"},
		{401, "{\"error\":\"invalid_client\"}", "invalid_client", ""},
		{401, "{\"error\":\"e\",\"error_description\":\"why\"}", "why",
			""},
		{500, "oops", "HTTP status 500", ""},
		{500, "", "HTTP status 500", ""},
		{500, "{}", "HTTP status 500", ""},
		{500, "[]", "HTTP status 500", ""},
		{500, "{\"message\":null}", "HTTP status 500", ""},
		{400, "{\"message\":\"a\\u0000b\\u001bc\\td\"}", "a?b?c?d", ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct response r = response_of(cases[i].status, cases[i].body);
		struct api_error e;

		body_error(&r, &e);
		assert_string_equal(e.message, cases[i].message);
		assert_string_equal(e.details, cases[i].details);
		assert_int_equal(e.http_status, cases[i].status);
		assert_int_equal(
			e.trouble, trouble_from_http(cases[i].status, false));
	}
}

/* Cut, and never inside a character. */
static void test_long_error(void **state)
{
	cleanup_buf struct buf body = BUF_INIT;
	struct response r;
	struct api_error e;

	buf_adds(&body, "{\"message\":\"");
	for (unsigned i = 0; i < 200; i++)
		buf_adds(&body, "\xe2\x82\xac");
	buf_adds(&body, "\"}");
	r = response_of(400, body.p);
	body_error(&r, &e);
	assert_int_equal(strlen(e.message), 255);
	buf_free(&body);
	buf_adds(&body, "{\"message\":\"x");
	for (unsigned i = 0; i < 200; i++)
		buf_adds(&body, "\xe2\x82\xac");
	buf_adds(&body, "\"}");
	r = response_of(400, body.p);
	body_error(&r, &e);
	assert_int_equal(strlen(e.message), 1 + 254 / 3 * 3);
}

static void test_html(void **state)
{
	struct response r = response_of(200, " \n<!DOCTYPE html>");
	struct response json = response_of(200, "{\"a\":\"<b>\"}");
	struct response typed = response_of(200, "hello");
	struct response empty = response_of(200, "");

	strcpy(typed.content_type, "Text/HTML; charset=utf-8");
	assert_true(body_is_html(&r));
	assert_false(body_is_html(&json));
	assert_true(body_is_html(&typed));
	assert_false(body_is_html(&empty));
}

/* ---- logins ---- */

static char *fake_getenv(const char *name)
{
	static char id[] = "app 1", secret[] = "s&\"e\\c=r%et\n\xc3\xa9";

	if (strcmp(name, "RUNAI_CLIENT_ID") == 0)
		return id;
	return strcmp(name, "RUNAI_CLIENT_SECRET") == 0 ? secret : NULL;
}

static struct config *config_with(const char *a, const char *b)
{
	const char *options[] = {"url=https://cp.example.com", a, b, NULL};
	const struct config_args args = {.options = options};
	cleanup_buf struct buf message = BUF_INIT;
	struct config *c;

	if (config_load(&c, &args, fake_getenv, &message) < 0)
		fail_msg("%s", message.p);
	return c;
}

static void expect_candidates(
	const char *a, const char *b, const char *const *names)
{
	const struct login *logins[LOGINS_MAX + 1];
	struct config *c = config_with(a, b);
	size_t i;

	login_candidates(c, logins);
	for (i = 0; logins[i]; i++)
		assert_string_equal(logins[i]->name, names[i]);
	assert_null(names[i]);
	config_destroy(c);
}

static void test_candidates(void **state)
{
	expect_candidates("auth=auto", NULL,
		(const char *const[]){
			"token", "oauth2", "realm", "oauth", "app", NULL});
	expect_candidates("api=legacy", NULL,
		(const char *const[]){
			"realm", "token", "oauth2", "oauth", "app", NULL});
	expect_candidates(
		"auth=app", NULL, (const char *const[]){"app", NULL});
	expect_candidates("auth=auto", "token_url=https://sso/x/y",
		(const char *const[]){"oauth2", NULL});
	expect_candidates("auth=auto",
		"token_url=https://sso/realms/r/protocol/openid-connect/token",
		(const char *const[]){"realm", NULL});
	expect_candidates("auth=oauth", "token_url=https://sso/api/v1/token",
		(const char *const[]){"oauth", NULL});
}

static void expect_login(const char *auth, const char *option, const char *url,
	const char *type, const char *body)
{
	const struct login *logins[LOGINS_MAX + 1];
	struct config *c = config_with(auth, option);
	cleanup_free char *u = NULL;
	char *b;

	login_candidates(c, logins);
	u = login_url(logins[0], c);
	b = login_body(logins[0], config_str(c, SET_CLIENT_ID),
		config_client_secret(c));
	assert_string_equal(u, url);
	assert_string_equal(login_content_type(logins[0]), type);
	assert_string_equal(b, body);
	secret_free(b);
	config_destroy(c);
}

static void test_logins(void **state)
{
	static const char form[] = "application/x-www-form-urlencoded";
	static const char json[] = "application/json";

	expect_login("auth=token", NULL, "https://cp.example.com/api/v1/token",
		json,
		"{\"grantType\":\"client_credentials\",\"clientID\":\"app 1\","
		"\"clientSecret\":\"s&\\\"e\\\\c=r%et\\u000a\xc3\xa9\"}");
	expect_login("auth=app", NULL, "https://cp.example.com/api/v1/token",
		json,
		"{\"grantType\":\"app_token\",\"appID\":\"app 1\","
		"\"appSecret\":\"s&\\\"e\\\\c=r%et\\u000a\xc3\xa9\"}");
	expect_login("auth=oauth2", NULL, "https://cp.example.com/api/v2/token",
		form,
		"grant_type=client_credentials&client_id=app%201"
		"&client_secret=s%26%22e%5Cc%3Dr%25et%0A%C3%A9");
	expect_login("auth=oauth", NULL, "https://cp.example.com/oauth/token",
		form,
		"grant_type=client_credentials&client_id=app%201"
		"&client_secret=s%26%22e%5Cc%3Dr%25et%0A%C3%A9");
	expect_login("auth=realm", "realm=my realm",
		"https://cp.example.com/auth/realms/my%20realm/protocol/"
		"openid-connect/token",
		form,
		"grant_type=client_credentials&scope=openid"
		"&response_type=id_token&client_id=app%201"
		"&client_secret=s%26%22e%5Cc%3Dr%25et%0A%C3%A9");
	expect_login("auth=oauth2", "token_url=https://sso.example.com/t",
		"https://sso.example.com/t", form,
		"grant_type=client_credentials&client_id=app%201"
		"&client_secret=s%26%22e%5Cc%3Dr%25et%0A%C3%A9");
}

/* ---- URLs ---- */

static void test_origins(void **state)
{
	static const struct {
		const char *url, *origin;
	} cases[] = {
		{"https://Host/a?b", "https://host"},
		{"HTTPS://host:443/", "https://host"},
		{"http://host:80", "http://host"},
		{"http://host:8080/x", "http://host:8080"},
		{"https://[::1]:8443/x", "https://[::1]:8443"},
		{"https://u:p@host/", "https://host"},
		{"https://host:444443/", NULL},
		{"/relative", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		cleanup_free char *origin = NULL;
		int r = url_origin(cases[i].url, &origin);

		assert_int_equal(r, cases[i].origin ? 0 : -EINVAL);
		if (origin)
			assert_string_equal(origin, cases[i].origin);
	}
}

static void test_resolve(void **state)
{
	static const struct {
		const char *reference, *url;
	} cases[] = {
		{"/c", "https://h/c"},
		{"c", "https://h/a/c"},
		{"../c?d", "https://h/c?d"},
		{"//other/c", "https://other/c"},
		{"http://other", "http://other/"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		cleanup_free char *url = NULL;

		assert_int_equal(url_resolve("https://h/a/b?x",
					 cases[i].reference, &url),
			0);
		assert_string_equal(url, cases[i].url);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_margins),
		cmocka_unit_test(test_refresh_at),
		cmocka_unit_test(test_claims),
		cmocka_unit_test(test_no_claims),
		cmocka_unit_test(test_sane),
		cmocka_unit_test(test_grants),
		cmocka_unit_test(test_error_bodies),
		cmocka_unit_test(test_long_error),
		cmocka_unit_test(test_html),
		cmocka_unit_test(test_candidates),
		cmocka_unit_test(test_logins),
		cmocka_unit_test(test_origins),
		cmocka_unit_test(test_resolve),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
