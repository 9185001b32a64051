/* SPDX-License-Identifier: MIT */
/*
 * One generation of a view after another, at random, against a plain model of
 * what is listed; and readers who go on by offset from one to the next.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#include "tenant.h"

#define SECOND_NS INT64_C(1000000000)
enum { OBJECTS = 14, NAMES = 4, PROJECTS = 4, PHASES = 3, GROUPS = 64 };
enum { READERS = 8, GENERATIONS = 1500 };

/* ---- the objects ---- */

struct object {
	bool there;
	unsigned name, project, phase, touched;
	/* what its times have to follow */
	bool was_there;
	char bytes[512], state[16];
	int64_t mtime_ns, status_mtime_ns;
};

/* Two of the projects are called alike; the last one has no cluster. */
static const char projects[] =
	"[{\"id\":\"p0\",\"name\":\"red\",\"clusterId\":\"c0\"},"
	"{\"id\":\"p1\",\"name\":\"red\",\"clusterId\":\"c1\"},"
	"{\"id\":\"p2\",\"name\":\"blue\",\"clusterId\":\"c1\"},"
	"{\"id\":\"p3\",\"name\":\"lost\",\"clusterId\":\"none\"}]";
static const char *const project_name[] = {"red", "red", "blue", NULL};
static const char *const cluster_name[] = {"west", "east", "east", NULL};
static const char *const phase_name[] = {"Running", "Pending", "Odd"};

static void object_id(unsigned i, char *out, size_t n)
{
	snprintf(out, n, "%08u-%u", i * 7919, i);
}

/* Sometimes with a time that stays, or goes back. */
static void object_json(const struct object *o, unsigned i, char *out, size_t n)
{
	char id[32];

	object_id(i, id, sizeof(id));
	snprintf(out, n,
		"{\"id\":\"%s\",\"name\":\"w%u\",\"projectId\":\"p%u\","
		"\"clusterId\":\"c%d\",\"phase\":\"%s\",\"touched\":%u,"
		"\"updatedAt\":\"2026-11-01T10:%02u:00Z\"}",
		id, o->name, o->project, o->project != 0, phase_name[o->phase],
		o->touched, o->touched % 7);
}

static void mutate(struct object *o, unsigned *seed)
{
	switch (rand_r(seed) % 24) {
	case 0:
	case 1:
		o->there = !o->there;
		break;
	case 2:
		o->name = (unsigned)rand_r(seed) % NAMES;
		break;
	case 3:
		o->project = (unsigned)rand_r(seed) % PROJECTS;
		break;
	case 4:
		o->phase = (unsigned)rand_r(seed) % PHASES;
		break;
	case 5:
		o->touched++;
		break;
	default:
		break;
	}
}

static void shuffle(unsigned *order, unsigned n, unsigned *seed)
{
	for (unsigned i = n; i > 1; i--) {
		unsigned j = (unsigned)rand_r(seed) % i, t = order[i - 1];
		order[i - 1] = order[j];
		order[j] = t;
	}
}

static void put_objects(struct tenant *t, const struct object *o,
	unsigned *seed)
{
	cleanup_buf struct buf json = BUF_INIT;
	unsigned order[OBJECTS];

	for (unsigned i = 0; i < OBJECTS; i++)
		order[i] = i;
	if (rand_r(seed) % 2)
		shuffle(order, OBJECTS, seed);
	buf_addc(&json, '[');
	for (unsigned i = 0; i < OBJECTS; i++) {
		char one[512];
		if (!o[order[i]].there)
			continue;
		object_json(&o[order[i]], order[i], one, sizeof(one));
		buf_addf(&json, "%s%s", json.n > 1 ? "," : "", one);
	}
	buf_addc(&json, ']');
	t->now_ns -= TENANT_STEP * (rand_r(seed) % 3); /* a clock set back */
	put(t, KIND_WORKLOAD, json.p);
}

/* ---- the model: what should be listed, found the slow way ---- */

struct line {
	bool listed;
	char group[16], raw[32], name[64];
};

static void line_raw(enum view_id id, const struct object *o, struct line *l)
{
	bool canonical = id == (enum view_id)KIND_WORKLOAD;

	l->listed = o->there && (canonical || project_name[o->project]);
	if (!l->listed)
		return;
	if (canonical) {
		snprintf(l->group, sizeof(l->group), "p%u", o->project);
		snprintf(l->raw, sizeof(l->raw), "w%u", o->name);
		return;
	}
	snprintf(l->group, sizeof(l->group), "%s", phase_name[o->phase]);
	snprintf(l->raw, sizeof(l->raw), "%s.w%u", project_name[o->project],
		o->name);
}

