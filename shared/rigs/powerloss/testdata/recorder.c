/*
 * Recorder: preloaded into a program, it logs what the program does to the
 * files below POWERLOSS_DIR, in order and with the data, to POWERLOSS_LOG.
 *
 * One lock is held over the real call and its log record, so the order of the
 * log is the order on the disk, also with many threads. A call that failed
 * leaves no record; a short write is recorded as short as it was. The index of
 * a WAL (-shm) is memory in the shape of a file and is left out.
 *
 * A record is 24 bytes, little-endian: kind u8, 3 bytes 0, handle u32,
 * position u64, length u64; then length bytes. See log.go.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_FD 65536

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t handle_of[MAX_FD]; /* 0: not a file we follow */
static uint32_t last_handle;
static char root[PATH_MAX];
static size_t root_len;
static int log_fd = -1;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static int (*real_ftruncate)(int, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);

static void die(const char *what)
{
	fprintf(stderr, "powerloss recorder: %s: %s\n", what, strerror(errno));
	abort();
}

static void *find(const char *name)
{
	void *symbol = dlsym(RTLD_NEXT, name);
	if (!symbol)
		die(name);
	return symbol;
}

/* Runs before the program's own code; every entry below calls it as well,
 * because another library's start may do I/O earlier. */
static void resolve(void)
{
	if (real_rename)
		return;
	real_open = find("open64");
	real_openat = find("openat64");
	real_close = find("close");
	real_write = find("write");
	real_pwrite = find("pwrite64");
	real_ftruncate = find("ftruncate64");
	real_fsync = find("fsync");
	real_fdatasync = find("fdatasync");
	real_unlink = find("unlink");
	real_rename = find("rename");
}

__attribute__((constructor)) static void start(void)
{
	const char *dir = getenv("POWERLOSS_DIR"), *log = getenv("POWERLOSS_LOG");

	resolve();
	if (!dir || !log)
		return;
	if (!realpath(dir, root))
		die(dir);
	root_len = strlen(root);
	log_fd = real_open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (log_fd < 0)
		die(log);
}

/* The path below the root ("" for the root itself), or NULL if it is elsewhere
 * or no durable state. */
static const char *below(const char *path)
{
	size_t n = strlen(path);

	if (log_fd < 0 || strncmp(path, root, root_len) != 0)
		return NULL;
	if (path[root_len] == 0)
		return "";
	if (path[root_len] != '/' || (n > 4 && strcmp(path + n - 4, "-shm") == 0))
		return NULL;
	return path + root_len + 1;
}

static void record(char kind, uint32_t handle, uint64_t position, const void *data, uint64_t length)
{
	unsigned char head[24] = {0};
	struct iovec parts[2] = {{head, sizeof head}, {(void *)data, length}};
	int saved = errno;

	head[0] = (unsigned char)kind;
	for (int i = 0; i < 4; i++)
		head[4 + i] = (unsigned char)(handle >> (8 * i));
	for (int i = 0; i < 8; i++) {
		head[8 + i] = (unsigned char)(position >> (8 * i));
		head[16 + i] = (unsigned char)(length >> (8 * i));
	}
	if (writev(log_fd, parts, 2) != (ssize_t)(sizeof head + length))
		die("write to the log");
	errno = saved;
}

static uint32_t handle(int fd)
{
	return fd >= 0 && fd < MAX_FD ? handle_of[fd] : 0;
}

/* The kernel is asked for the path, so relative names and links do not matter. */
static void opened(int fd, int flags)
{
	char link[32], path[PATH_MAX];
	struct stat st;
	const char *name;
	ssize_t n;
	int saved = errno;

	if (fd < 0 || log_fd < 0)
		return;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path - 1);
	if (n < 0)
		die(link);
	path[n] = 0;
	name = below(path);
	if (fd < MAX_FD)
		handle_of[fd] = 0;
	if (name) {
		if (fd >= MAX_FD || fstat(fd, &st) != 0)
			die(path);
		handle_of[fd] = ++last_handle;
		record(S_ISDIR(st.st_mode) ? 'd' : 'o', last_handle, flags & O_TRUNC ? 1 : 0, name, strlen(name));
	}
	errno = saved;
}

static mode_t mode_of(int flags, va_list rest)
{
	return flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;
}

