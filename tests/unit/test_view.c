/* SPDX-License-Identifier: MIT */
/*
 * Views of small tenants whose every name, number and time is known.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <cmocka.h>
#include "name.h"
#include "tenant.h"

#define SECOND_NS INT64_C(1000000000)

/* ---- tenants ---- */

static void two_clusters(struct tenant *t)
{
	*t = (struct tenant){0};
	put(t, KIND_CLUSTER,
		"[{\"uuid\":\"c1111111-x\",\"name\":\"west\"},"
		" {\"uuid\":\"c2222222-y\",\"name\":\"e/ast\"}]");
	put(t, KIND_DEPARTMENT,
		"[{\"id\":\"1\",\"name\":\"ops\",\"clusterId\":\"c1111111-x\"},"
		" {\"id\":\"2\",\"name\":\"ops\",\"clusterId\":\"c2222222-y\"}]");
	put(t, KIND_PROJECT,
		"[{\"id\":\"11\",\"name\":\"vision\",\"clusterId\":"
		"\"c1111111-x\",\"parentId\":\"1\"},"
		" {\"id\":\"12\",\"name\":\"vision\",\"clusterId\":"
		"\"c2222222-y\",\"parentId\":\"2\"},"
		" {\"id\":\"13\",\"name\":\"speech\",\"clusterId\":"
		"\"c1111111-x\",\"parentId\":\"1\"},"
		" {\"id\":\"14\",\"name\":\"lost\",\"clusterId\":\"gone\","
		"\"parentId\":\"1\"}]");
}

/* ---- listings ---- */

static const struct view_group *group(const struct view *v, const char *value)
{
	return view_group_by_value(v, slice_str(value));
}

/* The names of a group in the order of the listing, with spaces between. */
static void expect_list(const struct view *v, const char *value,
	const char *want)
{
	const struct view_group *g = group(v, value);
	cleanup_buf struct buf b = BUF_INIT;

	assert_non_null(g);
	buf_adds(&b, "");
	for (uint32_t i = g->first; i < g->first + g->count; i++) {
		const struct view_entry *e = &v->entries[i];
		assert_int_equal(v->names.p[e->name + e->name_n], '\0');
		if (b.n)
			buf_addc(&b, ' ');
		buf_adds(&b, v->names.p + e->name);
	}
	assert_string_equal(b.p, want);
}

static void expect_groups(const struct view *v, const char *want)
{
	cleanup_buf struct buf b = BUF_INIT;

	for (uint32_t i = 0; i < v->n_groups; i++)
		buf_addf(&b, "%s%.*s", i ? " " : "", (int)v->groups[i].name_n,
			v->names.p + v->groups[i].name);
	assert_string_equal(b.p, want);
}

/* The id of what a name leads to, or "" where it leads nowhere. */
static void expect_lookup(const struct view *v, const char *value,
	const char *name, int want_r, const char *want_id)
{
	cleanup_buf struct buf id = BUF_INIT;
	const struct view_entry *e;

	assert_int_equal(
		view_lookup(v, group(v, value), slice_str(name), &e), want_r);
	if (want_r < 0)
		return;
	view_item_id(v->result, &v->result->items[e->item], &id);
	assert_string_equal(id.p, want_id);
}

static void expect_path(struct tenant *t, enum kind k, const char *id,
	const char *want)
{
	const struct view *v = t->views[k];
	const struct view_entry *e = view_by_id(v, slice_str(id));
	cleanup_buf struct buf b = BUF_INIT;

	assert_non_null(e);
	buf_adds(&b, "");
	assert_int_equal(view_path(t->views, k, v->result,
				 &v->result->items[e->item], &b),
		*want != '\0');
	assert_string_equal(b.p, want);
}

/* ---- canonical views ---- */

static void test_one_group(void **state)
{
	struct tenant t;
	const struct view *v;

	two_clusters(&t);
	v = t.views[KIND_CLUSTER];
	assert_int_equal(v->n_groups, 1);
	expect_list(v, "", "west e%2Fast");
	assert_null(group(v, "west"));
	expect_lookup(v, "", "e%2Fast", 0, "c2222222-y");
	expect_lookup(v, "", "e/ast", -ENOENT, NULL);
	expect_lookup(v, "", "", -ENOENT, NULL);
	tenant_end(&t);
}

static void test_groups(void **state)
{
	struct tenant t;
	const struct view *v;

	two_clusters(&t);
	v = t.views[KIND_PROJECT];
	expect_groups(v, "c1111111-x c2222222-y gone");
	/* equal names in different groups do not collide */
	expect_list(v, "c1111111-x", "vision speech");
	expect_list(v, "c2222222-y", "vision");
	expect_list(v, "gone", "lost");
	expect_lookup(v, "c1111111-x", "vision", 0, "11");
	expect_lookup(v, "c2222222-y", "vision", 0, "12");
	expect_lookup(v, "c2222222-y", "speech", -ENOENT, NULL);
	tenant_end(&t);
}

static void test_empty(void **state)
{
	struct tenant t = {0};

	put(&t, KIND_CLUSTER, "[]");
	put(&t, KIND_PROJECT, "[]");
	expect_list(t.views[KIND_CLUSTER], "", "");
	expect_lookup(t.views[KIND_CLUSTER], "", "a", -ENOENT, NULL);
	expect_lookup(t.views[KIND_CLUSTER], "", "a~b", -ENOENT, NULL);
	assert_int_equal(t.views[KIND_PROJECT]->n_groups, 0);
	assert_null(view_by_id(t.views[KIND_PROJECT], SLICE("1")));
	tenant_end(&t);
}

