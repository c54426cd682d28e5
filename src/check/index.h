/* Finding the findings: by node, by byte, by section. */
#ifndef CHECK_INDEX_H
#define CHECK_INDEX_H

#include "model/arena.h"
#include "tdxplore/check.h"

/* Index the findings of a result; lives in the arena. NULL where memory ran out. */
struct tdxp_check_index *index_new(struct arena *arena, const struct tdxp_firmware *firmware,
                                   const struct tdxp_check_result *result);

#endif
