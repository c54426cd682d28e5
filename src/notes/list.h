/* What the parts of notes share. */
#ifndef NOTES_LIST_H
#define NOTES_LIST_H

#include "tdxplore/notes.h"

/* True for 64 lower-case hexadecimal digits. */
bool notes_is_sha256(const char *text);

/* Say which image the notes are of: as tdxp_notes_new. */
void notes_set_sha256(struct tdxp_notes *notes, const char *sha256);

/* Put a note, joining its text with another that the place has; which of them happened is counted. */
bool notes_join(struct tdxp_notes *notes, const struct tdxp_note *note, struct tdxp_notes_tally *tally,
                struct tdxp_error *err);

#endif
