/* SPDX-License-Identifier: MIT */
/*
 * Settings from all their sources, in a home of their own and with an
 * environment of their own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "config.h"
#include "util.h"

#define JWT "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.eHk"

enum { MAX_VARIABLES = 16, MAX_FILES = 16 };

/* ---- the world that a test sets up ---- */

static char home[] = "/tmp/test_config.XXXXXX";

static struct world {
	struct {
		const char *name, *value;
	} variables[MAX_VARIABLES];
	char *files[MAX_FILES];
	size_t n_variables, n_files;
} world;

static char *fake_getenv(const char *name)
{
	for (size_t i = 0; i < world.n_variables; i++)
		if (strcmp(world.variables[i].name, name) == 0)
			return (char *)(uintptr_t)world.variables[i].value;
	return NULL;
}

static void set_variable(const char *name, const char *value)
{
	assert_true(world.n_variables < MAX_VARIABLES);
	world.variables[world.n_variables].name = name;
	world.variables[world.n_variables++].value = value;
}

/* Writes a file below the home; its path stays valid for the test. */
static const char *write_file(const char *name, mode_t mode, const char *text)
{
	char *path = NULL;

	assert_true(world.n_files < MAX_FILES);
	assert_true(asprintf(&path, "%s/%s", home, name) > 0);
	for (char *p = path + strlen(home) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(path, 0700);
		*p = '/';
	}
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path, mode), 0);
	world.files[world.n_files++] = path;
	return path;
}

static int make_home(void **state)
{
	return mkdtemp(home) ? 0 : -1;
}

static int remove_home(void **state)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -r %s", home);
	return system(command);
}

static int set_up(void **state)
{
	set_variable("HOME", home);
	return 0;
}

static int tear_down(void **state)
{
	for (size_t i = 0; i < world.n_files; i++) {
		unlink(world.files[i]);
		free(world.files[i]);
	}
	world = (struct world){.n_files = 0};
	return 0;
}

/* ---- loading ---- */

static struct config *load_args(const struct config_args *args)
{
	cleanup_buf struct buf message = BUF_INIT;
	struct config *c = NULL;
	int r = config_load(&c, args, fake_getenv, &message);

	if (r < 0)
		fail_msg("%s", message.p);
	assert_int_equal(message.n, 0);
	return c;
}

static struct config *load(const char *source, const char *option)
{
	const char *const options[] = {option, NULL};

	return load_args(
		&(struct config_args){.source = source, .options = options});
}

static void refuse_args(
	const struct config_args *args, int error, const char *message_has)
{
	cleanup_buf struct buf message = BUF_INIT;
	struct config *c = NULL;

	assert_int_equal(config_load(&c, args, fake_getenv, &message), error);
	assert_null(c);
	assert_non_null(message.p);
	assert_null(strchr(message.p, '\n'));
	assert_null(strstr(message.p, "hunter2"));
	if (!strstr(message.p, message_has))
		fail_msg("no `%s` in: %s", message_has, message.p);
}

static void refuse(const char *source, const char *option, const char *has)
{
	const char *const options[] = {option, NULL};

	refuse_args(&(struct config_args){.source = source, .options = options},
		-EINVAL, has);
}

static void expect(const struct config *c, enum setting s, const char *value,
	enum setting_source source)
{
	assert_string_equal(config_str(c, s), value);
	assert_int_equal(config_source(c, s), source);
}

/* ---- sources ---- */

static void test_defaults(void **state)
{
	struct config *c = load("https://H.example:443/", NULL);

	expect(c, SET_URL, "https://h.example", SOURCE_COMMAND_LINE);
	assert_string_equal(config_origin(c), "https://h.example");
	assert_int_equal(config_ms(c, SET_TTL), 15000);
	assert_int_equal(config_source(c, SET_TTL), SOURCE_DEFAULT);
	assert_int_equal(config_size(c, SET_CACHE_SIZE), 512 << 20);
	assert_true(config_bool(c, SET_STALE_WHILE_REVALIDATE));
	assert_int_equal(config_int(c, SET_UID), geteuid());
	assert_int_equal(config_int(c, SET_GID), getegid());
	assert_int_equal(config_int(c, SET_UMASK), 077);
	assert_null(config_str(c, SET_CLIENT_ID));
	assert_null(config_str(c, SET_TOKEN_COMMAND));
	assert_int_equal(config_credential(c), CREDENTIAL_NONE);
	config_destroy(c);
	config_destroy(NULL);
}

