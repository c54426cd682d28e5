/* What the VMM does in all, as rows that the reports print. */
#ifndef REPORT_TOTALS_H
#define REPORT_TOTALS_H

#include <stdio.h>

#include "tdxplore/firmware.h"

enum { TOTALS = 6 };

struct total {
    const char *key;  /* of the member in JSON */
    const char *name; /* for people; NULL: of no meaning for that guest, and 0 */
    bool part;        /* of the first row that is none */
    uint64_t bytes;
};

void totals_of(const struct tdxp_firmware *firmware, enum tdxp_guest guest, struct total totals[static TOTALS]);

/* Print them, one a line where width (in columns, indent included) suffices. */
void print_totals(const struct tdxp_firmware *firmware, enum tdxp_guest guest, unsigned indent, unsigned width,
                  FILE *out);

#endif
