/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a configuration file: entries or a reason in one line, and every
 * value it holds as the setting that its key names.
 */
#include <errno.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "config_file.h"
#include "fuzz.h"
#include "settings.h"

static const struct setting_context context = {"/root", "/"};

static void one_line(const struct buf *message)
{
	REQUIRE(buf_error(message) == 0 && message->n > 0);
	REQUIRE(!memchr(message->p, '\n', message->n));
	REQUIRE(!memchr(message->p, '\0', message->n));
}

static void parse_as(unsigned setting, const char *text)
{
	cleanup_buf struct buf message = BUF_INIT;
	const struct setting_info *info = setting_info(setting);
	struct setting_value v = {0}, again = {0};
	int r = setting_parse(info, &context, text, &v, &message);

	REQUIRE(r == 0 || r == -EINVAL);
	if (r < 0) {
		one_line(&message);
		return;
	}
	/* what a value became is a value, and stays what it is */
	if (v.text && info->type != TYPE_SECRET) {
		REQUIRE(setting_parse(info, &context, v.text, &again,
				&message) == 0);
		REQUIRE(again.text && strcmp(again.text, v.text) == 0);
		setting_value_free(info, &again);
	}
	setting_value_free(info, &v);
}

static void check_entry(const struct config_entry *e)
{
	int setting;

	REQUIRE(e->section && e->key && e->value);
	REQUIRE(!strchr(e->value, '\n'));
	setting = setting_find(e->key);
	if (setting >= 0)
		parse_as((unsigned)setting, e->value);
	else
		setting_nearest(e->key);
	for (unsigned s = 0; s < SETTING_ALL; s++)
		parse_as(s, e->value);
}

static int in_memory(const uint8_t *data, size_t size, char *path, size_t room)
{
	int fd = memfd_create("config", MFD_CLOEXEC);

	REQUIRE(fd >= 0 && fchmod(fd, 0600) == 0);
	REQUIRE(write(fd, data, size) == (ssize_t)size);
	snprintf(path, room, "/proc/self/fd/%d", fd);
	return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cleanup_buf struct buf message = BUF_INIT;
	struct config_file f;
	unsigned line = 0;
	char path[64];
	int fd, r;

	if (size > 4096)
		return 0;
	fd = in_memory(data, size, path, sizeof(path));
	r = config_file_read(path, &f, &message);
	close(fd);
	if (r < 0) {
		REQUIRE(r == -EINVAL);
		one_line(&message);
		return 0;
	}
	for (size_t i = 0; i < f.n_entries; i++) {
		check_entry(&f.entries[i]);
		REQUIRE(f.entries[i].line > line);
		line = f.entries[i].line;
	}
	config_file_free(&f);
	return 0;
}
