/* SPDX-License-Identifier: MIT */
/*
 * The tenant as it is now: generated items, in an order, with what tests have
 * changed laid over them. Only what was changed takes memory beyond a pointer
 * an item. No lock: the owner's lock is held around every call.
 */
#ifndef SIM_STORE_H
#define SIM_STORE_H

#include "make.h"

struct over {
	struct rev rev;
	char *raw; /* NULL: generated */
	size_t n;
	bool gone;
};

/* Slots below `base` are generated, those after were added. */
struct shelf {
	uint32_t base, slots, cap, listed;
	struct over **over; /* a slot each, NULL until it is changed */
	uint32_t *order;    /* of `listed` slots; NULL: 0, 1, 2 … */
	uint32_t *raws;	    /* slots with bytes of their own */
	size_t raw_count;
};

struct store {
	const struct tenant *tenant;
	uint64_t generation; /* moves with every change */
	struct shelf shelf[KINDS];
};

int store_init(struct store *s, const struct tenant *t);
void store_finish(struct store *s);

uint32_t store_size(const struct store *s, enum kind k);
uint32_t store_at(const struct store *s, enum kind k, uint32_t index);
bool store_find(
	const struct store *s, enum kind k, const char *id, uint32_t *ret_slot);
/* Appends the item's bytes. */
void store_item(
	const struct store *s, enum kind k, uint32_t slot, struct out *o);
bool store_gone(const struct store *s, enum kind k, uint32_t slot);
/* Does it have bytes of its own, so that facts about its slot may be wrong? */
bool store_is_raw(const struct store *s, enum kind k, uint32_t slot);

/* 0 or -ENOMEM. The bytes are copied. */
int store_put(
	struct store *s, enum kind k, uint32_t slot, const void *p, size_t n);
int store_add(struct store *s, enum kind k, const void *p, size_t n);
int store_delete(struct store *s, enum kind k, uint32_t slot);
int store_reorder(struct store *s, enum kind k, uint64_t seed);
/* Number of items changed, or -ENOMEM. */
int store_touch(struct store *s, enum kind k, unsigned permille, uint64_t seed,
	int64_t now_ms);
/* Puts `value`, JSON as it stands, where `field` is; a missing top-level
 * member is added. -EINVAL where a dotted path leads nowhere. */
int store_set(struct store *s, enum kind k, uint32_t slot, const char *field,
	const char *value);
int store_restore(struct store *s);

#endif
