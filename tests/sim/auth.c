/* SPDX-License-Identifier: MIT */
#include "auth.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "tenant.h"

/* What a request for a token said, whichever way it was written. */
struct claim {
	char grant[64], id[256], secret[256];
};

struct endpoint_rule {
	const char *path;
	bool json; /* v1: camel case JSON both ways */
	unsigned auth;
};

static const struct endpoint_rule rules[] = {
	{"/auth/realms/{}/protocol/openid-connect/token", false,
		SIM_AUTH_REALM},
	{"/api/v1/token", true, SIM_AUTH_TOKEN | SIM_AUTH_APP},
	{"/api/v2/token", false, SIM_AUTH_OAUTH2},
	{"/oauth/token", false, SIM_AUTH_OAUTH},
};

/* -- life ---------------------------------------------------------------- */

static int keep(char **at, const char *s)
{
	char *c = s ? strdup(s) : NULL;

	if (s && !c)
		return -ENOMEM;
	free(*at);
	*at = c;
	return 0;
}

int auth_init(struct auth *a, const struct sim_options *o, const char *subject)
{
	*a = (struct auth){.enabled = o->auth,
		.open = o->open,
		.life_s = o->token_life_s,
		.seed = o->seed};
	if (keep(&a->client_id, o->client_id) ||
		keep(&a->client_secret, o->client_secret) ||
		keep(&a->realm, o->realm) || keep(&a->bearer, o->bearer) ||
		keep(&a->subject, subject))
		return -ENOMEM;
	return 0;
}

void auth_revoke(struct auth *a)
{
	while (a->tokens) {
		struct token *t = a->tokens;

		a->tokens = t->next;
		free(t);
	}
}

void auth_finish(struct auth *a)
{
	auth_revoke(a);
	free(a->client_id);
	free(a->client_secret);
	free(a->realm);
	free(a->bearer);
	free(a->subject);
	*a = (struct auth){0};
}

static int enabled_of(const char *list, unsigned *ret)
{
	static const char *const names[] = {
		"realm", "token", "oauth2", "oauth", "app"};
	unsigned v = 0;

	if (strcmp(list, "none") == 0)
		list = "";
	while (*list) {
		size_t n = strcspn(list, ","), i = 0;

		while (i < 5 &&
			(strlen(names[i]) != n || strncmp(names[i], list, n)))
			i++;
		if (i == 5)
			return -EINVAL;
		v |= 1u << i;
		list += n + (list[n] == ',');
	}
	*ret = v;
	return 0;
}

int auth_change(struct auth *a, const struct args *args)
{
	const char *id = args_get(args, "client_id");
	const char *secret = args_get(args, "client_secret");
	const char *bearer = args_get(args, "bearer");
	const char *enable = args_get(args, "enable");

	if (enable && enabled_of(enable, &a->enabled))
		return -EINVAL;
	a->life_s = (unsigned)args_number(args, "life", a->life_s);
	a->open = args_number(args, "open", a->open);
	if ((id && keep(&a->client_id, id)) ||
		(secret && keep(&a->client_secret, secret)) ||
		(bearer && keep(&a->bearer, *bearer ? bearer : NULL)))
		return -ENOMEM;
	return 0;
}

/* -- tokens -------------------------------------------------------------- */

static void base64url(const void *p, size_t n, struct out *o)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789-_";
	const unsigned char *b = p;

	for (size_t i = 0; i < n; i += 3) {
		unsigned v = (unsigned)b[i] << 16 |
			     (i + 1 < n ? (unsigned)b[i + 1] << 8 : 0) |
			     (i + 2 < n ? b[i + 2] : 0);
		size_t bits = n - i < 3 ? n - i + 1 : 4;

		for (size_t d = 0; d < bits; d++)
			out_ch(o, digit[v >> (18 - 6 * d) & 63]);
	}
}

static void claims(const struct auth *a, int64_t now_s, struct out *o)
{
	out_f(o,
		"{\"exp\":~l,\"iat\":~l,\"jti\":\"~l\","
		"\"iss\":\"~s/auth/realms/~s\",\"aud\":[\"runai\",\"account\"],"
		"\"sub\":\"0b8a7c60-0000-4000-8000-00000000000a\","
		"\"typ\":\"Bearer\",\"azp\":~q,"
		"\"scope\":\"openid email profile\",\"tenant_id\":1001,"
		"\"realm_access\":{\"roles\":[\"offline_access\"]},"
		"\"roles\":[\"Research manager\"],"
		"\"permissions\":[\"project:read\",\"workloads:read\"],"
		"\"groups\":[\"ml-engineers\"],\"preferred_username\":~q,"
		"\"email\":~q}",
		now_s + a->life_s, now_s, (int64_t)a->issued, a->url, a->realm,
		a->client_id, a->subject, a->subject);
}

static void jwt(const struct auth *a, struct out *o)
{
	static const char header[] =
		"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"sim-1\"}";
	struct tenant dice = {.seed = a->seed};
	struct out body = {0};
	uint64_t signature[32];

	for (unsigned i = 0; i < 32; i++)
		signature[i] = tenant_dice(&dice, KINDS + 1, a->issued, i);
	claims(a, clock_now_ms() / 1000, &body);
	base64url(header, sizeof header - 1, o);
	out_ch(o, '.');
	base64url(body.p, body.n, o);
	out_ch(o, '.');
	base64url(signature, sizeof signature, o);
	o->bad |= body.bad;
	out_free(&body);
}

