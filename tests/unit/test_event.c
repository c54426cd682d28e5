/* The event log side of a section: which register its pages go to, who extends it, and with which event. */
#include "support.h"

#include <ctype.h>
#include <string.h>

#include "tdxplore/event.h"
#include "tdxplore/tdvf.h"
#include "tdxplore/text.h"

static void assert_register(uint32_t type, bool extended, const char *name)
{
    assert_string_equal(tdxp_register_name(tdxp_section_register(type, extended)), name);
}

/* TD-SHIM specification 0.7, table 1.1-4. */
static void each_type_goes_to_the_register_of_the_specification(void **state)
{
    (void)state;
    assert_register(TDXP_SECTION_BFV, true, "MRTD");
    assert_register(TDXP_SECTION_CFV, false, "RTMR[0]");
    assert_register(TDXP_SECTION_TD_HOB, false, "RTMR[0]");
    assert_register(TDXP_SECTION_TEMP_MEM, false, "-");
    assert_register(TDXP_SECTION_PERM_MEM, false, "-");
    assert_register(TDXP_SECTION_PAYLOAD, false, "RTMR[1]");
    assert_register(TDXP_SECTION_PAYLOAD, true, "MRTD");
    assert_register(TDXP_SECTION_PAYLOAD_PARAM, false, "RTMR[1]");
    assert_register(TDXP_SECTION_TD_INFO, false, "-");
    assert_register(TDXP_SECTION_TD_PARAMS, false, "-");
    assert_register(9, false, "-");
}

/* The same, table 3.5-3. */
static void registers_have_the_index_of_the_specification(void **state)
{
    (void)state;
    assert_int_equal(tdxp_register_index(TDXP_REGISTER_MRTD), 0);
    assert_int_equal(tdxp_register_index(TDXP_REGISTER_RTMR0), 1);
    assert_int_equal(tdxp_register_index(TDXP_REGISTER_RTMR1), 2);
    assert_true(tdxp_register_index(TDXP_REGISTER_NONE) < 0);
}

static void whatever_is_extended_goes_to_mrtd_first_and_without_an_event(void **state)
{
    const struct tdxp_event *events[TDXP_EVENTS_MAX];

    (void)state;
    for (uint32_t type = 0; type < 12; type++) {
        assert_true(tdxp_section_events(type, true, events) >= 1);
        assert_int_equal(events[0]->reg, TDXP_REGISTER_MRTD);
        assert_string_equal(events[0]->by, "the VMM");
        assert_null(events[0]->event);
    }
}

static void every_type_says_what_becomes_of_it_and_where_that_is_from(void **state)
{
    (void)state;
    for (uint32_t type = 0; type < 10; type++) {
        for (unsigned extended = 0; extended < 2; extended++) {
            const struct tdxp_event *events[TDXP_EVENTS_MAX];
            size_t count = tdxp_section_events(type, extended, events);

            assert_int_equal(count == 0, !tdxp_section_type_find(type) && !extended);
            for (size_t i = 0; i < count; i++) {
                assert_true(strlen(events[i]->text) > 20 && strlen(events[i]->source) > 5);
                assert_int_equal(events[i]->by == NULL, events[i]->reg == TDXP_REGISTER_NONE);
                assert_int_equal(events[i]->event == NULL, events[i]->descriptor == NULL);
                for (const char *p = events[i]->text; *p; p++) {
                    assert_true(isprint((unsigned char)*p));
                }
            }
        }
    }
}

/* td-shim looks whether Attributes is 0: what MRTD vouches for it does not measure again. */
static void a_payload_is_measured_once(void **state)
{
    const struct tdxp_event *events[TDXP_EVENTS_MAX];
    size_t count = tdxp_section_events(TDXP_SECTION_PAYLOAD, true, events);

    (void)state;
    for (size_t i = 1; i < count; i++) {
        assert_string_not_equal(events[i]->descriptor, "td_payload");
    }
    assert_true(tdxp_section_events(TDXP_SECTION_PAYLOAD, false, events) >= 1);
    assert_string_equal(events[0]->descriptor, "td_payload");
}

static void an_event_is_one_line(void **state)
{
    const struct tdxp_event *events[TDXP_EVENTS_MAX];
    char text[160];

    (void)state;
    assert_int_equal(tdxp_section_events(TDXP_SECTION_TD_HOB, false, events), 2);
    tdxp_event_format(events[0], text, sizeof text);
    assert_string_equal(text, "RTMR[0] by OVMF: EV_EFI_HANDOFF_TABLES2 (0x8000000b) \"TdxTable\"");
    tdxp_event_format(events[1], text, sizeof text);
    assert_string_equal(text, "RTMR[0] by td-shim: EV_PLATFORM_CONFIG_FLAGS (0xa) \"td_hob\"");
    tdxp_section_events(TDXP_SECTION_BFV, true, events);
    tdxp_event_format(events[0], text, sizeof text);
    assert_string_equal(text, "MRTD by the VMM: no event");
    tdxp_section_events(TDXP_SECTION_TEMP_MEM, false, events);
    tdxp_event_format(events[0], text, sizeof text);
    assert_string_equal(text, "not measured");
    tdxp_event_format(events[0], text, 4);
    assert_string_equal(text, "not");
}

static void assert_share(uint64_t part, uint64_t whole, const char *expected)
{
    char text[TDXP_SHARE_SIZE];

    tdxp_share(part, whole, text);
    assert_string_equal(text, expected);
}

static void a_share_is_nothing_or_everything_only_where_it_is(void **state)
{
    (void)state;
    assert_share(0, 16, "0.0 %");
    assert_share(16, 16, "100.0 %");
    assert_share(1, 1000000, "<0.1 %");
    assert_share(999999, 1000000, ">99.9 %");
    assert_share(1, UINT64_MAX, "<0.1 %");
    assert_share(UINT64_MAX - 1, UINT64_MAX, ">99.9 %");
    assert_share(15, 16, "93.8 %");
    assert_share(1, 3, "33.3 %");
    assert_share(0, 0, "0.0 %");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_type_goes_to_the_register_of_the_specification),
        cmocka_unit_test(registers_have_the_index_of_the_specification),
        cmocka_unit_test(whatever_is_extended_goes_to_mrtd_first_and_without_an_event),
        cmocka_unit_test(every_type_says_what_becomes_of_it_and_where_that_is_from),
        cmocka_unit_test(a_payload_is_measured_once),
        cmocka_unit_test(an_event_is_one_line),
        cmocka_unit_test(a_share_is_nothing_or_everything_only_where_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
