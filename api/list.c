/* SPDX-License-Identifier: MIT */
#include "list.h"

#include <errno.h>

/* A page that was asked for; `page.bytes` once it is there. */
struct slot {
	uint64_t offset;
	struct page page;
};

struct list {
	struct list_options o;
	unsigned window; /* pages to ask for at once, at multiples of limit */
	unsigned passes; /* begun */
	unsigned epoch;	 /* answers to older requests are dropped */

	/* of this pass */
	struct slot *slots;
	size_t n_slots, cap, absorbed, in_flight;
	struct id_set ids;
	size_t n_items;
	unsigned barren; /* pages in a row without anything new */
	uint64_t next;	 /* offset to go on at */
	bool ended;	 /* a page said it was the last */
	bool moved;	 /* items or the total moved meanwhile */
	bool has_total;
	uint64_t total;

	bool complete, failed;
};

/* ---- passes ---- */

static void begin_pass(struct list *l, unsigned window)
{
	for (size_t i = 0; i < l->n_slots; i++)
		page_free(&l->slots[i].page);
	id_set_free(&l->ids);
	l->n_slots = l->absorbed = l->in_flight = l->n_items = 0;
	l->barren = 0;
	l->next = 0;
	l->ended = l->moved = l->has_total = false;
	l->window = window;
	l->passes++;
	l->epoch++;
}

/* As many pages as the older answer had; at the step that the server took. */
static unsigned first_window(struct list *l)
{
	size_t pages;

	if (l->o.step > 0 && l->o.step < l->o.limit)
		l->o.limit = l->o.step;
	if (l->o.expected == 0 || l->o.limit == 0)
		return 1;
	pages = (l->o.expected + l->o.limit - 1) / l->o.limit;
	return pages < LIST_PAGES_MAX ? (unsigned)pages : LIST_PAGES_MAX;
}

int list_create(struct list **ret, const struct list_options *o)
{
	struct list *l = calloc(1, sizeof(*l));

	if (!l)
		return -ENOMEM;
	l->o = *o;
	begin_pass(l, first_window(l));
	*ret = l;
	return 0;
}

void list_destroy(struct list *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n_slots; i++)
		page_free(&l->slots[i].page);
	free(l->slots);
	id_set_free(&l->ids);
	free(l);
}

const struct endpoint_row *list_row(const struct list *l)
{
	return l->o.row;
}

bool list_complete(const struct list *l)
{
	return l->complete;
}

/* ---- asking ---- */

static struct slot *add_slot(struct list *l, uint64_t offset)
{
	if (l->n_slots == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 8;
		struct slot *slots =
			reallocarray(l->slots, cap, sizeof(*slots));

		if (!slots)
			return NULL;
		l->slots = slots;
		l->cap = cap;
	}
	l->slots[l->n_slots] = (struct slot){.offset = offset};
	return &l->slots[l->n_slots++];
}

/* Within the window any page; beyond, one when all before it are known. */
static bool may_ask(const struct list *l, uint64_t *ret_offset)
{
	if (l->complete || l->failed)
		return false;
	if (l->n_slots < l->window) {
		*ret_offset = (uint64_t)l->n_slots * l->o.limit;
		return l->in_flight < (l->o.parallel ? l->o.parallel : 1);
	}
	*ret_offset = l->next;
	return l->absorbed == l->n_slots;
}

bool list_next(struct list *l, struct list_request *ret)
{
	uint64_t offset;

	if (!may_ask(l, &offset) || !add_slot(l, offset))
		return false;
	l->in_flight++;
	*ret = (struct list_request){
		.offset = offset,
		.limit = l->o.limit,
		.pass = l->epoch,
		.index = l->n_slots - 1,
	};
	return true;
}

/* ---- what a page says ---- */

static int fail(struct list *l, struct api_error *error, enum trouble t,
	const char *why)
{
	l->failed = true;
	api_error_set(error, t, "%s", why);
	return api_error_errno(error);
}

/* The server sent the page before once more: it does not look at offsets. */
static bool is_echo(const struct list *l, size_t i)
{
	const struct page *p = &l->slots[i].page, *before;

	if (i == 0)
		return false;
	before = &l->slots[i - 1].page;
	return p->size == before->size &&
	       memcmp(p->bytes, before->bytes, p->size) == 0;
}

/* Drops items that were there before; the number of new ones or -ENOMEM. */
static ptrdiff_t keep_new(struct list *l, struct page *p, bool echo)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->n_items; i++) {
		struct slice id = page_item_id(&p->items[i]);
		int r = id.p ? id_set_add(&l->ids, id) : !echo;

		if (r < 0)
			return r;
		if (r > 0)
			p->items[kept++] = p->items[i];
	}
	p->n_items = kept;
	l->n_items += kept;
	return (ptrdiff_t)kept;
}

/* A page as far as the question "what next?" goes. */
struct look {
	uint64_t offset;
	size_t n;     /* items, as they came */
	size_t fresh; /* of them new */
	bool echo;
	const struct page *page;
};

enum verdict { LAST, MORE, BAD };

/* `next` in the answer: it must grow, except on a page without news. */
static enum verdict follow_next(const struct look *k, uint64_t *ret_next)
{
	if (!k->page->has_next)
		return LAST;
	*ret_next = k->page->next;
	if (k->page->next > k->offset)
		return MORE;
	return k->fresh == 0 ? LAST : BAD;
}

