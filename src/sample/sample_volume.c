/* The sample image's two firmware volumes, by the rules of the PI specification (volume 3). */
#include "sample/layout.h"

/*
 * Attribute bit 11 is 0: erased bytes are zero, so what is left zero needs no writing and states
 * are not inverted.
 */
#define FV_ATTRIBUTES 0x0004f6ff /* as td-shim: td-shim/src/fv.rs */
#define FV_BLOCK_SIZE 0x1000
#define FV_REVISION 2
#define FV_EXT_HEADER_SIZE 0x14

#define FFS_TYPE_RAW 0x01
#define FFS_TYPE_SECURITY_CORE 0x03
#define FFS_TYPE_PAD 0xf0
#define FFS_ALIGN_16 0x08         /* alignment bits 5:3 = 1 */
#define FFS_FIXED_CHECKSUM 0xaa   /* where attribute bit 6 is clear */
#define FFS_STATE_DATA_VALID 0x07 /* header construction, header valid, data valid */

#define SECTION_PE32 0x10
#define SECTION_RAW 0x19

struct volume {
    uint64_t offset;
    uint64_t size; /* in bytes; may go on behind the window that is being written */
    struct tdxp_guid file_system;
    struct tdxp_guid name;
};

struct file {
    uint64_t offset;
    uint64_t size; /* in bytes, header included */
    struct tdxp_guid name;
    uint8_t type;
    uint8_t attributes;
};

struct section {
    uint64_t offset;
    uint64_t size; /* in bytes, header included */
    uint8_t type;
};

/* td-shim leaves the configuration volume without a name (td-shim-tools/src/enroller.rs). */
#define NO_NAME TDXP_GUID(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

static const struct volume config_volume = {
    .offset = SAMPLE_CONFIG,
    .size = SAMPLE_CONFIG_SIZE,
    .file_system = /* FFS3 */
    TDXP_GUID(0x5473c07a, 0x3dcb, 0x4dca, 0xbd, 0x6f, 0x1e, 0x96, 0x89, 0xe7, 0x34, 0x9a),
    .name = NO_NAME,
};

/*
 * The reset vector is this volume's last file, so the volume covers both regions
 * (td-shim-tools/src/linker.rs).
 */
static const struct volume ipl_volume = {
    .offset = SAMPLE_IPL,
    .size = SAMPLE_IPL_VOLUME_SIZE,
    .file_system = /* FFS2 */
    TDXP_GUID(0x8c8ce578, 0x8a3d, 0x4f1c, 0x99, 0x35, 0x89, 0x61, 0x85, 0xc3, 0x2d, 0xd3),
    .name = /* SEC volume */
    TDXP_GUID(0x763bed0d, 0xde9f, 0x48f5, 0x81, 0xf1, 0x3e, 0x90, 0xe1, 0xb1, 0xa0, 0x15),
};

/* As td-shim enrols it, the file takes all of the volume; what follows the trust anchor is zero. */
static const struct file trust_anchor_file = {
    .offset = SAMPLE_TRUST_ANCHOR_FILE,
    .size = SAMPLE_CONFIG_SIZE - SAMPLE_FV_FIRST_FILE,
    .name = TDXP_GUID(0x77a2742e, 0x9340, 0x4ac9, 0x8f, 0x85, 0xb7, 0xb9, 0x78, 0x58, 0x00, 0x21),
    .type = FFS_TYPE_RAW,
};

/*
 * td-shim's loader file claims all of the IPL region and so the header of the file behind it; here
 * it ends before that. What follows the loader's ELF file is zero.
 */
