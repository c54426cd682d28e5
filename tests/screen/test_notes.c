/* Notes in the explorer: written, shown, kept, listed, carried elsewhere. */
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
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "explorer.h"
#include "image/digest.h"
#include "tdxplore/notes.h"
#include "tdxplore/sample.h"

/* The program on the image, with what it keeps in a directory of the test. */
static void start_sized(struct explorer *e, const char *path, int rows, int cols)
{
    char data[128], stay[128];
    const char *const env[] = {data, stay, "NO_COLOR=1", NULL};
    const struct screen_options opt = {.rows = rows, .cols = cols, .env = env};

    snprintf(data, sizeof data, "XDG_DATA_HOME=%s/data", e->dir);
    snprintf(stay, sizeof stay, "XDG_STATE_HOME=%s/state", e->dir);
    explorer_start(e, &opt, path);
}

static void start(struct explorer *e, const char *path)
{
    start_sized(e, path, 60, 200);
}

static char *sample(struct explorer *e)
{
    uint8_t *bytes = explorer_sample_bytes();
    char *path = explorer_file(e, "image.fd", bytes, TDXP_SAMPLE_SIZE);

    free(bytes);
    return path;
}

/* The file of notes of the sample; "" in *sha256 leads to the directory. */
static void store_path(const struct explorer *e, char *path, size_t size)
{
    uint8_t *sample = explorer_sample_bytes();
    const struct tdxp_bytes bytes = {sample, TDXP_SAMPLE_SIZE};
    char sha256[SHA256_TEXT];

    assert_true(digest_sha256(&bytes, sha256));
    snprintf(path, size, "%s/data/tdxplore/notes/%s.notes", e->dir, sha256);
    free(sample);
}

static char *stored(const struct explorer *e)
{
    char path[256];
    char *text = calloc(1, 1 << 16);
    FILE *in;

    assert_non_null(text);
    store_path(e, path, sizeof path);
    in = fopen(path, "r");
    if (in) {
        assert_true(fread(text, 1, (1 << 16) - 1, in) > 0);
        fclose(in);
    }
    return text;
}

static void assert_stored(const struct explorer *e, const char *part, bool there)
{
    char *text = stored(e);

    if ((strstr(text, part) != NULL) != there) {
        fail_msg("'%s' is %s in %s", part, there ? "not" : "still", text);
    }
    free(text);
}

/* Put a file of notes there before the program starts. */
static void store(const struct explorer *e, const char *text)
{
    char path[256], command[300];
    FILE *out;

    snprintf(command, sizeof command, "mkdir -p %s/data/tdxplore/notes", e->dir);
    assert_int_equal(system(command), 0);
    store_path(e, path, sizeof path);
    out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

/* The cell of a byte's first digit. */
static struct screen_cell byte_cell(struct explorer *e, uint64_t offset)
{
    struct hex_view view = explorer_hex(e);
    int row, digit, character;

    assert_true(hex_cell(&view, offset, &row, &digit, &character));
    return screen_cell(e->s, row, digit);
}

static void a_note_is_written_marked_and_there_the_next_time(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);
    char text[EXPLORER_TEXT];

    start(e, path);
    explorer_go(e, "tdvf/section[2]");
    assert_false(explorer_has(e, "Structure", "✎"));
    explorer_prompt(e, "a", "Note: ", "why this \\\\ size?\\nask them");
    screen_wait_text(e->s, "noted: tdvf/section[2]");
    assert_stored(e, "note tdvf/section[2]\n", true);
    assert_stored(e, "| why this \\\\ size?\n| ask them\n", true);
    explorer_chosen(e, "Structure", text, sizeof text);
    assert_non_null(strstr(text, "✎"));
    assert_int_equal(explorer_row_of(e, "Explanation", "✎ why this \\\\ size?"), 1);
    assert_int_equal(explorer_row_of(e, "Explanation", "ask them"), 2);
    explorer_quit(e);

    start(e, path);
    explorer_wait_path(e, "tdvf/section[2]");
    screen_wait_text(e->s, "✎ why this");
    screen_key(e->s, SCREEN_UP);
    explorer_wait_path(e, "tdvf/section[1]");
    assert_false(explorer_has(e, "Explanation", "why this"));
    assert_true(explorer_has(e, "Structure", "✎"));
    explorer_quit(e);
    free(path);
}

