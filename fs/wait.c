/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "wait.h"

struct parked {
	struct cache_waiter waiter;
	struct parked *prev, *next;
	struct fs *fs;
	fuse_req_t req;
	struct question q; /* its name is owned */
	bool listed;	   /* on fs->parked: still to be answered */
	bool queued;	   /* the waiter is, or will be woken */
	bool starting;	   /* wait_ask() is not done with it */
	bool interrupted;  /* while starting */
};

/* ---- sending; no lock held ---- */

static void send(struct fs *fs, fuse_req_t req, int err, struct reply *reply)
{
	int r;

	if (err < 0) {
		fuse_reply_err(req, -err);
		return;
	}
	if (reply->type == REPLY_ATTR) {
		fuse_reply_attr(req, &reply->attr, reply->attr_timeout);
		return;
	}
	if (reply->type == REPLY_LINK) {
		fuse_reply_readlink(req, reply->link);
		free(reply->link);
		return;
	}
	r = fuse_reply_entry(req, &reply->entry);
	if (r < 0 && reply->node) { /* the kernel never got to know it */
		pthread_mutex_lock(&fs->lock);
		node_forget(fs, reply->node, 1);
		pthread_mutex_unlock(&fs->lock);
	}
}

/* ---- fs->lock is held ---- */

static void list_add(struct fs *fs, struct parked *p)
{
	p->prev = NULL;
	p->next = fs->parked;
	if (p->next)
		p->next->prev = p;
	fs->parked = p;
	p->listed = true;
	p->q.node->n_parked++;
	node_hold(p->q.node);
}

static void list_remove(struct fs *fs, struct parked *p)
{
	if (p->prev)
		p->prev->next = p->next;
	else
		fs->parked = p->next;
	if (p->next)
		p->next->prev = p->prev;
	p->listed = false;
	p->q.node->n_parked--;
	node_release(fs, p->q.node);
}

static void parked_free(struct parked *p)
{
	free((char *)p->q.name);
	free(p);
}

/* Takes a parked request away from its flight to answer it otherwise. It is
 * freed here, or by the wake that is on its way. */
static void abandon(struct fs *fs, struct parked *p)
{
	list_remove(fs, p);
	if (!p->queued || cache_leave(fs->cache, &p->waiter))
		parked_free(p);
}

static struct parked *find_by_request(struct fs *fs, fuse_req_t req)
{
	struct parked *p = fs->parked;

	while (p && p->req != req)
		p = p->next;
	return p;
}

/* ---- callbacks; no lock held ---- */

/* A flight has landed: ask again. It may find that something else is missing
 * and stay. */
static void on_wake(struct cache_waiter *w, int err)
{
	struct parked *p = container_of(w, struct parked, waiter);
	struct fs *fs = p->fs;
	fuse_req_t req = p->req;
	struct reply reply = {0};
	int r;

	pthread_mutex_lock(&fs->lock);
	p->queued = false;
	if (!p->listed) { /* answered by an interrupt meanwhile */
		parked_free(p);
		pthread_mutex_unlock(&fs->lock);
		return;
	}
	r = p->q.answer(fs, &p->q, w, err, &reply);
	if (r == -EINPROGRESS) {
		p->queued = true;
		pthread_mutex_unlock(&fs->lock);
		return;
	}
	list_remove(fs, p);
	parked_free(p);
	pthread_mutex_unlock(&fs->lock);
	send(fs, req, r, &reply);
}

/* Called by libfuse with the request's own lock held. What `data` points to is
 * the mount: the parked request may be gone by now. */
static void on_interrupt(fuse_req_t req, void *data)
{
	struct fs *fs = data;
	struct parked *p;

	pthread_mutex_lock(&fs->lock);
	p = find_by_request(fs, req);
	if (p && p->starting) {
		p->interrupted = true;
		p = NULL;
	}
	if (p)
		abandon(fs, p);
	pthread_mutex_unlock(&fs->lock);
	if (p)
		fuse_reply_err(req, EINTR);
}

static struct parked *parked_new(struct fs *fs, fuse_req_t req,
	const struct question *q, int64_t since_ms)
{
	struct parked *p = calloc(1, sizeof(*p));
	char *name = q->name ? strdup(q->name) : NULL;

	if (!p || (q->name && !name)) {
		free(p);
		free(name);
		return NULL;
	}
	p->fs = fs;
	p->req = req;
	p->q = *q;
	p->q.name = name;
	p->waiter.wake = on_wake;
	p->waiter.since_ms = since_ms;
	p->starting = true;
	return p;
}

/* Registers for interrupts first, then with the flight. */
static void park(struct fs *fs, fuse_req_t req, const struct question *q,
	int64_t since_ms)
{
	struct parked *p = parked_new(fs, req, q, since_ms);
	struct reply reply = {0};
	int r = -EINTR;

	if (!p) {
		fuse_reply_err(req, ENOMEM);
		return;
	}
	pthread_mutex_lock(&fs->lock);
	list_add(fs, p);
	pthread_mutex_unlock(&fs->lock);
	fuse_req_interrupt_func(req, on_interrupt, fs);
	pthread_mutex_lock(&fs->lock);
	p->starting = false;
	if (!p->interrupted)
		r = p->q.answer(fs, &p->q, &p->waiter, 0, &reply);
	if (r == -EINPROGRESS) {
		p->queued = true;
		pthread_mutex_unlock(&fs->lock);
		return;
	}
	list_remove(fs, p);
	parked_free(p);
	pthread_mutex_unlock(&fs->lock);
	send(fs, req, r, &reply);
}

void wait_ask(struct fs *fs, fuse_req_t req, const struct question *q)
{
	int64_t since_ms = clock_mono_ms(fs->clock);
	struct reply reply = {0};
	int r;

	pthread_mutex_lock(&fs->lock);
	fs->n_requests++;
	r = q->answer(fs, q, NULL, 0, &reply);
	pthread_mutex_unlock(&fs->lock);
	if (r == -EINPROGRESS)
		park(fs, req, q, since_ms);
	else
		send(fs, req, r, &reply);
}

void wait_end_all(struct fs *fs, int err)
{
	for (;;) {
		struct parked *p;
		fuse_req_t req = NULL;
		pthread_mutex_lock(&fs->lock);
		p = fs->parked;
		if (p) {
			req = p->req;
			abandon(fs, p);
		}
		pthread_mutex_unlock(&fs->lock);
		if (!p)
			return;
		fuse_reply_err(req, -err);
	}
}
