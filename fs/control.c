/* SPDX-License-Identifier: MIT */
/* The files of .runaifs/: made on the spot, from memory alone. */
#include <errno.h>
#include <inttypes.h>

#include "internal.h"

#define MIB (1024.0 * 1024.0)

static void add_time(struct buf *out, const char *key, int64_t ns)
{
	char text[32];

	if (!ns)
		return;
	time_format_rfc3339(ns, text);
	buf_addf(out, "%s: %s\n", key, text);
}

static void add_error(struct buf *out, const struct api_error *e)
{
	const struct trouble_info *info = trouble_info(e->trouble);

	buf_addf(out, "error: %s\n", info->word);
	buf_addf(out, "errno: %s\n", strerrorname_np(-info->error));
	if (e->http_status)
		buf_addf(out, "http status: %ld\n", e->http_status);
	if (*e->message)
		buf_addf(out, "message: %s\n", e->message);
	if (*e->details)
		buf_addf(out, "details: %s\n", e->details);
	if (*e->url)
		buf_addf(out, "url: %s\n", e->url);
	buf_addf(out, "hint: %s\n", info->hint);
}

static void version(struct fs *fs, struct buf *out)
{
	struct api_facts f;

	api_facts(fs->api, &f);
	buf_addf(out, "runaifs %s\n", RUNAIFS_VERSION);
	buf_addf(out, "control plane: %s\n",
		config_str(fs->config, SET_URL));
	buf_addf(out, "api: %s\n", f.generation);
}

static void config(struct fs *fs, struct buf *out)
{
	config_print(fs->config, out);
}

static void auth(struct fs *fs, struct buf *out)
{
	struct api_facts f;

	api_facts(fs->api, &f);
	buf_addf(out, "auth: %s\n", f.auth);
	if (*f.token_endpoint)
		buf_addf(out, "token endpoint: %s\n", f.token_endpoint);
	if (*f.subject)
		buf_addf(out, "subject: %s\n", f.subject);
	add_time(out, "token expires", f.token_expires_real_ns);
	buf_addf(out, "token requests: %" PRIu64 "\n", f.token_requests);
}

static const char *health_word(const struct api_facts *f,
	const struct cache_stats *s)
{
	if (s->keys_refused)
		return "auth-failed";
	if (f->breaker_open)
		return "offline";
	return s->keys_failing ? "degraded" : "ok";
}

static void health(struct fs *fs, struct buf *out)
{
	struct cache_stats s;
	struct api_facts f;
	const char *word;

	api_facts(fs->api, &f);
	cache_stats(fs->cache, &s);
	word = health_word(&f, &s);
	buf_addf(out, "%s\n", word);
	buf_addf(out, "lists and files whose last fetch failed: %u\n",
		s.keys_failing + s.keys_refused);
	buf_addf(out, "fetches under way: %zu\n", s.flights);
	if (strcmp(word, "ok") != 0) {
		add_time(out, "last error", f.last_error_real_ns);
		add_error(out, &f.last_error);
	}
}

static void stats(struct fs *fs, struct buf *out)
{
	struct cache_stats s;
	struct api_facts f;

	api_facts(fs->api, &f);
	cache_stats(fs->cache, &s);
	buf_addf(out, "api requests: %" PRIu64 "\n", f.requests);
	buf_addf(out, "api retries: %" PRIu64 "\n", f.retries);
	buf_addf(out, "api failures: %" PRIu64 "\n", f.failures);
	buf_addf(out, "token requests: %" PRIu64 "\n", f.token_requests);
	buf_addf(out, "connections opened: %" PRIu64 "\n", f.connections);
	buf_addf(out, "bytes received: %" PRIu64 "\n", f.bytes_received);
	buf_addf(out, "cache hits: %" PRIu64 "\n", s.hits);
	buf_addf(out, "cache misses: %" PRIu64 "\n", s.misses);
	buf_addf(out, "cache joined flights: %" PRIu64 "\n", s.joined);
	buf_addf(out, "cache stale served: %" PRIu64 "\n", s.stale_served);
	buf_addf(out, "cache stale on error: %" PRIu64 "\n", s.stale_if_error);
	buf_addf(out, "cache evictions: %" PRIu64 "\n", s.evictions);
	buf_addf(out, "cache entries: %zu\n", s.entries);
	buf_addf(out, "cache size: %.1f MiB\n", (double)s.bytes / MIB);
	buf_addf(out, "fuse requests: %" PRIu64 "\n", fs->n_requests);
	buf_addf(out, "fuse nodes: %zu\n", fs->n_nodes);
}

