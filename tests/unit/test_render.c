/* SPDX-License-Identifier: MIT */
/*
 * Renderings of a small result with a row of its own.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#include "json.h"
#include "render.h"

static const struct column columns[] = {
	{"name", COLUMN_VALUE, "name"},
	{"cluster", COLUMN_CLUSTER, NULL},
	{"gpus", COLUMN_VALUE, "res.gpu|res.oldGpu"},
	{"pools", COLUMN_VALUE, "pools"},
	{"conditions", COLUMN_COUNT, "pools"},
	{"created", COLUMN_TIME, "created"},
	{"nothing", COLUMN_VALUE, NULL},
	{"path", COLUMN_PATH, NULL},
	{0},
};

static const struct endpoint_row row = {.columns = columns};
static const struct endpoint_row row_ms = {
	.columns = columns, .time_is_ms = true};

/* A result whose items are the elements of an array. */
struct fixture {
	struct api_item items[16];
	struct api_result result;
};

static void fill(struct fixture *f, const char *array)
{
	struct slice value, element;
	size_t cursor = 0, n = 0;

	memset(f, 0, sizeof(*f));
	assert_int_equal(json_check(slice_str(array), &value), 0);
	while (json_next_element(value, &cursor, &element)) {
		f->items[n].json = element.p;
		f->items[n].scope = (uint32_t)n;
		f->items[n++].len = (uint32_t)element.n;
	}
	f->result.row = &row;
	f->result.items = f->items;
	f->result.n_items = n;
}

/* A computed cell that says what it was asked. */
static void cell(void *arg, const struct api_item *item, enum column_kind kind,
	struct buf *out)
{
	buf_adds(out, arg);
	buf_addf(out, "%c%u", kind == COLUMN_PATH ? '/' : '=', item->scope);
}

static const struct render_cells cells = {cell, (char *)"c"};

static void expect(enum render_format format, const struct fixture *f,
	const char *want)
{
	cleanup_buf struct buf b = BUF_INIT;

	assert_int_equal(
		render_list(format, &f->result, NULL, 0, &cells, &b), 0);
	assert_string_equal(b.p ? b.p : "", want);
	assert_int_equal(b.n, strlen(want));
}

static const char two[] =
	"[{\"name\":\"a\",\"res\":{\"gpu\":0.10},\"pools\":[\"x\",\"y\"],"
	"\"created\":\"2026-11-01T10:00:00.123Z\"},"
	" {\"name\" : \"long, \\\"name\\\"\", \"res\":{\"gpu\":null,\"oldGpu\":"
	"18446744073709551616},\"pools\":[],\"created\":null}]";

#define TSV_HEAD                                                               \
	"name\tcluster\tgpus\tpools\tconditions\tcreated\tnothing\tpath\n"

static void test_tsv(void **state)
{
	struct fixture f;

	fill(&f, two);
	expect(RENDER_TSV, &f,
		TSV_HEAD
		"a\tc=0\t0.10\tx,y\t2\t2026-11-01T10:00:00.123Z\t\tc/0\n"
		"long, \"name\"\tc=1\t18446744073709551616\t\t0\t\t\tc/1\n");
	fill(&f, "[]");
	expect(RENDER_TSV, &f, TSV_HEAD);
}

static void test_tsv_escapes(void **state)
{
	struct fixture f;

	fill(&f, "[{\"name\":\"\\ta\\nb\\\\c\\u0000\\u001f\\r\\u007f\xc3\xa9"
		 "\xff\\u00e9\\\\\",\"pools\":[\"a,b\",1.50,null,true,[1, 2],"
		 "{\"k\" : \"\\t\"}],\"res\":{\"gpu\":{\"x\" : [ ]}}}]");
	expect(RENDER_TSV, &f,
		TSV_HEAD
		"\\ta\\nb\\\\c\\x00\\x1f\\x0d\\x7f\xc3\xa9\xff\xc3\xa9\\\\\t"
		"c=0\t{\"x\":[]}\ta,b,1.50,,true,[1,2],{\"k\":\"\\\\t\"}\t6\t"
		"\t\tc/0\n");
}

