/* SPDX-License-Identifier: MIT */
/*
 * The lists that fan-outs walk.
 */
#include "fetch_private.h"

static void keep(struct api_result **kept, struct api_result *r)
{
	api_result_unref(*kept);
	*kept = api_result_ref(r);
}

void fetch_keep_clusters(struct fetch *f, struct api_result *r)
{
	if (f->o.endpoint != EP_CLUSTERS)
		return;
	keep(&f->by->clusters, r);
	f->by->clusters_version++;
}

static void fan_out(struct fetch *f)
{
	struct api_error error;

	f->partial = f->parents->partial;
	if (fetch_add_branches(f, &error) < 0)
		fetch_finish(f, NULL, &error);
	else if (f->row->researcher && f->n_branches == 0 &&
		 f->parents->n_items > 0)
		fetch_fail(f, TROUBLE_NOT_SUPPORTED,
			"no researcher_url is set for any cluster");
	else
		fetch_go_on(f);
}

static void on_parents(
	void *arg, struct api_result *result, const struct api_error *error)
{
	struct fetch *f = arg;

	f->parent = NULL;
	f->parents = result;
	if (!result) {
		fetch_finish(f, NULL, error);
		return;
	}
	if (f->row->each == EP_PROJECTS)
		keep(&f->by->projects, result);
	fan_out(f);
}

/* The last list, where nobody could tell it from the next; a reference. */
static struct api_result *young_parents(const struct fetch *f)
{
	struct fetching *by = f->by;
	struct api_result *r = f->row->each == EP_CLUSTERS   ? by->clusters
			       : f->row->each == EP_PROJECTS ? by->projects
							     : NULL;

	if (!r || r->row != endpoint_row(f->o.generation, f->row->each) ||
		r->mono_ms <= atomic_load(&by->parents_since_ms) ||
		clock_mono_ms(by->clock) - r->mono_ms >=
			config_ms(by->config, SET_TTL_ORG))
		return NULL;
	return api_result_ref(r);
}

static int fetch_parents(struct fetch *f)
{
	const struct fetch_options o = {
		.generation = f->o.generation,
		.endpoint = f->row->each,
		.deadline_ms = f->o.deadline_ms,
		.done = on_parents,
		.arg = f,
	};

	return fetch_start(&f->parent, f->by, &o);
}

void fetch_fan_out(struct fetch *f)
{
	f->parents = young_parents(f);
	if (f->parents)
		fan_out(f);
	else if (fetch_parents(f) < 0)
		fetch_fail(f, TROUBLE_NO_MEMORY, "out of memory");
}
