/* Why a launch does not come to an MRTD. */
#ifndef MEASURE_REFUSAL_H
#define MEASURE_REFUSAL_H

#include "measure/plan.h"

#define REFUSAL_TEXT 640 /* bytes that suffice: who refuses, and a reason */

struct refusal {
    bool refused;
    bool final; /* there is nothing to measure, or too much: not even with force */
    char text[REFUSAL_TEXT];
};

/* Give a reason; the first one stands. */
__attribute__((format(printf, 2, 3))) void refuse(struct refusal *refusal, const char *format, ...);

/* The same where not even force helps: such a reason comes before others, and the first of them stands. */
__attribute__((format(printf, 2, 3))) void refuse_finally(struct refusal *refusal, const char *format, ...);

/* Refuse where more would be hashed than the limit (in bytes; 0: the default). */
void refuse_over_limit(struct refusal *refusal, uint64_t total, uint64_t limit);

/* Of the image: the verdicts of those who launch it. check as the VMM's consumers gave it. */
void refusal_of_image(struct refusal *refusal, const struct tdxp_firmware *firmware,
                      const struct tdxp_check_result *check, enum tdxp_vmm vmm);

/* Of the plan: what the TDX module would refuse, what is not known, what is too much. False where memory ran out. */
bool refusal_of_plan(struct refusal *refusal, const struct plan *plan, const struct tdxp_measure_options *options);

/* The verdict of the VMM's consumer that finds the descriptor. */
const struct tdxp_verdict *vmm_verdict(const struct tdxp_check_result *check, enum tdxp_vmm vmm);

#endif
