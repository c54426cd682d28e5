/* Where notes are kept: a file an image, which any number of programs change one after the other. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "image/xdg.h"
#include "notes/list.h"
#include "tdxplore/text.h"

#define ENDING ".notes"

enum { LOCK_TRIES = 100, LOCK_WAIT_NS = 20 * 1000 * 1000 }; /* two seconds in all */

bool tdxp_notes_path(const char *sha256, char *buffer, size_t size)
{
    char name[sizeof "notes/" + TDXP_SHA256_TEXT + sizeof ENDING];

    snprintf(name, sizeof name, "notes/%.64s" ENDING, sha256);
    return notes_is_sha256(sha256) && xdg_path(XDG_DATA, name, buffer, size);
}

static bool is_store(const char *name)
{
    const char *ending = strchr(name, '.');
    char sha256[TDXP_SHA256_TEXT];

    snprintf(sha256, sizeof sha256, "%.64s", name);
    return ending == name + sizeof sha256 - 1 && strcmp(ending, ENDING) == 0 &&
           strspn(sha256, "0123456789abcdef") == sizeof sha256 - 1;
}

bool tdxp_notes_any(void)
{
    char path[PATH_MAX];
    DIR *directory = xdg_path(XDG_DATA, "notes", path, sizeof path) ? opendir(path) : NULL;
    const struct dirent *entry = NULL;

    while (directory && (entry = readdir(directory)) && !is_store(entry->d_name)) {
    }
    if (directory) {
        closedir(directory);
    }
    return entry != NULL;
}

/* An error of a file, which is named: the way to it is nothing that somebody has typed. */
static void *fail(const char *path, const char *wrong, struct tdxp_error *err)
{
    char safe[PATH_MAX];

    tdxp_escape(path, strlen(path), safe, sizeof safe);
    tdxp_error_set(err, "%.300s: %.200s", safe, wrong);
    return NULL;
}

static bool find_path(const char *sha256, char path[static PATH_MAX], struct tdxp_error *err)
{
    if (tdxp_notes_path(sha256, path, PATH_MAX)) {
        return true;
    }
    tdxp_error_set(err, "there is no place for notes: neither XDG_DATA_HOME nor HOME is an absolute path");
    return false;
}

static struct tdxp_notes *load(const char *path, const char *sha256, struct tdxp_error *err)
{
    struct tdxp_notes *notes = NULL;
    struct tdxp_error cause;
    struct stat info;

    if (lstat(path, &info) != 0) {
        if (errno != ENOENT && errno != ENOTDIR) {
            return fail(path, strerror(errno), err);
        }
        notes = tdxp_notes_new(sha256);
        return notes ? notes : fail(path, "out of memory", err);
    }
    if (!S_ISREG(info.st_mode)) {
        return fail(path, "is not a regular file", err);
    }
    notes = tdxp_notes_read(path, &cause);
    if (!notes) {
        return fail(path, cause.text, err);
    }
    /* The name of the file says whose they are, whoever has put it there. */
    notes_set_sha256(notes, sha256);
    return notes;
}

struct tdxp_notes *tdxp_notes_load(const char *sha256, struct tdxp_error *err)
{
    char path[PATH_MAX];

    return find_path(sha256, path, err) ? load(path, sha256, err) : NULL;
}

/* ---- changing ---- */

/* A file beside them that is locked while they are changed; never deleted, as another may wait for it. -1 with errno. */
static int lock(const char *path)
{
    const char *slash = strrchr(path, '/');
    char name[PATH_MAX];
    int length = snprintf(name, sizeof name, "%.*s/lock", (int)(slash - path), path);
    int fd = (size_t)length < sizeof name ? open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;

    for (int tries = 0; fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0; tries++) {
        const struct timespec wait = {.tv_nsec = LOCK_WAIT_NS};

        if ((errno != EWOULDBLOCK && errno != EINTR) || tries >= LOCK_TRIES) {
            int cause = errno;

            close(fd);
            errno = cause;
            return -1;
        }
        nanosleep(&wait, NULL);
    }
    return fd;
}

