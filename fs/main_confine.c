/* SPDX-License-Identifier: MIT */
#include "main_confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "main_landlock.h"
#include "version.h"

/* ---- capabilities ---- */

static int capabilities(long call, struct __user_cap_data_struct d[2])
{
	struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};

	return syscall(call, &h, d) < 0 ? -errno : 0;
}

static int drop_capabilities(bool keep_search)
{
	uint32_t kept = keep_search ? 1U << CAP_DAC_READ_SEARCH : 0;
	struct __user_cap_data_struct d[2] = {{kept, kept, 0}, {0, 0, 0}};
	unsigned long last = 0;

	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	/* fails behind the last one, and for an ordinary user at once */
	while (prctl(PR_CAPBSET_DROP, last, 0, 0, 0) == 0)
		last++;
	return capabilities(SYS_capset, d);
}

/* ---- files ---- */

/* Of the settings, of the environment, of libcurl: NULL where there is none. */
typedef const char *path_of_fn(const struct config *c, int which);

static const char *path_of_setting(const struct config *c, int which)
{
	return config_str(c, (enum setting)which);
}

static const char *path_of_login(const struct config *c, int which)
{
	return config_cli_login(c);
}

/* What is read again, when a token or a connection is new. */
static const struct {
	path_of_fn *path;
	int which;
} files[] = {
	{path_of_setting, SET_CA_FILE},
	{path_of_setting, SET_CLIENT_CERT},
	{path_of_setting, SET_CLIENT_KEY},
	{path_of_setting, SET_CLIENT_SECRET_FILE},
	{path_of_setting, SET_TOKEN_FILE},
	{path_of_login, 0},
};

/* What libraries read: names of hosts and the like, certificates, code. Whole
 * directories, because such files are replaced rather than written. */
static const struct {
	const char *path;
	enum landlock_rights rights;
} places[] = {
	{"/dev/null", LANDLOCK_WRITE},
	{"/dev/urandom", LANDLOCK_READ},
	{"/etc", LANDLOCK_LIST},
	{"/lib", LANDLOCK_LIST},
	{"/lib64", LANDLOCK_LIST},
	{"/proc/self", LANDLOCK_LIST},
	{"/run/NetworkManager", LANDLOCK_READ},
	{"/run/connman", LANDLOCK_READ},
	{"/run/resolvconf", LANDLOCK_READ},
	{"/run/systemd/resolve", LANDLOCK_READ},
	{"/usr", LANDLOCK_LIST},
	{"/var/lib/ca-certificates", LANDLOCK_LIST},
	{"/var/lib/sss/mc", LANDLOCK_READ},
};

static void first_error(int *r, int err)
{
	*r = *r < 0 ? *r : err;
}

static int allow_directory_of(int ruleset, const char *path)
{
	cleanup_free char *dir = strdup(path);
	char *slash = dir ? strrchr(dir, '/') : NULL;

	if (!slash)
		return dir ? 0 : -ENOMEM;
	slash[slash == dir] = '\0';
	return landlock_allow(ruleset, dir, LANDLOCK_READ);
}

/* The next version of a file comes by renaming: where its name is, and where a
 * link of that name leads today. */
static int allow_file(int ruleset, const char *path)
{
	cleanup_free char *target = realpath(path, NULL);
	int r = allow_directory_of(ruleset, path);

	if (target)
		first_error(&r, allow_directory_of(ruleset, target));
	return r;
}

static int allow_ca(int ruleset)
{
	const char *const paths[] = {getenv("SSL_CERT_FILE"),
		getenv("SSL_CERT_DIR"), version_of_curl_ca(false),
		version_of_curl_ca(true)};
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		if (paths[i]) {
			first_error(&r, allow_file(ruleset, paths[i]));
			first_error(&r, landlock_allow(ruleset, paths[i],
						LANDLOCK_LIST));
		}
	return r;
}

/* A ruleset, or a negative errno. */
static int make_ruleset(const struct config *config)
{
	int ruleset = landlock_create(), r = 0;

	if (ruleset < 0)
		return ruleset;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		first_error(&r, landlock_allow(ruleset, places[i].path,
					places[i].rights));
	first_error(&r, allow_ca(ruleset));
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const char *path = files[i].path(config, files[i].which);
		if (path)
			first_error(&r, allow_file(ruleset, path));
	}
	if (r == 0)
		return ruleset;
	close(ruleset);
	return r;
}

const char *confinement_file_below(const struct config *config, const char *dir)
{
	size_t n = strlen(dir);

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const char *path = files[i].path(config, files[i].which);
		cleanup_free char *real = path ? realpath(path, NULL) : NULL;
		const char *is = real ? real : path;
		if (is && strncmp(is, dir, n) == 0 && is[n] == '/')
			return path;
	}
	return NULL;
}

/* ---- who may read them ---- */

static bool is_out_of_reach(const char *path)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;

	if (fd < 0)
		return path && errno == EACCES;
	close(fd);
	return false;
}

/* Root may have named what is in a user's private directory. Looks at it with
 * the capabilities put aside for a moment. */
static bool needs_search(const struct config *config)
{
	struct __user_cap_data_struct had[2], aside[2];
	bool needs = false;

	if (capabilities(SYS_capget, had) < 0)
		return false;
	memcpy(aside, had, sizeof(aside));
	aside[0].effective = aside[1].effective = 0;
	if (capabilities(SYS_capset, aside) < 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		needs = needs ||
			is_out_of_reach(files[i].path(config, files[i].which));
	capabilities(SYS_capset, had);
	return needs && had[0].permitted & 1U << CAP_DAC_READ_SEARCH;
}

/* ---- all of it ---- */

void confinement_prepare(
	struct confinement *c, const struct config *config, bool files_too)
{
	*c = (struct confinement){
		.ruleset = files_too ? make_ruleset(config) : -EOPNOTSUPP,
		.keep_search = needs_search(config),
	};
}

void confinement_enter(void *arg)
{
	struct confinement *c = arg;
	int r = drop_capabilities(c->keep_search);

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		first_error(&r, -errno);
	if (c->ruleset >= 0)
		first_error(&r, landlock_enter(c->ruleset));
	if (r < 0)
		atomic_store(&c->error, r);
}

void confinement_finish(struct confinement *c, struct logger *logger)
{
	int error = atomic_load(&c->error);

	if (error < 0)
		log_write(logger, LOG_LEVEL_WARN, "main",
			"not fully confined: %s", strerror(-error));
	if (c->ruleset < 0)
		log_write(logger, LOG_LEVEL_INFO, "main",
			"files are not confined: no Landlock: %s",
			strerror(-c->ruleset));
	if (c->keep_search)
		log_write(logger, LOG_LEVEL_INFO, "main",
			"CAP_DAC_READ_SEARCH is kept: without it some file of "
			"the settings could not be read again");
	if (c->ruleset >= 0)
		close(c->ruleset);
}
