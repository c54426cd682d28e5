/*
 * Notes: what people have written about places of an image.
 *
 * A note is of a node, by its path, or of a range of bytes in it, and so holds for every image with such a node. The notes
 * of an image are kept in a file of its own, named by the image's SHA-256.
 */
#ifndef TDXPLORE_NOTES_H
#define TDXPLORE_NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "tdxplore/bytes.h"
#include "tdxplore/error.h"
#include "tdxplore/range.h"
#include "tdxplore/tree.h"

#define TDXP_NOTES_MOST 10000u                   /* notes of an image */
#define TDXP_NOTE_TEXT_MOST (UINT64_C(1) << 16)  /* bytes of the text of one */
#define TDXP_NOTE_PATH_MOST 4096u                /* bytes of a path */
#define TDXP_NOTES_FILE_MOST (UINT64_C(1) << 26) /* bytes of a file of notes that is read */
#define TDXP_SHA256_TEXT 65                      /* bytes of a SHA-256 in hexadecimal, the NUL included */

/* What a note is about: no two of a list are about the same. */
struct tdxp_note_place {
    const char *path;        /* of the node, as tdxp_node_path writes it */
    struct tdxp_range range; /* in bytes from the start of the node; length 0: the node itself */
};

struct tdxp_note {
    struct tdxp_note_place place;
    const char *text; /* UTF-8, not empty; lines are parted by '\n', which is not at its end. Escape it: it may hold
                         any other character */
    int64_t made, changed; /* seconds since 1970-01-01 UTC; 0: not known */
};

/* Notes in the order in which they were added. */
struct tdxp_notes;

/* An empty list of notes of the image with that SHA-256, or "" for none. NULL where memory ran out. */
struct tdxp_notes *tdxp_notes_new(const char *sha256);

/* notes may be NULL. */
void tdxp_notes_free(struct tdxp_notes *notes);

/* Of the image that they were made for, 64 digits or "". */
const char *tdxp_notes_sha256(const struct tdxp_notes *notes);

/* How many there are, and the n-th, or NULL past the last. Valid until the list is changed. */
size_t tdxp_notes_count(const struct tdxp_notes *notes);
const struct tdxp_note *tdxp_notes_get(const struct tdxp_notes *notes, size_t n);

/* The note of that place, or NULL. Slashes at the ends of the path make no difference. */
const struct tdxp_note *tdxp_notes_find(const struct tdxp_notes *notes, const struct tdxp_note_place *place);

/*
 * Add a note, or give that of its place another text and time of change. All of it is copied; line ends of other systems
 * become '\n', and those at the end of the text are left out. False with *err filled in, and the list as it was, where
 * path or text are empty, too long or not UTF-8, the range exceeds 64 bits, there are too many, or memory ran out.
 */
bool tdxp_notes_put(struct tdxp_notes *notes, const struct tdxp_note *note, struct tdxp_error *err);

/* Take out the note of that place. False where there is none. */
bool tdxp_notes_remove(struct tdxp_notes *notes, const struct tdxp_note_place *place);

/* What merging did. */
struct tdxp_notes_tally {
    size_t added;  /* notes of places that had none */
    size_t joined; /* others that had another text */
    size_t same;   /* that said nothing new */
};

/*
 * Put each note of another list into this one. Of two texts about one place none is lost: where neither has all lines of
 * the other in a row, the other's follow this one's. False as tdxp_notes_put; the list then has a part of them.
 */
bool tdxp_notes_merge(struct tdxp_notes *notes, const struct tdxp_notes *other, struct tdxp_notes_tally *tally,
                      struct tdxp_error *err);

/* ---- places as text ---- */

/*
 * "0x10+0x20": an offset and a length, each decimal or hexadecimal with 0x. False for anything else, a length of 0, and
 * where their sum exceeds 64 bits.
 */
bool tdxp_note_range_parse(const char *text, struct tdxp_range *range);

