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

static uint32_t depth_of(const struct writer *writer, const struct tdxp_node *node)
{
    return node->depth - (writer->style->from ? writer->style->from->depth : 0);
}

static size_t name_columns(const struct writer *writer, const struct tdxp_node *node)
{
    char name[TEXT_MAX];

    uint32_t depth = depth_of(writer, node);

    tdxp_escape_text(writer->style->utf8, node->name, name, sizeof name);
    return 3 * (size_t)(depth < DEPTH_MAX ? depth : DEPTH_MAX) + text_columns(name);
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

        report_offset_text(node->space, node->offset, text);
        widths.offset = larger(widths.offset, strlen(text));
        widths.length =
            larger(widths.length, (size_t)snprintf(text, sizeof text, "0x%" PRIx64, node->length));
        name = name_columns(writer, node);
        if (name <= NAME_COLUMNS) {
            widths.name = larger(widths.name, name);
        }
    }
    return widths;
}

static void print_guides(const struct writer *writer, const struct tdxp_node *node)
{
    const struct tdxp_node *line[DEPTH_MAX];
    unsigned depth = 0;

    for (; node->parent && node != writer->style->from && depth < DEPTH_MAX; node = node->parent) {
        line[depth++] = node;
    }
    while (depth-- > 0) {
        /* cppcheck-suppress uninitvar ; the loop before has filled it up to there */
        bool more = line[depth]->next;

        if (depth > 0) {
            fputs(more ? writer->guides->through : writer->guides->none, writer->out);
        } else {
            fputs(more ? writer->guides->branch : writer->guides->last, writer->out);
        }
    }
}

/* What stands behind the name; each part is led by the spaces owed, so that no line ends in any. */
static void print_part(const struct writer *writer, size_t *owed, const char *lead,
                       const char *text)
{
    char escaped[TEXT_MAX];

    if (!text || !*text) {
        return;
    }
    tdxp_escape_text(writer->style->utf8, text, escaped, sizeof escaped);
    fprintf(writer->out, "%*s%s%s", (int)*owed, "", lead, escaped);
    *owed = 2;
}

static void print_node(const struct writer *writer, const struct tdxp_node *node,
                       const struct columns *widths)
{
    size_t used = name_columns(writer, node);
    size_t owed = (used < widths->name ? widths->name - used : 0) + 2;
    bool trouble = node->marks & TDXP_MARKS_TROUBLE;
    char text[TEXT_MAX];

    report_offset_text(node->space, node->offset, text);
    fprintf(writer->out, "%*s  ", (int)widths->offset, text);
    snprintf(text, sizeof text, "0x%" PRIx64, node->length);
    fprintf(writer->out, "%*s  ", (int)widths->length, text);
    print_guides(writer, node);
    tdxp_escape_text(writer->style->utf8, node->name, text, sizeof text);
    fputs(text, writer->out);
    /* A value comes escaped already: it passes as it is. */
    tdxp_node_value(node, text, sizeof text);
    if (text[0]) {
        fprintf(writer->out, "%*s%s", (int)owed, "", text);
        owed = 2;
    }
    print_part(writer, &owed, "", node->note);
    if (node->packed && node->packed->state == TDXP_PACKED_CLOSED) {
        print_part(writer, &owed, "", "(compressed)");
    }
    print_part(writer, &owed, trouble ? "! " : "- ", node->remark);
    if (writer->style->paths) {
        tdxp_node_path(node, text, sizeof text);
        print_part(writer, &owed, "", text);
    }
    putc('\n', writer->out);
}

/* What somebody has noted about it, each line below the name. False where memory ran out. */
static bool print_note(const struct writer *writer, const struct tdxp_node *node, const struct tdxp_note *note,
                       const struct columns *widths)
{
    uint32_t depth = depth_of(writer, node);
    int indent = (int)(widths->offset + widths->length + 4) + 3 * (int)(depth < DEPTH_MAX ? depth : DEPTH_MAX);
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
    const struct tdxp_noted *noted =
        writer->style->notes ? tdxp_noting_of(writer->style->notes, node, &count) : NULL;

    for (size_t i = 0; i < count && whole; i++) {
        whole = print_note(writer, node, noted[i].note, widths);
    }
    return whole;
}

bool tdxp_report_tree(const struct tdxp_firmware *firmware, const struct tdxp_report_style *style,
                      FILE *out)
{
    const struct writer writer = {style, style->utf8 ? &utf8_guides : &ascii_guides, out};
    struct columns widths = measure(&writer, firmware->tree);
    const struct tdxp_node *node = NULL;
    bool whole = true;

    fprintf(out, "%*s  %*s  %s\n", (int)widths.offset, "Offset", (int)widths.length, "Length",
            "Name");
    while (whole && (node = report_next_node(firmware->tree, style, node))) {
        print_node(&writer, node, &widths);
        whole = print_notes(&writer, node, &widths);
    }
    report_print_spaces(firmware->tree, style, out);
    return whole;
}
