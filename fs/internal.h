/* SPDX-License-Identifier: MIT */
/*
 * What the files of the mounted tree share: the mount, its nodes, how a spot
 * becomes children and bytes. No FUSE here; tests/lint/quarantine.sh says which
 * files know it.
 *
 *   FUSE thread     ops.c: decode, take the lock, ask, reply
 *   network thread  wait.c: a flight has landed, ask again, reply
 *   notify thread   refresh.c: tells the kernel to forget
 *
 * One lock, fs->lock, guards all that is not marked constant. Lock order: libfuse's
 * request lock, fs->lock, the cache's lock, the client's. No reply is sent
 * and nothing waits with fs->lock held.
 */
#ifndef RUNAIFS_FS_INTERNAL_H
#define RUNAIFS_FS_INTERNAL_H

#include <pthread.h>
#include <sys/stat.h>

#include "cache.h"
#include "content.h"
#include "fs.h"
#include "place.h"
#include "quota.h"
#include "render.h"
#include "view.h"

/* As long as anything is believed. */
#define LONG_MS INT64_C(3600000)

/* What a path stands for: a row of the namespace, filled in. */
struct spot {
	const struct place_row *row;
	enum kind kind;	    /* KIND_NONE where the row serves no kind */
	enum view_id view;  /* of collections, groups and their links */
	enum render_format format; /* of files that come in several */
	uint64_t where;	    /* tells links to one object apart: a hash of the
			       group or object they are in; below telemetry/
			       a telemetry_at; 0: no need */
	struct slice key;   /* borrowed; "" for none */
	unsigned depth;	    /* components below the root */
};

/*
 * A spot the kernel knows, or one version of a file or link there. Its address
 * is the FUSE node id. Directories have one node for their whole life; files
 * and links one for each version of their bytes.
 */
struct node {
	struct node *chain;
	uint64_t hash;
	struct spot spot; /* its key is owned */
	struct node *parent;
	char *name;	    /* under which it was last looked up */
	uint64_t n_lookups; /* of the kernel */
	int refs;	    /* n_lookups > 0 counts one, each child one */
	unsigned n_parked;  /* requests waiting on this node */
	bool notifying;	    /* the kernel may be waiting for its lock */
	bool superseded;    /* a later version has been handed out */
	struct content *content; /* files and links; NULL: not fetched yet */
	uint64_t ino;
};

struct parked;
struct refresher;

struct fs {
	/* constant after fs_create() */
	const struct config *config;
	struct api *api;
	struct cache *cache;
	const struct clock *clock;
	struct logger *logger;
	uid_t uid;
	gid_t gid;
	mode_t dir_mode, file_mode;
	uint64_t origin_hash;
	int64_t start_ns;
	int64_t negative_ms;
	unsigned formats; /* a bit for each of place_formats[]: it is listed */
	struct fuse_session *session; /* constant after fs_mount() */
	bool mounted;
	bool no_open, no_opendir; /* the kernel can do without */
	bool can_expire;	  /* and knows FUSE_NOTIFY_EXPIRE_ENTRY */

	pthread_mutex_t lock;
	struct node root;
	struct node **nodes;
	size_t nodes_size, n_nodes;
	struct view *views[VIEW_COUNT]; /* the newest of each, kept while old */
	struct parked *parked;
	struct refresher *refresher;
	pthread_t server;
	bool serving;
	struct quota quota;
	struct api_error last_error; /* one of our own; trouble NONE: none */
	int64_t last_error_ns;
	uint64_t n_requests; /* FUSE requests answered or parked */
	bool absent[ENDPOINT_COUNT]; /* when it was last asked for */
	int64_t absent_ns; /* when the last of them came or went; 0: never */
	struct {
		const struct node *dir;
		pid_t pid;
		int64_t at_ms;
	} sister; /* who last asked for a one-call file, and where */
};

/* ---- node.c ---- */

bool spot_same(const struct spot *a, const struct spot *b);

/* One more reference (a reply counts as one lookup) on the node of a spot, made
 * where there is none: for directories `content` is NULL; for files and links
 * the version, NULL for one whose bytes are not known yet. NULL: no memory. */
struct node *node_get(struct fs *fs, struct node *parent, struct slice name,
	const struct spot *spot, struct content *content);
