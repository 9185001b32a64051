/* SPDX-License-Identifier: MIT */
/*
 * Any bytes in a cell: reading the TSV and the CSV back, each by its own rules,
 * gives them again, and the aligned text holds no control byte. Any JSON as
 * an item: all formats come out with the lines they should have.
 */
#include <stdbool.h>
#include "fuzz.h"
#include "json.h"
#include "render.h"

static const struct column columns[] = {
	{"a", COLUMN_PATH, NULL},
	{"b", COLUMN_VALUE, "a|b.c"},
	{"c", COLUMN_COUNT, "a"},
	{"d", COLUMN_TIME, "t"},
	{"e", COLUMN_EACH, "a.*.b|c"},
	{"f", COLUMN_EACH, "b.c"},
	{"g", COLUMN_PATH, NULL},
	{0},
};
enum { COLUMNS = 7, ROWS = 2 };

static void cell(void *arg, const struct api_item *item, enum column_kind kind,
	struct buf *out)
{
	const struct slice *s = arg;

	buf_add(out, s->p, s->n);
}

static struct slice text(const struct buf *b)
{
	REQUIRE(buf_error(b) == 0);
	return (struct slice){b->p, b->n};
}

static int hex(char c)
{
	REQUIRE((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* Behind the escape at `p`, whose byte goes to `out`. */
static const char *tsv_escape(const char *p, struct buf *out)
{
	switch (p[1]) {
	case 't':
		buf_addc(out, '\t');
		return p + 2;
	case 'n':
		buf_addc(out, '\n');
		return p + 2;
	case '\\':
		buf_addc(out, '\\');
		return p + 2;
	default:
		REQUIRE(p[1] == 'x');
		buf_addc(out, (char)(hex(p[2]) << 4 | hex(p[3])));
		return p + 4;
	}
}

/* Reads a cell up to a tab or newline. */
static const char *tsv_cell(const char *p, struct buf *out)
{
	while (*p != '\t' && *p != '\n') {
		REQUIRE((unsigned char)*p >= 0x20 && *p != 0x7f);
		if (*p == '\\')
			p = tsv_escape(p, out);
		else
			buf_addc(out, *p++);
	}
	return p;
}

/* Reads a cell up to a comma or CR LF that is not quoted. */
static const char *csv_cell(const char *p, struct buf *out)
{
	if (*p != '"') {
		for (; *p != ',' && *p != '\r'; p++) {
			REQUIRE(*p != '"' && *p != '\n');
			buf_addc(out, *p);
		}
		return p;
	}
	for (p++; p[0] != '"' || p[1] == '"'; p++) {
		buf_addc(out, *p);
		p += *p == '"';
	}
	return p + 1;
}

struct dialect {
	enum render_format format;
	const char *(*cell)(const char *p, struct buf *out);
	char between;
	const char *end;
};

static const struct dialect dialects[] = {
	{RENDER_TSV, tsv_cell, '\t', "\n"},
	{RENDER_CSV, csv_cell, ',', "\r\n"},
};

static const char *read_line(
	const struct dialect *d, const char *p, bool header, struct slice want)
{
	for (int i = 0; i < COLUMNS; i++) {
		cleanup_buf struct buf b = BUF_INIT;

		buf_adds(&b, "");
		p = d->cell(p, &b);
		if (!header && columns[i].kind == COLUMN_PATH)
			REQUIRE(slice_eq(text(&b), want));
		if (i + 1 < COLUMNS)
			REQUIRE(*p++ == d->between);
	}
	REQUIRE(strncmp(p, d->end, strlen(d->end)) == 0);
	return p + strlen(d->end);
}

static void read_back(const struct dialect *d, const struct api_result *r,
	struct slice want)
{
	const struct render_cells cells = {cell, &want};
	cleanup_buf struct buf b = BUF_INIT;
	const char *p;

	REQUIRE(render_list(d->format, r, NULL, 0, &cells, &b) == 0);
	p = text(&b).p;
	for (int i = 0; i <= ROWS; i++)
		p = read_line(d, p, i == 0, want);
	REQUIRE(p == b.p + b.n);
}

static size_t count(struct slice s, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == c;
	return n;
}

static void aligned(const struct api_result *r, struct slice raw)
{
	const struct render_cells cells = {cell, &raw};
	cleanup_buf struct buf b = BUF_INIT;
	struct slice t;

	REQUIRE(render_list(RENDER_TXT, r, NULL, 0, &cells, &b) == 0);
	t = text(&b);
	REQUIRE(count(t, '\n') == ROWS + 1 && t.p[t.n - 1] == '\n');
	for (size_t i = 0; i < t.n; i++)
		REQUIRE(t.p[i] == '\n' || (unsigned char)t.p[i] >= 0x20);
}

static void json_forms(const struct api_result *r)
{
	cleanup_buf struct buf whole = BUF_INIT, lines = BUF_INIT;
	cleanup_buf struct buf one = BUF_INIT;
	struct slice v;

	REQUIRE(render_list(RENDER_JSON, r, NULL, 0, NULL, &whole) == 0);
	REQUIRE(json_check(text(&whole), &v) == 0 && v.n == whole.n - 1);
	REQUIRE(json_indent(v, 0, NULL) == v.n);
	REQUIRE(render_list(RENDER_NDJSON, r, NULL, 0, NULL, &lines) == 0);
	REQUIRE(count(text(&lines), '\n') == ROWS);
	REQUIRE(render_item(&r->items[0], &one) == 0);
	REQUIRE(one.n == render_item_size(&r->items[0]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice raw = {(const char *)data, size}, value;
	struct endpoint_row row = {.columns = columns, .time_is_ms = size & 1};
	struct api_item items[ROWS] = {{.json = "{}", .len = 2}, {0}};
	struct api_result r = {.row = &row, .items = items, .n_items = ROWS};

	if (size > 2048)
		return 0;
	if (json_check(raw, &value) < 0)
		value = SLICE("{\"a\":[1],\"t\":1793527200007}");
	items[1].json = value.p;
	items[1].len = (uint32_t)value.n;
	for (size_t i = 0; i < ARRAY_SIZE(dialects); i++)
		read_back(&dialects[i], &r, raw);
	aligned(&r, raw);
	json_forms(&r);
	return 0;
}
