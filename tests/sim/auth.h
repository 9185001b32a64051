/* SPDX-License-Identifier: MIT */
/*
 * Token endpoints and the tokens they gave out. Under the owner's lock.
 */
#ifndef SIM_AUTH_H
#define SIM_AUTH_H

#include "args.h"
#include "reply.h"
#include "sim.h"

struct token {
	struct token *next;
	int64_t expires_ms;
	char text[]; /* the whole JWT */
};

struct auth {
	unsigned enabled; /* enum sim_auth */
	bool open;
	char *client_id, *client_secret, *realm, *bearer, *subject;
	unsigned life_s;
	uint64_t seed, issued;
	char url[64]; /* the issuer's */
	struct token *tokens;
};

/* 0 or -ENOMEM. */
int auth_init(struct auth *a, const struct sim_options *o, const char *subject);
void auth_finish(struct auth *a);

/* What the admin interface may change. 0, -EINVAL, -ENOMEM. */
int auth_change(struct auth *a, const struct args *args);
void auth_revoke(struct auth *a);

/* Is this one of the four token endpoints' paths, enabled or not? */
bool auth_is_token_path(const char *path);

/* Answers a POST to a token endpoint. */
void auth_token(struct auth *a, const char *path, const char *body, size_t n,
	struct reply *r);

/* "Bearer …" as the header has it, NULL for none. */
bool auth_accepts(const struct auth *a, const char *header);

/* Does the text hold the client secret? */
bool auth_leaks(const struct auth *a, const char *text, size_t n);

#endif
