/* Between file offsets and guest-physical addresses: by section and by the BIOS mapping, kept apart. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#define TOP UINT64_MAX /* the last address that there is */

static struct decoded decode_sections(const struct plan_section *sections, uint32_t count)
{
    struct plan plan = plan_default();

    plan.sections = sections;
    plan.section_count = count;
    return decode_plan(&plan);
}

static void assert_by_section(const struct decoded *d, uint64_t offset, uint64_t gpa, int32_t section)
{
    struct tdxp_gpa out = {0, 99};

    assert_true(tdxp_gpa_by_section(d->fw, offset, &out));
    assert_int_equal(out.gpa, gpa);
    assert_int_equal(out.section, section);
    assert_true(tdxp_gpa_of_offset(d->fw, offset, &out));
    assert_int_equal(out.gpa, gpa);
    assert_int_equal(out.section, section);
}

/* No section copies the byte, so that only the BIOS mapping gives it an address. */
static void assert_by_bios_alone(const struct decoded *d, uint64_t offset, uint64_t gpa)
{
    struct tdxp_gpa out = {0, 99};

    assert_false(tdxp_gpa_by_section(d->fw, offset, &out));
    assert_int_equal(out.section, 99);
    assert_true(tdxp_gpa_by_bios(d->fw, offset, &out));
    assert_int_equal(out.gpa, gpa);
    assert_int_equal(out.section, -1);
    assert_true(tdxp_gpa_of_offset(d->fw, offset, &out));
    assert_int_equal(out.gpa, gpa);
    assert_int_equal(out.section, -1);
}

static void assert_back(const struct decoded *d, uint64_t gpa, uint64_t offset, int32_t section)
{
    int32_t found = 99;
    uint64_t back = 99;

    assert_true(tdxp_offset_of_gpa(d->fw, gpa, &back, &found));
    assert_int_equal(back, offset);
    assert_int_equal(found, section);
}

static void assert_nothing_at(const struct decoded *d, uint64_t gpa)
{
    uint64_t offset;
    int32_t section;

    assert_false(tdxp_offset_of_gpa(d->fw, gpa, &offset, &section));
}

/* ---- from the file to the guest ---- */

static void byte_of_a_section_is_where_the_section_puts_it(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    assert_by_section(&d, 0x8000, PLAN_GPA + 0x8000, 0);
    assert_by_section(&d, 0xffff, 0xffffffff, 0);
    assert_by_section(&d, 0, PLAN_GPA, 1);
    assert_by_section(&d, 0x3fff, PLAN_GPA + 0x3fff, 1);
    decoded_free(&d);
}

static void byte_of_no_section_has_the_address_of_the_bios_mapping(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    assert_by_bios_alone(&d, 0x4000, PLAN_GPA + 0x4000);
    assert_by_bios_alone(&d, 0x7fff, PLAN_GPA + 0x7fff);
    decoded_free(&d);
}

static void byte_past_the_end_of_the_file_has_no_address(void **state)
{
    static const uint64_t offsets[] = {PLAN_SIZE, PLAN_SIZE + 1, UINT64_C(1) << 32, TOP};
    static const struct plan_section section = {0x8000, UINT32_MAX, 0x1000, TOP, 0, 1};
    struct decoded d = decode_sections(&section, 1);
    struct tdxp_gpa out;

    (void)state;
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        assert_false(tdxp_gpa_by_section(d.fw, offsets[i], &out));
        assert_false(tdxp_gpa_by_bios(d.fw, offsets[i], &out));
        assert_false(tdxp_gpa_of_offset(d.fw, offsets[i], &out));
    }
    assert_by_section(&d, PLAN_SIZE - 1, 0x8fff, 0);
    assert_nothing_at(&d, 0x9000);
    decoded_free(&d);
}

static void section_elsewhere_and_the_bios_mapping_are_told_apart(void **state)
{
    static const struct plan_section section = {0x8000, 0x1000, 0x7000000, 0x1000, 5, 0};
    struct decoded d = decode_sections(&section, 1);
    struct tdxp_gpa out;

    (void)state;
    assert_by_section(&d, 0x8123, 0x7000123, 0);
    assert_true(tdxp_gpa_by_bios(d.fw, 0x8123, &out));
    assert_int_equal(out.gpa, PLAN_GPA + 0x8123);
    assert_int_equal(out.section, -1);
    assert_back(&d, 0x7000123, 0x8123, 0);
    assert_back(&d, PLAN_GPA + 0x8123, 0x8123, -1);
    decoded_free(&d);
}

