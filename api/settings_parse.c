/* SPDX-License-Identifier: MIT */
/*
 * Text of an option to its value, a function a type.
 */
#include <ctype.h>
#include <errno.h>
#include "clock.h"
#include "command.h"
#include "secret.h"
#include "settings.h"
#include "url.h"
#include "util.h"

struct request {
	const struct setting_info *info;
	const struct setting_context *context;
	const char *text;
	struct setting_value *ret;
	struct buf *message;
};

/* ---- strings ---- */

static int refuse(const struct request *r, const char *reason)
{
	buf_adds(r->message, reason);
	return -EINVAL;
}

static int keep(const struct request *r, const char *text)
{
	r->ret->text = strdup(text);
	return r->ret->text ? 0 : -ENOMEM;
}

static bool has_controls(const char *s)
{
	for (; *s; s++)
		if (iscntrl((unsigned char)*s))
			return true;
	return false;
}

static int parse_text(const struct request *r)
{
	if (has_controls(r->text))
		return refuse(r, "holds control characters");
	return keep(r, r->text);
}

static int parse_url(const struct request *r)
{
	return url_normalize(r->text, &r->ret->text, r->message);
}

static int join(const struct request *r, const char *dir, const char *name)
{
	if (!dir)
		return refuse(r, "is a path relative to a directory that is "
				 "not known ($HOME?): give an absolute path");
	return asprintf(&r->ret->text, "%s/%s", dir, name) < 0 ? -ENOMEM : 0;
}

static int parse_path(const struct request *r)
{
	if (has_controls(r->text))
		return refuse(r, "holds control characters");
	if (*r->text == '/')
		return keep(r, r->text);
	if (strncmp(r->text, "~/", 2) == 0)
		return join(r, r->context->home, r->text + 2);
	return join(r, r->context->cwd, r->text);
}

/* The daemon works in /, so a program's relative path would be another one. */
static int parse_command(const struct request *r)
{
	cleanup_free char **argv = NULL;
	int err = command_split(r->text, &argv);

	if (err == -EINVAL)
		return refuse(r, "is empty or has an open quote");
	if (err < 0)
		return err;
	if (strchr(argv[0], '/') && argv[0][0] != '/')
		return refuse(r, "needs a program on the PATH or an absolute "
				 "path (no shell looks at it)");
	return keep(r, r->text);
}

static int parse_secret(const struct request *r)
{
	size_t n = strlen(r->text);

	while (n && strchr(" \t\r\n", r->text[n - 1]))
		n--;
	if (n > SECRET_MAX)
		return refuse(r, "is too long for a secret");
	if (!n)
		return 0;
	r->ret->text = secret_dup(r->text, n);
	return r->ret->text ? 0 : -ENOMEM;
}

/* ---- words ---- */

/* Index of `word` in "a|b|c", or -1. */
static int word_index(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (int i = 0;; i++) {
		size_t n_choice = strcspn(words, "|");
		if (n_choice == n && memcmp(words, word, n) == 0)
			return i;
		words += n_choice;
		if (!*words++)
			return -1;
	}
}

static int refuse_choice(const struct request *r, const char *needs)
{
	buf_adds(r->message, needs);
	for (const char *p = r->info->choices; *p; p++)
		buf_adds(r->message, *p == '|' ? ", " : (char[]){*p, 0});
	return -EINVAL;
}

static int parse_choice(const struct request *r)
{
	int i = word_index(r->info->choices, r->text);

	if (i < 0)
		return refuse_choice(r, "needs one of ");
	r->ret->number = i;
	return keep(r, r->text);
}

/* Commas separate options of -o too: colons do as well. */
static int parse_choices(const struct request *r)
{
	const char *p = r->text;
	char word[32];

	for (size_t n; *p; p += n + (p[n] != '\0')) {
		int i;
		n = strcspn(p, ":, ");
		snprintf(word, sizeof(word), "%.*s", (int)n, p);
		i = word_index(r->info->choices, word);
		if (i < 0)
			return refuse_choice(r, "needs some of, with colons: ");
		r->ret->number |= INT64_C(1) << i;
	}
	return keep(r, r->text);
}

static int parse_bool(const struct request *r)
{
	int i = word_index("no|yes|false|true|0|1|off|on", r->text);

	if (i < 0)
		return refuse(r, "needs yes or no");
	r->ret->number = i & 1;
	return keep(r, i & 1 ? "yes" : "no");
}

