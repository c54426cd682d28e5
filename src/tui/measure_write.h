/* What the measurement pane says, from the value to the notes. */
#ifndef TUI_MEASURE_WRITE_H
#define TUI_MEASURE_WRITE_H

#include "tui/measure_kind.h"

/* What launches, the value or why there is none, how much of the file is covered, and the headings of the table. */
void measure_write_head(struct writer *w, const struct measured *measured, const struct measure_widths *widths);

/* The rows of the table; the chosen one (-1: none) stands out. */
void measure_write_rows(struct writer *w, const struct measured *measured, const struct measure_widths *widths,
                        int32_t chosen);

/* What its kind says, and what there is to know. */
void measure_write_rest(struct writer *w, const struct measured *measured);

/* A heading below an empty line. */
void measure_write_heading(struct writer *w, const char *text);

/* A digest, in lines of one length. */
void measure_write_digest(struct writer *w, const uint8_t *digest);

/* How far it is, in percent. */
int measure_percent(const struct measured *measured);

#endif
