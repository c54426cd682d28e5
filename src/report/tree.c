/* Every node as a line of text. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "image/columns.h"
#include "report/nodes.h"
#include "report/noted.h"
#include "tdxplore/report.h"
#include "tdxplore/text.h"

enum {
    TEXT_MAX = 1024,   /* bytes of one part of a line */
    LINE_MAX = 8192,   /* bytes that suffice for all parts of one, and the lines that lead to its node */
    DEPTH_MAX = 128,   /* deeper nodes are not indented further */
    NAME_COLUMNS = 48, /* values are aligned behind names up to this width */
};

/* The pieces of the lines that lead to a node. */
struct guides {
    const char *branch, *last, *through, *none;
};

static const struct guides utf8_guides = {"├─ ", "└─ ", "│  ", "   "};
static const struct guides ascii_guides = {"|- ", "`- ", "|  ", "   "};

struct columns {
    size_t offset, length, name;
};

struct writer {
    const struct tdxp_report_style *style;
    const struct guides *guides;
    FILE *out;
};

/* How far the name of a node stands to the right, in columns. */
static size_t indent_of(const struct writer *writer, const struct tdxp_node *node)
{
    uint32_t depth = node->depth - (writer->style->from ? writer->style->from->depth : 0);

    return 3 * (size_t)(depth < DEPTH_MAX ? depth : DEPTH_MAX);
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static struct columns measure(const struct writer *writer, const struct tdxp_tree *tree)
{
    struct columns widths = {sizeof "Offset" - 1, sizeof "Length" - 1, 0};
    const struct tdxp_node *node = NULL;

    while ((node = report_next_node(tree, writer->style, node))) {
        char text[TEXT_MAX];
        size_t name;

        widths.offset = larger(widths.offset, report_offset_text(node->space, node->offset, text));
        widths.length = larger(widths.length, report_hex(node->length, text));
        tdxp_escape_text(writer->style->utf8, node->name, text, sizeof text);
        name = indent_of(writer, node) + text_columns(text);
        if (name <= NAME_COLUMNS) {
            widths.name = larger(widths.name, name);
        }
    }
    return widths;
}

/* ---- a line ---- */

/* Made as a whole before it is written: an image may have a hundred thousand nodes. */
struct line {
    size_t used;
    char text[LINE_MAX];
};

static void put(struct line *line, const char *text, size_t length)
{
    size_t room = sizeof line->text - line->used;

    length = length < room ? length : room;
    memcpy(line->text + line->used, text, length);
    line->used += length;
}

static void put_text(struct line *line, const char *text)
{
    put(line, text, strlen(text));
}

static void put_blanks(struct line *line, size_t count)
{
    size_t room = sizeof line->text - line->used;

    count = count < room ? count : room;
    memset(line->text + line->used, ' ', count);
    line->used += count;
}

/* Right-aligned in a column, with the space behind it. */
static void put_number(struct line *line, const char *digits, size_t length, size_t width)
{
    put_blanks(line, width - length);
    put(line, digits, length);
    put_blanks(line, 2);
}

static void put_guides(struct line *line, const struct writer *writer, const struct tdxp_node *node)
{
    const struct tdxp_node *way[DEPTH_MAX];
    unsigned depth = 0;

    for (; node->parent && node != writer->style->from && depth < DEPTH_MAX; node = node->parent) {
        way[depth++] = node;
    }
    while (depth-- > 0) {
        /* cppcheck-suppress uninitvar ; the loop before has filled it up to there */
        bool more = way[depth]->next;

        if (depth > 0) {
            put_text(line, more ? writer->guides->through : writer->guides->none);
        } else {
            put_text(line, more ? writer->guides->branch : writer->guides->last);
        }
    }
}

/* What stands behind the name; each part is led by the spaces owed, so that no line ends in any. */
static void put_part(struct line *line, size_t *owed, const char *lead, const char *text)
{
    if (*text) {
        put_blanks(line, *owed);
        put_text(line, lead);
        put_text(line, text);
        *owed = 2;
    }
}

/* The same with what may hold any byte. */
static void put_foreign(struct line *line, const struct writer *writer, size_t *owed, const char *lead,
                        const char *text)
{
    char escaped[TEXT_MAX];

    if (text) {
        tdxp_escape_text(writer->style->utf8, text, escaped, sizeof escaped);
        put_part(line, owed, lead, escaped);
    }
}

static void print_node(const struct writer *writer, const struct tdxp_node *node, const struct columns *widths)
{
    bool trouble = node->marks & TDXP_MARKS_TROUBLE;
    struct line line;
    char text[TEXT_MAX];
    size_t used;
    size_t owed;

    line.used = 0;
    used = report_offset_text(node->space, node->offset, text);
    put_number(&line, text, used, widths->offset);
    used = report_hex(node->length, text);
    put_number(&line, text, used, widths->length);
    put_guides(&line, writer, node);
    tdxp_escape_text(writer->style->utf8, node->name, text, sizeof text);
    put_text(&line, text);
    used = indent_of(writer, node) + text_columns(text);
    owed = (used < widths->name ? widths->name - used : 0) + 2;
    /* A value comes escaped already. */
    tdxp_node_value(node, text, sizeof text);
    put_part(&line, &owed, "", text);
    put_foreign(&line, writer, &owed, "", node->note);
    if (node->packed && node->packed->state == TDXP_PACKED_CLOSED) {
        put_part(&line, &owed, "", "(compressed)");
    }
    put_foreign(&line, writer, &owed, trouble ? "! " : "- ", node->remark);
    if (writer->style->paths) {
        tdxp_node_path(node, text, sizeof text);
        put_foreign(&line, writer, &owed, "", text);
    }
    put(&line, "\n", 1);
    fwrite(line.text, 1, line.used, writer->out);
}

/* What somebody has noted about it, each line below the name. False where memory ran out. */
static bool print_note(const struct writer *writer, const struct tdxp_node *node, const struct tdxp_note *note,
                       const struct columns *widths)
{
    int indent = (int)(widths->offset + widths->length + 4 + indent_of(writer, node));
    const char *rest = note->text;
    char label[NOTED_LABEL];

    noted_label(note, label);
    while (rest) {
        char *text = noted_line(&rest, writer->style->utf8);

        if (!text) {
            return false;
        }
        fprintf(writer->out, "%*s%s%s\n", indent, "", label, text);
        /* The lines that follow stand below the first. */
        memset(label, ' ', strlen(label));
        free(text);
    }
    return true;
}

static bool print_notes(const struct writer *writer, const struct tdxp_node *node, const struct columns *widths)
{
    bool whole = true;
    size_t count = 0;
    const struct tdxp_noted *noted = writer->style->notes ? tdxp_noting_of(writer->style->notes, node, &count) : NULL;

    for (size_t i = 0; i < count && whole; i++) {
        whole = print_note(writer, node, noted[i].note, widths);
    }
    return whole;
}

bool tdxp_report_tree(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style, FILE *out)
{
    const struct writer writer = {style, style->utf8 ? &utf8_guides : &ascii_guides, out};
    struct columns widths = measure(&writer, firmware->tree);
    const struct tdxp_node *node = NULL;
    bool whole = true;

    fprintf(out, "%*s  %*s  %s\n", (int)widths.offset, "Offset", (int)widths.length, "Length", "Name");
    while (whole && (node = report_next_node(firmware->tree, style, node))) {
        print_node(&writer, node, &widths);
        whole = print_notes(&writer, node, &widths);
    }
    report_print_spaces(firmware->tree, style, out);
    return whole;
}
