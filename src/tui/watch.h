/*
 * Being told by the system that something has happened to the files of images (inotify). It tells less than all: nothing
 * of what other machines do to a file system that they share. Whoever wants to be sure looks at the files now and then.
 */
#ifndef TUI_WATCH_H
#define TUI_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/image.h"

enum {
    WATCH_IMAGES = 2,
    WATCH_FILES = WATCH_IMAGES * TDXP_IMAGE_PARTS,
    WATCH_PLACES = 3,     /* of a file: the directory of its name, the one that a link leads to, the file itself */
    WATCH_QUIET_MS = 100, /* how long nothing more is told after something was: a file may be written to all the time */
};

/* What one watch of the system is for. */
struct watched {
    int id;
    char *name; /* owned; in the directory that is watched; NULL: all that is told */
};

/* All zero: nothing is watched, nor ever will be. */
struct watch {
    bool open;
    int fd;                     /* where open */
    char *paths[WATCH_FILES];   /* owned; of the files; NULL: none */
    char *targets[WATCH_FILES]; /* owned; where the paths led when something was there last; NULL: nothing was */
    struct watched items[WATCH_FILES * WATCH_PLACES];
    size_t count;
    int64_t quiet_until; /* in monotonic_ms */
};

/* Begin, with no files. Where the system has no inotify, or no more of it to give, nothing is ever told. */
void watch_open(struct watch *watch);

/* Watch the files that so many images are read from, WATCH_IMAGES at most, in place of those before. They need not stay open. */
void watch_images(struct watch *watch, const struct tdxp_image *const *images, size_t count);

/* What to poll for input; -1 where there is nothing, or nothing is to be told for a while. */
int watch_descriptor(const struct watch *watch);

/* Milliseconds until that while is over; -1: there is none. */
int watch_rest(const struct watch *watch);

/*
 * Take in what has been told, and begin a while of quiet. True where it is about the files: which of it has happened to
 * them is for a look at them to say. A file that is there anew is watched from then on.
 */
bool watch_take(struct watch *watch);

void watch_close(struct watch *watch);

#endif
