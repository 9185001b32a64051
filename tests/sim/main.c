/* SPDX-License-Identifier: MIT */
/* The simulator as a program. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim.h"

struct settings {
	struct sim_options sim;
	const char *tls_dir;
	const char *tls_names[9];
	unsigned tls_count;
	int tls_from, tls_until;
	char cert[4096], key[4096];
};

enum opt {
	OPT_PORT = 256,
	OPT_CLUSTERS,
	OPT_DEPARTMENTS,
	OPT_PROJECTS,
	OPT_WORKLOADS,
	OPT_USERS,
	OPT_NODES,
	OPT_EVENTS,
	OPT_REPLICAS,
	OPT_SEED,
	OPT_GENERATION,
	OPT_ABSENT,
	OPT_JOB_ONLY,
	OPT_RESEARCHER_AUTH,
	OPT_AUTH,
	OPT_OPEN,
	OPT_CLIENT_ID,
	OPT_CLIENT_SECRET,
	OPT_REALM,
	OPT_BEARER,
	OPT_SUBJECT,
	OPT_TOKEN_LIFE,
	OPT_TLS_CERT,
	OPT_TLS_KEY,
	OPT_TLS_DIR,
	OPT_TLS_HOST,
	OPT_TLS_FROM,
	OPT_TLS_UNTIL,
	OPT_GZIP,
	OPT_LATENCY,
	OPT_VERBOSE = 'v',
	OPT_HELP = 'h'
};

/* The table is the help too. */
static const struct {
	const char *name, *arg, *help;
	enum opt option;
} options[] = {
	{"port", "N", "listen there on 127.0.0.1 (0: pick one)", OPT_PORT},
	{"clusters", "N", "size of the tenant (2)", OPT_CLUSTERS},
	{"departments", "N", "(3)", OPT_DEPARTMENTS},
	{"projects", "N", "(8)", OPT_PROJECTS},
	{"workloads", "N", "(40)", OPT_WORKLOADS},
	{"users", "N", "(6)", OPT_USERS},
	{"nodes", "N", "of each cluster (4)", OPT_NODES},
	{"events", "N", "of each workload (6)", OPT_EVENTS},
	{"replicas", "N", "pods of every eighth workload (3)", OPT_REPLICAS},
	{"seed", "N", "another tenant of that size (1)", OPT_SEED},
	{"generation", "WHICH", "v1, legacy or both (both)", OPT_GENERATION},
	{"absent", "HOW", "the other generation is 404, 405 or html (404)",
		OPT_ABSENT},
	{"job-only", NULL, "Researcher API has /job/, not /jobs/",
		OPT_JOB_ONLY},
	{"researcher-auth", NULL, "Researcher API wants a token",
		OPT_RESEARCHER_AUTH},
	{"auth", "LIST", "of realm,token,oauth2,oauth,app or none (all)",
		OPT_AUTH},
	{"open", NULL, "no token wanted at all", OPT_OPEN},
	{"client-id", "ID", "(runaifs)", OPT_CLIENT_ID},
	{"client-secret", "SECRET", "(sim-secret)", OPT_CLIENT_SECRET},
	{"realm", "NAME", "(runai)", OPT_REALM},
	{"bearer", "TOKEN", "a token that is always good", OPT_BEARER},
	{"subject", "NAME", "whose tokens these are (the first user)",
		OPT_SUBJECT},
	{"token-life", "SECONDS", "(3600)", OPT_TOKEN_LIFE},
	{"tls-cert", "FILE", "serve https with this certificate", OPT_TLS_CERT},
	{"tls-key", "FILE", "and its key", OPT_TLS_KEY},
	{"tls-dir", "DIR", "make ca.pem, cert.pem, key.pem there, use them",
		OPT_TLS_DIR},
	{"tls-host", "NAME", "for this name instead of localhost, 127.0.0.1",
		OPT_TLS_HOST},
	{"tls-from", "SECONDS", "valid from now + so many (may be negative)",
		OPT_TLS_FROM},
	{"tls-until", "SECONDS", "valid until now + so many", OPT_TLS_UNTIL},
	{"gzip", NULL, "compress where the client accepts it", OPT_GZIP},
	{"latency-ms", "N", "before every answer (0)", OPT_LATENCY},
	{"verbose", NULL, "a line for each request on stderr", OPT_VERBOSE},
	{"help", NULL, "this", OPT_HELP},
};

