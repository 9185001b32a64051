/* SPDX-License-Identifier: MIT */
#include "err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "util.h"

/* clang-format off */
static const struct trouble_info table[TROUBLE_COUNT] = {
	[TROUBLE_NONE] = {"ok", 0, false, false, ""},
	[TROUBLE_BAD_REQUEST] = {"bad-request", -EINVAL, false, false,
		"the control plane does not understand this request: "
		"see its message"},
	[TROUBLE_UNAUTHORIZED] = {"unauthorized", -EKEYREJECTED, false, false,
		"check client_id and client secret, and that the application "
		"is enabled"},
	[TROUBLE_TOKEN_EXPIRED] = {"token-expired", -EKEYEXPIRED, false, false,
		"get a new token: `runai login`, or replace the token file"},
	[TROUBLE_NO_CREDENTIALS] = {"no-credentials", -ENOKEY, false, false,
		"set RUNAI_CLIENT_ID and RUNAI_CLIENT_SECRET, or RUNAI_TOKEN, "
		"or `runai login`"},
	[TROUBLE_FORBIDDEN] = {"forbidden", -EACCES, false, false,
		"ask an administrator for an access rule that allows to view "
		"this"},
	[TROUBLE_SECRET] = {"secret", -EACCES, false, false,
		"mount with -o reveal_secrets to read it all the same"},
	[TROUBLE_NOT_FOUND] = {"not-found", -ENOENT, false, true,
		"it is not there any more, or this version of the control "
		"plane does not have it"},
	[TROUBLE_NOT_SUPPORTED] = {"not-supported", -EOPNOTSUPP, false, false,
		"this version of the control plane does not have it"},
	[TROUBLE_CONFLICT] = {"conflict", -EBUSY, false, false,
		"something else is changing it: try again later"},
	[TROUBLE_THROTTLED] = {"throttled", -EBUSY, true, false,
		"the control plane asks to slow down: lower rate, or raise "
		"the TTLs"},
	[TROUBLE_SERVER] = {"server-error", -EIO, true, false,
		"the control plane failed: try again, then ask its operator"},
	[TROUBLE_BAD_GATEWAY] = {"bad-gateway", -EIO, true, false,
		"a gateway in front of the control plane failed: try again "
		"later"},
	[TROUBLE_UNAVAILABLE] = {"unavailable", -EIO, true, false,
		"the control plane is not available: try again later"},
	[TROUBLE_TIMEOUT] = {"timeout", -ETIMEDOUT, true, false,
		"the control plane is slow or unreachable: try again, or "
		"raise request_timeout and op_timeout"},
	[TROUBLE_NO_HOST] = {"no-host", -EHOSTUNREACH, true, false,
		"check the host name in url, DNS, VPN and proxy"},
	[TROUBLE_REFUSED] = {"refused", -ECONNREFUSED, true, false,
		"nothing listens there: check host and port in url, and proxy"},
	[TROUBLE_RESET] = {"reset", -ECONNRESET, true, false,
		"the connection broke: try again"},
	[TROUBLE_TLS] = {"tls", -EPROTO, false, false,
		"check the host name in url, and ca_file for a certificate "
		"authority of your own"},
	[TROUBLE_BAD_MESSAGE] = {"bad-message", -EBADMSG, false, false,
		"the answer is not what the Run:ai API sends: check url, and "
		"for a proxy or login page in between"},
	[TROUBLE_TOO_BIG] = {"too-big", -EFBIG, false, false,
		"the answer is larger than runaifs takes: ask for less"},
	[TROUBLE_REDIRECT] = {"redirect", -EBADMSG, false, false,
		"the answer leads to another place, where the token must not "
		"go: set url to the control plane itself"},
	[TROUBLE_CANCELED] = {"canceled", -ECANCELED, false, false,
		"the file system is being unmounted"},
	[TROUBLE_NO_MEMORY] = {"no-memory", -ENOMEM, false, false,
		"free some memory, or lower cache_size"},
};

static const struct {
	int status;
	enum trouble trouble;
} statuses[] = {
	{400, TROUBLE_BAD_REQUEST},
	{401, TROUBLE_UNAUTHORIZED},
	{403, TROUBLE_FORBIDDEN},
	{404, TROUBLE_NOT_FOUND},
	{405, TROUBLE_NOT_SUPPORTED},
	{407, TROUBLE_FORBIDDEN}, /* the proxy wants credentials */
	{408, TROUBLE_TIMEOUT},
	{409, TROUBLE_CONFLICT},
	{410, TROUBLE_NOT_FOUND},
	{422, TROUBLE_BAD_REQUEST},
	{425, TROUBLE_UNAVAILABLE},
	{429, TROUBLE_THROTTLED},
	{500, TROUBLE_SERVER},
	{501, TROUBLE_NOT_SUPPORTED},
	{502, TROUBLE_BAD_GATEWAY},
	{503, TROUBLE_UNAVAILABLE},
	{504, TROUBLE_TIMEOUT},
};

/* Statuses that are not in the list, by their hundred. */
static const enum trouble hundreds[] = {
	[2] = TROUBLE_NONE,
	[3] = TROUBLE_REDIRECT,
	[4] = TROUBLE_BAD_REQUEST,
	[5] = TROUBLE_SERVER,
};
/* clang-format on */

const struct trouble_info *trouble_info(enum trouble t)
{
	return &table[(unsigned)t < TROUBLE_COUNT ? t : TROUBLE_BAD_MESSAGE];
}

enum trouble trouble_from_http(long status, bool user_token)
{
	if (status == 401 && user_token)
		return TROUBLE_TOKEN_EXPIRED;
	for (size_t i = 0; i < ARRAY_SIZE(statuses); i++)
		if (statuses[i].status == status)
			return statuses[i].trouble;
	if (status < 200 || status > 599)
		return TROUBLE_BAD_MESSAGE;
	return hundreds[status / 100];
}

int api_error_errno(const struct api_error *e)
{
	return trouble_info(e->trouble)->error;
}

/* Nothing in a message may move a terminal's cursor or start a new line. */
static void replace_controls(char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			*s = '?';
}

void api_error_set(struct api_error *e, enum trouble t, const char *fmt, ...)
{
	/* The arguments may point into *e. */
	struct api_error new = {.trouble = t};
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(new.message, sizeof(new.message), fmt, ap);
	va_end(ap);
	replace_controls(new.message);
	*e = new;
}

/* Messages are cut short: the beginning of a secret gives it away. */
static void hide_in(char *text, size_t size, const char *secret)
{
	char start[13];

	snprintf(start, sizeof(start), "%s", secret);
	if (strstr(text, start))
		snprintf(text, size, "(not shown: it held a credential)");
}

void api_error_hide(struct api_error *e, const char *secret)
{
	if (!secret || !*secret)
		return;
	hide_in(e->message, sizeof(e->message), secret);
	hide_in(e->details, sizeof(e->details), secret);
}
