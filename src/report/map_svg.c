/* Guest memory as an SVG document: what stands around the picture. */
#include <inttypes.h>
#include <string.h>

#include "report/guest.h"
#include "report/map_svg.h"
#include "report/totals.h"
#include "tdxplore/report.h"
#include "tdxplore/text.h"

enum {
    TITLE_Y = 46,
    SUBTITLE_Y = 70,
    LINE = 22, /* height of a line below the picture */
    TITLE_CHARACTERS = 60,
    TOTALS_X = 500,
    TOLD = 64, /* segments that the description names */
};

/*
 * The hues are those of the palette of Okabe and Ito, which people with any of the common colour deficiencies can tell
 * apart, in the order of the explorer's. Where something does not understand the media query it sees the light picture.
 */
static const char *const styles =
    "<style>\n"
    "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',Arial,sans-serif;"
    "fill:#1b1f24}\n"
    ".title{font-size:22px;font-weight:600}\n"
    ".head{font-weight:600}\n"
    ".soft{fill:#57606a}\n"
    ".light{font-weight:400}\n"
    ".mono{font-family:ui-monospace,'SF Mono',Menlo,'DejaVu Sans Mono','Liberation Mono',Consolas,monospace;"
    "font-size:12.5px}\n"
    ".small{font-size:12px}\n"
    ".end{text-anchor:end}\n"
    ".middle{text-anchor:middle}\n"
    ".ground{fill:#ffffff}\n"
    ".plate{fill:#ffffff;fill-opacity:.92}\n"
    ".ink{fill:#1b1f24}\n"
    ".hair{stroke:#8c959f;stroke-width:1;fill:none}\n"
    ".faint{stroke:#afb8c1;stroke-width:1;stroke-dasharray:1 3;fill:none}\n"
    ".torn{stroke:#8c959f;stroke-width:1;stroke-dasharray:4 4;fill:none}\n"
    ".edge{fill:none;stroke:#1b1f24;stroke-width:1.2}\n"
    ".dash{stroke-dasharray:6 4}\n"
    ".over{stroke:#b42318;stroke-width:2.2}\n"
    ".warn{fill:#b42318}\n"
    ".line{stroke:#1b1f24;stroke-opacity:.55;stroke-width:2;fill:none}\n"
    ".dot{fill:#1b1f24;fill-opacity:.6}\n"
    ".h0{fill:#e69f00}.h1{fill:#56b4e9}.h2{fill:#009e73}.h3{fill:#f0e442}.h4{fill:#cc79a7}.h5{fill:#d55e00}"
    ".hx{fill:#8c959f}\n"
    ".f0{fill-opacity:.95}.f1{fill-opacity:.5}.f2{fill-opacity:.3}.f3{fill-opacity:.16}.f4{fill-opacity:.05}"
    ".f5{fill-opacity:.22}.f6{fill-opacity:.16}\n"
    "@media (prefers-color-scheme:dark){\n"
    "text{fill:#e6edf3}.soft{fill:#9da7b3}.ground{fill:#0d1117}.plate{fill:#0d1117}.ink{fill:#e6edf3}\n"
    ".hair,.torn{stroke:#7d8590}.faint{stroke:#545d68}.edge{stroke:#c9d1d9}.over{stroke:#ff7b72}"
    ".warn{fill:#ff7b72}\n"
    ".line{stroke:#e6edf3}.dot{fill:#e6edf3}\n"
    "}\n"
    "</style>\n";

/* One for each fill but the first, which is plain. The ids are prefixed for documents that a picture is put into. */
static const char *const patterns =
    "<defs>\n"
    "<pattern id=\"tdxp-f1\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" "
    "patternTransform=\"rotate(45)\"><path class=\"line\" d=\"M4 0V8\"/></pattern>\n"
    "<pattern id=\"tdxp-f2\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
    "<path class=\"line\" d=\"M0 4H8\"/></pattern>\n"
    "<pattern id=\"tdxp-f3\" width=\"12\" height=\"12\" patternUnits=\"userSpaceOnUse\">"
    "<circle class=\"dot\" cx=\"3\" cy=\"3\" r=\"1.2\"/><circle class=\"dot\" cx=\"9\" cy=\"9\" r=\"1.2\"/>"
    "</pattern>\n"
    "<pattern id=\"tdxp-f4\" width=\"24\" height=\"24\" patternUnits=\"userSpaceOnUse\">"
    "<path class=\"line\" d=\"M6 3V9M3 6H9M18 15V21M15 18H21\"/></pattern>\n"
    "<pattern id=\"tdxp-f5\" width=\"10\" height=\"10\" patternUnits=\"userSpaceOnUse\" "
    "patternTransform=\"rotate(45)\"><path class=\"line\" d=\"M5 0V10M0 5H10\"/></pattern>\n"
    "<pattern id=\"tdxp-f6\" width=\"16\" height=\"16\" patternUnits=\"userSpaceOnUse\">"
    "<path class=\"line\" d=\"M3 5H9M3 8H9M3 11H9\"/></pattern>\n"
    "</defs>\n";

