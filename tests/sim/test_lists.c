/* SPDX-License-Identifier: MIT */
/* Every list of the API has items, each of which is there by itself too, and
 * what they say of each other is true. */
#include "test_ask.h"

#include <stdio.h>
#include <string.h>

#define ASSET "/api/v1/asset/"
#define TEMPLATE "/api/v1/workload-templates"

/* The way to the items, with dots; "" for a bare array. `id` is where an item
 * has the id that it goes by in the path, NULL: it has no path. Sizes are
 * those of the tenant that setup() makes: 9 scopes, of which 2 are clusters. */
static const struct list {
	const char *path, *query, *key;
	size_t n;
	const char *id;
} lists[] = {
	{"/api/v1/clusters", "", "", 2, "uuid"},
	{"/api/v1/node-pools", "", "nodepools", 6, "id"},
	{"/api/v1/nodes", "", "nodes", 8, NULL},
	{"/api/v1/network-topologies", "", "networkTopologies", 2, "id"},
	{"/api/v1/storage-classes", "clusterId=$C", "items", 3, NULL},
	{"/api/v2/storage-classes", "clusterId=$C", "items", 3, NULL},
	{"/api/v1/storage-class-configuration", "",
		"storageClassConfigurations", 6, "id"},
	{"/api/v1/org-unit/priorities", "", "priorities", 5, NULL},
	{"/api/v1/org-unit/reports", "", "reports", 4, "id"},
	{"/api/v1/workloads", "deleted=true&limit=500", "workloads", 123, "id"},
	{"/api/v1/workloads/pods", "deleted=true&limit=500", "pods", 123, NULL},
	{"/api/v1/workload-categories", "", "categories", 3, "id"},
	{"/api/v1/workload-types", "", "types", 8, "id"},
	{"/api/v1/workload-priorities", "", "priorities", 7, NULL},
	{TEMPLATE, "", "entries", 36, "meta.id"},
	{TEMPLATE "/workspaces", "", "entries", 9, "meta.id"},
	{TEMPLATE "/trainings", "", "entries", 9, "meta.id"},
	{TEMPLATE "/distributed", "", "entries", 9, "meta.id"},
	{TEMPLATE "/inferences", "", "entries", 9, "meta.id"},
	{"/api/v1/ai-applications", "", "applications", 2, "id"},
	{"/api/v1/datavolumes", "requestType=Originated", "datavolumes", 3,
		"id"},
	{"/api/v1/datavolumes",
		"requestType=UsableInProject&usableInProjectId=101",
		"datavolumes", 1, "id"},
	{"/api/v2/policy", "", "policies", 9, NULL},
	{"/api/v2/policy", "scope=cluster", "policies", 2, NULL},
	{ASSET "compute", "", "entries", 9, "meta.id"},
	{ASSET "environment", "", "entries", 9, "meta.id"},
	{ASSET "registries", "", "entries", 9, "meta.id"},
	{ASSET "workload-template", "", "entries", 9, "meta.id"},
	{ASSET "credentials", "", "entries", 45, NULL},
	{ASSET "credentials/access-key", "", "entries", 9, "meta.id"},
	{ASSET "credentials/password", "", "entries", 9, "meta.id"},
	{ASSET "credentials/docker-registry", "", "entries", 9, "meta.id"},
	{ASSET "credentials/generic-secret", "", "entries", 9, "meta.id"},
	{ASSET "credentials/ngc-api-key", "", "entries", 9, "meta.id"},
	{ASSET "datasource", "", "entries", 63, NULL},
	{ASSET "datasource/git", "", "entries", 9, "meta.id"},
	{ASSET "datasource/host-path", "", "entries", 9, "meta.id"},
	{ASSET "datasource/nfs", "", "entries", 9, "meta.id"},
	{ASSET "datasource/pvc", "", "entries", 9, "meta.id"},
	{ASSET "datasource/s3", "", "entries", 9, "meta.id"},
	{ASSET "datasource/config-map", "", "entries", 9, "meta.id"},
	{ASSET "datasource/secrets", "scope=tenant", "entries", 1, "meta.id"},
	{"/api/v1/authorization/access-rules", "", "accessRules", 17, "id"},
	{"/api/v1/authorization/me/access-rules", "", "accessRules.accessRules",
		1, NULL},
	{"/api/v1/authorization/roles", "", "", 3, "id"},
	{"/api/v1/authorization/permissions", "", "", 43, NULL},
	{"/api/v1/users", "", "", 6, "id"},
	{"/api/v1/service-accounts", "", "", 3, "id"},
	{"/api/v1/apps", "", "", 3, "id"},
	{"/api/v1/access-keys", "", "accessKeys", 2, "id"},
	{"/api/v1/administration/access-keys", "", "accessKeys", 7, NULL},
	{"/api/v1/user-applications", "", "", 2, "id"},
	{"/api/v1/administration/user-applications", "", "", 7, NULL},
	{"/api/v1/idps", "", "", 3, "alias"},
	{"/api/v1/notification-types", "", "", 6, NULL},
	{"/api/v1/notification-channels", "", "", 2, "name"},
	{"/api/v1/subscriptions", "", "", 3, NULL},
	{"/v1/k8s/clusters/$C/node-pools", "", "", 3, NULL},
	{"/v1/k8s/clusters/$C/storage-classes", "", "storageClasses", 3, NULL},
	{"/api/v1/clusters/$C/nodes", "", "nodes", 4, NULL},
};

