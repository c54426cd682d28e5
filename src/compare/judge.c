/* What is found in two images: what has come, and what is gone. */
#include <stdlib.h>
#include <string.h>

#include "tdxplore/compare.h"

static const struct tdxp_node *nearest_partner(const struct tdxp_comparison *comparison, enum tdxp_side side,
                                               const struct tdxp_node *node)
{
    const struct tdxp_node *partner = tdxp_comparison_partner(comparison, side, node);

    while (!partner && node->parent) {
        node = node->parent;
        partner = tdxp_comparison_partner(comparison, side, node);
    }
    return partner;
}

/* A finding about a node that is gone may have come to be told of what holds it; of one node a rule may have several. */
static bool has(const struct tdxp_comparison *comparison, enum tdxp_side side, const struct tdxp_finding *finding,
                const struct tdxp_check_result *other, size_t ordinal)
{
    const struct tdxp_node *partner = nearest_partner(comparison, side, finding->node);
    size_t count;
    const struct tdxp_finding *const *found = tdxp_check_of_node(other, partner, &count);
    size_t seen = 0;

    for (size_t i = 0; i < count; i++) {
        seen += found[i]->rule == finding->rule;
    }
    return seen > ordinal;
}

/* How many of the findings before it on its node are of the same rule. */
static size_t ordinal_of(const struct tdxp_check_result *check, const struct tdxp_finding *finding)
{
    size_t count;
    const struct tdxp_finding *const *found = tdxp_check_of_node(check, finding->node, &count);
    size_t ordinal = 0;

    for (size_t i = 0; i < count && found[i] != finding; i++) {
        ordinal += found[i]->rule == finding->rule;
    }
    return ordinal;
}

static void add_missing(struct tdxp_judgement *judgement, const struct tdxp_comparison *comparison, enum tdxp_side side,
                        const struct tdxp_check_result *check, const struct tdxp_check_result *other)
{
    for (size_t i = 0; i < check->count; i++) {
        const struct tdxp_finding *finding = &check->findings[i];

        if (!has(comparison, side, finding, other, ordinal_of(check, finding))) {
            judgement->findings[judgement->finding_count++] = (struct tdxp_finding_change){side, finding};
        }
    }
}

static bool same_answer(const struct tdxp_verdict *a, const struct tdxp_verdict *b)
{
    return a->accepts == b->accepts &&
           (a->accepts || (a->condition == b->condition && strcmp(a->reason, b->reason) == 0));
}

bool tdxp_judge(const struct tdxp_comparison *comparison, const struct tdxp_check_result *a,
                const struct tdxp_check_result *b, struct tdxp_judgement *judgement)
{
    *judgement = (struct tdxp_judgement){.findings = calloc(a->count + b->count + 1, sizeof *judgement->findings)};
    if (!judgement->findings) {
        return false;
    }
    add_missing(judgement, comparison, TDXP_SIDE_A, a, b);
    add_missing(judgement, comparison, TDXP_SIDE_B, b, a);
    for (size_t i = 0; i < a->verdict_count && i < b->verdict_count; i++) {
        if (!same_answer(&a->verdicts[i], &b->verdicts[i])) {
            judgement->verdicts |= UINT32_C(1) << i;
        }
    }
    return true;
}

void tdxp_judgement_free(struct tdxp_judgement *judgement)
{
    free(judgement->findings);
    *judgement = (struct tdxp_judgement){.findings = NULL};
}
