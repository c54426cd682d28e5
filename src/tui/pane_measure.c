/* The measurement pane: the MRTD of a launch, what each section has in it, and what there is to know about it. */
#include "tui/pane_measure.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/event.h"
#include "tdxplore/text.h"
#include "tui/app.h"
#include "tui/measure_layout.h"
#include "tui/measuring.h"
#include "tui/writer.h"

struct measure_state {
    int top;         /* first line shown */
    int lines;       /* of the whole text, as of the last drawing */
    int first_row;   /* line of the first section, likewise */
    int32_t section; /* that was selected when it was last brought into view */
    bool show;       /* it is to be brought into view */
};

static const struct tdxp_measure_result *result_of(const struct app *app)
{
    return tdxp_measure_result(app->measuring.measurement);
}

/* Neither force nor another VMM helps. */
static bool is_final(const struct tdxp_measure_result *result)
{
    return !result->tdvf || result->total > TDXP_MEASURE_LIMIT_DEFAULT;
}

/* The row of the selected section; -1 for none. A VMM may read another descriptor than the one that is shown. */
static int32_t chosen_of(const struct app *app)
{
    const struct tdxp_measure_result *result = result_of(app);
    int32_t section = app->selection.section;

    return result->tdvf == app->fw->tdvf && section >= 0 &&
                   (uint32_t)section < result->section_count
               ? section
               : -1;
}

/* ---- the value ---- */

static void write_digest(struct writer *w, const uint8_t *digest)
{
    const int digits = measure_digits(w->pane->inside.cols - 2);
    char text[TDXP_MRTD_TEXT];

    tdxp_mrtd_format(digest, text);
    for (int at = 0; at < (int)TDXP_MRTD_TEXT - 1; at += digits) {
        writer_format(w, STYLE_VALUE, 1, "%.*s", digits, text + at);
    }
}

static void draw_bar(const struct writer *w, int row, int col, int width, uint64_t part,
                     uint64_t whole)
{
    int length = whole > 0 ? (int)((double)part / (double)whole * width + 0.5) : 0;

    fill(&w->app->canvas, w->pane->inside, row, col, length, GLYPH_FULL);
    fill(&w->app->canvas, w->pane->inside, row, col + length, width - length, GLYPH_SHADE_LIGHT);
}

static int percent_done(const struct tdxp_measure_result *result)
{
    return result->total > 0 ? (int)((double)result->done / (double)result->total * 100) : 0;
}

static void write_progress(struct writer *w, const struct tdxp_measure_result *result)
{
    char done[TDXP_HUMAN_SIZE];
    char total[TDXP_HUMAN_SIZE];
    int row;

    tdxp_human_size(result->done, done);
    tdxp_human_size(result->total, total);
    writer_format(w, STYLE_VALUE, 1, "Computing: %d %%, %s of %s", percent_done(result), done,
                  total);
    row = writer_row(w);
    if (row >= 0) {
        theme_set(&w->app->theme, STYLE_GOOD);
        draw_bar(w, row, 1, w->pane->inside.cols - 2, result->done, result->total);
    }
}

static void write_refusal(struct writer *w, const struct tdxp_measure_result *result)
{
    if (result->state == TDXP_MEASURE_DONE) {
        writer_format(w, STYLE_WARNING, 1, "Measured by force, no launch comes to it: %s.",
                      result->refused);
        return;
    }
    writer_format(w, STYLE_ERROR, 1, "No MRTD: %s.", result->refused);
    if (!result->tdvf) {
        return;
    }
    writer_text(
        w, STYLE_TEXT, 1,
        is_final(result)
            ? "So much is not measured here; tdxplore measure --hash-limit does."
            : "! measures all the same, with zeros for what is not known; V has another VMM.");
}

