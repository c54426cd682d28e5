/* Files that are only a part of an image: what the explorer says of them, and putting a store before its code. */
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
#include "tdxplore/sample.h"

static const char *const no_color[] = {"NO_COLOR=1", NULL};
static const struct screen_options wide = {.rows = 40, .cols = 160, .env = no_color};

/* The sample's configuration volume: cut behind it, the sample is a pair as OVMF is built as. */
enum { FRONT = 0x40000 };

struct pair {
    char *vars, *code; /* paths */
};

static struct pair make_pair(struct explorer *e, const char *vars)
{
    uint8_t *bytes = explorer_sample_bytes();
    struct pair pair = {explorer_file(e, vars, bytes, FRONT),
                        explorer_file(e, "T_CODE.fd", bytes + FRONT, TDXP_SAMPLE_SIZE - FRONT)};

    free(bytes);
    return pair;
}

static void pair_free(struct pair *pair)
{
    free(pair->vars);
    free(pair->code);
}

static void type_command(struct explorer *e, const char *command, const char *rest)
{
    screen_type(e->s, ":");
    screen_wait_text(e->s, "goto PLACE");
    screen_type(e->s, command);
    screen_type(e->s, rest);
    screen_key(e->s, SCREEN_ENTER);
}

/* The whole image is shown, from the part to which the descriptor points. */
static void wait_joined(struct explorer *e)
{
    screen_wait_text(e->s, "16.0 MiB");
    screen_wait_gone(e->s, "15.8 MiB");
    screen_type(e->s, "1");
    explorer_prompt(e, "g", "Go to: ", "contents/section[1]");
    screen_wait_text(e->s, "Contents of section 1");
    explorer_prompt(e, "g", "Go to: ", "files/file[1]");
    screen_wait_text(e->s, "T_CODE.fd");
}

static void a_store_beside_the_code_is_offered_and_vars_joins_it(void **state)
{
    struct explorer *e = *state;
    struct pair pair = make_pair(e, "T_VARS.fd");

    explorer_start(e, &wide, pair.code);
    screen_wait_text(e->s, "its variable store is beside it: :vars puts T_VARS.fd before it");
    screen_wait_text(e->s, "15.8 MiB");
    type_command(e, "vars", "");
    screen_wait_text(e->s, "T_VARS.fd is put before it");
    wait_joined(e);
    type_command(e, "vars", "");
    screen_wait_text(e->s, "a variable store is before it already");
    screen_key(e->s, SCREEN_ESC);
    pair_free(&pair);
    explorer_quit(e);
}

static void a_store_of_another_name_is_joined_by_it(void **state)
{
    struct explorer *e = *state;
    struct pair pair = make_pair(e, "store");

    explorer_start(e, &wide, pair.code);
    screen_wait_text(e->s, "it lacks its variable store: :vars FILE puts that before it");
    type_command(e, "vars", "");
    screen_wait_text(e->s, "no variable store that fits is beside it: name its file");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, "name its file");
    type_command(e, "vars ", pair.vars);
    screen_wait_text(e->s, "store is put before it");
    wait_joined(e);
    pair_free(&pair);
    explorer_quit(e);
}

static void what_was_selected_stays_selected_and_the_way_back_leads_to_where_it_led(void **state)
{
    struct explorer *e = *state;
    struct pair pair = make_pair(e, "T_VARS.fd");

    explorer_start(e, &wide, pair.code);
    explorer_prompt(e, "g", "Go to: ", "tdvf/section[3]/MemoryAddress");
    explorer_wait_chosen(e, "Structure", "MemoryAddress");
    type_command(e, "vars", "");
    screen_wait_text(e->s, "is put before it");
    explorer_wait_chosen(e, "Structure", "MemoryAddress");
    assert_int_equal(hex_cursor(e), 0xcaf088);
    screen_ctrl(e->s, 'o');
    explorer_wait_chosen(e, "Structure", "TDVF descriptor");
    screen_ctrl(e->s, 'o');
    screen_wait_text(e->s, "this is the first place");
    pair_free(&pair);
    explorer_quit(e);
}

static void a_file_that_cannot_be_opened_is_named_and_nothing_changes(void **state)
{
    struct explorer *e = *state;
    struct pair pair = make_pair(e, "T_VARS.fd");
    char path[200];

    snprintf(path, sizeof path, "%s/none", e->dir);
    explorer_start(e, &wide, pair.code);
    type_command(e, "vars ", path);
    screen_wait_text(e->s, "none: cannot open: No such file or directory");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_gone(e->s, "cannot open");
    screen_wait_text(e->s, "15.8 MiB");
    pair_free(&pair);
    explorer_quit(e);
}

static void the_whole_image_offers_nothing(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    assert_false(screen_find(e->s, ":vars", NULL, NULL));
    assert_false(screen_find(e->s, "variable store", NULL, NULL));
    explorer_quit(e);
}

static void joined_on_the_command_line_it_is_one_image(void **state)
{
    struct explorer *e = *state;
    struct pair pair = make_pair(e, "T_VARS.fd");
    const char *argv[] = {screen_program(), "--vars", pair.vars, pair.code, NULL};

    explorer_run(e, &wide, argv);
    screen_wait_text(e->s, "T_CODE.fd  16.0 MiB");
    wait_joined(e);
    pair_free(&pair);
    explorer_quit(e);
}

static void the_title_says_what_a_file_without_a_descriptor_is(void **state)
{
    struct explorer *e = *state;
    char *path = explorer_file(e, "kernel",
                               (const uint8_t *)"\x7f"
                                                "ELF rest",
                               9);

    explorer_start(e, &wide, path);
    screen_wait_text(e->s, "no TDX descriptor  ELF file");
    screen_wait_text(e->s, "kernel ELF file");
    free(path);
    explorer_quit(e);
}

#define EXPLORED(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EXPLORED(a_store_beside_the_code_is_offered_and_vars_joins_it),
        EXPLORED(a_store_of_another_name_is_joined_by_it),
        EXPLORED(what_was_selected_stays_selected_and_the_way_back_leads_to_where_it_led),
        EXPLORED(a_file_that_cannot_be_opened_is_named_and_nothing_changes),
        EXPLORED(the_whole_image_offers_nothing),
        EXPLORED(joined_on_the_command_line_it_is_one_image),
        EXPLORED(the_title_says_what_a_file_without_a_descriptor_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
