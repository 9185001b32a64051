/* SPDX-License-Identifier: MIT */
#include "select.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peek.h"

enum { VALUE_SIZE = 256 };

static const char op_text[OPS][3] = {
	"==", "!=", "<=", ">=", "=@", "!@", "=^", "=$"};

void selection_finish(struct selection *sel)
{
	free(sel->slot);
	*sel = (struct selection){0};
}

bool terms_add(
	struct terms *t, const char *field, enum op op, const char *value)
{
	struct term *term = &t->term[t->n];

	if (t->n == TERMS_MAX)
		return false;
	t->n++;
	snprintf(term->field, sizeof term->field, "%s", field);
	term->op = op;
	term->value = value;
	return true;
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
static const char *const aka[][2] = {{"departmentId", "parentId"},
	{"parentName", "parent.name"}, {"phase", "status.phase"},
	{"nodepool", "currentNodePools"},
	{"currentNodepool", "currentNodePool"},
	{"allocatedGPU", "allocatedResources.gpu"},
	{"totalGpuQuota", "totalResources.gpuQuota"},
	{"gpuAllocated", "status.quotaStatus.allocated.gpu"},
	{"gpuType", "gpuInfo.gpuType"}, {"creationTime", "createdAt"},
	{"lastUpdated", "updatedAt"}, {"runnable", "runnable.isRunnable"},
	{"avgGpuAllocation24h",
		"overtimeData.range24hData.averageGpuAllocation"},
	{"avgGpuUtilization24h",
		"overtimeData.range24hData.averageGpuUtilization"},
	{"avgGpuAllocation7d", "overtimeData.range7dData.averageGpuAllocation"},
	{"avgGpuUtilization7d",
		"overtimeData.range7dData.averageGpuUtilization"},
	{"avgGpuAllocation30d",
		"overtimeData.range30dData.averageGpuAllocation"},
	{"avgGpuUtilization30d",
		"overtimeData.range30dData.averageGpuUtilization"}};

/* Of a list, its only text. */
static void only_text(char *value)
{
	size_t n = strlen(value);

	if (n < 4 || value[0] != '[' || value[1] != '"')
		return;
	memmove(value, value + 2, n - 4);
	value[n - 4] = '\0';
}

static void field_value(const struct out *item, const char *field, char *ret)
{
	char path[FIELD_NAME_SIZE + 8];
	bool found = peek_text(item->p, item->n, field, ret, VALUE_SIZE);

	for (size_t i = 0; !found && i < sizeof aka / sizeof aka[0]; i++)
		found = strcmp(aka[i][0], field) == 0 &&
			peek_text(item->p, item->n, aka[i][1], ret, VALUE_SIZE);
	if (!found) {
		snprintf(path, sizeof path, "meta.%s", field);
		peek_text(item->p, item->n, path, ret, VALUE_SIZE);
	}
	only_text(ret);
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

static int parse_term(const char *fields, char *text, struct terms *t)
{
	size_t at = strcspn(text, "=!<>");
	unsigned op = 0;

	while (op < OPS && strncmp(text + at, op_text[op], 2))
		op++;
	if (op == OPS || at >= FIELD_NAME_SIZE || !args_among(fields, text, at))
		return -EINVAL;
	text[at] = '\0';
	return terms_add(t, text, (enum op)op, text + at + 2) ? 0 : -EINVAL;
}

static int parse_terms(const char *fields, char *text, struct terms *t)
{
	char *word;

	while ((word = strsep(&text, ",")))
		if (parse_term(fields, word, t))
			return -EINVAL;
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

int select_query(const struct store *s, enum kind k, struct query *q,
	struct selection *ret)
{
	const struct args *a = q->args;
	const char *filter = q->fields ? args_get(a, "filterBy") : NULL;
	const char *by = q->fields ? args_get(a, "sortBy") : NULL;
	const char *search = q->search ? args_get(a, "search") : NULL;
	const char *order = args_get(a, "sortOrder");
	char *text = NULL;
	int r = 0;

	*ret = (struct selection){0};
	if (!filter && !search && !by && q->terms.n == 0)
		return 0;
	if (by && !args_among(q->fields, by, strlen(by)))
		return -EINVAL;
	if (filter) {
		text = strdup(filter);
		r = text ? parse_terms(q->fields, text, &q->terms) : -ENOMEM;
	}
	if (r == 0)
		r = take_matching(s, k, q->terms.term, q->terms.n, search, ret);
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
