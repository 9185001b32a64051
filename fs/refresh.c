/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "ctl.h"
#include "refresh.h"

#define RETRY_MS 20
#define RETRIES 50 /* of a job; then timeouts will have to do */

/* What the kernel is to forget: an inode's attributes, a name, or both. */
struct forget {
	struct node *node; /* held; its parent with it */
	bool name, attr;
	bool gone; /* the name is there no more: drop it, and all below it */
};

struct job {
	struct job *next;
	fuse_req_t req; /* answered at the end; NULL for none */
	struct forget *forgets;
	size_t n;
	unsigned retries; /* made, for all of them: whoever waits for the job
			     cannot be killed meanwhile */
};

struct refresher {
	pthread_t thread;
	pthread_cond_t wake;
	struct job *jobs;
	struct job *gone; /* names that went; after the jobs */
	bool stop, stopped;
};

/* ---- finding what lies below a spot; fs->lock is held ---- */

static bool is_below(const struct node *n, const struct spot *top)
{
	for (; n; n = n->parent)
		if (spot_same(&n->spot, top))
			return true;
	return false;
}

static bool job_add(struct job *job, const struct forget *f)
{
	if (job->n % 64 == 0) {
		struct forget *grown = realloc(
			job->forgets, (job->n + 64) * sizeof(*grown));
		if (!grown)
			return false;
		job->forgets = grown;
	}
	node_hold(f->node);
	job->forgets[job->n++] = *f;
	return true;
}

/* A directory of fixed names, some of which a control plane may not have. */
static bool has_fixed_names(const struct node *n)
{
	return n->spot.row->type == PLACE_DIR &&
	       n->spot.row->place != PLACE_OBJECT;
}

/* Adds what of a node times out by itself: names of all but fixed rows, and the
 * attributes that make a listing be read again. */
static bool job_add_refreshed(struct job *job, struct node *n)
{
	enum place_type type = n->spot.row->type;
	struct forget f = {.node = n,
		.attr = type != PLACE_FILE && type != PLACE_SYMLINK,
		.name = type == PLACE_FILE || type == PLACE_SYMLINK ||
			(n->parent && !n->spot.row->name)};

	return (!f.attr && !f.name) || job_add(job, &f);
}

static struct job *job_new(struct fs *fs, const struct spot *top,
	fuse_req_t req)
{
	struct job *job = calloc(1, sizeof(*job));

	if (!job)
		return NULL;
	job->req = req;
	if (is_below(&fs->root, top) && !job_add_refreshed(job, &fs->root))
		return job;
	for (size_t i = 0; i < fs->nodes_size; i++)
		for (struct node *n = fs->nodes[i]; n; n = n->chain)
			if (n->n_lookups > 0 && is_below(n, top) &&
				!job_add_refreshed(job, n))
				return job; /* short of memory: the rest times out */
	return job;
}

static void job_free(struct fs *fs, struct job *job)
{
	for (size_t i = 0; i < job->n; i++)
		node_release(fs, job->forgets[i].node);
	free(job->forgets);
	free(job);
}

/* ---- telling the kernel: the notify thread ---- */

static fuse_ino_t ino_of(const struct fs *fs, const struct node *n)
{
	return n == &fs->root ? FUSE_ROOT_ID : (fuse_ino_t)(uintptr_t)n;
}

static void tell_name(struct fs *fs, const struct node *dir, const char *name,
	bool gone)
{
	fuse_ino_t ino = ino_of(fs, dir);

	if (fs->can_expire && !gone)
		fuse_lowlevel_notify_expire_entry(fs->session, ino, name,
			strlen(name), FUSE_LL_EXPIRE_ONLY);
	else
		fuse_lowlevel_notify_inval_entry(
			fs->session, ino, name, strlen(name));
}

/* Waits, within limits, until nothing is parked on the node's directory, then
 * claims and holds it: *ret, with the node's name in it. */
static bool claim(struct fs *fs, struct job *job, const struct node *n,
	struct node **ret, char **ret_name)
{
	struct timespec pause = {0, RETRY_MS * 1000000L};
	bool claimed = false, stop = false;

