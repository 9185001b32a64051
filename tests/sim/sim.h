/* SPDX-License-Identifier: MIT */
/*
 * A control plane for tests: an HTTP server on the loopback interface that
 * answers as the Run:ai REST API does, both today's generation and that of
 * 2021, for a make-believe tenant of any size. It is an independent reading of
 * the API's documents: nothing here comes from, or is shared with, the client
 * under test.
 *
 *     struct sim_options o;
 *     struct sim *sim;
 *
 *     sim_options_init(&o);
 *     o.size.workloads = 1000;
 *     if (sim_start(&o, &sim) == 0) { ... sim_url(sim) ... sim_stop(sim); }
 *
 * The same as a program: `runai-sim --help`.
 *
 * Several simulators in one process are fine; there is no global state.
 * Unless said otherwise a function may be called from any thread at any time
 * between start and stop, does not block on the network, and returns 0 or a
 * negative errno. The simulator has two threads of its own, one that serves
 * and one that keeps the time of delayed answers.
 *
 *
 * The admin interface
 * ===================
 * On the same port, below /_sim/, without authentication, never counted,
 * logged, delayed or faulted. Arguments go in the query string (percent
 * encoded); a POST body is taken as raw bytes (curl: --data-binary). Answers
 * are JSON, {"ok":true} where there is nothing to say; a bad request is a 400
 * with the API's error object, an unknown id a 404.
 *
 * Faults, tried in the order they were set:
 *
 *   POST   /_sim/fault?path=P&kind=K[&value=V][&skip=N][&count=N]
 *                     [&query=TEXT][&method=M][&retry_after=S|DATE]
 *                     [&type=CONTENT/TYPE][&encoding=E]    body: bytes
 *          path    fnmatch(3) pattern on the decoded path where '*' also
 *                  matches '/': "/api/v1/workloads" is that path alone,
 *                  "/api/v1/workloads*" all below it too, "*" everything
 *          query   only where the query string contains TEXT ("offset=500")
 *          skip    let so many matching requests through first (0)
 *          count   then act on so many (for ever)
 *          kind    what happens instead of the answer:
 *            status  value is the status, the body the API's error object
 *                    (or the bytes given); retry_after in seconds, or a date
 *                    with "date:SECONDS" from now
 *            delay   the answer, value ms later; every matching delay adds up,
 *                    and another fault may follow it
 *            hang    no answer until the fault is cleared or the client gone;
 *                    then the request gets its proper answer
 *            cut     the answer, but the connection closes after value bytes
 *                    of its body (half of it)
 *            reset   connection reset (RST) instead of an answer
 *            close   connection closed (FIN) instead of an answer
 *            body    the bytes given, status value (200), type
 *                    application/json; `page` is the same
 *            html    an HTML page, status value (200)
 *            redirect  302 (or `status`=N) to the URL in value
 *            empty   no body, status value (204)
 *            bomb    gzip that unpacks to value MiB of spaces (64)
 *            next    the proper page, but `next` is: stuck (the offset asked
 *                    for), back (one page before), one (1), zero (0), more
 *                    (one more page even at the end), none (left out), or any
 *                    other text word for word
 *            cap     the proper page, but at most value items in it
 *            total   the proper page, but counts and totals are off by value
 *          answers {"id":N}
 *   GET    /_sim/fault          the faults set, with how often each acted
 *   DELETE /_sim/fault[?id=N]   clears them (it) and lets hanging requests go
 *
 *          A part of the API that is not there, or not for us, is a fault too:
 *          kind=status&value=404 (or 403) with a path of "/api/v1/asset" and a
 *          star.
 *
 * Items. kind is one of those that GET /_sim/kinds names: clusters,
 * departments, projects, workloads, pods, users, settings, nodepools, nodes,
 * access-rules, datasources, credentials, workload-templates, ... Data sources,
 * credentials and templates are one kind each, told apart by meta.kind and
 * meta.workloadType, with `spec` as in the list of all of them; what
 * deleted=true lists are the kinds deleted-workloads and deleted-pods. Bytes
 * given go to the wire as they are, valid JSON or not, in lists and by id;
 * only members that an operation does not show are cut out:
 *
 *   POST   /_sim/put?kind=K&id=I       body replaces the item
 *   POST   /_sim/set?kind=K&id=I&field=F&value=V[&raw=1][&quiet=1]
 *                   F may be dotted ("status.phase"); V is written as a JSON
 *                   string unless raw=1; updatedAt becomes now, and so does
 *                   phaseUpdatedAt (k8sPhaseUpdatedAt, status.lastUpdatedTime)
 *                   when the state is set, unless quiet=1
 *   POST   /_sim/add?kind=K            body is appended as a new item
 *   DELETE /_sim/item?kind=K&id=I
 *   GET    /_sim/item?kind=K&id=I  or  &index=N (its place in the list)
 *                   the item's bytes as in today's lists
 *   POST   /_sim/reorder?kind=K&seed=N shuffles the list
 *   POST   /_sim/touch?kind=K&permille=N[&seed=N]   changes so many items
 *                   (workloads get another phase); answers {"changed":N}
 *   POST   /_sim/restore               forgets every change above
 *   GET    /_sim/kinds                 {kind: how many items}
 *
 * Measurements and the like, from now on; what is left out is as at the start:
 *
 *   POST   /_sim/extra?[refuse=TYPE,...][&named=0][&partial=TYPE,...]
 *                   [&partial_csv=1][&logo=png|svg|url|none]
 *          refuse   metric types that the server does not want: 400, whose
 *                   message names the first of them unless named=0
 *          partial  metric types it has no values of: 207 and `values` null;
 *                   JSON whatever was asked for, unless partial_csv=1
 *          logo     as base64, as a data URL, or 204
 *
 * Secrets in items read canary-KIND-FIELD-N, so that a test can look for them
 * where they must not be: environment variables of workloads
 * (canary-workload-NAME-N), the tokens in their URLs (canary-workload-url-N,
 * canary-workload-connection-N), credentials (canary-password-password-N,
 * canary-accessKey-secretAccessKey-N ...), registries, idps
 * (canary-idp-clientSecret-N), channels (canary-channel-password-N,
 * canary-channel-apiToken-N), environments and templates
 * (canary-environment-env-N, canary-template-env-N,
 * canary-asset-template-env-N).
 *
 * Tokens:
 *
 *   POST   /_sim/revoke                every token issued so far is void
 *   POST   /_sim/auth?[client_id=][&client_secret=][&bearer=][&life=SECONDS]
 *                   [&enable=realm,token,oauth2,oauth,app|none]
 *                   [&open=0|1]        from now on
 *
 * What happened:
 *
 *   GET    /_sim/counts     {"requests":, "token_requests":,
 *                   "token_concurrent_max":, "connections":, "in_flight":,
 *                   "in_flight_max":, "bytes":, "paths":{path: n}}
 *   DELETE /_sim/counts     zeroes them and empties the log
 *   GET    /_sim/log?n=N    the last N (100) of at most 4096 requests, oldest
 *                   first: [{"t":ms,"method":,"path":,"query":,"status":,
 *                   "bearer":bool,"secret":bool,"conn":n}]; status 0 is a
 *                   request without an answer (hanging, reset, gone). bearer:
 *                   it had an Authorization header; secret: its body, query or
 *                   headers held the client secret
 *   GET    /_sim/options    what it was started with, url included
 */
