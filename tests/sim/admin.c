/* SPDX-License-Identifier: MIT */
/* The C interface over HTTP; what it says is in sim.h. */
#include "state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peek.h"

struct order {
	struct sim *sim;
	const struct args *args;
	const char *kind, *id; /* "" without */
	const char *body;
	size_t n;
	struct out *answer; /* {"ok":true} when left empty */
};

static long long number(const struct order *o, const char *name, long long d)
{
	return args_number(o->args, name, d);
}

static int do_fault(struct order *o)
{
	const struct args *a = o->args;
	struct sim_fault f = {
		.path = args_get(a, "path"),
		.kind = args_get(a, "kind"),
		.value = args_get(a, "value"),
		.query = args_get(a, "query"),
		.method = args_get(a, "method"),
		.retry_after = args_get(a, "retry_after"),
		.type = args_get(a, "type"),
		.encoding = args_get(a, "encoding"),
		.status = (unsigned)number(o, "status", 0),
		.skip = (unsigned)number(o, "skip", 0),
		.count = (unsigned)number(o, "count", 0),
		.body = o->body,
		.body_n = o->n,
	};
	int r = sim_fault(o->sim, &f);

	if (r > 0)
		out_f(o->answer, "{\"id\":~d}", r);
	return r > 0 ? 0 : r;
}

static int do_fault_list(struct order *o)
{
	pthread_mutex_lock(&o->sim->lock);
	fault_list(&o->sim->faults, o->answer);
	pthread_mutex_unlock(&o->sim->lock);
	return 0;
}

static int do_fault_clear(struct order *o)
{
	pthread_mutex_lock(&o->sim->lock);
	fault_clear(&o->sim->faults, (unsigned)number(o, "id", 0));
	waits_wake(o->sim);
	pthread_mutex_unlock(&o->sim->lock);
	return 0;
}

static int do_put(struct order *o)
{
	return sim_put(o->sim, o->kind, o->id, o->body, o->n);
}

static int do_set(struct order *o)
{
	struct out value = {0};
	const char *v = args_get(o->args, "value");
	const char *field = args_get(o->args, "field");
	int r = -EINVAL;

	if (!v || !field)
		return r;
	if (number(o, "raw", 0))
		out_str(&value, v);
	else
		out_quoted(&value, v);
	pthread_mutex_lock(&o->sim->lock);
	if (value.p)
		r = set_field(o->sim, make_kind(o->kind), o->id, field, value.p,
			number(o, "quiet", 0));
	pthread_mutex_unlock(&o->sim->lock);
	out_free(&value);
	return r;
}

static int do_add(struct order *o)
{
	return sim_add(o->sim, o->kind, o->body, o->n);
}

static int do_item_delete(struct order *o)
{
	return sim_delete(o->sim, o->kind, o->id);
}

static int do_item_get(struct order *o)
{
	enum kind k = make_kind(o->kind);
	long long i = number(o, "index", -1);
	struct sim *sim = o->sim;
	uint32_t slot;
	int r = k == KINDS ? -EINVAL : -ENOENT;

	pthread_mutex_lock(&sim->lock);
	if (r == -ENOENT && (i < 0 ? store_find(&sim->store, k, o->id, &slot)
				   : i < store_size(&sim->store, k))) {
		if (i >= 0)
			slot = store_at(&sim->store, k, (uint32_t)i);
		store_item(&sim->store, k, slot, o->answer);
		r = 0;
	}
	pthread_mutex_unlock(&sim->lock);
	return r;
}

static int do_reorder(struct order *o)
{
	return sim_reorder(o->sim, o->kind, (uint64_t)number(o, "seed", 1));
}

static int do_touch(struct order *o)
{
	int r = sim_touch(o->sim, o->kind, (unsigned)number(o, "permille", 10),
		(uint64_t)number(o, "seed", 0));

	if (r >= 0)
		out_f(o->answer, "{\"changed\":~d}", r);
	return r < 0 ? r : 0;
}

static int do_restore(struct order *o)
{
	sim_restore(o->sim);
	return 0;
}

static int do_kinds(struct order *o)
{
	out_ch(o->answer, '{');
	for (unsigned k = 0; k < KINDS; k++)
		out_f(o->answer, "~s\"~s\":~d", k ? "," : "",
			make_of((enum kind)k)->kind,
			sim_items(o->sim, make_of((enum kind)k)->kind));
	out_ch(o->answer, '}');
	return 0;
}

static int do_revoke(struct order *o)
{
	sim_revoke(o->sim);
	return 0;
}

static int do_auth(struct order *o)
{
	int r;

	pthread_mutex_lock(&o->sim->lock);
	r = auth_change(&o->sim->auth, o->args);
	pthread_mutex_unlock(&o->sim->lock);
	return r;
}

