/* SPDX-License-Identifier: MIT */
/*
 * What a path of the caller's own may show.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ctype.h>
#include "buf.h"
#include "endpoint.h"
#include "json.h"
#include "raw_secrets.h"
#include "redact.h"

static const struct {
	const char *path;
	enum raw_rule rule;
} cases[] = {
	{"/api/v1/clusters", RAW_OPEN},
	{"/api/v1/clusters/0b4e/metrics", RAW_OPEN},
	{"/api/v1/nodes", RAW_OPEN},
	{"/api/v1/org-unit/projects/7", RAW_OPEN},
	{"/api/v1/asset/compute", RAW_OPEN},
	{"/api/v1/asset/datasource/s3", RAW_OPEN},
	{"/api/v1/cli-exposer/installer/linux", RAW_OPEN},
	{"/api/v1/cli/dist/linux/amd64/runai", RAW_OPEN},
	{"/v1/k8s/clusters/0b4e/projects", RAW_OPEN},
	{"/api/v1/workloads", RAW_REDACT},
	{"/api/v1/workloads/", RAW_REDACT},
	{"//api//v1//workloads", RAW_REDACT},
	{"/API/v1/Workloads", RAW_REDACT},
	{"/api/v1/workloads;x=1", RAW_REDACT},
	{"/api/v1/workloads/0b4e", RAW_REDACT},
	{"/api/v1/workloads/telemetry", RAW_OPEN}, /* has CSV */
	{"/api/v1/workloads/0b4e/metrics", RAW_OPEN},
	{"/api/v1/workloads/count", RAW_OPEN},
	{"/api/v1/workloads/workspaces/0b4e", RAW_REDACT},
	{"/api/v1/workloads/inferences/0b4e/revisions", RAW_REDACT},
	{"/api/v2/workloads/0b4e", RAW_REDACT},
	{"/api/v2/policy/workspaces", RAW_REDACT},
	{"/api/v1/asset/environment", RAW_REDACT},
	{"/api/v1/asset/workload-template", RAW_REDACT},
	{"/api/v1/asset/workload-template/0b4e", RAW_REDACT},
	{"/api/v1/workload-templates/trainings", RAW_REDACT},
	{"/api/v1/something/new", RAW_REDACT},
	{"/api/v3/workloads", RAW_REDACT},
	{"/", RAW_REDACT},
	{"/api/v1/asset/credentials", RAW_REFUSED},
	{"/api/v1/asset/Credentials/", RAW_REFUSED},
	{"/api/v1/asset//credentials;a=b/password", RAW_REFUSED},
	{"/api/v1/asset/credentials/password/0b4e", RAW_REFUSED},
	{"/api/v1/asset/credentials/of-tomorrow", RAW_REFUSED},
	{"/api/v1/asset/registries", RAW_REFUSED},
	{"/api/v1/asset/registries/0b4e", RAW_REFUSED},
	{"/api/v1/idps", RAW_REFUSED},
	{"/api/v1/idps/saml", RAW_REFUSED},
	{"/api/v1/notification-channels/slack", RAW_REFUSED},
	{"/api/v1/clusters/0b4e/cluster-install-info", RAW_REFUSED},
	{"/v1/k8s/clusters/0b4e/installfile", RAW_REFUSED},
	{"/api/v1/clusters/../idps", RAW_REFUSED},
	{"/api/v1/./idps", RAW_REFUSED},
	{"api/v1/clusters", RAW_REFUSED},
	{"", RAW_REFUSED},
};

static void test_rules(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *const *secrets;
		enum raw_rule rule =
			raw_rule(slice_str(cases[i].path), &secrets);

		if (rule != cases[i].rule)
			print_error("%s\n", cases[i].path);
		assert_int_equal(rule, cases[i].rule);
		assert_int_equal(rule == RAW_REDACT, secrets != NULL);
	}
}

/* A path that the row takes, in capitals if `upper`. */
static void fill(struct buf *b, const char *path, bool upper)
{
	for (const char *p = path; *p && *p != '|'; p++)
		if (*p == '{') {
			buf_adds(b, "0b4e");
			p = strchr(p, '}');
		} else {
			buf_addc(b, upper ? (char)toupper((unsigned char)*p)
					  : *p);
		}
}

