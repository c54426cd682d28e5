/* What if: changing bytes of the image in memory, with everything that follows from it. */
#include "tui/editing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/text.h"
#include "tui/editing_prompt.h"
#include "tui/reload.h"
#include "tui/sheet.h"

bool editing_may(struct app *app)
{
    if (app->learning.lesson) {
        app_message(app, true, "a lesson's image is not to be changed");
        return false;
    }
    return true;
}

/* ---- the history ---- */

/* Show the copy that the history changes in place of the image. Nothing of it differs yet. */
static bool begin(struct app *app, struct tdxp_error *err)
{
    struct tdxp_edits *edits;

    if (app->editing.edits) {
        return true;
    }
    edits = tdxp_edits_new(app->image, err);
    if (!edits) {
        return false;
    }
    app->editing.edits = edits;
    app->editing.base = app->image;
    if (!app_reload(app, tdxp_edits_image(edits), err)) {
        editing_close(app);
        return false;
    }
    return true;
}

static void tell_failure(struct app *app, const struct tdxp_error *err)
{
    char safe[SAFE_SIZE];

    app_message(app, true, "%s", app_safe(app, err->text, safe, sizeof safe));
}

/*
 * Decode the image after a step that changed a range. Where memory runs out, the step is taken back, so that what is shown
 * is what the bytes are.
 */
static bool decode(struct app *app, struct tdxp_range where,
                   bool (*back)(struct tdxp_edits *edits, struct tdxp_range *where))
{
    struct tdxp_error err;

    if (app_reload_changed(app, where, &err)) {
        return true;
    }
    back(app->editing.edits, NULL);
    tell_failure(app, &err);
    return false;
}

/* How many of the consumers refuse the image. */
static unsigned refusals(const struct app *app)
{
    unsigned count = 0;

    for (size_t i = 0; i < app->check->verdict_count; i++) {
        count += !app->check->verdicts[i].accepts;
    }
    return count;
}

/* What has followed from a change, at a glance. */
static void tell_effect(struct app *app, size_t findings_before, unsigned refusals_before)
{
    unsigned now = refusals(app);
    char refused[64] = "";
    char found[64] = "";

    if (now != refusals_before) {
        snprintf(refused, sizeof refused, ", refused by %u of %zu, before by %u", now, app->check->verdict_count,
                 refusals_before);
    }
    if (app->check->count != findings_before) {
        snprintf(found, sizeof found, ", %zu finding%s, before %zu", app->check->count,
                 app->check->count == 1 ? "" : "s", findings_before);
    }
    app_message(app, false, "changed%s%s; %s undoes", refused, found, app_key(app, CMD_UNDO).text);
}

/* What was changed may be another thing by now, or part of one: the byte is still there. */
static void stay(struct app *app, uint64_t offset)
{
    const struct selection *s = &app->selection;

    if (s->space->id != 0 || !tdxp_range_has((struct tdxp_range){s->node->offset, s->node->length}, offset)) {
        app_select_byte(app, tdxp_tree_space(app->fw->tree, 0), offset, false);
    }
}

bool editing_put(struct app *app, uint64_t offset, const uint8_t *bytes, size_t length, const char *label)
{
    size_t findings_before = app->check->count;
    unsigned refusals_before = refusals(app);
    struct tdxp_error err;
    size_t done;

    if (!editing_may(app)) {
        return false;
    }
    if (!begin(app, &err)) {
        tell_failure(app, &err);
        return false;
    }
    done = tdxp_edits_done(app->editing.edits);
    if (!tdxp_edits_put(app->editing.edits, offset, bytes, length, label, &err)) {
        tell_failure(app, &err);
        return false;
    }
    if (tdxp_edits_done(app->editing.edits) == done) {
        app_message(app, false, "that is what it is already");
        return true;
    }
    if (!decode(app, (struct tdxp_range){offset, length}, tdxp_edits_undo)) {
        return false;
    }
    stay(app, offset);
    tell_effect(app, findings_before, refusals_before);
    return true;
}

bool editing_fill(struct app *app, struct tdxp_range range, uint8_t byte)
{
    uint8_t *bytes = malloc(range.length > 0 ? (size_t)range.length : 1);
    char label[64];
    bool put;

    if (!bytes) {
        app_message(app, true, "out of memory");
        return false;
    }
    memset(bytes, byte, (size_t)range.length);
    snprintf(label, sizeof label, "%" PRIu64 " bytes at 0x%" PRIx64 " filled with %02x", range.length, range.start,
             byte);
    put = editing_put(app, range.start, bytes, (size_t)range.length, label);
    free(bytes);
    return put;
}

/* The place of a step comes into view. */
static void go_to_change(struct app *app, struct tdxp_range where)
{
    app_select_byte(app, tdxp_tree_space(app->fw->tree, 0), where.start, false);
}

static const char *label_of(const struct app *app, size_t step, char *safe, size_t size)
{
    return app_safe(app, tdxp_edits_label(app->editing.edits, step), safe, size);
}