	for (bool first = true; !claimed && !stop; first = false) {
		if (!first && job->retries++ >= RETRIES)
			break;
		if (!first)
			nanosleep(&pause, NULL);
		pthread_mutex_lock(&fs->lock);
		stop = fs->refresher->stop;
		claimed = !stop && n->parent->n_parked == 0 &&
			(*ret_name = strdup(n->name)) != NULL;
		if (claimed) {
			*ret = n->parent;
			(*ret)->notifying = true;
			node_hold(*ret);
		}
		pthread_mutex_unlock(&fs->lock);
	}
	return claimed;
}

static void tell(struct fs *fs, struct job *job, const struct forget *f)
{
	cleanup_free char *name = NULL;
	struct node *dir;

	if (f->attr)
		fuse_lowlevel_notify_inval_inode(
			fs->session, ino_of(fs, f->node), -1, 0);
	if (!f->name || !claim(fs, job, f->node, &dir, &name))
		return;
	tell_name(fs, dir, name, f->gone);
	pthread_mutex_lock(&fs->lock);
	dir->notifying = false;
	node_release(fs, dir);
	pthread_mutex_unlock(&fs->lock);
}

static struct job *take_job(struct refresher *r)
{
	struct job *job = r->jobs;

	if (job) {
		r->jobs = job->next;
	} else {
		job = r->gone;
		r->gone = NULL;
	}
	return job;
}

static void *refresher_run(void *arg)
{
	struct fs *fs = arg;
	struct refresher *r;

	pthread_mutex_lock(&fs->lock);
	r = fs->refresher;
	while (!r->stop) {
		struct job *job = take_job(r);
		if (!job) {
			pthread_cond_wait(&r->wake, &fs->lock);
			continue;
		}
		pthread_mutex_unlock(&fs->lock);
		for (size_t i = 0; i < job->n; i++)
			tell(fs, job, &job->forgets[i]);
		if (job->req)
			fuse_reply_ioctl(job->req, 0, NULL, 0);
		pthread_mutex_lock(&fs->lock);
		job_free(fs, job);
	}
	pthread_mutex_unlock(&fs->lock);
	return NULL;
}

int refresher_create(struct fs *fs)
{
	struct refresher *r = calloc(1, sizeof(*r));
	int err;

	if (!r)
		return -ENOMEM;
	pthread_cond_init(&r->wake, NULL);
	pthread_mutex_lock(&fs->lock);
	err = pthread_create(&r->thread, NULL, refresher_run, fs);
	fs->refresher = err ? NULL : r;
	pthread_mutex_unlock(&fs->lock);
	if (err) {
		pthread_cond_destroy(&r->wake);
		free(r);
	}
	return -err;
}

void refresher_stop(struct fs *fs)
{
	struct refresher *r;

	pthread_mutex_lock(&fs->lock);
	r = fs->refresher;
	if (r && !r->stop) {
		r->stop = true;
		pthread_cond_broadcast(&r->wake);
		pthread_mutex_unlock(&fs->lock);
		pthread_join(r->thread, NULL);
		pthread_mutex_lock(&fs->lock);
		r->stopped = true;
		pthread_cond_broadcast(&r->wake);
	}
	while (r && !r->stopped)
		pthread_cond_wait(&r->wake, &fs->lock);
	pthread_mutex_unlock(&fs->lock);
}

void refresher_destroy(struct fs *fs)
{
	struct refresher *r = fs->refresher;

	if (!r)
		return;
	refresher_stop(fs);
	pthread_mutex_lock(&fs->lock);
	for (struct job *job; (job = take_job(r)) != NULL;) {
		if (job->req)
			fuse_reply_err(job->req, EINTR);
		job_free(fs, job);
	}
	fs->refresher = NULL;
	pthread_mutex_unlock(&fs->lock);
	pthread_cond_destroy(&r->wake);
	free(r);
}

void refresher_gone(struct fs *fs, struct node *n)
{
	struct refresher *r = fs->refresher;
	struct forget f = {.node = n, .name = true, .gone = true};

	if (!r || (!r->gone && !(r->gone = calloc(1, sizeof(*r->gone)))))
		return; /* the name times out, and goes when memory is short */
	if (job_add(r->gone, &f))
		pthread_cond_signal(&r->wake);
}

