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
	PLACE_OBJECT,	   /* <kind home>/<name>/ ; key: its id */
	PLACE_LINK,	   /* an entry of a view of links; key: its id */
	PLACE_NAMED,	   /* one that was looked up before there was a list to
			      say which; key: its name */
	PLACE_GROUP,	   /* by-phase/<value>/ ; key: the value */
	PLACE_WORKLOADS,
	PLACE_ACCESS,
	PLACE_TENANT,
	PLACE_MORE,	   /* .more/ */
	PLACE_MORE_KIND,   /* .more/<kind>/ */
	PLACE_MORE_OBJECT, /* .more/<kind>/<id>/ ; key: the id */
	PLACE_LISTS,	   /* .more/lists/ */
	PLACE_LIST,	   /* lists/X.fmt: key "X.fmt/"; more/X.fmt: "X.fmt/<id>" */
	PLACE_CONTROL,	   /* .runaifs/ */
	PLACE_OTHER,	   /* rows that nothing refers to */
};

enum place_type {
	PLACE_DIR,	  /* its children are rows */
	PLACE_COLLECTION, /* its children are a group of a view; the group's
			     value is the key it has from its parent */
	PLACE_GROUPS,	  /* its children are the groups of a view */
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
	SOURCE_TEXT,	 /* link to row->text */
	SOURCE_PATH,	 /* the canonical path */
	SOURCE_DETAIL,	 /* GET by id */
	SOURCE_ENDPOINT, /* row->endpoint of the object */
	SOURCE_LIST,	 /* a rendering of a list */
	SOURCE_VERSION,	 /* control files */
	SOURCE_CONFIG,
	SOURCE_AUTH,
	SOURCE_HEALTH,
	SOURCE_STATS,
	SOURCE_LAST_ERROR,
};

struct place_row {
	enum place place;
	enum place parent;
	const char *name; /* NULL: named by what it shows */
	enum place_type type;
	bool listed; /* in readdir; else by lookup only */
	enum source source;
	kind_mask kinds;    /* of the parent's kinds; 0: no kind needed */
	enum view_id view;  /* PLACE_COLLECTION, PLACE_GROUPS; of a PLACE_DIR:
			       its names resolve here too, unlisted */
	enum endpoint endpoint;
	const char *text;
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

/* The renderings of a list, those that listings show first. */
struct place_format {
	const char *suffix; /* "json" */
	int format;	    /* enum render_format */
	bool listed;
};
extern const struct place_format place_formats[];
extern const size_t place_n_formats;

/* "projects.tsv" taken apart. False where it is no rendering of a list. */
bool place_parse_list(struct slice name, enum kind *ret_kind,
	const struct place_format **ret_format);

#endif
