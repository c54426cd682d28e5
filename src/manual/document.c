/* Documents: what is the same whoever writes them. */
#include "manual/document.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FIGURE_SIZE = 32 }; /* bytes of the largest structure that has a figure */

void document_begin(struct document *document, const struct document_title *title)
{
    document->writer->begin(document, title);
}

void document_end(struct document *document)
{
    document->writer->end(document);
}

void document_section(struct document *document, const char *title)
{
    document->writer->section(document, title);
}

void document_subsection(struct document *document, const char *title)
{
    document->writer->subsection(document, title);
}

void document_paragraph(struct document *document, const char *text)
{
    document->writer->paragraph(document, text);
}

void document_entry(struct document *document, const char *term, const char *note, const struct tdxp_doc *doc)
{
    document->writer->entry(document, term, note, doc);
}

void document_entry_more(struct document *document, const char *text)
{
    document->writer->entry_more(document, text);
}

void document_choices(struct document *document, const struct tdxp_choice *choices)
{
    for (; choices->name; choices++) {
        char value[32];

        snprintf(value, sizeof value, "0x%" PRIx64, choices->value);
        document_entry(document, choices->name, value, &choices->doc);
    }
}

void document_flags(struct document *document, const struct tdxp_flag *flags)
{
    for (; flags->name; flags++) {
        char bits[32];

        if (flags->low == flags->high) {
            snprintf(bits, sizeof bits, "bit %u", flags->low);
        } else {
            snprintf(bits, sizeof bits, "bits %u:%u", flags->high, flags->low);
        }
        document_entry(document, flags->name, bits, &flags->doc);
    }
}

static void write_doc(struct document *document, const struct tdxp_format *format)
{
    if (format->doc.summary) {
        document_entry(document, format->name, NULL, &format->doc);
    }
}

void document_structure(struct document *document, const struct tdxp_format *format)
{
    write_doc(document, format);
    if (format->size <= FIGURE_SIZE && format->fields[1].name) {
        document_layout(document, format);
    }
    document_fields(document, format);
    for (const struct tdxp_field *field = format->fields; field->name; field++) {
        char title[128];

        if (field->choices) {
            snprintf(title, sizeof title, "Values of %s", field->name);
            document_subsection(document, title);
            document_choices(document, field->choices);
        }
        if (field->flags) {
            snprintf(title, sizeof title, "Bits of %s", field->name);
            document_subsection(document, title);
            document_flags(document, field->flags);
        }
    }
}

void document_layout(struct document *document, const struct tdxp_format *format)
{
    document->writer->layout(document, format);
}

void document_fields(struct document *document, const struct tdxp_format *format)
{
    document->writer->fields(document, format);
}

void document_table_begin(struct document *document, const struct document_column *columns, size_t count)
{
    document->columns = columns;
    document->column_count = count;
    document->writer->table_begin(document);
}

void document_table_row(struct document *document, const char *const *cells)
{
    document->writer->table_row(document, cells);
}

void document_table_end(struct document *document)
{
    document->writer->table_end(document);
}

void document_dump(struct document *document, const struct document_run *runs, size_t count)
{
    document->writer->dump(document, runs, count);
}

void document_lines(struct document *document, const char *const *lines, size_t count)
{
    document->writer->lines(document, lines, count);
}

void document_places(struct document *document, const struct document_place *places, size_t count, uint64_t size)
{
    document->writer->places(document, places, count, size);
}

void document_guest_map(struct document *document, const struct tdxp_firmware *firmware)
{
    document->writer->guest_map(document, firmware);
}

void document_pages(struct document *document, const struct document_page *pages, size_t count)
{
    document->writer->pages(document, pages, count);
}

bool layout_next(const struct tdxp_format *format, struct layout_part *part)
{
    const struct tdxp_field *field = part->field ? part->field : format->fields;
    uint32_t from = part->field ? part->row * LAYOUT_ROW + part->end : field->offset;
    uint32_t row_end;
    uint32_t end;

    if (part->field && from == field->offset + field->size) {
        field++;
        from = field->offset;
    }
    if (!field->name) {
        return false;
    }
    row_end = (from / LAYOUT_ROW + 1) * LAYOUT_ROW;
    end = field->offset + field->size;
    end = end < row_end ? end : row_end;
    *part = (struct layout_part){.field = field,
                                 .row = from / LAYOUT_ROW,
                                 .start = from % LAYOUT_ROW,
                                 .end = end - from / LAYOUT_ROW * LAYOUT_ROW,
                                 .continued = from > field->offset};
    return true;
}

void document_each_paragraph(struct document *document, const char *detail,
                             void (*put)(struct document *document, const char *text))
{
    while (detail && *detail) {
        size_t length = strcspn(detail, "\n");
        char *text = strndup(detail, length);

        if (!text) {
            document->failed = true;
            return;
        }
        put(document, text);
        free(text);
        detail += length + (detail[length] == '\n');
    }
}

char *
document_map_text(struct document *document, const struct tdxp_firmware *firmware, const struct tdxp_map_style *style,
                  bool (*report)(const struct tdxp_firmware *firmware, const struct tdxp_map_style *style, FILE *out))
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    bool whole = out && report(firmware, style, out);

    if (!out || fclose(out) != 0 || !whole) {
        document->failed = true;
        free(text);
        return NULL;
    }
    return text;
}
