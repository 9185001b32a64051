/* SPDX-License-Identifier: MIT */
/*
 * The namespace as a table: what can be where. A row is a name below another
 * row, or, without a name, what a row above it lists (objects, groups, links,
 * renderings). Code only walks the table.
 *
 * A spot is a row filled in: the row, the kind of object where rows serve
 * several kinds, and the key: an object's id, a group's value, a rendering's
 * name. Together they are what a path stands for, whatever it is called.
 *
 * Constant data; any thread.
 */
#ifndef RUNAIFS_FS_PLACE_H
#define RUNAIFS_FS_PLACE_H

#include "endpoint.h"
#include "kind.h"
#include "view.h"

enum place {
	PLACE_ROOT,
	PLACE_KIND,	   /* the directory of a kind, in its home */
	PLACE_OBJECT,	   /* <kind home>/<name>/ ; key: its id */
	PLACE_LINK,	   /* an entry of a view of links; key: its id */
	PLACE_NAMED,	   /* one that was looked up before there was a list to
			      say which; key: its name */
	PLACE_GROUP,	   /* by-phase/<value>/ ; key: the value */
	PLACE_WORKLOADS,
	PLACE_PODS,
	PLACE_NODES,
	PLACE_ACCESS,
	PLACE_ASSETS,
	PLACE_DATASOURCES,
	PLACE_CREDENTIALS,
	PLACE_TEMPLATES,
	PLACE_PROPERTIES,
	PLACE_POLICIES,
	PLACE_TENANT,
	PLACE_NOTIFICATIONS,
	PLACE_SECURITY_SETTINGS,
	PLACE_ME,
	PLACE_CLI,
	PLACE_CLI_INSTALLER,
	PLACE_CLI_DIST,
	PLACE_CLI_DIST_OS,
	PLACE_CLI_DIST_ARCH,
	PLACE_CLI_DOCS,
	PLACE_CLI_ADMIN,
	PLACE_CLI_ADMIN_OS, /* or a version */
	PLACE_CLI_ADMIN_OF_VERSION,
	PLACE_MORE,	   /* .more/ */
	PLACE_MORE_KIND,   /* .more/<kind>/ */
	PLACE_MORE_OBJECT, /* .more/<kind>/<id>/ ; key: the id */
	PLACE_MORE_POLICIES,
	PLACE_INSTALL,	   /* more/install/ of a cluster */
	PLACE_LISTS,	   /* .more/lists/ */
	PLACE_LIST,	   /* lists/X.fmt; more/X.fmt: key: the owner's id; the
			      view says of which kind */
	PLACE_RAW,	   /* .more/raw/ */
	PLACE_RAW_PATH,	   /* a directory on the way; key: the path so far */
	PLACE_RAW_FILE,	   /* key: path and query */
	PLACE_BY_ID,	   /* .more/by-id/ */
	PLACE_ID,	   /* a link there, before it is known where to; key: an
			      id */
	PLACE_REVISIONS,   /* more/revisions/ ; key: the workload's id */
	PLACE_REVISION,	   /* <revision>/ there; key: its id */
	PLACE_TAGS,	   /* more/tags/ ; key: the registry's id */
	PLACE_TAGS_FILE,   /* <repository>.json there; key: both, joined by
			      ENDPOINT_PART */
	PLACE_METRICS,	   /* more/metrics/ ; key: the object's id */
	PLACE_METRICS_WINDOW, /* a file there; key: the id and the window's
			      name, joined by ENDPOINT_PART */
	PLACE_METRICS_BY_CATEGORY, /* metrics/by-category/ of a cluster */
	PLACE_METRICS_BY_NODE_POOL,
	PLACE_METRICS_BY_PROJECT,
	PLACE_METRICS_BY_DEPARTMENT,
	PLACE_METRICS_BY_CATEGORY_WINDOW,
	PLACE_METRICS_BY_NODE_POOL_WINDOW,
	PLACE_METRICS_BY_PROJECT_WINDOW,
	PLACE_METRICS_BY_DEPARTMENT_WINDOW,
	PLACE_INFERENCE_METRICS,
	PLACE_INFERENCE_METRICS_WINDOW,
	PLACE_AUDIT,	   /* .more/audit/ */
	PLACE_AUDIT_WINDOW, /* as above, the id being empty */
	PLACE_TELEMETRY,   /* .more/telemetry/ */
	PLACE_MORE_TELEMETRY, /* more/telemetry/ ; key: the object's id */
	PLACE_TELEMETRY_OF, /* <subject>/ and <by-group>/ in either; `where`
			      is a telemetry_at */
	PLACE_TELEMETRY_FILE, /* likewise */
	PLACE_CONTROL,	   /* .runaifs/ */
	PLACE_OTHER,	   /* rows that nothing refers to */
};