static void test_by_id(void **state)
{
	struct tenant t;
	const struct view_entry *e;

	two_clusters(&t);
	e = view_by_id(t.views[KIND_PROJECT], SLICE("12"));
	assert_non_null(e);
	assert_int_equal(e->item, 1);
	assert_null(view_by_id(t.views[KIND_PROJECT], SLICE("1")));
	assert_null(view_by_id(t.views[KIND_PROJECT], SLICE("")));
	/* ids are compared decoded */
	put(&t, KIND_PROJECT, "[{\"id\":\"a\\u0062\\/\",\"name\":\"p\"}]");
	assert_non_null(view_by_id(t.views[KIND_PROJECT], SLICE("ab/")));
	tenant_end(&t);
}

/* What goes by when there is no id: the name, or the bytes. */
static void test_no_id(void **state)
{
	struct tenant t = {0};
	const struct view *v;

	put(&t, KIND_CLUSTER, "[{\"name\":\"a\"},{},{\"uuid\":null,\"x\":1}]");
	v = t.views[KIND_CLUSTER];
	assert_int_equal(view_by_id(v, SLICE("a"))->item, 0);
	assert_int_equal(group(v, "")->count, 3);
	assert_int_equal(view_name(v, v->entries[1].name,
				 v->entries[1].name_n).n,
		strlen("%EMPTY~12345678"));
	for (uint32_t i = 0; i < 3; i++) {
		cleanup_buf struct buf id = BUF_INIT;
		view_item_id(v->result, &v->result->items[i], &id);
		assert_int_equal(
			view_by_id(v, (struct slice){id.p, id.n})->item, i);
	}
	tenant_end(&t);
}

/* ---- collisions ---- */

static void test_collision(void **state)
{
	struct tenant t = {0};
	const struct view *v;

	put(&t, KIND_CLUSTER,
		"[{\"uuid\":\"aaaaaaaa-1\",\"name\":\"x\"},"
		"{\"uuid\":\"bbbbbbbb-2\",\"name\":\"y\"},"
		"{\"uuid\":\"cccccccc-3\",\"name\":\"x\"}]");
	v = t.views[KIND_CLUSTER];
	expect_list(v, "", "x~aaaaaaaa y x~cccccccc");
	expect_lookup(v, "", "x", -ENOTUNIQ, NULL);
	expect_lookup(v, "", "x~aaaaaaaa", 0, "aaaaaaaa-1");
	expect_lookup(v, "", "x~cccccccc-3", 0, "cccccccc-3");
	expect_lookup(v, "", "x~bbbbbbbb", -ENOENT, NULL);
	expect_lookup(v, "", "x~aaaaaaa", -ENOENT, NULL);
	expect_lookup(v, "", "x~", -ENOENT, NULL);
	/* the form with a suffix needs no collision */
	expect_lookup(v, "", "y", 0, "bbbbbbbb-2");
	expect_lookup(v, "", "y~bbbbbbbb", 0, "bbbbbbbb-2");
	expect_lookup(v, "", "y~bbbbbbbb-2", 0, "bbbbbbbb-2");
	expect_lookup(v, "", "y~aaaaaaaa", -ENOENT, NULL);
	expect_path(&t, KIND_CLUSTER, "cccccccc-3", "clusters/x~cccccccc");
	tenant_end(&t);
}

/* Ids that share what a suffix shows are shown whole. */
static void test_long_suffix(void **state)
{
	struct tenant t = {0};
	const struct view *v;

	put(&t, KIND_CLUSTER,
		"[{\"uuid\":\"aaaaaaaa-1\",\"name\":\"x\"},"
		"{\"uuid\":\"aaaaaaaa-2\",\"name\":\"x\"},"
		"{\"uuid\":\"bbbbbbbb-1\",\"name\":\"x\"},"
		"{\"uuid\":\"aaaaaaaa-3\",\"name\":\"y\"}]");
	v = t.views[KIND_CLUSTER];
	expect_list(v, "", "x~aaaaaaaa-1 x~aaaaaaaa-2 x~bbbbbbbb-1 y");
	expect_lookup(v, "", "x~aaaaaaaa", -ENOTUNIQ, NULL);
	expect_lookup(v, "", "x~bbbbbbbb", 0, "bbbbbbbb-1");
	expect_lookup(v, "", "x", -ENOTUNIQ, NULL);
	expect_lookup(v, "", "y~aaaaaaaa", 0, "aaaaaaaa-3");
	tenant_end(&t);
}

/* A name that looks like a suffixed one is another name. */
static void test_tilde(void **state)
{
	struct tenant t = {0};
	const struct view *v;

	put(&t, KIND_CLUSTER,
		"[{\"uuid\":\"1\",\"name\":\"x~2\"},"
		"{\"uuid\":\"2\",\"name\":\"x\"},"
		"{\"uuid\":\"3\",\"name\":\"x\"},"
		"{\"uuid\":\"4\",\"name\":\"x~\"}]");
	v = t.views[KIND_CLUSTER];
	expect_list(v, "", "x%7E2 x~2 x~3 x~");
	expect_lookup(v, "", "x~2", 0, "2");
	expect_lookup(v, "", "x%7E2", 0, "1");
	expect_lookup(v, "", "x~", 0, "4");
	expect_lookup(v, "", "x~~4", 0, "4");
	tenant_end(&t);
}

/* ---- views of links ---- */

static void test_links(void **state)
{
	struct tenant t;
	const struct view *v;

	two_clusters(&t);
	v = derive(&t, VIEW_ALL_PROJECTS);
	/* "lost" has no cluster to be in */
	expect_list(v, "", "vision~west vision~e%2Fast speech");
	expect_lookup(v, "", "vision", -ENOTUNIQ, NULL);
	expect_lookup(v, "", "vision~west", 0, "11");
	expect_lookup(v, "", "vision~e%2Fast", 0, "12");
	expect_lookup(v, "", "vision~12", 0, "12");
	expect_lookup(v, "", "speech", 0, "13");
	expect_lookup(v, "", "speech~west", 0, "13");
	expect_lookup(v, "", "speech~13", 0, "13");
	expect_lookup(v, "", "speech~e%2Fast", -ENOENT, NULL);
	expect_lookup(v, "", "lost", -ENOENT, NULL);
	expect_lookup(v, "", "lost~14", -ENOENT, NULL);
	v = derive(&t, VIEW_DEPARTMENT_PROJECTS);
	expect_list(v, "1", "vision speech");
	expect_list(v, "2", "vision");
	tenant_end(&t);
}

