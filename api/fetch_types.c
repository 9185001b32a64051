/* SPDX-License-Identifier: MIT */
#include "fetch_private.h"

#include <errno.h>
#include <stdio.h>
#include "json.h"
#include "metric_types.h"

enum { ROUNDS_MAX = 2, NAMES_LOOKED_AT = 64 * 1024 };

/* One type asked for alone. */
struct probe {
	struct ask ask;
	struct type_search *search;
	uint64_t type;
	char *url;
};

struct type_search {
	struct type_search *prev, *next; /* among fetching->searches */
	struct fetch *fetch;
	struct page_ask *question; /* the one that was refused */
	uint64_t asked;		   /* types of the question */
	uint64_t dropped; /* named by a refusal, not yet known for sure */
	uint64_t lacking; /* without values now: not asked for again */
	char *text;	  /* `asked`, joined */
	unsigned rounds;
	struct timer woken;
	bool waits; /* for another search of the same operation */

	/* while each is asked for alone */
	struct probe *probes;
	unsigned n_probes, n_begun, n_ended;
	uint64_t refused;
	struct api_error as_it_came;
};

static const char *const *types_of(const struct type_search *s)
{
	return s->fetch->row->types;
}

static uint64_t *memory_of(const struct type_search *s)
{
	return &s->fetch->by->refused_types[s->fetch->o.endpoint];
}

/* ---- the question ---- */

/* All but what is known to be refused. */
static uint64_t wanted(const struct type_search *s)
{
	uint64_t all = type_set_all(types_of(s)), left = all & ~*memory_of(s);

	return left ? left : all;
}

static int set_asked(struct type_search *s, uint64_t asked)
{
	cleanup_buf struct buf text = BUF_INIT;

	type_set_join(types_of(s), asked, &text);
	free(s->text);
	s->text = buf_steal(&text, NULL);
	s->asked = asked;
	return s->text ? 0 : -ENOMEM;
}

static int make_url(const struct type_search *s, unsigned variant,
	const char *types, char **ret)
{
	const struct fetch *f = s->fetch;
	const struct url_values v = {.argument = f->argument, .types = types};
	struct api_error error;

	return endpoint_url(f->row, variant, config_str(f->by->config, SET_URL),
		&v, ret, &error);
}

static int ask_again(struct type_search *s, uint64_t asked)
{
	struct page_ask *a = s->question;
	char *url = NULL;

	if (set_asked(s, asked) < 0 ||
		make_url(s, a->variant, s->text, &url) < 0)
		return -ENOMEM;
	free(a->branch->url[a->variant]);
	a->branch->url[a->variant] = url;
	return page_ask_again(a);
}

static void ask_again_or_fail(struct type_search *s, uint64_t asked)
{
	if (ask_again(s, asked) < 0)
		fetch_fail(s->fetch, TROUBLE_NO_MEMORY, "out of memory");
}

/* ---- what is remembered ---- */

/* Never all of them: that would be about something else. */
static void remember(struct type_search *s, uint64_t refused)
{
	struct fetch *f = s->fetch;
	uint64_t *memory = memory_of(s);
	cleanup_buf struct buf text = BUF_INIT;

	if (!refused || (*memory | refused) == type_set_all(types_of(s)))
		return;
	*memory |= refused;
	type_set_join(types_of(s), refused, &text);
	log_write(f->by->logger, LOG_LEVEL_INFO, "api",
		"%s: this control plane has no %s",
		endpoint_name(f->o.endpoint), buf_slice(&text).p);
}

/* ---- searches of the same operation ---- */

static bool same_operation(
	const struct type_search *a, const struct type_search *b)
{
	return a->fetch->o.endpoint == b->fetch->o.endpoint &&
	       a->fetch->o.generation == b->fetch->o.generation;
}

static bool other_asks_alone(const struct type_search *s)
{
	for (struct type_search *o = s->fetch->by->searches; o; o = o->next)
		if (o != s && o->probes && same_operation(o, s))
			return true;
	return false;
}

/* From the loop: their fetches may end by it. */
static void wake_others(struct type_search *s)
{
	struct transport *t = s->fetch->by->asking.transport;

	for (struct type_search *o = s->fetch->by->searches; o; o = o->next)
		if (o->waits && same_operation(o, s))
			timers_arm(transport_timers(t), &o->woken,
				transport_now(t));
}

/* ---- each alone ---- */

static void end_probes(struct type_search *s)
{
	if (!s->probes)
		return;
	for (unsigned i = 0; i < s->n_probes; i++) {
		ask_stop(&s->probes[i].ask);
		free(s->probes[i].url);
	}
	free(s->probes);
	s->probes = NULL;
	s->n_probes = s->n_begun = s->n_ended = 0;
	wake_others(s);
}

/* All are refused: it is not about types. None is: about how many, perhaps. */
static void conclude(struct type_search *s)
{
	uint64_t refused = s->refused;

	end_probes(s);
	if (refused == 0 || refused == s->asked) {
		struct api_error error = s->as_it_came;

		fetch_finish(s->fetch, NULL, &error);
		return;
	}
	remember(s, refused);
	ask_again_or_fail(s, s->asked & ~refused);
}

static bool is_refusal(const struct api_error *error)
{
	return error->trouble == TROUBLE_BAD_REQUEST &&
	       (error->http_status == 400 || error->http_status == 422);
}

static void on_probe(struct ask *ask);

