/* SPDX-License-Identifier: MIT */
/* Where the simulator meets HTTP. All of it runs in libmicrohttpd's thread. */
#include "request.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "clock.h"
#include "send.h"

enum { KEEP_FROM = 4096, BODY_MAX = 64 << 20 };

/* -- a request's life ---------------------------------------------------- */

static void begin(
	struct request *req, struct MHD_Connection *c, const char *method)
{
	struct sim *sim = req->sim;
	struct log_entry e = {.ms = clock_now_ms(),
		.path = req->path,
		.query = req->query,
		.conn = request_connection(c),
		.bearer = request_header(c, "Authorization")};

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
	const char *h = request_header(c, name);

	return h && strstr(h, word);
}

/* Under the lock: the answer before any fault spoils it. */
static void proper(
	struct request *req, struct MHD_Connection *c, struct reply *r)
{
	struct sim *sim = req->sim;
	enum answer_kind kind = answer_find(&sim->api, req->path);
	const char *accept = request_header(c, "Accept");
	bool wants_token = kind == ANSWER_KNOWN ||
			   (kind == ANSWER_RESEARCHER && sim->researcher_auth);
	struct args args;
	struct question q = {.path = req->path,
		.accept = accept ? accept : "",
		.args = &args,
		.tweak = req->plan.tweak};

	if (req->token) {
		auth_token(&sim->auth, req->path, req->body.p, req->body.n, r);
	} else if (wants_token && !auth_accepts(&sim->auth,
					  request_header(c, "Authorization"))) {
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

/* A TCP socket that is told to connect to nowhere resets its connection. */
static void reset(struct MHD_Connection *c)
{
	struct sockaddr none = {.sa_family = AF_UNSPEC};

	connect(request_fd(c), &none, sizeof none);
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
	       auth_accepts(
		       &req->sim->auth, request_header(c, "Authorization"));
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
		send_compress(r);
	n = r->body.n;
	m = send_response(r);
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
	m = send_response(&r);
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
			.fd = request_fd(c),
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
