/* Verdicts: each condition of each consumer stops it, in its own words and in its own order. */
#include <string.h>

#include "check/conditions.h"
#include "check/consumer.h"
#include "check_image.h"
#include "tdxplore/sample.h"

#define IOCTL "TDX ioctl KVM_TDX_INIT_MEM_REGION failed, hw_errors: 0x0: "
#define SHIM "Invalid metadata sections."
#define UNREACHED "no region reaches KVM, because QEMU stops: "

/* A change that makes a consumer stop: at which condition, with which words, for which rule. */
struct stop {
    const char *consumer;
    const char *condition; /* in words, as its table has them */
    const char *change;    /* its name in check_changes.c */
    const char *reason;
    const char *rule;
};

static const struct stop stops[] = {
    /* ---- the specification: the reason is the message of the finding ---- */
    {"spec", "Metadata Location: something leads to the metadata", "no-pointers",
     "nothing leads to the descriptor at 0xf000: there is no GUIDed table, and the legacy offset 0x0 leads to no "
     "\"TDVF\"",
     "TDVF-L-015"},
    {"spec", "Metadata Location: the offset at size - 0x20 leads to the metadata", "legacy-offset-8",
     "the legacy offset 0x8 does not lead to \"TDVF\"", "TDVF-L-009"},
    {"spec", "Metadata Location: there is one place for it", "two-descriptors",
     "the GUIDed table leads to a descriptor at 0xf000, the legacy offset to another at 0x8010", "TDVF-L-010"},
    {"spec", "table 1.1-1: Signature is \"TDVF\"", "signature", "Signature is 0x46564455 and not \"TDVF\" (0x46564454)",
     "TDVF-D-001"},
    {"spec", "table 1.1-1: the descriptor has all its fields", "header-cut",
     "the file ends 8 bytes into the descriptor at 0xfff8, whose fixed fields take 16", "TDVF-D-002"},
    {"spec", "table 1.1-1: Version is 1", "version-2", "Version is 0x2 and not 1", "TDVF-D-003"},
    {"spec", "table 1.1-1: there are sections", "number-0", "NumberOfSectionEntry is 0", "TDVF-D-004"},
    {"spec", "table 1.1-1: Length goes with NumberOfSectionEntry", "length-odd",
     "Length is 0x91, but NumberOfSectionEntry 4 makes 16 + 32 * 4 = 0x90", "TDVF-D-005"},
    {"spec", "table 1.1-1: the section entries exist", "entries-past-end",
     "the descriptor's 4096 section entries end at 0x2f010, past the end of the file at 0x10000", "TDVF-D-006"},
    {"spec", "table 1.1-2: the bytes of a section exist", "bfv-bytes-past-end",
     "section 0 (BFV): DataOffset 0x4000 plus RawDataSize 0xd000 ends at 0x11000, past the end of "
     "the file at 0x10000",
     "TDVF-S-012"},
    {"spec", "table 1.1-2: the end of a section's bytes can be told", "cfv-bytes-wrap",
     "section 1 (CFV): DataOffset 0xfffff000 plus RawDataSize 0x2000 is 0x100001000, which 32 bits "
     "cannot hold",
     "TDVF-S-013"},
    {"spec", "table 1.1-2: DataOffset is 0 where RawDataSize is", "temp-with-offset",
     "section 2 (TempMem): DataOffset is 0x1000 though RawDataSize is 0", "TDVF-S-007"},
    {"spec", "table 1.1-2: MemoryAddress is a multiple of 4 KiB", "temp-unaligned",
     "section 2 (TempMem): MemoryAddress 0x810010 is not a multiple of 0x1000", "TDVF-S-009"},
    {"spec", "table 1.1-2: the end of a section's memory can be told", "temp-wraps",
     "section 2 (TempMem): MemoryAddress 0xfffffffffffff000 plus MemoryDataSize 0x1000 exceeds 64 "
     "bits",
     "TDVF-M-007"},
    {"spec", "table 1.1-2: MemoryDataSize is a multiple of 4 KiB", "cfv-memory-odd",
     "section 1 (CFV): MemoryDataSize 0x31f0 is not a multiple of 0x1000", "TDVF-S-010"},
    {"spec", "table 1.1-2: MemoryDataSize is not below RawDataSize", "cfv-memory-small",
     "section 1 (CFV): MemoryDataSize 0x2000 is below RawDataSize 0x3000", "TDVF-S-008"},
    {"spec", "table 1.1-3: MR.EXTEND goes with the type", "cfv-measured",
     "section 1 (CFV): Attributes 0x1 has MR.EXTEND (bit 0) set, which CFV must not have", "TDVF-S-003"},
    {"spec", "table 1.1-3: PAGE.AUG goes with the type", "temp-augmented",
     "section 2 (TempMem): Attributes 0x2 has PAGE.AUG (bit 1) set, which TempMem must not have", "TDVF-S-004"},
    {"spec", "table 1.1-3: bits 31:2 are 0", "attributes-reserved",
     "section 2 (TempMem): Attributes 0x4 has reserved bits set: 0x4", "TDVF-S-002"},
    {"spec", "table 1.1-4: Type is not reserved", "type-9", "section 2: Type 0x9 is reserved", "TDVF-S-001"},
    {"spec", "rules of TDVF_SECTION: at least one BFV", "no-bfv", "none of the 4 sections is a BFV", "TDVF-M-001"},
    {"spec", "rules of TDVF_SECTION: the reset vector lies in a BFV", "bfv-ends-before-4g",
     "section 0 (BFV): the reset vector at GPA 0xfffffff0 lies in no BFV: this one puts 0xb000 "
     "bytes at 0xffff4000 to 0xffffefff",
     "TDVF-M-002"},
    {"spec", "rules of TDVF_SECTION: BFV, CFV, TD_INFO and TD_PARAMS have bytes", "cfv-without-bytes",
     "section 1 (CFV): RawDataSize is 0, but CFV has bytes in the file", "TDVF-S-005"},
    {"spec", "rules of TDVF_SECTION: TD_HOB, TempMem and PermMem have none", "hob-with-bytes",
     "section 3 (TD_HOB): RawDataSize is 0x10, but TD_HOB has no bytes in the file", "TDVF-S-006"},
    {"spec", "rules of TDVF_SECTION: what may come once does not come twice", "two-hobs",
     "section 4 (TD_HOB): section 3 is a TD_HOB already, and there may be only one", "TDVF-M-003"},
    {"spec", "rules of TDVF_SECTION: without TD_HOB there is PermMem", "no-hob",
     "none of the 4 sections is a TD_HOB or a PermMem", "TDVF-M-004"},
    {"spec", "rules of TDVF_SECTION: PayloadParam only with Payload", "payload-param-alone",
     "section 4 (PayloadParam): there is no Payload that the parameters are for", "TDVF-M-006"},
    {"spec", "rules of TDVF_SECTION: TD_INFO and TD_PARAMS lie in a BFV", "info-outside-bfv",
     "section 4 (TD_INFO): its bytes 0x3000 to 0x30ff lie in no BFV", "TDVF-S-017"},
    {"spec", "rules of TDVF_SECTION: TD_INFO and TD_PARAMS have no memory", "info-in-memory",
     "section 4 (TD_INFO): MemoryAddress 0x0 and MemoryDataSize 0x1000 must be 0: its bytes lie in "
     "a BFV",
     "TDVF-S-011"},

    /* ---- td-shim: loader.rs, then validate_sections of metadata.rs ---- */
    {"td-shim", "the file has at least 0x30 bytes", "only-0x2f-bytes",
     "panic: attempt to subtract with overflow (a file of 0x2f bytes)", "TDVF-L-001"},
    {"td-shim", "the offset at size - 0x20 leaves room for a header before it", "legacy-offset-outside",
     "The metadata offset is invalid. 70196", "TDVF-L-009"},
    {"td-shim", "the offset at size - 0x20 leaves room for a header before it", "jump-at-legacy-offset",
     "The metadata offset is invalid. 2432641769", "TDVF-L-012"},
    {"td-shim", "the GUID before the descriptor lies in the file", "legacy-offset-8",
     "panic: attempt to subtract with overflow (metadata offset 0x8)", "TDVF-L-009"},
    {"td-shim", "the TDX metadata GUID stands before the descriptor", "no-guid", "Invalid TdxMetadataGuid",
     "TDVF-L-014"},
    {"td-shim", "Signature, Version, Length and NumberOfSectionEntry are right", "signature",
     "Invalid TdxMetadata Descriptor: TdxMetadataDescriptor { signature: 1180058709, length: 144, "
     "version: 1, number_of_section_entry: 4 }",
     "TDVF-D-001"},
    {"td-shim", "Signature, Version, Length and NumberOfSectionEntry are right", "version-2",
     "Invalid TdxMetadata Descriptor: TdxMetadataDescriptor { signature: 1180058708, length: 144, "
     "version: 2, number_of_section_entry: 4 }",
     "TDVF-D-003"},
    {"td-shim", "Signature, Version, Length and NumberOfSectionEntry are right", "number-0",
     "Invalid TdxMetadata Descriptor: TdxMetadataDescriptor { signature: 1180058708, length: 144, "
     "version: 1, number_of_section_entry: 0 }",
     "TDVF-D-004"},
    {"td-shim", "Signature, Version, Length and NumberOfSectionEntry are right", "length-odd",
     "Invalid TdxMetadata Descriptor: TdxMetadataDescriptor { signature: 1180058708, length: 145, "
     "version: 1, number_of_section_entry: 4 }",
     "TDVF-D-005"},
    {"td-shim", "32 bytes remain behind the section entries", "descriptor-at-end", "Invalid TdxMetadata length 160",
     "TDVF-D-008"},
    {"td-shim", "32 bytes remain behind the section entries", "entries-past-end", "Invalid TdxMetadata length 131104",
     "TDVF-D-006"},
    {"td-shim", "the section entries lie in the file", "entries-wrap",
     "panic: a section entry is out of range for slice of length 65536", "TDVF-D-006"},
    {"td-shim", "Type is one of 0 to 8", "type-9", SHIM, "TDVF-S-001"},
    {"td-shim", "TD_HOB, Payload, PayloadParam, TD_INFO and TD_PARAMS come once", "two-hobs", SHIM, "TDVF-M-003"},
    {"td-shim", "BFV and CFV have bytes in the file", "cfv-without-bytes", SHIM, "TDVF-S-005"},
    {"td-shim", "TD_HOB, TempMem and PermMem have neither bytes nor DataOffset", "hob-with-bytes", SHIM, "TDVF-S-006"},
    {"td-shim", "TD_HOB, TempMem and PermMem have neither bytes nor DataOffset", "temp-with-offset", SHIM,
     "TDVF-S-007"},
    {"td-shim", "Attributes are those of the type", "attributes-reserved", SHIM, "TDVF-S-002"},
    {"td-shim", "Attributes are those of the type", "bfv-not-measured", SHIM, "TDVF-S-003"},
    {"td-shim", "Attributes are those of the type", "temp-augmented", SHIM, "TDVF-S-004"},
    {"td-shim", "TD_INFO and TD_PARAMS have bytes in the file", "info-without-bytes", SHIM, "TDVF-S-005"},
    {"td-shim", "TD_INFO and TD_PARAMS have no memory", "info-in-memory", SHIM, "TDVF-S-011"},
    {"td-shim", "DataOffset is 0 where RawDataSize is", "payload-with-offset", SHIM, "TDVF-S-007"},
    {"td-shim", "MemoryDataSize is not below RawDataSize", "cfv-memory-small", SHIM, "TDVF-S-008"},
    {"td-shim", "MemoryAddress is a multiple of 4096", "temp-unaligned", SHIM, "TDVF-S-009"},
    {"td-shim", "there is a BFV", "no-bfv", SHIM, "TDVF-M-001"},
    {"td-shim", "there is a TD_HOB or a PermMem", "no-hob", SHIM, "TDVF-M-004"},
    {"td-shim", "a PayloadParam comes with a Payload", "payload-param-alone", SHIM, "TDVF-M-006"},
    {"td-shim", "TD_INFO and TD_PARAMS lie in the last BFV", "info-outside-bfv", SHIM, "TDVF-S-017"},
    {"td-shim", "TD_INFO and TD_PARAMS lie in the last BFV", "info-in-first-bfv", SHIM, "TDVF-S-018"},

    /* ---- QEMU: x86-common.c, pc_sysfw_ovmf.c, tdvf.c; kvm/tdx.c ---- */
    {"qemu", "the size of the file is a multiple of 64 KiB below 2 GiB", "size-not-64k", "could not load PC BIOS",
     "TDVF-F-003"},
    {"qemu", "the GUIDed table's length is at least its footer's and fits into the file", "table-length-17",
     "OVMF table has invalid size -1", "TDVF-L-002"},
    {"qemu", "the GUIDed table's length is at least its footer's and fits into the file", "table-length-ffff",
     "OVMF table has invalid size 65517", "TDVF-L-002"},
    {"qemu", "the GUIDed table has an entry for the TDX metadata offset", "no-table",
     "Cannot find TDX_METADATA_OFFSET_GUID", "TDVF-L-013"},
    {"qemu", "the GUIDed table has an entry for the TDX metadata offset", "entry-length-0",
     "Cannot find TDX_METADATA_OFFSET_GUID", "TDVF-L-003"},
    {"qemu", "the descriptor's header lies in the file", "table-offset-outside", "failed to parse TDVF for TDX VM",
     "TDVF-L-007"},
    {"qemu", "Signature is \"TDVF\"", "table-offset-wrong", "Invalid TDVF signature in metadata!", "TDVF-L-008"},
    {"qemu", "Signature is \"TDVF\"", "nrx", "Invalid TDVF signature in metadata!", "TDVF-D-001"},
    {"qemu", "Length does not reach past the end of the file", "length-past-end", "failed to parse TDVF for TDX VM",
     "TDVF-D-005"},
    {"qemu", "Version is 1", "version-2", "failed to parse TDVF for TDX VM", "TDVF-D-003"},
    {"qemu", "NumberOfSectionEntry is at least 2", "one-section", "Invalid number of fw entries (1) in TDVF Metadata",
     "TDVF-D-007"},
    {"qemu", "NumberOfSectionEntry is at least 2", "number-0", "Invalid number of fw entries (0) in TDVF Metadata",
     "TDVF-D-004"},
    {"qemu", "Length is 16 + 32 * NumberOfSectionEntry", "length-odd",
     "TDVF metadata len (0x91) mismatch, expected (0x90)", "TDVF-D-005"},
    /* What it prints of 16 + 32 * 0x40000004 are the lower 32 bits. */
    {"qemu", "Length is 16 + 32 * NumberOfSectionEntry", "number-huge",
     "TDVF metadata len (0x90) mismatch, expected (0x90)", "TDVF-D-005"},
    {"qemu", "the section entries lie in the file (not asked: they are copied all the same)", "entries-wrap",
     "no message: the copy of 0xfffffff0 bytes from 0xf000 runs past the image", "TDVF-D-006"},
    {"qemu", "MemoryDataSize is not below RawDataSize", "cfv-memory-small",
     "Broken metadata RawDataSize 0x3000 MemoryDataSize 0x2000", "TDVF-S-008"},
    {"qemu", "MemoryDataSize is not below RawDataSize", "info", "Broken metadata RawDataSize 0x100 MemoryDataSize 0x0",
     "TDVF-S-020"},
    {"qemu", "MemoryAddress is a multiple of 4096", "temp-unaligned", "MemoryAddress 0x810010 not page aligned",
     "TDVF-S-009"},
    {"qemu", "MemoryDataSize is a multiple of 4096", "cfv-memory-odd", "MemoryDataSize 0x31f0 not page aligned",
     "TDVF-S-010"},
    {"qemu", "BFV and CFV have bytes in the file", "cfv-without-bytes", "1 section with RawDataSize == 0",
     "TDVF-S-005"},
    {"qemu", "TD_HOB and TempMem have none", "hob-with-bytes", "2 section with RawDataSize 0x10 != 0", "TDVF-S-006"},
    {"qemu", "Type is BFV, CFV, TD_HOB or TempMem", "payload", "TDVF contains unsupported section type 5",
     "TDVF-S-020"},
    {"qemu", "Type is BFV, CFV, TD_HOB or TempMem", "type-80000000",
     "TDVF contains unsupported section type -2147483648", "TDVF-S-001"},
    {"qemu", "memory for TD_HOB and TempMem can be mapped", "temp-without-memory",
     "Failed to mmap memory for TDVF section 3", "TDVF-S-015"},
    {"qemu", "memory for TD_HOB and TempMem can be mapped", "temp-memory-huge",
     "Failed to mmap memory for TDVF section 3", "TDVF-M-010"},
    {"qemu", "TD_HOB and TempMem can lie in guest RAM", "hob-over-image", "Failed to accept memory for TDVF section 2",
     "TDVF-M-014"},
    {"qemu", "TD_HOB and TempMem can lie in guest RAM", "hob-into-temp", "Failed to accept memory for TDVF section 2",
     "TDVF-M-011"},
    {"qemu", "TD_HOB and TempMem can lie in guest RAM", "temp-at-bit-60", "Failed to accept memory for TDVF section 3",
     "TDVF-M-008"},
    {"qemu", "there is a TD_HOB", "no-hob", "TDVF metadata doesn't specify TD_HOB location.", "TDVF-M-004"},

    /* ---- KVM behind QEMU: tdx_vcpu_init_mem_region, kvm_gmem_populate ---- */
    {"kvm", "QEMU comes as far as the section entries", "version-2", UNREACHED "failed to parse TDVF for TDX VM",
     "TDVF-D-003"},
    {"kvm", "QEMU comes as far as the section entries", "length-odd",
     UNREACHED "TDVF metadata len (0x91) mismatch, expected (0x90)", "TDVF-D-005"},
    {"kvm", "the source address is page aligned", "cfv-source-unaligned",
     IOCTL "Invalid argument (source_addr: DataOffset 0x10 is not page aligned)", "TDVF-S-014"},
    {"kvm", "the GPA is page aligned", "temp-unaligned", IOCTL "Invalid argument (gpa 0x810010 is not page aligned)",
     "TDVF-S-009"},
    {"kvm", "the region has pages", "temp-without-memory", IOCTL "Invalid argument (nr_pages is 0: MemoryDataSize 0x0)",
     "TDVF-S-015"},
    {"kvm", "GPA plus size does not wrap", "temp-wraps",
     IOCTL "Invalid argument (gpa 0xfffffffffffff000 plus 0x1000 bytes wraps)", "TDVF-M-007"},
    {"kvm", "the GPA is one of private memory", "temp-at-bit-51",
     IOCTL "Invalid argument (gpa 0x8000000000000 plus 0x10000 bytes is not private memory)", "TDVF-M-008"},
    {"kvm", "no page was added before", "hob-inside-temp",
     IOCTL "File exists (gpa 0x811000: pages of section 2 were added there)", "TDVF-M-011"},
    {"kvm", "the source pages exist", "bfv-bytes-past-end",
     IOCTL "Bad address (source: 0xd000 bytes from DataOffset 0x4000 of 0x10000)", "TDVF-S-012"},

    /* ---- Cloud Hypervisor: tdx/mod.rs, vm.rs ---- */
    {"cloud-hypervisor", "the end of the file, and the GUIDed table, can be read", "table-length-ffff",
     "Failed read GUID table", "TDVF-L-002"},
    {"cloud-hypervisor", "the end of the file, and the GUIDed table, can be read", "only-0x2f-bytes",
     "Failed read GUID table", "TDVF-L-001"},
    {"cloud-hypervisor", "the table's length is at least its footer's", "table-length-17",
     "panic: attempt to subtract with overflow (table size 17 less 18)", "TDVF-L-002"},
    {"cloud-hypervisor", "no entry before the one that is looked for is longer than what remains", "entry-length-23",
     "panic: attempt to subtract with overflow (GUIDed table entry size)", "TDVF-L-003"},
    {"cloud-hypervisor", "the descriptor's header lies in the file", "table-offset-outside",
     "Failed read TDVF descriptor", "TDVF-L-007"},
    {"cloud-hypervisor", "Signature is \"TDVF\"", "signature", "Invalid descriptor signature", "TDVF-D-001"},
    {"cloud-hypervisor", "Length is 16 + 32 * NumberOfSectionEntry", "length-odd", "Invalid descriptor size",
     "TDVF-D-005"},
    {"cloud-hypervisor", "Version is 1", "version-2", "Invalid descriptor version", "TDVF-D-003"},
    {"cloud-hypervisor", "the section entries lie in the file", "entries-past-end", "Failed read TDVF descriptor",
     "TDVF-D-006"},
    {"cloud-hypervisor", "there is a TD_HOB", "perm-mem-for-hob",
     "panic: called `Option::unwrap()` on a `None` value (no TD_HOB section)", "TDVF-M-005"},
};