/* In one cluster twice: the id, for all of that name. */
static void test_links_of_one_cluster(void **state)
{
	struct tenant t;

	two_clusters(&t);
	put(&t, KIND_DEPARTMENT,
		"[{\"id\":\"1\",\"name\":\"a\",\"clusterId\":\"c1111111-x\"},"
		" {\"id\":\"2\",\"name\":\"a\",\"clusterId\":\"c1111111-x\"},"
		" {\"id\":\"3\",\"name\":\"a\",\"clusterId\":\"c2222222-y\"}]");
	derive(&t, VIEW_ALL_DEPARTMENTS);
	expect_list(t.views[VIEW_ALL_DEPARTMENTS], "", "a~1 a~2 a~3");
	expect_lookup(t.views[VIEW_ALL_DEPARTMENTS], "", "a~west", -ENOTUNIQ,
		NULL);
	expect_lookup(
		t.views[VIEW_ALL_DEPARTMENTS], "", "a~e%2Fast", 0, "3");
	tenant_end(&t);
}

/* What does not say which cluster it is in has its id. */
static void test_links_without_cluster(void **state)
{
	struct tenant t;
	const struct view *v;

	two_clusters(&t);
	put(&t, KIND_WORKLOAD,
		"[{\"id\":\"w1\",\"name\":\"a\",\"projectId\":\"11\","
		"\"clusterId\":\"c1111111-x\"},"
		"{\"id\":\"w2\",\"name\":\"a\",\"projectId\":\"11\"}]");
	v = derive(&t, VIEW_ALL_WORKLOADS);
	expect_list(v, "", "vision.a~west vision.a~w2");
	expect_lookup(v, "", "vision.a~west", 0, "w1");
	expect_lookup(v, "", "vision.a~w2", 0, "w2");
	tenant_end(&t);
}

static void put_workloads(struct tenant *t)
{
	put(t, KIND_WORKLOAD,
		"[{\"id\":\"w1\",\"name\":\"train\",\"projectId\":\"11\","
		"\"clusterId\":\"c1111111-x\",\"phase\":\"Running\","
		"\"submittedBy\":\"ann@x\",\"phaseUpdatedAt\":"
		"\"2026-11-01T10:00:00Z\"},"
		"{\"id\":\"w2\",\"name\":\"train\",\"projectId\":\"12\","
		"\"clusterId\":\"c2222222-y\",\"phase\":\"Running\","
		"\"submittedBy\":\"bob@x\"},"
		"{\"id\":\"w3\",\"name\":\"train\",\"projectId\":\"13\","
		"\"clusterId\":\"c1111111-x\",\"submittedBy\":\"ann@x\"},"
		"{\"id\":\"w4\",\"name\":\"gone\",\"projectId\":\"14\"},"
		"{\"id\":\"w5\",\"name\":\"new\",\"projectId\":\"11\","
		"\"clusterId\":\"c1111111-x\",\"phase\":\"Odd/one\"}]");
}

static void test_by_phase(void **state)
{
	struct tenant t;
	const struct view *v;

	two_clusters(&t);
	put_workloads(&t);
	v = derive(&t, VIEW_BY_PHASE);
	for (const char *const *s = workload_phases; *s; s++)
		assert_ptr_equal(group(v, *s),
			view_group_by_name(v, slice_str(*s)));
	expect_list(v, "Pending", "");
	expect_list(v, "Running", "vision.train~west vision.train~e%2Fast");
	expect_list(v, "Unknown", "speech.train");
	expect_list(v, "Odd/one", "vision.new");
	assert_ptr_equal(
		view_group_by_name(v, SLICE("Odd%2Fone")), group(v, "Odd/one"));
	assert_null(view_group_by_name(v, SLICE("Odd/one")));
	assert_null(view_group_by_name(v, SLICE("running")));
	tenant_end(&t);
}

static void test_other_views(void **state)
{
	struct tenant t;
	const struct view *v;

	two_clusters(&t);
	put_workloads(&t);
	v = derive(&t, VIEW_BY_USER);
	expect_groups(v, "ann@x bob@x %EMPTY");
	expect_list(v, "ann@x", "vision.train speech.train");
	t.user = SLICE("zoe@x"); /* who has none */
	v = derive(&t, VIEW_BY_USER);
	expect_groups(v, "ann@x bob@x %EMPTY zoe@x");
	expect_list(v, "zoe@x", "");
	v = derive(&t, VIEW_BY_TYPE);
	assert_null(view_group_by_value(v, t.user));
	v = derive(&t, VIEW_ALL_WORKLOADS);
	expect_list(v, "",
		"vision.train~west vision.train~e%2Fast speech.train "
		"vision.new");
	expect_lookup(v, "", "speech.train", 0, "w3");
	expect_lookup(v, "", "vision.train", -ENOTUNIQ, NULL);
	v = derive(&t, VIEW_BARE_WORKLOADS);
	expect_lookup(v, "", "new", 0, "w5");
	expect_lookup(v, "", "train", -ENOTUNIQ, NULL);
	expect_lookup(v, "", "train~w3", 0, "w3");
	expect_lookup(v, "", "train~e%2Fast", 0, "w2");
	tenant_end(&t);
}

