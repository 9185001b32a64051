/* SPDX-License-Identifier: MIT */
#include "main_landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "util.h"

/* The kernel's interface, for its headers may be older than Landlock. */

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum {
	CREATE_VERSION = 1,
	RULE_PATH_BENEATH = 1,
};

enum {
	FS_WRITE_FILE = 1 << 1,
	FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3,
};

struct ruleset_attr {
	uint64_t handled_fs;
};

struct path_beneath_attr {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

int landlock_version(void)
{
	long r = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_VERSION);

	return r < 0 ? -errno : (int)r;
}

/* All the rights to files that a version knows are a run of bits from 0. */
static uint64_t all_rights(int version)
{
	static const unsigned char counts[] = {0, 13, 14, 15, 15, 16};
	size_t known = ARRAY_SIZE(counts) - 1;
	size_t v = (size_t)version < known ? (size_t)version : known;

	return (1ULL << counts[v]) - 1;
}

int landlock_create(void)
{
	int version = landlock_version();
	struct ruleset_attr a;

	if (version < 0)
		return version;
	a.handled_fs = all_rights(version);
	long fd = syscall(SYS_landlock_create_ruleset, &a, sizeof(a), 0);
	return fd < 0 ? -errno : (int)fd;
}

/* A rule about a plain file must not speak of directories. */
static uint64_t rights_to(int fd, enum landlock_rights rights)
{
	static const uint64_t bits[] = {
		[LANDLOCK_READ] = FS_READ_FILE,
		[LANDLOCK_LIST] = FS_READ_FILE | FS_READ_DIR,
		[LANDLOCK_WRITE] = FS_READ_FILE | FS_WRITE_FILE,
	};
	struct stat st;
	bool is_dir = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);

	return bits[rights] & ~(is_dir ? 0 : (uint64_t)FS_READ_DIR);
}

int landlock_allow(int ruleset, const char *path, enum landlock_rights rights)
{
	int fd = open(path, O_PATH | O_CLOEXEC), r = 0;

	if (fd < 0)
		return 0;
	const struct path_beneath_attr a = {
		.allowed = rights_to(fd, rights), .fd = fd};
	if (syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &a, 0) <
		0)
		r = -errno;
	close(fd);
	return r;
}

int landlock_enter(int ruleset)
{
	long r = syscall(SYS_landlock_restrict_self, ruleset, 0);

	return r < 0 ? -errno : 0;
}
