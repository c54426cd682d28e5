/* Patterns: what each kind looks for, what plain input is taken for, and what is said of one that is none. */
#include "support.h"

#include <string.h>

#include "tdxplore/search.h"

static struct tdxp_pattern parsed(const char *text)
{
    struct tdxp_pattern pattern;
    struct tdxp_error err;

    if (!tdxp_pattern_parse(text, &pattern, &err)) {
        fail_msg("%s: %s", text, err.text);
    }
    return pattern;
}

/* Digits, with * for any and ~A for a letter in either case; a blank between needles. */
static void write_needles(const struct tdxp_pattern *pattern, char *buffer, size_t size)
{
    size_t used = 0;

    buffer[0] = '\0';
    for (unsigned n = 0; n < pattern->count; n++) {
        const struct tdxp_needle *needle = &pattern->needles[n];

        used += (size_t)snprintf(buffer + used, size - used, "%s", n ? " " : "");
        for (uint32_t i = 0; i < needle->length; i++) {
            uint8_t value = needle->value[i];
            uint8_t mask = needle->mask[i];

            if (mask == 0xdf) {
                used += (size_t)snprintf(buffer + used, size - used, "~%c", value);
                continue;
            }
            used += mask & 0xf0 ? (size_t)snprintf(buffer + used, size - used, "%x", (unsigned)value >> 4)
                                : (size_t)snprintf(buffer + used, size - used, "*");
            used += mask & 0x0f ? (size_t)snprintf(buffer + used, size - used, "%x", value & 15u)
                                : (size_t)snprintf(buffer + used, size - used, "*");
        }
    }
}

struct reading {
    const char *text, *key, *needles;
};

static void assert_readings(const struct reading *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct tdxp_pattern pattern = parsed(rows[i].text);
        char needles[4096];

        write_needles(&pattern, needles, sizeof needles);
        if (strcmp(pattern.kind->key, rows[i].key) != 0 || strcmp(needles, rows[i].needles) != 0) {
            fail_msg("%s is %s %s", rows[i].text, pattern.kind->key, needles);
        }
    }
}

#define ASSERT_READINGS(rows) assert_readings(rows, sizeof(rows) / sizeof(rows)[0])

static void bytes_are_pairs_of_digits_with_wildcards(void **state)
{
    static const struct reading rows[] = {
        {"hex:54 44 ?? 46", "hex", "5444**46"},
        {"hex:5444??46", "hex", "5444**46"},
        {"hex:5? ?4", "hex", "5**4"},
        {"hex:0x54 0x44", "hex", "5444"},
        {"hex:0x5444", "hex", "5444"},
        {"hex: 54,0x44, aB ", "hex", "5444ab"},
        {"hex:00", "hex", "00"},
        {"54 44 ?? 46", "hex", "5444**46"},
        {"5444", "hex", "5444"},
        {"deadBEEF", "hex", "deadbeef"},
        {"??44", "hex", "**44"},
        {"0x54, 0x44", "hex", "5444"},
    };

    (void)state;
    ASSERT_READINGS(rows);
}

#define SHELL "4cf23977d793d4119a3a0090273fc14d"

