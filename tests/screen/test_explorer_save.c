/* Saving what is selected to a file. */
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

/* Saves the selected node under a name in the directory of e. */
static void save_as(struct explorer *e, const char *name)
{
    char path[200];

    snprintf(path, sizeof path, "%s/%s", e->dir, name);
    screen_type(e->s, "x");
    screen_wait_text(e->s, "Save to: ");
    screen_ctrl(e->s, 'u');
    screen_type(e->s, path);
    screen_key(e->s, SCREEN_ENTER);
}

/* The file in the directory of e holds the node's bytes and nothing else. */
static void assert_saved(const struct explorer *e, const char *name, const struct tdxp_node *node)
{
    char path[200];
    uint8_t *got = malloc(node->length + 1);
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", e->dir, name);
    file = fopen(path, "rb");
    assert_non_null(file);
    assert_non_null(got);
    assert_int_equal(fread(got, 1, node->length + 1, file), node->length);
    assert_memory_equal(got, node->space->bytes.data + node->offset, node->length);
    fclose(file);
    free(got);
}

static void x_saves_the_bytes_of_the_selected_node(void **state)
{
    static const char *const paths[] = {"tdvf", "tdvf/section[1]/MemoryAddress", "reset-vector",
                                        "contents/section[1]/volume[0]/file[0]"};
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const struct tdxp_node *node = explorer_node(e, paths[i]);
        char name[16];

        snprintf(name, sizeof name, "saved%zu", i);
        explorer_go(e, paths[i]);
        save_as(e, name);
        screen_wait_text(e->s, ", saved to ");
        screen_wait_gone(e->s, "Save to: ");
        assert_true(screen_find(e->s, name, NULL, NULL));
        assert_saved(e, name, node);
    }
    explorer_quit(e);
}

static void message_says_what_was_saved_and_how_much(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "contents/section[0]");
    save_as(e, "bfv");
    screen_wait_text(e->s, "Contents of section 0, ~3.3 MiB, saved to ");
    explorer_quit(e);
}

static void a_name_is_proposed_that_says_what_is_in_the_file(void **state)
{
    static const struct {
        const char *path, *name;
    } cases[] = {
        {"tdvf", "Save to: built-in-sample.tdvf.bin"},
        {"tdvf/section[2]/Type", "Save to: built-in-sample.tdvf.section2.Type.bin"},
        {"/", "Save to: built-in-sample.bin"},
    };
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        explorer_go(e, cases[i].path);
        screen_type(e->s, "x");
        screen_wait_text(e->s, cases[i].name);
        screen_key(e->s, SCREEN_ESC);
        screen_wait_gone(e->s, "Save to: ");
    }
    explorer_quit(e);
}

/* Whatever the image is called, the file is not hidden, and its name is none of an option. */
static void no_name_of_a_hidden_file_is_proposed(void **state)
{
    static const struct {
        const char *image, *name;
    } cases[] = {
        {"-", "Save to: standard-input.tdvf.bin"},
        {"..-hidden.fd", "Save to: hidden.fd.tdvf.bin"},
        {"\xe6\x97\xa5.fd", "Save to: image.fd.tdvf.bin"},
        {"\xe6\x97\xa5", "Save to: image.tdvf.bin"},
        {"\xe6\x97\xa5.0123456789012345678901234567890123456789",
         "Save to: image.0123456789012345678901234567890123.tdvf.bin"},
    };
    struct explorer *e = *state;
    uint8_t *bytes = explorer_sample_bytes();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *path = explorer_file(e, i == 0 ? "input.fd" : cases[i].image, bytes, TDXP_SAMPLE_SIZE);
        const char *const argv[] = {"/bin/sh",        "-c", i == 0 ? "\"$0\" - <\"$1\"" : "\"$0\" \"$1\"",
                                    screen_program(), path, NULL};

        explorer_run(e, &wide, argv);
        screen_wait_text(e->s, "q quit");
        explorer_prompt(e, "g", "Go to: ", "tdvf");
        screen_type(e->s, "x");
        screen_wait_text(e->s, cases[i].name);
        screen_key(e->s, SCREEN_ESC);
        screen_wait_gone(e->s, "Save to: ");
        explorer_quit(e);
        free(path);
    }
    free(bytes);
}

static void a_file_that_exists_is_not_replaced_and_the_name_can_be_put_right(void **state)
{
    struct explorer *e = *state;
    char *path;

    explorer_start(e, &wide, NULL);
    path = explorer_file(e, "mine", (const uint8_t *)"mine", 4);
    explorer_go(e, "tdvf");
    save_as(e, "mine");
    screen_wait_text(e->s, "exists already");
    assert_true(screen_find(e->s, "Save to: ", NULL, NULL));
    assert_int_equal(access(path, R_OK), 0);
    screen_type(e->s, "2");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, ", saved to ");
    assert_saved(e, "mine2", explorer_node(e, "tdvf"));
    free(path);
    explorer_quit(e);
}

static void what_cannot_be_written_is_told(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf");
    save_as(e, "none/at/all");
    screen_wait_text(e->s, "No such file or directory");
    screen_key(e->s, SCREEN_ESC);
    explorer_quit(e);
}

static void a_node_without_bytes_is_not_saved(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "locate");
    screen_type(e->s, "x");
    screen_wait_text(e->s, "Finding the descriptor has no bytes of its own");
    assert_false(screen_find(e->s, "Save to: ", NULL, NULL));
    explorer_quit(e);
}

static void the_key_is_in_the_help_and_saves_from_every_pane(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "H");
    screen_wait_text(e->s, " Help ");
    screen_type(e->s, "G");
    screen_wait_text(e->s, "save the marked or selected bytes to a file");
    screen_type(e->s, "H2");
    explorer_wait_focus(e, "Hex");
    save_as(e, "from-hex");
    screen_wait_text(e->s, ", saved to ");
    explorer_quit(e);
}

#define EXPLORED(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EXPLORED(x_saves_the_bytes_of_the_selected_node),
        EXPLORED(message_says_what_was_saved_and_how_much),
        EXPLORED(a_name_is_proposed_that_says_what_is_in_the_file),
        EXPLORED(no_name_of_a_hidden_file_is_proposed),
        EXPLORED(a_file_that_exists_is_not_replaced_and_the_name_can_be_put_right),
        EXPLORED(what_cannot_be_written_is_told),
        EXPLORED(a_node_without_bytes_is_not_saved),
        EXPLORED(the_key_is_in_the_help_and_saves_from_every_pane),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
