/* An annotated hexdump as lines, for those that write them as text, HTML and JSON. */
#ifndef REPORT_ANNOTATE_H
#define REPORT_ANNOTATE_H

#include "tdxplore/notes.h"
#include "tdxplore/range.h"
#include "tdxplore/report.h"

enum {
    ANNOTATE_ROW = 16,     /* most bytes of a line */
    ANNOTATE_LABEL = 512,  /* bytes that suffice for what is shown of a label, or of a value */
    ANNOTATE_TITLE = 1024, /* the same of a heading */
};

enum annotate_kind {
    ANNOTATE_HEADING, /* a structure begins, or goes on behind what lay in it */
    ANNOTATE_BYTES,   /* at most a row of bytes, of one node */
    ANNOTATE_REPEAT,  /* whole rows, each equal to the one before */
    ANNOTATE_SKIP,    /* bytes that are left out */
};

/* A finding, and its bytes in the space of the line. */
struct annotate_finding {
    struct tdxp_range range;
    const struct tdxp_finding *finding;
};

struct annotate_line {
    enum annotate_kind kind;
    const struct tdxp_space *space;
    struct tdxp_range range;        /* of a heading: all that the structure covers */
    const struct tdxp_node *node;   /* what the bytes are; of a heading the structure; NULL where much is left out */
    const struct tdxp_node *within; /* the structure of the heading above the line, or NULL */
    uint8_t bytes[ANNOTATE_ROW];    /* of ANNOTATE_BYTES: range.length of them */
    bool first;                     /* of the node's bytes, or of the structure's */
    int32_t section;                /* whose bytes they are or that loads them, or -1 */
    bool has_gpa;
    uint64_t gpa;                            /* of the first byte */
    const struct annotate_finding *findings; /* those whose bytes begin in the line; then its first such line */
    size_t finding_count;
    const struct tdxp_noted *const *notes; /* the same of notes */
    size_t note_count;
};

/* The notes to be shown, as annotate_lines goes through the spaces. */
struct annotate_notes {
    const struct tdxp_noting *noting; /* NULL: none */
    const struct tdxp_noted **items;  /* owned; of the space, by offset */
    size_t count, next;
    size_t shown; /* of all spaces */
};

/* Begin. False where memory ran out. */
bool annotate_notes_open(struct annotate_notes *notes, const struct tdxp_noting *noting);

/* Go on to a range of a space. */
void annotate_notes_collect(struct annotate_notes *notes, const struct tdxp_space *space, struct tdxp_range range);

/* Give a line those that are its. */
void annotate_notes_take(struct annotate_notes *notes, struct annotate_line *line);

/* End; how many were about no bytes that were shown. */
size_t annotate_notes_close(struct annotate_notes *notes);

/* Take a line; false to get no more. */
typedef bool annotate_visitor(void *context, const struct annotate_line *line);

/* How many findings and notes are about bytes that are not shown. */
struct annotate_rest {
    size_t findings, notes;
};

/*
 * Yield the lines that the style asks for, each at most row bytes (4 to ANNOTATE_ROW) long, and say what is about none of
 * them. False where memory ran out.
 */
bool annotate_lines(const struct tdxp_firmware *firmware, const struct tdxp_annotate_style *style, unsigned row,
                    annotate_visitor *visit, void *context, struct annotate_rest *rest);

/* The path of the node within the structure of the heading; empty for the structure itself, unless it is a field. */
void annotate_label(const struct annotate_line *line, bool utf8, char *text, size_t size);

/* "Section 0, BFV; 0x20 bytes at 0x1ff7d0", with "continued" where that is so. */
void annotate_title(const struct annotate_line *heading, bool utf8, char *text, size_t size);

/* What a fold stands for: "0xfe0 bytes like the row above". */
void annotate_fold(const struct annotate_line *line, char *text, size_t size);

/* A byte as the character that stands for it. */
static inline char annotate_character(uint8_t byte)
{
    return (char)(byte >= 0x20 && byte < 0x7f ? byte : '.');
}

/* Those bytes of a range that are in the line; none for one that is not of ANNOTATE_BYTES. */
struct tdxp_range annotate_marked(const struct annotate_line *line, struct tdxp_range range);

/* The writers; as tdxp_report_annotate. */
bool annotate_text(const struct tdxp_firmware *firmware, const struct tdxp_annotate_style *style, FILE *out);
bool annotate_html(const struct tdxp_firmware *firmware, const struct tdxp_annotate_style *style, FILE *out);
bool annotate_json(const struct tdxp_firmware *firmware, const struct tdxp_annotate_style *style, FILE *out);

#endif
