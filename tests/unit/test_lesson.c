/* Lessons: how they are read, and that those that are built in fit their images. */
#include "place.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "learn/library.h"
#include "screenless.h"
#include "tdxplore/image.h"
#include "tui/learning.h"
#include "tui/lesson_check.h"
#include "tui/lesson_progress.h"

static struct lesson *parse(const char *text, struct tdxp_error *err)
{
    return lesson_parse(text, strlen(text), err);
}

/* ---- reading ---- */

static void a_lesson_is_read_with_all_that_it_says(void **state)
{
    struct lesson *lesson =
        parse("# comment\n@title A title\n@about In short\n@image broken section-count\n@blind\n\n"
              "@step One\nA paragraph\nof two lines.  \n\nAnother.\n@go tdvf\n@pane hex\n@run measured\n"
              "Behind it.\n@step Two\n@ask-point a|b\n@hint First\n@hint Second\n@then\nRight,\n\nyes.\n"
              "@step Three\n@@not an instruction\n@ask-value 1+2\n",
              NULL);

    (void)state;
    assert_non_null(lesson);
    assert_string_equal(lesson->title, "A title");
    assert_string_equal(lesson->about, "In short");
    assert_int_equal(lesson->image, LESSON_BROKEN);
    assert_string_equal(lesson->image_name, "section-count");
    assert_true(lesson->blind);
    assert_int_equal(lesson->step_count, 3);
    assert_string_equal(lesson->steps[0].text, "A paragraph of two lines.\nAnother.\nBehind it.");
    assert_int_equal(lesson->steps[0].action_count, 3);
    assert_int_equal(lesson->steps[0].actions[2].what, LESSON_RUN);
    assert_int_equal(lesson->steps[0].actions[2].line, 14);
    assert_string_equal(lesson->steps[0].actions[1].text, "hex");
    assert_int_equal(lesson->steps[1].ask, LESSON_ASK_POINT);
    assert_string_equal(lesson->steps[1].answer, "a|b");
    assert_int_equal(lesson->steps[1].hint_count, 2);
    assert_string_equal(lesson->steps[1].hints[1], "Second");
    assert_string_equal(lesson->steps[1].then, "Right,\nyes.");
    assert_null(lesson->steps[1].text);
    assert_string_equal(lesson->steps[2].text, "@not an instruction");
    lesson_free(lesson);
}

static void what_is_no_lesson_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *text, *wrong;
    } rows[] = {
        {"", "line 1: the lesson has no '@title'"},
        {"@title x\n", "line 1: the lesson has no '@step'"},
        {"@step x\n", "line 1: the lesson has no '@title'"},
        {"text\n", "line 1: text stands before the first '@step'"},
        {"@title\n", "line 1: something is missing behind the instruction"},
        {"@go tdvf\n", "line 1: the instruction stands before the first '@step'"},
        {"@title x\n@fly\n", "line 2: no such instruction"},
        {"@title x\n@image none\n", "line 2: an image is 'sample', 'broken NAME' or 'file PATH'"},
        {"@title x\n@step a\n@title y\n", "line 3: the instruction stands behind the first '@step'"},
        {"@title x\n@step a\n@hint b\n", "line 3: the instruction stands before an '@ask-...' of its step"},
        {"@title x\n@step a\n@ask-word b\n@ask-word c\n", "line 4: a step asks for one thing"},
        {"@title x\n@step a\n@ask-word b\n@then c\n",
         "line 4: nothing stands behind '@then': its text begins in the next line"},
        {"@title x\n@blind now\n", "line 2: nothing stands behind '@blind'"},
        {"@title \xff\n", "line 1: no text in UTF-8, or too long a line"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tdxp_error err;

        assert_null(parse(rows[i].text, &err));
        assert_string_equal(err.text, rows[i].wrong);
    }
}

static void bytes_at_random_do_no_harm(void **state)
{
    static const char *const pieces[] = {
        "@title x", "@step s", "@go tdvf", "@ask-word w",  "@hint h", "@then",    "@blind", "text",
        "",         "@@",      "#",        "@image file ", "@pane",   "\xc3\xa9", "\x80",   "@"};
    uint64_t seed = 11;

    (void)state;
    for (int round = 0; round < 2000; round++) {
        char text[2000] = "";
        uint64_t count = random_below(&seed, 40);

        for (uint64_t i = 0; i < count; i++) {
            strcat(text, pieces[random_below(&seed, sizeof pieces / sizeof pieces[0])]);
            strcat(text, random_below(&seed, 8) ? "\n" : " ");
        }
        lesson_free(parse(text, NULL));
    }
}

