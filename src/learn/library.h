/* Where lessons come from: those that are built in, those of the user, and files. */
#ifndef LEARN_LIBRARY_H
#define LEARN_LIBRARY_H

#include "learn/lesson.h"

/* A lesson that is built in; the rows live as long as the program. */
struct lesson_source {
    const char *name; /* "03-sections": its file in lessons/ without the ending; their order is that of the tour */
    const char *title, *about; /* as its text has them */
    const char *text;
};

/* The n-th of them, or NULL past the last. */
const struct lesson_source *lesson_builtin(unsigned n);

/* The one of that name, or with that number in the tour ("3"); NULL where there is none. */
const struct lesson_source *lesson_named(const char *name);

/* Read a lesson that is built in, or from a file. NULL with *err filled in. */
struct lesson *lesson_read_builtin(const struct lesson_source *source, struct tdxp_error *err);
struct lesson *lesson_read_file(const char *path, struct tdxp_error *err);

/*
 * The image that a lesson is about, which the caller closes. path: of its file, or NULL. NULL with *err filled in where it
 * cannot be made or read.
 */
struct tdxp_image;
struct tdxp_image *lesson_image_open(const struct lesson *lesson, const char *path, struct tdxp_error *err);

#endif
