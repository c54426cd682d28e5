/*
 * Preloaded into a program, makes what it asks the system for go wrong.
 *
 * FAULT_CALL    the function that fails: open, read, fstat, lstat, mmap, write, fsync, ftruncate, close, rename, poll;
 *               or "page": a page of what is mapped cannot be read, as where the disk fails; or "shrink": once it is
 *               mapped, no more than this page is left of the file; or "age": once it is mapped, the file is of 1970
 * FAULT_FILE    a part of the path of the files that it fails for; of any, and for poll, an empty one
 * FAULT_AT      which of the calls for these it is, or which page; from 1, which it is without this. 0: all of them
 * FAULT_ERROR   the number of the error; without it that of an input/output error
 * FAULT_TIME    what time it is, in seconds from 1970; a second less each time that somebody asks
 * FAULT_SIGNAL  the call does not fail, but this signal comes before it
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The function of that name that would be called without this library. */
#define NEXT(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

static long number(const char *variable, long otherwise)
{
    const char *text = getenv(variable);

    return text ? strtol(text, NULL, 10) : otherwise;
}

static bool is_for(const char *call, const char *path)
{
    const char *wanted = getenv("FAULT_CALL");
    const char *file = getenv("FAULT_FILE");

    return wanted && file && strcmp(wanted, call) == 0 && strstr(path, file);
}

/* True where this call for the file is to fail; errno is set then. */
static bool fails(const char *call, const char *path)
{
    static long calls;
    long at = number("FAULT_AT", 1);
    long signo = number("FAULT_SIGNAL", 0);

    if (!is_for(call, path) || (++calls != at && at != 0)) {
        return false;
    }
    if (signo) {
        raise((int)signo);
        return false;
    }
    errno = (int)number("FAULT_ERROR", EIO);
    return true;
}

/* Opened at once: the program gives up the right to do so. */
static int empty = -1;      /* a file without a page */
static int unreadable = -1; /* one that nobody can read */

/* The signal may be ignored by whoever has started us. */
__attribute__((constructor)) static void begin(void)
{
    long signo = number("FAULT_SIGNAL", 0);

    empty = memfd_create("empty", MFD_CLOEXEC);
    unreadable = NEXT(open)("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    if (signo) {
        signal((int)signo, SIG_DFL);
    }
}

/* The path that a descriptor was opened by. */
static void path_of(int fd, char path[static PATH_MAX])
{
    char link[64];
    ssize_t length;

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, PATH_MAX - 1);
    path[length > 0 ? length : 0] = '\0';
}

static bool fails_at(const char *call, int fd)
{
    int saved = errno;
    char path[PATH_MAX];

    path_of(fd, path);
    if (fails(call, path)) {
        return true;
    }
    errno = saved;
    return false;
}

int open(const char *path, int flags, ...)
{
    va_list args;
    mode_t mode;

    va_start(args, flags);
    mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
    va_end(args);
    /* A place that is only named, for what is allowed there. */
    if (flags & O_PATH) {
        return NEXT(open)(path, flags, mode);
    }
    return fails("open", path) ? -1 : NEXT(open)(path, flags, mode);
}

/* What the C library's headers make of open and read where they look after the sizes. */
int __open_2(const char *path, int flags)
{
    return open(path, flags);
}

/* The C library reads in its own ways what is opened so: where that is to fail, a file that nobody can read takes its place. */
FILE *fopen(const char *path, const char *mode)
{
    if (fails("open", path)) {
        return NULL;
    }
    return fails("read", path) ? fdopen(fcntl(unreadable, F_DUPFD_CLOEXEC, 3), mode) : NEXT(fopen)(path, mode);
}

ssize_t read(int fd, void *buffer, size_t size)
{
    return fails_at("read", fd) ? -1 : NEXT(read)(fd, buffer, size);
}

ssize_t __read_chk(int fd, void *buffer, size_t size, size_t room)
{
    return size > room ? -1 : read(fd, buffer, size);
}

int fstat(int fd, struct stat *status)
{
    return fails_at("fstat", fd) ? -1 : NEXT(fstat)(fd, status);
}

int lstat(const char *path, struct stat *status)
{
    return fails("lstat", path) ? -1 : NEXT(lstat)(path, status);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    return fails_at("write", fd) ? -1 : NEXT(write)(fd, bytes, size);
}

int fsync(int fd)
{
    return fails_at("fsync", fd) ? -1 : NEXT(fsync)(fd);
}

int ftruncate(int fd, off_t size)
{
    return fails_at("ftruncate", fd) ? -1 : NEXT(ftruncate)(fd, size);
}

/* The descriptor is free all the same, as it is where a file system says so late that it could not write. */
int close(int fd)
{
    bool fail = fails_at("close", fd);
    int error = errno;
    int closed = NEXT(close)(fd);

    if (!fail) {
        return closed;
    }
    errno = error;
    return -1;
}

int rename(const char *from, const char *to)
{
    return fails("rename", from) ? -1 : NEXT(rename)(from, to);
}

int renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned flags)
{
    return fails("rename", from) ? -1 : NEXT(renameat2)(from_directory, from, to_directory, to, flags);
}

/* A page of a file that has none is one that cannot be read. */
static void lose_page(uint8_t *page, size_t size, int protection)
{
    if (NEXT(mmap)(page, size, protection, MAP_PRIVATE | MAP_FIXED, empty, 0) == MAP_FAILED) {
        abort();
    }
}

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t at = (size_t)number("FAULT_AT", 1);
    char path[PATH_MAX] = "";
    uint8_t *mapping;

    if (fd >= 0) {
        path_of(fd, path);
        if (fails("mmap", path)) {
            return MAP_FAILED;
        }
    }
    mapping = NEXT(mmap)(address, length, protection, flags, fd, offset);
    if ((void *)mapping != MAP_FAILED && is_for("page", path) && at > 0 && (at - 1) * page < length) {
        lose_page(mapping + (at - 1) * page, page, protection);
    }
    if (is_for("shrink", path) && truncate(path, (off_t)((at - 1) * page)) != 0) {
        abort();
    }
    if (is_for("age", path) && utimensat(AT_FDCWD, path, (const struct timespec[2]){{0, 0}, {0, 0}}, 0) != 0) {
        abort();
    }
    return mapping;
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
    return fails("poll", "") ? -1 : NEXT(poll)(fds, count, timeout);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    static long asked;

    if (clock != CLOCK_REALTIME || !getenv("FAULT_TIME")) {
        return NEXT(clock_gettime)(clock, now);
    }
    *now = (struct timespec){.tv_sec = number("FAULT_TIME", 0) - asked++};
    return 0;
}

time_t time(time_t *result)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    if (result) {
        *result = now.tv_sec;
    }
    return now.tv_sec;
}