static void test_path(void **state)
{
	struct tenant t;

	two_clusters(&t);
	put_workloads(&t);
	expect_path(&t, KIND_CLUSTER, "c2222222-y", "clusters/e%2Fast");
	expect_path(&t, KIND_PROJECT, "13", "clusters/west/projects/speech");
	expect_path(&t, KIND_WORKLOAD, "w2",
		"clusters/e%2Fast/projects/vision/workloads/train");
	expect_path(&t, KIND_PROJECT, "14", "");
	expect_path(&t, KIND_WORKLOAD, "w4", "");
	view_unref(t.views[KIND_PROJECT]);
	t.views[KIND_PROJECT] = NULL;
	expect_path(&t, KIND_WORKLOAD, "w2", "");
	tenant_end(&t);
}

/* Nothing is appended where there is no path: also not the first half. */
static void test_path_appends(void **state)
{
	struct tenant t;
	cleanup_buf struct buf b = BUF_INIT;
	const struct view *w;

	two_clusters(&t);
	put_workloads(&t);
	w = t.views[KIND_WORKLOAD];
	buf_adds(&b, "../");
	assert_false(view_path(t.views, KIND_WORKLOAD, w->result,
		&w->result->items[3], &b));
	assert_string_equal(b.p, "../");
	assert_true(view_path(t.views, KIND_WORKLOAD, w->result,
		&w->result->items[0], &b));
	assert_string_equal(b.p,
		"../clusters/west/projects/vision/workloads/train");
	tenant_end(&t);
}

/* ---- times ---- */

static const struct view_entry *by_id(struct tenant *t, enum kind k,
	const char *id)
{
	return view_by_id(t->views[k], slice_str(id));
}

static void test_times(void **state)
{
	struct tenant t = {0};
	const struct view_entry *e;

	put(&t, KIND_WORKLOAD,
		"[{\"id\":\"1\",\"createdAt\":\"1970-01-01T00:01:00Z\","
		"\"updatedAt\":\"1970-01-01T00:02:00Z\","
		"\"phaseUpdatedAt\":\"1970-01-01T00:03:00Z\"},"
		"{\"id\":\"2\",\"createdAt\":\"1970-01-01T00:01:00Z\"},"
		"{\"id\":\"3\",\"updatedAt\":\"yesterday\"}]");
	e = by_id(&t, KIND_WORKLOAD, "1");
	assert_int_equal(e->mtime_ns, 120 * SECOND_NS);
	assert_int_equal(e->status_mtime_ns, 180 * SECOND_NS);
	e = by_id(&t, KIND_WORKLOAD, "2");
	assert_int_equal(e->mtime_ns, 60 * SECOND_NS);
	assert_int_equal(e->status_mtime_ns, 60 * SECOND_NS);
	e = by_id(&t, KIND_WORKLOAD, "3");
	assert_int_equal(e->mtime_ns, TENANT_CHANGED);
	assert_int_equal(e->status_mtime_ns, TENANT_CHANGED);
	tenant_end(&t);
}

/* Bytes that changed move the time where the API's own did not, or went back;
 * the state's time goes by the state alone. */
static void test_times_move(void **state)
{
	struct tenant t = {0};

#define AT(s) "\"updatedAt\":\"1970-01-01T00:" s "Z\""
	put(&t, KIND_WORKLOAD,
		"[{\"id\":\"1\",\"phase\":\"Running\"," AT("02:00") "}]");
	put(&t, KIND_WORKLOAD,
		"[{\"id\":\"1\",\"phase\":\"Running\"," AT("02:00")
		",\"x\":1}]");
	assert_int_equal(
		by_id(&t, KIND_WORKLOAD, "1")->mtime_ns, 121 * SECOND_NS);
	assert_int_equal(by_id(&t, KIND_WORKLOAD, "1")->status_mtime_ns,
		120 * SECOND_NS);
	put(&t, KIND_WORKLOAD,
		"[{\"id\":\"1\",\"phase\":\"Failed\"," AT("01:00") "}]");
	assert_int_equal(
		by_id(&t, KIND_WORKLOAD, "1")->mtime_ns, 122 * SECOND_NS);
	assert_int_equal(by_id(&t, KIND_WORKLOAD, "1")->status_mtime_ns,
		121 * SECOND_NS);
	put(&t, KIND_WORKLOAD,
		"[{\"id\":\"1\",\"phase\":\"Failed\"," AT("09:00") "}]");
	assert_int_equal(
		by_id(&t, KIND_WORKLOAD, "1")->mtime_ns, 540 * SECOND_NS);
	tenant_end(&t);
}

/* Links have the time of what they point to; by phase, that of its state. */
static void test_times_of_links(void **state)
{
	struct tenant t;
	const struct view *v;
	const struct view_entry *e;

	two_clusters(&t);
	put_workloads(&t);
	v = derive(&t, VIEW_BY_PHASE);
	assert_int_equal(view_lookup(v, group(v, "Running"),
				 SLICE("vision.train~west"), &e),
		0);
	assert_int_equal(
		e->mtime_ns, by_id(&t, KIND_WORKLOAD, "w1")->status_mtime_ns);
	assert_int_not_equal(e->mtime_ns, TENANT_CHANGED);
	v = derive(&t, VIEW_BY_USER);
	assert_int_equal(view_lookup(v, group(v, "ann@x"),
				 SLICE("vision.train"), &e),
		0);
	assert_int_equal(e->mtime_ns, TENANT_CHANGED);
	tenant_end(&t);
}

/* ---- in several groups ---- */

static void expect_sound(const struct view *v);

static void put_pools(struct tenant *t)
{
	put(t, KIND_WORKLOAD,
		"[{\"id\":\"w1\",\"name\":\"a\",\"projectId\":\"11\","
		"\"clusterId\":\"c1111111-x\",\"currentNodePools\":"
		"[\"default\",\"big\",\"default\"]},"
		"{\"id\":\"w2\",\"name\":\"b\",\"projectId\":\"13\","
		"\"clusterId\":\"c1111111-x\",\"currentNodePools\":[]},"
		"{\"id\":\"w3\",\"name\":\"c\",\"projectId\":\"13\"},"
		"{\"id\":\"w4\",\"name\":\"a\",\"projectId\":\"12\","
		"\"clusterId\":\"c2222222-y\",\"currentNodePools\":"
		"[null,\"\",\"big\"]},"
		"{\"id\":\"w5\",\"name\":\"d\",\"projectId\":\"11\","
		"\"clusterId\":\"c1111111-x\",\"currentNodePools\":"
		"[\"odd/one\",\"..\"]}]");
}

