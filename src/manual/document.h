/*
 * A document that is written once and comes out twice: as the source of a manual page and as one file of HTML. What is
 * written are its parts, in their order; how each looks is the writer's work. Text is printable ASCII, and literal.
 */
#ifndef MANUAL_DOCUMENT_H
#define MANUAL_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "report/roff.h"
#include "tdxplore/firmware.h"
#include "tdxplore/format.h"
#include "tdxplore/report.h"

struct document;

/* What stands above everything. */
struct document_title {
    const char *name;          /* "tdvf" */
    const char *section;       /* of the manual: "5" */
    const char *summary;       /* a line that says what it is about */
    const char *date, *source; /* of the program that it comes with */
    const char *const *parts;  /* the titles of all sections, in their order, up to a NULL */
};

enum { DOCUMENT_COLUMNS = 12 }; /* a table has no more */

/* A column of a table. */
struct document_column {
    const char *title;
    unsigned width; /* in characters, where lines are not filled; what is longer is not cut */
    bool right;     /* its cells go to the right */
};

enum { DOCUMENT_RUN_BYTES = 16 };

/* Bytes of a file, and what they are. */
struct document_run {
    uint64_t offset; /* in the file */
    uint8_t bytes[DOCUMENT_RUN_BYTES];
    size_t count; /* how many of them there are; 0: the name is that of the runs behind this one */
    const char *name;
    const char *text; /* the value; NULL where the name says all */
};

/* Where something lies in a file. */
struct document_place {
    uint64_t offset, length; /* in bytes */
    const char *name;
    const struct document_place *target; /* what it points at, one of the same array; or NULL */
};

/* Another manual page. */
struct document_page {
    const char *name, *section;
};

/* How the parts are written: one function for each of those below that have the same name. */
struct document_writer {
    void (*begin)(struct document *document, const struct document_title *title);
    void (*section)(struct document *document, const char *title);
    void (*subsection)(struct document *document, const char *title);
    void (*paragraph)(struct document *document, const char *text);
    void (*entry)(struct document *document, const char *term, const char *note, const struct tdxp_doc *doc);
    void (*entry_more)(struct document *document, const char *text);
    void (*fields)(struct document *document, const struct tdxp_format *format);
    void (*table_begin)(struct document *document);
    void (*table_row)(struct document *document, const char *const *cells);
    void (*table_end)(struct document *document);
    void (*dump)(struct document *document, const struct document_run *runs, size_t count);
    void (*lines)(struct document *document, const char *const *lines, size_t count);
    void (*layout)(struct document *document, const struct tdxp_format *format);
    void (*places)(struct document *document, const struct document_place *places, size_t count, uint64_t size);
    void (*guest_map)(struct document *document, const struct tdxp_firmware *firmware);
    void (*pages)(struct document *document, const struct document_page *pages, size_t count);
    void (*end)(struct document *document);
};

extern const struct document_writer document_roff, document_html;

/* A document that is being written. Zero-initialise it but for writer and out, whose errors stay in it. */
struct document {
    const struct document_writer *writer;
    FILE *out;
    bool failed; /* memory ran out: what was written is not whole */

    /* ---- for the writers and the functions below ---- */
    struct roff roff;
    const struct document_column *columns; /* of the table that is being written */
    size_t column_count;
    bool headed;                        /* manual page: nothing stands below the heading yet */
    bool in_section, in_list, in_entry; /* HTML: elements that are open */
};

/* Begin and end the whole; the parts come between. */
void document_begin(struct document *document, const struct document_title *title);
void document_end(struct document *document);

/* Headings, the first of one of the titles that were named at the beginning. */
void document_section(struct document *document, const char *title);
void document_subsection(struct document *document, const char *title);

void document_paragraph(struct document *document, const char *text);

/* An entry of a list: a term, what stands behind it (may be NULL), and what it is. */
void document_entry(struct document *document, const char *term, const char *note, const struct tdxp_doc *doc);

/* A further paragraph of the entry that was written last. */
void document_entry_more(struct document *document, const char *text);

/* The rows of a table of values or flags, up to the one without a name, each as an entry. */
void document_choices(struct document *document, const struct tdxp_choice *choices);
void document_flags(struct document *document, const struct tdxp_flag *flags);

/* A structure: what it is, a figure where it is small, its fields, and for each of these its values and flags. */
void document_structure(struct document *document, const struct tdxp_format *format);

/* A structure as a figure, eight bytes a row. Its fields leave no gap. */
void document_layout(struct document *document, const struct tdxp_format *format);

/* The fields of a structure, with all that is known of each. */
void document_fields(struct document *document, const struct tdxp_format *format);

/* A table row by row, of at most DOCUMENT_COLUMNS columns, which have to stay until its end. */
void document_table_begin(struct document *document, const struct document_column *columns, size_t count);
void document_table_row(struct document *document, const char *const *cells);
void document_table_end(struct document *document);

/* Bytes of a file with what each run of them is. */
void document_dump(struct document *document, const struct document_run *runs, size_t count);

/* Lines that are not filled. */
void document_lines(struct document *document, const char *const *lines, size_t count);

/* Where things lie in a file of size bytes, in the order of their offsets, and which of them point at which. */
void document_places(struct document *document, const struct document_place *places, size_t count, uint64_t size);

/* The guest's memory as the image describes it. */
void document_guest_map(struct document *document, const struct tdxp_firmware *firmware);

/* The names of other manual pages, one behind the other. */
void document_pages(struct document *document, const struct document_page *pages, size_t count);

/* ---- for the writers ---- */

enum { LAYOUT_ROW = 8 }; /* bytes of a structure in one row of its figure */

/* The part of a field that is in one row. */
struct layout_part {
    const struct tdxp_field *field;
    uint32_t row;
    uint32_t start, end; /* bytes of the row, end exclusive */
    bool continued;      /* the field began in a row before */
};

/* Go on to the next part, from all zero to the first. False past the last. */
bool layout_next(const struct tdxp_format *format, struct layout_part *part);

/* Hand each paragraph of a detail, which may be NULL, to a function. */
void document_each_paragraph(struct document *document, const char *detail,
                             void (*put)(struct document *document, const char *text));

/* A picture of guest memory, as a report writes it: a string that the caller frees. NULL where the document has failed. */
char *
document_map_text(struct document *document, const struct tdxp_firmware *firmware, const struct tdxp_map_style *style,
                  bool (*report)(const struct tdxp_firmware *firmware, const struct tdxp_map_style *style, FILE *out));

/* The picture as an element svg (document_svg.c). */
void document_svg_layout(FILE *out, const struct tdxp_format *format);
void document_svg_places(FILE *out, const struct document_place *places, size_t count, uint64_t size);

#endif
