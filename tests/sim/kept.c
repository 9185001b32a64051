/* SPDX-License-Identifier: MIT */
#include "state.h"

#include <stdlib.h>
#include <string.h>

static void drop_one(struct sim *sim, struct kept *k)
{
	if (!k->key)
		return;
	sim->kept_bytes -= k->size;
	MHD_destroy_response(k->response);
	free(k->key);
	*k = (struct kept){0};
}

void kept_drop(struct sim *sim)
{
	for (unsigned i = 0; i < KEPT_MAX; i++)
		drop_one(sim, &sim->kept[i]);
	sim->kept_generation = sim->store.generation;
}

struct MHD_Response *kept_get(struct sim *sim, const char *key)
{
	if (sim->kept_generation != sim->store.generation)
		kept_drop(sim);
	for (unsigned i = 0; i < KEPT_MAX; i++)
		if (sim->kept[i].key && strcmp(sim->kept[i].key, key) == 0)
			return sim->kept[i].response;
	return NULL;
}

/* libmicrohttpd counts references but cannot be asked for one, so the caller
 * leaves its own here. */
void kept_put(
	struct sim *sim, const char *key, struct MHD_Response *r, size_t size)
{
	struct kept *k = &sim->kept[sim->kept_next];

	sim->kept_next = (sim->kept_next + 1) % KEPT_MAX;
	drop_one(sim, k);
	k->key = strdup(key);
	if (!k->key) {
		MHD_destroy_response(r);
		return;
	}
	k->response = r;
	k->size = size;
	sim->kept_bytes += size;
	for (unsigned i = 0; sim->kept_bytes > KEPT_BYTES && i < KEPT_MAX; i++)
		if (&sim->kept[i] != k)
			drop_one(sim, &sim->kept[i]);
}