static void of_two_sections_that_copy_a_byte_the_first_counts(void **state)
{
    static const struct plan_section sections[] = {
        {0x8000, 0x1000, 0x200000, 0x1000, 1, 0},
        {0x8800, 0x1000, 0x100000, 0x1000, 1, 0},
    };
    struct decoded d = decode_sections(sections, 2);

    (void)state;
    assert_by_section(&d, 0x8800, 0x200800, 0);
    assert_by_section(&d, 0x9000, 0x100800, 1);
    assert_back(&d, 0x100000, 0x8800, 1);
    decoded_free(&d);
}

static void no_more_is_copied_than_there_is_memory_for(void **state)
{
    static const struct plan_section section = {0x1000, 0x2000, 0x200000, 0x800, 1, 0};
    struct decoded d = decode_sections(&section, 1);

    (void)state;
    assert_by_section(&d, 0x17ff, 0x2007ff, 0);
    assert_by_bios_alone(&d, 0x1800, PLAN_GPA + 0x1800);
    assert_nothing_at(&d, 0x200800);
    decoded_free(&d);
}

static void section_left_to_the_guest_copies_nothing(void **state)
{
    static const struct plan_section section = {0x1000, 0x2000, PLAN_GPA, 0x10000, 4, 2};
    struct decoded d = decode_sections(&section, 1);

    (void)state;
    assert_by_bios_alone(&d, 0x1000, PLAN_GPA + 0x1000);
    assert_nothing_at(&d, PLAN_GPA);
    assert_nothing_at(&d, PLAN_GPA + 0x1000);
    decoded_free(&d);
}

static void addresses_do_not_wrap(void **state)
{
    static const struct plan_section section = {0x1000, 0x2000, TOP - 0xfff, 0x2000, 1, 0};
    struct decoded d = decode_sections(&section, 1);

    (void)state;
    assert_by_section(&d, 0x1fff, TOP, 0);
    assert_by_bios_alone(&d, 0x2000, PLAN_GPA + 0x2000);
    assert_back(&d, TOP, 0x1fff, 0);
    assert_nothing_at(&d, 0);
    assert_nothing_at(&d, 0xfff);
    decoded_free(&d);
}

/* ---- from the guest to the file ---- */

static void address_leads_back_to_the_byte_that_is_copied_there(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    assert_back(&d, PLAN_GPA + 0x8000, 0x8000, 0);
    assert_back(&d, 0xffffffff, 0xffff, 0);
    assert_back(&d, PLAN_GPA, 0, 1);
    assert_back(&d, PLAN_GPA + 0x3fff, 0x3fff, 1);
    decoded_free(&d);
}

static void memory_that_is_filled_with_zeros_leads_to_no_byte(void **state)
{
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);

    (void)state;
    assert_nothing_at(&d, PLAN_GPA + 0x4000); /* behind the bytes of the CFV */
    assert_nothing_at(&d, PLAN_GPA + 0x7fff);
    assert_nothing_at(&d, 0x810000);
    assert_nothing_at(&d, 0x809000);
    decoded_free(&d);
}

static void without_a_section_only_the_bios_mapping_leads_back(void **state)
{
    struct plan plan = plan_default();
    struct decoded d;

    (void)state;
    plan.no_descriptor = plan.no_guid = plan.no_table = plan.no_legacy = true;
    d = decode_plan(&plan);
    assert_by_bios_alone(&d, 0, PLAN_GPA);
    assert_by_bios_alone(&d, PLAN_SIZE - 1, 0xffffffff);
    assert_back(&d, PLAN_GPA, 0, -1);
    assert_back(&d, 0xfffffff0, PLAN_SIZE - 16, -1);
    assert_back(&d, 0xffffffff, PLAN_SIZE - 1, -1);
    assert_nothing_at(&d, PLAN_GPA - 1);
    assert_nothing_at(&d, UINT64_C(1) << 32);
    assert_nothing_at(&d, 0);
    assert_nothing_at(&d, TOP);
    decoded_free(&d);
}

static void section_with_a_byte_there_goes_before_one_with_zeros(void **state)
{
    static const struct plan_section sections[] = {
        {0, 0, 0x100000, 0x1000, 3, 0},
        {0x2000, 0x800, 0x100000, 0x1000, 1, 0},
    };
    struct decoded d = decode_sections(sections, 2);

    (void)state;
    assert_back(&d, 0x100000, 0x2000, 1);
    assert_back(&d, 0x1007ff, 0x27ff, 1);
    assert_nothing_at(&d, 0x100800);
    decoded_free(&d);
}

