/* SPDX-License-Identifier: MIT */
/*
 * FUSE requests: decode, ask, reply.
 *
 * Who may wait: GETATTR; LOOKUP where it revalidates a version that the kernel
 * holds; READLINK of a name in workloads/ or by-id/ that was looked up before
 * there was a list. READDIR and READ never do.
 * OPEN and OPENDIR are refused once, so that the kernel stops asking and keeps
 * what it has read.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>

#include "answer.h"
#include "ops.h"
#include "refresh.h"
#include "xattr.h"

#define DOT 1	 /* offsets of the two entries that every directory has */
#define DOTDOT 2

static struct fs *fs_of(fuse_req_t req)
{
	return fuse_req_userdata(req);
}

static struct node *node_of(struct fs *fs, fuse_ino_t ino)
{
	return ino == FUSE_ROOT_ID ? &fs->root
				   : (struct node *)(uintptr_t)ino;
}

static void op_init(void *userdata, struct fuse_conn_info *conn)
{
	static const unsigned wanted[] = {FUSE_CAP_NO_OPEN_SUPPORT,
		FUSE_CAP_NO_OPENDIR_SUPPORT, FUSE_CAP_READDIRPLUS,
		FUSE_CAP_AUTO_INVAL_DATA, FUSE_CAP_CACHE_SYMLINKS,
		FUSE_CAP_ASYNC_READ, FUSE_CAP_PARALLEL_DIROPS};
	struct fs *fs = userdata;

	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		if (conn->capable & wanted[i])
			conn->want |= wanted[i];
	conn->want &= ~(unsigned)FUSE_CAP_READDIRPLUS_AUTO;
	fs->no_open = conn->want & FUSE_CAP_NO_OPEN_SUPPORT;
	fs->no_opendir = conn->want & FUSE_CAP_NO_OPENDIR_SUPPORT;
	fs->can_expire = conn->capable & FUSE_CAP_EXPIRE_ONLY;
	conn->max_readahead = 1 << 20;
}

static void op_lookup(fuse_req_t req, fuse_ino_t parent, const char *name)
{
	struct fs *fs = fs_of(req);
	struct question q = {answer_lookup, node_of(fs, parent), name,
		fuse_req_ctx(req)->pid};

	wait_ask(fs, req, &q);
}

static void op_getattr(fuse_req_t req, fuse_ino_t ino,
	struct fuse_file_info *fi)
{
	struct fs *fs = fs_of(req);
	struct question q = {answer_getattr, node_of(fs, ino), NULL,
		fuse_req_ctx(req)->pid};

	wait_ask(fs, req, &q);
}

static void op_forget(fuse_req_t req, fuse_ino_t ino, uint64_t n_lookups)
{
	struct fs *fs = fs_of(req);

	pthread_mutex_lock(&fs->lock);
	node_forget(fs, node_of(fs, ino), n_lookups);
	pthread_mutex_unlock(&fs->lock);
	fuse_reply_none(req);
}

static void op_forget_multi(fuse_req_t req, size_t n,
	struct fuse_forget_data *forgets)
{
	struct fs *fs = fs_of(req);

	pthread_mutex_lock(&fs->lock);
	for (size_t i = 0; i < n; i++)
		node_forget(fs, node_of(fs, forgets[i].ino),
			forgets[i].nlookup);
	pthread_mutex_unlock(&fs->lock);
	fuse_reply_none(req);
}

static void op_readlink(fuse_req_t req, fuse_ino_t ino)
{
	struct fs *fs = fs_of(req);
	struct question q = {answer_readlink, node_of(fs, ino), NULL,
		fuse_req_ctx(req)->pid};

	wait_ask(fs, req, &q);
}

static void op_read(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset,
	struct fuse_file_info *fi)
{
	struct fs *fs = fs_of(req);
	struct node *n = node_of(fs, ino);
	cleanup_free char *out = malloc(size ? size : 1);
	ssize_t got = out ? -EIO : -ENOMEM;

	pthread_mutex_lock(&fs->lock);
	fs->n_requests++;
	if (out && n->content)
		got = content_read(n->content, (uint64_t)offset, size, out);
	pthread_mutex_unlock(&fs->lock);
	if (got < 0)
		fuse_reply_err(req, (int)-got);
	else
		fuse_reply_buf(req, out, (size_t)got);
}

/* ---- listings ---- */

/* A reply to READDIR or READDIRPLUS as it fills up. */
struct listing {
	fuse_req_t req;
	struct fs *fs;
	struct node *dir;
	bool plus;
	char *buf;
	size_t size, used;
};

static bool list_dot(struct listing *l, const char *name, off_t offset)
{
	struct fuse_entry_param e = {
		.attr = {.st_ino = l->dir->ino, .st_mode = S_IFDIR}};
	size_t left = l->size - l->used, n;

	if (offset == DOTDOT && l->dir->parent)
		e.attr.st_ino = l->dir->parent->ino;
	n = l->plus ? fuse_add_direntry_plus(l->req, l->buf + l->used, left,
			      name, &e, offset)
		    : fuse_add_direntry(l->req, l->buf + l->used, left, name,
			      &e.attr, offset);
	if (n > left)
		return false;
	l->used += n;
	return true;
}

