/* What an MRTD covers, and every record that goes into it. */
#include "measuring.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "measure/share.h"
#include "naive_mrtd.h"

/* ---- records ---- */

/* The records put together again from what the listener is told, with the bytes taken from the image. */
struct rebuilt {
    EVP_MD_CTX *context;
    const struct tdxp_bytes *image;
    uint64_t records;
};

static void rebuild(void *context, const struct tdxp_measure_record *record)
{
    struct rebuilt *rebuilt = context;
    uint8_t bytes[TDXP_MEASURE_RECORD_SIZE + TDXP_MEASURE_CHUNK_SIZE] = {0};
    const char *name = record->extend ? "MR.EXTEND" : "MEM.PAGE.ADD";

    memcpy(bytes, name, strlen(name));
    put_uint(bytes + 16, 8, record->gpa);
    if (record->extend) {
        assert_true(record->from_file == 0 || record->file_offset + record->from_file <= rebuilt->image->size);
        memcpy(bytes + 128, rebuilt->image->data + record->file_offset, record->from_file);
        assert_memory_equal(bytes + 128, record->data, TDXP_MEASURE_CHUNK_SIZE);
    } else {
        assert_null(record->data);
    }
    assert_int_equal(EVP_DigestUpdate(rebuilt->context, bytes, record->extend ? sizeof bytes : 128), 1);
    rebuilt->records++;
}

static void the_records_that_are_told_make_the_mrtd(void **state)
{
    const struct plan_section sections[] = {
        SECTION_BFV,
        {0x1000, 0x1080, 0x1000000, 0x3000, TDXP_SECTION_BFV, 1},
        {0xf000, 0x1000, 0x2000000, 0x2000, TDXP_SECTION_BFV, 1},
        SECTION_HOB,
        {0, 0, 0x3000000, 100 * 0x1000, TDXP_SECTION_TEMP_MEM, 0},
    };
    struct decoded d = measured_image(sections, 5, 3);

    (void)state;
    for (unsigned vmm = 0; vmm < TDXP_VMMS; vmm++) {
        for (unsigned order = 0; order < TDXP_ORDERS; order++) {
            const struct tdxp_measure_options options = {
                .vmm = (enum tdxp_vmm)vmm, .order = (enum tdxp_measure_order)order, .force = true};
            struct rebuilt rebuilt = {EVP_MD_CTX_new(), tdxp_image_bytes(d.image), 0};
            struct tdxp_measurement *m = begin(&d, &options);
            uint8_t digest[EVP_MAX_MD_SIZE];

            assert_int_equal(EVP_DigestInit_ex(rebuilt.context, EVP_sha384(), NULL), 1);
            tdxp_measure_listen(m, rebuild, &rebuilt);
            while (tdxp_measure_step(m, 5000)) {
            }
            assert_int_equal(EVP_DigestFinal_ex(rebuilt.context, digest, NULL), 1);
            assert_memory_equal(digest, tdxp_measure_result(m)->mrtd, TDXP_MRTD_SIZE);
            assert_int_equal(rebuilt.records, 8 + 3 + 2 + 2 + 100 + 16 * (8 + 3 + 2));
            EVP_MD_CTX_free(rebuilt.context);
            tdxp_measure_free(m);
        }
    }
    decoded_free(&d);
}

/* ---- covered bytes ---- */

/* Each byte of the file as the second implementation has it, with runs that end where something changes. */
static void assert_cover(const struct decoded *d, enum tdxp_vmm vmm)
{
    const struct tdxp_measure_options options = {.vmm = vmm};
    const struct naive naive = {
        .image = tdxp_image_bytes(d->image)->data,
        .size = PLAN_SIZE,
        .descriptor = PLAN_DESCRIPTOR,
        .count = d->fw->tdvf->section_count,
        .vmm = (enum naive_vmm)vmm,
    };
    struct tdxp_measurement *m = begin(d, &options);
    uint64_t counted[TDXP_COVERS] = {0};
    uint64_t totals[TDXP_COVERS];
    uint64_t ends = 0; /* where the run that was told of ends */

    for (uint64_t offset = 0; offset < PLAN_SIZE; offset++) {
        uint64_t run;
        enum tdxp_cover cover = tdxp_measure_cover(m, offset, &run);

        assert_int_equal(cover, naive_cover(&naive, offset));
        assert_true(run > 0 && offset + run <= PLAN_SIZE);
        if (offset == ends) {
            ends = offset + run;
            assert_true(ends == PLAN_SIZE || naive_cover(&naive, ends) != (int)cover);
        }
        assert_int_equal(offset + run, ends);
        counted[cover]++;
    }
    tdxp_measure_cover_totals(m, totals);
    assert_memory_equal(totals, counted, sizeof totals);
    tdxp_measure_free(m);
}

static void each_byte_of_the_file_is_covered_as_the_sections_say(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        uint64_t rng = seed;
        struct plan_section sections[5];
        struct decoded d;

        for (unsigned i = 0; i < 5; i++) {
            sections[i] = (struct plan_section){
                .data_offset = (uint32_t)random_below(&rng, 0x11000),
                .raw_data_size = (uint32_t)random_below(&rng, 0x4000),
                .memory_address = random_below(&rng, 1 << 20) * 0x1000,
                .memory_data_size = random_below(&rng, 5) * 0x1000,
                .type = (uint32_t)random_below(&rng, 9),
                .attributes = (uint32_t)random_below(&rng, 4),
            };
        }
        d = measured_image(sections, 5, seed);
        for (unsigned vmm = 0; vmm < TDXP_VMMS; vmm++) {
            assert_cover(&d, (enum tdxp_vmm)vmm);
        }
        decoded_free(&d);
    }
}

