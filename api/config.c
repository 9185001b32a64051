/* SPDX-License-Identifier: MIT */
/*
 * The order of the sources, and what must hold for all settings together.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include "config_sources.h"
#include "nearest.h"
#include "url.h"
#include "util.h"

/* ---- SOURCE and profile ---- */

/* mount(8) wants a source even where there is nothing to say. */
static const char *effective_source(const struct config_args *args)
{
	if (!args->source || !*args->source ||
		strcmp(args->source, "none") == 0)
		return NULL;
	return args->source;
}

static int set_source(struct loader *l, const char *source)
{
	bool is_url = url_has_scheme(source);
	unsigned s = is_url ? SET_URL : SET_PROFILE;
	cleanup_free char *before = NULL;

	if (config_has(l->config, s) &&
		!(before = strdup(config_str(l->config, s))))
		return -ENOMEM;
	l->where = "SOURCE";
	int r = config_set(l, setting_info(s)->name, source);
	l->where = NULL;
	if (r < 0 || !before || !strcmp(before, config_str(l->config, s)))
		return r;
	buf_addf(l->message, "SOURCE and option `%s` differ: give only one",
		setting_info(s)->name);
	return -EINVAL;
}

/* Whether the entry is the first of its section, in all files. */
static bool is_first(
	const struct config_files *files, size_t file, size_t entry)
{
	const char *section = files->file[file].entries[entry].section;

	for (size_t i = 0; i <= file; i++) {
		const struct config_file *f = &files->file[i];
		size_t end = i < file ? f->n_entries : entry;
		for (size_t j = 0; j < end; j++)
			if (strcmp(f->entries[j].section, section) == 0)
				return false;
	}
	return *section != '\0';
}

static void add_names(struct buf *b, const struct config_files *files)
{
	for (size_t i = 0; i < files->n; i++)
		for (size_t j = 0; j < files->file[i].n_entries; j++)
			if (is_first(files, i, j))
				buf_addf(b, "%s%s", b->n ? ", " : "",
					files->file[i].entries[j].section);
}

static const char *nearest_profile(
	const struct config_files *files, const char *name)
{
	struct nearest n = {.word = name};

	for (size_t i = 0; i < files->n; i++)
		for (size_t j = 0; j < files->file[i].n_entries; j++)
			nearest_offer(&n, files->file[i].entries[j].section);
	return n.best;
}

static int refuse_profile(
	struct loader *l, const struct config_files *files, const char *name)
{
	cleanup_buf struct buf names = BUF_INIT;
	const char *nearest = nearest_profile(files, name);

	add_names(&names, files);
	buf_addf(l->message, "unknown profile `%s`", name);
	if (nearest)
		buf_addf(l->message, ": did you mean `%s`?", nearest);
	if (names.n)
		buf_addf(l->message, " (known: %s)", names.p);
	else
		buf_adds(l->message, ": no configuration file has profiles");
	if (strchr(name, '.'))
		buf_addf(l->message, "; a control plane is given as https://%s",
			name);
	return -EINVAL;
}

/* Finds out the profile, NULL for none, and that it exists. */
static int choose_profile(
	struct loader *l, const struct config_files *files, const char **ret)
{
	const struct config *c = l->config;
	const char *name = config_getenv(l, "RUNAIFS_PROFILE");

	if (c->settings[SET_PROFILE].present)
		name = config_str(c, SET_PROFILE);
	else if (!name)
		name = config_files_get(files, "", "profile");
	if (name && !*name)
		name = NULL;
	*ret = name;
	if (!name || config_files_have(files, name))
		return 0;
	return refuse_profile(l, files, name);
}

/* ---- the sources in order ---- */

static int from_command_line(struct loader *l, const struct config_args *args)
{
	const char *source = effective_source(args);
	int r = config_from_options(l, args->options);

	return r == 0 && source ? set_source(l, source) : r;
}

/* The profile's section of each file. */
static int from_profile(
	struct loader *l, const struct config_files *files, const char *name)
{
	int r = 0;

