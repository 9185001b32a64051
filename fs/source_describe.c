/* SPDX-License-Identifier: MIT */
/* more/describe.txt: what it is made from, asked for at once. */
#include <errno.h>

#include "describe.h"
#include "source_private.h"

/* The answers, held. */
struct parts {
	struct api_result *pods, *events; /* NULL: refused */
	size_t *of_workload; /* the pods of all that are this one's */
	struct describe d;
	struct buf cluster;
};

static void parts_free(struct parts *p)
{
	api_result_unref(p->pods);
	api_result_unref(p->events);
	free(p->of_workload);
	buf_free(&p->cluster);
}

static bool is_refusal(int err)
{
	return err == -EACCES || err == -ENOENT || err == -EOPNOTSUPP;
}

/* One call of the workload's; 0 also where it is refused. */
static int ask(const struct request *q, enum endpoint e,
	struct cache_waiter *waiter, struct describe_list *ret,
	struct api_result **ret_result)
{
	cleanup_free char *id = strndup(q->spot->key.p, q->spot->key.n);
	struct cache_answer a;
	int r = id ? cache_ask(q->fs->cache, e, id, CACHE_FRESH, waiter, &a)
		   : -ENOMEM;

	if (is_refusal(r)) {
		ret->err = r;
		return 0;
	}
	if (r < 0)
		return r;
	if (a.good_for_ms < *q->good_for_ms)
		*q->good_for_ms = a.good_for_ms;
	*ret_result = a.result;
	*ret = (struct describe_list){
		.result = a.result, .n_items = a.result->n_items};
	return 0;
}

/* ---- pods: of the list of all, where that is fresh ---- */

static bool all_pods_at_hand(const struct request *q)
{
	int64_t ignored = 0;
	struct cache_entry_info i;

	return cache_info(q->fs->cache, endpoint_list(KIND_POD), NULL, &i) &&
		i.present && !i.stale &&
		world_kinds(q->fs, KIND_BIT(KIND_POD), NEED_NOW, NULL,
			&ignored) == 0;
}

static int select_pods(const struct request *q, struct parts *p)
{
	struct api_result *r = q->fs->views[KIND_POD]->result;
	size_t n = 0;

	p->of_workload = malloc((r->n_items + 1) * sizeof(*p->of_workload));
	if (!p->of_workload)
		return -ENOMEM;
	for (size_t i = 0; i < r->n_items; i++) {
		cleanup_buf struct buf id = BUF_INIT;
		api_item_decode(r, &r->items[i], FIELD_WORKLOAD, &id);
		if (slice_eq(buf_slice(&id), q->spot->key))
			p->of_workload[n++] = i;
	}
	p->pods = api_result_ref(r);
	p->d.pods = (struct describe_list){r, p->of_workload, n, 0};
	return 0;
}

static int ask_pods(const struct request *q, struct cache_waiter *waiter,
	struct parts *p)
{
	if (all_pods_at_hand(q))
		return select_pods(q, p);
	return ask(q, EP_WORKLOAD_PODS, waiter, &p->d.pods, &p->pods);
}

/* ---- all of it ---- */

/* Queued once is enough; behind an error it would be left. */
static struct cache_waiter *waiter_unless(const struct request *q, int err)
{
	return err == 0 ? q->waiter : NULL;
}

static int gather(const struct request *q, struct parts *p)
{
	int one, r = world_some(q->fs, KIND_BIT(KIND_WORKLOAD),
		KIND_BIT(KIND_CLUSTER), q->need, q->waiter, q->good_for_ms);

	one = ask_pods(q, waiter_unless(q, r), p);
	r = r ? r : one;
	one = ask(q, EP_WORKLOAD_EVENTS, waiter_unless(q, r), &p->d.events,
		&p->events);
	return r ? r : one;
}

static int add_object(const struct request *q, struct parts *p)
{
	const struct view *v = q->fs->views[KIND_WORKLOAD];
	const struct view *clusters = q->fs->views[KIND_CLUSTER];
	const struct view_entry *e = view_by_id(v, q->spot->key);
	cleanup_buf struct buf id = BUF_INIT;

	if (!e)
		return -ENOENT;
	p->d.workload = &v->result->items[e->item];
	api_item_decode(v->result, p->d.workload, FIELD_CLUSTER, &id);
	e = clusters ? view_by_id(clusters, buf_slice(&id)) : NULL;
	if (e)
		api_item_decode(clusters->result,
			&clusters->result->items[e->item], FIELD_NAME,
			&p->cluster);
	p->d.cluster = buf_slice(&p->cluster);
	return buf_error(&p->cluster);
}

int source_describe(const struct request *q, struct content **ret)
{
	struct parts p = {0};
	struct buf text = BUF_INIT;
	int r = gather(q, &p);

	if (r == 0)
		r = add_object(q, &p);
	if (r == 0)
		r = describe_workload(&p.d, &text);
	if (r == 0)
		r = finish_text(q, &text, 0, ret);
	buf_free(&text);
	parts_free(&p);
	return r;
}

void source_describe_prefetch(const struct request *q)
{
	struct parts p = {0};

	gather(q, &p);
	parts_free(&p);
}
