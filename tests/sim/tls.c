/* SPDX-License-Identifier: MIT */
#include "sim.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct pair {
	gnutls_x509_crt_t cert;
	gnutls_x509_privkey_t key;
};

static void pair_finish(struct pair *p)
{
	if (p->cert)
		gnutls_x509_crt_deinit(p->cert);
	if (p->key)
		gnutls_x509_privkey_deinit(p->key);
}

/* A key, and a certificate that lacks names and a signature. */
static int pair_init(struct pair *p, const char *name, unsigned char serial,
	const struct sim_tls *o)
{
	time_t now = time(NULL);
	int day = o->from_s || o->until_s ? 0 : 86400;
	int e = gnutls_x509_privkey_init(&p->key);

	if (!e)
		e = gnutls_x509_crt_init(&p->cert);
	if (!e)
		e = gnutls_x509_privkey_generate(p->key, GNUTLS_PK_ECDSA,
			GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	if (!e)
		e = gnutls_x509_crt_set_key(p->cert, p->key);
	if (!e)
		e = gnutls_x509_crt_set_version(p->cert, 3);
	if (!e)
		e = gnutls_x509_crt_set_serial(p->cert, &serial, 1);
	if (!e)
		e = gnutls_x509_crt_set_activation_time(
			p->cert, now + o->from_s - (day ? 60 : 0));
	if (!e)
		e = gnutls_x509_crt_set_expiration_time(
			p->cert, now + o->until_s + day);
	if (!e)
		e = gnutls_x509_crt_set_dn_by_oid(p->cert,
			GNUTLS_OID_X520_COMMON_NAME, 0, name,
			(unsigned)strlen(name));
	return e;
}

static int sign_ca(struct pair *ca)
{
	int e = gnutls_x509_crt_set_ca_status(ca->cert, 1);

	if (!e)
		e = gnutls_x509_crt_set_key_usage(ca->cert,
			GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN);
	if (!e)
		e = gnutls_x509_crt_sign2(
			ca->cert, ca->cert, ca->key, GNUTLS_DIG_SHA256, 0);
	return e;
}

static int add_name(struct pair *s, const char *name)
{
	struct in_addr ip;

	if (inet_pton(AF_INET, name, &ip) == 1)
		return gnutls_x509_crt_set_subject_alt_name(s->cert,
			GNUTLS_SAN_IPADDRESS, &ip, sizeof ip,
			GNUTLS_FSAN_APPEND);
	return gnutls_x509_crt_set_subject_alt_name(s->cert, GNUTLS_SAN_DNSNAME,
		name, (unsigned)strlen(name), GNUTLS_FSAN_APPEND);
}

static int sign_server(
	struct pair *s, const struct pair *ca, const char *const *names)
{
	int e = gnutls_x509_crt_set_key_usage(
		s->cert, GNUTLS_KEY_DIGITAL_SIGNATURE);

	if (!e)
		e = gnutls_x509_crt_set_key_purpose_oid(
			s->cert, GNUTLS_KP_TLS_WWW_SERVER, 0);
	for (; !e && *names; names++)
		e = add_name(s, *names);
	if (!e)
		e = gnutls_x509_crt_sign2(
			s->cert, ca->cert, ca->key, GNUTLS_DIG_SHA256, 0);
	return e;
}

static int write_file(const char *dir, const char *name, mode_t mode,
	const gnutls_datum_t *pem)
{
	char path[4096];
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return -errno;
	n = write(fd, pem->data, pem->size);
	close(fd);
	return n == (ssize_t)pem->size ? 0 : -EIO;
}

static int write_cert(const char *dir, const char *name, gnutls_x509_crt_t c)
{
	gnutls_datum_t pem = {0};
	int r = -EIO;

	if (gnutls_x509_crt_export2(c, GNUTLS_X509_FMT_PEM, &pem) == 0)
		r = write_file(dir, name, 0644, &pem);
	gnutls_free(pem.data);
	return r;
}

static int write_key(
	const char *dir, const char *name, gnutls_x509_privkey_t key)
{
	gnutls_datum_t pem = {0};
	int r = -EIO;

	if (gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM, NULL,
		    GNUTLS_PKCS_PLAIN, &pem) == 0)
		r = write_file(dir, name, 0600, &pem);
	gnutls_free(pem.data);
	return r;
}

int sim_tls_make(const char *dir, const struct sim_tls *o)
{
	static const char *const local[] = {"localhost", "127.0.0.1", NULL};
	const struct sim_tls none = {0};
	const char *const *names = o && o->names ? o->names : local;
	struct pair ca = {0}, server = {0};
	int r = -EIO;

	if (mkdir(dir, 0755) && errno != EEXIST)
		return -errno;
	if (!pair_init(&ca, "runai-sim throw-away CA", 1, &none) &&
		!sign_ca(&ca) &&
		!pair_init(&server, names[0], 2, o ? o : &none) &&
		!sign_server(&server, &ca, names)) {
		r = write_cert(dir, "ca.pem", ca.cert);
		if (r == 0)
			r = write_cert(dir, "cert.pem", server.cert);
		if (r == 0)
			r = write_key(dir, "key.pem", server.key);
	}
	pair_finish(&ca);
	pair_finish(&server);
	return r;
}
