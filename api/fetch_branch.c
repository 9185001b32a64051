/* SPDX-License-Identifier: MIT */
/*
 * Which URLs an operation takes, and which of them get the token.
 */
#include "fetch_private.h"

#include <errno.h>
#include "raw_secrets.h"
#include "raw_url.h"

void branch_free(struct branch *b)
{
	list_destroy(b->list);
	free(b->url[0]);
	free(b->url[1]);
	free(b->own_origin);
}

static int no_memory(struct api_error *error)
{
	api_error_set(error, TROUBLE_NO_MEMORY, "out of memory");
	return -ENOMEM;
}

/* ---- what every branch of an operation has ---- */

static const struct page_paths *paths_of(const struct fetch *f)
{
	struct page_paths **at = &f->by->paths[f->o.generation][f->o.endpoint];
	bool reveal = config_bool(f->by->config, SET_REVEAL_SECRETS);

	if (f->own_paths)
		return f->own_paths;
	if (!*at && page_paths_create(at, f->row, reveal) < 0)
		return NULL;
	return *at;
}

static unsigned page_limit(const struct fetch *f)
{
	unsigned most = f->row->page_max, wish = f->by->page_size;

	return wish && wish < most ? wish : most;
}

static int add_list(struct fetch *f, struct branch *b, uint32_t scope,
	struct api_error *error)
{
	const struct list_options o = {
		.row = f->row,
		.paths = paths_of(f),
		.limit = page_limit(f),
		.expected = f->row->fan_out ? 0 : f->o.expected,
		.step = f->o.step,
		.parallel = f->by->parallel,
		.scope = scope,
	};

	if (!o.paths || list_create(&b->list, &o) < 0)
		return no_memory(error);
	return 0;
}

static int fill_branch(struct fetch *f, struct branch *b, const char *base,
	const struct url_values *v, struct api_error *error)
{
	unsigned n = endpoint_variants(f->row);

	for (unsigned i = 0; i < n; i++) {
		int r = endpoint_url(f->row, i, base, v, &b->url[i], error);

		if (r < 0)
			return r;
	}
	return 0;
}

/* ---- one for each item of the parent list ---- */

static char *field_text(
	const struct api_result *r, const struct api_item *item, enum field f)
{
	cleanup_buf struct buf b = BUF_INIT;

	api_item_decode(r, item, f, &b);
	return buf_steal(&b, NULL);
}

/* Of the cluster with this id; NULL where it is not known. */
static char *cluster_name(const struct api_result *clusters, const char *id)
{
	for (size_t i = 0; clusters && i < clusters->n_items; i++) {
		const struct api_item *item = &clusters->items[i];
		cleanup_free char *found = field_text(clusters, item, FIELD_ID);

		if (found && strcmp(found, id) == 0)
			return field_text(clusters, item, FIELD_NAME);
	}
	return NULL;
}

/* Where a cluster's Researcher API is, or NULL. */
static const char *researcher_url(const struct fetch *f, const char *cluster)
{
	const char *url = config_researcher_url(f->by->config, cluster);
	cleanup_free char *name = NULL;

	if (url)
		return url;
	name = cluster_name(f->by->clusters, cluster);
	return name ? config_researcher_url(f->by->config, name) : NULL;
}

/* Only where the user says so does the token leave its origin. */
static int allow_researcher_token(
	const struct fetch *f, struct branch *b, const char *url)
{
	const char *auth = config_str(f->by->config, SET_RESEARCHER_AUTH);

	if (!auth || strcmp(auth, "control-plane") != 0)
		return 0;
	if (url_origin(url, &b->own_origin) < 0)
		return -ENOMEM;
	b->token_origin = b->own_origin;
	return 0;
}

/* Its base URL, and whether the token goes there; NULL: nothing to ask. */
static int base_of(struct fetch *f, struct branch *b, const char *cluster,
	const char **ret)
{
	b->token_origin = f->by->token_origin;
	*ret = config_str(f->by->config, SET_URL);
	if (!f->row->researcher)
		return 0;
	b->token_origin = NULL;
	*ret = researcher_url(f, cluster);
	return *ret ? allow_researcher_token(f, b, *ret) : 0;
}

