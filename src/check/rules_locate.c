/* Rules of the ways to the descriptor. */
#include <inttypes.h>

#include "check/rules.h"
#include "check/run.h"

enum { LEGACY_FROM_END = 0x20 }; /* where the legacy offset stands */

static const struct tdxp_lookup *lookup(const struct tdxp_check_run *run, enum tdxp_method method)
{
    return &run->fw->lookups[method];
}

static bool found(const struct tdxp_check_run *run, enum tdxp_method method)
{
    return lookup(run, method)->outcome == TDXP_OUTCOME_FOUND;
}

/* How many bytes the end of the image lies behind a place: what the entry of the GUIDed table holds. */
static uint64_t from_end(const struct tdxp_check_run *run, uint64_t offset)
{
    return image_end(run) - offset;
}

/* And how many the start lies before it: what the legacy offset holds. */
static uint64_t from_start(const struct tdxp_check_run *run, uint64_t offset)
{
    return offset - run->image.start;
}

/* What the pointers would have to hold to lead to a descriptor that something else found. */
static void suggest_pointer(struct tdxp_check_run *run, uint64_t descriptor)
{
    suggest(run, "the descriptor stands at 0x%" PRIx64 ": the entry should hold 0x%" PRIx64, descriptor,
            from_end(run, descriptor));
    correct(run, field_at(run, lookup(run, TDXP_METHOD_GUID_TABLE)->pointer_offset, 4), from_end(run, descriptor));
}

/* ---- L-001, L-015: nothing found, nothing that leads there ---- */

static const char *table_words(struct tdxp_check_run *run)
{
    if (run->fw->table.end == TDXP_TABLE_ABSENT) {
        return "there is no GUIDed table";
    }
    return run_text(run, "the GUIDed table at 0x%" PRIx64 " has no entry for TDX metadata", run->fw->table.start);
}

static const char *legacy_words(struct tdxp_check_run *run)
{
    const struct tdxp_lookup *legacy = lookup(run, TDXP_METHOD_LEGACY_OFFSET);

    switch (legacy->outcome) {
    case TDXP_OUTCOME_ABSENT:
        return "the file is too short for a legacy offset";
    case TDXP_OUTCOME_OUT_OF_RANGE:
        return run_text(run, "the legacy offset 0x%" PRIx32 " leads outside of the file", legacy->pointer);
    default:
        return run_text(run, "the legacy offset 0x%" PRIx32 " leads to no \"TDVF\"", legacy->pointer);
    }
}

RULE_CHECK(check_no_descriptor)
{
    const struct tdxp_node *node = run->fw->table.node;
    bool igvm = tdxp_read_equals(run->bytes, 0, "IGVM", 4);

    if (run->tdvf) {
        return;
    }
    report(run, node ? node : root_of(run), "no TDVF descriptor: %s, %s, and the TDX metadata GUID %s%s",
           table_words(run), legacy_words(run),
           lookup(run, TDXP_METHOD_SIGNATURE_SCAN)->partial ? "is not in the part of the file that was searched"
                                                            : "is nowhere in the file",
           igvm ? "; the file begins as an IGVM file does" : "");
    if (!node && run->image.length >= LEGACY_FROM_END) {
        point_at(run, image_end(run) - LEGACY_FROM_END, 4);
    }
    suggest(run, igvm ? "give the VMM an IGVM file as such"
                      : "use firmware that was built for TDX (OVMF with TDX support, or td-shim)");
}