	for (size_t i = 0; name && i < files->n && r == 0; i++) {
		config_next_source(l, SOURCE_FILE);
		r = config_from_section(l, &files->file[i], name);
	}
	return r;
}

static int from_defaults_of_files(
	struct loader *l, const struct config_files *files)
{
	int r = 0;

	for (size_t i = 0; i < files->n && r == 0; i++) {
		config_next_source(l, SOURCE_FILE);
		r = config_from_section(l, &files->file[i], "");
	}
	return r;
}

/* A profile that the command line names is part of what it says: stronger
 * than the environment, so that `runaifs prod DIR` never mounts what
 * RUNAI_BASE_URL happens to name. */
static int from_files_and_environment(
	struct loader *l, const struct config_files *files)
{
	bool named = config_has(l->config, SET_PROFILE);
	const char *name = NULL;
	int r = choose_profile(l, files, &name);

	if (r == 0 && named)
		r = from_profile(l, files, name);
	if (r == 0) {
		config_next_source(l, SOURCE_ENVIRONMENT);
		r = config_from_environment(l);
	}
	if (r == 0) {
		config_next_source(l, SOURCE_CREDENTIALS_DIRECTORY);
		r = config_from_credentials_directory(l);
	}
	if (r == 0 && !named)
		r = from_profile(l, files, name);
	return r == 0 ? from_defaults_of_files(l, files) : r;
}

static int from_defaults(struct loader *l)
{
	char uid[16], gid[16];
	int r = 0;

	config_next_source(l, SOURCE_DEFAULT);
	for (unsigned s = 0; s < SETTING_ALL && r == 0; s++)
		if (setting_info(s)->fallback)
			r = config_set(l, setting_info(s)->name,
				setting_info(s)->fallback);
	snprintf(uid, sizeof(uid), "%u", geteuid());
	snprintf(gid, sizeof(gid), "%u", getegid());
	if (r == 0)
		r = config_set(l, "uid", uid);
	if (r == 0)
		r = config_set(l, "gid", gid);
	if (r == 0)
		r = config_set(l, "umask",
			config_bool(l->config, SET_ALLOW_OTHER) ? "022"
								: "077");
	return r;
}

static int from_all(struct loader *l, const struct config_args *args)
{
	struct config_files files;
	int r = from_command_line(l, args);

	if (r == 0)
		r = config_files_read(l, args->file, &files);
	if (r < 0)
		return r;
	r = from_files_and_environment(l, &files);
	config_files_free(&files);
	if (r == 0) {
		config_next_source(l, SOURCE_CLI_LOGIN);
		r = config_from_cli_login(l);
	}
	return r == 0 ? from_defaults(l) : r;
}

/* ---- what must hold together ---- */

static int refuse_http(struct loader *l, const char *name)
{
	buf_addf(l->message,
		"option `%s`: http:// would send the token readable to "
		"everyone on the way: use https://, or allow_http",
		name);
	return -EINVAL;
}

static bool is_risky(const struct config *c, const char *url)
{
	return url && url_is_http(url) && !url_is_loopback(url) &&
	       !config_bool(c, SET_ALLOW_HTTP);
}

static int check_http(struct loader *l)
{
	const struct config *c = l->config;

	if (is_risky(c, config_str(c, SET_URL)))
		return refuse_http(l, "url");
	if (is_risky(c, config_str(c, SET_TOKEN_URL)))
		return refuse_http(l, "token_url");
	for (size_t i = 0; i < c->n_researchers; i++)
		if (is_risky(c, c->researchers[i].stored.value.text))
			return refuse_http(l, "researcher_url");
	return 0;
}

static int set_origin(struct loader *l, bool incomplete)
{
	struct config *c = l->config;
	const char *url = config_str(c, SET_URL);

	if (url) {
		c->origin = strndup(url, url_origin_length(url));
		return c->origin ? 0 : -ENOMEM;
	}
	if (incomplete)
		return 0;
	buf_adds(l->message,
		"no control plane given: name its URL (runaifs https://HOST "
		"DIR), set RUNAI_BASE_URL, write url = https://HOST in "
		"~/.config/runaifs/config, or log in with `runai login`");
	return -EINVAL;
}