static void test_command_line(void **state)
{
	const char *const options[] = {"ro", "ttl=1", "x-systemd.automount",
		"allow_other", "ttl=2.5", "rw", "dev", "suid", "fsname=x",
		NULL};
	struct config *c = load_args(&(struct config_args){
		.source = "https://h/p/", .options = options});

	assert_int_equal(config_ms(c, SET_TTL), 2500);
	assert_true(config_bool(c, SET_ALLOW_OTHER));
	assert_int_equal(config_int(c, SET_UMASK), 022);
	assert_string_equal(config_str(c, SET_URL), "https://h/p");
	assert_string_equal(config_origin(c), "https://h");
	config_destroy(c);
}

static void test_command_line_is_refused(void **state)
{
	refuse("https://h", "tll=3", "`ttl`");
	refuse("https://h", "ttl=x", "option `ttl`: needs seconds");
	refuse("https://h", "ttl", "needs a value");
	refuse("https://h", "client_secret=hunter2", "client_secret_file");
	refuse("https://h", "token=hunter2", "RUNAI_TOKEN");
	refuse("https://h", "client_secret", "client_secret_file");
	refuse("https://h", "proxy=http://u:hunter2@p", "file");
	refuse("https://h", "hunter2/+=x", "unknown option `?`");
	refuse("https://u:hunter2@h", NULL, "SOURCE: ");
	refuse("https://h", "url=https://other", "differ");
	refuse("http://h", NULL, "allow_http");
	refuse("https://h", "token_url=http://h", "token_url");
	refuse("https://h", "researcher_url.c=http://h", "researcher_url");
	refuse("https://h", "researcher_url.=https://h", "unknown option");
	refuse(NULL, NULL, "RUNAI_BASE_URL");
	refuse("none", NULL, "RUNAI_BASE_URL");
	refuse("h.example", NULL, "https://h.example");
}

static void test_http(void **state)
{
	config_destroy(load("http://localhost:8080", NULL));
	config_destroy(load("http://h", "allow_http"));
	config_destroy(load("https://h", "url=https://H/"));
	config_destroy(load("none", "url=https://h"));
}

static void test_environment(void **state)
{
	set_variable("RUNAI_BASE_URL", "");
	set_variable("RUNAI_CTRL_PLANE", "https://third");
	set_variable("RUNAI_URL", "https://first");
	set_variable("RUNAI_CLIENT_ID", "me");
	set_variable("RUNAI_CLIENT_SECRET", "hunter2");
	set_variable("RUNAIFS_LOG", "debug");
	struct config *c = load(NULL, NULL);

	expect(c, SET_URL, "https://first", SOURCE_ENVIRONMENT);
	expect(c, SET_LOG, "debug", SOURCE_ENVIRONMENT);
	assert_string_equal(config_client_secret(c), "hunter2");
	assert_int_equal(config_credential(c), CREDENTIAL_CLIENT);
	config_destroy(c);

	c = load("https://cl", "log=warn");
	expect(c, SET_URL, "https://cl", SOURCE_COMMAND_LINE);
	expect(c, SET_LOG, "warn", SOURCE_COMMAND_LINE);
	config_destroy(c);
}

static void test_environment_is_refused(void **state)
{
	set_variable("RUNAI_TOKEN", "hunter2");
	set_variable("RUNAIFS_LOG", "loud");
	refuse("https://h", NULL, "RUNAIFS_LOG: needs one of");
}

static void test_credentials_directory(void **state)
{
	write_file("cred/client-id", 0400, "svc\n");
	const char *secret =
		write_file("cred/client-secret", 0440, "hunter2\n");
	char dir[64];
	snprintf(dir, sizeof(dir), "%s/cred", home);
	set_variable("CREDENTIALS_DIRECTORY", dir);
	struct config *c = load("https://h", NULL);

	expect(c, SET_CLIENT_ID, "svc", SOURCE_CREDENTIALS_DIRECTORY);
	assert_string_equal(config_client_secret(c), "hunter2");
	assert_null(config_token(c));
	config_destroy(c);

	chmod(secret, 0444);
	refuse_args(
		&(struct config_args){.source = "https://h"}, -EACCES, secret);
}

