/* The runner: asks each rule when what it requires holds, and knows which findings stand for which rule. */
#include "check/run.h"

#include <stdlib.h>

#include "check/rules.h"

size_t rule_index(const struct tdxp_rule *rule)
{
    return (size_t)(rule - rule_table);
}

enum rule_status run_status(const struct tdxp_check_run *run, const struct tdxp_rule *rule, int32_t section)
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
    if (rule->check) {
        rule->check(run, section);
    } else {
        report_faults(run, rule->faults);
    }
    return state->reported > before ? RULE_BROKEN : RULE_HOLDS;
}

/* Ask a rule unless it was asked before; what it requires first. */
static void ask(struct tdxp_check_run *run, const struct tdxp_rule *rule)
{
    struct rule_state *state = &run->states[rule_index(rule)];
    enum rule_status worst = RULE_HOLDS;

    bool asked = rule->check || rule->faults;

    if (state->status != RULE_UNKNOWN || !asked) {
        state->status = asked ? state->status : RULE_HOLDS;
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
        if (rule_table[i].scope == TDXP_RULE_SECTION) {
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
        .image = tdxp_firmware_range(firmware),
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
        ask(run, &rule_table[i]);
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
static void visit_findings(const struct tdxp_check_run *run, const struct tdxp_rule *rule, int32_t section,
                           void (*visit)(void *context, uint32_t finding), void *context)
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
        any |= run_resolve(run, *required, rule->scope == TDXP_RULE_IMAGE ? -1 : section, visit, context);
    }
    return any;
}
