/* Documents as one file of HTML, which is well-formed XML as well: no script in it, and nothing that lies elsewhere. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "manual/document.h"
#include "report/svg.h"

/* Names of the document's own begin with "d-": a picture of guest memory brings styles that hold for all of the file. */
static const char *const styles =
    "<style>\n"
    ":root{color-scheme:light dark;--d-ground:#ffffff;--d-ink:#1b1f24;--d-soft:#57606a;--d-line:#c5ccd3;"
    "--d-shade:#f3f5f7;--d-link:#0b57d0;--d-box:#dcebf7;--d-arrow:#b3541e}\n"
    "@media (prefers-color-scheme:dark){:root{--d-ground:#0d1117;--d-ink:#e6edf3;--d-soft:#9da7b3;"
    "--d-line:#3d444d;--d-shade:#161b22;--d-link:#79b8ff;--d-box:#1f3a52;--d-arrow:#ffa657}}\n"
    "body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:62rem;background:var(--d-ground);color:var(--d-ink);"
    "font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',Arial,sans-serif}\n"
    "h1{font-size:1.9rem;line-height:1.2;margin:.5rem 0}\n"
    "h2{font-size:1.4rem;margin:2.6rem 0 .6rem;padding-top:.6rem;border-top:1px solid var(--d-line)}\n"
    "h3{font-size:1.1rem;margin:1.8rem 0 .4rem}\n"
    "a{color:var(--d-link)}\n"
    "code,pre,td.d-code,table.d-dump td{font-family:ui-monospace,'SF Mono',Menlo,'DejaVu Sans Mono',"
    "'Liberation Mono',Consolas,monospace;font-size:.86em}\n"
    "pre,.d-scroll,figure{overflow-x:auto}\n"
    "pre{background:var(--d-shade);padding:.7rem 1rem;line-height:1.35}\n"
    "figure{margin:1rem 0}\n"
    "figure svg{max-width:100%;height:auto}\n"
    "table{border-collapse:collapse;margin:.8rem 0}\n"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .7rem;border-bottom:1px solid var(--d-line)}\n"
    "th{background:var(--d-shade)}\n"
    "td p{margin:.2rem 0}\n"
    ".d-right{text-align:right}\n"
    "table.d-dump td{border:0;padding:.05rem .8rem;white-space:nowrap}\n"
    "table.d-dump td:last-child{white-space:normal;min-width:18rem}\n"
    "table.d-dump td:first-child,.d-soft{color:var(--d-soft)}\n"
    ".d-soft{font-size:.86em}\n"
    "dt{margin-top:.9rem}\n"
    "dd{margin:.1rem 0 .1rem 1.6rem}\n"
    "dd p{margin:.2rem 0}\n"
    ".d-fig text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',Arial,"
    "sans-serif;fill:var(--d-ink)}\n"
    ".d-fig .d-mono{font-family:ui-monospace,'SF Mono',Menlo,'DejaVu Sans Mono','Liberation Mono',Consolas,"
    "monospace;font-size:12px}\n"
    ".d-fig .d-faint{fill:var(--d-soft);font-size:12px}\n"
    ".d-fig .d-box{fill:var(--d-box);stroke:var(--d-ink);stroke-width:1}\n"
    ".d-fig .d-gap{stroke:var(--d-soft);stroke-width:1;stroke-dasharray:3 4;fill:none}\n"
    ".d-fig .d-arrow{stroke:var(--d-arrow);stroke-width:1.6;fill:none}\n"
    ".d-fig .d-head{fill:var(--d-arrow)}\n"
    "@media print{body{max-width:none}}\n"
    "</style>\n";

/* Text in an element without attributes. */
static void element(struct document *document, const char *name, const char *text)
{
    fprintf(document->out, "<%s>", name);
    svg_escaped(document->out, text);
    fprintf(document->out, "</%s>\n", name);
}

/* What the address of a section ends with: its title in small letters, with '-' for all but letters and digits. */
static void put_id(FILE *out, const char *title)
{
    for (; *title; title++) {
        unsigned char c = (unsigned char)*title;

        putc(isalnum(c) ? tolower(c) : '-', out);
    }
}

/* ---- elements that stay open ---- */

static void close_entry(struct document *document)
{
    if (document->in_entry) {
        fputs("</dd>\n", document->out);
        document->in_entry = false;
    }
}

