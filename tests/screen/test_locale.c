/* The explorer in locales that are neither C nor UTF-8, nor as English has them. */
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
#include <unistd.h>

#include <cmocka.h>

#include "explorer.h"

enum { PATH = 256 };

/* Makes a locale in the directory of e, as most are not installed; skips the test where that cannot be done. */
static void make_locale(const struct explorer *e, const char *source, const char *characters)
{
    char command[2 * PATH];

    snprintf(command, sizeof command, "localedef -c -i %s -f %s %s/%s.%s >%s/localedef 2>&1; test -d %s/%s.%s", source,
             characters, e->dir, source, characters, e->dir, e->dir, source, characters);
    if (system(command) != 0) {
        print_message("skipped: the locale %s.%s cannot be made\n", source, characters);
        skip();
    }
}

static void start_in(struct explorer *e, const char *locale, const char *settings)
{
    char where[PATH], data[PATH];
    const char *const env[] = {where, data, NULL};
    const struct screen_options opt = {.rows = 40, .cols = 140, .locale = locale, .env = env};
    char *config = explorer_file(e, "config", (const uint8_t *)settings, strlen(settings));
    char option[PATH];
    const char *const argv[] = {screen_program(), option, NULL};

    snprintf(where, sizeof where, "LOCPATH=%s", e->dir);
    snprintf(data, sizeof data, "XDG_DATA_HOME=%s", e->dir);
    snprintf(option, sizeof option, "--config=%s", config);
    free(config);
    explorer_run(e, &opt, argv);
    screen_wait_text(e->s, "TDVF descriptor");
    screen_wait_text(e->s, "4 Explanation");
}

static void assert_ascii(struct explorer *e)
{
    size_t size;
    const uint8_t *bytes = screen_bytes_since(e->s, &size);

    assert_true(size > 1000);
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] >= 0x80) {
            fail_msg("byte %zu of what is written is 0x%02x", i, bytes[i]);
        }
    }
}

static void what_is_drawn_is_ascii_where_the_characters_are_not_those_of_utf_8(void **state)
{
    static const char *const locales[][2] = {{"tr_TR", "ISO-8859-9"}, {"ja_JP", "EUC-JP"}, {"zh_TW", "BIG5"}};
    struct explorer *e = *state;
    struct area frame;

    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        char locale[64];

        make_locale(e, locales[i][0], locales[i][1]);
        snprintf(locale, sizeof locale, "%s.%s", locales[i][0], locales[i][1]);
        start_in(e, locale, "");
        assert_true(explorer_pane(e, "Structure", &frame));
        assert_true(explorer_pane(e, "Guest memory", &frame));
        screen_type(e->s, "H");
        screen_wait_gone(e->s, "4 Explanation");
        screen_type(e->s, "Hjj");
        screen_wait_text(e->s, "Length  (UINT32)");
        screen_settle(e->s);
        assert_ascii(e);
        explorer_quit(e);
    }
}

static void names_of_keys_are_not_those_of_turkish(void **state)
{
    static const char *const locales[] = {"UTF-8", "ISO-8859-9"};
    struct explorer *e = *state;

    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        char locale[64];

        make_locale(e, "tr_TR", locales[i]);
        snprintf(locale, sizeof locale, "tr_TR.%s", locales[i]);
        start_in(e, locale, "key ctrl-i quit\nkey insert quit\n");
        assert_false(screen_find(e->s, "no such key", NULL, NULL));
        screen_ctrl(e->s, 'i');
        explorer_expect_exit(e, 0);
    }
}

/* The file of notes is in UTF-8, whatever was typed. The second byte of this one is that of a backslash in ASCII. */
static void a_character_with_the_byte_of_a_backslash_is_one_character(void **state)
{
    struct explorer *e = *state;
    char command[PATH];

    make_locale(e, "zh_TW", "BIG5");
    start_in(e, "zh_TW.BIG5", "");
    screen_type(e->s, "a");
    screen_wait_text(e->s, "Note: ");
    screen_type(e->s, "\xa5\x5cn = success\r");
    screen_wait_text(e->s, "noted: tdvf");
    explorer_quit(e);
    snprintf(command, sizeof command, "grep -qx '| \xe5\x8a\x9fn = success' %s/tdxplore/notes/*.notes", e->dir);
    assert_int_equal(system(command), 0);
}

/* It is told at once, and again before the line is taken: what is pasted brings its Enter with it. */
static void what_the_locale_cannot_say_is_told_and_not_stored(void **state)
{
    struct explorer *e = *state;
    char command[PATH];

    start_in(e, "C", "");
    screen_type(e->s, "a");
    screen_wait_text(e->s, "Note: ");
    screen_type(e->s, "\xc3\xb6");
    screen_wait_text(e->s, "such a character cannot be typed in this locale");
    screen_ctrl(e->s, 'U');
    screen_type(e->s, "gr\xc3\xb6\xc3\x9f"
                      "e\r");
    screen_wait_text(e->s, "not all characters can be typed in this locale; Enter takes the line as it is");
    snprintf(command, sizeof command, "! grep -q . %s/tdxplore/notes/*.notes 2>/dev/null", e->dir);
    assert_int_equal(system(command), 0);
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "noted: tdvf");
    screen_type(e->s, ":\xc3\xb6");
    screen_wait_text(e->s, "such a character cannot be typed");
    screen_type(e->s, "q");
    screen_wait_text(e->s, ":q");
    screen_ctrl(e->s, 'U');
    screen_wait_gone(e->s, "such a character cannot be typed");
    screen_type(e->s, "q\r");
    explorer_expect_exit(e, 0);
    snprintf(command, sizeof command, "grep -qx '| gre' %s/tdxplore/notes/*.notes", e->dir);
    assert_int_equal(system(command), 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_drawn_is_ascii_where_the_characters_are_not_those_of_utf_8),
        CASE(names_of_keys_are_not_those_of_turkish),
        CASE(a_character_with_the_byte_of_a_backslash_is_one_character),
        CASE(what_the_locale_cannot_say_is_told_and_not_stored),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