static void test_files(void **state)
{
	write_file(".config/runaifs/config", 0644,
		"# comment\n; comment\nttl = 1\nurl=https://d\n[default]\n"
		"ttl_org: 2\n\n  [lab]\r\n url = https://lab \r\n"
		"ca_file = ca.pem\nrealm = a ; b\n"
		"researcher_url.one = https://one/\n");
	struct config *c = load(NULL, NULL);

	expect(c, SET_URL, "https://d", SOURCE_FILE);
	assert_int_equal(config_ms(c, SET_TTL), 1000);
	assert_int_equal(config_ms(c, SET_TTL_ORG), 2000);
	assert_null(config_researcher_url(c, "one"));
	config_destroy(c);

	c = load("lab", "ttl=9");
	expect(c, SET_URL, "https://lab", SOURCE_FILE);
	expect(c, SET_PROFILE, "lab", SOURCE_COMMAND_LINE);
	expect(c, SET_REALM, "a ; b", SOURCE_FILE);
	assert_int_equal(config_ms(c, SET_TTL), 9000);
	assert_int_equal(config_ms(c, SET_TTL_ORG), 2000);
	assert_string_equal(config_researcher_url(c, "one"), "https://one");
	/* relative to the file */
	assert_non_null(
		strstr(config_str(c, SET_CA_FILE), "/.config/runaifs/ca.pem"));
	config_destroy(c);
}

static void test_xdg_and_named_files(void **state)
{
	char dir[64];
	const char *other = write_file("other", 0600, "ttl=3\n");
	const char *third = write_file("third", 0600, "ttl=6\n");
	write_file("xdg/runaifs/config", 0600, "ttl=4\n");
	write_file(".config/runaifs/config", 0600, "ttl=5\n");
	snprintf(dir, sizeof(dir), "%s/xdg", home);
	set_variable("XDG_CONFIG_HOME", dir);
	struct config *c = load("https://h", NULL);
	assert_int_equal(config_ms(c, SET_TTL), 4000);
	config_destroy(c);

	set_variable("RUNAIFS_CONFIG", other);
	c = load("https://h", NULL);
	assert_int_equal(config_ms(c, SET_TTL), 3000);
	config_destroy(c);

	c = load_args(
		&(struct config_args){.source = "https://h", .file = third});
	assert_int_equal(config_ms(c, SET_TTL), 6000);
	config_destroy(c);
	refuse_args(&(struct config_args){.source = "https://h",
			    .file = "/nowhere/c"},
		-ENOENT, "/nowhere/c");
}

static void refuse_file(
	int error, mode_t mode, const char *text, const char *has)
{
	const char *path = write_file("config", mode, text);

	refuse_args(&(struct config_args){.source = "https://h", .file = path},
		error, path);
	refuse_args(&(struct config_args){.source = "https://h", .file = path},
		error, has);
}

static void test_files_are_refused(void **state)
{
	refuse_file(-EACCES, 0644, "client_secret = hunter2\n", "chmod 600");
	refuse_file(-EACCES, 0640, "[other]\ntoken = hunter2\n", "chmod 600");
	refuse_file(-EACCES, 0602, "ttl = 1\n", "chmod o-w");
	refuse_file(-EINVAL, 0600, "ttl = 1\nhunter2\n", "line 2");
	refuse_file(-EINVAL, 0600, "ttl\n", "line 1");
	refuse_file(-EINVAL, 0600, "[lab\nttl = 1\n", "line 1");
	refuse_file(-EINVAL, 0600, "tll = 1\n", "`ttl`");
	refuse_file(-EINVAL, 0600, "= hunter2\n", "unknown option");
	refuse_file(-EINVAL, 0600, "ttl = one\n", "ttl needs seconds");
	refuse_file(-EINVAL, 0600, "nosuid = 1\n", "unknown option");
	refuse_file(-EINVAL, 0600,
		"[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]\n",
		"longer");
	refuse_args(&(struct config_args){.file = home}, -EINVAL, "regular");
}

