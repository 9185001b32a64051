/* SPDX-License-Identifier: MIT */
/*
 * Operations that are neither a list of the tenant's items nor one of them:
 * measurements, telemetry, the audit log, what a workload was made from,
 * policies, files. Their table is tried before that of the lists. Under the
 * owner's lock, as the store.
 */
#ifndef SIM_EXTRA_H
#define SIM_EXTRA_H

#include "answer.h"

/* True where an operation here has this path, whatever its parameters. */
bool extra_knows(const struct api *api, const char *path);
/* The answer to a GET of it; false: no operation here, nothing was done. */
bool extra_answer(
	const struct api *api, const struct question *q, struct reply *r);

/* -- for extra_*.c ------------------------------------------------------- */

enum { EXTRA_ARGS = 3, EXTRA_ARG = 256 };

/* What a query parameter has to be. */
enum {
	WANTED = 1, /* 400 without */
	MOMENT = 2, /* RFC 3339 */
	MANY = 4,   /* of the words, comma-joined or repeated, at most `max` */
	NUMBER = 8, /* from 0 to `max` */
	UUID = 16
};

struct extra_param {
	const char *name; /* NULL ends a list */
	unsigned is;
	const char *words; /* comma-joined; NULL: any text */
	int max;	   /* 0: no limit */
};

struct extra_ask {
	const struct api *api;
	const struct question *q;
	const struct extra_route *route;
	char arg[EXTRA_ARGS][EXTRA_ARG]; /* what stood for "{}" */
	struct reply *r;
};

typedef void extra_fn(const struct extra_ask *a);

struct extra_route {
	const char *path; /* "{}" stands for one component */
	extra_fn *answer;
	const struct extra_param *params; /* NULL: none that matter */
	unsigned generations;		  /* 0 is GEN_V1 */
	enum kind kind;
	const char *text; /* what it means is up to `answer` */
	bool flag;
};

extern const struct extra_route *const extra_tables[]; /* NULL ends it */
extern const struct extra_route extra_metrics_routes[],
	extra_telemetry_routes[], extra_audit_routes[], extra_spec_routes[],
	extra_revision_routes[], extra_policy_routes[], extra_asset_routes[],
	extra_tenant_routes[], extra_install_routes[], extra_cli_routes[],
	extra_old_routes[];

/* The API's error object, `message` saying what is wrong. */
void extra_refuse(const struct extra_ask *a, unsigned status,
	const char *message, const char *about);
void extra_type(const struct extra_ask *a, const char *type);

const char *extra_get(const struct extra_ask *a, const char *name);
/* Milliseconds since the epoch of an RFC 3339 time. */
bool extra_moment(const char *text, int64_t *ret_ms);
/* Both of them, start before end; false: it was answered with a 400. */
bool extra_window(
	const struct extra_ask *a, int64_t *ret_start, int64_t *ret_end);

/* Is `word` one of those joined by commas? */
bool extra_among(const char *words, const char *word);
/* Every value of a parameter, repeated or comma-joined, one a call. */
struct extra_words {
	const struct args *args;
	const char *name, *rest;
	size_t pair;
};
struct extra_words extra_words(const struct extra_ask *a, const char *name);
bool extra_word(struct extra_words *w, char *ret, size_t size);

/* The item's bytes; false: it was answered with a 404. */
bool extra_item(const struct extra_ask *a, enum kind k, const char *id,
	struct out *ret);
/* The same for a path of the API, with its query, so that nothing here has to
 * know where such items are kept. *ret is the caller's to free either way. */
bool extra_fetch(const struct extra_ask *a, const char *path, struct out *ret);

/* "key":value, from another item; `absent` where it has no such member. */
void extra_copy(const struct out *from, const char *path, const char *key,
	const char *absent, struct out *to);

/* Well-spread bits of a text; `salt` continues an earlier one, or is 0. */
uint64_t extra_hash(const char *text, uint64_t salt);
/* A UUID made of such bits. */
void extra_uuid(uint64_t bits, char ret[ID_SIZE]);

/* What stands for a secret starts so, here and in make_*.c. */
#define EXTRA_CANARY "canary-"

#endif