static void a_note_is_changed_and_taken_away(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);

    start(e, path);
    explorer_go(e, "tdvf/Version");
    explorer_prompt(e, ":", ":", "note first");
    screen_wait_text(e->s, "noted: tdvf/Version");
    screen_type(e->s, "a");
    screen_wait_text(e->s, "Note: first");
    screen_type(e->s, " and more\r");
    screen_wait_text(e->s, "✎ first and more");
    assert_stored(e, "| first and more\n", true);
    screen_type(e->s, "a");
    screen_wait_text(e->s, "Note: first and more");
    screen_type(e->s, "\025\r");
    screen_wait_text(e->s, "Take the note away?");
    screen_type(e->s, "n");
    screen_wait_text(e->s, "the note stays");
    screen_type(e->s, "a");
    screen_wait_text(e->s, "Note: first and more");
    screen_type(e->s, "\025\r");
    screen_wait_text(e->s, "Take the note away?");
    screen_type(e->s, "y");
    screen_wait_text(e->s, "the note is gone from tdvf/Version");
    assert_stored(e, "first", false);
    assert_false(explorer_has(e, "Structure", "✎"));
    explorer_prompt(e, "a", "Note: ", "");
    screen_wait_text(e->s, "nothing noted of tdvf/Version");
    explorer_quit(e);
    free(path);
}

static void a_marked_range_has_a_note_of_its_own(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);

    start(e, path);
    explorer_prompt(e, "g", "Go to: ", "0xcaf0a4");
    explorer_wait_cursor(e, 0xcaf0a4);
    screen_type(e->s, "2Sll");
    explorer_wait_cursor(e, 0xcaf0a6);
    explorer_prompt(e, "a", "Note: ", "three bytes");
    screen_wait_text(e->s, "noted: bytes of tdvf/section[4]/");
    assert_stored(e, "range 0x0+0x3\n", true);
    screen_key(e->s, SCREEN_ESC);
    explorer_prompt(e, "g", "Go to: ", "0xcaf0a5");
    screen_wait_text(e->s, "✎ 0xcaf0a4..0xcaf0a6:");
    explorer_prompt(e, "g", "Go to: ", "0xcaf0a7");
    explorer_wait_cursor(e, 0xcaf0a7);
    /* Bytes of it are underlined, others are not. */
    explorer_prompt(e, "g", "Go to: ", "0xcaf0d0");
    explorer_wait_cursor(e, 0xcaf0d0);
    assert_false(same_look(byte_cell(e, 0xcaf0a5), byte_cell(e, 0xcaf0a7)));
    assert_true(same_look(byte_cell(e, 0xcaf0a5), byte_cell(e, 0xcaf0a6)));
    /* Going there marks it, and what is typed then is that note's. */
    explorer_prompt(e, ":", ":", "next-note");
    explorer_wait_cursor(e, 0xcaf0a4);
    screen_type(e->s, "a");
    screen_wait_text(e->s, "Note: three bytes");
    screen_key(e->s, SCREEN_ESC);
    explorer_quit(e);
    free(path);
}

static void the_list_goes_there_and_takes_away(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);

    store(e, "tdxplore notes 1\nnote no/such\n| lost\nnote tdvf/section[3]\n| three\n| more\n"
             "note guid-table\n| table\nnote tdvf\n| top\n");
    start(e, path);
    screen_wait_text(e->s, "✎");
    explorer_prompt(e, ":", ":", "notes");
    screen_wait_text(e->s, "go there");
    screen_wait_text(e->s, "tdvf/section[3]: three …");
    screen_wait_text(e->s, "not in this image  no/such: lost");
    screen_type(e->s, "j\r");
    explorer_wait_path(e, "tdvf/section[3]");
    screen_key(e->s, SCREEN_BACKSPACE);
    explorer_wait_path(e, "tdvf");
    explorer_prompt(e, ":", ":", "next-note");
    explorer_wait_path(e, "tdvf/section[3]");
    screen_type(e->s, "J");
    explorer_wait_path(e, "guid-table");
    explorer_prompt(e, ":", ":", "next-note");
    explorer_wait_path(e, "tdvf");
    screen_type(e->s, "I");
    explorer_wait_path(e, "guid-table");
    screen_type(e->s, "@");
    screen_wait_text(e->s, "take away");
    screen_type(e->s, "G\r");
    screen_wait_text(e->s, "not in this image: no/such");
    screen_type(e->s, "-");
    screen_wait_text(e->s, "Take the note away?");
    screen_type(e->s, "y");
    screen_wait_text(e->s, "the note is gone from no/such");
    assert_stored(e, "lost", false);
    assert_stored(e, "| three\n| more\n", true);
    screen_key(e->s, SCREEN_ESC);
    explorer_wait_path(e, "guid-table");
    explorer_quit(e);
    free(path);
}

