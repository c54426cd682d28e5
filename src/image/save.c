/* Writing a new file so that a reader sees either none, or all of it. */
#include "tdxplore/save.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_TRIES = 64 };

/*
 * Signals that would end the process wait until the file is whole or gone: a part of it would stay there, under a name that
 * nobody knows. Whoever has blocked one or has a handler for it is left alone.
 */
static const int ends[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

enum { ENDS = sizeof ends / sizeof ends[0] };

static void hold_signals(sigset_t *held, sigset_t *before)
{
    sigemptyset(held);
    pthread_sigmask(SIG_BLOCK, NULL, before);
    for (int i = 0; i < ENDS; i++) {
        struct sigaction action;

        if (sigaction(ends[i], NULL, &action) == 0 && action.sa_handler == SIG_DFL &&
            sigismember(before, ends[i]) == 0) {
            sigaddset(held, ends[i]);
        }
    }
    pthread_sigmask(SIG_BLOCK, held, NULL);
}

static bool is_to_end(const sigset_t *held)
{
    sigset_t pending;
    bool found = false;

    sigpending(&pending);
    for (int i = 0; i < ENDS; i++) {
        found |= sigismember(held, ends[i]) == 1 && sigismember(&pending, ends[i]) == 1;
    }
    return found;
}

/* A file that is being written. */
struct writing {
    int fd;
    sigset_t held;
};

static bool write_all(const struct writing *to, const struct tdxp_bytes *bytes)
{
    const size_t most = (size_t)1 << 20;
    uint64_t done = 0;

    while (done < bytes->size) {
        struct tdxp_bytes rest = tdxp_bytes_slice(bytes, done, most);
        ssize_t wrote;

        if (is_to_end(&to->held)) {
            errno = EINTR;
            return false;
        }
        wrote = write(to->fd, rest.data, (size_t)rest.size);
        if (wrote < 0 && errno != EINTR) {
            /* The bytes are mapped from a file that cannot be read there. */
            errno = errno == EFAULT ? EIO : errno;
            return false;
        }
        done += wrote > 0 ? (uint64_t)wrote : 0;
    }
    return true;
}

/* What is not stored is passed over, and becomes a hole. */
static bool write_image(const struct writing *to, const struct tdxp_image *image)
{
    const struct tdxp_bytes *bytes = tdxp_image_bytes(image);
    struct tdxp_range run = {0, 0};

    while (tdxp_image_next_data(image, run.start + run.length, &run)) {
        struct tdxp_bytes part = tdxp_bytes_slice(bytes, run.start, run.length);

        if (lseek(to->fd, (off_t)run.start, SEEK_SET) < 0 || !write_all(to, &part)) {
            return false;
        }
    }
    return ftruncate(to->fd, (off_t)bytes->size) == 0;
}

/* What a file is to hold: an image, or where that is NULL bytes. */
struct content {
    const struct tdxp_image *image;
    const struct tdxp_bytes *bytes;
};

static bool write_content(const struct writing *to, const struct content *content)
{
    if (!content->image) {
        return write_all(to, content->bytes);
    }
    if (!tdxp_image_was_read(content->image)) {
        errno = EIO;
        return false;
    }
    return write_image(to, content->image);
}

/* A path for the temporary file: the target's with a random ending. Made by open, not by mkstemp, so that the file
   gets the permissions that the user's umask leaves. */
static int open_temporary(const char *path, char **name)
{
    size_t size = strlen(path) + sizeof ".tdxp-00000000";
    int fd = -1;

    *name = malloc(size);
    if (!*name) {
        errno = ENOMEM;
        return -1;
    }
    for (int i = 0; i < NAME_TRIES && fd < 0; i++) {
        uint32_t ending;

        if (getrandom(&ending, sizeof ending, 0) != (ssize_t)sizeof ending) {
            break;
        }
        snprintf(*name, size, "%s.tdxp-%08x", path, ending);
        fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST) {
            break;
        }
    }
    return fd;
}

/* Gives the finished file its name, without ever replacing another. */
static bool place_new(const char *temporary, const char *path)
{
    if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0) {
        return true;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return false;
    }
    /* The file system cannot do that; a second link does not replace a name either. */
    return link(temporary, path) == 0 && unlink(temporary) == 0;
}

/* The rename lasts only once the directory is on the disk. A directory that cannot be flushed is no failure. */
static void flush_directory(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *directory = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    int fd = directory ? open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(directory);
}

/* Whether the name may be taken; *permissions are those of a file that is replaced, or -1. */
static bool may_take(const char *path, enum tdxp_save_mode mode, int *permissions, struct tdxp_error *err)
{
    struct stat st;

    *permissions = -1;
    if (lstat(path, &st) != 0) {
        if (errno != ENOENT) {
            tdxp_error_set(err, "cannot look for it: %s", strerror(errno));
        }
        return errno == ENOENT;
    }
    if (mode == TDXP_SAVE_NEW) {
        tdxp_error_set(err, "exists already");
        return false;
    }
    if (!S_ISREG(st.st_mode)) {
        tdxp_error_set(err, "is not a regular file, so it is not replaced");
        return false;
    }
    *permissions = (int)(st.st_mode & 07777);
    return true;
}

static bool save_held(const char *path, const struct content *content, enum tdxp_save_mode mode, const sigset_t *held,
                      struct tdxp_error *err)
{
    struct writing to = {.held = *held};
    char *temporary = NULL;
    int permissions;
    bool saved;
    int cause;

    if (!may_take(path, mode, &permissions, err)) {
        return false;
    }
    to.fd = open_temporary(path, &temporary);
    if (to.fd < 0) {
        tdxp_error_set(err, permissions < 0 ? "cannot create it: %s" : "cannot create a file beside it: %s",
                       strerror(errno));
        free(temporary);
        return false;
    }
    saved = (permissions < 0 || fchmod(to.fd, (mode_t)permissions) == 0) && write_content(&to, content) &&
            fsync(to.fd) == 0;
    cause = errno;
    if (close(to.fd) != 0 && saved) {
        saved = false;
        cause = errno;
    }
    if (saved) {
        saved = mode == TDXP_SAVE_NEW ? place_new(temporary, path) : rename(temporary, path) == 0;
        cause = errno;
    }
    if (saved) {
        flush_directory(path);
    } else {
        unlink(temporary);
        tdxp_error_set(err, "cannot write: %s", strerror(cause));
    }
    free(temporary);
    return saved;
}

static bool save(const char *path, const struct content *content, enum tdxp_save_mode mode, struct tdxp_error *err)
{
    sigset_t held;
    sigset_t before;
    bool saved;

    hold_signals(&held, &before);
    saved = save_held(path, content, mode, &held, err);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return saved;
}

bool tdxp_save(const char *path, const struct tdxp_bytes *bytes, enum tdxp_save_mode mode, struct tdxp_error *err)
{
    return save(path, &(struct content){.bytes = bytes}, mode, err);
}

bool tdxp_save_image(const char *path, const struct tdxp_image *image, enum tdxp_save_mode mode, struct tdxp_error *err)
{
    return save(path, &(struct content){.image = image}, mode, err);
}