/* False, with a message, where it cannot be done. What was done is for the caller to say. */
static bool step(struct app *app, bool redo)
{
    struct tdxp_edits *edits = app->editing.edits;
    struct tdxp_range where;

    if (!editing_may(app)) {
        return false;
    }
    if (!edits || !(redo ? tdxp_edits_redo(edits, &where) : tdxp_edits_undo(edits, &where))) {
        app_message(app, true, redo ? "nothing was undone" : "nothing was changed");
        return false;
    }
    if (!decode(app, where, redo ? tdxp_edits_undo : tdxp_edits_redo)) {
        return false;
    }
    go_to_change(app, where);
    return true;
}

/* What the latest step did, and how many changes there are now. */
static void tell_step(struct app *app, bool redo)
{
    size_t done = tdxp_edits_done(app->editing.edits);
    char safe[SAFE_SIZE];

    if (redo) {
        app_message(app, false, "made again: %.120s; %zu change%s", label_of(app, done - 1, safe, sizeof safe), done,
                    done == 1 ? "" : "s");
    } else {
        app_message(app, false, "undone: %.120s; %zu left", label_of(app, done, safe, sizeof safe), done);
    }
}

static void step_once(struct app *app, bool redo)
{
    if (step(app, redo)) {
        tell_step(app, redo);
    }
}

/* Several steps, one after the other, until so many changes are done. */
static void go_to_step(struct app *app, size_t to)
{
    const struct tdxp_edits *edits = app->editing.edits;
    size_t from = tdxp_edits_done(edits);
    bool redo = from < to;
    size_t steps = redo ? to - from : from - to;

    while (tdxp_edits_done(edits) != to) {
        if (!step(app, redo)) {
            return;
        }
    }
    if (steps == 1) {
        tell_step(app, redo);
    } else if (steps > 1 && redo) {
        app_message(app, false, "%zu changes made again", steps);
    } else if (steps > 1) {
        app_message(app, false, "%zu changes undone; %zu left", steps, to);
    }
}

/* ---- the list of changes ---- */

static int count_changes(const struct app *app)
{
    const struct tdxp_edits *edits = app->editing.edits;

    return edits ? (int)(tdxp_edits_done(edits) + tdxp_edits_undone(edits)) + 1 : 0;
}

/* The first row is the image as it was opened; '>' stands before what it is now. */
static void changes_row(const struct app *app, int index, char *buffer, size_t size)
{
    char safe[SAFE_SIZE];
    bool now = (size_t)index == tdxp_edits_done(app->editing.edits);

    if (index == 0) {
        snprintf(buffer, size, "%c     as it was opened", now ? '>' : ' ');
    } else {
        snprintf(buffer, size, "%c%4d %s", now ? '>' : ' ', index, label_of(app, (size_t)index - 1, safe, sizeof safe));
    }
}

static bool changes_command(struct app *app, int index, enum command command)
{
    if (command != CMD_FOLLOW) {
        return false;
    }
    sheet_close(app);
    go_to_step(app, (size_t)index);
    return true;
}

static const struct sheet_class sheet_changes = {"Changes, the latest last",
                                                 "{down}/{up} choose  {follow} as it was then  {cancel} back",
                                                 count_changes, changes_row, changes_command};

bool editing_run_changes(struct app *app, const char *rest)
{
    (void)rest;
    if (!app->editing.edits) {
        app_message(app, false, "nothing was changed; %s changes what is selected", app_key(app, CMD_EDIT).text);
        return true;
    }
    sheet_show(app, &sheet_changes, (int)tdxp_edits_done(app->editing.edits));
    return true;
}

bool editing_command(struct app *app, enum command command)
{
    switch (command) {
    case CMD_EDIT:
        editing_prompt_value(app);
        return true;
    case CMD_OVERWRITE:
        editing_prompt_bytes(app);
        return true;
    case CMD_FIX:
        editing_fix(app);
        return true;
    case CMD_UNDO:
    case CMD_REDO:
        step_once(app, command == CMD_REDO);
        return true;
    default:
        return false;
    }
}

/* ---- what there is to show ---- */

bool editing_unsaved(const struct app *app)
{
    return app->editing.edits && tdxp_edits_unsaved(app->editing.edits);
}

/* The copy is shown; not the image of a lesson. */
static bool is_shown(const struct app *app)
{
    return app->editing.edits && tdxp_edits_image(app->editing.edits) == app->image;
}

const struct tdxp_image *editing_opened(const struct app *app)
{
    return is_shown(app) ? app->editing.base : app->image;
}

bool editing_has(const struct app *app, const struct tdxp_space *space, uint64_t offset)
{
    return space->id == 0 && is_shown(app) && tdxp_edits_has(app->editing.edits, offset);
}

bool editing_touches(const struct app *app, const struct tdxp_node *node)
{
    return node->space->id == 0 && node->length > 0 && is_shown(app) &&
           tdxp_edits_touch(app->editing.edits, (struct tdxp_range){node->offset, node->length});
}

void editing_close(struct app *app)
{
    tdxp_edits_free(app->editing.edits);
    free(app->editing.path);
    app->editing = (struct editing){.edits = NULL};
}
