/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include "internal.h"
#include "ops.h"
#include "refresh.h"
#include "wait.h"

#define NODES_MIN 1024

static uid_t id_setting(const struct config *c, enum setting s, uid_t otherwise)
{
	return config_str(c, s) ? (uid_t)config_int(c, s) : otherwise;
}

/* Owner only, or with allow_other everybody, less the umask. */
static void set_modes(struct fs *fs)
{
	bool others = config_bool(fs->config, SET_ALLOW_OTHER);
	mode_t mask = 0;

	if (config_str(fs->config, SET_UMASK))
		mask = (mode_t)config_int(fs->config, SET_UMASK);
	fs->dir_mode = (others ? 0755 : 0700) & ~mask;
	fs->file_mode = (others ? 0644 : 0600) & ~mask;
}

int fs_create(struct fs **ret, const struct config *config, struct api *api,
	const struct clock *clock, struct logger *logger)
{
	struct fs *fs = calloc(1, sizeof(*fs));
	int r;

	if (!fs)
		return -ENOMEM;
	fs->config = config;
	fs->api = api;
	fs->clock = clock;
	fs->logger = logger;
	fs->uid = id_setting(config, SET_UID, getuid());
	fs->gid = id_setting(config, SET_GID, getgid());
	fs->start_ns = clock_real_ns(clock);
	fs->formats = (unsigned)config_int(config, SET_FORMATS);
	fs->negative_ms = config_ms(config, SET_TTL_NEGATIVE);
	fs->origin_hash = hash_bytes(
		config_origin(config), strlen(config_origin(config)), 0);
	set_modes(fs);
	pthread_mutex_init(&fs->lock, NULL);
	fs->root.spot = (struct spot){
		.row = place_row(PLACE_ROOT),
		.kind = KIND_NONE,
		.view = VIEW_NONE,
		.key = SLICE("")};
	fs->root.refs = 1;
	fs->root.ino = FUSE_ROOT_ID;
	fs->nodes_size = NODES_MIN;
	fs->nodes = calloc(fs->nodes_size, sizeof(*fs->nodes));
	r = fs->nodes ? cache_create(&fs->cache, api, config, clock) : -ENOMEM;
	if (r < 0) {
		fs_destroy(fs);
		return r;
	}
	*ret = fs;
	return 0;
}

/* "ro,…,fsname=https://…": what the kernel shows in its table of mounts. */
static void mount_options(const struct fs *fs, struct buf *out)
{
	buf_adds(out, "-oro,nosuid,nodev,noatime,default_permissions,"
		      "subtype=runaifs");
	if (config_bool(fs->config, SET_ALLOW_OTHER))
		buf_adds(out, ",allow_other");
	buf_adds(out, ",fsname=");
	for (const char *p = config_origin(fs->config); *p; p++) {
		if (*p == ',' || *p == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *p);
	}
}

static int session_create(struct fs *fs)
{
	cleanup_buf struct buf options = BUF_INIT;
	struct fuse_args args = FUSE_ARGS_INIT(0, NULL);
	struct fuse_lowlevel_ops ops =
		fs_ops(config_bool(fs->config, SET_XATTR));

	mount_options(fs, &options);
	if (buf_error(&options) || fuse_opt_add_arg(&args, "runaifs") != 0 ||
		fuse_opt_add_arg(&args, options.p) != 0) {
		fuse_opt_free_args(&args);
		return -ENOMEM;
	}
	fs->session = fuse_session_new(&args, &ops, sizeof(ops), fs);
	fuse_opt_free_args(&args);
	return fs->session ? 0 : -EINVAL;
}

int fs_mount(struct fs *fs, const char *mountpoint, struct buf *message)
{
	int r = session_create(fs);

	if (r < 0) {
		buf_adds(message, "libfuse refuses its options");
		return r;
	}
	if (fuse_session_mount(fs->session, mountpoint) != 0) {
		r = errno ? -errno : -EIO;
		buf_addf(message,
			"cannot mount on %s: %s; is /dev/fuse there, and is "
			"fusermount3 (package fuse3) installed?",
			mountpoint, strerror(-r));
		return r;
	}
	fs->mounted = true;
	return 0;
}

static void on_nudge(int signal)
{
	(void)signal; /* there to interrupt a read of /dev/fuse */
}

int fs_run(struct fs *fs)
{
	struct sigaction action = {.sa_handler = on_nudge}, before;
	sigset_t usr1, mask;
	int r = refresher_create(fs);

	if (r < 0)
		return r;
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigaction(SIGUSR1, &action, &before);
	pthread_sigmask(SIG_UNBLOCK, &usr1, &mask);
	pthread_mutex_lock(&fs->lock);
	fs->server = pthread_self();
	fs->serving = true;
	pthread_mutex_unlock(&fs->lock);
	r = fuse_session_loop(fs->session);
	pthread_mutex_lock(&fs->lock);
	fs->serving = false;
	pthread_mutex_unlock(&fs->lock);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGUSR1, &before, NULL);
	wait_end_all(fs, -ENODEV);
	refresher_destroy(fs);
	return r < 0 ? r : 0;
}

/* The loop may be about to block in a read when the nudge comes: so nudge until
 * it is seen. */
void fs_stop(struct fs *fs)
{
	bool serving = true;

	wait_end_all(fs, -ENODEV);
	refresher_stop(fs);
	fuse_session_exit(fs->session);
	wait_end_all(fs, -ENODEV);
	while (serving) {
		pthread_mutex_lock(&fs->lock);
		serving = fs->serving;
		if (serving)
			pthread_kill(fs->server, SIGUSR1);
		pthread_mutex_unlock(&fs->lock);
		usleep(2000);
	}
}

void fs_destroy(struct fs *fs)
{
	if (!fs)
		return;
	if (fs->session) {
		if (fs->mounted)
			fuse_session_unmount(fs->session);
		fuse_session_destroy(fs->session);
	}
	if (fs->nodes)
		nodes_free(fs);
	for (size_t i = 0; i < VIEW_COUNT; i++)
		view_unref(fs->views[i]);
	cache_destroy(fs->cache);
	pthread_mutex_destroy(&fs->lock);
	free(fs);
}