enum { OPTION_COUNT = sizeof options / sizeof options[0] };

static void usage(FILE *f)
{
	fputs("usage: runai-sim [options]\n"
	      "Answers as a Run:ai control plane on the loopback interface;\n"
	      "prints \"listening on URL\" once it does. Told what to do at\n"
	      "URL/_sim/ (see sim.h).\n\n",
		f);
	for (unsigned i = 0; i < OPTION_COUNT; i++)
		fprintf(f, "  --%-16s %-8s %s\n", options[i].name,
			options[i].arg ? options[i].arg : "", options[i].help);
}

static int pick(
	const char *word, const char *const *words, unsigned n, unsigned *ret)
{
	for (unsigned i = 0; i < n; i++)
		if (strcmp(words[i], word) == 0) {
			*ret = i;
			return 0;
		}
	return -EINVAL;
}

static int auth_list(char *list, unsigned *ret)
{
	static const char *const names[] = {
		"realm", "token", "oauth2", "oauth", "app"};
	char *word;
	unsigned i;

	*ret = 0;
	if (strcmp(list, "none") == 0)
		return 0;
	while ((word = strsep(&list, ","))) {
		if (pick(word, names, 5, &i))
			return -EINVAL;
		*ret |= 1u << i;
	}
	return 0;
}

static int number(const char *s, long min, long max, long *ret)
{
	char *end;

	errno = 0;
	*ret = strtol(s, &end, 10);
	return *s && !*end && !errno && *ret >= min && *ret <= max ? 0
								   : -EINVAL;
}

/* Where an option that is a plain count goes, NULL for the others. */
static unsigned *count_of(struct sim_options *o, enum opt opt)
{
	switch (opt) {
	case OPT_CLUSTERS:
		return &o->size.clusters;
	case OPT_DEPARTMENTS:
		return &o->size.departments;
	case OPT_PROJECTS:
		return &o->size.projects;
	case OPT_WORKLOADS:
		return &o->size.workloads;
	case OPT_USERS:
		return &o->size.users;
	case OPT_NODES:
		return &o->size.nodes;
	case OPT_EVENTS:
		return &o->size.events;
	case OPT_REPLICAS:
		return &o->size.replicas;
	case OPT_TOKEN_LIFE:
		return &o->token_life_s;
	case OPT_LATENCY:
		return &o->latency_ms;
	default:
		return NULL;
	}
}

static const char **text_of(struct settings *s, enum opt opt)
{
	switch (opt) {
	case OPT_CLIENT_ID:
		return &s->sim.client_id;
	case OPT_CLIENT_SECRET:
		return &s->sim.client_secret;
	case OPT_REALM:
		return &s->sim.realm;
	case OPT_BEARER:
		return &s->sim.bearer;
	case OPT_SUBJECT:
		return &s->sim.subject;
	case OPT_TLS_CERT:
		return &s->sim.tls_cert;
	case OPT_TLS_KEY:
		return &s->sim.tls_key;
	case OPT_TLS_DIR:
		return &s->tls_dir;
	default:
		return NULL;
	}
}

static bool *flag_of(struct sim_options *o, enum opt opt)
{
	switch (opt) {
	case OPT_JOB_ONLY:
		return &o->job_only;
	case OPT_RESEARCHER_AUTH:
		return &o->researcher_auth;
	case OPT_OPEN:
		return &o->open;
	case OPT_GZIP:
		return &o->gzip;
	case OPT_VERBOSE:
		return &o->verbose;
	default:
		return NULL;
	}
}

