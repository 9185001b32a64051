/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include "mountinfo.h"
#include "util.h"

static const char text[] =
	"22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
	"30 22 0:25 / /tmp rw shared:5 master:2 - tmpfs tmpfs rw\n"
	"31 22 0:40 / /mnt/runai ro,nosuid - fuse.runaifs https://h ro\n"
	"32 22 0:41 / /mnt/run rw - fuse.runaifs https://h ro\n"
	"33 22 0:42 / /mnt/with\\040blank\\134 ro - fuse.runaifs h ro\n"
	"34 22 0:43 /a/b /mnt/bound ro - fuse.runaifs h ro\n"
	"35 22 0:44 / /mnt/twice ro - fuse.runaifs h ro\n"
	"36 22 0:45 / /mnt/twice ro - fuse.sshfs h ro\n"
	"37 22 0:46 / /mnt/runai/inside ro - tmpfs tmpfs ro\n"
	"38 22 0:47 / /mnt/last ro - fuse.runaifs h ro";

static void test_finds(void **state)
{
	static const struct {
		const char *path, *point;
		unsigned minor;
		bool ours, whole;
	} rows[] = {
		{"/", "/", 1, false, true},
		{"/etc/fstab", "/", 1, false, true},
		{"/tmp", "/tmp", 25, false, true},
		{"/tmpfoo", "/", 1, false, true},
		{"/mnt/runai", "/mnt/runai", 40, true, true},
		{"/mnt/runai/a/b", "/mnt/runai", 40, true, true},
		{"/mnt/run/a", "/mnt/run", 41, true, true},
		{"/mnt/runaifs", "/", 1, false, true},
		{"/mnt/with blank\\/x", "/mnt/with blank\\", 42, true, true},
		{"/mnt/bound/c", "/mnt/bound", 43, true, false},
		{"/mnt/twice", "/mnt/twice", 45, false, true},
		{"/mnt/runai/inside/x", "/mnt/runai/inside", 46, false, true},
		{"/mnt/last/", "/mnt/last", 47, true, true},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct mountinfo m;
		assert_int_equal(mountinfo_find(text, rows[i].path, &m), 0);
		assert_string_equal(m.point, rows[i].point);
		assert_int_equal(m.minor, rows[i].minor);
		assert_int_equal(m.ours, rows[i].ours);
		assert_int_equal(m.whole, rows[i].whole);
		mountinfo_free(&m);
	}
}

static void test_odd_text(void **state)
{
	static const char *const rows[] = {"", "\n\n", "nonsense\n",
		"1 2 3:4\n", "1 2 3:4 / /x ro\n",
		"1 2 x:y / / ro - ext4 d rw\n", "1 2 3:4 / / ro -",
		"1 2 3:4 / \\1 ro - ext4 d rw",
		"                                    "};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct mountinfo m = {0};
		assert_int_equal(mountinfo_find(rows[i], "/x", &m), -ENOENT);
		assert_null(m.point);
	}
}

static void test_now(void **state)
{
	struct mountinfo m;

	assert_int_equal(mountinfo_find_now("/proc/self", &m), 0);
	assert_string_equal(m.point, "/proc");
	assert_false(m.ours);
	mountinfo_free(&m);
}

static void expect_path(const char *path, const char *expected)
{
	cleanup_free char *resolved = NULL;

	assert_int_equal(path_resolve(path, &resolved), 0);
	assert_string_equal(resolved, expected);
}

static void test_paths(void **state)
{
	char dir[] = "/tmp/test_mountinfo.XXXXXX", link[64], in_link[80];
	char *none = NULL;

	assert_non_null(mkdtemp(dir));
	snprintf(link, sizeof(link), "%s/link", dir);
	snprintf(in_link, sizeof(in_link), "%s/missing//", link);
	assert_int_equal(symlink("/proc", link), 0);
	expect_path("/", "/");
	expect_path("//", "/");
	expect_path("/nowhere", "/nowhere");
	expect_path("/proc/../proc/self/..", "/proc");
	expect_path("/tmp/.", "/tmp");
	expect_path(link, link);
	expect_path(in_link, "/proc/missing");
	assert_int_equal(chdir("/proc"), 0);
	expect_path("x", "/proc/x");
	expect_path(".", "/proc");
	assert_int_equal(path_resolve("", &none), -ENOENT);
	assert_int_equal(path_resolve("/nowhere/x", &none), -ENOENT);
	assert_null(none);
	unlink(link);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds),
		cmocka_unit_test(test_odd_text),
		cmocka_unit_test(test_now),
		cmocka_unit_test(test_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
