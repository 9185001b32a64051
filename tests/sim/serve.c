/* SPDX-License-Identifier: MIT */
/* Where the simulator meets HTTP. All of it runs in libmicrohttpd's thread. */
#include "state.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "clock.h"
#include "gzip.h"

enum { KEEP_FROM = 4096, BODY_MAX = 64 << 20, GZIP_FROM = 256 };

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

/* -- a request's life ---------------------------------------------------- */

static void request_free(struct request *req)
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

static void *request_new(void *cls, const char *uri, struct MHD_Connection *c)
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

static const char *header(struct MHD_Connection *c, const char *name)
{
	return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

static int connection_fd(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *i =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);

	return i ? i->connect_fd : -1;
}

static uint64_t *connection_number(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *i =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return i && i->socket_context ? i->socket_context : NULL;
}

static void begin(
	struct request *req, struct MHD_Connection *c, const char *method)
{
	struct sim *sim = req->sim;
	uint64_t *conn = connection_number(c);
	struct log_entry e = {.ms = clock_now_ms(),
		.path = req->path,
		.query = req->query,
		.conn = conn ? *conn : 0,
		.bearer = header(c, "Authorization")};

	req->begun = true;
	snprintf(req->method, sizeof req->method, "%s", method);
	memcpy(e.method, req->method, sizeof e.method);
	req->admin = strncmp(req->path, "/_sim/", 6) == 0;
	if (req->admin)
		return;
	req->token =
		auth_is_token_path(req->path) && strcmp(method, "POST") == 0;
	pthread_mutex_lock(&sim->lock);
	req->serial = stats_begin(&sim->stats, &e, req->token);
	pthread_mutex_unlock(&sim->lock);
}

static void completed(void *cls, struct MHD_Connection *c, void **con_cls,
	enum MHD_RequestTerminationCode why)
{
	struct request *req = *con_cls;
	struct sim *sim = cls;

	if (req && req->begun && !req->admin) {
		pthread_mutex_lock(&sim->lock);
		stats_end(&sim->stats, req->token);
		plan_finish(&req->plan);
		pthread_mutex_unlock(&sim->lock);
	}
	request_free(req);
	*con_cls = NULL;
}

/* Takes no lock: the library may hold one of its own here. */
static void connected(void *cls, struct MHD_Connection *c, void **socket_ctx,
	enum MHD_ConnectionNotificationCode code)
{
	struct sim *sim = cls;
	uint64_t *n;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		free(*socket_ctx);
		*socket_ctx = NULL;
		return;
	}
	n = malloc(sizeof *n);
	if (n)
		*n = __atomic_add_fetch(
			&sim->stats.sum.connections, 1, __ATOMIC_RELAXED);
	*socket_ctx = n;
}

/* -- the answer ---------------------------------------------------------- */

static bool accepts(
	struct MHD_Connection *c, const char *name, const char *word)
{
	const char *h = header(c, name);

	return h && strstr(h, word);
}

/* Under the lock: the answer before any fault spoils it. */
static void proper(
	struct request *req, struct MHD_Connection *c, struct reply *r)
{
	struct sim *sim = req->sim;
	enum answer_kind kind = answer_find(&sim->api, req->path);
	const char *accept = header(c, "Accept");
	bool wants_token = kind == ANSWER_KNOWN ||
			   (kind == ANSWER_RESEARCHER && sim->researcher_auth);
	struct args args;
	struct question q = {.path = req->path,
		.accept = accept ? accept : "",
		.args = &args,
		.tweak = req->plan.tweak};

	if (req->token) {
		auth_token(&sim->auth, req->path, req->body.p, req->body.n, r);
	} else if (wants_token &&
		   !auth_accepts(&sim->auth, header(c, "Authorization"))) {
		reply_error(r, 401, "the token is missing, expired or revoked");
	} else if (strcmp(req->method, "GET")) {
		reply_error(r, 405, "read only");
	} else if (args_parse(&args, req->query, strlen(req->query))) {
		reply_error(r, 500, "out of memory");
	} else {
		answer_get(&sim->api, &q, r);
		args_finish(&args);
	}
}

static ssize_t read_cut(void *cls, uint64_t at, char *to, size_t max)
{
	struct reply *r = cls;
	size_t n = (size_t)r->cut_at > at ? (size_t)(r->cut_at - (long long)at)
					  : 0;

	if (n == 0)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (n > max)
		n = max;
	memcpy(to, r->body.p + at, n);
	return (ssize_t)n;
}

static void free_cut(void *cls)
{
	reply_finish(cls);
	free(cls);
}

/* Says how long it is and does not get there. */
static struct MHD_Response *cut_response(struct reply *r)
{
	struct reply *own = malloc(sizeof *own);
	long long n = (long long)r->body.n;

	if (!own)
		return NULL;
	*own = *r;
	r->body = (struct out){0};
	if (own->cut_at < 0)
		own->cut_at = n / 2;
	if (own->cut_at >= n)
		own->cut_at = n ? n - 1 : 0;
	return MHD_create_response_from_callback(
		(uint64_t)(n ? n : 1), 16384, read_cut, own, free_cut);
}