void refresher_absence(struct fs *fs)
{
	struct refresher *r = fs->refresher;
	struct forget f = {.node = &fs->root, .attr = true};
	bool more;

	if (!r || (!r->gone && !(r->gone = calloc(1, sizeof(*r->gone)))))
		return; /* listings time out */
	more = job_add(r->gone, &f);
	for (size_t i = 0; more && i < fs->nodes_size; i++)
		for (f.node = fs->nodes[i]; more && f.node;
			f.node = f.node->chain)
			if (f.node->n_lookups > 0 && has_fixed_names(f.node))
				more = job_add(r->gone, &f);
	pthread_cond_signal(&r->wake);
}

/* ---- requests ---- */

/* Follows a relative path from the root, one spot at a time. */
static int walk(struct fs *fs, const char *path, struct child_key key[2],
	struct child *ret)
{
	struct child at = {.spot = fs->root.spot};
	int turn = 0, r = 0;

	while (r == 0 && *path) {
		size_t n = strcspn(path, "/");
		int64_t ignored = 0;
		struct child next;
		if (n > 0) {
			r = child_find(fs, &at.spot, (struct slice){path, n},
				NULL, &key[turn], &next, &ignored);
			if (r == 0 && next.spot.row->source == SOURCE_TEXT)
				r = walk(fs, next.spot.row->text, key, &next);
			at = next;
			if (at.spot.key.p == key[turn].buf.p)
				turn = !turn; /* else it is the one before */
		}
		path += n + (path[n] == '/');
	}
	*ret = at;
	return r;
}

/* Queues what the kernel has to forget. fs->lock is held. */
static int enqueue(struct fs *fs, const struct spot *top, fuse_req_t req)
{
	struct job *job = job_new(fs, top, req);
	struct job **tail = &fs->refresher->jobs;

	if (!job)
		return -ENOMEM;
	while (*tail)
		tail = &(*tail)->next;
	*tail = job;
	pthread_cond_signal(&fs->refresher->wake);
	return 0;
}

static void reply_text(fuse_req_t req, const struct buf *text)
{
	struct ctl_text out = {0};

	snprintf(out.text, sizeof(out.text), "%s", text->p ? text->p : "");
	fuse_reply_ioctl(req, 0, &out, sizeof(out));
}

void refresh_ioctl(struct fs *fs, fuse_req_t req, unsigned cmd, const void *in,
	size_t in_size, size_t out_size)
{
	const struct ctl_text *text = in;
	struct child_key key[2] = {{BUF_INIT}, {BUF_INIT}};
	cleanup_buf struct buf out = BUF_INIT;
	uid_t caller = fuse_req_ctx(req)->uid;
	struct child c;
	int r = 0;

	if (cmd != (unsigned)CTL_REFRESH && cmd != (unsigned)CTL_STAT)
		r = -ENOTTY;
	else if (caller != 0 && caller != getuid())
		r = -EPERM;
	else if (in_size != sizeof(*text) || out_size != sizeof(*text) ||
		!memchr(text->text, '\0', sizeof(text->text)))
		r = -EINVAL;
	if (r == 0) {
		pthread_mutex_lock(&fs->lock);
		r = walk(fs, text->text, key, &c);
		if (r == 0 && cmd == (unsigned)CTL_STAT)
			control_stat(fs, &c.spot, c.name, &out);
		if (r == 0 && cmd == (unsigned)CTL_REFRESH) {
			expire_spot(fs, &c.spot);
			r = enqueue(fs, &c.spot, req);
		}
		pthread_mutex_unlock(&fs->lock);
		buf_free(&key[0].buf);
		buf_free(&key[1].buf);
	}
	if (r < 0)
		fuse_reply_err(req, -r);
	else if (cmd == (unsigned)CTL_STAT)
		reply_text(req, &out);
}

void fs_refresh_all(struct fs *fs)
{
	api_forget_lists(fs->api);
	cache_expire_all(fs->cache);
	pthread_mutex_lock(&fs->lock);
	if (fs->refresher)
		enqueue(fs, &fs->root.spot, NULL);
	pthread_mutex_unlock(&fs->lock);
}