static void notes_of_one_place_are_gone_through_one_by_one(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);

    store(e, "tdxplore notes 1\nnote tdvf/Signature\nrange 0+2\n| two\nnote tdvf/Signature\n| all\n"
             "note tdvf/Signature\nrange 0+1\n| one\nnote tdvf/Version\n| version\n");
    start(e, path);
    screen_wait_text(e->s, "✎");
    explorer_go(e, "tdvf/Signature");
    for (int round = 0; round < 2; round++) {
        screen_type(e->s, "Ja");
        screen_wait_text(e->s, "Note: one");
        screen_key(e->s, SCREEN_ESC);
        screen_wait_gone(e->s, "Note: one");
        screen_type(e->s, "Ja");
        screen_wait_text(e->s, "Note: two");
        screen_key(e->s, SCREEN_ESC);
        screen_wait_gone(e->s, "Note: two");
        screen_type(e->s, "Ja");
        screen_wait_text(e->s, "Note: version");
        screen_key(e->s, SCREEN_ESC);
        screen_wait_gone(e->s, "Note: version");
        screen_type(e->s, "Ja");
        screen_wait_text(e->s, "Note: all");
        screen_key(e->s, SCREEN_ESC);
        screen_wait_gone(e->s, "Note: all");
    }
    screen_type(e->s, "Ia");
    screen_wait_text(e->s, "Note: version");
    screen_key(e->s, SCREEN_ESC);
    explorer_quit(e);
    free(path);
}

static void notes_go_to_files_and_come_back(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);
    char line[300], file[256];

    start(e, path);
    explorer_go(e, "tdvf");
    explorer_prompt(e, ":", ":", "note of the descriptor");
    screen_wait_text(e->s, "noted: tdvf");
    for (int json = 0; json < 2; json++) {
        snprintf(file, sizeof file, "%s/out%s", e->dir, json ? ".json" : ".notes");
        snprintf(line, sizeof line, "notes export %s", file);
        explorer_prompt(e, ":", ":", line);
        screen_wait_text(e->s, "1 note written to");
        explorer_prompt(e, ":", ":", line);
        screen_wait_text(e->s, "exists already");
        screen_key(e->s, SCREEN_ESC);
        screen_wait_gone(e->s, "exists already");
        screen_type(e->s, "a");
        screen_wait_text(e->s, "Note: of the descriptor");
        screen_type(e->s, "\025\r");
        screen_wait_text(e->s, "Take the note away?");
        screen_type(e->s, "y");
        screen_wait_text(e->s, "gone from tdvf");
        snprintf(line, sizeof line, "notes import %s", file);
        explorer_prompt(e, ":", ":", line);
        screen_wait_text(e->s, "notes: 1 new, 0 joined with others, 0 as they were");
        screen_wait_text(e->s, "✎ of the descriptor");
    }
    screen_type(e->s, ":notes im\t");
    screen_wait_text(e->s, ":notes import ");
    snprintf(line, sizeof line, "%s/out.n\t", e->dir);
    screen_type(e->s, line);
    screen_wait_text(e->s, "/out.notes");
    screen_type(e->s, "\r");
    screen_wait_text(e->s, "notes: 0 new, 0 joined with others, 1 as they were");
    snprintf(line, sizeof line, "notes import %s", path);
    explorer_prompt(e, ":", ":", line);
    screen_wait_text(e->s, "these are no notes");
    screen_key(e->s, SCREEN_ESC);
    explorer_prompt(e, ":", ":", "notes what");
    screen_wait_text(e->s, "notes export FILE, import FILE or carry");
    screen_key(e->s, SCREEN_ESC);
    explorer_quit(e);
    free(path);
}

