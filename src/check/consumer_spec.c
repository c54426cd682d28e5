/* The specification as a consumer: it refuses what breaks one of its rules. */
#include "check/conditions.h"
#include "check/consumer.h"

static void locate(struct tdxp_view *view)
{
    const struct tdxp_firmware *fw = view->run->fw;

    if (fw->tdvf && fw->located_by >= 0 && fw->located_by != TDXP_METHOD_SIGNATURE_SCAN) {
        view_take(view, fw->lookups[fw->located_by].pointer, fw->tdvf->offset);
    }
}

static CONDITION(not_located)
{
    return view->end == VIEW_NO_TABLE;
}

/* The specification has no words of its own for a fault: those of the finding serve. */
#define BROKEN(what, rule) IMAGE(what, NULL, NULL, RULE(rule))

static const struct tdxp_condition conditions[] = {
    HEADER("Metadata Location: something leads to the metadata", not_located, NULL, RULE(L001), RULE(L015), RULE(L007),
           RULE(L008), RULE(L002), RULE(L003), RULE(L005), RULE(F001)),
    BROKEN("Metadata Location: the offset at size - 0x20 leads to the metadata", L009),
    BROKEN("Metadata Location: there is one place for it", L010),
    BROKEN("table 1.1-1: Signature is \"TDVF\"", D001),
    BROKEN("table 1.1-1: the descriptor has all its fields", D002),
    BROKEN("table 1.1-1: Version is 1", D003),
    BROKEN("table 1.1-1: there are sections", D004),
    BROKEN("table 1.1-1: Length goes with NumberOfSectionEntry", D005),
    BROKEN("table 1.1-1: the section entries exist", D006),
    BROKEN("table 1.1-2: the bytes of a section exist", S012),
    BROKEN("table 1.1-2: the end of a section's bytes can be told", S013),
    BROKEN("table 1.1-2: DataOffset is 0 where RawDataSize is", S007),
    BROKEN("table 1.1-2: MemoryAddress is a multiple of 4 KiB", S009),
    BROKEN("table 1.1-2: the end of a section's memory can be told", M007),
    BROKEN("table 1.1-2: MemoryDataSize is a multiple of 4 KiB", S010),
    BROKEN("table 1.1-2: MemoryDataSize is not below RawDataSize", S008),
    BROKEN("table 1.1-3: MR.EXTEND goes with the type", S003),
    BROKEN("table 1.1-3: PAGE.AUG goes with the type", S004),
    BROKEN("table 1.1-3: bits 31:2 are 0", S002),
    BROKEN("table 1.1-4: Type is not reserved", S001),
    BROKEN("rules of TDVF_SECTION: at least one BFV", M001),
    BROKEN("rules of TDVF_SECTION: the reset vector lies in a BFV", M002),
    BROKEN("rules of TDVF_SECTION: BFV, CFV, TD_INFO and TD_PARAMS have bytes", S005),
    BROKEN("rules of TDVF_SECTION: TD_HOB, TempMem and PermMem have none", S006),
    BROKEN("rules of TDVF_SECTION: what may come once does not come twice", M003),
    BROKEN("rules of TDVF_SECTION: without TD_HOB there is PermMem", M004),
    BROKEN("rules of TDVF_SECTION: PayloadParam only with Payload", M006),
    BROKEN("rules of TDVF_SECTION: TD_INFO and TD_PARAMS lie in a BFV", S017),
    BROKEN("rules of TDVF_SECTION: TD_INFO and TD_PARAMS have no memory", S011),
};

const struct tdxp_consumer consumer_spec = {
    .key = "spec",
    .name = "the specification",
    .version = "TD-SHIM specification 0.7",
    .source = "confidential-containers/td-shim:doc/tdshim_spec.md",
    .description =
        "The metadata part of the TD-SHIM specification, in its own order: location, descriptor, section entries, "
        "attributes, types, and the rules for sections of each type. It refuses an image that breaks one of them; the "
        "reason is the message of the finding.",
    .locate = locate,
    .conditions = conditions,
    .count = sizeof conditions / sizeof conditions[0],
};
