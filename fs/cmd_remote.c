/* SPDX-License-Identifier: MIT */
/*
 * `refresh` and `stat`: a question to the daemon of the mount that a path is
 * in.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "cmd.h"
#include "ctl.h"
#include "mountinfo.h"
#include "util.h"

/* What to say for an errno of the daemon's. */
static const struct {
	int error;
	const char *text;
} errors[] = {
	{-ENOENT, "no such path in the tree"},
	{-EPERM, "only the mount's owner may ask"},
	{-EACCES, "only the mount's owner may ask"},
	{-ENOTCONN, "the mount is dead: runaifs -u it"},
	{-ENOTTY, "the mount does not answer: is it an older runaifs?"},
	{-ENOSYS, "the mount does not answer: is it an older runaifs?"},
	{-EINVAL, "no runaifs is mounted there"},
};

static int report(const char *path, int error)
{
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (errors[i].error == error)
			return cmd_report(
				EXIT_USAGE, "%s: %s", path, errors[i].text);
	return cmd_report(EXIT_USAGE, "%s: %s", path, strerror(-error));
}

/* Splits an absolute path into its mount and what is below that. */
static int split(const char *path, char **ret_point, struct ctl_text *ret)
{
	struct mountinfo m = {0};
	int r = mountinfo_find_now(path, &m);

	if (r == 0 && (!m.ours || !m.whole))
		r = -EINVAL;
	if (r == 0) {
		const char *below = path + strlen(m.point);
		below += *below == '/';
		if (strlen(below) >= sizeof(ret->text))
			r = -ENAMETOOLONG;
		else
			memcpy(ret->text, below, strlen(below) + 1);
	}
	if (r == 0) {
		*ret_point = m.point;
		m.point = NULL;
	}
	mountinfo_free(&m);
	return r;
}

/* What is not there may be missing in a mount or anywhere else. */
static int explain_missing(const char *path, int err)
{
	cleanup_free char *copy = strdup(path), *near = NULL, *point = NULL;
	struct ctl_text ignored;
	char *slash;

	while (copy && !near && (slash = strrchr(copy, '/'))) {
		*slash = '\0';
		near = realpath(*copy ? copy : "/", NULL);
	}
	if (!near)
		near = realpath(".", NULL);
	if (near && split(near, &point, &ignored) == -EINVAL)
		return -EINVAL;
	return err;
}

/* A link is taken for itself, unless only its target is in a mount. */
static int find(const char *path, char **ret_point, struct ctl_text *ret)
{
	cleanup_free char *absolute = NULL, *target = NULL;
	int r = path_resolve(path, &absolute);

	if (r == -ENOENT || r == -ENOTDIR)
		return explain_missing(path, r);
	if (r == 0)
		r = split(absolute, ret_point, ret);
	if (r == -EINVAL && (target = realpath(absolute, NULL)))
		r = split(target, ret_point, ret);
	return r;
}

static int ask(const char *path, unsigned long request, struct ctl_text *text)
{
	cleanup_free char *point = NULL;
	int r = find(path, &point, text);

	if (r < 0)
		return r;
	int fd = open(point, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	r = ioctl(fd, request, text) < 0 ? -errno : 0;
	close(fd);
	return r;
}

int cmd_refresh(const struct options *o)
{
	int code = EXIT_FINE;

	for (size_t i = 0; i < o->n_words; i++) {
		struct ctl_text text = {0};
		int r = ask(o->words[i], CTL_REFRESH, &text);
		if (r < 0)
			code = report(o->words[i], r);
	}
	return code;
}

/* Answers of several paths are apart by an empty line. */
int cmd_stat(const struct options *o)
{
	int code = EXIT_FINE;

	for (size_t i = 0; i < o->n_words; i++) {
		struct ctl_text text = {0};
		int r = ask(o->words[i], CTL_STAT, &text);
		if (r < 0) {
			code = report(o->words[i], r);
			continue;
		}
		text.text[sizeof(text.text) - 1] = '\0';
		printf("%s%s", i ? "\n" : "", text.text);
	}
	if (fflush(stdout) != 0)
		code = cmd_report(
			EXIT_USAGE, "standard output: %s", strerror(errno));
	return code;
}