static void test_csv(void **state)
{
	struct fixture f;

	fill(&f, "[{\"name\":\"a\\nb\\tc\",\"res\":{\"gpu\":\"x\\\"y\"},"
		 "\"pools\":[\"x\",\"y\"],\"created\":\"\\r\"},{}]");
	expect(RENDER_CSV, &f,
		"name,cluster,gpus,pools,conditions,created,nothing,path\r\n"
		"\"a\nb\tc\",c=0,\"x\"\"y\",\"x,y\",2,\"\r\",,c/0\r\n"
		",c=1,,,,,,c/1\r\n");
	fill(&f, "[]");
	expect(RENDER_CSV, &f,
		"name,cluster,gpus,pools,conditions,created,nothing,path\r\n");
}

static void test_txt(void **state)
{
	static const char line[] = "%-*s  %-7s  %-4s  %-5s  %-10s  %-7s  %-7s  "
				   "%s\n";
	static const char narrow[] = "\xc3\xa9\xe2\x82\xac"; /* 2 wide */
	cleanup_buf struct buf want = BUF_INIT;
	struct fixture f;

	fill(&f, "[{\"name\":\"\xc3\xa9\xe2\x82\xac\",\"pools\":[1]},"
		 "{\"name\":\"longer\\n\",\"res\":{\"gpu\":1}}]");
	buf_addf(&want, line, 8, "NAME", "CLUSTER", "GPUS", "POOLS",
		"CONDITIONS", "CREATED", "NOTHING", "PATH");
	buf_addf(&want, line, 11, narrow, "c=0", "", "1", "1", "", "", "c/0");
	buf_addf(&want, line, 8, "longer\\n", "c=1", "1", "", "", "", "",
		"c/1");
	expect(RENDER_TXT, &f, want.p);
	fill(&f, "[]");
	expect(RENDER_TXT, &f,
		"NAME  CLUSTER  GPUS  POOLS  CONDITIONS  CREATED  NOTHING  "
		"PATH\n");
}

/* Lines end with their last text. */
static void test_txt_no_trailing_blanks(void **state)
{
	cleanup_buf struct buf b = BUF_INIT;
	struct fixture f;

	fill(&f, two);
	assert_int_equal(
		render_list(RENDER_TXT, &f.result, NULL, 0, NULL, &b), 0);
	assert_null(strstr(b.p, " \n"));
}

static void test_times(void **state)
{
	struct fixture f;

	fill(&f, "[{\"created\":1793527200000},{\"created\":1793527200007},"
		 "{\"created\":\"1793527200000\"},{\"created\":1e3},"
		 "{\"created\":-5},{\"created\":0},"
		 "{\"created\":9999999999999},"
		 "{\"created\":18446744073709551616}]");
	f.result.row = &row_ms;
	expect(RENDER_TSV, &f,
		TSV_HEAD "\tc=0\t\t\t\t2026-11-01T10:00:00Z\t\tc/0\n"
			 "\tc=1\t\t\t\t2026-11-01T10:00:00.007Z\t\tc/1\n"
			 "\tc=2\t\t\t\t1793527200000\t\tc/2\n"
			 "\tc=3\t\t\t\t1e3\t\tc/3\n"
			 "\tc=4\t\t\t\t-5\t\tc/4\n"
			 "\tc=5\t\t\t\t1970-01-01T00:00:00Z\t\tc/5\n"
			 "\tc=6\t\t\t\t9999999999999\t\tc/6\n"
			 "\tc=7\t\t\t\t18446744073709551616\t\tc/7\n");
	f.result.row = &row;
	f.result.n_items = 1;
	expect(RENDER_TSV, &f,
		TSV_HEAD "\tc=0\t\t\t\t1793527200000\t\tc/0\n");
}

