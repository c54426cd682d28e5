/* Learning. */
#include "tui/learning.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/ascii.h"
#include "image/word.h"
#include "tui/comparing.h"
#include "tui/disk.h"
#include "tui/editing.h"
#include "tui/expression.h"
#include "tui/going.h"
#include "tui/lesson_progress.h"
#include "tui/playback.h"
#include "tui/prompt.h"
#include "tui/reload.h"
#include "tui/span.h"

const struct lesson_step *learning_step(const struct app *app)
{
    const struct learning *l = &app->learning;

    return l->lesson ? &l->lesson->steps[l->at] : NULL;
}

const struct tdxp_check_result *learning_judged(const struct app *app)
{
    return app->learning.hidden ? app->learning.hidden : app->check;
}

/* ---- findings that are to be found ---- */

const char learning_hidden_text[] = "Hidden until all that the lesson asks for is answered.";

static bool all_answered(const struct learning *l)
{
    for (size_t i = 0; i < l->lesson->step_count; i++) {
        if (!l->answered[i]) {
            return false;
        }
    }
    return true;
}

static void reveal(struct app *app)
{
    struct learning *l = &app->learning;

    if (l->hidden) {
        tdxp_check_free(app->check);
        app->check = l->hidden;
        l->hidden = NULL;
    }
}

/* Where memory runs out they are shown, which is no more than a pity. */
void learning_judge(struct app *app)
{
    struct learning *l = &app->learning;
    struct tdxp_check_result *none;

    if (!l->lesson || !l->lesson->blind || all_answered(l)) {
        return;
    }
    none = tdxp_check_none(app->fw, NULL);
    if (none) {
        tdxp_check_free(l->hidden);
        l->hidden = app->check;
        app->check = none;
    }
}

/* ---- steps ---- */

static bool act(struct app *app, const struct lesson_action *action)
{
    enum command command;
    unsigned pane;

    switch (action->what) {
    case LESSON_GO:
        return going_to(app, action->text);
    case LESSON_PANE:
        if (!setting_word_named(SET_PANE, action->text, &pane)) {
            return false;
        }
        app_focus(app, (enum pane_id)pane);
        return true;
    default:
        command = command_named(action->text, strlen(action->text));
        if (lesson_may_run(command)) {
            app_run(app, command);
        }
        return lesson_may_run(command);
    }
}

/* Each step begins from the same state, so that one can go back to it. */
static void show_step(struct app *app)
{
    struct learning *l = &app->learning;
    const struct lesson_step *step = learning_step(app);
    char safe[SAFE_SIZE];

    l->hints = 0;
    l->warned = false;
    l->shown++;
    playback_close(app);
    span_end(app);
    app->measuring.overlay = false;
    app->guest = false;
    app->zoomed = false;
    app->help = false;
    for (size_t i = 0; i < step->action_count; i++) {
        if (!act(app, &step->actions[i])) {
            app_message(app, true, "line %d of the lesson cannot be done: %.100s", step->actions[i].line,
                        app_safe(app, step->actions[i].text, safe, sizeof safe));
        }
    }
    app->aux = PANE_LESSON;
    app->low = PANE_LESSON;
    app_focus(app, app->focus);
    if (app->panes[PANE_LESSON].inside.rows == 0) {
        app_focus(app, PANE_LESSON);
    }
    lesson_progress_set(app, l->name, l->at, false);
}

static void next_step(struct app *app)
{
    struct learning *l = &app->learning;

    if (!l->answered[l->at] && !l->warned) {
        l->warned = true;
        app_message(app, false, "%s answers, %s shows a hint; %s again goes on without", app_key(app, CMD_ANSWER).text,
                    app_key(app, CMD_HINT).text, app_key(app, CMD_LESSON_NEXT).text);
        return;
    }
    if (l->at + 1 < l->lesson->step_count) {
        l->at++;
        show_step(app);
        return;
    }
    lesson_progress_set(app, l->name, 0, true);
    learning_end(app);
    app_message(app, false, "that was the last step; %s begins another lesson", app_key(app, CMD_FOLLOW).text);
}

static void previous_step(struct app *app)
{
    struct learning *l = &app->learning;

    if (l->at == 0) {
        app_message(app, false, "this is the first step");
        return;
    }
    l->at--;
    show_step(app);
}

/* ---- answers ---- */

