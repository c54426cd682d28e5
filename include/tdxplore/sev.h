/*
 * SEV metadata: what OVMF tells a VMM that starts it in an AMD SEV-SNP guest. A second descriptor beside that for TDX.
 *
 * Facts: tianocore/edk2:OvmfPkg/ResetVector/X64/OvmfSevMetadata.asm; how a VMM uses it: qemu/qemu:target/i386/sev.c,
 * virtee/sev-snp-measure:sevsnpmeasure/ovmf.py and guest.py.
 */
#ifndef TDXPLORE_SEV_H
#define TDXPLORE_SEV_H

#include <stdbool.h>
#include <stdint.h>

#include "tdxplore/format.h"
#include "tdxplore/guid.h"
#include "tdxplore/tree.h"

#define TDXP_SEV_SIGNATURE UINT32_C(0x56455341) /* "ASEV" */
#define TDXP_SEV_HEADER_SIZE 16u
#define TDXP_SEV_ENTRY_SIZE 12u

enum tdxp_sev_section_type {
    TDXP_SEV_SNP_SEC_MEM = 1,
    TDXP_SEV_SNP_SECRETS = 2,
    TDXP_SEV_CPUID = 3,
    TDXP_SEV_SVSM_CAA = 4,
    TDXP_SEV_KERNEL_HASHES = 0x10,
};

/* A section entry with the values that it holds, whatever they are. */
struct tdxp_sev_section {
    uint32_t index;
    uint64_t offset; /* file offset of the entry */
    uint32_t base;   /* GPA */
    uint32_t size;   /* in bytes */
    uint32_t type;   /* enum tdxp_sev_section_type, or another value */
    const struct tdxp_node *node;
};

/* The metadata as far as the file has bytes of it. Owned by the tree. */
struct tdxp_sev {
    uint64_t offset;  /* file offset of the signature */
    uint32_t length;  /* Length, as it stands; this and the next two are 0 where the file ends before them */
    uint32_t version; /* Version, as it stands */
    uint32_t count;   /* NumberOfSections, as it stands */
    const struct tdxp_sev_section *sections; /* entries that lie wholly in the file and below the decoder's limit */
    uint32_t section_count;
    bool limited; /* there are more entries in the file than the decoder's limit */
    const struct tdxp_node *node;
};

/* Most entries that are decoded. */
#define TDXP_SEV_SECTION_LIMIT 4096u

/* GUID of the entry of the GUIDed table that gives the signature's distance from the end of the file. */
extern const struct tdxp_guid tdxp_guid_sev_metadata_offset;

/* Entries of the same table: where the hashes of a kernel go, and where further vCPUs start. */
extern const struct tdxp_guid tdxp_guid_sev_hash_table;
extern const struct tdxp_guid tdxp_guid_sev_reset_block;

/* The tables that say what the structures are made of. */
extern const struct tdxp_format tdxp_format_sev_header;
extern const struct tdxp_format tdxp_format_sev_section;

/* The source's name of a section type; "unknown" for one that it does not define. */
const char *tdxp_sev_section_type_name(uint32_t type);

/*
 * True where the launch digest of an SNP guest covers what the pages of such a section hold: zeros, or the hashes of a
 * kernel. Of the others it covers only that they are there, and where (sevsnpmeasure/gctx.py).
 */
bool tdxp_sev_section_measured(uint32_t type);

#endif
