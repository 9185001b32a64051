/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config_store.h"
#include "util.h"

static const char *const source_names[] = {
	[SOURCE_DEFAULT] = "default",
	[SOURCE_COMMAND_LINE] = "command line",
	[SOURCE_ENVIRONMENT] = "environment",
	[SOURCE_CREDENTIALS_DIRECTORY] = "credentials directory",
	[SOURCE_FILE] = "file",
	[SOURCE_CLI_LOGIN] = "runai login",
};

static void add_source(struct buf *out, const struct stored *s)
{
	buf_addf(out, "  # %s", source_names[s->source]);
	if (s->where)
		buf_addf(out, " %s", s->where);
	buf_addc(out, '\n');
}

/* `scheme://user:password@host` without what is before the '@'. */
static void add_proxy(struct buf *out, const char *url)
{
	const char *at = strrchr(url, '@'), *host = strstr(url, "://");

	if (!at) {
		buf_adds(out, url);
		return;
	}
	if (host && host < at)
		buf_add(out, url, (size_t)(host + 3 - url));
	buf_addf(out, "(redacted)%s", at);
}

static void add_value(struct buf *out, enum setting_type type, const char *text)
{
	if (type == TYPE_SECRET)
		buf_adds(out, "(redacted)");
	else if (type == TYPE_PROXY)
		add_proxy(out, text);
	else
		buf_adds(out, text);
}

static void print_setting(const struct config *c, unsigned s, struct buf *out)
{
	const struct setting_info *info = setting_info(s);
	const struct stored *stored = &c->settings[s];

	buf_addf(out, "%s =", info->name);
	if (stored->value.text) {
		buf_addc(out, ' ');
		add_value(out, info->type, stored->value.text);
	}
	if (stored->present)
		add_source(out, stored);
	else
		buf_adds(out, "  # not set\n");
}

void config_print(const struct config *c, struct buf *out)
{
	for (unsigned s = 0; s < SETTING_ALL; s++)
		print_setting(c, s, out);
	for (size_t i = 0; i < c->n_researchers; i++) {
		const struct researcher *r = &c->researchers[i];
		const char *url = r->stored.value.text;
		buf_addf(out, "researcher_url.%s = %s", r->cluster,
			url ? url : "");
		add_source(out, &r->stored);
	}
	if (c->cli_login)
		buf_addf(out, "# the login in %s is for this control plane\n",
			c->cli_login);
}

/* ---- --help ---- */

enum { HELP_COLUMN = 32 };

/* "  -o key=VALUE", and spaces or a new line up to the column of help. */
static void print_synopsis(FILE *out, const struct setting_info *info)
{
	const char *value = info->choices ? info->choices : info->argument;
	int n = fprintf(out, "  -o %s%s%s", info->name, value ? "=" : "",
		value ? value : "");

	if (n >= HELP_COLUMN) {
		fputc('\n', out);
		n = 0;
	}
	fprintf(out, "%*s", HELP_COLUMN - n, "");
}

void config_print_help(FILE *out)
{
	for (unsigned s = 0; s < SETTING_COUNT; s++) {
		const struct setting_info *info = setting_info(s);
		print_synopsis(out, info);
		fputs(info->help, out);
		if (info->fallback && strcmp(info->fallback, "no") != 0)
			fprintf(out, " (%s)", info->fallback);
		fputc('\n', out);
	}
	fprintf(out, "  -o %-*s%s\n", HELP_COLUMN - 5,
		"researcher_url.CLUSTER=URL",
		"legacy Researcher API of a cluster");
}
