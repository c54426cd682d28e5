/* What there is to know about a value: one table of differences between launches. */
#ifndef MEASURE_NOTE_H
#define MEASURE_NOTE_H

#include "measure/plan.h"

enum { NOTES_MAX = 16 };

/* The notes on a planned launch, in the order of the table, into notes. Returns how many. */
size_t notes_of(const struct plan *plan, const struct tdxp_measure_options *options,
                struct tdxp_measure_note notes[static NOTES_MAX]);

#endif
