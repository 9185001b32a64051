/* SPDX-License-Identifier: MIT */
#include "transport_easy.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include "secret.h"

enum { BODY_FIRST = 16 * 1024, BODY_TRUST = 16 * 1024 * 1024 };

/* ---- what comes in ---- */

static bool body_reserve(struct response *r, size_t need)
{
	size_t cap = r->cap + r->cap / 2;
	char *p;

	if (need <= r->cap)
		return true;
	if (cap < need)
		cap = need;
	if (cap < BODY_FIRST)
		cap = BODY_FIRST;
	p = r->secret ? malloc(cap) : realloc(r->body, cap);
	if (!p)
		return false;
	if (r->secret && r->body) {
		memcpy(p, r->body, r->n);
		secret_wipe(r->body, r->cap);
		free(r->body);
	}
	r->body = p;
	r->cap = cap;
	return true;
}

/* What Content-Length says, so that the usual body is never moved; believed
 * only so far. Compressed bodies are longer, which costs a few moves. */
static size_t first_room(CURL *curl)
{
	curl_off_t length = -1;

	curl_easy_getinfo(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	if (length < 0)
		return 0;
	return length < BODY_TRUST ? (size_t)length : BODY_TRUST;
}

static size_t refuse(struct transfer *x, enum trouble why)
{
	x->refused = why;
	return 0;
}

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
	struct easy *e = arg;
	struct transfer *x = e->transfer;
	struct response *r = &x->response;

	n *= size;
	if (n == 0)
		return 0;
	if (n > TRANSPORT_BODY_MAX - r->n)
		return refuse(x, TROUBLE_TOO_BIG);
	if (!r->body && !body_reserve(r, first_room(e->curl)))
		return refuse(x, TROUBLE_NO_MEMORY);
	if (!body_reserve(r, r->n + n))
		return refuse(x, TROUBLE_NO_MEMORY);
	memcpy(r->body + r->n, p, n);
	r->n += n;
	return n;
}

static void copy_header(char *out, size_t room, struct slice value)
{
	if (value.n >= room)
		value.n = room - 1;
	memcpy(out, value.p, value.n);
	out[value.n] = '\0';
}

static bool copy_location(struct response *r, struct slice value)
{
	free(r->location);
	r->location = strndup(value.p, value.n);
	return r->location != NULL;
}

static const struct {
	const char *name;
	size_t offset, room;
} kept_headers[] = {
	{"content-type", offsetof(struct response, content_type),
		sizeof(((struct response *)0)->content_type)},
	{"date", offsetof(struct response, date),
		sizeof(((struct response *)0)->date)},
	{"retry-after", offsetof(struct response, retry_after),
		sizeof(((struct response *)0)->retry_after)},
};

static bool name_is(struct slice name, const char *what)
{
	return name.n == strlen(what) && strncasecmp(name.p, what, name.n) == 0;
}

static struct slice trim(const char *p, const char *end)
{
	while (p < end && isspace((unsigned char)*p))
		p++;
	while (end > p && isspace((unsigned char)end[-1]))
		end--;
	return (struct slice){p, (size_t)(end - p)};
}

static bool keep_header(
	struct response *r, struct slice name, struct slice value)
{
	if (name_is(name, "location"))
		return copy_location(r, value);
	for (size_t i = 0; i < ARRAY_SIZE(kept_headers); i++)
		if (name_is(name, kept_headers[i].name))
			copy_header((char *)r + kept_headers[i].offset,
				kept_headers[i].room, value);
	return true;
}

static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *x = ((struct easy *)arg)->transfer;
	const char *colon;

	n *= size;
	x->header_n += n;
	if (x->header_n > TRANSPORT_HEADER_MAX)
		return refuse(x, TROUBLE_TOO_BIG);
	colon = memchr(p, ':', n);
	if (colon && !keep_header(&x->response,
			     (struct slice){p, (size_t)(colon - p)},
			     trim(colon + 1, p + n)))
		return refuse(x, TROUBLE_NO_MEMORY);
	return n;
}

/* ---- what goes out ---- */

