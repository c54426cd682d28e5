/* Settings, keys and colours as they are written in the settings file. */
#include "support.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

#include "snp_image.h"
#include "tui/app.h"
#include "tui/keymap.h"
#include "tui/palette.h"
#include "tui/pane_code.h"
#include "tui/pane_explain.h"
#include "tui/pane_findings.h"
#include "tui/pane_hex.h"
#include "tui/pane_map.h"
#include "tui/pane_matches.h"
#include "tui/pane_readout.h"
#include "tui/pane_tree.h"
#include "tui/pane_verdicts.h"
#include "tui/settings.h"

/* ---- settings ---- */

static struct settings standard(void)
{
    struct settings settings;

    settings_default(&settings);
    return settings;
}

static void every_word_of_every_setting_can_be_set(void **state)
{
    (void)state;
    for (int id = 0; id < SETTINGS; id++) {
        const struct setting *row = setting_row((enum setting_id)id);

        assert_int_equal(setting_named(row->name, strlen(row->name)), id);
        assert_true(*row->summary);
        for (unsigned i = 0; row->words[i]; i++) {
            struct settings settings = standard();
            char text[64];

            snprintf(text, sizeof text, "%s=%s", row->name, row->words[i]);
            assert_int_equal(settings_take(&settings, text, NULL), id);
            assert_int_equal(settings.values[id], i);
            assert_string_equal(setting_word(&settings, (enum setting_id)id), row->words[i]);
        }
    }
}

static void a_setting_is_written_in_the_ways_of_vi(void **state)
{
    static const struct {
        const char *text;
        enum setting_id id;
        const char *word;
    } rows[] = {
        {"bytes=16", SET_BYTES, "16"},    {"bytes 16", SET_BYTES, "16"},
        {" bytes = 16", SET_BYTES, "16"}, {"reload", SET_RELOAD, "on"},
        {"nomouse", SET_MOUSE, "off"},    {"mouse!", SET_MOUSE, "off"},
        {"bytes!", SET_BYTES, "8"},       {"bytes&", SET_BYTES, "auto"},
        {"mouse=off", SET_MOUSE, "off"},  {"\tscale\tlinear", SET_SCALE, "linear"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct settings settings = standard();

        assert_int_equal(settings_take(&settings, rows[i].text, NULL), rows[i].id);
        assert_string_equal(setting_word(&settings, rows[i].id), rows[i].word);
    }
}

static void what_is_no_setting_is_refused_and_changes_nothing(void **state)
{
    static const struct {
        const char *text, *wrong;
    } rows[] = {
        {"", "no such setting: ''"},
        {"byts=8", "no such setting: 'byts'"},
        {"bytes=7", "bytes is auto, 8, 16 or 32, not '7'"},
        {"bytes=8 9", "bytes is auto, 8, 16 or 32, not '8 9'"},
        {"bytes=", "bytes is auto, 8, 16 or 32, not ''"},
        {"bytes", "bytes is auto, 8, 16 or 32"},
        {"nobytes", "no such setting: 'nobytes'"},
        {"nomouse!", "mouse is off or on"},
        {"no", "no such setting: 'no'"},
        {"BYTES=8", "no such setting: 'BYTES'"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct settings settings = standard();
        struct settings before = settings;
        struct tdxp_error err;

        assert_int_equal(settings_take(&settings, rows[i].text, &err), SETTINGS);
        assert_string_equal(err.text, rows[i].wrong);
        assert_memory_equal(&settings, &before, sizeof settings);
    }
}

static void going_through_the_values_comes_back_to_the_first(void **state)
{
    (void)state;
    for (int i = 0; i < SETTINGS; i++) {
        enum setting_id id = (enum setting_id)i;
        struct settings settings = standard();
        unsigned first = settings.values[id];

        setting_next(&settings, id);
        assert_int_not_equal(settings.values[id], first);
        setting_previous(&settings, id);
        assert_int_equal(settings.values[id], first);
        do {
            setting_previous(&settings, id);
            assert_non_null(setting_word(&settings, id));
        } while (settings.values[id] != first);
    }
}

/* ---- keys ---- */

static void every_key_is_found_by_its_name(void **state)
{
    struct keymap map;

    (void)state;
    keymap_default(&map);
    for (size_t i = 0; i < map.count; i++) {
        char name[KEY_NAME];
        int key;

        key_label(map.bindings[i].key, name, sizeof name);
        assert_true(key_named(name, strlen(name), &key));
        assert_int_equal(key, map.bindings[i].key);
        assert_int_equal(key_canonical(key), key);
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(map.bindings[j].key, key);
        }
    }
    for (unsigned n = 0; key_special(n); n++) {
        int key;

        assert_true(key_named(key_special(n), strlen(key_special(n)), &key));
    }
}

static void names_of_keys_are_taken_in_any_case_but_characters_as_they_are(void **state)
{
    static const struct {
        const char *name;
        int key;
    } rows[] = {
        {"ctrl-n", 'n' & 0x1f},
        {"CTRL-N", 'n' & 0x1f},
        {"esc", 0x1b},
        {"f12", KEY_F(12)},
        {"space", ' '},
        {"Ctrl-I", '\t'},
        {"Ctrl-M", '\r'},
        {"ctrl-h", KEY_BACKSPACE},
        {"a", 'a'},
        {"A", 'A'},
        {"#", '#'},
        {"Ctrl-Space", 0},
    };
    static const char *const none[] = {"", "F13", "F0", "Ctrl-", "Ctrl-nn", "Ctrl-1", "Alt-x", "up down", "\x80"};
    int key;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(key_named(rows[i].name, strlen(rows[i].name), &key));
        assert_int_equal(key, rows[i].key);
    }
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_false(key_named(none[i], strlen(none[i]), &key));
    }
}

