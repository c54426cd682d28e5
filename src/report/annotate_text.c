/* An annotated hexdump as text. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "image/columns.h"
#include "report/annotate.h"
#include "report/check.h"
#include "report/grid.h"
#include "report/nodes.h"
#include "report/noted.h"
#include "report/table.h"
#include "tdxplore/text.h"

enum {
    GAP = 2,
    GPA_COLUMNS = sizeof "0xffffffff" - 1,
    LABEL_COLUMNS = 20,     /* values are aligned behind labels up to this width */
    LABEL_COLUMNS_MIN = 20, /* rather than less for label and value, rows are shorter */
};

struct writer {
    const struct tdxp_annotate_style *style;
    FILE *out;
    size_t width;  /* columns of a line */
    size_t offset; /* columns of an offset */
    unsigned row;  /* bytes of a line */
    bool begun;
    bool failed; /* memory ran out */
};

static size_t offset_columns(const struct tdxp_tree *tree)
{
    const struct tdxp_space *space;
    size_t columns = 0;

    for (unsigned id = 0; (space = tdxp_tree_space(tree, id)); id++) {
        char text[REPORT_OFFSET_TEXT];

        report_offset_text(space, space->bytes.size, text);
        columns = strlen(text) > columns ? strlen(text) : columns;
    }
    return columns;
}

/* Where the bytes begin. */
static size_t bytes_column(const struct writer *writer)
{
    return writer->offset + GAP + (writer->style->gpa ? GPA_COLUMNS + GAP : 0);
}

/* Where the label begins, behind the characters. */
static size_t label_column(const struct writer *writer, unsigned row)
{
    return bytes_column(writer) + (size_t)3 * row - 1 + GAP + row + GAP;
}

static unsigned row_that_fits(const struct writer *writer)
{
    unsigned row = ANNOTATE_ROW;

    while (row > 4 && label_column(writer, row) + LABEL_COLUMNS_MIN > writer->width) {
        row /= 2;
    }
    return row;
}

/* Write text from a column on, cut with "..." where it does not fit; returns the column behind it. */
static size_t put(const struct writer *writer, size_t column, const char *text)
{
    size_t left = writer->width > column ? writer->width - column : 0;
    size_t columns = text_columns(text);

    if (columns <= left) {
        fputs(text, writer->out);
        return column + columns;
    }
    fprintf(writer->out, "%.*s%.*s", (int)text_fitting(text, left > 3 ? left - 3 : 0), text, left > 3 ? 3 : (int)left,
            "...");
    return writer->width;
}

static void look(const struct writer *writer, unsigned look)
{
    if (writer->style->colour) {
        grid_print_look(look, writer->out);
    }
}

static void begin_line(const struct writer *writer, const struct annotate_line *line)
{
    char offset[REPORT_OFFSET_TEXT];
    char gpa[REPORT_OFFSET_TEXT] = "";

    report_offset_text(line->space, line->range.start, offset);
    fprintf(writer->out, "%*s  ", (int)writer->offset, offset);
    if (writer->style->gpa) {
        if (line->has_gpa) {
            snprintf(gpa, sizeof gpa, "0x%" PRIx64, line->gpa);
        }
        fprintf(writer->out, "%*s  ", GPA_COLUMNS, gpa);
    }
}

/* Words behind the bytes: nothing, not even blanks, where there are none. */
static void put_label(const struct writer *writer, const struct annotate_line *line, size_t column)
{
    size_t wanted = label_column(writer, writer->row);
    char label[ANNOTATE_LABEL];
    char value[ANNOTATE_LABEL];

    if (!line->first) {
        return;
    }
    annotate_label(line, writer->style->utf8, label, sizeof label);
    tdxp_node_value(line->node, value, sizeof value);
    if (!label[0] && !value[0]) {
        return;
    }
    fprintf(writer->out, "%*s", (int)(wanted - column), "");
    column = put(writer, wanted, label);
    if (value[0] && column + GAP < writer->width) {
        size_t columns = column - wanted;
        size_t blanks = GAP + (columns < LABEL_COLUMNS && writer->width - wanted >= (size_t)3 * LABEL_COLUMNS
                                   ? LABEL_COLUMNS - columns
                                   : 0);

        fprintf(writer->out, "%*s", (int)blanks, "");
        look(writer, GRID_BOLD);
        put(writer, column + blanks, value);
        look(writer, GRID_PLAIN);
    }
}

static void put_bytes(const struct writer *writer, const struct annotate_line *line)
{
    unsigned length = (unsigned)line->range.length;
    bool hued = line->section >= 0;

    if (hued) {
        look(writer, GRID_SECTION((unsigned)line->section));
    }
    for (unsigned i = 0; i < length; i++) {
        fprintf(writer->out, "%s%02x", i > 0 ? " " : "", line->bytes[i]);
    }
    fprintf(writer->out, "%*s", (int)(3 * (writer->row - length) + GAP), "");
    for (unsigned i = 0; i < length; i++) {
        putc(annotate_character(line->bytes[i]), writer->out);
    }
    if (hued) {
        look(writer, GRID_PLAIN);
    }
    put_label(writer, line, label_column(writer, writer->row) - GAP - (writer->row - length));
}

