/* An annotated hexdump as JSON. */
#include "report/annotate.h"
#include "report/json.h"
#include "report/noted.h"

struct writer {
    FILE *out;
    bool notes; /* of each line are to be there */
    bool begun, failed;
};

static json_t *finding_object(const struct annotate_finding *found)
{
    const struct tdxp_finding *finding = found->finding;

    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "rule", finding->rule->id, "severity",
                     tdxp_severity_name(finding->severity), "offset", json_hex(found->range.start), "length",
                     json_hex(found->range.length), "message", json_text(finding->message), "fix",
                     json_text(finding->fix));
}

static json_t *finding_array(const struct annotate_line *line)
{
    json_t *array = json_array();

    for (size_t i = 0; i < line->finding_count; i++) {
        array = json_append(array, finding_object(&line->findings[i]));
    }
    return array;
}

static json_t *note_array(const struct annotate_line *line)
{
    json_t *array = json_array();

    for (size_t i = 0; i < line->note_count; i++) {
        array = json_append(array, noted_object(line->notes[i]->note));
    }
    return array;
}

static json_t *hex_text(const struct annotate_line *line)
{
    static const char digits[] = "0123456789abcdef";
    char text[2 * ANNOTATE_ROW];

    if (line->kind != ANNOTATE_BYTES) {
        return json_null();
    }
    for (size_t i = 0; i < line->range.length; i++) {
        text[2 * i] = digits[line->bytes[i] >> 4];
        text[2 * i + 1] = digits[line->bytes[i] & 0xf];
    }
    return json_stringn(text, 2 * line->range.length);
}

static json_t *value_text(const struct annotate_line *line)
{
    char text[ANNOTATE_LABEL] = "";

    if (line->first) {
        tdxp_node_value(line->node, text, sizeof text);
    }
    return json_text(text[0] ? text : NULL);
}

static json_t *line_object(const struct annotate_line *line)
{
    static const char *const kinds[] = {
        [ANNOTATE_BYTES] = "bytes", [ANNOTATE_REPEAT] = "repeat", [ANNOTATE_SKIP] = "skip"};

    return json_pack("{s:s, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "kind", kinds[line->kind], "space",
                     (json_int_t)line->space->id, "offset", json_hex(line->range.start), "length",
                     json_hex(line->range.length), "gpa", line->has_gpa ? json_hex(line->gpa) : json_null(), "hex",
                     hex_text(line), "path", json_path(line->node), "value", value_text(line), "summary",
                     json_text(line->node ? line->node->doc->summary : NULL), "findings", finding_array(line));
}

static bool visit(void *context, const struct annotate_line *line)
{
    struct writer *writer = context;
    json_t *object;

    if (line->kind == ANNOTATE_HEADING) {
        return true;
    }
    fputs(writer->begun ? ",\n" : "\n", writer->out);
    writer->begun = true;
    object = line_object(line);
    if (writer->notes) {
        object = json_put(object, "notes", note_array(line));
    }
    writer->failed = !json_print_part(object, writer->out);
    return !writer->failed && !ferror(writer->out);
}

bool annotate_json(const struct tdxp_firmware *firmware, const struct tdxp_annotate_style *style, FILE *out)
{
    struct writer writer = {.out = out, .notes = style->notes != NULL};
    struct annotate_rest rest;
    bool whole;

    fputs("{\"image\": ", out);
    whole = json_print_part(json_image(firmware), out);
    fputs(",\n\"spaces\": ", out);
    whole = json_print_part(json_spaces(firmware->tree), out) && whole;
    fputs(",\n\"lines\": [", out);
    whole = whole && annotate_lines(firmware, style, ANNOTATE_ROW, visit, &writer, &rest);
    fputs("\n]}\n", out);
    return whole && !writer.failed;
}