/* Longer than any line buffer, and beyond what inih takes for a comment. */
static void test_long_and_odd_values(void **state)
{
	cleanup_free char *text = NULL;
	char token[5001];

	memset(token, 'x', sizeof(token));
	token[sizeof(token) - 1] = '\0';
	memcpy(token, "a ;#=b:", 7);
	assert_true(asprintf(&text, "[lab]\ntoken = %s\nclient_id = %s", token,
			    token) > 0);
	write_file(".config/runaifs/config", 0600, text);
	struct config *c = load("lab", "url=https://h");

	assert_string_equal(config_token(c), token);
	expect(c, SET_CLIENT_ID, token, SOURCE_FILE);
	config_destroy(c);
}

static void test_profiles(void **state)
{
	write_file(".config/runaifs/config", 0600,
		"profile = dev\n[dev]\nurl = https://dev\n"
		"[prod]\nurl = https://prod\n[dev]\nttl = 7\n");
	struct config *c = load(NULL, NULL);
	expect(c, SET_URL, "https://dev", SOURCE_FILE);
	assert_string_equal(config_str(c, SET_PROFILE), "dev");
	assert_int_equal(config_ms(c, SET_TTL), 7000);
	config_destroy(c);

	refuse("prd", NULL, "did you mean `prod`? (known: dev, prod)");
	refuse("dev", "profile=prod", "differ");
	set_variable("RUNAIFS_PROFILE", "prod");
	c = load(NULL, NULL);
	expect(c, SET_URL, "https://prod", SOURCE_FILE);
	expect(c, SET_PROFILE, "prod", SOURCE_ENVIRONMENT);
	config_destroy(c);

	/* what the command line names is stronger than the environment */
	set_variable("RUNAI_BASE_URL", "https://env");
	c = load(NULL, NULL);
	expect(c, SET_URL, "https://env", SOURCE_ENVIRONMENT);
	config_destroy(c);
	c = load("dev", NULL);
	expect(c, SET_URL, "https://dev", SOURCE_FILE);
	config_destroy(c);
}

static void test_no_home(void **state)
{
	world.n_variables = 0;
	config_destroy(load("https://h", NULL));
	refuse("https://h", "ca_file=~/ca.pem", "$HOME");
}

/* ---- the runai CLI ---- */

static void write_login(const char *url)
{
	cleanup_free char *text = NULL;

	assert_true(asprintf(&text, "{\"control_plane\":{\"url\":\"%s\"}}",
			    url) > 0);
	write_file(".runai/config.json", 0644, text);
	write_file(".runai/authentication.json", 0600,
		"{\"accessToken\":\"" JWT "\"}");
}

static void test_cli_login(void **state)
{
	write_login("https://H/");
	struct config *c = load(NULL, NULL);

	expect(c, SET_URL, "https://h", SOURCE_CLI_LOGIN);
	assert_int_equal(config_credential(c), CREDENTIAL_CLI_LOGIN);
	assert_non_null(strstr(config_cli_login(c), "authentication.json"));
	config_destroy(c);
}

/* Its token never goes to another host. */
static void test_cli_login_elsewhere(void **state)
{
	write_login("https://h");
	const char *program = write_file("bin/runai", 0700, "#!/bin/sh\n");
	char path[64];
	snprintf(path, sizeof(path), "/nowhere::%s/bin", home);
	set_variable("PATH", path);
	struct config *c = load("https://other", NULL);

	assert_non_null(program);
	assert_null(config_cli_login(c));
	assert_null(config_str(c, SET_TOKEN_COMMAND));
	assert_int_equal(config_credential(c), CREDENTIAL_NONE);
	config_destroy(c);

	c = load("https://h", NULL);
	assert_int_equal(config_credential(c), CREDENTIAL_CLI_LOGIN);
	expect(c, SET_TOKEN_COMMAND, "runai auth get-token -o plaintext",
		SOURCE_DEFAULT);
	config_destroy(c);
	c = load("https://h", "token_command=");
	assert_null(config_str(c, SET_TOKEN_COMMAND));
	config_destroy(c);
}

static void test_default_command(void **state)
{
	char path[64];

	write_file("bin/runai", 0700, "#!/bin/sh\n");
	snprintf(path, sizeof(path), "%s/bin", home);
	set_variable("PATH", path);
	struct config *c = load("https://h", NULL);
	assert_int_equal(config_credential(c), CREDENTIAL_TOKEN_COMMAND);
	config_destroy(c);
}