/* End a list: before anything that does not belong to it. */
static void close_list(struct document *document)
{
    close_entry(document);
    if (document->in_list) {
        fputs("</dl>\n", document->out);
        document->in_list = false;
    }
}

static void close_section(struct document *document)
{
    close_list(document);
    if (document->in_section) {
        fputs("</section>\n", document->out);
        document->in_section = false;
    }
}

/* ---- the parts ---- */

static void begin(struct document *document, const struct document_title *title)
{
    FILE *out = document->out;

    fputs("<!DOCTYPE html>\n"
          "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n"
          "<meta charset=\"utf-8\"/>\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>",
          out);
    svg_escaped(out, title->name);
    fprintf(out, "(%s): ", title->section);
    svg_escaped(out, title->summary);
    fputs("</title>\n", out);
    fputs(styles, out);
    fputs("</head>\n<body>\n<h1>", out);
    svg_escaped(out, title->name);
    fprintf(out, "(%s)</h1>\n", title->section);
    element(document, "p", title->summary);
    fputs("<nav><ol>\n", out);
    for (const char *const *part = title->parts; *part; part++) {
        fputs("<li><a href=\"#", out);
        put_id(out, *part);
        fputs("\">", out);
        svg_escaped(out, *part);
        fputs("</a></li>\n", out);
    }
    fputs("</ol></nav>\n<p class=\"d-soft\">", out);
    svg_escaped(out, title->source);
    fprintf(out, ", %s</p>\n", title->date);
}

static void section(struct document *document, const char *title)
{
    close_section(document);
    fputs("<section id=\"", document->out);
    put_id(document->out, title);
    fputs("\">\n", document->out);
    element(document, "h2", title);
    document->in_section = true;
}

static void subsection(struct document *document, const char *title)
{
    close_list(document);
    element(document, "h3", title);
}

static void paragraph(struct document *document, const char *text)
{
    close_list(document);
    element(document, "p", text);
}

static void entry_more(struct document *document, const char *text)
{
    element(document, "p", text);
}

/* The three depths of an explanation, each paragraph as one. */
static void put_doc(struct document *document, const struct tdxp_doc *doc)
{
    element(document, "p", doc->summary);
    document_each_paragraph(document, doc->detail, entry_more);
    if (doc->reference) {
        fputs("<p class=\"d-soft\">Source: ", document->out);
        svg_escaped(document->out, doc->reference);
        fputs("</p>\n", document->out);
    }
}

static void entry(struct document *document, const char *term, const char *note, const struct tdxp_doc *doc)
{
    close_entry(document);
    if (!document->in_list) {
        fputs("<dl>\n", document->out);
        document->in_list = true;
    }
    fputs("<dt><strong>", document->out);
    svg_escaped(document->out, term);
    fputs("</strong>", document->out);
    if (note) {
        fputs(" (", document->out);
        svg_escaped(document->out, note);
        fputs(")", document->out);
    }
    fputs("</dt>\n<dd>", document->out);
    put_doc(document, doc);
    document->in_entry = true;
}

