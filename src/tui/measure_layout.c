/* What of a measurement is shown where, by the columns that there are. */
#include "tui/measure_layout.h"

#include <string.h>

#include "tui/measure_kind.h"

enum { DIGEST_MOST = TDXP_MRTD_TEXT - 1 };

/* What a column wants to have: its longest text decides. */
static int wanted_by(const struct measured *m, unsigned column)
{
    const struct measure_column *c = &m->kind->columns[column];
    int wanted = c->width;

    for (uint32_t row = 0; c->part == MEASURE_TEXT && row < m->row_count; row++) {
        char text[64];
        int width;

        m->kind->cell(m->app, row, column, text, sizeof text);
        width = (int)strlen(text);
        wanted = width > wanted ? width : wanted;
    }
    return wanted;
}

/* The column of that rank, of those that are not shown in any case; column_count: none. */
static unsigned column_of_rank(const struct measure_kind *kind, unsigned rank)
{
    unsigned column = 0;

    while (column < kind->column_count && kind->columns[column].rank != rank) {
        column++;
    }
    return column;
}

/* The digest has what remains, as far as it needs that. */
static void widen_digest(const struct measure_kind *kind, struct measure_widths *widths, int room)
{
    for (unsigned i = 0; i < kind->column_count; i++) {
        int *width = &widths->width[i];

        if (kind->columns[i].part == MEASURE_DIGEST && *width > 0) {
            *width = room < DIGEST_MOST - *width ? *width + room : DIGEST_MOST;
        }
    }
}

struct measure_widths measure_widths_of(const struct measured *m, int cols)
{
    const struct measure_kind *kind = m->kind;
    struct measure_widths widths = {{0}};
    unsigned column;
    int used = -1;

    for (unsigned i = 0; i < kind->column_count; i++) {
        if (kind->columns[i].rank == 0) {
            widths.width[i] = wanted_by(m, i);
            used += 1 + widths.width[i];
        }
    }
    for (unsigned rank = 1; (column = column_of_rank(kind, rank)) < kind->column_count; rank++) {
        int wanted = wanted_by(m, column);

        if (used + 1 + wanted > cols) {
            break;
        }
        widths.width[column] = wanted;
        used += 1 + wanted;
    }
    widen_digest(kind, &widths, cols - used);
    return widths;
}

int measure_digits(int cols)
{
    static const int choices[] = {96, 48, 32, 24, 16, 12};

    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        if (choices[i] <= cols) {
            return choices[i];
        }
    }
    return 8;
}