/* ---- places in a tree ---- */

struct tdxp_noted {
    const struct tdxp_note *note;
    const struct tdxp_node *node; /* NULL where the tree has none of that path */
    struct tdxp_range range;      /* of the bytes it is about in the node's space, cut to what the node has */
    bool packed;                  /* the path leads into something that is compressed, and not opened */
};

/* Notes in the order of the tree; those without a node come last. */
struct tdxp_noting {
    struct tdxp_noted *items; /* owned */
    size_t count;             /* of all */
    size_t placed;            /* of those with a node, which are the first */
};

/* Find the nodes of the notes. Both have to outlive the result, unchanged. NULL where memory ran out. */
struct tdxp_noting *tdxp_noting_new(const struct tdxp_notes *notes, const struct tdxp_tree *tree);

/* noting may be NULL. */
void tdxp_noting_free(struct tdxp_noting *noting);

/* The notes of a node and of ranges in it, *count of them: the node's own first, then by offset. O(log n). */
const struct tdxp_noted *tdxp_noting_of(const struct tdxp_noting *noting, const struct tdxp_node *node, size_t *count);

/* ---- written and read ---- */

/*
 * Write notes as text, as tdxplore(1) describes it under NOTES, or as JSON. Both can be read again, and neither can control
 * a terminal. noting, which may be NULL, is that of the notes: what it says of places is written as well, which reading
 * passes over. ascii: text is written in ASCII alone, as JSON is. False where memory ran out; errors of the stream stay in
 * it.
 */
bool tdxp_notes_write(const struct tdxp_notes *notes, const struct tdxp_noting *noting, bool ascii, FILE *out);
bool tdxp_notes_write_json(const struct tdxp_notes *notes, const struct tdxp_noting *noting, FILE *out);

/*
 * Read notes as either writes them, told apart by the first character. NULL with *err filled in, which names the line,
 * where they are anything else, exceed a limit, or memory ran out: nothing is passed over in silence.
 */
struct tdxp_notes *tdxp_notes_parse(const struct tdxp_bytes *bytes, struct tdxp_error *err);

/* Read a file; "-" is standard input. As tdxp_notes_parse; also where it cannot be read or is too large. */
struct tdxp_notes *tdxp_notes_read(const char *path, struct tdxp_error *err);

/* ---- where they are kept ---- */

/*
 * The file of the notes of an image, below XDG_DATA_HOME, into buffer. False where there is no place for it: neither that
 * nor HOME is an absolute path, or the path is too long.
 */
bool tdxp_notes_path(const char *sha256, char *buffer, size_t size);

/* Whether notes are kept of any image at all: without any, no image need be hashed. */
bool tdxp_notes_any(void);

/* The notes that are kept of an image: an empty list where there are none. NULL with *err filled in, which names the file. */
struct tdxp_notes *tdxp_notes_load(const char *sha256, struct tdxp_error *err);

/*
 * Change what is kept, and give back the notes as they are then. What others have changed since they were loaded stays:
 * the file is read again, under a lock, and replaced as a whole. NULL with *err filled in, and nothing changed, where the
 * file cannot be read as notes or cannot be written. A file that would be left without notes is deleted.
 */

/*
 * Put a note. was is the text that the writer knew of that place, or NULL for none: where somebody else has given it
 * another since, that is joined as in merging.
 */
struct tdxp_notes *tdxp_notes_keep(const char *sha256, const struct tdxp_note *note, const char *was,
                                   struct tdxp_error *err);

/* Take out the notes of a place; *removed tells whether there was one. */
struct tdxp_notes *tdxp_notes_drop(const char *sha256, const struct tdxp_note_place *place, bool *removed,
                                   struct tdxp_error *err);

/* Merge others into them. */
struct tdxp_notes *tdxp_notes_take(const char *sha256, const struct tdxp_notes *other, struct tdxp_notes_tally *tally,
                                   struct tdxp_error *err);

#endif
