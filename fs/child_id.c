/* SPDX-License-Identifier: MIT */
/* .more/by-id: an object of whatever kind, by its id. */
#include <ctype.h>

#include "child_private.h"
#include "name.h"
#include "source_private.h"

/* Where ids are most likely from; then come all other kinds. */
static const enum kind likely[] = {KIND_CLUSTER, KIND_DEPARTMENT, KIND_PROJECT,
	KIND_WORKLOAD, KIND_NODE_POOL, KIND_NODE, KIND_POD};

static kind_mask likely_kinds(void)
{
	kind_mask m = 0;

	for (size_t i = 0; i < ARRAY_SIZE(likely); i++)
		m |= KIND_BIT(likely[i]);
	return m;
}

/* An UUID is one object's; shorter ids may be of several, each of a kind. */
static bool is_uuid(struct slice id)
{
	for (size_t i = 0; i < id.n; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23
				? id.p[i] != '-'
				: !isxdigit((unsigned char)id.p[i]))
			return false;
	return id.n == 36;
}

/* 0: it is of this kind; -ENOENT: it is not; -EINPROGRESS: who knows? Lists in
 * `asked` are as fresh as they come. */
static int look(struct fs *fs, enum kind k, struct slice id, kind_mask asked,
	int64_t *good_for_ms)
{
	const struct view *v = fs->views[k];
	struct cache_entry_info i;

	if (v && view_by_id(v, id))
		return 0;
	if ((asked & KIND_BIT(k)) || !world_has(fs, endpoint_list(k)))
		return -ENOENT;
	cache_info(fs->cache, endpoint_list(k), NULL, &i);
	if (i.error == -EACCES)
		return -ENOENT;
	if (!v || !i.present || i.stale)
		return -EINPROGRESS;
	lower(good_for_ms, i.ttl_ms - i.age_ms);
	return -ENOENT;
}

/* What the lists at hand say. Of a short id the first kind counts, so all that
 * come before it have to be known. */
static int look_everywhere(struct fs *fs, struct slice id, kind_mask asked,
	enum kind *ret, int64_t *good_for_ms)
{
	bool unique = is_uuid(id), unknown = false;
	kind_mask done = likely_kinds();

	for (size_t i = 0; i < ARRAY_SIZE(likely) + KIND_COUNT; i++) {
		bool first = i < ARRAY_SIZE(likely);
		enum kind k = first ? likely[i]
				    : (enum kind)(i - ARRAY_SIZE(likely));
		int r;
		if (!first && (done & KIND_BIT(k)))
			continue;
		r = look(fs, k, id, asked, good_for_ms);
		*ret = k;
		if (r == 0 && (unique || !unknown))
			return 0;
		unknown |= r != -ENOENT;
	}
	return unknown ? -EINPROGRESS : -ENOENT;
}

static kind_mask existing(const struct fs *fs, kind_mask m)
{
	for (enum kind k = 0; k < KIND_COUNT; k++)
		if (!world_has(fs, endpoint_list(k)))
			m &= ~KIND_BIT(k);
	return m;
}

int id_kind(struct fs *fs, struct slice id, enum need need,
	struct cache_waiter *waiter, enum kind *ret, int64_t *good_for_ms)
{
	const kind_mask tiers[] = {likely_kinds(), ALL_KINDS};
	int64_t ignored = LONG_MS;
	int r = look_everywhere(fs, id, 0, ret, good_for_ms);

	for (size_t i = 0; need == NEED_TRUE && r == -EINPROGRESS &&
		i < ARRAY_SIZE(tiers); i++) {
		int err = world_some(fs, 0, existing(fs, tiers[i]), need,
			waiter, &ignored);
		if (err < 0)
			return err;
		r = look_everywhere(fs, id, tiers[i], ret, good_for_ms);
	}
	return r;
}

static struct spot link_spot(const struct spot *dir, enum place p, enum kind k,
	struct slice id)
{
	return (struct spot){.row = place_row(p),
		.kind = k,
		.view = VIEW_NONE,
		.where = hash_bytes(id.p, id.n, PLACE_BY_ID),
		.key = id,
		.depth = dir->depth + 1};
}

/* Never waits: where no list at hand says what it is, it is a link all the
 * same, and who follows it waits. */
int id_find(const struct search *s, struct child *ret)
{
	struct buf *id = &s->key->buf;
	enum kind k;
	int r;

	id->n = 0;
	if (!name_decode(s->name, id))
		return buf_error(id) ? -ENOMEM : -ENOENT;
	r = id_kind(s->fs, buf_slice(id), NEED_NOW, NULL, &k, s->good_for_ms);
	if (r == 0) {
		ret->spot = link_spot(s->dir, PLACE_LINK, k, buf_slice(id));
		return 0;
	}
	if (r != -EINPROGRESS)
		return r;
	*s->good_for_ms = 0;
	ret->spot = link_spot(s->dir, PLACE_ID, KIND_NONE, buf_slice(id));
	return 0;
}

/* Not even by NEED_NOW can the kind be guessed: what it has to be told from may
 * be missing. */
int source_id(const struct request *q, struct content **ret)
{
	struct spot link = *q->spot;
	int r = id_kind(q->fs, q->spot->key, NEED_TRUE, q->waiter, &link.kind,
		q->good_for_ms);

	if (r < 0)
		return r;
	link.row = place_row(PLACE_LINK);
	return source_content(q->fs, &link, q->need, q->waiter, q->current, ret,
		q->good_for_ms);
}
