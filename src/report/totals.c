/* What the VMM does in all, as rows that the reports print. */
#include "report/totals.h"

#include <inttypes.h>

#include "report/guest.h"
#include "report/table.h"
#include "tdxplore/text.h"

enum {
    NAME_COLUMNS = 42,
    SIZE_COLUMNS = 11,
    HEX_COLUMNS = 20,
    STEP = 2, /* by which a part is indented */
};

void totals_of(const struct tdxp_firmware *firmware, enum tdxp_guest guest, struct total totals[static TOTALS])
{
    struct tdxp_guest_totals sums = tdxp_guest_map_totals(tdxp_guest_map_of(firmware, guest));
    const struct total rows[TOTALS] = {
        {"added", guest_words[guest].added, false, sums.added},
        {"measured", guest_words[guest].measured, true, sums.measured},
        {"zero", guest_words[guest].zero, true, sums.zero},
        {"augmented", guest_words[guest].augmented, false, sums.augmented},
        {"file_loaded", "bytes of the file that sections copy", false, sums.file_loaded},
        {"file_not_loaded", "bytes of the file that no section copies", false,
         tdxp_image_bytes(firmware->image)->size - sums.file_loaded},
    };

    for (unsigned i = 0; i < TOTALS; i++) {
        totals[i] = rows[i];
    }
}

static void print_total(const struct total *total, unsigned indent, unsigned width, FILE *out)
{
    unsigned own = indent + (total->part ? STEP : 0);
    unsigned end = indent + NAME_COLUMNS + SIZE_COLUMNS;
    char human[TDXP_HUMAN_SIZE];

    tdxp_human_size(total->bytes, human);
    fprintf(out, "%*s", (int)own, "");
    if (width < end) {
        print_wrapped_to(out, width, own, own + STEP, total->name);
        fprintf(out, "%*s%s\n", (int)own + STEP, "", human);
        return;
    }
    fprintf(out, "%-*s%*s", (int)(indent + NAME_COLUMNS - own), total->name, SIZE_COLUMNS, human);
    if (width >= end + HEX_COLUMNS) {
        fprintf(out, "  0x%" PRIx64, total->bytes);
    }
    putc('\n', out);
}

void print_totals(const struct tdxp_firmware *firmware, enum tdxp_guest guest, unsigned indent, unsigned width,
                  FILE *out)
{
    struct total totals[TOTALS];

    totals_of(firmware, guest, totals);
    for (unsigned i = 0; i < TOTALS; i++) {
        if (totals[i].name) {
            print_total(&totals[i], indent, width, out);
        }
    }
}
