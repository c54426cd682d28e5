/* What the tests of the explorer share. See explorer.h. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "explorer.h"

#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tdxplore/sample.h"

/* ---- Start and end ---- */

int explorer_setup(void **state)
{
    struct explorer *e = calloc(1, sizeof *e);

    if (!e) {
        return -1;
    }
    *state = e;
    return screen_make_dir(e->dir, sizeof e->dir, "explorer") ? 0 : -1;
}

static void forget_model(struct explorer *e)
{
    tdxp_check_free(e->check);
    tdxp_firmware_free(e->fw);
    tdxp_opened_free(e->opened);
    tdxp_image_close(e->image);
    e->check = NULL;
    e->fw = NULL;
    e->opened = NULL;
    e->space = NULL;
    e->image = NULL;
}

int explorer_teardown(void **state)
{
    struct explorer *e = *state;

    screen_free(e->s);
    forget_model(e);
    screen_remove_dir(e->dir);
    free(e);
    return 0;
}

uint8_t *explorer_sample_bytes(void)
{
    uint8_t *bytes = malloc(TDXP_SAMPLE_SIZE);

    assert_non_null(bytes);
    tdxp_sample_build(bytes);
    return bytes;
}

static void make_model(struct explorer *e, const char *path)
{
    struct tdxp_error err;

    forget_model(e);
    e->image = path ? tdxp_image_open(path, NULL, &err)
                    : tdxp_image_from_memory("built-in sample", explorer_sample_bytes(), TDXP_SAMPLE_SIZE, &err);
    assert_non_null(e->image);
    e->fw = tdxp_firmware_decode(e->image, &err);
    assert_non_null(e->fw);
    e->check = tdxp_check(e->fw, &err);
    assert_non_null(e->check);
}

/* The bottom line is the last thing that is drawn. */
static bool is_drawn(struct screen *s, void *unused)
{
    (void)unused;
    return strstr(screen_row_text(s, 0), "tdxplore") &&
           (*screen_row_text(s, screen_rows(s) - 1) || screen_find(s, "needs", NULL, NULL));
}

void explorer_run(struct explorer *e, const struct screen_options *opt, const char *const argv[])
{
    screen_free(e->s);
    e->s = NULL;
    e->s = screen_start(opt, argv);
}

void explorer_library(const char *name, char path[static EXPLORER_PATH])
{
    const char *builddir = getenv("builddir");

    snprintf(path, EXPLORER_PATH, "%.200s/tests/%.40s.so", builddir ? builddir : ".", name);
    if (access(path, R_OK) != 0) {
        print_message("skipped: %s was not made\n", path);
        skip();
    }
}

static bool has_begun_or_ended(struct screen *s, void *context)
{
    /* Asking for the state takes in what was written meanwhile: it is to be looked at behind that. */
    bool runs = screen_child_state(s) == SCREEN_RUNNING;

    (void)context;
    return !runs || screen_find(s, "4 Explanation", NULL, NULL);
}

void explorer_wait_begun_or_ended(struct explorer *e)
{
    screen_wait_until(e->s, has_begun_or_ended, NULL, "the first screen, or the end");
}

void explorer_start(struct explorer *e, const struct screen_options *opt, const char *path)
{
    char allow[sizeof "--allow=" + sizeof e->dir];
    const char *argv[] = {screen_program(), allow, path, NULL};

    snprintf(allow, sizeof allow, "--allow=%s", e->dir);
    make_model(e, path);
    explorer_run(e, opt, argv);
    screen_wait_until(e->s, is_drawn, NULL, "the first screen");
}

void explorer_start_ovmf(struct explorer *e, const struct screen_options *opt)
{
    if (access(OVMF, R_OK) != 0) {
        skip();
    }
    explorer_start(e, opt, OVMF);
}

void explorer_expect_exit(struct explorer *e, int status)
{
    int got;

    screen_wait_exit(e->s, &got);
    assert_true(WIFEXITED(got));
    assert_int_equal(WEXITSTATUS(got), status);
}

void explorer_quit(struct explorer *e)
{
    screen_type(e->s, "q");
    explorer_expect_exit(e, 0);
}

/* ---- Files ---- */