static bool save(const char *path, const struct tdxp_notes *notes, struct tdxp_error *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct tdxp_error cause;
    bool saved = false;

    if (out) {
        bool whole = tdxp_notes_write(notes, NULL, false, out);

        saved = fclose(out) == 0 && whole;
    }
    if (!saved) {
        fail(path, "out of memory", err);
    } else {
        const struct tdxp_bytes bytes = {(const uint8_t *)text, size};

        saved = size <= TDXP_NOTES_FILE_MOST && xdg_replace(path, &bytes, &cause);
        if (!saved) {
            fail(path, size > TDXP_NOTES_FILE_MOST ? "the notes are too many to be kept" : cause.text, err);
        }
    }
    free(text);
    return saved;
}

/* As they are to be from now on. */
static bool store(const char *path, const struct tdxp_notes *notes, struct tdxp_error *err)
{
    if (tdxp_notes_count(notes) > 0) {
        return save(path, notes, err);
    }
    if (unlink(path) != 0 && errno != ENOENT) {
        fail(path, strerror(errno), err);
        return false;
    }
    return true;
}

/* Changes notes in the way that context says. False with *err filled in; *changed where they are to be kept. */
typedef bool changer(struct tdxp_notes *notes, void *context, bool *changed, struct tdxp_error *err);

static struct tdxp_notes *change(const char *sha256, changer *work, void *context, struct tdxp_error *err)
{
    char path[PATH_MAX];
    struct tdxp_notes *notes;
    bool changed = false;
    bool kept;
    int fd;

    if (!find_path(sha256, path, err)) {
        return NULL;
    }
    fd = xdg_make_directories(path) ? lock(path) : -1;
    if (fd < 0) {
        return fail(path, errno == EWOULDBLOCK ? "somebody else is changing notes" : strerror(errno), err);
    }
    notes = load(path, sha256, err);
    kept = notes && work(notes, context, &changed, err) && (!changed || store(path, notes, err));
    close(fd);
    if (!kept) {
        tdxp_notes_free(notes);
        return NULL;
    }
    return notes;
}

struct keeping {
    const struct tdxp_note *note;
    const char *was;
};

static bool keep(struct tdxp_notes *notes, void *context, bool *changed, struct tdxp_error *err)
{
    const struct keeping *keeping = context;
    const struct tdxp_note *now = tdxp_notes_find(notes, &keeping->note->place);
    struct tdxp_notes_tally tally = {0};

    *changed = true;
    if (now && (!keeping->was || strcmp(now->text, keeping->was) != 0)) {
        return notes_join(notes, keeping->note, &tally, err);
    }
    return tdxp_notes_put(notes, keeping->note, err);
}

struct tdxp_notes *tdxp_notes_keep(const char *sha256, const struct tdxp_note *note, const char *was,
                                   struct tdxp_error *err)
{
    struct keeping keeping = {note, was};

    return change(sha256, keep, &keeping, err);
}

struct dropping {
    const struct tdxp_note_place *place;
    bool removed;
};

static bool drop(struct tdxp_notes *notes, void *context, bool *changed, struct tdxp_error *err)
{
    struct dropping *dropping = context;

    (void)err;
    dropping->removed = tdxp_notes_remove(notes, dropping->place);
    *changed = dropping->removed;
    return true;
}

struct tdxp_notes *tdxp_notes_drop(const char *sha256, const struct tdxp_note_place *place, bool *removed,
                                   struct tdxp_error *err)
{
    struct dropping dropping = {place, false};
    struct tdxp_notes *notes = change(sha256, drop, &dropping, err);

    *removed = notes && dropping.removed;
    return notes;
}

struct taking {
    const struct tdxp_notes *other;
    struct tdxp_notes_tally *tally;
};

static bool take(struct tdxp_notes *notes, void *context, bool *changed, struct tdxp_error *err)
{
    struct taking *taking = context;
    bool merged = tdxp_notes_merge(notes, taking->other, taking->tally, err);

    *changed = taking->tally->added + taking->tally->joined > 0;
    return merged;
}

struct tdxp_notes *tdxp_notes_take(const char *sha256, const struct tdxp_notes *other, struct tdxp_notes_tally *tally,
                                   struct tdxp_error *err)
{
    struct taking taking = {other, tally};

    *tally = (struct tdxp_notes_tally){0};
    return change(sha256, take, &taking, err);
}
