/* An annotated hexdump as a page: XHTML, so that any XML parser reads it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/annotate.h"
#include "report/nodes.h"
#include "report/noted.h"
#include "report/svg.h"
#include "tdxplore/text.h"

enum { HUES = 6 };

struct writer {
    const struct tdxp_annotate_style *style;
    FILE *out;
    bool open;   /* a body of the table */
    bool failed; /* memory ran out */
};

/*
 * The grounds are the hues of the palette of Okabe and Ito, in the order of the explorer's, so faint that text stands out
 * on them in light and in dark surroundings.
 */
static const char *const styles =
    "<style>\n"
    ":root{color-scheme:light dark}\n"
    "body{font:14px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif;"
    "margin:1.5em;color:#1b1f24;background:#fff}\n"
    "h1{font-size:1.4em}\n"
    "table{border-collapse:collapse}\n"
    "td,thead th{font:12.5px ui-monospace,'SF Mono',Menlo,'DejaVu Sans Mono','Liberation Mono',Consolas,monospace;"
    "white-space:pre;text-align:left;vertical-align:top;padding:.1em .7em}\n"
    "thead th{border-bottom:1px solid #8c959f}\n"
    "tbody th{text-align:left;font-weight:400;padding:1.1em .7em .2em}\n"
    "td.n{text-align:right;color:#57606a}\n"
    "td.v{font-weight:600}\n"
    "td.w{white-space:normal;max-width:48em}\n"
    "[title]{cursor:help}\n"
    ".fold td{color:#57606a}\n"
    ".error td{color:#b42318}.warning td{color:#8a4600}.note td{color:#0a5a8a}\n"
    ".h0{background:rgba(230,159,0,.26)}.h1{background:rgba(86,180,233,.26)}.h2{background:rgba(0,158,115,.26)}"
    ".h3{background:rgba(240,228,66,.26)}.h4{background:rgba(204,121,167,.26)}.h5{background:rgba(213,94,0,.26)}\n"
    "@media (prefers-color-scheme:dark){\n"
    "body{color:#e6edf3;background:#0d1117}td.n,.fold td{color:#9da7b3}\n"
    ".error td{color:#ff7b72}.warning td{color:#f0a35e}.note td{color:#79c0ff}\n"
    "}\n"
    "</style>\n";

/* Text of several lines in an attribute: a parser would take a line break for a blank. */
static void put_lines(FILE *out, const char *text)
{
    while (*text) {
        char piece[ANNOTATE_TITLE];
        size_t length = strcspn(text, "\n");

        length = length < sizeof piece - 1 ? length : sizeof piece - 1;
        memcpy(piece, text, length);
        piece[length] = '\0';
        svg_escaped(out, piece);
        text += length;
        if (*text == '\n') {
            fputs("&#10;", out);
            text++;
        }
    }
}

static void put_explanation(FILE *out, const struct tdxp_doc *doc)
{
    fputs(" title=\"", out);
    put_lines(out, doc->summary);
    if (doc->detail) {
        fputs("&#10;", out);
        put_lines(out, doc->detail);
    }
    if (doc->reference) {
        fputs("&#10;", out);
        put_lines(out, doc->reference);
    }
    fputs("\"", out);
}

static void put_cell(FILE *out, const char *class, const char *text)
{
    fprintf(out, "<td class=\"%s\">", class);
    svg_escaped(out, text);
    fputs("</td>", out);
}

static unsigned columns(const struct writer *writer)
{
    return writer->style->gpa ? 6 : 5;
}

static void open_body(struct writer *writer)
{
    fputs(writer->open ? "</tbody>\n<tbody>\n" : "<tbody>\n", writer->out);
    writer->open = true;
}