char *explorer_file(struct explorer *e, const char *name, const uint8_t *bytes, size_t size)
{
    char *path = NULL;
    FILE *file;

    assert_true(asprintf(&path, "%s/%s", e->dir, name) > 0);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return path;
}

void explorer_patch(uint8_t *bytes, const char *path, uint64_t offset, unsigned width, uint64_t value)
{
    struct explorer sample = {.s = NULL};
    uint64_t at;

    make_model(&sample, NULL);
    at = explorer_node(&sample, path)->offset + offset;
    forget_model(&sample);
    for (unsigned i = 0; i < width; i++) {
        bytes[at + i] = (uint8_t)(value >> (8 * i));
    }
}

/* ---- The model ---- */

void explorer_open_model(struct explorer *e)
{
    struct tdxp_open_limits limits = tdxp_open_limits_of_size((uint64_t)1 << 30);
    struct tdxp_error err;

    tdxp_check_free(e->check);
    tdxp_firmware_free(e->fw);
    e->check = NULL;
    e->opened = tdxp_opened_new(&limits, true);
    assert_non_null(e->opened);
    e->fw = tdxp_firmware_decode_opened(e->image, e->opened, &err);
    assert_non_null(e->fw);
    e->check = tdxp_check(e->fw, &err);
    assert_non_null(e->check);
}

const struct tdxp_node *explorer_node(const struct explorer *e, const char *path)
{
    const struct tdxp_node *node = tdxp_tree_find(e->fw->tree, path);

    if (!node) {
        fail_msg("no node %s", path);
    }
    return node;
}

/* ---- Cells ---- */

static bool same_colour(struct screen_colour a, struct screen_colour b)
{
    return a.kind == b.kind && a.idx == b.idx && a.r == b.r && a.g == b.g && a.b == b.b;
}

bool same_look(struct screen_cell a, struct screen_cell b)
{
    return a.bold == b.bold && a.underline == b.underline && a.reverse == b.reverse && a.blink == b.blink &&
           a.italic == b.italic && a.strike == b.strike && same_colour(a.fg, b.fg) && same_colour(a.bg, b.bg);
}

bool stands_out(struct screen_cell cell)
{
    return cell.reverse || cell.bg.kind != SCREEN_DEFAULT;
}

static bool is_cell(struct explorer *e, int row, int col, const char *utf8, const char *ascii)
{
    struct screen_cell cell;

    if (row < 0 || col < 0 || row >= screen_rows(e->s) || col >= screen_cols(e->s)) {
        return false;
    }
    cell = screen_cell(e->s, row, col);
    return strcmp(cell.utf8, utf8) == 0 || strcmp(cell.utf8, ascii) == 0;
}

void explorer_text(struct explorer *e, struct area area, int row, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (int col = 0; col < area.cols; col++) {
        struct screen_cell cell = screen_cell(e->s, area.row + row, area.col + col);
        size_t length = strlen(cell.utf8);

        if (used + length + 1 > size || (used == 0 && strcmp(cell.utf8, " ") == 0)) {
            continue;
        }
        memcpy(text + used, cell.utf8, length + 1);
        used += length;
    }
    while (used > 0 && text[used - 1] == ' ') {
        text[--used] = '\0';
    }
}

/* ---- Panes ---- */

static bool is_corner_of(struct explorer *e, int row, int col, const char *name)
{
    struct area title = {row, col + 1, 1, screen_cols(e->s) - col - 1};
    char text[EXPLORER_TEXT];

    if (!is_cell(e, row, col, "┌", "+") || !is_cell(e, row, col + 1, " ", " ")) {
        return false;
    }
    explorer_text(e, title, 0, text, sizeof text);
    return ((text[0] >= '1' && text[0] <= '9') || strchr("dTX", text[0])) && text[1] == ' ' &&
           strncmp(text + 2, name, strlen(name)) == 0;
}

/* How many cells of a run, going by a step from a cell, are of the kind that edges are made of. */
static int edge_length(struct explorer *e, int row, int col, bool down)
{
    int length = 0;

    while (down ? is_cell(e, row + length, col, "│", "|") : is_cell(e, row, col + length, "─", "-")) {
        length++;
    }
    return length;
}

