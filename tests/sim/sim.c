/* SPDX-License-Identifier: MIT */
#include "sim.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "peek.h"
#include "state.h"

/* -- life ---------------------------------------------------------------- */

void sim_options_init(struct sim_options *o)
{
	*o = (struct sim_options){
		.size = {.clusters = 2,
			.departments = 3,
			.projects = 8,
			.workloads = 40,
			.users = 6,
			.nodes = 4,
			.events = 6,
			.replicas = 3},
		.seed = 1,
		.auth = SIM_AUTH_ALL,
		.client_id = "runaifs",
		.client_secret = "sim-secret",
		.realm = "runai",
		.token_life_s = 3600,
	};
}

static int read_file(const char *path, char **ret)
{
	struct out o = {0};
	char part[4096];
	size_t n;
	FILE *f;

	*ret = NULL;
	if (!path)
		return 0;
	f = fopen(path, "re");
	if (!f)
		return -errno;
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		out_mem(&o, part, n);
	n = (size_t)ferror(f);
	fclose(f);
	if (n || o.bad || !o.p) {
		out_free(&o);
		return n || !o.bad ? -EIO : -ENOMEM;
	}
	*ret = o.p;
	return 0;
}

static int fill(struct sim *sim, const struct sim_options *o)
{
	int r;

	sim->tenant = (struct tenant){o->size, o->seed};
	sim->gzip = o->gzip;
	sim->verbose = o->verbose;
	sim->latency_ms = o->latency_ms;
	sim->researcher_auth = o->researcher_auth;
	if (o->subject)
		snprintf(sim->subject, sizeof sim->subject, "%s", o->subject);
	else
		tenant_name(&sim->tenant, K_USERS, 0, sim->subject);
	sim->api = (struct api){.store = &sim->store,
		.subject = sim->subject,
		.generation = o->generation,
		.absent = o->absent,
		.job_only = o->job_only};
	r = auth_init(&sim->auth, o, sim->subject);
	if (r == 0)
		r = store_init(&sim->store, &sim->tenant);
	if (r == 0)
		r = stats_init(&sim->stats);
	return r;
}

static int listen_on(struct sim *sim, const struct sim_options *o)
{
	char *cert = NULL, *key = NULL;
	int r = read_file(o->tls_cert, &cert);

	if (r == 0)
		r = read_file(o->tls_key, &key);
	if (r == 0)
		r = waits_start(sim);
	if (r == 0)
		r = serve_start(sim, o, cert, key);
	free(cert);
	free(key);
	snprintf(sim->url, sizeof sim->url, "%s://127.0.0.1:%u",
		o->tls_cert ? "https" : "http", sim->port);
	memcpy(sim->auth.url, sim->url, sizeof sim->url);
	return r;
}

int sim_start(const struct sim_options *o, struct sim **ret)
{
	struct sim *sim = calloc(1, sizeof *sim);
	int r;

	if (!sim)
		return -ENOMEM;
	pthread_mutex_init(&sim->lock, NULL);
	r = fill(sim, o);
	if (r == 0)
		r = listen_on(sim, o);
	if (r) {
		sim_stop(sim);
		return r;
	}
	*ret = sim;
	return 0;
}

void sim_stop(struct sim *sim)
{
	if (!sim)
		return;
	waits_stop(sim);
	serve_stop(sim);
	kept_drop(sim);
	fault_clear(&sim->faults, 0);
	stats_finish(&sim->stats);
	store_finish(&sim->store);
	auth_finish(&sim->auth);
	pthread_mutex_destroy(&sim->lock);
	free(sim);
}

const char *sim_url(const struct sim *sim)
{
	return sim->url;
}

uint16_t sim_port(const struct sim *sim)
{
	return sim->port;
}

int sim_admin(struct sim *sim, const char *method, const char *target,
	const void *body, size_t n, char **ret_answer)
{
	size_t k = strcspn(target, "?");
	char *name = strndup(target, k);
	struct reply r;
	int status;

	if (!name)
		return -ENOMEM;
	reply_init(&r, 200);
	admin_answer(sim, method, name, target[k] ? target + k + 1 : "", body,
		n, &r);
	free(name);
	status = r.body.bad ? -ENOMEM : (int)r.status;
	if (ret_answer && status > 0) {
		*ret_answer = r.body.p;
		r.body = (struct out){0};
	}
	reply_finish(&r);
	return status;
}

/* -- faults -------------------------------------------------------------- */

int sim_fault(struct sim *sim, const struct sim_fault *f)
{
	int r;

	pthread_mutex_lock(&sim->lock);
	r = fault_add(&sim->faults, f);
	pthread_mutex_unlock(&sim->lock);
	return r;
}

void sim_fault_clear(struct sim *sim)
{
	pthread_mutex_lock(&sim->lock);
	fault_clear(&sim->faults, 0);
	waits_wake(sim);
	pthread_mutex_unlock(&sim->lock);
}

/* -- items --------------------------------------------------------------- */

/* Finds the item, with the lock held from here to unlock() when it is 0. */
static int lock_item(struct sim *sim, const char *kind, const char *id,
	enum kind *ret_kind, uint32_t *ret_slot)
{
	enum kind k = make_kind(kind);

	if (k == KINDS)
		return -EINVAL;
	pthread_mutex_lock(&sim->lock);
	if (!store_find(&sim->store, k, id, ret_slot)) {
		pthread_mutex_unlock(&sim->lock);
		return -ENOENT;
	}
	*ret_kind = k;
	return 0;
}

