/* SPDX-License-Identifier: MIT */
/*
 * Who did what: one entry every seventeen minutes or so since 2024, up to this
 * moment. An entry is worked out from its number, so that a window that is
 * asked for again has the same entries, whenever that is.
 */
#include "extra.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "peek.h"

enum { STEP_MS = 17 * 60000, FIELD_SIZE = 160 };

#define FIRST_MS INT64_C(1704067200000) /* 2024-01-01 */

struct entry {
	int64_t n;
	char key[FIELD_SIZE]; /* what it is sorted by */
};

struct audit {
	const struct extra_ask *ask;
	struct entry *entry;
	uint32_t count;
};

/* -- an entry ------------------------------------------------------------ */

static uint64_t dice(const struct extra_ask *a, int64_t n, const char *salt)
{
	return extra_hash(salt, a->api->store->tenant->seed * 31 + (uint64_t)n);
}

static int64_t time_of(const struct extra_ask *a, int64_t n)
{
	return n * STEP_MS + (int64_t)(dice(a, n, "time") % STEP_MS);
}

struct deed {
	const char *action, *method, *entity, *url;
};

static const struct deed deeds[] = {
	{"sign-in", "POST", "User", "/api/v1/token"},
	{"create", "POST", "Workload", "/api/v1/workloads/trainings"},
	{"update", "PUT", "Project", "/api/v1/org-unit/projects"},
	{"delete", "DELETE", "Workload", "/api/v1/workloads/workspaces"},
	{"create", "POST", "AccessRule", "/api/v1/authorization/access-rules"},
	{"sign-out", "POST", "User", "/api/v1/logout"},
	{"update", "PATCH", "NodePool", "/api/v1/node-pools"},
	{"reset-password", "POST", "User", "/api/v1/users"},
};

static void who(const struct extra_ask *a, int64_t n, bool app, char *ret)
{
	const struct tenant *t = a->api->store->tenant;
	unsigned users = t->size.users ? t->size.users : 1;
	uint32_t pick = (uint32_t)(dice(a, n, "who") % (app ? 3 : users));

	tenant_name(t, app ? K_SERVICE_ACCOUNTS : K_USERS, pick, ret);
}

/* What was done to: a name and an id that are somewhere in the tenant. */
static void entity(const struct extra_ask *a, int64_t n, const struct deed *d,
	char name[NAME_SIZE], char id[ID_SIZE])
{
	static const struct {
		const char *entity;
		enum kind kind;
	} kinds[] = {{"User", K_USERS}, {"Project", K_PROJECTS},
		{"AccessRule", K_ACCESS_RULES}, {"NodePool", K_NODE_POOLS},
		{"Workload", K_WORKLOADS}};
	const struct tenant *t = a->api->store->tenant;
	unsigned i = 0, count;
	uint32_t slot;

	while (strcmp(kinds[i].entity, d->entity))
		i++;
	count = tenant_count(t, kinds[i].kind);
	slot = (uint32_t)(dice(a, n, "entity") % (count ? count : 1));
	tenant_name(t, kinds[i].kind, slot, name);
	tenant_id(t, kinds[i].kind, slot, id);
}

static void write_entry(const struct extra_ask *a, int64_t n, struct out *o)
{
	const struct tenant *t = a->api->store->tenant;
	const struct deed *d = &deeds[dice(a, n, "deed") % 8];
	uint64_t more = dice(a, n, "more");
	bool app = more % 5 == 0, failed = more % 13 == 0;
	char id[ID_SIZE], request[ID_SIZE], entity_id[ID_SIZE];
	char subject[NAME_SIZE], name[NAME_SIZE], cluster[ID_SIZE] = "";
	char where[NAME_SIZE] = "";

	extra_uuid(dice(a, n, "id"), id);
	extra_uuid(dice(a, n, "request"), request);
	who(a, n, app, subject);
	entity(a, n, d, name, entity_id);
	tenant_id(t, K_CLUSTERS, 0, cluster);
	tenant_name(t, K_CLUSTERS, 0, where);
	out_f(o,
		"{\"id\":\"~s\",\"timestamp\":~t,\"tenant_id\":\"1001\","
		"\"subject\":~q,\"subject_type\":\"~s\","
		"\"source_ip\":\"10.~u.~u.~u\",\"action\":\"~s\","
		"\"http_method\":\"~s\",\"url\":\"https://acme.example~s\",",
		id, time_of(a, n), subject, app ? "App" : "User",
		(unsigned)(more >> 8 & 255), (unsigned)(more >> 16 & 255),
		(unsigned)(more >> 24 & 255), d->action, d->method, d->url);
	out_f(o,
		"\"entity_type\":\"~s\",\"entity_name\":~q,"
		"\"entity_id\":\"~s\",\"result\":\"~s\","
		"\"http_status_code\":~u,\"cluster_name\":~q,"
		"\"cluster_id\":\"~s\",\"request_id\":\"~s\","
		"\"metadata\":{\"agent\":\"~s\"}}",
		d->entity, name, entity_id, failed ? "Failed" : "Succeeded",
		failed ? 403u : 200u, where, cluster, request,
		app ? "runai-cli" : "browser");
}