static void write_value(struct writer *w, const struct tdxp_measure_result *result)
{
    writer_format(w, STYLE_HEAD, 1, "MRTD by %s%s, order %s", tdxp_vmm_name(result->vmm),
                  result->vmm == TDXP_VMM_QEMU ? " on KVM" : "",
                  tdxp_measure_order_name(result->order));
    switch (result->state) {
    case TDXP_MEASURE_RUNNING:
        write_progress(w, result);
        break;
    case TDXP_MEASURE_DONE:
        write_digest(w, result->mrtd);
        break;
    case TDXP_MEASURE_FAILED:
        writer_text(w, STYLE_ERROR, 1, "The cryptographic library failed, or memory ran out.");
        break;
    case TDXP_MEASURE_REFUSED:
        break;
    }
    if (result->refused) {
        write_refusal(w, result);
    }
}

static void write_covered(struct writer *w)
{
    const struct tdxp_measurement *measurement = w->app->measuring.measurement;
    uint64_t size = tdxp_image_bytes(w->app->image)->size;
    uint64_t bytes[TDXP_COVERS];
    char share[TDXP_COVERS][TDXP_SHARE_SIZE];

    tdxp_measure_cover_totals(measurement, bytes);
    for (unsigned i = 0; i < TDXP_COVERS; i++) {
        tdxp_share(bytes[i], size, share[i]);
    }
    writer_format(w, STYLE_TEXT, 1, "Of the file: measured %s, loaded only %s, never loaded %s",
                  share[TDXP_COVER_MEASURED], share[TDXP_COVER_LOADED], share[TDXP_COVER_NEVER]);
}

/* ---- the sections ---- */

static const char *const headings[MEASURE_COLUMNS] = {
    "#", "Type", "Added", "Extended", "Hashed", "Share", "", "Goes to", "Digest"};

static bool is_to_the_right(enum measure_column column)
{
    return column != MEASURE_TYPE && column != MEASURE_REGISTER && column != MEASURE_DIGEST;
}

static void write_headings(struct writer *w, const struct measure_widths *widths)
{
    int row = writer_row(w);
    int col = 1;

    theme_set(&w->app->theme, STYLE_HEAD);
    for (unsigned i = 0; i < MEASURE_COLUMNS; i++) {
        int width = widths->width[i];

        if (width > 0) {
            putf(&w->app->canvas, w->pane->inside, row, col, width, "%*s",
                 is_to_the_right(i) ? width : -width, headings[i]);
            col += width + 1;
        }
    }
}

static void digest_text(const struct tdxp_measure_section *section, int width, char *text,
                        size_t size)
{
    char digest[TDXP_MRTD_TEXT];

    if (!section->done) {
        snprintf(text, size, "-");
        return;
    }
    tdxp_mrtd_format(section->digest, digest);
    if (width < (int)TDXP_MRTD_TEXT - 1) {
        snprintf(text, size, "%.*s..", width - 2, digest);
    } else {
        snprintf(text, size, "%s", digest);
    }
}

static void cell_text(const struct tdxp_measure_result *result,
                      const struct tdxp_measure_section *s, enum measure_column column, int width,
                      char *text, size_t size)
{
    text[0] = '\0';
    switch (column) {
    case MEASURE_INDEX:
        snprintf(text, size, "%" PRIu32, s->section->index);
        break;
    case MEASURE_TYPE:
        snprintf(text, size, "%s", tdxp_section_type_name(s->section->type));
        break;
    case MEASURE_ADDED:
        snprintf(text, size, "%" PRIu64, s->pages_added);
        break;
    case MEASURE_EXTENDED:
        snprintf(text, size, "%" PRIu64, s->bytes_extended / TDXP_PAGE_SIZE);
        break;
    case MEASURE_HASHED:
        tdxp_human_size(s->hashed_bytes, text);
        break;
    case MEASURE_SHARE:
        tdxp_share(s->hashed_bytes, result->total, text);
        break;
    case MEASURE_REGISTER:
        snprintf(text, size, "%s", tdxp_measure_register(s));
        break;
    case MEASURE_DIGEST:
        digest_text(s, width, text, size);
        break;
    case MEASURE_BAR:
    case MEASURE_COLUMNS:
        break;
    }
}