/* Of a secret and a file for it, the stronger stays. */
static void drop_weaker(struct config *c, unsigned a, unsigned b)
{
	if (config_has(c, a) && config_has(c, b))
		config_unset(
			c, c->settings[b].rank < c->settings[a].rank ? a : b);
}

struct candidate {
	enum credential credential;
	bool present;
	int rank;
};

static struct candidate candidate_of(
	const struct config *c, enum credential credential, unsigned s)
{
	return (struct candidate){
		credential, config_has(c, s), c->settings[s].rank};
}

static void choose_credential(struct config *c)
{
	const char *auth = config_str(c, SET_AUTH);
	bool bearer = strcmp(auth, "auto") == 0 || strcmp(auth, "bearer") == 0;
	bool client = strcmp(auth, "bearer") != 0;
	unsigned secret = config_has(c, SET_CLIENT_SECRET)
				  ? (unsigned)SET_CLIENT_SECRET
				  : SET_CLIENT_SECRET_FILE;
	const struct candidate all[] = {
		candidate_of(c, CREDENTIAL_CLIENT, secret),
		candidate_of(c, CREDENTIAL_TOKEN, SET_TOKEN),
		candidate_of(c, CREDENTIAL_TOKEN_FILE, SET_TOKEN_FILE),
		{CREDENTIAL_CLI_LOGIN, c->cli_login != NULL, c->cli_rank},
		candidate_of(c, CREDENTIAL_TOKEN_COMMAND, SET_TOKEN_COMMAND),
	};
	const struct candidate *best = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		bool is_client = all[i].credential == CREDENTIAL_CLIENT;
		if (!all[i].present || !(is_client ? client : bearer) ||
			(is_client && !config_has(c, SET_CLIENT_ID)))
			continue;
		if (!best || all[i].rank < best->rank)
			best = &all[i];
	}
	c->credential = best ? best->credential : CREDENTIAL_NONE;
}

void config_explain_no_credentials(const struct config *c, struct buf *out)
{
	bool has_secret = config_has(c, SET_CLIENT_SECRET) ||
			  config_has(c, SET_CLIENT_SECRET_FILE);

	if (config_has(c, SET_CLIENT_ID) && !has_secret)
		buf_adds(out, "client_id without a secret: ");
	else if (has_secret && !config_has(c, SET_CLIENT_ID))
		buf_adds(out, "a client secret without client_id: ");
	else
		buf_adds(out, "no credentials: ");
	buf_adds(out,
		"set RUNAI_CLIENT_ID and RUNAI_CLIENT_SECRET (or client_id and "
		"client_secret_file), or RUNAI_TOKEN (or token_file, "
		"token_command), or log in with `runai login`");
}

/* ---- loading ---- */

static int load(struct loader *l, const struct config_args *args)
{
	int r = from_all(l, args);

	if (r == 0)
		r = set_origin(l, args->incomplete);
	if (r == 0)
		r = check_http(l);
	if (r < 0)
		return r;
	drop_weaker(l->config, SET_CLIENT_SECRET, SET_CLIENT_SECRET_FILE);
	drop_weaker(l->config, SET_TOKEN, SET_TOKEN_FILE);
	choose_credential(l->config);
	return 0;
}

int config_load(struct config **ret, const struct config_args *args,
	char *(*getenv_fn)(const char *), struct buf *message)
{
	cleanup_free char *cwd = getcwd(NULL, 0);
	struct loader l = {
		.config = calloc(1, sizeof(*l.config)),
		.getenv_fn = getenv_fn,
		.message = message,
		.source = SOURCE_COMMAND_LINE,
	};
	int r = l.config ? 0 : -ENOMEM;

	if (r == 0) {
		l.context.home = config_getenv(&l, "HOME");
		l.context.cwd = cwd;
		r = load(&l, args);
	}
	if (r == 0 && buf_error(message) < 0)
		r = -ENOMEM;
	if (r < 0)
		config_destroy(l.config);
	else
		*ret = l.config;
	return r;
}