enum { STOPS = sizeof stops / sizeof stops[0] };

/* Prints what is wrong with a verdict; true where nothing is. */
static bool stops_as_said(const struct stop *stop)
{
    struct judged j = judge_changed(stop->change, NULL);
    const struct tdxp_verdict *v = verdict_of(j.result, stop->consumer);
    const char *what = contradiction(&j);
    bool right = !what && !v->accepts && strcmp(v->condition->what, stop->condition) == 0 &&
                 strcmp(v->reason, stop->reason) == 0 && strcmp(v->rule->id, stop->rule) == 0;

    if (!right) {
        print_message("%s, %s: expected \"%s\", \"%s\", %s; got \"%s\", \"%s\", %s; %s\n", stop->consumer, stop->change,
                      stop->condition, stop->reason, stop->rule, v->accepts ? "acceptance" : v->condition->what,
                      v->accepts ? "" : v->reason, v->accepts ? "" : v->rule->id, what ? what : "");
    }
    judged_free(&j);
    return right;
}

static void each_condition_stops_its_consumer_in_its_own_words(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (size_t i = 0; i < STOPS; i++) {
        wrong += !stops_as_said(&stops[i]);
    }
    assert_int_equal(wrong, 0);
}

static bool has_stop(const struct tdxp_consumer *consumer, const struct tdxp_condition *condition)
{
    for (size_t i = 0; i < STOPS; i++) {
        if (strcmp(stops[i].consumer, consumer->key) == 0 && strcmp(stops[i].condition, condition->what) == 0) {
            return true;
        }
    }
    return false;
}