static void write_section(struct writer *w, const struct tdxp_measure_result *result,
                          const struct measure_widths *widths,
                          const struct tdxp_measure_section *section, bool chosen)
{
    int row = writer_row(w);
    int col = 1;
    char text[TDXP_MRTD_TEXT];

    if (row < 0) {
        return;
    }
    if (chosen) {
        theme_set_selected(&w->app->theme, w->pane->focused);
        blank(w->pane->inside, row, 0, w->pane->inside.cols);
    }
    for (unsigned i = 0; i < MEASURE_COLUMNS; i++) {
        int width = widths->width[i];

        if (width == 0) {
            continue;
        }
        if (!chosen) {
            theme_set_hue(&w->app->theme, (int)section->section->index, 0, 0);
        }
        if (i == MEASURE_BAR) {
            draw_bar(w, row, col, width, section->hashed_bytes, result->total);
        } else {
            cell_text(result, section, i, width, text, sizeof text);
            putf(&w->app->canvas, w->pane->inside, row, col, width, "%*s",
                 is_to_the_right(i) ? width : -width, text);
        }
        col += width + 1;
    }
}

static void write_sections(struct writer *w, const struct tdxp_measure_result *result,
                           int32_t chosen)
{
    struct measure_widths widths = measure_widths_of(result, w->pane->inside.cols - 2);

    for (uint32_t i = 0; i < result->section_count; i++) {
        write_section(w, result, &widths, &result->sections[i], (int64_t)i == chosen);
    }
}

/* ---- what there is to know ---- */

/* The type of the section at the left, beside all lines of the event. */
static void write_event(struct writer *w, const char *type, const struct tdxp_event *event)
{
    enum { TYPE = 12 };
    int row = w->line - w->top;
    char text[160];

    if (row >= 0) {
        theme_set(&w->app->theme, STYLE_NAME);
        put(&w->app->canvas, w->pane->inside, row, 1, TYPE, type);
    }
    tdxp_event_format(event, text, sizeof text);
    writer_text(w, STYLE_TEXT, 1 + TYPE + 1, text);
}

static void write_heading(struct writer *w, const char *text)
{
    writer_row(w);
    writer_text(w, STYLE_HEAD, 1, text);
}

/* Sections that are alike are told once. */
static void write_events(struct writer *w, const struct tdxp_measure_result *result)
{
    bool told[TDXP_SECTION_TD_PARAMS + 1][2] = {{false}};

    write_heading(w, "Who measures what is in the pages");
    for (uint32_t i = 0; i < result->section_count; i++) {
        const struct tdxp_measure_section *section = &result->sections[i];
        const struct tdxp_event *events[TDXP_EVENTS_MAX];
        uint32_t type = section->section->type;
        size_t count;

        if (type >= sizeof told / sizeof told[0] || told[type][section->extended]) {
            continue;
        }
        told[type][section->extended] = true;
        count = tdxp_section_events(type, section->extended, events);
        for (size_t k = 0; k < count; k++) {
            write_event(w, k == 0 ? tdxp_section_type_name(type) : "", events[k]);
        }
    }
}

static void write_notes(struct writer *w, const struct tdxp_measure_result *result)
{
    if (result->note_count > 0) {
        write_heading(w, "To know");
    }
    for (size_t i = 0; i < result->note_count; i++) {
        const struct tdxp_measure_note *note = &result->notes[i];
        char where[64] = "";

        if (note->count == 1) {
            snprintf(where, sizeof where, "Section %" PRIu32 ": ", note->first);
        } else if (note->count > 1) {
            snprintf(where, sizeof where, "Section %" PRIu32 " and %" PRIu32 " more: ", note->first,
                     note->count - 1);
        }
        writer_format(w, STYLE_TEXT, 1, "%s%s", where, note->text);
        writer_format(w, STYLE_DIM, 1, "See: %s", note->source);
    }
}

/* ---- all of it ---- */

static void write_head(struct writer *w, const struct tdxp_measure_result *result)
{
    write_value(w, result);
    if (result->section_count > 0) {
        struct measure_widths widths = measure_widths_of(result, w->pane->inside.cols - 2);

        write_covered(w);
        write_headings(w, &widths);
    }
}

