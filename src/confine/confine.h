/*
 * Giving up what the process does not need, before bytes are decoded that somebody else has made: a fault in a decoder is
 * then no way to the user's other files, to the network, or to other programs.
 *
 * What the kernel lacks is done without, and nothing is said: Landlock is there from Linux 5.13 on, and may be left out of a
 * kernel or forbidden in a container.
 */
#ifndef CONFINE_CONFINE_H
#define CONFINE_CONFINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What may be done at a place: with a file, or with all that is in a directory and below it. */
enum confine_access {
    CONFINE_NAMED, /* read this file; a directory may be opened, but no file in it */
    CONFINE_READ,  /* read files, list directories */
    CONFINE_WRITE, /* that, and make, change, replace and take away files; make directories */
};

/* What is allowed so far. It has a descriptor, which confine_enter() and confine_drop() close. */
struct confine {
    int ruleset;      /* of Landlock; -1: there is none */
    uint64_t handled; /* the rights that it takes away where no place gives them back */
};

/* What confine_enter() has achieved. */
enum {
    CONFINED_FILES = 1, /* only what was allowed can be opened */
    CONFINED_CALLS = 2, /* system calls for sockets, other programs and the like are gone */
};

/* Begin with what libraries read by themselves, such as their messages and settings. */
void confine_begin(struct confine *c);

/* Allow access to a place. One that is not there, or that cannot be looked at, is passed over. */
void confine_allow(const struct confine *c, const char *path, enum confine_access wanted);

/* Allow access to the directory in which path is, and to that of the file to which path leads where it is a link. */
void confine_allow_beside(const struct confine *c, const char *path, enum confine_access wanted);

/*
 * The same of a directory that somebody works in. Where that would open the way to the user's whole home, as in the home
 * directory itself or above it, nothing is allowed; where images of the system are, no more than to read; in the rest of the
 * system nothing.
 */
void confine_allow_work(const struct confine *c, const char *directory, enum confine_access wanted);
void confine_allow_work_beside(const struct confine *c, const char *path, enum confine_access wanted);

/* Give up the rest, for good. Returns what of it could be done, as CONFINED_*. */
unsigned confine_enter(struct confine *c);

/* Forget about it; the process stays as it is. */
void confine_drop(struct confine *c);

/*
 * Whether it is the confinement that keeps a file from being opened, or for CONFINE_WRITE from being made: the file permissions
 * alone would let that through. It is tried, so this is to be asked after a failure only.
 */
bool confine_refuses(const char *path, enum confine_access wanted);

#endif