/* No condition is exempt: each can be the first that fails. */
static void no_condition_of_any_consumer_goes_without_an_image_that_fails_it(void **state)
{
    size_t count;
    const struct tdxp_consumer *const *consumers = tdxp_consumers(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        for (size_t row = 0; row < consumers[i]->count; row++) {
            if (!has_stop(consumers[i], &consumers[i]->conditions[row])) {
                fail_msg("%s: no image fails \"%s\" first", consumers[i]->key, consumers[i]->conditions[row].what);
            }
        }
    }
}

/* ---- two faults at once ---- */

/* Of two changes the first stops the consumer, at the condition that it alone would; or both together, where said. */
struct pair {
    const char *consumer;
    const char *first, *second;
    const char *where; /* the condition in words, where the second makes no fault by itself; else NULL */
};

static const struct pair pairs[] = {
    {"spec", "no-pointers", "version-2", NULL},
    {"spec", "legacy-offset-8", "version-2", NULL},
    {"spec", "two-descriptors", "version-2", NULL},
    {"spec", "signature", "version-2", NULL},
    {"spec", "version-2", "number-0", NULL},
    {"spec", "length-odd", "type-9", NULL},
    {"spec", "entries-past-end", "type-9", NULL},
    {"spec", "bfv-bytes-past-end", "cfv-bytes-wrap", NULL},
    {"spec", "bfv-bytes-past-end", "temp-with-offset", NULL},
    {"spec", "cfv-bytes-wrap", "temp-with-offset", NULL},
    {"spec", "temp-with-offset", "temp-unaligned", NULL},
    {"spec", "cfv-unaligned", "temp-wraps", NULL},
    {"spec", "temp-unaligned", "cfv-memory-odd", NULL},
    {"spec", "temp-wraps", "cfv-memory-odd", NULL},
    {"spec", "cfv-memory-odd", "bfv-memory-small", NULL},
    {"spec", "cfv-memory-small", "cfv-measured", NULL},
    {"spec", "cfv-measured", "temp-augmented", NULL},
    {"spec", "cfv-measured", "attributes-reserved", NULL},
    {"spec", "temp-augmented", "hob-attributes-reserved", NULL},
    {"spec", "hob-attributes-reserved", "type-9", NULL},
    {"spec", "cfv-measured", "type-9", NULL},
    {"spec", "type-9", "cfv-without-bytes", NULL},
    {"spec", "cfv-without-bytes", "hob-with-bytes", NULL},
    {"spec", "no-bfv", "no-hob", NULL},
    {"spec", "hob-with-bytes", "two-hobs", NULL},
    {"spec", "no-hob", "payload-param-alone", NULL},
    {"spec", "payload-param-alone", "info-outside-bfv", NULL},
    {"spec", "info-outside-bfv", "fifth-in-memory", "rules of TDVF_SECTION: TD_INFO and TD_PARAMS lie in a BFV"},

    {"td-shim", "only-0x2f-bytes", "legacy-offset-outside", NULL},
    {"td-shim", "legacy-offset-outside", "no-guid", NULL},
    {"td-shim", "legacy-offset-8", "no-guid", NULL},
    {"td-shim", "no-guid", "version-2", NULL},
    {"td-shim", "version-2", "entries-past-end", NULL},
    {"td-shim", "entries-past-end", "type-9", NULL},
    {"td-shim", "entries-wrap", "type-9", NULL},
    {"td-shim", "type-9", "attributes-reserved", NULL},
    {"td-shim", "two-hobs", "fifth-measured", "TD_HOB, Payload, PayloadParam, TD_INFO and TD_PARAMS come once"},
    {"td-shim", "info-without-bytes", "fifth-measured", "Attributes are those of the type"},
    {"td-shim", "cfv-without-bytes", "cfv-measured", NULL},
    {"td-shim", "temp-with-offset", "temp-augmented", NULL},
    {"td-shim", "cfv-measured", "cfv-memory-small", NULL},
    {"td-shim", "info-without-bytes", "fifth-in-memory", "TD_INFO and TD_PARAMS have bytes in the file"},
    {"td-shim", "cfv-memory-small", "cfv-unaligned", NULL},
    /* The earlier section, though by a condition that is asked later. */
    {"td-shim", "cfv-unaligned", "type-9", NULL},
    {"td-shim", "temp-unaligned", "no-hob", NULL},
    {"td-shim", "no-bfv", "no-hob", NULL},
    {"td-shim", "no-hob", "payload-param-alone", NULL},
    {"td-shim", "payload-param-alone", "info-outside-bfv", NULL},

    {"qemu", "size-not-64k", "table-length-17", NULL},
    {"qemu", "table-length-17", "entry-length-0", NULL},
    {"qemu", "entry-length-0", "table-offset-outside", NULL},
    {"qemu", "table-offset-outside", "signature", NULL},
    {"qemu", "nrx", "length-past-end", NULL},
    {"qemu", "length-past-end", "version-2", NULL},
    {"qemu", "version-2", "one-section", NULL},
    {"qemu", "one-section", "cfv-memory-small", NULL},
    {"qemu", "length-odd", "cfv-memory-small", NULL},
    {"qemu", "entries-wrap", "cfv-memory-small", NULL},
    {"qemu", "cfv-memory-small", "cfv-unaligned", NULL},
    {"qemu", "cfv-unaligned", "cfv-memory-odd", NULL},
    {"qemu", "cfv-memory-odd", "cfv-without-bytes", NULL},
    {"qemu", "hob-memory-odd", "hob-with-bytes", NULL},
    {"qemu", "payload", "fifth-memory-odd", "MemoryDataSize is a multiple of 4096"},
    {"qemu", "payload", "temp-without-memory", NULL},
    /* The earlier section, though by a condition that is asked later. */
    {"qemu", "cfv-without-bytes", "temp-unaligned", NULL},
    {"qemu", "temp-at-bit-60", "hob-without-memory", NULL},
    {"qemu", "temp-at-bit-60", "no-hob", NULL},

    {"kvm", "version-2", "cfv-source-unaligned", NULL},
    {"kvm", "cfv-source-unaligned", "cfv-unaligned", NULL},
    {"kvm", "temp-unaligned", "temp-without-memory", NULL},
    {"kvm", "temp-without-memory", "hob-inside-temp", NULL},
    {"kvm", "temp-wraps", "hob-without-memory", NULL},
    /* Page by page: whether it was added before, then its source. */
    {"kvm", "cfv-over-bfv", "cfv-bytes-wrap", NULL},
    {"kvm", "temp-at-bit-51", "hob-without-memory", NULL},
    /* The earlier section, though by a condition that is asked later. */
    {"kvm", "bfv-bytes-past-end", "cfv-source-unaligned", NULL},

    {"cloud-hypervisor", "table-length-ffff", "table-offset-outside", NULL},
    {"cloud-hypervisor", "table-length-17", "entry-length-23", NULL},
    {"cloud-hypervisor", "entry-length-23", "table-offset-outside", NULL},
    {"cloud-hypervisor", "table-offset-outside", "signature", NULL},
    {"cloud-hypervisor", "signature", "length-odd", NULL},
    {"cloud-hypervisor", "length-odd", "version-2", NULL},
    {"cloud-hypervisor", "version-2", "entries-past-end", NULL},
    {"cloud-hypervisor", "entries-past-end", "perm-mem-for-hob", NULL},
};

