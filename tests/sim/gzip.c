/* SPDX-License-Identifier: MIT */
#include "gzip.h"

#include <zlib.h>

static void feed(z_stream *z, int flush, struct out *o)
{
	unsigned char packed[16384];

	do {
		z->next_out = packed;
		z->avail_out = sizeof packed;
		deflate(z, flush);
		out_mem(o, packed, sizeof packed - z->avail_out);
	} while (!z->avail_out);
}

bool gzip_pack(const void *p, size_t n, size_t times, int level, struct out *o)
{
	enum { WINDOW = 15, GZIP = 16, MEMORY = 8 };
	z_stream z = {0};

	if (deflateInit2(&z, level, Z_DEFLATED, WINDOW + GZIP, MEMORY,
		    Z_DEFAULT_STRATEGY))
		return false;
	while (times--) {
		z.next_in = (Bytef *)(uintptr_t)p;
		z.avail_in = (uInt)n;
		feed(&z, Z_NO_FLUSH, o);
	}
	feed(&z, Z_FINISH, o);
	deflateEnd(&z);
	return true;
}
