/* What if: changing the image in memory, what follows from it, undoing, and writing it to a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "explorer.h"
#include "tdxplore/sample.h"

enum {
    RAW_SIZE = 0xcaf024,   /* RawDataSize of section 0 of the sample */
    ATTRIBUTES = 0xcaf07c, /* of section 2 */
    LENGTH = 0xcaf014,     /* of the descriptor */
};

/* The sample in a file, with one byte of it changed; its path, to be freed. */
static char *sample(struct explorer *e, const char *name, uint64_t offset, uint8_t byte)
{
    uint8_t *bytes = explorer_sample_bytes();
    char *path;

    if (offset > 0) {
        bytes[offset] = byte;
    }
    path = explorer_file(e, name, bytes, TDXP_SAMPLE_SIZE);
    free(bytes);
    return path;
}

/* The byte of a file. */
static int file_byte(const char *path, long offset)
{
    FILE *file = fopen(path, "rb");
    int byte;

    assert_non_null(file);
    assert_int_equal(fseek(file, offset, SEEK_SET), 0);
    byte = getc(file);
    fclose(file);
    return byte;
}

static long file_size(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? (long)st.st_size : -1;
}

static void write_to(struct explorer *e, const char *path)
{
    char line[200];

    snprintf(line, sizeof line, "write %s", path);
    explorer_prompt(e, ":", ":", line);
}

static bool shows(struct explorer *e, const char *text)
{
    int row;
    int col;

    return screen_find(e->s, text, &row, &col);
}

/* The value prompt holds what the field is now: all of it is replaced. */
static void edit(struct explorer *e, const char *label, const char *value)
{
    screen_type(e->s, "E");
    screen_wait_text(e->s, label);
    screen_ctrl(e->s, 'U');
    screen_type(e->s, value);
    screen_key(e->s, SCREEN_ENTER);
}

static const struct screen_options wide = {.rows = 50, .cols = 200};

static void what_is_typed_is_seen_however_narrow_the_screen_is(void **state)
{
    static const struct screen_options narrow = {.rows = 8, .cols = 20};
    struct explorer *e = *state;
    int row;
    int col;

    explorer_start(e, &narrow, NULL);
    explorer_prompt(e, "g", "Go to: ", "tdvf/NumberOfSectionEntry");
    screen_wait_gone(e->s, "Go to: ");
    screen_type(e->s, "E");
    screen_wait_text(e->s, "NumberOfS…8");
    screen_type(e->s, "7");
    screen_wait_text(e->s, "NumberOfS…87");
    screen_cursor(e->s, &row, &col, NULL);
    assert_int_equal(row, 7);
    assert_int_equal(col, 12);
}

static void a_value_is_changed_and_everything_follows(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/section[0]/MemoryDataSize");
    screen_type(e->s, "E");
    screen_wait_text(e->s, "MemoryDataSize = 0x351000");
    screen_ctrl(e->s, 'U');
    screen_type(e->s, "0x1000");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "changed, refused by");
    screen_wait_text(e->s, "built-in sample [+]");
    screen_wait_text(e->s, "MemoryDataSize 0x1000");
    assert_true(explorer_has(e, "Structure", "*MemoryDataSize"));
    assert_true(explorer_has(e, "Structure", "*Section 0"));
    assert_false(explorer_has(e, "Structure", "*Section 1"));
    assert_true(explorer_has(e, "Findings", "TDVF-S-008"));
    assert_true(explorer_has(e, "Guest memory", "0 BFV *"));
    assert_true(explorer_row_of(e, "Hex", "caf030*") >= 0 || explorer_row_of(e, "Hex", "caf020*") >= 0);
    screen_type(e->s, "Z");
    screen_wait_text(e->s, "undone: tdvf/section[0]/MemoryDataSize = 0x1000; 0 left");
    assert_false(explorer_has(e, "Structure", "*"));
    assert_false(explorer_has(e, "Findings", "TDVF-S-008"));
    screen_type(e->s, "Y");
    screen_wait_text(e->s, "made again: tdvf/section[0]/MemoryDataSize = 0x1000; 1 change ");
    assert_true(explorer_has(e, "Findings", "TDVF-S-008"));
    screen_type(e->s, "Z");
    screen_wait_text(e->s, "undone");
    screen_type(e->s, "Z");
    screen_wait_text(e->s, "nothing was changed");
    explorer_quit(e);
}