/* The condition at which a consumer stops, or NULL where it accepts. */
static const struct tdxp_condition *stopped_at(const char *consumer, const char *first, const char *second)
{
    struct judged j = judge_changed(first, second);
    const struct tdxp_condition *condition = verdict_of(j.result, consumer)->condition;

    assert_no_contradiction(&j);
    judged_free(&j);
    return condition;
}

static bool first_wins(const struct pair *pair)
{
    const struct tdxp_condition *first = stopped_at(pair->consumer, pair->first, NULL);
    const struct tdxp_condition *second = stopped_at(pair->consumer, pair->second, NULL);
    const struct tdxp_condition *both = stopped_at(pair->consumer, pair->first, pair->second);
    const char *where = pair->where ? pair->where : first ? first->what : "";

    if (!first || first == second || !second != !!pair->where) {
        print_message("%s, %s and %s: not two faults\n", pair->consumer, pair->first, pair->second);
        return false;
    }
    if (!both || strcmp(both->what, where) != 0) {
        print_message("%s, %s and %s: expected \"%s\", got \"%s\"\n", pair->consumer, pair->first, pair->second, where,
                      both ? both->what : "acceptance");
        return false;
    }
    return true;
}

static void of_two_faults_the_first_in_the_consumers_own_order_counts(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        wrong += !first_wins(&pairs[i]);
    }
    assert_int_equal(wrong, 0);
}