/* False where the frame is not whole. */
static bool measure_frame(struct explorer *e, int row, int col, struct area *frame)
{
    int right = col + 1;
    int height = edge_length(e, row + 1, col, true);
    int bottom = row + 1 + height;

    while (right < screen_cols(e->s) && !is_cell(e, row, right, "┐", "+")) {
        right++;
    }
    *frame = (struct area){row, col, height + 2, right - col + 1};
    return is_cell(e, row, right, "┐", "+") && edge_length(e, row + 1, right, true) == height &&
           is_cell(e, bottom, col, "└", "+") && is_cell(e, bottom, right, "┘", "+") &&
           edge_length(e, bottom, col + 1, false) == right - col - 1;
}

bool explorer_pane(struct explorer *e, const char *name, struct area *frame)
{
    for (int row = 0; row < screen_rows(e->s); row++) {
        for (int col = 0; col < screen_cols(e->s); col++) {
            if (is_corner_of(e, row, col, name)) {
                return measure_frame(e, row, col, frame);
            }
        }
    }
    return false;
}

/* On a busy machine a screen may be looked at while the program is in the middle of drawing it: there is more to come. */
static struct area need_pane(struct explorer *e, const char *name)
{
    enum { LOOKS = 5 };
    struct area frame = {0};
    bool whole = explorer_pane(e, name, &frame);

    for (int looks = 1; !whole && looks < LOOKS; looks++) {
        screen_settle(e->s);
        whole = explorer_pane(e, name, &frame);
    }
    if (!whole) {
        screen_dump(e->s, stderr);
        fail_msg("no pane %s with a whole frame on the screen", name);
    }
    return frame;
}

struct area explorer_inside(struct explorer *e, const char *name)
{
    struct area frame = need_pane(e, name);

    return (struct area){frame.row + 1, frame.col + 1, frame.rows - 2, frame.cols - 2};
}

void explorer_title(struct explorer *e, const char *name, char *text, size_t size)
{
    struct area frame = need_pane(e, name);
    size_t length;

    explorer_text(e, (struct area){frame.row, frame.col + 1, 1, frame.cols - 2}, 0, text, size);
    for (length = strlen(text); length > 0 && text[length - 1] != ' '; length--) {
    }
    text[length > 0 ? length - 1 : 0] = '\0'; /* the edge behind the title, and its blank */
}

int explorer_row_of(struct explorer *e, const char *name, const char *text)
{
    struct area inside = explorer_inside(e, name);
    char line[EXPLORER_TEXT];

    for (int row = 0; row < inside.rows; row++) {
        explorer_text(e, inside, row, line, sizeof line);
        if (strstr(line, text)) {
            return row;
        }
    }
    return -1;
}

bool explorer_has(struct explorer *e, const char *name, const char *text)
{
    return explorer_row_of(e, name, text) >= 0;
}

bool explorer_focused(struct explorer *e, const char *name)
{
    struct area frame;

    return explorer_pane(e, name, &frame) && screen_cell(e->s, frame.row, frame.col).bold;
}

/* A pane and what is waited for in it. */
struct wanted {
    struct explorer *e;
    const char *name;
    const char *text;
    const struct tdxp_node *node;
};

static bool has_focus(struct screen *s, void *context)
{
    struct wanted *w = context;

    (void)s;
    return explorer_focused(w->e, w->name);
}

void explorer_wait_focus(struct explorer *e, const char *name)
{
    struct wanted w = {.e = e, .name = name};
    char what[80];

    snprintf(what, sizeof what, "the keys to go to the pane %s", name);
    screen_wait_until(e->s, has_focus, &w, what);
}

int explorer_chosen_row(struct explorer *e, const char *name)
{
    struct area inside = explorer_inside(e, name);
    int chosen = -1;

    for (int row = 0; row < inside.rows; row++) {
        bool whole = true;

        for (int col = 0; col < inside.cols && whole; col++) {
            whole = stands_out(screen_cell(e->s, inside.row + row, inside.col + col));
        }
        if (whole && chosen >= 0) {
            return -1;
        }
        chosen = whole ? row : chosen;
    }
    return chosen;
}

void explorer_chosen(struct explorer *e, const char *name, char *text, size_t size)
{
    int row = explorer_chosen_row(e, name);

    text[0] = '\0';
    if (row >= 0) {
        explorer_text(e, explorer_inside(e, name), row, text, size);
    }
}

