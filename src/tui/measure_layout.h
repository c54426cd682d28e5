/* What of a measurement is shown where, by the columns that there are. */
#ifndef TUI_MEASURE_LAYOUT_H
#define TUI_MEASURE_LAYOUT_H

#include "tdxplore/measure.h"

/* The columns of the sections' table, from the left. */
enum measure_column {
    MEASURE_INDEX,
    MEASURE_TYPE,
    MEASURE_ADDED,    /* pages */
    MEASURE_EXTENDED, /* pages */
    MEASURE_HASHED,   /* bytes, as a person says it */
    MEASURE_SHARE,    /* of the hash */
    MEASURE_BAR,      /* the same as a bar */
    MEASURE_REGISTER, /* where the contents go */
    MEASURE_DIGEST,   /* up to there */
    MEASURE_COLUMNS,
};

/* Width of each column, one column of the screen apart; 0 for one that is left out. */
struct measure_widths {
    int width[MEASURE_COLUMNS];
};

/* Those that fit into cols columns, and what everybody needs in any case. The digest takes what remains. */
struct measure_widths measure_widths_of(const struct tdxp_measure_result *result, int cols);

/* Digits a line in which an MRTD is shown, so that its lines are of one length and fit into cols columns; at least 8. */
int measure_digits(int cols);

#endif
