/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdbool.h>
#include "json.h"
#include "render.h"

enum { MAX_COLUMNS = 32 };

/* What is to be rendered. */
struct list {
	const struct api_result *result;
	const size_t *subset; /* NULL: all */
	size_t n;
	const struct render_cells *cells; /* NULL: none */
};

static const struct api_item *list_item(const struct list *l, size_t i)
{
	return &l->result->items[l->subset ? l->subset[i] : i];
}

static struct slice item_text(const struct api_item *item)
{
	return (struct slice){item->json, item->len};
}

/* ---- JSON ---- */

/* Appends `n` bytes for the caller to overwrite; NULL when out of memory. */
static char *append_room(struct buf *out, size_t n)
{
	static const char blank[1024];
	const size_t begin = out->n;

	while (n > 0 && buf_error(out) == 0) {
		const size_t step = n < sizeof(blank) ? n : sizeof(blank);

		buf_add(out, blank, step);
		n -= step;
	}
	return buf_error(out) == 0 && out->p ? out->p + begin : NULL;
}

static void add_indented(struct buf *out, struct slice value, unsigned depth)
{
	char *room = append_room(out, json_indent(value, depth, NULL));

	if (room)
		json_indent(value, depth, room);
}

static void add_compact(struct buf *out, struct slice value)
{
	char *room = append_room(out, json_compact(value, NULL));

	if (room)
		json_compact(value, room);
}

static int render_json(const struct list *l, struct buf *out)
{
	buf_addc(out, '[');
	for (size_t i = 0; i < l->n; i++) {
		buf_adds(out, i ? ",\n  " : "\n  ");
		add_indented(out, item_text(list_item(l, i)), 1);
	}
	buf_adds(out, l->n ? "\n]\n" : "]\n");
	return buf_error(out);
}

static int render_ndjson(const struct list *l, struct buf *out)
{
	for (size_t i = 0; i < l->n; i++) {
		add_compact(out, item_text(list_item(l, i)));
		buf_addc(out, '\n');
	}
	return buf_error(out);
}

static int render_count(const struct list *l, struct buf *out)
{
	buf_addf(out, "%zu\n", l->n);
	return buf_error(out);
}

int render_item(const struct api_item *item, struct buf *out)
{
	add_indented(out, item_text(item), 0);
	buf_addc(out, '\n');
	return buf_error(out);
}

size_t render_item_size(const struct api_item *item)
{
	return json_indent(item_text(item), 0, NULL) + 1;
}

/* ---- cells: from a value to text ---- */

static void add_value(struct buf *out, struct slice value)
{
	switch (json_type(value)) {
	case JSON_NONE:
	case JSON_NULL:
		return;
	case JSON_ARRAY:
	case JSON_OBJECT:
		add_compact(out, value);
		return;
	default:
		json_decode(value, out);
	}
}

static void add_joined(struct buf *out, struct slice value)
{
	struct slice element;
	size_t cursor = 0;

	if (json_type(value) != JSON_ARRAY) {
		add_value(out, value);
		return;
	}
	for (bool first = true; json_next_element(value, &cursor, &element);
		first = false) {
		if (!first)
			buf_addc(out, ',');
		add_value(out, element);
	}
}

static void add_each(struct buf *out, struct slice item, const char *path)
{
	struct slice element;
	size_t cursor = 0;

	for (bool first = true; json_each(item, path, &cursor, &element);
		first = false) {
		if (!first)
			buf_addc(out, ',');
		add_value(out, element);
	}
}

static void add_count(struct buf *out, struct slice value)
{
	struct slice element;
	size_t cursor = 0, n = 0;

	if (json_type(value) != JSON_ARRAY)
		return;
	while (json_next_element(value, &cursor, &element))
		n++;
	buf_addf(out, "%zu", n);
}

/* A whole number that is milliseconds since the epoch and fits in ns. */
static bool parse_ms(struct slice s, int64_t *ret_ms)
{
	enum { DIGITS = 13 }; /* up to the year 2286 */
	int64_t ms = 0;

	if (s.n == 0 || s.n > DIGITS)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		ms = ms * 10 + (s.p[i] - '0');
	}
	if (ms > INT64_MAX / 1000000)
		return false;
	*ret_ms = ms;
	return true;
}