enum place_type {
	PLACE_DIR,	  /* its children are rows */
	PLACE_COLLECTION, /* its children are a group of a view, and rows; the
			     group's value is the key it has from its parent */
	PLACE_GROUPS,	  /* its children are the groups of a view */
	PLACE_RELATED,	  /* its children are links to what the object uses */
	PLACE_FILE,
	PLACE_SYMLINK,
};

/* Where the bytes of a file or link come from. */
enum source {
	SOURCE_NONE,
	SOURCE_README,
	SOURCE_IGNORE,
	SOURCE_INFO,	 /* the object, from its list */
	SOURCE_STATUS,
	SOURCE_MORE,	 /* link to .more/<kind>/<id> */
	SOURCE_TARGET,	 /* link to an object's canonical place */
	SOURCE_NAMED,	 /* the same, of the object that has the name */
	SOURCE_RELATED,	 /* the same, of what the object says it uses */
	SOURCE_TEXT,	 /* link to row->text */
	SOURCE_PATH,	 /* the canonical path */
	SOURCE_DETAIL,	 /* GET by id */
	SOURCE_ENDPOINT, /* row->endpoint, row->text as its argument */
	SOURCE_LIST,	 /* a rendering of a kind's list */
	SOURCE_RAW,	 /* path and query as they stand in the key */
	SOURCE_ID,	 /* as SOURCE_TARGET, of the object of any kind */
	SOURCE_SPEC,	 /* GET by id, the workload's type says which */
	SOURCE_DESCRIBE,
	SOURCE_TAGS,
	SOURCE_LOGO,	 /* what is encoded in row->endpoint's answer */
	SOURCE_CLAIMS,	 /* of the token */
	SOURCE_ME_USER,	 /* link to the user that the token is of */
	SOURCE_ME_WORKLOADS, /* and to the group of their workloads */
	SOURCE_METRICS,	 /* of a window of time, see source_window.c */
	SOURCE_METRICS_BY, /* the same for each of a group */
	SOURCE_INFERENCE_METRICS,
	SOURCE_AUDIT,
	SOURCE_TELEMETRY,
	SOURCE_VERSION,	 /* control files */
	SOURCE_CONFIG,
	SOURCE_AUTH,
	SOURCE_HEALTH,
	SOURCE_STATS,
	SOURCE_ENDPOINTS,
	SOURCE_LAST_ERROR,
};

struct place_row {
	enum place place;
	enum place parent;
	const char *name; /* NULL: named by what it shows; "*" and "*.json" any
			     name, which the key then goes on with, behind an
			     ENDPOINT_PART: not listed */
	enum place_type type;
	bool listed;	  /* in readdir; else by lookup only */
	bool formats;	  /* the name is a stem: `<name>.json`, `<name>.tsv` … */
	enum source source;
	kind_mask kinds;    /* of the parent's kinds; 0: no kind needed */
	enum view_id view;  /* PLACE_COLLECTION, PLACE_GROUPS; of a PLACE_DIR:
			       its names resolve here too, unlisted */
	enum endpoint endpoint;
	/* Links: where to. Directories: their path, where kinds or a README
	 * refer to it. SOURCE_ENDPOINT: the argument, parts separated by '|';
	 * "{id}", "{name}", "{cluster}", "{project}", "{workload}" are the
	 * object's, "{key}" is the spot's; NULL: "{id}" where there is an
	 * object. */
	const char *text;
	kind_mask to;	  /* PLACE_RELATED, SOURCE_RELATED: what to, */
	enum field field; /* by the ids or names in this field */
};

extern const struct place_row place_rows[];
extern const size_t place_n_rows;

/* The first row of a place. */
const struct place_row *place_row(enum place p);

/* Lists of what an object contains, as files in its `more`. */
struct place_contained {
	enum kind owner, kind;
	enum field field; /* of the contained, holds the owner's id */
};
extern const struct place_contained place_contained[];
extern const size_t place_n_contained;

/* The renderings of a list, in the order of the choices of the setting `formats`,
 * which says what listings show. */
struct place_format {
	const char *suffix; /* "json" */
	int format;	    /* enum render_format */
};
extern const struct place_format place_formats[];
extern const size_t place_n_formats;

/* "projects.tsv" taken apart: what is before the last dot, and a format. False
 * where there is none. */
bool place_parse_format(struct slice name, struct slice *ret_stem,
	const struct place_format **ret_format);

/* Is the row a name in this directory, of whatever object? */
bool place_is_in(const struct place_row *row, const struct place_row *dir);

/* Is it one of objects of kind `k` (KIND_NONE: of no object), as all rows are
 * that say nothing of kinds? */
static inline bool place_is_of(const struct place_row *row, enum kind k)
{
	return !row->kinds || (k != KIND_NONE && (row->kinds & KIND_BIT(k)));
}

/* Is the directory of kind `k` in this one? `owner` is the kind of the object
 * the directory belongs to, KIND_NONE for none. */
bool place_is_home(const struct place_row *dir, enum kind owner, enum kind k);
/* The name it has there. */
const char *place_home_name(enum kind k);

#endif
