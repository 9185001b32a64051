/* SPDX-License-Identifier: MIT */
/* The command line program: how to install it, itself, and its manual. Each at
 * its present path and at its deprecated one. */
#include "extra.h"

#include <stdio.h>
#include <string.h>

enum { BINARY_SIZE = 300000 };

#define SERVER "https://acme.example"

static void answer_script(const struct extra_ask *a)
{
	extra_type(a, "text/plain; charset=utf-8");
	out_f(&a->r->body,
		"#!/bin/sh\n# Installs the command line interface on ~s.\n"
		"set -e\nos=$(uname -s | tr A-Z a-z)\n"
		"curl -fsSL \"" SERVER
		"/cli/dist/$os/$(uname -m)/runai\" -o runai\n"
		"install -m 0755 runai /usr/local/bin/runai\n",
		a->route->text);
}

static void answer_command(const struct extra_ask *a)
{
	bool windows = strcmp(a->route->text, "windows") == 0;

	if (windows)
		out_str(&a->r->body,
			"{\"command\":\"Invoke-WebRequest -Uri " SERVER
			"/cli/dist/windows/amd64/runai "
			"-OutFile runai.exe\"}");
	else
		out_f(&a->r->body,
			"{\"command\":\"wget --content-disposition " SERVER
			"/cli/installer/~s && bash ./install-runai.sh\"}",
			a->route->text);
}

/* Starts as a program of that system does; the rest are bytes of all values. */
static void answer_binary(const struct extra_ask *a)
{
	static const struct {
		const char *os, *magic;
		size_t n;
	} systems[] = {{"linux", "\177ELF\2\1\1\0", 8},
		{"darwin", "\xcf\xfa\xed\xfe", 4}, {"windows", "MZ\220\0", 4}};
	uint64_t salt = extra_hash(a->arg[0], extra_hash(a->arg[1], 0));
	struct out *o = &a->r->body;
	size_t i = 0;

	while (i < 3 && strcmp(systems[i].os, a->arg[0]))
		i++;
	if (i == 3 || !extra_among("amd64,arm64,x86_64", a->arg[1])) {
		extra_refuse(a, 404, "no such program", a->q->path);
		return;
	}
	extra_type(a, "application/octet-stream");
	out_mem(o, systems[i].magic, systems[i].n);
	while (o->n < BINARY_SIZE && !o->bad) {
		salt = extra_hash("", salt + o->n);
		out_mem(o, &salt, sizeof salt);
	}
}

static void answer_manual(const struct extra_ask *a)
{
	static const char pages[] = "runai.md,runai_project.md,"
				    "runai_workload.md,runai_training.md";

	if (!extra_among(pages, a->arg[0])) {
		extra_refuse(a, 404, "no such document", a->arg[0]);
		return;
	}
	extra_type(a, "text/html; charset=utf-8");
	out_f(&a->r->body,
		"<!DOCTYPE html>\n<html><head><title>~s</title></head>\n"
		"<body><h1>~s</h1><p>The command line interface.</p></body>"
		"</html>\n",
		a->arg[0], a->arg[0]);
}

#define SYSTEM(base, os)                                                     \
	{base "installer/" os, answer_script, .text = os},                   \
	{                                                                    \
		base "installer/" os "/commands", answer_command, .text = os \
	}
#define ALL(base)                                                         \
	SYSTEM(base, "unix"), SYSTEM(base, "mac"), SYSTEM(base, "linux"), \
		{base "installer/windows/commands", answer_command,       \
			.text = "windows"},                               \
		{base "dist/{}/{}/runai", answer_binary},                 \
	{                                                                 \
		base "docs/{}", answer_manual                             \
	}

const struct extra_route extra_cli_routes[] = {
	ALL("/api/v1/cli-exposer/"),
	ALL("/api/v1/cli/"),
	{NULL},
};