static void notes_are_of_the_bytes_and_can_be_carried_over(void **state)
{
    struct explorer *e = *state;
    uint8_t *bytes = explorer_sample_bytes();
    char *path = sample(e);
    char *other;
    char command[300];

    start(e, path);
    explorer_go(e, "tdvf");
    explorer_prompt(e, ":", ":", "note of the old one");
    screen_wait_text(e->s, "✎ of the old one");
    bytes[0] ^= 1;
    other = explorer_file(e, "other.fd", bytes, TDXP_SAMPLE_SIZE);
    snprintf(command, sizeof command, "mv %s %s", other, path);
    assert_int_equal(system(command), 0);
    screen_type(e->s, "r");
    screen_wait_text(e->s, "1 note is of the file as it was: :notes carry takes it over");
    assert_false(explorer_has(e, "Explanation", "✎"));
    explorer_prompt(e, ":", ":", "notes carry");
    screen_wait_text(e->s, "notes: 1 new");
    screen_wait_text(e->s, "✎ of the old one");
    explorer_prompt(e, ":", ":", "notes carry");
    screen_wait_text(e->s, "there are no notes to carry over");
    screen_key(e->s, SCREEN_ESC);
    explorer_quit(e);
    free(other);
    free(path);
    free(bytes);
}

static void a_note_that_cannot_be_kept_stays_in_the_line(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);
    char name[128];
    FILE *out;

    snprintf(name, sizeof name, "%s/data", e->dir);
    out = fopen(name, "w");
    assert_non_null(out);
    fclose(out);
    start(e, path);
    explorer_go(e, "tdvf");
    explorer_prompt(e, "a", "Note: ", "much thought about");
    screen_wait_text(e->s, "the file of notes: Not a directory");
    screen_wait_text(e->s, "Note: much thought about");
    assert_int_equal(unlink(name), 0);
    screen_type(e->s, "\r");
    screen_wait_text(e->s, "noted: tdvf");
    assert_stored(e, "much thought about", true);
    explorer_quit(e);
    free(path);
}

static void what_another_has_written_is_there_too(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);

    start(e, path);
    explorer_go(e, "tdvf");
    explorer_prompt(e, ":", ":", "note mine");
    screen_wait_text(e->s, "✎ mine");
    store(e, "tdxplore notes 1\nnote tdvf/Version\n| theirs\n");
    explorer_go(e, "tdvf/Length");
    explorer_prompt(e, ":", ":", "note another");
    screen_wait_text(e->s, "✎ another");
    assert_stored(e, "| theirs\n", true);
    assert_stored(e, "| another\n", true);
    explorer_go(e, "tdvf/Version");
    screen_wait_text(e->s, "✎ theirs");
    explorer_quit(e);
    free(path);
}

static void hostile_notes_reach_no_terminal(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);

    store(e, "tdxplore notes 1\nnote tdvf\n| \x1b[2Jred\x07 \xe2\x80\xae"
             "gnp.\xc2\x9b"
             "31m end\n"
             "note no%1B%5B2J\n| x\n");
    start(e, path);
    explorer_go(e, "tdvf");
    screen_wait_text(e->s, "✎ \\x1b[2Jred\\x07 \\u{202e}gnp.\\u{9b}31m end");
    explorer_prompt(e, ":", ":", "notes");
    screen_wait_text(e->s, "no\\x1b[2J: x");
    screen_wait_text(e->s, "tdvf: \\x1b[2Jred");
    screen_key(e->s, SCREEN_ESC);
    screen_type(e->s, "a");
    screen_wait_text(e->s, "Note: \\x1b[2Jred\\x07 \\u{202e}gnp");
    screen_key(e->s, SCREEN_ESC);
    explorer_quit(e);
    free(path);
}