/* ---- what is not at fault ---- */

static void regions_are_judged_though_qemu_stops_elsewhere(void **state)
{
    struct judged j = judge_changed("payload", NULL);

    (void)state;
    assert_false(verdict_of(j.result, "qemu")->accepts);
    assert_true(verdict_of(j.result, "kvm")->accepts);
    assert_no_contradiction(&j);
    judged_free(&j);
}

static void cloud_hypervisor_passes_over_an_entry_of_another_length(void **state)
{
    struct judged j = judge_changed("tdx-entry-length-26", "legacy-offset-wrong");

    (void)state;
    /* QEMU reads the first four bytes of the entry, whatever its length. */
    assert_true(verdict_of(j.result, "qemu")->accepts);
    assert_string_equal(verdict_of(j.result, "cloud-hypervisor")->reason, "Invalid descriptor signature");
    assert_string_equal(verdict_of(j.result, "cloud-hypervisor")->rule->id, "TDVF-L-005");
    assert_no_contradiction(&j);
    judged_free(&j);
}

static void a_verdict_leads_to_the_bytes_of_its_finding(void **state)
{
    struct judged j = judge_changed("cfv-memory-odd", NULL);
    const struct tdxp_verdict *v = verdict_of(j.result, "qemu");

    (void)state;
    assert_int_equal(v->offset, FIELD_AT(1, MEMORY_DATA_SIZE));
    assert_int_equal(v->length, 8);
    assert_int_equal(v->section, 1);
    assert_ptr_equal(v->node, v->finding->node);
    judged_free(&j);
}