static void take_right(struct app *app)
{
    struct learning *l = &app->learning;
    struct tdxp_error err;

    l->answered[l->at] = true;
    l->shown++;
    if (all_answered(l) && l->hidden) {
        reveal(app);
        /* Panes have made theirs of what was hidden. */
        app_reload(app, app->image, &err);
    }
    app_show_selection(app);
    app_message(app, false, "that is right");
}

static void take_wrong(struct app *app, const char *what)
{
    const struct lesson_step *step = learning_step(app);
    char safe[SAFE_SIZE];

    app_safe(app, what, safe, sizeof safe);
    if (app->learning.hints < step->hint_count) {
        app_message(app, true, "no, not %.120s; %s shows a hint", safe, app_key(app, CMD_HINT).text);
    } else {
        app_message(app, true, "no, not %.120s", safe);
    }
}

/* One of the alternatives, with "|" between them. */
static bool is_one_of(const char *alternatives,
                      bool (*fits)(const struct app *app, const char *word, const void *given), const struct app *app,
                      const void *given)
{
    char word[256];

    for (const char *at = alternatives; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL) {
        int length = (int)strcspn(at, "|");

        snprintf(word, sizeof word, "%.*s", length, at);
        if (fits(app, word, given)) {
            return true;
        }
    }
    return false;
}

static bool is_in(const struct app *app, const char *path, const void *given)
{
    const struct tdxp_node *node = tdxp_tree_find(app->fw->tree, path);

    return node && tdxp_node_within(given, node);
}

static bool is_word(const struct app *app, const char *word, const void *given)
{
    (void)app;
    return ascii_same(word, given, SIZE_MAX);
}

/* A number, an address, an offset, or what a field holds. */
static bool number_of(const struct app *app, const char *text, uint64_t *number)
{
    const struct expression_context context = {app->fw, tdxp_tree_space(app->fw->tree, 0), 0};
    struct expression_value value = {.node = NULL};
    struct expression_error error;

    if (!expression_value(&context, text, &value, &error)) {
        return false;
    }
    *number = value.node && value.node->field ? value.node->value : value.value;
    return true;
}

static bool accept_answer(struct app *app, const char *text)
{
    const struct lesson_step *step = learning_step(app);
    uint64_t wanted, given;
    bool right;

    if (!step) {
        return true;
    }
    if (step->ask == LESSON_ASK_WORD) {
        right = is_one_of(step->answer, is_word, app, text);
    } else if (!number_of(app, text, &given)) {
        app_message(app, true, "not a number");
        return false;
    } else {
        right = number_of(app, step->answer, &wanted) && given == wanted;
    }
    if (right) {
        take_right(app);
    } else {
        take_wrong(app, text);
    }
    return true;
}

static void answer(struct app *app)
{
    const struct lesson_step *step = learning_step(app);
    const struct tdxp_node *node = app->selection.node;
    char path[SAFE_SIZE];

    switch (step->ask) {
    case LESSON_ASK_NOTHING:
        app_message(app, false, "nothing is asked here; %s goes on", app_key(app, CMD_LESSON_NEXT).text);
        return;
    case LESSON_ASK_POINT:
        if (is_one_of(step->answer, is_in, app, node)) {
            take_right(app);
        } else {
            tdxp_node_path(node, path, sizeof path);
            take_wrong(app, path);
        }
        return;
    default:
        app_prompt(app, "Answer: ", accept_answer);
        app->prompt.hint = step->ask == LESSON_ASK_VALUE ? "a number, such as 0x1000, 4096 or 4K" : "a word";
        return;
    }
}

static void hint(struct app *app)
{
    const struct lesson_step *step = learning_step(app);

    if (app->learning.hints < step->hint_count) {
        app->learning.hints++;
        app->learning.shown++;
    } else {
        app_message(app, false, step->hint_count > 0 ? "there are no more hints" : "there is no hint here");
    }
}

/* ---- beginning and end ---- */

static bool show_image(struct app *app, struct tdxp_image *image, struct tdxp_error *err)
{
    struct learning *l = &app->learning;
    size_t length = tdxp_node_path(app->selection.node, NULL, 0) + 1;

    l->before_path = malloc(length);
    l->before_name = strdup(app->name);
    if (!l->before_path || !l->before_name) {
        tdxp_error_set(err, "out of memory");
        return false;
    }
    tdxp_node_path(app->selection.node, l->before_path, length);
    l->before = app->image;
    if (!app_reload(app, image, err)) {
        return false;
    }
    l->before_own = app->own;
    app->own = image;
    app_set_name(app, tdxp_image_name(image));
    return true;
}

