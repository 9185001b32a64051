/* SPDX-License-Identifier: MIT */
/*
 * The script of what goes wrong. Under the owner's lock; a request that acts
 * on a fault holds a reference, so that clearing the script does not pull it
 * away.
 */
#ifndef SIM_FAULT_H
#define SIM_FAULT_H

#include "answer.h"
#include "args.h"
#include "sim.h"

enum fault_kind {
	FAULT_STATUS,
	FAULT_DELAY,
	FAULT_HANG,
	FAULT_CUT,
	FAULT_RESET,
	FAULT_CLOSE,
	FAULT_BODY,
	FAULT_HTML,
	FAULT_REDIRECT,
	FAULT_EMPTY,
	FAULT_BOMB,
	FAULT_NEXT,
	FAULT_CAP,
	FAULT_TOTAL,
	FAULT_KINDS
};

struct fault {
	struct fault *next;
	unsigned refs, id;
	bool cleared;
	enum fault_kind kind;
	char *path, *query, *method, *value, *retry_after, *type, *encoding;
	unsigned status, skip, count, seen, acted;
	char *body;
	size_t body_n;
};

struct faults {
	struct fault *first;
	unsigned last_id;
};

/* What a request has coming. */
struct plan {
	int64_t delay_ms;
	struct fault *fault; /* instead of, or to, the answer; may be NULL */
	struct fault *hang, *next; /* `next` owns the text in the tweak */
	struct tweak tweak;
};

/* The new fault's id, -EINVAL, -ENOMEM. */
int fault_add(struct faults *fs, const struct sim_fault *f);
/* All for id 0. */
void fault_clear(struct faults *fs, unsigned id);
void fault_list(const struct faults *fs, struct out *o);

/* Counts the request on every fault that matches and plans what to do. */
void fault_plan(struct faults *fs, const char *method, const char *path,
	const char *query, struct plan *ret);
void plan_finish(struct plan *p);

/* Faults that need no answer to spoil. False: give the proper one, and call
 * fault_spoil() with it. */
bool fault_answers(const struct fault *f, struct reply *r);
void fault_spoil(const struct fault *f, struct reply *r);

#endif