RULE_CHECK(check_unreachable)
{
    uint64_t at;

    if (!run->tdvf || run->fw->located_by != TDXP_METHOD_SIGNATURE_SCAN) {
        return;
    }
    at = run->tdvf->offset;
    report(run, run->tdvf->node, "nothing leads to the descriptor at 0x%" PRIx64 ": %s, and %s", at, table_words(run),
           legacy_words(run));
    suggest(run,
            "the legacy offset at 0x%" PRIx64 " should be 0x%" PRIx64
            ", or the GUIDed table have an entry for TDX metadata that holds 0x%" PRIx64,
            run->image.length < LEGACY_FROM_END ? 0 : image_end(run) - LEGACY_FROM_END, from_start(run, at),
            from_end(run, at));
    correct(run, field_at(run, lookup(run, TDXP_METHOD_LEGACY_OFFSET)->pointer_offset, 4), from_start(run, at));
}

/* ---- L-007, L-008: where its entry leads ---- */

/* Say where the descriptor is, if another way knows. */
static void suggest_found(struct tdxp_check_run *run)
{
    if (run->tdvf && run->tdvf->signature == TDXP_TDVF_SIGNATURE) {
        suggest_pointer(run, run->tdvf->offset);
    }
}

RULE_CHECK(check_table_offset_outside)
{
    const struct tdxp_lookup *table = lookup(run, TDXP_METHOD_GUID_TABLE);

    if (table->outcome != TDXP_OUTCOME_OUT_OF_RANGE) {
        return;
    }
    report(run, table->node,
           "the GUIDed table's offset 0x%" PRIx32 " from the end leads outside of the file of 0x%" PRIx64 " bytes",
           table->pointer, run->image.length);
    point_at(run, table->pointer_offset, 4);
    suggest_found(run);
}

RULE_CHECK(check_table_offset_signature)
{
    const struct tdxp_lookup *table = lookup(run, TDXP_METHOD_GUID_TABLE);
    uint32_t there = 0;

    if (table->outcome != TDXP_OUTCOME_NO_SIGNATURE || run->fw->located_by == TDXP_METHOD_GUID_TABLE) {
        return;
    }
    tdxp_read_u32(run->bytes, table->offset, &there);
    report(run, table->node,
           "the GUIDed table's offset 0x%" PRIx32 " from the end leads to 0x%" PRIx64 ", where 0x%08" PRIx32
           " stands and not \"TDVF\"",
           table->pointer, table->offset, there);
    point_at(run, table->pointer_offset, 4);
    suggest_found(run);
}

/* ---- L-009, L-012: the legacy offset where the table leads to the descriptor ---- */

/*
 * Images with 16-bit reset code have an instruction there: a near or short jump (e9, eb). None at all may be written
 * as zeros or as erased flash.
 */
static bool is_offset(uint32_t value)
{
    uint8_t opcode = value & 0xff;

    return value != 0 && value != UINT32_MAX && opcode != 0xe9 && opcode != 0xeb;
}

static bool legacy_leads_nowhere(const struct tdxp_check_run *run)
{
    return run->fw->located_by == TDXP_METHOD_GUID_TABLE && found(run, TDXP_METHOD_GUID_TABLE) &&
           !found(run, TDXP_METHOD_LEGACY_OFFSET);
}

RULE_CHECK(check_legacy_offset)
{
    const struct tdxp_lookup *legacy = lookup(run, TDXP_METHOD_LEGACY_OFFSET);

    if (!legacy_leads_nowhere(run) || !is_offset(legacy->pointer)) {
        return;
    }
    if (legacy->outcome == TDXP_OUTCOME_OUT_OF_RANGE) {
        report(run, lookup(run, TDXP_METHOD_LEGACY_OFFSET)->node,
               "the legacy offset 0x%" PRIx32 " leads outside of the file of 0x%" PRIx64 " bytes", legacy->pointer,
               run->image.length);
    } else {
        report(run, lookup(run, TDXP_METHOD_LEGACY_OFFSET)->node,
               "the legacy offset 0x%" PRIx32 " does not lead to \"TDVF\"", legacy->pointer);
    }
    point_at(run, legacy->pointer_offset, 4);
    suggest(run, "0x%" PRIx64 ", where the descriptor stands", from_start(run, run->tdvf->offset));
    correct(run, field_at(run, legacy->pointer_offset, 4), from_start(run, run->tdvf->offset));
}