/* -- which of them ------------------------------------------------------- */

static bool compares(const char *text, const char *op, const char *value)
{
	size_t n = strlen(text), k = strlen(value);

	if (strncmp(op, "==", 2) == 0)
		return strcmp(text, value) == 0;
	if (strncmp(op, "!=", 2) == 0)
		return strcmp(text, value) != 0;
	if (strncmp(op, "<=", 2) == 0)
		return strcmp(text, value) <= 0;
	if (strncmp(op, ">=", 2) == 0)
		return strcmp(text, value) >= 0;
	if (strncmp(op, "=@", 2) == 0)
		return strstr(text, value);
	if (strncmp(op, "!@", 2) == 0)
		return !strstr(text, value);
	if (strncmp(op, "=^", 2) == 0)
		return strncmp(text, value, k) == 0;
	return n >= k && strcmp(text + n - k, value) == 0;
}

static bool passes(const struct extra_ask *a, const struct out *item)
{
	struct extra_words w = extra_words(a, "filterBy");
	char term[EXTRA_ARG], text[FIELD_SIZE];

	while (extra_word(&w, term, sizeof term)) {
		size_t n = strcspn(term, "=!<>");
		char op[3] = "", *value = term + n;

		if (strlen(value) < 2)
			return false;
		memcpy(op, value, 2);
		term[n] = '\0';
		peek_text(item->p, item->n, term, text, sizeof text);
		if (!compares(text, op, value + 2))
			return false;
	}
	return true;
}

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int r = strcmp(x->key, y->key);

	return r ? r : (x->n > y->n) - (x->n < y->n);
}

static bool add(struct audit *au, int64_t n, const char *sort)
{
	struct out item = {0};
	struct entry *p, e = {.n = n};

	write_entry(au->ask, n, &item);
	if (passes(au->ask, &item)) {
		peek_text(item.p, item.n, sort, e.key, sizeof e.key);
		p = realloc(au->entry, (au->count + 1) * sizeof *p);
		if (!p) {
			out_free(&item);
			return false;
		}
		au->entry = p;
		p[au->count++] = e;
	}
	out_free(&item);
	return true;
}

/* False: it was answered with an error. */
static bool choose(struct audit *au)
{
	const struct extra_ask *a = au->ask;
	const char *sort = extra_get(a, "sortBy");
	const char *order = extra_get(a, "sortOrder");
	int64_t start, end, now = clock_now_ms();

	if (!extra_window(a, &start, &end))
		return false;
	/* what is not there yet must not be kept as if it never came */
	a->r->plain = end > now;
	start = start < FIRST_MS ? FIRST_MS : start;
	end = end > now ? now : end;
	for (int64_t n = start / STEP_MS; n * STEP_MS < end; n++) {
		int64_t at = time_of(a, n);

		if (at >= start && at < end &&
			!add(au, n, sort ? sort : "timestamp")) {
			extra_refuse(a, 500, "out of memory", NULL);
			return false;
		}
	}
	if (au->count)
		qsort(au->entry, au->count, sizeof *au->entry, by_key);
	for (uint32_t i = 0;
		order && strcmp(order, "desc") == 0 && i < au->count / 2; i++) {
		struct entry e = au->entry[i];

		au->entry[i] = au->entry[au->count - 1 - i];
		au->entry[au->count - 1 - i] = e;
	}
	return true;
}

