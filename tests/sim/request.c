/* SPDX-License-Identifier: MIT */
#include "request.h"

#include <stdlib.h>
#include <string.h>

#include "args.h"

void request_free(struct request *req)
{
	if (!req)
		return;
	out_free(&req->body);
	free(req->uri);
	free(req->path);
	free(req);
}

/* A proxy is asked for whole URLs. */
static const char *path_in(const char *uri)
{
	const char *host;

	if (uri[0] == '/')
		return uri;
	host = strstr(uri, "://");
	host = host ? strchr(host + 3, '/') : NULL;
	return host ? host : "/";
}

void *request_new(void *cls, const char *uri, struct MHD_Connection *c)
{
	struct request *req = calloc(1, sizeof *req);

	if (!req)
		return NULL;
	req->sim = cls;
	req->uri = strdup(uri);
	req->path = strdup(path_in(uri));
	if (!req->uri || !req->path) {
		request_free(req);
		return NULL;
	}
	req->query = req->path + strcspn(req->path, "?");
	if (*req->query)
		*req->query++ = '\0';
	args_decode(req->path, false);
	return req;
}

const char *request_header(struct MHD_Connection *c, const char *name)
{
	return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

int request_fd(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *i =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);

	return i ? i->connect_fd : -1;
}

uint64_t request_connection(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *i =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return i && i->socket_context ? *(uint64_t *)i->socket_context : 0;
}
