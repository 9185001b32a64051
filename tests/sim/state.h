/* SPDX-License-Identifier: MIT */
/*
 * A simulator from the inside.
 *
 *   serve.c   libmicrohttpd's thread: decode, park or answer, count
 *   wait.c    one thread that lets parked requests go on
 *   sim.c     the C interface; admin.c the same over HTTP
 *
 * One lock, held by whoever touches a field below it; never while a function
 * of libmicrohttpd that may wait is called.
 */
#ifndef SIM_STATE_H
#define SIM_STATE_H

#include <microhttpd.h>
#include <pthread.h>

#include "auth.h"
#include "fault.h"
#include "stats.h"
#include "store.h"

/* A request that waits: for a moment to come, a fault to be cleared, or its
 * client to go. Owned by the request, linked while it waits. */
struct waiter {
	struct waiter *next;
	struct MHD_Connection *conn;
	int fd;
	int64_t until_ms;	  /* on the steady clock */
	const struct fault *hang; /* NULL: only until_ms counts */
	bool gone;		  /* the client is, told when it is let go */
};

struct waits {
	pthread_t thread;
	bool running, stop;
	pthread_cond_t moved;
	struct waiter *first;
};

/* Answers kept until something changes, because benchmarks ask the same pages
 * over and over. */
struct kept {
	char *key;
	struct MHD_Response *response;
	size_t size;
};

enum { KEPT_MAX = 128, KEPT_BYTES = 64 << 20 };

struct sim {
	/* constant while it serves */
	struct MHD_Daemon *daemon;
	char url[64];
	uint16_t port;
	bool tls, gzip, verbose, researcher_auth;
	unsigned latency_ms;
	char subject[NAME_SIZE];

	pthread_mutex_t lock;
	struct tenant tenant; /* constant too */
	struct api api;
	struct store store;
	struct auth auth;
	struct faults faults;
	struct stats stats;
	struct waits waits;
	struct kept kept[KEPT_MAX];
	unsigned kept_next;
	size_t kept_bytes;
	uint64_t kept_generation;
	bool stopping;
};

/* serve.c: -errno. The PEM texts may be NULL. */
int serve_start(struct sim *sim, const struct sim_options *o, const char *cert,
	const char *key);
void serve_stop(struct sim *sim);

/* wait.c. The lock is held for waits_add and waits_wake. */
int waits_start(struct sim *sim);
/* Lets everyone go and ends the thread. The lock is not held. */
void waits_stop(struct sim *sim);
void waits_add(struct sim *sim, struct waiter *w);
/* Look again: a fault was cleared. */
void waits_wake(struct sim *sim);

/* kept.c, the lock held: a response that is good for `key` now, or NULL; keeps
 * the caller's reference on what it is given. */
struct MHD_Response *kept_get(struct sim *sim, const char *key);
void kept_put(
	struct sim *sim, const char *key, struct MHD_Response *r, size_t size);
void kept_drop(struct sim *sim);

/* sim.c, the lock held: what the admin order `set` does. `value` is JSON. */
int set_field(struct sim *sim, enum kind k, const char *id, const char *field,
	const char *value, bool quiet);

/* admin.c, the lock not held: target without "/_sim/". */
void admin_answer(struct sim *sim, const char *method, const char *target,
	const char *query, const char *body, size_t n, struct reply *r);

#endif
