/* SPDX-License-Identifier: MIT */
/*
 * Which URLs an operation takes, and which of them get the token.
 */
#include "fetch_private.h"

#include <errno.h>

void branch_free(struct branch *b)
{
	list_destroy(b->list);
	free(b->url[0]);
	free(b->url[1]);
	free(b->own_origin);
}

char *branch_page_url(const struct branch *b, unsigned variant,
	const struct endpoint_row *row, const struct list_request *q)
{
	cleanup_buf struct buf url = BUF_INIT;
	char sep = '?';

	buf_adds(&url, b->url[variant]);
	if (row->query) {
		buf_addf(&url, "%c%s", sep, row->query);
		sep = '&';
	}
	if (q->limit)
		buf_addf(&url, "%coffset=%llu&limit=%u", sep,
			(unsigned long long)q->offset, q->limit);
	return buf_steal(&url, NULL);
}

/* What stands for {}, {cluster} and {project}. */
struct holes {
	const char *argument, *cluster, *project;
};

static const char *hole_value(const struct holes *h, const char *at, size_t *n)
{
	static const char cluster[] = "{cluster}", project[] = "{project}";

	if (strncmp(at, "{}", *n = 2) == 0)
		return h->argument;
	if (strncmp(at, cluster, *n = sizeof(cluster) - 1) == 0)
		return h->cluster;
	if (strncmp(at, project, *n = sizeof(project) - 1) == 0)
		return h->project;
	return NULL;
}

/* `path` up to '|' or its end. */
static char *fill_path(
	const char *base, const char *path, const struct holes *h)
{
	cleanup_buf struct buf b = BUF_INIT;
	size_t n;

	buf_adds(&b, base);
	while (*path && *path != '|') {
		const char *value = hole_value(h, path, &n);

		if (value) {
			url_add(&b, value);
			path += n;
		} else {
			buf_addc(&b, *path++);
		}
	}
	return buf_steal(&b, NULL);
}

static int fill_branch(struct fetch *f, struct branch *b, const char *base,
	const struct holes *h, uint32_t scope)
{
	const char *other = strchr(f->row->path, '|');
	const struct list_options o = {
		.row = f->row,
		.paths = f->by->paths[f->o.generation][f->o.endpoint],
		.limit = f->by->page_size && f->by->page_size < f->row->page_max
				 ? f->by->page_size
				 : f->row->page_max,
		.expected = f->row->fan_out ? 0 : f->o.expected,
		.step = f->o.step,
		.parallel = f->by->parallel,
		.scope = scope,
	};

	b->url[0] = fill_path(base, f->row->path, h);
	if (other)
		b->url[1] = fill_path(base, other + 1, h);
	if (!b->url[0] || (other && !b->url[1]))
		return -ENOMEM;
	return list_create(&b->list, &o);
}

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

/* Adds the branch of one parent item. 0 also where there is nothing to ask. */
static int add_branch(struct fetch *f, const struct api_item *item)
{
	struct api_scope *scope = &f->scopes[f->n_branches];
	struct branch *b = &f->branches[f->n_branches];
	bool of_project = f->row->each == EP_PROJECTS;
	cleanup_free char *project = field_text(f->parents, item, FIELD_NAME);
	const char *base = config_str(f->by->config, SET_URL);
	struct holes h = {.project = project};

	scope->cluster = field_text(f->parents, item, FIELD_CLUSTER);
	scope->project = of_project ? field_text(f->parents, item, FIELD_ID)
				    : strdup("");
	f->n_branches++;
	h.cluster = scope->cluster;
	if (!project || !scope->cluster || !scope->project)
		return -ENOMEM;
	b->token_origin = f->by->token_origin;
	if (f->row->researcher) {
		base = researcher_url(f, scope->cluster);
		b->token_origin = NULL;
		if (base && allow_researcher_token(f, b, base) < 0)
			return -ENOMEM;
	}
	if (base)
		return fill_branch(f, b, base, &h, (uint32_t)f->n_branches);
	f->n_branches--;
	free(scope->cluster);
	free(scope->project);
	*scope = (struct api_scope){NULL, NULL};
	return 0;
}

int fetch_add_branches(struct fetch *f)
{
	size_t n = f->parents->n_items;

	f->branches = calloc(n + 1, sizeof(*f->branches));
	f->scopes = calloc(n + 1, sizeof(*f->scopes));
	if (!f->branches || !f->scopes)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		int r = add_branch(f, &f->parents->items[i]);

		if (r < 0)
			return r;
	}
	return 0;
}

int fetch_add_branch(struct fetch *f)
{
	const struct holes h = {.argument = f->argument};

	f->branches = calloc(1, sizeof(*f->branches));
	if (!f->branches)
		return -ENOMEM;
	f->n_branches = 1;
	f->branches[0].token_origin = f->by->token_origin;
	return fill_branch(
		f, &f->branches[0], config_str(f->by->config, SET_URL), &h, 0);
}