/* The name of the file without its directories, which say more of the machine than of the picture. */
static void image_name(const struct tdxp_firmware *firmware, char *buffer, size_t size)
{
    const char *name = tdxp_file_base(tdxp_file_title(tdxp_image_name(firmware->image)));

    tdxp_escape_utf8(name, strlen(name), buffer, size);
}

/* Cut UTF-8 to a number of characters, of which the last becomes an ellipsis. The buffer has room for that. */
static void cut(char *text, size_t characters)
{
    size_t count = 0;
    char *end = text;

    for (char *p = text; *p; p++) {
        if (((unsigned char)*p & 0xc0) != 0x80 && ++count == characters) {
            end = p;
        }
    }
    if (count > characters) {
        strcpy(end, "…");
    }
}

static void print_description(const struct svg_map *svg)
{
    size_t count;
    const struct tdxp_segment *segments = tdxp_guest_map_segments(svg->map, &count);

    fputs("<desc id=\"tdxp-desc\">", svg->out);
    if (!tdxp_guest_described(svg->firmware, svg->guest)) {
        fputs(guest_words[svg->guest].none, svg->out);
    } else if (count == 0) {
        fputs(guest_words[svg->guest].empty, svg->out);
    } else {
        fputs("A bar of guest-physical memory, the highest address on top.", svg->out);
    }
    for (size_t i = count; i > 0 && count - i < TOLD; i--) {
        fputs("\n", svg->out);
        svg_map_segment(svg->out, &segments[i - 1]);
        fputs(".", svg->out);
    }
    if (count > TOLD) {
        fprintf(svg->out, "\nAnd %zu more.", count - TOLD);
    }
    fputs("</desc>\n", svg->out);
}

static uint32_t sections_of(const struct svg_map *svg)
{
    const struct tdxp_firmware *firmware = svg->firmware;

    if (!tdxp_guest_described(firmware, svg->guest)) {
        return 0;
    }
    return svg->guest == TDXP_GUEST_SEV ? firmware->sev->section_count : firmware->tdvf->section_count;
}

static void print_heading(const struct svg_map *svg)
{
    uint32_t sections = sections_of(svg);
    char name[4096];
    char text[160];
    char human[TDXP_HUMAN_SIZE];

    image_name(svg->firmware, name, sizeof name - 4);
    cut(name, TITLE_CHARACTERS);
    svg_text(svg->out, "title", SVG_MAP_MARGIN, TITLE_Y, name);
    tdxp_human_size(tdxp_image_bytes(svg->firmware->image)->size, human);
    if (tdxp_guest_described(svg->firmware, svg->guest)) {
        snprintf(text, sizeof text, "Guest memory %s from %" PRIu32 " section%s of a file of %s",
                 guest_words[svg->guest].builds, sections, sections == 1 ? "" : "s", human);
    } else {
        snprintf(text, sizeof text, "A file of %s", human);
    }
    svg_text(svg->out, "soft", SVG_MAP_MARGIN, SUBTITLE_Y, text);
}

/* ---- below the picture ---- */

static unsigned legend_lines(const struct tdxp_guest_map *map)
{
    struct tdxp_map_legend legend = tdxp_map_legend_of(map);
    unsigned lines = (unsigned)legend.measured + (unsigned)legend.overlaps;

    for (enum tdxp_map_fill fill = 0; fill < TDXP_FILLS; fill++) {
        lines += legend.fills >> fill & 1;
    }
    return lines;
}

/* A swatch and its words; a fill or, of TDXP_FILLS, only the edge. Returns the next line. */
static uint64_t print_swatch(FILE *out, uint64_t y, enum tdxp_map_fill fill, const char *edge, bool rail,
                             const char *words)
{
    struct svg_box box = {SVG_MAP_MARGIN + 1, y - 13, 38, 17};

    if (fill < TDXP_FILLS) {
        svg_map_fill(out, fill, -1, box);
    }
    svg_rect(out, edge, box, 3);
    if (rail) {
        svg_map_rail(out, box);
    }
    svg_text(out, "", SVG_MAP_MARGIN + 50, y, words);
    return y + LINE;
}

