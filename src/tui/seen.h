/*
 * The file of places: where somebody was in an image when it was last explored, and the marks set in it.
 *
 *   image KEY                             the image's files
 *   place PANE VIEW GUEST OFFSET NODE     where one was
 *   mark LETTER PANE VIEW GUEST OFFSET NODE
 *
 * The lines of an image stand behind its own; the image that was explored last comes first.
 */
#ifndef TUI_SEEN_H
#define TUI_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tdxplore/error.h"

enum { SEEN_IMAGES = 200, SEEN_MARKS = 52, SEEN_PATH = 1024, SEEN_WORD = 16 };

struct seen_place {
    bool set;
    char pane[SEEN_WORD]; /* that had the keys, by its name in settings */
    bool guest;           /* guest memory was shown, not the file */
    bool sev;             /* that of an SEV-SNP guest, not of a TDX one */
    uint64_t offset;      /* of the cursor, in bytes from the start of the node */
    char node[SEEN_PATH]; /* its path */
};

struct seen {
    struct seen_place last;
    struct seen_place marks[SEEN_MARKS]; /* a to z, A to Z */
};

/*
 * What the file at path says of the image with that key, which is one or two words of word_put (image/word.h) with a blank between them.
 * False, and *seen all zero, where it says nothing, cannot be read, or is too large. Lines that are none are passed over.
 */
bool seen_read(const char *path, const char *key, struct seen *seen);

/*
 * Put the image first in the file, which is made where it is not there, with its directories, for the user alone. What the
 * file says of others stays, but for lines that are none and images beyond SEEN_IMAGES. False with *err filled in.
 */
bool seen_write(const char *path, const char *key, const struct seen *seen, struct tdxp_error *err);

#endif
