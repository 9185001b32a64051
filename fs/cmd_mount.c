/* SPDX-License-Identifier: MIT */
/*
 * From a command line to a mount that serves, and down again.
 */
#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cmd.h"
#include "fs.h"
#include "fuse_log.h"
#include "helper.h"
#include "helper_command.h"
#include "main_capture.h"
#include "main_confine.h"
#include "main_daemon.h"
#include "main_logger.h"
#include "main_signals.h"
#include "mountinfo.h"

struct mount {
	const struct options *options;
	char *point;
	struct daemon daemon;
	struct helper helper;
	struct program_logger logger;
	struct config *config;
	struct api *api;
	struct fs *fs;
	struct signals signals;
	struct buf message; /* why it failed */
};

/* ---- up: each step returns an exit code, with a message unless fine ---- */

static int fail_errno(struct mount *m, const char *what, int err)
{
	buf_addf(&m->message, "%s: %s", what, strerror(-err));
	return EXIT_MOUNT;
}

static int refuse_point(struct mount *m, int err)
{
	const char *given = m->options->mountpoint;

	buf_addf(&m->message, "%s: ", given);
	if (err == -ENOTCONN)
		buf_addf(&m->message, "is a dead mount: runaifs -u %s it first",
			given);
	else if (err == -ENOENT)
		buf_adds(&m->message,
			"no such directory: create the mount point first "
			"(the commands are refresh and stat)");
	else
		buf_adds(&m->message, strerror(-err));
	return EXIT_MOUNT;
}

static int check_not_mounted(struct mount *m)
{
	struct mountinfo info = {0};
	int r = mountinfo_find_now(m->point, &info);
	bool mounted = r == 0 && info.ours && !strcmp(info.point, m->point);

	mountinfo_free(&info);
	if (!mounted)
		return EXIT_FINE;
	buf_addf(&m->message,
		"%s: a runaifs is mounted here already: runaifs -u it first, "
		"or runaifs refresh it",
		m->options->mountpoint);
	return EXIT_MOUNT;
}

static int step_point(struct mount *m)
{
	struct stat st;

	m->point = realpath(m->options->mountpoint, NULL);
	if (!m->point || stat(m->point, &st) < 0)
		return refuse_point(m, -errno);
	if (!S_ISDIR(st.st_mode))
		return refuse_point(m, -ENOTDIR);
	return check_not_mounted(m);
}

/* Before any secret is read, so that it knows none. */
static int step_helper(struct mount *m)
{
	int r = helper_start(&m->helper, m->point);

	return r < 0 ? fail_errno(m, "helper process", r) : EXIT_FINE;
}

static int step_config(struct mount *m)
{
	const struct config_args args = {
		.source = m->options->source,
		.file = m->options->file,
		.options = (const char *const *)m->options->settings,
	};

	if (config_load(&m->config, &args, getenv, &m->message) < 0)
		return EXIT_USAGE;
	const char *hidden = confinement_file_below(m->config, m->point);
	if (hidden) {
		buf_addf(&m->message, "%s: lies below the mount point, which "
			"hides it once it is mounted: move it", hidden);
		return EXIT_USAGE;
	}
	program_logger_init(&m->logger, m->config, m->daemon.status_fd >= 0);
	daemon_wipe_environment();
	if (chdir("/") < 0)
		return fail_errno(m, "/", -errno);
	return EXIT_FINE;
}

static int step_api(struct mount *m)
{
	const struct command_runner runner = {helper_command_run, m->helper.fd};
	int r = api_create(&m->api, m->config, &clock_system, &m->logger.base);

	if (r < 0)
		return fail_errno(m, "network thread", r);
	api_set_command_runner(m->api, &runner);
	return EXIT_FINE;
}