/* An item is in each group that it names, once; who names none is in none. */
static void test_several_groups(void **state)
{
	struct tenant t;
	const struct view *v;

	two_clusters(&t);
	put_pools(&t);
	v = derive(&t, VIEW_BY_NODE_POOL);
	expect_groups(v, "default big odd%2Fone %2E.");
	expect_list(v, "default", "vision.a");
	/* names collide where they meet, and only there */
	expect_list(v, "big", "vision.a~west vision.a~e%2Fast");
	expect_list(v, "odd/one", "vision.d");
	expect_list(v, "..", "vision.d");
	assert_null(group(v, ""));
	assert_null(group(v, "Unknown"));
	expect_lookup(v, "default", "vision.a", 0, "w1");
	expect_lookup(v, "big", "vision.a", -ENOTUNIQ, NULL);
	expect_lookup(v, "big", "vision.a~e%2Fast", 0, "w4");
	expect_lookup(v, "default", "vision.a~west", 0, "w1");
	expect_lookup(v, "default", "vision.a~e%2Fast", -ENOENT, NULL);
	expect_sound(v);
	tenant_end(&t);
}

/* A string is one group, not one for each of its letters. */
static void test_optional_groups(void **state)
{
	struct tenant t;
	const struct view *v;

	two_clusters(&t);
	put(&t, KIND_WORKLOAD,
		"[{\"id\":\"w1\",\"name\":\"a\",\"projectId\":\"11\","
		"\"type\":\"Training\",\"category\":null,"
		"\"aiApplicationName\":\"chat\"},"
		"{\"id\":\"w2\",\"name\":\"b\",\"projectId\":\"11\","
		"\"type\":\"Training\",\"aiApplicationName\":\"\"},"
		"{\"id\":\"w3\",\"name\":\"c\",\"projectId\":\"14\","
		"\"type\":\"Lost\"}]");
	v = derive(&t, VIEW_BY_TYPE);
	expect_groups(v, "Training");
	expect_list(v, "Training", "vision.a vision.b");
	v = derive(&t, VIEW_BY_CATEGORY);
	assert_int_equal(v->n_groups, 0);
	assert_int_equal(v->n_entries, 0);
	v = derive(&t, VIEW_BY_AI_APPLICATION);
	expect_groups(v, "chat");
	expect_list(v, "chat", "vision.a");
	tenant_end(&t);
}

static void test_nodes_and_pods(void **state)
{
	struct tenant t;
	const struct view *v;

	two_clusters(&t);
	put_workloads(&t);
	put(&t, KIND_NODE,
		"[{\"id\":\"n1\",\"name\":\"gpu-1\",\"clusterUuid\":"
		"\"c1111111-x\",\"status\":\"Ready\"},"
		"{\"id\":\"n2\",\"name\":\"gpu-1\",\"clusterUuid\":"
		"\"c2222222-y\",\"status\":\"Ready\"},"
		"{\"id\":\"n3\",\"name\":\"gpu-3\",\"clusterUuid\":"
		"\"c2222222-y\"}]");
	put(&t, KIND_POD,
		"[{\"id\":\"p1\",\"name\":\"train-0\",\"workloadId\":\"w1\","
		"\"clusterId\":\"c1111111-x\",\"nodeName\":\"gpu-1\"},"
		"{\"id\":\"p2\",\"name\":\"train-0\",\"workloadId\":\"w2\","
		"\"clusterId\":\"c2222222-y\",\"nodeName\":\"gpu-1\"},"
		"{\"id\":\"p3\",\"name\":\"train-1\",\"workloadId\":\"w1\","
		"\"clusterId\":\"c1111111-x\"}]");
	v = derive(&t, VIEW_NODES_BY_STATUS);
	expect_groups(v, "Ready NotReady Unknown");
	expect_list(v, "Ready", "gpu-1~west gpu-1~e%2Fast");
	expect_list(v, "NotReady", "");
	expect_list(v, "Unknown", "gpu-3");
	v = derive(&t, VIEW_PODS_BY_NODE);
	expect_groups(v, "gpu-1");
	expect_list(v, "gpu-1", "train-0~west train-0~e%2Fast");
	expect_path(&t, KIND_POD, "p2",
		"clusters/e%2Fast/projects/vision/workloads/train/pods/"
		"train-0");
	tenant_end(&t);
}

/* Links to entries depend on names and ids alone. */
static void test_renamed(void **state)
{
	struct tenant t;
	int64_t renamed_ns;

	two_clusters(&t);
	put(&t, KIND_NODE, "[{\"id\":\"n1\",\"name\":\"a\",\"status\":\"x\"}]");
	assert_int_equal(t.views[KIND_NODE]->renamed_ns, 0);
	put(&t, KIND_NODE, "[{\"id\":\"n1\",\"name\":\"a\",\"status\":\"y\"}]");
	assert_int_equal(t.views[KIND_NODE]->renamed_ns, 0);
	put(&t, KIND_NODE, "[{\"id\":\"n1\",\"name\":\"b\",\"status\":\"y\"}]");
	renamed_ns = t.views[KIND_NODE]->renamed_ns;
	assert_int_equal(renamed_ns, t.now_ns);
	put(&t, KIND_NODE, "[{\"id\":\"n1\",\"name\":\"b\",\"status\":\"z\"}]");
	assert_int_equal(t.views[KIND_NODE]->renamed_ns, renamed_ns);
	put(&t, KIND_NODE, "[]");
	assert_int_equal(t.views[KIND_NODE]->renamed_ns, t.now_ns);
	tenant_end(&t);
}

