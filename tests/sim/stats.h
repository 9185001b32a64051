/* SPDX-License-Identifier: MIT */
/* What was asked, counted and remembered. Under the owner's lock. */
#ifndef SIM_STATS_H
#define SIM_STATS_H

#include "out.h"
#include "sim.h"

enum { LOG_MAX = 4096 };

struct log_entry {
	uint64_t serial;
	int64_t ms;
	char *path, *query;
	char method[8];
	unsigned status;
	uint64_t conn;
	bool bearer, secret;
};

struct path_count {
	char *path;
	uint64_t n;
};

struct stats {
	struct sim_stats sum;
	unsigned tokens_in_flight;
	struct path_count *path; /* open addressing, `cap` a power of two */
	size_t paths, cap;
	struct log_entry *log; /* a ring of LOG_MAX */
	uint64_t serial;       /* of the next entry */
};

/* 0 or -ENOMEM. */
int stats_init(struct stats *s);
void stats_finish(struct stats *s);
/* Keeps what is in flight. */
void stats_reset(struct stats *s);

/* A request came; returns its serial for stats_end(). */
uint64_t stats_begin(struct stats *s, const struct log_entry *e, bool token);
/* Its answer goes out. */
void stats_answer(struct stats *s, uint64_t serial, unsigned status,
	bool secret, uint64_t bytes);
/* It is over, answered or not. */
void stats_end(struct stats *s, bool token);

/* Sum over the paths that match the fnmatch(3) pattern. */
uint64_t stats_count(const struct stats *s, const char *pattern);
void stats_counts(const struct stats *s, struct out *o);
void stats_log(const struct stats *s, unsigned n, struct out *o);

#endif