static void fields(struct document *document, const struct tdxp_format *format)
{
    FILE *out = document->out;

    close_list(document);
    fputs("<div class=\"d-scroll\"><table>\n<thead><tr><th class=\"d-right\">Offset</th>"
          "<th class=\"d-right\">Size</th><th>Type</th><th>Field</th><th>Meaning</th></tr></thead>\n<tbody>\n",
          out);
    for (const struct tdxp_field *field = format->fields; field->name; field++) {
        fprintf(out,
                "<tr><td class=\"d-code d-right\">%" PRIu32 "</td><td class=\"d-code d-right\">%" PRIu32
                "</td><td class=\"d-code\">",
                field->offset, field->size);
        svg_escaped(out, field->type_name);
        fputs("</td><td><strong>", out);
        svg_escaped(out, field->name);
        fputs("</strong></td><td>", out);
        put_doc(document, &field->doc);
        fputs("</td></tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

static void put_cells(struct document *document, const char *tag, const char *const *cells)
{
    fputs("<tr>", document->out);
    for (size_t i = 0; i < document->column_count; i++) {
        fprintf(document->out, "<%s class=\"d-code%s\">", tag, document->columns[i].right ? " d-right" : "");
        svg_escaped(document->out, cells[i]);
        fprintf(document->out, "</%s>", tag);
    }
    fputs("</tr>\n", document->out);
}

static void table_begin(struct document *document)
{
    const char *titles[DOCUMENT_COLUMNS];

    for (size_t i = 0; i < document->column_count; i++) {
        titles[i] = document->columns[i].title;
    }
    close_list(document);
    fputs("<div class=\"d-scroll\"><table>\n<thead>", document->out);
    put_cells(document, "th", titles);
    fputs("</thead>\n<tbody>\n", document->out);
}

static void table_row(struct document *document, const char *const *cells)
{
    put_cells(document, "td", cells);
}

static void table_end(struct document *document)
{
    fputs("</tbody></table></div>\n", document->out);
}

static void dump(struct document *document, const struct document_run *runs, size_t count)
{
    FILE *out = document->out;

    close_list(document);
    fputs("<div class=\"d-scroll\"><table class=\"d-dump\"><tbody>\n", out);
    for (size_t i = 0; i < count; i++) {
        if (runs[i].count == 0) {
            fputs("<tr><th colspan=\"3\">", out);
            svg_escaped(out, runs[i].name);
            fputs("</th></tr>\n", out);
            continue;
        }
        fprintf(out, "<tr><td>%08" PRIx64 "</td><td>", runs[i].offset);
        for (size_t n = 0; n < runs[i].count; n++) {
            fprintf(out, "%s%02x", n > 0 ? " " : "", runs[i].bytes[n]);
        }
        fputs("</td><td>", out);
        svg_escaped(out, runs[i].name);
        if (runs[i].text) {
            fputs(" = ", out);
            svg_escaped(out, runs[i].text);
        }
        fputs("</td></tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

static void lines(struct document *document, const char *const *texts, size_t count)
{
    close_list(document);
    fputs("<pre>", document->out);
    for (size_t i = 0; i < count; i++) {
        svg_escaped(document->out, texts[i]);
        putc('\n', document->out);
    }
    fputs("</pre>\n", document->out);
}

static void begin_figure(struct document *document)
{
    close_list(document);
    fputs("<figure>\n", document->out);
}

static void end_figure(struct document *document, const char *caption)
{
    element(document, "figcaption", caption);
    fputs("</figure>\n", document->out);
}

static void layout(struct document *document, const struct tdxp_format *format)
{
    char caption[128];

    begin_figure(document);
    document_svg_layout(document->out, format);
    snprintf(caption, sizeof caption, "%s: %" PRIu32 " bytes, eight a row.", format->name, format->size);
    end_figure(document, caption);
}

static void places(struct document *document, const struct document_place *list, size_t count, uint64_t size)
{
    begin_figure(document);
    document_svg_places(document->out, list, count, size);
    end_figure(document, "Where things lie in the file, not to scale. At the left the offsets, at the right the "
                         "distances from the end of the file; the arrows lead where a value leads.");
}

static void guest_map(struct document *document, const struct tdxp_firmware *firmware)
{
    const struct tdxp_map_style style = {.scale = TDXP_SCALE_COMPRESSED};
    char *text = document_map_text(document, firmware, &style, tdxp_report_map_svg);
    const char *picture;

    if (!text) {
        return;
    }
    begin_figure(document);
    /* Within a document there is no XML declaration. */
    picture = strstr(text, "<svg");
    fputs(picture ? picture : "", document->out);
    end_figure(document, "Guest memory at launch.");
    free(text);
}

static void pages(struct document *document, const struct document_page *list, size_t count)
{
    close_list(document);
    fputs("<p>", document->out);
    for (size_t i = 0; i < count; i++) {
        fputs("<strong>", document->out);
        svg_escaped(document->out, list[i].name);
        fprintf(document->out, "</strong>(%s)%s", list[i].section, i + 1 < count ? ", " : "");
    }
    fputs("</p>\n", document->out);
}

static void end(struct document *document)
{
    close_section(document);
    fputs("</body>\n</html>\n", document->out);
}

const struct document_writer document_html = {
    .begin = begin,
    .section = section,
    .subsection = subsection,
    .paragraph = paragraph,
    .entry = entry,
    .entry_more = entry_more,
    .fields = fields,
    .table_begin = table_begin,
    .table_row = table_row,
    .table_end = table_end,
    .dump = dump,
    .lines = lines,
    .layout = layout,
    .places = places,
    .guest_map = guest_map,
    .pages = pages,
    .end = end,
};