#ifndef SIM_H
#define SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sim_generation { SIM_BOTH, SIM_V1, SIM_LEGACY };

/* How the generation that is not there answers. */
enum sim_absent { SIM_ABSENT_404, SIM_ABSENT_405, SIM_ABSENT_HTML };

/* Token endpoints; those not set in `auth` answer 404. */
enum sim_auth {
	SIM_AUTH_REALM =
		1, /* POST /auth/realms/R/protocol/openid-connect/token */
	SIM_AUTH_TOKEN =
		2, /* POST /api/v1/token, grantType client_credentials */
	SIM_AUTH_OAUTH2 = 4, /* POST /api/v2/token */
	SIM_AUTH_OAUTH = 8,  /* POST /oauth/token */
	SIM_AUTH_APP = 16,   /* POST /api/v1/token, grantType app_token */
	SIM_AUTH_ALL = 31
};

/* How many of each; the other kinds follow from these. */
struct sim_size {
	unsigned clusters, departments, projects, workloads, users;
	unsigned nodes;	   /* in each cluster */
	unsigned events;   /* of each workload */
	unsigned replicas; /* pods of every eighth workload; others have one */
};

struct sim_options {
	struct sim_size size;
	uint64_t seed;
	enum sim_generation generation;
	enum sim_absent absent;
	bool job_only; /* Researcher API has /job/<project>, not /jobs/ */
	bool researcher_auth; /* it wants a bearer token; not by default */
	bool open;	      /* no token wanted anywhere */
	unsigned auth;	      /* enum sim_auth, or-ed */
	const char *client_id, *client_secret, *realm;
	const char *bearer;  /* a token that is always good; NULL for none */
	const char *subject; /* preferred_username of tokens; NULL: user 0 */
	unsigned token_life_s;
	uint16_t port;			/* 0 picks one */
	const char *tls_cert, *tls_key; /* PEM files; NULL: plain http */
	bool gzip;			/* where the client accepts it */
	unsigned latency_ms;		/* before every answer */
	bool verbose;			/* each request on stderr */
};

