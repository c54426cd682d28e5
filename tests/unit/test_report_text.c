/* Foreign text made harmless, its width, and sizes written and read. */
#include <errno.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "image/columns.h"
#include "tdxplore/text.h"

typedef size_t escape_function(const void *bytes, size_t length, char *buffer, size_t size);

static void assert_escaped(escape_function *escape, const char *from, const char *expected)
{
    char buffer[256];

    assert_int_equal(escape(from, strlen(from), buffer, sizeof buffer), strlen(expected));
    assert_string_equal(buffer, expected);
}

static void printable_ascii_stays_as_it_is(void **state)
{
    (void)state;
    assert_escaped(tdxp_escape, "OVMF.fd ~'\"{}", "OVMF.fd ~'\"{}");
    assert_escaped(tdxp_escape_utf8, "OVMF.fd ~'\"{}", "OVMF.fd ~'\"{}");
    assert_escaped(tdxp_escape, "", "");
}

static void control_bytes_and_backslashes_are_escaped(void **state)
{
    (void)state;
    assert_escaped(tdxp_escape, "\033[2J\n\t\x7f\\", "\\x1b[2J\\x0a\\x09\\x7f\\\\");
    assert_escaped(tdxp_escape_utf8, "\033[2J\n\t\x7f\\", "\\x1b[2J\\x0a\\x09\\x7f\\\\");
}

static void a_zero_byte_does_not_end_the_text(void **state)
{
    char buffer[16];

    (void)state;
    assert_int_equal(tdxp_escape("a\0b", 3, buffer, sizeof buffer), 6);
    assert_string_equal(buffer, "a\\x00b");
}

static void utf8_is_kept_only_where_it_is_asked_for(void **state)
{
    (void)state;
    assert_escaped(tdxp_escape, "\xc3\xa9", "\\xc3\\xa9");
    assert_escaped(tdxp_escape_utf8, "\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80",
                   "\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80");
}

static void the_escape_follows_what_the_output_can_show(void **state)
{
    char buffer[32];

    (void)state;
    assert_int_equal(tdxp_escape_text(true, "\xc3\xa9\n", buffer, sizeof buffer), 6);
    assert_string_equal(buffer, "\xc3\xa9\\x0a");
    assert_int_equal(tdxp_escape_text(false, "\xc3\xa9\n", buffer, sizeof buffer), 12);
    assert_string_equal(buffer, "\\xc3\\xa9\\x0a");
}

static void only_a_dash_is_told_as_standard_input(void **state)
{
    static const char path[] = "./-";

    (void)state;
    assert_string_equal(tdxp_file_title("-"), "standard input");
    assert_ptr_equal(tdxp_file_title(path), path);
}

static void width_is_counted_in_columns_of_whole_characters(void **state)
{
    static const char text[] = "a\xc3\xa9\xe6\xbc\xa2\xcc\x81z"; /* 1, 1, 2, 0 and 1 columns */

    (void)state;
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    assert_int_equal(text_columns(text), 5);
    assert_int_equal(text_columns("\xff\x01"), 2); /* no character, and one without a width */
    assert_int_equal(text_columns("\xe6\xbc"), 2); /* cut off */
    assert_int_equal(text_fitting(text, 0), 0);
    assert_int_equal(text_fitting(text, 2), 3);
    assert_int_equal(text_fitting(text, 3), 3); /* a wide character is not cut in two */
    assert_int_equal(text_fitting(text, 4), 8); /* with the accent upon it */
    assert_int_equal(text_fitting(text, 99), sizeof text - 1);
    setlocale(LC_CTYPE, "C");
    assert_int_equal(text_columns("\xc3\xa9"), 2);
}