/* No row that has secrets is open, however it is written. */
static void test_rows(void **state)
{
	for (unsigned i = 0; i < 2 * API_GENERATIONS * ENDPOINT_COUNT; i++) {
		const struct endpoint_row *row = endpoint_row(
			(enum api_generation)(i / 2 / ENDPOINT_COUNT),
			(enum endpoint)(i / 2 % ENDPOINT_COUNT));
		cleanup_buf struct buf b = BUF_INIT;
		const char *const *secrets;

		if (!row->path || row->verbatim)
			continue;
		fill(&b, row->path, i % 2);
		if (row->secrets)
			assert_int_not_equal(
				raw_rule((struct slice){b.p, b.n}, &secrets),
				RAW_OPEN);
		buf_adds(&b, "/");
		if (row->secrets)
			assert_int_not_equal(
				raw_rule((struct slice){b.p, b.n}, &secrets),
				RAW_OPEN);
	}
}

static void expect(const char *path, const char *in, const char *want)
{
	const char *const *secrets;
	struct redaction r = {0};
	struct slice value;
	size_t n;
	char *out;

	assert_int_equal(raw_rule(slice_str(path), &secrets), RAW_REDACT);
	assert_int_equal(json_check(slice_str(in), &value), 0);
	assert_int_equal(redaction_find(&r, value, secrets), 0);
	out = redaction_apply(&r, value, &n);
	assert_non_null(out);
	out[n] = '\0'; /* there is room for it */
	assert_string_equal(out, want);
	free(out);
	redaction_free(&r);
}

static void test_whole_answers(void **state)
{
	expect("/api/v1/workloads",
		"{\"next\":1,\"workloads\":[{\"name\":\"w\","
		"\"environmentVariables\":{\"A\":\"x\"},"
		"\"urls\":[\"https://h/?t=1\"]}]}",
		"{\"next\":1,\"workloads\":[{\"name\":\"w\","
		"\"environmentVariables\":{\"A\":\"(redacted)\"},"
		"\"urls\":[\"https://h/?(redacted)\"]}]}");
	expect("/api/v1/workloads/0b4e",
		"{\"environmentVariables\":{\"A\":\"x\"}}",
		"{\"environmentVariables\":{\"A\":\"(redacted)\"}}");
	expect("/api/v1/workloads/distributed/0b4e",
		"{\"masterSpec\":{\"environmentVariables\":"
		"[{\"name\":\"A\",\"value\":\"x\"}]}}",
		"{\"masterSpec\":{\"environmentVariables\":"
		"[{\"name\":\"A\",\"value\":\"(redacted)\"}]}}");
	expect("/api/v2/workloads/0b4e",
		"{\"workload\":{\"rawManifest\":{\"spec\":{\"containers\":"
		"[{\"env\":[{\"name\":\"A\",\"value\":\"x\"}]}]}}}}",
		"{\"workload\":{\"rawManifest\":{\"spec\":{\"containers\":"
		"[{\"env\":[{\"name\":\"A\",\"value\":\"(redacted)\"}]}]}}}}");
	expect("/api/v2/policy/distributed",
		"{\"policy\":{\"defaults\":{\"worker\":{"
		"\"environmentVariables\":{\"instances\":"
		"[{\"name\":\"A\",\"value\":\"x\"}]}}}}}",
		"{\"policy\":{\"defaults\":{\"worker\":{"
		"\"environmentVariables\":{\"instances\":"
		"[{\"name\":\"A\",\"value\":\"(redacted)\"}]}}}}}");
	expect("/api/v1/something/new",
		"[{\"config\":{\"clientSecret\":\"x\",\"id\":\"y\"}}]",
		"[{\"config\":{\"clientSecret\":\"(redacted)\","
		"\"id\":\"y\"}}]");
	expect("/api/v1/asset/environment",
		"{\"entries\":[{\"spec\":{\"environmentVariables\":"
		"[{\"value\":\"x\"}]}}]}",
		"{\"entries\":[{\"spec\":{\"environmentVariables\":"
		"[{\"value\":\"(redacted)\"}]}}]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_whole_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