static bool same_class(const struct line *a, const struct line *b)
{
	return a->listed && b->listed && strcmp(a->group, b->group) == 0 &&
		strcmp(a->raw, b->raw) == 0;
}

/* How many share a name, and whether two of them one cluster. */
static unsigned siblings(const struct object *o, const struct line *l,
	unsigned i, bool *ret_one_cluster)
{
	unsigned n = 0;

	*ret_one_cluster = false;
	for (unsigned a = 0; a < OBJECTS; a++) {
		n += same_class(&l[a], &l[i]);
		for (unsigned b = 0; b < a; b++)
			if (same_class(&l[a], &l[i]) &&
				same_class(&l[b], &l[i]) &&
				(o[a].project != 0) == (o[b].project != 0))
				*ret_one_cluster = true;
	}
	return n;
}

static void model(enum view_id id, const struct object *o, struct line *l)
{
	for (unsigned i = 0; i < OBJECTS; i++)
		line_raw(id, &o[i], &l[i]);
	for (unsigned i = 0; i < OBJECTS; i++) {
		char whole[32];
		bool one_cluster;
		if (!l[i].listed)
			continue;
		object_id(i, whole, sizeof(whole));
		if (siblings(o, l, i, &one_cluster) == 1)
			snprintf(l[i].name, sizeof(l[i].name), "%s", l[i].raw);
		else if (id == (enum view_id)KIND_WORKLOAD)
			snprintf(l[i].name, sizeof(l[i].name), "%s~%.8s",
				l[i].raw, whole);
		else
			snprintf(l[i].name, sizeof(l[i].name), "%s~%s",
				l[i].raw,
				one_cluster ? whole
					    : cluster_name[o[i].project]);
	}
}

/* ---- what was, to compare with ---- */

struct group_was {
	char value[16];
	bool there;
	char listing[2048];
	int64_t mtime_ns;
};

struct history {
	struct line lines[OBJECTS];
	uint64_t seq[OBJECTS]; /* of the name, 0 where not listed */
	uint64_t seq_max;
	struct group_was groups[GROUPS];
	unsigned n_groups;
	char names[1024]; /* of the groups, in their order */
	int64_t names_mtime_ns;
};

static const struct view_group *group_of(const struct view *v, const char *s)
{
	return view_group_by_value(v, slice_str(s));
}

static const char *name_of(const struct view *v, const struct view_entry *e)
{
	return v->names.p + e->name;
}

static const struct view_entry *entry_of(const struct view *v,
	const struct line *l)
{
	const struct view_group *g = group_of(v, l->group);

	assert_non_null(g);
	for (uint32_t i = g->first; i < g->first + g->count; i++)
		if (strcmp(name_of(v, &v->entries[i]), l->name) == 0)
			return &v->entries[i];
	return NULL;
}

/* The name without a suffix leads to the object, or to none where several are
 * called so in its group. */
static void check_bare(const struct view *v, const struct line *l,
	const struct view_entry *e)
{
	const struct view_entry *found;
	bool alone = strcmp(l->name, l->raw) == 0;
	int r = view_lookup(
		v, group_of(v, l->group), slice_str(l->raw), &found);

	assert_int_equal(r, alone ? 0 : -ENOTUNIQ);
	if (alone)
		assert_ptr_equal(found, e);
}

/* What is listed is what the model lists. */
static void check_lines(const struct view *v, const struct line *l)
{
	unsigned n = 0;

	for (unsigned i = 0; i < OBJECTS; i++) {
		const struct view_entry *e;
		cleanup_buf struct buf is = BUF_INIT;
		char id[32];
		if (!l[i].listed)
			continue;
		n++;
		e = entry_of(v, &l[i]);
		assert_non_null(e);
		object_id(i, id, sizeof(id));
		view_item_id(v->result, &v->result->items[e->item], &is);
		assert_string_equal(is.p, id);
		check_bare(v, &l[i], e);
	}
	assert_int_equal(v->n_entries, n);
}

static uint64_t seq_before(const struct history *h, const struct line *l)
{
	for (unsigned i = 0; i < OBJECTS; i++)
		if (h->lines[i].listed &&
			strcmp(h->lines[i].group, l->group) == 0 &&
			strcmp(h->lines[i].name, l->name) == 0)
			return h->seq[i];
	return 0;
}

/* A name that was there keeps its number, a new one has a higher one than
 * there ever was. */
static void check_numbers(const struct view *v, const struct line *l,
	struct history *h)
{
	uint64_t seq[OBJECTS] = {0}, max = h->seq_max;

