/* SPDX-License-Identifier: MIT */
/* What happened to a workload: events and history. */
#include "answer.h"

struct trail {
	const struct tenant *tenant;
	const char *id;
	void (*make)(
		const struct tenant *, const char *, unsigned, struct out *);
};

static void show_trail(void *ctx, uint32_t index, struct out *o)
{
	struct trail *t = ctx;

	t->make(t->tenant, t->id, index, o);
}

static void answer_trail(const struct api *api, const struct route *rt,
	const struct question *q, struct trail t, struct reply *r)
{
	struct pager p = {rt, q, make_event_count(t.tenant), show_trail, &t};
	uint32_t slot;

	if (store_find(api->store, K_WORKLOADS, t.id, &slot))
		answer_pages(&p, r);
	else
		reply_error(r, 404, t.id);
}

void answer_events(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct trail t = {api->store->tenant, arg, make_event};

	answer_trail(api, rt, q, t, r);
}

void answer_history(const struct api *api, const struct route *rt,
	const struct question *q, const char *arg, struct reply *r)
{
	struct trail t = {api->store->tenant, arg, make_history};

	answer_trail(api, rt, q, t, r);
}