static void a_file_that_is_not_understood_is_told_and_left(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);

    store(e, "tdxplore notes 1\nnote tdvf\n| x\nhuh\n");
    start(e, path);
    screen_wait_text(e->s, "the file of notes: line 4: this is no line of notes here");
    screen_type(e->s, "a");
    screen_wait_text(e->s, "line 4");
    explorer_quit(e);
    assert_stored(e, "huh\n", true);
    free(path);
}

static void where_there_is_no_explanation_the_line_tells_it(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);

    store(e, "tdxplore notes 1\nnote tdvf\n| look here\n| twice\n");
    start_sized(e, path, 24, 80);
    screen_type(e->s, "z");
    screen_wait_text(e->s, "✎ look here …");
    explorer_quit(e);
    free(path);
}

static void nothing_is_hashed_or_made_while_nobody_notes(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);
    char name[128];

    start(e, path);
    explorer_go(e, "tdvf");
    explorer_quit(e);
    snprintf(name, sizeof name, "%s/data/tdxplore/notes", e->dir);
    assert_int_not_equal(access(name, F_OK), 0);
    free(path);
}

static char *sparse(const struct explorer *e, const char *name, off_t size)
{
    char path[128];
    FILE *out;

    snprintf(path, sizeof path, "%s/%s", e->dir, name);
    out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(ftruncate(fileno(out), size), 0);
    fclose(out);
    return strdup(path);
}

static void a_large_image_is_hashed_while_one_goes_on(void **state)
{
    struct explorer *e = *state;
    char *path = sparse(e, "large.fd", (off_t)1 << 32);
    char name[128];

    start(e, path);
    screen_type(e->s, "a");
    screen_wait_text(e->s, "hashing the image, by which notes are kept:");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "nothing was noted");
    screen_type(e->s, "2G");
    explorer_wait_cursor(e, ((uint64_t)1 << 32) - 1);
    explorer_quit(e);
    snprintf(name, sizeof name, "%s/data/tdxplore/notes", e->dir);
    assert_int_not_equal(access(name, F_OK), 0);
    free(path);
}

/* Too large to be hashed at once: what was typed is written as soon as it is. */
static void a_note_waits_for_the_hash(void **state)
{
    struct explorer *e = *state;
    char *path = sparse(e, "waiting.fd", (off_t)96 << 20);

    start(e, path);
    explorer_prompt(e, ":", ":", "note written late");
    screen_wait_text(e->s, "noted: /");
    screen_wait_text(e->s, "✎ written late");
    screen_type(e->s, "a");
    screen_wait_text(e->s, "Note: written late");
    screen_key(e->s, SCREEN_ESC);
    explorer_quit(e);
    free(path);
}

static void without_utf8_a_quote_marks_them(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);
    char data[128];
    char text[EXPLORER_TEXT];
    const char *const env[] = {data, NULL};
    const struct screen_options opt = {.rows = 60, .cols = 200, .env = env, .locale = "C"};

    store(e, "tdxplore notes 1\nnote tdvf\n| caf\xc3\xa9 \x1b[7m\n");
    snprintf(data, sizeof data, "XDG_DATA_HOME=%s/data", e->dir);
    explorer_start(e, &opt, path);
    screen_wait_text(e->s, "\" caf\\xc3\\xa9 \\x1b[7m");
    explorer_chosen(e, "Structure", text, sizeof text);
    assert_non_null(strstr(text, "version 1, 8 sections \""));
    screen_type(e->s, "a");
    screen_wait_text(e->s, "Note: caf");
    screen_type(e->s, "!\r");
    screen_wait_text(e->s, "noted: tdvf");
    assert_stored(e, "| caf\xc3\xa9 \\x1b[7m!\n", true);
    explorer_quit(e);
    free(path);
}

