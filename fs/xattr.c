/* SPDX-License-Identifier: MIT */
/*
 * With -o xattr: what `runaifs stat` says, as extended attributes
 * user.runaifs.<key>. Off by default, since each entry of `ls -l` would ask.
 */
#include <errno.h>
#include <sys/xattr.h>

#include "internal.h"
#include "xattr.h"

#define PREFIX "user.runaifs."

/* One "key: value" line. */
struct line {
	struct slice key, value;
};

static bool next_line(struct slice *text, struct line *ret)
{
	const char *end = memchr(text->p, '\n', text->n);
	const char *colon;
	size_t n;

	if (text->n == 0 || !end)
		return false;
	n = (size_t)(end - text->p);
	colon = memmem(text->p, n, ": ", 2);
	if (!colon)
		return false;
	ret->key = (struct slice){text->p, (size_t)(colon - text->p)};
	ret->value = (struct slice){
		colon + 2, n - (size_t)(colon + 2 - text->p)};
	*text = (struct slice){end + 1, text->n - n - 1};
	return true;
}

static void describe(struct fs *fs, const struct node *n, struct buf *out)
{
	pthread_mutex_lock(&fs->lock);
	fs->n_requests++;
	control_stat(fs, &n->spot, SLICE(""), out);
	pthread_mutex_unlock(&fs->lock);
}

/* Appends the attribute's name: spaces of the key become dashes. */
static void add_name(struct buf *out, struct slice key)
{
	buf_adds(out, PREFIX);
	for (size_t i = 0; i < key.n; i++)
		buf_addc(out, key.p[i] == ' ' ? '-' : key.p[i]);
}

/* A size of 0 asks how much there is. */
static void reply(fuse_req_t req, struct slice value, size_t size)
{
	if (size == 0)
		fuse_reply_xattr(req, value.n);
	else if (size < value.n)
		fuse_reply_err(req, ERANGE);
	else
		fuse_reply_buf(req, value.p, value.n);
}

void xattr_get(struct fs *fs, fuse_req_t req, const struct node *n,
	const char *name, size_t size)
{
	cleanup_buf struct buf text = BUF_INIT, at = BUF_INIT;
	struct slice rest;
	struct line line;

	describe(fs, n, &text);
	rest = (struct slice){text.p, text.n};
	while (next_line(&rest, &line)) {
		at.n = 0;
		add_name(&at, line.key);
		if (slice_eq((struct slice){at.p, at.n}, slice_str(name))) {
			reply(req, line.value, size);
			return;
		}
	}
	fuse_reply_err(req, ENODATA);
}

void xattr_list(struct fs *fs, fuse_req_t req, const struct node *n,
	size_t size)
{
	cleanup_buf struct buf text = BUF_INIT, names = BUF_INIT;
	struct slice rest;
	struct line line;

	describe(fs, n, &text);
	rest = (struct slice){text.p, text.n};
	while (next_line(&rest, &line)) {
		add_name(&names, line.key);
		buf_addc(&names, '\0');
	}
	reply(req, (struct slice){names.p, names.n}, size);
}