static const struct file ipl_files[] = {
    {
        .offset = SAMPLE_IPL_FILE,
        .size = SAMPLE_RESET_VECTOR_FILE - SAMPLE_IPL_FILE,
        .name = TDXP_GUID(0x17ed4c9e, 0x05e0, 0x48a6, 0xa0, 0x1d, 0xfb, 0x0f, 0xa9, 0x1e, 0x63, 0x98),
        .type = FFS_TYPE_SECURITY_CORE,
    },
    {
        .offset = SAMPLE_RESET_VECTOR_FILE,
        .size = TDXP_SAMPLE_SIZE - SAMPLE_RESET_VECTOR_FILE,
        .name = TDXP_GUID(0x1ba0062e, 0xc779, 0x4582, 0x85, 0x66, 0x33, 0x6a, 0xe8, 0xf7, 0x8f, 0x09),
        .type = FFS_TYPE_RAW,
        .attributes = FFS_ALIGN_16,
    },
};

/*
 * The reset vector's raw section begins 4 bytes before its region. The section before it fills
 * what the file's alignment leaves open (td-shim/src/reset_vector.rs).
 */
#define RESET_VECTOR_SECTION (SAMPLE_RESET_VECTOR - SAMPLE_FFS_SECTION_HEADER_SIZE)
#define RESET_VECTOR_FILLER (SAMPLE_RESET_VECTOR_FILE + SAMPLE_FFS_HEADER_SIZE)

static const struct section ipl_sections[] = {
    {SAMPLE_IPL_PE32, SAMPLE_RESET_VECTOR_FILE - SAMPLE_IPL_PE32, SECTION_PE32},
    {RESET_VECTOR_FILLER, RESET_VECTOR_SECTION - RESET_VECTOR_FILLER, SECTION_RAW},
    {RESET_VECTOR_SECTION, TDXP_SAMPLE_SIZE - RESET_VECTOR_SECTION, SECTION_RAW},
};

/* doc/secure_boot.md of td-shim, "Trust Anchor in Td-Shim"; be8f65a3-a83b-415c-a1fb-f78e105e824e */
static const struct tdxp_guid trust_anchor_guid =
    TDXP_GUID(0xbe8f65a3, 0xa83b, 0x415c, 0xa1, 0xfb, 0xf7, 0x8e, 0x10, 0x5e, 0x82, 0x4e);

static const struct sample_field trust_anchor[] = {
    {0x10, 4, 1},                        /* Struct Version */
    {0x14, 4, SAMPLE_TRUST_ANCHOR_SIZE}, /* Length */
    {0x18, 4, 1},                        /* Trust Anchor Algorithm: SHA384 */
    {0x1c, 4, 0},                        /* Reserved */
};

#define TRUST_ANCHOR_HASH 0x20

/* Nobody's key: a pattern that the eye tells from a hash. */
static const uint8_t made_up_hash[48] = {
    0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
    0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
    0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
};

_Static_assert(TRUST_ANCHOR_HASH + sizeof made_up_hash == SAMPLE_TRUST_ANCHOR_SIZE,
               "the trust anchor's length counts the hash");

/*
 * The checksums make the sum over the header 0, in 16-bit words for a volume and in bytes for a
 * file.
 */
uint16_t sample_checksum16(const uint8_t *bytes, size_t length)
{
    uint16_t sum = 0;

    for (size_t i = 0; i + 1 < length; i += 2) {
        sum = (uint16_t)(sum + (bytes[i] | bytes[i + 1] << 8));
    }
    return (uint16_t)-sum;
}

uint8_t sample_ffs_checksum(const uint8_t header[static SAMPLE_FFS_HEADER_SIZE])
{
    uint8_t sum = 0;

    for (size_t i = 0; i < SAMPLE_FFS_HEADER_SIZE; i++) {
        if (i != SAMPLE_FFS_HEADER_CHECKSUM && i != SAMPLE_FFS_FILE_CHECKSUM && i != SAMPLE_FFS_STATE) {
            sum = (uint8_t)(sum + header[i]);
        }
    }
    return (uint8_t)-sum;
}