static void print_legend(const struct svg_map *svg, uint64_t y)
{
    struct tdxp_map_legend legend = tdxp_map_legend_of(svg->map);

    svg_text(svg->out, "head", SVG_MAP_MARGIN, y, "How memory is filled");
    y += LINE + 4;
    for (enum tdxp_map_fill fill = 0; fill < TDXP_FILLS; fill++) {
        if (legend.fills >> fill & 1) {
            y = print_swatch(svg->out, y, fill, svg_map_edge(fill, false), false, tdxp_map_fill_name(fill));
        }
    }
    if (legend.measured) {
        y = print_swatch(svg->out, y, TDXP_FILLS, "edge", true, guest_words[svg->guest].into);
    }
    if (legend.overlaps) {
        print_swatch(svg->out, y, TDXP_FILLS, "edge over", false, "overlaps another section");
    }
}

static void print_totals_table(const struct svg_map *svg, uint64_t y)
{
    struct total totals[TOTALS];

    totals_of(svg->firmware, svg->guest, totals);
    svg_text(svg->out, "head", TOTALS_X, y, "Guest memory at launch");
    y += LINE + 4;
    for (unsigned i = 0; i < TOTALS; i++) {
        char human[TDXP_HUMAN_SIZE];
        char hex[24];

        if (!totals[i].name) {
            continue;
        }
        tdxp_human_size(totals[i].bytes, human);
        snprintf(hex, sizeof hex, "0x%" PRIx64, totals[i].bytes);
        svg_text(svg->out, "", TOTALS_X + (totals[i].part ? 16 : 0), y, totals[i].name);
        svg_text(svg->out, "end", SVG_MAP_LANDMARK_X - 24, y, human);
        svg_text(svg->out, "mono soft end", SVG_MAP_WIDTH - SVG_MAP_MARGIN, y, hex);
        y += LINE;
    }
}

/* ---- the document ---- */

static uint64_t height_of(const struct svg_map *svg)
{
    unsigned legend;

    if (!svg->layout) {
        return SVG_MAP_TOP + 3 * LINE;
    }
    legend = legend_lines(svg->map);
    return svg_map_end(svg) + UINT64_C(2) * LINE + 4 + (uint64_t)LINE * (legend > TOTALS ? legend : TOTALS) +
           SVG_MAP_MARGIN;
}

static void print_start(const struct svg_map *svg)
{
    uint64_t height = height_of(svg);
    char name[4096];

    image_name(svg->firmware, name, sizeof name);
    fprintf(svg->out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%" PRIu64 "\" viewBox=\"0 0 %d %" PRIu64
            "\" role=\"img\" aria-labelledby=\"tdxp-title tdxp-desc\" "
            "xml:lang=\"en\">\n<title id=\"tdxp-title\">Guest memory of ",
            SVG_MAP_WIDTH, height, SVG_MAP_WIDTH, height);
    svg_escaped(svg->out, name);
    fputs("</title>\n", svg->out);
    print_description(svg);
    fputs(styles, svg->out);
    fputs(patterns, svg->out);
    svg_rect(svg->out, "ground", (struct svg_box){0, 0, SVG_MAP_WIDTH, height}, 0);
    print_heading(svg);
}

static bool print_document(const struct svg_map *svg)
{
    bool whole = true;

    print_start(svg);
    if (svg->layout) {
        whole = svg_map_picture(svg);
        print_legend(svg, svg_map_end(svg) + UINT64_C(2) * LINE);
        print_totals_table(svg, svg_map_end(svg) + UINT64_C(2) * LINE);
    } else {
        svg_text(svg->out, "", SVG_MAP_MARGIN, SVG_MAP_TOP + LINE,
                 tdxp_guest_described(svg->firmware, svg->guest) ? guest_words[svg->guest].empty
                                                                 : guest_words[svg->guest].none);
    }
    fputs("</svg>\n", svg->out);
    return whole;
}

bool tdxp_report_map_svg(const struct tdxp_firmware *firmware, const struct tdxp_map_style *style, FILE *out)
{
    struct svg_map svg = {
        .firmware = firmware, .guest = style->guest, .map = tdxp_guest_map_of(firmware, style->guest), .out = out};
    struct tdxp_map_layout *layout = NULL;
    size_t count;
    bool whole;

    tdxp_guest_map_regions(svg.map, &count);
    if (count > 0) {
        layout = tdxp_map_layout_new(svg.map, style->scale, style->rows);
        if (!layout) {
            return false;
        }
    }
    svg.layout = layout;
    whole = print_document(&svg);
    tdxp_map_layout_free(layout);
    return whole;
}
