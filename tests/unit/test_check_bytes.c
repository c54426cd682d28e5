/*
 * Whatever a byte of the metadata is, the judgement holds together: every byte of a descriptor with the GUID before it,
 * of the GUIDed table and of the legacy offset, through all values.
 *
 * The images lie in files of holes in memory: so one is changed in place, and decoded in little time. Two things would
 * take most of it, and are tested on less:
 *
 * - The sample is taken as it is, but the upper bytes of its NumberOfSectionEntry make up to 16384 section entries of
 *   the code behind the descriptor: there they go through few values, and through all in an image of 64 KiB that has the
 *   sample's metadata and last page, with the pointers set right.
 * - Of OVMF the last 4 KiB are taken, which hold all that is changed, and holes for the rest: its volumes depend on
 *   these bytes only where a section begins. OVMF as a whole goes through few values.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check_image.h"
#include "sparse.h"
#include "tdxplore/sample.h"

#define OVMF "/usr/share/ovmf/OVMF.fd"

/* Sanitizers take several times as long. With them every fourth value is tried, and 0, 0xff and the complement. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum which { ALL_VALUES, EDGE_VALUES };

static bool is_tried(unsigned value, uint8_t was, enum which which)
{
    if (value == 0 || value == 0xff || value == (was ^ 0xffu)) {
        return true;
    }
    return which == ALL_VALUES && (!SANITIZED || value % 4 == 0);
}

/* A run of bytes to change. */
struct run {
    uint64_t offset, length;
};

/* The GUID with the descriptor, the table, the legacy offset. */
struct places {
    struct run runs[3];
};

/* Where they are in an image that is whole: found in its model, before anything is changed. */
static struct places places_of(const struct sparse *sparse)
{
    struct judged j = judge_image(sparse->image);
    const struct tdxp_tdvf *tdvf = j.firmware->tdvf;
    const struct tdxp_guid_table *table = &j.firmware->table;
    struct places places;

    assert_non_null(tdvf);
    assert_true(tdvf->has_guid && tdvf->length > 16 && table->end == TDXP_TABLE_WHOLE);
    places = (struct places){
        {{tdvf->offset - 16, 16 + tdvf->length}, {table->start, table->length}, {sparse->size - 0x20, 4}}};
    j.image = NULL; /* it stays open */
    judged_free(&j);
    return places;
}

/* NULL, or what does not hold of the image as its bytes are now. */
static const char *fault_of(const struct sparse *sparse)
{
    struct judged j = judge_image(sparse->image);
    const char *fault = contradiction(&j);

    j.image = NULL;
    judged_free(&j);
    return fault;
}

static void try_byte(struct sparse *sparse, uint64_t offset, enum which which)
{
    uint8_t was = sparse->bytes[offset];

    for (unsigned value = 0; value < 256; value++) {
        const char *fault;

        if (!is_tried(value, was, which)) {
            continue;
        }
        sparse->bytes[offset] = (uint8_t)value;
        fault = fault_of(sparse);
        sparse_dig(sparse);
        if (fault) {
            fail_msg("with 0x%02x at 0x%" PRIx64 ": %s", value, offset, fault);
        }
    }
    sparse->bytes[offset] = was;
}

/* The upper bytes of NumberOfSectionEntry, with room behind the descriptor for many. */
static bool makes_many_sections(const struct sparse *sparse, const struct places *places, uint64_t offset)
{
    uint64_t number = places->runs[0].offset + 16 + 12;

    return sparse->size - number > 0x10000 && offset > number && offset < number + 4;
}

/* Through the values, one byte at a time. Closes the image. */
static void try_bytes(struct sparse *sparse, enum which which)
{
    struct places places = places_of(sparse);

    for (size_t i = 0; i < sizeof places.runs / sizeof places.runs[0]; i++) {
        for (uint64_t at = 0; at < places.runs[i].length; at++) {
            uint64_t offset = places.runs[i].offset + at;

            try_byte(sparse, offset, makes_many_sections(sparse, &places, offset) ? EDGE_VALUES : which);
        }
    }
    sparse_close(sparse);
}

/* From bytes, which it frees; skips the test where there are none, or no files of holes. */
static struct sparse open_or_skip(uint8_t *bytes, size_t size)
{
    struct sparse sparse = {.fd = -1};
    bool opened = bytes && sparse_open(&sparse, bytes, size, 0);

    free(bytes);
    if (!opened) {
        print_message("skipped: no image, or no file of holes in memory\n");
        skip();
    }
    return sparse;
}

