/* A line of a picture made of text. */
#include "report/grid.h"

#include <stdlib.h>
#include <string.h>

/* What a cell holds: an ASCII character, a fill, the break mark, or a line that leads in some directions. */
enum {
    CELL_FILL = 0x80,
    CELL_BREAK = CELL_FILL + TDXP_FILLS,
    CELL_LINE = 0x100,
};

struct symbol {
    const char *utf8, *ascii;
};

static const struct symbol fills[TDXP_FILLS] = {
    [TDXP_FILL_MEASURED] = {"█", "#"}, [TDXP_FILL_COPIED] = {"▓", "="}, [TDXP_FILL_TAIL] = {"▒", "-"},
    [TDXP_FILL_ZERO] = {"░", "."},     [TDXP_FILL_AUG] = {"·", "o"},    [TDXP_FILL_MISSING] = {"×", "x"},
    [TDXP_FILL_LAUNCH] = {"≡", "%"},
};

static const struct symbol break_mark = {"⋮", ":"};

/* By the directions or-ed. */
static const struct symbol lines[] = {
    {" ", " "}, {"╵", "|"}, {"╷", "|"}, {"│", "|"}, {"╴", "-"}, {"┘", "+"}, {"┐", "+"}, {"┤", "+"},
    {"╶", "-"}, {"└", "+"}, {"┌", "+"}, {"├", "+"}, {"─", "-"}, {"┴", "+"}, {"┬", "+"}, {"┼", "+"},
};

/* ECMA-48, SGR. Yellow, cyan, green, magenta, blue, red: what the explorer has on terminals of eight colours. */
static const char *const looks[] = {"", "2", "33", "36", "32", "35", "34", "31"};

bool grid_open(struct grid *grid, unsigned width, bool utf8, bool colour)
{
    *grid = (struct grid){.utf8 = utf8, .colour = colour, .width = width};
    grid->cells = malloc(width * sizeof *grid->cells);
    grid->looks = calloc(width, sizeof *grid->looks);
    if (!grid->cells || !grid->looks) {
        grid_close(grid);
        return false;
    }
    for (unsigned i = 0; i < width; i++) {
        grid->cells[i] = ' ';
    }
    return true;
}

void grid_close(struct grid *grid)
{
    free(grid->cells);
    free(grid->looks);
    *grid = (struct grid){0};
}

static void set(struct grid *grid, unsigned column, unsigned look, unsigned cell)
{
    if (column < grid->width) {
        grid->cells[column] = (uint16_t)cell;
        grid->looks[column] = (uint8_t)look;
    }
}

void grid_text(struct grid *grid, unsigned column, unsigned columns, unsigned look, const char *ascii)
{
    for (unsigned i = 0; i < columns && ascii[i]; i++) {
        set(grid, column + i, look, (unsigned char)ascii[i]);
    }
}

void grid_fill(struct grid *grid, unsigned column, unsigned columns, unsigned look, enum tdxp_map_fill fill)
{
    for (unsigned i = 0; i < columns; i++) {
        set(grid, column + i, look, CELL_FILL + (unsigned)fill);
    }
}

void grid_break(struct grid *grid, unsigned column, unsigned look)
{
    set(grid, column, look, CELL_BREAK);
}

void grid_line(struct grid *grid, unsigned column, unsigned directions)
{
    if (column < grid->width) {
        unsigned cell = grid->cells[column];

        set(grid, column, GRID_PLAIN, (cell & CELL_LINE ? cell : CELL_LINE) | directions);
    }
}

static const char *text_of(const struct grid *grid, unsigned cell)
{
    const struct symbol *symbol = cell & CELL_LINE     ? &lines[cell - CELL_LINE]
                                  : cell == CELL_BREAK ? &break_mark
                                                       : &fills[cell - CELL_FILL];

    return grid->utf8 ? symbol->utf8 : symbol->ascii;
}

void grid_print_look(unsigned look, FILE *out)
{
    fprintf(out, "\33[%s%sm", looks[look & ~GRID_BOLD], look & GRID_BOLD ? ";1" : "");
}

void grid_print(struct grid *grid, FILE *out)
{
    unsigned end = grid->width;
    unsigned look = GRID_PLAIN;

    while (end > 0 && grid->cells[end - 1] == ' ') {
        end--;
    }
    for (unsigned i = 0; i < end; i++) {
        if (grid->colour && grid->looks[i] != look) {
            grid_print_look(grid->looks[i], out);
            look = grid->looks[i];
        }
        if (grid->cells[i] < CELL_FILL) {
            putc(grid->cells[i], out);
        } else {
            fputs(text_of(grid, grid->cells[i]), out);
        }
    }
    if (look != GRID_PLAIN) {
        grid_print_look(GRID_PLAIN, out);
    }
    putc('\n', out);
    for (unsigned i = 0; i < grid->width; i++) {
        set(grid, i, GRID_PLAIN, ' ');
    }
}
