/*
 * Makes a picture of the program's real screen, as SVG.
 *
 * usage: capture FILE ROWS COLS KEYS [ARG...]
 *
 * Runs the program named by $TDXPLORE with ARGs, types KEYS one by one, and writes what the terminal then shows to FILE.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"
#include "report/svg.h"

enum { CELL_HEIGHT = 18, MARGIN = 12, FONT_SIZE = 14 };

#define CELL_WIDTH 8.4

static const struct {
    const char *ink, *ground;
} terminal = {"#d4d4d4", "#1b1e24"};

struct request {
    const char *path;
    int rows, cols;
    const char *keys;
    const char *const *argv;
};

/* The sixteen colours that a terminal may choose; the rest of the 256 are computed as xterm does. */
static void colour_text(struct screen_colour colour, const char *otherwise, char text[static 8])
{
    static const char *const base[16] = {"#000000", "#cd3131", "#0dbc79", "#e5e510", "#2472c8", "#bc3fbc",
                                         "#11a8cd", "#e5e5e5", "#666666", "#f14c4c", "#23d18b", "#f5f543",
                                         "#3b8eea", "#d670d6", "#29b8db", "#ffffff"};
    static const uint8_t steps[6] = {0, 95, 135, 175, 215, 255};

    if (colour.kind == SCREEN_RGB) {
        snprintf(text, 8, "#%02x%02x%02x", colour.r, colour.g, colour.b);
    } else if (colour.kind == SCREEN_DEFAULT) {
        snprintf(text, 8, "%s", otherwise);
    } else if (colour.idx < 16) {
        snprintf(text, 8, "%s", base[colour.idx]);
    } else if (colour.idx < 232) {
        unsigned i = colour.idx - 16u;

        snprintf(text, 8, "#%02x%02x%02x", steps[i / 36], steps[i / 6 % 6], steps[i % 6]);
    } else {
        unsigned grey = 8 + 10 * (colour.idx - 232u);

        snprintf(text, 8, "#%02x%02x%02x", grey, grey, grey);
    }
}

/* How a cell looks, reversal carried out. */
struct look {
    char ink[8], ground[8];
    bool bold, underline;
};

static struct look look_of(const struct screen_cell *cell)
{
    struct look look = {.bold = cell->bold, .underline = cell->underline};

    colour_text(cell->fg, terminal.ink, cell->reverse ? look.ground : look.ink);
    colour_text(cell->bg, terminal.ground, cell->reverse ? look.ink : look.ground);
    return look;
}

static bool same_look(const struct look *a, const struct look *b)
{
    return strcmp(a->ink, b->ink) == 0 && strcmp(a->ground, b->ground) == 0 && a->bold == b->bold &&
           a->underline == b->underline;
}

static void put_run(FILE *out, struct screen *s, int row, int from, int to, const struct look *look)
{
    double x = MARGIN + from * CELL_WIDTH;
    int y = MARGIN + row * CELL_HEIGHT;
    bool blank = true;

    if (strcmp(look->ground, terminal.ground) != 0) {
        fprintf(out, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", x, y,
                (to - from) * CELL_WIDTH, CELL_HEIGHT, look->ground);
    }
    for (int col = from; col < to; col++) {
        blank = blank && strcmp(screen_cell(s, row, col).utf8, " ") == 0;
    }
    if (blank) {
        return;
    }
    fprintf(out, "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" lengthAdjust=\"spacingAndGlyphs\" fill=\"%s\"%s%s>", x,
            y + FONT_SIZE, (to - from) * CELL_WIDTH, look->ink, look->bold ? " font-weight=\"bold\"" : "",
            look->underline ? " text-decoration=\"underline\"" : "");
    for (int col = from; col < to; col++) {
        svg_escaped(out, screen_cell(s, row, col).utf8);
    }
    fputs("</text>\n", out);
}

static void put_picture(FILE *out, struct screen *s)
{
    int rows = screen_rows(s);
    int cols = screen_cols(s);
    double width = 2 * MARGIN + cols * CELL_WIDTH;
    int height = 2 * MARGIN + rows * CELL_HEIGHT;

    fprintf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %d\" xml:space=\"preserve\" role=\"img\" aria-label=\"A terminal "
        "with tdxplore\" font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"%d\">\n"
        "<rect width=\"100%%\" height=\"100%%\" rx=\"6\" fill=\"%s\"/>\n",
        width, height, FONT_SIZE, terminal.ground);
    for (int row = 0; row < rows; row++) {
        int from = 0;

        while (from < cols) {
            struct screen_cell cell = screen_cell(s, row, from);
            struct look look = look_of(&cell);
            int to = from + 1;

            for (; to < cols; to++) {
                struct screen_cell next = screen_cell(s, row, to);
                struct look other = look_of(&next);

                if (!same_look(&look, &other)) {
                    break;
                }
            }
            put_run(out, s, row, from, to, &look);
            from = to;
        }
    }
    fputs("</svg>\n", out);
}

static void take(void **state)
{
    const struct request *request = *state;
    const struct screen_options options = {.rows = request->rows, .cols = request->cols};
    struct screen *s = screen_start(&options, request->argv);
    FILE *out;

    screen_settle(s);
    for (const char *key = request->keys; *key; key++) {
        char text[2] = {*key, '\0'};

        screen_type(s, text);
        screen_settle(s);
    }
    out = fopen(request->path, "w");
    assert_non_null(out);
    put_picture(out, s);
    assert_int_equal(fclose(out), 0);
    screen_free(s);
}

int main(int argc, char **argv)
{
    /* The harness reports what goes wrong through cmocka. */
    struct request request;
    const struct CMUnitTest tests[] = {cmocka_unit_test_prestate(take, &request)};
    const char **command = calloc((size_t)argc + 1, sizeof *command);

    if (argc < 5 || !command) {
        fprintf(stderr, "usage: capture FILE ROWS COLS KEYS [ARG...]\n");
        return 2;
    }
    command[0] = screen_program();
    for (int i = 5; i < argc; i++) {
        command[i - 4] = argv[i];
    }
    request = (struct request){argv[1], atoi(argv[2]), atoi(argv[3]), argv[4], command};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
