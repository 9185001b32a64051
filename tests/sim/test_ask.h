/* SPDX-License-Identifier: MIT */
/* What the simulator's own tests share: asking it over HTTP. */
#ifndef SIM_TEST_ASK_H
#define SIM_TEST_ASK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <curl/curl.h>
#include <jansson.h>

#include "sim.h"

#define PAGE "/api/v1/workloads"
#define REALM "/auth/realms/runai/protocol/openid-connect/token"
#define FORM "grant_type=client_credentials&client_id=runaifs&client_secret="

struct got {
	long status;
	CURLcode error;
	char *p; /* the caller's to free */
	size_t n;
	char retry_after[64], location[128], encoding[32];
	double seconds;
};

struct ctx {
	struct sim *sim;
	char bearer[4096];
};

/* `post`, `type`, `encoding` and `ca` may be NULL. */
struct got ask(const char *url, const char *bearer, const char *post,
	const char *type, const char *encoding, const char *ca);
struct got get(struct ctx *x, const char *path);
struct got post(
	struct ctx *x, const char *path, const char *body, const char *type);
/* Frees what was got. */
json_t *parsed(struct got *g);
json_t *get_json(struct ctx *x, const char *path);
void expect_status(struct ctx *x, const char *path, long status);

int log_in(struct ctx *x);
int start(struct ctx *x, const struct sim_options *o);
int setup(void **state);
int teardown(void **state);

int fault(struct ctx *x, const char *path, const char *kind, const char *value,
	unsigned count);

/* test_faults.c */
int test_faults(void);

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

#endif
