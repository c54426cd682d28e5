/* What a file seems to be as a whole: one table of kinds, each with its test. */
#include "format/kind.h"

#include "format/fv_search.h"
#include "format/hob.h"
#include "format/program.h"
#include "format/td_shim.h"

enum {
    RESET_VECTOR_SIZE = 16,
    BIOS_UNIT = 0x10000, /* the size of a BIOS is a multiple of this */
    FAR_JUMP = 0xea,     /* the first byte of JMP ptr16:16 (Intel SDM vol. 2A) */
};

#define BIOS_MAX (UINT64_C(16) << 20)

#define OVMF_SOURCE "tianocore/edk2:OvmfPkg/README, OvmfPkg/OvmfPkgX64.fdf"
#define TDX_DETAIL                                                                                                        \
    "The VMM copies pieces of it into guest memory; which ones, and where to, is in the TDVF descriptor. Seen as a BIOS " \
    "image the whole file is mapped so that its last byte lies just below 4 GiB."

/* ---- what the tests ask ---- */

static struct tdxp_bytes image_bytes(const struct tdxp_firmware *fw)
{
    struct tdxp_range image = tdxp_firmware_range(fw);

    return tdxp_bytes_slice(tdxp_image_bytes(fw->image), image.start, image.length);
}

static bool begins_with(const struct tdxp_firmware *fw, const char *bytes, size_t length)
{
    return tdxp_read_equals(tdxp_image_bytes(fw->image), tdxp_firmware_range(fw).start, bytes, length);
}

static bool holds_variables(const struct tdxp_volume *volume)
{
    return tdxp_guid_equal(&volume->file_system, &fv_guid_variables);
}

/* The volume that the image begins with, or NULL. */
static const struct tdxp_volume *first_volume(const struct tdxp_firmware *fw)
{
    for (uint32_t i = 0; i < fw->volume_count; i++) {
        if (fw->volumes[i].space->id == 0 && fw->volumes[i].offset == tdxp_firmware_range(fw).start) {
            return &fw->volumes[i];
        }
    }
    return NULL;
}

static bool begins_with_variables(const struct tdxp_firmware *fw)
{
    const struct tdxp_volume *first = first_volume(fw);

    return first && holds_variables(first);
}

/* Whether a volume holds something other than variables. */
static bool has_code(const struct tdxp_firmware *fw)
{
    for (uint32_t i = 0; i < fw->volume_count; i++) {
        if (!holds_variables(&fw->volumes[i])) {
            return true;
        }
    }
    return false;
}

/* ---- the tests ---- */

static bool is_capsule(const struct tdxp_firmware *fw)
{
    return fw->capsule;
}

static bool is_igvm(const struct tdxp_firmware *fw)
{
    return begins_with(fw, "IGVM", 4);
}

static bool is_qcow(const struct tdxp_firmware *fw)
{
    return begins_with(fw, "QFI\xfb", 4);
}

/* td-shim's loader follows the legacy offset; the 16-bit code of OVMF has a jump there. */
static bool is_td_shim(const struct tdxp_firmware *fw)
{
    const struct tdxp_lookup *legacy = &fw->lookups[TDXP_METHOD_LEGACY_OFFSET];

    return fw->tdvf && legacy->outcome == TDXP_OUTCOME_FOUND && legacy->offset == fw->tdvf->offset &&
           fw->missing_front == 0;
}

static bool is_ovmf_code(const struct tdxp_firmware *fw)
{
    if (fw->missing_front > 0) {
        return true;
    }
    return !fw->tdvf && fw->table.count > 0 && has_code(fw) && !begins_with_variables(fw);
}

static bool is_ovmf(const struct tdxp_firmware *fw)
{
    return fw->table.count > 0 && has_code(fw) && begins_with_variables(fw);
}

static bool is_tdx(const struct tdxp_firmware *fw)
{
    return fw->tdvf != NULL;
}

static bool is_hob_list(const struct tdxp_firmware *fw)
{
    return hob_list_begins(tdxp_image_bytes(fw->image), tdxp_firmware_range(fw).start);
}

static bool is_signed_payload(const struct tdxp_firmware *fw)
{
    return signed_payload_begins(tdxp_image_bytes(fw->image), tdxp_firmware_range(fw).start);
}

static bool is_elf(const struct tdxp_firmware *fw)
{
    const struct tdxp_bytes bytes = image_bytes(fw);

    return elf_is(&bytes);
}

static bool is_bzimage(const struct tdxp_firmware *fw)
{
    const struct tdxp_bytes bytes = image_bytes(fw);

    return bzimage_is(&bytes);
}

static bool is_pe(const struct tdxp_firmware *fw)
{
    const struct tdxp_bytes bytes = image_bytes(fw);

    return pe_is(&bytes, false);
}

static bool is_te(const struct tdxp_firmware *fw)
{
    const struct tdxp_bytes bytes = image_bytes(fw);

    return te_is(&bytes, false);
}

static bool is_variables(const struct tdxp_firmware *fw)
{
    return begins_with_variables(fw) && !has_code(fw);
}

