/* SPDX-License-Identifier: MIT */
#include "id_set.h"

#include <errno.h>

static struct slice *find_slot(const struct id_set *s, struct slice id)
{
	size_t mask = s->n_slots - 1;
	/* The table's address as a seed: ids come from outside. */
	size_t i = hash_bytes(id.p, id.n, (uintptr_t)s->slots) & mask;

	while (s->slots[i].p && !slice_eq(s->slots[i], id))
		i = (i + 1) & mask;
	return &s->slots[i];
}

static int grow(struct id_set *s)
{
	struct id_set bigger = {
		.n_slots = s->n_slots ? s->n_slots * 2 : 256,
		.n = s->n,
	};

	bigger.slots = calloc(bigger.n_slots, sizeof(*bigger.slots));
	if (!bigger.slots)
		return -ENOMEM;
	for (size_t i = 0; i < s->n_slots; i++)
		if (s->slots[i].p)
			*find_slot(&bigger, s->slots[i]) = s->slots[i];
	free(s->slots);
	*s = bigger;
	return 0;
}

int id_set_add(struct id_set *s, struct slice id)
{
	struct slice *slot;

	if (2 * (s->n + 1) > s->n_slots && grow(s) < 0)
		return -ENOMEM;
	slot = find_slot(s, id);
	if (slot->p)
		return 0;
	*slot = id;
	s->n++;
	return 1;
}

void id_set_free(struct id_set *s)
{
	free(s->slots);
	*s = (struct id_set){0};
}