static void the_measurement_follows(void **state)
{
    struct explorer *e = *state;
    char before[EXPLORER_TEXT];
    char after[EXPLORER_TEXT];

    explorer_start(e, &wide, NULL);
    explorer_prompt(e, ":", ":", "pane-measurement");
    screen_type(e->s, "!");
    screen_wait_text(e->s, "MRTD");
    screen_settle(e->s);
    explorer_text(e, explorer_inside(e, "Measurement"), 1, before, sizeof before);
    explorer_go(e, "tdvf/section[0]/Attributes");
    edit(e, "Attributes = ", "0");
    screen_wait_text(e->s, "changed");
    screen_settle(e->s);
    explorer_text(e, explorer_inside(e, "Measurement"), 1, after, sizeof after);
    assert_string_not_equal(before, after);
    screen_type(e->s, "Z");
    screen_wait_text(e->s, "undone");
    screen_settle(e->s);
    explorer_text(e, explorer_inside(e, "Measurement"), 1, after, sizeof after);
    assert_string_equal(before, after);
    explorer_quit(e);
}

static void fields_are_changed_as_what_they_are(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/section[2]/Type");
    edit(e, "Type = ", "td_hob");
    screen_wait_text(e->s, "Type 2 (TD_HOB)");
    explorer_go(e, "tdvf/section[2]/Attributes");
    edit(e, "Attributes = ", "+PAGE.AUG");
    screen_wait_text(e->s, "Attributes 0x2 (PAGE.AUG)");
    explorer_go(e, "contents/section[0]/volume[0]/file[1]/header/Name");
    edit(e, "Name = ", "00112233-4455-6677-8899-aabbccddeeff");
    screen_wait_text(e->s, "00112233-4455-6677-8899-aabbccddeeff");
    explorer_go(e, "tdvf/Signature");
    edit(e, "Signature = ", "\"TDVX\"");
    screen_wait_text(e->s, "Signature \"TDVX\"");
    screen_type(e->s, "Z");
    screen_wait_text(e->s, "Signature \"TDVF\"");
    explorer_go(e, "tdvf/Version");
    edit(e, "Version = ", "what");
    screen_wait_text(e->s, "Version = what"); /* the prompt stays, with what is wrong */
    screen_key(e->s, SCREEN_ESC);
    explorer_go(e, "tdvf");
    screen_type(e->s, "E");
    screen_settle(e->s);
    screen_key(e->s, SCREEN_ESC);
    screen_type(e->s, "q");
    screen_wait_text(e->s, "the changes are in no file");
    screen_type(e->s, "q");
    explorer_expect_exit(e, 0);
}

static void the_correct_value_is_offered(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e, "short.fd", LENGTH, 0);

    explorer_start(e, &wide, path);
    explorer_go(e, "tdvf/Length");
    screen_type(e->s, "E");
    screen_wait_text(e->s, "Length (right: 0x110, Tab) = ");
    screen_type(e->s, "\t");
    screen_wait_text(e->s, "Tab) = 0x110");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "Length 0x110");
    screen_type(e->s, "Z");
    screen_wait_text(e->s, "Length 0x100");
    screen_type(e->s, "%");
    screen_wait_text(e->s, "Length = 0x110: changed");
    explorer_go(e, "tdvf/Version");
    screen_type(e->s, "%");
    screen_wait_text(e->s, "no correct value is computed for what is selected");
    screen_type(e->s, ":q!\r");
    explorer_expect_exit(e, 0);
    free(path);
}

