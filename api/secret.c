/* SPDX-License-Identifier: MIT */
#include "secret.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void secret_wipe(void *p, size_t n)
{
	if (p && n)
		explicit_bzero(p, n);
}

/*
 * A mapping of its own for each secret, so that locking and wiping never touch
 * a neighbour:
 *
 *	| size of the mapping | secret | NUL | ... zeros to the end of the page
 *	^ page                ^ what callers see
 */
struct header {
	size_t size;
};

static size_t round_to_pages(size_t n)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return (n + page - 1) / page * page;
}

char *secret_alloc(size_t n)
{
	if (n > SIZE_MAX / 2)
		return NULL;
	size_t size = round_to_pages(sizeof(struct header) + n + 1);
	struct header *h = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (h == MAP_FAILED)
		return NULL;
	/* Both are wishes: RLIMIT_MEMLOCK may be 0. */
	(void)mlock(h, size);
	(void)madvise(h, size, MADV_DONTDUMP);
	h->size = size;
	return (char *)(h + 1);
}

char *secret_dup(const char *p, size_t n)
{
	char *s = secret_alloc(n);

	if (s && n)
		memcpy(s, p, n);
	return s;
}

void secret_free(char *s)
{
	if (!s)
		return;
	struct header *h = (void *)(s - sizeof(struct header));
	size_t size = h->size;
	secret_wipe(h, size);
	munmap(h, size);
}

static void close_p(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static int fail(struct buf *message, int err, const char *path, const char *why)
{
	buf_addf(message, "%s: %s", path, why);
	return err;
}

/* Not O_NONBLOCK for descriptors: what a pipe holds may still be on its way. */
static bool is_descriptor(const char *path)
{
	static const char *const prefixes[] = {
		"/dev/fd/", "/dev/stdin", "/proc/self/fd/"};

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (strncmp(path, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

static int secret_open(const char *path, int *ret_fd, struct buf *message)
{
	int nonblock = is_descriptor(path) ? 0 : O_NONBLOCK;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | nonblock);

	if (fd < 0) {
		bool denied = errno == EACCES || errno == EPERM;
		int err = denied ? -EACCES : -ENOENT;
		buf_addf(message, "%s: %s", path, strerror(errno));
		return err;
	}
	*ret_fd = fd;
	return 0;
}

static int check_file(
	int fd, const char *path, mode_t forbidden, struct buf *message)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return fail(message, -EACCES, path, "cannot be examined");
	if (!S_ISREG(st.st_mode) &&
		!(is_descriptor(path) && S_ISFIFO(st.st_mode)))
		return fail(message, -EINVAL, path, "is not a regular file");
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return fail(message, -EACCES, path,
			"holds a secret but belongs to another user: make it "
			"yours with chown");
	if (st.st_mode & forbidden)
		return fail(message, -EACCES, path,
			"holds a secret that others can read: "
			"make it yours alone with chmod 600");
	return 0;
}

/* Reads to the end, at most `size` bytes. */
static int read_all(int fd, char *p, size_t size, size_t *ret_n)
{
	size_t n = 0;

	while (n < size) {
		ssize_t r = read(fd, p + n, size - n);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return -errno;
		if (r == 0)
			break;
		n += (size_t)r;
	}
	*ret_n = n;
	return 0;
}

static size_t trimmed_length(const char *p, size_t n)
{
	while (n && isspace((unsigned char)p[n - 1]))
		n--;
	return n;
}

/* The checks of content; `p` holds `n` bytes of at most SECRET_MAX + 1. */
static int take_secret(const char *path, const char *p, size_t n, char **ret,
	struct buf *message)
{
	if (n > SECRET_MAX)
		return fail(message, -EINVAL, path, "is too long for a secret");
	n = trimmed_length(p, n);
	if (!n)
		return fail(message, -EINVAL, path,
			"is empty where a secret is expected");
	if (memchr(p, '\0', n))
		return fail(message, -EINVAL, path,
			"holds a NUL byte: this is no secret in text form");
	*ret = secret_dup(p, n);
	return *ret ? 0 : -ENOMEM;
}

int secret_read_file_mode(
	const char *path, mode_t forbidden, char **ret, struct buf *message)
{
	__attribute__((cleanup(close_p))) int fd = -1;
	size_t n = 0;
	int r = secret_open(path, &fd, message);

	if (r == 0)
		r = check_file(fd, path, forbidden, message);
	if (r < 0)
		return r;
	char *whole = secret_alloc(SECRET_MAX + 1);
	if (!whole)
		return -ENOMEM;
	r = read_all(fd, whole, SECRET_MAX + 1, &n);
	if (r < 0) {
		buf_addf(message, "%s: %s", path, strerror(-r));
		r = -EINVAL;
	} else {
		r = take_secret(path, whole, n, ret, message);
	}
	secret_free(whole);
	return r;
}

int secret_read_file(const char *path, char **ret, struct buf *message)
{
	return secret_read_file_mode(path, 077, ret, message);
}