static void every_command_has_one_name_and_a_key(void **state)
{
    size_t count;
    const struct command_info *commands = keymap_commands(&count);
    struct keymap map;

    (void)state;
    keymap_default(&map);
    for (int command = CMD_NONE + 1; command < COMMANDS; command++) {
        const char *name = command_name((enum command)command);
        char key[KEY_NAME];

        assert_non_null(name);
        assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz-"), strlen(name));
        assert_int_equal(command_named(name, strlen(name)), command);
        assert_true(keymap_key(&map, (enum command)command, key, sizeof key));
    }
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(commands[i].name, command_name(commands[i].command));
    }
    assert_int_equal(command_named("none", 4), CMD_NONE);
}

static void a_key_that_is_bound_anew_does_that_alone(void **state)
{
    struct keymap map;
    char keys[64];

    (void)state;
    keymap_default(&map);
    assert_int_equal(keymap_find(&map, 'x'), CMD_SAVE);
    assert_true(keymap_bind(&map, 'x', CMD_QUIT));
    assert_int_equal(keymap_find(&map, 'x'), CMD_QUIT);
    keymap_names(&map, CMD_QUIT, keys, sizeof keys);
    assert_string_equal(keys, "q x");
    keymap_names(&map, CMD_SAVE, keys, sizeof keys);
    assert_string_equal(keys, "");
    assert_true(keymap_bind(&map, 'q', CMD_NONE));
    assert_int_equal(keymap_find(&map, 'q'), CMD_NONE);
    keymap_names(&map, CMD_QUIT, keys, sizeof keys);
    assert_string_equal(keys, "x");
}

static void a_keymap_that_is_full_takes_no_more_keys(void **state)
{
    struct keymap map;
    int key = 1000;

    (void)state;
    keymap_default(&map);
    while (map.count < KEYMAP_MOST) {
        assert_true(keymap_bind(&map, key++, CMD_UP));
    }
    assert_false(keymap_bind(&map, key, CMD_UP));
    assert_true(keymap_bind(&map, 'q', CMD_UP));
    assert_int_equal(keymap_find(&map, 'q'), CMD_UP);
}

static void hints_show_the_keys_that_there_are(void **state)
{
    struct keymap map;
    char text[64];

    (void)state;
    keymap_default(&map);
    keymap_bind(&map, 'H', CMD_NONE);
    keymap_bind(&map, KEY_F(1), CMD_NONE);
    keymap_expand(&map, "{quit} quit  {help} help  {nobody} {} {quit", text, sizeof text);
    assert_string_equal(text, "q quit  :help help  {nobody} {} {quit");
    keymap_expand(&map, "{quit} quit", text, 5);
    assert_string_equal(text, "q qu");
}

