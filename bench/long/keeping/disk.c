/* Stands between a program and the disk (LD_PRELOAD): writes down every write, truncation, sync and
   removal in one folder, in order, with what was written; and can let some of them fail.

   CORRIN_DISK_FOLDER  only files below it        CORRIN_DISK_LOG  where to write it down
   A program may begin by itself instead, with disk_begin(); disk_mend() ends the failing.
   A failing disk: the k-th call fails, or all from the k-th on; a write that does is half done first.
   A record: one letter, then path length, offset, length (all 8 bytes, host order), path, content. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int log_fd = -2;
static long count, fail_at, fails;
static int error_met;
static const char *folder;

static void start(void) {
    if (log_fd != -2) return;
    log_fd = -1;
    folder = getenv("CORRIN_DISK_FOLDER");
    const char *name = getenv("CORRIN_DISK_LOG");
    if (folder && name) {
        int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
        log_fd = real(name, O_WRONLY | O_CREAT | O_APPEND, 0600);
    }
}

static const char *path_of(int fd) {
    static __thread char path[PATH_MAX];
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t got = readlink(link, path, sizeof path - 1);
    if (got < 0) return NULL;
    path[got] = 0;
    return path;
}

static int ours(const char *path) {
    start();
    return log_fd >= 0 && path && !strncmp(path, folder, strlen(folder));
}

/* From here on this folder is watched; from the call `at` on, `n` calls fail with this error. */
void disk_begin(const char *below, const char *log, long at, long n, int error) {
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    folder = strdup(below);
    log_fd = real(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    count = 0;
    fail_at = at;
    fails = n;
    error_met = error;
}
long disk_calls(void) { return count; }
void disk_mend(void) { fails = 0; }

/* 1: it fails. */
static int note(char what, const char *path, uint64_t offset, uint64_t length, const void *content) {
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    count++;
    int failing = fail_at && count >= fail_at && count < fail_at + fails;
    if (failing && what != 's') { errno = error_met; return 1; }
    if (failing) what = 'x'; /* what a failed sync was to save may never reach the disk */
    uint64_t head[3] = {strlen(path), offset, length};
    size_t size = 1 + sizeof head + head[0] + (content ? length : 0);
    char *record = malloc(size), *at = record;
    *at++ = what;
    memcpy(at, head, sizeof head); at += sizeof head;
    memcpy(at, path, head[0]); at += head[0];
    if (content) memcpy(at, content, length);
    if (real(log_fd, record, size) != (ssize_t)size) abort();
    free(record);
    if (failing) errno = error_met;
    return failing;
}

static ssize_t at(int fd, const void *content, size_t length, off64_t offset, const char *name) {
    ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, name);
    const char *path = path_of(fd);
    if (!ours(path)) return real(fd, content, length, offset);
    if (!note('w', path, offset, length, content)) return real(fd, content, length, offset);
    if (count != fail_at || length < 2 || fails < 2) return -1;
    count--, fail_at--, fails++; /* the disk fills up in the middle of this write */
    long at_ = fail_at;
    fail_at = 0;
    note('w', path, offset, length / 2, content);
    fail_at = at_;
    return real(fd, content, length / 2, offset);
}

ssize_t pwrite(int fd, const void *c, size_t n, off_t o) { return at(fd, c, n, o, "pwrite"); }
ssize_t pwrite64(int fd, const void *c, size_t n, off64_t o) { return at(fd, c, n, o, "pwrite64"); }

ssize_t write(int fd, const void *content, size_t length) {
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    const char *path = path_of(fd);
    if (ours(path)) {
        int appending = fcntl(fd, F_GETFL) & O_APPEND;
        off_t offset = lseek(fd, 0, appending ? SEEK_END : SEEK_CUR);
        if (note('w', path, offset, length, content)) return -1;
    }
    return real(fd, content, length);
}

static int truncated(int fd, off64_t length, const char *name) {
    int (*real)(int, off64_t) = dlsym(RTLD_NEXT, name);
    const char *path = path_of(fd);
    if (ours(path) && note('t', path, 0, length, NULL)) return -1;
    return real(fd, length);
}
int ftruncate(int fd, off_t length) { return truncated(fd, length, "ftruncate"); }
int ftruncate64(int fd, off64_t length) { return truncated(fd, length, "ftruncate64"); }

static int synced(int fd, const char *name) {
    int (*real)(int) = dlsym(RTLD_NEXT, name);
    const char *path = path_of(fd);
    if (ours(path) && note('s', path, 0, 0, NULL)) return -1;
    return ours(path) ? 0 : real(fd); /* what a sync promises is kept by the simulation */
}
int fsync(int fd) { return synced(fd, "fsync"); }
int fdatasync(int fd) { return synced(fd, "fdatasync"); }

int unlink(const char *path) {
    int (*real)(const char *) = dlsym(RTLD_NEXT, "unlink");
    if (ours(path) && note('u', path, 0, 0, NULL)) return -1;
    return real(path);
}
