/* Reading notes: the two formats. */
#ifndef NOTES_READ_H
#define NOTES_READ_H

#include "tdxplore/notes.h"

/* Read text of size bytes and a NUL behind them, which is changed by that. As tdxp_notes_parse. */
struct tdxp_notes *notes_read_text(char *text, size_t size, struct tdxp_error *err);
struct tdxp_notes *notes_read_json(const char *text, size_t size, struct tdxp_error *err);

#endif