/* Exit codes where it is not EXIT_UNREACHABLE. */
static int code_of_trouble(enum trouble t)
{
	static const unsigned char codes[TROUBLE_COUNT] = {
		[TROUBLE_UNAUTHORIZED] = EXIT_AUTHENTICATION,
		[TROUBLE_TOKEN_EXPIRED] = EXIT_AUTHENTICATION,
		[TROUBLE_NO_CREDENTIALS] = EXIT_AUTHENTICATION,
		[TROUBLE_FORBIDDEN] = EXIT_FORBIDDEN,
		[TROUBLE_BAD_REQUEST] = EXIT_NOT_RUNAI,
		[TROUBLE_NOT_FOUND] = EXIT_NOT_RUNAI,
		[TROUBLE_NOT_SUPPORTED] = EXIT_NOT_RUNAI,
		[TROUBLE_BAD_MESSAGE] = EXIT_NOT_RUNAI,
		[TROUBLE_TOO_BIG] = EXIT_NOT_RUNAI,
		[TROUBLE_REDIRECT] = EXIT_NOT_RUNAI,
		[TROUBLE_CANCELED] = EXIT_MOUNT,
		[TROUBLE_NO_MEMORY] = EXIT_MOUNT,
	};

	return codes[t] ? codes[t] : EXIT_UNREACHABLE;
}

/* TLS fails for several reasons with a cure each; curl's text tells which. */
static const struct {
	const char *message_has, *hint;
} tls_hints[] = {
	{"certificate file", "ca_file cannot be read: check its path, and that "
			     "it is PEM"},
	{"subject name", "the certificate is for another host: check the host "
			 "name in url"},
	{"certificate", "the certificate is not trusted: give the authority "
			"that signed it with ca_file"},
	{"wrong version", "that port speaks no TLS: check the port in url"},
	{"SSL_ERROR_SYSCALL", "the server hung up; perhaps that port speaks no "
			      "TLS: check the port in url"},
};

static const char *hint_of(const struct api_error *e)
{
	if (e->trouble == TROUBLE_TLS)
		for (size_t i = 0; i < ARRAY_SIZE(tls_hints); i++)
			if (strstr(e->message, tls_hints[i].message_has))
				return tls_hints[i].hint;
	return trouble_info(e->trouble)->hint;
}

static void explain(struct mount *m, const struct api_error *e)
{
	buf_addf(&m->message, "%s: ", config_origin(m->config));
	if (e->trouble == TROUBLE_NO_CREDENTIALS) {
		/* none are configured, or they are but cannot be read */
		if (config_credential(m->config) == CREDENTIAL_NONE)
			config_explain_no_credentials(m->config, &m->message);
		else
			buf_adds(&m->message, e->message);
		return;
	}
	buf_addf(&m->message, "%s: ",
		*e->message ? e->message : trouble_info(e->trouble)->word);
	buf_adds(&m->message, hint_of(e));
}

/* There is no mount yet: a signal may simply end us. */
static int step_verify(struct mount *m)
{
	struct api_error error = {0};

	if (config_bool(m->config, SET_NO_VERIFY))
		return EXIT_FINE;
	signals_block(false);
	int r = api_verify(m->api, &error);
	signals_block(true);
	if (r == 0)
		return EXIT_FINE;
	if (error.trouble == TROUBLE_NONE)
		return fail_errno(m, config_origin(m->config), r);
	explain(m, &error);
	return code_of_trouble(error.trouble);
}

/* libfuse and fusermount3 say themselves what is wrong: in our one line. */
static int mount_quietly(struct mount *m)
{
	cleanup_buf struct buf said = BUF_INIT, why = BUF_INIT;
	struct capture capture;

	capture_begin(&capture);
	int r = fs_mount(m->fs, m->point, &why);
	capture_end(&capture, &said);
	if (r == 0)
		return EXIT_FINE;
	if (said.n)
		buf_addf(&m->message, "cannot mount on %s: %s", m->point,
			said.p);
	else if (why.n)
		buf_adds(&m->message, why.p);
	else
		fail_errno(m, m->options->mountpoint, r);
	return EXIT_MOUNT;
}

