/* Being told by the system that something has happened to the files of images. */
#include "tui/watch.h"

#ifdef HAVE_SYS_INOTIFY_H

#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "tui/monotonic.h"

enum {
    READS = 64, /* most of them at a time: somebody may write faster than we read */
    BUFFER = 4096,
};

/* What is done to names in a directory, and to the directory. */
static const uint32_t name_events = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;

/* What is done to the bytes of a file; IN_ATTRIB: its time of modification is set. */
static const uint32_t byte_events = IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB;

void watch_open(struct watch *watch)
{
    *watch = (struct watch){.fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
    watch->open = watch->fd >= 0;
}

/* The names are those of files in one directory or in several, which the system counts as one watch where they are one. */
static void add(struct watch *watch, const char *path, uint32_t events, const char *name)
{
    char *copy = name ? strdup(name) : NULL;
    int id = name && !copy ? -1 : inotify_add_watch(watch->fd, path, events);

    if (id < 0) {
        free(copy);
        return;
    }
    watch->items[watch->count++] = (struct watched){id, copy};
}

/* path may be changed, and is as it was behind that. */
static void add_directory(struct watch *watch, char *path)
{
    char *slash = strrchr(path, '/');

    if (!slash) {
        add(watch, ".", name_events | byte_events, path);
        return;
    }
    if (slash == path) {
        add(watch, "/", name_events | byte_events, slash + 1);
        return;
    }
    *slash = '\0';
    add(watch, path, name_events | byte_events, slash + 1);
    *slash = '/';
}

/* The file itself, too: a directory tells nothing of what is done to it by another of its names. */
static void add_all(struct watch *watch)
{
    for (size_t i = 0; i < WATCH_FILES; i++) {
        char *target = watch->paths[i] ? realpath(watch->paths[i], NULL) : NULL;

        if (target) {
            free(watch->targets[i]);
            watch->targets[i] = target;
        }
        if (watch->paths[i]) {
            add_directory(watch, watch->paths[i]);
        }
        if (watch->targets[i]) {
            add_directory(watch, watch->targets[i]);
            add(watch, watch->targets[i], byte_events, NULL);
        }
    }
}

static void remove_all(struct watch *watch)
{
    for (size_t i = 0; i < watch->count; i++) {
        /* Fails where the file is gone, or the watch was one with another. */
        inotify_rm_watch(watch->fd, watch->items[i].id);
        free(watch->items[i].name);
    }
    watch->count = 0;
}

static void forget_paths(struct watch *watch)
{
    for (size_t i = 0; i < WATCH_FILES; i++) {
        free(watch->paths[i]);
        free(watch->targets[i]);
        watch->paths[i] = NULL;
        watch->targets[i] = NULL;
    }
}

void watch_images(struct watch *watch, const struct tdxp_image *const *images, size_t count)
{
    if (!watch->open) {
        return;
    }
    remove_all(watch);
    forget_paths(watch);
    for (size_t i = 0; i < count; i++) {
        struct tdxp_image_stamp stamp = tdxp_image_stamp(images[i]);
        size_t parts;
        const struct tdxp_image_part *part = tdxp_image_parts(images[i], &parts);

        for (size_t j = 0; j < parts; j++) {
            /* What has no name to look for has no stamp. */
            watch->paths[i * TDXP_IMAGE_PARTS + j] = stamp.files[j].inode != 0 ? strdup(part[j].name) : NULL;
        }
    }
    add_all(watch);
}

int watch_descriptor(const struct watch *watch)
{
    return watch->open && watch_rest(watch) < 0 ? watch->fd : -1;
}

int watch_rest(const struct watch *watch)
{
    int64_t rest = watch->open ? watch->quiet_until - monotonic_ms() : 0;

    return rest > 0 ? (int)rest : -1;
}

/* Events of a watch that was removed meanwhile are about nothing. */
static bool is_about_files(const struct watch *watch, const struct inotify_event *event)
{
    if (event->mask & IN_Q_OVERFLOW) {
        return true;
    }
    for (size_t i = 0; i < watch->count; i++) {
        const struct watched *item = &watch->items[i];

        if (item->id == event->wd && (!item->name || event->len == 0 || strcmp(item->name, event->name) == 0)) {
            return true;
        }
    }
    return false;
}

bool watch_take(struct watch *watch)
{
    _Alignas(struct inotify_event) char buffer[BUFFER];
    bool about_files = false;
    uint32_t seen = 0;

    for (int i = 0; i < READS; i++) {
        ssize_t length = read(watch->fd, buffer, sizeof buffer);
        const struct inotify_event *event;

        if (length <= 0) {
            break;
        }
        for (const char *at = buffer; at < buffer + length; at += sizeof *event + event->len) {
            event = (const struct inotify_event *)(const void *)at;
            if (is_about_files(watch, event)) {
                about_files = true;
                seen |= event->mask;
            }
        }
    }
    if (seen & ~byte_events) {
        /* The name may lead to another file now, in another directory where it is a link. */
        remove_all(watch);
        add_all(watch);
    }
    watch->quiet_until = monotonic_ms() + WATCH_QUIET_MS;
    return about_files;
}

void watch_close(struct watch *watch)
{
    if (watch->open) {
        remove_all(watch);
        forget_paths(watch);
        close(watch->fd);
        watch->open = false;
    }
}

#else

void watch_open(struct watch *watch)
{
    *watch = (struct watch){.open = false};
}

void watch_images(struct watch *watch, const struct tdxp_image *const *images, size_t count)
{
    (void)watch;
    (void)images;
    (void)count;
}

int watch_descriptor(const struct watch *watch)
{
    (void)watch;
    return -1;
}

int watch_rest(const struct watch *watch)
{
    (void)watch;
    return -1;
}

bool watch_take(struct watch *watch)
{
    (void)watch;
    return false;
}

void watch_close(struct watch *watch)
{
    (void)watch;
}

#endif