static void each_consumer_says_what_of_it_was_studied(void **state)
{
    static const char *const keys[] = {"spec", "td-shim", "qemu", "kvm", "cloud-hypervisor"};
    size_t count;
    const struct tdxp_consumer *const *consumers = tdxp_consumers(&count);

    (void)state;
    assert_int_equal(count, sizeof keys / sizeof keys[0]);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(consumers[i]->key, keys[i]);
        assert_int_equal(tdxp_consumer_find(keys[i]), i);
        assert_true(strlen(consumers[i]->name) > 0 && strlen(consumers[i]->version) > 0 &&
                    strlen(consumers[i]->source) > 0 && strlen(consumers[i]->description) > 0);
    }
    assert_int_equal(tdxp_consumer_find("nobody"), -1);
}

/* ---- a consumer that is to come ---- */

static void locate_as_told(struct tdxp_view *view)
{
    view_take(view, DESCRIPTOR, DESCRIPTOR);
}

static CONDITION(is_tempmem)
{
    return is_type(section, TDXP_SECTION_TEMP_MEM);
}

static CONDITION(never)
{
    return false;
}

/* As a file of its own would define it. */
static const struct tdxp_condition peculiar_conditions[] = {
    HEADER("all is well so far", never, "no words", NULL),
    SECTION("there is no TempMem", is_tempmem, "section {type:u} at 0x{address}?", NULL),
};

