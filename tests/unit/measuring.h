/* What the tests of measuring share. */
#ifndef UNIT_MEASURING_H
#define UNIT_MEASURING_H

#include "support.h"
#include "tdxplore/measure.h"

/* An image of PLAN_SIZE bytes with these sections; all bytes that the format leaves free are made of seed. */
struct decoded measured_image(const struct plan_section *sections, uint32_t count, uint64_t seed);

/* Begin; fails the test where that fails. */
struct tdxp_measurement *begin(const struct decoded *d, const struct tdxp_measure_options *options);

/* Begin and make all steps: the result has to be there. The caller frees the measurement. */
struct tdxp_measurement *measure(const struct decoded *d, const struct tdxp_measure_options *options);

/* The MRTD of that, as text. */
const char *mrtd_text(const struct decoded *d, const struct tdxp_measure_options *options, char text[TDXP_MRTD_TEXT]);

/* Whether there is a note with that key. */
bool has_note(const struct tdxp_measurement *m, const char *key);

/* A BFV over the upper half of the image, which every VMM launches. */
#define SECTION_BFV                                                                           \
    {                                                                                         \
        0x8000, 0x8000, PLAN_GPA + 0x8000, 0x8000, TDXP_SECTION_BFV, TDXP_ATTRIBUTE_MR_EXTEND \
    }
#define SECTION_HOB                                    \
    {                                                  \
        0, 0, 0x809000, 0x2000, TDXP_SECTION_TD_HOB, 0 \
    }

#endif
