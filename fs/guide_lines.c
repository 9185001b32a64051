/* SPDX-License-Identifier: MIT */
#include "guide_private.h"

#define WIDTH 79
#define INDENT 2
#define TEXT 44 /* the column where explanations begin */

static size_t column(const struct buf *out)
{
	const char *newline = memrchr(out->p, '\n', out->n);

	return newline ? (size_t)(out->p + out->n - newline - 1) : out->n;
}

static void pad(struct buf *out, size_t to)
{
	if (buf_error(out) < 0)
		return;
	if (column(out) >= to)
		buf_addc(out, '\n');
	for (size_t i = column(out); i < to; i++)
		buf_addc(out, ' ');
}

/* Words, folded. */
static void add_words(struct buf *out, const char *text)
{
	bool first = true;

	for (; *text; first = false) {
		size_t n = strcspn(text, " ");
		size_t at = buf_error(out) < 0 ? 0 : column(out);
		if (!first && at + 1 + n > WIDTH)
			pad(out, n > WIDTH - TEXT ? WIDTH - n : TEXT);
		else if (!first)
			buf_addc(out, ' ');
		buf_add(out, text, n);
		text += n + strspn(text + n, " ");
	}
}

void guide_add_line(struct buf *out, struct slice path, struct slice text)
{
	pad(out, INDENT);
	buf_add(out, path.p, path.n);
	if (text.n > 0) {
		pad(out, TEXT);
		add_words(out, text.p);
	}
	buf_addc(out, '\n');
}

void guide_add_kinds(struct buf *out, kind_mask kinds)
{
	const char *comma = "";

	if (kinds == KIND_BIT(KIND_COUNT) - 1) {
		buf_adds(out, "every kind");
		return;
	}
	if (__builtin_popcountll(kinds) > KIND_COUNT / 2) {
		buf_adds(out, "most kinds");
		return;
	}
	for (enum kind k = 0; k < KIND_COUNT; k++)
		if (kinds & KIND_BIT(k)) {
			buf_addf(out, "%s%s", comma, kind_row(k)->name);
			comma = ", ";
		}
}