static void a_note_in_what_is_compressed_opens_it(void **state)
{
    static const char inner[] = "contents/section[0]/volume[0]/file[1]/section[0]/decompressed";
    struct explorer *e = *state;
    char data[128], line[200];
    const char *const env[] = {data, NULL};
    const struct screen_options opt = {.rows = 60, .cols = 200, .env = env};
    FILE *out;

    snprintf(data, sizeof data, "XDG_DATA_HOME=%s/data", e->dir);
    explorer_start_ovmf(e, &opt);
    snprintf(line, sizeof line, "%s/foreign", e->dir);
    out = fopen(line, "w");
    assert_non_null(out);
    fprintf(out, "tdxplore notes 1\nnote %s\n| inner\n", inner);
    fclose(out);
    snprintf(line, sizeof line, "notes import %s/foreign", e->dir);
    explorer_prompt(e, ":", ":", line);
    screen_wait_text(e->s, "notes: 1 new");
    screen_type(e->s, "@");
    screen_wait_text(e->s, "compressed         contents/section[0]/volume[0]");
    screen_type(e->s, "\r");
    screen_wait_text(e->s, "✎ inner");
    explorer_quit(e);
}

static void a_lesson_shows_no_notes_of_the_own_image(void **state)
{
    struct explorer *e = *state;
    uint8_t *bytes = explorer_sample_bytes();
    char *path;

    bytes[0] ^= 1;
    path = explorer_file(e, "own.fd", bytes, TDXP_SAMPLE_SIZE);
    start(e, path);
    explorer_go(e, "tdvf");
    explorer_prompt(e, ":", ":", "note of my own image");
    screen_wait_text(e->s, "✎ of my own image");
    screen_type(e->s, "T");
    screen_wait_text(e->s, "Lesson");
    screen_type(e->s, "\r");
    screen_wait_gone(e->s, "✎");
    explorer_prompt(e, ":", ":", "notes");
    screen_wait_text(e->s, "no notes of this image");
    assert_false(screen_find(e->s, "carry", NULL, NULL));
    /* Afterwards they are there again, and nothing is said of carrying them. */
    screen_type(e->s, "T");
    explorer_wait_focus(e, "Lesson");
    screen_key(e->s, SCREEN_ESC);
    screen_wait_text(e->s, "✎ of my own image");
    screen_settle(e->s);
    assert_false(screen_find(e->s, "carry", NULL, NULL));
    explorer_quit(e);
    free(path);
    free(bytes);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, explorer_setup, explorer_teardown)

static void notes_stay_while_the_image_is_changed(void **state)
{
    struct explorer *e = *state;
    char *path = sample(e);

    start(e, path);
    explorer_go(e, "tdvf/section[2]/Attributes");
    explorer_prompt(e, ":", ":", "note before the change");
    screen_wait_text(e->s, "before the change");
    screen_type(e->s, "E");
    screen_wait_text(e->s, "Attributes = ");
    screen_ctrl(e->s, 'U');
    screen_type(e->s, "2\r");
    screen_wait_text(e->s, "[+]");
    assert_true(explorer_has(e, "Explanation", "before the change"));
    explorer_prompt(e, ":", ":", "note and after it");
    screen_wait_text(e->s, "and after it");
    assert_stored(e, "and after it", true);
    screen_type(e->s, ":q!\r");
    explorer_expect_exit(e, 0);
    start(e, path);
    explorer_go(e, "tdvf/section[2]/Attributes");
    screen_wait_text(e->s, "and after it");
    explorer_quit(e);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_note_is_written_marked_and_there_the_next_time),
        CASE(a_note_is_changed_and_taken_away),
        CASE(a_marked_range_has_a_note_of_its_own),
        CASE(the_list_goes_there_and_takes_away),
        CASE(notes_of_one_place_are_gone_through_one_by_one),
        CASE(notes_go_to_files_and_come_back),
        CASE(notes_are_of_the_bytes_and_can_be_carried_over),
        CASE(a_note_that_cannot_be_kept_stays_in_the_line),
        CASE(what_another_has_written_is_there_too),
        CASE(hostile_notes_reach_no_terminal),
        CASE(a_file_that_is_not_understood_is_told_and_left),
        CASE(where_there_is_no_explanation_the_line_tells_it),
        CASE(nothing_is_hashed_or_made_while_nobody_notes),
        CASE(a_large_image_is_hashed_while_one_goes_on),
        CASE(a_note_waits_for_the_hash),
        CASE(without_utf8_a_quote_marks_them),
        CASE(a_note_in_what_is_compressed_opens_it),
        CASE(a_lesson_shows_no_notes_of_the_own_image),
        cmocka_unit_test_setup_teardown(notes_stay_while_the_image_is_changed, explorer_setup, explorer_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