static void put_heading(struct writer *writer, const struct annotate_line *line)
{
    const struct tdxp_node *node = line->node;
    FILE *out = writer->out;
    char path[ANNOTATE_TITLE];
    char text[ANNOTATE_TITLE];

    open_body(writer);
    fprintf(out, "<tr><th colspan=\"%u\" scope=\"rowgroup\"", columns(writer));
    put_explanation(out, node->doc);
    fputs("><strong>", out);
    tdxp_node_path(node, path, sizeof path);
    tdxp_escape_utf8(path, strlen(path), text, sizeof text);
    svg_escaped(out, text);
    fputs("</strong> ", out);
    annotate_title(line, true, text, sizeof text);
    svg_escaped(out, text);
    if (line->first && node->doc->summary[0]) {
        fputs("<br/>", out);
        svg_escaped(out, node->doc->summary);
    }
    fputs("</th></tr>\n", out);
}

/* The cells before the bytes. */
static void put_place(const struct writer *writer, const struct annotate_line *line)
{
    char text[REPORT_OFFSET_TEXT];

    report_offset_text(line->space, line->range.start, text);
    put_cell(writer->out, "n", text);
    if (writer->style->gpa) {
        text[0] = '\0';
        if (line->has_gpa) {
            snprintf(text, sizeof text, "0x%" PRIx64, line->gpa);
        }
        put_cell(writer->out, "n", text);
    }
}

static void put_bytes(const struct writer *writer, const struct annotate_line *line)
{
    char hex[3 * ANNOTATE_ROW + 1] = "";
    char characters[ANNOTATE_ROW + 1] = "";
    char text[ANNOTATE_LABEL] = "";
    char hue[4] = "h";

    for (size_t i = 0; i < line->range.length; i++) {
        snprintf(hex + 3 * i, sizeof hex - 3 * i, "%02x ", line->bytes[i]);
        characters[i] = annotate_character(line->bytes[i]);
    }
    hex[3 * line->range.length - 1] = '\0';
    if (line->section >= 0) {
        snprintf(hue, sizeof hue, "h%u", (unsigned)line->section % HUES);
    }
    fputs("<tr", writer->out);
    put_explanation(writer->out, line->node->doc);
    fputs(">", writer->out);
    put_place(writer, line);
    put_cell(writer->out, hue, hex);
    put_cell(writer->out, hue, characters);
    if (line->first) {
        annotate_label(line, true, text, sizeof text);
    }
    put_cell(writer->out, "f", text);
    if (line->first) {
        tdxp_node_value(line->node, text, sizeof text);
    }
    put_cell(writer->out, "v", text);
    fputs("</tr>\n", writer->out);
}

static void put_fold(const struct writer *writer, const struct annotate_line *line)
{
    char text[ANNOTATE_LABEL];

    fputs("<tr class=\"fold\">", writer->out);
    put_place(writer, line);
    annotate_fold(line, text, sizeof text);
    fprintf(writer->out, "<td colspan=\"4\">%s %s</td></tr>\n", line->kind == ANNOTATE_REPEAT ? "*" : "…", text);
}

static void put_finding(const struct writer *writer, const struct annotate_line *line,
                        const struct annotate_finding *found)
{
    const struct tdxp_finding *finding = found->finding;
    const char *severity = tdxp_severity_name(finding->severity);
    struct tdxp_range marked = annotate_marked(line, found->range);
    char offset[REPORT_OFFSET_TEXT];
    FILE *out = writer->out;

    fprintf(out, "<tr class=\"%s\"><td class=\"n\" colspan=\"%u\"></td><td aria-hidden=\"true\">", severity,
            columns(writer) - 4);
    fprintf(out, "%*s", (int)(3 * (marked.start - line->range.start)), "");
    for (uint64_t i = 0; i < marked.length; i++) {
        fputs(i > 0 ? "^^^" : "^^", out);
    }
    fprintf(out, "</td><td class=\"w\" colspan=\"3\"><strong>%s:</strong> ", severity);
    svg_escaped(out, finding->message);
    fprintf(out, " [%s]", finding->rule->id);
    if (marked.length < found->range.length) {
        report_offset_text(line->space, found->range.start, offset);
        fprintf(out, " (0x%" PRIx64 " bytes at %s)", found->range.length, offset);
    }
    if (finding->fix) {
        fputs("; fix: ", out);
        svg_escaped(out, finding->fix);
    }
    fputs("</td></tr>\n", out);
}

