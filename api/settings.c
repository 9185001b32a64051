/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <errno.h>
#include "clock.h"
#include "nearest.h"
#include "util.h"

#define S(n) ((n)*MS_PER_S) /* seconds in ms */
#define YEAR S(365 * 86400)
#define KIB INT64_C(1024)
#define GIB (KIB * KIB * KIB)

/* clang-format off */
static const struct setting_info table[SETTING_ALL] = {
	[SET_URL] = {"url", TYPE_URL, .argument = "URL",
		.help = "the control plane, https://HOST"},
	[SET_PROFILE] = {"profile", TYPE_TEXT, .argument = "NAME",
		.help = "section of the configuration file"},
	[SET_AUTH] = {"auth", TYPE_CHOICE, "auto",
		.choices = "auto|realm|token|oauth2|oauth|app|bearer",
		.help = "how to get a token"},
	[SET_REALM] = {"realm", TYPE_TEXT, "runai", .argument = "NAME",
		.help = "realm of auth=realm"},
	[SET_TOKEN_URL] = {"token_url", TYPE_URL, .argument = "URL",
		.help = "token endpoint, where it is not below url"},
	[SET_CLIENT_ID] = {"client_id", TYPE_TEXT, .argument = "ID",
		.help = "id of the application or service account"},
	[SET_CLIENT_SECRET_FILE] = {"client_secret_file", TYPE_PATH,
		.argument = "FILE", .help = "file that holds its secret"},
	[SET_TOKEN_FILE] = {"token_file", TYPE_PATH, .argument = "FILE",
		.help = "file that holds a bearer token"},
	[SET_TOKEN_COMMAND] = {"token_command", TYPE_COMMAND,
		.argument = "COMMAND",
		.help = "command that prints a bearer token"},
	[SET_CA_FILE] = {"ca_file", TYPE_PATH, .argument = "FILE",
		.help = "certificate authorities to trust, PEM"},
	[SET_CLIENT_CERT] = {"client_cert", TYPE_PATH, .argument = "FILE",
		.help = "client certificate, PEM"},
	[SET_CLIENT_KEY] = {"client_key", TYPE_PATH, .argument = "FILE",
		.help = "its key, PEM"},
	[SET_PROXY] = {"proxy", TYPE_PROXY, .argument = "URL",
		.help = "proxy to go through"},
	[SET_INSECURE_TLS] = {"insecure_tls", TYPE_BOOL, "no",
		.help = "accept any certificate: for tests only"},
	[SET_ALLOW_HTTP] = {"allow_http", TYPE_BOOL, "no",
		.help = "allow http:// to other hosts than this one"},
	[SET_API] = {"api", TYPE_CHOICE, "auto", .choices = "auto|v1|legacy",
		.help = "generation of the API"},
	[SET_RESEARCHER_AUTH] = {"researcher_auth", TYPE_CHOICE, "none",
		.choices = "none|control-plane",
		.help = "token for the legacy Researcher API"},
	[SET_TTL] = {"ttl", TYPE_SECONDS, "15", 0, YEAR,
		.argument = "SECONDS",
		.help = "age of workloads, pods and nodes"},
	[SET_TTL_ORG] = {"ttl_org", TYPE_SECONDS, "60", 0, YEAR,
		.argument = "SECONDS",
		.help = "age of clusters, projects, assets, users"},
	[SET_TTL_STATIC] = {"ttl_static", TYPE_SECONDS, "3600", 0, YEAR,
		.argument = "SECONDS",
		.help = "age of settings, roles, templates"},
	[SET_TTL_MORE] = {"ttl_more", TYPE_SECONDS, "30", 0, YEAR,
		.argument = "SECONDS", .help = "age of files with a request each"},
	[SET_TTL_NEGATIVE] = {"ttl_negative", TYPE_SECONDS, "5", 0, YEAR,
		.argument = "SECONDS", .help = "age of a `not found`"},
	[SET_STALE_WHILE_REVALIDATE] = {"stale_while_revalidate", TYPE_BOOL,
		"yes", .help = "serve the old while fetching"},
	[SET_STALE_IF_ERROR] = {"stale_if_error", TYPE_SECONDS, "300", 0, YEAR,
		.argument = "SECONDS",
		.help = "serve the old that much longer on failure"},
	[SET_CACHE_SIZE] = {"cache_size", TYPE_SIZE, "512M", 64 * KIB,
		GIB * KIB, .argument = "SIZE",
		.help = "memory for what is cached, with K, M or G"},
	[SET_MAX_CONNECTIONS] = {"max_connections", TYPE_INT, "8", 1, 128,
		.argument = "N", .help = "connections at a time"},
	[SET_RATE] = {"rate", TYPE_INT, "50", 1, 100000, .argument = "N",
		.help = "requests per second"},
	[SET_BURST] = {"burst", TYPE_INT, "100", 1, 100000, .argument = "N",
		.help = "requests that may go out at once"},
	[SET_RETRIES] = {"retries", TYPE_INT, "3", 0, 100, .argument = "N",
		.help = "further tries of a failed request"},
	[SET_CONNECT_TIMEOUT] = {"connect_timeout", TYPE_SECONDS, "5", 1, YEAR,
		.argument = "SECONDS", .help = "limit for connecting"},
	[SET_REQUEST_TIMEOUT] = {"request_timeout", TYPE_SECONDS, "30", 1,
		YEAR, .argument = "SECONDS", .help = "limit for one request"},
	[SET_OP_TIMEOUT] = {"op_timeout", TYPE_SECONDS, "45", 1, YEAR,
		.argument = "SECONDS",
		.help = "limit for one operation as a whole"},
	[SET_PAGE_SIZE] = {"page_size", TYPE_INT, "500", 1, 10000,
		.argument = "N", .help = "items asked for in one page"},
	[SET_REVEAL_SECRETS] = {"reveal_secrets", TYPE_BOOL, "no",
		.help = "show secret values in files"},
	[SET_XATTR] = {"xattr", TYPE_BOOL, "no",
		.help = "offer extended attributes"},
	[SET_FORMATS] = {"formats", TYPE_CHOICES, "json:tsv",
		.choices = "json|tsv|ndjson|csv|txt|count",
		.help = "renderings of lists to be listed"},
	[SET_NO_VERIFY] = {"no_verify", TYPE_BOOL, "no",
		.help = "mount without trying the credentials"},
	[SET_LOG] = {"log", TYPE_CHOICE, "info",
		.choices = "error|warn|info|debug", .help = "what to log"},
	[SET_LOG_FORMAT] = {"log_format", TYPE_CHOICE, "text",
		.choices = "text|json", .help = "how to log"},
	[SET_UID] = {"uid", TYPE_INT, NULL, 0, UINT32_MAX - 1,
		.argument = "N", .help = "owner of all files (default: yours)"},
	[SET_GID] = {"gid", TYPE_INT, NULL, 0, UINT32_MAX - 1,
		.argument = "N", .help = "group of all files (default: yours)"},
	[SET_UMASK] = {"umask", TYPE_OCTAL, NULL, 0, 0777,
		.argument = "OCTAL",
		.help = "bits taken from modes (default: 077)"},
	[SET_ALLOW_OTHER] = {"allow_other", TYPE_BOOL, "no",
		.help = "let other users in"},
	[SET_CLIENT_SECRET] = {"client_secret", TYPE_SECRET,
		.argument = "SECRET",
		.help = "the secret itself (configuration file only)"},
	[SET_TOKEN] = {"token", TYPE_SECRET, .argument = "TOKEN",
		.help = "a bearer token itself (configuration file only)"},
};

