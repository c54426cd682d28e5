/*
 * The table of rules.
 *
 * TDVF-L: ways to the descriptor; TDVF-F: the file; TDVF-D: the descriptor; TDVF-S: one section entry; TDVF-M: the
 * sections together, and guest memory; FV: firmware volumes; TDVF-C: what only one consumer asks;
 * VAR: variables; FFS: files and sections; PRG: programs; SHIM: td-shim's own; SEV, HOB, IGVM, CERT, CAP: what they say.
 * Numbers are never given to another rule: a new rule takes the next one of its group.
 */
#include "check/rules.h"

#include <string.h>

#define SPEC "TD-SHIM specification 0.7, "
#define VTF0 "tianocore/edk2:OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm"

/* clang-format off */
#define HEAD(rule_id, rule_slug, rule_severity, rule_scope)                                         \
    .id = (rule_id), .slug = (rule_slug), .severity = TDXP_SEVERITY_##rule_severity,               \
    .scope = TDXP_RULE_##rule_scope

const struct tdxp_rule rule_table[RULE_COUNT] = {
    [RULE_L001] = {HEAD("TDVF-L-001", "no-descriptor", ERROR, IMAGE),
        .clause = SPEC "Metadata Location",
        .summary = "The image has a TDVF descriptor.",
        .consequence =
            "Every VMM that is told to start a TD with this file refuses it: nothing says what to "
            "load where. Firmware that was built without TDX support is like this, and so is half "
            "of a split image.",
        .requires = {RULE(L002), RULE(L003), RULE(L005), RULE(L007)},
        .check = check_no_descriptor},
    [RULE_L002] = {HEAD("TDVF-L-002", "table-length", ERROR, IMAGE),
        .clause = VTF0,
        .summary =
            "The length of the GUIDed table is at least that of its footer and fits into the "
            "file.",
        .consequence =
            "QEMU says that the table has an invalid size and finds no metadata; Cloud Hypervisor "
            "fails to read the table or panics.",
        .check = check_table_length},
    [RULE_L003] = {HEAD("TDVF-L-003", "table-entry-length", ERROR, IMAGE),
        .clause = VTF0,
        .summary =
            "Each entry of the GUIDed table is at least 18 bytes long and fits into what remains "
            "of it.",
        .consequence =
            "A reader cannot go on to the entries before it. QEMU stops searching; Cloud "
            "Hypervisor computes an index below zero and panics, unless the entry that it wants "
            "came earlier.",
        .requires = {RULE(L005)},
        .check = check_table_entry_length},
    [RULE_L004] = {HEAD("TDVF-L-004", "table-left-over", WARNING, IMAGE),
        .clause = VTF0,
        .summary = "The entries fill the GUIDed table exactly.",
        .consequence =
            "Readers stop there and say nothing; the table is longer than its entries, so that "
            "one of the lengths is wrong.",
        .requires = {RULE(L003)},
        .check = check_table_left_over},
    [RULE_L005] = {HEAD("TDVF-L-005", "tdx-entry-length", ERROR, IMAGE),
        .clause = VTF0,
        .summary = "The TDX metadata offset entry has length 22.",
        .consequence =
            "QEMU does not check the length and reads the offset from wherever the entry then "
            "begins; Cloud Hypervisor passes the entry over and takes the legacy offset. The two "
            "may load different things.",
        .check = check_tdx_entry_length},
    [RULE_L006] = {HEAD("TDVF-L-006", "tdx-entry-twice", WARNING, IMAGE),
        .clause = VTF0,
        .summary = "The GUIDed table has one TDX metadata offset entry.",
        .consequence =
            "The one nearest to the end of the file is taken, by Cloud Hypervisor the nearest of "
            "length 22.",
        .requires = {RULE(L005)},
        .check = check_tdx_entry_twice},
    [RULE_L007] = {HEAD("TDVF-L-007", "table-offset-outside", ERROR, IMAGE),
        .clause = VTF0,
        .summary = "The GUIDed table's metadata offset leads into the file.",
        .consequence = "QEMU and Cloud Hypervisor look nowhere else: neither finds the descriptor.",
        .requires = {RULE(L005)},
        .check = check_table_offset_outside},
    [RULE_L008] = {HEAD("TDVF-L-008", "table-offset-signature", ERROR, IMAGE),
        .clause = VTF0,
        .summary = "The GUIDed table's metadata offset leads to the descriptor.",
        .consequence =
            "QEMU and Cloud Hypervisor read a descriptor where none is and refuse its signature.",
        .requires = {RULE(L005)},
        .check = check_table_offset_signature},
    [RULE_L009] = {HEAD("TDVF-L-009", "legacy-offset", ERROR, IMAGE),
        .clause = SPEC "Metadata Location",
        .summary =
            "The 32-bit number at size - 0x20 is the offset of the descriptor, where it is no "
            "instruction.",
        .consequence =
            "td-shim's loader and tools follow it alone and refuse the image. VMMs that know the "
            "GUIDed table do not look at it.",
        .check = check_legacy_offset},
    [RULE_L010] = {HEAD("TDVF-L-010", "ways-disagree", ERROR, IMAGE),
        .clause = SPEC "Metadata Location",
        .summary = "The GUIDed table and the legacy offset lead to the same descriptor.",
        .consequence =
            "What is loaded, and measured, depends on which program loads it: QEMU and Cloud "
            "Hypervisor follow the table, td-shim and its measuring tools the offset.",
        .check = check_ways_disagree},
    [RULE_L011] = {HEAD("TDVF-L-011", "several-descriptors", NOTE, IMAGE),
        .clause = "confidential-containers/td-shim:td-shim-interface/src/metadata.rs",
        .summary = "The TDX metadata GUID and the signature stand at one place in the file.",
        .consequence =
            "No loader searches for them, so that the copies do no harm; a person may look at the "
            "wrong one.",
        .requires = {RULE(L010), RULE(L015)},
        .check = check_several_descriptors},
    [RULE_L012] = {HEAD("TDVF-L-012", "no-legacy-offset", NOTE, IMAGE),
        .clause = SPEC "Metadata Location",
        .summary = "The legacy offset leads to the descriptor.",
        .consequence =
            "td-shim's own loader and checker cannot read the image; QEMU and Cloud Hypervisor "
            "can. Images with 16-bit reset code, such as OVMF, have an instruction there.",
        .check = check_no_legacy_offset},
    [RULE_L013] = {HEAD("TDVF-L-013", "no-table-entry", NOTE, IMAGE),
        .clause = VTF0,
        .summary = "The GUIDed table has an entry for the TDX metadata offset.",
        .consequence =
            "QEMU finds the descriptor through this entry alone and refuses the image; td-shim's "
            "loader and Cloud Hypervisor take the legacy offset.",
        .requires = {RULE(L002), RULE(L003), RULE(L005)},
        .check = check_no_table_entry},
    [RULE_L014] = {HEAD("TDVF-L-014", "metadata-guid", WARNING, IMAGE),
        .clause = "confidential-containers/td-shim:td-shim-interface/src/loader.rs",
        .summary = "The TDX metadata GUID stands in the 16 bytes before the descriptor.",
        .consequence = "td-shim's loader and checker refuse the image; the VMMs do not look at it.",
        .requires = {RULE(D001), RULE(D002)},
        .check = check_metadata_guid},
    [RULE_L015] = {HEAD("TDVF-L-015", "unreachable", ERROR, IMAGE),
        .clause = SPEC "Metadata Location",
        .summary = "The GUIDed table or the legacy offset leads to the descriptor.",
        .consequence =
            "There is a descriptor, but no program finds it: all that load images follow one of "
            "the two.",
        .requires = {RULE(L002), RULE(L003), RULE(L005), RULE(L007), RULE(L008), RULE(F001)},
        .check = check_unreachable},
    [RULE_F001] = {HEAD("TDVF-F-001", "size-4k", ERROR, IMAGE),
        .clause = "torvalds/linux:arch/x86/kvm/vmx/tdx.c; qemu/qemu:hw/i386/x86-common.c",
        .summary = "The size of the file is a multiple of 4 KiB.",
        .consequence =
            "Mapped to end at 4 GiB, the image begins inside of a page, and nothing in it lies on "
            "the page boundaries that adding it to a guest needs. QEMU does not load it.",
        .check = check_size_4k},
    [RULE_F002] = {HEAD("TDVF-F-002", "size-4g", ERROR, IMAGE),
        .clause = SPEC "table 1.1-2; qemu/qemu:hw/i386/tdvf.c",
        .summary = "The file is not larger than 4 GiB.",
        .consequence =
            "An image is mapped below 4 GiB, and DataOffset and the pointers to the descriptor "
            "have 32 bits.",
        .check = check_size_4g},
    [RULE_F003] = {HEAD("TDVF-F-003", "size-64k", NOTE, IMAGE),
        .clause = "qemu/qemu:hw/i386/x86-common.c",
        .summary = "The size of the file is a multiple of 64 KiB, and below 2 GiB.",
        .consequence =
            "QEMU does not load it with -bios, as it loads firmware for TDX; the other consumers "
            "do not mind.",
        .requires = {RULE(F001), RULE(F002)},
        .check = check_size_64k},
    [RULE_D001] = {HEAD("TDVF-D-001", "signature", ERROR, IMAGE),
        .clause = SPEC "table 1.1-1",
        .summary = "Signature is \"TDVF\".",
        .consequence =
            "Every consumer refuses the image. The rest of the descriptor is not judged.",
        .check = check_signature},
    [RULE_D002] = {HEAD("TDVF-D-002", "header-cut", ERROR, IMAGE),
        .clause = SPEC "table 1.1-1",
        .summary = "The file has all 16 bytes of the fixed fields.",
        .consequence =
            "The descriptor cannot be read: the file is cut, or the pointer leads too close to "
            "its end.",
        .check = check_header_cut},
    [RULE_D003] = {HEAD("TDVF-D-003", "version", ERROR, IMAGE),
        .clause = SPEC "table 1.1-1",
        .summary = "Version is 1.",
        .consequence = "Every consumer refuses a version that it does not know.",
        .requires = {RULE(D001), RULE(D002)},
        .check = check_version},
    [RULE_D004] = {HEAD("TDVF-D-004", "no-sections", ERROR, IMAGE),
        .clause = SPEC "table 1.1-1",
        .summary = "NumberOfSectionEntry is not 0.",
        .consequence =
            "There is nothing to load. td-shim and QEMU refuse the number, Cloud Hypervisor "
            "panics for want of a TD_HOB.",
        .requires = {RULE(D001), RULE(D002)},
        .check = check_no_sections},
    [RULE_D005] = {HEAD("TDVF-D-005", "length", ERROR, IMAGE),
        .clause = SPEC "table 1.1-1",
        .summary = "Length is 16 + 32 * NumberOfSectionEntry.",
        .consequence =
            "Every consumer compares the two and refuses the image. Which is right cannot be "
            "told, so that the sections are not judged.",
        .requires = {RULE(D001), RULE(D002), RULE(D004)},
        .check = check_length},
    [RULE_D006] = {HEAD("TDVF-D-006", "entries-past-end", ERROR, IMAGE),
        .clause = SPEC "table 1.1-1",
        .summary = "The section entries lie in the file.",
        .consequence = "Cloud Hypervisor and td-shim fail to read them; QEMU refuses the length.",
        .requires = {RULE(D005)},
        .check = check_entries_past_end},
    [RULE_D007] = {HEAD("TDVF-D-007", "one-section", NOTE, IMAGE),
        .clause = "qemu/qemu:hw/i386/tdvf.c",
        .summary = "NumberOfSectionEntry is at least 2.",
        .consequence =
            "QEMU refuses the number; the specification asks for one BFV and some memory, which "
            "makes two in practice.",
        .requires = {RULE(D006)},
        .check = check_one_section},
    [RULE_D008] = {HEAD("TDVF-D-008", "room-behind", NOTE, IMAGE),
        .clause = "confidential-containers/td-shim:td-shim-interface/src/loader.rs",
        .summary = "The descriptor ends at least 48 bytes before the end of the file.",
        .consequence =
            "td-shim's loader counts the GUID and the header once more than they are there, and "
            "refuses a descriptor so close to the end.",
        .requires = {RULE(D006)},
        .check = check_room_behind},
    [RULE_D009] = {HEAD("TDVF-D-009", "limit", NOTE, IMAGE),
        .clause = "this program",
        .summary = "There are no more section entries than this program checks.",
        .consequence = "The sections behind the limit were not looked at.",
        .requires = {RULE(D006)},
        .check = check_limit},
    [RULE_S001] = {HEAD("TDVF-S-001", "type-reserved", ERROR, SECTION),
        .clause = SPEC "table 1.1-4",
        .summary = "Type is one of 0 to 8.",
        .consequence =
            "td-shim and QEMU refuse the section; Cloud Hypervisor's behaviour is undefined. What "
            "else the section should keep cannot be told.",
        .requires = {RULE(D006)},
        .check = check_type},
    [RULE_S002] = {HEAD("TDVF-S-002", "attributes-reserved", ERROR, SECTION),
        .clause = SPEC "table 1.1-3",
        .summary = "Bits 31:2 of Attributes are 0.",
        .consequence =
            "td-shim's loader refuses the section. Cloud Hypervisor measures a section only where "
            "Attributes is 1 exactly, so that a stray bit changes MRTD there and not elsewhere.",
        .requires = {RULE(S001)},
        .check = check_attributes_reserved},
    [RULE_S003] = {HEAD("TDVF-S-003", "mr-extend", ERROR, SECTION),
        .clause = SPEC "table 1.1-3",
        .summary =
            "MR.EXTEND is set for BFV, may be set for Payload, and is clear for all other types.",
        .consequence =
            "td-shim's loader refuses the section. A BFV that is not measured can be replaced "
            "without a trace in MRTD; a CFV that is changes MRTD with every configuration.",
        .requires = {RULE(S001)},
        .check = check_mr_extend},
    [RULE_S004] = {HEAD("TDVF-S-004", "page-aug", ERROR, SECTION),
        .clause = SPEC "table 1.1-3",
        .summary = "PAGE.AUG is set for PermMem and clear for all other types.",
        .consequence =
            "td-shim's loader refuses the section. QEMU and Cloud Hypervisor ignore the bit and "
            "add the pages, so that MRTD is another than the specification gives.",
        .requires = {RULE(S001)},
        .check = check_page_aug},
    [RULE_S005] = {HEAD("TDVF-S-005", "data-missing", ERROR, SECTION),
        .clause = SPEC "rules for the TDVF_SECTION",
        .summary = "BFV, CFV, TD_INFO and TD_PARAMS have bytes in the file.",
        .consequence = "td-shim and QEMU refuse the section.",
        .requires = {RULE(S001)},
        .check = check_data_missing},
    [RULE_S006] = {HEAD("TDVF-S-006", "data-unwanted", ERROR, SECTION),
        .clause = SPEC "rules for the TDVF_SECTION",
        .summary = "TD_HOB, TempMem and PermMem have no bytes in the file.",
        .consequence = "td-shim and QEMU refuse the section: its memory starts as zeros.",
        .requires = {RULE(S001)},
        .check = check_data_unwanted},
    [RULE_S007] = {HEAD("TDVF-S-007", "offset-without-data", ERROR, SECTION),
        .clause = SPEC "table 1.1-2",
        .summary = "DataOffset is 0 where RawDataSize is 0.",
        .consequence = "td-shim's loader refuses the section.",
        .requires = {RULE(S005), RULE(S006)},
        .check = check_offset_without_data},
    [RULE_S008] = {HEAD("TDVF-S-008", "memory-below-data", ERROR, SECTION),
        .clause = SPEC "table 1.1-2",
        .summary = "MemoryDataSize is not below RawDataSize.",
        .consequence = "td-shim and QEMU refuse the section: the bytes do not fit into the memory.",
        .requires = {RULE(S001), RULE(S006)},
        .check = check_memory_below_data},
    [RULE_S009] = {HEAD("TDVF-S-009", "address-unaligned", ERROR, SECTION),
        .clause = SPEC "table 1.1-2",
        .summary = "MemoryAddress is a multiple of 4 KiB.",
        .consequence = "td-shim and QEMU refuse the section, and KVM adds whole pages only.",
        .requires = {RULE(S001)},
        .check = check_address_aligned},
    [RULE_S010] = {HEAD("TDVF-S-010", "memory-unaligned", ERROR, SECTION),
        .clause = SPEC "table 1.1-2",
        .summary = "MemoryDataSize is a multiple of 4 KiB.",
        .consequence =
            "QEMU refuses the section, and td-shim's measuring tool too; td-shim's loader does "
            "not look. Guest memory is added by the page.",
        .requires = {RULE(S008)},
        .check = check_memory_aligned},
    [RULE_S011] = {HEAD("TDVF-S-011", "info-memory", ERROR, SECTION),
        .clause = SPEC "rules for the TDVF_SECTION",
        .summary = "TD_INFO and TD_PARAMS have MemoryAddress and MemoryDataSize 0.",
        .consequence =
            "td-shim's loader refuses the section: its bytes are loaded as part of a BFV, not by "
            "themselves.",
        .requires = {RULE(S001)},
        .check = check_info_memory},
    [RULE_S012] = {HEAD("TDVF-S-012", "data-past-end", ERROR, SECTION),
        .clause = SPEC "table 1.1-2",
        .summary = "The bytes of a section lie in the file.",
        .consequence =
            "No loader compares them with the size of the file. QEMU hands KVM addresses behind "
            "the image, which the kernel cannot read; Cloud Hypervisor copies what there is and "
            "leaves zeros. Either way the guest does not get the bytes.",
        .requires = {RULE(S006), RULE(S013)},
        .check = check_data_past_end},
    [RULE_S013] = {HEAD("TDVF-S-013", "data-wraps", ERROR, SECTION),
        .clause = SPEC "table 1.1-2",
        .summary = "DataOffset plus RawDataSize fits into 32 bits.",
        .consequence =
            "td-shim's loader adds them in 32 bits: a debug build panics, a release build goes on "
            "with a small number.",
        .requires = {RULE(S006)},
        .check = check_data_wraps},
    [RULE_S014] = {HEAD("TDVF-S-014", "data-offset-unaligned", ERROR, SECTION),
        .clause = "torvalds/linux:arch/x86/kvm/vmx/tdx.c (tdx_vcpu_init_mem_region)",
        .summary = "DataOffset of BFV and CFV is a multiple of 4 KiB.",
        .consequence =
            "QEMU accepts the metadata, but gives KVM the address of the bytes in the mapped "
            "image, and KVM refuses a source that is not page aligned. Cloud Hypervisor copies "
            "the bytes first and does not mind.",
        .requires = {RULE(S007), RULE(S012)},
        .check = check_data_aligned},
    [RULE_S015] = {HEAD("TDVF-S-015", "no-memory", ERROR, SECTION),
        .clause = "torvalds/linux:arch/x86/kvm/vmx/tdx.c (tdx_vcpu_init_mem_region)",
        .summary = "MemoryDataSize is not 0, but for TD_INFO and TD_PARAMS.",
        .consequence =
            "The specification calls it no action; QEMU fails to map memory of size 0, and KVM "
            "refuses a region of 0 pages.",
        .requires = {RULE(S008)},
        .check = check_no_memory},
    [RULE_S016] = {HEAD("TDVF-S-016", "zero-fill", WARNING, SECTION),
        .clause = SPEC "table 1.1-2; qemu/qemu:target/i386/kvm/tdx.c",
        .summary = "MemoryDataSize of BFV and CFV is RawDataSize.",
        .consequence =
            "By the specification the rest is zeros. QEMU copies MemoryDataSize bytes from the "
            "file instead, so that the guest has other content, and for a BFV MRTD another value, "
            "than with Cloud Hypervisor or by calculation.",
        .requires = {RULE(S005), RULE(S010), RULE(S012), RULE(M010)},
        .check = check_zero_fill},
    [RULE_S017] = {HEAD("TDVF-S-017", "info-outside-bfv", ERROR, SECTION),
        .clause = SPEC "rules for the TDVF_SECTION",
        .summary = "The bytes of TD_INFO and TD_PARAMS lie in those of a BFV.",
        .consequence =
            "td-shim's loader refuses the image: outside of a BFV they are neither loaded nor "
            "measured.",
        .requires = {RULE(S005), RULE(S012), RULE(M001)},
        .check = check_info_in_bfv},
    [RULE_S018] = {HEAD("TDVF-S-018", "info-not-in-last-bfv", NOTE, SECTION),
        .clause = "confidential-containers/td-shim:td-shim-interface/src/metadata.rs",
        .summary = "The bytes of TD_INFO and TD_PARAMS lie in those of the last BFV.",
        .consequence =
            "td-shim's loader looks at the last BFV alone and refuses the image; the "
            "specification is satisfied with any.",
        .requires = {RULE(S017)},
        .check = check_info_in_last_bfv},
    [RULE_S019] = {HEAD("TDVF-S-019", "over-descriptor", ERROR, SECTION),
        .clause = SPEC "table 1.1-2",
        .summary = "Only a BFV has the descriptor among its bytes.",
        .consequence =
            "The descriptor would be configuration, payload or parameters as well: whoever writes "
            "those breaks the image, and what is read as data is a table of addresses.",
        .requires = {RULE(S012), RULE(S017)},
        .check = check_over_descriptor},
    [RULE_S020] = {HEAD("TDVF-S-020", "type-unknown-to-qemu", NOTE, SECTION),
        .clause = "qemu/qemu:hw/i386/tdvf.c",
        .summary = "Type is one that QEMU knows: BFV, CFV, TD_HOB or TempMem.",
        .consequence =
            "QEMU refuses the image for it; the specification, td-shim and Cloud Hypervisor know "
            "the type or pass it over.",
        .requires = {RULE(S001)},
        .check = check_type_qemu},
    [RULE_S021] = {HEAD("TDVF-S-021", "type-unknown-to-cloud-hypervisor", NOTE, SECTION),
        .clause = "cloud-hypervisor/cloud-hypervisor:arch/src/x86_64/tdx/mod.rs",
        .summary = "Type is one that Cloud Hypervisor knows: 0 to 6.",
        .consequence =
            "Cloud Hypervisor reads the number into an enumeration without such a value; what "
            "follows is undefined.",
        .requires = {RULE(S001)},
        .check = check_type_cloud_hypervisor},
    [RULE_M001] = {HEAD("TDVF-M-001", "no-bfv", ERROR, IMAGE),
        .clause = SPEC "rules for the TDVF_SECTION",
        .summary = "There is a BFV.",
        .consequence =
            "There is no code to start with. td-shim refuses the image; the VMMs start a guest "
            "that runs nowhere.",
        .requires = {RULE(S001)},
        .check = check_no_bfv},
    [RULE_M002] = {HEAD("TDVF-M-002", "reset-vector", ERROR, IMAGE),
        .clause = SPEC "rules for the TDVF_SECTION",
        .summary = "The reset vector, the 16 bytes below 4 GiB, lies in the bytes of a BFV.",
        .consequence =
            "Each processor of the guest starts at GPA 0xfffffff0. No loader checks that "
            "something is there; without it the guest dies at its first instruction.",
        .requires = {RULE(M001), RULE(S005), RULE(S008), RULE(S009), RULE(S012)},
        .check = check_reset_vector},
    [RULE_M003] = {HEAD("TDVF-M-003", "repeated", ERROR, IMAGE),
        .clause = SPEC "rules for the TDVF_SECTION",
        .summary = "TD_HOB, Payload, PayloadParam, TD_INFO and TD_PARAMS come at most once.",
        .consequence =
            "td-shim's loader refuses the second. QEMU fills in the first TD_HOB, Cloud "
            "Hypervisor the last.",
        .requires = {RULE(S001)},
        .check = check_repeated},
    [RULE_M004] = {HEAD("TDVF-M-004", "no-hob-no-perm-mem", ERROR, IMAGE),
        .clause = SPEC "rules for the TDVF_SECTION",
        .summary = "There is a TD_HOB, or the memory is in PermMem.",
        .consequence =
            "Nothing tells the firmware which memory it has. td-shim refuses the image, QEMU "
            "stops, Cloud Hypervisor panics.",
        .requires = {RULE(S001), RULE(D004)},
        .check = check_no_hob_no_perm},
    [RULE_M005] = {HEAD("TDVF-M-005", "no-hob", NOTE, IMAGE),
        .clause =
            "qemu/qemu:target/i386/kvm/tdx.c; cloud-hypervisor/cloud-hypervisor:vmm/src/vm.rs",
        .summary = "There is a TD_HOB.",
        .consequence =
            "QEMU stops and Cloud Hypervisor panics; the specification allows PermMem in its "
            "place.",
        .requires = {RULE(M004)},
        .check = check_no_hob},
    [RULE_M006] = {HEAD("TDVF-M-006", "param-without-payload", ERROR, IMAGE),
        .clause = SPEC "rules for the TDVF_SECTION",
        .summary = "A PayloadParam comes with a Payload.",
        .consequence = "td-shim's loader refuses the image: the parameters are for nothing.",
        .requires = {RULE(S001)},
        .check = check_param_alone},
    [RULE_M007] = {HEAD("TDVF-M-007", "gpa-wraps", ERROR, SECTION),
        .clause = SPEC "table 1.1-2",
        .summary = "MemoryAddress plus MemoryDataSize fits into 64 bits.",
        .consequence = "KVM refuses the region. Loaders that add the two get a small number.",
        .requires = {RULE(S009), RULE(S010), RULE(S011)},
        .check = check_gpa_wraps},
    [RULE_M008] = {HEAD("TDVF-M-008", "gpa-not-private", ERROR, SECTION),
        .clause = "torvalds/linux:arch/x86/kvm/vmx/tdx.c (TDX_SHARED_BIT_PWL_5)",
        .summary = "A section lies below bit 51 of the guest-physical address.",
        .consequence =
            "Bit 51 is the shared bit of the widest guest addresses: KVM refuses to add private "
            "memory there.",
        .requires = {RULE(M007)},
        .check = check_gpa_private},
    [RULE_M009] = {HEAD("TDVF-M-009", "gpa-wide", WARNING, SECTION),
        .clause = "torvalds/linux:arch/x86/kvm/vmx/tdx.c (TDX_SHARED_BIT_PWL_4)",
        .summary = "A section lies below bit 47 of the guest-physical address.",
        .consequence =
            "In a TD with 48-bit guest addresses bit 47 is the shared bit, and KVM refuses the "
            "region.",
        .requires = {RULE(M010)},
        .check = check_gpa_wide},
    [RULE_M010] = {HEAD("TDVF-M-010", "gpa-4g", ERROR, SECTION),
        .clause = SPEC "table 1.1-2 and BIOS mapping",
        .summary = "BFV and CFV end at or below 4 GiB, and no section reaches across it.",
        .consequence =
            "An image is mapped to end at 4 GiB; a range across it runs over the firmware, and "
            "guest RAM does not continue there.",
        .requires = {RULE(M008), RULE(S012)},
        .check = check_gpa_4g},
    [RULE_M011] = {HEAD("TDVF-M-011", "gpa-overlap", ERROR, IMAGE),
        .clause = "torvalds/linux:virt/kvm/guest_memfd.c (kvm_gmem_populate)",
        .summary = "No two sections share guest memory.",
        .consequence =
            "A page can be added to a TD once. KVM refuses the second region at launch; QEMU stops "
            "before that where a TD_HOB or TempMem reaches out of another.",
        .requires = {RULE(M002), RULE(M010)},
        .check = check_gpa_overlap},
    [RULE_M012] = {HEAD("TDVF-M-012", "file-overlap", WARNING, IMAGE),
        .clause = SPEC "table 1.1-2",
        .summary = "No two sections take the same bytes of the file.",
        .consequence =
            "The bytes are loaded twice, to different addresses: a change to one section changes "
            "the other.",
        .requires = {RULE(S012), RULE(S019)},
        .check = check_file_overlap},
    [RULE_M013] = {HEAD("TDVF-M-013", "bios-mapping", WARNING, IMAGE),
        .clause = SPEC "table 1.1-2 and BIOS mapping",
        .summary = "BFV and CFV lie where an image that ends at 4 GiB has them.",
        .consequence =
            "Firmware finds its own parts by their distance from 4 GiB. A section that is put "
            "elsewhere is not where the code expects it.",
        .requires = {RULE(F001), RULE(F002), RULE(S014), RULE(M002), RULE(M011), RULE(M012)},
        .check = check_bios_mapping},
    [RULE_M014] = {HEAD("TDVF-M-014", "not-guest-ram", NOTE, SECTION),
        .clause = "qemu/qemu:target/i386/kvm/tdx.c (tdx_accept_ram_range)",
        .summary = "TD_HOB and TempMem lie outside of where the image is mapped.",
        .consequence =
            "QEMU wants them in guest RAM and there is none: it fails to accept the memory. Cloud "
            "Hypervisor adds RAM for them.",
        .requires = {RULE(F002), RULE(M010)},
        .check = check_guest_ram},
    [RULE_FV001] = {HEAD("FV-001", "volume-header-length", ERROR, IMAGE),
        .clause = "PI specification vol. 3, 3.2.1",
        .summary = "HeaderLength of a firmware volume is even, at least 0x48, and fits.",
        .consequence = "Firmware that looks for files behind the header looks in the wrong place.",
        .check = check_volume_header},
    [RULE_FV002] = {HEAD("FV-002", "volume-checksum", ERROR, IMAGE),
        .clause = "PI specification vol. 3, 3.2.1",
        .summary = "The 16-bit words of a firmware volume header add up to 0.",
        .consequence =
            "UEFI firmware takes the volume for corrupt and does not look into it. No VMM checks.",
        .requires = {RULE(FV001)},
        .check = check_volume_checksum},
    [RULE_FV003] = {HEAD("FV-003", "volume-checksum-td-shim", NOTE, IMAGE),
        .clause =
            "PI specification vol. 3, 3.2.1; "
            "confidential-containers/td-shim:td-shim-tools/src/linker.rs",
        .summary =
            "The 16-bit words of a firmware volume header add up to 0, in images that td-shim's "
            "linker made.",
        .consequence =
            "td-shim's linker writes such checksums into every image, and td-shim does not check "
            "them: nothing breaks.",
        .check = check_volume_quirk},
    [RULE_FV004] = {HEAD("FV-004", "volume-length", ERROR, IMAGE),
        .clause = "PI specification vol. 3, 3.2.1",
        .summary = "FvLength holds the header and fits into what the volume lies in.",
        .consequence = "The volume is cut: files at its end are missing.",
        .requires = {RULE(S016), RULE(M013)},
        .check = check_volume_length},
    [RULE_FV005] = {HEAD("FV-005", "volume-revision", WARNING, IMAGE),
        .clause = "PI specification vol. 3, 3.2.1",
        .summary = "Revision of a firmware volume is 2.",
        .consequence = "Other revisions have other headers; firmware may refuse the volume.",
        .check = check_volume_revision},
    [RULE_FV006] = {HEAD("FV-006", "volume-block-map", WARNING, IMAGE),
        .clause = "PI specification vol. 3, 3.2.1",
        .summary = "The block map of a firmware volume ends with an entry of zeros, and makes FvLength.",
        .consequence =
            "Firmware that writes to the volume goes by the block map, and writes elsewhere than was "
            "meant.",
        .requires = {RULE(FV001), RULE(FV004)},
        .faults = faults_FV006},
    [RULE_FV007] = {HEAD("FV-007", "volume-ext-header", ERROR, IMAGE),
        .clause = "PI specification vol. 3, 3.2.1",
        .summary = "The extended header of a firmware volume, and each entry of it, lies in the volume.",
        .consequence =
            "Files begin behind the extended header: firmware looks for the first one in the wrong "
            "place.",
        .requires = {RULE(FV001), RULE(FV004)},
        .faults = faults_FV007},
    [RULE_C001] = {HEAD("TDVF-C-001", "consumer-condition", NOTE, IMAGE),
        .clause = "the source of the consumer",
        .summary = "The image keeps the conditions that are peculiar to one consumer.",
        .consequence =
            "That consumer refuses the image, for a reason that is no rule of the format and that "
            "no other consumer shares."},
    [RULE_VAR001] = {HEAD("VAR-001", "store-size", WARNING, IMAGE),
        .clause = "tianocore/edk2:MdeModulePkg/Include/Guid/VariableFormat.h",
        .summary = "The store of variables holds its header and ends inside of its volume.",
        .consequence =
            "Firmware that believes the size reads or writes past the store: over the area that "
            "keeps its writes safe, or over what follows the volume.",
        .faults = faults_VAR001},
    [RULE_VAR002] = {HEAD("VAR-002", "variable-size", WARNING, IMAGE),
        .clause = "tianocore/edk2:MdeModulePkg/Include/Guid/VariableFormat.h",
        .summary = "Name and data of a variable lie inside of the store.",
        .consequence =
            "Each variable is found by the sizes of the one before: firmware sees no variable "
            "behind this one.",
        .requires = {RULE(VAR001)},
        .faults = faults_VAR002},
    [RULE_VAR003] = {HEAD("VAR-003", "ftw-checksum", WARNING, IMAGE),
        .clause = "tianocore/edk2:MdeModulePkg/Universal/FaultTolerantWriteDxe",
        .summary = "The working block for fault-tolerant writes has the CRC32 of its header.",
        .consequence = "Firmware makes the block anew, and forgets a write that was under way.",
        .faults = faults_VAR003},
    [RULE_VAR004] = {HEAD("VAR-004", "signature-list-size", WARNING, IMAGE),
        .clause = "UEFI specification 2.10, 32.4.1, Signature Database",
        .summary = "The sizes in a signature list agree: its signatures fill it, and it fits.",
        .consequence =
            "Firmware passes over the list, or takes other bytes for keys and hashes: what Secure "
            "Boot allows and forbids is not what was meant.",
        .faults = faults_VAR004},
    [RULE_VAR005] = {HEAD("VAR-005", "option-missing", WARNING, IMAGE),
        .clause = "UEFI specification 2.10, 3.1.3, Load Options",
        .summary = "Each number in BootOrder and its like is that of an option in the same store.",
        .consequence =
            "The boot manager passes over the number. What it was to start is not started, and "
            "the next one in the order is.",
        .faults = faults_VAR005},
    [RULE_VAR006] = {HEAD("VAR-006", "variable-value", WARNING, IMAGE),
        .clause = "UEFI specification 2.10, 3.3, Globally Defined Variables",
        .summary =
            "The value of a variable that is known has the form that its name asks for, device "
            "paths included.",
        .consequence = "Firmware passes over the value, as if the variable were not there.",
        .faults = faults_VAR006},
    [RULE_VAR007] = {HEAD("VAR-007", "store-header", WARNING, IMAGE),
        .clause = "tianocore/edk2:MdeModulePkg/Include/Guid/VariableFormat.h",
        .summary = "The header of a store of variables says that it is formatted and healthy.",
        .consequence = "Firmware takes the store for broken, and begins an empty one in its place.",
        .faults = faults_VAR007},
    [RULE_VAR008] = {HEAD("VAR-008", "ftw-block", WARNING, IMAGE),
        .clause = "tianocore/edk2:MdeModulePkg/Universal/FaultTolerantWriteDxe",
        .summary = "The working block for fault-tolerant writes is in use and has room for its writes.",
        .consequence = "Firmware makes the block anew, and forgets a write that was under way.",
        .requires = {RULE(VAR003)},
        .faults = faults_VAR008},
    [RULE_FFS001] = {HEAD("FFS-001", "file-header-checksum", ERROR, IMAGE),
        .clause = "PI specification vol. 3, 3.2.3",
        .summary =
            "The bytes of a file's header add up to 0, with State and IntegrityCheck.File taken "
            "as 0.",
        .consequence =
            "Firmware takes the header for damaged: it does not find the file, nor in PEI what "
            "comes behind it in the volume.",
        .faults = faults_FFS001},
    [RULE_FFS002] = {HEAD("FFS-002", "file-data-checksum", ERROR, IMAGE),
        .clause = "PI specification vol. 3, 3.2.3",
        .summary =
            "IntegrityCheck.File makes the bytes of a file's data add up to 0, or is 0xaa where "
            "the file has no such checksum.",
        .consequence = "DXE firmware takes the file for damaged and does not use it.",
        .faults = faults_FFS002},
    [RULE_FFS003] = {HEAD("FFS-003", "file-size", ERROR, IMAGE),
        .clause = "PI specification vol. 3, 3.2.3",
        .summary =
            "The size of a file holds its header and fits into its volume; a volume top file "
            "ends with the volume, and a file is large only where the file system has large "
            "files.",
        .consequence =
            "Each file is found by the size of the one before: firmware finds none behind this "
            "one, or reads past the volume.",
        .faults = faults_FFS003},
    [RULE_FFS004] = {HEAD("FFS-004", "files-overlap", NOTE, IMAGE),
        .clause =
            "PI specification vol. 3, 3.2.3; "
            "confidential-containers/td-shim:td-shim-tools/src/linker.rs",
        .summary = "No two files of a volume have the same bytes.",
        .consequence =
            "Who goes through the volume file by file does not find the second. td-shim's linker "
            "makes such volumes, and its code knows where the file is: nothing breaks.",
        .faults = faults_FFS004},
    [RULE_FFS005] = {HEAD("FFS-005", "type-unknown", WARNING, IMAGE),
        .clause = "PI specification vol. 3, 3.2.3 to 3.2.5",
        .summary =
            "The types of files, of sections and of compression are ones that are defined, and "
            "the reserved bits of State are 0.",
        .consequence = "Firmware passes over a file or section of a type that it does not know.",
        .faults = faults_FFS005},
    [RULE_FFS006] = {HEAD("FFS-006", "section-size", ERROR, IMAGE),
        .clause = "PI specification vol. 3, 3.2.4 and 3.2.5",
        .summary =
            "The size of a section holds its header and the fields of its type, and fits into "
            "the file or section that it is in.",
        .consequence =
            "Each section is found by the size of the one before: firmware finds none behind "
            "this one, or reads past the file.",
        .faults = faults_FFS006},
    [RULE_FFS007] = {HEAD("FFS-007", "section-data-offset", ERROR, IMAGE),
        .clause = "PI specification vol. 3, 3.2.5",
        .summary =
            "DataOffset of a GUID-defined section leads behind its header and what belongs to "
            "the GUID, and into the section.",
        .consequence =
            "Firmware looks for the data in the wrong place: what is in the section is not "
            "found, or other bytes are taken for it.",
        .faults = faults_FFS007},
    [RULE_FFS008] = {HEAD("FFS-008", "section-crc32", ERROR, IMAGE),
        .clause = "PI specification vol. 3, 3.2.5, GUIDed Section Extraction, CRC32",
        .summary = "The CRC32 of a section that has one is that of its data.",
        .consequence = "Firmware takes the section for damaged and does not use what is in it.",
        .faults = faults_FFS008},
    [RULE_FFS009] = {HEAD("FFS-009", "section-compressed", ERROR, IMAGE),
        .clause = "PI specification vol. 3, 3.2.5",
        .summary =
            "What is compressed can be decompressed to the size that it claims, and what is not "
            "has that size.",
        .consequence =
            "Firmware cannot get at what is in the section. Compressed data is looked at only "
            "where it has been decompressed.",
        .faults = faults_FFS009},
    [RULE_FFS010] = {HEAD("FFS-010", "section-volume", ERROR, IMAGE),
        .clause = "PI specification vol. 3, 3.2.5",
        .summary = "A section of type FIRMWARE_VOLUME_IMAGE holds a firmware volume.",
        .consequence =
            "Firmware does not find the volume, nor any of the modules that should be in it.",
        .faults = faults_FFS010},
    [RULE_FFS011] = {HEAD("FFS-011", "depex", ERROR, IMAGE),
        .clause = "PI specification vol. 2, 10 (DXE Dispatcher) and 15 (Dependency Expression Grammar)",
        .summary =
            "A dependency expression is one: known opcodes that find their operands, one answer, "
            "and END.",
        .consequence =
            "The dispatcher cannot evaluate the expression, and does not run the module or "
            "driver.",
        .faults = faults_FFS011},
    [RULE_FFS012] = {HEAD("FFS-012", "list-rest", WARNING, IMAGE),
        .clause = "PI specification vol. 2, 10 (DXE Dispatcher)",
        .summary =
            "An apriori list is made of whole names, and nothing follows the END of a dependency "
            "expression.",
        .consequence =
            "Nobody reads the bytes that are left over: the list or the expression is shorter "
            "than was meant.",
        .faults = faults_FFS012},
    [RULE_PRG001] = {HEAD("PRG-001", "elf-header", ERROR, IMAGE),
        .clause = "System V ABI (gABI), chapter 4, ELF Header",
        .summary =
            "The header of an ELF file is whole and its entry point and tables lead into the "
            "file.",
        .consequence = "td-shim and other loaders refuse the file, or read past its end.",
        .faults = faults_PRG001},
    [RULE_PRG002] = {HEAD("PRG-002", "elf-contents", ERROR, IMAGE),
        .clause = "System V ABI (gABI), chapters 4 and 5",
        .summary =
            "The segments and sections of an ELF file lie in it, and a segment has as much "
            "memory as bytes.",
        .consequence =
            "What is loaded is not the whole program; loaders that do not check read past the "
            "end of the file.",
        .faults = faults_PRG002},
    [RULE_PRG003] = {HEAD("PRG-003", "pe-header", ERROR, IMAGE),
        .clause = "Microsoft PE Format; PI specification vol. 1, 15",
        .summary =
            "The headers of a PE or TE image are whole and lead to each other, and the entry "
            "point into what is loaded.",
        .consequence = "Firmware does not load the image.",
        .faults = faults_PRG003},
    [RULE_PRG004] = {HEAD("PRG-004", "pe-contents", ERROR, IMAGE),
        .clause = "Microsoft PE Format, Section Table and Optional Header Data Directories",
        .summary =
            "The sections and data directories of a PE or TE image lie in it, and no two "
            "sections have the same bytes.",
        .consequence = "Firmware refuses the image, or loads something else than was linked.",
        .faults = faults_PRG004},
    [RULE_PRG005] = {HEAD("PRG-005", "linux-header", ERROR, IMAGE),
        .clause = "torvalds/linux:Documentation/arch/x86/boot.rst",
        .summary = "The set-up header of a Linux kernel describes parts that lie in the file.",
        .consequence = "The boot loader refuses the kernel, or what it starts is cut.",
        .faults = faults_PRG005},
    [RULE_SHIM001] = {HEAD("SHIM-001", "td-info", ERROR, IMAGE),
        .clause = "TD-SHIM specification 0.7, table 1.1-5",
        .summary =
            "A TD_INFO that is filled in has a Length that holds its header and fits into its "
            "section.",
        .consequence =
            "Who verifies a TD cannot tell from the image which version of the firmware was "
            "measured. Nothing breaks at launch.",
        .requires = {RULE(S019)},
        .faults = faults_SHIM001},
    [RULE_SHIM002] = {HEAD("SHIM-002", "td-params", ERROR, IMAGE),
        .clause = "Intel TDX module ABI specification, TD_PARAMS",
        .summary =
            "A TD_PARAMS that is filled in has all 1024 bytes, and values that the TDX module "
            "takes.",
        .consequence =
            "A VMM that goes by it cannot create the TD: the TDX module refuses the parameters.",
        .requires = {RULE(S019)},
        .faults = faults_SHIM002},
    [RULE_SHIM003] = {HEAD("SHIM-003", "trust-anchor", ERROR, IMAGE),
        .clause = "confidential-containers/td-shim:td-shim/src/secure_boot.rs",
        .summary =
            "The trust anchor is one: its GUID, version 1, and a length that counts header and "
            "hash.",
        .consequence = "A td-shim that is built with secure boot does not start any payload.",
        .faults = faults_SHIM003},
    [RULE_SHIM004] = {HEAD("SHIM-004", "signed-payload", ERROR, IMAGE),
        .clause = "confidential-containers/td-shim:td-shim/src/secure_boot.rs",
        .summary = "A signed payload has a Length that fits, and a key and a signature behind it.",
        .consequence = "A td-shim that is built with secure boot does not start the payload.",
        .faults = faults_SHIM004},
    [RULE_SHIM005] = {HEAD("SHIM-005", "sec-core", ERROR, IMAGE),
        .clause = "confidential-containers/td-shim:td-shim-tools/src/linker.rs",
        .summary =
            "The SEC core information leads to a loader that lies in the file, and to an entry "
            "point in it.",
        .consequence = "td-shim's reset code jumps to where no loader is, and the guest dies.",
        .faults = faults_SHIM005},
    [RULE_SEV001] = {HEAD("SEV-001", "sev-offset", ERROR, IMAGE),
        .clause = "qemu/qemu:target/i386/sev.c (pc_system_parse_sev_metadata)",
        .summary =
            "The GUIDed table's offsets for SEV lead to the SEV metadata, and to an SVSM in the "
            "file.",
        .consequence =
            "QEMU finds no SEV metadata and does not start an SEV-SNP guest. TDX is not "
            "concerned.",
        .faults = faults_SEV001},
    [RULE_SEV002] = {HEAD("SEV-002", "sev-header", ERROR, IMAGE),
        .clause =
            "tianocore/edk2:OvmfPkg/ResetVector/X64/OvmfSevMetadata.asm; "
            "qemu/qemu:target/i386/sev.c",
        .summary =
            "SEV metadata has version 1, a Length that agrees with its sections, and lies in the "
            "file.",
        .consequence =
            "QEMU passes over metadata whose Length does not fit, and believes the number of "
            "sections: it reads what follows as sections. TDX is not concerned.",
        .faults = faults_SEV002},
    [RULE_SEV003] = {HEAD("SEV-003", "sev-section-memory", ERROR, IMAGE),
        .clause = "torvalds/linux:arch/x86/kvm/svm/sev.c (snp_launch_update)",
        .summary = "A section of SEV metadata is made of whole pages, and of at least one.",
        .consequence =
            "KVM adds whole pages to an SEV-SNP guest and refuses anything else. TDX is not "
            "concerned.",
        .faults = faults_SEV003},
    [RULE_SEV004] = {HEAD("SEV-004", "sev-section-type", WARNING, IMAGE),
        .clause = "qemu/qemu:target/i386/sev.c (snp_metadata_desc_to_page_type)",
        .summary = "The type of a section of SEV metadata is one that is defined.",
        .consequence =
            "Some versions of QEMU do not start an SEV-SNP guest then, others add the pages as "
            "zeros: the launch digest depends on which. TDX is not concerned.",
        .faults = faults_SEV004},
    [RULE_SEV005] = {HEAD("SEV-005", "sev-overlap", ERROR, IMAGE),
        .clause = "torvalds/linux:arch/x86/kvm/svm/sev.c (snp_launch_update)",
        .summary = "No two sections of SEV metadata share guest memory.",
        .consequence =
            "A page is given to an SEV-SNP guest once: KVM refuses the second time. TDX is not "
            "concerned.",
        .requires = {RULE(SEV003)},
        .check = check_sev_overlap},
    [RULE_HOB001] = {HEAD("HOB-001", "hob-list", ERROR, IMAGE),
        .clause = "PI specification 1.8 vol. 3, chapter 5",
        .summary =
            "A list of hand-off blocks begins with a hand-off table of version 9, ends with a "
            "block that says so, and where the table says.",
        .consequence = "Firmware does not take the list, or reads on behind its end.",
        .faults = faults_HOB001},
    [RULE_HOB002] = {HEAD("HOB-002", "hob-length", ERROR, IMAGE),
        .clause = "PI specification 1.8 vol. 3, chapter 5",
        .summary =
            "A hand-off block holds its header and what its type says, has a multiple of 8 "
            "bytes, and lies in the list; the range that it describes fits into 64 bits.",
        .consequence =
            "Each block is found by the length of the one before: firmware misreads this one or "
            "all that follow.",
        .faults = faults_HOB002},
    [RULE_HOB003] = {HEAD("HOB-003", "hob-acpi-table", ERROR, IMAGE),
        .clause = "ACPI specification 6.5, 5.2.6, System Description Table Header",
        .summary =
            "An ACPI table in a hand-off block lies in the block, and its bytes add up to 0.",
        .consequence = "Firmware or operating system pass over the table.",
        .faults = faults_HOB003},
    [RULE_IGVM001] = {HEAD("IGVM-001", "igvm-checksum", ERROR, IMAGE),
        .clause = "microsoft/igvm:igvm_defs/src/lib.rs (IGVM_FIXED_HEADER)",
        .summary = "The checksum of an IGVM file is the CRC32 of its headers.",
        .consequence = "Loaders take the file for damaged and refuse it.",
        .requires = {RULE(IGVM002)},
        .faults = faults_IGVM001},
    [RULE_IGVM002] = {HEAD("IGVM-002", "igvm-header", ERROR, IMAGE),
        .clause = "microsoft/igvm:igvm_defs/src/lib.rs (IGVM_FIXED_HEADER)",
        .summary =
            "The fixed header of an IGVM file has a version that is defined, the size of the "
            "file, and leads to headers in it.",
        .consequence = "Loaders refuse the file.",
        .faults = faults_IGVM002},
    [RULE_IGVM003] = {HEAD("IGVM-003", "igvm-variable-header", ERROR, IMAGE),
        .clause = "microsoft/igvm:igvm_defs/src/lib.rs (IGVM_VHS_VARIABLE_HEADER)",
        .summary =
            "The variable headers of an IGVM file fill their part of it, and are of types that "
            "are defined or may be passed over.",
        .consequence = "Loaders refuse the file.",
        .faults = faults_IGVM003},
    [RULE_CERT001] = {HEAD("CERT-001", "certificate", WARNING, IMAGE),
        .clause = "UEFI specification 2.10, 32.4.1, EFI_CERT_X509_GUID",
        .summary =
            "A certificate in a signature list is one in X.509 form, and nothing follows it.",
        .consequence =
            "Firmware cannot read it: what the certificate was to allow is refused, and what it "
            "was to forbid is allowed.",
        .faults = faults_CERT001},
    [RULE_CAP001] = {HEAD("CAP-001", "capsule-header", ERROR, IMAGE),
        .clause = "UEFI specification 2.10, 8.5.3.1, EFI_CAPSULE_HEADER",
        .summary =
            "A capsule is no larger than its file, and its header has all fields and ends inside of "
            "it.",
        .consequence = "Firmware refuses the update, or takes other bytes for the image.",
        .faults = faults_CAP001},
    [RULE_CAP002] = {HEAD("CAP-002", "capsule-item", ERROR, IMAGE),
        .clause = "UEFI specification 2.10, 23.3, EFI_FIRMWARE_MANAGEMENT_CAPSULE_HEADER",
        .summary =
            "The offsets in an FMP capsule lead to items behind their list, whose headers are of a "
            "version that is defined and whose images end inside of the capsule.",
        .consequence = "Firmware refuses the update.",
        .requires = {RULE(CAP001)},
        .faults = faults_CAP002},
    [RULE_CAP003] = {HEAD("CAP-003", "capsule-image", WARNING, IMAGE),
        .clause = "UEFI specification 2.10, 23.3",
        .summary = "A capsule carries an image.",
        .consequence = "There is no firmware in it to look at, or to install.",
        .requires = {RULE(CAP001), RULE(CAP002)},
        .faults = faults_CAP003},
};
/* clang-format on */

const struct tdxp_rule *tdxp_rules(size_t *count)
{
    *count = RULE_COUNT;
    return rule_table;
}

const struct tdxp_rule *tdxp_rule_find(const char *id)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        const struct tdxp_rule *rule = &rule_table[i];

        if (strcmp(rule->id, id) == 0 || strcmp(rule->slug, id) == 0) {
            return rule;
        }
    }
    return NULL;
}