static int unlock(struct sim *sim, int r)
{
	pthread_mutex_unlock(&sim->lock);
	return r;
}

int sim_put(struct sim *sim, const char *kind, const char *id,
	const void *bytes, size_t n)
{
	uint32_t slot;
	enum kind k;
	int r = lock_item(sim, kind, id, &k, &slot);

	if (r)
		return r;
	return unlock(sim, store_put(&sim->store, k, slot, bytes, n));
}

static int stamp(struct store *s, enum kind k, uint32_t slot, const char *field)
{
	struct out now = {0};
	int r = 0;

	if (!field)
		return 0;
	out_f(&now, "~t", clock_now_ms());
	r = now.bad ? -ENOMEM : store_set(s, k, slot, field, now.p);
	out_free(&now);
	return r == -EINVAL ? 0 : r;
}

int set_field(struct sim *sim, enum kind k, const char *id, const char *field,
	const char *value, bool quiet)
{
	const struct make *m;
	uint32_t slot;
	int r;

	if (k == KINDS)
		return -EINVAL;
	if (!store_find(&sim->store, k, id, &slot))
		return -ENOENT;
	m = make_of(k);
	r = store_set(&sim->store, k, slot, field, value);
	if (r || quiet)
		return r;
	r = stamp(&sim->store, k, slot, m->updated);
	if (r == 0 && m->state && strcmp(m->state, field) == 0)
		r = stamp(&sim->store, k, slot, m->since);
	return r;
}

int sim_set(struct sim *sim, const char *kind, const char *id,
	const char *field, const char *value)
{
	struct out quoted = {0};
	int r;

	out_quoted(&quoted, value);
	if (quoted.bad)
		return -ENOMEM;
	pthread_mutex_lock(&sim->lock);
	r = set_field(sim, make_kind(kind), id, field, quoted.p, false);
	pthread_mutex_unlock(&sim->lock);
	out_free(&quoted);
	return r;
}

int sim_add(struct sim *sim, const char *kind, const void *bytes, size_t n)
{
	enum kind k = make_kind(kind);

	if (k == KINDS)
		return -EINVAL;
	pthread_mutex_lock(&sim->lock);
	return unlock(sim, store_add(&sim->store, k, bytes, n));
}

int sim_delete(struct sim *sim, const char *kind, const char *id)
{
	uint32_t slot;
	enum kind k;
	int r = lock_item(sim, kind, id, &k, &slot);

	if (r)
		return r;
	return unlock(sim, store_delete(&sim->store, k, slot));
}

int sim_reorder(struct sim *sim, const char *kind, uint64_t seed)
{
	enum kind k = make_kind(kind);

	if (k == KINDS)
		return -EINVAL;
	pthread_mutex_lock(&sim->lock);
	return unlock(sim, store_reorder(&sim->store, k, seed));
}

int sim_touch(
	struct sim *sim, const char *kind, unsigned permille, uint64_t seed)
{
	enum kind k = make_kind(kind);

	if (k == KINDS)
		return -EINVAL;
	pthread_mutex_lock(&sim->lock);
	return unlock(sim,
		store_touch(&sim->store, k, permille, seed, clock_now_ms()));
}

void sim_restore(struct sim *sim)
{
	pthread_mutex_lock(&sim->lock);
	store_restore(&sim->store);
	pthread_mutex_unlock(&sim->lock);
}

int sim_items(struct sim *sim, const char *kind)
{
	enum kind k = make_kind(kind);

	if (k == KINDS)
		return -EINVAL;
	pthread_mutex_lock(&sim->lock);
	return unlock(sim, (int)store_size(&sim->store, k));
}

int sim_item(struct sim *sim, const char *kind, unsigned index, char id[64],
	char **ret_bytes, size_t *ret_n)
{
	enum kind k = make_kind(kind);
	struct out o = {0};

	if (k == KINDS)
		return -EINVAL;
	pthread_mutex_lock(&sim->lock);
	if (index < store_size(&sim->store, k))
		store_item(&sim->store, k, store_at(&sim->store, k, index), &o);
	pthread_mutex_unlock(&sim->lock);
	if (o.bad || !o.p)
		return o.bad ? -ENOMEM : -ERANGE;
	if (id)
		peek_text(o.p, o.n, make_of(k)->id, id, 64);
	if (ret_n)
		*ret_n = o.n;
	if (ret_bytes)
		*ret_bytes = o.p;
	else
		out_free(&o);
	return 0;
}

/* -- tokens and counters ------------------------------------------------- */

void sim_revoke(struct sim *sim)
{
	pthread_mutex_lock(&sim->lock);
	auth_revoke(&sim->auth);
	pthread_mutex_unlock(&sim->lock);
}

void sim_stats(struct sim *sim, struct sim_stats *ret)
{
	pthread_mutex_lock(&sim->lock);
	*ret = sim->stats.sum;
	pthread_mutex_unlock(&sim->lock);
}

uint64_t sim_count(struct sim *sim, const char *path)
{
	uint64_t n;

	pthread_mutex_lock(&sim->lock);
	n = stats_count(&sim->stats, path);
	pthread_mutex_unlock(&sim->lock);
	return n;
}

void sim_counts_reset(struct sim *sim)
{
	pthread_mutex_lock(&sim->lock);
	stats_reset(&sim->stats);
	pthread_mutex_unlock(&sim->lock);
}
