/* The readout pane: the bytes at the cursor as numbers, text, GUID, instruction, address and times. */
#include "tui/pane_readout.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>

#include "tdxplore/listing.h"
#include "tui/app.h"
#include "tui/list.h"
#include "tui/pane_hex.h"
#include "tui/readout.h"
#include "tui/span.h"
#include "tui/writer.h"

enum { VALUE_COLUMN = 11 };

struct readout_state {
    struct tdxp_listing *listing; /* owned; made when the pane is first shown, and NULL where memory ran out */
    struct tdxp_code *code;       /* the same */
    struct scroll scroll;         /* lines as of the last drawing */
};

static void readout_close(struct app *app, struct pane *pane)
{
    struct readout_state *state = pane->state;

    (void)app;
    tdxp_listing_free(state->listing);
    state->listing = NULL;
    tdxp_code_free(state->code);
    state->code = NULL;
}

static void readout_adopt(struct app *app, struct pane *pane, const void *before, const struct change *change)
{
    struct readout_state *state = pane->state;
    const struct readout_state *was = before;

    (void)app;
    (void)change;
    state->scroll = was->scroll;
}

/* value "": the bytes are nothing of the kind. */
static void write_row(struct writer *w, const char *name, const char *value)
{
    const struct app *app = w->app;
    int row = writer_row(w);

    if (row < 0) {
        return;
    }
    theme_set(&app->theme, STYLE_DIM);
    put(&app->canvas, w->pane->inside, row, 1, VALUE_COLUMN - 2, name);
    theme_set(&app->theme, *value ? STYLE_TEXT : STYLE_DIM);
    put(&app->canvas, w->pane->inside, row, VALUE_COLUMN, -1, *value ? value : "-");
}

static void write_kinds(struct writer *w, enum readout_kind from, enum readout_kind to)
{
    const struct selection *s = &w->app->selection;
    char text[READOUT_SIZE];

    for (enum readout_kind kind = from; kind <= to; kind++) {
        readout_value(kind, &s->space->bytes, s->offset, text);
        write_row(w, readout_name(kind), text);
    }
}

/* The instruction that the bytes would be, whatever they are; in the mode that the processor has there. */
static void write_code(struct writer *w, struct readout_state *state)
{
    const struct selection *s = &w->app->selection;
    struct tdxp_instruction in;
    enum tdxp_code_bits bits;
    char text[256] = "";

    if (!state->listing) {
        state->listing = tdxp_listing_new(w->app->fw);
    }
    if (!state->code) {
        state->code = tdxp_code_new();
    }
    if (!state->listing || !state->code || !tdxp_code_engine(state->code)) {
        return;
    }
    bits = tdxp_listing_bits(state->listing, s->space, s->offset);
    if (bits != TDXP_CODE_FOREIGN && bits != TDXP_CODE_UNKNOWN &&
        tdxp_code_decode(state->code, bits, &s->space->bytes, s->offset, s->space->bytes.size,
                         s->has_gpa ? s->gpa : s->offset, &in)) {
        snprintf(text, sizeof text, "%s%s%s  (%d-bit)", in.mnemonic, *in.operands ? " " : "", in.operands, (int)bits);
    }
    write_row(w, "code", text);
}

static void write_gpa(struct writer *w)
{
    const struct selection *s = &w->app->selection;
    char text[64] = "";

    if (s->has_gpa) {
        snprintf(text, sizeof text, "0x%" PRIx64 "%s", s->gpa, s->gpa_by_bios ? "  by the BIOS mapping" : "");
    }
    write_row(w, "GPA", text);
}

/* The range that is marked comes first. A text that is longer than a line goes on in the next one. */
static void write_span(struct writer *w)
{
    static const char *const names[SPAN_LINES] = {"range", "", "CRC32", "SHA-256"};
    char lines[SPAN_LINES][SPAN_TEXT];

    span_lines(w->app, lines);
    for (int i = 0; i < SPAN_LINES; i++) {
        int row = w->line - w->top;

        writer_text(w, STYLE_VALUE, VALUE_COLUMN, lines[i]);
        theme_set(&w->app->theme, STYLE_DIM);
        put(&w->app->canvas, w->pane->inside, row, 1, VALUE_COLUMN - 2, names[i]);
    }
}

static void write_all(struct writer *w, struct readout_state *state)
{
    if (w->app->span.active) {
        write_span(w);
    }
    if (hex_fill_words(w->app)) {
        write_row(w, "no byte", hex_fill_words(w->app));
        write_gpa(w);
        state->scroll.lines = w->line;
        return;
    }
    write_kinds(w, READOUT_U8, READOUT_GUID);
    write_code(w, state);
    write_gpa(w);
    write_kinds(w, READOUT_U16_BE, READOUT_UNIX_TIME);
    state->scroll.lines = w->line;
}

static void readout_draw(struct app *app, struct pane *pane)
{
    struct readout_state *state = pane->state;
    struct writer w = {.app = app, .pane = pane, .top = INT_MAX};

    pane->cursor_row = -1;
    write_all(&w, state);
    scroll_by(&state->scroll, pane->inside.rows, 0);
    w = (struct writer){.app = app, .pane = pane, .top = state->scroll.top};
    write_all(&w, state);
}

static void move_cursor(struct app *app, bool forward)
{
    const struct selection *s = &app->selection;

    if (forward ? s->offset + 1 < s->space->bytes.size : s->offset > 0) {
        app_select_byte(app, s->space, forward ? s->offset + 1 : s->offset - 1, false);
    }
}

static bool readout_command(struct app *app, struct pane *pane, enum command command)
{
    struct readout_state *state = pane->state;

    if (command == CMD_LEFT || command == CMD_RIGHT) {
        move_cursor(app, command == CMD_RIGHT);
        return true;
    }
    return scroll_command(&state->scroll, pane->inside.rows, command);
}

static void readout_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    const struct selection *s = &app->selection;

    (void)pane;
    snprintf(buffer, size, "%s 0x%" PRIx64, s->space->name, s->offset);
}

const struct pane_class pane_readout = {
    .name = "Readout",
    .key = 'd',
    .hint = "{left}/{right} byte  {down}/{up} scroll  {readout} hide",
    .state_size = sizeof(struct readout_state),
    .close = readout_close,
    .adopt = readout_adopt,
    .title = readout_title,
    .draw = readout_draw,
    .command = readout_command,
};
