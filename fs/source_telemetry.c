/* SPDX-License-Identifier: MIT */
/* What telemetry/ holds: how much there is now. */
#include <errno.h>

#include "source_private.h"
#include "telemetry.h"

/* type, group, and what of it is to be counted */
static int fill(const struct request *q, const struct telemetry_subject *s,
	struct telemetry_at at, struct buf *out)
{
	const char *filter = telemetry_filter(s, q->spot->kind);

	buf_adds(out, s->types[at.type]);
	if (at.group >= 0 || *filter)
		buf_addf(out, "%c%s", ENDPOINT_PART,
			at.group < 0 ? "" : s->groups[at.group].value);
	if (!*filter)
		return 0;
	buf_addc(out, ENDPOINT_PART);
	return source_fill(q, filter, out);
}

void source_telemetry_expire(struct fs *fs, const struct spot *dir)
{
	enum place p = dir->row->place;

	if (p != PLACE_TELEMETRY && p != PLACE_MORE_TELEMETRY &&
		p != PLACE_TELEMETRY_OF && p != PLACE_MORE_OBJECT)
		return;
	for (size_t i = 0; i < telemetry_n_subjects; i++) {
		const struct telemetry_subject *s = &telemetry_subjects[i];
		cache_expire(fs->cache, s->json, NULL);
		if (s->csv != ENDPOINT_COUNT)
			cache_expire(fs->cache, s->csv, NULL);
	}
}

int source_telemetry_call(
	const struct request *q, enum endpoint *ret, char **ret_argument)
{
	struct telemetry_at at = telemetry_unpack(q->spot->where);
	const struct telemetry_subject *s = &telemetry_subjects[at.subject];
	cleanup_buf struct buf out = BUF_INIT;
	int r = fill(q, s, at, &out);

	if (r < 0)
		return r;
	*ret = q->spot->format == RENDER_CSV ? s->csv : s->json;
	*ret_argument = buf_steal(&out, NULL);
	return *ret_argument ? 0 : -ENOMEM;
}