static void set_tls(CURL *c, const struct transport_options *o)
{
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (o->insecure_tls) {
		curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	if (o->ca_file)
		curl_easy_setopt(c, CURLOPT_CAINFO, o->ca_file);
	if (o->client_cert)
		curl_easy_setopt(c, CURLOPT_SSLCERT, o->client_cert);
	if (o->client_key)
		curl_easy_setopt(c, CURLOPT_SSLKEY, o->client_key);
}

static void set_common(struct easy *e, const struct transport_options *o)
{
	CURL *c = e->curl;

	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
	/* Giving up while a name is being resolved must not block the loop
	 * until the resolver's thread is done. */
	curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
#endif
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	curl_easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(c, CURLOPT_BUFFERSIZE, 128L * 1024);
	curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(
		c, CURLOPT_CONNECTTIMEOUT_MS, (long)o->connect_timeout_ms);
	curl_easy_setopt(c, CURLOPT_USERAGENT, o->user_agent);
	if (o->proxy)
		curl_easy_setopt(c, CURLOPT_PROXY, o->proxy);
	set_tls(c, o);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, e->error);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, e);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, e);
	curl_easy_setopt(c, CURLOPT_PRIVATE, e);
}

struct easy *easy_create(const struct transport_options *o)
{
	struct easy *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	e->curl = curl_easy_init();
	if (!e->curl) {
		free(e);
		return NULL;
	}
	set_common(e, o);
	return e;
}

static void free_headers(struct curl_slist *headers)
{
	for (struct curl_slist *h = headers; h; h = h->next)
		secret_wipe(h->data, strlen(h->data));
	curl_slist_free_all(headers);
}

void easy_destroy(struct easy *e)
{
	if (!e)
		return;
	curl_easy_cleanup(e->curl);
	free_headers(e->headers);
	free(e);
}

static int add_header(struct easy *e, const char *name, const char *value)
{
	size_t n = strlen(name) + strlen(value) + 1;
	char *line = secret_alloc(n);
	struct curl_slist *headers = NULL;

	if (line) {
		snprintf(line, n, "%s%s", name, value);
		headers = curl_slist_append(e->headers, line);
	}
	secret_free(line);
	if (!headers)
		return -ENOMEM;
	e->headers = headers;
	return 0;
}

static int add_headers(struct easy *e, const struct transfer *x)
{
	int r = add_header(
		e, "Accept: ", x->accept ? x->accept : "application/json");

	if (r == 0 && x->content_type)
		r = add_header(e, "Content-Type: ", x->content_type);
	if (r == 0 && x->bearer)
		r = add_header(e, "Authorization: Bearer ", x->bearer);
	return r;
}

static void set_method(CURL *c, const struct transfer *x)
{
	if (!x->content_type) {
		curl_easy_setopt(c, CURLOPT_HTTPGET, 1L);
		return;
	}
	curl_easy_setopt(c, CURLOPT_POST, 1L);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)x->body_n);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, x->body);
}

int easy_attach(struct easy *e, struct transfer *x)
{
	CURL *c = e->curl;
	bool tls = strncasecmp(x->url, "https:", 6) == 0;
	int r = add_headers(e, x);

	if (r < 0)
		return r;
	set_method(c, x);
	if (curl_easy_setopt(c, CURLOPT_URL, x->url) != CURLE_OK)
		return -ENOMEM;
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, e->headers);
	/* Worth waiting for a connection that may turn out to be HTTP/2. */
	curl_easy_setopt(c, CURLOPT_PIPEWAIT, tls ? 1L : 0L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS,
		x->timeout_ms > 0 ? (long)x->timeout_ms : 1L);
	e->error[0] = '\0';
	e->transfer = x;
	x->easy = e;
	x->header_n = 0;
	x->refused = TROUBLE_NONE;
	return 0;
}

void easy_detach(struct easy *e)
{
	if (e->transfer)
		e->transfer->easy = NULL;
	e->transfer = NULL;
	curl_easy_setopt(e->curl, CURLOPT_POSTFIELDS, NULL);
	curl_easy_setopt(e->curl, CURLOPT_HTTPHEADER, NULL);
	free_headers(e->headers);
	e->headers = NULL;
}

/* ---- how it ended ---- */

