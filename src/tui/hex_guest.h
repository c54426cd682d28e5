/* Guest memory by address, row by row: what the hex pane shows of it. */
#ifndef TUI_HEX_GUEST_H
#define TUI_HEX_GUEST_H

#include "tui/hex_row.h"

struct hex_guest; /* which addresses exist; immutable */

/* NULL where memory ran out. Freed by the caller. */
struct hex_guest *hex_guest_new(const struct tdxp_guest_map *map);
void hex_guest_free(struct hex_guest *guest);

/* A row: per_row addresses from start, a multiple of per_row; or a gap, in which no section puts anything. */
struct hex_guest_row {
    bool gap;
    uint64_t start; /* of a gap: its first address */
    uint64_t last;  /* of a gap: its last address */
};

/* True where some section covers the address. */
bool hex_guest_has(const struct hex_guest *guest, uint64_t gpa);

/* The row in which an address stands. */
struct hex_guest_row hex_guest_row_of(const struct hex_guest *guest, uint64_t gpa, int per_row);

/* The row below or above. False, and *row untouched, where there is none. */
bool hex_guest_next(const struct hex_guest *guest, struct hex_guest_row *row, int per_row);
bool hex_guest_prev(const struct hex_guest *guest, struct hex_guest_row *row, int per_row);

/*
 * The closest address that some section covers, from gpa on upwards (or downwards), gpa itself included, into *found.
 * False where there is none.
 */
bool hex_guest_seek(const struct hex_guest *guest, uint64_t gpa, bool up, uint64_t *found);

/* Digits of the highest address. */
int hex_guest_digits(const struct hex_guest *guest);

/* The cells of a row that is no gap, per_row of them. */
void hex_guest_cells(const struct app *app, const struct hex_guest_row *row, int per_row, struct hex_cell *cells);

#endif