/* ---- credentials ---- */

static void test_credential_of_the_strongest_source(void **state)
{
	write_login("https://h");
	write_file(".config/runaifs/config", 0600,
		"token = file\nclient_id = me\nclient_secret = hunter2\n");
	struct config *c = load("https://h", NULL);
	assert_int_equal(config_credential(c), CREDENTIAL_CLIENT);
	config_destroy(c);
	c = load("https://h", "auth=bearer");
	assert_int_equal(config_credential(c), CREDENTIAL_TOKEN);
	config_destroy(c);

	set_variable("RUNAI_TOKEN_FILE", "/t");
	c = load("https://h", NULL);
	assert_int_equal(config_credential(c), CREDENTIAL_TOKEN_FILE);
	assert_null(config_token(c));
	config_destroy(c);
	c = load("https://h", "client_secret_file=/s");
	assert_int_equal(config_credential(c), CREDENTIAL_CLIENT);
	assert_null(config_client_secret(c));
	expect(c, SET_CLIENT_SECRET_FILE, "/s", SOURCE_COMMAND_LINE);
	config_destroy(c);
	c = load("https://h", "auth=realm");
	assert_int_equal(config_credential(c), CREDENTIAL_CLIENT);
	assert_string_equal(config_client_secret(c), "hunter2");
	config_destroy(c);
}

static void expect_explanation(const char *option, const char *has)
{
	cleanup_buf struct buf why = BUF_INIT;
	struct config *c = load("https://h", option);

	assert_int_equal(config_credential(c), CREDENTIAL_NONE);
	config_explain_no_credentials(c, &why);
	assert_non_null(strstr(why.p, has));
	assert_non_null(strstr(why.p, "RUNAI_CLIENT_SECRET"));
	config_destroy(c);
}

static void test_half_credentials(void **state)
{
	expect_explanation(NULL, "no credentials");
	expect_explanation("client_id=me", "client_id without a secret");
	expect_explanation("client_secret_file=/x", "without client_id");
}

/* ---- printing ---- */

static void test_print(void **state)
{
	cleanup_buf struct buf out = BUF_INIT;
	const char *path = write_file("config", 0600,
		"[lab]\nurl = https://h\ntoken = hunter2\n"
		"proxy = http://u:hunter2@p:3128\n"
		"researcher_url.c = https://c\n");
	cleanup_free char *line = NULL;
	set_variable("RUNAI_CLIENT_SECRET", "hunter2");
	struct config *c =
		load_args(&(struct config_args){.source = "lab", .file = path});

	config_print(c, &out);
	assert_null(strstr(out.p, "hunter2"));
	assert_non_null(strstr(out.p, "\nttl = 15  # default\n"));
	assert_non_null(strstr(out.p, "proxy = http://(redacted)@p:3128  #"));
	assert_non_null(strstr(out.p, "client_secret = (redacted)  "
				      "# environment RUNAI_CLIENT_SECRET\n"));
	assert_true(asprintf(&line, "url = https://h  # file %s [lab]\n",
			    path) > 0);
	assert_non_null(strstr(out.p, line));
	assert_non_null(strstr(out.p, "researcher_url.c = https://c  # file"));
	config_destroy(c);
}

static void test_incomplete(void **state)
{
	struct config *c = load_args(&(struct config_args){.incomplete = true});

	assert_null(config_str(c, SET_URL));
	assert_null(config_origin(c));
	config_destroy(c);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_defaults),
		TEST(test_command_line),
		TEST(test_command_line_is_refused),
		TEST(test_http),
		TEST(test_environment),
		TEST(test_environment_is_refused),
		TEST(test_credentials_directory),
		TEST(test_files),
		TEST(test_xdg_and_named_files),
		TEST(test_files_are_refused),
		TEST(test_long_and_odd_values),
		TEST(test_profiles),
		TEST(test_no_home),
		TEST(test_cli_login),
		TEST(test_cli_login_elsewhere),
		TEST(test_default_command),
		TEST(test_credential_of_the_strongest_source),
		TEST(test_half_credentials),
		TEST(test_print),
		TEST(test_incomplete),
	};

	return cmocka_run_group_tests(tests, make_home, remove_home);
}
