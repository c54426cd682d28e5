/* An annotated hexdump: the words that stand in its lines. */
#include <inttypes.h>
#include <string.h>

#include "report/annotate.h"
#include "report/nodes.h"
#include "tdxplore/text.h"

enum { KEYS_MAX = 16 }; /* fields within fields that a label names */

void annotate_label(const struct annotate_line *line, bool utf8, char *text, size_t size)
{
    const struct tdxp_node *chain[KEYS_MAX];
    const struct tdxp_node *node = line->node;
    size_t count = 0;
    size_t used = 0;

    text[0] = '\0';
    if (node == line->within && node->kind == TDXP_KIND_FIELD) {
        chain[count++] = node;
    }
    for (; node && node != line->within && count < KEYS_MAX; node = node->parent) {
        chain[count++] = node;
    }
    while (count > 0 && used < size) {
        used += tdxp_escape_text(utf8, chain[--count]->key, text + used, size - used);
        if (count > 0 && used + 1 < size) {
            strcpy(text + used++, "/");
        }
    }
}

void annotate_title(const struct annotate_line *heading, bool utf8, char *text, size_t size)
{
    const struct tdxp_node *node = heading->node;
    char name[ANNOTATE_LABEL];
    char note[ANNOTATE_LABEL];
    char offset[REPORT_OFFSET_TEXT];

    tdxp_escape_text(utf8, node->name, name, sizeof name);
    tdxp_escape_text(utf8, node->note ? node->note : "", note, sizeof note);
    report_offset_text(node->space, node->offset, offset);
    snprintf(text, size, "%s%s%s; 0x%" PRIx64 " byte%s at %s%s", name, note[0] ? ", " : "", note, node->length,
             node->length == 1 ? "" : "s", offset, heading->first ? "" : ", continued");
}

void annotate_fold(const struct annotate_line *line, char *text, size_t size)
{
    uint64_t length = line->range.length;
    const char *plural = length == 1 ? "" : "s";

    if (line->kind == ANNOTATE_SKIP) {
        snprintf(text, size, "0x%" PRIx64 " byte%s left out%s", length, plural,
                 line->node ? ": no table describes them" : "");
    } else {
        snprintf(text, size, "0x%" PRIx64 " byte%s like the row above", length, plural);
    }
}

struct tdxp_range annotate_marked(const struct annotate_line *line, struct tdxp_range range)
{
    struct tdxp_range marked = {line->range.start, 0};
    uint64_t end = tdxp_add_sat(range.start, range.length);
    uint64_t line_end = line->range.start + line->range.length;

    if (line->kind != ANNOTATE_BYTES) {
        return marked;
    }
    if (range.start > marked.start) {
        marked.start = range.start;
    }
    marked.length = (end < line_end ? end : line_end) - marked.start;
    return marked;
}
