/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "answer.h"

#define SISTER_MS 1000

static double seconds(int64_t ms)
{
	return ms > 0 ? (double)ms / 1000 : 0;
}

mode_t answer_mode(const struct fs *fs, const struct spot *spot)
{
	switch (spot->row->type) {
	case PLACE_FILE:
		return S_IFREG | fs->file_mode;
	case PLACE_SYMLINK:
		return S_IFLNK | 0777;
	default:
		return S_IFDIR | fs->dir_mode;
	}
}

/* ---- attributes ---- */

static void fill_attr(const struct fs *fs, const struct node *n,
	int64_t time_ns, struct stat *st)
{
	*st = (struct stat){.st_ino = n->ino,
		.st_mode = answer_mode(fs, &n->spot),
		.st_nlink = 1,
		.st_uid = fs->uid,
		.st_gid = fs->gid,
		.st_blksize = 4096};
	if (n->content) {
		time_ns = n->content->mtime_ns;
		st->st_size = (off_t)n->content->size;
		st->st_blocks = (blkcnt_t)((n->content->size + 511) / 512);
	}
	st->st_mtim.tv_sec = time_ns / NS_PER_S;
	st->st_mtim.tv_nsec = time_ns % NS_PER_S;
	st->st_atim = st->st_ctim = st->st_mtim;
}

/* A directory that is told about while nothing may wait for it. */
static int attr_of_old_dir(struct fs *fs, const struct node *n,
	struct reply *ret)
{
	int64_t time_ns, ignored = LONG_MS;
	int r = child_dir_time(
		fs, &n->spot, NEED_NOW, NULL, &time_ns, &ignored);

	if (r == 0)
		fill_attr(fs, n, time_ns, &ret->attr);
	ret->attr_timeout = 0;
	return r;
}

static int attr_of_dir(struct fs *fs, const struct node *n,
	struct cache_waiter *waiter, struct reply *ret)
{
	int64_t time_ns, good_for_ms = LONG_MS;
	int r;

	if (n->notifying && attr_of_old_dir(fs, n, ret) == 0)
		return 0;
	r = child_dir_time(
		fs, &n->spot, NEED_TRUE, waiter, &time_ns, &good_for_ms);
	if (r < 0)
		return r;
	fill_attr(fs, n, time_ns, &ret->attr);
	ret->attr_timeout = seconds(good_for_ms);
	return 0;
}

/* ---- one-call files: so many a minute for each process ---- */

static bool costs_call(struct fs *fs, const struct spot *spot)
{
	return source_is_call(spot) && !source_is_cached(fs, spot);
}

static bool may_call(struct fs *fs, pid_t pid)
{
	if (quota_left(&fs->quota, pid, clock_mono_ms(fs->clock)))
		return true;
	api_error_set(&fs->last_error, TROUBLE_THROTTLED,
		"process %d has had %d files behind `more` fetched within a "
		"minute; search lists/ instead, or wait",
		(int)pid, QUOTA_CALLS);
	fs->last_error_ns = clock_real_ns(fs->clock);
	return false;
}

static void note_call(struct fs *fs, pid_t pid)
{
	quota_take(&fs->quota, pid, clock_mono_ms(fs->clock));
}

/* The bytes of a version never change; one that is not fetched yet is fetched
 * now. */
static int attr_of_version(struct fs *fs, struct node *n, pid_t pid,
	struct cache_waiter *waiter, struct reply *ret)
{
	struct node *newest = node_newest(fs, &n->spot);
	struct content *content;
	int64_t ignored = LONG_MS;
	int r;

	if (!n->content && costs_call(fs, &n->spot) && !may_call(fs, pid))
		return -EBUSY;
	if (!n->content) {
		r = source_content(fs, &n->spot, NEED_TRUE, waiter,
			newest ? newest->content : NULL, &content, &ignored);
		if (r < 0)
			return r;
		node_fix(fs, n, content);
		content_unref(content);
	}
	fill_attr(fs, n, 0, &ret->attr);
	ret->attr_timeout = seconds(LONG_MS);
	return 0;
}

/*
 * What a flight that was waited for has said. It counts only where the list was
 * needed, not only wanted: so it is asked for again, and says the same at once,
 * unless it is not kept.
 */
static int final_error(int err)
{
	return err == -ECANCELED || err == -ENOMEM ? err : 0;
}

int answer_getattr(struct fs *fs, const struct question *q,
	struct cache_waiter *waiter, int err, struct reply *ret)
{
	enum place_type type = q->node->spot.row->type;

