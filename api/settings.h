/* SPDX-License-Identifier: MIT */
/*
 * The table of options, and how the text of each becomes a value. Parsing,
 * --help, --print-config and the manual's list all follow it. Constant data
 * and pure functions; any thread.
 */
#ifndef RUNAIFS_API_SETTINGS_H
#define RUNAIFS_API_SETTINGS_H

#include "config.h"

/* Two settings have no enum in config.h, for nobody shall print them. */
enum {
	SET_CLIENT_SECRET = SETTING_COUNT,
	SET_TOKEN,
	SETTING_ALL,
};

enum setting_type {
	TYPE_TEXT,
	TYPE_URL,	/* normalised, see url.h */
	TYPE_PROXY,	/* text that may hold a password */
	TYPE_PATH,	/* absolute once loaded; "~/" is $HOME */
	TYPE_COMMAND,	/* words, see command.h */
	TYPE_CHOICE,	/* one of `choices` */
	TYPE_CHOICES,	/* some of them, a bit each */
	TYPE_BOOL,
	TYPE_SECONDS,	/* fractions allowed; kept in milliseconds */
	TYPE_SIZE,	/* bytes, with K, M or G */
	TYPE_INT,
	TYPE_OCTAL,
	TYPE_SECRET,
};

struct setting_info {
	const char *name;
	enum setting_type type;
	const char *fallback; /* text of the default; NULL: none, or made when
				 loading */
	int64_t min, max;     /* of numbers, in the unit they are kept in */
	const char *choices;  /* "a|b|c" */
	const char *argument; /* what --help calls the value; NULL: none */
	const char *help;
};

const struct setting_info *setting_info(unsigned s);

/* Index of a name or alias, or -ENOENT. */
int setting_find(const char *name);

/* The known option nearest to `name`, or NULL. */
const char *setting_nearest(const char *name);

/* Whether mount(8) or the kernel knows the option: taken, without effect. */
bool setting_is_mount_option(const char *name);

/* What texts are relative to. */
struct setting_context {
	const char *home; /* NULL: none */
	const char *cwd;  /* NULL: none */
};

/* A value; `text` is freed by setting_value_free(). */
struct setting_value {
	char *text;	/* NULL for an empty value */
	int64_t number; /* of the types that are numbers */
};

/*
 * `text` NULL stands for a bare option. 0, or -EINVAL and the reason in
 * `message` ("needs …", to follow the option's name), or -ENOMEM.
 */
int setting_parse(const struct setting_info *info,
	const struct setting_context *context, const char *text,
	struct setting_value *ret, struct buf *message);
void setting_value_free(const struct setting_info *info,
	struct setting_value *v);

#endif
