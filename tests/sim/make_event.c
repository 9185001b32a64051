/* SPDX-License-Identifier: MIT */
#include "make.h"

#include <stdio.h>

unsigned make_event_count(const struct tenant *t)
{
	return t->size.events;
}

void make_event(
	const struct tenant *t, const char *id, unsigned n, struct out *o)
{
	static const struct {
		const char *type, *reason, *message, *source;
	} events[] = {
		{"Normal", "Created", "Created workload", "runai-operator"},
		{"Normal", "Scheduled", "Pod bound to node", "runai-scheduler"},
		{"Normal", "Pulling", "Pulling image", "kubelet"},
		{"Warning", "BackOff", "Back-off pulling image", "kubelet"},
		{"Normal", "Pulled", "Image already present", "kubelet"},
		{"Normal", "Started", "Started container main", "kubelet"},
	};
	unsigned i = n % 6;
	char event[ID_SIZE], cluster[ID_SIZE];
	uint32_t slot = 0, d;

	tenant_slot(t, K_WORKLOADS, id, &slot);
	d = tenant_department_of(t, tenant_project_of(t, slot));
	tenant_id(t, K_CLUSTERS, tenant_cluster_of(t, d), cluster);
	snprintf(event, sizeof event, "%.8s-0e00-4e00-8e00-%012x", id, n);
	out_f(o,
		"{\"createdAt\":~t,\"id\":\"~s\",\"type\":\"~s\","
		"\"clusterId\":\"~s\",\"message\":~q,\"reason\":\"~s\","
		"\"source\":\"~s\",\"involvedObject\":{\"uid\":~q,"
		"\"kind\":\"Pod\",\"name\":\"main-0-0\","
		"\"namespace\":\"runai\"}}",
		TENANT_NOW - INT64_C(90000) * n, event, events[i].type, cluster,
		events[i].message, events[i].reason, events[i].source, id);
}

void make_history(
	const struct tenant *t, const char *id, unsigned n, struct out *o)
{
	static const char *const path[] = {
		"Completed", "Running", "Initializing", "Pending", "Creating"};

	out_f(o, "{\"meta\":{\"creationTimestamp\":~t,\"type\":\"~s\"},",
		TENANT_NOW - INT64_C(60000) * n,
		n % 2 ? "Event" : "PhaseUpdate");
	if (n % 2) {
		out_str(o, "\"spec\":{\"event\":");
		make_event(t, id, n, o);
		out_str(o, "}}");
		return;
	}
	out_f(o,
		"\"spec\":{\"phaseUpdate\":{\"phase\":\"~s\","
		"\"phaseMessage\":\"\"}}}",
		path[n / 2 % 5]);
}
