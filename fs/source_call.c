/* SPDX-License-Identifier: MIT */
/* Files that cost a call of their own. */
#include <errno.h>

#include "source_private.h"

/* ---- what the call is asked with ---- */

/* "{cluster}" of row->text: what the object says about itself. */
static int add_field(const struct request *q, struct slice word,
	struct buf *out)
{
	static const struct {
		const char *word;
		enum field field;
	} fields[] = {
		{"name", FIELD_NAME},
		{"cluster", FIELD_CLUSTER},
		{"department", FIELD_DEPARTMENT},
		{"project", FIELD_PROJECT},
		{"workload", FIELD_WORKLOAD},
	};
	const struct view *v;
	const struct view_entry *e;
	int r = source_object(q, 0, &v, &e);

	if (r < 0)
		return r;
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (slice_eq(word, slice_str(fields[i].word)))
			api_item_decode(v->result, &v->result->items[e->item],
				fields[i].field, out);
	return buf_error(out);
}

static int add_word(const struct request *q, struct slice word, struct buf *out)
{
	size_t before = out->n;
	int r = 0;

	if (slice_eq(word, SLICE("key"))) {
		buf_add(out, q->spot->key.p, q->spot->key.n);
		return buf_error(out);
	}
	if (slice_eq(word, SLICE("id")))
		buf_add(out, q->spot->key.p, q->spot->key.n);
	else
		r = add_field(q, word, out);
	if (r == 0)
		r = buf_error(out);
	if (r < 0 || out->n == before)
		return r;
	word = (struct slice){out->p + before, out->n - before};
	return is_argument_part(word) ? 0 : -ENOENT;
}

int source_fill(const struct request *q, const char *t, struct buf *out)
{
	int r = 0;

	while (r == 0 && *t) {
		size_t n = strcspn(t, "|{");
		buf_add(out, t, n);
		t += n;
		if (*t == '|') {
			buf_addc(out, ENDPOINT_PART);
			t++;
		} else if (*t == '{') {
			n = strcspn(++t, "}");
			r = add_word(q, (struct slice){t, n}, out);
			t += n + 1;
		}
	}
	return r < 0 ? r : buf_error(out);
}

/* row->text with its words filled in; NULL for nothing. */
static int argument(const struct request *q, char **ret)
{
	const char *t = q->spot->row->text;
	cleanup_buf struct buf out = BUF_INIT;
	int r;

	if (!t)
		t = q->spot->kind == KIND_NONE ? "" : "{id}";
	r = source_fill(q, t, &out);
	*ret = NULL;
	if (r == 0 && out.n > 0 && !(*ret = buf_steal(&out, NULL)))
		r = -ENOMEM;
	return r;
}

static int detail_call(
	const struct request *q, enum endpoint *ret, char **ret_argument)
{
	*ret = endpoint_one(q->spot->kind);
	return argument(q, ret_argument);
}

static int row_call(
	const struct request *q, enum endpoint *ret, char **ret_argument)
{
	*ret = q->spot->row->endpoint;
	return argument(q, ret_argument);
}

/* The key is the argument. */
static int key_call(
	const struct request *q, enum endpoint *ret, char **ret_argument)
{
	bool csv = q->spot->format == RENDER_CSV;

	*ret = EP_TAGS;
	if (q->spot->row->source == SOURCE_RAW)
		*ret = csv ? EP_RAW_CSV : EP_RAW;
	if (memchr(q->spot->key.p, '\0', q->spot->key.n))
		return -ENOENT;
	*ret_argument = strndup(q->spot->key.p, q->spot->key.n);
	return *ret_argument ? 0 : -ENOMEM;
}

static int spec_call(
	const struct request *q, enum endpoint *ret, char **ret_argument)
{
	int r = workload_spec(q, ret);

	return r < 0 ? r : argument(q, ret_argument);
}

/* The first of several. */
static int describe_call(
	const struct request *q, enum endpoint *ret, char **ret_argument)
{
	*ret = EP_WORKLOAD_EVENTS;
	return argument(q, ret_argument);
}

typedef int call_fn(
	const struct request *q, enum endpoint *ret, char **ret_argument);

