/* SPDX-License-Identifier: MIT */
/*
 * A view is one list response seen as directories: its items put into groups
 * (the projects of a cluster, the workloads of a phase), each with a directory
 * entry's name, a number that is its offset in the listing, and a time.
 *
 * Canonical views, one a kind, hold every object once; the others hold
 * symbolic links to those. Immutable once built, reference counted; a new
 * response makes a new view, which takes over numbers and times of what is
 * still there. Pure; any thread, but the reference count needs the caller's
 * lock.
 */
#ifndef RUNAIFS_FS_VIEW_H
#define RUNAIFS_FS_VIEW_H

#include "api.h"
#include "kind.h"

enum view_id {
	/* the canonical ones have the numbers of their kinds */
	VIEW_ALL_DEPARTMENTS = KIND_COUNT,
	VIEW_ALL_PROJECTS,
	VIEW_ALL_NODE_POOLS,
	VIEW_ALL_NODES,
	VIEW_DEPARTMENT_PROJECTS,
	VIEW_BY_PHASE,
	VIEW_BY_TYPE,
	VIEW_BY_USER,
	VIEW_BY_NODE_POOL,
	VIEW_BY_CATEGORY,
	VIEW_BY_AI_APPLICATION,
	VIEW_NODES_BY_STATUS,
	VIEW_PODS_BY_NODE,
	VIEW_ALL_WORKLOADS,  /* <project>.<workload>, all in one group */
	VIEW_BARE_WORKLOADS, /* <workload> */
	VIEW_COUNT,
	VIEW_NONE = VIEW_COUNT
};

struct view_spec {
	enum kind kind;
	enum field group;	/* FIELD_COUNT: one group, its value "". An item
				   is in as many as it has values */
	bool links;		/* entries are links to the canonical place */
	bool with_project;	/* named <project>.<name> */
	const char *const *known; /* groups that are there even when empty */
	const char *const *taken; /* names that its directory has for others */
};

const struct view_spec *view_spec(enum view_id v);
/* The kinds whose canonical views must be at hand to build it. */
kind_mask view_needs(enum view_id v);

struct view_entry {
	uint32_t item; /* index in result->items */
	uint32_t group;
	uint32_t name; /* offset in names, NUL-terminated */
	uint32_t name_n;
	uint64_t seq; /* > VIEW_SEQ_FIRST, never reused */
	int64_t mtime_ns;
	int64_t status_mtime_ns;
};

/* Numbers below it are left to ".", ".." and what else is in the directory. */
#define VIEW_SEQ_FIRST 65536

struct view_group {
	uint32_t value, value_n; /* decoded, in names */
	uint32_t name, name_n;	 /* as a directory entry, in names */
	uint32_t first, count;	 /* in entries, by rising seq */
	uint64_t seq;
	uint64_t hash; /* of what is listed */
	int64_t mtime_ns; /* moves with the hash, never back */
};

struct view {
	enum view_id id;
	int refs;
	bool used; /* since the keeper last looked */
	struct api_result *result; /* NULL: retired */
	int64_t changed_ns; /* of the response's bytes */
	int64_t stamp_ns;   /* of this build; above all times of the one before */
	struct view *base[KIND_COUNT]; /* canonical views it was built with */
	struct view_entry *entries;
	uint32_t n_entries;
	struct view_group *groups;
	uint32_t n_groups;
	uint64_t groups_hash;
	int64_t groups_mtime_ns;
	int64_t renamed_ns; /* when any group last changed; 0: not since the
			       first build */
	uint64_t next_seq;
	struct buf names;
	/* private */
	uint32_t *by_name, *by_id, *by_group;
	uint32_t name_mask, id_mask, group_mask;
	uint32_t *ambiguous; /* triples: group, offset and length of a name */
	uint32_t n_ambiguous;
};

struct view *view_ref(struct view *v);
void view_unref(struct view *v); /* NULL is fine */

/* Lets go of the responses, keeping the names, numbers and times: all that it
 * is good for then is being `previous`. For its only holder. */
void view_retire(struct view *v);

/*
 * Builds a view of `result`. `base` holds the canonical views named by
 * view_needs() (for a canonical view: none). `user` ("" for none) has a group
 * among those of users even when it is empty. `previous` (may be NULL) is the
 * view it replaces. 0 or -ENOMEM.
 */
int view_build(struct view **ret, enum view_id id, struct api_result *result,
	int64_t changed_ns, int64_t now_ns, struct view *const *base,
	struct slice user, const struct view *previous);

/* A group's value as a directory entry, appended. 0 or -ENOMEM. */
int view_group_name(struct slice value, struct buf *out);

/* A group by its value, or by its directory name; NULL where there is none. */
const struct view_group *view_group_by_value(const struct view *v,
	struct slice value);
const struct view_group *view_group_by_name(const struct view *v,
	struct slice name);

/*
 * An entry by its name in a group: 0, -ENOENT, or -ENOTUNIQ for a bare name that
 * several share. `name~<id8>`, and in views of links `name~<cluster>`, resolve
 * whether listed so or not.
 */
int view_lookup(const struct view *v, const struct view_group *g,
	struct slice name, const struct view_entry **ret);

/* Canonical views: an entry by the object's id; NULL where there is none. */
const struct view_entry *view_by_id(const struct view *v, struct slice id);

/* The first entry of `g` with a seq above `after`: its index in v->entries, or
 * g->first + g->count. */
uint32_t view_after(const struct view *v, const struct view_group *g,
	uint64_t after);

/* The id an object goes by: its id, else its name, else a hash of its bytes,
 * appended to `out`. */
void view_item_id(const struct api_result *r, const struct api_item *item,
	struct buf *out);

/* Appends the canonical path below the root ("clusters/a/projects/b"). False,
 * and nothing appended, where an ancestor is not there. `canon` is indexed
 * by kind; without the kind's own view the path is made from the item's name. */
bool view_path(struct view *const *canon, enum kind k,
	const struct api_result *r, const struct api_item *item,
	struct buf *out);

static inline struct slice view_name(const struct view *v, uint32_t off,
	uint32_t n)
{
	return (struct slice){v->names.p + off, n};
}

#endif
