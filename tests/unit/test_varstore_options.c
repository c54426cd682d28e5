/* Numbers of load options: each leads to the variable of the same store that it stands for. */
#include "nv_image.h"

#include <stdlib.h>
#include <string.h>

#define ORDER NV_VARIABLE(0) "/Data"

/* A load option without device paths: attributes, their size, the description "A" or "B". */
static void add_option(struct nv_image *image, const char *name, uint8_t state, char description)
{
    uint8_t option[10] = {1, 0, 0, 0, 0, 0, (uint8_t)description};

    nv_add(image, name, &nv_global, state, option, sizeof option);
}

/* A store that begins with such a list of numbers. */
static struct nv_image store_with(const char *list, const void *numbers, size_t length)
{
    struct nv_image image = nv_new(0x1000, 0);

    nv_add(&image, list, &nv_global, NV_ADDED, numbers, length);
    return image;
}

static void assert_leads_to(const struct decoded *d, const char *from, const char *to)
{
    const struct tdxp_node *node = node_at(d, to);

    assert_leads_to_bytes(d, from, node->offset, node->length);
    assert_marks(d, from, 0);
}

static void each_number_of_the_order_leads_to_its_option(void **state)
{
    struct nv_image image = store_with("BootOrder", "\x0a\0\1\0", 4);
    struct decoded d;

    (void)state;
    add_option(&image, "Boot0001", NV_ADDED, 'A');
    add_option(&image, "Boot000A", NV_ADDED, 'B');
    add_option(&image, "Driver0001", NV_ADDED, 'C');
    d = nv_decode(&image);
    assert_leads_to(&d, ORDER "/OptionNumber[0]", NV_VARIABLE(2));
    assert_leads_to(&d, ORDER "/OptionNumber[1]", NV_VARIABLE(1));
    assert_note(&d, ORDER "/OptionNumber[0]", "Boot000A, \"B\"");
    assert_note(&d, ORDER "/OptionNumber[1]", "Boot0001, \"A\"");
    assert_sound(&d);
    decoded_free(&d);
}

static void other_lists_lead_to_options_of_their_own_kind(void **state)
{
    static const struct {
        const char *list, *key;
        const char *target;
    } rows[] = {
        {"BootNext", "OptionNumber", NV_VARIABLE(1)},
        {"BootCurrent", "OptionNumber", NV_VARIABLE(1)},
        {"DriverOrder", "OptionNumber[0]", NV_VARIABLE(2)},
        {"SysPrepOrder", "OptionNumber[0]", NV_VARIABLE(3)},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct nv_image image = store_with(rows[i].list, "\1", 2);
        struct decoded d;
        char path[128];

        add_option(&image, "Boot0001", NV_ADDED, 'A');
        add_option(&image, "Driver0001", NV_ADDED, 'B');
        add_option(&image, "SysPrep0001", NV_ADDED, 'C');
        d = nv_decode(&image);
        snprintf(path, sizeof path, "%s/%s", ORDER, rows[i].key);
        assert_leads_to(&d, path, rows[i].target);
        decoded_free(&d);
    }
}

static void number_without_a_variable_is_marked_and_leads_nowhere(void **state)
{
    struct nv_image image = store_with("DriverOrder", "\1\0\x2c\1", 4);
    struct decoded d;

    (void)state;
    add_option(&image, "Boot0001", NV_ADDED, 'A');
    add_option(&image, "Driver012C", NV_ADDED, 'B');
    d = nv_decode(&image);
    assert_leads_nowhere(&d, ORDER "/OptionNumber[0]");
    assert_marks(&d, ORDER "/OptionNumber[0]", TDXP_MARK_INVALID);
    assert_remark_has(&d, ORDER "/OptionNumber[0]", "the store has no Driver0001");
    assert_leads_to(&d, ORDER "/OptionNumber[1]", NV_VARIABLE(2));
    decoded_free(&d);
}

static void deleted_option_is_no_target(void **state)
{
    struct nv_image image = store_with("BootOrder", "\1", 2);
    struct decoded d;

    (void)state;
    add_option(&image, "Boot0001", NV_DELETED, 'A');
    add_option(&image, "Boot0001", NV_HEADER_ONLY, 'A');
    d = nv_decode(&image);
    assert_marks(&d, ORDER "/OptionNumber[0]", TDXP_MARK_INVALID);
    assert_leads_nowhere(&d, ORDER "/OptionNumber[0]");
    decoded_free(&d);
}

static void newer_option_counts_and_the_replaced_one_where_there_is_no_newer(void **state)
{
    struct nv_image image = store_with("BootOrder", "\1\0\2", 4);
    struct decoded d;

    (void)state;
    add_option(&image, "Boot0001", NV_REPLACED, 'A');
    add_option(&image, "Boot0001", NV_ADDED, 'B');
    add_option(&image, "Boot0002", NV_REPLACED, 'C');
    d = nv_decode(&image);
    assert_leads_to(&d, ORDER "/OptionNumber[0]", NV_VARIABLE(2));
    assert_leads_to(&d, ORDER "/OptionNumber[1]", NV_VARIABLE(3));
    decoded_free(&d);
}

static void variable_of_another_vendor_is_no_option(void **state)
{
    struct nv_image image = store_with("BootOrder", "\1", 2);
    struct decoded d;

    (void)state;
    nv_add(&image, "Boot0001", &nv_nobody, NV_ADDED, "\1\0\0\0\0\0A\0\0", 10);
    d = nv_decode(&image);
    assert_leads_nowhere(&d, ORDER "/OptionNumber[0]");
    decoded_free(&d);
}

static void option_that_is_too_short_has_no_description(void **state)
{
    struct nv_image image = store_with("BootOrder", "\1", 2);
    struct decoded d;

    (void)state;
    nv_add(&image, "Boot0001", &nv_global, NV_ADDED, "\1", 1);
    d = nv_decode(&image);
    assert_leads_to(&d, ORDER "/OptionNumber[0]", NV_VARIABLE(1));
    assert_note(&d, ORDER "/OptionNumber[0]", "Boot0001");
    decoded_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_number_of_the_order_leads_to_its_option),
        cmocka_unit_test(other_lists_lead_to_options_of_their_own_kind),
        cmocka_unit_test(number_without_a_variable_is_marked_and_leads_nowhere),
        cmocka_unit_test(deleted_option_is_no_target),
        cmocka_unit_test(newer_option_counts_and_the_replaced_one_where_there_is_no_newer),
        cmocka_unit_test(variable_of_another_vendor_is_no_option),
        cmocka_unit_test(option_that_is_too_short_has_no_description),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