static int step_fs(struct mount *m)
{
	int r = fs_create(
		&m->fs, m->config, m->api, &clock_system, &m->logger.base);

	if (r < 0)
		return fail_errno(m, "file system", r);
	if (mount_quietly(m) != EXIT_FINE)
		return EXIT_MOUNT;
	fuse_log_like(&m->logger);
	helper_mounted(&m->helper);
	return EXIT_FINE;
}

/* Both threads that there are; others come from them. Landlock would forbid to
 * write the core that -d asks for. */
static int step_confine(struct mount *m)
{
	struct confinement c;

	confinement_prepare(&c, m->config, !m->options->debug);
	api_run_there(m->api, confinement_enter, &c);
	confinement_enter(&c);
	confinement_finish(&c, &m->logger.base);
	return EXIT_FINE;
}

static int step_signals(struct mount *m)
{
	int r = signals_start(&m->signals, m->fs, m->api, &m->logger.base);

	return r < 0 ? fail_errno(m, "signal thread", r) : EXIT_FINE;
}

static int come_up(struct mount *m)
{
	static int (*const steps[])(struct mount *) = {
		step_point,
		step_helper,
		step_config,
		step_api,
		step_verify,
		step_fs,
		step_confine,
		step_signals,
	};
	int code = EXIT_FINE;

	for (size_t i = 0; i < ARRAY_SIZE(steps) && code == EXIT_FINE; i++)
		code = steps[i](m);
	return code;
}

/* ---- down ---- */

static void come_down(struct mount *m)
{
	signals_stop(&m->signals);
	if (m->api)
		api_destroy(m->api);
	if (m->fs)
		helper_unmount(&m->helper);
	fs_destroy(m->fs);
	config_destroy(m->config);
	helper_finish(&m->helper);
	free(m->point);
	buf_free(&m->message);
}

/* ---- between ---- */

static int serve(struct mount *m)
{
	log_write(&m->logger.base, LOG_LEVEL_INFO, "main", "%s mounted on %s",
		config_str(m->config, SET_URL), m->point);
	int r = fs_run(m->fs);
	if (r < 0)
		log_write(&m->logger.base, LOG_LEVEL_ERROR, "main",
			"serving ended: %s", strerror(-r));
	else
		log_write(&m->logger.base, LOG_LEVEL_INFO, "main", "unmounted");
	return r < 0 ? EXIT_MOUNT : EXIT_FINE;
}

static int run(const struct options *o, struct daemon *d)
{
	struct mount m = {
		.options = o,
		.daemon = *d,
		.helper = HELPER_INIT,
		.message = BUF_INIT,
	};

	if (!o->debug)
		daemon_harden();
	signals_block(true);
	int code = come_up(&m);
	if (code != EXIT_FINE)
		daemon_fail(&m.daemon, code,
			m.message.n ? m.message.p : "out of memory");
	else if (daemon_ready(&m.daemon) < 0)
		code = EXIT_MOUNT; /* whoever started us is gone */
	else
		code = serve(&m);
	come_down(&m);
	return code;
}

/* As in token_file=<(command). */
static bool names_descriptor(const char *s)
{
	return s && (strstr(s, "/dev/fd/") || strstr(s, "/proc/self/fd/"));
}

static bool needs_descriptors(const struct options *o)
{
	static const char *const variables[] = {"RUNAI_TOKEN_FILE",
		"RUNAI_CLIENT_SECRET_FILE", "RUNAIFS_CONFIG"};
	bool needs = names_descriptor(o->file);

	for (char **s = o->settings; s && *s; s++)
		needs = needs || names_descriptor(*s);
	for (size_t i = 0; i < ARRAY_SIZE(variables); i++)
		needs = needs || names_descriptor(getenv(variables[i]));
	return needs;
}

int cmd_mount(const struct options *o)
{
	struct daemon d = DAEMON_INIT;
	int code = EXIT_FINE, r = 0;

	if (!o->foreground)
		r = daemon_start(&d, needs_descriptors(o), &code);

	if (r < 0)
		return cmd_report(EXIT_MOUNT, "fork: %s", strerror(-r));
	return r > 0 ? code : run(o, &d);
}