static void a_prompt_changes_what_it_was_opened_for(void **state)
{
    struct explorer *e = *state;
    int row;
    int col;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/section[0]/MemoryDataSize");
    screen_type(e->s, "E");
    screen_wait_text(e->s, "MemoryDataSize = 0x351000");
    assert_true(screen_find(e->s, "Section 2", &row, &col));
    assert_true(screen_click(e->s, row, col, SCREEN_BUTTON_LEFT));
    explorer_wait_path(e, "tdvf/section[2]");
    screen_ctrl(e->s, 'U');
    screen_type(e->s, "0x1000");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "changed");
    screen_type(e->s, "Z");
    screen_wait_text(e->s, "undone: tdvf/section[0]/MemoryDataSize = 0x1000");
    explorer_prompt(e, "g", "Go to: ", "0x100");
    explorer_wait_cursor(e, 0x100);
    screen_type(e->s, "R");
    screen_wait_text(e->s, "Bytes at 0x100: ");
    assert_true(screen_find(e->s, "Section 2", &row, &col));
    assert_true(screen_click(e->s, row, col, SCREEN_BUTTON_LEFT));
    explorer_wait_path(e, "tdvf/section[2]");
    screen_type(e->s, "a5");
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "changed");
    screen_type(e->s, "Z");
    screen_wait_text(e->s, "undone: 1 byte at 0x100");
    explorer_quit(e);
}

static void bytes_are_overwritten_and_ranges_filled(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    screen_type(e->s, "2");
    explorer_prompt(e, "g", "Go to: ", "0x100");
    explorer_wait_cursor(e, 0x100);
    screen_type(e->s, "R");
    screen_wait_text(e->s, "Bytes at 0x100: ");
    screen_type(e->s, "de ad be ef\r");
    screen_wait_text(e->s, "de ad be ef");
    screen_type(e->s, "R");
    screen_wait_text(e->s, "Bytes at 0x100: ");
    screen_type(e->s, "\"ABC\"\r");
    screen_wait_text(e->s, "41 42 43 ef");
    screen_type(e->s, "R");
    screen_wait_text(e->s, "Bytes at 0x100: ");
    screen_type(e->s, "4\r");
    screen_wait_text(e->s, "two digits for each");
    screen_key(e->s, SCREEN_ESC);
    screen_type(e->s, "S");
    screen_key(e->s, SCREEN_RIGHT);
    screen_key(e->s, SCREEN_RIGHT);
    screen_type(e->s, "R");
    screen_wait_text(e->s, "Fill 3 bytes with: ");
    screen_type(e->s, "77\r");
    screen_wait_text(e->s, "77 77 77");
    explorer_prompt(e, ":", ":", "changes");
    screen_wait_text(e->s, "3 bytes at 0x100 filled with 77");
    screen_wait_text(e->s, "as it was opened");
    screen_key(e->s, SCREEN_HOME);
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "3 changes undone; 0 left");
    assert_false(shows(e, "[+]"));
    explorer_prompt(e, ":", ":", "changes");
    screen_key(e->s, SCREEN_END);
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "3 changes made again");
    screen_wait_text(e->s, "[77]77 77");
    explorer_prompt(e, ":", ":", "changes");
    screen_key(e->s, SCREEN_UP);
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "undone: 3 bytes at 0x100 filled with 77; 2 left");
    explorer_prompt(e, ":", ":", "changes");
    screen_key(e->s, SCREEN_DOWN);
    screen_key(e->s, SCREEN_ENTER);
    screen_wait_text(e->s, "made again: 3 bytes at 0x100 filled with 77; 3 changes");
    screen_type(e->s, "ZZZ");
    screen_wait_text(e->s, "; 0 left");
    explorer_quit(e);
}

static void changed_bytes_are_told_without_colour(void **state)
{
    struct explorer *e = *state;
    const char *const env[] = {"NO_COLOR=1", NULL};
    const struct screen_options opt = {.rows = 50, .cols = 200, .env = env};
    int row;
    int digit;
    int character;
    int other;

    explorer_start(e, &opt, NULL);
    screen_type(e->s, "2");
    explorer_prompt(e, "g", "Go to: ", "0x100");
    explorer_wait_cursor(e, 0x100);
    screen_type(e->s, "R");
    screen_wait_text(e->s, "Bytes at 0x100: ");
    screen_type(e->s, "aa\r");
    screen_wait_text(e->s, "changed");
    explorer_prompt(e, "g", "Go to: ", "0x104");
    explorer_wait_cursor(e, 0x104);
    row = explorer_row_of(e, "Hex", "000100*");
    assert_true(row >= 0);
    digit = explorer_inside(e, "Hex").col + 9;
    row += explorer_inside(e, "Hex").row;
    character = digit + 3;
    other = digit + 6;
    assert_false(same_look(screen_cell(e->s, row, digit), screen_cell(e->s, row, other)));
    assert_true(screen_cell(e->s, row, digit).bold);
    assert_false(same_look(screen_cell(e->s, row, digit), screen_cell(e->s, row, character)));
    screen_type(e->s, "Z");
    screen_wait_text(e->s, "undone");
    explorer_quit(e);
}