static int do_counts(struct order *o)
{
	pthread_mutex_lock(&o->sim->lock);
	stats_counts(&o->sim->stats, o->answer);
	pthread_mutex_unlock(&o->sim->lock);
	return 0;
}

static int do_counts_reset(struct order *o)
{
	sim_counts_reset(o->sim);
	return 0;
}

static int do_log(struct order *o)
{
	pthread_mutex_lock(&o->sim->lock);
	stats_log(&o->sim->stats, (unsigned)number(o, "n", 100), o->answer);
	pthread_mutex_unlock(&o->sim->lock);
	return 0;
}

static int do_options(struct order *o)
{
	static const char *const generations[] = {"both", "v1", "legacy"};
	const struct sim *s = o->sim;
	const struct sim_size *z = &s->tenant.size;

	out_f(o->answer,
		"{\"url\":~q,\"generation\":\"~s\",\"seed\":~l,"
		"\"clusters\":~u,\"departments\":~u,\"projects\":~u,"
		"\"workloads\":~u,\"users\":~u,\"nodes\":~u,\"events\":~u,"
		"\"replicas\":~u,"
		"\"gzip\":~b,\"latency_ms\":~u,\"client_id\":~q,\"realm\":~q}",
		s->url, generations[s->api.generation], (int64_t)s->tenant.seed,
		z->clusters, z->departments, z->projects, z->workloads,
		z->users, z->nodes, z->events, z->replicas, s->gzip,
		s->latency_ms, s->auth.client_id, s->auth.realm);
	return 0;
}

static int take_list(
	const struct order *o, const char *name, char *ret, size_t size)
{
	const char *s = args_get(o->args, name);

	if (s && strlen(s) >= size)
		return -EINVAL;
	snprintf(ret, size, "%s", s ? s : "");
	return 0;
}

/* What is left out is as at the start. */
static int do_extra(struct order *o)
{
	static const char *const logos[LOGOS] = {"png", "svg", "url", "none"};
	const char *logo = args_get(o->args, "logo");
	struct extra_switch x = {.unnamed = !number(o, "named", 1),
		.partial_csv = number(o, "partial_csv", 0)};
	unsigned i = 0;

	while (logo && i < LOGOS && strcmp(logos[i], logo))
		i++;
	if (i == LOGOS || take_list(o, "refuse", x.refuse, sizeof x.refuse) ||
		take_list(o, "partial", x.partial, sizeof x.partial))
		return -EINVAL;
	x.logo = (enum extra_logo)i;
	pthread_mutex_lock(&o->sim->lock);
	o->sim->api.extra = x;
	/* answers kept so far are not good any more */
	o->sim->store.generation++;
	pthread_mutex_unlock(&o->sim->lock);
	return 0;
}

static const struct {
	const char *method, *target;
	int (*run)(struct order *);
} orders[] = {
	{"DELETE", "counts", do_counts_reset},
	{"DELETE", "fault", do_fault_clear},
	{"DELETE", "item", do_item_delete},
	{"GET", "counts", do_counts},
	{"GET", "fault", do_fault_list},
	{"GET", "item", do_item_get},
	{"GET", "kinds", do_kinds},
	{"GET", "log", do_log},
	{"GET", "options", do_options},
	{"POST", "add", do_add},
	{"POST", "auth", do_auth},
	{"POST", "extra", do_extra},
	{"POST", "fault", do_fault},
	{"POST", "put", do_put},
	{"POST", "reorder", do_reorder},
	{"POST", "restore", do_restore},
	{"POST", "revoke", do_revoke},
	{"POST", "set", do_set},
	{"POST", "touch", do_touch},
};

static int run(const char *method, const char *target, struct order *o)
{
	for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
		if (strcmp(orders[i].method, method) == 0 &&
			strcmp(orders[i].target, target) == 0)
			return orders[i].run(o);
	return -ENOSYS;
}

static const char *text(const struct args *a, const char *name)
{
	const char *s = args_get(a, name);

	return s ? s : "";
}

void admin_answer(struct sim *sim, const char *method, const char *target,
	const char *query, const char *body, size_t n, struct reply *r)
{
	struct args a;
	struct order o = {.sim = sim,
		.args = &a,
		.body = body ? body : "",
		.n = n,
		.answer = &r->body};
	int e = args_parse(&a, query, strlen(query));

	r->plain = true;
	o.kind = text(&a, "kind");
	o.id = text(&a, "id");
	if (e == 0)
		e = run(method, target, &o);
	if (e == -ENOENT)
		reply_error(r, 404, "no such item");
	else if (e == -ENOSYS)
		reply_error(r, 404, "no such order; see sim.h");
	else if (e)
		reply_error(r, 400, strerror(-e));
	else if (r->body.n == 0)
		out_str(&r->body, "{\"ok\":true}");
	args_finish(&a);
}