/* Sources that cost a call: which, and with what argument (free()). */
static call_fn *call_of(const struct spot *spot)
{
	static call_fn *const calls[] = {
		[SOURCE_DETAIL] = detail_call,
		[SOURCE_ENDPOINT] = row_call,
		[SOURCE_RAW] = key_call,
		[SOURCE_SPEC] = spec_call,
		[SOURCE_DESCRIBE] = describe_call,
		[SOURCE_TAGS] = key_call,
		[SOURCE_LOGO] = row_call,
		[SOURCE_METRICS] = source_window_call,
		[SOURCE_METRICS_BY] = source_window_call,
		[SOURCE_INFERENCE_METRICS] = source_window_call,
		[SOURCE_AUDIT] = source_window_call,
		[SOURCE_TELEMETRY] = source_telemetry_call,
	};
	enum source s = spot->row->source;

	return s < ARRAY_SIZE(calls) ? calls[s] : NULL;
}

bool source_is_call(const struct spot *spot)
{
	return call_of(spot) != NULL;
}

static int ask(const struct request *q, struct cache_answer *ret)
{
	cleanup_free char *arg = NULL;
	enum endpoint e = ENDPOINT_COUNT;
	int r = call_of(q->spot)(q, &e, &arg);

	if (r < 0)
		return r;
	r = cache_ask(q->fs->cache, e, arg, CACHE_FRESH, q->waiter, ret);
	if (!arg)
		world_note(q->fs, e, r);
	/* The report is there: it is its file that is not ready. */
	return r == -ENOENT && e == EP_REPORT_FILE ? -ENODATA : r;
}

/* ---- what comes of the answer ---- */

static int64_t document_time(const struct request *q,
	const struct api_result *r, int64_t changed_ns)
{
	int64_t t = 0;

	if (source_is_window(q->spot))
		return source_window_time(q, changed_ns);
	if (r->row->envelope || r->n_items != 1)
		return changed_ns;
	t = api_item_time(r, &r->items[0], FIELD_UPDATED);
	if (!t)
		t = api_item_time(r, &r->items[0], FIELD_CREATED);
	return t ? t : changed_ns;
}

static int make(const struct request *q, enum kind kind,
	struct api_result *result, int64_t mtime, struct content **ret)
{
	struct buf text = BUF_INIT;
	int r;

	if (result->row->envelope)
		return source_render(q, kind, result, NULL, result->n_items,
			mtime, ret);
	if (result->n_items != 1)
		return -EBADMSG;
	if (q->spot->row->source == SOURCE_LOGO)
		return source_logo(q, result, mtime, ret);
	if (result->row->bytes)
		return content_bytes(ret, result, mtime);
	r = render_item(&result->items[0], &text);
	if (r == 0)
		r = content_text(ret, &text, mtime);
	buf_free(&text);
	return r;
}

int source_answer(const struct request *q, enum kind kind,
	const struct cache_answer *a, struct content **ret)
{
	struct api_result *result = a->result;
	int64_t mtime = time_of_change(
		q, document_time(q, result, a->changed_real_ns));
	int r;

	if (a->good_for_ms < *q->good_for_ms)
		*q->good_for_ms = a->good_for_ms;
	if (result->row->envelope && source_needs_columns(q->spot)) {
		r = source_columns(q, result, kind);
		if (r < 0)
			return r;
	}
	if (is_current(q, result->hash))
		return unchanged(q, ret);
	r = make(q, kind, result, mtime, ret);
	if (r == 0)
		(*ret)->basis = result->hash;
	return r;
}

int source_call(const struct request *q, struct content **ret)
{
	struct cache_answer a;
	int r = ask(q, &a);

	if (r < 0)
		return r;
	r = source_answer(q, KIND_NONE, &a, ret);
	api_result_unref(a.result);
	return r;
}

void source_call_prefetch(const struct request *q)
{
	struct cache_answer a;

	if (ask(q, &a) == 0)
		api_result_unref(a.result);
}

bool source_operation(struct fs *fs, const struct spot *spot,
	enum endpoint *ret, char **ret_argument)
{
	int64_t ignored = 0;
	const struct request q = {fs, spot, NEED_NOW, NULL, NULL, &ignored};

	*ret_argument = NULL;
	if (source_is_call(spot))
		return call_of(spot)(&q, ret, ret_argument) == 0;
	if (spot->view != VIEW_NONE)
		*ret = endpoint_list(view_spec(spot->view)->kind);
	else if (spot->kind != KIND_NONE)
		*ret = endpoint_list(spot->kind);
	else
		return false;
	return true;
}

bool source_is_cached(struct fs *fs, const struct spot *spot)
{
	cleanup_free char *arg = NULL;
	struct cache_entry_info i;
	enum endpoint e;

	return source_operation(fs, spot, &e, &arg) &&
		cache_info(fs->cache, e, arg, &i) &&
		(i.in_flight || (i.present && !i.stale));
}
