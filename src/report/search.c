/* What a search has found, as text. */
#include "tdxplore/search.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "report/nodes.h"
#include "report/table.h"
#include "tdxplore/report.h"
#include "tdxplore/text.h"

enum { HEX_SHOWN = 8, TEXT_SHOWN = 16, CELL = 1024 };

void tdxp_match_hex(const struct tdxp_match *match, char *buffer, size_t size)
{
    uint8_t bytes[HEX_SHOWN];
    size_t wanted = match->length < HEX_SHOWN ? (size_t)match->length : HEX_SHOWN;
    size_t count = tdxp_read_some(&match->space->bytes, match->offset, bytes, wanted);
    size_t used = 0;

    buffer[0] = '\0';
    for (size_t i = 0; i < count && used < size; i++) {
        used += (size_t)snprintf(buffer + used, size - used, "%s%02x", i ? " " : "", bytes[i]);
    }
    if (count < match->length && used < size) {
        snprintf(buffer + used, size - used, "...");
    }
}

void tdxp_match_text(const struct tdxp_match *match, char *buffer, size_t size)
{
    char bytes[TEXT_SHOWN];
    size_t wanted = match->length < TEXT_SHOWN ? (size_t)match->length : TEXT_SHOWN;
    size_t count = tdxp_read_some(&match->space->bytes, match->offset, bytes, wanted < size ? wanted : size - 1);

    for (size_t i = 0; i < count; i++) {
        buffer[i] = (char)(isascii((unsigned char)bytes[i]) && isprint((unsigned char)bytes[i]) ? bytes[i] : '.');
    }
    buffer[count] = '\0';
}

static void gpa_cell(struct table *table, const struct tdxp_firmware *firmware, const struct tdxp_match *match)
{
    struct tdxp_gpa gpa;

    if (match->space->id == 0 && tdxp_gpa_of_offset(firmware, match->offset, &gpa)) {
        table_cell(table, "0x%" PRIx64, gpa.gpa);
    } else {
        table_cell(table, "-");
    }
}

static void value_cells(struct table *table, const struct tdxp_match *match, bool of_name, bool utf8)
{
    char text[CELL];
    char safe[CELL];

    if (of_name) {
        tdxp_node_value(match->node, text, sizeof text);
        tdxp_escape_text(utf8, text, safe, sizeof safe);
        table_cell(table, "%s", safe);
        return;
    }
    tdxp_match_hex(match, text, sizeof text);
    table_cell(table, "%s", text);
    tdxp_match_text(match, text, sizeof text);
    table_cell(table, "%s", text);
}

static void path_cell(struct table *table, const struct tdxp_node *node, bool utf8)
{
    char path[CELL];
    char safe[CELL];

    tdxp_node_path(node, path, sizeof path);
    tdxp_escape_text(utf8, path, safe, sizeof safe);
    table_cell(table, "%s", safe);
}

static const struct tdxp_space *last_space(const struct tdxp_search_result *result)
{
    const struct tdxp_space *last = NULL;

    for (size_t i = 0; i < result->kept; i++) {
        if (!last || result->matches[i].space->id > last->id) {
            last = result->matches[i].space;
        }
    }
    return last;
}

bool tdxp_report_search(const struct tdxp_firmware *firmware, const struct tdxp_search *search,
                        const struct tdxp_report_style *style, FILE *out)
{
    const struct tdxp_search_result *result = tdxp_search_result(search);
    bool of_names = tdxp_search_pattern(search)->kind->names;
    struct table *table;
    bool whole;

    if (result->kept == 0) {
        return true;
    }
    table = table_new(of_names ? "rrrll" : "rrrlll", 2);
    if (!table) {
        return false;
    }
    table_cell(table, "Offset");
    table_cell(table, "Length");
    table_cell(table, "GPA");
    table_cell(table, of_names ? "Value" : "Bytes");
    if (!of_names) {
        table_cell(table, "Text");
    }
    table_cell(table, "Node");
    for (size_t i = 0; i < result->kept; i++) {
        const struct tdxp_match *match = &result->matches[i];
        char offset[REPORT_OFFSET_TEXT];

        report_offset_text(match->space, match->offset, offset);
        table_cell(table, "%s", offset);
        table_cell(table, "0x%" PRIx64, match->length);
        gpa_cell(table, firmware, match);
        value_cells(table, match, of_names, style->utf8);
        path_cell(table, match->node, style->utf8);
    }
    whole = table_print(table, 0, out);
    table_free(table);
    if (last_space(result)->id > 0) {
        report_print_spaces(firmware->tree, style, out);
    }
    return whole;
}
