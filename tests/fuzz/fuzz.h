/* SPDX-License-Identifier: MIT */
/*
 * What a fuzz target is: one function that takes any bytes and ends the process
 * where a promise is broken. libFuzzer calls it, or replay.c.
 */
#ifndef RUNAIFS_TESTS_FUZZ_FUZZ_H
#define RUNAIFS_TESTS_FUZZ_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <stdint.h>
#include <stddef.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(promise)                                                       \
	do {                                                                   \
		if (!(promise)) {                                              \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__,       \
				__LINE__, #promise);                           \
			abort();                                               \
		}                                                              \
	} while (0)

#endif