/* The client's last error, or one of our own where that is younger. */
static void last_error(struct fs *fs, struct buf *out)
{
	struct api_facts f;

	api_facts(fs->api, &f);
	if (fs->last_error_ns > f.last_error_real_ns) {
		add_time(out, "at", fs->last_error_ns);
		buf_addf(out, "error: refused by runaifs\nmessage: %s\n",
			fs->last_error.message);
		return;
	}
	if (f.last_error.trouble == TROUBLE_NONE) {
		buf_adds(out, "none\n");
		return;
	}
	add_time(out, "at", f.last_error_real_ns);
	add_error(out, &f.last_error);
}

static const struct {
	enum source source;
	void (*write)(struct fs *fs, struct buf *out);
} files[] = {
	{SOURCE_VERSION, version},
	{SOURCE_CONFIG, config},
	{SOURCE_AUTH, auth},
	{SOURCE_HEALTH, health},
	{SOURCE_STATS, stats},
	{SOURCE_ENDPOINTS, control_endpoints},
	{SOURCE_LAST_ERROR, last_error},
};

int control_text(struct fs *fs, enum source s, struct buf *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		if (files[i].source == s) {
			files[i].write(fs, out);
			return buf_error(out);
		}
	return -ENOENT;
}

/* ---- runaifs stat ---- */

static void add_entry(struct fs *fs, enum endpoint e, const char *argument,
	struct buf *out)
{
	struct cache_entry_info i;

	buf_addf(out, "endpoint: %s\n", endpoint_name(e));
	cache_info(fs->cache, e, argument, &i);
	if (!i.present) {
		buf_addf(out, "state: %s\n",
			i.in_flight ? "being fetched" : "not fetched");
	} else {
		add_time(out, "fetched", i.fetched_real_ns);
		buf_addf(out, "age: %.1f s\n", (double)i.age_ms / 1000);
		buf_addf(out, "ttl: %.0f s\n", (double)i.ttl_ms / 1000);
		buf_addf(out, "state: %s%s\n", i.stale ? "stale" : "fresh",
			i.in_flight ? ", being refetched" : "");
		buf_addf(out, "items: %zu\n", i.n_items);
		if (i.partial)
			buf_adds(out, "partial: yes, the control plane had "
				      "not all of it (207)\n");
	}
	if (i.last_error)
		buf_addf(out, "last fetch: %s (%s)\n",
			strerrorname_np(-i.last_error), strerror(-i.last_error));
}

static void add_real_name(struct fs *fs, const struct spot *s, struct buf *out)
{
	const struct view *v = fs->views[s->kind];
	const struct view_entry *e = v ? view_by_id(v, spot_id(s)) : NULL;

	if (!e)
		return;
	buf_adds(out, "name: ");
	api_item_decode(
		v->result, &v->result->items[e->item], FIELD_NAME, out);
	buf_addc(out, '\n');
}

void control_stat(struct fs *fs, const struct spot *spot, struct slice name,
	struct buf *out)
{
	struct slice key = spot_id(spot);
	cleanup_free char *id = strndup(key.p, key.n);
	cleanup_free char *argument = NULL;
	bool object = spot->kind != KIND_NONE &&
		spot->row->source != SOURCE_LIST && key.n > 0;
	enum endpoint e;

	if (object) {
		buf_addf(out, "kind: %s\n", kind_row(spot->kind)->name);
		buf_addf(out, "id: %s\n", id ? id : "");
		add_real_name(fs, spot, out);
	}
	if (source_operation(fs, spot, &e, &argument))
		add_entry(fs, e, argument, out);
	else
		buf_adds(out, "endpoint: none, made by runaifs\n");
}
