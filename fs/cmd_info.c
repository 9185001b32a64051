/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include "cmd.h"
#include "config.h"
#include "fuse_version.h"
#include "version.h"

static int flush(void)
{
	if (fflush(stdout) == 0)
		return EXIT_FINE;
	return cmd_report(EXIT_USAGE, "standard output: %s", strerror(errno));
}

int cmd_help(const struct options *o)
{
	fputs("usage: runaifs [options] [SOURCE] MOUNTPOINT\n"
	      "       runaifs refresh PATH...\n"
	      "       runaifs stat PATH...\n"
	      "       runaifs -u MOUNTPOINT\n"
	      "       runaifs --help | --version | --print-config\n"
	      "\n"
	      "Mounts a Run:ai control plane. SOURCE is its https URL or the "
	      "name of a\n"
	      "profile; without one, the environment, the configuration file "
	      "or the login\n"
	      "of the runai CLI says which. See runaifs(1), and "
	      "runaifs-tree(7) for what is\n"
	      "where.\n"
	      "\n"
	      "  -f                            stay in the foreground\n"
	      "  -d                            debug: -f and log=debug\n"
	      "  -c FILE                       configuration file\n"
	      "  -u                            unmount, a dead mount too\n"
	      "  -o OPTION[,OPTION...]         any of these (default):\n"
	      "\n",
		stdout);
	config_print_help(stdout);
	return flush();
}

int cmd_version(const struct options *o)
{
	printf("runaifs %s (libfuse %s, libcurl %s, jansson %s)\n",
		RUNAIFS_VERSION, fuse_version_text(), version_of_curl(),
		version_of_jansson());
	return flush();
}

int cmd_print_config(const struct options *o)
{
	cleanup_buf struct buf message = BUF_INIT, out = BUF_INIT;
	const struct config_args args = {
		.source = o->source,
		.file = o->file,
		.options = (const char *const *)o->settings,
		.incomplete = true,
	};
	struct config *config = NULL;
	int r = config_load(&config, &args, getenv, &message);

	if (r == 0) {
		config_print(config, &out);
		config_destroy(config);
		r = buf_error(&out);
	}
	if (r == -ENOMEM)
		return cmd_report(EXIT_USAGE, "out of memory");
	if (r < 0)
		return cmd_report(EXIT_USAGE, "%s", message.p);
	fputs(out.p, stdout);
	return flush();
}
