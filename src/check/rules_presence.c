/* Rules of which sections there must be, and how often. */
#include <inttypes.h>

#include "check/rules.h"
#include "check/run.h"
#include "check/section.h"

/* The first section of a type, or NULL. */
static const struct tdxp_section *first_of(const struct tdxp_check_run *run, enum tdxp_section_type type)
{
    for (uint32_t i = 0; i < run->sections; i++) {
        if (is_type(&run->tdvf->sections[i], type)) {
            return &run->tdvf->sections[i];
        }
    }
    return NULL;
}

RULE_CHECK(check_no_bfv)
{
    if (run->tdvf && !first_of(run, TDXP_SECTION_BFV)) {
        report(run, run->tdvf->node, "none of the %" PRIu32 " sections is a BFV", run->sections);
        suggest(run, "a section of type 0 with the firmware's code, up to the reset vector at 4 GiB");
    }
}

/* Those behind the first one of a type that may come once. */
static void report_repeated(struct tdxp_check_run *run, const struct tdxp_section *first)
{
    for (uint32_t i = first->index + 1; i < run->sections; i++) {
        const struct tdxp_section *s = &run->tdvf->sections[i];

        if (s->type == first->type) {
            report_field(run, s, "Type", "section %" PRIu32 " is a %s already, and there may be only one", first->index,
                         type_name(s));
        }
    }
}

RULE_CHECK(check_repeated)
{
    static const enum tdxp_section_type once[] = {
        TDXP_SECTION_TD_HOB,  TDXP_SECTION_PAYLOAD,   TDXP_SECTION_PAYLOAD_PARAM,
        TDXP_SECTION_TD_INFO, TDXP_SECTION_TD_PARAMS,
    };

    for (size_t t = 0; t < sizeof once / sizeof once[0]; t++) {
        const struct tdxp_section *first = first_of(run, once[t]);

        if (first) {
            report_repeated(run, first);
        }
    }
}

RULE_CHECK(check_no_hob_no_perm)
{
    if (run->tdvf && !first_of(run, TDXP_SECTION_TD_HOB) && !first_of(run, TDXP_SECTION_PERM_MEM)) {
        report(run, run->tdvf->node, "none of the %" PRIu32 " sections is a TD_HOB or a PermMem", run->sections);
        suggest(run, "a section of type 2 (TD_HOB), which QEMU and Cloud Hypervisor cannot do without");
    }
}

RULE_CHECK(check_no_hob)
{
    const struct tdxp_section *perm = first_of(run, TDXP_SECTION_PERM_MEM);

    if (perm && !first_of(run, TDXP_SECTION_TD_HOB)) {
        report(run, run->tdvf->node,
               "there is no TD_HOB: section %" PRIu32
               " (PermMem) stands in by the specification, but QEMU and Cloud Hypervisor stop",
               perm->index);
        suggest(run, "a section of type 2 (TD_HOB) as well");
    }
}

RULE_CHECK(check_param_alone)
{
    const struct tdxp_section *param = first_of(run, TDXP_SECTION_PAYLOAD_PARAM);

    if (param && !first_of(run, TDXP_SECTION_PAYLOAD)) {
        report_field(run, param, "Type", "there is no Payload that the parameters are for");
        suggest(run, "a section of type 5 (Payload), or no PayloadParam");
    }
}
