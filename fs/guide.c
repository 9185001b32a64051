/* SPDX-License-Identifier: MIT */
#include "guide_private.h"
#include "render.h"

/* clang-format off */
static const char first_screen[] =
	"This is your Run:ai control plane as a read-only directory tree.\n"
	"\n"
	"clusters/     every object once, below what it belongs to: info.json is the\n"
	"              object, status its state, more/ what costs a request each\n"
	"workloads/    views: links to workloads by-phase/, by-user/, by-type/, ...\n"
	"projects/ departments/ nodes/ node-pools/   links to all, across clusters\n"
	"lists/        every kind as one file: workloads.tsv, .json, .ndjson, .count\n"
	"access/ assets/ tenant/ me/ ...   the rest of the API, see below\n"
	"diagnostics/  what is wrong: health, last-error, auth, config\n"
	"\n"
	"  grep . clusters/*/status\n"
	"  ls -ltr workloads/by-phase/Pending        # longest waiting first\n"
	"  column -t -s$'\\t' lists/workloads.tsv | less -S\n"
	"\n"
	"grep -r, find, tar and rsync do not follow links, so they see each object once\n"
	"and never what costs a request each. Views, lists/ and more/ are links: to\n"
	"search there name the files, or end a directory with a slash:\n"
	"\n"
	"  grep X workloads/by-phase/Pending/*/info.json      a view\n"
	"  grep X lists/workloads.ndjson                      an object a line\n"
	"  grep -rlx Pending --include=status clusters        each object once\n"
	"  grep -r X workloads/by-phase/Failed/*/more/        a request a file\n"
	"\n"
	"The rest: below, and man runaifs-tree. What the API lacks is not there.\n";
/* clang-format on */

static void kinds(struct buf *out)
{
	buf_adds(out,
		"\nDIRECTORIES OF OBJECTS, made from lists. A list is asked "
		"for, whole, when one\n"
		"of its objects is looked at, and kept for a time: running "
		"for 15 s, org 60 s,\n"
		"static 1 h, where nothing else is set.\n\n");
	for (enum kind k = 0; k < KIND_COUNT; k++) {
		static const char *const kept[] = {
			[TTL_RUNNING] = "running",
			[TTL_ORG] = "org",
			[TTL_STATIC] = "static",
			[TTL_MORE] = "more",
		};
		const struct endpoint_row *row =
			endpoint_row(API_V1, endpoint_list(k));
		cleanup_buf struct buf home = BUF_INIT, text = BUF_INIT;
		guide_home(k, &home);
		buf_addc(&home, '/');
		buf_addf(&text, "%s; %s",
			row->fan_out	? "a request a cluster"
			: row->page_max ? "a request for 500"
					: "1 request",
			kept[row->ttl]);
		if (kind_has_state(k))
			buf_adds(&text, "; status");
		guide_add_line(out, buf_slice(&home), buf_slice(&text));
	}
}

static void links_of(struct buf *out, const struct place_row *row)
{
	cleanup_buf struct buf path = BUF_INIT, text = BUF_INIT;
	kind_mask lists;

	if (!row->name || row->view == VIEW_NONE || !row->listed)
		return;
	lists = view_needs(row->view) | KIND_BIT(view_spec(row->view)->kind);
	guide_path(row, &path);
	buf_addc(&path, '/');
	if (row->kinds) {
		buf_adds(&text, "of ");
		guide_add_kinds(&text, row->kinds);
		buf_adds(&text, "; ");
	}
	buf_adds(&text, "lists of ");
	guide_add_kinds(&text, lists);
	guide_add_line(out, buf_slice(&path), buf_slice(&text));
}

static void links(struct buf *out)
{
	buf_adds(out,
		"\nDIRECTORIES OF LINKS to those, made from the lists that are "
		"named; no other\n"
		"request.\n\n");
	for (size_t i = 0; i < place_n_rows; i++)
		links_of(out, &place_rows[i]);
	guide_add_line(out, SLICE("workloads/WORKLOAD"),
		SLICE("not listed: the one of that name, if it is the only "
		      "one; also PROJECT.WORKLOAD"));
}

