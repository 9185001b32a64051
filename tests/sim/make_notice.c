/* SPDX-License-Identifier: MIT */
/* Who is told of what, and who may come in from elsewhere. */
#include "make.h"

#include <stdio.h>
#include <string.h>

void make_notification_type(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	out_f(o,
		"{\"category\":\"~s\",\"type\":\"~s\",\"description\":"
		"\"Sent on ~s\"}",
		slot < 4 ? "workloads" : "infrastructure",
		kind_word(K_NOTIFICATION_TYPES, slot),
		kind_word(K_NOTIFICATION_TYPES, slot));
}

void make_channel(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	const char *name = kind_word(K_CHANNELS, slot);

	out_f(o, "{\"name\":\"~s\",\"type\":\"~s\",\"config\":{", name, name);
	if (slot % 2) {
		out_str(o, "\"apiToken\":");
		make_canary("channel", "apiToken", slot, o);
	} else {
		out_str(o, "\"username\":\"runai\",\"password\":");
		make_canary("channel", "password", slot, o);
		out_str(o,
			",\"smtpHost\":\"smtp.acme.example\","
			"\"from\":\"runai@acme.example\",\"smtpPort\":587,"
			"\"authType\":\"auth_login\",\"smtpTlsEnabled\":true,"
			"\"recipients\":[\"ops@acme.example\"],"
			"\"fromDisplayName\":\"Run:ai\","
			"\"directNotifications\":true,"
			"\"useAttachments\":false,\"subject\":\"Run:ai\"");
	}
	out_str(o, "}}");
}

void make_subscription(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	char id[ID_SIZE];

	tenant_id(t, K_SUBSCRIPTIONS, slot, id);
	out_f(o,
		"{\"id\":\"~s\",\"events\":[{\"category\":\"workloads\","
		"\"types\":[\"~s\"]}],\"channels\":[\"~s\"]}",
		id, kind_word(K_NOTIFICATION_TYPES, slot),
		kind_word(K_CHANNELS, slot));
}

static void idp_data(uint32_t slot, struct out *o)
{
	switch (slot) {
	case 0:
		out_str(o, "\"oidcData\":{\"clientId\":\"runai-oidc\","
			   "\"clientSecret\":");
		make_canary("idp", "clientSecret", slot, o);
		out_str(o, ",\"discoverDocumentUrl\":"
			   "\"https://sso.acme.example/.well-known\","
			   "\"scopes\":[\"openid\",\"email\"],"
			   "\"mandatoryClaim\":null}");
		break;
	case 1:
		out_str(o, "\"samlData\":{\"signingCertificate\":\"MIIC-sim\","
			   "\"singleSignOnServiceUrl\":"
			   "\"https://sso.acme.example/saml\",\"entityId\":"
			   "\"runai\",\"serviceProviderMetadataUrl\":"
			   "\"https://runai.acme.example/metadata\"}");
		break;
	default:
		out_str(o, "\"ocpData\":{\"clientId\":\"runai-ocp\","
			   "\"clientSecret\":");
		make_canary("idp", "clientSecret", slot, o);
		out_str(o, ",\"idpBaseUrl\":\"https://ocp.acme.example\","
			   "\"scopes\":[\"user:full\"]}");
		break;
	}
}

void make_idp(
	const struct tenant *t, uint32_t slot, struct rev r, struct out *o)
{
	const char *alias = kind_word(K_IDPS, slot);

	out_f(o,
		"{\"alias\":\"~s\",\"type\":\"~s\",\"redirectUri\":"
		"\"https://runai.acme.example/auth/realms/runai/broker/~s/"
		"endpoint\",",
		alias, alias, alias);
	idp_data(slot, o);
	out_f(o,
		",\"mappers\":{\"alias\":\"~s\",\"gid\":\"GID\","
		"\"uid\":\"UID\",\"groups\":\"GROUPS\",\"supplementaryGroups\":"
		"\"SUPPLEMENTARYGROUPS\",\"email\":\"email\"}}",
		alias);
}