static void characters_that_deceive_are_escaped_by_number(void **state)
{
    (void)state;
    assert_escaped(tdxp_escape_utf8, "\xc2\x9b", "\\u{9b}");            /* C1 control sequence introducer */
    assert_escaped(tdxp_escape_utf8, "\xe2\x80\xae", "\\u{202e}");      /* right-to-left override */
    assert_escaped(tdxp_escape_utf8, "\xe2\x81\xa6", "\\u{2066}");      /* left-to-right isolate */
    assert_escaped(tdxp_escape_utf8, "\xe2\x80\x8b", "\\u{200b}");      /* zero-width space */
    assert_escaped(tdxp_escape_utf8, "\xe2\x80\xa8", "\\u{2028}");      /* line separator */
    assert_escaped(tdxp_escape_utf8, "\xef\xbb\xbf", "\\u{feff}");      /* byte-order mark */
    assert_escaped(tdxp_escape_utf8, "\xef\xbf\xbf", "\\u{ffff}");      /* noncharacter */
    assert_escaped(tdxp_escape_utf8, "\xf3\xa0\x80\x81", "\\u{e0001}"); /* language tag */
}

static void malformed_utf8_is_escaped_byte_by_byte(void **state)
{
    (void)state;
    assert_escaped(tdxp_escape_utf8, "\xff", "\\xff");
    assert_escaped(tdxp_escape_utf8, "\x80x", "\\x80x");
    assert_escaped(tdxp_escape_utf8, "\xc3", "\\xc3");            /* ends too early */
    assert_escaped(tdxp_escape_utf8, "\xe2\x80(", "\\xe2\\x80("); /* broken off */
    assert_escaped(tdxp_escape_utf8, "\xc0\xaf", "\\xc0\\xaf");   /* overlong */
    assert_escaped(tdxp_escape_utf8, "\xe0\x80\xaf", "\\xe0\\x80\\xaf");
    assert_escaped(tdxp_escape_utf8, "\xed\xa0\x80", "\\xed\\xa0\\x80"); /* surrogate */
    assert_escaped(tdxp_escape_utf8, "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
    assert_escaped(tdxp_escape_utf8, "\xf8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80");
}

static void every_two_bytes_come_out_as_utf8_without_controls(void **state)
{
    (void)state;
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        const uint8_t bytes[2] = {(uint8_t)(pair >> 8), (uint8_t)pair};
        char buffer[2 * TDXP_ESCAPE_MAX + 1];
        size_t length = tdxp_escape_utf8(bytes, 2, buffer, sizeof buffer);

        assert_in_range(length, 2, sizeof buffer - 1);
        assert_int_equal(strlen(buffer), length);
        assert_true(tdxp_is_utf8(buffer, length));
        for (size_t i = 0; i < length; i++) {
            assert_in_range((unsigned char)buffer[i], 0x20, 0xff);
            assert_int_not_equal(buffer[i], 0x7f);
        }
    }
}

static void text_is_cut_between_escapes_never_inside_of_one(void **state)
{
    char buffer[8];

    (void)state;
    assert_int_equal(tdxp_escape("ab\033c", 4, buffer, 6), 7);
    assert_string_equal(buffer, "ab");
    assert_int_equal(tdxp_escape("ab\033c", 4, buffer, 7), 7);
    assert_string_equal(buffer, "ab\\x1b");
    assert_int_equal(tdxp_escape("ab\033c", 4, buffer, 8), 7);
    assert_string_equal(buffer, "ab\\x1bc");
    assert_int_equal(tdxp_escape_utf8("\xe6\xbc\xa2x", 4, buffer, 3), 4);
    assert_string_equal(buffer, "");
    assert_int_equal(tdxp_escape("abc", 3, NULL, 0), 3);
    assert_int_equal(tdxp_escape("abc", 3, buffer, 1), 3);
    assert_string_equal(buffer, "");
}

static void utf8_is_told_from_other_bytes(void **state)
{
    (void)state;
    assert_true(tdxp_is_utf8("", 0));
    assert_true(tdxp_is_utf8("a\xc3\xa9", 3));
    assert_false(tdxp_is_utf8("a\xc3", 2));
    assert_false(tdxp_is_utf8("\xed\xbf\xbf", 3));
}

