/* What the measurement pane says, from the value to the notes. */
#include "tui/measure_write.h"

#include <inttypes.h>
#include <stdio.h>

#include "tdxplore/text.h"
#include "tui/measuring.h"

/* ---- the value ---- */

void measure_write_digest(struct writer *w, const uint8_t *digest)
{
    const int digits = measure_digits(w->pane->inside.cols - 2);
    char text[TDXP_MRTD_TEXT];

    tdxp_mrtd_format(digest, text);
    for (int at = 0; at < (int)TDXP_MRTD_TEXT - 1; at += digits) {
        writer_format(w, STYLE_VALUE, 1, "%.*s", digits, text + at);
    }
}

static void draw_bar(const struct writer *w, int row, int col, int width, uint64_t part, uint64_t whole)
{
    int length = whole > 0 ? (int)((double)part / (double)whole * width + 0.5) : 0;

    fill(&w->app->canvas, w->pane->inside, row, col, length, GLYPH_FULL);
    fill(&w->app->canvas, w->pane->inside, row, col + length, width - length, GLYPH_SHADE_LIGHT);
}

int measure_percent(const struct measured *m)
{
    return m->total > 0 ? (int)((double)m->done / (double)m->total * 100) : 0;
}

static void write_progress(struct writer *w, const struct measured *m)
{
    char done[TDXP_HUMAN_SIZE];
    char total[TDXP_HUMAN_SIZE];
    int row;

    tdxp_human_size(m->done, done);
    tdxp_human_size(m->total, total);
    writer_format(w, STYLE_VALUE, 1, "Computing: %d %%, %s of %s", measure_percent(m), done, total);
    row = writer_row(w);
    if (row >= 0) {
        theme_set(&w->app->theme, STYLE_GOOD);
        draw_bar(w, row, 1, w->pane->inside.cols - 2, m->done, m->total);
    }
}

static void write_refusal(struct writer *w, const struct measured *m)
{
    char text[256];

    if (m->state == TDXP_MEASURE_DONE) {
        writer_format(w, STYLE_WARNING, 1, "Measured by force, no launch comes to it: %s.", m->refused);
        return;
    }
    writer_format(w, STYLE_ERROR, 1, "No %s: %s.", m->kind->value, m->refused);
    if (m->way_out) {
        writer_text(w, STYLE_TEXT, 1, app_expand(m->app, m->way_out, text, sizeof text));
    }
}

static void write_value(struct writer *w, const struct measured *m)
{
    char text[256];

    m->kind->head(m->app, text, sizeof text);
    writer_text(w, STYLE_HEAD, 1, text);
    switch (m->state) {
    case TDXP_MEASURE_RUNNING:
        write_progress(w, m);
        break;
    case TDXP_MEASURE_DONE:
        measure_write_digest(w, m->value);
        break;
    case TDXP_MEASURE_FAILED:
        writer_text(w, STYLE_ERROR, 1, "The cryptographic library failed, or memory ran out.");
        break;
    case TDXP_MEASURE_REFUSED:
        break;
    }
    if (m->refused) {
        write_refusal(w, m);
    }
}

/* No line ends between a number and its sign. */
static void write_covered(struct writer *w)
{
    static const struct {
        enum tdxp_cover cover;
        const char *words, *behind;
    } parts[TDXP_COVERS] = {
        {TDXP_COVER_MEASURED, "Of the file: measured", ","},
        {TDXP_COVER_LOADED, "loaded only", ","},
        {TDXP_COVER_NEVER, "never loaded", ""},
    };
    char shares[TDXP_COVERS][TDXP_SHARE_SIZE];
    char line[128] = "";
    size_t used = 0;

    measuring_shares(w->app, shares);
    for (unsigned i = 0; i < TDXP_COVERS; i++) {
        char part[64];
        int length = snprintf(part, sizeof part, "%s %s%s", parts[i].words, shares[parts[i].cover], parts[i].behind);

        if (used > 0 && (int)used + 1 + length > w->pane->inside.cols - 2) {
            writer_text(w, STYLE_TEXT, 1, line);
            used = 0;
        }
        used += (size_t)snprintf(line + used, sizeof line - used, "%s%s", used > 0 ? " " : "", part);
    }
    writer_text(w, STYLE_TEXT, 1, line);
}

