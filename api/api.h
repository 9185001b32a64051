/* SPDX-License-Identifier: MIT */
/*
 * A client of one control plane: asynchronous, no cache, no FUSE.
 * All network traffic runs on one thread of its own; callbacks run there and
 * must not block. Functions may be called from any thread, also from a
 * callback, unless they say otherwise.
 */
#ifndef RUNAIFS_API_API_H
#define RUNAIFS_API_API_H

#include "clock.h"
#include "command.h"
#include "config.h"
#include "endpoint.h"
#include "err.h"
#include "log.h"
#include "util.h"

struct api;

/* Offset and length of a field's value in its item; len 0: absent. Strings
 * without their quotes, escapes as they came; other scalars verbatim. */
struct api_span {
	uint32_t off, len;
};

/* One object of a list. Points into the pages of the result that owns it. */
struct api_item {
	const char *json;
	uint32_t len;
	uint32_t scope; /* index into result->scopes + 1; 0: none */
	uint64_t hash;	/* of the bytes */
	struct api_span field[FIELD_SPANS];
};

/* The ids a fan-out row put into its path; fields of an item that lack them
 * take them from here. NUL-terminated, never NULL, "" for none. */
struct api_scope {
	char *cluster, *project;
};

/*
 * What one operation answered: a complete list, or one document or body of
 * bytes (then exactly one item; bytes may be none). Immutable once delivered;
 * reference counted; its bytes stay where they are as long as a reference is
 * held.
 */
struct api_result {
	enum endpoint endpoint;
	const struct endpoint_row *row;
	struct api_item *items; /* API order, no id twice (with row->scoped_id:
				   in a scope) */
	size_t n_items;
	struct api_scope *scopes;
	size_t n_scopes;
	bool partial;	 /* the server says that something is missing (207) */
	uint64_t hash;	 /* of all items in order */
	size_t bytes;	 /* memory held, all included */
	int64_t mono_ms; /* when the last page was complete */
	int64_t real_ns;
	/* private */
	void *pages;
	int refs;
};

struct api_result *api_result_ref(struct api_result *r);
void api_result_unref(struct api_result *r); /* NULL is fine */
/* Does anyone but the caller hold a reference? */
bool api_result_is_shared(const struct api_result *r);

/* The value of a field, from the item or its scope; raw as struct api_span
 * describes. {NULL, 0} where absent. */
struct slice api_item_field(const struct api_result *r,
	const struct api_item *item, enum field f);
/* The same decoded into `out` (appended). */
void api_item_decode(const struct api_result *r, const struct api_item *item,
	enum field f, struct buf *out);
/* Each value of a field that may have several, decoded (appended to `out`).
 * `*cursor` starts as 0. */
bool api_item_each(const struct api_result *r, const struct api_item *item,
	enum field f, size_t *cursor, struct buf *out);
/* A time field as ns since the epoch, or 0 where absent or not a time. */
int64_t api_item_time(const struct api_result *r, const struct api_item *item,
	enum field f);

/*
 * Starts the network thread. Call after daemonizing. `config`, `clock`,
 * `logger` (may be NULL) are borrowed for the life of the client.
 * Returns 0 or a negative errno.
 */
int api_create(struct api **ret, const struct config *config,
	const struct clock *clock, struct logger *logger);
/* How to run token_command, copied; before the first call. */
void api_set_command_runner(struct api *a, const struct command_runner *r);
/* Runs `fn` on the network thread and waits for its end: for what a thread must
 * do for itself. Not from a callback. */
void api_run_there(struct api *a, void (*fn)(void *arg), void *arg);
/* Cancels what runs (each callback gets -ECANCELED), then joins the thread. Not
 * from a callback. */
void api_destroy(struct api *a);

/*
 * Gets a token where one is needed and finds out the API generation. Blocks the
 * caller up to the operation deadline; not from a callback. 0, or a negative
 * errno with `ret_error` filled in. Without it the first fetch does the same.
 */
int api_verify(struct api *a, struct api_error *ret_error);

/* Once known; before, API_V1. Never blocks. */
enum api_generation api_generation(struct api *a);

/* True once known; before, the answer for API_V1. Says whether an operation
 * exists in the generation found. Never blocks. */
bool api_has(struct api *a, enum endpoint e);

/*
 * err is 0 with a result (one reference, yours), or a negative errno with
 * `result` NULL and `error` (valid during the callback) saying why.
 */
typedef void api_done_fn(void *arg, int err, struct api_result *result,
	const struct api_error *error);

/*
 * Starts an operation. `argument` (copied) fills each "{}" in the row's path,
 * then in its query: parts joined by ENDPOINT_PART, as they are, not encoded;
 * NULL where there is none. A part that fills a path must name something; a
 * parameter of the query whose part is empty or missing is left out. Of a
 * verbatim row it is a path and perhaps a query, see raw_url.h. `previous`,
 * borrowed during this call, is an older answer of the same operation or NULL:
 * its size tells how many pages to ask for at once.
 * `done` is called exactly once, on the network thread, never from within this
 * call; seen from another thread that may be before this returns. It goes on to
 * its end or deadline; only api_destroy() ends it early. Fails only with -ENOMEM
 * or, for an operation this generation does not have, -EOPNOTSUPP; then `done`
 * is not called.
 */
int api_fetch(struct api *a, enum endpoint e, const char *argument,
	const struct api_result *previous, api_done_fn *done, void *arg);

/* Facts for diagnostics, a snapshot. */
struct api_facts {
	const char *generation; /* "v1", "legacy", "unknown" */
	const char *auth;	/* what was chosen: "realm" … "bearer", "none" */
	char token_endpoint[256];
	char subject[128]; /* `sub` or `preferred_username`; "" unknown */
	int64_t token_expires_real_ns; /* 0: unknown or none */
	bool breaker_open;
	uint64_t requests, retries, failures, token_requests;
	uint64_t bytes_received, connections;
	struct api_error last_error; /* trouble NONE: none so far */
	int64_t last_error_real_ns;
};
void api_facts(struct api *a, struct api_facts *ret);
/* Appends what the token in use says about itself, a JSON object: neither the
 * token nor its signature. -ENODATA where there is none yet, or where it is
 * no JWT. No network. */
int api_claims(struct api *a, struct buf *out);

/* Lists that came so far are not used any more to find out what else to ask
 * for: for a refresh. Never blocks. */
void api_forget_lists(struct api *a);

/* Forget the token; the next call gets one anew (SIGHUP). */
void api_forget_token(struct api *a);

#endif
