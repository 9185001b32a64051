/* SPDX-License-Identifier: MIT */
/*
 * What is secret in the answers of the control plane: for the rows of the
 * endpoint tables, and for whoever asks with a path of their own. Names of
 * Kubernetes secrets and of their keys are none, nor are ids of credentials,
 * user names, commands and arguments; values of environment variables,
 * passwords, keys, tokens and the queries of addresses are.
 *
 * Constant data and pure functions; any thread.
 */
#ifndef RUNAIFS_API_RAW_SECRETS_H
#define RUNAIFS_API_RAW_SECRETS_H

#include "util.h"

/* Of an item or a document, for redact.h; each ends with NULL. */
extern const char *const secrets_workload[]; /* and revisions */
extern const char *const secrets_spec[];     /* of workloads, and templates */
extern const char *const secrets_policy[], *const secrets_environment[],
	*const secrets_client[], *const secrets_credential[],
	*const secrets_credentials[], /* the list of all kinds */
	*const secrets_notification_channel[],
	*const secrets_everything[]; /* the whole answer: it is the secret,
					and refused */

enum raw_rule {
	RAW_OPEN,    /* nothing in it is secret */
	RAW_REDACT,  /* JSON has to be redacted, and what is none refused */
	RAW_REFUSED, /* it exists for the sake of its secrets */
};

/*
 * What holds for the answer to a GET of this path, which starts with '/', is
 * decoded and has no query. With RAW_REDACT `*ret_secrets` is what to redact in
 * the whole of it, envelope and all; else NULL. Made from the rows; a path
 * that no row has, of a newer version perhaps, is redacted by what secrets are
 * called elsewhere.
 */
enum raw_rule raw_rule(struct slice path, const char *const **ret_secrets);

#endif