/*
 * No `next`: the end shows in a short page. But a server may take less than
 * our limit; such caps are round numbers, so a page of a round length is asked
 * behind.
 */
static enum verdict follow_offset(
	const struct list *l, const struct look *k, uint64_t *ret_next)
{
	*ret_next = k->offset + k->n;
	if (k->n == 0 || k->echo)
		return LAST;
	if (k->page->has_total)
		return *ret_next < k->page->total ? MORE : LAST;
	return k->n >= l->o.limit || k->n % 50 == 0 ? MORE : LAST;
}

static enum verdict follow(
	const struct list *l, const struct look *k, uint64_t *ret_next)
{
	if (l->o.limit == 0)
		return LAST;
	switch (l->o.row->paging) {
	case PAGING_NEXT:
	case PAGING_NEXT_OFFSET:
		return follow_next(k, ret_next);
	case PAGING_OFFSET:
		return follow_offset(l, k, ret_next);
	case PAGING_NONE:
		break;
	}
	return LAST;
}

static void note_total(struct list *l, const struct page *p)
{
	if (!p->has_total)
		return;
	if (l->has_total && p->total != l->total)
		l->moved = true;
	l->has_total = true;
	l->total = p->total;
}

/* The pages behind are not where the server puts them: ask from `next` on, one
 * by one. */
static void leave_window(struct list *l, uint64_t next)
{
	while (l->n_slots > l->absorbed)
		page_free(&l->slots[--l->n_slots].page);
	l->window = (unsigned)l->n_slots;
	l->in_flight = 0;
	l->epoch++;
	l->next = next;
}

static int absorb(struct list *l, struct api_error *error)
{
	size_t i = l->absorbed++;
	struct slot *s = &l->slots[i];
	struct look k = {
		.offset = s->offset,
		.n = s->page.n_items,
		.echo = is_echo(l, i),
		.page = &s->page,
	};
	bool in_window = i > 0 && i < l->window;
	ptrdiff_t fresh = keep_new(l, &s->page, k.echo);
	uint64_t next = 0;
	enum verdict v;

	if (fresh < 0)
		return fail(l, error, TROUBLE_NO_MEMORY, "out of memory");
	if (l->n_items > LIST_ITEMS_MAX)
		return fail(l, error, TROUBLE_TOO_BIG, "too many items");
	k.fresh = (size_t)fresh;
	note_total(l, &s->page);
	/* Seen twice across pages asked for at once, or behind the end. */
	if (in_window && (k.fresh < k.n || (l->ended && k.fresh > 0)))
		l->moved = true;
	v = follow(l, &k, &next);
	if (l->ended)
		return 0;
	l->barren = k.fresh ? 0 : l->barren + 1;
	if (v == BAD || (v == MORE && l->barren > LIST_BARREN_MAX))
		return fail(l, error, TROUBLE_BAD_MESSAGE,
			v == BAD ? "the next page would be one before this"
				 : "page after page without anything new");
	l->ended = v == LAST;
	if (l->ended && l->window > l->n_slots)
		l->window = (unsigned)l->n_slots;
	if (v == MORE && i + 1 < l->window &&
		next != (uint64_t)(i + 1) * l->o.limit)
		leave_window(l, next);
	l->next = next;
	return 0;
}

/* ---- the end of a pass ---- */

static bool is_short(const struct list *l)
{
	return l->has_total && l->n_items < l->total;
}

/* The first pass shows that it cannot be trusted: one page by page. */
static bool start_over(struct list *l, bool why)
{
	if (!why || l->passes > 1)
		return false;
	begin_pass(l, 1);
	return true;
}

static int end_pass(struct list *l, struct api_error *error)
{
	if (start_over(l, is_short(l)))
		return 0;
	if (is_short(l))
		return fail(l, error, TROUBLE_BAD_MESSAGE,
			"fewer items than the total says");
	l->complete = true;
	return 0;
}

static bool all_absorbed(const struct list *l)
{
	return l->absorbed == l->n_slots && l->n_slots >= l->window;
}

static int digest(struct list *l, struct api_error *error)
{
	while (l->absorbed < l->n_slots && l->slots[l->absorbed].page.bytes) {
		int r = absorb(l, error);

		if (r < 0)
			return r;
		if (start_over(l, l->moved))
			return 0;
	}
	if (l->n_slots >= LIST_PAGES_MAX && !l->ended)
		return fail(l, error, TROUBLE_TOO_BIG, "too many pages");
	return l->ended && all_absorbed(l) ? end_pass(l, error) : 0;
}

int list_take(struct list *l, const struct list_request *q, char **body,
	size_t n, struct api_error *error)
{
	char *bytes = *body;
	int r;

	*body = NULL;
	if (l->failed || q->pass != l->epoch) {
		free(bytes);
		return 0;
	}
	l->in_flight--;
	r = page_parse(&l->slots[q->index].page, l->o.row, l->o.paths, bytes, n,
		l->o.scope, error);
	if (r < 0) {
		l->failed = true;
		return r;
	}
	return digest(l, error);
}

/* ---- into a result ---- */

size_t list_n_pages(const struct list *l)
{
	return l->n_slots;
}

struct page *list_page(struct list *l, size_t i)
{
	return &l->slots[i].page;
}

unsigned list_step(const struct list *l)
{
	uint64_t step;

	if (l->n_slots < 2 || l->o.limit == 0)
		return 0;
	step = l->slots[1].offset - l->slots[0].offset;
	return step < l->o.limit ? (unsigned)step : l->o.limit;
}
