/* SPDX-License-Identifier: MIT */
/*
 * What `runai login` left behind, read only. Its refresh token is never looked
 * at: using it would log the CLI out. Any thread; blocks on file reads.
 */
#ifndef RUNAIFS_API_CLI_LOGIN_H
#define RUNAIFS_API_CLI_LOGIN_H

#include "buf.h"

/*
 * `control_plane.url` of the CLI's config.json. 0 and a string (free()), or
 * -ENOENT (no such file, or no url in it), -EACCES, -EBADMSG, -ENOMEM with
 * one line in `message`.
 */
int cli_login_url(const char *config_json, char **ret, struct buf *message);

/*
 * `accessToken` of the CLI's authentication.json: a JWT as it is, in base64 or
 * in base64url. 0 and a secret (secret_free), or errors as above.
 */
int cli_login_token(const char *authentication_json, char **ret_secret,
	struct buf *message);

#endif
