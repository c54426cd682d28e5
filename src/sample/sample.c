/* The sample image as a whole: its regions, and its TDX metadata. */
#include "tdxplore/sample.h"

#include "sample/layout.h"

/* td-shim-interface/src/metadata.rs: e9eaf9f3-168e-44d5-a8eb-7f4d8738f6ae */
static const struct tdxp_guid metadata_guid =
    TDXP_GUID(0xe9eaf9f3, 0x168e, 0x44d5, 0xa8, 0xeb, 0x7f, 0x4d, 0x87, 0x38, 0xf6, 0xae);

/* TD-SHIM specification, table 1.1-1 */
static const struct sample_field descriptor[] = {
    {0, 4, 0x46564454}, /* Signature, "TDVF" */
    {SAMPLE_TDVF_LENGTH, 4, SAMPLE_DESCRIPTOR_LENGTH(SAMPLE_SECTION_COUNT)},
    {SAMPLE_TDVF_VERSION, 4, 1},
    {SAMPLE_TDVF_COUNT, 4, SAMPLE_SECTION_COUNT}, /* NumberOfSectionEntry */
};

/* TD-SHIM specification, table 1.1-2 */
struct section {
    uint32_t data_offset;
    uint32_t raw_data_size;
    uint64_t memory_address;
    uint64_t memory_data_size;
    uint32_t type;
    uint32_t attributes;
};

/*
 * The default sections for a Linux payload, in td-shim's order (td-shim-tools/src/metadata.rs).
 * Kernel and command line come from the VMM, so Payload and PayloadParam have no bytes in the
 * image.
 */
static const struct section sections[] = {
    {SAMPLE_METADATA, SAMPLE_BFV_SIZE, SAMPLE_GPA(SAMPLE_METADATA), SAMPLE_BFV_SIZE, TDXP_SECTION_BFV,
     TDXP_ATTRIBUTE_MR_EXTEND},
    {SAMPLE_CONFIG, SAMPLE_CONFIG_SIZE, SAMPLE_GPA(SAMPLE_CONFIG), SAMPLE_CONFIG_SIZE, TDXP_SECTION_CFV, 0},
    {0, 0, SAMPLE_GPA(SAMPLE_TEMP_STACK), SAMPLE_TEMP_STACK_SIZE, TDXP_SECTION_TEMP_MEM, 0},
    {0, 0, SAMPLE_GPA(SAMPLE_TEMP_HEAP), SAMPLE_TEMP_HEAP_SIZE, TDXP_SECTION_TEMP_MEM, 0},
    {0, 0, SAMPLE_GPA(SAMPLE_MAILBOX), SAMPLE_MAILBOX_SIZE, TDXP_SECTION_TEMP_MEM, 0},
    {0, 0, SAMPLE_TD_HOB_GPA, SAMPLE_TD_HOB_SIZE, TDXP_SECTION_TD_HOB, 0},
    {0, 0, SAMPLE_PAYLOAD_GPA, SAMPLE_PAYLOAD_MEMORY_SIZE, TDXP_SECTION_PAYLOAD, 0},
    {0, 0, SAMPLE_PAYLOAD_PARAM_GPA, SAMPLE_PAYLOAD_PARAM_SIZE, TDXP_SECTION_PAYLOAD_PARAM, 0},
};

_Static_assert(sizeof sections / sizeof sections[0] == SAMPLE_SECTION_COUNT, "the descriptor counts the sections");

/* td-layout/src/mailbox.rs; no processor is being woken: the APIC id is invalid */
static const struct sample_field mailbox[] = {
    {0, 2, 0},          /* command: none */
    {2, 2, 0},          /* reserved */
    {4, 4, 0xffffffff}, /* APIC id */
    {8, 8, 0},          /* wake-up vector */
};

static void write_mailbox(const struct sample_image *image)
{
    SAMPLE_PUT_FIELDS(image, SAMPLE_MAILBOX, mailbox);
}

static void write_section(const struct sample_image *image, uint64_t base, const struct section *section)
{
    sample_put_u32(image, base + SAMPLE_DATA_OFFSET, section->data_offset);
    sample_put_u32(image, base + SAMPLE_RAW_DATA_SIZE, section->raw_data_size);
    sample_put_u64(image, base + SAMPLE_MEMORY_ADDRESS, section->memory_address);
    sample_put_u64(image, base + SAMPLE_MEMORY_DATA_SIZE, section->memory_data_size);
    sample_put_u32(image, base + SAMPLE_TYPE, section->type);
    sample_put_u32(image, base + SAMPLE_ATTRIBUTES, section->attributes);
}

static void write_metadata(const struct sample_image *image)
{
    sample_put_guid(image, SAMPLE_METADATA_GUID, metadata_guid);
    SAMPLE_PUT_FIELDS(image, SAMPLE_DESCRIPTOR, descriptor);
    for (size_t i = 0; i < SAMPLE_SECTION_COUNT; i++) {
        write_section(image, SAMPLE_SECTION_ENTRY(i), &sections[i]);
    }
}

/*
 * From the first byte to the last. A region without a writer stays zero: it only reserves
 * addresses.
 */
static const struct region {
    struct tdxp_range range;
    void (*write)(const struct sample_image *image);
} regions[] = {
    {{SAMPLE_CONFIG, SAMPLE_CONFIG_SIZE}, sample_write_config},                   /* Config */
    {{SAMPLE_MAILBOX, SAMPLE_MAILBOX_SIZE}, write_mailbox},                       /* Mailbox */
    {{SAMPLE_TEMP_STACK, SAMPLE_TEMP_STACK_SIZE}, NULL},                          /* TempStack */
    {{SAMPLE_TEMP_HEAP, SAMPLE_TEMP_HEAP_SIZE}, NULL},                            /* TempHeap */
    {{SAMPLE_FREE, SAMPLE_FREE_SIZE}, NULL},                                      /* Free */
    {{SAMPLE_PAYLOAD, SAMPLE_PAYLOAD_SIZE}, NULL},                                /* Payload */
    {{SAMPLE_METADATA, SAMPLE_METADATA_SIZE}, write_metadata},                    /* Metadata */
    {{SAMPLE_IPL, SAMPLE_IPL_SIZE}, sample_write_ipl},                            /* IPL */
    {{SAMPLE_RESET_VECTOR, SAMPLE_RESET_VECTOR_SIZE}, sample_write_reset_vector}, /* ResetVector */
};

void tdxp_sample_build(uint8_t bytes[static TDXP_SAMPLE_SIZE])
{
    memset(bytes, 0, TDXP_SAMPLE_SIZE);
    for (size_t i = 0; i < sizeof regions / sizeof regions[0]; i++) {
        const struct sample_image image = {bytes, regions[i].range};

        if (regions[i].write) {
            regions[i].write(&image);
        }
    }
}
