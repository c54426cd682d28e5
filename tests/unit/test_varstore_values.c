/* Variables that are known: their data is taken apart, and what does not fit is marked. */
#include "nv_image.h"

#include <stdlib.h>
#include <string.h>

#include "format/varstore.h"

#define DATA NV_VARIABLE(0) "/Data"

/* A store of one variable that UEFI defines. */
static struct decoded decode_variable(const char *name, const void *data, size_t length)
{
    struct nv_image image = nv_new(0x1000, 0);

    nv_add(&image, name, &nv_global, NV_ADDED, data, length);
    return nv_decode(&image);
}

/* ---- numbers and texts ---- */

static void orders_of_options_are_rows_of_numbers(void **state)
{
    static const uint8_t order[] = {0, 0, 1, 0, 0x0a, 0};
    struct decoded d = decode_variable("BootOrder", order, sizeof order);

    (void)state;
    assert_note(&d, DATA, "0000, 0001, 000A");
    assert_number(&d, DATA "/OptionNumber[2]", 10);
    assert_no_node(&d, DATA "/OptionNumber[3]");
    decoded_free(&d);
}

static void long_order_is_shown_whole_but_noted_in_part(void **state)
{
    uint8_t order[40] = {0};
    struct decoded d = decode_variable("DriverOrder", order, sizeof order);

    (void)state;
    assert_note(&d, DATA, "0000, 0000, 0000, 0000, 0000, 0000, 0000, 0000, ...");
    node_at(&d, DATA "/OptionNumber[19]");
    decoded_free(&d);
}

static void row_that_is_not_whole_is_marked(void **state)
{
    struct decoded d = decode_variable("BootOrder", "\1\0\2", 3);

    (void)state;
    assert_marks(&d, DATA, TDXP_MARK_INVALID);
    assert_number(&d, DATA "/OptionNumber[0]", 1);
    decoded_free(&d);
}

static void numbers_and_switches_are_read(void **state)
{
    struct decoded d = decode_variable("Timeout", "\5\0", 2);

    (void)state;
    assert_value(&d, DATA "/Timeout", "5");
    decoded_free(&d);
    d = decode_variable("SecureBoot", "\1", 1);
    assert_value(&d, DATA "/Value", "1 (on)");
    decoded_free(&d);
    d = decode_variable("SetupMode", "\2", 1);
    assert_marks(&d, DATA "/Value", TDXP_MARK_RESERVED);
    decoded_free(&d);
    d = decode_variable("BootNext", "\x34\x12", 2);
    assert_number(&d, DATA "/OptionNumber", 0x1234);
    decoded_free(&d);
    d = decode_variable("OsIndications", "\x41\0\0\0\0\0\0\0", 8);
    assert_value(&d, DATA "/OsIndications", "0x41 (BOOT_TO_FW_UI | START_PLATFORM_RECOVERY)");
    decoded_free(&d);
}

static void value_that_is_too_short_is_marked(void **state)
{
    struct decoded d = decode_variable("Timeout", "\5", 1);

    (void)state;
    assert_marks(&d, DATA, TDXP_MARK_INVALID);
    assert_remark_has(&d, DATA, "2 bytes are expected");
    assert_no_node(&d, DATA "/Timeout");
    decoded_free(&d);
}

static void text_is_shown_up_to_its_zero_and_harmless(void **state)
{
    struct decoded d = decode_variable("PlatformLang", "e\033n\0xx", 6);
    char text[300];

    (void)state;
    assert_note(&d, DATA, "\"e\\x1bn\"");
    decoded_free(&d);
    memset(text, 'x', sizeof text);
    d = decode_variable("Lang", text, sizeof text);
    assert_int_equal(strlen(node_at(&d, DATA)->note), 256 + 2 + 3);
    assert_note_has(&d, DATA, "x\"...");
    decoded_free(&d);
}

static void same_name_of_another_vendor_is_not_known(void **state)
{
    struct nv_image image = nv_new(0x400, 0);
    struct decoded d;

    (void)state;
    nv_add(&image, "Timeout", &nv_nobody, NV_ADDED, "\5\0", 2);
    nv_add(&image, "timeout", &nv_global, NV_ADDED, "\5\0", 2);
    nv_add(&image, "Boot000g", &nv_global, NV_ADDED, "\5\0", 2);
    nv_add(&image, "Boot00001", &nv_global, NV_ADDED, "\5\0", 2);
    d = nv_decode(&image);
    assert_null(node_at(&d, NV_VARIABLE(0) "/Data")->child);
    assert_null(node_at(&d, NV_VARIABLE(1) "/Data")->child);
    assert_null(node_at(&d, NV_VARIABLE(2) "/Data")->child);
    assert_null(node_at(&d, NV_VARIABLE(3) "/Data")->child);
    decoded_free(&d);
}

