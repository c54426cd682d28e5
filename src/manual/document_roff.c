/* Documents as source of manual pages. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "manual/document.h"

enum {
    LINE = 128,        /* room for a line that is not filled */
    DUMP_BYTES = 8,    /* of a line of bytes */
    DUMP_TEXT = 36,    /* columns for what they are */
    MAP_WIDTH = 72,    /* columns of a map: a page has 80, less the margin */
    BYTE_WIDTH = 8,    /* columns of a byte in a figure */
    FIGURE_MARGIN = 4, /* columns before it */
};

/* Copy text with capitals for small letters, cut to the room that there is. */
static void capitalise(const char *text, char capitals[static LINE])
{
    size_t i = 0;

    for (; text[i] && i + 1 < LINE; i++) {
        capitals[i] = (char)(text[i] >= 'a' && text[i] <= 'z' ? text[i] - 'a' + 'A' : text[i]);
    }
    capitals[i] = '\0';
}

static void begin(struct document *document, const struct document_title *title)
{
    char capitals[LINE];

    document->roff = (struct roff){.out = document->out};
    capitalise(title->name, capitals);
    fputs(".\\\" Made from the tables of formats when tdxplore was built.\n", document->out);
    /* As it is: mandoc wants the date without escapes. */
    fprintf(document->out, ".TH %s %s %s \"%s\"\n", capitals, title->section, title->date, title->source);
    /* No hyphens in what somebody may search for. */
    roff_macro(&document->roff, "nh", NULL);
    roff_macro(&document->roff, "ad", "l", NULL);
    roff_macro(&document->roff, "SH", "NAME", NULL);
    roff_text(&document->roff, title->name);
    roff_text(&document->roff, "-");
    roff_text(&document->roff, title->summary);
}

static void section(struct document *document, const char *title)
{
    char capitals[LINE];

    capitalise(title, capitals);
    roff_macro(&document->roff, "SH", capitals, NULL);
    document->headed = true;
}

static void subsection(struct document *document, const char *title)
{
    roff_macro(&document->roff, "SS", title, NULL);
    document->headed = true;
}

/* A heading begins a paragraph itself. */
static void begin_paragraph(struct document *document)
{
    if (!document->headed) {
        roff_macro(&document->roff, "PP", NULL);
    }
    document->headed = false;
}

static void paragraph(struct document *document, const char *text)
{
    begin_paragraph(document);
    roff_text(&document->roff, text);
}

static void entry_more(struct document *document, const char *text)
{
    roff_macro(&document->roff, "IP", NULL);
    roff_text(&document->roff, text);
}

static void entry(struct document *document, const char *term, const char *note, const struct tdxp_doc *doc)
{
    char behind[LINE];

    document->headed = false;
    roff_macro(&document->roff, "TP", NULL);
    if (note) {
        snprintf(behind, sizeof behind, " (%s)", note);
        roff_macro(&document->roff, "BR", term, behind, NULL);
    } else {
        roff_macro(&document->roff, "B", term, NULL);
    }
    roff_text(&document->roff, doc->summary);
    document_each_paragraph(document, doc->detail, entry_more);
    if (doc->reference) {
        roff_macro(&document->roff, "br", NULL);
        roff_text(&document->roff, "Source:");
        roff_text(&document->roff, doc->reference);
    }
}

static void fields(struct document *document, const struct tdxp_format *format)
{
    for (const struct tdxp_field *field = format->fields; field->name; field++) {
        char note[LINE];

        snprintf(note, sizeof note, "offset %" PRIu32 ", %" PRIu32 " byte%s, %s", field->offset, field->size,
                 field->size == 1 ? "" : "s", field->type_name);
        entry(document, field->name, note, &field->doc);
    }
}

/* ---- lines that are not filled ---- */

static void begin_lines(struct document *document)
{
    begin_paragraph(document);
    roff_macro(&document->roff, "EX", NULL);
}