/* ---- against a restatement ---- */

enum { FEW = 8 };

/* How the specification says it, one byte at a time. */
static bool copies(const struct plan_section *s, uint64_t offset, uint64_t *gpa)
{
    uint64_t skip = offset - s->data_offset;

    if (s->attributes & 2 || offset >= PLAN_SIZE || offset < s->data_offset || skip >= s->raw_data_size ||
        skip >= s->memory_data_size || skip > TOP - s->memory_address) {
        return false;
    }
    *gpa = s->memory_address + skip;
    return true;
}

static const char *fault_of_offset(const struct decoded *d, const struct plan_section *sections, uint64_t offset)
{
    struct tdxp_gpa out;
    bool found = tdxp_gpa_by_section(d->fw, offset, &out);
    uint64_t gpa;

    for (int32_t i = 0; i < FEW; i++) {
        if (copies(&sections[i], offset, &gpa)) {
            return found && out.section == i && out.gpa == gpa ? NULL : "another address";
        }
    }
    return found ? "an address where there is none" : NULL;
}

static const char *fault_of_gpa(const struct decoded *d, const struct plan_section *sections, uint64_t gpa)
{
    bool covered = false;
    uint64_t offset;
    int32_t section;
    bool found = tdxp_offset_of_gpa(d->fw, gpa, &offset, &section);

    for (int32_t i = 0; i < FEW; i++) {
        uint64_t skip = gpa - sections[i].memory_address;
        uint64_t there;

        if (gpa < sections[i].memory_address || skip >= sections[i].memory_data_size) {
            continue;
        }
        covered = true;
        if (copies(&sections[i], sections[i].data_offset + skip, &there)) {
            return found && section == i && offset == sections[i].data_offset + skip ? NULL : "another byte";
        }
    }
    if (!covered && gpa >= PLAN_GPA && gpa <= UINT32_MAX) {
        return found && section == -1 && offset == gpa - PLAN_GPA ? NULL : "not the BIOS mapping";
    }
    return found ? "a byte where there is none" : NULL;
}

static void random_sections_agree_with_trying_each(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct plan_section sections[FEW];
        uint64_t rng = seed;
        struct decoded d;

        for (size_t i = 0; i < FEW; i++) {
            uint64_t base = random_below(&rng, 3) ? PLAN_GPA : TOP - 0x10000;

            sections[i] = (struct plan_section){
                .data_offset = (uint32_t)random_below(&rng, 0x12000),
                .raw_data_size = (uint32_t)random_below(&rng, 0x8000),
                .memory_address = base + random_below(&rng, 0x10000),
                .memory_data_size = random_below(&rng, 0x8000),
                .attributes = (uint32_t)random_below(&rng, 4),
            };
        }
        d = decode_sections(sections, FEW);
        for (int i = 0; i < 300; i++) {
            const char *fault = fault_of_offset(&d, sections, random_below(&rng, 0x12000));
            uint64_t base = random_below(&rng, 2) ? PLAN_GPA : TOP - 0x10000;

            fault = fault ? fault : fault_of_gpa(&d, sections, base + random_below(&rng, 0x10001));
            if (fault) {
                fail_msg("seed %llu: %s", (unsigned long long)seed, fault);
            }
        }
        decoded_free(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(byte_of_a_section_is_where_the_section_puts_it),
        cmocka_unit_test(byte_of_no_section_has_the_address_of_the_bios_mapping),
        cmocka_unit_test(byte_past_the_end_of_the_file_has_no_address),
        cmocka_unit_test(section_elsewhere_and_the_bios_mapping_are_told_apart),
        cmocka_unit_test(of_two_sections_that_copy_a_byte_the_first_counts),
        cmocka_unit_test(no_more_is_copied_than_there_is_memory_for),
        cmocka_unit_test(section_left_to_the_guest_copies_nothing),
        cmocka_unit_test(addresses_do_not_wrap),
        cmocka_unit_test(address_leads_back_to_the_byte_that_is_copied_there),
        cmocka_unit_test(memory_that_is_filled_with_zeros_leads_to_no_byte),
        cmocka_unit_test(without_a_section_only_the_bios_mapping_leads_back),
        cmocka_unit_test(section_with_a_byte_there_goes_before_one_with_zeros),
        cmocka_unit_test(random_sections_agree_with_trying_each),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
