/* Writing SVG: text that is safe in XML, and the few elements that pictures are made of. Lengths are in user units. */
#ifndef REPORT_SVG_H
#define REPORT_SVG_H

#include <stdint.h>
#include <stdio.h>

/* A rectangle; all numbers are whole, so that no locale has a say in how they are written. */
struct svg_box {
    uint64_t x, y, width, height;
};

/* Write text so that it stands for itself in an element or an attribute. It must be UTF-8 without control characters. */
void svg_escaped(FILE *out, const char *text);

/* A rectangle of CSS classes. */
void svg_rect(FILE *out, const char *classes, struct svg_box box, unsigned radius);

/* A rectangle with the pattern of that id. */
void svg_pattern(FILE *out, const char *id, struct svg_box box, unsigned radius);

/* Text of CSS classes whose baseline begins at x, y. */
void svg_text(FILE *out, const char *classes, uint64_t x, uint64_t y, const char *text);

/* A straight line of CSS classes. */
void svg_line(FILE *out, const char *classes, uint64_t x1, uint64_t y1, uint64_t x2, uint64_t y2);

#endif
