/* The runner: asks each rule when what it requires holds, and collects the findings. */
#include "check/run.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/rules.h"
#include "check/section.h"

size_t rule_index(const struct tdxp_rule *rule)
{
    return (size_t)(rule - tdxp_rule_table);
}

__attribute__((format(printf, 2, 0))) static const char *
format_text(struct tdxp_check_run *run, const char *format, va_list args)
{
    va_list again;
    char *text;
    int length;

    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    text = length < 0 ? NULL : arena_alloc(run->texts, (size_t)length + 1, 1);
    if (!text) {
        run->failed = true;
        return "";
    }
    vsnprintf(text, (size_t)length + 1, format, args);
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
static void bytes_of(const struct tdxp_check_run *run, const struct tdxp_node *node,
                     struct tdxp_finding *finding)
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
static void report_beyond(struct tdxp_check_run *run, struct rule_state *state,
                          const struct tdxp_node *node)
{
    struct tdxp_finding *finding;

    run->reported = false;
    if (state->reported == TDXP_FINDINGS_PER_RULE + 1) {
        finding = finding_new(run);
        if (!finding) {
            return;
        }
        *finding = (struct tdxp_finding){.rule = run->rule,
                                         .severity = run->rule->severity,
                                         .node = node,
                                         .section = -1};
        bytes_of(run, node, finding);
        state->last = run->count;
    }
}

/* The finding that is to get the words, or NULL where it is only counted. */
static struct tdxp_finding *report_at(struct tdxp_check_run *run, int32_t section,
                                      const struct tdxp_node *node)
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

void report_field(struct tdxp_check_run *run, const struct tdxp_section *section, const char *field,
                  const char *format, ...)
{
    struct tdxp_finding *finding =
        report_at(run, (int32_t)section->index, field_of(section->entry, field));
    const char *fault;
    va_list args;

    if (!finding) {
        return;
    }
    va_start(args, format);
    fault = format_text(run, format, args);
    va_end(args);
    finding->message =
        tdxp_section_type_find(section->type)
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

enum rule_status run_status(const struct tdxp_check_run *run, const struct tdxp_rule *rule,
                            int32_t section)
{
    const struct rule_state *state = &run->states[rule_index(rule)];

    if (section >= 0 && state->by_section && (uint32_t)section < run->sections) {
        return (enum rule_status)state->by_section[section];
    }
    return state->status;
}

static void ask(struct tdxp_check_run *run, const struct tdxp_rule *rule);

/* Whether all that a rule requires holds, for a section or the image (-1). */
static bool requirements_hold(struct tdxp_check_run *run, const struct tdxp_rule *rule, int32_t section)
{
    for (const struct tdxp_rule *const *required = rule->requires; *required; required++) {
        ask(run, *required);
        if (run_status(run, *required, section) != RULE_HOLDS) {
            return false;
        }
    }
    return true;
}

static enum rule_status ask_once(struct tdxp_check_run *run, const struct tdxp_rule *rule,
                                 const struct tdxp_section *section)
{
    struct rule_state *state = &run->states[rule_index(rule)];
    int32_t index = section ? (int32_t)section->index : -1;
    uint32_t before = state->reported;

    if (!requirements_hold(run, rule, index)) {
        return RULE_SUPPRESSED;
    }
    run->rule = rule;
    run->section = index;
    run->reported = false;
    rule->check(run, section);
    return state->reported > before ? RULE_BROKEN : RULE_HOLDS;
}

/* Ask a rule unless it was asked before; what it requires first. */
static void ask(struct tdxp_check_run *run, const struct tdxp_rule *rule)
{
    struct rule_state *state = &run->states[rule_index(rule)];
    enum rule_status worst = RULE_HOLDS;

    if (state->status != RULE_UNKNOWN || !rule->check) {
        state->status = rule->check ? state->status : RULE_HOLDS;
        return;
    }
    state->status = RULE_ASKED;
    if (rule->scope == TDXP_RULE_IMAGE) {
        state->status = ask_once(run, rule, NULL);
        return;
    }
    if (run->sections == 0 && !requirements_hold(run, rule, -1)) {
        /* There is no section because of what is broken: rules that require this one need not say so again. */
        worst = RULE_SUPPRESSED;
    }
    for (uint32_t i = 0; i < run->sections; i++) {
        enum rule_status status = ask_once(run, rule, &run->tdvf->sections[i]);

        state->by_section[i] = (uint8_t)status;
        if (status == RULE_BROKEN || worst == RULE_HOLDS) {
            worst = status;
        }
    }
    state->status = worst;
}

void run_close(struct tdxp_check_run *run)
{
    for (uint32_t i = 0; i < run->count; i++) {
        struct tdxp_finding *finding = &run->findings[i];

        if (!finding->message) {
            uint32_t beyond =
                run->states[rule_index(finding->rule)].reported - TDXP_FINDINGS_PER_RULE;

            finding->message = run_text(run, "and %u more of the same: %s", beyond,
                                        finding->rule->summary);
        }
    }
}

static bool make_states(struct tdxp_check_run *run)
{
    size_t slots = (size_t)RULE_COUNT * run->sections + 1;

    run->states = calloc(RULE_COUNT, sizeof *run->states);
    run->statuses = calloc(slots, sizeof *run->statuses);
    run->numbers = calloc(slots, sizeof *run->numbers);
    run->overlap = calloc((size_t)run->sections + 1, sizeof *run->overlap);
    if (!run->states || !run->statuses || !run->numbers || !run->overlap) {
        return false;
    }
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (tdxp_rule_table[i].scope == TDXP_RULE_SECTION) {
            run->states[i].by_section = run->statuses + i * run->sections;
            run->states[i].finding = run->numbers + i * run->sections;
        }
    }
    return true;
}

void run_open(struct tdxp_check_run *run, const struct tdxp_firmware *firmware, struct arena *texts)
{
    const struct tdxp_bytes *bytes = tdxp_image_bytes(firmware->image);

    *run = (struct tdxp_check_run){
        .fw = firmware,
        .bytes = bytes,
        .size = bytes->size,
        .tdvf = firmware->tdvf,
        .sections = firmware->tdvf ? firmware->tdvf->section_count : 0,
        .texts = texts,
        .section = -1,
    };
}

bool run_rules(struct tdxp_check_run *run)
{
    if (!make_states(run)) {
        return false;
    }
    for (size_t i = 0; i < RULE_COUNT; i++) {
        ask(run, &tdxp_rule_table[i]);
    }
    return !run->failed;
}

void run_free(struct tdxp_check_run *run)
{
    free(run->findings);
    free(run->states);
    free(run->statuses);
    free(run->numbers);
    free(run->overlap);
}

/* The findings of a broken rule for a section; all of them where none is of that section, or for -1. */
static void visit_findings(const struct tdxp_check_run *run, const struct tdxp_rule *rule,
                           int32_t section, void (*visit)(void *context, uint32_t finding),
                           void *context)
{
    const struct rule_state *state = &run->states[rule_index(rule)];
    bool any = false;

    if (state->finding && section >= 0 && (uint32_t)section < run->sections) {
        visit(context, state->finding[section] - 1);
        return;
    }
    for (uint32_t i = state->first; section >= 0 && i < state->last; i++) {
        if (run->findings[i].section == section) {
            visit(context, i);
            any = true;
        }
    }
    for (uint32_t i = state->first; !any && i < state->last; i++) {
        visit(context, i);
    }
}

bool run_resolve(const struct tdxp_check_run *run, const struct tdxp_rule *rule, int32_t section,
                 void (*visit)(void *context, uint32_t finding), void *context)
{
    bool any = false;

    switch (run_status(run, rule, section)) {
    case RULE_UNKNOWN:
    case RULE_ASKED:
    case RULE_HOLDS:
        return false;
    case RULE_BROKEN:
        visit_findings(run, rule, section, visit, context);
        return true;
    case RULE_SUPPRESSED:
        break;
    }
    for (const struct tdxp_rule *const *required = rule->requires; *required; required++) {
        any |= run_resolve(run, *required, rule->scope == TDXP_RULE_IMAGE ? -1 : section, visit,
                           context);
    }
    return any;
}
