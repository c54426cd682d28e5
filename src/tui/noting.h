/*
 * The notes of the image that is shown. They are kept by its SHA-256, which is worked out between two keys, and only where
 * notes are kept of any image or somebody wants one.
 */
#ifndef TUI_NOTING_H
#define TUI_NOTING_H

#include "tui/app.h"

/* The image has been opened. */
void noting_open(struct app *app);

/* Another decoding is shown, or another image: what is known of the one before is kept for :notes carry. */
void noting_reload(struct app *app);

/* The image is the same file as before, read again: its notes are worth carrying over. */
void noting_offer_carry(struct app *app);

void noting_close(struct app *app);

/* True while there is something to do without a key. */
bool noting_runs(const struct app *app);

/* Do a part of it. */
void noting_step(struct app *app);

/* Somebody waits for that: then a line for it. */
bool noting_waits(const struct app *app);
void noting_line(const struct app *app, char *buffer, size_t size);

/*
 * Do what is wanted as soon as the notes are known, at once where they are or soon will be. False, with a message, where it
 * could not be done.
 */
bool noting_want(struct app *app, enum noting_want want, const char *typed);

/* Nobody wants it any longer; and the image is hashed no further where no notes are kept. */
void noting_stop(struct app *app);

/* Say what is wrong with what is kept. The way to the file, by which the message begins, leaves the line no room for that. */
void noting_fail(struct app *app, const struct tdxp_error *err);

/* Load what is kept, as others may have changed it. False with a message. */
bool noting_refresh(struct app *app);

/* Show these, which are kept as of now, and are handed over. */
void noting_adopt(struct app *app, struct tdxp_notes *notes);

/* ---- what panes show ---- */

/* The notes of a node and of ranges in it. */
const struct tdxp_noted *noting_of(const struct app *app, const struct tdxp_node *node, size_t *count);

/* True where a byte is in a range that has a note. */
bool noting_has(const struct app *app, const struct tdxp_space *space, uint64_t offset);

/* The next note after index from (-1: from the first on) that is about what is selected: its node, or bytes at the cursor. */
const struct tdxp_noted *noting_selected(const struct app *app, int *from);

/* What is at the head of a note's text, safe to show, in one line; size is at least 16. */
void noting_words(const struct app *app, const struct tdxp_note *note, char *buffer, size_t size);

#endif