static void a_guid_is_found_by_its_bytes_however_it_is_written(void **state)
{
    static const struct reading rows[] = {
        {"7739f24c-93d7-11d4-9a3a-0090273fc14d", "guid", SHELL},
        {"7739F24C-93D7-11D4-9A3A-0090273FC14D", "guid", SHELL},
        {"{7739f24c-93d7-11d4-9a3a-0090273fc14d}", "guid", SHELL},
        {" \"7739f24c-93d7-11d4-9a3a-0090273fc14d\" ", "guid", SHELL},
        {"guid:7739f24c93d711d49a3a0090273fc14d", "guid", SHELL},
        {"{ 0x7739F24CL, 0x93d7, 0x11d4, { 0x9a, 0x3a, 0x0, 0x90, 0x27, 0x3f, 0xc1, 0x4d } }", "guid", SHELL},
        {"{0x7739f24c,0x93d7,0x11d4,0x9a,0x3a,0x00,0x90,0x27,0x3f,0xc1,0x4d}", "guid", SHELL},
        {"0x7739f24c, 0x93d7, 0x11d4, {0x9a, 0x3a, 0x00, 0x90, 0x27, 0x3f, 0xc1, 0x4d}", "guid", SHELL},
        {"{0x4c, 0xf2, 0x39, 0x77, 0xd7, 0x93, 0xd4, 0x11, 0x9a, 0x3a, 0, 0x90, 0x27, 0x3f, 0xc1, 0x4d}", "guid",
         SHELL},
        {"01,02,03,04,05,06,07,08,09,0a,0b", "hex", "0102030405060708090a0b"},
    };

    (void)state;
    ASSERT_READINGS(rows);
}

static void numbers_are_little_endian_and_of_the_widths_that_fit(void **state)
{
    static const struct reading rows[] = {
        {"u8:0x20", "u8", "20"},
        {"u16:0x20", "u16", "2000"},
        {"u32:0x20000", "u32", "00000200"},
        {"u32:128K", "u32", "00000200"},
        {"u64:131072", "u64", "0000020000000000"},
        {"u64:0xffffffffffffffff", "u64", "ffffffffffffffff"},
        {"uint:200", "uint", "c8 c800 c8000000 c800000000000000"},
        {"0x1234", "uint", "3412 34120000 3412000000000000"},
        {"0x20000", "uint", "00000200 0000020000000000"},
        {"0x100000000", "uint", "0000000001000000"},
        {"offset:0x10", "offset", "10000000 1000000000000000"},
        {"gpa:0xff000000", "gpa", "000000ff 000000ff00000000"},
        {"gpa:0x100000000", "gpa", "0000000001000000"},
    };

    (void)state;
    ASSERT_READINGS(rows);
}

static void text_is_bytes_or_utf16_with_letters_in_either_case_where_wanted(void **state)
{
    static const struct reading rows[] = {
        {"text:aB1", "text", "614231"},
        {"text/i:aB1[", "text/i", "~A~B315b"},
        {"wide:aB", "wide", "61004200"},
        {"wide/i:a1", "wide/i", "~A003100"},
        {"wide:\xc3\xa4\xe2\x82\xac", "wide", "e400ac20"},
        {"wide:\xf0\x9f\x99\x82", "wide", "3dd842de"},
        {"wide/i:\xc5\x81", "wide/i", "4101"},
        {"text:\xff", "text", "ff"},
        {"any:Z", "any", "5a 5a00"},
        {"z_", "any", "~Z5f ~Z005f00"},
        {"TDVF", "any", "54445646 5400440056004600"},
        {"\"cafe\"", "any", "~C~A~F~E ~C00~A00~F00~E00"},
        {"text:\" A \"", "text", "204120"},
        {"name:Ab", "name", "4162"},
        {"name:ab", "name", "~A~B"},
        {"http://A", "any", "687474703a2f2f41 68007400740070003a002f002f004100"},
        {"\xff"
         "A",
         "any", "ff41"},
        {"41", "any", "3431 34003100"},
    };

    (void)state;
    ASSERT_READINGS(rows);
}

