/* Writing SVG. */
#include "report/svg.h"

#include <inttypes.h>

void svg_escaped(FILE *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        default:
            putc(*text, out);
        }
    }
}

static void print_box(FILE *out, struct svg_box box, unsigned radius)
{
    fprintf(out, "x=\"%" PRIu64 "\" y=\"%" PRIu64 "\" width=\"%" PRIu64 "\" height=\"%" PRIu64 "\"", box.x, box.y,
            box.width, box.height);
    if (radius > 0) {
        fprintf(out, " rx=\"%u\"", radius);
    }
}

void svg_rect(FILE *out, const char *classes, struct svg_box box, unsigned radius)
{
    fprintf(out, "<rect class=\"%s\" ", classes);
    print_box(out, box, radius);
    fputs("/>\n", out);
}

void svg_pattern(FILE *out, const char *id, struct svg_box box, unsigned radius)
{
    fprintf(out, "<rect fill=\"url(#%s)\" ", id);
    print_box(out, box, radius);
    fputs("/>\n", out);
}

void svg_text(FILE *out, const char *classes, uint64_t x, uint64_t y, const char *text)
{
    fprintf(out, "<text class=\"%s\" x=\"%" PRIu64 "\" y=\"%" PRIu64 "\">", classes, x, y);
    svg_escaped(out, text);
    fputs("</text>\n", out);
}

void svg_line(FILE *out, const char *classes, uint64_t x1, uint64_t y1, uint64_t x2, uint64_t y2)
{
    fprintf(out, "<path class=\"%s\" d=\"M%" PRIu64 " %" PRIu64 "L%" PRIu64 " %" PRIu64 "\"/>\n", classes, x1, y1, x2,
            y2);
}
