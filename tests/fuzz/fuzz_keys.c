/*
 * A target for libFuzzer: any bytes as what a terminal sends, to the explorer as it is, in this process.
 *
 * The first byte says which image is explored, the second how large the terminal is. What follows are keys, and between
 * them bytes that no text in UTF-8 has, for what else happens: see enum occurrence. Of the explorer, only the terminal
 * itself, the clock and the files (sandbox.h) are other ones. What must hold between two keys is asked after each.
 */
#include <curses.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "nv_image.h"
#include "parts.h"
#include "programs.h"
#include "sandbox.h"
#include "snp_image.h"
#include "support.h"
#include "tdxplore/edit.h"
#include "tdxplore/gallery.h"
#include "tdxplore/range.h"
#include "tui/app.h"
#include "tui/monotonic.h"
#include "tui/screen.h"
#include "tui/terminal.h"
#include "tui/tui.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes that stand in no text in UTF-8. */
enum occurrence {
    RESIZE = 0xf8, /* two bytes follow: rows and columns */
    STOP,          /* the program was stopped, and goes on */
    SOON,          /* as long passes as the mouse takes for a line, */
    LATER,         /* or until the files are looked at */
    SETTLE,        /* what is worked out between keys is worked out */
    REPLACE,       /* another image takes the file's name: two bytes follow, of which the first says which one */
    WRITE,         /* the file is written to: two bytes follow, where and what */
    BURST,         /* a byte follows: so many keys come at once */
};

enum {
    KEYS_MAX = 400, /* of an input */
    FRAME_KEYS = 3,
    SETTLE_MAX = 2000, /* steps that are waited for */
    BURST_MAX = 32,
    ROWS_MAX = 60,
    COLS_MAX = 200,
    KEY_BYTES = 32, /* bytes of a key */
};

/* The terminal, and what there is left to happen. A process has one: curses does not give a SCREEN back. */
static struct {
    SCREEN *screen;
    FILE *input;
    int keys;  /* the other end of the input */
    int watch; /* of inotify; closing one takes the kernel many times as long as all the rest */
    const uint8_t *data;
    size_t size, at;
    int64_t now_ms;
    unsigned burst, settle, handled;
    bool came;  /* something, that is not drawn yet */
    bool poked; /* a file was written to, which may be mapped */
    int rows, cols;
    struct app *app;                /* as it was drawn last */
    const struct tdxp_image *image; /* that is explored */
    const struct original *original;
} world;

/* ---- the images ---- */

struct original {
    const char *name;
    uint8_t *bytes;
    size_t size;
};

enum { LARGE = 2, IMAGES_MAX = 16, SMALL = 0x20000 };

/* Of the terminal, rows and columns: of each layout, and too small for any. */
static const struct {
    int rows, cols;
} sizes[] = {{24, 80}, {16, 60}, {30, 110}, {24, 80}, {5, 20}, {40, 170}, {3, 10}};

static struct original originals[IMAGES_MAX];
static size_t original_count;

static void add_original(const char *name, uint8_t *bytes, size_t size)
{
    demand(bytes && original_count < IMAGES_MAX, "there is room for an image");
    originals[original_count++] = (struct original){name, bytes, size};
}

static void add_part(const char *name, struct part part)
{
    add_original(name, part.data, part.size);
}

static uint8_t *plan_with_volumes(size_t *size)
{
    struct plan plan = plan_default();
    uint8_t *bytes = plan_bytes(&plan);

    put_volume_header(bytes, 0x4000);
    put_volume_header(bytes + 0x8000, 0x6000);
    *size = plan.size;
    return bytes;
}

static uint8_t *plan_with_overlaps(size_t *size)
{
    struct plan_section sections[24];
    struct plan plan = plan_default();

    for (uint32_t i = 0; i < 24; i++) {
        sections[i] = (struct plan_section){i * 0x100, 0x180, 0x100000 + i * UINT64_C(0x800), 0x1000, i % 10, i};
    }
    plan.size = 0x2000;
    plan.descriptor = 0x1800;
    plan.sections = sections;
    plan.section_count = 24;
    *size = plan.size;
    return plan_bytes(&plan);
}

