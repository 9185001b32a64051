/* SPDX-License-Identifier: MIT */
#include "telemetry.h"

const struct telemetry_subject telemetry_subjects[] = {
	{"nodes", EP_NODE_TELEMETRY, EP_NODE_TELEMETRY_CSV,
		telemetry_node_types, telemetry_node_groups, "{id}", NULL,
		"{cluster}|{name}"},
	{"workloads", EP_WORKLOAD_TELEMETRY, EP_WORKLOAD_TELEMETRY_CSV,
		telemetry_workload_types, telemetry_workload_groups, "{id}",
		"{cluster}||{id}", "{cluster}|{name}"},
	{"projects", EP_PROJECT_TELEMETRY, ENDPOINT_COUNT,
		telemetry_project_types, telemetry_project_groups, "{id}",
		"{cluster}||{id}", "{cluster}|{id}"},
	{"departments", EP_DEPARTMENT_TELEMETRY, ENDPOINT_COUNT,
		telemetry_department_types, telemetry_department_groups, "{id}",
		"{cluster}||{id}", "{cluster}|{name}"},
};
const size_t telemetry_n_subjects = ARRAY_SIZE(telemetry_subjects);

const char *telemetry_filter(const struct telemetry_subject *s, enum kind owner)
{
	switch (owner) {
	case KIND_NONE:
		return "";
	case KIND_CLUSTER:
		return s->of_cluster;
	case KIND_DEPARTMENT:
		return s->of_department;
	case KIND_NODE_POOL:
		return s->of_node_pool;
	default:
		return NULL;
	}
}

enum { SUBJECT_BIT = 0, GROUP_BIT = 8, TYPE_BIT = 16 };

static uint64_t pack_one(int index, int bit)
{
	return (uint64_t)(index + 1) << bit;
}

static int unpack_one(uint64_t where, int bit)
{
	return (int)(where >> bit & 0xff) - 1;
}

uint64_t telemetry_pack(struct telemetry_at at)
{
	return pack_one(at.subject, SUBJECT_BIT) |
	       pack_one(at.group, GROUP_BIT) | pack_one(at.type, TYPE_BIT);
}

struct telemetry_at telemetry_unpack(uint64_t where)
{
	return (struct telemetry_at){unpack_one(where, SUBJECT_BIT),
		unpack_one(where, GROUP_BIT), unpack_one(where, TYPE_BIT)};
}
