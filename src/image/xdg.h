/* Where a user's files are (XDG Base Directory Specification 0.8). */
#ifndef IMAGE_XDG_H
#define IMAGE_XDG_H

#include <stdbool.h>
#include <stddef.h>

#include "tdxplore/bytes.h"
#include "tdxplore/error.h"

enum xdg { XDG_CONFIG, XDG_STATE, XDG_DATA };

/*
 * The path of the program's file of that name, into buffer. False where there is no place for it: neither the variable of
 * the specification nor HOME is an absolute path, or the path is too long.
 */
bool xdg_path(enum xdg which, const char *name, char *buffer, size_t size);

/* Make the directories of such a path that are not there, for the user alone. False with errno set. */
bool xdg_make_directories(const char *path);

/*
 * Replace the file at path as tdxp_save does; one that is not there yet is made for the user alone. False with *err filled
 * in: what was there is there still, and nothing more.
 */
bool xdg_replace(const char *path, const struct tdxp_bytes *bytes, struct tdxp_error *err);

#endif