/* What a directory calls something of its own, no entry is called. */
static void test_taken_name(void **state)
{
	struct tenant t;
	const struct view_entry *e;
	const struct view *v;

	two_clusters(&t);
	put(&t, KIND_NODE,
		"[{\"id\":\"n1\",\"name\":\"by-status\",\"clusterUuid\":"
		"\"c1111111-x\"},"
		"{\"id\":\"n2\",\"name\":\"gpu-1\",\"clusterUuid\":"
		"\"c1111111-x\"}]");
	expect_list(t.views[KIND_NODE], "c1111111-x", "by-status gpu-1");
	v = derive(&t, VIEW_ALL_NODES);
	expect_list(v, "", "by-status~west gpu-1");
	assert_int_equal(view_lookup(v, v->groups, SLICE("by-status"), &e),
		-ENOTUNIQ);
	tenant_end(&t);
}

/* The numbers of names stay while the groups of an item change. */
static void test_numbers_of_groups(void **state)
{
	struct tenant t;
	const struct view_entry *e;
	uint64_t in_default, in_big, group_seq;
	int64_t changed;

#define POOLS(s)                                                               \
	"[{\"id\":\"w1\",\"name\":\"a\",\"projectId\":\"11\","           \
	"\"currentNodePools\":[" s "]}]"
	two_clusters(&t);
	put(&t, KIND_WORKLOAD, POOLS("\"default\",\"big\""));
	derive(&t, VIEW_BY_NODE_POOL);
#define V t.views[VIEW_BY_NODE_POOL]
	assert_int_equal(
		view_lookup(V, group(V, "default"), SLICE("vision.a"), &e), 0);
	in_default = e->seq;
	assert_int_equal(
		view_lookup(V, group(V, "big"), SLICE("vision.a"), &e), 0);
	in_big = e->seq;
	assert_int_not_equal(in_big, in_default);
	group_seq = group(V, "big")->seq;
	changed = group(V, "big")->mtime_ns;

	put(&t, KIND_WORKLOAD, POOLS("\"big\",\"new\""));
	derive(&t, VIEW_BY_NODE_POOL);
	expect_groups(V, "big new");
	assert_int_equal(group(V, "big")->seq, group_seq);
	assert_int_equal(group(V, "big")->mtime_ns, changed);
	assert_int_equal(
		view_lookup(V, group(V, "big"), SLICE("vision.a"), &e), 0);
	assert_int_equal(e->seq, in_big);

	/* what was gone is a new name */
	put(&t, KIND_WORKLOAD, POOLS("\"default\",\"big\""));
	derive(&t, VIEW_BY_NODE_POOL);
	expect_groups(V, "big default");
	assert_int_equal(
		view_lookup(V, group(V, "default"), SLICE("vision.a"), &e), 0);
	assert_true(e->seq > in_big && e->seq > in_default);
	expect_sound(V);
#undef V
	tenant_end(&t);
}

/* ---- ids that mean something within a cluster only ---- */

static const char *const two[] = {"c1111111-x", "c2222222-y"};

static void test_scoped_ids(void **state)
{
	struct tenant t;
	const struct view *v;

	two_clusters(&t);
	put_scoped(&t, KIND_STORAGE_CLASS, two, 2,
		"[{\"at\":0,\"storageClassName\":\"fast\"},"
		"{\"at\":0,\"storageClassName\":\"slow\"},"
		"{\"at\":1,\"storageClassName\":\"fast\"}]");
	v = t.views[KIND_STORAGE_CLASS];
	assert_int_equal(v->n_entries, 3);
	expect_list(v, "c1111111-x", "fast slow");
	expect_list(v, "c2222222-y", "fast");
	expect_lookup(v, "c1111111-x", "fast", 0, "c1111111-x.fast");
	expect_lookup(v, "c2222222-y", "fast", 0, "c2222222-y.fast");
	expect_path(&t, KIND_STORAGE_CLASS, "c2222222-y.fast",
		"clusters/e%2Fast/storage-classes/fast");
	expect_path(&t, KIND_STORAGE_CLASS, "c1111111-x.fast",
		"clusters/west/storage-classes/fast");
	assert_null(view_by_id(v, SLICE("fast")));
	expect_sound(v);
	tenant_end(&t);
}

/* The same names in the other order are the same objects. */
static void test_scoped_generations(void **state)
{
	struct tenant t;
	uint64_t west, east;

	two_clusters(&t);
	put_scoped(&t, KIND_STORAGE_CLASS, two, 2,
		"[{\"at\":0,\"storageClassName\":\"fast\"},"
		"{\"at\":1,\"storageClassName\":\"fast\"}]");
	west = by_id(&t, KIND_STORAGE_CLASS, "c1111111-x.fast")->seq;
	east = by_id(&t, KIND_STORAGE_CLASS, "c2222222-y.fast")->seq;
	put_scoped(&t, KIND_STORAGE_CLASS, two, 2,
		"[{\"at\":1,\"storageClassName\":\"fast\",\"x\":1},"
		"{\"at\":0,\"storageClassName\":\"fast\"}]");
	assert_int_equal(
		by_id(&t, KIND_STORAGE_CLASS, "c1111111-x.fast")->seq, west);
	assert_int_equal(
		by_id(&t, KIND_STORAGE_CLASS, "c2222222-y.fast")->seq, east);
	tenant_end(&t);
}

/* ---- hostile ---- */

/* Every entry of every group: a name no other has, that a kernel takes, and
 * that leads back to it; a number of its own, rising. */