void node_forget(struct fs *fs, struct node *n, uint64_t n_lookups);
void node_hold(struct node *n);
void node_release(struct fs *fs, struct node *n);
/* The newest version that the kernel holds at a spot, NULL for none. */
struct node *node_newest(struct fs *fs, const struct spot *spot);
/* Gives a node whose bytes were not known its bytes. */
void node_fix(struct fs *fs, struct node *n, struct content *content);
/* The inode number that readdir tells for a spot. */
uint64_t spot_ino(const struct fs *fs, const struct spot *spot);
void nodes_free(struct fs *fs);

/* ---- world.c ---- */

/* Does the control plane have it, as far as is known? What has no argument and
 * was not found is not there until it is asked for again. */
bool world_has(const struct fs *fs, enum endpoint e);
/* What asking for it without an argument came to. */
void world_note(struct fs *fs, enum endpoint e, int err);

enum need {
	NEED_NOW,  /* old is fine, nothing is not: never waits */
	NEED_TRUE, /* as fresh as the cache promises: may wait */
};

/*
 * Sees to it that the canonical views of `kinds` are in fs->views. With a
 * `waiter` it is queued on what is missing. 0, or the error of the cache:
 * -EINPROGRESS, … `good_for_ms` is lowered to what the cache grants.
 */
int world_kinds(struct fs *fs, kind_mask kinds, enum need need,
	struct cache_waiter *waiter, int64_t *good_for_ms);

/* Does an error of world_kinds() say nothing about what there is? */
bool world_is_outage(int err);

/* The same; the lists that are only `wanted` may be absent or forbidden. */
int world_some(struct fs *fs, kind_mask needed, kind_mask wanted,
	enum need need, struct cache_waiter *waiter, int64_t *good_for_ms);

/* The same for any view; *ret is borrowed, good while the lock is held. */
int world_view(struct fs *fs, enum view_id id, enum need need,
	struct cache_waiter *waiter, struct view **ret, int64_t *good_for_ms);

/* ---- child.c ---- */

/* A child as lookup finds it or readdir lists it. What it points to is good
 * until a view is asked for again. */
struct child {
	struct spot spot;
	struct slice name;
	uint64_t offset; /* readdir: of this entry */
};

/* Storage for the key of a child that has to be put together. */
struct child_key {
	struct buf buf;
};

/* Finds `name` in a directory. 0, or -ENOENT, -ENOTUNIQ, -EINPROGRESS (nothing
 * to answer from, `waiter` queued), another error of the cache. `good_for_ms`
 * bounds how long the answer, absence included, may be believed. */
int child_find(struct fs *fs, const struct spot *dir, struct slice name,
	struct cache_waiter *waiter, struct child_key *key, struct child *ret,
	int64_t *good_for_ms);

/* The link that a PLACE_NAMED stands for, once there is a list. Errors as
 * above. */
int child_of_name(struct fs *fs, const struct spot *named,
	struct cache_waiter *waiter, struct child_key *key, struct child *ret,
	int64_t *good_for_ms);

/*
 * Calls `emit` for every listed child whose offset is above `after`, by rising
 * offset, until it returns false. Never waits.
 */
typedef bool child_emit_fn(void *arg, const struct child *c);
void child_list(struct fs *fs, const struct spot *dir, uint64_t after,
	child_emit_fn *emit, void *arg);

/* Time of a directory; `changed` says whether the listing can change. May
 * wait where the directory is a collection. */
int child_dir_time(struct fs *fs, const struct spot *dir, enum need need,
	struct cache_waiter *waiter, int64_t *ret_ns, int64_t *good_for_ms);
/* May that of a PLACE_DIR wait? */
bool child_time_waits(const struct spot *dir);

/* Can it be a part of an operation's argument? Nothing has an id or a name that
 * cannot. */
static inline bool is_argument_part(struct slice s)
{
	return s.n == 0 ||
		(!memchr(s.p, '\0', s.n) && !memchr(s.p, ENDPOINT_PART, s.n));
}

/* ---- child_id.c ---- */

/* The kind of the object with this id: 0; -ENOENT; -EINPROGRESS where that takes
 * lists that are not at hand, with NEED_TRUE and `waiter` queued; errors of
 * the cache. */
int id_kind(struct fs *fs, struct slice id, enum need need,
	struct cache_waiter *waiter, enum kind *ret, int64_t *good_for_ms);

