/* SPDX-License-Identifier: MIT */
#include "store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "peek.h"

static int shelf_init(struct shelf *sh, uint32_t base)
{
	*sh = (struct shelf){.base = base, .slots = base, .listed = base};
	sh->cap = base + 64;
	sh->over = calloc(sh->cap, sizeof *sh->over);
	return sh->over ? 0 : -ENOMEM;
}

static void shelf_finish(struct shelf *sh)
{
	for (uint32_t i = 0; sh->over && i < sh->slots; i++) {
		if (sh->over[i])
			free(sh->over[i]->raw);
		free(sh->over[i]);
	}
	free(sh->over);
	free(sh->order);
	free(sh->raws);
	*sh = (struct shelf){0};
}

int store_init(struct store *s, const struct tenant *t)
{
	int r = 0;

	s->tenant = t;
	for (unsigned k = 0; k < KINDS && r == 0; k++)
		r = shelf_init(&s->shelf[k], tenant_count(t, (enum kind)k));
	return r;
}

void store_finish(struct store *s)
{
	for (unsigned k = 0; k < KINDS; k++)
		shelf_finish(&s->shelf[k]);
}

int store_restore(struct store *s)
{
	store_finish(s);
	s->generation++;
	return store_init(s, s->tenant);
}

uint32_t store_size(const struct store *s, enum kind k)
{
	return s->shelf[k].listed;
}

uint32_t store_at(const struct store *s, enum kind k, uint32_t index)
{
	const struct shelf *sh = &s->shelf[k];

	return sh->order ? sh->order[index] : index;
}

bool store_gone(const struct store *s, enum kind k, uint32_t slot)
{
	const struct shelf *sh = &s->shelf[k];

	return slot >= sh->slots || (sh->over[slot] && sh->over[slot]->gone);
}

bool store_is_raw(const struct store *s, enum kind k, uint32_t slot)
{
	const struct over *v = s->shelf[k].over[slot];

	return v && v->raw;
}

void store_item(
	const struct store *s, enum kind k, uint32_t slot, struct out *o)
{
	const struct over *v = s->shelf[k].over[slot];

	if (v && v->raw)
		out_mem(o, v->raw, v->n);
	else
		make_of(k)->item(
			s->tenant, slot, v ? v->rev : (struct rev){0}, o);
}

static bool raw_has_id(const struct over *v, enum kind k, const char *id)
{
	char own[NAME_SIZE];

	return v && v->raw && !v->gone &&
	       peek_text(v->raw, v->n, make_of(k)->id, own, sizeof own) &&
	       strcmp(own, id) == 0;
}

/* An item whose bytes no longer tell its id is still found by its old one. */
bool store_find(
	const struct store *s, enum kind k, const char *id, uint32_t *ret_slot)
{
	const struct shelf *sh = &s->shelf[k];

	for (size_t i = 0; i < sh->raw_count; i++) {
		if (!raw_has_id(sh->over[sh->raws[i]], k, id))
			continue;
		*ret_slot = sh->raws[i];
		return true;
	}
	return tenant_slot(s->tenant, k, id, ret_slot) &&
	       !store_gone(s, k, *ret_slot);
}

static struct over *change(struct store *s, enum kind k, uint32_t slot)
{
	struct shelf *sh = &s->shelf[k];

	if (!sh->over[slot])
		sh->over[slot] = calloc(1, sizeof **sh->over);
	s->generation++;
	return sh->over[slot];
}

static int remember_raw(struct shelf *sh, uint32_t slot)
{
	uint32_t *p = realloc(sh->raws, (sh->raw_count + 1) * sizeof *p);

	if (!p)
		return -ENOMEM;
	sh->raws = p;
	sh->raws[sh->raw_count++] = slot;
	return 0;
}

static char *copy(const void *p, size_t n)
{
	char *c = malloc(n + 1);

	if (!c)
		return NULL;
	if (n)
		memcpy(c, p, n);
	c[n] = '\0';
	return c;
}

int store_put(
	struct store *s, enum kind k, uint32_t slot, const void *p, size_t n)
{
	struct over *v = change(s, k, slot);
	char *c = copy(p, n);

	if (!v || !c || (!v->raw && remember_raw(&s->shelf[k], slot))) {
		free(c);
		return -ENOMEM;
	}
	free(v->raw);
	v->raw = c;
	v->n = n;
	return 0;
}