static void deleted_variables_are_taken_apart_as_well(void **state)
{
    struct nv_image image = nv_new(0x400, 0);
    struct decoded d;

    (void)state;
    nv_add(&image, "Timeout", &nv_global, NV_DELETED, "\5\0", 2);
    d = nv_decode(&image);
    assert_value(&d, DATA "/Timeout", "5");
    decoded_free(&d);
}

/* ---- load options ---- */

/* Attributes, FilePathListLength 0x1a, "Hi", PciRoot(0x0)/Pci(0x2,0x1) and its end, optional data. */
static const uint8_t option[] = {
    1,    0,    0,    0, 0x16, 0,                         /* ACTIVE */
    'H',  0,    'i',  0, 0,    0,                         /* Description */
    2,    1,    0x0c, 0, 0xd0, 0x41, 3, 0x0a, 0, 0, 0, 0, /* ACPI */
    1,    1,    6,    0, 1,    2,                         /* PCI: function 1, device 2 */
    0x7f, 0xff, 4,    0,                                  /* end */
    'o',  'p',  't',
};

static void boot_option_is_shown_with_its_path(void **state)
{
    struct decoded d = decode_variable("Boot00AF", option, sizeof option);

    (void)state;
    assert_note(&d, DATA, "\"Hi\", PciRoot(0x0)/Pci(0x2,0x1)");
    assert_value(&d, DATA "/Attributes", "0x1 (ACTIVE)");
    assert_note(&d, DATA "/Description", "\"Hi\"");
    assert_note(&d, DATA "/FilePathList", "PciRoot(0x0)/Pci(0x2,0x1)");
    assert_name(&d, DATA "/FilePathList/node[1]", "PCI");
    assert_number(&d, DATA "/FilePathList/node[1]/Device", 2);
    assert_value(&d, DATA "/FilePathList/node[2]/Type", "0x7f (End)");
    assert_int_equal(node_at(&d, DATA "/OptionalData")->length, 3);
    decoded_free(&d);
}

static void driver_options_have_the_same_form(void **state)
{
    struct decoded d = decode_variable("Driver0001", option, sizeof option);

    (void)state;
    assert_note(&d, DATA, "\"Hi\", PciRoot(0x0)/Pci(0x2,0x1)");
    decoded_free(&d);
}

static void path_that_is_longer_than_the_option_is_marked(void **state)
{
    uint8_t bytes[sizeof option];
    struct decoded d;

    (void)state;
    memcpy(bytes, option, sizeof option);
    put_uint(bytes + 4, 2, 0xffff);
    d = decode_variable("Boot0000", bytes, sizeof bytes);
    assert_marks(&d, DATA "/FilePathListLength", TDXP_MARK_INVALID);
    assert_name(&d, DATA "/FilePathList/node[0]", "ACPI");
    assert_marks(&d, DATA "/FilePathList/rest", TDXP_MARK_INVALID); /* what was optional data */
    decoded_free(&d);
}

static void option_is_shown_however_short_it_is(void **state)
{
    (void)state;
    for (size_t length = 1; length < sizeof option; length++) {
        struct decoded d = decode_variable("Boot0000", option, length);

        if (length < 6) {
            assert_marks(&d, DATA, TDXP_MARK_INVALID);
            assert_null(node_at(&d, DATA)->child);
        } else {
            node_at(&d, DATA "/Description");
        }
        decoded_free(&d);
    }
}

static void key_option_names_its_boot_option(void **state)
{
    static const uint8_t key[] = {0, 0, 0, 0x40, 1, 2, 3, 4, 0x1a, 0, 0x0c, 0, 0, 0};
    struct decoded d = decode_variable("Key0000", key, sizeof key);

    (void)state;
    assert_note(&d, DATA, "starts Boot001A");
    assert_number(&d, DATA "/KeyData/InputKeyCount", 1);
    assert_number(&d, DATA "/BootOptionCrc", 0x04030201);
    assert_number(&d, DATA "/key[0]/ScanCode", 0x0c);
    assert_marks(&d, DATA, 0);
    decoded_free(&d);
}

