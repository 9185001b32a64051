/* SPDX-License-Identifier: MIT */
/* How a cluster is installed, which takes a secret, and the administrator's
 * program for it. */
#include "extra.h"

#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLIENT_SECRET EXTRA_CANARY "install-clientSecret"

static void answer_info(const struct extra_ask *a)
{
	const char *url = extra_get(a, "remoteClusterUrl");
	struct out cluster = {0}, text = {0}, *o = &a->r->body;

	if (extra_item(a, K_CLUSTERS, a->arg[0], &cluster)) {
		out_f(&text,
			"helm upgrade -i runai-cluster runai/runai-cluster "
			"-n runai --set controlPlane.url=acme.example "
			"--set controlPlane.clientSecret=" CLIENT_SECRET
			" --set cluster.uid=~s --set cluster.url=~s "
			"--version=~s --create-namespace",
			a->arg[0], url ? url : "https://cluster.acme.example",
			extra_get(a, "version"));
		out_f(o,
			"{\"installationStr\":~q,\"repositoryName\":\"runai\","
			"\"chartRepoURL\":\"https://charts.acme.example\","
			"\"clientSecret\":\"" CLIENT_SECRET "\"}",
			text.p);
	}
	out_free(&text);
	out_free(&cluster);
}

/* A JSON string that holds the file, in either format. */
static void answer_file(const struct extra_ask *a)
{
	const char *format = extra_get(a, "format");
	const char *cloud = extra_get(a, "cloud");
	bool json = format && strcmp(format, "json") == 0;
	struct out cluster = {0}, text = {0};

	if (extra_item(a, K_CLUSTERS, a->arg[0], &cluster)) {
		out_f(&text,
			json ? "{\"cluster\":{\"uid\":\"~s\",\"cloud\":\"~s\"},"
			       "\"controlPlane\":{\"clientSecret\":\"~s\"}}"
			     : "cluster:\n  uid: ~s\n  cloud: ~s\n"
			       "controlPlane:\n  clientSecret: ~s\n",
			a->arg[0], cloud ? cloud : "", CLIENT_SECRET);
		out_quoted(&a->r->body, text.p);
	}
	out_free(&text);
	out_free(&cluster);
}

/* -- the administrator's program ----------------------------------------- */

enum { BLOCK = 512, PROGRAM_SIZE = 200000 };

/* A tar archive of one file that says which it is and is nonsense from there.
 */
static void archive(const char *version, const char *os, struct out *o)
{
	static const char zeros[2 * BLOCK];
	char h[BLOCK] = "runai-adm", line[128];
	unsigned sum = 0;
	size_t n;

	memcpy(h + 100, "0000755", 8);
	memcpy(h + 108, "0000000", 8);
	memcpy(h + 116, "0000000", 8);
	snprintf(h + 124, 12, "%011o", PROGRAM_SIZE);
	snprintf(h + 136, 12, "%011llo",
		(unsigned long long)(TENANT_NOW / 1000));
	memset(h + 148, ' ', 8);
	h[156] = '0';
	memcpy(h + 257, "ustar\00000", 8);
	for (n = 0; n < BLOCK; n++)
		sum += (unsigned char)h[n];
	snprintf(h + 148, 7, "%06o", sum);
	out_mem(o, h, BLOCK);
	snprintf(line, sizeof line, "#!/bin/sh\necho runai-adm %s %s\nexit 0\n",
		version, os);
	out_str(o, line);
	for (n = strlen(line); n < PROGRAM_SIZE; n++)
		out_ch(o, (char)(extra_hash(os, n) >> 24));
	out_mem(o, zeros, BLOCK - PROGRAM_SIZE % BLOCK);
	out_mem(o, zeros, sizeof zeros);
}

static void out_base64(struct out *o, const unsigned char *p, unsigned n)
{
	gnutls_datum_t in = {(unsigned char *)(uintptr_t)p, n}, text;

	if (gnutls_base64_encode2(&in, &text))
		return;
	out_mem(o, text.data, text.size);
	gnutls_free(text.data);
}

/* CRC-32C, most significant byte first. */
static void crc32c(const char *p, size_t n, unsigned char ret[4])
{
	uint32_t c = UINT32_MAX;

	for (; n; n--, p++) {
		c ^= (unsigned char)*p;
		for (int i = 0; i < 8; i++)
			c = c >> 1 ^ (c & 1 ? UINT32_C(0x82f63b78) : 0);
	}
	for (int i = 0; i < 4; i++)
		ret[i] = (unsigned char)(~c >> (24 - 8 * i));
}

/* "v2.20.1", and nothing longer. */
static bool is_version(const char *s)
{
	int a, b, c, n = 0;

	return sscanf(s, "v%d.%d.%d%n", &a, &b, &c, &n) == 3 && !s[n];
}

/* Paths are {os} or {version}/{os}; the checksum's, where `flag` is set. */
static void answer_program(const struct extra_ask *a)
{
	bool named = strncmp(a->route->text, "version", 7) == 0;
	const char *os = a->arg[named],
		   *version = named ? a->arg[0] : "v2.20.1";
	struct out tar = {0}, *o = &a->r->body;
	unsigned char md5[16], crc[4];

	if (!extra_among("linux,darwin", os) || !is_version(version)) {
		extra_refuse(a, 400, "no such release", a->q->path);
		return;
	}
	archive(version, os, &tar);
	if (!a->route->flag) {
		extra_type(a, "application/x-tar");
		*o = tar;
		return;
	}
	gnutls_hash_fast(GNUTLS_DIG_MD5, tar.p, tar.n, md5);
	crc32c(tar.p, tar.n, crc);
	out_f(o, "{\"description\":\"runai-adm ~s for ~s\",\"md5Hash\":\"",
		version, os);
	out_base64(o, md5, sizeof md5);
	out_str(o, "\",\"crc32c\":\"");
	out_base64(o, crc, sizeof crc);
	out_str(o, "\"}");
	out_free(&tar);
}

static const struct extra_param info_params[] = {
	{"version", WANTED, NULL, 0}, {NULL, 0, NULL, 0}};
static const struct extra_param file_params[] = {
	{"cloud", 0, "gke,aws,aks,op,airgapped,openshift", 0},
	{"format", 0, "json,yaml", 0}, {NULL, 0, NULL, 0}};

#define ADMIN "/v1/k8s/admin-cli/"

const struct extra_route extra_install_routes[] = {
	{"/api/v1/clusters/{}/cluster-install-info", answer_info, info_params},
	{"/v1/k8s/clusters/{}/installfile", answer_file, file_params, GEN_ANY},
	{ADMIN "{}", answer_program, NULL, GEN_ANY, .text = "os"},
	{ADMIN "{}/checksum", answer_program, NULL, GEN_ANY, .text = "os",
		.flag = true},
	{ADMIN "{}/{}", answer_program, NULL, GEN_ANY, .text = "version,os"},
	{ADMIN "{}/{}/checksum", answer_program, NULL, GEN_ANY,
		.text = "version,os", .flag = true},
	{NULL},
};
