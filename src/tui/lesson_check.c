/* Whether a lesson fits its image. */
#include "tui/lesson_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "learn/library.h"
#include "tdxplore/firmware.h"
#include "tdxplore/image.h"
#include "tdxplore/opened.h"
#include "tui/expression.h"
#include "tui/learning.h"
#include "tui/settings.h"

bool lesson_may_run(enum command command)
{
    static const enum command allowed[] = {
        CMD_UP,           CMD_DOWN,          CMD_LEFT,         CMD_RIGHT,        CMD_TOP,       CMD_BOTTOM,
        CMD_FOLLOW,       CMD_TOGGLE,        CMD_OPEN_ALL,     CMD_CLOSE_ALL,    CMD_PARENT,    CMD_NEXT_SIBLING,
        CMD_PREV_SIBLING, CMD_ZOOM,          CMD_NEXT_FINDING, CMD_PREV_FINDING, CMD_ZOOM_IN,   CMD_ZOOM_OUT,
        CMD_FIT,          CMD_FIT_SELECTION, CMD_SCALE,        CMD_VIEW,         CMD_GUEST,     CMD_LAUNCH,
        CMD_STEP,         CMD_STEP_BACK,     CMD_BITS,         CMD_MEASURED,     CMD_VMM,       CMD_ORDER,
        CMD_FORCE,        CMD_READOUT,       CMD_NEXT_SECTION, CMD_PREV_SECTION, CMD_NEXT_DATA, CMD_PREV_DATA,
    };

    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        if (allowed[i] == command) {
            return true;
        }
    }
    return false;
}

struct checker {
    const struct tdxp_firmware *fw;
    void (*tell)(void *context, int line, const char *wrong);
    void *context;
    int count;
};

static void tell(struct checker *c, int line, const char *wrong, const char *what)
{
    char text[400];

    snprintf(text, sizeof text, "%s: %s", wrong, what);
    c->tell(c->context, line, text);
    c->count++;
}

static bool work_out(struct checker *c, int line, const char *text, struct expression_value *value)
{
    const struct tdxp_space *file = tdxp_tree_space(c->fw->tree, 0);
    const struct expression_context context = {c->fw, file, 0};
    struct expression_error error;

    *value = (struct expression_value){.node = NULL};
    if (!expression_value(&context, text, value, &error)) {
        c->tell(c->context, line, error.text);
        c->count++;
        return false;
    }
    return true;
}

/* A number is an offset in the file. */
static void check_place(struct checker *c, const struct lesson_action *action)
{
    const struct tdxp_space *space = tdxp_tree_space(c->fw->tree, 0);
    struct expression_value value;
    uint64_t offset;

    if (!work_out(c, action->line, action->text, &value) || value.node || value.kind == EXPRESSION_GPA) {
        return;
    }
    if (!expression_byte(&value, &space, &offset)) {
        tell(c, action->line, "past the end of the file", action->text);
    }
}

static void check_action(struct checker *c, const struct lesson_action *action)
{
    unsigned pane;

    switch (action->what) {
    case LESSON_GO:
        check_place(c, action);
        return;
    case LESSON_PANE:
        if (!setting_word_named(SET_PANE, action->text, &pane)) {
            tell(c, action->line, "no such pane", action->text);
        }
        return;
    default:
        if (!lesson_may_run(command_named(action->text, strlen(action->text)))) {
            tell(c, action->line, "no command for a lesson", action->text);
        }
        return;
    }
}

static void check_answer(struct checker *c, const struct lesson_step *step)
{
    struct expression_value value;
    char path[256];

    if (step->ask == LESSON_ASK_VALUE) {
        work_out(c, step->ask_line, step->answer, &value);
    }
    for (const char *at = step->answer; step->ask == LESSON_ASK_POINT && at;
         at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL) {
        snprintf(path, sizeof path, "%.*s", (int)strcspn(at, "|"), at);
        if (!tdxp_tree_find(c->fw->tree, path)) {
            tell(c, step->ask_line, "no such node", path);
        }
    }
}

static void check_steps(struct checker *c, const struct lesson *lesson)
{
    for (size_t i = 0; i < lesson->step_count; i++) {
        const struct lesson_step *step = &lesson->steps[i];

        for (size_t a = 0; a < step->action_count; a++) {
            check_action(c, &step->actions[a]);
        }
        check_answer(c, step);
    }
}

int lesson_check(const struct lesson *lesson, const char *path,
                 void (*tell_one)(void *context, int line, const char *wrong), void *context, struct tdxp_error *err)
{
    struct tdxp_image *image = lesson_image_open(lesson, path, err);
    struct tdxp_opened *opened = image ? tdxp_opened_new(NULL, true) : NULL;
    struct tdxp_firmware *fw = opened ? tdxp_firmware_decode_opened(image, opened, err) : NULL;
    struct checker checker = {fw, tell_one, context, 0};

    if (image && !opened) {
        tdxp_error_set(err, "out of memory");
    }
    if (fw) {
        check_steps(&checker, lesson);
    }
    tdxp_firmware_free(fw);
    tdxp_opened_free(opened);
    tdxp_image_close(image);
    return fw ? checker.count : -1;
}