static bool is_volume(const struct tdxp_firmware *fw)
{
    const struct tdxp_volume *first = first_volume(fw);

    return first && first->node->length == tdxp_firmware_range(fw).length;
}

static bool has_volumes(const struct tdxp_firmware *fw)
{
    return fw->volume_count > 0;
}

static bool is_bios(const struct tdxp_firmware *fw)
{
    struct tdxp_range image = tdxp_firmware_range(fw);
    uint8_t first = 0;

    if (image.length == 0 || image.length % BIOS_UNIT != 0 || image.length > BIOS_MAX) {
        return false;
    }
    tdxp_read_u8(tdxp_image_bytes(fw->image), image.start + image.length - RESET_VECTOR_SIZE, &first);
    return first == FAR_JUMP;
}

static bool is_anything(const struct tdxp_firmware *fw)
{
    (void)fw;
    return true;
}

/* ---- the table ---- */

static const struct {
    bool (*test)(const struct tdxp_firmware *fw);
    bool by_start; /* the test asks for nothing but the first bytes, which say that the file is no image to be mapped */
    struct tdxp_image_kind kind;
} kinds[] = {
    {is_capsule,
     false,
     {"capsule",
      "UEFI capsule",
      false,
      {"an envelope around a firmware image, for an update",
       "A running system hands it to its firmware, which installs what is inside. A VMM does not open capsules: it wants "
       "the image alone, which can be extracted. The image inside is decoded here as if it were a file of its own, but for "
       "its offsets, which are those of this file.",
       "UEFI specification 2.10, 8.5.3 and 23.3"}}},
    {is_igvm,
     true,
     {"igvm",
      "IGVM file",
      true,
      {"an independent guest virtual machine file",
       "It does not hold an image to be mapped below 4 GiB, but says page by page what the VMM puts where. td-shim can be "
       "built as one. TDX metadata that may be in it is not what a VMM goes by.",
       "microsoft/igvm:igvm_defs/src/lib.rs; confidential-containers/td-shim:doc/igvm_image.md"}}},
    {is_qcow,
     true,
     {"qcow2",
      "QCOW2 disk image",
      true,
      {"a disk image in QEMU's own format, in which some distributions pack firmware",
       "The firmware's bytes are in it, but not at their places: offsets and what is found by them mean nothing. Unpack it "
       "first: qemu-img convert -O raw FILE.qcow2 FILE.fd.",
       "qemu/qemu:docs/interop/qcow2.rst"}}},
    {is_td_shim,
     false,
     {"td-shim",
      "image as td-shim has it",
      false,
      {"a TDX firmware image whose descriptor td-shim's own loader finds",
       TDX_DETAIL
       " td-shim's way to the descriptor is the 32-bit offset at 0x20 bytes before the end, which leads to it here.",
       "TD-SHIM specification, Metadata Location; confidential-containers/td-shim:td-shim-interface/src/loader.rs"}}},
    {is_ovmf_code,
     false,
     {"ovmf-code",
      "OVMF without its variable store",
      false,
      {"the code of an OVMF build, of which the variable store is another file",
       "Builds of OVMF come in one piece, OVMF.fd, or in two: OVMF_VARS.fd, which the guest writes to, and OVMF_CODE.fd. "
       "The VMM maps VARS directly below CODE. What OVMF_CODE.fd says of itself, such as TDX metadata, is written for both "
       "together, so that offsets from the start of the file do not fit the part: put VARS before CODE, or open it "
       "together with its VARS. Some builds need no variable store and look the same.",
       OVMF_SOURCE}}},
    {is_ovmf,
     false,
     {"ovmf",
      "OVMF image",
      false,
      {"a whole build of OVMF: variable store and code",
       TDX_DETAIL " Without a descriptor it is firmware of an ordinary virtual machine, or of an SEV guest.",
       OVMF_SOURCE}}},
    {is_tdx,
     false,
     {"tdx",
      "TDX firmware image",
      false,
      {"an image with TDX metadata", TDX_DETAIL, "TD-SHIM specification, TDX Metadata"}}},
    {is_hob_list,
     true,
     {"hob-list",
      "list of hand-off blocks",
      true,
      {"what a VMM writes into guest memory for the firmware to read",
       "No firmware image, but a copy of a TD_HOB area: the memory that a guest has, its ACPI tables and the kind of its "
       "payload. Its addresses are those of the guest that it was written for.",
       "PI specification vol. 3, 5; TD-SHIM specification, TD Hand-Off Block"}}},
    {is_signed_payload,
     true,
     {"signed-payload",
      "signed payload",
      true,
      {"a payload with the signature that td-shim checks before it starts it",
       "No firmware image. td-shim's secure boot takes such a file for the payload; the hash of the key that it is signed "
       "with is in the image's configuration volume.",
       "confidential-containers/td-shim:doc/secure_boot.md"}}},
    {is_elf,
     true,
     {"elf",
      "ELF file",
      true,
      {"a program or kernel, as a payload is before it is put into an image",
       "No firmware image. td-shim is given such files as payloads; what a VMM loads is the image made of both.",
       "TIS ELF specification 1.2; confidential-containers/td-shim:td-shim-tools/src/linker.rs"}}},
    {is_bzimage,
     true,
     {"bzimage",
      "Linux kernel (bzImage)",
      true,
      {"a Linux kernel for x86 with the set-up header that a loader goes by",
       "No firmware image. A VMM puts such a file into a Payload section or hands it to the firmware, which starts it.",
       "torvalds/linux:Documentation/arch/x86/boot.rst"}}},
    {is_pe,
     true,
     {"pe",
      "PE/COFF file",
      true,
      {"a UEFI program, as it is before it is put into a firmware volume",
       "No firmware image. Drivers and applications of UEFI firmware are such files.",
       "Microsoft PE and COFF specification; UEFI specification 2.10, 2.1.1"}}},
    {is_te,
     true,
     {"te",
      "TE file",
      true,
      {"a UEFI program with the short header of early drivers",
       "No firmware image. The header is that of a PE file with what such a driver does not need left out.",
       "PI specification vol. 1, 15.1"}}},
    {is_variables,
     false,
     {"ovmf-vars",
      "variable store (OVMF_VARS.fd)",
      true,
      {"the variables of a UEFI firmware, without its code",
       "The store in which OVMF keeps boot entries, Secure Boot keys and settings. The guest writes to it, so each virtual "
       "machine has a copy of its own, while OVMF_CODE.fd is shared. The VMM maps it directly below the code.",
       OVMF_SOURCE}}},
    {is_volume,
     false,
     {"volume",
      "firmware volume",
      false,
      {"one firmware volume and nothing else",
       "A part of a firmware image, as tools take it out and put it in. It has no reset vector that a processor could "
       "start at.",
       "PI specification vol. 3, 3.2.1"}}},
    {has_volumes,
     false,
     {"volumes",
      "file with firmware volumes",
      false,
      {"UEFI firmware of some kind: volumes were found in it",
       "Neither TDX metadata nor the table at the end of an OVMF image is there. It may be a part of an image, or the "
       "firmware of a real machine.",
       "PI specification vol. 3, 3.2.1"}}},
    {is_bios,
     false,
     {"bios",
      "legacy BIOS image",
      false,
      {"firmware that starts in 16-bit mode, without firmware volumes",
       "Its last 16 bytes, where a processor starts, begin with a far jump, as those of SeaBIOS do. It cannot build a "
       "trust domain.",
       "Intel SDM vol. 3A, 9.1.4; SeaBIOS, src/romlayout.S"}}},
    {is_anything,
     false,
     {"unknown",
      "unknown file",
      false,
      {"nothing that is known was found in this file",
       "No TDX metadata, no table at its end, no firmware volume, and no beginning of a format that is known. Its bytes "
       "can be looked at all the same.",
       "tdxplore:src/format/kind.c"}}},
};

