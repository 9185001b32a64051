/* SPDX-License-Identifier: MIT */
/*
 * jansson.h and our json.h in one file: the two share a few names, so jansson's
 * are out of the way while its header is read. Its macros that name a type
 * (json_is_object() and so on) are of no use then.
 */
#ifndef RUNAIFS_TESTS_UNIT_JANSSON_BESIDE_H
#define RUNAIFS_TESTS_UNIT_JANSSON_BESIDE_H

#define json_type jansson_type
#define JSON_OBJECT JANSSON_OBJECT
#define JSON_ARRAY JANSSON_ARRAY
#define JSON_STRING JANSSON_STRING
#define JSON_TRUE JANSSON_TRUE
#define JSON_FALSE JANSSON_FALSE
#define JSON_NULL JANSSON_NULL
#include <jansson.h>
#undef json_type
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL
#include "json.h"

static inline json_t *jansson_load(const char *p, size_t n)
{
	return json_loadb(p, n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
}

/*
 * Texts in which jansson's rules differ from RFC 8259: bytes that are no UTF-8,
 * an escape for half a surrogate pair, numbers that its types cannot hold, its
 * own way to count depth, a NUL byte behind the value.
 */
static inline bool jansson_differs(const char *p, size_t n)
{
	json_error_t e;
	json_t *v = json_loadb(p, n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &e);

	if (v) {
		json_decref(v);
		return memchr(p, '\0', n) != NULL;
	}
	switch (json_error_code(&e)) {
	case json_error_invalid_utf8:
	case json_error_numeric_overflow:
	case json_error_stack_overflow:
		return true;
	default:
		return strstr(e.text, "invalid Unicode") != NULL;
	}
}

#endif
