/* SPDX-License-Identifier: MIT */
#include "place.h"
#include "render.h"

#define ALL_KINDS (KIND_BIT(KIND_COUNT) - 1)
#define STATEFUL                                                               \
	(KIND_BIT(KIND_CLUSTER) | KIND_BIT(KIND_PROJECT) |                     \
		KIND_BIT(KIND_WORKLOAD))
#define DIR(place, parent, name, listed)                                       \
	{place, parent, name, PLACE_DIR, listed, .view = VIEW_NONE}
#define FILE_(parent, name, listed, source, kinds)                             \
	{PLACE_OTHER, parent, name, PLACE_FILE, listed, source, kinds, VIEW_NONE}
#define ENDPOINT(parent, name, ep, kinds)                                      \
	{PLACE_OTHER, parent, name, PLACE_FILE, true, SOURCE_ENDPOINT, kinds,  \
		VIEW_NONE, ep}
#define LINK(parent, name, text)                                               \
	{PLACE_OTHER, parent, name, PLACE_SYMLINK, true, SOURCE_TEXT, 0,       \
		VIEW_NONE, 0, text}
#define COLLECTION(parent, name, kinds, view)                                  \
	{PLACE_OTHER, parent, name, PLACE_COLLECTION, true, SOURCE_NONE,       \
		kinds, view}
#define GROUPS(parent, name, view)                                             \
	{PLACE_OTHER, parent, name, PLACE_GROUPS, true, SOURCE_NONE, 0, view}

const struct place_row place_rows[] = {
	DIR(PLACE_ROOT, PLACE_OTHER, NULL, true),
	FILE_(PLACE_ROOT, "README.txt", true, SOURCE_README, 0),
	COLLECTION(PLACE_ROOT, "clusters", 0, (enum view_id)KIND_CLUSTER),
	COLLECTION(PLACE_ROOT, "departments", 0, VIEW_ALL_DEPARTMENTS),
	COLLECTION(PLACE_ROOT, "projects", 0, VIEW_ALL_PROJECTS),
	{PLACE_WORKLOADS, PLACE_ROOT, "workloads", PLACE_DIR, true,
		.view = VIEW_ALL_WORKLOADS},
	DIR(PLACE_ACCESS, PLACE_ROOT, "access", true),
	DIR(PLACE_TENANT, PLACE_ROOT, "tenant", true),
	LINK(PLACE_ROOT, "lists", ".more/lists"),
	LINK(PLACE_ROOT, "diagnostics", ".runaifs"),
	FILE_(PLACE_ROOT, ".ignore", false, SOURCE_IGNORE, 0),
	DIR(PLACE_MORE, PLACE_ROOT, ".more", false),
	DIR(PLACE_CONTROL, PLACE_ROOT, ".runaifs", false),

	GROUPS(PLACE_WORKLOADS, "by-phase", VIEW_BY_PHASE),
	GROUPS(PLACE_WORKLOADS, "by-user", VIEW_BY_USER),
	COLLECTION(PLACE_ACCESS, "users", 0, (enum view_id)KIND_USER),
	COLLECTION(PLACE_TENANT, "settings", 0, (enum view_id)KIND_SETTING),

	DIR(PLACE_OBJECT, PLACE_OTHER, NULL, true),
	FILE_(PLACE_OBJECT, "info.json", true, SOURCE_INFO, ALL_KINDS),
	FILE_(PLACE_OBJECT, "status", true, SOURCE_STATUS, STATEFUL),
	{PLACE_OTHER, PLACE_OBJECT, "more", PLACE_SYMLINK, true, SOURCE_MORE,
		ALL_KINDS, VIEW_NONE},
	COLLECTION(PLACE_OBJECT, "departments", KIND_BIT(KIND_CLUSTER),
		(enum view_id)KIND_DEPARTMENT),
	COLLECTION(PLACE_OBJECT, "projects", KIND_BIT(KIND_CLUSTER),
		(enum view_id)KIND_PROJECT),
	COLLECTION(PLACE_OBJECT, "projects", KIND_BIT(KIND_DEPARTMENT),
		VIEW_DEPARTMENT_PROJECTS),
	COLLECTION(PLACE_OBJECT, "workloads", KIND_BIT(KIND_PROJECT),
		(enum view_id)KIND_WORKLOAD),

	{PLACE_LINK, PLACE_OTHER, NULL, PLACE_SYMLINK, true, SOURCE_TARGET,
		ALL_KINDS, VIEW_NONE},
	{PLACE_NAMED, PLACE_OTHER, NULL, PLACE_SYMLINK, false, SOURCE_NAMED, 0,
		VIEW_NONE},
	{PLACE_GROUP, PLACE_OTHER, NULL, PLACE_COLLECTION, true,
		.view = VIEW_NONE}, /* a spot's own says which */

	DIR(PLACE_LISTS, PLACE_MORE, "lists", false),
	{PLACE_LIST, PLACE_OTHER, NULL, PLACE_FILE, true, SOURCE_LIST, ALL_KINDS,
		VIEW_NONE},
	DIR(PLACE_MORE_KIND, PLACE_OTHER, NULL, false),
	DIR(PLACE_MORE_OBJECT, PLACE_OTHER, NULL, false),
	FILE_(PLACE_MORE_OBJECT, "object.path", true, SOURCE_PATH, ALL_KINDS),
	FILE_(PLACE_MORE_OBJECT, "detail.json", true, SOURCE_DETAIL, ALL_KINDS),
	ENDPOINT(PLACE_MORE_OBJECT, "events.json", EP_WORKLOAD_EVENTS,
		KIND_BIT(KIND_WORKLOAD)),
	ENDPOINT(PLACE_MORE_OBJECT, "history.json", EP_WORKLOAD_HISTORY,
		KIND_BIT(KIND_WORKLOAD)),
	ENDPOINT(PLACE_MORE_OBJECT, "pods.json", EP_WORKLOAD_PODS,
		KIND_BIT(KIND_WORKLOAD)),

	FILE_(PLACE_CONTROL, "version", true, SOURCE_VERSION, 0),
	FILE_(PLACE_CONTROL, "config", true, SOURCE_CONFIG, 0),
	FILE_(PLACE_CONTROL, "auth", true, SOURCE_AUTH, 0),
	FILE_(PLACE_CONTROL, "health", true, SOURCE_HEALTH, 0),
	FILE_(PLACE_CONTROL, "stats", true, SOURCE_STATS, 0),
	FILE_(PLACE_CONTROL, "last-error", true, SOURCE_LAST_ERROR, 0),
};
const size_t place_n_rows = ARRAY_SIZE(place_rows);