static void sizes_are_written_in_the_largest_fitting_unit(void **state)
{
    static const struct {
        uint64_t bytes;
        const char *text;
    } cases[] = {
        {0, "0 B"},
        {1, "1 B"},
        {1023, "1023 B"},
        {1024, "1.0 KiB"},
        {1025, "~1.0 KiB"},
        {1536, "1.5 KiB"},
        {1300, "~1.3 KiB"},
        {0x200000, "2.0 MiB"},
        {0x21a000, "~2.1 MiB"},
        {0xfffff, "~1.0 MiB"}, /* rounds up to 1024 KiB, which is said as 1 MiB */
        {0xff000, "1020.0 KiB"},
        {UINT64_C(1) << 32, "4.0 GiB"},
        {UINT64_C(1) << 40, "1.0 TiB"},
        {UINT64_C(1) << 60, "1.0 EiB"},
        {UINT64_MAX, "~16.0 EiB"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[TDXP_HUMAN_SIZE];

        tdxp_human_size(cases[i].bytes, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void sizes_are_read_with_and_without_a_suffix(void **state)
{
    static const struct {
        const char *text;
        uint64_t bytes;
    } cases[] = {
        {"0", 0},
        {"4096", 4096},
        {"0x1000", 0x1000},
        {"0XfF", 0xff},
        {"4K", 4096},
        {"4k", 4096},
        {"4KiB", 4096},
        {"0x10M", UINT64_C(0x1000000)},
        {"1G", UINT64_C(1) << 30},
        {"1t", UINT64_C(1) << 40},
        {"18446744073709551615", UINT64_MAX},
        {"16777215T", UINT64_C(0xffffff) << 40},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t bytes = 1;

        assert_true(tdxp_parse_size(cases[i].text, &bytes));
        assert_int_equal(bytes, cases[i].bytes);
    }
}

static void what_is_not_a_size_is_refused(void **state)
{
    static const char *const cases[] = {
        "",          "-1",
        "+1",        " 1",
        "1 ",        "K",
        "0x",        "1Q",
        "1KB",       "1KiBs",
        "1.5M",      "12g4",
        "0xg",       "18446744073709551616x",
        "16777216Q", "0x10000000000000000KB",
        "1\xff",
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t bytes = 77;

        if (tdxp_parse_size(cases[i], &bytes)) {
            print_error("'%s' was taken\n", cases[i]);
            fail();
        }
        assert_int_equal(errno, EINVAL);
        assert_int_equal(bytes, 77);
    }
}

static void a_size_that_is_too_large_is_told_from_what_is_none(void **state)
{
    static const char *const cases[] = {
        "18446744073709551616", "16777216T", "0x10000000000000000", "99999999999999999999", "36893488147419103232K",
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t bytes = 77;

        assert_false(tdxp_parse_size(cases[i], &bytes));
        assert_int_equal(errno, ERANGE);
        assert_int_equal(bytes, 77);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printable_ascii_stays_as_it_is),
        cmocka_unit_test(control_bytes_and_backslashes_are_escaped),
        cmocka_unit_test(a_zero_byte_does_not_end_the_text),
        cmocka_unit_test(utf8_is_kept_only_where_it_is_asked_for),
        cmocka_unit_test(the_escape_follows_what_the_output_can_show),
        cmocka_unit_test(only_a_dash_is_told_as_standard_input),
        cmocka_unit_test(width_is_counted_in_columns_of_whole_characters),
        cmocka_unit_test(characters_that_deceive_are_escaped_by_number),
        cmocka_unit_test(malformed_utf8_is_escaped_byte_by_byte),
        cmocka_unit_test(every_two_bytes_come_out_as_utf8_without_controls),
        cmocka_unit_test(text_is_cut_between_escapes_never_inside_of_one),
        cmocka_unit_test(utf8_is_told_from_other_bytes),
        cmocka_unit_test(sizes_are_written_in_the_largest_fitting_unit),
        cmocka_unit_test(sizes_are_read_with_and_without_a_suffix),
        cmocka_unit_test(what_is_not_a_size_is_refused),
        cmocka_unit_test(a_size_that_is_too_large_is_told_from_what_is_none),
    };

    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