static void drop_scope(struct fetch *f)
{
	struct api_scope *scope = &f->scopes[--f->n_branches];

	free(scope->cluster);
	free(scope->project);
	*scope = (struct api_scope){NULL, NULL};
}

/* Adds the branch of one parent item. 0 also where there is nothing to ask. */
static int add_branch(
	struct fetch *f, const struct api_item *item, struct api_error *error)
{
	struct api_scope *scope = &f->scopes[f->n_branches];
	struct branch *b = &f->branches[f->n_branches];
	bool of_project = f->row->each == EP_PROJECTS;
	cleanup_free char *project = field_text(f->parents, item, FIELD_NAME);
	struct url_values v = {.argument = f->argument, .project = project};
	const char *base;
	int r;

	scope->cluster = field_text(f->parents, item, FIELD_CLUSTER);
	scope->project = of_project ? field_text(f->parents, item, FIELD_ID)
				    : strdup("");
	f->n_branches++;
	v.cluster = scope->cluster;
	if (!project || !scope->cluster || !scope->project ||
		base_of(f, b, scope->cluster, &base) < 0)
		return no_memory(error);
	if (!base) {
		drop_scope(f);
		return 0;
	}
	r = fill_branch(f, b, base, &v, error);
	return r < 0 ? r : add_list(f, b, (uint32_t)f->n_branches, error);
}

int fetch_add_branches(struct fetch *f, struct api_error *error)
{
	size_t n = f->parents->n_items;

	f->branches = calloc(n + 1, sizeof(*f->branches));
	f->scopes = calloc(n + 1, sizeof(*f->scopes));
	if (!f->branches || !f->scopes)
		return no_memory(error);
	for (size_t i = 0; i < n; i++) {
		int r = add_branch(f, &f->parents->items[i], error);

		if (r < 0)
			return r;
	}
	return 0;
}

/* ---- one ---- */

static int refuse_secret(struct api_error *error)
{
	api_error_set(error, TROUBLE_SECRET, "what is there is secret");
	return api_error_errno(error);
}

/* What the rules say about a path of the user's own. */
static int apply_rule(
	struct fetch *f, const char *path, struct api_error *error)
{
	const char *const *secrets = NULL;

	if (!config_bool(f->by->config, SET_REVEAL_SECRETS)) {
		/* A redirect may lead to what another rule is for. */
		f->stay = true;
		if (raw_rule(slice_str(path), &secrets) == RAW_REFUSED)
			return refuse_secret(error);
	}
	if (page_paths_create_bytes(&f->own_paths, secrets) < 0)
		return no_memory(error);
	return 0;
}

static int fill_raw(struct fetch *f, struct branch *b, struct api_error *error)
{
	struct raw_url raw;
	int r = raw_url(config_str(f->by->config, SET_URL),
		f->argument ? f->argument : "", &raw, error);

	if (r < 0)
		return r;
	r = apply_rule(f, raw.path, error);
	if (r == 0) {
		b->url[0] = raw.url;
		raw.url = NULL;
	}
	raw_url_free(&raw);
	return r;
}

static int fill_row(struct fetch *f, struct branch *b, struct api_error *error)
{
	struct url_values v = {.argument = f->argument};

	/* Redacted, nothing would be left of it: not worth the call. */
	if (f->row->secrets == secrets_everything &&
		!config_bool(f->by->config, SET_REVEAL_SECRETS))
		return refuse_secret(error);
	if (f->row->types && types_begin(f) < 0)
		return no_memory(error);
	v.types = types_text(f);
	return fill_branch(f, b, config_str(f->by->config, SET_URL), &v, error);
}

int fetch_add_branch(struct fetch *f, struct api_error *error)
{
	struct branch *b;
	int r;

	f->branches = b = calloc(1, sizeof(*b));
	if (!b)
		return no_memory(error);
	f->n_branches = 1;
	b->token_origin = f->by->token_origin;
	r = f->row->verbatim ? fill_raw(f, b, error) : fill_row(f, b, error);
	return r < 0 ? r : add_list(f, b, 0, error);
}
