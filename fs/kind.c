/* SPDX-License-Identifier: MIT */
#include "kind.h"

#define TOP KIND_NONE, FIELD_COUNT
#define BELOW(kind, field) KIND_##kind, field

static const struct kind_row rows[KIND_COUNT] = {
#define KIND(one, many, name, home, parent, ...)                               \
	[KIND_##one] = {name, home, parent},
#include "kinds.def"
#undef KIND
};

const char *const workload_phases[] = {"Creating", "Initializing", "Resuming",
	"Pending", "Deleting", "Running", "Updating", "Stopped", "Stopping",
	"Degraded", "Failed", "Completed", "Terminating", "Unknown", NULL};

const char *const node_states[] = {"Ready", "NotReady", "Unknown", NULL};

const struct kind_row *kind_row(enum kind k)
{
	return &rows[k];
}

enum kind kind_by_name(struct slice name)
{
	enum kind k = 0;

	while (k < KIND_COUNT && !slice_eq(name, slice_str(rows[k].name)))
		k++;
	return k;
}

bool kind_has_state(enum kind k)
{
	return endpoint_row(API_V1, endpoint_list(k))->field[FIELD_STATE];
}

kind_mask kind_lineage(enum kind k)
{
	kind_mask m = 0;

	for (; k != KIND_NONE; k = rows[k].parent)
		m |= KIND_BIT(k);
	return m;
}
