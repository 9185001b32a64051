/* SPDX-License-Identifier: MIT */
/*
 * metrics/24h.csv, audit/2026-11-01.json: files named by windows of time.
 * Their names cost nothing, whether they are listed or only looked up.
 */
#include "child_private.h"
#include "window.h"

#define BIT(format) (1U << (format))

/* Directories of such files. */
static const struct windows {
	enum place dir, file;
	const struct window_name *names;
	unsigned formats; /* a bit for each render_format there is, */
	unsigned listed;  /* and each that listings show whatever is set */
	bool as_set;	  /* those that are set are shown too */
} table[] = {
#define SAMPLES(place)                                                         \
	{PLACE_##place, PLACE_##place##_WINDOW, window_of_samples,             \
		BIT(RENDER_JSON) | BIT(RENDER_CSV),                            \
		BIT(RENDER_JSON) | BIT(RENDER_CSV), false}
	SAMPLES(METRICS),
	SAMPLES(METRICS_BY_CATEGORY),
	SAMPLES(METRICS_BY_NODE_POOL),
	SAMPLES(METRICS_BY_PROJECT),
	SAMPLES(METRICS_BY_DEPARTMENT),
	SAMPLES(INFERENCE_METRICS),
#undef SAMPLES
	{PLACE_AUDIT, PLACE_AUDIT_WINDOW, window_of_records,
		BIT(RENDER_FORMATS) - 1, BIT(RENDER_CSV), true},
};

static const struct windows *windows_of(const struct spot *dir)
{
	const struct windows *w = table;

	while (w->dir != dir->row->place)
		w++;
	return w;
}

/* The file's key: the object's id and the name of the window. */
static int window_spot(const struct windows *w, const struct spot *dir,
	struct slice stem, int format, struct buf *key, struct spot *ret)
{
	key->n = 0;
	buf_add(key, dir->key.p, dir->key.n);
	buf_addc(key, ENDPOINT_PART);
	buf_add(key, stem.p, stem.n);
	*ret = (struct spot){.row = place_row(w->file),
		.kind = dir->kind,
		.view = VIEW_NONE,
		.format = (enum render_format)format,
		.key = buf_slice(key),
		.depth = dir->depth + 1};
	return buf_error(key);
}

int window_find(const struct search *s, struct child *ret)
{
	const struct windows *w = windows_of(s->dir);
	const struct place_format *f;
	struct window ignored;
	struct slice stem;

	if (place_parse_format(s->name, &stem, &f) &&
		(w->formats & BIT(f->format)) &&
		window_parse(
			w->names, stem, clock_real_ns(s->fs->clock), &ignored))
		return window_spot(
			w, s->dir, stem, f->format, &s->key->buf, &ret->spot);
	lower(s->good_for_ms, s->fs->negative_ms); /* its time may come */
	return -ENOENT;
}

static bool is_listed(const struct fs *fs, const struct windows *w, size_t f)
{
	unsigned format = BIT(place_formats[f].format);

	return (w->listed & format) ||
	       (w->as_set && (w->formats & format) && (fs->formats & BIT(f)));
}

/* False: enough. */
static bool emit_window(const struct list *l, const struct windows *w, size_t i)
{
	struct slice stem = slice_str(w->names[i].name);

	for (size_t f = 0; f < place_n_formats; f++) {
		cleanup_buf struct buf name = BUF_INIT, key = BUF_INIT;
		struct child c = {.offset = OWN_OFFSET(8 * i + f)};
		if (c.offset <= l->after || !is_listed(l->fs, w, f))
			continue;
		buf_addf(&name, "%s.%s", w->names[i].name,
			place_formats[f].suffix);
		c.name = buf_slice(&name);
		if (window_spot(w, l->dir, stem, place_formats[f].format, &key,
			    &c.spot) < 0 ||
			buf_error(&name) || !l->emit(l->arg, &c))
			return false;
	}
	return true;
}

void window_list(const struct list *l)
{
	const struct windows *w = windows_of(l->dir);
	bool more = true;

	for (size_t i = 0; more && w->names[i].name; i++)
		more = emit_window(l, w, i);
}
