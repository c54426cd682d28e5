/* What the differences between two images do: to findings, verdicts and the MRTD. */
#include <stdlib.h>
#include <string.h>

#include "tdxplore/compare.h"

static bool fill(struct tdxp_effects *effects, const struct tdxp_pair *pair, const struct tdxp_measure_options *options,
                 struct tdxp_error *err)
{
    bool failed;

    for (int side = 0; side < TDXP_SIDES; side++) {
        effects->measurement[side] = tdxp_measure_begin(pair->firmware[side], pair->check[side], options, err);
        if (!effects->measurement[side]) {
            return false;
        }
    }
    effects->causes =
        tdxp_launch_causes(pair->comparison, tdxp_measure_result(effects->measurement[TDXP_SIDE_A]),
                           tdxp_measure_result(effects->measurement[TDXP_SIDE_B]), &effects->cause_count, &failed);
    if (failed ||
        !tdxp_judge(pair->comparison, pair->check[TDXP_SIDE_A], pair->check[TDXP_SIDE_B], &effects->judgement)) {
        tdxp_error_set(err, "out of memory while comparing");
        return false;
    }
    return true;
}

bool tdxp_effects_make(struct tdxp_effects *effects, const struct tdxp_pair *pair,
                       const struct tdxp_measure_options *options, struct tdxp_error *err)
{
    static const struct tdxp_measure_options plain = {.limit = 0};

    memset(effects, 0, sizeof *effects);
    if (fill(effects, pair, options ? options : &plain, err)) {
        return true;
    }
    tdxp_effects_free(effects);
    return false;
}

bool tdxp_effects_step(struct tdxp_effects *effects, uint64_t budget)
{
    bool a = tdxp_measure_step(effects->measurement[TDXP_SIDE_A], budget);
    bool b = tdxp_measure_step(effects->measurement[TDXP_SIDE_B], budget);

    return a || b;
}

void tdxp_effects_free(struct tdxp_effects *effects)
{
    for (int side = 0; side < TDXP_SIDES; side++) {
        tdxp_measure_free(effects->measurement[side]);
    }
    tdxp_judgement_free(&effects->judgement);
    free(effects->causes);
    memset(effects, 0, sizeof *effects);
}
