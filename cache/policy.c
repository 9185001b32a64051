/* SPDX-License-Identifier: MIT */
#include "policy.h"

#include <errno.h>
#include "clock.h"
#include "util.h"

#define STALE_GOOD_FOR_MS MS_PER_S
#define ERROR_MS MS_PER_S

enum verdict policy_judge(
	const struct policy *p, int64_t age_ms, bool expired, bool failing)
{
	if (!expired && age_ms < p->ttl_ms)
		return VERDICT_FRESH;
	if (failing && policy_stands_in(p, age_ms))
		return VERDICT_STALE;
	if (!expired && age_ms < p->ttl_ms + p->swr_ms)
		return VERDICT_STALE;
	return VERDICT_FETCH;
}

bool policy_stands_in(const struct policy *p, int64_t age_ms)
{
	return age_ms < p->ttl_ms + p->sie_ms;
}

int64_t policy_good_for_ms(
	const struct policy *p, int64_t age_ms, enum verdict v)
{
	switch (v) {
	case VERDICT_FRESH:
		return p->ttl_ms - age_ms;
	case VERDICT_STALE:
		return p->ttl_ms < STALE_GOOD_FOR_MS ? p->ttl_ms
						     : STALE_GOOD_FOR_MS;
	case VERDICT_FETCH:
		break;
	}
	return 0;
}

bool policy_is_outage(int err)
{
	static const int says_something[] = {ENOENT, EACCES, EINVAL, EOPNOTSUPP,
		EKEYREJECTED, EKEYEXPIRED, ENOKEY, EFBIG, ENOMEM, ECANCELED};

	for (size_t i = 0; i < ARRAY_SIZE(says_something); i++)
		if (err == -says_something[i])
			return false;
	return err != 0;
}

bool policy_is_refusal(int err)
{
	return err == -ENOENT || err == -EACCES || err == -EOPNOTSUPP;
}

int64_t policy_error_ms(int err, int64_t negative_ms)
{
	if (policy_is_refusal(err))
		return negative_ms;
	return err == -ECANCELED || err == -ENOMEM ? 0 : ERROR_MS;
}
