/* Collecting the findings: what a rule reports, where it points, and what would be right. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/run.h"
#include "check/section.h"

__attribute__((format(printf, 2, 0))) static const char *format_text(struct tdxp_check_run *run, const char *format,
                                                                     va_list args)
{
    const char *text = arena_text(run->texts, format, args);

    if (!text) {
        run->failed = true;
        return "";
    }
    return text;
}

const char *run_text(struct tdxp_check_run *run, const char *format, ...)
{
    const char *text;
    va_list args;

    va_start(args, format);
    text = format_text(run, format, args);
    va_end(args);
    return text;
}

const struct tdxp_node *field_of(const struct tdxp_node *node, const char *name)
{
    for (const struct tdxp_node *child = node->child; child; child = child->next) {
        if (child->field && strcmp(child->field->name, name) == 0) {
            return child;
        }
    }
    return node;
}

const struct tdxp_node *root_of(const struct tdxp_check_run *run)
{
    return tdxp_tree_root(run->fw->tree);
}

/* The bytes of the file that a node stands for: its own, or those that its space was made from. */
static void bytes_of(const struct tdxp_check_run *run, const struct tdxp_node *node, struct tdxp_finding *finding)
{
    while (node->space->id != 0 && node->space->origin) {
        node = node->space->origin;
    }
    while (node->length == 0 && node->parent) {
        node = node->parent;
    }
    finding->offset = node->offset < run->size ? node->offset : run->size - 1;
    finding->length = tdxp_clip(finding->offset, node->length ? node->length : 1, run->size);
}

static struct tdxp_finding *finding_new(struct tdxp_check_run *run)
{
    if (run->count == run->room) {
        uint32_t room = run->room ? run->room * 2 : 32;
        struct tdxp_finding *more = realloc(run->findings, room * sizeof *more);

        if (!more) {
            run->failed = true;
            return NULL;
        }
        run->findings = more;
        run->room = room;
    }
    run->findings[run->count] = (struct tdxp_finding){0};
    return &run->findings[run->count++];
}

/* The finding that counts what is beyond the limit; made where the first such one is. */
static void report_beyond(struct tdxp_check_run *run, struct rule_state *state, const struct tdxp_node *node)
{
    struct tdxp_finding *finding;

    run->reported = false;
    if (state->reported == TDXP_FINDINGS_PER_RULE + 1) {
        finding = finding_new(run);
        if (!finding) {
            return;
        }
        *finding =
            (struct tdxp_finding){.rule = run->rule, .severity = run->rule->severity, .node = node, .section = -1};
        bytes_of(run, node, finding);
        state->last = run->count;
    }
}

/* The finding that is to get the words, or NULL where it is only counted. */
static struct tdxp_finding *report_at(struct tdxp_check_run *run, int32_t section, const struct tdxp_node *node)
{
    struct rule_state *state = &run->states[rule_index(run->rule)];
    struct tdxp_finding *finding = NULL;

    if (state->reported++ == 0) {
        state->first = run->count;
    }
    if (state->reported > TDXP_FINDINGS_PER_RULE) {
        report_beyond(run, state, node);
    } else {
        finding = finding_new(run);
        run->reported = finding != NULL;
        if (!finding) {
            return NULL;
        }
        finding->rule = run->rule;
        finding->severity = run->rule->severity;
        finding->node = node;
        finding->section = section;
        bytes_of(run, node, finding);
        state->last = run->count;
    }
    if (state->finding && section >= 0) {
        state->finding[section] = state->last;
    }
    return finding;
}

void report(struct tdxp_check_run *run, const struct tdxp_node *node, const char *format, ...)
{
    struct tdxp_finding *finding = report_at(run, run->section, node);
    va_list args;

    if (finding) {
        va_start(args, format);
        finding->message = format_text(run, format, args);
        va_end(args);
    }
}

void report_field(struct tdxp_check_run *run, const struct tdxp_section *section, const char *field, const char *format,
                  ...)
{
    struct tdxp_finding *finding = report_at(run, (int32_t)section->index, field_of(section->entry, field));
    const char *fault;
    va_list args;

    if (!finding) {
        return;
    }
    va_start(args, format);
    fault = format_text(run, format, args);
    va_end(args);
    finding->message = tdxp_section_type_find(section->type)
                           ? run_text(run, "section %" PRIu32 " (%s): %s", section->index, type_name(section), fault)
                           : run_text(run, "section %" PRIu32 ": %s", section->index, fault);
}

void point_at(struct tdxp_check_run *run, uint64_t offset, uint64_t length)
{
    uint64_t inside = tdxp_clip(offset, length, run->size);

    if (run->reported && inside > 0) {
        run->findings[run->count - 1].offset = offset;
        run->findings[run->count - 1].length = inside;
    }
}

void suggest(struct tdxp_check_run *run, const char *format, ...)
{
    va_list args;

    if (run->reported) {
        va_start(args, format);
        run->findings[run->count - 1].fix = format_text(run, format, args);
        va_end(args);
    }
}

void correct(struct tdxp_check_run *run, const struct tdxp_node *field, uint64_t value)
{
    if (run->reported && field && field->kind == TDXP_KIND_FIELD && field->length <= 8 &&
        field->length == field->field->size && (field->length == 8 || value >> 8 * field->length == 0)) {
        run->findings[run->count - 1].fix_node = field;
        run->findings[run->count - 1].fix_value = value;
    }
}

void correct_it(struct tdxp_check_run *run, uint64_t value)
{
    if (run->reported) {
        correct(run, run->findings[run->count - 1].node, value);
    }
}

const struct tdxp_node *field_at(const struct tdxp_check_run *run, uint64_t offset, uint64_t length)
{
    const struct tdxp_node *node = tdxp_tree_at(run->fw->tree, tdxp_tree_space(run->fw->tree, 0), offset);

    return node && node->kind == TDXP_KIND_FIELD && node->offset == offset && node->length == length ? node : NULL;
}

void run_close(struct tdxp_check_run *run)
{
    for (uint32_t i = 0; i < run->count; i++) {
        struct tdxp_finding *finding = &run->findings[i];

        if (!finding->message) {
            uint32_t beyond = run->states[rule_index(finding->rule)].reported - TDXP_FINDINGS_PER_RULE;

            finding->message = run_text(run, "and %u more of the same: %s", beyond, finding->rule->summary);
        }
    }
}