/* From here on the order is written down. */
static int own_order(struct shelf *sh, uint32_t room)
{
	bool had = sh->order;
	uint32_t *p = realloc(sh->order, (room ? room : 1) * sizeof *p);

	if (!p)
		return -ENOMEM;
	sh->order = p;
	for (uint32_t i = 0; !had && i < sh->listed; i++)
		p[i] = i;
	return 0;
}

static int grow(struct shelf *sh)
{
	uint32_t cap = sh->cap * 2;
	struct over **p;

	if (sh->slots < sh->cap)
		return 0;
	p = realloc(sh->over, cap * sizeof(struct over *));
	if (!p)
		return -ENOMEM;
	memset(p + sh->cap, 0, (cap - sh->cap) * sizeof(struct over *));
	sh->over = p;
	sh->cap = cap;
	return 0;
}

int store_add(struct store *s, enum kind k, const void *p, size_t n)
{
	struct shelf *sh = &s->shelf[k];
	int r = grow(sh);

	if (r == 0)
		r = own_order(sh, sh->listed + 1);
	if (r)
		return r;
	sh->slots++;
	r = store_put(s, k, sh->slots - 1, p, n);
	if (r == 0)
		sh->order[sh->listed++] = sh->slots - 1;
	return r;
}

int store_delete(struct store *s, enum kind k, uint32_t slot)
{
	struct shelf *sh = &s->shelf[k];
	struct over *v = change(s, k, slot);
	uint32_t i = 0;

	if (!v || own_order(sh, sh->listed))
		return -ENOMEM;
	v->gone = true;
	while (i < sh->listed && sh->order[i] != slot)
		i++;
	if (i == sh->listed)
		return 0;
	sh->listed--;
	memmove(sh->order + i, sh->order + i + 1,
		(sh->listed - i) * sizeof *sh->order);
	return 0;
}

int store_reorder(struct store *s, enum kind k, uint64_t seed)
{
	struct shelf *sh = &s->shelf[k];
	struct tenant dice = {.seed = seed};

	if (own_order(sh, sh->listed))
		return -ENOMEM;
	for (uint32_t i = sh->listed; i > 1; i--) {
		uint32_t j = (uint32_t)(tenant_dice(&dice, k, i, 9) % i);
		uint32_t was = sh->order[i - 1];

		sh->order[i - 1] = sh->order[j];
		sh->order[j] = was;
	}
	s->generation++;
	return 0;
}

static int touch_one(struct store *s, enum kind k, uint32_t slot, int64_t now)
{
	struct over *v = change(s, k, slot);
	struct out at = {0};
	int r;

	if (!v)
		return -ENOMEM;
	v->rev = (struct rev){v->rev.n + 1, now};
	if (!v->raw || !make_of(k)->updated)
		return 0;
	out_f(&at, "~t", now);
	r = at.bad ? -ENOMEM : store_set(s, k, slot, make_of(k)->updated, at.p);
	out_free(&at);
	return r;
}

/* Every stride-th item, from one the seed picks. At least one. */
int store_touch(struct store *s, enum kind k, unsigned permille, uint64_t seed,
	int64_t now_ms)
{
	uint32_t n = store_size(s, k);
	uint32_t want = (uint32_t)((uint64_t)n * permille / 1000);
	int r = 0;

	if (n == 0 || permille == 0)
		return 0;
	if (want == 0)
		want = 1;
	if (want > n)
		want = n;
	for (uint32_t i = 0; i < want && r == 0; i++) {
		uint32_t at = (uint32_t)(((uint64_t)i * n / want + seed) % n);

		r = touch_one(s, k, store_at(s, k, at), now_ms);
	}
	return r ? r : (int)want;
}

int store_set(struct store *s, enum kind k, uint32_t slot, const char *field,
	const char *value)
{
	struct out was = {0}, o = {0};
	struct span v;
	int r = -EINVAL;

	store_item(s, k, slot, &was);
	if (was.p && peek_raw(was.p, was.n, field, &v)) {
		out_mem(&o, was.p, (size_t)(v.p - was.p));
		out_str(&o, value);
		out_mem(&o, v.p + v.n, (size_t)(was.p + was.n - v.p) - v.n);
	} else if (was.p && was.p[0] == '{' && !strchr(field, '.')) {
		out_f(&o, "{~q:~s~s", field, value, was.n > 2 ? "," : "");
		out_mem(&o, was.p + 1, was.n - 1);
	}
	if (was.bad || o.bad)
		r = -ENOMEM;
	else if (o.n)
		r = store_put(s, k, slot, o.p, o.n);
	out_free(&was);
	out_free(&o);
	return r;
}
