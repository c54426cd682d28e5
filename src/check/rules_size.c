/* Rules of the size of the file. */
#include <inttypes.h>

#include "check/rules.h"
#include "check/run.h"
#include "check/section.h"

RULE_CHECK(check_size_4k)
{
    uint64_t over = run->image.length % TDXP_PAGE_SIZE;

    if (!run->tdvf || over == 0) {
        return;
    }
    report(run, root_of(run),
           "the size of 0x%" PRIx64 " bytes is not a multiple of 0x1000: 0x%" PRIx64 " bytes are over",
           run->image.length, over);
    point_at(run, image_end(run) - over, over);
    suggest(run, "0x%" PRIx64 " or 0x%" PRIx64, run->image.length - over, run->image.length - over + TDXP_PAGE_SIZE);
}

RULE_CHECK(check_size_4g)
{
    if (!run->tdvf || run->image.length <= FOUR_GIB) {
        return;
    }
    report(run, root_of(run), "the file of 0x%" PRIx64 " bytes is larger than the 4 GiB below which it is mapped",
           run->image.length);
    point_at(run, run->image.start, run->image.length - FOUR_GIB);
}

/* QEMU holds the size in an int. */
static void report_size_for_qemu(struct tdxp_check_run *run)
{
    report(run, root_of(run), "the size of 0x%" PRIx64 " bytes is not below 0x80000000", run->image.length);
    point_at(run, run->image.start, run->image.length - INT32_MAX);
}

RULE_CHECK(check_size_64k)
{
    uint64_t over = run->image.length % 0x10000;

    if (!run->tdvf) {
        return;
    }
    if (run->image.length > INT32_MAX) {
        report_size_for_qemu(run);
    } else if (over > 0) {
        report(run, root_of(run), "the size of 0x%" PRIx64 " bytes is not a multiple of 0x10000", run->image.length);
        point_at(run, image_end(run) - over, over);
        suggest(run, "0x%" PRIx64 ", with the fill before the image: its end must stay where it is",
                run->image.length - over + 0x10000);
    }
}