static const struct {
	const char *name;
	int setting;
} aliases[] = {
	{"ttl_running", SET_TTL},
};

/* What mount(8), fstab and other file systems' habits put into -o. The mount
 * is always ro,nosuid,nodev,noatime; mount(8) passes rw,dev,suid unasked. */
static const char *const mount_options[] = {
	"_netdev", "async", "atime", "auto", "auto_unmount", "comment",
	"default_permissions", "defaults", "dev", "diratime", "exec", "fsname",
	"group", "noatime", "noauto", "nodev", "nodiratime", "noexec",
	"nofail", "norelatime", "nosuid", "nouser", "owner", "relatime", "ro",
	"rw", "subtype", "suid", "sync", "user", "users",
};
/* clang-format on */

const struct setting_info *setting_info(unsigned s)
{
	return &table[s];
}

int setting_find(const char *name)
{
	for (int s = 0; s < SETTING_ALL; s++)
		if (strcmp(table[s].name, name) == 0)
			return s;
	for (size_t i = 0; i < ARRAY_SIZE(aliases); i++)
		if (strcmp(aliases[i].name, name) == 0)
			return aliases[i].setting;
	return -ENOENT;
}

const char *setting_nearest(const char *name)
{
	struct nearest n = {.word = name};

	for (int s = 0; s < SETTING_ALL; s++)
		nearest_offer(&n, table[s].name);
	for (size_t i = 0; i < ARRAY_SIZE(aliases); i++)
		nearest_offer(&n, aliases[i].name);
	nearest_offer(&n, "researcher_url.");
	for (size_t i = 0; i < ARRAY_SIZE(mount_options); i++)
		nearest_offer(&n, mount_options[i]);
	return n.best;
}

bool setting_is_mount_option(const char *name)
{
	if (strncmp(name, "x-", 2) == 0 || strncmp(name, "X-", 2) == 0)
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(mount_options); i++)
		if (strcmp(mount_options[i], name) == 0)
			return true;
	return false;
}
