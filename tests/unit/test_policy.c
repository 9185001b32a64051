/* SPDX-License-Identifier: MIT */
/*
 * Freshness: each verdict at both sides of each edge.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "err.h"
#include "policy.h"
#include "util.h"

#define F VERDICT_FRESH
#define S VERDICT_STALE
#define X VERDICT_FETCH

static const struct policy usual = {100, 50, 300};  /* error outlasts stale */
static const struct policy brief = {100, 300, 50};  /* stale outlasts error */
static const struct policy strict = {100, 0, 0};    /* fresh or nothing */
static const struct policy nothing = {0, 0, 0};
static const struct policy always = {0, 0, 300};

/* What is said of one age: plain, failing, expired, expired and failing. */
static const struct {
	const struct policy *policy;
	int64_t age_ms;
	enum verdict plain, failing, expired, both;
} judged[] = {
	{&usual, 0, F, F, X, S},
	{&usual, 99, F, F, X, S},
	{&usual, 100, S, S, X, S},
	{&usual, 149, S, S, X, S},
	{&usual, 150, X, S, X, S},
	{&usual, 399, X, S, X, S},
	{&usual, 400, X, X, X, X},
	{&brief, 99, F, F, X, S},
	{&brief, 100, S, S, X, S},
	{&brief, 149, S, S, X, S},
	{&brief, 150, S, S, X, X},
	{&brief, 399, S, S, X, X},
	{&brief, 400, X, X, X, X},
	{&strict, 0, F, F, X, S},
	{&strict, 99, F, F, X, S},
	{&strict, 100, X, X, X, X},
	{&nothing, 0, X, X, X, X},
	{&always, 0, X, S, X, S},
	{&always, 299, X, S, X, S},
	{&always, 300, X, X, X, X},
};

static void test_judge(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(judged); i++) {
		const struct policy *p = judged[i].policy;
		int64_t age = judged[i].age_ms;

		assert_int_equal(policy_judge(p, age, false, false),
			judged[i].plain);
		assert_int_equal(policy_judge(p, age, false, true),
			judged[i].failing);
		assert_int_equal(policy_judge(p, age, true, false),
			judged[i].expired);
		assert_int_equal(
			policy_judge(p, age, true, true), judged[i].both);
	}
}

/* Older is never fresher, and being told to refetch never makes fresh. */
static void test_judge_falls(void **state)
{
	static const struct policy *const all[] = {
		&usual, &brief, &strict, &nothing, &always};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		for (int how = 0; how < 4; how++)
			for (int64_t age = 0; age < 500; age++) {
				enum verdict now = policy_judge(
					all[i], age, how & 1, how & 2);
				enum verdict then = policy_judge(
					all[i], age + 1, how & 1, how & 2);
				assert_true(then >= now);
				assert_false((how & 1) && now == F);
			}
}

static void test_stands_in(void **state)
{
	assert_true(policy_stands_in(&usual, 0));
	assert_true(policy_stands_in(&usual, 399));
	assert_false(policy_stands_in(&usual, 400));
	assert_true(policy_stands_in(&strict, 99));
	assert_false(policy_stands_in(&strict, 100));
	assert_false(policy_stands_in(&nothing, 0));
}

static void test_good_for(void **state)
{
	static const struct policy minute = {60000, 60000, 0};
	static const struct policy second = {1000, 0, 0};
	static const struct policy half = {500, 500, 0};

	assert_int_equal(policy_good_for_ms(&minute, 0, F), 60000);
	assert_int_equal(policy_good_for_ms(&minute, 59999, F), 1);
	assert_int_equal(policy_good_for_ms(&minute, 60000, S), 1000);
	assert_int_equal(policy_good_for_ms(&minute, 119999, S), 1000);
	assert_int_equal(policy_good_for_ms(&second, 1000, S), 1000);
	assert_int_equal(policy_good_for_ms(&half, 500, S), 500);
	assert_int_equal(policy_good_for_ms(&nothing, 0, S), 0);
	assert_int_equal(policy_good_for_ms(&minute, 0, X), 0);
}

/* The errnos of the API's table of troubles, and what they mean here. */
static const struct {
	int err;
	bool outage;
	int64_t kept_ms; /* with 5000 for what is negative */
} errors[] = {
	{0, false, 0},
	{-ENOENT, false, 5000},
	{-EACCES, false, 5000},
	{-EINVAL, false, 1000},
	{-EOPNOTSUPP, false, 5000},
	{-EKEYREJECTED, false, 1000},
	{-EKEYEXPIRED, false, 1000},
	{-ENOKEY, false, 1000},
	{-EFBIG, false, 1000},
	{-ECANCELED, false, 0},
	{-ENOMEM, false, 0},
	{-EBUSY, true, 1000},
	{-EIO, true, 1000},
	{-ETIMEDOUT, true, 1000},
	{-EHOSTUNREACH, true, 1000},
	{-ECONNREFUSED, true, 1000},
	{-ECONNRESET, true, 1000},
	{-EPROTO, true, 1000},
	{-EBADMSG, true, 1000},
};

static void test_errors(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		assert_int_equal(
			policy_is_outage(errors[i].err), errors[i].outage);
		if (errors[i].err)
			assert_int_equal(policy_error_ms(errors[i].err, 5000),
				errors[i].kept_ms);
	}
	assert_int_equal(policy_error_ms(-ENOENT, 0), 0);
	assert_int_equal(policy_error_ms(-EIO, 0), 1000);
}

static bool is_judged(int err)
{
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (errors[i].err == err)
			return true;
	return false;
}

/* A new errno in the API's table needs a decision here. */
static void test_errors_complete(void **state)
{
	for (int t = 0; t < TROUBLE_COUNT; t++)
		assert_true(is_judged(trouble_info((enum trouble)t)->error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge),
		cmocka_unit_test(test_judge_falls),
		cmocka_unit_test(test_stands_in),
		cmocka_unit_test(test_good_for),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_errors_complete),
	};

	return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