/* Defaults: both generations, every token endpoint, client "runaifs" with
 * secret "sim-secret", realm "runai", tokens for an hour, seed 1, plain http,
 * any port, 2 clusters (the second disconnected), 3 departments, 8 projects,
 * 40 workloads, 6 users, 4 nodes a cluster, 6 events a workload, 3 replicas. */
void sim_options_init(struct sim_options *o);

struct sim;

/* Serves when it returns. The options are copied. -EADDRINUSE, -ENOMEM, or
 * what reading the PEM files gave. */
int sim_start(const struct sim_options *o, struct sim **ret);

/* Drops whoever still waits, then frees everything. NULL is fine. Blocks until
 * the threads have ended. */
void sim_stop(struct sim *sim);

/* "http://127.0.0.1:PORT" (https with TLS); valid until sim_stop(). */
const char *sim_url(const struct sim *sim);
uint16_t sim_port(const struct sim *sim);

/*
 * What the admin interface does, in process: method "POST", target
 * "fault?path=/api/v1/workloads&kind=hang", body may be NULL. Returns the HTTP
 * status or a negative errno; *ret_answer (may be NULL) is the answer, to be
 * freed by the caller.
 */
int sim_admin(struct sim *sim, const char *method, const char *target,
	const void *body, size_t n, char **ret_answer);

/* A fault as above; NULL or 0 in a field is its default. The strings and bytes
 * are copied. Returns the fault's id, or -EINVAL for an unknown kind. */
struct sim_fault {
	const char *path, *kind, *value, *query, *method;
	const char *retry_after, *type, *encoding;
	unsigned status; /* of redirect, html, body, empty */
	unsigned skip, count;
	const void *body;
	size_t body_n;
};

int sim_fault(struct sim *sim, const struct sim_fault *f);
void sim_fault_clear(struct sim *sim);

/* Items; `kind` by its name in the admin interface. -EINVAL for an unknown
 * kind, -ENOENT for an unknown id. */
int sim_put(struct sim *sim, const char *kind, const char *id,
	const void *bytes, size_t n);
int sim_set(struct sim *sim, const char *kind, const char *id,
	const char *field, const char *value);
int sim_add(struct sim *sim, const char *kind, const void *bytes, size_t n);
int sim_delete(struct sim *sim, const char *kind, const char *id);
int sim_reorder(struct sim *sim, const char *kind, uint64_t seed);
/* Returns how many items changed. */
int sim_touch(
	struct sim *sim, const char *kind, unsigned permille, uint64_t seed);
void sim_restore(struct sim *sim);

/* How many items the list has now. */
int sim_items(struct sim *sim, const char *kind);
/* Id and bytes of the index-th item of the list; *ret_bytes is the caller's to
 * free, either may be NULL. -ERANGE beyond the end. */
int sim_item(struct sim *sim, const char *kind, unsigned index, char id[64],
	char **ret_bytes, size_t *ret_n);

void sim_revoke(struct sim *sim);

struct sim_stats {
	uint64_t requests; /* all but the admin interface's */
	uint64_t token_requests, connections, bytes;
	unsigned token_concurrent_max, in_flight, in_flight_max;
};

void sim_stats(struct sim *sim, struct sim_stats *ret);
/* Requests whose path matches the fnmatch(3) pattern. */
uint64_t sim_count(struct sim *sim, const char *path);
void sim_counts_reset(struct sim *sim);

/*
 * A throw-away certificate authority and a server certificate signed by it:
 * DIR/ca.pem, DIR/cert.pem, DIR/key.pem (0600). Names are DNS names or IPv4
 * addresses. Needs no simulator.
 */
struct sim_tls {
	/* Ends with NULL; NULL itself: localhost and 127.0.0.1. */
	const char *const *names;
	/* Validity, counted from now; both 0: a day. */
	int from_s, until_s;
};

int sim_tls_make(const char *dir, const struct sim_tls *o);

#endif
