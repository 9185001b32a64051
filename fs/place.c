/* SPDX-License-Identifier: MIT */
#include "place.h"
#include "render.h"

#define DIR(place_, parent_, name_, path_, kinds_)                             \
	{.place = place_, .parent = parent_, .name = name_, .type = PLACE_DIR, \
		.listed = true, .view = VIEW_NONE, .text = path_,              \
		.kinds = kinds_}
#define HIDDEN(place_, parent_, name_)                                         \
	{.place = place_, .parent = parent_, .name = name_, .type = PLACE_DIR, \
		.view = VIEW_NONE}
/* Directories of objects, or of links to them. */
#define COLLECTION(place_, parent_, name_, kinds_, view_)                      \
	{.place = place_, .parent = parent_, .name = name_,                    \
		.type = PLACE_COLLECTION, .listed = true, .kinds = kinds_,     \
		.view = view_}
#define GROUPS(parent_, name_, view_)                                          \
	{.place = PLACE_OTHER, .parent = parent_, .name = name_,               \
		.type = PLACE_GROUPS, .listed = true, .view = view_}
#define RELATED(name_, kinds_, to_, field_)                                    \
	{.place = PLACE_OTHER, .parent = PLACE_OBJECT, .name = name_,          \
		.type = PLACE_RELATED, .listed = true, .kinds = kinds_,        \
		.view = VIEW_NONE, .to = to_, .field = field_}
#define RELATION(name_, kinds_, to_, field_)                                   \
	{.place = PLACE_OTHER, .parent = PLACE_OBJECT, .name = name_,          \
		.type = PLACE_SYMLINK, .listed = true, .kinds = kinds_,        \
		.source = SOURCE_RELATED, .view = VIEW_NONE, .to = to_,        \
		.field = field_}
#define FILE_(parent_, name_, listed_, source_, kinds_)                        \
	{.place = PLACE_OTHER, .parent = parent_, .name = name_,               \
		.type = PLACE_FILE, .listed = listed_, .source = source_,      \
		.kinds = kinds_, .view = VIEW_NONE}
