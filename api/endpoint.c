/* SPDX-License-Identifier: MIT */
#include "endpoint_rows.h"

static const struct endpoint_row rows_v1[ENDPOINT_COUNT] = {
#define KIND(one, many, name_, home_, parent_, list_, item_, count_, ttl_,     \
	fields_, secrets_)                                                             \
	[EP_##many] = {list_, .ttl = ttl_, .field = fields_,                   \
		.secrets = secrets_, .columns = columns_##one},                \
	[EP_##one] = {item_, .ttl = TTL_MORE, .field = fields_,                \
		.secrets = secrets_, .columns = columns_##one},                \
	[EP_##one##_COUNT] = {count_, .ttl = TTL_MORE, .field = FIELDS_NONE},
#include "kinds.def"
#undef KIND
#define CALL(one, name_, ...) [EP_##one] = {__VA_ARGS__},
#define METRICS(one, name_, path_, query_, types_)                             \
	[EP_##one] = {METRICS_ROW(path_, query_, types_)},                     \
	[EP_##one##_CSV] = {METRICS_ROW(path_, query_, types_), .bytes = true, \
		.accept = "text/csv"},
#include "calls.def"
#undef CALL
#undef METRICS
};

static const char *const names[ENDPOINT_COUNT] = {
#define KIND(one, many, name_, ...)                                            \
	[EP_##many] = name_, [EP_##one] = name_ "-item",                     \
	[EP_##one##_COUNT] = name_ "-count",
#include "kinds.def"
#undef KIND
#define CALL(one, name_, ...) [EP_##one] = name_,
#define METRICS(one, name_, ...)                                               \
	[EP_##one] = name_, [EP_##one##_CSV] = name_ "-csv",
#include "calls.def"
#undef CALL
#undef METRICS
};

const struct endpoint_row *endpoint_row(enum api_generation g, enum endpoint e)
{
	return g == API_V1 ? &rows_v1[e] : &endpoint_rows_legacy[e];
}

const char *endpoint_name(enum endpoint e)
{
	return names[e];
}
