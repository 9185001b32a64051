/* SPDX-License-Identifier: MIT */
/* A request while it is served. Touched by libmicrohttpd's thread only. */
#ifndef SIM_REQUEST_H
#define SIM_REQUEST_H

#include "state.h"

struct request {
	struct sim *sim;
	char *uri;   /* as sent */
	char *path;  /* decoded */
	char *query; /* as sent, "" without */
	char method[8];
	struct out body;
	bool begun, planned, token, admin;
	uint64_t serial;
	struct plan plan;
	struct waiter wait;
};

/* libmicrohttpd's callback for a request line; `cls` is the simulator. NULL
 * when out of memory. */
void *request_new(void *cls, const char *uri, struct MHD_Connection *c);
void request_free(struct request *req); /* NULL is fine */

/* NULL without. */
const char *request_header(struct MHD_Connection *c, const char *name);
int request_fd(struct MHD_Connection *c);
/* Which of all connections this is, counted from 1; 0: not known. */
uint64_t request_connection(struct MHD_Connection *c);

#endif