static void write_all(struct writer *w, struct measure_state *state, int32_t chosen)
{
    const struct tdxp_measure_result *result = result_of(w->app);

    write_head(w, result);
    state->first_row = w->line;
    write_sections(w, result, chosen);
    if (result->section_count > 0) {
        write_events(w, result);
        write_notes(w, result);
    }
    state->lines = w->line;
}

static int most_of(const struct measure_state *state, const struct pane *pane)
{
    return state->lines > pane->inside.rows ? state->lines - pane->inside.rows : 0;
}

static void scroll_by(struct measure_state *state, const struct pane *pane, int lines)
{
    int most = most_of(state, pane);

    state->top += lines;
    state->top = state->top < 0 ? 0 : state->top > most ? most : state->top;
}

/* The chosen section comes into view, with all above it where that fits. */
static void show_chosen(struct measure_state *state, const struct pane *pane, int32_t chosen)
{
    int line = state->first_row + chosen;

    state->show = false;
    if (chosen < 0) {
        return;
    }
    if (line < pane->inside.rows) {
        state->top = 0;
    } else if (line < state->top) {
        state->top = line;
    } else if (line >= state->top + pane->inside.rows) {
        state->top = line - pane->inside.rows + 1;
    }
}

static void measure_draw(struct app *app, struct pane *pane)
{
    struct measure_state *state = pane->state;
    struct writer w = {.app = app, .pane = pane, .top = INT_MAX};
    int32_t chosen;

    pane->cursor_row = -1;
    if (!measuring_start(app)) {
        writer_text(&(struct writer){.app = app, .pane = pane}, STYLE_ERROR, 1,
                    "There is not enough memory to measure.");
        return;
    }
    chosen = chosen_of(app);
    write_all(&w, state, chosen);
    if (state->show) {
        show_chosen(state, pane, chosen);
    }
    scroll_by(state, pane, 0);
    w = (struct writer){.app = app, .pane = pane, .top = state->top};
    write_all(&w, state, chosen);
    if (chosen >= 0) {
        pane->cursor_row = state->first_row + chosen - state->top;
        pane->cursor_col = 0;
    }
}

/* ---- commands ---- */

static void choose(struct app *app, uint32_t section)
{
    if (result_of(app)->tdvf == app->fw->tdvf) {
        app_select_section(app, section, false);
    } else {
        app_message(app, false, "%s reads another descriptor than the one that is shown",
                    tdxp_vmm_name(result_of(app)->vmm));
    }
}

/* From the first section up and from the last one down the text scrolls. */
static void step(struct app *app, struct pane *pane, bool down)
{
    struct measure_state *state = pane->state;
    int32_t chosen = chosen_of(app);
    int64_t to = chosen < 0 ? 0 : (int64_t)chosen + (down ? 1 : -1);

    if (to < 0 || to >= result_of(app)->section_count) {
        scroll_by(state, pane, down ? 1 : -1);
    } else {
        choose(app, (uint32_t)to);
    }
}

static void next_vmm(struct app *app)
{
    struct tdxp_measure_options options = app->measuring.options;

    options.vmm = (enum tdxp_vmm)((options.vmm + 1) % TDXP_VMMS);
    measuring_choose(app, &options);
}

static void next_order(struct app *app)
{
    struct tdxp_measure_options options = app->measuring.options;

    options.order = (enum tdxp_measure_order)((options.order + 1) % TDXP_ORDERS);
    measuring_choose(app, &options);
}

static void force(struct app *app)
{
    struct tdxp_measure_options options = app->measuring.options;

    if (!result_of(app)->refused) {
        app_message(app, false, "this launch is not refused");
    } else if (is_final(result_of(app))) {
        app_message(app, false, "not even by force: %s", result_of(app)->refused);
    } else {
        options.force = !options.force;
        measuring_choose(app, &options);
    }
}

