/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>

#include "name.h"
#include "view.h"
#include "view_private.h"

static const char *const rows_of_nodes[] = {"by-status", NULL};

static const struct view_spec specs[VIEW_COUNT] = {
#define TOP FIELD_COUNT
#define BELOW(kind, field) field
#define KIND(one, many, name, home, parent_field, ...)                         \
	[KIND_##one] = {KIND_##one, parent_field, false, false, NULL},
#include "kinds.def"
#undef KIND
	[VIEW_ALL_DEPARTMENTS] =
		{KIND_DEPARTMENT, FIELD_COUNT, true, false, NULL},
	[VIEW_ALL_PROJECTS] = {KIND_PROJECT, FIELD_COUNT, true, false, NULL},
	[VIEW_ALL_NODE_POOLS] =
		{KIND_NODE_POOL, FIELD_COUNT, true, false, NULL},
	[VIEW_ALL_NODES] =
		{KIND_NODE, FIELD_COUNT, true, false, NULL, rows_of_nodes},
	[VIEW_DEPARTMENT_PROJECTS] =
		{KIND_PROJECT, FIELD_DEPARTMENT, true, false, NULL},
	[VIEW_BY_PHASE] =
		{KIND_WORKLOAD, FIELD_STATE, true, true, workload_phases},
	[VIEW_BY_TYPE] = {KIND_WORKLOAD, FIELD_TYPE, true, true, NULL},
	[VIEW_BY_USER] = {KIND_WORKLOAD, FIELD_USER, true, true, NULL},
	[VIEW_BY_NODE_POOL] =
		{KIND_WORKLOAD, FIELD_NODE_POOLS, true, true, NULL},
	[VIEW_BY_CATEGORY] = {KIND_WORKLOAD, FIELD_CATEGORY, true, true, NULL},
	[VIEW_BY_AI_APPLICATION] = {KIND_WORKLOAD, FIELD_AI_APPLICATION_NAME,
		true, true, NULL},
	[VIEW_NODES_BY_STATUS] =
		{KIND_NODE, FIELD_STATE, true, false, node_states},
	[VIEW_PODS_BY_NODE] = {KIND_POD, FIELD_NODE, true, false, NULL},
	[VIEW_ALL_WORKLOADS] = {KIND_WORKLOAD, FIELD_COUNT, true, true, NULL},
	[VIEW_BARE_WORKLOADS] = {KIND_WORKLOAD, FIELD_COUNT, true, false, NULL},
};

const struct view_spec *view_spec(enum view_id v)
{
	return &specs[v];
}

kind_mask view_needs(enum view_id v)
{
	return specs[v].links ? kind_lineage(specs[v].kind) : 0;
}

struct view *view_ref(struct view *v)
{
	v->refs++;
	return v;
}

void view_retire(struct view *v)
{
	for (size_t k = 0; k < KIND_COUNT; k++) {
		view_unref(v->base[k]);
		v->base[k] = NULL;
	}
	api_result_unref(v->result);
	v->result = NULL;
}

void view_unref(struct view *v)
{
	if (!v || --v->refs > 0)
		return;
	view_retire(v);
	buf_free(&v->names);
	free(v->entries);
	free(v->groups);
	free(v->by_name);
	free(v->by_id);
	free(v->by_group);
	free(v->ambiguous);
	free(v);
}

/* ---- open addressing: a cell holds a number + 1, 0 is empty ---- */

uint64_t view_name_hash(uint32_t group, struct slice name)
{
	return hash_bytes(name.p, name.n, group + 1);
}

const struct view_group *view_group_by_value(const struct view *v,
	struct slice value)
{
	uint64_t h = hash_bytes(value.p, value.n, 0);

	for (uint32_t cell; v->by_group &&
		(cell = v->by_group[h & v->group_mask]) != 0; h++) {
		const struct view_group *g = &v->groups[cell - 1];
		if (slice_eq(view_name(v, g->value, g->value_n), value))
			return g;
	}
	return NULL;
}

const struct view_group *view_group_by_name(const struct view *v,
	struct slice name)
{
	cleanup_buf struct buf value = BUF_INIT;

	if (name_decode(name, &value) && buf_error(&value) == 0)
		return view_group_by_value(v, buf_slice(&value));
	/* one that was cut */
	for (uint32_t i = 0; i < v->n_groups; i++) {
		const struct view_group *g = &v->groups[i];
		if (slice_eq(view_name(v, g->name, g->name_n), name))
			return g;
	}
	return NULL;
}

const struct view_entry *view_by_id(const struct view *v, struct slice id)
{
	uint64_t h = hash_bytes(id.p, id.n, 0);

	for (uint32_t cell;
		v->by_id && (cell = v->by_id[h & v->id_mask]) != 0; h++) {
		const struct view_entry *e = &v->entries[cell - 1];
		cleanup_buf struct buf other = BUF_INIT;
		view_item_id(v->result, &v->result->items[e->item], &other);
		if (slice_eq(id, (struct slice){other.p, other.n}))
			return e;
	}
	return NULL;
}

static bool buf_is(const struct buf *b, struct slice s)
{
	return slice_eq((struct slice){b->p, b->n}, s);
}

/* Is `suffix` one that `e` answers to: the start of its id, the whole id, or in
 * a view of links the name of its cluster? */
static bool suffix_fits(const struct view *v, const struct view_entry *e,
	struct slice suffix)
{
	static const size_t id_len[] = {NAME_ID_SHORT, NAME_ID_WHOLE};
	const struct api_item *item = &v->result->items[e->item];
	cleanup_buf struct buf raw = BUF_INIT, encoded = BUF_INIT;

	view_item_id(v->result, item, &raw);
	for (size_t i = 0; i < ARRAY_SIZE(id_len); i++) {
		encoded.n = 0;
		name_id_suffix((struct slice){raw.p, raw.n}, id_len[i], &encoded);
		if (buf_is(&encoded, suffix))
			return true;
	}
	raw.n = encoded.n = 0;
	if (!view_cluster_name(v, item, &raw))
		return false;
	name_encode((struct slice){raw.p, raw.n}, &encoded);
	return buf_is(&encoded, suffix);
}

/* Does the entry's name, its own suffix aside, read `base`? */
static bool base_fits(const struct view *v, const struct view_entry *e,
	struct slice base)
{
	struct slice name = view_name(v, e->name, e->name_n);

	if (name.n < base.n || memcmp(name.p, base.p, base.n) != 0)
		return false;
	return name.n == base.n || name.p[base.n] == '~';
}

static int lookup_suffixed(const struct view *v, const struct view_group *g,
	struct slice name, const struct view_entry **ret)
{
	const struct view_entry *found = NULL;
	struct slice base, suffix;

	if (!v->result || !name_split_suffix(name, &base, &suffix))
		return -ENOENT;
	for (uint32_t i = g->first; i < g->first + g->count; i++) {
		const struct view_entry *e = &v->entries[i];
		if (!base_fits(v, e, base) || !suffix_fits(v, e, suffix))
			continue;
		if (found)
			return -ENOTUNIQ;
		found = e;
	}
	if (!found)
		return -ENOENT;
	*ret = found;
	return 0;
}

int view_lookup_listed(const struct view *v, const struct view_group *g,
	struct slice name, const struct view_entry **ret)
{
	uint32_t group = (uint32_t)(g - v->groups);
	uint64_t h = view_name_hash(group, name);

	for (uint32_t cell;
		v->by_name && (cell = v->by_name[h & v->name_mask]) != 0; h++) {
		if (cell & VIEW_AMBIGUOUS) {
			const uint32_t *a =
				&v->ambiguous[3 * (cell & ~VIEW_AMBIGUOUS)];
			if (a[0] == group &&
				slice_eq(view_name(v, a[1], a[2]), name))
				return -ENOTUNIQ;
			continue;
		}
		const struct view_entry *e = &v->entries[cell - 1];
		if (e->group == group &&
			slice_eq(view_name(v, e->name, e->name_n), name)) {
			*ret = e;
			return 0;
		}
	}
	return -ENOENT;
}

int view_lookup(const struct view *v, const struct view_group *g,
	struct slice name, const struct view_entry **ret)
{
	int r = view_lookup_listed(v, g, name, ret);

	return r == -ENOENT ? lookup_suffixed(v, g, name, ret) : r;
}

uint32_t view_after(const struct view *v, const struct view_group *g,
	uint64_t after)
{
	uint32_t lo = g->first, hi = g->first + g->count;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (v->entries[mid].seq > after)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

void view_item_id(const struct api_result *r, const struct api_item *item,
	struct buf *out)
{
	if (r->row->scoped_id && item->scope)
		buf_addf(out, "%s.", r->scopes[item->scope - 1].cluster);
	if (api_item_field(r, item, FIELD_ID).n)
		api_item_decode(r, item, FIELD_ID, out);
	else if (api_item_field(r, item, FIELD_NAME).n)
		api_item_decode(r, item, FIELD_NAME, out);
	else
		buf_addf(out, "%016" PRIx64, item->hash);
}

bool view_cluster_name(const struct view *v, const struct api_item *item,
	struct buf *out)
{
	const struct view *clusters = v->base[KIND_CLUSTER];
	cleanup_buf struct buf id = BUF_INIT;
	const struct view_entry *c;

	if (!clusters)
		return false;
	api_item_decode(v->result, item, FIELD_CLUSTER, &id);
	c = view_by_id(clusters, (struct slice){id.p, id.n});
	if (!c)
		return false;
	api_item_decode(clusters->result, &clusters->result->items[c->item],
		FIELD_NAME, out);
	return true;
}

/* The path of the entry with this id, its ancestors first. */
static bool path_by_id(struct view *const *canon, enum kind k, struct slice id,
	struct buf *out)
{
	const struct kind_row *row = kind_row(k);
	const struct view_entry *e;
	cleanup_buf struct buf parent = BUF_INIT;

	if (!canon[k] || !(e = view_by_id(canon[k], id)))
		return false;
	if (row->parent != KIND_NONE) {
		api_item_decode(canon[k]->result,
			&canon[k]->result->items[e->item], row->parent_field,
			&parent);
		if (!path_by_id(canon, row->parent,
			    (struct slice){parent.p, parent.n}, out))
			return false;
		buf_addc(out, '/');
	}
	buf_adds(out, row->home);
	buf_addc(out, '/');
	buf_add(out, canon[k]->names.p + e->name, e->name_n);
	return true;
}

bool view_path(struct view *const *canon, enum kind k,
	const struct api_result *r, const struct api_item *item,
	struct buf *out)
{
	const struct kind_row *row = kind_row(k);
	cleanup_buf struct buf id = BUF_INIT, name = BUF_INIT;

	if (canon[k] || row->parent == KIND_NONE) {
		view_item_id(r, item, &id);
		return path_by_id(canon, k, buf_slice(&id), out);
	}
	api_item_decode(r, item, row->parent_field, &id);
	if (!path_by_id(canon, row->parent, buf_slice(&id), out))
		return false;
	api_item_decode(r, item, FIELD_NAME, &name);
	buf_addf(out, "/%s/", row->home);
	name_encode(buf_slice(&name), out);
	return true;
}
