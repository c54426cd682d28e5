/* What a reader of a report should be warned of: the decoders' remarks, and what only several structures show. */
#include "report/problems.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

static const struct {
    enum tdxp_mark mark;
    const char *text;
} mark_texts[] = {
    {TDXP_MARK_OUTSIDE, "lies past the end of the file"}, {TDXP_MARK_TRUNCATED, "is cut off by the end of the file"},
    {TDXP_MARK_RESERVED, "holds a reserved value"},       {TDXP_MARK_INVALID, "does not hold a valid value"},
    {TDXP_MARK_LIMIT, "was not decoded to its end"},
};

__attribute__((format(printf, 4, 5))) static void report(problem_visitor *visit, void *context,
                                                         const struct tdxp_node *node, const char *format, ...)
{
    char text[PROBLEM_TEXT];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    visit(context, node, text);
}

static bool is_troubled(const struct tdxp_node *node)
{
    return node->marks & (TDXP_MARKS_TROUBLE | TDXP_MARK_LIMIT);
}

/* True where the mark of a node only passes on that of a child, which says more. */
static bool child_explains(const struct tdxp_node *node)
{
    for (const struct tdxp_node *child = node->child; child; child = child->next) {
        if (child->marks & node->marks & TDXP_MARKS_TROUBLE) {
            return true;
        }
    }
    return false;
}

/* The node alone. A structure is named by the heading that its problems stand under, a field by itself. */
static void own_problem(const struct tdxp_node *node, problem_visitor *visit, void *context)
{
    const char *name = node->kind == TDXP_KIND_BITS ? node->parent->name : node->name;
    bool named = node->kind == TDXP_KIND_FIELD || node->kind == TDXP_KIND_BITS;

    if (!is_troubled(node)) {
        return;
    }
    if (node->remark) {
        report(visit, context, node, "%s%s%s", named ? name : "", named ? ": " : "", node->remark);
        return;
    }
    if (child_explains(node)) {
        return;
    }
    for (size_t i = 0; i < sizeof mark_texts / sizeof mark_texts[0]; i++) {
        if (node->marks & mark_texts[i].mark) {
            report(visit, context, node, "%s %s", name, mark_texts[i].text);
            return;
        }
    }
}

/* Whether the fields below add nothing to what was said of the node: they are missing because it is. */
static bool says_it_all(const struct tdxp_node *node)
{
    return node->remark && (node->marks & (TDXP_MARK_TRUNCATED | TDXP_MARK_OUTSIDE));
}

void node_problems(const struct tdxp_node *node, problem_visitor *visit, void *context)
{
    if (!node) {
        return;
    }
    own_problem(node, visit, context);
    if (says_it_all(node)) {
        return;
    }
    for (const struct tdxp_node *child = node->child; child; child = child->next) {
        node_problems(child, visit, context);
    }
}

void descriptor_problems(const struct tdxp_firmware *firmware, problem_visitor *visit, void *context)
{
    const struct tdxp_node *node = firmware->tdvf ? firmware->tdvf->node : NULL;

    if (!node) {
        return;
    }
    own_problem(node, visit, context);
    for (const struct tdxp_node *child = node->child; child; child = child->next) {
        if (child->section < 0) {
            node_problems(child, visit, context);
        }
    }
}

void sev_problems(const struct tdxp_sev *sev, problem_visitor *visit, void *context)
{
    own_problem(sev->node, visit, context);
    for (const struct tdxp_node *child = sev->node->child; child; child = child->next) {
        if (child->kind == TDXP_KIND_FIELD) {
            own_problem(child, visit, context);
        }
    }
}

static void map_problems(const struct tdxp_firmware *firmware, const struct tdxp_section *section,
                         problem_visitor *visit, void *context)
{
    const struct tdxp_region *region = tdxp_guest_map_section(firmware->map, section->index);
    const struct tdxp_region *regions;
    size_t count;

    if (!region) {
        return;
    }
    if (region->wraps) {
        report(visit, context, section->entry, "MemoryAddress + MemoryDataSize exceeds 64 bits");
    }
    if (!region->overlapped) {
        return;
    }
    regions = tdxp_guest_map_regions(firmware->map, &count);
    for (size_t i = 0; i < count && regions[i].start <= region->last; i++) {
        const struct tdxp_region *other = &regions[i];

        /* The first is enough for a glance; thousands of sections may share one address. */
        if (other != region && other->last >= region->start) {
            report(visit, context, section->entry, "overlaps section %" PRIu32 " (%s) in guest memory",
                   other->placed.section, other->placed.name);
            return;
        }
    }
}

/*
 * Firmware volumes are also mapped with the end of the file at 4 GiB. In a sound image the descriptor puts BFV and CFV
 * at the same addresses; a file that is only a part of the image that the descriptor was written for shows here.
 */
static void mapping_problems(const struct tdxp_firmware *firmware, const struct tdxp_section *section,
                             problem_visitor *visit, void *context)
{
    uint64_t image_start = tdxp_firmware_range(firmware).start;
    struct tdxp_gpa bios;

    if (!tdxp_type_is_firmware(section->type) || section->raw_data_size == 0 || section->memory_data_size == 0) {
        return;
    }
    if (tdxp_gpa_by_bios(firmware, image_start + section->data_offset, &bios) && bios.gpa != section->memory_address) {
        report(visit, context, section->content ? section->content : section->entry,
               "the BIOS mapping has the byte at DataOffset at 0x%" PRIx64, bios.gpa);
    }
}

void section_problems(const struct tdxp_firmware *firmware, const struct tdxp_section *section, problem_visitor *visit,
                      void *context)
{
    node_problems(section->entry, visit, context);
    if (section->content) {
        own_problem(section->content, visit, context);
    }
    map_problems(firmware, section, visit, context);
    mapping_problems(firmware, section, visit, context);
}
