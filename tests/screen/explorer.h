/*
 * What the tests of the explorer share: the program on an image, the same image decoded here, and the panes, rows and
 * bytes found again among the cells.
 *
 * Nothing here knows colours. What is selected, marked or shaded is told by cells that look unlike others.
 */
#ifndef TESTS_SCREEN_EXPLORER_H
#define TESTS_SCREEN_EXPLORER_H

#include <stdbool.h>
#include <stdint.h>

#include "harness.h"
#include "tdxplore/check.h"
#include "tdxplore/firmware.h"

#define OVMF "/usr/share/ovmf/OVMF.fd"

/* A program under test, and the model of what it shows. */
struct explorer {
    struct screen *s;         /* NULL before explorer_start */
    struct tdxp_image *image; /* what it was started on, decoded here */
    struct tdxp_firmware *fw;
    struct tdxp_check_result *check;
    struct tdxp_opened *opened;     /* what of it is decompressed in the model; NULL: nothing */
    const struct tdxp_space *space; /* what the hex pane is to show, of the model; NULL: the file */
    char dir[64];                   /* a directory for files of the test */
};

/* A rectangle of cells. */
struct area {
    int row, col, rows, cols;
};

/* The hex pane's bytes on the screen. */
struct hex_view {
    struct area area;  /* inside of the frame */
    int digits;        /* of an offset */
    int per_row;       /* bytes a row */
    int rows;          /* rows that hold bytes */
    uint64_t top, end; /* offsets of the first byte shown and of the one behind the last */
};

/* ---- Start and end ---- */

/* A cmocka setup and teardown: *state is a struct explorer between them. */
int explorer_setup(void **state);
int explorer_teardown(void **state);

/*
 * Starts the program on the image at path (NULL: the built-in sample) and waits for its screen; what ran before is
 * ended. opt may be NULL. The model of e is that of the image. Files in the directory of e may be opened.
 */
void explorer_start(struct explorer *e, const struct screen_options *opt, const char *path);

/* The same on OVMF; skips the test where it is not installed. */
void explorer_start_ovmf(struct explorer *e, const struct screen_options *opt);

/* Starts any command line, without a model. The program is to draw its first screen. */
void explorer_run(struct explorer *e, const struct screen_options *opt, const char *const argv[]);

enum { EXPLORER_PATH = 256 };

/*
 * Where a library of the tests is that is made to be preloaded: "fault" for tests/fault.so. Skips the test where it was
 * not made: a sanitizer in the program wants to be the first of all.
 */
void explorer_library(const char *name, char path[static EXPLORER_PATH]);

/* Waits until the program has drawn its first screen, or has ended. */
void explorer_wait_begun_or_ended(struct explorer *e);

/* Waits for the program's end; it must have ended by itself with that status. */
void explorer_expect_exit(struct explorer *e, int status);

/* The program, given q, ends well. */
void explorer_quit(struct explorer *e);

/* ---- Files ---- */

/* The bytes of the sample, to be freed. */
uint8_t *explorer_sample_bytes(void);

/* Writes a file into the directory of e; returns its path, to be freed. */
char *explorer_file(struct explorer *e, const char *name, const uint8_t *bytes, size_t size);

/* Stores an integer of width bytes in the sample's image, little-endian, at a node's place plus offset. */
void explorer_patch(uint8_t *bytes, const char *path, uint64_t offset, unsigned width, uint64_t value);

/* ---- The model ---- */

/* Decompress whatever there is, in the model. */
void explorer_open_model(struct explorer *e);

/* The node with that path; fails the test where there is none. */
const struct tdxp_node *explorer_node(const struct explorer *e, const char *path);

/* ---- Cells ---- */

/* True where two cells look alike, whatever stands in them. */
bool same_look(struct screen_cell a, struct screen_cell b);

/* True for a cell that stands out by itself: reversed, or on another background than the terminal's. */
bool stands_out(struct screen_cell cell);

enum { EXPLORER_TEXT = 1024 }; /* bytes that suffice for the text of a row */

/* The text of a row of the area, without blanks at either end. */
void explorer_text(struct explorer *e, struct area area, int row, char *text, size_t size);

/* ---- Panes ---- */

/*
 * The pane of that name ("Hex") with its frame. False where it is not on the screen, or its frame is not whole: corners
 * that do not stand above each other, gaps in the edges.
 */
bool explorer_pane(struct explorer *e, const char *name, struct area *frame);

/* Inside of the frame of a pane that must be there. */
struct area explorer_inside(struct explorer *e, const char *name);

/* The text in the top edge of a pane that must be there. */
void explorer_title(struct explorer *e, const char *name, char *text, size_t size);

/* The first row of a pane, from the inside's first, in which text stands; -1 where none does. */
int explorer_row_of(struct explorer *e, const char *name, const char *text);

/* True where text stands in a row of the pane. */
bool explorer_has(struct explorer *e, const char *name, const char *text);

/* True where the pane is on the screen and has the keys: its frame is drawn bold. */
bool explorer_focused(struct explorer *e, const char *name);

void explorer_wait_focus(struct explorer *e, const char *name);

/* The row of the pane that stands out as a whole, counted from the inside's first; -1 where none or more than one does. */
int explorer_chosen_row(struct explorer *e, const char *name);

/* Its text; "" where there is none. */
void explorer_chosen(struct explorer *e, const char *name, char *text, size_t size);

/* Waits until the chosen row of a pane begins with text, which stands behind its indent and signs. */
void explorer_wait_chosen(struct explorer *e, const char *name, const char *text);

/* ---- The selection ---- */

/*
 * Waits until the selection is the node: the explanation is about it, and the tree has chosen it. To be used where
 * both panes are on the screen.
 */
void explorer_wait_node(struct explorer *e, const struct tdxp_node *node);

/* The same by its path. */
void explorer_wait_path(struct explorer *e, const char *path);

/* Waits until the bottom line is exactly the text. */
void explorer_wait_line(struct explorer *e, const char *text);

/* Opens a prompt by its key, and waits for its label. */
void explorer_open_prompt(struct explorer *e, const char *key, const char *label);

/* The same, then types text and Enter. */
void explorer_prompt(struct explorer *e, const char *key, const char *label, const char *text);

/* Goes to a node by its path with the g prompt, and waits until it is selected. */
void explorer_go(struct explorer *e, const char *path);

/* ---- Hex ---- */

/* Reads the hex pane. Fails the test where it is not on the screen or shows other bytes than the image, or space, has. */
struct hex_view explorer_hex(struct explorer *e);

/* The cells of a byte's first digit and of its character; false where the byte is not in view. */
bool hex_cell(const struct hex_view *view, uint64_t offset, int *row, int *digit_col, int *char_col);

/* The offset of the cursor byte, as the title of the hex pane says. */
uint64_t hex_cursor(struct explorer *e);

/* Waits until it is there. */
void explorer_wait_cursor(struct explorer *e, uint64_t offset);

/*
 * Proves what the hex pane shows of a selected node, byte by byte: those of the node stand out, digits and character,
 * and no others do as they do; where it has no bytes, none but the cursor do. At least one of the node's bytes is in
 * view. For a screen without colours, where nothing else stands out.
 */
void explorer_assert_hex_selects(struct explorer *e, const struct tdxp_node *node);

#endif
