/* SPDX-License-Identifier: MIT */
/*
 * Stands in for libFuzzer: gives each file of a corpus to the target, and each
 * beginning of it too.
 *
 *	replay_<target> DIRECTORY...
 */
#include <dirent.h>
#include <string.h>
#include "fuzz.h"

/* In memory of its own, so that a byte read beyond is seen. */
static void feed(const uint8_t *bytes, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);

	REQUIRE(copy);
	if (n)
		memcpy(copy, bytes, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static void replay_file(const char *path)
{
	static const size_t max = 1 << 16;
	uint8_t *bytes = malloc(max);
	FILE *f = fopen(path, "rb");
	size_t n;

	REQUIRE(bytes && f);
	n = fread(bytes, 1, max, f);
	REQUIRE(!ferror(f));
	fclose(f);
	for (size_t i = 0; i < n && n <= 512; i++)
		feed(bytes, i);
	feed(bytes, n);
	free(bytes);
}

static size_t replay_directory(const char *directory)
{
	DIR *d = opendir(directory);
	struct dirent *e;
	size_t n = 0;

	REQUIRE(d);
	while ((e = readdir(d))) {
		char path[4096];

		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, e->d_name);
		replay_file(path);
		n++;
	}
	closedir(d);
	return n;
}

int main(int argc, char **argv)
{
	size_t n = 0;

	for (int i = 1; i < argc; i++)
		n += replay_directory(argv[i]);
	printf("%zu files\n", n);
	return n > 0 ? 0 : 1;
}
