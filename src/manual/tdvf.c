/* The contents of tdvf(5): its sections in their order, and those that are words alone. */
#include "manual/tdvf.h"

#include "tdxplore/check.h"

enum { SECTIONS_MAX = 16 };

static void write_description(struct document *document, const struct tdxp_firmware *sample)
{
    (void)sample;
    document_paragraph(
        document,
        "The firmware of a confidential virtual machine that runs as a trust domain (TD) of Intel TDX comes as one "
        "file: an image as a machine's flash memory has it, mapped so that it ends at 4 GiB. It has no header. What "
        "makes it an image for a TD is a descriptor somewhere in it, which begins with the four characters \"TDVF\" "
        "(TD virtual firmware). It is also called TDX metadata.");
    document_paragraph(
        document,
        "The virtual machine monitor (VMM) learns from it what memory the guest starts with: its sections say which "
        "bytes of the file go to which guest-physical address (GPA), and which of them are measured.");
    document_paragraph(
        document,
        "All integers are little-endian and no structure has padding. Offsets, in the file and in structures, are in "
        "bytes from the start, unless it is said that they count from the end.");
}

static void write_readers(struct document *document, const struct tdxp_firmware *sample)
{
    size_t count;
    const struct tdxp_consumer *const *consumers = tdxp_consumers(&count);

    (void)sample;
    document_paragraph(
        document, "These read a descriptor, or say how it has to be read. On what each of them refuses an image, in "
                  "which order and with what words, is in tdxplore-rules(7).");
    for (size_t i = 0; i < count; i++) {
        const struct tdxp_doc doc = {consumers[i]->description, NULL, consumers[i]->source};

        document_entry(document, consumers[i]->name, consumers[i]->key, &doc);
    }
}

static void write_families(struct document *document, const struct tdxp_firmware *sample)
{
    static const struct {
        const char *term;
        struct tdxp_doc doc;
    } differences[] = {
        {"Way to the descriptor",
         {"td-shim writes the offset from the start of the file and the GUIDed table; OVMF writes the table alone.",
          "In OVMF the bytes at which the offset would be are a jump, part of its 16-bit reset code.",
          "confidential-containers/td-shim:td-shim-tools/src/linker.rs; "
          "tianocore/edk2:OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm"}},
        {"Sections",
         {"Both have BFV, CFV, TD_HOB and TempMem.",
          "td-shim may have Payload, PayloadParam, PermMem, TD_INFO and TD_PARAMS besides; OVMF has none of them.",
          "confidential-containers/td-shim:td-shim-tools/src/metadata.rs; "
          "tianocore/edk2:OvmfPkg/ResetVector/X64/IntelTdxMetadata.asm"}},
        {"What starts",
         {"td-shim starts a payload: an executable in the image, or a Linux kernel that the VMM loads. OVMF is a whole "
          "UEFI, which finds what to start by itself.",
          NULL, "confidential-containers/td-shim:doc/tdshim_spec.md; tianocore/edk2:OvmfPkg/README"}},
        {"Two files",
         {"OVMF can be split into OVMF_VARS.fd, the variable store, and OVMF_CODE.fd, which lies behind it in memory.",
          "The descriptor is in the latter, and its offsets are those of both files joined. A td-shim image is one file.",
          "tianocore/edk2:OvmfPkg/OvmfPkgX64.fdf"}},
        {"Other guests",
         {"OVMF images that are built for both carry SEV metadata as well; td-shim's do not.", NULL,
          "tianocore/edk2:OvmfPkg/ResetVector/X64/OvmfSevMetadata.asm"}},
    };

    (void)sample;
    document_paragraph(document, "Two families of firmware have such a descriptor. They differ in these:");
    for (size_t i = 0; i < sizeof differences / sizeof differences[0]; i++) {
        document_entry(document, differences[i].term, NULL, &differences[i].doc);
    }
}

static void write_see_also(struct document *document, const struct tdxp_firmware *sample)
{
    static const struct document_page pages[] = {{"tdxplore", "1"}, {"tdxplore-rules", "7"}};

    (void)sample;
    document_pages(document, pages, sizeof pages / sizeof pages[0]);
}

static void write_sources(struct document *document, const struct tdxp_firmware *sample)
{
    static const struct {
        const char *term;
        struct tdxp_doc doc;
    } sources[] = {
        {"TD-SHIM specification", {"confidential-containers/td-shim:doc/tdshim_spec.md", NULL, NULL}},
        {"UEFI Platform Initialization specification", {"volume 3: hand-off blocks, firmware volumes", NULL, NULL}},
        {"UEFI specification", {"GUIDs", NULL, NULL}},
        {"Intel TDX module specifications", {"the ABI, and the base architecture", NULL, NULL}},
        {"tianocore/edk2", {"OVMF: its reset vector and its metadata", NULL, NULL}},
        {"virtee/sev-snp-measure", {"SEV metadata, and the launch digest", NULL, NULL}},
    };

    (void)sample;
    document_paragraph(
        document,
        "With each fact stands where it comes from: a specification with its clause, or a file of a repository, written "
        "as OWNER/NAME:FILE. These are the main ones:");
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        document_entry(document, sources[i].term, NULL, &sources[i].doc);
    }
}

static const struct {
    const char *title;
    void (*write)(struct document *document, const struct tdxp_firmware *sample);
} sections[] = {
    {"Description", write_description},
    {"Who reads it", write_readers},
    {"Finding the descriptor", tdvf_write_finding},
    {"Descriptor", tdvf_write_descriptor},
    {"Section entry", tdvf_write_entry},
    {"GUIDed table", tdvf_write_guid_table},
    {"Reset vector", tdvf_write_reset_vector},
    {"Hand-off blocks", tdvf_write_hob},
    {"Structures of td-shim", tdvf_write_td_shim},
    {"SEV metadata", tdvf_write_sev},
    {"Measurement", tdvf_write_measurement},
    {"td-shim and OVMF", write_families},
    {"Example", tdvf_write_example},
    {"See also", write_see_also},
    {"Sources", write_sources},
};

void tdvf_write(struct document *document, const struct tdxp_firmware *sample, const char *date, const char *source)
{
    const char *titles[SECTIONS_MAX] = {NULL};
    const struct document_title title = {
        .name = "tdvf",
        .section = "5",
        .summary = "firmware image with a TDVF descriptor, for confidential virtual machines",
        .date = date,
        .source = source,
        .parts = titles,
    };
    size_t count = sizeof sections / sizeof sections[0];

    _Static_assert(sizeof sections / sizeof sections[0] < SECTIONS_MAX, "the titles end with NULL");
    for (size_t i = 0; i < count; i++) {
        titles[i] = sections[i].title;
    }
    document_begin(document, &title);
    for (size_t i = 0; i < count; i++) {
        document_section(document, sections[i].title);
        sections[i].write(document, sample);
    }
    document_end(document);
}
