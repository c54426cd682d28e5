/* Judging an image: the rules, then the consumers, then the findings in their final order. */
#include "tdxplore/check.h"

#include <stdlib.h>
#include <string.h>

#include "check/consumer.h"
#include "check/index.h"
#include "check/run.h"

static const char *const severities[] = {
    [TDXP_SEVERITY_NONE] = "none",
    [TDXP_SEVERITY_NOTE] = "note",
    [TDXP_SEVERITY_WARNING] = "warning",
    [TDXP_SEVERITY_ERROR] = "error",
};

const char *tdxp_severity_name(enum tdxp_severity severity)
{
    return severities[severity];
}

/* What a result owns: one allocation beside the arena, so that freeing it is simple. */
struct owned {
    struct tdxp_check_result result;
    struct arena texts;
};

/* A finding with the number that it had before sorting. */
struct numbered {
    struct tdxp_finding finding;
    uint32_t number;
};

static int by_place(const void *a, const void *b)
{
    const struct numbered *x = a;
    const struct numbered *y = b;

    if (x->finding.offset != y->finding.offset) {
        return x->finding.offset < y->finding.offset ? -1 : 1;
    }
    if (x->finding.rule != y->finding.rule) {
        return strcmp(x->finding.rule->id, y->finding.rule->id);
    }
    if (x->finding.section != y->finding.section) {
        return x->finding.section < y->finding.section ? -1 : 1;
    }
    return (x->number > y->number) - (x->number < y->number);
}

/* Put the findings in order and give the verdicts theirs. */
static bool finish_findings(struct tdxp_check_run *run, struct tdxp_check_result *result, const struct pending *pending,
                            struct tdxp_verdict *verdicts)
{
    struct numbered *sorted = calloc((size_t)run->count + 1, sizeof *sorted);
    struct tdxp_finding *findings = arena_alloc(run->texts, (size_t)run->count + 1, sizeof *findings);

    if (!sorted || !findings) {
        free(sorted);
        return false;
    }
    for (uint32_t i = 0; i < run->count; i++) {
        sorted[i] = (struct numbered){run->findings[i], i};
    }
    if (run->count > 1) {
        qsort(sorted, run->count, sizeof *sorted, by_place);
    }
    for (uint32_t i = 0; i < run->count; i++) {
        findings[i] = sorted[i].finding;
        result->counts[findings[i].severity]++;
        result->worst = findings[i].severity > result->worst ? findings[i].severity : result->worst;
        for (size_t v = 0; v < result->verdict_count; v++) {
            if (!verdicts[v].accepts && pending[v].finding == sorted[i].number) {
                verdicts[v].finding = &findings[i];
            }
        }
    }
    free(sorted);
    result->findings = findings;
    result->count = run->count;
    return true;
}

/* Where to go for a verdict: as in its finding. */
static void finish_verdicts(struct tdxp_verdict *verdicts, size_t count)
{
    for (size_t v = 0; v < count; v++) {
        const struct tdxp_finding *finding = verdicts[v].finding;

        if (finding) {
            verdicts[v].rule = finding->rule;
            verdicts[v].node = finding->node;
            verdicts[v].offset = finding->offset;
            verdicts[v].length = finding->length;
        }
    }
}

static bool judge(struct tdxp_check_run *run, struct tdxp_check_result *result)
{
    const struct tdxp_consumer *const *consumers = tdxp_consumers(&result->verdict_count);
    size_t count = result->verdict_count;
    struct pending *pending = arena_alloc(run->texts, count, sizeof *pending);
    struct tdxp_verdict *verdicts = arena_alloc(run->texts, count, sizeof *verdicts);

    if (!pending || !verdicts || !run_rules(run)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!consumer_ask(run, consumers[i], (unsigned)i, &pending[i])) {
            return false;
        }
    }
    run_close(run);
    for (size_t i = 0; i < count; i++) {
        verdicts[i] = pending[i].verdict;
        if (!verdicts[i].accepts && !verdicts[i].reason) {
            verdicts[i].reason = run->findings[pending[i].finding].message;
        }
    }
    result->verdicts = verdicts;
    if (run->failed || !finish_findings(run, result, pending, verdicts)) {
        return false;
    }
    finish_verdicts(verdicts, count);
    result->index = index_new(run->texts, run->fw, result);
    return result->index != NULL;
}

struct tdxp_check_result *tdxp_check(const struct tdxp_firmware *firmware, struct tdxp_error *err)
{
    struct owned *owned = calloc(1, sizeof *owned);
    struct tdxp_check_run run;
    bool done = false;

    if (owned) {
        run_open(&run, firmware, &owned->texts);
        done = judge(&run, &owned->result);
        run_free(&run);
    }
    if (!done) {
        tdxp_error_set(err, "out of memory while checking the image");
        tdxp_check_free(owned ? &owned->result : NULL);
        return NULL;
    }
    return &owned->result;
}

struct tdxp_check_result *tdxp_check_none(const struct tdxp_firmware *firmware, struct tdxp_error *err)
{
    struct owned *owned = calloc(1, sizeof *owned);

    if (owned) {
        owned->result.index = index_new(&owned->texts, firmware, &owned->result);
    }
    if (!owned || !owned->result.index) {
        tdxp_error_set(err, "out of memory");
        tdxp_check_free(owned ? &owned->result : NULL);
        return NULL;
    }
    return &owned->result;
}

void tdxp_check_free(struct tdxp_check_result *result)
{
    struct owned *owned = (struct owned *)result;

    if (owned) {
        arena_free(&owned->texts);
        free(owned);
    }
}
