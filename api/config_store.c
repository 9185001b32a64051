/* SPDX-License-Identifier: MIT */
#include "config_store.h"

#include <errno.h>
#include "util.h"

static const char researcher_prefix[] = "researcher_url.";

static const struct setting_info researcher_info = {
	.name = "researcher_url.CLUSTER", .type = TYPE_URL};

void config_next_source(struct loader *l, enum setting_source source)
{
	l->rank++;
	l->source = source;
	l->where = NULL;
}

const char *config_getenv(const struct loader *l, const char *name)
{
	const char *value = l->getenv_fn(name);

	return value && *value ? value : NULL;
}

/* ---- messages ---- */

/* Where the user finds the offending text: "option `ttl`: ",
 * "/etc/runaifs/config [lab]: ttl ", "RUNAIFS_LOG: ". */
static void add_place(struct loader *l, const char *key)
{
	if (!l->where)
		buf_addf(l->message, "option `%s`: ", key);
	else if (l->source == SOURCE_FILE)
		buf_addf(l->message, "%s: %s ", l->where, key);
	else
		buf_addf(l->message, "%s: ", l->where);
}

/* A key may be anything, a misplaced secret too: only what looks like a name
 * is repeated. */
static bool is_name(const char *key)
{
	size_t n = strspn(key, "abcdefghijklmnopqrstuvwxyz"
			       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

	return n > 0 && n <= 40 && !key[n];
}

static int refuse_unknown(struct loader *l, const char *key)
{
	const char *nearest = setting_nearest(key);

	if (l->where)
		buf_addf(l->message, "%s: ", l->where);
	buf_addf(l->message, "unknown option `%s`", is_name(key) ? key : "?");
	if (nearest)
		buf_addf(l->message, ": did you mean `%s`?", nearest);
	return -EINVAL;
}

/* Everyone on the machine can read a command line. */
static int refuse_secret(struct loader *l, const char *key, const char *cure)
{
	buf_addf(l->message,
		"option `%s`: a secret on the command line shows in `ps`, the "
		"shell's history and the mount table: use %s",
		key, cure);
	return -EINVAL;
}

static int check_command_line(struct loader *l, unsigned s, const char *text)
{
	static const char *const cures[SETTING_ALL] = {
		[SET_CLIENT_SECRET] = "client_secret_file=FILE or the "
				      "environment's RUNAI_CLIENT_SECRET",
		[SET_TOKEN] = "token_file=FILE or the environment's "
			      "RUNAI_TOKEN",
		[SET_PROXY] = "the configuration file for a proxy's password",
	};
	const struct setting_info *info = setting_info(s);

	if (l->source != SOURCE_COMMAND_LINE || !cures[s])
		return 0;
	if (info->type == TYPE_PROXY && (!text || !strchr(text, '@')))
		return 0;
	return refuse_secret(l, info->name, cures[s]);
}

/* ---- setting ---- */

static void stored_free(const struct setting_info *info, struct stored *s)
{
	setting_value_free(info, &s->value);
	free(s->where);
	*s = (struct stored){0};
}

static int stored_set(struct loader *l, const struct setting_info *info,
	const char *key, const char *text, struct stored *ret)
{
	struct stored s = {
		.present = true, .rank = l->rank, .source = l->source};
	cleanup_buf struct buf reason = BUF_INIT;

	if (ret->present && ret->rank < l->rank)
		return 0;
	int r = setting_parse(info, &l->context, text, &s.value, &reason);
	if (r < 0) {
		if (reason.n) {
			add_place(l, key);
			buf_adds(l->message, reason.p);
		}
		return r;
	}
	if (l->where && !(s.where = strdup(l->where))) {
		stored_free(info, &s);
		return -ENOMEM;
	}
	stored_free(info, ret);
	*ret = s;
	return 0;
}

static struct researcher *find_researcher(
	const struct config *c, const char *cluster)
{
	for (size_t i = 0; i < c->n_researchers; i++)
		if (strcmp(c->researchers[i].cluster, cluster) == 0)
			return &c->researchers[i];
	return NULL;
}

static struct researcher *add_researcher(struct config *c, const char *cluster)
{
	size_t n = c->n_researchers;
	struct researcher *grown =
		reallocarray(c->researchers, n + 1, sizeof(*grown));

	if (!grown)
		return NULL;
	c->researchers = grown;
	grown[n] = (struct researcher){.cluster = strdup(cluster)};
	if (!grown[n].cluster)
		return NULL;
	c->n_researchers++;
	return &grown[n];
}

static int set_researcher(struct loader *l, const char *key, const char *text)
{
	const char *cluster = key + strlen(researcher_prefix);
	struct researcher *r = find_researcher(l->config, cluster);

	if (!*cluster)
		return refuse_unknown(l, key);
	if (!r)
		r = add_researcher(l->config, cluster);
	if (!r)
		return -ENOMEM;
	return stored_set(l, &researcher_info, key, text, &r->stored);
}

int config_set(struct loader *l, const char *key, const char *text)
{
	int s, r;

	if (strncmp(key, researcher_prefix, strlen(researcher_prefix)) == 0)
		return set_researcher(l, key, text);
	s = setting_find(key);
	if (s < 0) {
		if (l->source == SOURCE_COMMAND_LINE &&
			setting_is_mount_option(key))
			return 0;
		return refuse_unknown(l, key);
	}
	r = check_command_line(l, (unsigned)s, text);
	if (r < 0)
		return r;
	return stored_set(l, setting_info((unsigned)s), key, text,
		&l->config->settings[s]);
}

void config_unset(struct config *c, unsigned s)
{
	stored_free(setting_info(s), &c->settings[s]);
}

/* ---- reading ---- */

void config_destroy(struct config *c)
{
	if (!c)
		return;
	for (unsigned s = 0; s < SETTING_ALL; s++)
		config_unset(c, s);
	for (size_t i = 0; i < c->n_researchers; i++) {
		stored_free(&researcher_info, &c->researchers[i].stored);
		free(c->researchers[i].cluster);
	}
	free(c->researchers);
	free(c->origin);
	free(c->cli_login);
	free(c);
}

const char *config_str(const struct config *c, enum setting s)
{
	return c->settings[s].value.text;
}

bool config_bool(const struct config *c, enum setting s)
{
	return c->settings[s].value.number != 0;
}

int64_t config_ms(const struct config *c, enum setting s)
{
	return c->settings[s].value.number;
}

uint64_t config_size(const struct config *c, enum setting s)
{
	return (uint64_t)c->settings[s].value.number;
}

long config_int(const struct config *c, enum setting s)
{
	return (long)c->settings[s].value.number;
}

enum setting_source config_source(const struct config *c, enum setting s)
{
	return c->settings[s].source;
}

const char *config_researcher_url(const struct config *c, const char *cluster)
{
	const struct researcher *r = find_researcher(c, cluster);

	return r ? r->stored.value.text : NULL;
}

const char *config_client_secret(const struct config *c)
{
	return c->settings[SET_CLIENT_SECRET].value.text;
}

const char *config_token(const struct config *c)
{
	return c->settings[SET_TOKEN].value.text;
}

enum credential config_credential(const struct config *c)
{
	return c->credential;
}

const char *config_cli_login(const struct config *c)
{
	return c->cli_login;
}

const char *config_origin(const struct config *c)
{
	return c->origin;
}