static const struct tdxp_consumer peculiar = {
    .key = "peculiar",
    .name = "a consumer",
    .locate = locate_as_told,
    .conditions = peculiar_conditions,
    .count = sizeof peculiar_conditions / sizeof peculiar_conditions[0],
};

static void what_only_one_consumer_asks_becomes_a_finding_of_its_own(void **state)
{
    struct judged j = judge_changed(NULL, NULL);
    struct arena texts = {.chunks = NULL};
    struct tdxp_check_run run;
    struct pending pending;

    (void)state;
    run_open(&run, j.firmware, &texts);
    assert_true(run_rules(&run));
    assert_int_equal(run.count, 0);
    assert_true(consumer_ask(&run, &peculiar, 7, &pending));
    assert_false(pending.verdict.accepts);
    assert_string_equal(pending.verdict.reason, "section 3 at 0x810000?");
    assert_int_equal(run.count, 1);
    assert_int_equal(pending.finding, 0);
    assert_string_equal(run.findings[0].rule->id, "TDVF-C-001");
    assert_string_equal(run.findings[0].message, "a consumer: section 3 at 0x810000?");
    assert_int_equal(run.findings[0].refused_by, 1u << 7);
    assert_int_equal(run.findings[0].section, 2);
    assert_int_equal(run.findings[0].offset, FIELD_AT(2, DATA_OFFSET));
    run_free(&run);
    arena_free(&texts);
    judged_free(&j);
}