static void it_is_written_to_a_new_file_and_never_over_the_opened_one_unless_forced(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e, "own.fd", 0, 0);
    char *taken = sample(e, "taken.fd", 0, 0);
    char new[128];

    snprintf(new, sizeof new, "%s/new.fd", e->dir);
    explorer_start(e, &wide, path);
    explorer_go(e, "tdvf/section[2]/Attributes");
    edit(e, "Attributes = ", "2");
    screen_wait_text(e->s, "[+]");
    write_to(e, path);
    screen_wait_text(e->s, "is the file that is open");
    screen_key(e->s, SCREEN_ESC);
    write_to(e, taken);
    screen_wait_text(e->s, "':write!' replaces one that exists");
    screen_key(e->s, SCREEN_ESC);
    assert_int_equal(file_byte(path, ATTRIBUTES), 0);
    assert_int_equal(file_byte(taken, ATTRIBUTES), 0);
    write_to(e, new);
    screen_wait_text(e->s, "new.fd written, 16.0 MiB");
    screen_settle(e->s);
    assert_false(shows(e, "[+]"));
    assert_int_equal(file_size(new), TDXP_SAMPLE_SIZE);
    assert_int_equal(file_byte(new, ATTRIBUTES), 2);
    assert_int_equal(file_byte(new, RAW_SIZE + 1), file_byte(path, RAW_SIZE + 1));
    assert_int_equal(file_byte(path, ATTRIBUTES), 0);
    /* Back to what was opened: that is not what was saved last. */
    screen_type(e->s, "Z");
    screen_wait_text(e->s, "[+]");
    screen_type(e->s, "Y");
    screen_wait_text(e->s, "made again");
    explorer_prompt(e, ":", ":", "write!");
    screen_wait_text(e->s, "own.fd written");
    assert_int_equal(file_byte(path, ATTRIBUTES), 2);
    screen_settle(e->s);
    assert_false(shows(e, "GONE"));
    explorer_quit(e);
    free(path);
    free(taken);
}

static void a_file_that_cannot_be_written_leaves_the_changes(void **state)
{
    struct explorer *e = *state;

    explorer_start(e, &wide, NULL);
    explorer_go(e, "tdvf/section[2]/Attributes");
    edit(e, "Attributes = ", "2");
    screen_wait_text(e->s, "[+]");
    write_to(e, "/nowhere/at/all.fd");
    screen_wait_text(e->s, "/nowhere/at/all.fd: ");
    screen_key(e->s, SCREEN_ESC);
    explorer_prompt(e, ":", ":", "write");
    screen_wait_text(e->s, "name the new file");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "[+]");
    explorer_prompt(e, ":", ":", "q");
    screen_wait_text(e->s, "':quit!' to leave them");
    screen_key(e->s, SCREEN_ESC);
    screen_type(e->s, "q");
    screen_wait_text(e->s, "w write them  q quit all the same  Esc stay");
    screen_key(e->s, SCREEN_ESC);
    screen_settle(e->s);
    assert_int_equal(screen_child_state(e->s), SCREEN_RUNNING);
    screen_type(e->s, "q");
    screen_wait_text(e->s, "q quit all the same");
    screen_type(e->s, "w");
    screen_wait_text(e->s, "Write to: ");
    screen_key(e->s, SCREEN_ESC);
    screen_type(e->s, "qq");
    explorer_expect_exit(e, 0);
}