/* Those of the map depend on which guests there are. */
static void hints_of_panes_name_commands_that_there_are(void **state)
{
    static const struct pane_class *const classes[] = {&pane_tree,    &pane_hex,      &pane_map,
                                                       &pane_explain, &pane_findings, &pane_verdicts,
                                                       &pane_code,    &pane_matches,  &pane_readout};
    struct snp_image image = snp_image_default();
    struct decoded d = decode_taken(snp_image_bytes(&image), PLAN_SIZE);
    const struct app app = {.fw = d.fw};
    struct keymap map;

    (void)state;
    keymap_default(&map);
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        const char *hint = classes[i]->hint_now ? classes[i]->hint_now(&app) : classes[i]->hint;
        char text[512];

        assert_non_null(hint);
        keymap_expand(&map, hint, text, sizeof text);
        assert_null(strchr(text, '{'));
    }
    decoded_free(&d);
}

/* ---- colours ---- */

static void a_look_is_colours_and_attributes(void **state)
{
    static const struct {
        const char *text;
        int which;
        struct look look;
    } rows[] = {
        {"cursor black on bright-white bold underline", STYLE_CURSOR, {true, 0, 15, A_BOLD | A_UNDERLINE}},
        {"cursor 208", STYLE_CURSOR, {true, 208, -1, 0}},
        {"cursor on 17", STYLE_CURSOR, {true, -1, 17, 0}},
        {"cursor bold red on default", STYLE_CURSOR, {true, 1, -1, A_BOLD}},
        {"match-current reverse", STYLE_MATCH_CURRENT, {true, -1, -1, A_REVERSE}},
        {"section-6 255", LOOK_HUE + 5, {true, 255, -1, 0}},
        {"depth-1 on 233", LOOK_SHADE, {true, -1, 233, 0}},
        {"cursor theme", STYLE_CURSOR, {false, 0, 0, 0}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct palette palette = {.looks[STYLE_CURSOR] = {true, 9, 9, 0}};
        const struct look *look = &palette.looks[rows[i].which];

        assert_true(palette_take(&palette, rows[i].text, NULL));
        assert_int_equal(look->chosen, rows[i].look.chosen);
        assert_int_equal(look->fg, rows[i].look.fg);
        assert_int_equal(look->bg, rows[i].look.bg);
        assert_true(look->attributes == rows[i].look.attributes);
    }
}

static void what_is_no_colour_is_refused_and_changes_nothing(void **state)
{
    static const struct {
        const char *text, *wrong;
    } rows[] = {
        {"", "nothing of that name has a colour: ''"},
        {"cursr red", "nothing of that name has a colour: 'cursr'"},
        {"cursor", "a colour is missing"},
        {"cursor pink", "no colour: 'pink'"},
        {"cursor 256", "no colour: '256'"},
        {"cursor -1", "no colour: '-1'"},
        {"cursor red blue", "no colour: 'blue'"},
        {"cursor red on", "no colour: ''"},
        {"cursor theme red", "no colour: 'theme'"},
        {"cursor 99999999999999999999", "no colour: '99999999999999999999'"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct palette palette = {.looks[STYLE_CURSOR] = {true, 9, 9, 0}};
        struct palette before = palette;
        struct tdxp_error err;

        assert_false(palette_take(&palette, rows[i].text, &err));
        assert_string_equal(err.text, rows[i].wrong);
        assert_memory_equal(&palette, &before, sizeof palette);
    }
}

static void everything_that_has_a_colour_has_a_name_of_its_own(void **state)
{
    const struct look_info *looks = palette_looks();

    (void)state;
    for (int i = 0; i < LOOKS; i++) {
        assert_non_null(looks[i].name);
        assert_true(*looks[i].summary);
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(looks[j].name, looks[i].name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_of_every_setting_can_be_set),
        cmocka_unit_test(a_setting_is_written_in_the_ways_of_vi),
        cmocka_unit_test(what_is_no_setting_is_refused_and_changes_nothing),
        cmocka_unit_test(going_through_the_values_comes_back_to_the_first),
        cmocka_unit_test(every_key_is_found_by_its_name),
        cmocka_unit_test(names_of_keys_are_taken_in_any_case_but_characters_as_they_are),
        cmocka_unit_test(every_command_has_one_name_and_a_key),
        cmocka_unit_test(a_key_that_is_bound_anew_does_that_alone),
        cmocka_unit_test(a_keymap_that_is_full_takes_no_more_keys),
        cmocka_unit_test(hints_show_the_keys_that_there_are),
        cmocka_unit_test(hints_of_panes_name_commands_that_there_are),
        cmocka_unit_test(a_look_is_colours_and_attributes),
        cmocka_unit_test(what_is_no_colour_is_refused_and_changes_nothing),
        cmocka_unit_test(everything_that_has_a_colour_has_a_name_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
