/* SPDX-License-Identifier: MIT */
#ifndef RUNAIFS_FS_FUSE_LOG_H
#define RUNAIFS_FS_FUSE_LOG_H

#include "main_logger.h"

/* From now on what libfuse has to complain about becomes records of ours, in
 * the form and at the place of `l`. For the whole process. */
void fuse_log_like(const struct program_logger *l);

#endif
