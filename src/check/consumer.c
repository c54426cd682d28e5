/* Asking a consumer: its conditions in its order, the verdict, and the findings that it refuses the image for. */
#include "check/consumer.h"

#include <string.h>

#include "check/rules.h"

static const struct tdxp_consumer *const consumers[] = {
#define CONSUMER(name) &consumer_##name,
#include "check/consumers.def"
#undef CONSUMER
};

const struct tdxp_consumer *const *tdxp_consumers(size_t *count)
{
    *count = sizeof consumers / sizeof consumers[0];
    return consumers;
}

int tdxp_consumer_find(const char *key)
{
    for (size_t i = 0; i < sizeof consumers / sizeof consumers[0]; i++) {
        if (strcmp(consumers[i]->key, key) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* Whether a rule without words of its own has a finding: the condition of a consumer that is made of rules. */
static bool rule_broken(const struct tdxp_view *view, const struct tdxp_condition *condition)
{
    for (const struct tdxp_rule *const *rule = condition->rules; *rule; rule++) {
        if (run_status(view->run, *rule, -1) == RULE_BROKEN) {
            return true;
        }
    }
    return false;
}

/* Whether a consumer's HEADER conditions hold for a view; the one that does not into *failing. */
static bool header_holds(const struct tdxp_consumer *consumer, const struct tdxp_view *view,
                         const struct tdxp_condition **failing)
{
    for (size_t i = 0; i < consumer->count; i++) {
        const struct tdxp_condition *row = &consumer->conditions[i];

        if (row->scope != TDXP_CONDITION_HEADER) {
            continue;
        }
        if (row->behind && !header_holds(row->behind, view, failing)) {
            return false;
        }
        if (row->fails && row->fails(view, NULL)) {
            *failing = row;
            return false;
        }
    }
    return true;
}

static bool condition_fails(const struct tdxp_condition *condition, struct tdxp_view *view,
                            const struct tdxp_section *section)
{
    if (condition->behind) {
        return !header_holds(condition->behind, view, &view->stopped_by);
    }
    return condition->fails ? condition->fails(view, section) : rule_broken(view, condition);
}

struct asking {
    struct tdxp_check_run *run;
    const struct tdxp_consumer *consumer;
    struct tdxp_view view;
    struct pending *out;
    uint32_t bit;     /* of the consumer, in refused_by */
    uint32_t finding; /* the first that the condition at hand was put to, or UINT32_MAX */
};

static void refuse_for(void *context, uint32_t finding)
{
    struct asking *asking = context;

    asking->run->findings[finding].refused_by |= asking->bit;
    asking->finding = asking->finding == UINT32_MAX ? finding : asking->finding;
}

/* Put a failure to the findings of its rules: of those that are broken, else of what kept them from being asked. */
static void put_to_rules(struct asking *asking, const struct tdxp_rule *const *rules, int32_t section)
{
    for (const struct tdxp_rule *const *rule = rules; *rule; rule++) {
        if (run_status(asking->run, *rule, section) == RULE_BROKEN) {
            run_resolve(asking->run, *rule, section, refuse_for, asking);
        }
    }
    for (const struct tdxp_rule *const *rule = rules; *rule && asking->finding == UINT32_MAX; rule++) {
        run_resolve(asking->run, *rule, section, refuse_for, asking);
    }
}

/* Where a consumer reads another descriptor than the one that the rules are about, that is what is wrong. */
static const struct tdxp_rule *const elsewhere[] = {RULE(L010), RULE(L005), RULE(L006), RULE(L008),
                                                    RULE(L009), RULE(L015), NULL};

static void note_failure(struct asking *asking, const struct tdxp_condition *condition,
                         const struct tdxp_section *section)
{
    struct tdxp_check_run *run = asking->run;
    const struct tdxp_view *view = &asking->view;
    bool other = view->end == VIEW_FOUND && run->tdvf && !view->same;
    int32_t index = section && !other ? (int32_t)section->index : -1;
    struct tdxp_verdict *verdict = &asking->out->verdict;
    const char *text = NULL;

    asking->finding = UINT32_MAX;
    if (other) {
        put_to_rules(asking, elsewhere, -1);
    }
    if (asking->finding == UINT32_MAX) {
        put_to_rules(asking, condition->behind ? view->stopped_by->rules : condition->rules, index);
    }
    if (verdict->accepts || asking->finding == UINT32_MAX) {
        text = condition_text(run, condition, view, section);
    }
    if (asking->finding == UINT32_MAX) {
        /* The consumer's own condition, which no rule of the image stands for. */
        run->rule = RULE(C001);
        run->section = index;
        report(run, section && section->entry ? section->entry : root_of(run), "%s: %s", asking->consumer->name,
               text ? text : condition->what);
        refuse_for(asking, run->states[rule_index(RULE(C001))].last - 1);
    }
    if (run->failed || !verdict->accepts) {
        return;
    }
    verdict->accepts = false;
    verdict->condition = condition;
    verdict->section = section ? (int32_t)section->index : -1;
    verdict->reason = text ? text : run->findings[asking->finding].message;
    asking->out->finding = asking->finding;
}

/* Rows [from, to) for each section. All of them, though the consumer would stop at the first that fails. */
static void ask_sections(struct asking *asking, const struct tdxp_condition *from, const struct tdxp_condition *to)
{
    for (uint32_t i = 0; i < asking->view.at.section_count; i++) {
        for (const struct tdxp_condition *row = from; row < to; row++) {
            if (condition_fails(row, &asking->view, &asking->view.at.sections[i])) {
                note_failure(asking, row, &asking->view.at.sections[i]);
            }
        }
    }
}

static bool of_sections(const struct tdxp_condition *row)
{
    return row->scope == TDXP_CONDITION_SECTION || row->scope == TDXP_CONDITION_LATER;
}

static void ask_all(struct asking *asking)
{
    const struct tdxp_condition *row = asking->consumer->conditions;
    const struct tdxp_condition *end = row + asking->consumer->count;

    while (row < end && !asking->run->failed) {
        const struct tdxp_condition *next = row + 1;

        if (of_sections(row)) {
            while (next < end && next->scope == row->scope) {
                next++;
            }
            ask_sections(asking, row, next);
        } else if (condition_fails(row, &asking->view, NULL)) {
            note_failure(asking, row, NULL);
            if (row->scope == TDXP_CONDITION_HEADER) {
                return;
            }
        }
        row = next;
    }
}

bool consumer_ask(struct tdxp_check_run *run, const struct tdxp_consumer *consumer, unsigned bit, struct pending *out)
{
    struct asking asking = {.run = run, .consumer = consumer, .out = out, .bit = UINT32_C(1) << bit};
    bool opened = view_open(&asking.view, run, consumer);

    *out = (struct pending){{.consumer = consumer, .accepts = true, .section = -1}, UINT32_MAX};
    out->verdict.tdvf = asking.view.model;
    if (opened) {
        ask_all(&asking);
    }
    view_close(&asking.view);
    return opened && !run->failed;
}