/* -- the answers --------------------------------------------------------- */

static void show(void *ctx, uint32_t index, struct out *o)
{
	const struct audit *au = ctx;

	write_entry(au->ask, au->entry[index].n, o);
}

/* What others call limit is numberOfSamples here. */
static void log_page(struct audit *au)
{
	static const struct route rt = {.envelope = "audit_logs",
		.limit = 20,
		.max = 1000,
		.has_next = true,
		.next_first = true};
	const char *n = extra_get(au->ask, "numberOfSamples");
	const char *offset = extra_get(au->ask, "offset");
	struct args args = {.pair = {{"offset", offset ? offset : "0"},
				    {"limit", n ? n : "20"}},
		.n = 2};
	struct question q = *au->ask->q;
	struct pager p = {&rt, &q, au->count, show, au};
	struct reply page;

	q.args = &args;
	reply_init(&page, 200);
	answer_pages(&p, &page);
	au->ask->r->status = page.status;
	if (page.status == 200)
		out_f(&au->ask->r->body, "{\"total\":~l,",
			(int64_t)au->count + q.tweak.total);
	out_mem(&au->ask->r->body, page.body.p + (page.status == 200),
		page.body.n - (page.status == 200));
	reply_finish(&page);
}

static void answer_log(const struct extra_ask *a)
{
	struct audit au = {.ask = a};

	if (choose(&au))
		log_page(&au);
	free(au.entry);
}

static const char columns[] =
	"id,timestamp,tenant_id,subject,subject_type,source_ip,action,"
	"http_method,url,entity_type,entity_name,entity_id,result,"
	"http_status_code,cluster_name,cluster_id,request_id";

static void csv_row(const struct out *item, struct out *o)
{
	char column[32], text[FIELD_SIZE];

	for (const char *p = columns; *p; p += strspn(p, ",")) {
		size_t n = strcspn(p, ",");

		snprintf(column, sizeof column, "%.*s", (int)n, p);
		peek_text(item->p, item->n, column, text, sizeof text);
		out_f(o, "~s~s", p == columns ? "" : ",", text);
		p += n;
	}
	out_ch(o, '\n');
}

static void answer_file(const struct extra_ask *a)
{
	const char *type = extra_get(a, "file_type");
	bool json = type && strcmp(type, "JSON") == 0;
	long long most = args_number(a->q->args, "numberOfSamples", 20);
	struct audit au = {.ask = a};
	struct out item = {0}, *o = &a->r->body;

	if (!choose(&au)) {
		free(au.entry);
		return;
	}
	extra_type(a, "application/octet-stream");
	out_f(o, "~s~s", json ? "[" : columns, json ? "" : "\n");
	for (uint32_t i = 0; i < au.count && i < most; i++) {
		out_reset(&item);
		write_entry(a, au.entry[i].n, &item);
		if (!json)
			csv_row(&item, o);
		else
			out_f(o, "~s~s", i ? "," : "", item.p);
	}
	out_str(o, json ? "]" : "");
	out_free(&item);
	free(au.entry);
}

#define WINDOW                                        \
	{"start", WANTED | MOMENT, NULL, 0},          \
		{"end", WANTED | MOMENT, NULL, 0},    \
	{                                             \
		"numberOfSamples", NUMBER, NULL, 1000 \
	}
#define END                      \
	{                        \
		NULL, 0, NULL, 0 \
	}

static const struct extra_param log_params[] = {WINDOW,
	{"sortOrder", 0, "asc,desc", 0},
	{"sortBy", 0,
		"timestamp,subject,subject_type,source_ip,action,http_method,"
		"result,url,entity_type,entity_name,entity_id",
		0},
	END};
static const struct extra_param file_params[] = {
	WINDOW, {"file_type", 0, "CSV,JSON", 0}, END};

const struct extra_route extra_audit_routes[] = {
	{"/api/v1/audit/log", answer_log, log_params},
	{"/api/v1/audit/log/file", answer_file, file_params},
	{NULL},
};
