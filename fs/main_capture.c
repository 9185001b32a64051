/* SPDX-License-Identifier: MIT */
#include "main_capture.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MAX_BYTES = 1024 };

void capture_begin(struct capture *c)
{
	*c = CAPTURE_INIT;
	c->caught = memfd_create("stderr", MFD_CLOEXEC);
	if (c->caught < 0)
		return;
	c->real = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (c->real >= 0 && dup2(c->caught, STDERR_FILENO) >= 0)
		return;
	close(c->caught);
	c->caught = -1;
}

/* "fuse: ", "fusermount3: " */
static const char *skip_program(const char *line)
{
	static const char *const names[] = {"fuse: ", "fusermount3: "};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strncmp(line, names[i], strlen(names[i])) == 0)
			return line + strlen(names[i]);
	return line;
}

static void add_lines(char *text, struct buf *out)
{
	bool first = true;

	for (char *line; (line = strsep(&text, "\n"));) {
		if (!*line)
			continue;
		buf_adds(out, first ? "" : "; ");
		buf_adds(out, skip_program(line));
		first = false;
	}
}

void capture_end(struct capture *c, struct buf *out)
{
	char text[MAX_BYTES + 1];

	if (c->caught >= 0) {
		ssize_t n = pread(c->caught, text, MAX_BYTES, 0);
		text[n > 0 ? n : 0] = '\0';
		add_lines(text, out);
		dup2(c->real, STDERR_FILENO);
		close(c->caught);
	}
	if (c->real >= 0)
		close(c->real);
	*c = CAPTURE_INIT;
}