	ret->type = REPLY_ATTR;
	err = final_error(err);
	if (err < 0)
		return err;
	if (type == PLACE_FILE || type == PLACE_SYMLINK)
		return attr_of_version(fs, q->node, q->pid, waiter, ret);
	return attr_of_dir(fs, q->node, waiter, ret);
}

int answer_readlink(struct fs *fs, const struct question *q,
	struct cache_waiter *waiter, int err, struct reply *ret)
{
	struct node *n = q->node;
	int r = final_error(err);

	if (r == 0)
		r = attr_of_version(fs, n, q->pid, waiter, ret);
	if (r < 0)
		return r;
	ret->type = REPLY_LINK;
	if (!n->content->text)
		return -EIO;
	ret->link = strdup(n->content->text);
	return ret->link ? 0 : -ENOMEM;
}

/* ---- sisters: whoever asks for a second thing that is still to be fetched, in
 * one directory within a second, is walking it: all of it is fetched at once
 * ---- */

struct walker {
	struct fs *fs;
	pid_t pid;
};

static bool fetch_sister(void *arg, const struct child *c)
{
	enum place_type type = c->spot.row->type;
	int64_t ignored = LONG_MS, time_ns;
	const struct walker *w = arg;
	struct fs *fs = w->fs;

	if (type == PLACE_COLLECTION || type == PLACE_GROUPS) {
		child_dir_time(
			fs, &c->spot, NEED_TRUE, NULL, &time_ns, &ignored);
		return true;
	}
	if (costs_call(fs, &c->spot)) {
		if (!quota_left(&fs->quota, w->pid, clock_mono_ms(fs->clock)))
			return false;
		note_call(fs, w->pid);
	}
	source_prefetch(fs, &c->spot);
	return true;
}

static void note_sister(struct fs *fs, const struct node *dir, pid_t pid)
{
	int64_t now = clock_mono_ms(fs->clock);
	struct walker walker = {fs, pid};

	if (fs->sister.dir == dir && fs->sister.pid == pid &&
		now - fs->sister.at_ms < SISTER_MS)
		child_list(fs, &dir->spot, 0, fetch_sister, &walker);
	fs->sister.dir = dir;
	fs->sister.pid = pid;
	fs->sister.at_ms = now;
}

/* ---- entries ---- */

static void fill_entry(struct fs *fs, struct node *n, int64_t entry_ms,
	int64_t attr_ms, int64_t time_ns, struct fuse_entry_param *e)
{
	*e = (struct fuse_entry_param){.ino = (fuse_ino_t)(uintptr_t)n,
		.entry_timeout = seconds(entry_ms),
		.attr_timeout = seconds(attr_ms)};
	fill_attr(fs, n, time_ns, &e->attr);
}

static int entry_of_dir(struct fs *fs, struct node *dir, const struct child *c,
	pid_t pid, int64_t good_for_ms, struct reply *ret)
{
	struct node *n = node_get(fs, dir, c->name, &c->spot, NULL);
	int64_t attr_ms = good_for_ms, time_ns = fs->start_ns;

	if (!n)
		return -ENOMEM;
	if (child_dir_time(
		    fs, &c->spot, NEED_TRUE, NULL, &time_ns, &attr_ms) < 0) {
		attr_ms = 0; /* its GETATTR shall wait, not this */
		note_sister(fs, dir, pid);
	}
	fill_entry(fs, n, good_for_ms, attr_ms, time_ns, &ret->entry);
	ret->node = n;
	return 0;
}

static int entry_of_version(struct fs *fs, struct node *dir,
	const struct child *c, struct content *content, int64_t good_for_ms,
	struct reply *ret)
{
	struct node *n = node_get(fs, dir, c->name, &c->spot, content);

	if (!n)
		return -ENOMEM;
	fill_entry(fs, n, content ? good_for_ms : 0, content ? LONG_MS : 0,
		fs->start_ns, &ret->entry);
	ret->node = n;
	return 0;
}

static int entry_of_nothing(const struct fs *fs, int64_t good_for_ms,
	struct reply *ret)
{
	if (good_for_ms < LONG_MS && good_for_ms > fs->negative_ms)
		good_for_ms = fs->negative_ms;
	ret->entry.entry_timeout = seconds(good_for_ms);
	return 0;
}

/* ---- lookup ---- */

/*
 * A file or link. Where the kernel holds an older version, its name is being
 * revalidated: that holds no lock and may wait, so that unchanged bytes keep
 * their node and their pages. A new name gets a node at once, whose GETATTR
 * waits.
 */