static void expect_sound(const struct view *v)
{
	uint64_t last_group = VIEW_SEQ_FIRST - 1;
	uint32_t next = 0;

	for (uint32_t i = 0; i < v->n_groups; i++) {
		const struct view_group *g = &v->groups[i];
		uint64_t last = 0;
		assert_ptr_equal(view_group_by_name(v,
					 view_name(v, g->name, g->name_n)),
			g);
		assert_in_range(g->name_n, 1, NAME_ENTRY_MAX);
		assert_int_equal(g->first, next);
		next += g->count;
		assert_true(g->seq > last_group && g->seq < v->next_seq);
		last_group = g->seq;
		for (uint32_t j = g->first; j < next; j++) {
			const struct view_entry *e = &v->entries[j], *found;
			struct slice name = view_name(v, e->name, e->name_n);
			assert_in_range(name.n, 1, NAME_ENTRY_MAX);
			assert_null(memchr(name.p, '/', name.n));
			assert_int_not_equal(*name.p, '.');
			assert_true(e->seq > last && e->seq < v->next_seq);
			last = e->seq;
			assert_int_equal(e->group, i);
			assert_int_equal(view_lookup(v, g, name, &found), 0);
			assert_ptr_equal(found, e);
		}
	}
	assert_int_equal(next, v->n_entries);
}

static void add_string(struct buf *json, const char *key, struct slice s)
{
	buf_addf(json, "\"%s\":\"", key);
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == '"' ||
			s.p[i] == '\\')
			buf_addf(json, "\\u%04x", (unsigned char)s.p[i]);
		else
			buf_addc(json, s.p[i]);
	buf_addc(json, '"');
}

static void many_of_one_name(struct tenant *t, int from, int n)
{
	cleanup_buf struct buf json = BUF_INIT;

	buf_addc(&json, '[');
	for (int i = from; i < from + n; i++)
		buf_addf(&json,
			"%s{\"uuid\":\"%08d-0000\",\"name\":\"x\",\"i\":%d}",
			i > from ? "," : "", i, i);
	buf_addc(&json, ']');
	put(t, KIND_CLUSTER, json.p);
}

/* 10,000 siblings of one name, all replaced by others of that name, and half
 * of those again: in time that does not grow with the square. */
static void test_many_of_one_name(void **state)
{
	struct tenant t = {0};
	const struct view *v;
	clock_t begin = clock();

	many_of_one_name(&t, 0, 10000);
	many_of_one_name(&t, 10000, 10000);
	many_of_one_name(&t, 15000, 10000);
	/* a tenth of a second, or with the square many */
	assert_true(clock() - begin < 4 * CLOCKS_PER_SEC);
	v = t.views[KIND_CLUSTER];
	assert_int_equal(v->n_entries, 10000);
	expect_sound(v);
	expect_lookup(v, "", "x", -ENOTUNIQ, NULL);
	expect_lookup(v, "", "x~00024999", 0, "00024999-0000");
	expect_lookup(v, "", "x~00000001", -ENOENT, NULL);
	tenant_end(&t);
}

/* All of one name and one first half of their ids, ids as long as can be. */
static void test_long_ids(void **state)
{
	struct tenant t = {0};
	cleanup_buf struct buf json = BUF_INIT;
	char id[301];

	memset(id, 'i', 300);
	id[300] = '\0';
	for (int i = 0; i < 100; i++)
		buf_addf(&json, "%c{\"uuid\":\"%s%d\",\"name\":\"x\"}",
			i ? ',' : '[', id, i);
	buf_addc(&json, ']');
	put(&t, KIND_CLUSTER, json.p);
	assert_int_equal(t.views[KIND_CLUSTER]->n_entries, 100);
	expect_sound(t.views[KIND_CLUSTER]);
	tenant_end(&t);
}

static const struct slice odd_names[] = {
	{"", 0},
	{".", 1},
	{"..", 2},
	{"../../etc/passwd", 16},
	{"a/b", 3},
	{"a\nb", 3},
	{"a\0b", 3},
	{"\xff\xfe", 2},
	{"\xc3", 1},
	{"caf\xc3\xa9", 5},
	{"\xe2\x80\xae" "txt.exe", 10},
	{"%", 1},
	{"%2F", 3},
	{"%EMPTY", 6},
	{"~", 1},
	{"~~", 2},
	{"a~", 2},
	{"a~00000000", 10},
	{".hidden", 7},
	{" ", 1},
	{"\"\\", 2},
};

static void odd_tenant(struct tenant *t)
{
	cleanup_buf struct buf json = BUF_INIT;

	*t = (struct tenant){0};
	put(t, KIND_CLUSTER,
		"[{\"uuid\":\"c\",\"name\":\"..\"},"
		"{\"uuid\":\"d\",\"name\":\"\"}]");
	for (size_t i = 0; i < 4 * ARRAY_SIZE(odd_names); i++) {
		buf_addf(&json, "%c{\"id\":\"%08zu-%zu\",\"clusterId\":\"%s\",",
			i ? ',' : '[', i / 4, i, i % 4 < 3 ? "c" : "d");
		add_string(&json, "name", odd_names[i / 4]);
		buf_addc(&json, '}');
	}
	buf_addc(&json, ']');
	put(t, KIND_PROJECT, json.p);
}

/* Each of these names three times in one parent and once in another. */
static void test_odd_names(void **state)
{
	struct tenant t;

	odd_tenant(&t);
	assert_int_equal(
		t.views[KIND_PROJECT]->n_entries, 4 * ARRAY_SIZE(odd_names));
	expect_sound(t.views[KIND_PROJECT]);
	expect_sound(derive(&t, VIEW_ALL_PROJECTS));
	assert_int_equal(t.views[VIEW_ALL_PROJECTS]->n_entries,
		4 * ARRAY_SIZE(odd_names));
	tenant_end(&t);
}

