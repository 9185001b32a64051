/* SPDX-License-Identifier: MIT */
/*
 * A tenant as views see it, built from JSON text. Include after cmocka.h.
 */
#ifndef RUNAIFS_TESTS_UNIT_TENANT_H
#define RUNAIFS_TESTS_UNIT_TENANT_H

#include "result_of.h"
#include "view.h"

#define TENANT_CHANGED INT64_C(1000000000000) /* when the answers came */
#define TENANT_STEP INT64_C(2000000000)	      /* from one build to the next */

/* Canonical views and what is derived from them, newest only. */
struct tenant {
	struct view *views[VIEW_COUNT];
	int64_t now_ns;
	struct slice user;
};

/* Takes over the result. */
static inline void put_result(
	struct tenant *t, enum kind k, struct api_result *r)
{
	struct view *v;

	assert_non_null(r);
	t->now_ns += TENANT_STEP;
	assert_int_equal(view_build(&v, (enum view_id)k, r, TENANT_CHANGED,
				 t->now_ns, NULL, t->user, t->views[k]),
		0);
	api_result_unref(r);
	view_unref(t->views[k]);
	t->views[k] = v;
}

static inline void put(struct tenant *t, enum kind k, const char *json)
{
	put_result(t, k, result_of(endpoint_list(k), slice_str(json)));
}

/* The same of a list that was asked for once in each cluster: an item's "at" is
 * the number of its cluster. */
static inline void put_scoped(struct tenant *t, enum kind k,
	const char *const *clusters, size_t n, const char *json)
{
	struct api_result *r = result_of(endpoint_list(k), slice_str(json));

	assert_non_null(r);
	r->scopes = calloc(n, sizeof(*r->scopes));
	r->n_scopes = n;
	for (size_t i = 0; i < n; i++) {
		r->scopes[i].cluster = strdup(clusters[i]);
		r->scopes[i].project = strdup("");
	}
	for (size_t i = 0; i < r->n_items; i++) {
		struct slice item = {r->items[i].json, r->items[i].len};
		struct slice at = json_get(item, "at");
		assert_int_equal(at.n, 1);
		r->items[i].scope = (uint32_t)(at.p[0] - '0') + 1;
	}
	put_result(t, k, r);
}

static inline struct view *derive(struct tenant *t, enum view_id id)
{
	const struct view *canon = t->views[view_spec(id)->kind];
	struct view *v;

	t->now_ns += TENANT_STEP;
	assert_int_equal(view_build(&v, id, canon->result, canon->changed_ns,
				 t->now_ns, t->views, t->user, t->views[id]),
		0);
	view_unref(t->views[id]);
	t->views[id] = v;
	return v;
}

static inline void tenant_end(struct tenant *t)
{
	for (size_t i = VIEW_COUNT; i-- > 0;)
		view_unref(t->views[i]);
}

#endif