static void key_option_with_other_keys_than_it_counts_is_marked(void **state)
{
    static const uint8_t key[] = {0, 0, 0, 0xc0, 1, 2, 3, 4, 0, 0, 0x0c, 0, 0, 0};
    struct decoded d = decode_variable("Key0000", key, sizeof key);

    (void)state;
    assert_marks(&d, DATA, TDXP_MARK_INVALID);
    node_at(&d, DATA "/key[0]");
    assert_no_node(&d, DATA "/key[1]");
    decoded_free(&d);
    d = decode_variable("Key0000", key, 9);
    assert_remark_has(&d, DATA, "too short");
    decoded_free(&d);
}

/* ---- device paths ---- */

static void assert_path_text(const void *nodes, size_t length, const char *expected)
{
    uint8_t path[128];
    struct decoded d;

    assert_true(length + 4 <= sizeof path);
    memcpy(path, nodes, length);
    memcpy(path + length, "\x7f\xff\4\0", 4);
    d = decode_variable("ConOut", path, length + 4);
    assert_note(&d, DATA, expected);
    decoded_free(&d);
}

static void nodes_of_known_kinds_are_written_as_uefi_writes_them(void **state)
{
    static const uint8_t uart[] = {3, 0x0e, 0x13, 0, 0, 0, 0, 0, 0, 0xc2, 1, 0, 0, 0, 0, 0, 8, 1, 1};
    static const uint8_t mac[37] = {3, 0x0b, 0x25, 0, 0x52, 0x54, 0, 0x12, 0x34, 0x56, [36] = 1};
    static const uint8_t disk[42] = {4,    1,    0x2a, 0,    1,    0,    0,    0,    0,    8,    0,    0,    0,    0,
                                     0,    0,    0,    0x10, 0,    0,    0,    0,    0,    0,    0x67, 0x45, 0x23, 1,
                                     0xab, 0x89, 0xef, 0xcd, 0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe, 2,    2};
    static const uint8_t old_disk[42] = {
        4, 1, 0x2a, 0, 1, [9] = 8, [17] = 0x10, [24] = 0x67, 0x45, 0x23, 1, [40] = 1, 1};
    static const uint8_t file[] = {4, 4, 0x0e, 0, '\\', 0, 'E', 0, '\\', 0, 'x', 0, 0, 0};
    static const uint8_t volume[20] = {4, 7, 0x14, 0};
    static const uint8_t sata[] = {3, 0x12, 0x0a, 0, 1, 0, 0xff, 0xff, 0, 0};

    (void)state;
    assert_path_text(uart, sizeof uart, "Uart(115200,8,N,1)");
    assert_path_text(mac, sizeof mac, "MAC(525400123456,0x1)");
    assert_path_text(disk, sizeof disk, "HD(1,GPT,01234567-89ab-cdef-1032-547698badcfe,0x800,0x1000)");
    assert_path_text(old_disk, sizeof old_disk, "HD(1,MBR,0x01234567,0x800,0x1000)");
    assert_path_text(file, sizeof file, "\\E\\x");
    assert_path_text(volume, sizeof volume, "Fv(00000000-0000-0000-0000-000000000000)");
    assert_path_text(sata, sizeof sata, "Sata(0x1,0xffff,0x0)");
    assert_path_text("\2\1\x0c\0\xd0\x41\1\5\7\0\0\0", 12, "Acpi(PNP0501,0x7)");
    assert_path_text("\2\1\x0c\0\1\2\3\4\0\0\0\0", 12, "Acpi(0x04030201,0x0)");
    assert_path_text("\2\1\x0c\0\xd0\x41\x08\x0a\0\0\0\0", 12, "PcieRoot(0x0)");
    assert_path_text("\3\5\6\0\2\3", 6, "USB(0x2,0x3)");
    assert_path_text("\3\2\x08\0\2\0\3\0", 8, "Scsi(0x2,0x3)");
}

static void nodes_of_other_kinds_are_told_by_type(void **state)
{
    (void)state;
    assert_path_text("\3\x17\5\0x", 5, "NVMe(...)");
    assert_path_text("\3\x77\5\0x", 5, "Path(3,119,...)");
    assert_path_text("\x55\1\4\0", 4, "Path(85,1)");
}

static void several_paths_stand_one_behind_the_other(void **state)
{
    (void)state;
    assert_path_text("\1\1\6\0\0\1\x7f\1\4\0\1\1\6\0\0\2", 16, "Pci(0x1,0x0), Pci(0x2,0x0)");
}