static void writing_over_is_proposed_only_where_there_is_one_file(void **state)
{
    static const char words[] = "name the new file: ':write FILE'";
    struct explorer *e = *state;
    char *path = sample(e, "own.fd", 0, 0);
    char option[160];
    const char *const sources[][6] = {
        {screen_program(), path, NULL},
        {screen_program(), NULL},
        {screen_program(), option, path, NULL},
        {"/bin/sh", "-c", "\"$0\" - <\"$1\"", screen_program(), path, NULL},
    };

    snprintf(option, sizeof option, "--vars=%s", path);
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        explorer_run(e, &wide, sources[i]);
        screen_wait_text(e->s, "q quit");
        explorer_prompt(e, ":", ":", "write");
        screen_wait_text(e->s, words);
        assert_int_equal(shows(e, "; ':write!' writes over this one"), i == 0);
        screen_key(e->s, SCREEN_ESC);
        if (i > 0) {
            explorer_prompt(e, ":", ":", "write!");
            screen_wait_text(e->s, "write to which file?");
            screen_key(e->s, SCREEN_ESC);
        }
        if (i == 2) {
            write_to(e, path);
            screen_wait_text(e->s, "own.fd is the file that is open: ':write! FILE' writes over it");
            screen_key(e->s, SCREEN_ESC);
        }
        explorer_quit(e);
    }
    free(path);
}

static void reading_again_asks_before_changes_are_lost(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e, "own.fd", 0, 0);

    explorer_start(e, &wide, path);
    explorer_go(e, "tdvf/section[2]/Attributes");
    edit(e, "Attributes = ", "2");
    screen_wait_text(e->s, "[+]");
    screen_type(e->s, "r");
    screen_wait_text(e->s, "r read the file again without them");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "[+]");
    screen_type(e->s, "rr");
    screen_wait_text(e->s, "read again");
    assert_false(shows(e, "[+]"));
    assert_true(explorer_has(e, "Structure", "Attributes 0x0"));
    explorer_quit(e);
    free(path);
}

static void what_is_decompressed_cannot_be_changed_and_a_lesson_neither(void **state)
{
    struct explorer *e = *state;

    explorer_start_ovmf(e, &wide);
    explorer_prompt(e, ":", ":", "unpack");
    screen_wait_text(e->s, "1 compressed part is open");
    explorer_prompt(e, "g",
                    "Go to: ", "contents/section[0]/volume[0]/file[1]/section[0]/decompressed/section[1]/header/Size");
    screen_wait_text(e->s, "decompressed/section[1]/header");
    screen_type(e->s, "E");
    screen_wait_text(e->s, "lies in decompressed bytes");
    screen_type(e->s, "R");
    screen_wait_text(e->s, "decompressed bytes, which are not written");
    explorer_quit(e);
    explorer_run(e, &wide, (const char *const[]){screen_program(), "learn", "1", NULL});
    screen_wait_text(e->s, "Lesson");
    screen_type(e->s, "E");
    screen_wait_text(e->s, "a lesson's image is not to be changed");
    screen_type(e->s, "q");
    explorer_expect_exit(e, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_typed_is_seen_however_narrow_the_screen_is, explorer_setup,
                                        explorer_teardown),
        cmocka_unit_test_setup_teardown(a_value_is_changed_and_everything_follows, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(the_measurement_follows, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(fields_are_changed_as_what_they_are, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(the_correct_value_is_offered, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(a_prompt_changes_what_it_was_opened_for, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(bytes_are_overwritten_and_ranges_filled, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(changed_bytes_are_told_without_colour, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(it_is_written_to_a_new_file_and_never_over_the_opened_one_unless_forced,
                                        explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_be_written_leaves_the_changes, explorer_setup,
                                        explorer_teardown),
        cmocka_unit_test_setup_teardown(writing_over_is_proposed_only_where_there_is_one_file, explorer_setup,
                                        explorer_teardown),
        cmocka_unit_test_setup_teardown(reading_again_asks_before_changes_are_lost, explorer_setup, explorer_teardown),
        cmocka_unit_test_setup_teardown(what_is_decompressed_cannot_be_changed_and_a_lesson_neither, explorer_setup,
                                        explorer_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
