/* SPDX-License-Identifier: MIT */
#include "select.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peek.h"

enum { VALUE_SIZE = 256, TERMS_MAX = 8 };

enum op { EQ, NE, LE, GE, HAS, HAS_NOT, STARTS, ENDS, OPS };

struct term {
	char field[64];
	enum op op;
	const char *value;
};

static const char op_text[OPS][3] = {
	"==", "!=", "<=", ">=", "=@", "!@", "=^", "=$"};

void selection_finish(struct selection *sel)
{
	free(sel->slot);
	*sel = (struct selection){0};
}

static int selection_room(struct selection *sel, uint32_t n)
{
	sel->n = 0;
	sel->slot = malloc((n ? n : 1) * sizeof *sel->slot);
	return sel->slot ? 0 : -ENOMEM;
}

static int compare(const char *a, const char *b)
{
	char *ea, *eb;
	double x = strtod(a, &ea), y = strtod(b, &eb);

	if (*a && *b && !*ea && !*eb)
		return (x > y) - (x < y);
	return strcmp(a, b);
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

static bool term_holds(const struct term *t, const char *value)
{
	switch (t->op) {
	case EQ:
		return strcmp(value, t->value) == 0;
	case NE:
		return strcmp(value, t->value) != 0;
	case LE:
		return compare(value, t->value) <= 0;
	case GE:
		return compare(value, t->value) >= 0;
	case HAS:
		return strstr(value, t->value);
	case HAS_NOT:
		return !strstr(value, t->value);
	case STARTS:
		return strncmp(value, t->value, strlen(t->value)) == 0;
	case ENDS:
		return ends_with(value, t->value);
	case OPS:
		break;
	}
	return false;
}

/* A filter's field is not always called what the item calls it. */
static void field_value(const struct out *item, const char *field, char *ret)
{
	static const char *const aka[][2] = {{"clusterId", "clusterUuid"},
		{"departmentId", "parentId"}, {"nodeName", "nodeName"},
		{"status", "status.phase"}};

	if (peek_text(item->p, item->n, field, ret, VALUE_SIZE))
		return;
	for (size_t i = 0; i < sizeof aka / sizeof aka[0]; i++)
		if (strcmp(aka[i][0], field) == 0)
			peek_text(item->p, item->n, aka[i][1], ret, VALUE_SIZE);
}

static bool matches(const struct out *item, const struct term *term, size_t n,
	const char *search)
{
	char value[VALUE_SIZE];

	if (search && !strstr(item->p, search))
		return false;
	for (size_t i = 0; i < n; i++) {
		field_value(item, term[i].field, value);
		if (!term_holds(&term[i], value))
			return false;
	}
	return true;
}

static int parse_term(char *text, struct term *t)
{
	size_t at = strcspn(text, "=!<>");

	for (unsigned op = 0; op < OPS; op++) {
		if (strncmp(text + at, op_text[op], 2))
			continue;
		snprintf(t->field, sizeof t->field, "%.*s", (int)at, text);
		t->op = (enum op)op;
		t->value = text + at + 2;
		return 0;
	}
	return -EINVAL;
}

static int parse_terms(char *text, struct term *t, size_t *ret_n)
{
	char *word;

	while ((word = strsep(&text, ","))) {
		if (*ret_n == TERMS_MAX || parse_term(word, &t[*ret_n]))
			return -EINVAL;
		(*ret_n)++;
	}
	return 0;
}

static int take_matching(const struct store *s, enum kind k,
	const struct term *term, size_t terms, const char *search,
	struct selection *ret)
{
	struct out item = {0};
	int r = selection_room(ret, store_size(s, k));

	for (uint32_t i = 0; r == 0 && i < store_size(s, k); i++) {
		uint32_t slot = store_at(s, k, i);

		out_reset(&item);
		store_item(s, k, slot, &item);
		if (item.bad)
			r = -ENOMEM;
		else if (item.p && matches(&item, term, terms, search))
			ret->slot[ret->n++] = slot;
	}
	out_free(&item);
	return r;
}

struct sort_key {
	uint32_t slot, place;
	char value[64];
};

static int by_key(const void *pa, const void *pb)
{
	const struct sort_key *a = pa, *b = pb;
	int c = compare(a->value, b->value);

	return c ? c : (a->place > b->place) - (a->place < b->place);
}

static void fill_key(const struct store *s, enum kind k, const char *field,
	struct sort_key *key, struct out *item)
{
	char value[VALUE_SIZE];

	out_reset(item);
	store_item(s, k, key->slot, item);
	value[0] = '\0';
	if (item->p)
		field_value(item, field, value);
	snprintf(key->value, sizeof key->value, "%.63s", value);
}

static int sort(const struct store *s, enum kind k, const char *field,
	bool down, struct selection *sel)
{
	struct sort_key *key = calloc(sel->n ? sel->n : 1, sizeof *key);
	struct out item = {0};

	if (!key)
		return -ENOMEM;
	for (uint32_t i = 0; i < sel->n; i++) {
		key[i].slot = sel->slot[i];
		key[i].place = i;
		fill_key(s, k, field, &key[i], &item);
	}
	qsort(key, sel->n, sizeof *key, by_key);
	for (uint32_t i = 0; i < sel->n; i++)
		sel->slot[i] = key[down ? sel->n - 1 - i : i].slot;
	free(key);
	out_free(&item);
	return 0;
}

int select_query(const struct store *s, enum kind k, const struct args *a,
	struct selection *ret)
{
	const char *filter = args_get(a, "filterBy");
	const char *search = args_get(a, "search");
	const char *by = args_get(a, "sortBy"), *order, *deleted;
	struct term term[TERMS_MAX];
	size_t terms = 0;
	char *text = NULL;
	int r = 0;

	*ret = (struct selection){0};
	deleted = args_get(a, "deleted");
	if (deleted && strcmp(deleted, "true") == 0)
		return selection_room(ret, 0);
	if (!filter && !search && !by)
		return 0;
	if (filter) {
		text = strdup(filter);
		r = text ? parse_terms(text, term, &terms) : -ENOMEM;
	}
	if (r == 0)
		r = take_matching(s, k, term, terms, search, ret);
	order = args_get(a, "sortOrder");
	if (r == 0 && by)
		r = sort(s, k, by, order && strcmp(order, "desc") == 0, ret);
	free(text);
	if (r)
		selection_finish(ret);
	return r;
}

int select_equal(const struct store *s, enum kind k, const char *path,
	const char *text, struct selection *ret)
{
	struct term t = {.op = EQ, .value = text};

	*ret = (struct selection){0};
	snprintf(t.field, sizeof t.field, "%s", path);
	return take_matching(s, k, &t, 1, NULL, ret);
}

/* Changed items tell themselves whether they belong. */
static void take_raws(const struct store *s, enum kind k, const char *path,
	const char *text, const char *cluster_id, struct selection *sel)
{
	const struct shelf *sh = &s->shelf[k];
	char value[VALUE_SIZE];

	for (size_t i = 0; i < sh->raw_count; i++) {
		const struct over *v = sh->over[sh->raws[i]];

		if (v->gone)
			continue;
		peek_text(v->raw, v->n, path, value, sizeof value);
		if (strcmp(value, text))
			continue;
		peek_text(v->raw, v->n, "clusterId", value, sizeof value);
		if (!cluster_id || strcmp(value, cluster_id) == 0)
			sel->slot[sel->n++] = sh->raws[i];
	}
}

static void take_slot(const struct store *s, enum kind k, uint32_t slot,
	struct selection *sel)
{
	if (!store_gone(s, k, slot) && !store_is_raw(s, k, slot))
		sel->slot[sel->n++] = slot;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

int select_pods(
	const struct store *s, const char *workload_id, struct selection *ret)
{
	uint32_t w, first;
	int r = selection_room(ret, 3 + (uint32_t)s->shelf[K_PODS].raw_count);

	if (r)
		return r;
	if (tenant_slot(s->tenant, K_WORKLOADS, workload_id, &w)) {
		first = tenant_first_pod(w);
		for (unsigned i = 0; i < tenant_pod_count(w); i++)
			take_slot(s, K_PODS, first + i, ret);
	}
	take_raws(s, K_PODS, "workloadId", workload_id, NULL, ret);
	qsort(ret->slot, ret->n, sizeof *ret->slot, by_number);
	return 0;
}

/* Generated workloads of a project are every P-th from the project's number. */
static void take_of_project(
	const struct store *s, uint32_t project, struct selection *sel)
{
	unsigned step = s->tenant->size.projects;

	if (project >= s->shelf[K_PROJECTS].base)
		return;
	for (uint32_t w = project; w < s->shelf[K_WORKLOADS].base; w += step)
		take_slot(s, K_WORKLOADS, w, sel);
}

static bool project_is_in(
	const struct store *s, uint32_t project, const char *cluster_id)
{
	struct out item = {0};
	char value[VALUE_SIZE];

	store_item(s, K_PROJECTS, project, &item);
	peek_text(item.p, item.n, "clusterId", value, sizeof value);
	out_free(&item);
	return strcmp(value, cluster_id) == 0;
}

int select_jobs(const struct store *s, const char *project,
	const char *cluster_id, struct selection *ret)
{
	struct selection found = {0};
	int r = select_equal(s, K_PROJECTS, "name", project, &found);

	if (r == 0)
		r = selection_room(ret, s->shelf[K_WORKLOADS].slots);
	for (uint32_t i = 0; r == 0 && i < found.n; i++)
		if (!cluster_id || project_is_in(s, found.slot[i], cluster_id))
			take_of_project(s, found.slot[i], ret);
	if (r == 0) {
		take_raws(s, K_WORKLOADS, "projectName", project, cluster_id,
			ret);
		qsort(ret->slot, ret->n, sizeof *ret->slot, by_number);
	}
	selection_finish(&found);
	return r;
}
