/* SPDX-License-Identifier: MIT */
#include "metric_types.h"

#include <ctype.h>
#include <stdbool.h>
#include "json.h"

static uint64_t bit(unsigned i)
{
	return UINT64_C(1) << i;
}

uint64_t type_set_all(const char *const *types)
{
	uint64_t set = 0;

	for (unsigned i = 0; types[i] && i < METRIC_TYPES_MAX; i++)
		set |= bit(i);
	return set;
}

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* GPU_UTILIZATION is not named where GPU_UTILIZATION_PER_GPU is. */
static bool has_word(struct slice text, const char *word)
{
	const char *end = text.p + text.n, *p = text.p;
	size_t n = strlen(word);

	while ((p = memmem(p, (size_t)(end - p), word, n))) {
		bool begins = p == text.p || !is_letter(p[-1]);

		p += n;
		if (begins && (p == end || !is_letter(*p)))
			return true;
	}
	return false;
}

uint64_t type_set_named(
	const char *const *types, uint64_t among, struct slice text)
{
	uint64_t set = 0;

	if (text.n == 0)
		return 0;
	for (unsigned i = 0; types[i] && i < METRIC_TYPES_MAX; i++)
		if ((among & bit(i)) && has_word(text, types[i]))
			set |= bit(i);
	return set;
}

uint64_t type_set_valued(const char *const *types, struct slice answer)
{
	static const char *const lists[] = {"measurements", "histogram"};
	uint64_t valued = 0, lacking = 0;
	struct slice series, value;

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		size_t cursor = 0;

		while (json_each(answer, lists[i], &cursor, &series)) {
			struct slice values = json_get(series, "values");
			uint64_t type = type_set_named(
				types, UINT64_MAX, json_get(series, "type"));
			size_t first = 0;

			if (json_next_element(values, &first, &value))
				valued |= type;
			else if (json_type(values) != JSON_ARRAY)
				lacking |= type;
		}
	}
	return valued & ~lacking;
}

void type_set_join(const char *const *types, uint64_t set, struct buf *out)
{
	bool first = true;

	buf_adds(out, "");
	for (unsigned i = 0; types[i] && i < METRIC_TYPES_MAX; i++) {
		if (!(set & bit(i)))
			continue;
		if (!first)
			buf_addc(out, ',');
		buf_adds(out, types[i]);
		first = false;
	}
}