static void any_byte_of_the_samples_metadata_leaves_a_judgement_that_holds_together(void **state)
{
    struct sparse sparse = open_or_skip(sample_bytes(), TDXP_SAMPLE_SIZE);

    (void)state;
    try_bytes(&sparse, ALL_VALUES);
}

/* The sample's descriptor in an image that has little room behind it. */
static void any_number_of_sections_leaves_a_judgement_that_holds_together(void **state)
{
    enum { SIZE = 0x10000, PAGE = 0x1000, AT = SIZE - 2 * PAGE + 0x10 };
    uint8_t *sample = sample_bytes();
    uint8_t *bytes = calloc(1, SIZE);
    struct sparse sparse;

    (void)state;
    assert_non_null(bytes);
    memcpy(bytes + SIZE - 2 * PAGE, sample + 0xcaf000, PAGE);
    memcpy(bytes + SIZE - PAGE, sample + TDXP_SAMPLE_SIZE - PAGE, PAGE);
    free(sample);
    put_uint(bytes + SIZE - 0x20, 4, AT);
    put_uint(bytes + SIZE - 0x20 - 18 - 22, 4, SIZE - AT);
    sparse = open_or_skip(bytes, SIZE);
    assert_int_equal(places_of(&sparse).runs[0].offset, AT - 16);
    for (uint64_t at = 0; at < 4; at++) {
        try_byte(&sparse, AT + 12 + at, ALL_VALUES);
    }
    sparse_close(&sparse);
}

static void any_byte_of_ovmfs_metadata_leaves_a_judgement_that_holds_together(void **state)
{
    size_t size = 0;
    uint8_t *bytes = file_bytes(OVMF, &size);
    struct sparse sparse;

    (void)state;
    if (bytes) {
        memset(bytes, 0, size - 0x1000);
    }
    sparse = open_or_skip(bytes, size);
    try_bytes(&sparse, ALL_VALUES);
}

static void edge_values_in_the_whole_of_ovmf_leave_a_judgement_that_holds_together(void **state)
{
    size_t size = 0;
    uint8_t *bytes = file_bytes(OVMF, &size);
    struct sparse sparse = open_or_skip(bytes, size);

    (void)state;
    try_bytes(&sparse, EDGE_VALUES);
}

/* Sections that overlap, repeat and contradict each other, so that rules and conditions meet in all ways. */
static void random_section_entries_leave_a_judgement_that_holds_together(void **state)
{
    uint64_t random = 3;

    (void)state;
    for (unsigned round = 0; round < (SANITIZED ? 1000 : 5000); round++) {
        struct plan_section sections[8];
        struct plan plan = plan_default();
        struct tdxp_error err;
        struct judged j;
        const char *fault;

        for (unsigned i = 0; i < 8; i++) {
            static const uint64_t addresses[] = {0,
                                                 0x800000,
                                                 0x801000,
                                                 0x800010,
                                                 IMAGE_GPA,
                                                 IMAGE_GPA + 0x8000,
                                                 UINT64_C(0xfffff000),
                                                 UINT64_C(1) << 47,
                                                 UINT64_C(1) << 51,
                                                 UINT64_C(0xfffffffffffff000)};
            static const uint64_t sizes[] = {0, 0x10, 0x1000, 0x2000, 0x8000, 0x10000, UINT64_C(1) << 48};
            static const uint32_t places[] = {0, 0x10, 0x1000, 0x8000, 0xf000, 0xfffff000};

            sections[i] =
                (struct plan_section){places[random_below(&random, 6)],     (uint32_t)sizes[random_below(&random, 6)],
                                      addresses[random_below(&random, 10)], sizes[random_below(&random, 7)],
                                      (uint32_t)random_below(&random, 10),  (uint32_t)random_below(&random, 5)};
        }
        plan.sections = sections;
        plan.section_count = (uint32_t)random_below(&random, 9);
        j = judge_image(tdxp_image_from_memory("test", plan_bytes(&plan), plan.size, &err));
        fault = contradiction(&j);
        judged_free(&j);
        if (fault) {
            fail_msg("in round %u: %s", round, fault);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_byte_of_the_samples_metadata_leaves_a_judgement_that_holds_together),
        cmocka_unit_test(any_number_of_sections_leaves_a_judgement_that_holds_together),
        cmocka_unit_test(any_byte_of_ovmfs_metadata_leaves_a_judgement_that_holds_together),
        cmocka_unit_test(edge_values_in_the_whole_of_ovmf_leave_a_judgement_that_holds_together),
        cmocka_unit_test(random_section_entries_leave_a_judgement_that_holds_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
