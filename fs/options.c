/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <errno.h>
#include "nearest.h"
#include "util.h"

/* What is being read. */
struct reading {
	struct options *options;
	char *const *argv; /* what is left, NULL-terminated */
	size_t n_settings;
	struct buf *message;
};

/* ---- -o ---- */

/* Takes the text before the next comma; `\,` is a comma, `\\` a backslash. */
static char *take_setting(const char **list)
{
	char *setting = malloc(strlen(*list) + 1), *out = setting;

	if (!setting)
		return NULL;
	for (; **list && **list != ','; (*list)++) {
		if (**list == '\\' && ((*list)[1] == ',' || (*list)[1] == '\\'))
			(*list)++;
		*out++ = **list;
	}
	*out = '\0';
	*list += **list == ',';
	return setting;
}

static int add_setting(struct reading *r, char *setting)
{
	struct options *o = r->options;
	char **grown =
		reallocarray(o->settings, r->n_settings + 2, sizeof(*grown));

	if (!grown || !setting) {
		o->settings = grown ? grown : o->settings;
		free(setting);
		return -ENOMEM;
	}
	grown[r->n_settings++] = setting;
	grown[r->n_settings] = NULL;
	o->settings = grown;
	return 0;
}

static int add_settings(struct reading *r, const char *list)
{
	int err = 0;

	while (*list && err == 0) {
		if (*list == ',')
			list++;
		else
			err = add_setting(r, take_setting(&list));
	}
	return err;
}

/* ---- options ---- */

enum action {
	ACTION_COMMAND, /* sets the command to `value` */
	ACTION_FOREGROUND,
	ACTION_DEBUG,
	ACTION_FILE,
	ACTION_SETTINGS,
};

static const struct option_info {
	const char *name; /* one letter: behind "-", a word: behind "--" */
	enum action action;
	enum command value;
	bool takes_argument;
} table[] = {
	{"V", ACTION_COMMAND, COMMAND_VERSION, false},
	{"c", ACTION_FILE, 0, true},
	{"d", ACTION_DEBUG, 0, false},
	{"f", ACTION_FOREGROUND, 0, false},
	{"h", ACTION_COMMAND, COMMAND_HELP, false},
	{"help", ACTION_COMMAND, COMMAND_HELP, false},
	{"o", ACTION_SETTINGS, 0, true},
	{"print-config", ACTION_COMMAND, COMMAND_PRINT_CONFIG, false},
	{"u", ACTION_COMMAND, COMMAND_UNMOUNT, false},
	{"version", ACTION_COMMAND, COMMAND_VERSION, false},
};

static const struct option_info *find(const char *name, size_t n)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (strlen(table[i].name) == n &&
			memcmp(table[i].name, name, n) == 0)
			return &table[i];
	return NULL;
}

static int act(
	struct reading *r, const struct option_info *info, const char *argument)
{
	struct options *o = r->options;

	switch (info->action) {
	case ACTION_COMMAND:
		o->command = info->value;
		return 0;
	case ACTION_FOREGROUND:
		o->foreground = true;
		return 0;
	case ACTION_DEBUG:
		o->foreground = o->debug = true;
		return add_settings(r, "log=debug");
	case ACTION_FILE:
		o->file = argument;
		return 0;
	case ACTION_SETTINGS:
		return add_settings(r, argument);
	}
	return -EINVAL;
}

static int take_long(struct reading *r, const char *word)
{
	const struct option_info *info = find(word, strlen(word));
	struct nearest near = {.word = word};

	if (info && word[1])
		return act(r, info, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].name[1])
			nearest_offer(&near, table[i].name);
	/* `--client_secret=…`: only the name may be repeated */
	buf_addf(r->message, "unknown option --%.*s", (int)strcspn(word, "= "),
		word);
	if (near.best)
		buf_addf(r->message, ": did you mean --%s?", near.best);
	else
		buf_adds(r->message, ": settings are given with -o");
	return -EINVAL;
}

