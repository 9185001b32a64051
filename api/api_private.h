/* SPDX-License-Identifier: MIT */
/*
 * The client: api.c is its face, on any thread; api_call.c runs calls on the
 * network thread. Private to them.
 *
 * Lock order: api->lock is taken with no other and never held while calling
 * out.
 */
#ifndef RUNAIFS_API_API_PRIVATE_H
#define RUNAIFS_API_API_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>
#include "api.h"
#include "fetch.h"

/* Values of `researcher`: is there a Researcher API to ask? */
enum { RESEARCHER_UNKNOWN, RESEARCHER_YES, RESEARCHER_NO };

struct api_call {
	struct api *api;
	struct task start;
	enum endpoint endpoint;
	char *argument;
	size_t expected;
	unsigned step;
	int64_t deadline_ms;
	api_done_fn *done;
	void *arg;
	/* network thread only */
	struct api_call *prev, *next; /* among api->calls */
	struct fetch *fetch; /* NULL: the generation is not yet known */
};

struct api {
	const struct config *config;
	const struct clock *clock;
	struct logger *logger;
	struct transport *transport;
	struct engine *engine;
	struct tokens *tokens;
	char *token_origin;

	/* network thread only */
	struct fetching fetching;
	struct api_call *calls; /* started */
	struct fetch *detection;
	struct api_result *detected; /* its answer, good for one call */
	int64_t detection_deadline_ms;	  /* of both its questions */
	struct api_error detection_error; /* of API_V1 */
	unsigned looked_at; /* fetching.clusters_version */
	bool ending;
	struct task end, forget;

	/* any thread */
	atomic_flag forgetting; /* `forget` is posted */
	atomic_int generation;	/* enum api_generation; -1: not yet known */
	atomic_int researcher;
	pthread_mutex_t lock;
	/* below: under `lock` */
	struct api_error last_error;
	int64_t last_error_real_ns;
};

/* Whether generation `g` has the operation, as far as is known. Any thread. */
bool api_generation_has(
	const struct api *a, enum api_generation g, enum endpoint e);

/* What the tasks of a call and of the client do. Network thread. */
void api_on_start(struct task *task);
void api_on_forget(struct task *task);
void api_on_end(struct task *task);

/* Says that there is no such thing here, rather than that it does not work. */
bool api_error_is_absence(const struct api_error *e);

#endif
