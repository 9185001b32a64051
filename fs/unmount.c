/* SPDX-License-Identifier: MIT */
#include "unmount.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

static int prepare_quiet(posix_spawn_file_actions_t *files)
{
	int r = posix_spawn_file_actions_addopen(
		files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);

	if (!r)
		r = posix_spawn_file_actions_addopen(
			files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	return r;
}

/* Runs it and waits. fusermount3 does not say why it failed. */
static int run_quietly(const char *const *argv)
{
	posix_spawn_file_actions_t files;
	int status = 0;
	pid_t pid;
	int r = posix_spawn_file_actions_init(&files);

	if (r)
		return -r;
	r = prepare_quiet(&files);
	if (!r)
		r = posix_spawnp(&pid, argv[0], &files, NULL,
			(char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&files);
	if (r)
		return -r;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return status ? -EBUSY : 0;
}

static int unmount_as_user(const char *path, bool lazy)
{
	const char *const argv[] = {
		"fusermount3", lazy ? "-uz" : "-u", "--", path, NULL};

	return run_quietly(argv);
}

int unmount_path(const char *path, bool lazy)
{
	if (umount2(path, UMOUNT_NOFOLLOW | (lazy ? MNT_DETACH : 0)) == 0)
		return 0;
	if (errno != EPERM)
		return -errno;
	return unmount_as_user(path, lazy);
}
