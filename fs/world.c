/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "internal.h"
#include "policy.h"

/* Where the bytes of `c` are in the new list: its item's index, or -1. */
static int64_t same_item(const struct content *c, const struct view *was,
	const struct view *now)
{
	const struct api_item *old = &c->result->items[c->items[0]];
	cleanup_buf struct buf id = BUF_INIT;
	const struct view_entry *e;

	view_item_id(was->result, old, &id);
	e = view_by_id(now, (struct slice){id.p, id.n});
	if (!e || now->result->items[e->item].hash != old->hash ||
		now->result->items[e->item].len != old->len)
		return -1;
	return e->item;
}

/* Moves a version that the kernel still holds over to the new response, so that
 * one remembered file does not keep a whole old one. */
static void rebase(const struct node *n, const struct view *was,
	const struct view *now)
{
	struct content *c = n->content;
	int64_t item;

	if (!c || c->result != was->result || c->type != CONTENT_ITEM)
		return;
	item = same_item(c, was, now);
	content_rebase(
		c, now->result, item < 0 ? 0 : (uint32_t)item, item >= 0);
}

/* A directory of an object that is not there any more. */
static bool is_gone(const struct node *n, const struct view *now)
{
	enum place p = n->spot.row->place;

	return (p == PLACE_OBJECT || p == PLACE_MORE_OBJECT) &&
		n->spot.kind == (enum kind)now->id &&
		!view_by_id(now, n->spot.key);
}

/* Brings what the kernel knows of a kind in line with a new list. */
static void sweep(struct fs *fs, const struct view *was,
	const struct view *now)
{
	for (size_t i = 0; i < fs->nodes_size; i++)
		for (struct node *n = fs->nodes[i]; n; n = n->chain) {
			rebase(n, was, now);
			if (n->n_lookups > 0 && is_gone(n, now))
				refresher_gone(fs, n);
		}
}

/* A link that is not in its group any more, or not by this name. */
static bool is_gone_link(const struct node *n, const struct view *now)
{
	const struct view_group *g =
		view_group_by_value(now, n->parent->spot.key);
	cleanup_buf struct buf id = BUF_INIT;
	const struct view_entry *e;

	if (!g || view_lookup(now, g, slice_str(n->name), &e) < 0)
		return true;
	view_item_id(now->result, &now->result->items[e->item], &id);
	return !slice_eq(n->spot.key, (struct slice){id.p, id.n});
}

/* The same for a view of links. Names that are only looked up are left alone. */
static void sweep_links(struct fs *fs, const struct view *now)
{
	if (now->id == VIEW_ALL_WORKLOADS || now->id == VIEW_BARE_WORKLOADS)
		return;
	for (size_t i = 0; i < fs->nodes_size; i++)
		for (struct node *n = fs->nodes[i]; n; n = n->chain)
			if (n->n_lookups > 0 && n->spot.view == now->id &&
				n->spot.row->place == PLACE_LINK &&
				is_gone_link(n, now))
				refresher_gone(fs, n);
}

/* Views of links hold the responses they were built from. One that nobody has
 * looked at since the last response came lets go of them; it is built anew when
 * asked for. */
static void retire_unused(struct fs *fs)
{
	for (size_t i = KIND_COUNT; i < VIEW_COUNT; i++) {
		struct view *v = fs->views[i];
		if (!v)
			continue;
		if (!v->used && v->refs == 1) /* else it is being listed */
			view_retire(v);
		v->used = false;
	}
}

/* Puts the canonical view of an answer in place. */
static int adopt(struct fs *fs, enum kind k, const struct cache_answer *a)
{
	struct view *was = fs->views[k], *now;
	int r;

	if (was && was->result == a->result)
		return 0;
	r = view_build(&now, (enum view_id)k, a->result, a->changed_real_ns,
		clock_real_ns(fs->clock), NULL, SLICE(""), was);
	if (r < 0)
		return r;
	if (was) {
		sweep(fs, was, now);
		retire_unused(fs);
	}
	fs->views[k] = now;
	view_unref(was);
	return 0;
}

/* ---- what this control plane has ---- */

