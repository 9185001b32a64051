/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a time: refused, or a number whose text, to the second, is read
 * as that number again.
 */
#include <errno.h>
#include <string.h>
#include "clock.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int64_t ns = 0, again = 0, rest;
	char text[32];
	int r = time_parse_rfc3339((const char *)data, size, &ns);

	REQUIRE(r == 0 || r == -EINVAL);
	if (r < 0)
		return 0;
	time_format_rfc3339(ns, text);
	REQUIRE(time_parse_rfc3339(text, strlen(text), &again) == 0);
	rest = ns - again;
	REQUIRE(rest >= 0 && rest < 1000000000);
	return 0;
}