static int lookup_version(struct fs *fs, const struct question *q,
	const struct child *c, struct cache_waiter *waiter, int err,
	int64_t good_for_ms, struct reply *ret)
{
	struct node *newest = node_newest(fs, &c->spot);
	struct content *current = newest ? newest->content : NULL;
	struct content *content = NULL;
	bool link = c->spot.row->type == PLACE_SYMLINK;
	bool may_wait = current && err == 0 && !q->node->notifying;
	bool costs = costs_call(fs, &c->spot);
	int r = -EBUSY;

	if (!costs || may_call(fs, q->pid))
		r = source_content(fs, &c->spot, link ? NEED_NOW : NEED_TRUE,
			may_wait ? waiter : NULL, current, &content,
			&good_for_ms);
	if (r == -EINPROGRESS && costs && !waiter)
		note_call(fs, q->pid);
	if (r == -EINPROGRESS && may_wait)
		return r;
	if (r == -ENOENT) /* it may come: this is no name that never is */
		return entry_of_nothing(fs,
			good_for_ms < fs->negative_ms ? good_for_ms
						      : fs->negative_ms,
			ret);
	if (r == -EINPROGRESS && source_is_expensive(&c->spot))
		note_sister(fs, q->node, q->pid);
	r = entry_of_version(fs, q->node, c, content, good_for_ms, ret);
	content_unref(content);
	return r;
}

int answer_lookup(struct fs *fs, const struct question *q,
	struct cache_waiter *waiter, int err, struct reply *ret)
{
	struct child_key key = {BUF_INIT};
	int64_t good_for_ms = LONG_MS;
	struct child c;
	int r = child_find(fs, &q->node->spot, slice_str(q->name),
		err ? NULL : waiter, &key, &c, &good_for_ms);

	ret->type = REPLY_ENTRY;
	if (r == -ENOENT)
		r = entry_of_nothing(fs, good_for_ms, ret);
	else if (r == -EINPROGRESS && err < 0)
		r = err;
	else if (r == 0 && (c.spot.row->type == PLACE_FILE ||
				   c.spot.row->type == PLACE_SYMLINK))
		r = lookup_version(
			fs, q, &c, waiter, err, good_for_ms, ret);
	else if (r == 0)
		r = entry_of_dir(fs, q->node, &c, q->pid, good_for_ms, ret);
	buf_free(&key.buf);
	return r;
}

/* ---- readdirplus ---- */

static void bare(const struct fs *fs, const struct child *c,
	struct fuse_entry_param *e)
{
	*e = (struct fuse_entry_param){0};
	e->attr.st_ino = spot_ino(fs, &c->spot);
	e->attr.st_mode = answer_mode(fs, &c->spot);
}

static int listed_version(struct fs *fs, struct node *dir,
	const struct child *c, struct reply *ret)
{
	struct node *newest = node_newest(fs, &c->spot);
	int64_t good_for_ms = LONG_MS;
	struct content *content;
	int r;

	if (source_is_expensive(&c->spot))
		return -EAGAIN;
	r = source_content(fs, &c->spot,
		c->spot.row->type == PLACE_SYMLINK ? NEED_NOW : NEED_TRUE, NULL,
		newest ? newest->content : NULL, &content, &good_for_ms);
	if (r < 0)
		return r;
	r = entry_of_version(fs, dir, c, content, good_for_ms, ret);
	content_unref(content);
	return r;
}

static int listed_dir(struct fs *fs, struct node *dir, const struct child *c,
	struct reply *ret)
{
	int64_t good_for_ms = LONG_MS, time_ns;

	if (c->spot.row->type == PLACE_RELATED) {
		if (!related_at_hand(fs, c->spot.row) ||
			child_dir_time(fs, &c->spot, NEED_NOW, NULL, &time_ns,
				&good_for_ms) < 0)
			return -EAGAIN;
	} else if (c->spot.row->type != PLACE_DIR ||
		child_time_waits(&c->spot)) {
		return -EAGAIN;
	}
	if (c->spot.row->place == PLACE_OBJECT &&
		world_kinds(fs, KIND_BIT(c->spot.kind), NEED_NOW, NULL,
			&good_for_ms) < 0)
		return -EAGAIN;
	return entry_of_dir(fs, dir, c, 0, good_for_ms, ret);
}

void answer_listed(struct fs *fs, struct node *dir, const struct child *c,
	struct fuse_entry_param *ret, struct node **ret_node)
{
	enum place_type type = c->spot.row->type;
	struct reply reply = {0};
	int r = type == PLACE_FILE || type == PLACE_SYMLINK
		? listed_version(fs, dir, c, &reply)
		: listed_dir(fs, dir, c, &reply);

	if (r < 0)
		bare(fs, c, &reply.entry);
	*ret = reply.entry;
	*ret_node = r < 0 ? NULL : reply.node;
}