/* ---- those that are built in ---- */

static void tell(void *context, int line, const char *wrong)
{
    print_error("%s:%d: %s\n", (const char *)context, line, wrong);
}

static void all_that_are_built_in_fit_their_images(void **state)
{
    const struct lesson_source *source;
    unsigned n = 0;
    unsigned exercises = 0;

    (void)state;
    for (; (source = lesson_builtin(n)); n++) {
        char name[64];
        struct tdxp_error err;
        struct lesson *lesson = lesson_read_builtin(source, &err);

        snprintf(name, sizeof name, "%s", source->name);
        if (!lesson) {
            fail_msg("%s: %s", name, err.text);
        }
        assert_int_equal(lesson_check(lesson, NULL, tell, name, &err), 0);
        assert_true(*lesson->about);
        assert_string_equal(lesson->title, source->title);
        assert_string_equal(lesson->about, source->about);
        exercises += lesson->blind;
        assert_ptr_equal(lesson_named(source->name), source);
        lesson_free(lesson);
    }
    assert_true(n >= 14);
    assert_true(exercises >= 5);
    assert_null(lesson_named("no-such"));
    assert_null(lesson_named("0"));
    assert_ptr_equal(lesson_named("2"), lesson_builtin(1));
}

/* Every step of every lesson, in the explorer: each can be shown, answered and gone on from, and the end is the start. */
static void every_step_of_every_lesson_can_be_taken(void **state)
{
    uint8_t *bytes = sample_bytes();
    struct tdxp_image *image = tdxp_image_from_memory("mine", exact_copy(bytes, 1 << 20), 1 << 20, NULL);
    struct app *app = screenless_new(image);
    const struct lesson_source *source;

    (void)state;
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    for (unsigned n = 0; (source = lesson_builtin(n)); n++) {
        assert_true(learning_begin_builtin(app, n));
        while (app->learning.lesson) {
            const struct lesson_step *step = learning_step(app);

            if (app->message[0] && app->message_is_error) {
                fail_msg("%s, line %d: %s", source->name, step->line, app->message);
            }
            if (step->ask == LESSON_ASK_POINT) {
                char path[256];

                snprintf(path, sizeof path, "%.*s", (int)strcspn(step->answer, "|"), step->answer);
                app_select_node(app, tdxp_tree_root(app->fw->tree), false);
                learning_command(app, CMD_ANSWER);
                assert_false(app->learning.answered[app->learning.at]);
                app_select_node(app, screenless_node(app, path), false);
                learning_command(app, CMD_ANSWER);
                assert_true(app->learning.answered[app->learning.at]);
            } else if (step->ask != LESSON_ASK_NOTHING) {
                learning_command(app, CMD_ANSWER);
                assert_true(app->prompt.active);
                app->prompt.active = false;
                app->prompt.accept(app, step->ask == LESSON_ASK_VALUE ? "0xdeadbeef1" : "certainly not");
                assert_false(app->learning.answered[app->learning.at]);
                app->prompt.accept(app, step->answer);
                assert_true(app->learning.answered[app->learning.at]);
            }
            for (size_t i = 0; i <= step->hint_count; i++) {
                learning_command(app, CMD_HINT);
            }
            app->message[0] = '\0';
            learning_command(app, CMD_LESSON_NEXT);
        }
        assert_ptr_equal(app->image, image);
        assert_null(app->own);
        assert_null(app->learning.hidden);
    }
    screenless_free(app);
    tdxp_image_close(image);
    free(bytes);
}