/* Alone, each is listed as it is encoded. */
static void test_odd_names_alone(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(odd_names); i++) {
		struct tenant t = {0};
		cleanup_buf struct buf json = BUF_INIT, want = BUF_INIT;
		buf_adds(&json, "[{\"uuid\":\"1\",");
		add_string(&json, "name", odd_names[i]);
		buf_adds(&json, "}]");
		put(&t, KIND_CLUSTER, json.p);
		name_encode(odd_names[i], &want);
		expect_list(t.views[KIND_CLUSTER], "", want.p);
		expect_sound(t.views[KIND_CLUSTER]);
		tenant_end(&t);
	}
}

/* Names too long for a directory entry, which differ only where they are cut
 * off, of objects whose ids begin alike; in two clusters. */
static void test_long_names(void **state)
{
	struct tenant t = {0};
	cleanup_buf struct buf json = BUF_INIT;

	put(&t, KIND_CLUSTER,
		"[{\"uuid\":\"c\",\"name\":\"west\"},"
		"{\"uuid\":\"d\",\"name\":\"east\"}]");
	for (int i = 0; i < 20; i++) {
		buf_addf(&json,
			"%c{\"id\":\"aaaaaaaa-%d\",\"clusterId\":\"%c\","
			"\"name\":\"",
			i ? ',' : '[', i, i % 2 ? 'c' : 'd');
		for (int j = 0; j < (i < 10 ? 300 : 250); j++)
			buf_addc(&json, 'n');
		buf_addf(&json, "%d\"}", i / 4);
	}
	buf_addc(&json, ']');
	put(&t, KIND_PROJECT, json.p);
	assert_int_equal(t.views[KIND_PROJECT]->n_entries, 20);
	expect_sound(t.views[KIND_PROJECT]);
	expect_sound(derive(&t, VIEW_ALL_PROJECTS));
	assert_int_equal(t.views[VIEW_ALL_PROJECTS]->n_entries, 20);
	tenant_end(&t);
}

/* Groups are named by what the API says, at any length. */
static void test_long_groups(void **state)
{
	struct tenant t;
	cleanup_buf struct buf json = BUF_INIT;

	two_clusters(&t);
	for (int i = 0; i < 100; i++) {
		buf_addf(&json,
			"%c{\"id\":\"%d\",\"projectId\":\"11\",\"submittedBy\":"
			"\"",
			i ? ',' : '[', i);
		for (int j = 0; j < 300; j++)
			buf_addc(&json, 'u');
		buf_addf(&json, "%d\"}", i);
	}
	buf_addc(&json, ']');
	put(&t, KIND_WORKLOAD, json.p);
	expect_sound(derive(&t, VIEW_BY_USER));
	assert_int_equal(t.views[VIEW_BY_USER]->n_groups, 100);
	tenant_end(&t);
}

/* One item in very many groups, named twice each: in time that does not grow
 * with the square. */
static void test_very_many_groups(void **state)
{
	enum { N = 100000 };
	struct tenant t;
	cleanup_buf struct buf json = BUF_INIT;
	clock_t begin;

	two_clusters(&t);
	buf_adds(&json, "[{\"id\":\"w\",\"name\":\"a\",\"projectId\":"
			"\"11\",\"currentNodePools\":[");
	for (int i = 0; i < 2 * N; i++)
		buf_addf(&json, "%s\"%d\"", i ? "," : "", i % N);
	buf_adds(&json, "]}]");
	put(&t, KIND_WORKLOAD, json.p);
	begin = clock();
	derive(&t, VIEW_BY_NODE_POOL);
	derive(&t, VIEW_BY_NODE_POOL);
	assert_true(clock() - begin < 4 * CLOCKS_PER_SEC);
	assert_int_equal(t.views[VIEW_BY_NODE_POOL]->n_groups, N);
	assert_int_equal(t.views[VIEW_BY_NODE_POOL]->n_entries, N);
	tenant_end(&t);
}

/* Objects that nothing tells apart are one object. */
static void test_same_identity(void **state)
{
	struct tenant t = {0};

	put(&t, KIND_CLUSTER,
		"[{\"name\":\"a\",\"x\":1},{\"name\":\"b\"},{},"
		"{\"name\":\"a\",\"x\":2},{}]");
	assert_int_equal(t.views[KIND_CLUSTER]->n_entries, 3);
	expect_sound(t.views[KIND_CLUSTER]);
	put(&t, KIND_PROJECT,
		"[{\"name\":\"p\",\"clusterId\":\"b\"},"
		"{\"name\":\"p\",\"clusterId\":\"b\",\"x\":1}]");
	expect_list(t.views[KIND_PROJECT], "b", "p");
	expect_list(derive(&t, VIEW_ALL_PROJECTS), "", "p");
	tenant_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_group),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_by_id),
		cmocka_unit_test(test_no_id),
		cmocka_unit_test(test_collision),
		cmocka_unit_test(test_long_suffix),
		cmocka_unit_test(test_tilde),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_links_of_one_cluster),
		cmocka_unit_test(test_links_without_cluster),
		cmocka_unit_test(test_by_phase),
		cmocka_unit_test(test_other_views),
		cmocka_unit_test(test_path),
		cmocka_unit_test(test_path_appends),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_times_move),
		cmocka_unit_test(test_times_of_links),
		cmocka_unit_test(test_several_groups),
		cmocka_unit_test(test_optional_groups),
		cmocka_unit_test(test_nodes_and_pods),
		cmocka_unit_test(test_renamed),
		cmocka_unit_test(test_taken_name),
		cmocka_unit_test(test_numbers_of_groups),
		cmocka_unit_test(test_scoped_ids),
		cmocka_unit_test(test_scoped_generations),
		cmocka_unit_test(test_many_of_one_name),
		cmocka_unit_test(test_long_ids),
		cmocka_unit_test(test_odd_names),
		cmocka_unit_test(test_odd_names_alone),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_long_groups),
		cmocka_unit_test(test_very_many_groups),
		cmocka_unit_test(test_same_identity),
	};

	return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
