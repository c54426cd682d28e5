/* Where notes are kept: beside those of others, who may change them at the same time. */
#include "place.h"
#include "support.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tdxplore/notes.h"

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct state {
    char dir[PLACE_DIR];
    char path[256];
    struct tdxp_error err;
};

static int setup(void **state)
{
    struct state *s = calloc(1, sizeof *s);

    assert_non_null(s);
    assert_true(make_directory(s->dir));
    assert_int_equal(setenv("XDG_DATA_HOME", s->dir, 1), 0);
    assert_true(tdxp_notes_path(SHA, s->path, sizeof s->path));
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    struct state *s = *state;
    bool removed = remove_directory(s->dir);

    free(s);
    return removed ? 0 : -1;
}

static struct tdxp_notes *keep(struct state *s, const char *path, const char *text, const char *was)
{
    struct tdxp_note note = {.place = {path, {0, 0}}, .text = text};

    return tdxp_notes_keep(SHA, &note, was, &s->err);
}

static void kept(struct state *s, const char *path, const char *text, const char *was)
{
    struct tdxp_notes *notes = keep(s, path, text, was);

    if (!notes) {
        fail_msg("%s", s->err.text);
    }
    tdxp_notes_free(notes);
}

static void assert_text(struct state *s, const char *path, const char *text)
{
    struct tdxp_notes *notes = tdxp_notes_load(SHA, &s->err);
    struct tdxp_note_place place = {path, {0, 0}};

    assert_non_null(notes);
    assert_non_null(tdxp_notes_find(notes, &place));
    assert_string_equal(tdxp_notes_find(notes, &place)->text, text);
    tdxp_notes_free(notes);
}

