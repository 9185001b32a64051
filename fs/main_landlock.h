/* SPDX-License-Identifier: MIT */
/*
 * Landlock: a set of rules about files, which a thread can put on itself and
 * its descendants for good. Everything that no rule allows is forbidden:
 * reading, writing, making, removing, running. What is open stays usable.
 */
#ifndef RUNAIFS_FS_MAIN_LANDLOCK_H
#define RUNAIFS_FS_MAIN_LANDLOCK_H

enum landlock_rights {
	LANDLOCK_READ,	/* a file, or the files below a directory */
	LANDLOCK_LIST,	/* and the directories below it */
	LANDLOCK_WRITE, /* a file, read too */
};

/* Version of what the kernel offers; a negative errno where it has none. */
int landlock_version(void);

/* A descriptor of an empty set, or a negative errno. */
int landlock_create(void);

/* What is not there is passed over. 0 or a negative errno. */
int landlock_allow(int ruleset, const char *path, enum landlock_rights rights);

/* The calling thread; wants no_new_privs. 0 or a negative errno. */
int landlock_enter(int ruleset);

#endif
