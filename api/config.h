/* SPDX-License-Identifier: MIT */
/*
 * Settings: one table drives parsing, help, --print-config and the control
 * file `config`. Every value knows where it came from. Loaded once before any
 * thread starts, read-only afterwards: then any thread.
 */
#ifndef RUNAIFS_API_CONFIG_H
#define RUNAIFS_API_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "buf.h"

enum setting {
	SET_URL,
	SET_PROFILE,
	SET_AUTH,	 /* auto realm token oauth2 oauth app bearer */
	SET_REALM,
	SET_TOKEN_URL,
	SET_CLIENT_ID,
	SET_CLIENT_SECRET_FILE,
	SET_TOKEN_FILE,
	SET_TOKEN_COMMAND,
	SET_CA_FILE,
	SET_CLIENT_CERT,
	SET_CLIENT_KEY,
	SET_PROXY,
	SET_INSECURE_TLS,
	SET_ALLOW_HTTP,
	SET_API,	 /* auto v1 legacy */
	SET_RESEARCHER_AUTH, /* none control-plane */
	SET_TTL,	 /* running things */
	SET_TTL_ORG,
	SET_TTL_STATIC,
	SET_TTL_MORE,
	SET_TTL_NEGATIVE,
	SET_STALE_WHILE_REVALIDATE, /* bool */
	SET_STALE_IF_ERROR,
	SET_CACHE_SIZE,
	SET_MAX_CONNECTIONS,
	SET_RATE,
	SET_BURST,
	SET_RETRIES,
	SET_CONNECT_TIMEOUT,
	SET_REQUEST_TIMEOUT,
	SET_OP_TIMEOUT,
	SET_PAGE_SIZE,
	SET_REVEAL_SECRETS,
	SET_XATTR,
	SET_FORMATS,	 /* bits: json tsv ndjson csv txt count */
	SET_NO_VERIFY,
	SET_LOG,	 /* error warn info debug */
	SET_LOG_FORMAT,	 /* text json */
	SET_UID,
	SET_GID,
	SET_UMASK,
	SET_ALLOW_OTHER,
	SETTING_COUNT
};

struct config;

/* Where a value came from. */
enum setting_source {
	SOURCE_DEFAULT,
	SOURCE_COMMAND_LINE,
	SOURCE_ENVIRONMENT,
	SOURCE_CREDENTIALS_DIRECTORY,
	SOURCE_FILE,
	SOURCE_CLI_LOGIN,
};

/* What the command line asks for. */
struct config_args {
	const char *source;	/* URL or profile name; NULL: from elsewhere */
	const char *file;	/* -c FILE, NULL for the usual places */
	const char *const *options; /* each "key=value" or "key" of -o, in
				       order; NULL-terminated; may be NULL */
	bool incomplete;	    /* fine without a url (--print-config) */
};

/*
 * Reads everything in the order of the manual: command line, environment,
 * $CREDENTIALS_DIRECTORY, config files. `getenv_fn` stands in for getenv in
 * tests. Blocks on file reads only; no network, runs no command.
 * Returns 0, -EINVAL (usage or content), -ENOENT or -EACCES (a file named by
 * the user, or one that others can read), -ENOMEM; then `message` holds one line
 * that names the cause and the cure, never a secret.
 */
int config_load(struct config **ret, const struct config_args *args,
	char *(*getenv_fn)(const char *), struct buf *message);
void config_destroy(struct config *c);

/* Typed access; times in milliseconds. A string is NULL where unset. */
const char *config_str(const struct config *c, enum setting s);
bool config_bool(const struct config *c, enum setting s);
int64_t config_ms(const struct config *c, enum setting s);
uint64_t config_size(const struct config *c, enum setting s); /* bytes */
long config_int(const struct config *c, enum setting s);
enum setting_source config_source(const struct config *c, enum setting s);

/* `researcher_url.<cluster>`: URL without trailing slash, or NULL. */
const char *config_researcher_url(const struct config *c, const char *cluster);

/* Secrets given directly (environment, credentials directory, config file), or
 * NULL. The bytes live as long as `c`, locked and wiped with it. */
const char *config_client_secret(const struct config *c);
const char *config_token(const struct config *c);

/* The credential that won: of the strongest source that has one; in the same
 * source in this order. A named `auth` leaves only the kinds that it can use. */
enum credential {
	CREDENTIAL_NONE,
	CREDENTIAL_CLIENT,	/* SET_CLIENT_ID, with config_client_secret() or
				   SET_CLIENT_SECRET_FILE, never both */
	CREDENTIAL_TOKEN,	/* config_token() */
	CREDENTIAL_TOKEN_FILE,	/* SET_TOKEN_FILE, for secret_read_file() */
	CREDENTIAL_CLI_LOGIN,	/* config_cli_login(), for cli_login_token() */
	CREDENTIAL_TOKEN_COMMAND, /* SET_TOKEN_COMMAND, for command_run() */
};
enum credential config_credential(const struct config *c);

/* The runai CLI's authentication.json where that exists and its login is for
 * our origin, else NULL. Its token may have expired: SET_TOKEN_COMMAND, where
 * set, then gets a fresh one. */
const char *config_cli_login(const struct config *c);

/* Origin (scheme://host[:port], lower case, default port left out) of SET_URL:
 * the only place a token ever goes. */
const char *config_origin(const struct config *c);

/* What is missing for authentication and where it can be put: one line. */
void config_explain_no_credentials(const struct config *c, struct buf *out);

/* One line a setting: `key = value  # source`, secrets as "(redacted)". */
void config_print(const struct config *c, struct buf *out);

/* Option help for --help, 80 columns, from the same table. */
void config_print_help(FILE *out);

#endif