static void test_json(void **state)
{
	cleanup_buf struct buf b = BUF_INIT;
	struct fixture f;
	struct slice value;
	char *again;

	fill(&f, "[{\"b\":[0.1,1e2],\"a\":{}} , 1.10 ]");
	expect(RENDER_JSON, &f,
		"[\n  {\n    \"b\": [\n      0.1,\n      1e2\n    ],\n"
		"    \"a\": {}\n  },\n  1.10\n]\n");
	fill(&f, "[]");
	expect(RENDER_JSON, &f, "[]\n");

	/* the same as indenting the array as a whole */
	fill(&f, two);
	assert_int_equal(
		render_list(RENDER_JSON, &f.result, NULL, 0, NULL, &b), 0);
	assert_int_equal(json_check(SLICE(two), &value), 0);
	again = malloc(json_indent(value, 0, NULL));
	assert_non_null(again);
	assert_int_equal(json_indent(value, 0, again), b.n - 1);
	assert_memory_equal(again, b.p, b.n - 1);
	assert_int_equal(b.p[b.n - 1], '\n');
	free(again);
}

static void test_ndjson_and_count(void **state)
{
	struct fixture f;

	fill(&f, "[{\"b\" : [ 0.1, \" \" ]} , 1.10 ]");
	expect(RENDER_NDJSON, &f, "{\"b\":[0.1,\" \"]}\n1.10\n");
	expect(RENDER_COUNT, &f, "2\n");
	fill(&f, "[]");
	expect(RENDER_NDJSON, &f, "");
	expect(RENDER_COUNT, &f, "0\n");
}

static void test_subset(void **state)
{
	static const size_t some[] = {2, 0};
	cleanup_buf struct buf b = BUF_INIT;
	struct fixture f;

	fill(&f, "[{\"name\":1},{\"name\":2},{\"name\":3}]");
	for (int format = 0; format < RENDER_FORMATS; format++)
		assert_int_equal(render_list((enum render_format)format,
					 &f.result, some, 2, NULL, &b),
			0);
	assert_string_equal(b.p,
		"[\n  {\n    \"name\": 3\n  },\n  {\n    \"name\": 1\n  }\n]\n"
		"{\"name\":3}\n{\"name\":1}\n" TSV_HEAD
		"3\t\t\t\t\t\t\t\n1\t\t\t\t\t\t\t\n"
		"name,cluster,gpus,pools,conditions,created,nothing,path\r\n"
		"3,,,,,,,\r\n1,,,,,,,\r\n"
		"NAME  CLUSTER  GPUS  POOLS  CONDITIONS  CREATED  NOTHING  PATH"
		"\n3\n1\n2\n");
	buf_free(&b);
	assert_int_equal(
		render_list(RENDER_JSON, &f.result, some, 0, NULL, &b), 0);
	assert_string_equal(b.p, "[]\n");
}

static void test_item(void **state)
{
	cleanup_buf struct buf b = BUF_INIT;
	struct fixture f;

	fill(&f, "[{ \"a\":[1 ,{}]},\"x\"]");
	buf_adds(&b, "x");
	assert_int_equal(render_item(&f.items[0], &b), 0);
	assert_string_equal(
		b.p, "x{\n  \"a\": [\n    1,\n    {}\n  ]\n}\n");
	assert_int_equal(render_item_size(&f.items[0]), b.n - 1);
	assert_int_equal(render_item_size(&f.items[1]), 4);
}

/* A document need not be an object. */
static void test_item_that_is_a_scalar(void **state)
{
	static const char *const values[] = {"true", "false", "null", "0.10",
		"18446744073709551616", "\"\\u00e9\"", "[]", "{}"};

	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		const struct api_item item = {
			.json = values[i],
			.len = (uint32_t)strlen(values[i]),
		};
		cleanup_buf struct buf b = BUF_INIT;

		assert_int_equal(render_item(&item, &b), 0);
		assert_int_equal(b.n, item.len + 1);
		assert_memory_equal(b.p, values[i], item.len);
		assert_int_equal(b.p[item.len], '\n');
		assert_int_equal(render_item_size(&item), b.n);
	}
}

