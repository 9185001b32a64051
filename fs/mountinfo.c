/* SPDX-License-Identifier: MIT */
#include "mountinfo.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>
#include "util.h"

/* ---- one line ----
 *
 *	36 35 0:45 / /mnt/runai ro,nosuid shared:1 - fuse.runaifs https://… ro
 *	       |   root  point                      type
 */

struct line {
	unsigned major, minor;
	struct slice root, point, type;
};

static struct slice take_field(const char **p, const char *end)
{
	struct slice field = {*p, 0};

	while (*p < end && **p != ' ')
		(*p)++;
	field.n = (size_t)(*p - field.p);
	*p += *p < end;
	return field;
}

static bool parse_line(const char *p, const char *end, struct line *ret)
{
	struct slice field;

	take_field(&p, end);
	take_field(&p, end);
	field = take_field(&p, end);
	if (!field.n || sscanf(field.p, "%u:%u", &ret->major, &ret->minor) != 2)
		return false;
	ret->root = take_field(&p, end);
	ret->point = take_field(&p, end);
	do
		field = take_field(&p, end);
	while (p < end && !slice_eq(field, SLICE("-")));
	ret->type = take_field(&p, end);
	return ret->type.n > 0;
}

/* Blanks and backslashes stand there as \ooo. */
static void add_unescaped(struct buf *b, struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		const char *p = s.p + i;
		if (*p == '\\' && s.n - i >= 4) {
			buf_addc(b, (char)((p[1] - '0') << 6 |
					    (p[2] - '0') << 3 | (p[3] - '0')));
			i += 3;
		} else {
			buf_addc(b, *p);
		}
	}
}

static bool holds(const char *point, const char *path)
{
	size_t n = strlen(point);

	if (strcmp(point, "/") == 0)
		return true;
	return strncmp(point, path, n) == 0 && (!path[n] || path[n] == '/');
}

/* ---- all of them ---- */

void mountinfo_free(struct mountinfo *m)
{
	free(m->point);
	*m = (struct mountinfo){0};
}

/* Takes the line where it holds `path` at least as closely as what is there:
 * of mounts on one point the last one listed is on top. */
static int consider(
	const struct line *line, const char *path, struct mountinfo *best)
{
	cleanup_buf struct buf point = BUF_INIT;

	add_unescaped(&point, line->point);
	if (buf_error(&point) < 0)
		return -ENOMEM;
	if (!point.n || !holds(point.p, path) ||
		(best->point && strlen(best->point) > point.n))
		return 0;
	free(best->point);
	*best = (struct mountinfo){
		.point = buf_steal(&point, NULL),
		.major = line->major,
		.minor = line->minor,
		.ours = slice_eq(line->type, SLICE("fuse.runaifs")),
		.whole = slice_eq(line->root, SLICE("/")),
	};
	return best->point ? 0 : -ENOMEM;
}

int mountinfo_find(const char *text, const char *path, struct mountinfo *ret)
{
	struct mountinfo best = {0};
	int r = 0;

	while (*text && r == 0) {
		const char *end = strchrnul(text, '\n');
		struct line line;
		if (parse_line(text, end, &line))
			r = consider(&line, path, &best);
		text = end + (*end != '\0');
	}
	if (r == 0 && !best.point)
		r = -ENOENT;
	if (r < 0)
		mountinfo_free(&best);
	else
		*ret = best;
	return r;
}

static int read_file(const char *path, struct buf *ret)
{
	char part[4096];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	while ((n = read(fd, part, sizeof(part))) > 0)
		buf_add(ret, part, (size_t)n);
	int r = n < 0 ? -errno : buf_error(ret);
	close(fd);
	return r;
}

int mountinfo_find_now(const char *path, struct mountinfo *ret)
{
	cleanup_buf struct buf text = BUF_INIT;
	int r = read_file("/proc/self/mountinfo", &text);

	if (r < 0)
		return r;
	return mountinfo_find(text.n ? text.p : "", path, ret);
}

/* ---- paths ---- */

/* The last component can be resolved only by following it. */
static bool must_follow(const char *last)
{
	return !*last || !strcmp(last, ".") || !strcmp(last, "..");
}

int path_resolve(const char *path, char **ret)
{
	cleanup_free char *copy = strdup(path), *dir = NULL;

	if (!copy)
		return -ENOMEM;
	for (size_t n = strlen(copy); n > 1 && copy[n - 1] == '/'; n--)
		copy[n - 1] = '\0';
	char *slash = strrchr(copy, '/');
	char *last = slash ? slash + 1 : copy;
	if (must_follow(last)) {
		*ret = *path ? realpath(copy, NULL) : NULL;
		return *ret ? 0 : *path ? -errno : -ENOENT;
	}
	if (slash)
		*slash = '\0';
	dir = realpath(!slash ? "." : *copy ? copy : "/", NULL);
	if (!dir)
		return -errno;
	bool is_root = strcmp(dir, "/") == 0;
	return asprintf(ret, "%s/%s", is_root ? "" : dir, last) < 0 ? -ENOMEM
								    : 0;
}
