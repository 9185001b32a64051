/* SPDX-License-Identifier: MIT */
#include "raw_secrets.h"

#include <strings.h>
#include "endpoint.h"

/*
 * Each list twice: for an item, and for an answer that has it somewhere.
 * Paths that begin with "**" serve as both.
 */
#define SECRETS(name, list)                                                    \
	const char *const secrets_##name[] = {list(""), NULL};                 \
	static const char *const whole_##name[] = {list("**."), NULL}
#define SECRETS_ANYWHERE(name, ...)                                            \
	const char *const secrets_##name[] = {__VA_ARGS__, NULL}

/* What containers get to see, and addresses with tokens in the query. */
#define WORKLOAD(at)                                                           \
	at "environmentVariables.*", at "urls.*.?",                            \
		at "externalConnections.*.url.?",                              \
		at "environments.*.connections.*.url.?"
SECRETS(workload, WORKLOAD);

/* Of a master, leader and worker as well, and combined with assets; `env` is
 * that of Kubernetes manifests. */
SECRETS_ANYWHERE(spec, "**.environmentVariables.*.value", "**.env.*.value",
	"**.exposedUrls.*.url.?", "**.relatedUrls.*.url.?", "**.exposedUrl.?");

/* Defaults are `instances`. */
SECRETS_ANYWHERE(policy, "**.environmentVariables.instances.*.value",
	"**.environmentVariables.*.value", "**.exposedUrls.instances.*.url.?",
	"**.relatedUrls.instances.*.url.?");

#define ENVIRONMENT(at)                                                        \
	at "spec.environmentVariables.*.value",                                \
		at "spec.connections.*.externalToolInfo.externalUrl.?",        \
		at "spec.connections.*.internalToolInfo"                       \
		   ".externalUrlInfo.externalUrl.?"
SECRETS(environment, ENVIRONMENT);

SECRETS_ANYWHERE(client, "**.clientSecret");

#define CREDENTIAL(at)                                                         \
	at "spec.password", at "spec.secretAccessKey",                         \
		at "spec.keyValuePairs.*.value", at "spec.ngc_api_key",        \
		at "spec.ngcApiKey"
SECRETS(credential, CREDENTIAL);

/* Here `spec` has a member for each kind: `password` is one. */
#define CREDENTIALS(at)                                                        \
	at "spec.*.password", at "spec.*.secretAccessKey",                     \
		at "spec.*.keyValuePairs.*.value", at "spec.*.ngc_api_key",    \
		at "spec.*.ngcApiKey"
SECRETS(credentials, CREDENTIALS);

#define NOTIFICATION_CHANNEL(at) at "config.password", at "config.apiToken"
SECRETS(notification_channel, NOTIFICATION_CHANNEL);

SECRETS_ANYWHERE(everything, "");

/* For what no row knows: by name, wherever it is. */
static const char *const anything[] = {"**.environmentVariables.*.value",
	"**.environmentVariables.instances.*.value", "**.env.*.value",
	"**.clientSecret", "**.secretAccessKey", "**.keyValuePairs.*.value",
	"**.ngc_api_key", "**.ngcApiKey", "**.apiToken", "**.password",
	"**.privateKey", "**.accessToken", "**.refreshToken", "**.token",
	"**.urls.*.?", "**.exposedUrls.*.url.?", "**.relatedUrls.*.url.?",
	"**.connections.*.url.?", "**.externalConnections.*.url.?", NULL};

static const struct {
	const char *const *item, *const *whole;
} lists[] = {
	{secrets_workload, whole_workload},
	{secrets_spec, secrets_spec},
	{secrets_policy, secrets_policy},
	{secrets_environment, whole_environment},
	{secrets_client, secrets_client},
	{secrets_credential, whole_credential},
	{secrets_credentials, whole_credentials},
	{secrets_notification_channel, whole_notification_channel},
	{secrets_everything, secrets_everything},
};

/* Paths with all that is below them. */
static const struct {
	const char *path;
	enum raw_rule rule;
	const char *const *secrets;
} exceptions[] = {
	{"/api/v1/asset/credentials", RAW_REFUSED, NULL},
	{"/api/v1/asset/registries", RAW_REFUSED, NULL},
	{"/api/v1/idps", RAW_REFUSED, NULL},
	{"/api/v1/notification-channels", RAW_REFUSED, NULL},
	{"/api/v1/clusters/{}/cluster-install-info", RAW_REFUSED, NULL},
	{"/v1/k8s/clusters/{}/installfile", RAW_REFUSED, NULL},
	/* Deprecated, and in no row. */
	{"/api/v1/asset/workload-template", RAW_REDACT, secrets_spec},
	{"/api/v1/apps", RAW_REDACT, secrets_client},
	{"/api/v1/user-applications", RAW_REDACT, secrets_client},
	{"/api/v1/administration/user-applications", RAW_REDACT,
		secrets_client},
	{"/api/v1/cli", RAW_OPEN, NULL},
};

