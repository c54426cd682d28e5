/* The figures of documents as elements of SVG. Their styles are those of the HTML that they stand in. */
#include <inttypes.h>

#include "manual/document.h"
#include "report/svg.h"
#include "tdxplore/text.h"

enum {
    LEFT = 40, /* of the bytes of a structure */
    TOP = 26,
    BYTE = 84,     /* width of one */
    ROW = 46,      /* height of eight */
    PLACE_X = 120, /* of the boxes of places */
    PLACE_WIDTH = 340,
    PLACE_HEIGHT = 42,
    PLACE_GAP = 26,  /* between two that do not touch */
    PLACE_END = 560, /* where the distances from the end are written to */
    ARROW_X = 600,
    ARROW_STEP = 22, /* between two arrows */
    PICTURE_WIDTH = 720,
};

static void begin(FILE *out, uint64_t width, uint64_t height, const char *label)
{
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"d-fig\" role=\"img\" width=\"%" PRIu64
            "\" height=\"%" PRIu64 "\" viewBox=\"0 0 %" PRIu64 " %" PRIu64 "\" aria-label=\"",
            width, height, width, height);
    svg_escaped(out, label);
    fputs("\">\n", out);
}

/* ---- a structure ---- */

static void put_part(FILE *out, const struct layout_part *part)
{
    uint64_t x = LEFT + (uint64_t)part->start * BYTE;
    uint64_t y = TOP + (uint64_t)part->row * ROW;
    uint64_t width = (uint64_t)(part->end - part->start) * BYTE;
    char text[128];

    svg_rect(out, "d-box", (struct svg_box){x, y, width, ROW}, 0);
    snprintf(text, sizeof text, "%s%s", part->field->name, part->continued ? " (continued)" : "");
    svg_text(out, "d-name", x + 8, y + 19, text);
    if (!part->continued) {
        svg_text(out, "d-faint", x + 8, y + 36, part->field->type_name);
    }
}

void document_svg_layout(FILE *out, const struct tdxp_format *format)
{
    struct layout_part part = {.field = NULL};
    uint32_t rows = (format->size + LAYOUT_ROW - 1) / LAYOUT_ROW;

    begin(out, LEFT + (uint64_t)LAYOUT_ROW * BYTE + 2, TOP + (uint64_t)rows * ROW + 2, format->name);
    for (uint32_t byte = 0; byte < LAYOUT_ROW; byte++) {
        char text[16];

        snprintf(text, sizeof text, "%" PRIu32, byte);
        svg_text(out, "d-faint", LEFT + (uint64_t)byte * BYTE + 8, TOP - 8, text);
    }
    for (uint32_t row = 0; row < rows; row++) {
        char text[16];

        snprintf(text, sizeof text, "+%" PRIu32, row * LAYOUT_ROW);
        svg_text(out, "d-faint", 4, TOP + (uint64_t)row * ROW + 19, text);
    }
    while (layout_next(format, &part)) {
        put_part(out, &part);
    }
    fputs("</svg>\n", out);
}

/* ---- places in a file ---- */

/* True where a place begins with the byte behind the one before it. */
static bool touches(const struct document_place *place)
{
    return place[-1].offset + place[-1].length == place->offset;
}

/* Where the box of a place begins. */
static uint64_t place_y(const struct document_place *places, size_t n)
{
    uint64_t y = TOP;

    for (size_t i = 1; i <= n; i++) {
        y += PLACE_HEIGHT + (touches(&places[i]) ? 0 : PLACE_GAP);
    }
    return y;
}

static void put_place(FILE *out, const struct document_place *place, uint64_t y, uint64_t size)
{
    char human[TDXP_HUMAN_SIZE];
    char text[64];

    svg_rect(out, "d-box", (struct svg_box){PLACE_X, y, PLACE_WIDTH, PLACE_HEIGHT}, 0);
    svg_text(out, "d-name", PLACE_X + 10, y + 18, place->name);
    tdxp_human_size(place->length, human);
    svg_text(out, "d-faint", PLACE_X + 10, y + 34, human);
    snprintf(text, sizeof text, "0x%" PRIx64, place->offset);
    svg_text(out, "d-mono", 20, y + 18, text);
    snprintf(text, sizeof text, "-0x%" PRIx64, size - place->offset);
    svg_text(out, "d-mono", PLACE_X + PLACE_WIDTH + 14, y + 18, text);
}

/* From the middle of one box, out to the right, to that of another, with a head there. */
static void put_arrow(FILE *out, uint64_t from, uint64_t to, unsigned n)
{
    uint64_t x = ARROW_X + (uint64_t)n * ARROW_STEP;

    fprintf(out,
            "<path class=\"d-arrow\" d=\"M%d %" PRIu64 "H%" PRIu64 "V%" PRIu64 "H%d\"/>\n"
            "<path class=\"d-head\" d=\"M%d %" PRIu64 "l10 -5v10z\"/>\n",
            PLACE_END, from, x, to, PLACE_END + 8, PLACE_END, to);
}

void document_svg_places(FILE *out, const struct document_place *places, size_t count, uint64_t size)
{
    unsigned arrows = 0;

    begin(out, PICTURE_WIDTH, place_y(places, count - 1) + PLACE_HEIGHT + 8, "places in the file");
    for (size_t i = 0; i < count; i++) {
        uint64_t y = place_y(places, i);

        if (i > 0 && !touches(&places[i])) {
            svg_line(out, "d-gap", PLACE_X, y - PLACE_GAP, PLACE_X, y);
            svg_line(out, "d-gap", PLACE_X + PLACE_WIDTH, y - PLACE_GAP, PLACE_X + PLACE_WIDTH, y);
        }
        put_place(out, &places[i], y, size);
        if (places[i].target) {
            /* Each ends a little below the one before it, so that no head hides another. */
            put_arrow(out, y + PLACE_HEIGHT / 2,
                      place_y(places, (size_t)(places[i].target - places)) + 10 + 12 * (uint64_t)arrows, arrows);
            arrows++;
        }
    }
    fputs("</svg>\n", out);
}
