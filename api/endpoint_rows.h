/* SPDX-License-Identifier: MIT */
/* The tables of the generations, and what they share; for endpoint*.c only. */
#ifndef RUNAIFS_API_ENDPOINT_ROWS_H
#define RUNAIFS_API_ENDPOINT_ROWS_H

#include "endpoint.h"

extern const struct endpoint_row endpoint_rows_v1[ENDPOINT_COUNT];
extern const struct endpoint_row endpoint_rows_legacy[ENDPOINT_COUNT];

/* Settings are the same list, at the same place, in both generations. */
extern const struct column endpoint_settings[];

#define SETTING                                                                \
	{                                                                      \
		[FIELD_ID] = "key", [FIELD_NAME] = "key",                      \
	}

/* Workloads carry what their containers get to see, and addresses with tokens
 * in the query. */
extern const char *const endpoint_workload_secrets[];

#endif
