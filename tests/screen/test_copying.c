/* Copying what is selected to the terminal's clipboard and into files. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "explorer.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options common = {.env = no_color};
static const struct screen_options wide = {.rows = 60, .cols = 200, .env = no_color};

/* Whether the bytes since the mark hold the sequence that puts what base64 says into the clipboard, once and whole. */
static bool was_sent(struct explorer *e, const char *base64)
{
    char sequence[512];
    const uint8_t *found;
    const uint8_t *bytes;
    size_t size;

    snprintf(sequence, sizeof sequence, "\033]52;c;%s\a", base64);
    bytes = screen_bytes_since(e->s, &size);
    found = memmem(bytes, size, sequence, strlen(sequence));
    return found && !memmem(found + 1, size - (size_t)(found + 1 - bytes), "\033]52", 4);
}

static bool was_anything_sent(struct explorer *e)
{
    size_t size;
    const uint8_t *bytes = screen_bytes_since(e->s, &size);

    return memmem(bytes, size, "\033]52", 4) != NULL;
}

static void assert_copies(struct explorer *e, const char *keys, const char *base64, const char *message)
{
    screen_settle(e->s);
    screen_mark(e->s);
    screen_type(e->s, keys);
    screen_wait_text(e->s, message);
    assert_true(was_sent(e, base64));
}

/* The base64 texts are those of base64(1). */
static void y_and_a_key_copy_a_form_to_the_terminal(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    explorer_go(e, "tdvf/Signature");
    assert_copies(e, "yh", "NTQgNDQgNTYgNDY=", "4 B as hex, 11 characters, sent to the terminal's clipboard");
    assert_copies(e, "yt", "VERWRg==", "4 B as text, 4 characters, sent");
    assert_copies(e, "yp", "dGR2Zi9TaWduYXR1cmU=", "the path, 14 characters, sent");
    assert_copies(e, "yo", "MHhjYWYwMTA=", "the offset, 8 characters, sent");
    assert_copies(e, "yg", "MHhmZmNhZjAxMA==", "the GPA, 10 characters, sent");
    assert_copies(e, "yv", "IlREVkYi", "the value, 6 characters, sent");
    assert_copies(
        e, "yc",
        "c3RhdGljIGNvbnN0IHVuc2lnbmVkIGNoYXIgdGR2Zl9TaWduYXR1cmVbNF0gPSB7CiAgICAweDU0LCAweDQ0LCAweDU2LCAweDQ2LAp9"
        "Owo=",
        "4 B as a C array, 80 characters, sent");
}

static void the_forms_are_named_and_another_key_copies_nothing(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &common, NULL);
    screen_type(e->s, "y");
    screen_wait_text(e->s, "h hex  c C array  t text  v value  p path  o offset  g GPA");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, "h hex");
    screen_mark(e->s);
    screen_type(e->s, "yq");
    screen_wait_text(e->s, "nothing copied");
    assert_false(was_anything_sent(e));
    explorer_quit(e);
}

static void a_range_is_copied_in_place_of_the_node(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "2lSl");
    screen_wait_text(e->s, "0xcaf011..0xcaf012  2 B");
    assert_copies(e, "yh", "NDQgNTY=", "2 B as hex, 5 characters, sent");
    assert_copies(e, "yp", "dGR2Zi9TaWduYXR1cmUrMHgx", "the path, 18 characters, sent");
    assert_copies(e, "yo", "MHhjYWYwMTE=", "the offset, 8 characters, sent");
}

/* The cursor is on the last byte, in another row. */
static void address_and_value_are_the_range_s(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "2");
    explorer_prompt(e, "g", "Go to: ", "0x20");
    screen_type(e->s, "Sjjl");
    screen_wait_text(e->s, "0x20..0x");
    assert_copies(e, "yo", "MHgyMA==", "the offset, 4 characters, sent");
    assert_copies(e, "yg", "MHhmZjAwMDAyMA==", "the GPA, 10 characters, sent");
    screen_mark(e->s);
    screen_type(e->s, "yv");
    screen_wait_text(e->s, "a range of bytes has no value");
    assert_false(was_anything_sent(e));
}

/* Of the four bytes of the signature marked from the last to the first, the cursor is on the first. */
static void a_range_that_is_a_field_has_its_value(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "2");
    explorer_prompt(e, "g", "Go to: ", "0xcaf013");
    screen_type(e->s, "Shhh");
    screen_wait_text(e->s, "0xcaf010..0xcaf013  4 B");
    assert_copies(e, "yv", "IlREVkYi", "the value, 6 characters, sent");
    assert_copies(e, "yg", "MHhmZmNhZjAxMA==", "the GPA, 10 characters, sent");
}

static void what_is_too_much_for_a_terminal_is_refused(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "contents/section[0]");
    screen_mark(e->s);
    screen_type(e->s, "yh");
    screen_wait_text(e->s, "too much to copy to the terminal");
    screen_type(e->s, "2G<S");
    explorer_prompt(e, "g", "Go to: ", "30000");
    screen_wait_text(e->s, "0x7531 bytes");
    screen_type(e->s, "yh");
    screen_wait_text(e->s, "more than the 74994 that terminals take");
    assert_false(was_anything_sent(e));
}

static void assert_file(const struct explorer *e, const char *name, const char *expected)
{
    char path[200];
    char got[256] = "";
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", e->dir, name);
    file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(got, 1, sizeof got - 1, file), strlen(expected));
    assert_string_equal(got, expected);
    fclose(file);
}

static void copy_writes_a_file_and_replaces_none_unless_told(void **state)
{
    struct explorer *e = *state;
    char command[300];

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/Signature");
    snprintf(command, sizeof command, "copy hex %s/out", e->dir);
    explorer_prompt(e, ":", ":", command);
    screen_wait_text(e->s, "4 B as hex, 11 characters, written to ");
    assert_file(e, "out", "54 44 56 46");
    snprintf(command, sizeof command, "copy text %s/out", e->dir);
    explorer_prompt(e, ":", ":", command);
    screen_wait_text(e->s, "exists already");
    assert_file(e, "out", "54 44 56 46");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, ":copy");
    snprintf(command, sizeof command, "copy! text %s/out", e->dir);
    explorer_prompt(e, ":", ":", command);
    screen_wait_text(e->s, "4 B as text, 4 characters, written to ");
    assert_file(e, "out", "TDVF");
    explorer_prompt(e, ":", ":", "copy nothing");
    screen_wait_text(e->s, "copy hex, c, text, value, path, offset or gpa");
}

static void what_is_not_there_is_not_copied(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf");
    screen_type(e->s, "yv");
    screen_wait_text(e->s, "TDVF descriptor has no value of its own");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(y_and_a_key_copy_a_form_to_the_terminal),
        CASE(the_forms_are_named_and_another_key_copies_nothing),
        CASE(a_range_is_copied_in_place_of_the_node),
        CASE(address_and_value_are_the_range_s),
        CASE(a_range_that_is_a_field_has_its_value),
        CASE(what_is_too_much_for_a_terminal_is_refused),
        CASE(copy_writes_a_file_and_replaces_none_unless_told),
        CASE(what_is_not_there_is_not_copied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
