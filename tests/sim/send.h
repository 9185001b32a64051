/* SPDX-License-Identifier: MIT */
/* Replies as libmicrohttpd wants them. Any thread, no lock. */
#ifndef SIM_SEND_H
#define SIM_SEND_H

#include <microhttpd.h>

#include "reply.h"

/* Takes the body; NULL when out of memory. For REPLY_WHOLE and REPLY_CUT. */
struct MHD_Response *send_response(struct reply *r);

/* Swaps the body for its gzip where that is worth it and allowed. */
void send_compress(struct reply *r);

#endif