static void a_pattern_that_is_none_says_what_is_wrong_and_where(void **state)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"", "character 1 of the pattern: there is nothing to look for"},
        {"hex:", "character 5 of the pattern: there is nothing to look for"},
        {"hex: , ", "character 5 of the pattern: there is nothing to look for"},
        {"text:", "character 6 of the pattern: there is nothing to look for"},
        {"hex:54 4g", "character 9 of the pattern: a byte has two hexadecimal digits; ?? is any"},
        {"hex:544", "character 8 of the pattern: a byte has two hexadecimal digits; ?? is any"},
        {"hex:5 44", "character 6 of the pattern: a byte has two hexadecimal digits; ?? is any"},
        {"hex:54 x", "character 8 of the pattern: not a hexadecimal digit, nor ?"},
        {"?? ??", "character 1 of the pattern: any bytes match: at least one digit must be known"},
        {"u8:256", "character 4 of the pattern: 0x100 has more than 1 byte"},
        {"u16:0x10000", "character 5 of the pattern: 0x10000 has more than 2 bytes"},
        {"u32:x", "character 5 of the pattern: not a number of 64 bits: 0x20000, 131072 or 128K"},
        {"u64:0x10000000000000000", "character 5 of the pattern: not a number of 64 bits: 0x20000, 131072 or 128K"},
        {"gpa:-1", "character 5 of the pattern: not a number of 64 bits: 0x20000, 131072 or 128K"},
        {"guid:7739f24c-93d7", "character 19 of the pattern: the GUID ends after 12 of 32 digits"},
        {"guid:7739f24c-93d711d4-9a3a-0090273fc14d", "character 19 of the pattern: a GUID has a hyphen here"},
        {"guid:7739f24g-", "character 13 of the pattern: a GUID has 8-4-4-4-12 hexadecimal digits"},
        {"guid:7739f24c-93d7-11d4-9a3a-0090273fc14d0",
         "character 42 of the pattern: a GUID has 8-4-4-4-12 hexadecimal digits"},
        {"guid:{1,2}", "character 11 of the pattern: a GUID is 11 numbers, or 16 bytes: these are 2"},
        {"guid:{1,0x10000,0,0,0,0,0,0,0,0,0}", "character 9 of the pattern: this number of a GUID has 2 bytes at most"},
        {"guid:{1,zz}", "character 9 of the pattern: a GUID is 11 numbers in hexadecimal, or 16 bytes"},
        {"guid:1,2,3,4,5,6,7,8,9,a,b,c,d,e,f,10,11",
         "character 39 of the pattern: a GUID is 11 numbers in hexadecimal, or 16 bytes"},
        {"wide:\xff", "character 6 of the pattern: not UTF-8"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tdxp_pattern pattern;
        struct tdxp_error err;

        assert_false(tdxp_pattern_parse(rows[i].text, &pattern, &err));
        assert_string_equal(err.text, rows[i].message);
        assert_false(tdxp_pattern_parse(rows[i].text, &pattern, NULL));
    }
}

static void a_pattern_has_an_end(void **state)
{
    static const char *const keys[] = {"text:", "text/i:", "wide:", "hex:", "any:", "name:"};
    char text[16 + 8 * TDXP_NEEDLE_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct tdxp_pattern pattern;
        struct tdxp_error err;
        size_t used = strlen(keys[i]);

        memset(text, 'a', sizeof text);
        memcpy(text, keys[i], used);
        text[sizeof text - 1] = '\0';
        assert_false(tdxp_pattern_parse(text, &pattern, &err));
        assert_non_null(strstr(err.text, "a pattern has 512 bytes at most"));
    }
    memset(text, 'a', sizeof text);
    memcpy(text, "hex:", 4);
    text[4 + 2 * TDXP_NEEDLE_MAX] = '\0';
    assert_int_equal(parsed(text).needles[0].length, TDXP_NEEDLE_MAX);
}

static void hostile_patterns_are_read_or_refused(void **state)
{
    static const char alphabet[] = "0123456789abcdefxX?{}(),-:\" \\\xff\xc3\xa4uitexghw/";
    uint64_t seed = 7;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[96];
        size_t length = random_below(&seed, sizeof text);
        struct tdxp_pattern pattern;
        struct tdxp_error err;
        const struct tdxp_pattern_kind *kind = tdxp_pattern_kind((unsigned)random_below(&seed, 16));
        size_t used = kind ? (size_t)snprintf(text, sizeof text, "%s:", kind->key) : 0;

        for (size_t i = used; i < length; i++) {
            text[i] = alphabet[random_below(&seed, sizeof alphabet - 1)];
        }
        text[length > used ? length : used] = '\0';
        if (tdxp_pattern_parse(text, &pattern, &err)) {
            assert_in_range(pattern.count, 1, TDXP_NEEDLES);
            for (unsigned i = 0; i < pattern.count; i++) {
                assert_in_range(pattern.needles[i].length, 1, TDXP_NEEDLE_MAX);
            }
        } else {
            assert_memory_equal(err.text, "character ", 10);
        }
    }
}

