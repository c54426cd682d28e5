/* The TDVF descriptor and its section entries as tables: what each field, type and attribute is. */
#include <stddef.h>

#include "tdxplore/tdvf.h"

#define SPEC "TD-SHIM specification, "

static const struct tdxp_choice section_types[] = {
    {TDXP_SECTION_BFV,
     "BFV",
     {"boot firmware volume: the code that the guest starts with",
      "The VMM copies these bytes to private guest memory before the guest runs (TDH.MEM.PAGE.ADD) and extends them "
      "into the launch measurement (TDH.MR.EXTEND), so that MRTD vouches for every byte. The reset vector, the last "
      "16 bytes below 4 GiB, lies in one: without a BFV there is nothing to start.\n"
      "RawDataSize must not be 0. An image has at least one BFV and may have several.",
      SPEC "table 1.1-4"}},
    {TDXP_SECTION_CFV,
     "CFV",
     {"configuration firmware volume: settings such as Secure Boot keys",
      "The VMM copies these bytes to private guest memory but does not measure them: MRTD covers that the pages were "
      "added, not what is in them. The firmware itself extends them into RTMR[0] before it uses them. So an image can "
      "be given other settings without a new MRTD, and a verifier sees the settings in RTMR[0].\n"
      "RawDataSize must not be 0. An image may have any number of CFV.",
      SPEC "table 1.1-4"}},
    {TDXP_SECTION_TD_HOB,
     "TD_HOB",
     {"memory where the VMM writes the list of hand-off blocks",
      "Zeroed private memory, at most one. The VMM fills it with hand-off blocks that tell the firmware which memory "
      "the guest has. The firmware extends the list into RTMR[0]. There are no bytes for it in the file: RawDataSize "
      "and DataOffset are 0. QEMU and Cloud Hypervisor do not start an image without one.",
      SPEC "table 1.1-4; UEFI PI specification vol. 3, chapter 5"}},
    {TDXP_SECTION_TEMP_MEM,
     "TempMem",
     {"zeroed memory for the firmware's first steps: stack, heap, mailbox",
      "Private memory that is added before the guest runs, so that the firmware has a stack and a heap before it has "
      "accepted any other memory. Nothing of the file goes there and nothing of it is measured but that the pages "
      "were added.",
      SPEC "table 1.1-4"}},
    {TDXP_SECTION_PERM_MEM,
     "PermMem",
     {"memory that the guest itself accepts as its own",
      "The VMM only reserves these addresses (TDH.MEM.PAGE.AUG); the guest accepts the pages with TDG.MEM.PAGE.ACCEPT. "
      "An image without a TD_HOB describes all of its memory in this way.",
      SPEC "table 1.1-4"}},
    {TDXP_SECTION_PAYLOAD,
     "Payload",
     {"what the firmware starts next: an executable or a Linux kernel",
      "Where RawDataSize is not 0 the image carries the payload; where it is 0 the VMM puts one there, such as the "
      "kernel that the user named. It is measured into MRTD where MR.EXTEND is set, else by the firmware into "
      "RTMR[1]. At most one. QEMU does not know this type.",
      SPEC "table 1.1-4"}},
    {TDXP_SECTION_PAYLOAD_PARAM,
     "PayloadParam",
     {"parameters for the payload, such as the kernel command line",
      "The VMM writes them there; the firmware extends them into RTMR[1]. At most one, and only with a Payload.",
      SPEC "table 1.1-4"}},
    {TDXP_SECTION_TD_INFO,
     "TD_INFO",
     {"version and security version of the firmware",
      "The bytes lie inside of the BFV, which measures them; the entry only says where. The VMM does nothing for it: "
      "MemoryAddress and MemoryDataSize are 0. At most one.",
      SPEC "table 1.1-4 and 1.1-5"}},
    {TDXP_SECTION_TD_PARAMS,
     "TD_PARAMS",
     {"the TD_PARAMS that the image wants to be created with",
      "The bytes lie inside of the BFV, which measures them; the entry only says where. The VMM does nothing for it: "
      "MemoryAddress and MemoryDataSize are 0. At most one.",
      SPEC "table 1.1-4"}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_flag section_attributes[] = {
    {0,
     0,
     "MR.EXTEND",
     {"the VMM extends the pages' contents into MRTD",
      "With the bit set the VMM calls TDH.MR.EXTEND for every 256 bytes of the section, so that the launch measurement "
      "depends on their contents. Set for BFV; clear for CFV, TD_HOB, TempMem and PermMem; either for Payload.",
      SPEC "table 1.1-3"},
     0},
    {1,
     1,
     "PAGE.AUG",
     {"the pages are not added before launch but left to the guest to accept",
      "Clear: the VMM adds the pages with TDH.MEM.PAGE.ADD before the guest runs. Set: it augments them later with "
      "TDH.MEM.PAGE.AUG and the guest accepts them. Only PermMem has it. Neither QEMU nor Cloud Hypervisor looks at it.",
      SPEC "table 1.1-3"},
     0},
    {2,
     31,
     "reserved",
     {"bits 31:2, which the specification wants to be 0",
      "Shown only where one of them is set. td-shim refuses such an image. Cloud Hypervisor compares the whole field "
      "with 1, so that it does not measure a section that has one of them set.",
      SPEC "table 1.1-3; confidential-containers/td-shim:td-shim-interface/src/metadata.rs; "
           "cloud-hypervisor/cloud-hypervisor:vmm/src/vm.rs"},
     1},
    {0, 0, NULL, {.summary = NULL}, 0},
};

static const struct tdxp_field header_fields[] = {
    {.name = "Signature",
     .type_name = "CHAR8[4]",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_CHAR8,
     .doc =
         {"marks the start of the descriptor: \"TDVF\"",
          "A VMM that follows the GUIDed table or the offset to this place checks that it finds these four "
          "characters (54 44 56 46) before it believes anything else.\n"
          "A tool of td-shim can put \"_NRX\" (5f 4e 52 58) in their place, for another loader that wants the attributes "
          "of all sections to be 0.",
          SPEC "table 1.1-1; confidential-containers/td-shim:doc/custom_nrx_image.md"}},
    {.name = "Length",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the descriptor: 16 + 32 x NumberOfSectionEntry bytes",
             "Counts this header and all section entries, but not the 16-byte TDX metadata GUID that stands before "
             "the descriptor. Every VMM refuses an image in which it does not agree with NumberOfSectionEntry.",
             SPEC "table 1.1-1"}},
    {.name = "Version",
     .type_name = "UINT32",
     .offset = 8,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"version of the descriptor's layout: 1", "Every VMM refuses any other version.", SPEC "table 1.1-1"}},
    {.name = "NumberOfSectionEntry",
     .type_name = "UINT32",
     .offset = 12,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"how many section entries follow",
             "The entries of 32 bytes each follow this field without a gap. QEMU wants at least two.",
             SPEC "table 1.1-1"}},
    {.name = NULL},
};