/* Made from the answer of an operation. */
#define FILE_OF(parent_, name_, source_, kinds_, ep_)                          \
	{.place = PLACE_OTHER, .parent = parent_, .name = name_,               \
		.type = PLACE_FILE, .listed = true, .source = source_,         \
		.kinds = kinds_, .view = VIEW_NONE, .endpoint = EP_##ep_}
#define DIR_OF(place_, name_, kinds_, ep_)                                     \
	{.place = place_, .parent = PLACE_MORE_OBJECT, .name = name_,          \
		.type = PLACE_DIR, .listed = true, .kinds = kinds_,            \
		.view = VIEW_NONE, .endpoint = EP_##ep_}
#define ME_LINK(name_, source_, ep_)                                           \
	{.place = PLACE_OTHER, .parent = PLACE_ME, .name = name_,              \
		.type = PLACE_SYMLINK, .listed = true, .source = source_,      \
		.view = VIEW_NONE, .endpoint = EP_##ep_}
/* One that goes by a name of its own. */
#define FILE_AT(place_, source_)                                               \
	{.place = place_, .parent = PLACE_OTHER, .type = PLACE_FILE,           \
		.listed = true, .source = source_, .view = VIEW_NONE}
#define CONTROL(name_, source_)                                                \
	FILE_(PLACE_CONTROL, name_, true, source_, 0)
/* A call of its own: one document, or bytes. */
#define CALL_AT(parent_, name_, kinds_, ep_, argument_, listed_, formats_)     \
	{.place = PLACE_OTHER, .parent = parent_, .name = name_,               \
		.type = PLACE_FILE, .listed = listed_, .formats = formats_,    \
		.source = SOURCE_ENDPOINT, .kinds = kinds_, .view = VIEW_NONE, \
		.endpoint = EP_##ep_, .text = argument_}
#define CALL(parent_, name_, kinds_, ep_, argument_)                           \
	CALL_AT(parent_, name_, kinds_, ep_, argument_, true, false)
#define UNLISTED(parent_, name_, kinds_, ep_, argument_)                       \
	CALL_AT(parent_, name_, kinds_, ep_, argument_, false, false)
/* The same, of a list. */
#define CALLS(parent_, name_, kinds_, ep_, argument_)                          \
	CALL_AT(parent_, name_, kinds_, ep_, argument_, true, true)
/* Behind an object's `more`. */
#define MORE(name_, kinds_, ep_, argument_)                                    \
	CALL(PLACE_MORE_OBJECT, name_, kinds_, ep_, argument_)
#define MORE_LIST(name_, kinds_, ep_, argument_)                               \
	CALLS(PLACE_MORE_OBJECT, name_, kinds_, ep_, argument_)
/* The policy of each kind of workload for a scope; EP_POLICY says in which order
 * the ids come. */
#define POLICIES_AT(parent_, kinds_, scope_)                                   \
	CALL(parent_, "trainings.json", kinds_, POLICY, "trainings|" scope_),  \
	CALL(parent_, "workspaces.json", kinds_, POLICY,                       \
		"workspaces|" scope_),                                         \
	CALL(parent_, "distributed.json", kinds_, POLICY,                      \
		"distributed|" scope_),                                        \
	CALL(parent_, "inferences.json", kinds_, POLICY,                       \
		"inferences|" scope_),                                         \
	CALL(parent_, "distributed-inferences.json", kinds_, POLICY,           \
		"distributed-inferences|" scope_),                             \
	CALL(parent_, "nim-services.json", kinds_, POLICY,                     \
		"nim-services|" scope_)
#define POLICIES_OF(kind, scope_)                                              \
	POLICIES_AT(PLACE_MORE_POLICIES, OF(kind), scope_)
#define INSTALLER(os)                                                          \
	CALL(PLACE_CLI_INSTALLER, os ".sh", 0, CLI_INSTALLER, os),             \
	CALL(PLACE_CLI_INSTALLER, os ".commands.json", 0,                      \
		CLI_INSTALLER_COMMANDS, os)
/* metrics.csv, and metrics/ with files for windows of time. */
#define WINDOWS(place_, name_, kinds_, ep_)                                    \
	{.place = PLACE_OTHER, .parent = PLACE_MORE_OBJECT,                    \
		.name = name_ ".csv", .type = PLACE_FILE, .listed = true,      \
		.source = SOURCE_##place_, .kinds = kinds_, .view = VIEW_NONE, \
		.endpoint = EP_##ep_},                                         \
	{.place = PLACE_##place_, .parent = PLACE_MORE_OBJECT, .name = name_,  \
		.type = PLACE_DIR, .listed = true, .kinds = kinds_,            \
		.view = VIEW_NONE, .endpoint = EP_##ep_},                      \
	FILE_AT(PLACE_##place_##_WINDOW, SOURCE_##place_)
/* metrics/by-x/ of a cluster, with what the API calls x. */
#define METRICS_BY(place_, name_, group_)                                      \
	{.place = place_, .parent = PLACE_METRICS, .name = name_,              \
		.type = PLACE_DIR, .listed = true, .kinds = OF(CLUSTER),       \
		.view = VIEW_NONE, .endpoint = EP_CLUSTER_METRICS_BY},         \
	{.place = place_##_WINDOW, .parent = PLACE_OTHER, .type = PLACE_FILE,  \
		.listed = true, .source = SOURCE_METRICS_BY,                   \
		.view = VIEW_NONE, .text = "{id}|" group_}
/* Where it can be asked for: a link to what is not listed. */
#define BEHIND(place_, name_, ep_)                                             \
	{.place = PLACE_OTHER, .parent = PLACE_ROOT, .name = name_,            \
		.type = PLACE_SYMLINK, .listed = true, .source = SOURCE_TEXT,  \
		.view = VIEW_NONE, .text = ".more/" name_,                     \
		.endpoint = EP_##ep_},                                         \
	{.place = place_, .parent = PLACE_MORE, .name = name_,                 \
		.type = PLACE_DIR, .view = VIEW_NONE, .endpoint = EP_##ep_}
#define LINK(name_, text_)                                                     \
	{.place = PLACE_OTHER, .parent = PLACE_ROOT, .name = name_,            \
		.type = PLACE_SYMLINK, .listed = true, .source = SOURCE_TEXT,  \
		.view = VIEW_NONE, .text = text_}
#define OF(kind) KIND_BIT(KIND_##kind)
#define TEMPLATE_KINDS                                                              \
	(OF(TEMPLATE_WORKSPACE) | OF(TEMPLATE_TRAINING) |                      \
		OF(TEMPLATE_DISTRIBUTED) | OF(TEMPLATE_INFERENCE))
#define DATASOURCE_KINDS                                                            \
	(OF(GIT) | OF(HOST_PATH) | OF(NFS) | OF(PVC) | OF(S3) |                \
		OF(CONFIG_MAP) | OF(SECRET))

const struct place_row place_rows[] = {
	DIR(PLACE_ROOT, PLACE_OTHER, NULL, "", 0),
	FILE_(PLACE_ROOT, "README.txt", true, SOURCE_README, 0),
	COLLECTION(PLACE_OTHER, PLACE_ROOT, "departments", 0,
		VIEW_ALL_DEPARTMENTS),
	COLLECTION(PLACE_OTHER, PLACE_ROOT, "projects", 0, VIEW_ALL_PROJECTS),
	COLLECTION(PLACE_OTHER, PLACE_ROOT, "node-pools", 0,
		VIEW_ALL_NODE_POOLS),
	COLLECTION(PLACE_NODES, PLACE_ROOT, "nodes", 0, VIEW_ALL_NODES),
	{.place = PLACE_WORKLOADS, .parent = PLACE_ROOT, .name = "workloads",
		.type = PLACE_DIR, .listed = true, .view = VIEW_ALL_WORKLOADS,
		.text = "workloads"},
	DIR(PLACE_PODS, PLACE_ROOT, "pods", "pods", 0),
	DIR(PLACE_ACCESS, PLACE_ROOT, "access", "access", 0),
	DIR(PLACE_ASSETS, PLACE_ROOT, "assets", "assets", 0),
	DIR(PLACE_TEMPLATES, PLACE_ROOT, "workload-templates",
		"workload-templates", 0),
	DIR(PLACE_PROPERTIES, PLACE_ROOT, "workload-properties",
		"workload-properties", 0),
	DIR(PLACE_TENANT, PLACE_ROOT, "tenant", "tenant", 0),
	DIR(PLACE_ME, PLACE_ROOT, "me", "me", 0),
	BEHIND(PLACE_POLICIES, "policies", POLICY),
	BEHIND(PLACE_CLI, "cli", CLI_INSTALLER),
	LINK("lists", ".more/lists"),
	LINK("raw", ".more/raw"),
	LINK("by-id", ".more/by-id"),
	BEHIND(PLACE_AUDIT, "audit", AUDIT_LOG),
	BEHIND(PLACE_TELEMETRY, "telemetry", NODE_TELEMETRY),
	LINK("diagnostics", ".runaifs"),
	FILE_(PLACE_ROOT, ".ignore", false, SOURCE_IGNORE, 0),
	HIDDEN(PLACE_MORE, PLACE_ROOT, ".more"),
	HIDDEN(PLACE_CONTROL, PLACE_ROOT, ".runaifs"),

	DIR(PLACE_DATASOURCES, PLACE_ASSETS, "datasources",
		"assets/datasources", 0),
	DIR(PLACE_CREDENTIALS, PLACE_ASSETS, "credentials",
		"assets/credentials", 0),
	DIR(PLACE_NOTIFICATIONS, PLACE_TENANT, "notifications",
		"tenant/notifications", 0),
	CALLS(PLACE_ACCESS, "permissions", 0, PERMISSIONS, NULL),
	CALLS(PLACE_ACCESS, "access-keys", 0, ADMIN_ACCESS_KEYS, NULL),
	FILE_(PLACE_ME, "token.json", true, SOURCE_CLAIMS, 0),
	ME_LINK("user", SOURCE_ME_USER, USERS),
	ME_LINK("workloads", SOURCE_ME_WORKLOADS, WORKLOADS),
	CALLS(PLACE_ME, "access-rules", 0, MY_ACCESS_RULES, NULL),
	CALLS(PLACE_PROPERTIES, "priorities", 0, WORKLOAD_PRIORITIES, NULL),
	CALLS(PLACE_TENANT, "org-unit-priorities", 0, ORG_UNIT_PRIORITIES,
		NULL),
	CALL(PLACE_TENANT, "security-settings.json", 0, SECURITY_SETTINGS,
		NULL),
	{.place = PLACE_SECURITY_SETTINGS, .parent = PLACE_TENANT,
		.name = "security-settings", .type = PLACE_DIR,
		.view = VIEW_NONE},
	UNLISTED(PLACE_SECURITY_SETTINGS, "*.json", 0, SECURITY_SETTING,
		"{key}"),
	CALL(PLACE_TENANT, "logo.json", 0, LOGO, NULL),
	FILE_OF(PLACE_TENANT, "logo", SOURCE_LOGO, 0, LOGO),
	CALLS(PLACE_NOTIFICATIONS, "types", 0, NOTIFICATION_TYPES, NULL),
	CALLS(PLACE_NOTIFICATIONS, "subscriptions", 0, SUBSCRIPTIONS, NULL),
	CALL(PLACE_NOTIFICATIONS, "state.json", 0, NOTIFICATION_STATE, NULL),

	GROUPS(PLACE_WORKLOADS, "by-phase", VIEW_BY_PHASE),
	GROUPS(PLACE_WORKLOADS, "by-type", VIEW_BY_TYPE),
	GROUPS(PLACE_WORKLOADS, "by-user", VIEW_BY_USER),
	GROUPS(PLACE_WORKLOADS, "by-node-pool", VIEW_BY_NODE_POOL),
	GROUPS(PLACE_WORKLOADS, "by-category", VIEW_BY_CATEGORY),
	GROUPS(PLACE_WORKLOADS, "by-ai-application", VIEW_BY_AI_APPLICATION),
	GROUPS(PLACE_NODES, "by-status", VIEW_NODES_BY_STATUS),
	GROUPS(PLACE_PODS, "by-node", VIEW_PODS_BY_NODE),

	DIR(PLACE_OBJECT, PLACE_OTHER, NULL, NULL, 0),
	FILE_(PLACE_OBJECT, "info.json", true, SOURCE_INFO, ALL_KINDS),
	FILE_(PLACE_OBJECT, "status", true, SOURCE_STATUS, ALL_KINDS),
	{.place = PLACE_OTHER, .parent = PLACE_OBJECT, .name = "more",
		.type = PLACE_SYMLINK, .listed = true, .source = SOURCE_MORE,
		.kinds = ALL_KINDS, .view = VIEW_NONE},
	COLLECTION(PLACE_OTHER, PLACE_OBJECT, "projects", OF(DEPARTMENT),
		VIEW_DEPARTMENT_PROJECTS),
	RELATED("node-pools", OF(WORKLOAD), OF(NODE_POOL), FIELD_NODE_POOLS),
	RELATED("ai-applications", OF(WORKLOAD), OF(AI_APPLICATION),
		FIELD_AI_APPLICATION),
	RELATED("datasources", OF(WORKLOAD), DATASOURCE_KINDS,
		FIELD_DATASOURCES),
	RELATED("environments", OF(WORKLOAD), OF(ENVIRONMENT),
		FIELD_ENVIRONMENTS),
	RELATION("network-topology", OF(NODE_POOL), OF(NETWORK_TOPOLOGY),
		FIELD_TOPOLOGY),
	RELATION("subject", OF(ACCESS_RULE), OF(USER) | OF(SERVICE_ACCOUNT),
		FIELD_SUBJECT),
	RELATION("role", OF(ACCESS_RULE), OF(ROLE), FIELD_ROLE),
	RELATION("scope", OF(ACCESS_RULE),
		OF(CLUSTER) | OF(DEPARTMENT) | OF(PROJECT), FIELD_SCOPE),
	RELATION("node", OF(POD), OF(NODE), FIELD_NODE),
	RELATION("node-pool", OF(NODE), OF(NODE_POOL), FIELD_NODE_POOLS),

	{.place = PLACE_KIND, .parent = PLACE_OTHER, .type = PLACE_COLLECTION,
		.listed = true, .view = VIEW_NONE}, /* a spot's own says which */
	{.place = PLACE_LINK, .parent = PLACE_OTHER, .type = PLACE_SYMLINK,
		.listed = true, .source = SOURCE_TARGET, .kinds = ALL_KINDS,
		.view = VIEW_NONE},
	{.place = PLACE_NAMED, .parent = PLACE_OTHER, .type = PLACE_SYMLINK,
		.source = SOURCE_NAMED, .view = VIEW_NONE},
	{.place = PLACE_GROUP, .parent = PLACE_OTHER, .type = PLACE_COLLECTION,
		.listed = true, .view = VIEW_NONE}, /* likewise */

	POLICIES_AT(PLACE_POLICIES, 0, "tenant|||"),
	DIR(PLACE_CLI_INSTALLER, PLACE_CLI, "installer", NULL, 0),
	INSTALLER("unix"),
	INSTALLER("mac"),
	INSTALLER("linux"),
	CALL(PLACE_CLI_INSTALLER, "windows.commands.json", 0,
		CLI_INSTALLER_COMMANDS, "windows"),
	DIR(PLACE_CLI_DIST, PLACE_CLI, "dist", NULL, 0),
	HIDDEN(PLACE_CLI_DIST_OS, PLACE_CLI_DIST, "*"),
	HIDDEN(PLACE_CLI_DIST_ARCH, PLACE_CLI_DIST_OS, "*"),
	UNLISTED(PLACE_CLI_DIST_ARCH, "runai", 0, CLI_DIST, "{key}"),
	DIR(PLACE_CLI_DOCS, PLACE_CLI, "docs", NULL, 0),
	UNLISTED(PLACE_CLI_DOCS, "*.md", 0, CLI_DOCS, "{key}.md"),
	DIR(PLACE_CLI_ADMIN, PLACE_CLI, "admin", NULL, 0),
	HIDDEN(PLACE_CLI_ADMIN_OS, PLACE_CLI_ADMIN, "*"),
	UNLISTED(PLACE_CLI_ADMIN_OS, "runai-adm", 0, ADMIN_CLI, "{key}"),
	UNLISTED(PLACE_CLI_ADMIN_OS, "checksum", 0, ADMIN_CLI_CHECKSUM,
		"{key}"),
	HIDDEN(PLACE_CLI_ADMIN_OF_VERSION, PLACE_CLI_ADMIN_OS, "*"),
	UNLISTED(PLACE_CLI_ADMIN_OF_VERSION, "runai-adm", 0,
		ADMIN_CLI_OF_VERSION, "{key}"),
	UNLISTED(PLACE_CLI_ADMIN_OF_VERSION, "checksum", 0,
		ADMIN_CLI_OF_VERSION_CHECKSUM, "{key}"),
	HIDDEN(PLACE_RAW, PLACE_MORE, "raw"),
	FILE_(PLACE_RAW, "README.txt", true, SOURCE_README, 0),
	HIDDEN(PLACE_RAW_PATH, PLACE_OTHER, NULL),
	FILE_AT(PLACE_RAW_FILE, SOURCE_RAW),
	HIDDEN(PLACE_BY_ID, PLACE_MORE, "by-id"),
	FILE_(PLACE_BY_ID, "README.txt", true, SOURCE_README, 0),
	{.place = PLACE_ID, .parent = PLACE_OTHER, .type = PLACE_SYMLINK,
		.source = SOURCE_ID, .view = VIEW_NONE},
	HIDDEN(PLACE_LISTS, PLACE_MORE, "lists"),
	CALLS(PLACE_LISTS, "credentials", 0, CREDENTIALS, NULL),
	CALLS(PLACE_LISTS, "datasources", 0, DATASOURCES, NULL),
	CALLS(PLACE_LISTS, "workload-templates", 0, WORKLOAD_TEMPLATES, NULL),
	CALLS(PLACE_LISTS, "workloads-deleted", 0, DELETED_WORKLOADS, NULL),
	CALLS(PLACE_LISTS, "policies", 0, POLICIES, NULL),
	CALL(PLACE_LISTS, "reports-available.json", 0, REPORTS_AVAILABLE, NULL),
	{.place = PLACE_LIST, .parent = PLACE_OTHER, .type = PLACE_FILE,
		.listed = true, .source = SOURCE_LIST, .kinds = ALL_KINDS,
		.view = VIEW_NONE},
	HIDDEN(PLACE_MORE_KIND, PLACE_OTHER, NULL),
	HIDDEN(PLACE_MORE_OBJECT, PLACE_OTHER, NULL),
	FILE_(PLACE_MORE_OBJECT, "object.path", true, SOURCE_PATH, ALL_KINDS),
	FILE_(PLACE_MORE_OBJECT, "detail.json", true, SOURCE_DETAIL,
		ALL_KINDS & ~TEMPLATE_KINDS),
	MORE("detail.json", TEMPLATE_KINDS, TEMPLATE, NULL),
	FILE_(PLACE_MORE_OBJECT, "spec.json", true, SOURCE_DETAIL,
		TEMPLATE_KINDS),
	FILE_OF(PLACE_MORE_OBJECT, "spec.json", SOURCE_SPEC, OF(WORKLOAD),
		WORKSPACE_SPEC),
	FILE_OF(PLACE_MORE_OBJECT, "describe.txt", SOURCE_DESCRIBE,
		OF(WORKLOAD), WORKLOAD_EVENTS),
	MORE_LIST("events", OF(WORKLOAD), WORKLOAD_EVENTS, NULL),
	MORE_LIST("history", OF(WORKLOAD), WORKLOAD_HISTORY, NULL),
	MORE_LIST("history", OF(PVC), PVC_HISTORY, NULL),
	MORE_LIST("data-volumes", OF(PROJECT), PROJECT_DATA_VOLUMES, NULL),
	MORE_LIST("shared-scopes", OF(DATA_VOLUME), SHARED_SCOPES, NULL),
	MORE_LIST("repositories", OF(REGISTRY), REPOSITORIES, NULL),
	DIR_OF(PLACE_TAGS, "tags", OF(REGISTRY), TAGS),
	FILE_AT(PLACE_TAGS_FILE, SOURCE_TAGS),
	MORE_LIST("revisions", OF(WORKLOAD), REVISIONS, NULL),
	DIR_OF(PLACE_REVISIONS, "revisions", OF(WORKLOAD), REVISIONS),
	HIDDEN(PLACE_REVISION, PLACE_OTHER, NULL),
	CALL(PLACE_REVISION, "detail.json", 0, REVISION, "{id}"),
	CALLS(PLACE_REVISION, "pods", 0, REVISION_PODS, "{id}"),
	CALLS(PLACE_REVISION, "events", 0, REVISION_EVENTS, "{id}"),
	CALLS(PLACE_REVISION, "history", 0, REVISION_HISTORY, "{id}"),
	MORE("mappers.json", OF(IDP), MAPPERS, NULL),
	MORE("report.csv", OF(REPORT), REPORT_FILE, NULL),
	CALL_AT(PLACE_MORE_OBJECT, "storage-classes.v1", OF(CLUSTER),
		STORAGE_CLASSES_V1, NULL, false, true),
	{.place = PLACE_INSTALL, .parent = PLACE_MORE_OBJECT, .name = "install",
		.type = PLACE_DIR, .view = VIEW_NONE, .kinds = OF(CLUSTER)},
	UNLISTED(PLACE_INSTALL, "installfile.yaml", OF(CLUSTER), INSTALLFILE,
		"{id}|yaml"),
	UNLISTED(PLACE_INSTALL, "installfile.json", OF(CLUSTER), INSTALLFILE,
		"{id}|json"),
	UNLISTED(PLACE_INSTALL, "*.json", OF(CLUSTER), INSTALL_INFO, "{key}"),
	UNLISTED(PLACE_INSTALL, "*.yaml", OF(CLUSTER), INSTALLFILE_OF_CLOUD,
		"{key}"),
	DIR_OF(PLACE_MORE_POLICIES, "policies",
		OF(CLUSTER) | OF(DEPARTMENT) | OF(PROJECT), POLICY),
	POLICIES_OF(CLUSTER, "cluster|{id}||"),
	POLICIES_OF(DEPARTMENT, "department||{id}|"),
	POLICIES_OF(PROJECT, "project|||{id}"),

	WINDOWS(METRICS, "metrics",
		OF(CLUSTER) | OF(DEPARTMENT) | OF(PROJECT) | OF(NODE_POOL) |
			OF(NODE) | OF(WORKLOAD) | OF(POD),
		CLUSTER_METRICS),
	METRICS_BY(PLACE_METRICS_BY_CATEGORY, "by-category", "Category"),
	METRICS_BY(PLACE_METRICS_BY_NODE_POOL, "by-node-pool", "Nodepool"),
	METRICS_BY(PLACE_METRICS_BY_PROJECT, "by-project", "Project"),
	METRICS_BY(PLACE_METRICS_BY_DEPARTMENT, "by-department", "Department"),
	WINDOWS(INFERENCE_METRICS, "inference-metrics", OF(WORKLOAD) | OF(POD),
		INFERENCE_METRICS),
	FILE_AT(PLACE_AUDIT_WINDOW, SOURCE_AUDIT),
	{.place = PLACE_MORE_TELEMETRY, .parent = PLACE_MORE_OBJECT,
		.name = "telemetry", .type = PLACE_DIR,
		.kinds = OF(CLUSTER) | OF(DEPARTMENT) | OF(NODE_POOL),
		.view = VIEW_NONE, .endpoint = EP_NODE_TELEMETRY},
	HIDDEN(PLACE_TELEMETRY_OF, PLACE_OTHER, NULL),
	FILE_AT(PLACE_TELEMETRY_FILE, SOURCE_TELEMETRY),

	CONTROL("version", SOURCE_VERSION),
	CONTROL("config", SOURCE_CONFIG),
	CONTROL("auth", SOURCE_AUTH),
	CONTROL("health", SOURCE_HEALTH),
	CONTROL("stats", SOURCE_STATS),
	CONTROL("endpoints.tsv", SOURCE_ENDPOINTS),
	CONTROL("last-error", SOURCE_LAST_ERROR),
};
const size_t place_n_rows = ARRAY_SIZE(place_rows);

const struct place_contained place_contained[] = {
	{KIND_CLUSTER, KIND_DEPARTMENT, FIELD_CLUSTER},
	{KIND_CLUSTER, KIND_PROJECT, FIELD_CLUSTER},
	{KIND_CLUSTER, KIND_WORKLOAD, FIELD_CLUSTER},
	{KIND_DEPARTMENT, KIND_PROJECT, FIELD_DEPARTMENT},
	{KIND_DEPARTMENT, KIND_WORKLOAD, FIELD_DEPARTMENT},
	{KIND_PROJECT, KIND_WORKLOAD, FIELD_PROJECT},
	{KIND_CLUSTER, KIND_NODE_POOL, FIELD_CLUSTER},
	{KIND_CLUSTER, KIND_NODE, FIELD_CLUSTER},
	{KIND_CLUSTER, KIND_POD, FIELD_CLUSTER},
	{KIND_PROJECT, KIND_POD, FIELD_PROJECT},
	{KIND_WORKLOAD, KIND_POD, FIELD_WORKLOAD},
	{KIND_NODE, KIND_POD, FIELD_NODE},
	{KIND_NODE_POOL, KIND_NODE, FIELD_NODE_POOLS},
	{KIND_NODE_POOL, KIND_WORKLOAD, FIELD_NODE_POOLS},
	{KIND_CLUSTER, KIND_NETWORK_TOPOLOGY, FIELD_CLUSTER},
	{KIND_CLUSTER, KIND_STORAGE_CLASS, FIELD_CLUSTER},
	{KIND_USER, KIND_ACCESS_RULE, FIELD_SUBJECT},
	{KIND_SERVICE_ACCOUNT, KIND_ACCESS_RULE, FIELD_SUBJECT},
	{KIND_CLUSTER, KIND_ACCESS_RULE, FIELD_SCOPE},
	{KIND_DEPARTMENT, KIND_ACCESS_RULE, FIELD_SCOPE},
	{KIND_PROJECT, KIND_ACCESS_RULE, FIELD_SCOPE},
};
const size_t place_n_contained = ARRAY_SIZE(place_contained);

const struct place_format place_formats[] = {
	{"json", RENDER_JSON},
	{"tsv", RENDER_TSV},
	{"ndjson", RENDER_NDJSON},
	{"csv", RENDER_CSV},
	{"txt", RENDER_TXT},
	{"count", RENDER_COUNT},
};
const size_t place_n_formats = ARRAY_SIZE(place_formats);

const struct place_row *place_row(enum place p)
{
	size_t i = 0;

	while (place_rows[i].place != p)
		i++;
	return &place_rows[i];
}

bool place_parse_format(struct slice name, struct slice *ret_stem,
	const struct place_format **ret_format)
{
	const char *dot = memrchr(name.p, '.', name.n);
	struct slice suffix;

	if (!dot)
		return false;
	*ret_stem = (struct slice){name.p, (size_t)(dot - name.p)};
	suffix = (struct slice){dot + 1, name.n - ret_stem->n - 1};
	for (size_t i = 0; i < place_n_formats; i++)
		if (slice_eq(suffix, slice_str(place_formats[i].suffix))) {
			*ret_format = &place_formats[i];
			return true;
		}
	return false;
}

const char *place_home_name(enum kind k)
{
	const char *home = kind_row(k)->home, *slash = strrchr(home, '/');

	return slash ? slash + 1 : home;
}

bool place_is_in(const struct place_row *row, const struct place_row *dir)
{
	return row->parent == dir->place && dir->place != PLACE_OTHER &&
		row->name;
}

bool place_is_home(const struct place_row *dir, enum kind owner, enum kind k)
{
	const struct kind_row *row = kind_row(k);
	size_t n;

	if (dir->place == PLACE_OBJECT)
		return row->parent == owner;
	if (row->parent != KIND_NONE || !dir->text || dir->type != PLACE_DIR)
		return false;
	n = strlen(dir->text);
	return strncmp(row->home, dir->text, n) == 0 &&
		place_home_name(k) == row->home + n + (n > 0);
}
