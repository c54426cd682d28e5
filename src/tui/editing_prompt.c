/* Typing what is to be changed. */
#include "tui/editing_prompt.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/edit.h"
#include "tdxplore/text.h"
#include "tui/editing.h"
#include "tui/prompt.h"
#include "tui/span.h"

enum { VALUE_TEXT = PROMPT_SIZE };

static void tell(struct app *app, const struct tdxp_error *err)
{
    char safe[MESSAGE_SIZE];

    app_message(app, true, "%s", app_safe(app, err->text, safe, sizeof safe));
}

/* ---- values ---- */

static const char *path_of(const struct tdxp_node *node, char *path, size_t size)
{
    tdxp_node_path(node, path, size);
    return path;
}

/* Give a node a value as it is typed. */
static bool give(struct app *app, const struct tdxp_node *node, const char *text)
{
    uint8_t *bytes = malloc(node->length > 0 ? (size_t)node->length : 1);
    char path[SAFE_SIZE];
    char label[2 * PROMPT_SIZE];
    struct tdxp_error err;
    bool put = false;

    if (!bytes) {
        app_message(app, true, "out of memory");
    } else if (!tdxp_edit_parse(node, text, bytes, &err)) {
        tell(app, &err);
    } else {
        snprintf(label, sizeof label, "%s = %s", path_of(node, path, sizeof path), text);
        put = editing_put(app, node->offset, bytes, (size_t)node->length, label);
    }
    free(bytes);
    return put;
}

/* The node for which the prompt was opened, where it is still there. */
static const struct tdxp_node *target(const struct app *app)
{
    return app->editing.path ? tdxp_tree_find(app->fw->tree, app->editing.path) : NULL;
}

/* In the locale's encoding what is typed is; values are ASCII, and anything else is none. */
static bool accept_value(struct app *app, const char *text)
{
    const struct tdxp_node *node = target(app);

    if (!node) {
        app_message(app, true, "what was to be changed is not there any more");
        return false;
    }
    return give(app, node, text);
}

static void offer_values(const struct app *app, const char *typed, struct completions *c)
{
    const struct tdxp_node *node = target(app);
    const char *word = typed + strlen(typed);
    char fix[VALUE_TEXT];
    const char *name;

    if (!node) {
        return;
    }

    /* Behind what stands in front of the last name of several: "+NAME -NAME", "A | B". */
    while (word > typed && !strchr(" |,+-", word[-1])) {
        word--;
    }
    if (word == typed && tdxp_edit_fix(app->check, node, fix, sizeof fix, NULL)) {
        completions_add(c, fix, "");
    }
    completions_from(c, word, 0);
    for (size_t n = 0; (name = tdxp_edit_choice(node, n)); n++) {
        completions_add(c, name, "");
    }
}

/* False where memory ran out. */
static bool aim(struct app *app, const struct tdxp_node *node)
{
    size_t length = tdxp_node_path(node, NULL, 0);
    char *path = malloc(length + 1);

    if (!path) {
        app_message(app, true, "out of memory");
        return false;
    }
    tdxp_node_path(node, path, length + 1);
    free(app->editing.path);
    app->editing.path = path;
    return true;
}

void editing_prompt_value(struct app *app)
{
    const struct tdxp_node *node = app->selection.node;
    char fix[VALUE_TEXT];
    char text[VALUE_TEXT];
    char safe[SAFE_SIZE];
    struct tdxp_error err;
    bool right;

    if (!editing_may(app)) {
        return;
    }
    if (!tdxp_edit_possible(node, &err) || tdxp_edit_value_text(node, text, sizeof text) >= sizeof text) {
        if (tdxp_edit_possible(node, &err)) {
            tdxp_error_set(&err, "it is too long to be typed: %s changes bytes at the cursor",
                           app_key(app, CMD_OVERWRITE).text);
        }
        app_message(app, true, "%.80s: %s", app_safe(app, node->name, safe, sizeof safe), err.text);
        return;
    }
    if (!aim(app, node)) {
        return;
    }
    right = tdxp_edit_fix(app->check, node, fix, sizeof fix, NULL);
    app_safe(app, node->name, safe, sizeof safe);
    if (right) {
        snprintf(app->editing.label, sizeof app->editing.label, "%.60s (right: %.60s, Tab) = ", safe, fix);
    } else {
        snprintf(app->editing.label, sizeof app->editing.label, "%.60s = ", safe);
    }
    app_prompt(app, app->editing.label, accept_value);
    app->prompt.offer = offer_values;
    app->prompt.hint = "a value, or hex: and bytes; Tab completes";
    prompt_fill(app, right ? "" : text);
}