static void add_variables(void)
{
    struct nv_image image = nv_new(0x2000, 0x1000);

    nv_add(&image, "BootOrder", &nv_global, NV_ADDED, "\1\0\2", 4);
    nv_add(&image, "Gone", &nv_nobody, NV_DELETED, "value", 6);
    add_original("vars.fd", image.bytes, image.size);
}

static void make_originals(void)
{
    struct snp_image snp = snp_image_default();
    struct program_sample program = program_samples[0];
    uint8_t code[PROGRAM_ROOM] = {0};
    size_t count;
    const struct tdxp_gallery_image *gallery = tdxp_gallery(&count);
    uint8_t *bytes;
    size_t size;
    uint64_t length;

    bytes = plan_with_volumes(&size);
    add_original("plan.fd", bytes, size);
    bytes = plan_with_overlaps(&size);
    add_original("overlaps.fd", bytes, size);
    add_original("snp.fd", snp_image_bytes(&snp), PLAN_SIZE);
    add_part("packed.fd", part_packed_volume(part_section(0x17, part_packed_volume(part_ui("in a volume")))));
    bytes = image_with_program(code, program.make(code), 0x10, &size);
    add_original("program.fd", bytes, size);
    add_variables();
    add_original("text", exact_copy((const uint8_t *)"\x1b[2Jno image\n", 13), 13);
    add_original("sample.fd", sample_bytes(), 0x1000000);
    bytes = tdxp_gallery_build(&gallery[count / 2], &length, NULL);
    add_original("broken.fd", bytes, length);
}

/* The sample and those made of it are as large as a thousand others: one byte in sixteen chooses one. */
static const struct original *original_chosen(uint8_t byte)
{
    size_t small = original_count - LARGE;

    return &originals[byte >= 0xf0 ? small + byte % LARGE : byte % small];
}

static void put_files(void)
{
    static const char settings[] = "set bytes=16\nkey j down\nno such line\ncolour name red\n";

    sandbox_clear();
    sandbox_make("tdxplore");
    sandbox_put("tdxplore/config", settings, sizeof settings - 1);
    for (size_t i = 0; i < original_count - LARGE; i++) {
        sandbox_put(originals[i].name, originals[i].bytes, originals[i].size);
    }
}

/* ---- what must hold ---- */

/* In UTF-8, and so for those of C1, which begin with c2. */
static bool has_controls(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c < 0x20 || c == 0x7f || (c == 0xc2 && i + 1 < length && (unsigned char)text[i + 1] < 0xa0)) {
            return true;
        }
    }
    return false;
}

static void ask_sheet(const struct app *app)
{
    const struct list *list = &app->sheet.list;

    /* Where there is no room for a pane, nothing is drawn. */
    demand(!app->sheet.class || app->help || app->panes[app->focus].box.rows == 0 ||
               (list->at >= 0 && list->at < list->count && list->top >= 0 && list->top <= list->at),
           "a row of the list is chosen");
}

static void ask_selection(const struct app *app)
{
    const struct selection *s = &app->selection;
    const struct tdxp_tree *tree = app->fw->tree;

    demand(s->node && tdxp_tree_node(tree, s->node->id) == s->node, "a node of the tree is selected");
    demand(s->space && tdxp_tree_space(tree, s->space->id) == s->space, "its space is one of the tree");
    demand(s->offset < s->space->bytes.size, "the cursor is in the space");
    demand(s->node->length == 0 || (s->node->space == s->space &&
                                    tdxp_range_has((struct tdxp_range){s->node->offset, s->node->length}, s->offset)),
           "the node covers the cursor byte");
    demand(s->section < 0 || (app->fw->tdvf && (uint32_t)s->section < app->fw->tdvf->section_count),
           "its section is one of the image");
}

