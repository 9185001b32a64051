/* SPDX-License-Identifier: MIT */
#include "config_sources.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include "cli_login.h"
#include "secret.h"
#include "url.h"
#include "util.h"

/* ---- command line ---- */

static int set_option(struct loader *l, const char *option)
{
	size_t n = strcspn(option, "=");
	cleanup_free char *key = strndup(option, n);

	if (!key)
		return -ENOMEM;
	return config_set(l, key, option[n] ? option + n + 1 : NULL);
}

int config_from_options(struct loader *l, const char *const *options)
{
	int r = 0;

	for (; options && *options && r == 0; options++)
		r = set_option(l, *options);
	return r;
}

/* ---- environment ---- */

/* Of several names for one setting the first that is set wins. */
static const struct {
	const char *name;
	unsigned setting;
} variables[] = {
	{"RUNAI_BASE_URL", SET_URL},
	{"RUNAI_URL", SET_URL},
	{"RUNAI_API_BASE_URL", SET_URL},
	{"RUNAI_CTRL_PLANE", SET_URL},
	{"RUNAI_CLIENT_ID", SET_CLIENT_ID},
	{"RUNAI_CLIENT_SECRET", SET_CLIENT_SECRET},
	{"RUNAI_CLIENT_SECRET_FILE", SET_CLIENT_SECRET_FILE},
	{"RUNAI_TOKEN", SET_TOKEN},
	{"RUNAI_TOKEN_FILE", SET_TOKEN_FILE},
	{"RUNAIFS_PROFILE", SET_PROFILE},
	{"RUNAIFS_LOG", SET_LOG},
};

int config_from_environment(struct loader *l)
{
	bool done[SETTING_ALL] = {false};
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(variables) && r == 0; i++) {
		unsigned s = variables[i].setting;
		const char *value = config_getenv(l, variables[i].name);
		if (!value || done[s])
			continue;
		done[s] = true;
		l->where = variables[i].name;
		r = config_set(l, setting_info(s)->name, value);
	}
	return r;
}

/* ---- $CREDENTIALS_DIRECTORY ---- */

/* systemd lets a service's user in with an ACL, which shows as group bits. */
enum { CREDENTIAL_FORBIDDEN_MODE = 027 };

static int set_from_credential(struct loader *l, unsigned s, const char *path)
{
	cleanup_buf struct buf why = BUF_INIT;
	char *text = NULL;
	int r = secret_read_file_mode(
		path, CREDENTIAL_FORBIDDEN_MODE, &text, &why);

	if (r == -ENOENT)
		return 0;
	if (r < 0) {
		if (why.n)
			buf_adds(l->message, why.p);
		return r;
	}
	l->where = path;
	r = config_set(l, setting_info(s)->name, text);
	l->where = NULL;
	secret_free(text);
	return r;
}

int config_from_credentials_directory(struct loader *l)
{
	static const struct {
		const char *name;
		unsigned setting;
	} files[] = {
		{"client-id", SET_CLIENT_ID},
		{"client-secret", SET_CLIENT_SECRET},
		{"token", SET_TOKEN},
	};
	const char *dir = config_getenv(l, "CREDENTIALS_DIRECTORY");
	int r = 0;

	for (size_t i = 0; dir && i < ARRAY_SIZE(files) && r == 0; i++) {
		cleanup_free char *path = NULL;
		if (asprintf(&path, "%s/%s", dir, files[i].name) < 0)
			return -ENOMEM;
		r = set_from_credential(l, files[i].setting, path);
	}
	return r;
}

/* ---- configuration files ---- */

/* An unreadable system-wide file is for others; a missing one is fine. */
static int read_usual(struct loader *l, const char *path, bool must_be_readable,
	struct config_files *f)
{
	cleanup_buf struct buf why = BUF_INIT;
	int r;

	if (access(path, F_OK) < 0 && errno != EACCES)
		return 0;
	if (!must_be_readable && access(path, R_OK) < 0)
		return 0;
	r = config_file_read(path, &f->file[f->n], &why);
	if (r == 0)
		f->n++;
	else if (why.n)
		buf_adds(l->message, why.p);
	return r;
}

static int user_config_path(struct loader *l, char **ret)
{
	const char *xdg = config_getenv(l, "XDG_CONFIG_HOME");
	int n = 0;

	*ret = NULL;
	if (xdg && *xdg == '/')
		n = asprintf(ret, "%s/runaifs/config", xdg);
	else if (l->context.home)
		n = asprintf(ret, "%s/.config/runaifs/config", l->context.home);
	return n < 0 ? -ENOMEM : 0;
}

int config_files_read(
	struct loader *l, const char *named, struct config_files *ret)
{
	cleanup_free char *path = NULL;
	int r;

