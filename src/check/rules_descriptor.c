/* Rules of the descriptor's header. */
#include <inttypes.h>

#include "check/rules.h"
#include "check/run.h"
#include "check/section.h"

/* td-shim's loader wants this much behind the entries (32n + 64 from the signature, 16 + 32n of which are there). */
#define TD_SHIM_ROOM 48u

RULE_CHECK(check_signature)
{
    const struct tdxp_tdvf *tdvf = run->tdvf;

    if (!tdvf || tdvf->signature == TDXP_TDVF_SIGNATURE) {
        return;
    }
    report(run, field_of(tdvf->node, "Signature"), "Signature is 0x%08" PRIx32 " and not \"TDVF\" (0x%08" PRIx32 ")%s",
           tdvf->signature, TDXP_TDVF_SIGNATURE,
           tdvf->signature == UINT32_C(0x58524e5f) ? ": it is \"_NRX\", of td-shim's NRX variant" : "");
    suggest(run, "54 44 56 46");
    correct_it(run, TDXP_TDVF_SIGNATURE);
}

RULE_CHECK(check_header_cut)
{
    const struct tdxp_tdvf *tdvf = run->tdvf;

    if (!tdvf || tdvf->present == TDXP_TDVF_HEADER_SIZE) {
        return;
    }
    report(run, tdvf->node,
           "the file ends %" PRIu32 " bytes into the descriptor at 0x%" PRIx64 ", whose fixed fields take 16",
           tdvf->present, tdvf->offset);
}

RULE_CHECK(check_version)
{
    if (run->tdvf && run->tdvf->version != 1) {
        report(run, field_of(run->tdvf->node, "Version"), "Version is 0x%" PRIx32 " and not 1", run->tdvf->version);
        suggest(run, "1");
        correct_it(run, 1);
    }
}

/* How many entries make that Length; 0 where no number does. */
static uint32_t entries_for(uint32_t length)
{
    return length > TDXP_TDVF_HEADER_SIZE && (length - TDXP_TDVF_HEADER_SIZE) % TDXP_TDVF_ENTRY_SIZE == 0
               ? (length - TDXP_TDVF_HEADER_SIZE) / TDXP_TDVF_ENTRY_SIZE
               : 0;
}

RULE_CHECK(check_no_sections)
{
    const struct tdxp_tdvf *tdvf = run->tdvf;

    if (!tdvf || tdvf->count != 0) {
        return;
    }
    report(run, field_of(tdvf->node, "NumberOfSectionEntry"), "NumberOfSectionEntry is 0");
    if (entries_for(tdvf->length) > 0) {
        suggest(run, "%" PRIu32 ", which goes with Length 0x%" PRIx32, entries_for(tdvf->length), tdvf->length);
        correct_it(run, entries_for(tdvf->length));
    }
}

RULE_CHECK(check_length)
{
    const struct tdxp_tdvf *tdvf = run->tdvf;
    uint64_t right;
    uint32_t entries;

    if (!tdvf || tdvf->length == length_with(tdvf->count)) {
        return;
    }
    right = length_with(tdvf->count);
    entries = entries_for(tdvf->length);
    report(run, field_of(tdvf->node, "Length"),
           "Length is 0x%" PRIx32 ", but NumberOfSectionEntry %" PRIu32 " makes 16 + 32 * %" PRIu32 " = 0x%" PRIx64,
           tdvf->length, tdvf->count, tdvf->count, right);
    if (right <= UINT32_MAX && entries > 0) {
        suggest(run, "Length 0x%" PRIx64 ", or NumberOfSectionEntry %" PRIu32, right, entries);
        correct_it(run, right);
    } else if (right <= UINT32_MAX) {
        suggest(run, "Length 0x%" PRIx64, right);
        correct_it(run, right);
    } else if (entries > 0) {
        suggest(run, "NumberOfSectionEntry %" PRIu32, entries);
        correct(run, field_of(tdvf->node, "NumberOfSectionEntry"), entries);
    }
}

RULE_CHECK(check_entries_past_end)
{
    const struct tdxp_tdvf *tdvf = run->tdvf;
    uint64_t end;
    uint64_t room;

    if (!tdvf) {
        return;
    }
    end = tdvf->offset + length_with(tdvf->count);
    if (end <= image_end(run)) {
        return;
    }
    room = tdxp_clip(tdvf->offset, length_with(tdvf->count), image_end(run));
    report(run, tdvf->node,
           "the descriptor's %" PRIu32 " section entries end at 0x%" PRIx64 ", past the end of the file at 0x%" PRIx64,
           tdvf->count, end, image_end(run));
    suggest(run, "from 0x%" PRIx64 " the file has room for %" PRIu64 " entries", tdvf->offset,
            room < TDXP_TDVF_HEADER_SIZE ? 0 : (room - TDXP_TDVF_HEADER_SIZE) / TDXP_TDVF_ENTRY_SIZE);
}

RULE_CHECK(check_one_section)
{
    if (run->tdvf && run->tdvf->count == 1) {
        report(run, field_of(run->tdvf->node, "NumberOfSectionEntry"),
               "NumberOfSectionEntry is 1: QEMU wants at least 2");
    }
}

RULE_CHECK(check_room_behind)
{
    const struct tdxp_tdvf *tdvf = run->tdvf;
    uint64_t end;

    if (!tdvf) {
        return;
    }
    end = tdvf->offset + length_with(tdvf->count);
    if (end + TD_SHIM_ROOM > image_end(run)) {
        report(run, tdvf->node,
               "the descriptor ends at 0x%" PRIx64 ", 0x%" PRIx64
               " bytes before the end of the file: td-shim's loader wants 0x30",
               end, image_end(run) - end);
    }
}

RULE_CHECK(check_limit)
{
    const struct tdxp_tdvf *tdvf = run->tdvf;

    if (tdvf && tdvf->limited) {
        report(run, field_of(tdvf->node, "NumberOfSectionEntry"),
               "of %" PRIu32 " section entries the first %" PRIu32 " were checked", tdvf->count, tdvf->section_count);
    }
}