static void add_headers(struct MHD_Response *m, const struct reply *r)
{
	const char *const h[][2] = {{"Content-Type", r->type},
		{"Location", r->location}, {"Retry-After", r->retry_after},
		{"Content-Encoding", r->encoding}};

	for (size_t i = 0; i < sizeof h / sizeof h[0]; i++)
		if (*h[i][1] && (i || r->status != 204))
			MHD_add_response_header(m, h[i][0], h[i][1]);
	if (r->status == 401)
		MHD_add_response_header(m, "WWW-Authenticate", "Bearer");
	if (r->status == 405)
		MHD_add_response_header(m, "Allow", "GET");
}

static struct MHD_Response *response_of(struct reply *r)
{
	struct MHD_Response *m;

	if (r->end == REPLY_CUT) {
		struct reply copy = *r;

		m = cut_response(r);
		if (m)
			add_headers(m, &copy);
		return m;
	}
	m = MHD_create_response_from_buffer(
		r->body.n, r->body.p, MHD_RESPMEM_MUST_FREE);
	if (!m)
		return NULL;
	r->body = (struct out){0};
	add_headers(m, r);
	return m;
}

static void compress(struct reply *r)
{
	struct out packed = {0};

	if (r->plain || r->body.n < GZIP_FROM ||
		!gzip_pack(r->body.p, r->body.n, 1, 1, &packed))
		return;
	out_free(&r->body);
	r->body = packed;
	snprintf(r->encoding, sizeof r->encoding, "gzip");
}

/* A TCP socket that is told to connect to nowhere resets its connection. */
static void reset(struct MHD_Connection *c)
{
	struct sockaddr none = {.sa_family = AF_UNSPEC};

	connect(connection_fd(c), &none, sizeof none);
}

static enum MHD_Result look_for_secret(
	void *cls, enum MHD_ValueKind kind, const char *key, const char *value)
{
	struct request *req = cls;

	if (value && auth_leaks(&req->sim->auth, value, strlen(value)))
		req->serial |= UINT64_C(1) << 63;
	return MHD_YES;
}

/* Under the lock. */
static bool has_secret(struct request *req, struct MHD_Connection *c)
{
	const struct auth *a = &req->sim->auth;
	bool found;

	MHD_get_connection_values(c, MHD_HEADER_KIND, look_for_secret, req);
	found = req->serial >> 63;
	req->serial &= ~(UINT64_C(1) << 63);
	return found || auth_leaks(a, req->body.p, req->body.n) ||
	       auth_leaks(a, req->uri, strlen(req->uri));
}

static void tell(const struct request *req, unsigned status, size_t bytes)
{
	if (req->sim->verbose)
		fprintf(stderr, "%s %s%s%s %u %zu\n", req->method, req->path,
			*req->query ? "?" : "", req->query, status, bytes);
}

static bool keepable(const struct request *req, const struct reply *r)
{
	return r->status == 200 && r->end == REPLY_WHOLE && !r->plain &&
	       !req->plan.fault && r->body.n >= KEEP_FROM;
}

/* Pages are only kept, and taken from what is kept, where nothing but the URL
 * and what the client accepts decides about them. */
static bool key_of(
	const struct request *req, struct MHD_Connection *c, struct out *key)
{
	const struct plan *p = &req->plan;

	if (strcmp(req->method, "GET") || p->fault || p->tweak.next ||
		p->tweak.cap || p->tweak.total)
		return false;
	out_f(key, "~s~s~s",
		req->sim->gzip && accepts(c, "Accept-Encoding", "gzip") ? "z"
									: "-",
		accepts(c, "Accept", "text/csv") ? "c" : "-", req->uri);
	return !key->bad;
}

/* Under the lock: whether this client may have a kept page. */
static bool may_read(const struct request *req, struct MHD_Connection *c)
{
	return answer_find(&req->sim->api, req->path) == ANSWER_KNOWN &&
	       auth_accepts(&req->sim->auth, header(c, "Authorization"));
}

static enum MHD_Result give_kept(struct request *req, struct MHD_Connection *c,
	const char *key, bool *ret_given)
{
	struct sim *sim = req->sim;
	struct MHD_Response *m = may_read(req, c) ? kept_get(sim, key) : NULL;

	*ret_given = m;
	if (!m)
		return MHD_NO;
	stats_answer(&sim->stats, req->serial, 200, has_secret(req, c), 0);
	tell(req, 200, 0);
	return MHD_queue_response(c, 200, m);
}

static enum MHD_Result give(struct request *req, struct MHD_Connection *c,
	struct reply *r, const char *key)
{
	struct sim *sim = req->sim;
	bool none = r->end == REPLY_RESET || r->end == REPLY_CLOSE;
	bool keep = key && keepable(req, r);
	unsigned status = none ? 0 : r->status;
	size_t n = r->body.n;
	struct MHD_Response *m;
	enum MHD_Result result;