static void put_note(struct writer *writer, const struct annotate_line *line, const struct tdxp_noted *noted)
{
    struct tdxp_range marked = annotate_marked(line, noted->range);
    const char *rest = noted->note->text;
    char label[NOTED_LABEL];
    FILE *out = writer->out;

    fprintf(out, "<tr class=\"noted\"><td class=\"n\" colspan=\"%u\"></td><td aria-hidden=\"true\">",
            columns(writer) - 4);
    fprintf(out, "%*s", (int)(3 * (marked.start - line->range.start)), "");
    for (uint64_t i = 0; i < marked.length; i++) {
        fputs(i > 0 ? "~~~" : "~~", out);
    }
    noted_label(noted->note, label);
    fprintf(out, "</td><td class=\"w\" colspan=\"3\"><strong>%s</strong>", label);
    for (bool first = true; rest; first = false) {
        char *text = noted_line(&rest, true);

        if (!text) {
            writer->failed = true;
            break;
        }
        fputs(first ? "" : "<br/>", out);
        svg_escaped(out, text);
        free(text);
    }
    fputs("</td></tr>\n", out);
}

static void put_rest(const struct writer *writer, size_t count, const char *what)
{
    if (count > 0) {
        fprintf(writer->out, "<p>%zu %s%s about other bytes.</p>\n", count, what, count == 1 ? " is" : "s are");
    }
}

static bool visit(void *context, const struct annotate_line *line)
{
    struct writer *writer = context;

    if (line->kind == ANNOTATE_HEADING) {
        put_heading(writer, line);
    } else if (!line->within || !writer->open) {
        open_body(writer);
    }
    if (line->kind == ANNOTATE_BYTES) {
        put_bytes(writer, line);
    } else if (line->kind != ANNOTATE_HEADING) {
        put_fold(writer, line);
    }
    for (size_t i = 0; i < line->finding_count; i++) {
        put_finding(writer, line, &line->findings[i]);
    }
    for (size_t i = 0; i < line->note_count; i++) {
        put_note(writer, line, line->notes[i]);
    }
    return !writer->failed && !ferror(writer->out);
}

static void put_top(const struct writer *writer, const struct tdxp_firmware *firmware)
{
    const char *name = tdxp_file_base(tdxp_file_title(tdxp_image_name(firmware->image)));
    char human[TDXP_HUMAN_SIZE];
    char text[4 * ANNOTATE_TITLE];
    FILE *out = writer->out;

    tdxp_escape_utf8(name, strlen(name), text, sizeof text);
    tdxp_human_size(tdxp_image_bytes(firmware->image)->size, human);
    fputs("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\" xml:lang=\"en\">\n<head>\n"
          "<meta charset=\"utf-8\"/>\n<title>",
          out);
    svg_escaped(out, text);
    fputs("</title>\n", out);
    fputs(styles, out);
    fputs("</head>\n<body>\n<h1>", out);
    svg_escaped(out, text);
    fprintf(out, "</h1>\n<p>The bytes of a file of %s, and what they are. A line's tooltip explains its field.</p>\n",
            human);
    fprintf(out,
            "<table>\n<thead><tr><th scope=\"col\">Offset</th>%s<th scope=\"col\">Bytes</th>"
            "<th scope=\"col\">Text</th><th scope=\"col\">Field</th><th scope=\"col\">Value</th></tr></thead>\n",
            writer->style->gpa ? "<th scope=\"col\">GPA</th>" : "");
}

bool annotate_html(const struct tdxp_firmware *firmware, const struct tdxp_annotate_style *style, FILE *out)
{
    struct writer writer = {.style = style, .out = out};
    struct annotate_rest rest;
    bool whole;

    put_top(&writer, firmware);
    whole = annotate_lines(firmware, style, ANNOTATE_ROW, visit, &writer, &rest);
    fputs(writer.open ? "</tbody>\n</table>\n" : "</table>\n", out);
    put_rest(&writer, whole ? rest.findings : 0, "finding");
    put_rest(&writer, whole ? rest.notes : 0, "note");
    fputs("</body>\n</html>\n", out);
    return whole && !writer.failed;
}