#define OPEN(NAME)                                          \
	int NAME(const char *path, int flags, ...)              \
	{                                                       \
		va_list rest;                                       \
		va_start(rest, flags);                              \
		mode_t mode = mode_of(flags, rest);                 \
		va_end(rest);                                       \
		resolve();                                          \
		pthread_mutex_lock(&lock);                          \
		int fd = real_open(path, flags, mode);              \
		opened(fd, flags);                                  \
		pthread_mutex_unlock(&lock);                        \
		return fd;                                          \
	}
OPEN(open)
OPEN(open64)

#define OPENAT(NAME)                                        \
	int NAME(int dir, const char *path, int flags, ...)     \
	{                                                       \
		va_list rest;                                       \
		va_start(rest, flags);                              \
		mode_t mode = mode_of(flags, rest);                 \
		va_end(rest);                                       \
		resolve();                                          \
		pthread_mutex_lock(&lock);                          \
		int fd = real_openat(dir, path, flags, mode);       \
		opened(fd, flags);                                  \
		pthread_mutex_unlock(&lock);                        \
		return fd;                                          \
	}
OPENAT(openat)
OPENAT(openat64)

int close(int fd)
{
	resolve();
	pthread_mutex_lock(&lock);
	if (fd >= 0 && fd < MAX_FD)
		handle_of[fd] = 0;
	int rc = real_close(fd);
	pthread_mutex_unlock(&lock);
	return rc;
}

ssize_t write(int fd, const void *data, size_t length)
{
	resolve();
	if (!handle(fd))
		return real_write(fd, data, length); /* a pipe may block: not under the lock */
	pthread_mutex_lock(&lock);
	ssize_t n = real_write(fd, data, length);
	if (n > 0)
		record('w', handle(fd), (uint64_t)(lseek(fd, 0, SEEK_CUR) - n), data, (uint64_t)n);
	pthread_mutex_unlock(&lock);
	return n;
}

#define PWRITE(NAME, OFFSET)                                         \
	ssize_t NAME(int fd, const void *data, size_t length, OFFSET at) \
	{                                                                \
		resolve();                                                   \
		pthread_mutex_lock(&lock);                                   \
		ssize_t n = real_pwrite(fd, data, length, at);               \
		if (n > 0 && handle(fd))                                     \
			record('w', handle(fd), (uint64_t)at, data, (uint64_t)n); \
		pthread_mutex_unlock(&lock);                                 \
		return n;                                                    \
	}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define FTRUNCATE(NAME, OFFSET)                                  \
	int NAME(int fd, OFFSET size)                                \
	{                                                            \
		resolve();                                               \
		pthread_mutex_lock(&lock);                               \
		int rc = real_ftruncate(fd, size);                       \
		if (rc == 0 && handle(fd))                               \
			record('t', handle(fd), (uint64_t)size, NULL, 0);    \
		pthread_mutex_unlock(&lock);                             \
		return rc;                                               \
	}
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

#define SYNC(NAME)                                       \
	int NAME(int fd)                                     \
	{                                                    \
		resolve();                                       \
		pthread_mutex_lock(&lock);                       \
		int rc = real_##NAME(fd);                        \
		if (rc == 0 && handle(fd))                       \
			record('s', handle(fd), 0, NULL, 0);         \
		pthread_mutex_unlock(&lock);                     \
		return rc;                                       \
	}
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path)
{
	char full[PATH_MAX];

	resolve();
	pthread_mutex_lock(&lock);
	const char *name = realpath(path, full) ? below(full) : NULL;
	int rc = real_unlink(path);
	if (rc == 0 && name)
		record('u', 0, 0, name, strlen(name));
	pthread_mutex_unlock(&lock);
	return rc;
}

/* Records "old\0new"; a name that comes from or goes to another place shows in
 * the comparison at the end of the recording. */
int rename(const char *from, const char *to)
{
	char old[PATH_MAX], new[PATH_MAX], both[2 * PATH_MAX];

	resolve();
	pthread_mutex_lock(&lock);
	const char *old_name = realpath(from, old) ? below(old) : NULL;
	int rc = real_rename(from, to);
	const char *new_name = rc == 0 && realpath(to, new) ? below(new) : NULL;
	if (old_name && new_name) {
		size_t n = (size_t)sprintf(both, "%s", old_name) + 1;
		n += (size_t)sprintf(both + n, "%s", new_name);
		record('r', 0, 0, both, n);
	}
	pthread_mutex_unlock(&lock);
	return rc;
}
