/* SPDX-License-Identifier: MIT */
#include "test_ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t take_body(char *p, size_t size, size_t n, void *arg)
{
	struct got *g = arg;

	g->p = realloc(g->p, g->n + size * n + 1);
	memcpy(g->p + g->n, p, size * n);
	g->n += size * n;
	g->p[g->n] = '\0';
	return size * n;
}

static void take_one(const char *line, const char *name, char *to, size_t size)
{
	size_t n = strlen(name);

	if (strncasecmp(line, name, n) == 0)
		snprintf(to, size, "%.*s", (int)strcspn(line + n, "\r\n"),
			line + n);
}

static size_t take_header(char *p, size_t size, size_t n, void *arg)
{
	struct got *g = arg;

	take_one(p, "Retry-After: ", g->retry_after, sizeof g->retry_after);
	take_one(p, "Location: ", g->location, sizeof g->location);
	take_one(p, "Content-Encoding: ", g->encoding, sizeof g->encoding);
	return size * n;
}

struct got ask(const char *url, const char *bearer, const char *post,
	const char *type, const char *encoding, const char *ca)
{
	struct curl_slist *headers = NULL;
	struct got g = {0};
	CURL *c = curl_easy_init();

	if (bearer && *bearer)
		headers = curl_slist_append(headers, bearer);
	if (type)
		headers = curl_slist_append(headers, type);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, &g);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, &g);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, 20L);
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, encoding);
	if (post)
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, post);
	if (ca)
		curl_easy_setopt(c, CURLOPT_CAINFO, ca);
	g.error = curl_easy_perform(c);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &g.status);
	curl_easy_getinfo(c, CURLINFO_TOTAL_TIME, &g.seconds);
	curl_easy_cleanup(c);
	curl_slist_free_all(headers);
	return g;
}

struct got get(struct ctx *x, const char *path)
{
	char url[512];

	snprintf(url, sizeof url, "%s%s", sim_url(x->sim), path);
	return ask(url, x->bearer, NULL, NULL, NULL, NULL);
}

struct got post(
	struct ctx *x, const char *path, const char *body, const char *type)
{
	char url[512];

	snprintf(url, sizeof url, "%s%s", sim_url(x->sim), path);
	return ask(url, NULL, body, type, NULL, NULL);
}

json_t *parsed(struct got *g)
{
	json_t *j = json_loadb(g->p ? g->p : "", g->n, JSON_DECODE_ANY, NULL);

	assert_int_equal(g->error, CURLE_OK);
	assert_non_null(j);
	free(g->p);
	g->p = NULL;
	return j;
}

json_t *get_json(struct ctx *x, const char *path)
{
	struct got g = get(x, path);

	assert_int_equal(g.status, 200);
	return parsed(&g);
}

void expect_status(struct ctx *x, const char *path, long status)
{
	struct got g = get(x, path);

	assert_int_equal(g.error, CURLE_OK);
	assert_int_equal(g.status, status);
	free(g.p);
}

int log_in(struct ctx *x)
{
	struct got g = post(x, REALM, FORM "sim-secret", NULL);
	json_t *j = parsed(&g);

	if (g.status != 200)
		return -1;
	snprintf(x->bearer, sizeof x->bearer, "Authorization: Bearer %s",
		json_string_value(json_object_get(j, "access_token")));
	json_decref(j);
	return 0;
}

int start(struct ctx *x, const struct sim_options *o)
{
	if (sim_start(o, &x->sim))
		return -1;
	return o->auth & SIM_AUTH_REALM ? log_in(x) : 0;
}

int setup(void **state)
{
	struct ctx *x = calloc(1, sizeof *x);
	struct sim_options o;

	sim_options_init(&o);
	o.size.workloads = 1234;
	o.gzip = true;
	*state = x;
	return start(x, &o);
}

int teardown(void **state)
{
	struct ctx *x = *state;

	sim_stop(x->sim);
	free(x);
	return 0;
}

int fault(struct ctx *x, const char *path, const char *kind, const char *value,
	unsigned count)
{
	struct sim_fault f = {
		.path = path, .kind = kind, .value = value, .count = count};

	return sim_fault(x->sim, &f);
}
