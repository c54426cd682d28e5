/* Programs that are cut or changed anywhere: whatever the bytes, decoding ends in a sound tree of bounded size. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "programs.h"

enum { NODES_MAX = 20000 }; /* more than any program of PROGRAM_ROOM bytes may make */

static void assert_sound_bytes(const char *what, const uint8_t *bytes, size_t size, size_t at)
{
    struct decoded d = decode_copy(bytes, size);
    const char *fault = decoded_fault(&d);

    if (fault) {
        fail_msg("%s, byte 0x%zx: %s", what, at, fault);
    }
    if (tdxp_tree_count(d.fw->tree) > NODES_MAX) {
        fail_msg("%s, byte 0x%zx: %u nodes", what, at, (unsigned)tdxp_tree_count(d.fw->tree));
    }
    decoded_free(&d);
}

static void a_program_is_sound_however_short_it_is_cut(void **state)
{
    (void)state;
    for (const struct program_sample *s = program_samples; s->name; s++) {
        uint8_t bytes[PROGRAM_ROOM] = {0};

        for (size_t size = s->make(bytes); size > 0; size--) {
            assert_sound_bytes(s->name, bytes, size, size);
        }
    }
}

static void a_program_is_sound_with_any_byte_changed(void **state)
{
    (void)state;
    for (const struct program_sample *s = program_samples; s->name; s++) {
        uint8_t bytes[PROGRAM_ROOM] = {0};
        size_t size = s->make(bytes);

        for (size_t i = 0; i < size; i++) {
            const uint8_t values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
            uint8_t original = bytes[i];

            for (size_t j = 0; j < sizeof values; j++) {
                bytes[i] = values[j];
                assert_sound_bytes(s->name, bytes, size, i);
            }
            bytes[i] = original;
        }
    }
}

static void a_program_is_sound_with_any_number_at_its_limit(void **state)
{
    static const uint64_t values[] = {UINT64_MAX, UINT64_C(0x8000000000000000), UINT64_C(0x7fffffff), 0};

    (void)state;
    for (const struct program_sample *s = program_samples; s->name; s++) {
        uint8_t bytes[PROGRAM_ROOM] = {0};
        uint8_t changed[PROGRAM_ROOM];
        size_t size = s->make(bytes);

        for (size_t i = 0; i + 8 <= size; i += 2) {
            for (size_t j = 0; j < sizeof values / sizeof values[0]; j++) {
                memcpy(changed, bytes, sizeof changed);
                put_uint(changed + i, j % 2 ? 4 : 8, values[j]);
                assert_sound_bytes(s->name, changed, size, i);
            }
        }
    }
}

static void a_program_in_a_volume_is_sound_with_random_bytes_changed(void **state)
{
    uint64_t rng = 5;

    (void)state;
    for (const struct program_sample *s = program_samples; s->name; s++) {
        for (int round = 0; round < 300; round++) {
            uint8_t bytes[PROGRAM_ROOM] = {0};
            size_t length = s->make(bytes);
            uint8_t *image;
            size_t size;

            for (uint64_t n = 1 + random_below(&rng, 20); n > 0; n--) {
                bytes[random_below(&rng, length)] = (uint8_t)random_next(&rng);
            }
            image = image_with_program(bytes, length, strcmp(s->name, "te") == 0 ? 0x12 : 0x10, &size);
            assert_sound_bytes(s->name, image, size, (size_t)round);
            free(image);
        }
    }
}

/* Every section of an image that is made of nothing but section headers claims all of it. */
static void sections_that_all_claim_everything_are_few_nodes(void **state)
{
    enum { SIZE = 0x10000 };
    uint8_t *bytes = calloc(1, SIZE);

    (void)state;
    assert_non_null(bytes);
    make_pe64(bytes);
    put_uint(bytes + PE_HEADER + 6, 2, UINT16_MAX);
    for (size_t at = PE_HEADER + 24 + 240; at + 40 <= SIZE; at += 40) {
        put_uint(bytes + at + 8, 4, SIZE);
        put_uint(bytes + at + 16, 4, SIZE);
        put_uint(bytes + at + 36, 4, UINT32_MAX);
    }
    assert_sound_bytes("pe", bytes, SIZE, 0);
    free(bytes);
}

/* Volumes full of programs: the limit of nodes ends it. */
static void a_volume_of_thousands_of_programs_ends_at_the_limit(void **state)
{
    enum { EACH = 4 + 0x2c0, COUNT = 3000, SIZE = 0x400000 };
    uint8_t program[PROGRAM_ROOM] = {0};
    struct plan_section section = {0, SIZE, 0x1000000, SIZE, TDXP_SECTION_CFV, 0};
    struct plan plan = plan_default();
    struct decoded d;
    uint8_t *bytes;
    uint8_t *at;

    (void)state;
    plan.size = SIZE + 0x1000;
    plan.descriptor = SIZE + 0x100;
    plan.sections = &section;
    plan.section_count = 1;
    bytes = plan_bytes(&plan);
    make_pe64(program);
    put_volume_header(bytes, SIZE);
    at = bytes + VOLUME_HEADER;
    at[0x12] = 0x07;
    put_uint(at + 0x14, 3, 24 + EACH * COUNT);
    at[0x17] = 0x07;
    at += 24;
    for (int i = 0; i < COUNT; i++, at += EACH) {
        put_uint(at, 3, EACH);
        at[3] = 0x10;
        memcpy(at + 4, program, EACH - 4);
    }
    d = decode_taken(bytes, plan.size);
    assert_sound(&d);
    assert_true(node_at(&d, "contents/section[0]/volume[0]/file[0]")->marks & TDXP_MARK_LIMIT);
    assert_true(tdxp_tree_count(d.fw->tree) < 110000);
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_is_sound_however_short_it_is_cut),
        cmocka_unit_test(a_program_is_sound_with_any_byte_changed),
        cmocka_unit_test(a_program_is_sound_with_any_number_at_its_limit),
        cmocka_unit_test(a_program_in_a_volume_is_sound_with_random_bytes_changed),
        cmocka_unit_test(sections_that_all_claim_everything_are_few_nodes),
        cmocka_unit_test(a_volume_of_thousands_of_programs_ends_at_the_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
