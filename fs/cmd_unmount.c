/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include "cmd.h"
#include "mountinfo.h"
#include "unmount.h"
#include "util.h"

/* Whether a runaifs is mounted exactly there. */
static int check(const char *path)
{
	struct mountinfo m = {0};
	int r = mountinfo_find_now(path, &m);

	if (r == 0 && (!m.ours || strcmp(m.point, path) != 0))
		r = -EINVAL;
	mountinfo_free(&m);
	return r;
}

/* A link to the mount point is followed where the link itself is none. */
static int find_mountpoint(const char *given, char **ret)
{
	cleanup_free char *path = NULL;
	int r = path_resolve(given, &path);

	if (r < 0)
		return r;
	r = check(path);
	if (r == -EINVAL) {
		cleanup_free char *target = realpath(path, NULL);
		if (target && check(target) == 0) {
			*ret = target;
			target = NULL;
			return 0;
		}
	}
	if (r == 0) {
		*ret = path;
		path = NULL;
	}
	return r;
}

int cmd_unmount(const struct options *o)
{
	cleanup_free char *path = NULL;
	int r = find_mountpoint(o->mountpoint, &path);

	if (r == -EINVAL)
		return cmd_report(EXIT_MOUNT, "%s: no runaifs is mounted here",
			o->mountpoint);
	if (r < 0)
		return cmd_report(
			EXIT_MOUNT, "%s: %s", o->mountpoint, strerror(-r));
	r = unmount_path(path, false);
	if (r == -EBUSY && unmount_path(path, true) == 0)
		return cmd_report(EXIT_FINE,
			"%s: in use: gone from here, and altogether when its "
			"last user is done",
			path);
	if (r == -ENOENT)
		return cmd_report(EXIT_MOUNT,
			"%s: fusermount3 is not installed: install fuse3, or "
			"unmount as root",
			path);
	if (r < 0)
		return cmd_report(EXIT_MOUNT,
			"%s: cannot be unmounted: only its owner and root may",
			path);
	return EXIT_FINE;
}