/* ---- numbers ---- */

/* Reads digits; false where there are none or too many. */
static bool scan_digits(const char **p, int base, int64_t *ret)
{
	int64_t v = 0;
	const char *start = *p;

	for (; **p >= '0' && **p < '0' + base; (*p)++)
		if (__builtin_mul_overflow(v, base, &v) ||
			__builtin_add_overflow(v, **p - '0', &v))
			return false;
	*ret = v;
	return *p > start;
}

static int keep_number(
	const struct request *r, int64_t v, bool valid, const char *needs)
{
	if (!valid)
		return refuse(r, needs);
	if (v < r->info->min || v > r->info->max)
		return refuse(r, "is out of range");
	r->ret->number = v;
	return keep(r, r->text);
}

static int parse_int(const struct request *r)
{
	const char *p = r->text;
	int64_t v = 0;
	bool valid = scan_digits(&p, 10, &v) && !*p;

	return keep_number(r, v, valid, "needs a whole number");
}

static int parse_octal(const struct request *r)
{
	const char *p = r->text;
	int64_t v = 0;
	bool valid = scan_digits(&p, 8, &v) && !*p;

	return keep_number(r, v, valid, "needs an octal number such as 077");
}

/* Not strtod(): no locale, no exponent, no "inf". */
static bool scan_seconds(const char *p, int64_t *ret_ms)
{
	int64_t whole = 0, ms = 0;
	int unit = 100;

	if (*p != '.' && !scan_digits(&p, 10, &whole))
		return false;
	if (*p == '.' && isdigit((unsigned char)p[1]))
		for (p++; isdigit((unsigned char)*p); p++, unit /= 10)
			ms += (*p - '0') * unit;
	return !*p && !__builtin_mul_overflow(whole, MS_PER_S, &whole) &&
	       !__builtin_add_overflow(whole, ms, ret_ms);
}

static int parse_seconds(const struct request *r)
{
	int64_t ms = 0;
	bool valid = scan_seconds(r->text, &ms);

	return keep_number(r, ms, valid, "needs seconds such as 15 or 0.5");
}

static int parse_size(const struct request *r)
{
	static const char units[] = "KMG";
	const char *p = r->text, *unit;
	int64_t v = 0;
	bool valid = scan_digits(&p, 10, &v);

	if (*p && (unit = strchr(units, toupper((unsigned char)*p)))) {
		valid = valid &&
			!__builtin_mul_overflow(
				v, INT64_C(1) << 10 * (unit - units + 1), &v);
		p++;
	}
	return keep_number(r, v, valid && !*p, "needs a size such as 512M");
}

/* ---- all of them ---- */

static const struct {
	int (*parse)(const struct request *r);
	bool may_be_empty; /* "" unsets it */
} types[] = {
	[TYPE_TEXT] = {parse_text, true},
	[TYPE_URL] = {parse_url, true},
	[TYPE_PROXY] = {parse_text, true},
	[TYPE_PATH] = {parse_path, true},
	[TYPE_COMMAND] = {parse_command, true},
	[TYPE_CHOICE] = {parse_choice, false},
	[TYPE_CHOICES] = {parse_choices, false},
	[TYPE_BOOL] = {parse_bool, false},
	[TYPE_SECONDS] = {parse_seconds, false},
	[TYPE_SIZE] = {parse_size, false},
	[TYPE_INT] = {parse_int, false},
	[TYPE_OCTAL] = {parse_octal, false},
	[TYPE_SECRET] = {parse_secret, true},
};

int setting_parse(const struct setting_info *info,
	const struct setting_context *context, const char *text,
	struct setting_value *ret, struct buf *message)
{
	struct request r = {info, context, text, ret, message};

	*ret = (struct setting_value){0};
	if (!text && info->type == TYPE_BOOL)
		r.text = "yes";
	if (!r.text)
		return refuse(&r, "needs a value");
	if (!*r.text && types[info->type].may_be_empty)
		return 0;
	return types[info->type].parse(&r);
}

void setting_value_free(
	const struct setting_info *info, struct setting_value *v)
{
	if (info->type == TYPE_SECRET)
		secret_free(v->text);
	else
		free(v->text);
	*v = (struct setting_value){0};
}
