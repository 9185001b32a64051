/* SPDX-License-Identifier: MIT */
/* Bytes written as text: base64, alone or in a data URL. Pure; any thread. */
#ifndef RUNAIFS_FS_DATA_URL_H
#define RUNAIFS_FS_DATA_URL_H

#include "buf.h"

/* Appends what `text` stands for: "data:image/png;base64,iVBO…", a data URL
 * whose data is percent-encoded, or base64 alone. Blanks and line breaks in
 * base64 do not count. 0, -EBADMSG where it is neither, -ENOMEM. */
int data_url_decode(struct slice text, struct buf *out);

#endif
