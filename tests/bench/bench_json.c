/* SPDX-License-Identifier: MIT */
/*
 * What an object costs on its way in: pages of 500 workloads of about 1.25 KB,
 * checked, cut into items, eleven fields picked out of each; the same with
 * jansson. Then the lengths of their indented forms.
 *
 *	bench_json [pages]
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include "../unit/jansson_beside.h"

enum { ITEMS = 500, FIELDS = 11 };

static const char *const fields[FIELDS] = {
	"id",
	"name",
	"phase",
	"createdAt",
	"updatedAt",
	"phaseUpdatedAt",
	"clusterId",
	"departmentId",
	"projectId",
	"workloadId",
	"submittedBy",
};

static const char item[] =
	"{\"type\":\"Training\",\"name\":\"resnet-%05d\",\"id\":"
	"\"9f55255e-11ed-47c7-acef-%012d\",\"priorityClassName\":\"train\","
	"\"submittedBy\":\"someone.or.other@example.com\",\"clusterId\":"
	"\"71f69d83-ba66-4822-adf5-55ce55efd210\",\"projectName\":\"vision\","
	"\"projectId\":\"4500%03d\",\"departmentName\":\"research\","
	"\"departmentId\":\"4\",\"namespace\":\"runai-vision\",\"createdAt\":"
	"\"2026-08-24T14:15:22.123Z\",\"updatedAt\":"
	"\"2026-08-24T15:00:%02dZ\",\"deletedAt\":null,\"workloadRequested"
	"Resources\":{\"gpuRequestType\":\"portion\",\"gpu\":{\"limit\":1.00,"
	"\"request\":0.50},\"gpuMemory\":{\"limit\":\"10G\",\"request\":"
	"\"10G\"},\"cpu\":{\"limit\":2,\"request\":0.5},\"cpuMemory\":{"
	"\"limit\":\"30M\",\"request\":\"20M\"},\"extendedResources\":[]},"
	"\"allocatedResources\":{\"gpu\":0.5,\"migProfile\":null,"
	"\"gpuMemory\":\"10G\",\"cpu\":0.5,\"cpuMemory\":\"20M\"},"
	"\"images\":[\"registry.example.com/team/resnet:%d\"],"
	"\"actionsSupport\":{\"delete\":true,\"suspend\":true,\"resume\":"
	"false},\"phase\":\"Running\",\"phaseMessage\":\"All pods \\\"ready"
	"\\\"\",\"phaseUpdatedAt\":\"2026-08-24T14:16:00Z\","
	"\"k8sPhaseUpdatedAt\":\"2026-08-24T14:16:00Z\",\"conditions\":[{"
	"\"type\":\"Ready\",\"status\":\"True\",\"reason\":\"\",\"message\":"
	"\"\"}],\"childrenIds\":[],\"urls\":[],\"datasources\":[{\"type\":"
	"\"pvc\",\"name\":\"data\"}],\"runningPods\":1,\"requestedPods\":{"
	"\"number\":1},\"nodePools\":[\"default\"],\"category\":\"Train\"}";

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void make_page(struct buf *out)
{
	buf_adds(out, "{\"next\":500,\"workloads\":[");
	for (int i = 0; i < ITEMS; i++) {
		char text[2048];

		snprintf(text, sizeof(text), item, i, i, i, i % 60, i);
		buf_adds(out, i ? "," : "");
		buf_adds(out, text);
	}
	buf_adds(out, "]}");
}

static size_t ingest(const struct json_paths *p, struct slice page)
{
	struct slice value, items, one, got[FIELDS];
	size_t cursor = 0, sum = 0;

	if (json_check(page, &value) < 0)
		return 0;
	items = json_get(value, "workloads");
	while (json_next_element(items, &cursor, &one)) {
		json_extract(p, one, got);
		sum += got[1].n + got[10].n;
	}
	return sum;
}

static size_t check(const struct json_paths *p, struct slice page)
{
	struct slice value;

	return json_check(page, &value) == 0;
}

static size_t extract(const struct json_paths *p, struct slice page)
{
	struct slice got[FIELDS], items = json_get(page, "workloads"), one;
	size_t cursor = 0, sum = 0;

	while (json_next_element(items, &cursor, &one)) {
		json_extract(p, one, got);
		sum += got[1].n;
	}
	return sum;
}

static size_t lengths(const struct json_paths *p, struct slice page)
{
	return json_indent(json_get(page, "workloads"), 0, NULL);
}

static size_t by_jansson(const struct json_paths *p, struct slice page)
{
	json_t *root = json_loadb(page.p, page.n, 0, NULL), *one;
	size_t sum = 0, i;

	json_array_foreach(json_object_get(root, "workloads"), i, one)
		for (int f = 0; f < FIELDS; f++)
			sum += json_object_get(one, fields[f]) != NULL;
	json_decref(root);
	return sum;
}

typedef size_t work_fn(const struct json_paths *p, struct slice page);

static void measure(const char *what, work_fn *work,
	const struct json_paths *p, struct slice page, int pages)
{
	double best = 1e30;
	size_t sum = 0;

	for (int i = 0; i < pages; i++) {
		double t = now_us();

		sum += work(p, page);
		t = now_us() - t;
		best = t < best ? t : best;
	}
	printf("%-28s %8.3f us an object %8.0f MB/s%s\n", what, best / ITEMS,
		(double)page.n / best, sum ? "" : " (nothing!)");
}

int main(int argc, char **argv)
{
	const int pages = argc > 1 ? atoi(argv[1]) : 200;
	cleanup_buf struct buf b = BUF_INIT;
	struct json_paths *p;
	struct slice page;

	make_page(&b);
	if (buf_error(&b) < 0 || json_paths_create(&p, fields, FIELDS) < 0)
		return 1;
	page = (struct slice){b.p, b.n};
	printf("%d objects of %zu bytes\n", ITEMS, b.n / ITEMS);
	measure("check", check, p, page, pages);
	measure("cut and extract 11", extract, p, page, pages);
	measure("check, cut and extract", ingest, p, page, pages);
	measure("length indented", lengths, p, page, pages);
	measure("jansson: load, get 11", by_jansson, p, page, pages / 10 + 1);
	json_paths_destroy(p);
	return 0;
}
