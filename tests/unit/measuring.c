/* What the tests of measuring share. */
#include "measuring.h"

#include <stdlib.h>
#include <string.h>

struct decoded measured_image(const struct plan_section *sections, uint32_t count, uint64_t seed)
{
    struct plan plan = plan_default();
    uint8_t *bytes;

    plan.sections = sections;
    plan.section_count = count;
    bytes = plan_bytes(&plan);
    for (size_t i = 0; i < PLAN_DESCRIPTOR - 16; i++) {
        bytes[i] = (uint8_t)random_next(&seed);
    }
    return decode_taken(bytes, PLAN_SIZE);
}

struct tdxp_measurement *begin(const struct decoded *d, const struct tdxp_measure_options *options)
{
    struct tdxp_error err;
    struct tdxp_measurement *m = tdxp_measure_begin(d->fw, NULL, options, &err);

    if (!m) {
        fail_msg("%s", err.text);
    }
    return m;
}

struct tdxp_measurement *measure(const struct decoded *d, const struct tdxp_measure_options *options)
{
    struct tdxp_measurement *m = begin(d, options);
    const struct tdxp_measure_result *result = tdxp_measure_result(m);

    assert_false(tdxp_measure_step(m, UINT64_MAX));
    if (result->state != TDXP_MEASURE_DONE) {
        fail_msg("not measured: %s", result->refused ? result->refused : "failed");
    }
    return m;
}

const char *mrtd_text(const struct decoded *d, const struct tdxp_measure_options *options, char text[TDXP_MRTD_TEXT])
{
    struct tdxp_measurement *m = measure(d, options);

    tdxp_mrtd_format(tdxp_measure_result(m)->mrtd, text);
    tdxp_measure_free(m);
    return text;
}

bool has_note(const struct tdxp_measurement *m, const char *key)
{
    const struct tdxp_measure_result *result = tdxp_measure_result(m);

    for (size_t i = 0; i < result->note_count; i++) {
        if (strcmp(result->notes[i].key, key) == 0) {
            return true;
        }
    }
    return false;
}