static void node_that_is_too_short_for_its_kind_is_marked(void **state)
{
    struct decoded d = decode_variable("ConIn", "\1\1\5\0\0\x7f\xff\4\0", 9);

    (void)state;
    assert_note(&d, DATA, "Pci(?)");
    assert_marks(&d, DATA "/node[0]", TDXP_MARK_INVALID);
    assert_no_node(&d, DATA "/node[0]/Function");
    decoded_free(&d);
}

static void path_is_shown_up_to_the_first_impossible_node(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *remark;
    } rows[] = {
        {"\1\1\6\0\0\1\1\1\3\0", 10, "impossible length"},
        {"\1\1\6\0\0\1\1\1\7\0\0\1", 12, "impossible length"},
        {"\1\1\6\0\0\1\1\1", 8, "too few for a node"},
        {"\1\1\6\0\0\1\x7f\xff\4\0\0", 11, "behind the last node"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct decoded d = decode_variable("ErrOut", rows[i].bytes, rows[i].length);

        assert_note(&d, DATA, "Pci(0x1,0x0)");
        assert_marks(&d, DATA "/rest", TDXP_MARK_INVALID);
        assert_remark_has(&d, DATA "/rest", rows[i].remark);
        decoded_free(&d);
    }
}

static void path_without_an_end_is_marked(void **state)
{
    struct decoded d = decode_variable("ErrOut", "\1\1\6\0\0\1", 6);

    (void)state;
    assert_marks(&d, DATA, TDXP_MARK_INVALID);
    assert_remark_has(&d, DATA, "no last node");
    decoded_free(&d);
}

static void text_of_a_long_path_ends_in_dots(void **state)
{
    uint8_t path[600];
    struct decoded d;

    (void)state;
    for (size_t i = 0; i < sizeof path; i += 6) {
        memcpy(path + i, "\1\1\6\0\0\1", 6);
    }
    d = decode_variable("ConOut", path, sizeof path);
    assert_true(strlen(node_at(&d, DATA)->note) < 400);
    assert_note_has(&d, DATA, "...");
    node_at(&d, DATA "/node[99]");
    decoded_free(&d);
}

/* ---- the table ---- */

static void every_known_variable_is_found_by_its_own_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < varstore_known_count; i++) {
        const struct varstore_known *known = &varstore_known[i];
        char name[64];

        snprintf(name, sizeof name, "%s", known->name);
        for (char *c = name; *c; c++) {
            *c = *c == '#' ? 'A' : *c;
        }
        assert_ptr_equal(varstore_known_find(name, known->vendor), known);
        assert_null(varstore_known_find(name, &nv_nobody));
        assert_non_null(tdxp_guid_find(known->vendor));
        assert_false(known->format && known->decode);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_of_options_are_rows_of_numbers),
        cmocka_unit_test(long_order_is_shown_whole_but_noted_in_part),
        cmocka_unit_test(row_that_is_not_whole_is_marked),
        cmocka_unit_test(numbers_and_switches_are_read),
        cmocka_unit_test(value_that_is_too_short_is_marked),
        cmocka_unit_test(text_is_shown_up_to_its_zero_and_harmless),
        cmocka_unit_test(same_name_of_another_vendor_is_not_known),
        cmocka_unit_test(deleted_variables_are_taken_apart_as_well),
        cmocka_unit_test(boot_option_is_shown_with_its_path),
        cmocka_unit_test(driver_options_have_the_same_form),
        cmocka_unit_test(path_that_is_longer_than_the_option_is_marked),
        cmocka_unit_test(option_is_shown_however_short_it_is),
        cmocka_unit_test(key_option_names_its_boot_option),
        cmocka_unit_test(key_option_with_other_keys_than_it_counts_is_marked),
        cmocka_unit_test(nodes_of_known_kinds_are_written_as_uefi_writes_them),
        cmocka_unit_test(nodes_of_other_kinds_are_told_by_type),
        cmocka_unit_test(several_paths_stand_one_behind_the_other),
        cmocka_unit_test(node_that_is_too_short_for_its_kind_is_marked),
        cmocka_unit_test(path_is_shown_up_to_the_first_impossible_node),
        cmocka_unit_test(path_without_an_end_is_marked),
        cmocka_unit_test(text_of_a_long_path_ends_in_dots),
        cmocka_unit_test(every_known_variable_is_found_by_its_own_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
