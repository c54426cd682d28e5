/* What is copied is ready to be pasted. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "tui/copy_text.h"

static struct tdxp_bytes of(const void *data, size_t size)
{
    return (struct tdxp_bytes){data, size};
}

static void assert_text(char *got, size_t length, const char *expected)
{
    assert_non_null(got);
    assert_string_equal(got, expected);
    assert_int_equal(length, strlen(expected));
    free(got);
}

static void hex_is_bytes_with_blanks_between_and_32_a_line(void **state)
{
    struct tdxp_bytes few = of("TDVF", 4);
    struct tdxp_bytes none = of("", 0);
    uint8_t many[33] = {0};
    struct tdxp_bytes lines = of(many, sizeof many);
    char *text;
    size_t length;

    (void)state;
    text = copy_hex(&few, &length);
    assert_text(text, length, "54 44 56 46");
    text = copy_hex(&none, &length);
    assert_text(text, length, "");
    many[32] = 0xff;
    text = copy_hex(&lines, &length);
    assert_int_equal(length, 33 * 3 - 1);
    assert_string_equal(text + 32 * 3 - 1, "\nff");
    free(text);
}

static void a_c_array_has_a_name_and_a_size(void **state)
{
    static const struct {
        const char *path, *name;
    } cases[] = {
        {"tdvf/Signature", "tdvf_Signature"},
        {"tdvf/section[0]", "tdvf_section_0"},
        {"reset-vector+0x4", "reset_vector_0x4"},
        {"/", "_"},
        {"8be4df61/x", "_8be4df61_x"},
        {"a\"; system(\"", "a_system"},
    };
    struct tdxp_bytes few = of("TDVF", 4);
    char expected[200];
    size_t length;
    char *text;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(expected, sizeof expected, "static const unsigned char %s[4] = {\n    0x54, 0x44, 0x56, 0x46,\n};\n",
                 cases[i].name);
        text = copy_c(&few, cases[i].path, &length);
        assert_text(text, length, expected);
    }
}

static void a_long_c_array_is_not_wider_than_80_columns(void **state)
{
    uint8_t many[100] = {0};
    struct tdxp_bytes bytes = of(many, sizeof many);
    char path[300];
    size_t length;
    char *text;

    (void)state;
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    text = copy_c(&bytes, path, &length);
    assert_non_null(text);
    for (const char *line = strchr(text, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
        assert_true(strchr(line, '\n') - line <= 80);
    }
    assert_true(strchr(text, '\n') - text < 120);
    free(text);
}

static void text_is_copied_as_it_is_where_it_is_text(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *expected;
    } cases[] = {
        {"\\EFI\\BOOT", 9, "\\EFI\\BOOT"},
        {"one\n\ttwo", 8, "one\n\ttwo"},
        {"name\0\0\0", 7, "name"},
        {"B\0o\0o\0t\0\0\0", 10, "Boot"},
        {"a\0b", 3, "a\\x00b"},
        {"\033[2J\\", 5, "\\x1b[2J\\\\"},
        {"\0\0", 2, "\\x00\\x00"},
        {"", 0, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tdxp_bytes bytes = of(cases[i].bytes, cases[i].size);
        size_t length;
        char *text = copy_plain(&bytes, &length);

        assert_text(text, length, cases[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hex_is_bytes_with_blanks_between_and_32_a_line),
        cmocka_unit_test(a_c_array_has_a_name_and_a_size),
        cmocka_unit_test(a_long_c_array_is_not_wider_than_80_columns),
        cmocka_unit_test(text_is_copied_as_it_is_where_it_is_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