/* NULL when out of memory. */
static const struct token *issue(struct auth *a)
{
	struct out o = {0};
	struct token *t = NULL;

	a->issued++;
	jwt(a, &o);
	if (!o.bad)
		t = malloc(sizeof *t + o.n + 1);
	if (t) {
		memcpy(t->text, o.p, o.n + 1);
		t->expires_ms = clock_now_ms() + (int64_t)a->life_s * 1000;
		t->next = a->tokens;
		a->tokens = t;
	}
	out_free(&o);
	return t;
}

bool auth_accepts(const struct auth *a, const char *header)
{
	int64_t now = clock_now_ms();

	if (a->open)
		return true;
	if (!header || strncasecmp(header, "Bearer ", 7))
		return false;
	header += 7;
	if (a->bearer && strcmp(header, a->bearer) == 0)
		return true;
	for (const struct token *t = a->tokens; t; t = t->next)
		if (strcmp(t->text, header) == 0)
			return now < t->expires_ms;
	return false;
}

bool auth_leaks(const struct auth *a, const char *text, size_t n)
{
	size_t m = strlen(a->client_secret);

	return text && m && memmem(text, n, a->client_secret, m);
}

/* -- endpoints ----------------------------------------------------------- */

static const struct endpoint_rule *rule_of(const char *path)
{
	static const char realm[] = "/auth/realms/";

	for (size_t i = 1; i < sizeof rules / sizeof rules[0]; i++)
		if (strcmp(rules[i].path, path) == 0)
			return &rules[i];
	if (strncmp(path, realm, sizeof realm - 1))
		return NULL;
	path = strchr(path + sizeof realm - 1, '/');
	return path && strcmp(path, "/protocol/openid-connect/token") == 0
		       ? &rules[0]
		       : NULL;
}

bool auth_is_token_path(const char *path)
{
	return rule_of(path);
}

static void take(char *to, size_t size, const char *s)
{
	snprintf(to, size, "%s", s ? s : "");
}

static void read_form(const char *body, size_t n, struct claim *c)
{
	struct args a;

	if (args_parse(&a, body, n))
		return;
	take(c->grant, sizeof c->grant, args_get(&a, "grant_type"));
	take(c->id, sizeof c->id, args_get(&a, "client_id"));
	take(c->secret, sizeof c->secret, args_get(&a, "client_secret"));
	args_finish(&a);
}

static void read_json(const char *body, size_t n, struct claim *c)
{
	json_t *j = json_loadb(body ? body : "", n, 0, NULL);
	const char *grant = json_string_value(json_object_get(j, "grantType"));
	bool app = grant && strcmp(grant, "app_token") == 0;

	take(c->grant, sizeof c->grant, grant);
	take(c->id, sizeof c->id,
		json_string_value(
			json_object_get(j, app ? "appID" : "clientID")));
	take(c->secret, sizeof c->secret,
		json_string_value(json_object_get(
			j, app ? "appSecret" : "clientSecret")));
	json_decref(j);
}

/* The switch that the grant asked for needs, 0 for a grant unknown here. */
static unsigned needs(const struct endpoint_rule *rule, const struct claim *c)
{
	if (strcmp(c->grant, "client_credentials") == 0)
		return rule->auth & ~(unsigned)SIM_AUTH_APP;
	if (rule->json && strcmp(c->grant, "app_token") == 0)
		return SIM_AUTH_APP;
	return 0;
}

static void refuse(const struct endpoint_rule *rule, unsigned status,
	const char *error, const char *why, struct reply *r)
{
	if (rule->json) {
		reply_error(r, status, why);
		return;
	}
	r->status = status;
	out_f(&r->body, "{\"error\":\"~s\",\"error_description\":~q}", error,
		why);
}

static void grant(
	struct auth *a, const struct endpoint_rule *rule, struct reply *r)
{
	const struct token *t = issue(a);

	if (!t)
		reply_error(r, 500, "out of memory");
	else if (rule->json)
		out_f(&r->body,
			"{\"accessToken\":\"~s\",\"idToken\":\"\","
			"\"refreshToken\":\"\",\"expiresIn\":~u}",
			t->text, a->life_s);
	else
		out_f(&r->body,
			"{\"access_token\":\"~s\",\"expires_in\":~u,"
			"\"refresh_expires_in\":0,\"token_type\":\"Bearer\","
			"\"not-before-policy\":0,"
			"\"scope\":\"openid email profile\"}",
			t->text, a->life_s);
}

static bool realm_exists(const struct auth *a, const char *path)
{
	size_t n = strlen(a->realm);

	path += strlen("/auth/realms/");
	return strncmp(path, a->realm, n) == 0 && path[n] == '/';
}

void auth_token(struct auth *a, const char *path, const char *body, size_t n,
	struct reply *r)
{
	const struct endpoint_rule *rule = rule_of(path);
	struct claim c = {0};

	if (!(rule->auth & a->enabled)) {
		reply_error(r, 404, "no such path");
		return;
	}
	if (rule->auth == SIM_AUTH_REALM && !realm_exists(a, path)) {
		r->status = 404;
		out_str(&r->body, "{\"error\":\"Realm does not exist\"}");
		return;
	}
	(rule->json ? read_json : read_form)(body, n, &c);
	if (!(needs(rule, &c) & a->enabled))
		refuse(rule, 400, "unsupported_grant_type",
			"Unsupported grant type", r);
	else if (strcmp(c.id, a->client_id) ||
		 strcmp(c.secret, a->client_secret))
		refuse(rule, 401, "unauthorized_client",
			"Invalid client or Invalid client credentials", r);
	else
		grant(a, rule, r);
}
