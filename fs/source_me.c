/* SPDX-License-Identifier: MIT */
/* me/: who the token says one is. */
#include "child_private.h"
#include "json.h"
#include "name.h"
#include "source_private.h"

#define CLAIMS_MS 1000 /* a token is replaced unnoticed */

/* ---- token.json ---- */

/* What came with the token. Where none has been needed yet, a list is asked for
 * that needs one. */
static int claims(const struct request *q, struct buf *out)
{
	int64_t ignored = LONG_MS;
	int r = api_claims(q->fs->api, out);

	if (r != -ENODATA)
		return r;
	r = world_kinds(q->fs, KIND_BIT(KIND_CLUSTER), q->need, q->waiter,
		&ignored);
	return r < 0 ? r : api_claims(q->fs->api, out);
}

int source_claims(const struct request *q, struct content **ret)
{
	cleanup_buf struct buf raw = BUF_INIT;
	struct buf text = BUF_INIT;
	struct slice value;
	int r = claims(q, &raw);

	if (r < 0)
		return r;
	r = json_check(buf_slice(&raw), &value);
	if (r < 0)
		return r;
	lower(q->good_for_ms, CLAIMS_MS);
	r = render_item(&(struct api_item){.json = value.p,
				.len = (uint32_t)value.n}, &text);
	if (r == 0)
		return finish_text(q, &text, 0, ret);
	buf_free(&text);
	return r;
}

/* ---- user, workloads ---- */

static struct slice subject(const struct fs *fs, struct api_facts *facts)
{
	api_facts(fs->api, facts);
	return slice_str(facts->subject);
}

/* The entry in access/users, whose names are user names. */
static int find_user(struct fs *fs, enum need need, struct cache_waiter *waiter,
	const struct view_entry **ret, int64_t *good_for_ms)
{
	cleanup_buf struct buf name = BUF_INIT;
	const struct view_group *g;
	struct api_facts facts;
	int r = world_kinds(
		fs, KIND_BIT(KIND_USER), need, waiter, good_for_ms);

	if (r < 0)
		return r;
	name_encode(subject(fs, &facts), &name);
	g = view_group_by_value(fs->views[KIND_USER], SLICE(""));
	if (!g || name.n == 0)
		return -ENOENT;
	return view_lookup(fs->views[KIND_USER], g, buf_slice(&name), ret);
}

int source_me_user(const struct request *q, struct content **ret)
{
	const struct view_entry *e;
	int r = find_user(q->fs, q->need, q->waiter, &e, q->good_for_ms);

	if (r < 0)
		return r == -ENOTUNIQ ? -ENOENT : r;
	return source_path_of(q, KIND_USER, q->fs->views[KIND_USER], e, true,
		ret);
}

/* Their group is in by-user, empty or not. */
int source_me_workloads(const struct request *q, struct content **ret)
{
	struct buf text = BUF_INIT;
	struct api_facts facts;

	if (subject(q->fs, &facts).n == 0)
		return -ENOENT;
	buf_adds(&text, "../workloads/by-user/");
	if (view_group_name(slice_str(facts.subject), &text) < 0) {
		buf_free(&text);
		return -ENOMEM;
	}
	return finish_text(q, &text, q->fs->start_ns, ret);
}

/* ---- the directory ---- */

bool me_has(struct fs *fs, const struct place_row *row)
{
	const struct view_entry *e;
	int64_t ignored = LONG_MS;
	struct api_facts facts;

	if (row->source == SOURCE_ME_USER)
		return find_user(fs, NEED_NOW, NULL, &e, &ignored) == 0;
	if (row->source == SOURCE_ME_WORKLOADS)
		return subject(fs, &facts).n > 0;
	return true;
}

/* The list that says whether the user is there, so that no listing has to wait
 * for it. */
int me_time(struct fs *fs, const struct spot *dir, enum need need,
	struct cache_waiter *waiter, int64_t *ret_ns, int64_t *good_for_ms)
{
	const struct view *v;
	int r = world_some(
		fs, 0, KIND_BIT(KIND_USER), need, waiter, good_for_ms);

	if (r < 0)
		return r;
	v = fs->views[KIND_USER];
	if (v && v->stamp_ns > *ret_ns)
		*ret_ns = v->stamp_ns;
	return 0;
}