static void findings_are_hidden_until_all_is_answered(void **state)
{
    uint8_t *bytes = sample_bytes();
    struct tdxp_image *image = tdxp_image_from_memory("mine", exact_copy(bytes, 1 << 20), 1 << 20, NULL);
    struct app *app = screenless_new(image);
    const struct lesson_source *source = lesson_named("13-fault-memory");
    struct tdxp_error err;

    (void)state;
    assert_true(learning_begin(app, lesson_read_builtin(source, &err), source->name, NULL));
    assert_int_equal(app->check->count, 0);
    assert_true(learning_judged(app)->count > 0);
    app_select_node(app, screenless_node(app, "tdvf/section[1]/MemoryDataSize"), false);
    learning_command(app, CMD_ANSWER);
    assert_int_equal(app->check->count, 0);
    learning_command(app, CMD_LESSON_NEXT);
    learning_command(app, CMD_ANSWER);
    app->prompt.active = false;
    assert_true(app->prompt.accept(app, "4K"));
    assert_true(app->check->count > 0);
    learning_end(app);
    assert_ptr_equal(app->image, image);
    /* Who leaves before finds nothing hidden elsewhere. */
    assert_true(learning_begin(app, lesson_read_builtin(source, &err), source->name, NULL));
    assert_int_equal(app->check->count, 0);
    learning_end(app);
    assert_null(app->learning.hidden);
    assert_true(app->check->verdict_count > 0);
    screenless_free(app);
    tdxp_image_close(image);
    free(bytes);
}

/* A step with a sign would be one of thousands of millions, of which not all digits come back. */
static void progress_is_kept_and_lines_that_are_none_are_left_out(void **state)
{
    static const char kept[] = "01-why 3\n02-finding -5\n03-map 0\nalone\n05-map 7 done\n06-map +2\n";
    const struct test_place *place = *state;
    struct app *app = calloc(2, sizeof *app);
    char path[PLACE_DIR + 32];
    FILE *out;

    assert_non_null(app);
    setenv("XDG_STATE_HOME", place->dir, 1);
    lesson_progress_set(&app[0], "01-why", 0, false); /* which makes the directory */
    snprintf(path, sizeof path, "%s/tdxplore/lessons", place->dir);
    out = fopen(path, "w");
    assert_non_null(out);
    fputs(kept, out);
    fclose(out);
    for (int i = 0; i < 2; i++) {
        app[i].learning.progress_count = 0;
        lesson_progress_load(&app[i]);
        assert_int_equal(app[i].learning.progress_count, 2 + i);
        assert_int_equal(lesson_progress_of(&app[i], "01-why").at, 2);
        assert_int_equal(lesson_progress_of(&app[i], "05-map").at, 6);
        assert_true(lesson_progress_of(&app[i], "05-map").done);
        lesson_progress_set(&app[i], "07-measured", 999999998, false);
    }
    assert_int_equal(lesson_progress_of(&app[1], "07-measured").at, 999999998);
    unsetenv("XDG_STATE_HOME");
    free(app);
}

/* ---- those of somebody else ---- */

static void a_lesson_in_a_file_may_have_an_image_beside_it(void **state)
{
    static const char text[] =
        "@title Mine\n@image file mine.fd\n@step a\n@go nowhere\n@pane sky\n@run quit\n@ask-point tdvf/None\n"
        "@step b\n@go tdvf/Length\n@go $\n@ask-value tdvf/Length\n@step c\n@go 0x2000000\n@go $+1\n@ask-value (\n";
    const struct test_place *place = *state;
    char beside[PLACE_DIR + 16];
    uint8_t *bytes = sample_bytes();
    struct lesson *lesson;
    struct tdxp_error err;
    FILE *out;

    snprintf(beside, sizeof beside, "%s/mine.fd", place->dir);
    out = fopen(place->file, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    lesson = lesson_read_file(place->file, &err);
    assert_non_null(lesson);
    assert_int_equal(lesson_check(lesson, place->file, tell, (void *)(uintptr_t)place->file, &err), -1);
    out = fopen(beside, "w");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, 1 << 24, out), 1 << 24);
    fclose(out);
    assert_int_equal(lesson_check(lesson, place->file, tell, (void *)(uintptr_t)place->file, &err), 7);
    lesson_free(lesson);
    assert_null(lesson_read_file(place->dir, &err));
    assert_null(lesson_read_file("/nowhere", &err));
    assert_string_equal(err.text, "cannot open: No such file or directory");
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lesson_is_read_with_all_that_it_says),
        cmocka_unit_test(what_is_no_lesson_is_refused_with_its_line),
        cmocka_unit_test(bytes_at_random_do_no_harm),
        cmocka_unit_test(all_that_are_built_in_fit_their_images),
        cmocka_unit_test(every_step_of_every_lesson_can_be_taken),
        cmocka_unit_test(findings_are_hidden_until_all_is_answered),
        PLACED(progress_is_kept_and_lines_that_are_none_are_left_out),
        PLACED(a_lesson_in_a_file_may_have_an_image_beside_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
