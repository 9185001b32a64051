/* SPDX-License-Identifier: MIT */
#include "base64.h"
#include "data_url.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>

static int decode_base64(struct slice s, struct buf *out)
{
	cleanup_free char *bytes = malloc(s.n / 4 * 3 + 2);
	ptrdiff_t n = bytes ? base64_decode(s, bytes) : 0;

	if (!bytes)
		return -ENOMEM;
	if (n < 0)
		return -EBADMSG;
	buf_add(out, bytes, (size_t)n);
	return buf_error(out);
}

static int hex(char c)
{
	if (!isxdigit((unsigned char)c))
		return -1;
	return isdigit((unsigned char)c) ? c - '0'
					 : tolower((unsigned char)c) - 'a' + 10;
}

static int decode_percent(struct slice s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '%') {
			if (i + 2 >= s.n || hex(s.p[i + 1]) < 0 ||
				hex(s.p[i + 2]) < 0)
				return -EBADMSG;
			c = (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2]));
			i += 2;
		}
		buf_addc(out, c);
	}
	return buf_error(out);
}

int data_url_decode(struct slice text, struct buf *out)
{
	static const char scheme[] = "data:", how[] = ";base64";
	const size_t scheme_n = sizeof(scheme) - 1, how_n = sizeof(how) - 1;
	struct slice data;
	const char *comma;
	size_t head;

	if (text.n < scheme_n || strncasecmp(text.p, scheme, scheme_n) != 0)
		return decode_base64(text, out);
	comma = memchr(text.p, ',', text.n);
	if (!comma)
		return -EBADMSG;
	head = (size_t)(comma - text.p);
	data = (struct slice){comma + 1, text.n - head - 1};
	if (head >= scheme_n + how_n &&
		strncasecmp(comma - how_n, how, how_n) == 0)
		return decode_base64(data, out);
	return decode_percent(data, out);
}
