/*
 * The launch, step by step: what a VMM does with the sections of the descriptor, in its order.
 *
 * Source: TD-SHIM specification 0.7, tables 1.1-2 to 1.1-4 and MRTD Calculation; Intel TDX Module ABI,
 * TDH.MEM.PAGE.ADD, TDH.MR.EXTEND, TDH.MEM.PAGE.AUG.
 */
#ifndef TDXPLORE_LAUNCH_H
#define TDXPLORE_LAUNCH_H

#include <stddef.h>
#include <stdint.h>

#include "tdxplore/firmware.h"

enum tdxp_launch_action {
    TDXP_LAUNCH_NOTHING, /* MemoryDataSize is 0: the section describes no memory */
    TDXP_LAUNCH_ADD,     /* PAGE.ADD of all pages of the section, with their contents */
    TDXP_LAUNCH_EXTEND,  /* MR.EXTEND of all pages of the section */
    TDXP_LAUNCH_AUG,     /* PAGE.AUG: nothing before the guest runs and accepts the pages */
};

/* One thing that the VMM does for one section. */
struct tdxp_launch_step {
    enum tdxp_launch_action action;
    uint32_t section;                 /* index in the descriptor */
    const struct tdxp_region *region; /* its memory; NULL for TDXP_LAUNCH_NOTHING */
};

/*
 * The steps in the order of the descriptor, each section's PAGE.ADD before its MR.EXTEND, into *steps (from malloc, for
 * the caller to free; NULL where there are none). Returns how many. firmware must outlive them. Where memory ran out,
 * there are none.
 */
size_t tdxp_launch_steps(const struct tdxp_firmware *firmware, struct tdxp_launch_step **steps);

/*
 * The section, earlier in the descriptor, that has memory in common with the region and so has added some of its pages
 * before; -1 where there is none. Of several the first. O(n).
 */
int32_t tdxp_launch_conflict(const struct tdxp_firmware *firmware, const struct tdxp_region *region);

/* "PAGE.ADD", "MR.EXTEND", "PAGE.AUG", "nothing". */
const char *tdxp_launch_action_name(enum tdxp_launch_action action);

/*
 * What happens in a step and why, in plain words, into buffer, cut to size with a NUL: two or three sentences of
 * printable ASCII.
 */
void tdxp_launch_describe(const struct tdxp_firmware *firmware, const struct tdxp_launch_step *step, char *buffer,
                          size_t size);

#endif