static void every_kind_explains_itself_by_an_example_that_is_one(void **state)
{
    const struct tdxp_pattern_kind *kind;

    (void)state;
    for (unsigned n = 0; (kind = tdxp_pattern_kind(n)); n++) {
        struct tdxp_pattern pattern;
        char text[128];

        assert_true(strlen(kind->summary) > 10);
        snprintf(text, sizeof text, "%s:%s", kind->key, kind->example);
        pattern = parsed(text);
        assert_ptr_equal(pattern.kind, kind);
        if (kind->plain) {
            assert_ptr_equal(parsed(kind->example).kind, kind);
        }
    }
}

static void the_bytes_of_a_node_become_a_pattern(void **state)
{
    static const struct {
        const char *path, *pattern;
    } rows[] = {
        {"tdvf/Signature", "hex:54445646"},
        {"tdvf/section[0]/Attributes", "u32:0x1"},
        {"tdvf/section[0]/MemoryAddress", "u64:0xffff8000"},
    };
    struct plan plan = plan_default();
    struct decoded d = decode_plan(&plan);
    char text[64];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(tdxp_pattern_of_node(node_at(&d, rows[i].path), text, sizeof text));
        assert_string_equal(text, rows[i].pattern);
    }
    for (uint32_t id = 0; id < tdxp_tree_count(d.fw->tree); id++) {
        const struct tdxp_node *node = tdxp_tree_node(d.fw->tree, id);

        if (node->field && node->field->type == TDXP_TYPE_GUID && node->length == 16) {
            assert_true(tdxp_pattern_of_node(node, text, sizeof text));
            assert_string_equal(parsed(text).kind->key, "guid");
            assert_true(tdxp_read_equals(&node->space->bytes, node->offset, parsed(text).needles[0].value, 16));
        }
    }
    assert_false(tdxp_pattern_of_node(node_at(&d, "/"), text, sizeof text));
    assert_false(tdxp_pattern_of_node(node_at(&d, "tdvf"), text, 12));
    decoded_free(&d);
}

/* 256 characters are as many bytes of UTF-16 as a needle has; each has two of UTF-8. */
static void what_is_wrong_is_told_by_the_number_of_the_character(void **state)
{
    char text[5 + 2 * 257 + 1] = "wide:";
    struct tdxp_pattern pattern;
    struct tdxp_error err;

    (void)state;
    for (int i = 0; i < 257; i++) {
        strcat(text, "\xc3\xa9");
    }
    assert_false(tdxp_pattern_parse(text, &pattern, &err));
    assert_string_equal(err.text, "character 262 of the pattern: a pattern has 512 bytes at most");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_told_by_the_number_of_the_character),
        cmocka_unit_test(bytes_are_pairs_of_digits_with_wildcards),
        cmocka_unit_test(a_guid_is_found_by_its_bytes_however_it_is_written),
        cmocka_unit_test(numbers_are_little_endian_and_of_the_widths_that_fit),
        cmocka_unit_test(text_is_bytes_or_utf16_with_letters_in_either_case_where_wanted),
        cmocka_unit_test(a_pattern_that_is_none_says_what_is_wrong_and_where),
        cmocka_unit_test(a_pattern_has_an_end),
        cmocka_unit_test(hostile_patterns_are_read_or_refused),
        cmocka_unit_test(every_kind_explains_itself_by_an_example_that_is_one),
        cmocka_unit_test(the_bytes_of_a_node_become_a_pattern),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
