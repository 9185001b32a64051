/* SPDX-License-Identifier: MIT */
#ifndef RUNAIFS_FS_FUSE_VERSION_H
#define RUNAIFS_FS_FUSE_VERSION_H

/* Of the libfuse that is linked; a static string. Any thread. */
const char *fuse_version_text(void);

#endif
