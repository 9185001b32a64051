/* SPDX-License-Identifier: MIT */
/* What the tenant has one of. */
#include "extra.h"

#include <string.h>

/* A white pixel. */
static const char png[] =
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQ"
	"EAsTj2FAAAAABJRU5ErkJggg==";
/* <svg xmlns="http://www.w3.org/2000/svg"/> */
static const char svg[] =
	"PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=";

/* Plain base64, as the document has it; browsers like data URLs better. */
static void answer_logo(const struct extra_ask *a)
{
	enum extra_logo kind = a->api->extra.logo;

	if (kind == LOGO_NONE)
		a->r->status = 204;
	else
		out_f(&a->r->body, "{\"logo\":\"~s~s\"}",
			kind == LOGO_URL ? "data:image/png;base64," : "",
			kind == LOGO_SVG ? svg : png);
}

static void answer_text(const struct extra_ask *a)
{
	out_str(&a->r->body, a->route->text);
}

static const struct {
	const char *key, *value;
} settings[] = {
	{"autoRedirectSSO", "{\"enabled\":false,\"idpAlias\":\"oidc\"}"},
	{"browserSessionTimeout", "{\"idleTimeout\":60}"},
	{"logoutRedirectUri", "{\"uri\":\"https://acme.example/bye\"}"},
};

enum { SETTINGS = sizeof settings / sizeof settings[0] };

static void answer_settings(const struct extra_ask *a)
{
	out_ch(&a->r->body, '{');
	for (unsigned i = 0; i < SETTINGS; i++)
		out_f(&a->r->body, "~s~q:~s", i ? "," : "", settings[i].key,
			settings[i].value);
	out_ch(&a->r->body, '}');
}

static void answer_setting_of(const struct extra_ask *a)
{
	for (unsigned i = 0; i < SETTINGS; i++)
		if (strcmp(settings[i].key, a->arg[0]) == 0) {
			out_str(&a->r->body, settings[i].value);
			return;
		}
	extra_refuse(a, 404, "no such setting", a->arg[0]);
}

const struct extra_route extra_tenant_routes[] = {
	{"/api/v1/logo", answer_logo},
	{"/api/v1/notification-state", answer_text,
		.text = "{\"enabled\":true,\"email\":{\"enabled\":true},"
			"\"slack\":{\"enabled\":false,"
			"\"workspaceName\":\"acme\"}}"},
	{"/api/v1/security/settings", answer_settings},
	{"/api/v1/security/settings/{}", answer_setting_of},
	{NULL},
};