const struct tdxp_format tdxp_format_tdvf_header = {
    .name = "TDVF descriptor",
    .size = TDXP_TDVF_HEADER_SIZE,
    .fields = header_fields,
    .doc =
        {"tells the VMM how to build the guest's memory from this file",
         "A virtual machine in a trust domain (TD) starts with memory that the VMM has built and that the TDX module "
         "has measured. This table is the building plan: for each section which bytes of the file go to which "
         "guest-physical address (GPA), how much memory there is, and whether its contents are measured. The VMM "
         "reads it from the file before the guest runs; the firmware may read it again later.",
         SPEC "section TD Shim Metadata, table 1.1-1"},
};

static const struct tdxp_field section_fields[] = {
    {.name = "DataOffset",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_OFFSET,
     .doc = {"where the section's bytes begin in the file",
             "In bytes from the start of the file. 0 where the section has no bytes in the file (RawDataSize is 0).",
             SPEC "table 1.1-2"}},
    {.name = "RawDataSize",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"how many bytes of the file belong to the section",
             "0 for memory that starts out as zeros: TD_HOB, TempMem, PermMem. Where it is smaller than MemoryDataSize "
             "the rest of the memory is zero-filled.",
             SPEC "table 1.1-2"}},
    {.name = "MemoryAddress",
     .type_name = "UINT64",
     .offset = 8,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_GPA,
     .doc = {"guest-physical address (GPA) at which the section begins",
             "Must be a multiple of 4 KiB, the page size in which memory is added. Firmware that ends at 4 GiB has the "
             "reset vector where an x86 processor starts: at 0xfffffff0.",
             SPEC "table 1.1-2"}},
    {.name = "MemoryDataSize",
     .type_name = "UINT64",
     .offset = 16,
     .size = 8,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"how much guest memory the section fills",
             "In bytes, a multiple of 4 KiB and not less than RawDataSize. 0 means that the VMM does nothing for this "
             "section, as for TD_INFO and TD_PARAMS.",
             SPEC "table 1.1-2"}},
    {.name = "Type",
     .type_name = "UINT32",
     .offset = 24,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = section_types,
     .doc = {"what the section is for",
             "Decides what the VMM and the firmware do with it and into which register it is measured. Values above 8 "
             "are reserved.",
             SPEC "table 1.1-4"}},
    {.name = "Attributes",
     .type_name = "UINT32",
     .offset = 28,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_FLAGS,
     .flags = section_attributes,
     .doc =
         {"flags: whether the VMM measures the section, and how it adds the pages",
          "Each type allows certain flags only: BFV has MR.EXTEND, PermMem has PAGE.AUG, Payload may have MR.EXTEND, "
          "all others have none.",
          SPEC "table 1.1-3"}},
    {.name = NULL},
};

const struct tdxp_format tdxp_format_tdvf_section = {
    .name = "section entry",
    .size = TDXP_TDVF_ENTRY_SIZE,
    .fields = section_fields,
    .doc = {"one piece of the guest's memory, and the bytes of the file that go there",
            "The VMM works through the entries in this order: it adds MemoryDataSize bytes of guest memory at "
            "MemoryAddress, the first RawDataSize of them copied from DataOffset of the file. The order matters for "
            "the launch measurement.",
            SPEC "table 1.1-2"},
};

const struct tdxp_choice *tdxp_section_type_find(uint32_t type)
{
    return tdxp_choice_find(section_types, type);
}

const char *tdxp_section_type_name(uint32_t type)
{
    const struct tdxp_choice *choice = tdxp_section_type_find(type);

    return choice ? choice->name : "reserved";
}
