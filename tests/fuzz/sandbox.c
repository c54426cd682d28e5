/*
 * The sandbox. The linker leads calls that open or change files here (--wrap): those outside of the directory fail, as if
 * there were nothing, so that no key that is pressed can name a file of whoever runs this.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A process has one, as it has one directory in which it stands. */
static struct {
    char path[PATH_MAX];
    int before;  /* where one stood */
    bool inside; /* one stands in it: nothing else is to be opened */
    bool changed;
} sandbox;

void demand(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "does not hold: %s\n", what);
        abort();
    }
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info;
    return walk->level == 0 ? 0 : kind == FTW_DP ? rmdir(path) : unlink(path);
}

void sandbox_clear(void)
{
    demand(nftw(sandbox.path, remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0, "the sandbox can be cleared");
    sandbox.changed = false;
}

static void take_away(void)
{
    sandbox_clear();
    rmdir(sandbox.path);
}

void sandbox_open(void)
{
    static const char *const variables[] = {"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"};
    const char *where = getenv("TMPDIR");

    if (!where || !*where) {
        where = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"; /* a file system in memory is many times as fast */
    }
    snprintf(sandbox.path, sizeof sandbox.path, "%s/tdxplore-fuzz-XXXXXX", where);
    demand(mkdtemp(sandbox.path) != NULL, "a directory can be made");
    sandbox.before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    demand(sandbox.before >= 0, "one stands in a directory that can be read");
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        setenv(variables[i], sandbox.path, 1);
    }
    (void)atexit(take_away);
}

void sandbox_enter(void)
{
    demand(chdir(sandbox.path) == 0, "one can stand in the sandbox");
    sandbox.inside = true;
}

void sandbox_leave(void)
{
    sandbox.inside = false;
    demand(fchdir(sandbox.before) == 0, "one can go back");
}

bool sandbox_changed(void)
{
    return sandbox.changed;
}

/* ---- what the linker leads here ---- */

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
DIR *__real_opendir(const char *path);
DIR *__wrap_opendir(const char *path);
int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __real_renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags);
int __wrap_renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags);
int __real_link(const char *from, const char *to);
int __wrap_link(const char *from, const char *to);
int __real_unlink(const char *path);
int __wrap_unlink(const char *path);
int __wrap_fsync(int fd);

static void path_of(const char *name, char path[static PATH_MAX + NAME_MAX])
{
    snprintf(path, PATH_MAX + NAME_MAX, "%s/%s", sandbox.path, name);
}

void sandbox_make(const char *name)
{
    char path[PATH_MAX + NAME_MAX];

    path_of(name, path);
    demand(__real_mkdir(path, 0700) == 0, "a directory can be made");
}

void sandbox_put(const char *name, const void *bytes, size_t size)
{
    char path[PATH_MAX + NAME_MAX];
    FILE *out;

    path_of(name, path);
    out = __real_fopen(path, "we");
    demand(out && fwrite(bytes, 1, size, out) == size && fclose(out) == 0, "a file can be written");
}

void sandbox_replace(const char *name, const void *bytes, size_t size)
{
    char path[PATH_MAX + NAME_MAX];
    char beside[PATH_MAX + NAME_MAX];

    path_of(name, path);
    path_of("beside", beside);
    sandbox_put("beside", bytes, size);
    demand(__real_rename(beside, path) == 0, "a file can be replaced");
    sandbox.changed = true;
}

void sandbox_poke(const char *name, size_t offset, unsigned char byte)
{
    char path[PATH_MAX + NAME_MAX];
    int fd;

    path_of(name, path);
    fd = __real_open(path, O_WRONLY | O_CLOEXEC);
    /* What was typed may have made a directory of that name. */
    if (fd >= 0) {
        demand(pwrite(fd, &byte, 1, (off_t)offset) == 1, "a file can be written to");
        close(fd);
    }
    sandbox.changed = true;
}

/* By its name alone: there are no links in the sandbox, as nothing here makes any. errno says that nothing is there. */
static bool is_inside(const char *path)
{
    size_t length = strlen(sandbox.path);
    bool inside =
        path[0] != '/' || (strncmp(path, sandbox.path, length) == 0 && (path[length] == '/' || !path[length]));

    if (!sandbox.inside || (inside && !strstr(path, ".."))) {
        return true;
    }
    errno = ENOENT;
    return false;
}

static bool may_change(const char *path)
{
    bool inside = is_inside(path);

    sandbox.changed |= sandbox.inside && inside;
    return inside;
}

int __wrap_open(const char *path, int flags, ...)
{
    mode_t mode = 0;
    va_list args;

    if (flags & O_CREAT) {
        va_start(args, flags);
        mode = va_arg(args, mode_t);
        va_end(args);
    }
    if ((flags & O_ACCMODE) == O_RDONLY ? !is_inside(path) : !may_change(path)) {
        return -1;
    }
    return __real_open(path, flags, mode);
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
    return (mode[0] == 'r' ? is_inside(path) : may_change(path)) ? __real_fopen(path, mode) : NULL;
}

DIR *__wrap_opendir(const char *path)
{
    return is_inside(path) ? __real_opendir(path) : NULL;
}

/* The program asks for each directory on the way to a file: those above the sandbox are there. */
int __wrap_mkdir(const char *path, mode_t mode)
{
    if (!may_change(path)) {
        errno = EEXIST;
        return -1;
    }
    return __real_mkdir(path, mode);
}

int __wrap_rename(const char *from, const char *to)
{
    return may_change(from) && may_change(to) ? __real_rename(from, to) : -1;
}

int __wrap_renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags)
{
    return may_change(from) && may_change(to) ? __real_renameat2(from_dir, from, to_dir, to, flags) : -1;
}

int __wrap_link(const char *from, const char *to)
{
    return may_change(from) && may_change(to) ? __real_link(from, to) : -1;
}

int __wrap_unlink(const char *path)
{
    return may_change(path) ? __real_unlink(path) : -1;
}

/* Nothing of it is to outlive the machine. */
int __wrap_fsync(int fd)
{
    (void)fd;
    return 0;
}