/* What a lesson has of its own; the progress stays. */
static void forget(struct learning *l)
{
    lesson_free(l->lesson);
    free(l->answered);
    free(l->before_name);
    free(l->before_path);
    l->lesson = NULL;
    l->answered = NULL;
    l->before_name = NULL;
    l->before_path = NULL;
}

static bool prepare(struct app *app, struct tdxp_image *image, struct tdxp_error *err)
{
    struct learning *l = &app->learning;

    l->answered = calloc(l->lesson->step_count, sizeof *l->answered);
    if (!l->answered) {
        tdxp_error_set(err, "out of memory");
        return false;
    }
    for (size_t i = 0; i < l->lesson->step_count; i++) {
        l->answered[i] = l->lesson->steps[i].ask == LESSON_ASK_NOTHING;
    }
    return show_image(app, image, err);
}

bool learning_begin(struct app *app, struct lesson *lesson, const char *name, const char *path)
{
    struct learning *l = &app->learning;
    struct tdxp_error err;
    struct tdxp_image *image = lesson_image_open(lesson, path, &err);
    char safe[SAFE_SIZE];

    learning_end(app);
    comparing_end(app);
    l->lesson = lesson;
    if (!image || !prepare(app, image, &err)) {
        tdxp_image_close(image);
        forget(l);
        app_message(app, true, "%s", app_safe(app, err.text, safe, sizeof safe));
        return false;
    }
    word_put(name, l->name, sizeof l->name);
    l->at = lesson_progress_of(app, l->name).at;
    l->at = l->at < lesson->step_count ? l->at : 0;
    show_step(app);
    return true;
}

bool learning_begin_builtin(struct app *app, unsigned n)
{
    const struct lesson_source *source = lesson_builtin(n);
    struct tdxp_error err;
    struct lesson *lesson = source ? lesson_read_builtin(source, &err) : NULL;

    if (!lesson) {
        app_message(app, true, "%s", source ? err.text : "there is no such lesson");
        return false;
    }
    return learning_begin(app, lesson, source->name, NULL);
}

void learning_end(struct app *app)
{
    struct learning *l = &app->learning;
    struct tdxp_image *of_lesson = app->own;
    const struct tdxp_node *node;
    struct tdxp_error err;

    if (!l->lesson) {
        return;
    }
    reveal(app);
    playback_close(app);
    span_end(app);
    app->measuring.overlay = false;
    lesson_free(l->lesson);
    l->lesson = NULL;
    if (!app_reload(app, l->before, &err)) {
        /* The lesson's image goes on being shown, without its lesson. */
        editing_close(app);
        tdxp_image_close(l->before_own);
        forget(l);
        app_message(app, true, "%s", err.text);
        return;
    }
    app->own = l->before_own;
    tdxp_image_close(of_lesson);
    app_set_name(app, l->before_name);
    disk_watch(app);
    node = tdxp_tree_find(app->fw->tree, l->before_path);
    forget(l);
    app_select_node(app, node ? node : tdxp_tree_root(app->fw->tree), false);
    app_focus(app, PANE_LESSON);
}

void learning_close(struct app *app)
{
    struct learning *l = &app->learning;

    if (l->lesson) {
        tdxp_check_free(l->hidden);
        tdxp_image_close(l->before_own);
        forget(l);
    }
}

bool learning_command(struct app *app, enum command command)
{
    if (command == CMD_LEARN) {
        app_focus(app, PANE_LESSON);
        return true;
    }
    if (command != CMD_LESSON_NEXT && command != CMD_LESSON_BACK && command != CMD_ANSWER && command != CMD_HINT) {
        return false;
    }
    if (!app->learning.lesson) {
        app_focus(app, PANE_LESSON);
        app_message(app, false, "%s begins a lesson", app_key(app, CMD_FOLLOW).text);
        return true;
    }
    switch (command) {
    case CMD_LESSON_NEXT:
        next_step(app);
        break;
    case CMD_LESSON_BACK:
        previous_step(app);
        break;
    case CMD_ANSWER:
        answer(app);
        break;
    default:
        hint(app);
        break;
    }
    return true;
}