enum { KINDS = sizeof kinds / sizeof kinds[0], KIND_CAPSULE = 0 };

const struct tdxp_image_kind *tdxp_image_kind(unsigned n)
{
    return n < KINDS ? &kinds[n].kind : NULL;
}

static const struct tdxp_image_kind *find(const struct tdxp_firmware *fw, unsigned from)
{
    while (!kinds[from].test(fw)) {
        from++;
    }
    return &kinds[from].kind;
}

uint64_t kind_missing_front(const struct tdxp_firmware *fw)
{
    uint64_t size = tdxp_firmware_range(fw).length;
    uint64_t end = 0;

    for (uint32_t i = 0; fw->tdvf && i < fw->tdvf->section_count; i++) {
        const struct tdxp_section *s = &fw->tdvf->sections[i];
        uint64_t data_end = (uint64_t)s->data_offset + s->raw_data_size;

        if ((s->type == TDXP_SECTION_BFV || s->type == TDXP_SECTION_CFV) && data_end > end) {
            end = data_end;
        }
    }
    for (uint32_t i = 0; end > size && i < fw->tdvf->section_count; i++) {
        const struct tdxp_section *s = &fw->tdvf->sections[i];

        if (s->type == TDXP_SECTION_CFV && s->data_offset == 0 && s->raw_data_size == end - size) {
            return s->raw_data_size;
        }
    }
    return 0;
}

bool kind_starts_otherwise(const struct tdxp_firmware *fw)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (kinds[i].by_start && kinds[i].test(fw)) {
            return true;
        }
    }
    return false;
}

void kind_decide(struct tdxp_firmware *fw)
{
    struct tdxp_node *root = tdxp_tree_top(fw->tree);

    fw->kind = find(fw, KIND_CAPSULE);
    root->note = fw->kind->name;
    root->doc = &fw->kind->doc;
    if (fw->capsule) {
        fw->inner = find(fw, KIND_CAPSULE + 1);
        root->note = tdxp_tree_text(fw->tree, "%s: %s", fw->kind->name, fw->inner->name);
    }
}