static bool is_on_screen(const struct app *app, struct box box)
{
    return box.y >= 0 && box.x >= 0 && box.rows >= 0 && box.cols >= 0 && box.y + box.rows <= app->rows &&
           box.x + box.cols <= app->cols;
}

static void ask_panes(const struct app *app)
{
    demand(app->focus < PANES, "a pane has the keys");
    for (int i = 0; i < PANES; i++) {
        const struct pane *pane = &app->panes[i];

        if (pane->box.rows > 0) {
            demand(is_on_screen(app, pane->box) && is_on_screen(app, pane->inside), "a pane is on the screen");
            demand(pane->focused == (i == (int)app->focus), "the pane that has the keys, and no other, knows it");
        }
    }
}

static void ask_lines(const struct app *app)
{
    const struct line *line = &app->prompt.line;

    demand(line->cursor <= line->length && line->length < LINE_SIZE && strlen(line->text) == line->length,
           "the cursor is in the line that is typed");
    demand(!has_controls(app->message, strlen(app->message)), "a message is safe to show");
    demand(app->history.count > 0 && app->history.count <= HISTORY_MAX && app->history.at >= 0 &&
               app->history.at < app->history.count,
           "one is somewhere in the history");
    demand(!app->help || (app->help_top >= 0 && app->help_top <= screen_help_most(app)),
           "the help is not scrolled past its end");
}

static void ask_state(const struct app *app)
{
    ask_selection(app);
    ask_panes(app);
    ask_lines(app);
}

static bool is_original(const struct tdxp_bytes *bytes)
{
    return bytes->size == world.original->size &&
           tdxp_read_equals(bytes, 0, world.original->bytes, world.original->size);
}

/*
 * Only what is said to be changed is another byte than it was. Where the file was written to, the image that came may have
 * what was written, and the copy what was there when it was edited (tdxplore/edit.h): there only the way back is asked for.
 */
static void ask_edits(struct tdxp_edits *edits, const struct tdxp_image *base)
{
    const struct tdxp_bytes *now = tdxp_image_bytes(tdxp_edits_image(edits));
    const struct tdxp_bytes *then = tdxp_image_bytes(base);
    size_t count;

    while (tdxp_edits_undo(edits, NULL)) {
    }
    tdxp_edits_changed(edits, &count);
    demand(tdxp_edits_done(edits) == 0, "all can be undone");
    demand(world.poked || count == 0, "nothing is changed where all is undone");
    demand(world.poked || (now->size == then->size && memcmp(now->data, then->data, then->size) == 0),
           "the image is what it was where all is undone");
}

/* At the end, while there still is something to look at. */
static void ask_image(struct app *app)
{
    if (app->editing.edits) {
        ask_edits(app->editing.edits, app->editing.base);
    }
    demand(sandbox_changed() || is_original(tdxp_image_bytes(world.image)), "the image that came is as it was");
}

/* ---- what happens ---- */

static uint8_t next_byte(void)
{
    return world.at < world.size ? world.data[world.at++] : 0;
}

/* An image that is a file, and small, has another under its name, or another byte. */
static void change_file(bool replace)
{
    const struct original *mine = world.original;
    size_t at = next_byte();
    uint8_t byte = next_byte();

    if (mine->size > SMALL) {
        return;
    }
    if (replace) {
        const struct original *other = &originals[at % (original_count - LARGE)];

        sandbox_replace(mine->name, other->bytes, other->size);
    } else {
        sandbox_poke(mine->name, at * mine->size / 0x100, byte);
        world.poked = true;
    }
}

