/* What launches differ in, as far as an MRTD can tell: one row a VMM. */
#ifndef MEASURE_MODEL_H
#define MEASURE_MODEL_H

#include "tdxplore/measure.h"

/* What is done with TD_INFO and TD_PARAMS. */
enum info_treatment {
    INFO_AS_WRITTEN,  /* as with any section: nothing, where MemoryDataSize is 0 */
    INFO_PASSED_OVER, /* nothing, whatever their MemoryDataSize */
    INFO_BLANK,       /* their bytes, wherever a section copies them, are zeros: the image before they were filled in */
    INFO_TREATMENTS,
};

struct measure_model {
    bool tails_from_file; /* BFV and CFV take MemoryDataSize bytes of the file, else RawDataSize bytes and zeros */
    bool aug_honoured;    /* PAGE.AUG: the pages are not added */
    bool extend_exactly;  /* pages are extended where Attributes is 1, else where MR.EXTEND is set */
    bool firmware_alone;  /* bytes of the image are copied for BFV and CFV alone, else for each section that has any */
    enum info_treatment info;
    enum tdxp_measure_order order;
};

/* What the VMM does, with that order. */
struct measure_model model_of(enum tdxp_vmm vmm, enum tdxp_measure_order order);

#define MODEL_CONSUMERS 3 /* slots, the closing NULL included */

/* Keys of the consumers that have to accept an image for the VMM to launch it, closed by NULL; the first reads it. */
const char *const *model_consumers(enum tdxp_vmm vmm);

#endif
