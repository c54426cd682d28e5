/* Bytes read as numbers, text, GUIDs and times. */
#include "support.h"

#include <string.h>

#include "tui/readout.h"

static void assert_reads(enum readout_kind kind, const void *data, size_t size, const char *expected, uint64_t length)
{
    const struct tdxp_bytes bytes = {data, size};
    char text[READOUT_SIZE];

    assert_int_equal(readout_value(kind, &bytes, 0, text), length);
    assert_string_equal(text, expected);
}

static void numbers_are_read_in_both_byte_orders(void **state)
{
    static const uint8_t bytes[] = {0x01, 0x23, 0x45, 0x67, 0x09, 0xab, 0xcd, 0x0f};

    (void)state;
    assert_reads(READOUT_U8, bytes, 8, "0x01  1", 1);
    assert_reads(READOUT_U16, bytes, 8, "0x2301  8961", 2);
    assert_reads(READOUT_U16_BE, bytes, 8, "0x0123  291", 2);
    assert_reads(READOUT_U32, bytes, 8, "0x67452301  1732584193", 4);
    assert_reads(READOUT_U32_BE, bytes, 8, "0x01234567  19088743", 4);
    assert_reads(READOUT_U64, bytes, 8, "0x0fcdab0967452301  1138754337670243073", 8);
    assert_reads(READOUT_U64_BE, bytes, 8, "0x0123456709abcd0f  81985527069003023", 8);
}

static void the_signed_value_is_given_where_it_differs(void **state)
{
    static const uint8_t ones[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    static const uint8_t least[] = {0, 0, 0, 0, 0, 0, 0, 0x80};
    static const uint8_t most[] = {0xff, 0x7f};

    (void)state;
    assert_reads(READOUT_U8, ones, 8, "0xff  255  -1", 1);
    assert_reads(READOUT_U16, ones, 8, "0xffff  65535  -1", 2);
    assert_reads(READOUT_U64_BE, ones, 8, "0xffffffffffffffff  18446744073709551615  -1", 8);
    assert_reads(READOUT_U64, least, 8, "0x8000000000000000  9223372036854775808  -9223372036854775808", 8);
    assert_reads(READOUT_U16, most, 2, "0x7fff  32767", 2);
}

static void what_is_cut_off_by_the_end_is_not_read(void **state)
{
    static const uint8_t bytes[15] = {1};

    (void)state;
    assert_reads(READOUT_U8, bytes, 0, "", 0);
    assert_reads(READOUT_U16, bytes, 1, "", 0);
    assert_reads(READOUT_U32_BE, bytes, 3, "", 0);
    assert_reads(READOUT_U64, bytes, 7, "", 0);
    assert_reads(READOUT_GUID, bytes, 15, "", 0);
    assert_reads(READOUT_EFI_TIME, bytes, 15, "", 0);
    assert_reads(READOUT_UNIX_TIME, bytes, 3, "", 0);
}

static void text_is_a_run_of_printable_characters(void **state)
{
    char line[100];

    (void)state;
    assert_reads(READOUT_TEXT, "TDVF\xd0", 5, "\"TDVF\"", 4);
    assert_reads(READOUT_TEXT, "a\0b", 3, "", 0);
    assert_reads(READOUT_TEXT, "\033[2J", 4, "", 0);
    assert_reads(READOUT_TEXT, "ab", 2, "\"ab\"", 2);
    assert_reads(READOUT_UTF16, "B\0o\0o\0t\0\0\0", 10, "\"Boot\"", 8);
    assert_reads(READOUT_UTF16, "B\0o\0o", 5, "\"Bo\"", 4);
    assert_reads(READOUT_UTF16, "Boot", 4, "", 0);
    memset(line, 'x', sizeof line);
    {
        const struct tdxp_bytes bytes = {(const uint8_t *)line, sizeof line};
        char text[READOUT_SIZE];

        assert_int_equal(readout_value(READOUT_TEXT, &bytes, 0, text), READOUT_TEXT_MOST);
        assert_int_equal(strlen(text), READOUT_TEXT_MOST + 2);
    }
}

static void a_known_guid_has_its_name(void **state)
{
    static const uint8_t footer[] = {0xde, 0x82, 0xb5, 0x96, 0xb2, 0x1f, 0xf7, 0x45,
                                     0xba, 0xea, 0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d};
    const struct tdxp_bytes bytes = {footer, sizeof footer};
    static const uint8_t zeros[16];
    char text[READOUT_SIZE];

    (void)state;
    assert_int_equal(readout_value(READOUT_GUID, &bytes, 0, text), 16);
    assert_memory_equal(text, "96b582de-1fb2-45f7-baea-a366c55a082d  ", 38);
    assert_true(strlen(text) > 38);
    assert_reads(READOUT_GUID, zeros, 16, "00000000-0000-0000-0000-000000000000", 16);
}

static void an_efi_time_is_read_only_where_all_its_fields_conform(void **state)
{
    static const uint8_t good[16] = {0xe8, 0x07, 5, 1, 12, 30, 59, 0, 0, 0, 0, 0, 0xff, 0x07, 0, 0};
    static const struct {
        int at;
        uint8_t value;
    } faults[] = {{2, 0}, {2, 13},    {3, 32},    {4, 24}, {5, 60}, {6, 60},
                  {7, 1}, {11, 0xff}, {13, 0x7f}, {14, 4}, {15, 1}};

    (void)state;
    assert_reads(READOUT_EFI_TIME, good, 16, "2024-05-01 12:30:59", 16);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        uint8_t bad[16];

        memcpy(bad, good, sizeof bad);
        bad[faults[i].at] = faults[i].value;
        assert_reads(READOUT_EFI_TIME, bad, 16, "", 0);
    }
}

static void a_unix_time_lies_between_2000_and_2099(void **state)
{
    (void)state;
    assert_reads(READOUT_UNIX_TIME, "\x80\x43\x6d\x38", 4, "2000-01-01 00:00:00 UTC", 4);
    assert_reads(READOUT_UNIX_TIME, "\x7f\x43\x6d\x38", 4, "", 0);
    assert_reads(READOUT_UNIX_TIME, "\xff\x56\x86\xf4", 4, "2099-12-31 23:59:59 UTC", 4);
    assert_reads(READOUT_UNIX_TIME, "\x00\x57\x86\xf4", 4, "", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_in_both_byte_orders),
        cmocka_unit_test(the_signed_value_is_given_where_it_differs),
        cmocka_unit_test(what_is_cut_off_by_the_end_is_not_read),
        cmocka_unit_test(text_is_a_run_of_printable_characters),
        cmocka_unit_test(a_known_guid_has_its_name),
        cmocka_unit_test(an_efi_time_is_read_only_where_all_its_fields_conform),
        cmocka_unit_test(a_unix_time_lies_between_2000_and_2099),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