static int begin_probe(struct type_search *s)
{
	struct probe *p = &s->probes[s->n_begun++];
	cleanup_buf struct buf text = BUF_INIT;

	type_set_join(types_of(s), p->type, &text);
	if (buf_error(&text) < 0 ||
		make_url(s, s->question->variant, text.p, &p->url) < 0)
		return -ENOMEM;
	p->ask.url = p->url;
	p->ask.done = on_probe;
	fetch_ask(s->fetch, s->question->branch, &p->ask);
	return 0;
}

/* As many at once as a list may have pages. */
static void go_on(struct type_search *s)
{
	unsigned parallel = s->fetch->by->parallel;

	if (s->n_ended == s->n_probes) {
		conclude(s);
		return;
	}
	while (s->n_begun < s->n_probes &&
		s->n_begun - s->n_ended < (parallel ? parallel : 1))
		if (begin_probe(s) < 0) {
			fetch_fail(
				s->fetch, TROUBLE_NO_MEMORY, "out of memory");
			return;
		}
}

static void on_probe(struct ask *ask)
{
	struct probe *p = container_of(ask, struct probe, ask);
	struct type_search *s = p->search;
	struct api_error error = ask->error;

	response_free(&ask->response);
	if (is_refusal(&error)) {
		s->refused |= p->type;
	} else if (error.trouble != TROUBLE_NONE) {
		fetch_finish(s->fetch, NULL, &error);
		return;
	}
	s->n_ended++;
	go_on(s);
}

static void ask_alone(struct type_search *s)
{
	s->refused = 0;
	s->probes = calloc(type_set_size(s->asked), sizeof(*s->probes));
	if (!s->probes) {
		fetch_fail(s->fetch, TROUBLE_NO_MEMORY, "out of memory");
		return;
	}
	for (uint64_t left = s->asked; left; left &= left - 1)
		s->probes[s->n_probes++] = (struct probe){
			.search = s,
			.type = left & -left,
		};
	go_on(s);
}

/* What another search has found may do; else it is this one's turn. */
static void find_out(struct type_search *s)
{
	s->waits = false;
	if (s->asked & *memory_of(s))
		ask_again_or_fail(s, wanted(s));
	else if (other_asks_alone(s))
		s->waits = true;
	else
		ask_alone(s);
}

static void on_woken(struct timer *t)
{
	find_out(container_of(t, struct type_search, woken));
}

/* ---- a refusal ---- */

/* A message that names most of them lists what there is, or repeats the
 * question: nothing to go by. */
static uint64_t blamed(const struct type_search *s, const struct response *r)
{
	struct slice text = {
		r->body, r->n < NAMES_LOOKED_AT ? r->n : NAMES_LOOKED_AT};
	uint64_t named = type_set_named(types_of(s), s->asked, text);

	return 2 * type_set_size(named) <= type_set_size(s->asked) ? named : 0;
}

bool types_refused(struct page_ask *a)
{
	struct type_search *s = a->fetch->search;
	uint64_t named;

	if (!s || !is_refusal(&a->ask.error) || type_set_size(s->asked) < 2 ||
		s->rounds == ROUNDS_MAX)
		return false;
	s->rounds++;
	s->question = a;
	named = blamed(s, &a->ask.response);
	if (s->rounds == 1)
		s->as_it_came = a->ask.error;
	response_free(&a->ask.response);
	if (named && !s->dropped) {
		s->dropped = named;
		ask_again_or_fail(s, s->asked & ~named);
		return true;
	}
	/* Without those named it was no better. */
	s->asked |= s->dropped;
	s->dropped = 0;
	find_out(s);
	return true;
}

/* ---- no values ---- */

static void note_lacking(struct type_search *s)
{
	struct fetch *f = s->fetch;
	cleanup_buf struct buf text = BUF_INIT;

	f->partial = true;
	type_set_join(types_of(s), s->lacking, &text);
	log_write(f->by->logger, LOG_LEVEL_WARN, "api",
		"%s: the control plane has no values of %s (207)",
		endpoint_name(f->o.endpoint), buf_slice(&text).p);
}

bool types_lacking(struct page_ask *a, struct api_error *error)
{
	struct type_search *s = a->fetch->search;
	struct slice answer = {a->ask.response.body, a->ask.response.n};
	uint64_t left;

	if (!s || s->lacking || a->ask.response.status != 207 ||
		json_check(answer, &answer) < 0)
		return false;
	left = s->asked & type_set_valued(types_of(s), answer);
	s->lacking = s->asked & ~left;
	if (left == 0) {
		error->trouble = TROUBLE_SERVER;
		snprintf(error->message, sizeof(error->message),
			"no values of any of the types asked for (207)");
	}
	if (left == 0 || s->lacking == 0)
		return false;
	note_lacking(s);
	s->question = a;
	ask_again_or_fail(s, left);
	return true;
}

void types_accepted(struct fetch *f)
{
	if (f->search)
		remember(f->search, f->search->dropped);
}

/* ---- life ---- */

int types_begin(struct fetch *f)
{
	struct fetching *by = f->by;
	struct type_search *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->fetch = f;
	s->woken.fire = on_woken;
	f->search = s;
	s->next = by->searches;
	if (s->next)
		s->next->prev = s;
	by->searches = s;
	return set_asked(s, wanted(s));
}

const char *types_text(const struct fetch *f)
{
	return f->search ? f->search->text : NULL;
}

void types_end(struct fetch *f)
{
	struct type_search *s = f->search;

	if (!s)
		return;
	timers_disarm(transport_timers(f->by->asking.transport), &s->woken);
	end_probes(s);
	*(s->prev ? &s->prev->next : &f->by->searches) = s->next;
	if (s->next)
		s->next->prev = s->prev;
	free(s->text);
	free(s);
	f->search = NULL;
}