/* Write a line without the blanks at its end. */
static void put_line(struct document *document, char *line)
{
    size_t length = strlen(line);

    while (length > 0 && line[length - 1] == ' ') {
        line[--length] = '\0';
    }
    roff_line(&document->roff, line);
}

static void end_lines(struct document *document)
{
    roff_macro(&document->roff, "EE", NULL);
}

static void lines(struct document *document, const char *const *texts, size_t count)
{
    begin_lines(document);
    for (size_t i = 0; i < count; i++) {
        roff_line(&document->roff, texts[i]);
    }
    end_lines(document);
}

static void table_row(struct document *document, const char *const *cells)
{
    char line[LINE];
    size_t used = 0;

    line[0] = '\0';
    for (size_t i = 0; i < document->column_count && used < sizeof line; i++) {
        const struct document_column *column = &document->columns[i];
        int width = (int)column->width;

        used += (size_t)snprintf(line + used, sizeof line - used, "%s%*s", i > 0 ? "  " : "",
                                 column->right ? width : -width, cells[i]);
    }
    put_line(document, line);
}

static void table_begin(struct document *document)
{
    const char *titles[DOCUMENT_COLUMNS];

    for (size_t i = 0; i < document->column_count; i++) {
        titles[i] = document->columns[i].title;
    }
    begin_lines(document);
    table_row(document, titles);
}

/* Take the words from *text that fit into the columns of a line, at least one; they go behind those in line. */
static void take_words(const char **text, char *line, size_t size)
{
    size_t taken = 0;

    while (**text) {
        size_t length = strcspn(*text, " ");

        if (taken > 0 && taken + 1 + length > DUMP_TEXT) {
            return;
        }
        snprintf(line + strlen(line), size - strlen(line), "%s%.*s", taken > 0 ? " " : "", (int)length, *text);
        taken += length + (taken > 0);
        *text += length + ((*text)[length] == ' ');
    }
}

static void write_run(struct document *document, const struct document_run *run)
{
    char text[256];
    const char *rest = text;

    if (run->count == 0) {
        roff_line(&document->roff, run->name);
        return;
    }
    snprintf(text, sizeof text, "%s%s%s", run->name, run->text ? " = " : "", run->text ? run->text : "");
    for (size_t at = 0; at < run->count || *rest; at += DUMP_BYTES) {
        char line[LINE];
        size_t used = at < run->count ? (size_t)snprintf(line, sizeof line, "%08" PRIx64 " ", run->offset + at)
                                      : (size_t)snprintf(line, sizeof line, "%9s", "");

        for (size_t i = at; i < at + DUMP_BYTES; i++) {
            used += i < run->count ? (size_t)snprintf(line + used, sizeof line - used, " %02x", run->bytes[i])
                                   : (size_t)snprintf(line + used, sizeof line - used, "   ");
        }
        snprintf(line + used, sizeof line - used, "  ");
        take_words(&rest, line, sizeof line);
        put_line(document, line);
    }
}

static void dump(struct document *document, const struct document_run *runs, size_t count)
{
    begin_lines(document);
    for (size_t i = 0; i < count; i++) {
        write_run(document, &runs[i]);
    }
    end_lines(document);
}

/* ---- figures ---- */

/* The column at which a byte of a row begins, or the one before it ends. */
static size_t column_of(uint32_t byte)
{
    return FIGURE_MARGIN + (size_t)byte * BYTE_WIDTH;
}

static void rule_off(char line[static LINE], uint32_t bytes)
{
    for (size_t column = column_of(0); column <= column_of(bytes); column++) {
        line[column] = '_';
    }
}

static void put_part(char line[static LINE], const struct layout_part *part)
{
    size_t start = column_of(part->start);
    size_t end = column_of(part->end);
    char label[LINE];
    size_t length;

    snprintf(label, sizeof label, "%s%s", part->field->name, part->continued ? " ..." : "");
    length = strlen(label) < end - start - 2 ? strlen(label) : end - start - 2;
    line[start] = '|';
    line[end] = '|';
    memcpy(line + start + 2, label, length);
}