static const struct {
	CURLcode code;
	enum trouble trouble;
} troubles[] = {
	{CURLE_OK, TROUBLE_NONE},
	{CURLE_UNSUPPORTED_PROTOCOL, TROUBLE_BAD_REQUEST},
	{CURLE_URL_MALFORMAT, TROUBLE_BAD_REQUEST},
	{CURLE_COULDNT_RESOLVE_PROXY, TROUBLE_NO_HOST},
	{CURLE_COULDNT_RESOLVE_HOST, TROUBLE_NO_HOST},
	{CURLE_WEIRD_SERVER_REPLY, TROUBLE_BAD_MESSAGE},
	{CURLE_HTTP2, TROUBLE_RESET},
	{CURLE_HTTP2_STREAM, TROUBLE_RESET},
	{CURLE_PARTIAL_FILE, TROUBLE_RESET},
	{CURLE_OUT_OF_MEMORY, TROUBLE_NO_MEMORY},
	{CURLE_OPERATION_TIMEDOUT, TROUBLE_TIMEOUT},
	{CURLE_SSL_CONNECT_ERROR, TROUBLE_TLS},
	{CURLE_GOT_NOTHING, TROUBLE_RESET},
	{CURLE_SEND_ERROR, TROUBLE_RESET},
	{CURLE_RECV_ERROR, TROUBLE_RESET},
	{CURLE_SSL_CERTPROBLEM, TROUBLE_TLS},
	{CURLE_SSL_CIPHER, TROUBLE_TLS},
	{CURLE_PEER_FAILED_VERIFICATION, TROUBLE_TLS},
	{CURLE_BAD_CONTENT_ENCODING, TROUBLE_BAD_MESSAGE},
	{CURLE_SSL_ENGINE_NOTFOUND, TROUBLE_TLS},
	{CURLE_SSL_ENGINE_SETFAILED, TROUBLE_TLS},
	{CURLE_SSL_CACERT_BADFILE, TROUBLE_TLS},
	{CURLE_SSL_SHUTDOWN_FAILED, TROUBLE_TLS},
	{CURLE_SSL_CRL_BADFILE, TROUBLE_TLS},
	{CURLE_SSL_ISSUER_ERROR, TROUBLE_TLS},
	{CURLE_SSL_PINNEDPUBKEYNOTMATCH, TROUBLE_TLS},
	{CURLE_SSL_INVALIDCERTSTATUS, TROUBLE_TLS},
	{CURLE_SSL_CLIENTCERT, TROUBLE_TLS},
	{CURLE_USE_SSL_FAILED, TROUBLE_TLS},
	{CURLE_PROXY, TROUBLE_REFUSED},
};

/* Why a connection did not come about. */
static const struct {
	int os_errno;
	enum trouble trouble;
} connect_troubles[] = {
	{ECONNREFUSED, TROUBLE_REFUSED},
	{EHOSTUNREACH, TROUBLE_NO_HOST},
	{ENETUNREACH, TROUBLE_NO_HOST},
	{EADDRNOTAVAIL, TROUBLE_NO_HOST},
	{EHOSTDOWN, TROUBLE_NO_HOST},
	{ENETDOWN, TROUBLE_NO_HOST},
	{ETIMEDOUT, TROUBLE_TIMEOUT},
	{ECONNRESET, TROUBLE_RESET},
};

static enum trouble connect_trouble(CURL *c)
{
	long os_errno = 0;

	curl_easy_getinfo(c, CURLINFO_OS_ERRNO, &os_errno);
	for (size_t i = 0; i < ARRAY_SIZE(connect_troubles); i++)
		if (connect_troubles[i].os_errno == os_errno)
			return connect_troubles[i].trouble;
	return TROUBLE_REFUSED;
}

static enum trouble trouble_of(struct easy *e, CURLcode result)
{
	if (e->transfer->refused != TROUBLE_NONE)
		return e->transfer->refused;
	if (result == CURLE_COULDNT_CONNECT)
		return connect_trouble(e->curl);
	for (size_t i = 0; i < ARRAY_SIZE(troubles); i++)
		if (troubles[i].code == result)
			return troubles[i].trouble;
	return TROUBLE_RESET;
}

/* Gives back what the guess at the size was too large by. */
static void body_shrink(struct response *r)
{
	char *p;

	if (r->secret || r->n == 0 || r->cap - r->n <= r->cap / 8)
		return;
	p = realloc(r->body, r->n);
	if (p) {
		r->body = p;
		r->cap = r->n;
	}
}

void easy_conclude(struct easy *e, CURLcode result)
{
	struct response *r = &e->transfer->response;

	r->trouble = trouble_of(e, result);
	if (r->trouble == TROUBLE_NONE) {
		curl_easy_getinfo(e->curl, CURLINFO_RESPONSE_CODE, &r->status);
		body_shrink(r);
		return;
	}
	snprintf(r->text, sizeof(r->text), "%s",
		e->error[0] ? e->error : curl_easy_strerror(result));
}

void response_free(struct response *r)
{
	if (r->secret && r->body)
		secret_wipe(r->body, r->cap);
	free(r->body);
	free(r->location);
	*r = (struct response){.secret = r->secret};
}