	for (unsigned i = 0; i < OBJECTS; i++) {
		uint64_t was;
		if (!l[i].listed)
			continue;
		seq[i] = entry_of(v, &l[i])->seq;
		was = seq_before(h, &l[i]);
		if (was)
			assert_int_equal(seq[i], was);
		else
			assert_true(seq[i] > h->seq_max);
		max = seq[i] > max ? seq[i] : max;
	}
	for (uint32_t i = 0; i < v->n_groups; i++)
		max = v->groups[i].seq > max ? v->groups[i].seq : max;
	assert_true(max < v->next_seq);
	h->seq_max = max;
	memcpy(h->seq, seq, sizeof(seq));
	memcpy(h->lines, l, sizeof(h->lines));
}

static struct group_was *group_was(struct history *h, const char *value)
{
	for (unsigned i = 0; i < h->n_groups; i++)
		if (strcmp(h->groups[i].value, value) == 0)
			return &h->groups[i];
	assert_true(h->n_groups < GROUPS);
	snprintf(h->groups[h->n_groups].value, sizeof(h->groups[0].value), "%s",
		value);
	return &h->groups[h->n_groups++];
}

/* The listing as readdir gives it: names, and what they lead to. */
static void listing(const struct view *v, const struct view_group *g, char *out,
	size_t n)
{
	cleanup_buf struct buf b = BUF_INIT;

	buf_adds(&b, "");
	for (uint32_t i = g->first; i < g->first + g->count; i++) {
		const struct view_entry *e = &v->entries[i];
		buf_addf(&b, "%s=", name_of(v, e));
		view_item_id(v->result, &v->result->items[e->item], &b);
		buf_addc(&b, ' ');
	}
	assert_true(b.n < n);
	memcpy(out, b.p, b.n + 1);
}

/* A time moves if and only if the listing did; never back, also not where a
 * group was gone for a while. */
static void check_group(const struct view *v, const struct view_group *g,
	struct history *h, bool *seen)
{
	struct group_was *w = group_was(h, v->names.p + g->value);
	char now[sizeof(w->listing)];

	listing(v, g, now, sizeof(now));
	if (w->there && strcmp(now, w->listing) == 0)
		assert_int_equal(g->mtime_ns, w->mtime_ns);
	else
		assert_true(g->mtime_ns > w->mtime_ns);
	w->mtime_ns = g->mtime_ns;
	memcpy(w->listing, now, sizeof(now));
	seen[w - h->groups] = true;
}

static void check_groups(const struct view *v, struct history *h)
{
	bool seen[GROUPS] = {false};
	char names[sizeof(h->names)] = "";
	size_t n = 0;

	for (uint32_t i = 0; i < v->n_groups; i++) {
		const struct view_group *g = &v->groups[i];
		check_group(v, g, h, seen);
		n += (size_t)snprintf(names + n, sizeof(names) - n, "%s ",
			v->names.p + g->name);
	}
	for (unsigned i = 0; i < h->n_groups; i++)
		h->groups[i].there = seen[i];
	if (h->names_mtime_ns && strcmp(names, h->names) == 0)
		assert_int_equal(v->groups_mtime_ns, h->names_mtime_ns);
	else
		assert_true(v->groups_mtime_ns > h->names_mtime_ns);
	memcpy(h->names, names, sizeof(names));
	h->names_mtime_ns = v->groups_mtime_ns;
}

/* Equal bytes, equal time; other bytes, at least a second later. */
static void check_time(bool same, int64_t now_ns, int64_t *was_ns)
{
	if (same)
		assert_int_equal(now_ns, *was_ns);
	else
		assert_true(now_ns >= *was_ns + SECOND_NS);
	*was_ns = now_ns;
}

static void check_times(const struct view *v, struct object *o)
{
	for (unsigned i = 0; i < OBJECTS; i++) {
		char bytes[sizeof(o->bytes)], id[32];
		const char *state = phase_name[o[i].phase];
		const struct view_entry *e;
		if (!o[i].there) {
			o[i].was_there = false;
			continue;
		}
		object_id(i, id, sizeof(id));
		object_json(&o[i], i, bytes, sizeof(bytes));
		e = view_by_id(v, slice_str(id));
		assert_non_null(e);
		if (!o[i].was_there) {
			o[i].mtime_ns = e->mtime_ns;
			o[i].status_mtime_ns = e->status_mtime_ns;
		} else {
			check_time(strcmp(bytes, o[i].bytes) == 0, e->mtime_ns,
				&o[i].mtime_ns);
			check_time(strcmp(state, o[i].state) == 0,
				e->status_mtime_ns, &o[i].status_mtime_ns);
		}
		o[i].was_there = true;
		memcpy(o[i].bytes, bytes, sizeof(bytes));
		snprintf(o[i].state, sizeof(o[i].state), "%s", state);
	}
}