bool world_has(const struct fs *fs, enum endpoint e)
{
	struct cache_entry_info i;

	if (!api_has(fs->api, e))
		return false;
	cache_info(fs->cache, e, NULL, &i);
	return i.error != -ENOENT && i.error != -EOPNOTSUPP;
}

void world_note(struct fs *fs, enum endpoint e, int err)
{
	bool absent = err == -ENOENT || err == -EOPNOTSUPP;

	if ((err < 0 && !absent) || fs->absent[e] == absent)
		return;
	fs->absent[e] = absent;
	fs->absent_ns = clock_real_ns(fs->clock);
	refresher_absence(fs);
}

/* ---- kinds ---- */

static int world_kind(struct fs *fs, enum kind k, enum need need,
	struct cache_waiter *waiter, int64_t *good_for_ms)
{
	bool old_will_do = need == NEED_NOW && fs->views[k];
	struct cache_answer a;
	int r = cache_ask(fs->cache, endpoint_list(k), NULL, CACHE_FRESH,
		old_will_do ? NULL : waiter, &a);

	world_note(fs, endpoint_list(k), r);
	if (r == 0) {
		r = adopt(fs, k, &a);
		api_result_unref(a.result);
		if (a.good_for_ms < *good_for_ms)
			*good_for_ms = a.good_for_ms;
		return r;
	}
	*good_for_ms = 0;
	return old_will_do ? 0 : r;
}

bool world_is_outage(int err)
{
	return err < 0 && err != -EINPROGRESS && !policy_is_refusal(err);
}

int world_some(struct fs *fs, kind_mask needed, kind_mask wanted,
	enum need need, struct cache_waiter *waiter, int64_t *good_for_ms)
{
	/* Queued once is enough; behind an error it would be left. What came
	 * since the waiter began is new enough for all that. */
	struct cache_waiter unqueued = {
		.since_ms = waiter ? waiter->since_ms : INT64_MAX};
	int r = 0;

	for (enum kind k = 0; k < KIND_COUNT; k++) {
		int rk;
		if (!((needed | wanted) & KIND_BIT(k)))
			continue;
		rk = world_kind(fs, k, need, r == 0 ? waiter : &unqueued,
			good_for_ms);
		if (r == 0 && !(policy_is_refusal(rk) && !(needed & KIND_BIT(k))))
			r = rk;
	}
	return r;
}

int world_kinds(struct fs *fs, kind_mask kinds, enum need need,
	struct cache_waiter *waiter, int64_t *good_for_ms)
{
	return world_some(fs, kinds, 0, need, waiter, good_for_ms);
}

static bool up_to_date(const struct fs *fs, const struct view *v)
{
	const struct view_spec *spec = view_spec(v->id);

	if (v->result != fs->views[spec->kind]->result)
		return false;
	for (enum kind k = 0; k < KIND_COUNT; k++)
		if ((view_needs(v->id) & KIND_BIT(k)) &&
			v->base[k] != fs->views[k])
			return false;
	return true;
}

static int derive(struct fs *fs, enum view_id id)
{
	struct api_facts facts;
	const struct view *canon = fs->views[view_spec(id)->kind];
	struct view *was = fs->views[id], *now;
	int r;

	if (was && up_to_date(fs, was))
		return 0;
	api_facts(fs->api, &facts);
	r = view_build(&now, id, canon->result, canon->changed_ns,
		clock_real_ns(fs->clock), fs->views, slice_str(facts.subject),
		was);
	if (r < 0)
		return r;
	if (was)
		sweep_links(fs, now);
	fs->views[id] = now;
	view_unref(was);
	return 0;
}

int world_view(struct fs *fs, enum view_id id, enum need need,
	struct cache_waiter *waiter, struct view **ret, int64_t *good_for_ms)
{
	kind_mask kinds = KIND_BIT(view_spec(id)->kind) | view_needs(id);
	int r = world_kinds(fs, kinds, need, waiter, good_for_ms);

	if (r == 0 && id >= (enum view_id)KIND_COUNT)
		r = derive(fs, id);
	if (r < 0)
		return r;
	*ret = fs->views[id];
	(*ret)->used = true;
	return 0;
}