/* Larger than one piece of whatever is copied in pieces. */
static void test_large_item(void **state)
{
	cleanup_buf struct buf text = BUF_INIT, b = BUF_INIT;
	struct fixture f;

	buf_adds(&text, "[[0");
	for (int i = 1; i < 5000; i++)
		buf_addf(&text, ",%d", i);
	buf_adds(&text, "]]");
	fill(&f, text.p);
	assert_int_equal(render_item(&f.items[0], &b), 0);
	assert_int_equal(b.n, render_item_size(&f.items[0]));
	assert_int_equal(strlen(b.p), b.n);
}

static void test_each(void **state)
{
	static const struct column each[] = {
		{"name", COLUMN_VALUE, "name"},
		{"images", COLUMN_EACH, "containers.*.image"},
		{"pools", COLUMN_EACH, "pools"},
		{"count", COLUMN_COUNT, "containers"},
		{0},
	};
	static const struct endpoint_row each_row = {.columns = each};
	struct fixture f;

	fill(&f, "[{\"name\":\"a\",\"containers\":[{\"image\":\"x:1\"},{},"
		 "{\"image\":null},{\"image\":\"y\\tz\"},{\"image\":[ 1 ]}],"
		 "\"pools\":[1.50,\"b,c\"]},"
		 "{\"containers\":[],\"pools\":\"one\"},{}]");
	f.result.row = &each_row;
	expect(RENDER_TSV, &f,
		"name\timages\tpools\tcount\n"
		"a\tx:1,y\\tz,[1]\t1.50,b,c\t5\n"
		"\t\tone\t0\n"
		"\t\t\t\n");
	expect(RENDER_CSV, &f,
		"name,images,pools,count\r\n"
		"a,\"x:1,y\tz,[1]\",\"1.50,b,c\",5\r\n"
		",,one,0\r\n"
		",,,\r\n");
}

static void test_no_columns(void **state)
{
	static const struct endpoint_row none;
	struct column many[34];
	struct endpoint_row wide = {.columns = many};
	cleanup_buf struct buf b = BUF_INIT;
	struct fixture f;

	fill(&f, "[]");
	f.result.row = &none;
	assert_int_equal(
		render_list(RENDER_TSV, &f.result, NULL, 0, NULL, &b),
		-EOPNOTSUPP);
	assert_int_equal(
		render_list(RENDER_TXT, &f.result, NULL, 0, NULL, &b),
		-EOPNOTSUPP);
	for (size_t i = 0; i < 33; i++)
		many[i] = (struct column){"x", COLUMN_VALUE, "x"};
	many[33] = (struct column){0};
	f.result.row = &wide;
	assert_int_equal(
		render_list(RENDER_CSV, &f.result, NULL, 0, NULL, &b), -E2BIG);
	assert_int_equal(b.n, 0);
	many[32] = (struct column){0};
	assert_int_equal(
		render_list(RENDER_CSV, &f.result, NULL, 0, NULL, &b), 0);
}

static void test_out_of_memory(void **state)
{
	struct fixture f;

	fill(&f, two);
	for (int format = 0; format < RENDER_FORMATS; format++) {
		struct buf b = {.err = -ENOMEM};

		assert_int_equal(render_list((enum render_format)format,
					 &f.result, NULL, 0, NULL, &b),
			-ENOMEM);
	}
	assert_int_equal(
		render_item(&f.items[0], &(struct buf){.err = -ENOMEM}),
		-ENOMEM);
}

static void test_extensions(void **state)
{
	static const char *const want[] = {
		"json", "ndjson", "tsv", "csv", "txt", "count"};

	assert_int_equal(ARRAY_SIZE(want), RENDER_FORMATS);
	for (int i = 0; i < RENDER_FORMATS; i++)
		assert_string_equal(
			render_extension((enum render_format)i), want[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tsv),
		cmocka_unit_test(test_tsv_escapes),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_txt),
		cmocka_unit_test(test_txt_no_trailing_blanks),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_ndjson_and_count),
		cmocka_unit_test(test_subset),
		cmocka_unit_test(test_item),
		cmocka_unit_test(test_item_that_is_a_scalar),
		cmocka_unit_test(test_large_item),
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_no_columns),
		cmocka_unit_test(test_out_of_memory),
		cmocka_unit_test(test_extensions),
	};

	return cmocka_run_group_tests_name("render", tests, NULL, NULL);
}