enum { LISTS = sizeof lists / sizeof lists[0] };

/* Borrowed. */
static json_t *member(json_t *j, const char *path)
{
	char name[64];

	while (j && *path) {
		size_t n = strcspn(path, ".");

		snprintf(name, sizeof name, "%.*s", (int)n, path);
		j = json_object_get(j, name);
		path += n + (path[n] == '.');
	}
	return j;
}

static const char *text(json_t *j, const char *path)
{
	const char *s = json_string_value(member(j, path));

	return s ? s : "";
}

/* With the id of the first cluster for "$C". */
static void fill_in(struct ctx *x, const char *from, char *to, size_t size)
{
	const char *at = strstr(from, "$C");
	char id[64];

	if (!at) {
		snprintf(to, size, "%s", from);
		return;
	}
	assert_int_equal(sim_item(x->sim, "clusters", 0, id, NULL, NULL), 0);
	snprintf(to, size, "%.*s%s%s", (int)(at - from), from, id, at + 2);
}

static json_t *get_list(struct ctx *x, const struct list *l)
{
	char all[512], url[600];

	snprintf(all, sizeof all, "%s?%s", l->path, l->query);
	fill_in(x, all, url, sizeof url);
	return get_json(x, url);
}

static void id_of(json_t *item, const char *path, char *ret, size_t size)
{
	json_t *id = member(item, path);

	if (json_is_integer(id))
		snprintf(ret, size, "%lld", (long long)json_integer_value(id));
	else
		snprintf(ret, size, "%s", json_string_value(id));
}

static void test_lists(void **state)
{
	struct ctx *x = *state;
	char id[128], url[256], same[128];
	json_t *item;
	size_t i;

	for (size_t l = 0; l < LISTS; l++) {
		json_t *j = get_list(x, &lists[l]);
		json_t *items = member(j, lists[l].key);

		if (json_array_size(items) != lists[l].n)
			fail_msg("%s: %zu", lists[l].path,
				json_array_size(items));
		json_array_foreach(items, i, item)
		{
			json_t *one;

			if (!lists[l].id)
				break;
			id_of(item, lists[l].id, id, sizeof id);
			snprintf(url, sizeof url, "%s/%s", lists[l].path, id);
			one = get_json(x, url);
			id_of(one, lists[l].id, same, sizeof same);
			assert_string_equal(id, same);
			json_decref(one);
		}
		json_decref(j);
		if (!lists[l].id)
			continue;
		snprintf(url, sizeof url, "%s/nonsense", lists[l].path);
		expect_status(x, url, 404);
	}
}

