/* What the measurement pane says, from the value to the notes. */
#include "tui/measure_write.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/event.h"
#include "tdxplore/text.h"
#include "tui/measure_layout.h"

bool measure_is_final(const struct tdxp_measure_result *result)
{
    return !result->tdvf || result->total > TDXP_MEASURE_LIMIT_DEFAULT;
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

int measure_percent(const struct tdxp_measure_result *result)
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
    writer_format(w, STYLE_VALUE, 1, "Computing: %d %%, %s of %s", measure_percent(result), done,
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
        measure_is_final(result)
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
        share[i][strcspn(share[i], " ")] = '\0'; /* no line ends before the sign */
    }
    writer_format(w, STYLE_TEXT, 1,
                  "Of the file: measured %s%%, loaded only %s%%, never loaded %s%%",
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

void measure_write_sections(struct writer *w, const struct tdxp_measure_result *result,
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

void measure_write_head(struct writer *w, const struct tdxp_measure_result *result)
{
    write_value(w, result);
    if (result->section_count > 0) {
        struct measure_widths widths = measure_widths_of(result, w->pane->inside.cols - 2);

        write_covered(w);
        write_headings(w, &widths);
    }
}

void measure_write_rest(struct writer *w, const struct tdxp_measure_result *result)
{
    if (result->section_count > 0) {
        write_events(w, result);
        write_notes(w, result);
    }
}