/* ---- readers ---- */

/* One who lists a group in pieces, and the names that were there all along. */
struct reader {
	char group[16];
	uint64_t offset;
	unsigned n_names;
	struct {
		char name[64];
		unsigned times;
	} names[OBJECTS];
};

static void reader_begin(struct reader *r, const struct view *v, unsigned *seed)
{
	const struct view_group *g;

	*r = (struct reader){0};
	if (v->n_groups == 0)
		return;
	g = &v->groups[(unsigned)rand_r(seed) % v->n_groups];
	snprintf(r->group, sizeof(r->group), "%s", v->names.p + g->value);
	for (uint32_t i = g->first; i < g->first + g->count; i++)
		snprintf(r->names[r->n_names++].name, sizeof(r->names[0].name),
			"%s", name_of(v, &v->entries[i]));
}

static bool is_listed(const struct line *l, const char *group,
	const char *name)
{
	for (unsigned i = 0; i < OBJECTS; i++)
		if (l[i].listed && strcmp(l[i].group, group) == 0 &&
			strcmp(l[i].name, name) == 0)
			return true;
	return false;
}

static void reader_lose(struct reader *r, const struct line *l)
{
	for (unsigned i = r->n_names; i-- > 0;)
		if (!is_listed(l, r->group, r->names[i].name))
			r->names[i] = r->names[--r->n_names];
}

static void reader_see(struct reader *r, const char *name)
{
	for (unsigned i = 0; i < r->n_names; i++)
		r->names[i].times += strcmp(r->names[i].name, name) == 0;
}

/* Up to `n` more names. True at the end. */
static bool reader_go_on(struct reader *r, const struct view *v, unsigned n)
{
	const struct view_group *g = group_of(v, r->group);
	uint32_t i;

	if (!g)
		return true;
	for (i = view_after(v, g, r->offset); i < g->first + g->count; i++) {
		if (n-- == 0)
			return false;
		assert_true(v->entries[i].seq > r->offset);
		r->offset = v->entries[i].seq;
		reader_see(r, name_of(v, &v->entries[i]));
	}
	return true;
}

static void readers_go_on(struct reader *r, const struct view *v,
	const struct line *l, unsigned *seed, unsigned *n_finished)
{
	for (unsigned i = 0; i < READERS; i++) {
		reader_lose(&r[i], l);
		if (!reader_go_on(&r[i], v, (unsigned)rand_r(seed) % 3))
			continue;
		for (unsigned j = 0; j < r[i].n_names; j++)
			assert_int_equal(r[i].names[j].times, 1);
		*n_finished += r[i].n_names > 0;
		reader_begin(&r[i], v, seed);
	}
}

/* ---- both together ---- */

/* Where nobody looked at the one before, it has let go of its response. */
static const struct view *derive_anew(struct tenant *t, enum view_id id,
	unsigned *seed)
{
	if (t->views[id] && rand_r(seed) % 2)
		view_retire(t->views[id]);
	return derive(t, id);
}

static void run(enum view_id id, unsigned seed)
{
	struct tenant t = {0};
	struct object o[OBJECTS] = {0};
	struct reader readers[READERS] = {0};
	struct history h = {0};
	unsigned n_finished = 0;

	put(&t, KIND_CLUSTER,
		"[{\"uuid\":\"c0\",\"name\":\"west\"},"
		"{\"uuid\":\"c1\",\"name\":\"east\"}]");
	put(&t, KIND_PROJECT, projects);
	for (int generation = 0; generation < GENERATIONS; generation++) {
		struct line l[OBJECTS] = {0};
		const struct view *v;
		for (unsigned i = 0; i < OBJECTS; i++)
			mutate(&o[i], &seed);
		put_objects(&t, o, &seed);
		v = t.views[KIND_WORKLOAD];
		check_times(v, o);
		if (id != (enum view_id)KIND_WORKLOAD)
			v = derive_anew(&t, id, &seed);
		model(id, o, l);
		check_lines(v, l);
		check_numbers(v, l, &h);
		check_groups(v, &h);
		readers_go_on(readers, v, l, &seed, &n_finished);
	}
	assert_true(n_finished > GENERATIONS / 4);
	tenant_end(&t);
}

static void test_canonical(void **state)
{
	for (unsigned seed = 1; seed <= 4; seed++)
		run((enum view_id)KIND_WORKLOAD, seed);
}

static void test_links(void **state)
{
	for (unsigned seed = 1; seed <= 4; seed++)
		run(VIEW_BY_PHASE, seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_links),
	};

	return cmocka_run_group_tests_name(
		"view generations", tests, NULL, NULL);
}