/* ---- related.c ---- */

/* An object that another one refers to. */
struct related {
	enum kind kind;
	const struct view *view; /* borrowed, good while the lock is held */
	const struct view_entry *entry;
};

/* Does this field hold names, not ids? Names are unique in a cluster, or in the
 * tenant. */
bool related_by_name(enum field f);
/* Ids of a scope mean another object for each type of scope: can `item` mean
 * one of kind `k` by its field `f`? */
bool related_type_fits(const struct api_result *r, const struct api_item *item,
	enum field f, enum kind k);
/* The lists that links of a row need. */
kind_mask related_kinds(const struct place_row *row);
/* Does the object at `owner` refer to anything by this row, there or not? */
bool related_has_any(struct fs *fs, const struct place_row *row,
	const struct spot *owner);
/* What the link at a SOURCE_RELATED points to. Errors as world_kinds(),
 * -ENOENT where there is none. */
int related_target(struct fs *fs, const struct spot *spot, enum need need,
	struct cache_waiter *waiter, struct related *ret, int64_t *good_for_ms);
/* A PLACE_RELATED: as child_find(), child_list() and child_dir_time(). */
int related_find(struct fs *fs, const struct spot *dir, struct slice name,
	struct cache_waiter *waiter, struct child_key *key, struct child *ret,
	int64_t *good_for_ms);
void related_list(struct fs *fs, const struct spot *dir, uint64_t after,
	child_emit_fn *emit, void *arg);
int related_time(struct fs *fs, const struct spot *dir, enum need need,
	struct cache_waiter *waiter, int64_t *ret_ns, int64_t *good_for_ms);
/* Have its lists been had, so that to ask for its time fetches nothing new? */
bool related_at_hand(const struct fs *fs, const struct place_row *row);
/* When what links of a row lead to last came, went, or changed its name; 0: it
 * is as it was first seen. */
int64_t related_changed_ns(const struct fs *fs, const struct place_row *row);

/* ---- source.c ---- */

/*
 * The bytes at a file or link now. `current` (may be NULL) is the newest
 * version known; where the bytes are still the same it is what comes back. One
 * reference, the caller's. Errors as world_kinds().
 */
int source_content(struct fs *fs, const struct spot *spot, enum need need,
	struct cache_waiter *waiter, struct content *current,
	struct content **ret, int64_t *good_for_ms);

/* Starts to fetch what source_content() would need, and makes nothing of it. */
void source_prefetch(struct fs *fs, const struct spot *spot);

/* Does it cost a call of its own? */
bool source_is_call(const struct spot *spot);
/* Does it, or a list besides the object's own? */
bool source_is_expensive(const struct spot *spot);
/* The operation whose answer a spot shows, with its argument (free(), NULL for
 * none). False where there is none, or not enough is known. */
bool source_operation(struct fs *fs, const struct spot *spot,
	enum endpoint *ret, char **ret_argument);
/* Makes what directories of such files hold expire, and, their arguments being
 * many, all of the same operations. */
void source_window_expire(struct fs *fs, const struct spot *dir);
void source_telemetry_expire(struct fs *fs, const struct spot *dir);
/* The id of the object that a spot is of: its key, or a part of it. */
struct slice spot_id(const struct spot *spot);
/* Is the answer to its call at hand and fresh, or on its way? */
bool source_is_cached(struct fs *fs, const struct spot *spot);

/* ---- refresh.c ---- */

/* The name of this node is there no more: has the kernel drop it, and with it
 * what it remembers below. Later, on a thread of its own. */
void refresher_gone(struct fs *fs, struct node *n);
/* Something turned out to be absent, or no more to be: has the kernel list
 * directories of fixed names anew. fs->lock is held. */
void refresher_absence(struct fs *fs);

/* ---- expire.c ---- */

/* Makes what is cached of a spot, and below it, expire. */
void expire_spot(struct fs *fs, const struct spot *spot);

/* ---- control.c ---- */

int control_text(struct fs *fs, enum source s, struct buf *out);
void control_endpoints(struct fs *fs, struct buf *out);
/* Lines of "key: value" about a spot, for `runaifs stat`. */
void control_stat(struct fs *fs, const struct spot *spot, struct slice name,
	struct buf *out);

#endif