/* ---- bytes ---- */

static bool in_file(struct app *app, const struct tdxp_space *space)
{
    if (space->id != 0) {
        app_message(app, true, "these are decompressed bytes, which are not written");
        return false;
    }
    return true;
}

static bool put_bytes(struct app *app, const uint8_t *bytes, size_t count)
{
    char label[64];

    snprintf(label, sizeof label, "%zu byte%s at 0x%" PRIx64, count, count == 1 ? "" : "s", app->editing.offset);
    return editing_put(app, app->editing.offset, bytes, count, label);
}

/* The whole range with the one byte. */
static bool fill_range(struct app *app, const uint8_t *bytes, size_t count)
{
    if (count != 1) {
        app_message(app, true, "a range is filled with one byte");
        return false;
    }
    return editing_fill(app, app->editing.range, bytes[0]);
}

static bool accept_bytes(struct app *app, const char *text)
{
    struct tdxp_error err;
    size_t count;
    uint8_t *bytes = tdxp_edit_parse_bytes(text, &count, &err);
    bool done;

    if (!bytes) {
        tell(app, &err);
        return false;
    }
    done = app->editing.fills ? fill_range(app, bytes, count) : put_bytes(app, bytes, count);
    free(bytes);
    return done;
}

void editing_prompt_bytes(struct app *app)
{
    struct picked picked = span_picked(app);

    if (!editing_may(app) || !in_file(app, app->span.active ? picked.space : app->selection.space)) {
        return;
    }
    if (app->guest) {
        app_message(app, true, "guest memory is not changed: %s shows the file", app_key(app, CMD_VIEW).text);
        return;
    }
    app->editing.fills = app->span.active;
    app->editing.range = picked.range;
    app->editing.offset = app->selection.offset;
    if (app->editing.fills) {
        snprintf(app->editing.label, sizeof app->editing.label, "Fill %" PRIu64 " bytes with: ", picked.range.length);
    } else {
        snprintf(app->editing.label, sizeof app->editing.label, "Bytes at 0x%" PRIx64 ": ", app->selection.offset);
    }
    app_prompt(app, app->editing.label, accept_bytes);
    app->prompt.hint = app->editing.fills ? "one byte: ff" : "de ad be ef, or \"characters\"";
}

/* ---- what a finding asks for ---- */

/* The field that a finding about what is selected, or about the field itself, computes a value of. */
static const struct tdxp_node *field_to_fix(const struct app *app)
{
    char text[VALUE_TEXT];
    size_t count;
    const struct tdxp_finding *const *findings;

    if (tdxp_edit_fix(app->check, app->selection.node, text, sizeof text, NULL)) {
        return app->selection.node;
    }
    findings = tdxp_check_of_node(app->check, app->selection.node, &count);
    for (size_t i = 0; i < count; i++) {
        if (findings[i]->fix_node) {
            return findings[i]->fix_node;
        }
    }
    return NULL;
}

void editing_fix(struct app *app)
{
    const struct tdxp_node *node = field_to_fix(app);
    char text[VALUE_TEXT];
    char safe[SAFE_SIZE];
    char name[SAFE_SIZE];
    char effect[MESSAGE_SIZE];

    if (!editing_may(app)) {
        return;
    }
    if (!node || !tdxp_edit_fix(app->check, node, text, sizeof text, NULL)) {
        app_message(app, true, "no correct value is computed for what is selected");
        return;
    }
    app_safe(app, node->name, name, sizeof name);
    if (give(app, node, text)) {
        memcpy(effect, app->message, sizeof effect);
        app_message(app, false, "%.60s = %.60s: %.120s", name, app_safe(app, text, safe, sizeof safe), effect);
    }
}
