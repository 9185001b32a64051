/* SPDX-License-Identifier: MIT */
/*
 * The places that settings come from, a function each; config.c says in which
 * order. All return 0 or a negative errno with the loader's message.
 */
#ifndef RUNAIFS_API_CONFIG_SOURCES_H
#define RUNAIFS_API_CONFIG_SOURCES_H

#include "config_file.h"
#include "config_store.h"

/* The configuration files that were found, strongest first. */
struct config_files {
	struct config_file file[2];
	size_t n;
};

/* `named`: -c FILE, or NULL for $RUNAIFS_CONFIG or the usual two places. */
int config_files_read(struct loader *l, const char *named,
	struct config_files *ret);
void config_files_free(struct config_files *f);
/* Whether any of them has the section. */
bool config_files_have(const struct config_files *f, const char *section);
/* Value of a key of the section, "" for the default one; NULL: none. */
const char *config_files_get(const struct config_files *f, const char *section,
	const char *key);

/* Takes the keys of one section of one file. */
int config_from_section(struct loader *l, const struct config_file *f,
	const char *section);

/* -o options, each "key" or "key=value"; may be NULL. */
int config_from_options(struct loader *l, const char *const *options);
int config_from_environment(struct loader *l);
int config_from_credentials_directory(struct loader *l);
/* Takes the URL, and notes where the token is if it is for that origin. */
int config_from_cli_login(struct loader *l);

#endif