static bool measure_command(struct app *app, struct pane *pane, enum command command)
{
    struct measure_state *state = pane->state;
    int page = pane->inside.rows > 1 ? pane->inside.rows - 1 : 1;

    if (!measuring_start(app)) {
        return false;
    }
    switch (command) {
    case CMD_UP:
    case CMD_DOWN:
        step(app, pane, command == CMD_DOWN);
        return true;
    case CMD_PAGE_UP:
    case CMD_PAGE_DOWN:
        scroll_by(state, pane, command == CMD_PAGE_DOWN ? page : -page);
        return true;
    case CMD_HALF_UP:
    case CMD_HALF_DOWN:
        scroll_by(state, pane, (command == CMD_HALF_DOWN ? 1 : -1) * (page + 1) / 2);
        return true;
    case CMD_TOP:
    case CMD_LINE_START:
        scroll_by(state, pane, -state->top);
        return true;
    case CMD_BOTTOM:
    case CMD_LINE_END:
        scroll_by(state, pane, state->lines);
        return true;
    case CMD_FOLLOW:
        if (chosen_of(app) < 0) {
            app_message(app, false, "no section is chosen");
            return true;
        }
        app_select_section(app, (uint32_t)chosen_of(app), true);
        app_focus(app, PANE_HEX);
        return true;
    case CMD_VMM:
        next_vmm(app);
        return true;
    case CMD_ORDER:
        next_order(app);
        return true;
    case CMD_FORCE:
        force(app);
        return true;
    default:
        return false;
    }
}

static void measure_click(struct app *app, struct pane *pane, int row, int col)
{
    const struct measure_state *state = pane->state;
    int section = state->top + row - state->first_row;

    (void)col;
    if (app->measuring.measurement && section >= 0 &&
        (uint32_t)section < result_of(app)->section_count) {
        choose(app, (uint32_t)section);
    }
}

static void measure_wheel(struct app *app, struct pane *pane, bool up)
{
    enum { ROWS = 3 };

    (void)app;
    scroll_by(pane->state, pane, up ? -ROWS : ROWS);
}

/* While nobody sees the pane it stays where it is: the value is what a reader wants to see first. */
static void measure_follow(struct app *app, struct pane *pane)
{
    struct measure_state *state = pane->state;

    if (state->section != app->selection.section) {
        state->section = app->selection.section;
        state->show = pane->inside.rows > 0;
    }
}

static bool measure_open(struct app *app, struct pane *pane)
{
    struct measure_state *state = pane->state;

    (void)app;
    *state = (struct measure_state){.section = -1};
    return true;
}

static void measure_adopt(struct app *app, struct pane *pane, const void *before,
                          const struct change *change)
{
    struct measure_state *state = pane->state;
    const struct measure_state *was = before;

    (void)app;
    (void)change;
    *state = *was;
}

static void measure_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    const struct tdxp_measure_result *result;

    (void)pane;
    if (!app->measuring.measurement) {
        return;
    }
    result = result_of(app);
    switch (result->state) {
    case TDXP_MEASURE_RUNNING:
        snprintf(buffer, size, "%s  %d %%", tdxp_vmm_key(result->vmm), percent_done(result));
        break;
    case TDXP_MEASURE_DONE:
        snprintf(buffer, size, "%s%s", tdxp_vmm_key(result->vmm),
                 result->refused ? "  by force" : "");
        break;
    case TDXP_MEASURE_REFUSED:
        snprintf(buffer, size, "%s  refused", tdxp_vmm_key(result->vmm));
        break;
    case TDXP_MEASURE_FAILED:
        snprintf(buffer, size, "failed");
        break;
    }
}

const struct pane_class pane_measure = {
    .name = "Measurement",
    .hint = "j/k section  m overlay  V VMM  O order  ! force",
    .state_size = sizeof(struct measure_state),
    .open = measure_open,
    .adopt = measure_adopt,
    .title = measure_title,
    .draw = measure_draw,
    .command = measure_command,
    .click = measure_click,
    .wheel = measure_wheel,
    .follow = measure_follow,
};