	tell(req, status, n);
	stats_answer(&sim->stats, req->serial, status, has_secret(req, c), n);
	if (r->end == REPLY_RESET)
		reset(c);
	if (none)
		return MHD_NO;
	if (sim->gzip && accepts(c, "Accept-Encoding", "gzip"))
		compress(r);
	n = r->body.n;
	m = response_of(r);
	if (!m)
		return MHD_NO;
	result = MHD_queue_response(c, status, m);
	if (keep)
		kept_put(sim, key, m, n);
	else
		MHD_destroy_response(m);
	return result;
}

static enum MHD_Result answer(struct request *req, struct MHD_Connection *c)
{
	struct sim *sim = req->sim;
	struct out key = {0};
	struct reply r;
	enum MHD_Result result;
	bool given = false, keeps;

	reply_init(&r, 200);
	pthread_mutex_lock(&sim->lock);
	keeps = key_of(req, c, &key);
	result = keeps ? give_kept(req, c, key.p, &given) : MHD_NO;
	if (!given) {
		if (!req->plan.fault || !fault_answers(req->plan.fault, &r))
			proper(req, c, &r);
		if (req->plan.fault)
			fault_spoil(req->plan.fault, &r);
		result = give(req, c, &r, keeps ? key.p : NULL);
	}
	pthread_mutex_unlock(&sim->lock);
	out_free(&key);
	reply_finish(&r);
	return result;
}

static enum MHD_Result answer_admin(
	struct request *req, struct MHD_Connection *c)
{
	struct reply r;
	struct MHD_Response *m;
	enum MHD_Result result;

	reply_init(&r, 200);
	admin_answer(req->sim, req->method, req->path + 6, req->query,
		req->body.p, req->body.n, &r);
	m = response_of(&r);
	result = m ? MHD_queue_response(c, r.status, m) : MHD_NO;
	if (m)
		MHD_destroy_response(m);
	reply_finish(&r);
	return result;
}

/* -- waiting ------------------------------------------------------------- */

/* Plans once what the request has coming; true: it was parked. */
static bool park(struct request *req, struct MHD_Connection *c)
{
	struct sim *sim = req->sim;
	struct plan *p = &req->plan;
	int64_t delay;

	req->planned = true;
	pthread_mutex_lock(&sim->lock);
	fault_plan(&sim->faults, req->method, req->path, req->query, p);
	delay = p->delay_ms + sim->latency_ms;
	if ((delay || p->hang) && !sim->stopping) {
		req->wait = (struct waiter){.conn = c,
			.fd = connection_fd(c),
			.until_ms = clock_steady_ms() + delay,
			.hang = p->hang};
		MHD_suspend_connection(c);
		waits_add(sim, &req->wait);
		pthread_mutex_unlock(&sim->lock);
		return true;
	}
	pthread_mutex_unlock(&sim->lock);
	return false;
}

static bool is_stopping(struct sim *sim)
{
	bool stopping;

	pthread_mutex_lock(&sim->lock);
	stopping = sim->stopping;
	pthread_mutex_unlock(&sim->lock);
	return stopping;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *c,
	const char *url, const char *method, const char *version,
	const char *data, size_t *n, void **con_cls)
{
	struct request *req = *con_cls;

	if (!req)
		return MHD_NO;
	if (!req->begun) {
		begin(req, c, method);
		return MHD_YES;
	}
	if (*n) {
		if (req->body.n < BODY_MAX)
			out_mem(&req->body, data, *n);
		*n = 0;
		return MHD_YES;
	}
	if (req->admin)
		return answer_admin(req, c);
	if (!req->planned && park(req, c))
		return MHD_YES;
	if (req->wait.gone || is_stopping(req->sim))
		return MHD_NO;
	return answer(req, c);
}

/* -- start and stop ------------------------------------------------------ */

int serve_start(struct sim *sim, const struct sim_options *o, const char *cert,
	const char *key)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
		.sin_port = htons(o->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD |
			 MHD_ALLOW_SUSPEND_RESUME | (cert ? MHD_USE_TLS : 0);
	struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)cert},
		{MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)key},
		{MHD_OPTION_END, 0, NULL}};
	const union MHD_DaemonInfo *info;

	errno = 0;
	sim->daemon = MHD_start_daemon(flags, 0, NULL, NULL, handle, sim,
		MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&at,
		MHD_OPTION_URI_LOG_CALLBACK, request_new, sim,
		MHD_OPTION_NOTIFY_COMPLETED, completed, sim,
		MHD_OPTION_NOTIFY_CONNECTION, connected, sim,
		MHD_OPTION_CONNECTION_LIMIT, 4000u,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)65536,
		MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024u, MHD_OPTION_ARRAY,
		cert ? tls : &tls[2], MHD_OPTION_END);
	if (!sim->daemon)
		return errno ? -errno : -EINVAL;
	info = MHD_get_daemon_info(sim->daemon, MHD_DAEMON_INFO_BIND_PORT);
	sim->port = info ? info->port : o->port;
	return 0;
}

void serve_stop(struct sim *sim)
{
	if (sim->daemon)
		MHD_stop_daemon(sim->daemon);
	sim->daemon = NULL;
}
