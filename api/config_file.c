/* SPDX-License-Identifier: MIT */
#include "config_file.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "secret.h"
#include "util.h"

enum {
	FILE_MAX = 1 << 20,
	NAME_MAX_BYTES = 48, /* what inih keeps of a section's name */
};

static const char blanks[] = " \t\r\n";

/* ---- lines for inih ---- */

struct reader {
	struct config_file *file;
	char *p, *end;	   /* what is left to read */
	const char *value; /* of the line inih is looking at */
	unsigned line;
	int err; /* -ENOMEM or 0 */
	bool too_long;
};

/* Cuts the next line out of the file, without surrounding blanks. */
static char *cut_line(struct reader *r)
{
	char *line = r->p, *end = memchr(line, '\n', (size_t)(r->end - line));

	r->p = end ? end + 1 : r->end;
	r->line++;
	if (!end)
		end = r->end;
	while (end > line && strchr(blanks, end[-1]))
		end--;
	*end = '\0';
	return line + strspn(line, blanks);
}

/* fgets() as inih wants it: the line up to its '=' or ':', which is all that
 * inih is to see; the rest waits in r->value. */
static char *next_line(char *str, int num, void *stream)
{
	struct reader *r = stream;

	if (r->p >= r->end)
		return NULL;
	char *line = cut_line(r);
	size_t n = strlen(line);
	r->value = line + n;
	if (!strchr("#;[", *line)) {
		n = strcspn(line, "=:");
		r->value = line + n + (line[n] != '\0');
		r->value += strspn(r->value, blanks);
	}
	if (*line == '[' && n > NAME_MAX_BYTES)
		r->too_long = true;
	const char *separator = *line != '[' && line[n] ? "=" : "";
	snprintf(str, (size_t)num, "%.*s%s\n", (int)(n < 150 ? n : 150), line,
		separator);
	return str;
}

static bool add_entry(struct config_file *f, const struct config_entry *e)
{
	struct config_entry *grown =
		reallocarray(f->entries, f->n_entries + 1, sizeof(*grown));

	if (!grown)
		return false;
	f->entries = grown;
	grown[f->n_entries++] = *e;
	return true;
}

static int take_entry(
	void *user, const char *section, const char *name, const char *value)
{
	struct reader *r = user;
	bool is_default = strcmp(section, "default") == 0;
	struct config_entry e = {strdup(is_default ? "" : section),
		strdup(name), r->value, r->line};

	if (e.section && e.key && add_entry(r->file, &e))
		return 1;
	free(e.section);
	free(e.key);
	r->err = -ENOMEM;
	return 0;
}

static int parse(struct config_file *f, size_t n, struct buf *message)
{
	struct reader r = {.file = f, .p = f->bytes, .end = f->bytes + n};

	if (strlen(f->bytes) != n) {
		buf_addf(message, "%s: holds a NUL byte", f->path);
		return -EINVAL;
	}
	int line = ini_parse_stream(next_line, &r, take_entry, &r);
	if (r.err < 0 || line < 0)
		return -ENOMEM;
	if (r.too_long) {
		buf_addf(message,
			"%s: a section's name is longer than %d "
			"characters",
			f->path, NAME_MAX_BYTES - 2);
		return -EINVAL;
	}
	if (line > 0) {
		buf_addf(message,
			"%s: line %d is neither `[profile]` nor `key = value`",
			f->path, line);
		return -EINVAL;
	}
	return 0;
}

/* ---- the file ---- */

static int fail(struct buf *message, int err, const char *path, const char *why)
{
	buf_addf(message, "%s: %s", path, why);
	return err;
}

static int check(const char *path, const struct stat *st, struct buf *message)
{
	if (!S_ISREG(st->st_mode) && !S_ISFIFO(st->st_mode))
		return fail(message, -EINVAL, path, "is not a regular file");
	if (st->st_mode & S_IWOTH)
		return fail(message, -EACCES, path,
			"can be written by everyone: chmod o-w it first");
	return 0;
}

static bool holds_secrets(const struct config_file *f)
{
	for (size_t i = 0; i < f->n_entries; i++) {
		const struct config_entry *e = &f->entries[i];
		if (*e->value && (strcmp(e->key, "client_secret") == 0 ||
					 strcmp(e->key, "token") == 0))
			return true;
	}
	return false;
}

static int check_secrets(
	const struct config_file *f, const struct stat *st, struct buf *message)
{
	if (!holds_secrets(f))
		return 0;
	if (st->st_uid != geteuid() && st->st_uid != 0)
		return fail(message, -EACCES, f->path,
			"holds a secret but belongs to another user: make it "
			"yours with chown");
	if (st->st_mode & 077)
		return fail(message, -EACCES, f->path,
			"holds a secret that others can read: make it yours "
			"alone with chmod 600");
	return 0;
}

static int read_bytes(int fd, char *p, size_t *ret_n)
{
	size_t n = 0;

	while (n <= FILE_MAX) {
		ssize_t r = read(fd, p + n, FILE_MAX + 1 - n);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return -errno;
		if (r == 0)
			break;
		n += (size_t)r;
	}
	*ret_n = n;
	return n > FILE_MAX ? -EFBIG : 0;
}

static int read_open(int fd, struct config_file *f, struct buf *message)
{
	struct stat st;
	size_t n = 0;

	if (fstat(fd, &st) < 0)
		return fail(message, -EACCES, f->path, "cannot be examined");
	int r = check(f->path, &st, message);
	if (r < 0)
		return r;
	f->bytes = secret_alloc(FILE_MAX + 1);
	if (!f->bytes)
		return -ENOMEM;
	r = read_bytes(fd, f->bytes, &n);
	if (r < 0)
		return fail(message, -EINVAL, f->path, strerror(-r));
	r = parse(f, n, message);
	return r < 0 ? r : check_secrets(f, &st, message);
}

int config_file_read(
	const char *path, struct config_file *ret, struct buf *message)
{
	struct config_file f = {.path = strdup(path)};
	int fd, r;

	if (!f.path)
		return -ENOMEM;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		r = errno == EACCES || errno == EPERM ? -EACCES : -ENOENT;
		fail(message, r, path, strerror(errno));
	} else {
		r = read_open(fd, &f, message);
		close(fd);
	}
	if (r < 0)
		config_file_free(&f);
	else
		*ret = f;
	return r;
}

void config_file_free(struct config_file *f)
{
	for (size_t i = 0; i < f->n_entries; i++) {
		free(f->entries[i].section);
		free(f->entries[i].key);
	}
	free(f->entries);
	secret_free(f->bytes);
	free(f->path);
	*f = (struct config_file){0};
}