	*ret = (struct config_files){.n = 0};
	if (!named)
		named = config_getenv(l, "RUNAIFS_CONFIG");
	if (named) {
		r = config_file_read(named, &ret->file[0], l->message);
		ret->n = r == 0;
		return r;
	}
	r = user_config_path(l, &path);
	if (r == 0 && path)
		r = read_usual(l, path, true, ret);
	if (r == 0)
		r = read_usual(l, "/etc/runaifs/config", false, ret);
	if (r < 0)
		config_files_free(ret);
	return r;
}

void config_files_free(struct config_files *f)
{
	for (size_t i = 0; i < f->n; i++)
		config_file_free(&f->file[i]);
	f->n = 0;
}

bool config_files_have(const struct config_files *f, const char *section)
{
	for (size_t i = 0; i < f->n; i++)
		for (size_t j = 0; j < f->file[i].n_entries; j++)
			if (!strcmp(f->file[i].entries[j].section, section))
				return true;
	return false;
}

const char *config_files_get(
	const struct config_files *f, const char *section, const char *key)
{
	for (size_t i = 0; i < f->n; i++)
		for (size_t j = f->file[i].n_entries; j-- > 0;) {
			const struct config_entry *e = &f->file[i].entries[j];
			if (!strcmp(e->section, section) &&
				!strcmp(e->key, key))
				return e->value;
		}
	return NULL;
}

/* What relative paths in a file are relative to. */
static int directory_of(const char *path, const char *cwd, char **ret)
{
	const char *slash = strrchr(path, '/');
	int n = slash ? (int)(slash - path) : 0;
	int r;

	if (*path == '/' || !cwd)
		r = asprintf(ret, "%.*s", n, path);
	else
		r = asprintf(ret, "%s/%.*s", cwd, n, path);
	return r < 0 ? -ENOMEM : 0;
}

int config_from_section(
	struct loader *l, const struct config_file *f, const char *section)
{
	struct setting_context outer = l->context;
	cleanup_free char *where = NULL, *dir = NULL;
	int r = directory_of(f->path, outer.cwd, &dir);

	if (r == 0 && asprintf(&where, *section ? "%s [%s]" : "%s", f->path,
			      section) < 0)
		r = -ENOMEM;
	l->context.cwd = dir;
	l->where = where;
	for (size_t i = 0; i < f->n_entries && r == 0; i++)
		if (strcmp(f->entries[i].section, section) == 0)
			r = config_set(
				l, f->entries[i].key, f->entries[i].value);
	l->where = NULL;
	l->context = outer;
	return r;
}

/* ---- the runai CLI ---- */

static int cli_path(struct loader *l, const char *name, char **ret)
{
	const char *dir = config_getenv(l, "RUNAI_CLI_CONFIG_PATH");
	int n = 0;

	*ret = NULL;
	if (dir)
		n = asprintf(ret, "%s/%s", dir, name);
	else if (l->context.home)
		n = asprintf(ret, "%s/.runai/%s", l->context.home, name);
	return n < 0 ? -ENOMEM : 0;
}

/* Whether the CLI's token may go where ours goes. */
static bool is_for_us(const struct config *c, const char *cli_url)
{
	cleanup_buf struct buf ignored = BUF_INIT;
	cleanup_free char *url = NULL;
	const char *ours = config_str(c, SET_URL);

	return ours && url_normalize(cli_url, &url, &ignored) == 0 &&
	       url_same_origin(url, ours);
}

static bool is_on_path(const struct loader *l, const char *program)
{
	const char *p = config_getenv(l, "PATH");
	char path[4096];

	while (p && *p) {
		size_t n = strcspn(p, ":");
		int len = snprintf(
			path, sizeof(path), "%.*s/%s", (int)n, p, program);
		if (n && len > 0 && (size_t)len < sizeof(path) &&
			access(path, X_OK) == 0)
			return true;
		p += n + (p[n] == ':');
	}
	return false;
}

static int set_cli_command(struct loader *l)
{
	if (!is_on_path(l, "runai"))
		return 0;
	config_next_source(l, SOURCE_DEFAULT);
	return config_set(
		l, "token_command", "runai auth get-token -o plaintext");
}

/* A login that cannot be read is no login; only a URL that nothing else
 * names makes it an error, later, as a missing URL. */
int config_from_cli_login(struct loader *l)
{
	cleanup_buf struct buf ignored = BUF_INIT;
	cleanup_free char *config = NULL, *login = NULL, *url = NULL;
	int r = cli_path(l, "config.json", &config);

	if (r == 0)
		r = cli_path(l, "authentication.json", &login);
	if (r < 0)
		return r;
	if (!config || cli_login_url(config, &url, &ignored) < 0)
		return set_cli_command(l);
	l->where = config;
	r = config_set(l, "url", url);
	l->where = NULL;
	if (r < 0 || !is_for_us(l->config, url))
		return r;
	l->config->cli_rank = l->rank;
	if (access(login, R_OK) == 0) {
		l->config->cli_login = login;
		login = NULL;
	}
	return set_cli_command(l);
}
