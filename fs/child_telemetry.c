/* SPDX-License-Identifier: MIT */
/*
 * telemetry/<subject>/<TYPE>.json, telemetry/<subject>/<by-group>/<TYPE>.json,
 * of the tenant and of objects: names from the API's tables, without a call.
 */
#include "child_private.h"
#include "telemetry.h"

static const struct {
	const char *suffix;
	enum render_format format;
} formats[] = {
	{"json", RENDER_JSON},
	{"csv", RENDER_CSV},
};

/* Offsets: subjects, groups, then files. */
#define FILE_OFFSET(type, format) \
	OWN_OFFSET(256 + ARRAY_SIZE(formats) * (size_t)(type) + (format))

static struct spot spot_at(const struct spot *dir, enum place place,
	struct telemetry_at at, enum render_format format)
{
	return (struct spot){.row = place_row(place),
		.kind = dir->kind,
		.view = VIEW_NONE,
		.format = format,
		.where = telemetry_pack(at),
		.key = dir->key,
		.depth = dir->depth + 1};
}

/* ---- telemetry/ ---- */

static struct telemetry_at subject_at(size_t i)
{
	return (struct telemetry_at){(int)i, -1, -1};
}

int telemetry_find(const struct search *s, struct child *ret)
{
	for (size_t i = 0; i < telemetry_n_subjects; i++) {
		const struct telemetry_subject *t = &telemetry_subjects[i];
		if (!telemetry_filter(t, s->dir->kind) ||
			!slice_eq(s->name, slice_str(t->name)))
			continue;
		ret->spot =
			spot_at(s->dir, PLACE_TELEMETRY_OF, subject_at(i), 0);
		return 0;
	}
	return -ENOENT;
}

void telemetry_list(const struct list *l)
{
	bool more = true;

	for (size_t i = 0; more && i < telemetry_n_subjects; i++) {
		const struct telemetry_subject *t = &telemetry_subjects[i];
		struct child c = {
			.offset = OWN_OFFSET(i), .name = slice_str(t->name)};
		if (c.offset <= l->after || !telemetry_filter(t, l->dir->kind))
			continue;
		c.spot = spot_at(l->dir, PLACE_TELEMETRY_OF, subject_at(i), 0);
		more = l->emit(l->arg, &c);
	}
}

/* ---- telemetry/<subject>/, and below it <by-group>/ ---- */

static bool has_format(
	const struct telemetry_subject *t, enum render_format format)
{
	return format != RENDER_CSV || t->csv != ENDPOINT_COUNT;
}

static bool find_format(const struct telemetry_subject *t, struct slice name,
	struct slice *ret_stem, enum render_format *ret)
{
	const struct place_format *f;

	if (!place_parse_format(name, ret_stem, &f))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (f->format == (int)formats[i].format) {
			*ret = formats[i].format;
			return has_format(t, *ret);
		}
	return false;
}

static int find_type(const struct search *s, const struct telemetry_subject *t,
	struct telemetry_at at, struct child *ret)
{
	enum render_format format;
	struct slice stem;

	if (!find_format(t, s->name, &stem, &format))
		return -ENOENT;
	for (int i = 0; t->types[i]; i++)
		if (slice_eq(stem, slice_str(t->types[i]))) {
			at.type = i;
			ret->spot = spot_at(
				s->dir, PLACE_TELEMETRY_FILE, at, format);
			return 0;
		}
	return -ENOENT;
}

int telemetry_of_find(const struct search *s, struct child *ret)
{
	struct telemetry_at at = telemetry_unpack(s->dir->where);
	const struct telemetry_subject *t = &telemetry_subjects[at.subject];

	for (int i = 0; at.group < 0 && t->groups[i].word; i++)
		if (slice_eq(s->name, slice_str(t->groups[i].word))) {
			at.group = i;
			ret->spot = spot_at(s->dir, PLACE_TELEMETRY_OF, at, 0);
			return 0;
		}
	return find_type(s, t, at, ret);
}

static bool list_groups(const struct list *l, const struct telemetry_subject *t,
	struct telemetry_at at)
{
	for (int i = 0; at.group < 0 && t->groups[i].word; i++) {
		struct child c = {.offset = OWN_OFFSET(i),
			.name = slice_str(t->groups[i].word)};
		if (c.offset <= l->after)
			continue;
		c.spot = spot_at(l->dir, PLACE_TELEMETRY_OF,
			(struct telemetry_at){at.subject, i, -1}, 0);
		if (!l->emit(l->arg, &c))
			return false;
	}
	return true;
}

/* False: enough. */
static bool emit_type(const struct list *l, const struct telemetry_subject *t,
	struct telemetry_at at)
{
	for (size_t f = 0; f < ARRAY_SIZE(formats); f++) {
		cleanup_buf struct buf name = BUF_INIT;
		struct child c = {.offset = FILE_OFFSET(at.type, f)};
		if (c.offset <= l->after || !has_format(t, formats[f].format))
			continue;
		buf_addf(&name, "%s.%s", t->types[at.type], formats[f].suffix);
		c.name = buf_slice(&name);
		c.spot = spot_at(
			l->dir, PLACE_TELEMETRY_FILE, at, formats[f].format);
		if (buf_error(&name) || !l->emit(l->arg, &c))
			return false;
	}
	return true;
}

void telemetry_of_list(const struct list *l)
{
	struct telemetry_at at = telemetry_unpack(l->dir->where);
	const struct telemetry_subject *t = &telemetry_subjects[at.subject];
	bool more = list_groups(l, t, at);

	for (at.type = 0; more && t->types[at.type]; at.type++)
		more = emit_type(l, t, at);
}
