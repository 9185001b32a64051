/* SPDX-License-Identifier: MIT */
#include "args.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void args_decode(char *s, bool form)
{
	char *to = s;

	for (; *s; s++, to++) {
		char hex[3] = "";

		*to = form && *s == '+' ? ' ' : *s;
		if (*s != '%' || !isxdigit((unsigned char)s[1]) ||
			!isxdigit((unsigned char)s[2]))
			continue;
		memcpy(hex, s + 1, 2);
		*to = (char)strtoul(hex, NULL, 16);
		s += 2;
	}
	*to = '\0';
}

static void add_pair(struct args *a, char *word)
{
	char *value = strchr(word, '=');

	if (value)
		*value++ = '\0';
	else
		value = word + strlen(word);
	args_decode(word, true);
	args_decode(value, true);
	a->pair[a->n].name = word;
	a->pair[a->n].value = value;
	a->n++;
}

int args_parse(struct args *a, const char *text, size_t n)
{
	char *rest, *word;

	*a = (struct args){.text = strndup(text ? text : "", n)};
	if (!a->text)
		return -ENOMEM;
	rest = a->text;
	while (a->n < ARGS_MAX && (word = strsep(&rest, "&")))
		if (*word)
			add_pair(a, word);
	return 0;
}

void args_finish(struct args *a)
{
	free(a->text);
	*a = (struct args){0};
}

const char *args_get(const struct args *a, const char *name)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->pair[i].name, name) == 0)
			return a->pair[i].value;
	return NULL;
}

long long args_number(const struct args *a, const char *name, long long absent)
{
	const char *s = args_get(a, name);
	char *end;
	long long v;

	if (!s || !*s)
		return absent;
	v = strtoll(s, &end, 10);
	return *end ? absent : v;
}

bool args_among(const char *words, const char *p, size_t n)
{
	while (*words) {
		size_t k = strcspn(words, ",");

		if (k == n && strncmp(words, p, n) == 0)
			return true;
		words += k + (words[k] == ',');
	}
	return false;
}