/* ---- the table ---- */

static void put_cell(const struct writer *w, int row, int col, int width, bool to_the_right, const char *text)
{
    putf(&w->app->canvas, w->pane->inside, row, col, width, "%*s", to_the_right ? width : -width, text);
}

static void write_headings(struct writer *w, const struct measured *m, const struct measure_widths *widths)
{
    int row = writer_row(w);
    int col = 1;

    theme_set(&w->app->theme, STYLE_HEAD);
    for (unsigned i = 0; i < m->kind->column_count; i++) {
        const struct measure_column *column = &m->kind->columns[i];
        int width = widths->width[i];

        if (width > 0) {
            put_cell(w, row, col, width, column->to_the_right, column->heading);
            col += width + 1;
        }
    }
}

static void digest_text(const uint8_t *digest, int width, char *text, size_t size)
{
    char digits[TDXP_MRTD_TEXT];

    if (!digest) {
        snprintf(text, size, "-");
        return;
    }
    tdxp_mrtd_format(digest, digits);
    if (width < (int)TDXP_MRTD_TEXT - 1) {
        snprintf(text, size, "%.*s..", width - 2, digits);
    } else {
        snprintf(text, size, "%s", digits);
    }
}

static void write_row(struct writer *w, const struct measured *m, const struct measure_widths *widths, uint32_t at,
                      bool chosen)
{
    struct measured_row r = m->kind->row(m->app, at);
    int row = writer_row(w);
    int col = 1;
    char text[TDXP_MRTD_TEXT];

    if (row < 0) {
        return;
    }
    if (chosen) {
        theme_set_selected(&w->app->theme, w->pane->focused);
        blank(w->pane->inside, row, 0, w->pane->inside.cols);
    } else {
        theme_set_hue(&w->app->theme, r.hue, 0, 0);
    }
    for (unsigned i = 0; i < m->kind->column_count; i++) {
        const struct measure_column *column = &m->kind->columns[i];
        int width = widths->width[i];

        if (width == 0) {
            continue;
        }
        switch (column->part) {
        case MEASURE_TEXT:
            m->kind->cell(m->app, at, i, text, sizeof text);
            break;
        case MEASURE_SHARE:
            tdxp_share(r.hashed_bytes, m->total, text);
            break;
        case MEASURE_DIGEST:
            digest_text(r.digest, width, text, sizeof text);
            break;
        case MEASURE_BAR:
            break;
        }
        if (column->part == MEASURE_BAR) {
            draw_bar(w, row, col, width, r.hashed_bytes, m->total);
        } else {
            put_cell(w, row, col, width, column->to_the_right, text);
        }
        col += width + 1;
    }
}

void measure_write_rows(struct writer *w, const struct measured *m, const struct measure_widths *widths, int32_t chosen)
{
    for (uint32_t i = 0; i < m->row_count; i++) {
        write_row(w, m, widths, i, (int64_t)i == chosen);
    }
}

/* ---- what there is to know ---- */

void measure_write_heading(struct writer *w, const char *text)
{
    writer_row(w);
    writer_text(w, STYLE_HEAD, 1, text);
}

static void write_notes(struct writer *w, const struct measured *m)
{
    if (m->note_count > 0) {
        measure_write_heading(w, "To know");
    }
    for (size_t i = 0; i < m->note_count; i++) {
        const struct tdxp_measure_note *note = &m->notes[i];
        char where[64] = "";

        if (note->count == 1) {
            snprintf(where, sizeof where, "Section %" PRIu32 ": ", note->first);
        } else if (note->count > 1) {
            snprintf(where, sizeof where, "Section %" PRIu32 " and %" PRIu32 " more: ", note->first, note->count - 1);
        }
        writer_format(w, STYLE_TEXT, 1, "%s%s", where, note->text);
        writer_format(w, STYLE_DIM, 1, "See: %s", note->source);
    }
}

void measure_write_head(struct writer *w, const struct measured *m, const struct measure_widths *widths)
{
    write_value(w, m);
    if (m->row_count > 0) {
        write_covered(w);
        write_headings(w, m, widths);
    }
}

void measure_write_rest(struct writer *w, const struct measured *m)
{
    if (m->row_count > 0) {
        m->kind->rest(w, m);
        write_notes(w, m);
    }
}
