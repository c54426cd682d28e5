/* SEV metadata as tables: what each field and section type is. */
#include <stddef.h>

#include "tdxplore/sev.h"

#define ASM "tianocore/edk2:OvmfPkg/ResetVector/X64/OvmfSevMetadata.asm"
#define QEMU "qemu/qemu:target/i386/sev.c"
#define MEASURE "virtee/sev-snp-measure:sevsnpmeasure/guest.py"

static const struct tdxp_choice section_types[] = {
    {TDXP_SEV_SNP_SEC_MEM,
     "SNP_SEC_MEM",
     {"zeroed memory for the firmware's first steps",
      "Page tables, stack and heap of the first code lie there. In an SNP guest memory must be validated before it can be "
      "used, and that code cannot do it yet: so the VMM has these pages validated before the guest runs. They are zero "
      "pages; the launch digest covers that.",
      ASM "; " MEASURE}},
    {TDXP_SEV_SNP_SECRETS,
     "SNP_SECRETS",
     {"the page where the security processor puts the guest's secrets",
      "Keys for talking to the security processor, one for each privilege level. The launch digest covers that the page is "
      "there, not what is in it.",
      ASM "; SEV-SNP firmware ABI specification, SNP_LAUNCH_UPDATE"}},
    {TDXP_SEV_CPUID,
     "CPUID",
     {"the page with the answers to CPUID",
      "The VMM fills it in; the security processor checks that no answer promises what the processor cannot do. Early code "
      "takes its answers from there. The launch digest covers that the page is there, not what is in it.",
      ASM "; SEV-SNP firmware ABI specification, 7.1, CPUID Reporting"}},
    {TDXP_SEV_SVSM_CAA,
     "SVSM_CAA",
     {"calling area for a secure VM service module",
      "Where an SVSM runs at the highest privilege level, the firmware leaves its calls to it there. A zero page "
      "otherwise.",
      ASM "; Secure VM Service Module specification, Calling Area"}},
    {TDXP_SEV_KERNEL_HASHES,
     "KERNEL_HASHES",
     {"hashes of kernel, initrd and command line that the VMM boots directly",
      "The VMM fills it in, and the launch digest covers it: so the digest vouches for a kernel that is not in the image. "
      "A zero page where the VMM boots no kernel itself. The builds for this (AmdSev) have it.",
      ASM "; " QEMU}},
    {0, NULL, {.summary = NULL}},
};

static const struct tdxp_field header_fields[] = {
    {.name = "Signature",
     .type_name = "CHAR8[4]",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_CHAR8,
     .doc = {"marks the start of the metadata: \"ASEV\"", "QEMU passes over metadata that does not begin with it.",
             ASM "; " QEMU}},
    {.name = "Length",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"size of the metadata: 16 + 12 x NumberOfSections bytes", "Header and entries, without a gap.", ASM}},
    {.name = "Version",
     .type_name = "UINT32",
     .offset = 8,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"version of the layout: 1", "No other has been used.", ASM}},
    {.name = "NumberOfSections",
     .type_name = "UINT32",
     .offset = 12,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_COUNT,
     .doc = {"how many section entries follow", "The entries of 12 bytes each follow this field.", ASM}},
    {.name = NULL},
};

const struct tdxp_format tdxp_format_sev_header = {
    .name = "SEV metadata",
    .size = TDXP_SEV_HEADER_SIZE,
    .fields = header_fields,
    .doc = {
        "tells a VMM which pages an AMD SEV-SNP guest needs before it runs",
        "The counterpart of the TDVF descriptor for another kind of confidential guest; images of OVMF have both, so "
        "that one file starts in either. The VMM copies the whole image to where it ends at 4 GiB, and then adds the "
        "pages that these entries name. Each page goes into the launch digest as it is added. Images for plain SEV "
        "and SEV-ES guests need no such list.",
        ASM "; " MEASURE}};

static const struct tdxp_field section_fields[] = {
    {.name = "Base",
     .type_name = "UINT32",
     .offset = 0,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_GPA,
     .doc = {"guest-physical address at which the pages begin", "A multiple of 4 KiB.", ASM}},
    {.name = "Size",
     .type_name = "UINT32",
     .offset = 4,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_SIZE,
     .doc = {"how many bytes of guest memory they are", "A multiple of 4 KiB.", ASM}},
    {.name = "Type",
     .type_name = "UINT32",
     .offset = 8,
     .size = 4,
     .type = TDXP_TYPE_UINT,
     .role = TDXP_ROLE_ENUM,
     .choices = section_types,
     .doc =
         {"what the pages are for",
          "Decides what the VMM puts there and as what kind of page it is measured. Older versions of QEMU end at a type "
          "that they do not know.",
          ASM "; " QEMU}},
    {.name = NULL},
};

const struct tdxp_format tdxp_format_sev_section = {
    .name = "SEV section entry",
    .size = TDXP_SEV_ENTRY_SIZE,
    .fields = section_fields,
    .doc = {"pages that the VMM adds to the guest before it runs",
            "There are no bytes for them in the file. The order of the entries matters for the launch digest.",
            ASM "; " MEASURE}};

const char *tdxp_sev_section_type_name(uint32_t type)
{
    const struct tdxp_choice *choice = tdxp_choice_find(section_types, type);

    return choice ? choice->name : "unknown";
}

bool tdxp_sev_section_measured(uint32_t type)
{
    return type == TDXP_SEV_SNP_SEC_MEM || type == TDXP_SEV_SVSM_CAA || type == TDXP_SEV_KERNEL_HASHES;
}