/* A cluster of letters; the argument of one is the rest or the next word. */
static int take_letters(struct reading *r, const char *letters)
{
	for (int err = 0; *letters; letters++) {
		const struct option_info *info = find(letters, 1);
		const char *argument = NULL;
		if (!info) {
			buf_addf(r->message, "unknown option -%c: see --help",
				*letters);
			return -EINVAL;
		}
		if (info->takes_argument) {
			argument = letters[1] ? letters + 1 : *r->argv++;
			if (!argument) {
				r->argv--;
				buf_addf(r->message, "-%s needs an argument",
					info->name);
				return -EINVAL;
			}
		}
		err = act(r, info, argument);
		if (err < 0 || argument)
			return err;
	}
	return 0;
}

static int take_all(struct reading *r)
{
	struct options *o = r->options;
	bool only_words = false;
	int err = 0;

	while (*r->argv && err == 0) {
		const char *arg = *r->argv++;
		if (only_words || arg[0] != '-' || !arg[1])
			o->words[o->n_words++] = arg;
		else if (strcmp(arg, "--") == 0)
			only_words = true;
		else if (arg[1] == '-')
			err = take_long(r, arg + 2);
		else
			err = take_letters(r, arg + 1);
	}
	return err;
}

/* ---- words ---- */

static const struct {
	const char *name;
	enum command command;
} commands[] = {
	{"refresh", COMMAND_REFRESH},
	{"stat", COMMAND_STAT},
};

/* The first word may name a command; it has paths behind it. */
static void take_command(struct options *o)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		if (o->n_words && o->command == COMMAND_MOUNT &&
			strcmp(o->words[0], commands[i].name) == 0) {
			o->command = commands[i].command;
			memmove(o->words, o->words + 1,
				--o->n_words * sizeof(*o->words));
			return;
		}
}

/* How many words each command takes, and what to say otherwise. */
static const struct {
	size_t min, max;
	const char *usage;
} forms[] = {
	[COMMAND_MOUNT] = {1, 2, "[options] [SOURCE] MOUNTPOINT"},
	[COMMAND_PRINT_CONFIG] = {0, 2, "--print-config [options] [SOURCE]"},
	[COMMAND_UNMOUNT] = {1, 1, "-u MOUNTPOINT"},
	[COMMAND_REFRESH] = {1, (size_t)-1, "refresh PATH..."},
	[COMMAND_STAT] = {1, (size_t)-1, "stat PATH..."},
	[COMMAND_HELP] = {0, (size_t)-1, ""},
	[COMMAND_VERSION] = {0, (size_t)-1, ""},
};

static int check_count(const struct options *o, struct buf *message)
{
	struct nearest near = {.word = o->n_words ? o->words[0] : ""};

	if (o->n_words >= forms[o->command].min &&
		o->n_words <= forms[o->command].max)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		nearest_offer(&near, commands[i].name);
	if (o->command == COMMAND_MOUNT && near.best && near.distance <= 2)
		buf_addf(message, "did you mean `runaifs %s`? ", near.best);
	buf_addf(message, "usage: runaifs %s, or see runaifs --help",
		forms[o->command].usage);
	return -EINVAL;
}

static int place_words(struct options *o, struct buf *message)
{
	size_t n = o->n_words;

	if (o->command == COMMAND_PRINT_CONFIG)
		o->source = n ? o->words[0] : NULL;
	if (o->command == COMMAND_UNMOUNT)
		o->mountpoint = o->words[0];
	if (o->command != COMMAND_MOUNT)
		return 0;
	o->mountpoint = o->words[n - 1];
	o->source = n == 2 ? o->words[0] : NULL;
	if (strstr(o->mountpoint, "://")) {
		buf_addf(message, "a URL where the mount point should be: "
				  "runaifs URL MOUNTPOINT");
		return -EINVAL;
	}
	return 0;
}

int options_parse(
	struct options *ret, int argc, char *const *argv, struct buf *message)
{
	struct reading r = {
		.options = ret,
		.argv = argv + (argc > 0),
		.message = message,
	};

	*ret = (struct options){.command = COMMAND_MOUNT};
	ret->words = calloc((size_t)argc + 1, sizeof(*ret->words));
	if (!ret->words)
		return -ENOMEM;
	int err = take_all(&r);
	if (err < 0)
		return err;
	take_command(ret);
	err = check_count(ret, message);
	return err < 0 ? err : place_words(ret, message);
}

void options_finish(struct options *o)
{
	for (char **s = o->settings; s && *s; s++)
		free(*s);
	free(o->settings);
	free(o->words);
	*o = (struct options){0};
}