static void add_time(struct buf *out, struct slice value, bool is_ms)
{
	char text[32];
	int64_t ms;

	if (!is_ms || !parse_ms(value, &ms)) {
		add_value(out, value);
		return;
	}
	time_format_rfc3339(ms * 1000000, text);
	if (ms % 1000 == 0)
		buf_adds(out, text);
	else
		buf_addf(out, "%.*s.%03dZ", (int)strcspn(text, "Z"), text,
			(int)(ms % 1000));
}

static void add_cell(struct buf *out, const struct list *l,
	const struct api_item *item, const struct column *column,
	struct slice value)
{
	switch (column->kind) {
	case COLUMN_VALUE:
		add_joined(out, value);
		return;
	case COLUMN_EACH:
		add_each(out, item_text(item), column->path);
		return;
	case COLUMN_COUNT:
		add_count(out, value);
		return;
	case COLUMN_TIME:
		add_time(out, value, l->result->row->time_is_ms);
		return;
	case COLUMN_CLUSTER:
	case COLUMN_DEPARTMENT:
	case COLUMN_PROJECT:
	case COLUMN_PATH:
		if (l->cells)
			l->cells->cell(l->cells->arg, item, column->kind, out);
	}
}

/* ---- tables: from cells to lines ---- */

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

static void add_escaped(struct buf *out, char c)
{
	if (c == '\t')
		buf_adds(out, "\\t");
	else if (c == '\n')
		buf_adds(out, "\\n");
	else if (c == '\\')
		buf_adds(out, "\\\\");
	else
		buf_addf(out, "\\x%02x", (unsigned char)c);
}

static void write_tsv(struct buf *out, struct slice text)
{
	for (size_t begin = 0, i = 0; i <= text.n; i++) {
		if (i < text.n && !is_control(text.p[i]) && text.p[i] != '\\')
			continue;
		if (i > begin)
			buf_add(out, text.p + begin, i - begin);
		if (i < text.n)
			add_escaped(out, text.p[i]);
		begin = i + 1;
	}
}

static bool needs_quotes(struct slice text)
{
	for (size_t i = 0; i < text.n; i++)
		if (memchr(",\"\r\n", text.p[i], 4))
			return true;
	return false;
}

static void write_csv(struct buf *out, struct slice text)
{
	if (!needs_quotes(text)) {
		buf_add(out, text.p, text.n);
		return;
	}
	buf_addc(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, text.p[i]);
	}
	buf_addc(out, '"');
}

struct style {
	const char *between, *end;
	void (*write)(struct buf *out, struct slice text);
};

static const struct style tsv = {"\t", "\n", write_tsv};
static const struct style csv = {",", "\r\n", write_csv};

static size_t count_columns(const struct column *columns)
{
	size_t n = 0;

	while (columns && columns[n].name)
		n++;
	return n;
}

static int compile(const struct column *columns, size_t n,
	struct json_paths **ret)
{
	const char *path[MAX_COLUMNS];

	if (n == 0)
		return -EOPNOTSUPP;
	if (n > MAX_COLUMNS)
		return -E2BIG;
	for (size_t i = 0; i < n; i++)
		path[i] = columns[i].kind == COLUMN_EACH
			? NULL
			: columns[i].path;
	return json_paths_create(ret, path, n);
}

static void write_header(struct buf *out, const struct style *style,
	const struct column *columns)
{
	for (size_t i = 0; columns[i].name; i++) {
		buf_adds(out, i ? style->between : "");
		style->write(out, slice_str(columns[i].name));
	}
	buf_adds(out, style->end);
}