static void guest_memory_is_covered_as_the_sections_say(void **state)
{
    static const struct {
        uint64_t gpa, last;
        enum tdxp_cover cover;
    } expected[] = {
        {0, 0x808fff, TDXP_COVER_NEVER},
        {0x809000, 0x80afff, TDXP_COVER_LOADED},
        {0x80a000, 0x80afff, TDXP_COVER_LOADED},
        {0x80b000, 0xffff7fff, TDXP_COVER_NEVER},
        {0xffff8000, 0xffff9fff, TDXP_COVER_MEASURED},
        {0xffffa000, 0xffffbfff, TDXP_COVER_LOADED},
        {0xffffc000, UINT64_C(0xfffffffffffeffff), TDXP_COVER_NEVER},
        {UINT64_C(0xffffffffffff0000), UINT64_MAX, TDXP_COVER_MEASURED},
        {UINT64_MAX, UINT64_MAX, TDXP_COVER_MEASURED},
    };
    const struct plan_section sections[] = {
        {0x8000, 0x2000, 0xffff8000, 0x2000, TDXP_SECTION_BFV, 1},
        {0x8000, 0x4000, 0xffff8000, 0x4000, TDXP_SECTION_CFV, 0},
        SECTION_HOB,
        {0, 0, UINT64_C(0xffffffffffff0000), 0x20000, TDXP_SECTION_TEMP_MEM, 1},
        {0, 0, 0x10000000, 0x1000, TDXP_SECTION_PERM_MEM, 2},
    };
    const struct tdxp_measure_options options = {.vmm = TDXP_VMM_SPEC};
    struct decoded d = measured_image(sections, 5, 1);
    struct tdxp_measurement *m = begin(&d, &options);

    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        uint64_t last;

        assert_int_equal(tdxp_measure_cover_gpa(m, expected[i].gpa, &last), expected[i].cover);
        assert_int_equal(last, expected[i].last);
    }
    tdxp_measure_free(m);
    decoded_free(&d);
}

static void past_the_end_of_the_file_nothing_is_covered(void **state)
{
    const struct plan_section sections[] = {{0x8000, 0x10000, 0xffff8000, 0x10000, TDXP_SECTION_BFV, 1}};
    const struct tdxp_measure_options options = {.vmm = TDXP_VMM_SPEC};
    struct decoded d = measured_image(sections, 1, 1);
    struct tdxp_measurement *m = begin(&d, &options);
    uint64_t run;

    (void)state;
    assert_int_equal(tdxp_measure_cover(m, PLAN_SIZE - 1, &run), TDXP_COVER_MEASURED);
    assert_int_equal(run, 1);
    assert_int_equal(tdxp_measure_cover(m, PLAN_SIZE, &run), TDXP_COVER_NEVER);
    assert_int_equal(run, UINT64_MAX);
    assert_int_equal(tdxp_measure_cover(m, UINT64_MAX, &run), TDXP_COVER_NEVER);
    assert_int_equal(tdxp_measure_result(m)->sections[0].missing, 0x8000);
    assert_true(has_note(m, "past-end"));
    tdxp_measure_free(m);
    decoded_free(&d);
}

static void shares_come_to_all_of_the_file(void **state)
{
    static const struct {
        uint64_t bytes[TDXP_COVERS];
        const char *never, *loaded, *measured;
    } rows[] = {
        {{0, 1, 15}, "0.0 %", "6.2 %", "93.8 %"}, /* each would be rounded up */
        {{0, 15, 1}, "0.0 %", "93.8 %", "6.2 %"},    {{1, 1, 1}, "33.4 %", "33.3 %", "33.3 %"},
        {{2, 2, 3}, "28.6 %", "28.6 %", "42.8 %"}, /* 28.571, 28.571, 42.857 */
        {{4096, 0, 0}, "100.0 %", "0.0 %", "0.0 %"}, {{1, 0, 1 << 24}, "<0.1 %", "0.0 %", ">99.9 %"},
        {{0, 0, 0}, "0.0 %", "0.0 %", "0.0 %"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char shares[TDXP_COVERS][TDXP_SHARE_SIZE];

        measure_shares(rows[i].bytes, shares);
        assert_string_equal(shares[TDXP_COVER_NEVER], rows[i].never);
        assert_string_equal(shares[TDXP_COVER_LOADED], rows[i].loaded);
        assert_string_equal(shares[TDXP_COVER_MEASURED], rows[i].measured);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_records_that_are_told_make_the_mrtd),
        cmocka_unit_test(each_byte_of_the_file_is_covered_as_the_sections_say),
        cmocka_unit_test(guest_memory_is_covered_as_the_sections_say),
        cmocka_unit_test(past_the_end_of_the_file_nothing_is_covered),
        cmocka_unit_test(shares_come_to_all_of_the_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