static void write_file_header(const struct sample_image *image, const struct file *file)
{
    uint8_t bytes[SAMPLE_FFS_HEADER_SIZE] = {0};
    const struct sample_image header = {bytes, {0, sizeof bytes}};

    sample_put_guid(&header, 0x00, file->name);
    sample_put_u8(&header, SAMPLE_FFS_TYPE, file->type);
    sample_put_u8(&header, SAMPLE_FFS_ATTRIBUTES, file->attributes);
    sample_put_u24(&header, SAMPLE_FFS_SIZE, (uint32_t)file->size);
    sample_put_u8(&header, SAMPLE_FFS_FILE_CHECKSUM, FFS_FIXED_CHECKSUM);
    sample_put_u8(&header, SAMPLE_FFS_STATE, FFS_STATE_DATA_VALID);
    sample_put_u8(&header, SAMPLE_FFS_HEADER_CHECKSUM, sample_ffs_checksum(bytes));
    sample_put(image, file->offset, bytes, sizeof bytes);
}

static void write_section_header(const struct sample_image *image, const struct section *section)
{
    sample_put_u24(image, section->offset, (uint32_t)section->size);
    sample_put_u8(image, section->offset + 3, section->type);
}

/* The volume header with its block map, and the pad file that holds the extended header. */
static void write_volume_header(const struct sample_image *image, const struct volume *volume)
{
    uint8_t bytes[SAMPLE_FV_HEADER_SIZE] = {0};
    const struct sample_image header = {bytes, {0, sizeof bytes}};
    const struct sample_field fields[] = {
        {SAMPLE_FV_LENGTH, 8, volume->size},
        {0x28, 4, 0x4856465f},    /* Signature, "_FVH" */
        {0x2c, 4, FV_ATTRIBUTES}, /* Attributes */
        {SAMPLE_FV_HEADER_LENGTH, 2, SAMPLE_FV_HEADER_SIZE},
        {SAMPLE_FV_EXT_OFFSET, 2, SAMPLE_FV_EXT_HEADER},
        {SAMPLE_FV_REVISION, 1, FV_REVISION},
        {SAMPLE_FV_BLOCKS, 4, volume->size / FV_BLOCK_SIZE}, /* BlockMap[0].NumBlocks */
        {0x3c, 4, FV_BLOCK_SIZE},                            /* BlockMap[0].Length; BlockMap[1] ends the map */
    };
    const struct file pad = {
        .offset = volume->offset + SAMPLE_FV_HEADER_SIZE,
        .size = SAMPLE_FFS_HEADER_SIZE + FV_EXT_HEADER_SIZE,
        .name = NO_NAME,
        .type = FFS_TYPE_PAD,
    };

    sample_put_guid(&header, 0x10, volume->file_system);
    SAMPLE_PUT_FIELDS(&header, 0, fields);
    sample_put_u16(&header, SAMPLE_FV_CHECKSUM, sample_checksum16(bytes, sizeof bytes));
    sample_put(image, volume->offset, bytes, sizeof bytes);

    write_file_header(image, &pad);
    sample_put_guid(image, volume->offset + SAMPLE_FV_EXT_HEADER, volume->name);
    sample_put_u32(image, volume->offset + SAMPLE_FV_EXT_HEADER + 0x10, FV_EXT_HEADER_SIZE);
}

void sample_write_config(const struct sample_image *image)
{
    write_volume_header(image, &config_volume);
    write_file_header(image, &trust_anchor_file);
    sample_put_guid(image, SAMPLE_TRUST_ANCHOR, trust_anchor_guid);
    SAMPLE_PUT_FIELDS(image, SAMPLE_TRUST_ANCHOR, trust_anchor);
    sample_put(image, SAMPLE_TRUST_ANCHOR + TRUST_ANCHOR_HASH, made_up_hash, sizeof made_up_hash);
}

void sample_write_ipl(const struct sample_image *image)
{
    write_volume_header(image, &ipl_volume);
    for (size_t i = 0; i < sizeof ipl_files / sizeof ipl_files[0]; i++) {
        write_file_header(image, &ipl_files[i]);
    }
    for (size_t i = 0; i < sizeof ipl_sections / sizeof ipl_sections[0]; i++) {
        write_section_header(image, &ipl_sections[i]);
    }
    sample_write_elf(image);
}