/* Past blanks and the signs of the tree. */
static const char *behind_signs(const char *text)
{
    static const char *const signs[] = {" ", "▾", "▸", "»", "●", "#", "-", "+", "*", "!", "?"};

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t length = strlen(signs[i]);

        if (strncmp(text, signs[i], length) == 0) {
            return behind_signs(text + length);
        }
    }
    return text;
}

/* True where what is shown is the text, or as much of it as there was room for. */
static bool shows(const char *shown, const char *text)
{
    size_t same = 0;

    while (shown[same] && shown[same] == text[same]) {
        same++;
    }
    return !text[same] || (same > 0 && (shown[same] == '~' || strncmp(shown + same, "…", 3) == 0));
}

static bool is_chosen(struct screen *s, void *context)
{
    struct wanted *w = context;
    char text[EXPLORER_TEXT];
    struct area frame;

    (void)s;
    if (!explorer_pane(w->e, w->name, &frame)) {
        return false;
    }
    explorer_chosen(w->e, w->name, text, sizeof text);
    return shows(behind_signs(text), w->text);
}

void explorer_wait_chosen(struct explorer *e, const char *name, const char *text)
{
    struct wanted w = {.e = e, .name = name, .text = text};
    char what[200];

    snprintf(what, sizeof what, "\"%s\" to be chosen in the pane %s", text, name);
    screen_wait_until(e->s, is_chosen, &w, what);
}

/* ---- The selection ---- */

/* The path in the title of the hex pane, or as much of it as there is room for. */
static bool hex_names(struct explorer *e, const struct tdxp_node *node)
{
    char title[EXPLORER_TEXT];
    char path[256];
    size_t length = tdxp_node_path(node, path, sizeof path);
    size_t shown;
    struct area frame;

    if (!explorer_pane(e, "Hex", &frame)) {
        return true;
    }
    explorer_title(e, "Hex", title, sizeof title);
    shown = strlen(title);
    return strstr(title, "…") || strchr(title, '~') ||
           (shown > length && title[shown - length - 1] == ' ' && strcmp(title + shown - length, path) == 0);
}

/* The explanation is drawn below the other panes, and so after them. */
static bool is_selected(struct screen *s, void *context)
{
    struct wanted *w = context;
    char text[EXPLORER_TEXT];
    struct area frame;
    size_t length = strlen(w->node->name);

    if (!explorer_pane(w->e, "Explanation", &frame)) {
        return false;
    }
    explorer_text(w->e, explorer_inside(w->e, "Explanation"), 0, text, sizeof text);
    w->text = w->node->name;
    w->name = "Structure";
    return strncmp(text, w->node->name, length) == 0 && (!text[length] || strncmp(text + length, "  ", 2) == 0) &&
           is_chosen(s, w) && hex_names(w->e, w->node);
}

void explorer_wait_node(struct explorer *e, const struct tdxp_node *node)
{
    struct wanted w = {.e = e, .node = node};
    char path[256];
    char what[300];

    tdxp_node_path(node, path, sizeof path);
    snprintf(what, sizeof what, "%s to be selected", path);
    screen_wait_until(e->s, is_selected, &w, what);
}

void explorer_wait_path(struct explorer *e, const char *path)
{
    explorer_wait_node(e, explorer_node(e, path));
}

static bool line_is(struct screen *s, void *text)
{
    return strcmp(screen_row_text(s, screen_rows(s) - 1), text) == 0;
}

void explorer_wait_line(struct explorer *e, const char *text)
{
    char what[300];

    snprintf(what, sizeof what, "the bottom line to be \"%s\"", text);
    screen_wait_until(e->s, line_is, (void *)(uintptr_t)text, what);
}

void explorer_open_prompt(struct explorer *e, const char *key, const char *label)
{
    screen_type(e->s, key);
    screen_wait_text(e->s, label);
}

void explorer_prompt(struct explorer *e, const char *key, const char *label, const char *text)
{
    explorer_open_prompt(e, key, label);
    screen_type(e->s, text);
    screen_key(e->s, SCREEN_ENTER);
}

void explorer_go(struct explorer *e, const char *path)
{
    explorer_prompt(e, "g", "Go to: ", path);
    explorer_wait_path(e, path);
}