static int take_special(struct settings *s, enum opt opt, char *arg)
{
	static const char *const generations[] = {"both", "v1", "legacy"};
	static const char *const absents[] = {"404", "405", "html"};
	unsigned u = 0;
	long v = 0;
	int r = 0;

	switch (opt) {
	case OPT_PORT:
		r = number(arg, 0, 65535, &v);
		s->sim.port = (uint16_t)v;
		break;
	case OPT_SEED:
		r = number(arg, 0, LONG_MAX, &v);
		s->sim.seed = (uint64_t)v;
		break;
	case OPT_GENERATION:
		r = pick(arg, generations, 3, &u);
		s->sim.generation = (enum sim_generation)u;
		break;
	case OPT_ABSENT:
		r = pick(arg, absents, 3, &u);
		s->sim.absent = (enum sim_absent)u;
		break;
	case OPT_AUTH:
		r = auth_list(arg, &s->sim.auth);
		break;
	case OPT_TLS_HOST:
		r = s->tls_count == 8 ? -EINVAL : 0;
		if (r == 0)
			s->tls_names[s->tls_count++] = arg;
		break;
	case OPT_TLS_FROM:
		r = number(arg, INT32_MIN, INT32_MAX, &v);
		s->tls_from = (int)v;
		break;
	case OPT_TLS_UNTIL:
		r = number(arg, INT32_MIN, INT32_MAX, &v);
		s->tls_until = (int)v;
		break;
	default:
		r = -EINVAL;
		break;
	}
	return r;
}

static int take(struct settings *s, enum opt opt, char *arg)
{
	unsigned *count = count_of(&s->sim, opt);
	const char **text = text_of(s, opt);
	bool *flag = flag_of(&s->sim, opt);
	long v;
	int r;

	if (flag)
		*flag = true;
	if (text)
		*text = arg;
	if (flag || text)
		return 0;
	if (!count)
		return take_special(s, opt, arg);
	r = number(arg, 0, 100000000, &v);
	*count = (unsigned)v;
	return r;
}

/* 0, 1 after --help, -EINVAL. */
static int parse(int argc, char **argv, struct settings *s)
{
	static const char small[] = "vh";
	struct option long_options[OPTION_COUNT + 1] = {0};
	int c;

	for (unsigned i = 0; i < OPTION_COUNT; i++)
		long_options[i] = (struct option){options[i].name,
			options[i].arg ? required_argument : no_argument, NULL,
			(int)options[i].option};
	while ((c = getopt_long(argc, argv, small, long_options, NULL)) != -1) {
		if (c == OPT_HELP) {
			usage(stdout);
			return 1;
		}
		if (c == '?' || take(s, (enum opt)c, optarg)) {
			if (c != '?')
				fprintf(stderr, "runai-sim: bad value %s\n",
					optarg);
			return -EINVAL;
		}
	}
	return optind == argc ? 0 : -EINVAL;
}

static int make_tls(struct settings *s)
{
	struct sim_tls t = {
		s->tls_count ? s->tls_names : NULL, s->tls_from, s->tls_until};
	int r;

	if (!s->tls_dir)
		return 0;
	r = sim_tls_make(s->tls_dir, &t);
	snprintf(s->cert, sizeof s->cert, "%s/cert.pem", s->tls_dir);
	snprintf(s->key, sizeof s->key, "%s/key.pem", s->tls_dir);
	s->sim.tls_cert = s->cert;
	s->sim.tls_key = s->key;
	return r;
}

/* Blocked before any thread starts, so that only sigwait() sees them. */
static void block_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

int main(int argc, char **argv)
{
	struct settings s = {0};
	struct sim *sim;
	sigset_t set;
	int r, sig;

	sim_options_init(&s.sim);
	r = parse(argc, argv, &s);
	if (r)
		return r < 0 ? 2 : 0;
	block_signals(&set);
	r = make_tls(&s);
	if (r == 0)
		r = sim_start(&s.sim, &sim);
	if (r) {
		fprintf(stderr, "runai-sim: %s\n", strerror(-r));
		return 1;
	}
	printf("listening on %s\n", sim_url(sim));
	fflush(stdout);
	sigwait(&set, &sig);
	sim_stop(sim);
	return 0;
}