const struct place_contained place_contained[] = {
	{KIND_CLUSTER, KIND_DEPARTMENT, FIELD_CLUSTER},
	{KIND_CLUSTER, KIND_PROJECT, FIELD_CLUSTER},
	{KIND_CLUSTER, KIND_WORKLOAD, FIELD_CLUSTER},
	{KIND_DEPARTMENT, KIND_PROJECT, FIELD_DEPARTMENT},
	{KIND_DEPARTMENT, KIND_WORKLOAD, FIELD_DEPARTMENT},
	{KIND_PROJECT, KIND_WORKLOAD, FIELD_PROJECT},
};
const size_t place_n_contained = ARRAY_SIZE(place_contained);

const struct place_format place_formats[] = {
	{"json", RENDER_JSON, true},
	{"tsv", RENDER_TSV, true},
	{"ndjson", RENDER_NDJSON, false},
	{"csv", RENDER_CSV, false},
	{"txt", RENDER_TXT, false},
	{"count", RENDER_COUNT, false},
};
const size_t place_n_formats = ARRAY_SIZE(place_formats);

const struct place_row *place_row(enum place p)
{
	size_t i = 0;

	while (place_rows[i].place != p)
		i++;
	return &place_rows[i];
}

static bool parse_format(struct slice suffix, const struct place_format **ret)
{
	for (size_t i = 0; i < place_n_formats; i++)
		if (slice_eq(suffix, slice_str(place_formats[i].suffix))) {
			*ret = &place_formats[i];
			return true;
		}
	return false;
}

bool place_parse_list(struct slice name, enum kind *ret_kind,
	const struct place_format **ret_format)
{
	const char *dot = memchr(name.p, '.', name.n);
	struct slice stem, suffix;

	if (!dot)
		return false;
	stem = (struct slice){name.p, (size_t)(dot - name.p)};
	suffix = (struct slice){dot + 1, name.n - stem.n - 1};
	for (enum kind k = 0; k < KIND_COUNT; k++)
		if (slice_eq(stem, slice_str(kind_row(k)->name))) {
			*ret_kind = k;
			return parse_format(suffix, ret_format);
		}
	return false;
}