static void new_line(char line[static LINE])
{
    memset(line, ' ', LINE - 1);
    line[LINE - 1] = '\0';
}

/* Each row is a line of names and, below it, the edge of its bytes. */
static void layout(struct document *document, const struct tdxp_format *format)
{
    struct layout_part part = {.field = NULL};
    uint32_t widest = format->size < LAYOUT_ROW ? format->size : LAYOUT_ROW;
    char names[LINE];
    char edge[LINE];
    bool more;

    begin_lines(document);
    new_line(names);
    for (uint32_t byte = 0; byte < widest; byte++) {
        names[column_of(byte) + 2] = (char)('0' + byte);
    }
    put_line(document, names);
    new_line(edge);
    rule_off(edge, widest);
    edge[column_of(0)] = edge[column_of(widest)] = ' ';
    put_line(document, edge);
    more = layout_next(format, &part);
    while (more) {
        uint32_t row = part.row;
        char offset[16];
        int length;

        new_line(names);
        new_line(edge);
        length = snprintf(offset, sizeof offset, "%2" PRIu32, row * LAYOUT_ROW);
        memcpy(names, offset, (size_t)length);
        for (; more && part.row == row; more = layout_next(format, &part)) {
            put_part(names, &part);
            rule_off(edge, part.end);
        }
        for (uint32_t byte = 0; byte <= LAYOUT_ROW; byte++) {
            if (names[column_of(byte)] == '|') {
                edge[column_of(byte)] = '|';
            }
        }
        put_line(document, names);
        put_line(document, edge);
    }
    end_lines(document);
}

static void places(struct document *document, const struct document_place *list, size_t count, uint64_t size)
{
    static const struct document_column columns[] = {
        {"Offset", 8, true}, {"From end", 9, true}, {"Length", 8, true}, {"What lies there", 0, false}};

    document_table_begin(document, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < count; i++) {
        const struct document_place *place = &list[i];
        char offset[32];
        char from_end[32];
        char length[32];
        char name[LINE];
        const char *cells[] = {offset, from_end, length, name};

        snprintf(offset, sizeof offset, "0x%" PRIx64, place->offset);
        snprintf(from_end, sizeof from_end, "0x%" PRIx64, size - place->offset);
        snprintf(length, sizeof length, "0x%" PRIx64, place->length);
        if (place->target) {
            snprintf(name, sizeof name, "%s: leads to 0x%" PRIx64, place->name, place->target->offset);
        } else {
            snprintf(name, sizeof name, "%s", place->name);
        }
        document_table_row(document, cells);
    }
    document_table_end(document);
}

static void guest_map(struct document *document, const struct tdxp_firmware *firmware)
{
    const struct tdxp_map_style style = {.width = MAP_WIDTH};
    char *text = document_map_text(document, firmware, &style, tdxp_report_map);

    if (!text) {
        return;
    }
    begin_lines(document);
    for (char *line = text; *line;) {
        char *end = line + strcspn(line, "\n");
        char *next = end + (*end == '\n');

        *end = '\0';
        put_line(document, line);
        line = next;
    }
    end_lines(document);
    free(text);
}

static void pages(struct document *document, const struct document_page *list, size_t count)
{
    begin_paragraph(document);
    for (size_t i = 0; i < count; i++) {
        char behind[LINE];

        snprintf(behind, sizeof behind, "(%s)%s", list[i].section, i + 1 < count ? "," : "");
        roff_macro(&document->roff, "BR", list[i].name, behind, NULL);
    }
}

static void end(struct document *document)
{
    roff_end(&document->roff);
}

const struct document_writer document_roff = {
    .begin = begin,
    .section = section,
    .subsection = subsection,
    .paragraph = paragraph,
    .entry = entry,
    .entry_more = entry_more,
    .fields = fields,
    .table_begin = table_begin,
    .table_row = table_row,
    .table_end = end_lines,
    .dump = dump,
    .lines = lines,
    .layout = layout,
    .places = places,
    .guest_map = guest_map,
    .pages = pages,
    .end = end,
};
