/* SPDX-License-Identifier: MIT */
/*
 * What there is of a workload depends on its type, and on the API it came
 * through. Types are the enumeration WorkloadType of the API and, for what came
 * through the second generation of that API, the kind in Kubernetes.
 */
#include <ctype.h>

#include "child_private.h"
#include "source_private.h"

static const struct {
	const char *type; /* in small letters, nothing else; NULL: any */
	bool second;
	enum endpoint spec;
} specs[] = {
	{"workspace", false, EP_WORKSPACE_SPEC},
	{"training", false, EP_TRAINING_SPEC},
	{"distributed", false, EP_DISTRIBUTED_SPEC},
	{"inference", false, EP_INFERENCE_SPEC},
	{"distributedinference", false, EP_DISTRIBUTED_INFERENCE_SPEC},
	{"nimservice", true, EP_NIM_SERVICE_SPEC},
	{"nim", true, EP_NIM_SERVICE_SPEC},
	{NULL, true, EP_WORKLOAD_V2_SPEC},
};

/* "Distributed-Inference" and "DistributedInference" are the same. */
static bool type_is(struct slice type, const char *word)
{
	for (size_t i = 0; i < type.n; i++) {
		if (!isalnum((unsigned char)type.p[i]))
			continue;
		if (tolower((unsigned char)type.p[i]) != *word++)
			return false;
	}
	return !*word;
}

/* The operation that shows its spec, ENDPOINT_COUNT for none. */
static enum endpoint spec_of(const struct view *v, const struct view_entry *e)
{
	const struct api_item *item = &v->result->items[e->item];
	cleanup_buf struct buf type = BUF_INIT, source = BUF_INIT;
	bool second;

	api_item_decode(v->result, item, FIELD_TYPE, &type);
	api_item_decode(v->result, item, FIELD_SOURCE_API, &source);
	second = slice_eq(buf_slice(&source), SLICE("WorkloadsV2"));
	for (size_t i = 0; i < ARRAY_SIZE(specs); i++)
		if (specs[i].second == second &&
			(!specs[i].type ||
				type_is(buf_slice(&type), specs[i].type)))
			return specs[i].spec;
	return ENDPOINT_COUNT;
}

int workload_spec(const struct request *q, enum endpoint *ret)
{
	const struct view *v;
	const struct view_entry *e;
	int r = source_object(q, 0, &v, &e);

	if (r < 0)
		return r;
	*ret = spec_of(v, e);
	return *ret == ENDPOINT_COUNT ? -ENOENT : 0;
}

/* The workload at a spot, or that a pod is of; NULL where it is not known. */
static const struct view_entry *workload_at(
	const struct fs *fs, const struct spot *spot)
{
	const struct view *v = fs->views[KIND_WORKLOAD];
	const struct view *pods = fs->views[KIND_POD];
	cleanup_buf struct buf id = BUF_INIT;
	const struct view_entry *e;

	if (!v || spot->kind == KIND_WORKLOAD)
		return v ? view_by_id(v, spot->key) : NULL;
	e = pods ? view_by_id(pods, spot->key) : NULL;
	if (!e)
		return NULL;
	api_item_decode(pods->result, &pods->result->items[e->item],
		FIELD_WORKLOAD, &id);
	return view_by_id(v, buf_slice(&id));
}

bool workload_fits(const struct fs *fs, const struct place_row *row,
	const struct spot *dir)
{
	const struct view *v = fs->views[KIND_WORKLOAD];
	bool spec = row->source == SOURCE_SPEC;
	const struct view_entry *e;
	enum endpoint has;

	if ((dir->kind != KIND_WORKLOAD && dir->kind != KIND_POD) ||
		(!spec && row->endpoint != EP_REVISIONS &&
			row->endpoint != EP_INFERENCE_METRICS))
		return true;
	e = workload_at(fs, dir);
	if (!e)
		return true;
	has = spec_of(v, e);
	return spec ? has != ENDPOINT_COUNT : has == EP_INFERENCE_SPEC;
}
