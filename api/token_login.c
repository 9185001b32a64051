/* SPDX-License-Identifier: MIT */
#include "token_login.h"

#include "secret.h"
#include "transport.h"

static const struct login logins[LOGINS_MAX] = {
	{
		.name = "token",
		.path = "/api/v1/token",
		.json = true,
		.grant = "{\"grantType\":\"client_credentials\"",
		.id_key = "clientID",
		.secret_key = "clientSecret",
	},
	{
		.name = "oauth2",
		.path = "/api/v2/token",
		.grant = "grant_type=client_credentials",
		.id_key = "client_id",
		.secret_key = "client_secret",
	},
	{
		.name = "realm",
		.path = "/auth/realms/{}/protocol/openid-connect/token",
		.grant = "grant_type=client_credentials&scope=openid"
			 "&response_type=id_token",
		.id_key = "client_id",
		.secret_key = "client_secret",
	},
	{
		.name = "oauth",
		.path = "/oauth/token",
		.grant = "grant_type=client_credentials",
		.id_key = "client_id",
		.secret_key = "client_secret",
	},
	{
		.name = "app",
		.path = "/api/v1/token",
		.json = true,
		.grant = "{\"grantType\":\"app_token\"",
		.id_key = "appID",
		.secret_key = "appSecret",
	},
};

static const struct login *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(logins); i++)
		if (strcmp(logins[i].name, name) == 0)
			return &logins[i];
	return NULL;
}

/* ---- which ---- */

/* What a `token_url` of the user's own is likely to speak. */
static const struct {
	const char *part, *login;
} url_hints[] = {
	{"/api/v1/token", "token"},
	{"/openid-connect/", "realm"},
	{"", "oauth2"},
};

static const struct login *guess(const char *token_url)
{
	size_t i = 0;

	while (!strstr(token_url, url_hints[i].part))
		i++;
	return find(url_hints[i].login);
}

/* The realm's login is the only one that the old generation has. */
static void all_of(const struct config *c, const struct login **ret)
{
	bool legacy = strcmp(config_str(c, SET_API), "legacy") == 0;
	const struct login *first = find(legacy ? "realm" : logins[0].name);

	*ret++ = first;
	for (size_t i = 0; i < ARRAY_SIZE(logins); i++)
		if (&logins[i] != first)
			*ret++ = &logins[i];
	*ret = NULL;
}

void login_candidates(
	const struct config *c, const struct login *ret[LOGINS_MAX + 1])
{
	const char *auth = config_str(c, SET_AUTH);
	const char *token_url = config_str(c, SET_TOKEN_URL);

	ret[0] = ret[1] = NULL;
	if (strcmp(auth, "auto") != 0)
		ret[0] = find(auth);
	else if (token_url)
		ret[0] = guess(token_url);
	else
		all_of(c, ret);
}

/* ---- what ---- */

char *login_url(const struct login *l, const struct config *c)
{
	const char *given = config_str(c, SET_TOKEN_URL);
	const char *realm = config_str(c, SET_REALM);
	const char *hole = strstr(l->path, "{}");
	cleanup_buf struct buf b = BUF_INIT;

	if (given)
		return strdup(given);
	buf_adds(&b, config_str(c, SET_URL));
	if (!hole) {
		buf_adds(&b, l->path);
	} else {
		buf_add(&b, l->path, (size_t)(hole - l->path));
		url_add(&b, realm ? realm : "runai");
		buf_adds(&b, hole + 2);
	}
	return buf_steal(&b, NULL);
}

const char *login_content_type(const struct login *l)
{
	return l->json ? "application/json"
		       : "application/x-www-form-urlencoded";
}

/* The writers below write into a buffer that is large enough, for a buffer that
 * grows leaves copies of secrets behind. */

static char *put(char *out, const char *s)
{
	return stpcpy(out, s);
}

static char *put_json(char *out, const char *s)
{
	static const char hex[] = "0123456789abcdef";

	*out++ = '"';
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\') {
			*out++ = '\\';
			*out++ = *s;
		} else if (c < 0x20) {
			out = put(out, "\\u00");
			*out++ = hex[c >> 4];
			*out++ = hex[c & 15];
		} else {
			*out++ = *s;
		}
	}
	*out++ = '"';
	return out;
}

static char *put_json_field(char *out, const char *key, const char *value)
{
	*out++ = ',';
	out = put_json(out, key);
	*out++ = ':';
	return put_json(out, value);
}

static char *put_form_field(char *out, const char *key, const char *value)
{
	*out++ = '&';
	out = put(out, key);
	*out++ = '=';
	return url_encode(out, value);
}

char *login_body(const struct login *l, const char *id, const char *secret)
{
	size_t room = strlen(l->grant) + strlen(l->id_key) +
		      strlen(l->secret_key) + 6 * strlen(id) +
		      6 * strlen(secret) + 32;
	char *body = secret_alloc(room), *out;

	if (!body)
		return NULL;
	out = put(body, l->grant);
	if (l->json) {
		out = put_json_field(out, l->id_key, id);
		out = put_json_field(out, l->secret_key, secret);
		*out++ = '}';
	} else {
		out = put_form_field(out, l->id_key, id);
		out = put_form_field(out, l->secret_key, secret);
	}
	*out = '\0';
	return body;
}