static void put_heading(struct writer *writer, const struct annotate_line *line)
{
    const struct tdxp_node *node = line->node;
    char path[ANNOTATE_TITLE];
    char text[ANNOTATE_TITLE];
    size_t column;

    fputs(writer->begun ? "\n" : "", writer->out);
    tdxp_node_path(node, text, sizeof text);
    tdxp_escape_text(writer->style->utf8, text, path, sizeof path);
    look(writer, GRID_BOLD);
    column = put(writer, 0, path);
    look(writer, GRID_PLAIN);
    if (column + GAP < writer->width) {
        annotate_title(line, writer->style->utf8, text, sizeof text);
        fprintf(writer->out, "%*s", GAP, "");
        put(writer, column + GAP, text);
    }
    if (line->first && node->doc->summary[0]) {
        fprintf(writer->out, "\n%*s", GAP, "");
        put(writer, GAP, node->doc->summary);
    }
    putc('\n', writer->out);
}

/* As compilers do: marks under the bytes, and the words behind them. */
static void put_finding(const struct writer *writer, const struct annotate_line *line,
                        const struct annotate_finding *found)
{
    const struct tdxp_finding *finding = found->finding;
    struct tdxp_range marked = annotate_marked(line, found->range);
    const char *severity = tdxp_severity_name(finding->severity);
    size_t column = bytes_column(writer) + 3 * (size_t)(marked.start - line->range.start);
    char place[3 * REPORT_OFFSET_TEXT] = "";
    char offset[REPORT_OFFSET_TEXT];
    char text[2 * ANNOTATE_TITLE];

    fprintf(writer->out, "%*s", (int)column, "");
    for (uint64_t i = 0; i < marked.length; i++) {
        fputs(i > 0 ? "^^^" : "^^", writer->out);
        column += i > 0 ? 3 : 2;
    }
    if (marked.length < found->range.length) {
        report_offset_text(line->space, found->range.start, offset);
        snprintf(place, sizeof place, " (0x%" PRIx64 " bytes at %s)", found->range.length, offset);
    }
    if (marked.length > 0) {
        putc(' ', writer->out);
        column++;
    }
    fprintf(writer->out, "%s%s:%s ", writer->style->colour ? check_colour(finding->severity) : "", severity,
            writer->style->colour ? "\33[m" : "");
    snprintf(text, sizeof text, "%s [%s]%s%s%s", finding->message, finding->rule->id, place,
             finding->fix ? "; fix: " : "", finding->fix ? finding->fix : "");
    print_wrapped_to(writer->out, (unsigned)writer->width, (unsigned)(column + strlen(severity) + 2),
                     (unsigned)(bytes_column(writer) + GAP), text);
}

/* The same for a note, whose lines stay as they are. */
static void put_note(struct writer *writer, const struct annotate_line *line, const struct tdxp_noted *noted)
{
    struct tdxp_range marked = annotate_marked(line, noted->range);
    size_t column = bytes_column(writer) + 3 * (size_t)(marked.start - line->range.start);
    const char *rest = noted->note->text;
    char label[NOTED_LABEL];

    fprintf(writer->out, "%*s", (int)column, "");
    for (uint64_t i = 0; i < marked.length; i++) {
        fputs(i > 0 ? "~~~" : "~~", writer->out);
        column += i > 0 ? 3 : 2;
    }
    if (marked.length > 0) {
        putc(' ', writer->out);
        column++;
    }
    noted_label(noted->note, label);
    look(writer, GRID_BOLD);
    fputs(label, writer->out);
    look(writer, GRID_PLAIN);
    column += strlen(label);
    for (bool first = true; rest; first = false) {
        unsigned indent = (unsigned)(bytes_column(writer) + GAP);
        char *text = noted_line(&rest, writer->style->utf8);

        if (!text) {
            writer->failed = true;
            return;
        }
        fprintf(writer->out, "%*s", first ? 0 : (int)indent, "");
        print_wrapped_to(writer->out, (unsigned)writer->width, first ? (unsigned)column : indent, indent, text);
        free(text);
    }
}

static void put_rest(const struct writer *writer, size_t count, const char *what)
{
    if (count > 0) {
        fprintf(writer->out, "\n%zu %s%s about other bytes\n", count, what, count == 1 ? " is" : "s are");
    }
}

static bool visit(void *context, const struct annotate_line *line)
{
    struct writer *writer = context;

    if (line->kind == ANNOTATE_HEADING) {
        put_heading(writer, line);
    } else {
        char text[ANNOTATE_LABEL];

        if (!line->within) {
            fputs(writer->begun ? "\n" : "", writer->out);
        }
        begin_line(writer, line);
        if (line->kind == ANNOTATE_BYTES) {
            put_bytes(writer, line);
        } else {
            annotate_fold(line, text, sizeof text);
            fputs(line->kind == ANNOTATE_REPEAT ? "* " : "... ", writer->out);
            put(writer, bytes_column(writer) + (line->kind == ANNOTATE_REPEAT ? 2 : 4), text);
        }
        putc('\n', writer->out);
    }
    writer->begun = true;
    for (size_t i = 0; i < line->finding_count; i++) {
        put_finding(writer, line, &line->findings[i]);
    }
    for (size_t i = 0; i < line->note_count; i++) {
        put_note(writer, line, line->notes[i]);
    }
    return !writer->failed && !ferror(writer->out);
}

bool annotate_text(const struct tdxp_firmware *firmware, const struct tdxp_annotate_style *style, FILE *out)
{
    uint32_t width = style->width == 0                        ? INT32_MAX
                     : style->width < TDXP_ANNOTATE_WIDTH_MIN ? TDXP_ANNOTATE_WIDTH_MIN
                                                              : style->width;
    struct writer writer = {.style = style, .out = out, .width = width, .offset = offset_columns(firmware->tree)};
    struct annotate_rest rest;

    writer.row = row_that_fits(&writer);
    if (!annotate_lines(firmware, style, writer.row, visit, &writer, &rest)) {
        return false;
    }
    put_rest(&writer, rest.findings, "finding");
    put_rest(&writer, rest.notes, "note");
    return !writer.failed;
}
