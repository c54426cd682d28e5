/* Images with SEV metadata, made in memory. */
#include "snp_image.h"

#include <string.h>

static const struct snp_section usual[] = {
    {0x800000, 0x9000, TDXP_SEV_SNP_SEC_MEM},   {0x80d000, 0x1000, TDXP_SEV_SNP_SECRETS},
    {0x80e000, 0x1000, TDXP_SEV_CPUID},         {0x80f000, 0x1000, TDXP_SEV_SVSM_CAA},
    {0x810000, 0x1000, TDXP_SEV_KERNEL_HASHES}, {0x811000, 0xf000, TDXP_SEV_SNP_SEC_MEM},
};

struct snp_image snp_image_default(void)
{
    return (struct snp_image){
        .sections = usual,
        .count = sizeof usual / sizeof usual[0],
        .reset = 0x0080b004,
        .hashes = 0x810c00,
        .seed = 1,
    };
}

static void put_metadata(uint8_t *at, const struct snp_image *image)
{
    memcpy(at, "ASEV", 4);
    put_uint(at + 4, 4, 16 + 12 * image->count);
    put_uint(at + 8, 4, 1);
    put_uint(at + 12, 4, image->count);
    at += 16;
    for (uint32_t i = 0; i < image->count; i++) {
        put_uint(at, 4, image->sections[i].base);
        put_uint(at + 4, 4, image->sections[i].size);
        put_uint(at + 8, 4, image->sections[i].type);
        at += 12;
    }
}

uint8_t *snp_image_bytes(const struct snp_image *image)
{
    uint8_t metadata[4];
    uint8_t hashes[8];
    uint8_t reset[4];
    struct plan_entry entries[3];
    struct plan plan = plan_default();
    uint64_t state = image->seed;
    uint8_t *bytes;

    put_uint(metadata, 4, PLAN_SIZE - SNP_ASEV);
    put_uint(hashes, 4, image->hashes);
    put_uint(hashes + 4, 4, 0x400);
    put_uint(reset, 4, image->reset);
    plan.entries = entries;
    if (!image->no_reset) {
        entries[plan.entry_count++] = (struct plan_entry){tdxp_guid_sev_reset_block, reset, 4};
    }
    if (!image->no_hashes) {
        entries[plan.entry_count++] = (struct plan_entry){tdxp_guid_sev_hash_table, hashes, 8};
    }
    if (!image->no_metadata) {
        entries[plan.entry_count++] = (struct plan_entry){tdxp_guid_sev_metadata_offset, metadata, 4};
    }
    bytes = plan_bytes(&plan);
    for (size_t i = 0; i < PLAN_DESCRIPTOR - 16; i++) {
        bytes[i] = (uint8_t)random_next(&state);
    }
    put_metadata(bytes + SNP_ASEV, image);
    return bytes;
}

struct decoded snp_image_decoded(const struct snp_image *image)
{
    return decode_taken(snp_image_bytes(image), PLAN_SIZE);
}

struct tdxp_snp_measurement *snp_begin(const struct decoded *d, const struct tdxp_snp_options *options)
{
    struct tdxp_error err;
    struct tdxp_snp_measurement *m = tdxp_snp_begin(d->fw, options, &err);

    if (!m) {
        fail_msg("%s", err.text);
    }
    return m;
}

struct tdxp_snp_measurement *snp_measure(const struct decoded *d, const struct tdxp_snp_options *options)
{
    struct tdxp_snp_measurement *m = snp_begin(d, options);
    const struct tdxp_snp_result *result = tdxp_snp_result(m);

    assert_false(tdxp_snp_step(m, UINT64_MAX));
    if (result->state != TDXP_MEASURE_DONE) {
        fail_msg("not measured: %s", result->refused ? result->refused : "failed");
    }
    return m;
}