/* ---- matching ---- */

/* The next step of a path, without the slashes before it; what a ';' begins is
 * none of its name. False at the end. */
static bool next_step(struct slice *rest, struct slice *ret)
{
	const char *end, *name_end;

	while (rest->n > 0 && *rest->p == '/')
		*rest = (struct slice){rest->p + 1, rest->n - 1};
	if (rest->n == 0)
		return false;
	end = memchr(rest->p, '/', rest->n);
	if (!end)
		end = rest->p + rest->n;
	name_end = memchr(rest->p, ';', (size_t)(end - rest->p));
	*ret = (struct slice){rest->p,
		(size_t)((name_end ? name_end : end) - rest->p)};
	*rest = (struct slice){end, (size_t)(rest->p + rest->n - end)};
	return true;
}

static bool step_fits(struct slice want, struct slice step)
{
	return want.p[0] == '{' ||
	       (want.n == step.n && strncasecmp(want.p, step.p, step.n) == 0);
}

/* Does the path begin with all steps of the pattern? Then whether it ends there
 * as well, and how many of them are holes. */
static bool begins_with(struct slice path, struct slice pattern,
	bool *ret_all, unsigned *ret_holes)
{
	struct slice want, step;

	*ret_holes = 0;
	while (next_step(&pattern, &want)) {
		if (!next_step(&path, &step) || !step_fits(want, step))
			return false;
		*ret_holes += want.p[0] == '{';
	}
	*ret_all = !next_step(&path, &step);
	return true;
}

static bool has_dots(struct slice path)
{
	struct slice step;

	while (next_step(&path, &step))
		if (slice_eq(step, SLICE(".")) || slice_eq(step, SLICE("..")))
			return true;
	return false;
}

/* One of the alternatives of a row's path. */
static bool row_fits(
	const struct endpoint_row *row, struct slice path, unsigned *ret_holes)
{
	bool all;

	for (const char *p = row->path; p && *p; p += *p == '|') {
		struct slice pattern = {p, strcspn(p, "|")};

		if (begins_with(path, pattern, &all, ret_holes) && all)
			return true;
		p += pattern.n;
	}
	return false;
}

/* The row that fits with the fewest holes, as a server would choose; among
 * equals one with secrets. */
static const struct endpoint_row *find_row(struct slice path)
{
	const struct endpoint_row *found = NULL;
	unsigned least = 0;

	for (unsigned i = 0; i < API_GENERATIONS * ENDPOINT_COUNT; i++) {
		const struct endpoint_row *row =
			endpoint_row((enum api_generation)(i / ENDPOINT_COUNT),
				(enum endpoint)(i % ENDPOINT_COUNT));
		unsigned holes;

		if (!row->path || row->verbatim ||
			!row_fits(row, path, &holes))
			continue;
		if (found && (holes > least ||
				     (holes == least && !row->secrets)))
			continue;
		found = row;
		least = holes;
	}
	return found;
}

/* A list that is not among those above cannot be applied: rather nothing. */
static enum raw_rule rule_of(
	const struct endpoint_row *row, const char *const **ret_secrets)
{
	if (!row->secrets)
		return RAW_OPEN;
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		if (lists[i].item == row->secrets) {
			*ret_secrets = lists[i].whole;
			return RAW_REDACT;
		}
	return RAW_REFUSED;
}

enum raw_rule raw_rule(struct slice path, const char *const **ret_secrets)
{
	const struct endpoint_row *row;
	unsigned holes;
	bool all;

	*ret_secrets = NULL;
	if (path.n == 0 || path.p[0] != '/' || has_dots(path))
		return RAW_REFUSED;
	for (size_t i = 0; i < ARRAY_SIZE(exceptions); i++)
		if (begins_with(path, slice_str(exceptions[i].path), &all,
			    &holes)) {
			*ret_secrets = exceptions[i].secrets;
			return exceptions[i].rule;
		}
	row = find_row(path);
	if (row)
		return rule_of(row, ret_secrets);
	*ret_secrets = anything;
	return RAW_REDACT;
}