static int render_table(
	const struct list *l, const struct style *style, struct buf *out)
{
	const struct column *columns = l->result->row->columns;
	const size_t n = count_columns(columns);
	cleanup_buf struct buf cell = BUF_INIT;
	struct slice value[MAX_COLUMNS];
	struct json_paths *paths;
	int r = compile(columns, n, &paths);

	if (r < 0)
		return r;
	write_header(out, style, columns);
	for (size_t i = 0; i < l->n; i++) {
		const struct api_item *item = list_item(l, i);

		json_extract(paths, item_text(item), value);
		for (size_t c = 0; c < n; c++) {
			cell.n = 0;
			add_cell(&cell, l, item, &columns[c], value[c]);
			buf_adds(out, c ? style->between : "");
			style->write(out, buf_slice(&cell));
		}
		buf_adds(out, style->end);
	}
	json_paths_destroy(paths);
	return buf_error(&cell) < 0 ? buf_error(&cell) : buf_error(out);
}

static int render_tsv(const struct list *l, struct buf *out)
{
	return render_table(l, &tsv, out);
}

static int render_csv(const struct list *l, struct buf *out)
{
	return render_table(l, &csv, out);
}

/* ---- aligned: the TSV with blanks for tabs ---- */

/* The next cell of a TSV text: moves *p behind the tab or newline. */
static struct slice next_cell(const char **p, const char *end, bool *ret_last)
{
	const char *begin = *p, *at = begin;

	while (at < end && *at != '\t' && *at != '\n')
		at++;
	*ret_last = at == end || *at == '\n';
	*p = at < end ? at + 1 : end;
	return (struct slice){begin, (size_t)(at - begin)};
}

/* Characters, taking each for one column wide. */
static size_t width(struct slice cell)
{
	size_t n = 0;

	for (size_t i = 0; i < cell.n; i++)
		n += ((unsigned char)cell.p[i] & 0xc0) != 0x80;
	return n;
}

static void measure(struct slice text, size_t widths[MAX_COLUMNS])
{
	const char *p = text.p, *end = text.p + text.n;
	bool last;

	for (size_t column = 0; p < end; column = last ? 0 : column + 1) {
		const size_t n = width(next_cell(&p, end, &last));

		if (n > widths[column])
			widths[column] = n;
	}
}

static void add_upper(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		const char c = text.p[i];

		buf_addc(out, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
	}
}

static void align(struct slice text, const size_t widths[MAX_COLUMNS],
	struct buf *out)
{
	const char *p = text.p, *end = text.p + text.n;
	size_t column = 0, owed = 0; /* blanks, paid before the next text */
	bool header = true, last;

	while (p < end) {
		struct slice cell = next_cell(&p, end, &last);

		for (; cell.n > 0 && owed > 0; owed--)
			buf_addc(out, ' ');
		if (header)
			add_upper(out, cell);
		else
			buf_add(out, cell.p, cell.n);
		owed += widths[column++] - width(cell) + 2;
		if (last) {
			buf_addc(out, '\n');
			column = owed = 0;
			header = false;
		}
	}
}

int render_align(struct slice text, struct buf *out)
{
	size_t widths[MAX_COLUMNS] = {0};

	measure(text, widths);
	align(text, widths, out);
	return buf_error(out);
}

static int render_txt(const struct list *l, struct buf *out)
{
	cleanup_buf struct buf plain = BUF_INIT;
	int r = render_table(l, &tsv, &plain);

	return r < 0 ? r : render_align(buf_slice(&plain), out);
}

/* ---- formats ---- */

static const struct {
	const char *extension;
	int (*render)(const struct list *l, struct buf *out);
} formats[RENDER_FORMATS] = {
	[RENDER_JSON] = {"json", render_json},
	[RENDER_NDJSON] = {"ndjson", render_ndjson},
	[RENDER_TSV] = {"tsv", render_tsv},
	[RENDER_CSV] = {"csv", render_csv},
	[RENDER_TXT] = {"txt", render_txt},
	[RENDER_COUNT] = {"count", render_count},
};

const char *render_extension(enum render_format format)
{
	return formats[format].extension;
}

int render_list(enum render_format format, const struct api_result *result,
	const size_t *subset, size_t n_subset, const struct render_cells *cells,
	struct buf *out)
{
	const struct list l = {
		.result = result,
		.subset = subset,
		.n = subset ? n_subset : result->n_items,
		.cells = cells,
	};

	return formats[format].render(&l, out);
}