/* An item of one kind is not there among those of another. */
static void test_kinds_apart(void **state)
{
	struct ctx *x = *state;
	json_t *j = get_json(x, ASSET "datasource/git");
	char url[256];

	snprintf(url, sizeof url, ASSET "datasource/nfs/%s",
		text(json_array_get(member(j, "entries"), 0), "meta.id"));
	expect_status(x, url, 404);
	json_decref(j);
}

static void test_refusals(void **state)
{
	static const char *const bad[] = {"/api/v1/storage-classes",
		"/api/v2/storage-classes", "/api/v1/datavolumes",
		"/api/v1/datavolumes?requestType=Other",
		"/api/v1/datavolumes?requestType=UsableInProject",
		"/api/v1/workloads/pods?verbosity=much",
		"/api/v1/workloads/pods?filterBy=projectId==101",
		"/api/v1/workloads?sortBy=colour",
		"/api/v1/workloads?sortOrder=up",
		"/api/v2/policy?workloadType=Other", TEMPLATE "?limit=501"};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		expect_status(*state, bad[i], 400);
	expect_status(*state, "/api/v1/workloads?colour=blue", 200);
	expect_status(*state, "/api/v2/storage-classes?clusterId=none", 200);
}

static void test_pagination(void **state)
{
	struct ctx *x = *state;
	json_int_t offset = 0;
	size_t n = 0;

	while (offset >= 0) {
		char url[128];
		json_t *j, *next;

		snprintf(url, sizeof url, TEMPLATE "?limit=10&offset=%lld",
			(long long)offset);
		j = get_json(x, url);
		n += json_array_size(member(j, "entries"));
		next = member(j, "pagination.nextOffset");
		offset = next ? json_integer_value(next) : -1;
		json_decref(j);
	}
	assert_int_equal(n, 36);
}

static size_t how_many(struct ctx *x, const char *path, const char *what)
{
	struct got g = get(x, path);
	size_t n = 0;

	assert_int_equal(g.status, 200);
	for (const char *p = g.p; (p = strstr(p, what)); p++)
		n++;
	free(g.p);
	return n;
}

static void test_what_is_shown(void **state)
{
	struct ctx *x = *state;
	static const char pods[] = "/api/v1/workloads/pods";

	assert_int_equal(how_many(x, pods, "\"projectName\""), 0);
	assert_int_equal(how_many(x, "/api/v1/workloads/pods?verbosity=full",
				 "\"projectName\""),
		50);
	assert_int_equal(how_many(x, ASSET "compute", "\"usedBy\""), 0);
	assert_int_equal(
		how_many(x, ASSET "compute?usageInfo=true", "\"usedBy\""), 9);
	assert_int_equal(
		how_many(x, "/api/v1/notification-channels", "canary"), 0);
	assert_int_equal(
		how_many(x, "/api/v1/access-keys", "\"createdBy\""), 0);
}

static void test_canaries(void **state)
{
	struct ctx *x = *state;

	assert_int_equal(how_many(x, ASSET "credentials", "\"canary-"), 45);
	assert_int_equal(how_many(x, ASSET "registries", "\"canary-"), 9);
	assert_int_equal(how_many(x, "/api/v1/idps", "\"canary-"), 2);
	assert_int_equal(how_many(x, "/api/v1/notification-channels/slack",
				 "\"canary-channel-apiToken-"),
		1);
	assert_int_equal(
		how_many(x, "/api/v1/workloads", "\"canary-workload-"), 150);
}

/* id -> item of a list. */
static json_t *by_id(
	struct ctx *x, const char *url, const char *key, const char *id)
{
	json_t *j = get_json(x, url), *ret = json_object(), *item;
	size_t i;