RULE_CHECK(check_no_legacy_offset)
{
    const struct tdxp_lookup *legacy = lookup(run, TDXP_METHOD_LEGACY_OFFSET);

    if (!legacy_leads_nowhere(run) || is_offset(legacy->pointer)) {
        return;
    }
    report(run, lookup(run, TDXP_METHOD_LEGACY_OFFSET)->node,
           "no legacy offset at 0x%" PRIx64 " (0x%08" PRIx32
           " stands there): only the GUIDed table leads to the descriptor",
           legacy->pointer_offset, legacy->pointer);
    point_at(run, legacy->pointer_offset, 4);
}

/* ---- L-010, L-011, L-013, L-014 ---- */

RULE_CHECK(check_ways_disagree)
{
    const struct tdxp_lookup *table = lookup(run, TDXP_METHOD_GUID_TABLE);
    const struct tdxp_lookup *legacy = lookup(run, TDXP_METHOD_LEGACY_OFFSET);

    if (!found(run, TDXP_METHOD_GUID_TABLE) || !found(run, TDXP_METHOD_LEGACY_OFFSET) ||
        table->offset == legacy->offset) {
        return;
    }
    report(run, lookup(run, TDXP_METHOD_LEGACY_OFFSET)->node,
           "the GUIDed table leads to a descriptor at 0x%" PRIx64 ", the legacy offset to another at 0x%" PRIx64,
           table->offset, legacy->offset);
    point_at(run, legacy->pointer_offset, 4);
    suggest(run, "the legacy offset 0x%" PRIx64 ", or the GUIDed entry 0x%" PRIx64, from_start(run, table->offset),
            from_end(run, legacy->offset));
    correct(run, field_at(run, legacy->pointer_offset, 4), from_start(run, table->offset));
}

RULE_CHECK(check_several_descriptors)
{
    const struct tdxp_lookup *scan = lookup(run, TDXP_METHOD_SIGNATURE_SCAN);

    if (!run->tdvf || scan->matches < 2) {
        return;
    }
    report(run, scan->node,
           "\"TDVF\" behind the TDX metadata GUID stands at %" PRIu32 " places, the first at 0x%" PRIx64
           "; the descriptor that is read is at 0x%" PRIx64,
           scan->matches, scan->offset, run->tdvf->offset);
    point_at(run, scan->offset, 4);
}

RULE_CHECK(check_no_table_entry)
{
    if (!found(run, TDXP_METHOD_LEGACY_OFFSET) || lookup(run, TDXP_METHOD_GUID_TABLE)->outcome != TDXP_OUTCOME_ABSENT) {
        return;
    }
    report(run, run->fw->table.node ? run->fw->table.node : lookup(run, TDXP_METHOD_LEGACY_OFFSET)->node,
           "%s: only the legacy offset leads to the descriptor", table_words(run));
    if (!run->fw->table.node) {
        point_at(run, image_end(run) - LEGACY_FROM_END, 4);
    }
    suggest(run, "an entry e47a6535-984a-4798-865e-4685a7bf8ec2 that holds 0x%" PRIx64,
            from_end(run, lookup(run, TDXP_METHOD_LEGACY_OFFSET)->offset));
}

RULE_CHECK(check_metadata_guid)
{
    if (!run->tdvf || run->tdvf->has_guid) {
        return;
    }
    report(run, run->tdvf->node, "the TDX metadata GUID does not stand before the descriptor at 0x%" PRIx64,
           run->tdvf->offset);
    if (run->tdvf->offset >= 16) {
        point_at(run, run->tdvf->offset - 16, 16);
        suggest(run, "the 16 bytes at 0x%" PRIx64 " should be f3 f9 ea e9 8e 16 d5 44 a8 eb 7f 4d 87 38 f6 ae",
                run->tdvf->offset - 16);
    }
}
