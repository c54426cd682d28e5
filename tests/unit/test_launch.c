/* The launch, step by step: what a VMM does with the sections. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/launch.h"

struct played {
    struct decoded d;
    struct tdxp_launch_step *steps;
    size_t count;
};

static struct played play(const struct plan_section *sections, uint32_t count)
{
    struct plan plan = plan_default();
    struct played p;

    plan.sections = sections;
    plan.section_count = count;
    p.d = decode_plan(&plan);
    p.count = tdxp_launch_steps(p.d.fw, &p.steps);
    return p;
}

static void end(struct played *p)
{
    free(p->steps);
    decoded_free(&p->d);
}

/* The steps as text: "0 PAGE.ADD, 0 MR.EXTEND". */
static void assert_steps(const struct played *p, const char *expected)
{
    char text[512] = "";

    for (size_t i = 0; i < p->count; i++) {
        size_t used = strlen(text);

        snprintf(text + used, sizeof text - used, "%s%u %s", i ? ", " : "", p->steps[i].section,
                 tdxp_launch_action_name(p->steps[i].action));
    }
    assert_string_equal(text, expected);
}

static void assert_says(const struct played *p, size_t step, const char *words)
{
    char text[1024];

    tdxp_launch_describe(p->d.fw, &p->steps[step], text, sizeof text);
    if (!strstr(text, words)) {
        fail_msg("\"%s\" is not in \"%s\"", words, text);
    }
}

static void assert_does_not_say(const struct played *p, size_t step, const char *words)
{
    char text[1024];

    tdxp_launch_describe(p->d.fw, &p->steps[step], text, sizeof text);
    assert_null(strstr(text, words));
}

#define BFV                                                                            \
    {                                                                                  \
        0x8000, 0x8000, 0xffff8000, 0x8000, TDXP_SECTION_BFV, TDXP_ATTRIBUTE_MR_EXTEND \
    }

static void each_section_is_added_and_then_measured_in_the_order_of_the_descriptor(void **state)
{
    const struct plan_section sections[] = {
        {0, 0, 0x800000, 0x1000, TDXP_SECTION_TEMP_MEM, 0},
        BFV,
        {0, 0x1000, 0xffff0000, 0x2000, TDXP_SECTION_CFV, 0},
    };
    struct played p = play(sections, 3);

    (void)state;
    assert_steps(&p, "0 PAGE.ADD, 1 PAGE.ADD, 1 MR.EXTEND, 2 PAGE.ADD");
    assert_int_equal(p.steps[1].region->start, 0xffff8000);
    assert_says(&p, 0, "adds 1 private page at GPA 0x800000 to 0x800fff");
    assert_says(&p, 0, "no byte of the file goes there");
    assert_says(&p, 1, "adds 8 private pages at GPA 0xffff8000 to 0xffffffff");
    assert_says(&p, 1, "Their 0x8000 bytes are copied from 0x8000 of the file");
    assert_says(&p, 1, "BFV: ");
    assert_says(&p, 2, "TDH.MR.EXTEND");
    assert_says(&p, 3, "0x1000 bytes of the file from 0x0 are copied into them, and zeros fill the rest");
    end(&p);
}

static void memory_with_page_aug_is_left_to_the_guest(void **state)
{
    const struct plan_section sections[] = {
        BFV, {0, 0, 0x1000000, 0x200000, TDXP_SECTION_PERM_MEM, TDXP_ATTRIBUTE_PAGE_AUG}};
    struct played p = play(sections, 2);

    (void)state;
    assert_steps(&p, "0 PAGE.ADD, 0 MR.EXTEND, 1 PAGE.AUG");
    assert_says(&p, 2, "GPA 0x1000000 to 0x11fffff is left out before the guest runs");
    end(&p);
}

/* PAGE.AUG and MR.EXTEND exclude each other: there is nothing to measure before the guest runs. */
static void page_aug_is_not_measured_even_where_mr_extend_is_set(void **state)
{
    const struct plan_section sections[] = {BFV, {0, 0, 0x1000000, 0x200000, TDXP_SECTION_PERM_MEM, 3}};
    struct played p = play(sections, 2);

    (void)state;
    assert_steps(&p, "0 PAGE.ADD, 0 MR.EXTEND, 1 PAGE.AUG");
    end(&p);
}

static void a_section_without_memory_is_a_step_of_nothing(void **state)
{
    const struct plan_section sections[] = {BFV, {0x9000, 0x100, 0, 0, TDXP_SECTION_TD_INFO, 0}};
    struct played p = play(sections, 2);

    (void)state;
    assert_steps(&p, "0 PAGE.ADD, 0 MR.EXTEND, 1 nothing");
    assert_null(p.steps[2].region);
    assert_says(&p, 2, "the VMM does nothing for it");
    end(&p);
}

static void of_sections_that_overlap_the_earlier_one_wins(void **state)
{
    const struct plan_section sections[] = {
        BFV,
        {0, 0, 0x805000, 0x1000, TDXP_SECTION_TEMP_MEM, 0},
        {0, 0, 0x804000, 0x4000, TDXP_SECTION_TEMP_MEM, 0},
        {0, 0, 0x800000, 0x10000, TDXP_SECTION_TD_HOB, 0},
        {0, 0, 0x810000, 0x1000, TDXP_SECTION_TEMP_MEM, 0},
    };
    struct played p = play(sections, 5);

    (void)state;
    assert_int_equal(tdxp_launch_conflict(p.d.fw, p.steps[2].region), -1);
    assert_int_equal(tdxp_launch_conflict(p.d.fw, p.steps[3].region), 1);
    assert_int_equal(tdxp_launch_conflict(p.d.fw, p.steps[4].region), 1);
    assert_int_equal(tdxp_launch_conflict(p.d.fw, p.steps[5].region), -1);
    assert_does_not_say(&p, 2, "adding a page twice fails");
    assert_says(&p, 3, "section 1 has added some of these pages before: adding a page twice fails");
    end(&p);
}

static void without_a_descriptor_there_are_no_steps(void **state)
{
    struct plan plan = plan_default();
    struct tdxp_launch_step *steps;
    struct decoded d;

    (void)state;
    plan.no_descriptor = plan.no_guid = plan.no_table = plan.no_legacy = true;
    d = decode_plan(&plan);
    assert_null(d.fw->tdvf);
    assert_int_equal(tdxp_launch_steps(d.fw, &steps), 0);
    assert_null(steps);
    decoded_free(&d);
}

static void words_are_cut_to_the_buffer(void **state)
{
    const struct plan_section sections[] = {BFV};
    struct played p = play(sections, 1);
    char whole[1024];
    char cut[32];

    (void)state;
    tdxp_launch_describe(p.d.fw, &p.steps[0], whole, sizeof whole);
    for (size_t size = 1; size <= sizeof cut; size++) {
        memset(cut, 'x', sizeof cut);
        tdxp_launch_describe(p.d.fw, &p.steps[0], cut, size);
        assert_int_equal(strlen(cut), size - 1);
        assert_memory_equal(cut, whole, size - 1);
    }
    end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_section_is_added_and_then_measured_in_the_order_of_the_descriptor),
        cmocka_unit_test(memory_with_page_aug_is_left_to_the_guest),
        cmocka_unit_test(page_aug_is_not_measured_even_where_mr_extend_is_set),
        cmocka_unit_test(a_section_without_memory_is_a_step_of_nothing),
        cmocka_unit_test(of_sections_that_overlap_the_earlier_one_wins),
        cmocka_unit_test(without_a_descriptor_there_are_no_steps),
        cmocka_unit_test(words_are_cut_to_the_buffer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