static bool list_child(void *arg, const struct child *c)
{
	struct listing *l = arg;
	char name[256];
	struct fuse_entry_param e = {0};
	struct node *n = NULL;
	size_t left = l->size - l->used, need;

	if (c->name.n >= sizeof(name))
		return true;
	memcpy(name, c->name.p, c->name.n);
	name[c->name.n] = '\0';
	need = l->plus
		? fuse_add_direntry_plus(l->req, NULL, 0, name, NULL, 0)
		: fuse_add_direntry(l->req, NULL, 0, name, NULL, 0);
	if (need > left)
		return false;
	if (l->plus) {
		answer_listed(l->fs, l->dir, c, &e, &n);
		fuse_add_direntry_plus(l->req, l->buf + l->used, left, name, &e,
			(off_t)c->offset);
	} else {
		e.attr.st_ino = spot_ino(l->fs, &c->spot);
		e.attr.st_mode = answer_mode(l->fs, &c->spot);
		fuse_add_direntry(l->req, l->buf + l->used, left, name, &e.attr,
			(off_t)c->offset);
	}
	l->used += need;
	return true;
}

static void list(fuse_req_t req, fuse_ino_t ino, size_t size, off_t offset,
	bool plus)
{
	struct fs *fs = fs_of(req);
	cleanup_free char *buf = malloc(size ? size : 1);
	struct listing l = {req, fs, node_of(fs, ino), plus, buf, size, 0};

	if (!buf) {
		fuse_reply_err(req, ENOMEM);
		return;
	}
	pthread_mutex_lock(&fs->lock);
	fs->n_requests++;
	if ((offset >= DOT || list_dot(&l, ".", DOT)) &&
		(offset >= DOTDOT || list_dot(&l, "..", DOTDOT)))
		child_list(fs, &l.dir->spot, (uint64_t)offset, list_child, &l);
	pthread_mutex_unlock(&fs->lock);
	fuse_reply_buf(req, buf, l.used);
}

static void op_readdir(fuse_req_t req, fuse_ino_t ino, size_t size,
	off_t offset, struct fuse_file_info *fi)
{
	list(req, ino, size, offset, false);
}

static void op_readdirplus(fuse_req_t req, fuse_ino_t ino, size_t size,
	off_t offset, struct fuse_file_info *fi)
{
	list(req, ino, size, offset, true);
}

/* ---- opening: not at all where the kernel can do without ---- */

static void op_open(fuse_req_t req, fuse_ino_t ino, struct fuse_file_info *fi)
{
	if ((fi->flags & O_ACCMODE) != O_RDONLY) {
		fuse_reply_err(req, EROFS);
	} else if (fs_of(req)->no_open) {
		fuse_reply_err(req, ENOSYS);
	} else {
		fi->keep_cache = 1;
		fuse_reply_open(req, fi);
	}
}

static void op_opendir(fuse_req_t req, fuse_ino_t ino,
	struct fuse_file_info *fi)
{
	if (fs_of(req)->no_opendir) {
		fuse_reply_err(req, ENOSYS);
	} else {
		fi->keep_cache = 1;
		fi->cache_readdir = 1;
		fuse_reply_open(req, fi);
	}
}

static void op_statfs(fuse_req_t req, fuse_ino_t ino)
{
	struct statvfs st = {.f_bsize = 4096,
		.f_frsize = 4096,
		.f_namemax = 255,
		.f_flag = ST_RDONLY | ST_NOSUID | ST_NODEV};

	fuse_reply_statfs(req, &st);
}

static void op_ioctl(fuse_req_t req, fuse_ino_t ino, unsigned int cmd,
	void *arg, struct fuse_file_info *fi, unsigned flags, const void *in,
	size_t in_size, size_t out_size)
{
	struct fs *fs = fs_of(req);

	if (ino != FUSE_ROOT_ID)
		fuse_reply_err(req, ENOTTY);
	else
		refresh_ioctl(fs, req, cmd, in, in_size, out_size);
}

static void op_getxattr(fuse_req_t req, fuse_ino_t ino, const char *name,
	size_t size)
{
	struct fs *fs = fs_of(req);

	xattr_get(fs, req, node_of(fs, ino), name, size);
}

static void op_listxattr(fuse_req_t req, fuse_ino_t ino, size_t size)
{
	struct fs *fs = fs_of(req);

	xattr_list(fs, req, node_of(fs, ino), size);
}

struct fuse_lowlevel_ops fs_ops(bool xattr)
{
	struct fuse_lowlevel_ops ops = {
		.init = op_init,
		.lookup = op_lookup,
		.forget = op_forget,
		.forget_multi = op_forget_multi,
		.getattr = op_getattr,
		.readlink = op_readlink,
		.open = op_open,
		.read = op_read,
		.opendir = op_opendir,
		.readdir = op_readdir,
		.readdirplus = op_readdirplus,
		.statfs = op_statfs,
		.ioctl = op_ioctl,
	};

	if (xattr) {
		ops.getxattr = op_getxattr;
		ops.listxattr = op_listxattr;
	}
	return ops;
}
