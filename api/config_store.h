/* SPDX-License-Identifier: MIT */
/*
 * Inside of struct config, for the files that fill it: sources are read
 * strongest first, and a value that is there stays.
 */
#ifndef RUNAIFS_API_CONFIG_STORE_H
#define RUNAIFS_API_CONFIG_STORE_H

#include "settings.h"

struct stored {
	struct setting_value value;
	bool present; /* maybe with an empty value, which unsets */
	int rank;     /* of its source, 0 is the strongest */
	enum setting_source source;
	char *where;  /* "RUNAI_URL", "/etc/runaifs/config [lab]" */
};

struct researcher {
	char *cluster;
	struct stored stored;
};

struct config {
	struct stored settings[SETTING_ALL];
	struct researcher *researchers;
	size_t n_researchers;
	char *origin;
	char *cli_login; /* authentication.json */
	int cli_rank;
	enum credential credential;
};

/* Reading one source. */
struct loader {
	struct config *config;
	char *(*getenv_fn)(const char *);
	struct setting_context context;
	struct buf *message;
	/* the source being read */
	int rank;
	enum setting_source source;
	const char *where; /* NULL: an option's own name says it */
};

/* Turns to the next, weaker source. */
void config_next_source(struct loader *l, enum setting_source source);

/*
 * Gives `key` (a name of the table, an alias or `researcher_url.<cluster>`) the
 * value `text`, NULL for a bare option, unless a stronger source had one; in one
 * source the last one counts. 0, -EINVAL with one line in the loader's
 * message, -ENOMEM.
 */
int config_set(struct loader *l, const char *key, const char *text);

/* A value of the environment, NULL where unset or empty. */
const char *config_getenv(const struct loader *l, const char *name);

/* Makes a setting as if it had never been given. */
void config_unset(struct config *c, unsigned s);

static inline bool config_has(const struct config *c, unsigned s)
{
	return c->settings[s].value.text != NULL;
}

#endif
