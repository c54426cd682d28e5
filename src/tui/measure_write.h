/* What the measurement pane says, from the value to the notes. */
#ifndef TUI_MEASURE_WRITE_H
#define TUI_MEASURE_WRITE_H

#include "tui/writer.h"

/* What launches, the value or why there is none, how much of the file is covered, and the headings of the sections. */
void measure_write_head(struct writer *w, const struct tdxp_measure_result *result);

/* A row for each section; that of the chosen one (-1: none) stands out. */
void measure_write_sections(struct writer *w, const struct tdxp_measure_result *result,
                            int32_t chosen);

/* Who measures what, and what there is to know. */
void measure_write_rest(struct writer *w, const struct tdxp_measure_result *result);

/* True for a refusal for which neither force nor another VMM helps. */
bool measure_is_final(const struct tdxp_measure_result *result);

/* How far it is, in percent. */
int measure_percent(const struct tdxp_measure_result *result);

#endif