static enum term_event happen(enum occurrence what, int *value)
{
    switch (what) {
    case RESIZE:
        world.rows = 1 + next_byte() % ROWS_MAX;
        world.cols = 1 + next_byte() % COLS_MAX;
        *value = SIGWINCH;
        return TERM_SIGNAL;
    case STOP:
        *value = SIGCONT;
        return TERM_SIGNAL;
    case SOON:
        world.now_ms += 60;
        break;
    case LATER:
        world.now_ms += 1100;
        break;
    case SETTLE:
        world.settle = SETTLE_MAX;
        break;
    case REPLACE:
    case WRITE:
        change_file(what == REPLACE);
        break;
    case BURST:
        world.burst = next_byte() % BURST_MAX;
        break;
    }
    return TERM_IDLE;
}

/* How many bytes come together: an escape sequence, or a character. */
static size_t length_of_key(const uint8_t *from, size_t most)
{
    size_t length = 1;

    if (from[0] >= 0x80) {
        while (length < most && (from[length] & 0xc0) == 0x80) {
            length++;
        }
    } else if (from[0] == 0x1b && most > 1 && (from[1] == '[' || from[1] == 'O')) {
        length = 2;
        while (length < most && from[length] >= 0x20 && from[length] < 0x40) {
            length++;
        }
        length += length < most;
    }
    return length < KEY_BYTES ? length : KEY_BYTES;
}

static void type(void)
{
    size_t length = length_of_key(world.data + world.at, world.size - world.at);

    demand(write(world.keys, world.data + world.at, length) == (ssize_t)length, "keys can be typed");
    world.at += length;
    world.handled++;
}

/* ---- what the linker leads here (--wrap) ---- */

bool __wrap_term_open(struct terminal *term, bool mouse, struct tdxp_error *err);
void __wrap_term_close(struct terminal *term);
enum term_event __real_term_wait(struct terminal *term, int timeout, int *value);
enum term_event __wrap_term_wait(struct terminal *term, int timeout, int *value);
void __wrap_term_suspend(struct terminal *term, bool whole_job);
void __wrap_term_fit(struct terminal *term);
void __wrap_term_let_signals(void);
void __wrap_term_die(int signo);
int __real_inotify_init1(int flags);
int __wrap_inotify_init1(int flags);
int64_t __wrap_monotonic_ms(void);
int __real_waddnstr(WINDOW *window, const char *text, int length);
int __wrap_waddnstr(WINDOW *window, const char *text, int length);
void __real_screen_draw(struct app *app);
void __wrap_screen_draw(struct app *app);

bool __wrap_term_open(struct terminal *term, bool mouse, struct tdxp_error *err)
{
    (void)err;
    *term = (struct terminal){.screen = world.screen, .input = world.input, .signals = -1, .other = -1};
    term_mouse(term, mouse);
    flushinp();
    clearok(curscr, TRUE);
    return true;
}

void __wrap_term_close(struct terminal *term)
{
    (void)term;
}

/* Drawing takes most of the time: what is typed into a line is drawn as a whole, and of the keys one in so many. */
static bool is_frame_due(void)
{
    bool typed = world.at < world.size && world.data[world.at] >= ' ' && world.data[world.at] < 0x7f;

    return world.burst == 0 && world.handled % FRAME_KEYS == 0 && !(world.app->prompt.active && typed);
}

/* A frame follows what has come, and that what comes next; at the end of all the terminal is gone. */
enum term_event __wrap_term_wait(struct terminal *term, int timeout, int *value)
{
    enum term_event event = __real_term_wait(term, 0, value);

    ask_state(world.app);
    while (event == TERM_IDLE) {
        if (world.came && is_frame_due()) {
            world.came = false;
            return TERM_IDLE;
        }
        if (world.settle > 0 && timeout == 0) {
            world.settle--;
            return TERM_IDLE;
        }
        world.settle = 0;
        if (world.at == world.size || world.handled == KEYS_MAX) {
            ask_image(world.app);
            return TERM_HANGUP;
        }
        world.came = true;
        if (world.data[world.at] >= RESIZE) {
            event = happen((enum occurrence)next_byte(), value);
        } else {
            world.burst -= world.burst > 0;
            type();
            event = __real_term_wait(term, 0, value);
        }
    }
    return event;
}

