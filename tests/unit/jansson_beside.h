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

#endif
