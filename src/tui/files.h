/* File names as people type them: the home directory, and what there is. */
#ifndef TUI_FILES_H
#define TUI_FILES_H

#include "confine/confine.h"
#include "tui/app.h"

/* The name with the home directory in place of a '~' at its start, into path; "-" is a file. False where that is too long. */
bool files_path(const char *typed, char *path, size_t size);

/*
 * Open a file as an image, which the caller closes; NULL with *err filled in. A pipe or a terminal is none: it may have no
 * end, and no key would be taken meanwhile.
 */
struct tdxp_image *files_image(const char *path, struct tdxp_error *err);

/* Offer the files of the directory that is typed. Those with a '.' at their start only where that is typed. */
void files_offer(const struct app *app, const char *typed, struct completions *c);

/* What to say where a file could not be opened, or made: err, or that the confinement does not allow it. */
const char *files_wrong(const char *path, enum confine_access access, const struct tdxp_error *err);

#endif