void __wrap_term_suspend(struct terminal *term, bool whole_job)
{
    (void)whole_job;
    term_resume(term);
}

void __wrap_term_fit(struct terminal *term)
{
    (void)term;
    resizeterm(world.rows, world.cols);
}

void __wrap_term_let_signals(void)
{
}

void __wrap_term_die(int signo)
{
    (void)signo;
}

/* The explorer takes its watches back before it closes this. */
int __wrap_inotify_init1(int flags)
{
    (void)flags;
    return fcntl(world.watch, F_DUPFD_CLOEXEC, 0);
}

int64_t __wrap_monotonic_ms(void)
{
    return world.now_ms;
}

/* curses would show a control character in its own way, and text that does not fit elsewhere. */
int __wrap_waddnstr(WINDOW *window, const char *text, int length)
{
    size_t bytes = length < 0 ? strlen(text) : strnlen(text, (size_t)length);
    int y = getcury(window);
    int code;

    demand(!has_controls(text, bytes), "what is drawn controls nothing");
    code = __real_waddnstr(window, text, length);
    demand(getcury(window) == y || (getcury(window) == y + 1 && getcurx(window) == 0),
           "what is drawn fits into its row");
    return code;
}

void __wrap_screen_draw(struct app *app)
{
    world.app = app;
    __real_screen_draw(app);
    ask_sheet(app);
}

/* ---- the target ---- */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const char *const asked[] = {"ESCDELAY", "LINES", "COLUMNS", "NO_COLOR", "COLORFGBG"};
    int ends[2];
    FILE *out = fopen("/dev/null", "we");

    (void)argc;
    (void)argv;
    setlocale(LC_ALL, "C.UTF-8");
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        unsetenv(asked[i]);
    }
    demand(out && pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0, "there is a terminal");
    demand(dup2(fileno(out), STDOUT_FILENO) >= 0 && dup2(fileno(out), STDIN_FILENO) >= 0, "it is the only one");
    world.input = fdopen(ends[0], "r");
    world.keys = ends[1];
    world.watch = __real_inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    world.screen = newterm("xterm-256color", out, world.input);
    demand(world.screen != NULL, "curses takes the terminal over");
    set_escdelay(0);
    raw();
    raw();
    noecho();
    nonl();
    meta(stdscr, TRUE); /* what is no terminal may have seven bits, as far as curses knows */
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    make_originals();
    sandbox_open();
    put_files();
    return 0;
}

static void drain(int fd)
{
    uint8_t bytes[4096];

    while (read(fd, bytes, sizeof bytes) > 0) {
    }
}

static struct tdxp_image *open_image(void)
{
    const struct original *original = world.original;

    if (original->size <= SMALL) {
        return tdxp_image_open(original->name, NULL, NULL);
    }
    return tdxp_image_from_memory(original->name, exact_copy(original->bytes, original->size), original->size, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tui_options options = {0};
    struct tdxp_image *image;

    if (size < 2) {
        return 0;
    }
    sandbox_enter();
    if (sandbox_changed()) {
        put_files();
    }
    flushinp();
    drain(fileno(world.input));
    drain(world.watch);
    world.data = data;
    world.size = size;
    world.at = 2;
    world.now_ms = 1;
    world.burst = world.settle = world.handled = 0;
    world.came = world.poked = false;
    world.rows = sizes[data[1] % (sizeof sizes / sizeof *sizes)].rows;
    world.cols = sizes[data[1] % (sizeof sizes / sizeof *sizes)].cols;
    world.original = original_chosen(data[0]);
    world.image = image = open_image();
    demand(image != NULL, "the image can be opened");
    options.title = world.original->name;
    options.opened = tdxp_opened_new(NULL, false);
    demand(options.opened != NULL, "there is memory");
    demand(tui_run(image, &options) == 0, "the explorer runs");
    tdxp_image_close(image);
    sandbox_leave();
    return 0;
}
