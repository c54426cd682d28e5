/* A line of a picture made of text: cells that hold a character or a symbol, each with a look. */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tdxplore/map_fill.h"

/* Directions in which a cell's line leads, or-ed; the cell shows the box-drawing character for them. */
enum grid_line {
    GRID_UP = 1,
    GRID_DOWN = 2,
    GRID_LEFT = 4,
    GRID_RIGHT = 8,
};

/* How cells look; where there is no colour they look all the same. */
#define GRID_PLAIN 0u
#define GRID_DIM 1u
#define GRID_SECTION(index) (2u + (index) % 6u) /* a hue a section, in the order of the explorer's */
#define GRID_BOLD 0x80u                         /* or-ed to a section's */

struct grid {
    bool utf8, colour;
    unsigned width;  /* columns */
    uint16_t *cells; /* what is in each: see grid.c */
    uint8_t *looks;
};

/* A blank line of that width. False where memory ran out. */
bool grid_open(struct grid *grid, unsigned width, bool utf8, bool colour);
void grid_close(struct grid *grid);

/* What does not fit into the line is left out, here and below. */
void grid_text(struct grid *grid, unsigned column, unsigned columns, unsigned look, const char *ascii);

/* Fill columns as a segment is filled. */
void grid_fill(struct grid *grid, unsigned column, unsigned columns, unsigned look, enum tdxp_map_fill fill);

/* The mark of something that is left out. */
void grid_break(struct grid *grid, unsigned column, unsigned look);

/* Or directions (enum grid_line) to those of a cell. */
void grid_line(struct grid *grid, unsigned column, unsigned directions);

/* Write the escape sequence (ECMA-48, SGR) of a look; GRID_PLAIN ends any. */
void grid_print_look(unsigned look, FILE *out);

/* Write the line without blanks at its end, and make it blank again. */
void grid_print(struct grid *grid, FILE *out);

#endif