/* ---- no false alarms ---- */

/* No error, and these verdicts; frees the judgement. */
static void assert_no_alarm(struct judged *j, const char *rules, const char *refusers)
{
    char text[256];

    assert_int_equal(j->result->counts[TDXP_SEVERITY_ERROR], 0);
    assert_true(j->result->worst < TDXP_SEVERITY_ERROR);
    assert_string_equal(rules_of(j->result, text, sizeof text), rules);
    assert_string_equal(refusers_of(j->result, text, sizeof text), refusers);
    assert_no_contradiction(j);
    judged_free(j);
}

static void the_sample_has_no_error_and_types_that_only_qemu_refuses(void **state)
{
    struct tdxp_error err;
    struct tdxp_image *image = tdxp_image_from_memory("sample", sample_bytes(), TDXP_SAMPLE_SIZE, &err);
    struct judged j;

    (void)state;
    assert_non_null(image);
    j = judge_image(image);
    assert_string_equal(verdict_of(j.result, "qemu")->reason, "TDVF contains unsupported section type 5");
    assert_no_alarm(&j, "TDVF-M-014 TDVF-S-020", "qemu");
}

static void ovmf_has_no_error_and_no_legacy_offset_which_only_td_shim_wants(void **state)
{
    struct tdxp_error err;
    struct tdxp_image *image = tdxp_image_open("/usr/share/ovmf/OVMF.fd", NULL, &err);
    struct judged j;

    (void)state;
    if (!image) {
        print_message("skipped: %s\n", err.text);
        skip();
    }
    j = judge_image(image);
    assert_no_alarm(&j, "TDVF-L-012", "td-shim");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_condition_stops_its_consumer_in_its_own_words),
        cmocka_unit_test(no_condition_of_any_consumer_goes_without_an_image_that_fails_it),
        cmocka_unit_test(of_two_faults_the_first_in_the_consumers_own_order_counts),
        cmocka_unit_test(regions_are_judged_though_qemu_stops_elsewhere),
        cmocka_unit_test(cloud_hypervisor_passes_over_an_entry_of_another_length),
        cmocka_unit_test(a_verdict_leads_to_the_bytes_of_its_finding),
        cmocka_unit_test(each_consumer_says_what_of_it_was_studied),
        cmocka_unit_test(what_only_one_consumer_asks_becomes_a_finding_of_its_own),
        cmocka_unit_test(the_sample_has_no_error_and_types_that_only_qemu_refuses),
        cmocka_unit_test(ovmf_has_no_error_and_no_legacy_offset_which_only_td_shim_wants),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