static void object_row(struct buf *out, const struct place_row *row)
{
	cleanup_buf struct buf path = BUF_INIT, text = BUF_INIT;

	if (row->parent != PLACE_OBJECT || !row->name || row->view != VIEW_NONE)
		return;
	guide_path(row, &path);
	if (row->type == PLACE_RELATED)
		buf_addc(&path, '/');
	if (row->to) {
		buf_adds(&text, "of ");
		guide_add_kinds(&text, row->kinds);
		buf_adds(&text, row->type == PLACE_RELATED ? ": links into "
							   : ": a link into ");
		guide_add_kinds(&text, row->to);
	} else {
		buf_adds(&text,
			row->source == SOURCE_INFO
				? "the object, as its list has it"
			: row->source == SOURCE_STATUS
				? "its state, a word; of kinds that have one"
				: "a link to what costs a request");
	}
	guide_add_line(out, buf_slice(&path), buf_slice(&text));
}

static void objects(struct buf *out)
{
	buf_adds(out,
		"\nIN AN OBJECT'S DIRECTORY: no request but the list's.\n\n");
	for (size_t i = 0; i < place_n_rows; i++)
		object_row(out, &place_rows[i]);
}

static void more(struct buf *out)
{
	buf_adds(out,
		"\nBEHIND more/ OF AN OBJECT: a request each when it is read, "
		"and by `ls -l`;\n"
		"a plain `ls` is free.\n\n");
	guide_add_calls(out, true);
	for (enum kind k = 0; k < KIND_COUNT; k++)
		guide_add_contained(out, k);
}

static void singles(struct buf *out)
{
	buf_adds(out, "\nFILES OF THE TENANT: a request each, likewise.\n\n");
	guide_add_calls(out, false);
}

static void formats(struct buf *out)
{
	static const char *const texts[] = {
		[RENDER_JSON] = "an array of all, indented",
		[RENDER_TSV] = "a line of column names, then a line each",
		[RENDER_NDJSON] = "a line each, in JSON",
		[RENDER_CSV] = "the columns for spreadsheets",
		[RENDER_TXT] = "the columns for eyes",
		[RENDER_COUNT] = "how many",
	};
	cleanup_buf struct buf kinds = BUF_INIT;

	buf_adds(out,
		"\nFORMATS of lists. All open by name; -o formats says which "
		"are listed.\n\n");
	for (size_t i = 0; i < place_n_formats; i++)
		guide_add_line(out, slice_str(place_formats[i].suffix),
			slice_str(texts[place_formats[i].format]));
	buf_adds(&kinds, "KIND is one of ");
	for (enum kind k = 0; k < KIND_COUNT; k++)
		buf_addf(&kinds, "%s%s", k ? ", " : "", kind_row(k)->name);
	buf_addc(out, '\n');
	guide_add_line(out, SLICE("lists/KIND.FORMAT"), buf_slice(&kinds));
}

static void rest(struct buf *out)
{
	buf_adds(out, "\nLINKS AT THE TOP\n\n");
	for (size_t i = 0; i < place_n_rows; i++) {
		const struct place_row *row = &place_rows[i];
		cleanup_buf struct buf path = BUF_INIT;
		if (row->parent != PLACE_ROOT || row->source != SOURCE_TEXT)
			continue;
		guide_path(row, &path);
		buf_addc(&path, '/');
		guide_add_line(
			out, buf_slice(&path), slice_str(guide_text_of(row)));
	}
	for (size_t i = 0; i < place_n_rows; i++)
		if (place_rows[i].parent == PLACE_CONTROL) {
			cleanup_buf struct buf path = BUF_INIT;
			guide_path(&place_rows[i], &path);
			guide_add_line(out, buf_slice(&path), SLICE(""));
		}
}

void guide_write(struct buf *out)
{
	buf_adds(out, first_screen);
	kinds(out);
	links(out);
	objects(out);
	more(out);
	singles(out);
	formats(out);
	rest(out);
}