	json_array_foreach(member(j, key), i, item)
		json_object_set(ret, text(item, id), item);
	json_decref(j);
	return ret;
}

static void check_links(json_t *of, const char *list, json_t *among)
{
	json_t *link;
	size_t i;

	json_array_foreach(json_object_get(of, list), i,
		link) assert_string_equal(text(link, "name"),
		text(json_object_get(among, text(link, "id")), "meta.name"));
}

static void test_workloads_name_what_exists(void **state)
{
	struct ctx *x = *state;
	json_t *environments =
		by_id(x, ASSET "environment", "entries", "meta.id");
	json_t *sources = by_id(x, ASSET "datasource", "entries", "meta.id");
	json_t *apps =
		by_id(x, "/api/v1/ai-applications", "applications", "id");
	json_t *j = get_json(x, PAGE "?limit=500"), *w;
	size_t i, with_app = 0;

	json_array_foreach(json_object_get(j, "workloads"), i, w)
	{
		check_links(w, "environments", environments);
		check_links(w, "datasources", sources);
		if (!json_object_get(w, "aiApplicationId"))
			continue;
		with_app++;
		assert_string_equal(text(w, "projectId"),
			text(json_object_get(apps, text(w, "aiApplicationId")),
				"projectId"));
	}
	assert_true(with_app > 10);
	json_decref(environments);
	json_decref(sources);
	json_decref(apps);
	json_decref(j);
}

static void test_pods_run_in_their_pool(void **state)
{
	struct ctx *x = *state;
	json_t *nodes = json_object(), *j = get_json(x, "/api/v1/nodes"), *item;
	size_t i, placed = 0;
	char key[256];

	json_array_foreach(json_object_get(j, "nodes"), i, item)
	{
		snprintf(key, sizeof key, "%s/%s", text(item, "clusterUuid"),
			text(item, "name"));
		json_object_set(nodes, key, json_object_get(item, "nodePool"));
	}
	json_decref(j);
	j = get_json(x, "/api/v1/workloads/pods?limit=500");
	json_array_foreach(json_object_get(j, "pods"), i, item)
	{
		if (!*text(item, "nodeName"))
			continue;
		placed++;
		snprintf(key, sizeof key, "%s/%s", text(item, "clusterId"),
			text(item, "nodeName"));
		assert_string_equal(text(item, "currentNodePool"),
			text(json_object_get(nodes, key), ""));
	}
	assert_true(placed > 100);
	json_decref(nodes);
	json_decref(j);
}

static void test_replicas(void **state)
{
	struct sim_options o;
	struct ctx x = {0};

	sim_options_init(&o);
	o.size.workloads = 1000;
	o.size.replicas = 9;
	assert_int_equal(start(&x, &o), 0);
	assert_int_equal(sim_items(x.sim, "pods"), 2000);
	sim_stop(x.sim);
}

/* A part of the API that is not there, or not for us. */
static void test_group_is_refused(void **state)
{
	struct ctx *x = *state;

	fault(x, ASSET "*", "status", "404", 0);
	fault(x, "/api/v1/idps*", "status", "403", 0);
	expect_status(x, ASSET "compute", 404);
	expect_status(x, ASSET "datasource/git", 404);
	expect_status(x, "/api/v1/idps", 403);
	expect_status(x, "/api/v1/idps/oidc", 403);
	expect_status(x, "/api/v1/users", 200);
	sim_fault_clear(x->sim);
	expect_status(x, ASSET "compute", 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lists),
		TEST(test_kinds_apart),
		TEST(test_refusals),
		TEST(test_pagination),
		TEST(test_what_is_shown),
		TEST(test_canaries),
		TEST(test_workloads_name_what_exists),
		TEST(test_pods_run_in_their_pool),
		cmocka_unit_test(test_replicas),
		TEST(test_group_is_refused),
	};
	int failed;

	curl_global_init(CURL_GLOBAL_ALL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	curl_global_cleanup();
	return failed;
}
