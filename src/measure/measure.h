/* Hashing a launch that is described by its model, whoever would refuse it. */
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H

#include "measure/model.h"

/* The descriptor that the VMM reads; where it reads none that is known, the one that was taken, or NULL. */
const struct tdxp_tdvf *launched_descriptor(const struct tdxp_firmware *firmware, const struct tdxp_check_result *check,
                                            enum tdxp_vmm vmm);

/* The MRTD of a launch, all at once. False where memory ran out or the library fails. */
bool measure_model(const struct tdxp_firmware *firmware, const struct tdxp_tdvf *tdvf,
                   const struct measure_model *model, const struct tdxp_bytes given[static TDXP_CONTENTS],
                   uint8_t mrtd[static TDXP_MRTD_SIZE]);

#endif
