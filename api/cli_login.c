/* SPDX-License-Identifier: MIT */
#include "cli_login.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base64.h"
#include "secret.h"
#include "util.h"
#include "version.h"

enum { LOGIN_MAX = 1 << 20 };

/* ---- the JSON ---- */

static void json_decref_p(json_t **j)
{
	json_decref(*j);
}
#define cleanup_json __attribute__((cleanup(json_decref_p)))

static void close_p(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static int fail(struct buf *message, int err, const char *path, const char *why)
{
	buf_addf(message, "the runai CLI's %s: %s", path, why);
	return err;
}

/* A regular file only: jansson would wait for a pipe. */
static int open_file(const char *path, struct buf *message)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return fail(message, errno == EACCES ? -EACCES : -ENOENT, path,
			strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		st.st_size <= LOGIN_MAX)
		return fd;
	close(fd);
	return fail(message, -EBADMSG, path, "is no file that it would write");
}

static int load(const char *path, json_t **ret, struct buf *message)
{
	__attribute__((cleanup(close_p))) int fd = open_file(path, message);

	if (fd < 0)
		return fd;
	*ret = json_loadfd(fd, 0, NULL);
	if (!json_is_object(*ret))
		return fail(message, -EBADMSG, path,
			"is not JSON: log in again with `runai login`");
	return 0;
}

int cli_login_url(const char *config_json, char **ret, struct buf *message)
{
	cleanup_json json_t *root = NULL;
	int r = load(config_json, &root, message);

	if (r < 0)
		return r;
	json_t *plane = json_object_get(root, "control_plane");
	const char *url = json_string_value(json_object_get(plane, "url"));
	if (!url || !*url)
		return fail(message, -ENOENT, config_json,
			"names no control plane: log in with `runai login`");
	*ret = strdup(url);
	return *ret ? 0 : -ENOMEM;
}

/* ---- the token ---- */

/* Three base64url parts, the signature may be empty. */
static bool is_jwt(const char *p, size_t n)
{
	unsigned dots = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] == '.')
			dots++;
		else if (!base64_is_digit(p[i]))
			return false;
	}
	return n > 4 && dots == 2 && *p != '.';
}

/* Without the white space at its end. */
static size_t length_of(const char *p, ptrdiff_t n)
{
	while (n > 0 && strchr(" \t\r\n", p[n - 1]))
		n--;
	return n > 0 ? (size_t)n : 0;
}

static int take_token(const char *p, size_t n, char **ret)
{
	char *room = secret_alloc(n + 2);
	int r = -EBADMSG;

	if (!room)
		return -ENOMEM;
	n = length_of(p, (ptrdiff_t)n);
	if (!is_jwt(p, n)) {
		n = length_of(room, base64_decode((struct slice){p, n}, room));
		p = room;
	}
	if (is_jwt(p, n)) {
		*ret = secret_dup(p, n);
		r = *ret ? 0 : -ENOMEM;
	}
	secret_free(room);
	return r;
}

/* jansson keeps strings until the tree goes; they must not stay behind. */
static void wipe_strings(json_t *object)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		if (json_is_string(value))
			secret_wipe((void *)(uintptr_t)json_string_value(value),
				json_string_length(value));
		else if (json_is_object(value))
			wipe_strings(value);
	}
}

int cli_login_token(
	const char *authentication_json, char **ret_secret, struct buf *message)
{
	cleanup_json json_t *root = NULL;
	int r = load(authentication_json, &root, message);

	if (r < 0)
		return r;
	json_t *token = json_object_get(root, "accessToken");
	if (!json_is_string(token) || !json_string_length(token))
		r = fail(message, -ENOENT, authentication_json,
			"holds no accessToken: log in with `runai login`");
	else
		r = take_token(json_string_value(token),
			json_string_length(token), ret_secret);
	if (r == -EBADMSG)
		fail(message, r, authentication_json,
			"holds an accessToken of unknown form: log in again "
			"with `runai login`");
	wipe_strings(root);
	return r;
}

const char *version_of_jansson(void)
{
	return jansson_version_str();
}
