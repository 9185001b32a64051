/* SPDX-License-Identifier: MIT */
/*
 * How each `auth` asks for a token. Constant data and pure functions; any
 * thread.
 */
#ifndef RUNAIFS_API_TOKEN_LOGIN_H
#define RUNAIFS_API_TOKEN_LOGIN_H

#include "config.h"

struct login {
	const char *name; /* value of the setting `auth` */
	const char *path; /* below the control plane's URL; {} is the realm */
	bool json;	  /* body: JSON, else a form */
	const char *grant; /* what the body begins with, ready-made */
	const char *id_key, *secret_key;
};

enum { LOGINS_MAX = 5 };

/*
 * The logins to try, best first, ended by NULL. One only where `auth` or
 * `token_url` decides; none where `auth` is `bearer`.
 */
void login_candidates(
	const struct config *c, const struct login *ret[LOGINS_MAX + 1]);

/* URL to post to (free()), or NULL without memory. */
char *login_url(const struct login *l, const struct config *c);
const char *login_content_type(const struct login *l);
/* The body, a secret (secret_free()), or NULL without memory. */
char *login_body(const struct login *l, const char *id, const char *secret);

#endif
