/* Rules of the bytes that sections take from the file. */
#include <inttypes.h>
#include <stdlib.h>

#include "check/rules.h"
#include "check/run.h"
#include "check/section.h"

/* What would keep the section's bytes in the file, and their end in 32 bits. */
static void suggest_inside(struct tdxp_check_run *run, const struct tdxp_section *section)
{
    uint64_t end = run->image.length < UINT32_MAX ? run->image.length : UINT32_MAX;

    if (section->data_offset < end) {
        suggest(run, "RawDataSize of at most 0x%" PRIx64 " from there", end - section->data_offset);
        correct_it(run, end - section->data_offset);
    } else if (section->raw_data_size <= end) {
        suggest(run, "DataOffset of at most 0x%" PRIx64 " with this RawDataSize", end - section->raw_data_size);
    }
}

RULE_CHECK(check_data_past_end)
{
    uint64_t end = data_end(section);
    uint64_t missing;

    if (section->raw_data_size == 0 || end <= run->image.length) {
        return;
    }
    missing = run->fw->missing_front;
    report_field(run, section, section->data_offset < run->image.length ? "RawDataSize" : "DataOffset",
                 "DataOffset 0x%" PRIx32 " plus RawDataSize 0x%" PRIx32 " ends at 0x%" PRIx64
                 ", past the end of the file at 0x%" PRIx64 "%s",
                 section->data_offset, section->raw_data_size, end, run->image.length,
                 missing ? ": the metadata is that of a joined image, of which this file is only the "
                           "later part"
                         : "");
    if (missing) {
        suggest(run,
                "join the image: the missing 0x%" PRIx64 " bytes are its variable store, so put VARS "
                "before CODE (cat OVMF_VARS.fd OVMF_CODE.fd > OVMF.fd)",
                missing);
    } else {
        suggest_inside(run, section);
    }
}

RULE_CHECK(check_data_wraps)
{
    if (section->raw_data_size > 0 && data_end(section) > UINT32_MAX) {
        report_field(run, section, "RawDataSize",
                     "DataOffset 0x%" PRIx32 " plus RawDataSize 0x%" PRIx32 " is 0x%" PRIx64
                     ", which 32 bits cannot hold",
                     section->data_offset, section->raw_data_size, data_end(section));
        suggest_inside(run, section);
    }
}

RULE_CHECK(check_data_aligned)
{
    uint32_t over = section->data_offset % TDXP_PAGE_SIZE;

    if (!is_copied(section) || over == 0) {
        return;
    }
    report_field(run, section, "DataOffset", "DataOffset 0x%" PRIx32 " is not a multiple of 0x1000",
                 section->data_offset);
    suggest(run, "0x%" PRIx32 " or 0x%" PRIx64, section->data_offset - over,
            (uint64_t)section->data_offset - over + TDXP_PAGE_SIZE);
}

RULE_CHECK(check_zero_fill)
{
    uint64_t tail = section->memory_data_size - section->raw_data_size;

    if (!is_copied(section) || section->memory_data_size <= section->raw_data_size) {
        return;
    }
    report_field(run, section, "MemoryDataSize",
                 "the last 0x%" PRIx64 " of MemoryDataSize 0x%" PRIx64
                 " bytes are zeros by the specification; QEMU takes them from the file at 0x%" PRIx64 "%s",
                 tail, section->memory_data_size, data_end(section),
                 tdxp_fits(section->data_offset, section->memory_data_size, run->image.length)
                     ? ""
                     : ", past the end of the image");
    suggest(run, "RawDataSize 0x%" PRIx64 ", with 0x%" PRIx64 " zeros in the file", section->memory_data_size, tail);
}

/* ---- TD_INFO and TD_PARAMS ---- */

static int by_start(const void *a, const void *b)
{
    const struct bfv_bytes *x = a;
    const struct bfv_bytes *y = b;

    return (x->start > y->start) - (x->start < y->start);
}

static void find_bfvs(struct tdxp_check_run *run)
{
    run->bfvs = arena_alloc(run->texts, (size_t)run->sections + 1, sizeof *run->bfvs);
    run->failed |= !run->bfvs;
    for (uint32_t i = 0; run->bfvs && i < run->sections; i++) {
        const struct tdxp_section *s = &run->tdvf->sections[i];

        if (is_type(s, TDXP_SECTION_BFV)) {
            run->bfvs[run->bfv_count++] = (struct bfv_bytes){s->data_offset, data_end(s)};
        }
    }
    if (run->bfv_count > 1) {
        qsort(run->bfvs, run->bfv_count, sizeof *run->bfvs, by_start);
    }
    for (uint32_t i = 1; i < run->bfv_count; i++) {
        if (run->bfvs[i].furthest < run->bfvs[i - 1].furthest) {
            run->bfvs[i].furthest = run->bfvs[i - 1].furthest;
        }
    }
}

static bool in_a_bfv(const struct tdxp_check_run *run, const struct tdxp_section *section)
{
    uint32_t low = 0;
    uint32_t high = run->bfv_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (run->bfvs[middle].start <= section->data_offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 && run->bfvs[low - 1].furthest >= data_end(section);
}

RULE_CHECK(check_info_in_bfv)
{
    if (!is_info(section)) {
        return;
    }
    if (!run->bfvs) {
        find_bfvs(run);
    }
    if (in_a_bfv(run, section)) {
        return;
    }
    report_field(run, section, "DataOffset", "its bytes 0x%" PRIx32 " to 0x%" PRIx64 " lie in no BFV",
                 section->data_offset, data_end(section) - 1);
    suggest(run, "a DataOffset inside of the bytes of a BFV");
}

static const struct tdxp_section *last_bfv(const struct tdxp_check_run *run)
{
    for (uint32_t i = run->sections; i > 0; i--) {
        if (is_type(&run->tdvf->sections[i - 1], TDXP_SECTION_BFV)) {
            return &run->tdvf->sections[i - 1];
        }
    }
    return NULL;
}

/* td-shim's loader compares with the last BFV alone, in 32 bits. */
RULE_CHECK(check_info_in_last_bfv)
{
    const struct tdxp_section *bfv = is_info(section) ? last_bfv(run) : NULL;

    if (!bfv || (section->data_offset >= bfv->data_offset && section->data_offset < (uint32_t)data_end(bfv) &&
                 (uint32_t)data_end(section) <= (uint32_t)data_end(bfv))) {
        return;
    }
    report_field(run, section, "DataOffset",
                 "its bytes lie in a BFV, but not in the last one, section %" PRIu32
                 ", which is the only one that td-shim's loader looks at",
                 bfv->index);
    suggest(run, "the BFV that holds it as the last BFV of the table");
}