static void write_file(const struct state *s, const char *text)
{
    FILE *out = fopen(s->path, "w");

    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static void notes_are_kept_for_the_user_alone_and_gone_with_the_last(void **state)
{
    struct state *s = *state;
    struct tdxp_note_place place = {"a", {0, 0}};
    struct tdxp_notes *notes = tdxp_notes_load(SHA, &s->err);
    struct stat info;
    char dir[PLACE_DIR + 16];
    bool removed;

    assert_non_null(notes);
    assert_int_equal(tdxp_notes_count(notes), 0);
    tdxp_notes_free(notes);
    assert_false(tdxp_notes_any());
    kept(s, "a", "text", NULL);
    assert_true(tdxp_notes_any());
    assert_text(s, "a", "text");
    assert_int_equal(stat(s->path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    snprintf(dir, sizeof dir, "%s/tdxplore/notes", s->dir);
    assert_int_equal(stat(dir, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    notes = tdxp_notes_drop(SHA, &place, &removed, &s->err);
    assert_true(removed);
    tdxp_notes_free(notes);
    assert_int_not_equal(stat(s->path, &info), 0);
    assert_false(tdxp_notes_any());
    notes = tdxp_notes_drop(SHA, &place, &removed, &s->err);
    assert_non_null(notes);
    assert_false(removed);
    tdxp_notes_free(notes);
}

static void what_another_has_written_meanwhile_stays(void **state)
{
    struct state *s = *state;

    kept(s, "a", "mine", NULL);
    kept(s, "b", "another place", NULL);
    kept(s, "a", "changed", "mine");
    assert_text(s, "a", "changed");
    assert_text(s, "b", "another place");
    kept(s, "a", "of who has seen none", NULL);
    assert_text(s, "a", "changed\nof who has seen none");
    kept(s, "a", "of who has seen the first", "mine");
    assert_text(s, "a", "changed\nof who has seen none\nof who has seen the first");
}

static void many_at_once_lose_none(void **state)
{
    enum { WRITERS = 4, EACH = 12 };
    struct state *s = *state;
    struct tdxp_notes *notes;

    for (int w = 0; w < WRITERS; w++) {
        pid_t child = fork();

        assert_true(child >= 0);
        for (int i = 0; child == 0 && i < EACH; i++) {
            char path[32];
            struct tdxp_notes *now;

            snprintf(path, sizeof path, "w%d/%d", w, i);
            now = keep(s, path, "text", NULL);
            if (!now) {
                _exit(1);
            }
            tdxp_notes_free(now);
        }
        if (child == 0) {
            _exit(0);
        }
    }
    for (int w = 0; w < WRITERS; w++) {
        int status;

        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    notes = tdxp_notes_load(SHA, &s->err);
    assert_non_null(notes);
    assert_int_equal(tdxp_notes_count(notes), WRITERS * EACH);
    tdxp_notes_free(notes);
}

static void a_lock_that_is_held_is_not_waited_for_without_end(void **state)
{
    struct state *s = *state;
    char name[PLACE_DIR + 32];
    int fd;

    kept(s, "a", "text", NULL);
    snprintf(name, sizeof name, "%s/tdxplore/notes/lock", s->dir);
    fd = open(name, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    assert_null(keep(s, "b", "text", NULL));
    assert_non_null(strstr(s->err.text, "somebody else is changing notes"));
    close(fd);
    kept(s, "b", "text", NULL);
}

static void a_file_that_is_not_understood_is_left_as_it_is(void **state)
{
    struct state *s = *state;
    size_t size;
    uint8_t *bytes;

    kept(s, "a", "text", NULL);
    write_file(s, "tdxplore notes 1\nnote a\n| text\nsomething else\n");
    assert_null(tdxp_notes_load(SHA, &s->err));
    assert_non_null(strstr(s->err.text, ".notes: line 4: "));
    assert_null(keep(s, "b", "text", NULL));
    assert_non_null(strstr(s->err.text, "line 4: "));
    bytes = file_bytes(s->path, &size);
    assert_int_equal(size, strlen("tdxplore notes 1\nnote a\n| text\nsomething else\n"));
    free(bytes);
    assert_int_equal(unlink(s->path), 0);
    assert_int_equal(mkfifo(s->path, 0600), 0);
    assert_null(tdxp_notes_load(SHA, &s->err));
    assert_non_null(strstr(s->err.text, "not a regular file"));
}

static void the_name_of_the_file_says_whose_they_are(void **state)
{
    struct state *s = *state;
    struct tdxp_notes *notes;

    kept(s, "a", "text", NULL);
    write_file(s, "tdxplore notes 1\nimage ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\n");
    notes = tdxp_notes_load(SHA, &s->err);
    assert_non_null(notes);
    assert_string_equal(tdxp_notes_sha256(notes), SHA);
    tdxp_notes_free(notes);
}

static void what_cannot_be_written_is_told(void **state)
{
    struct state *s = *state;
    char path[256];

    if (geteuid() == 0) {
        /* Nothing is forbidden to root: a file in the way of the directory is. */
        char name[PLACE_DIR + 32];
        FILE *out;

        snprintf(name, sizeof name, "%s/tdxplore", s->dir);
        out = fopen(name, "w");
        assert_non_null(out);
        fclose(out);
    } else {
        assert_int_equal(chmod(s->dir, 0500), 0);
    }
    assert_null(keep(s, "a", "text", NULL));
    assert_int_not_equal(s->err.text[0], '\0');
    assert_int_equal(setenv("XDG_DATA_HOME", "relative", 1), 0);
    assert_int_equal(unsetenv("HOME"), 0);
    assert_false(tdxp_notes_path(SHA, path, sizeof path));
    assert_false(tdxp_notes_any());
    assert_null(keep(s, "a", "text", NULL));
    assert_non_null(strstr(s->err.text, "no place for notes"));
    assert_false(tdxp_notes_path("../x", path, sizeof path));
}

static void others_are_merged_in(void **state)
{
    struct state *s = *state;
    struct tdxp_notes *other = tdxp_notes_new("");
    struct tdxp_note note = {.place = {"b", {1, 2}}, .text = "new"};
    struct tdxp_notes_tally tally;
    struct tdxp_notes *notes;

    assert_true(tdxp_notes_put(other, &note, NULL));
    kept(s, "a", "text", NULL);
    notes = tdxp_notes_take(SHA, other, &tally, &s->err);
    assert_non_null(notes);
    assert_int_equal(tdxp_notes_count(notes), 2);
    assert_int_equal(tally.added, 1);
    tdxp_notes_free(notes);
    notes = tdxp_notes_take(SHA, other, &tally, &s->err);
    assert_int_equal(tally.same, 1);
    tdxp_notes_free(notes);
    tdxp_notes_free(other);
}

#define WITH_STATE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STATE(notes_are_kept_for_the_user_alone_and_gone_with_the_last),
        WITH_STATE(what_another_has_written_meanwhile_stays),
        WITH_STATE(many_at_once_lose_none),
        WITH_STATE(a_lock_that_is_held_is_not_waited_for_without_end),
        WITH_STATE(a_file_that_is_not_understood_is_left_as_it_is),
        WITH_STATE(the_name_of_the_file_says_whose_they_are),
        WITH_STATE(others_are_merged_in),
        WITH_STATE(what_cannot_be_written_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
