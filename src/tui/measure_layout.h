/* What of a measurement is shown where, by the columns that there are. */
#ifndef TUI_MEASURE_LAYOUT_H
#define TUI_MEASURE_LAYOUT_H

#include <stdbool.h>

struct measured;

enum measure_part {
    MEASURE_TEXT,
    MEASURE_SHARE,  /* of what is hashed */
    MEASURE_BAR,    /* the same as a bar */
    MEASURE_DIGEST, /* up to there; takes what room remains */
};

/* A column of the table. */
struct measure_column {
    const char *heading;
    enum measure_part part;
    int width;         /* at least, in columns of the screen; its longest text may need more */
    bool to_the_right; /* so its texts stand */
    unsigned rank;     /* 0: always shown; others where there is room, the lowest first */
};

enum { MEASURE_COLUMNS_MAX = 9 };

/* Width of each column, one column of the screen apart; 0 for one that is left out. */
struct measure_widths {
    int width[MEASURE_COLUMNS_MAX];
};

/* Those that fit into cols columns, and what everybody needs in any case. */
struct measure_widths measure_widths_of(const struct measured *measured, int cols);

/* Digits a line in which a digest is shown, so that its lines are of one length and fit into cols columns; at least 8. */
int measure_digits(int cols);

#endif
