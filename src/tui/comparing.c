/* Comparing the image with another one while the explorer goes on. */
#include "tui/comparing.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/text.h"
#include "tui/comparing_step.h"
#include "tui/disk.h"
#include "tui/files.h"
#include "tui/reload.h"

enum { STEP = 8 << 20 }; /* bytes that are hashed between two looks at the keys */

static const char *const shift_words[] = {"aligned", "none"};

bool comparing(const struct app *app)
{
    return app->comparing.comparison != NULL;
}

/* ---- beginning and ending ---- */

static void forget(struct comparing *c)
{
    tdxp_effects_free(&c->effects);
    tdxp_comparison_free(c->comparison);
    c->comparison = NULL;
}

static void drop_search(struct comparing *c)
{
    tdxp_search_free(c->search);
    c->search = NULL;
    c->search_of = 0;
}

void comparing_close(struct app *app)
{
    struct comparing *c = &app->comparing;

    forget(c);
    drop_search(c);
    tdxp_check_free(c->check);
    tdxp_firmware_free(c->fw);
    tdxp_opened_free(c->opened);
    tdxp_image_close(c->image);
    *c = (struct comparing){.image = NULL};
}

/* From B as it is decoded; nothing is changed where that fails. */
static bool compare(struct app *app, struct comparing *c, struct tdxp_error *err)
{
    struct tdxp_pair pair = {.firmware = {app->fw, c->fw}, .check = {app->check, c->check}};

    pair.comparison = tdxp_compare(app->fw, c->fw, err);
    c->options = app->measuring.options;
    c->hashed = false;
    if (!pair.comparison || !tdxp_effects_make(&c->effects, &pair, &c->options, err)) {
        tdxp_comparison_free(pair.comparison);
        return false;
    }
    c->comparison = pair.comparison;
    return true;
}

static bool decode_other(struct comparing *c, struct tdxp_error *err)
{
    struct tdxp_firmware *fw = tdxp_firmware_decode_opened(c->image, c->opened, err);
    struct tdxp_check_result *check = fw ? tdxp_check(fw, err) : NULL;

    if (!check) {
        tdxp_firmware_free(fw);
        return false;
    }
    drop_search(c);
    tdxp_check_free(c->check);
    tdxp_firmware_free(c->fw);
    c->fw = fw;
    c->check = check;
    c->pinned = false; /* a place of the one before */
    return true;
}

/*
 * Compare, unless that is done; open what is compressed and differs, decode, and compare again. The explorer's image is
 * decoded by app_reload, which must not compare meanwhile: c is not the app's by then.
 */
static bool compare_deeply(struct app *app, struct comparing *c, struct tdxp_error *err)
{
    bool again = true;

    while (again) {
        if ((!c->comparison && !compare(app, c, err)) ||
            !tdxp_comparison_open(c->comparison, app->opened, c->opened, &again, err)) {
            return false;
        }
        if (again) {
            forget(c);
            if (!decode_other(c, err) || !app_reload(app, app->image, err)) {
                return false;
            }
        }
    }
    return true;
}

static bool begin(struct app *app, struct comparing *c, struct tdxp_error *err)
{
    c->opened = tdxp_opened_again(app->opened);
    if (!c->opened) {
        tdxp_error_set(err, "out of memory");
        return false;
    }
    return decode_other(c, err) && compare_deeply(app, c, err);
}

/* Behind what has just been done. */
static void tell(struct app *app, const char *done)
{
    struct tdxp_comparison_totals t = tdxp_comparison_totals(app->comparing.comparison);

    if (t.same) {
        app_message(app, false, "%sthe two files are the same, byte for byte", done);
        return;
    }
    app_message(app, false, "%s%zu added, %zu removed, %zu changed, %zu moved  %s next, %s previous difference", done,
                t.nodes_added, t.nodes_removed, t.nodes_changed, t.nodes_moved, app_key(app, CMD_NEXT_DIFFERENCE).text,
                app_key(app, CMD_PREV_DIFFERENCE).text);
}

/* Compare with an image from here on, which it takes over. False with *err filled in, and what is compared as it was. */
static bool take(struct app *app, struct tdxp_image *image, struct tdxp_error *err)
{
    struct comparing made = {.image = image};
    struct comparing before = app->comparing;

    memset(&app->comparing, 0, sizeof app->comparing);
    if (!begin(app, &made, err)) {
        struct comparing failed = made;

        failed.image = NULL;
        app->comparing = failed;
        comparing_close(app);
        app->comparing = before;
        comparing_reload(app);
        return false;
    }
    app->comparing = before;
    comparing_close(app);
    app->comparing = made;
    app_safe(app, tdxp_file_base(tdxp_image_name(image)), app->comparing.name, sizeof app->comparing.name);
    disk_watch(app);
    return true;
}

bool comparing_begin(struct app *app, struct tdxp_image *image, struct tdxp_error *err)
{
    if (!take(app, image, err)) {
        return false;
    }
    app->guest = false;
    app_focus(app, PANE_DIFFERENCES);
    tell(app, "");
    return true;
}

static bool set_shift(struct app *app, enum comparing_shift shift, uint64_t distance)
{
    app->comparing.shift = shift;
    app->comparing.distance = distance;
    app->comparing.pinned = false;
    return true;
}

bool comparing_reread(struct app *app, const char *done, struct tdxp_error *err)
{
    enum comparing_shift shift = app->comparing.shift;
    uint64_t distance = app->comparing.distance;
    struct tdxp_image *again = tdxp_image_reopen(app->comparing.image, err);

    if (!again || !take(app, again, err)) {
        tdxp_image_close(again);
        return false;
    }
    set_shift(app, shift, distance);
    app_show_selection(app);
    tell(app, done);
    return true;
}

void comparing_end(struct app *app)
{
    if (!app->comparing.image) {
        return;
    }
    comparing_close(app);
    disk_watch(app);
    if (app->focus == PANE_DIFFERENCES) {
        app_focus(app, PANE_HEX);
    }
    if (app->aux == PANE_DIFFERENCES) {
        app->aux = PANE_FINDINGS;
    }
    if (app->low == PANE_DIFFERENCES) {
        app->low = PANE_EXPLAIN;
    }
    app_layout(app);
    app_show_selection(app);
}

bool comparing_run(struct app *app, const char *rest)
{
    struct tdxp_error err;
    struct tdxp_image *image;
    char path[PATH_MAX];
    char safe[SAFE_SIZE];

    rest += strspn(rest, " ");
    if (*rest == '\0') {
        app_message(app, !comparing(app), comparing(app) ? "nothing is compared any more" : "compare with which file?");
        comparing_end(app);
        return true;
    }
    if (app->learning.hidden) {
        app_message(app, true, "not while findings are hidden, which comparing would tell");
        return false;
    }
    app_safe(app, rest, safe, sizeof safe);
    if (!files_path(rest, path, sizeof path)) {
        app_message(app, true, "%.100s: the name is too long", safe);
        return false;
    }
    image = files_image(path, &err);
    if (image && comparing_begin(app, image, &err)) {
        return true;
    }
    app_message(app, true, "%.100s: %s", safe, image ? err.text : files_wrong(path, CONFINE_READ, &err));
    tdxp_image_close(image);
    return false;
}

void comparing_reload(struct app *app)
{
    struct comparing *c = &app->comparing;
    struct tdxp_error err;

    if (!c->fw) {
        return;
    }
    forget(c);
    c->pinned = false;
    if (!compare(app, c, &err)) {
        comparing_close(app); /* the panes are being made anew: nothing is laid out now */
        app_message(app, true, "not compared any more: %s", err.text);
        return;
    }
    c->deepen = true;
}

/* The measurement that is shown is of another launch by now. */
static bool is_other_launch(const struct app *app)
{
    const struct tdxp_measure_options *mine = &app->comparing.options;
    const struct tdxp_measure_options *shown = &app->measuring.options;

    return mine->vmm != shown->vmm || mine->order != shown->order || mine->force != shown->force;
}

bool comparing_runs(const struct app *app)
{
    const struct comparing *c = &app->comparing;

    return c->comparison && (c->deepen || !c->hashed || is_other_launch(app));
}

/* What an edit or another version of the file has made differ may be compressed. */
static void deepen(struct app *app)
{
    struct comparing mine = app->comparing;
    struct tdxp_error err;

    memset(&app->comparing, 0, sizeof app->comparing);
    mine.deepen = false;
    if (compare_deeply(app, &mine, &err)) {
        app->comparing = mine;
        return;
    }
    app->comparing = mine;
    comparing_end(app);
    app_message(app, true, "not compared any more: %s", err.text);
}

void comparing_step(struct app *app)
{
    struct comparing *c = &app->comparing;

    if (!comparing_runs(app)) {
        return;
    }
    if (is_other_launch(app)) {
        comparing_reload(app);
    }
    if (c->deepen) {
        deepen(app);
        return;
    }
    c->hashed = !tdxp_effects_step(&c->effects, STEP);
}

/* ---- the two columns ---- */

bool comparing_pinned(const struct app *app)
{
    const struct comparing *c = &app->comparing;

    return c->pinned && c->pinned_at == app->selection.offset && c->pinned_of == app->selection.space;
}

bool comparing_beside(const struct app *app, const struct tdxp_space **space, uint64_t *offset)
{
    const struct comparing *c = &app->comparing;
    const struct selection *s = &app->selection;
    bool there;

    if (comparing_pinned(app)) {
        *space = c->pin_space;
        *offset = c->pin;
        return true;
    }
    there = tdxp_comparison_across(c->comparison, TDXP_SIDE_A, s->space, s->offset, space, offset);
    if (c->shift != SHIFT_ALIGNED) {
        const struct tdxp_node *top = tdxp_comparison_partner(c->comparison, TDXP_SIDE_A, s->space->top);

        *space = top ? top->space : *space;
        *offset = s->offset + (c->shift == SHIFT_FIXED ? c->distance : 0);
        there = *space && *offset < (*space)->bytes.size;
    }
    return there;
}

/* B shows a place of its own until the cursor of A is moved. */
static void pin(struct app *app, const struct tdxp_space *space, uint64_t offset)
{
    struct comparing *c = &app->comparing;

    c->pinned = true;
    c->pin_space = space;
    c->pin = offset;
    c->pinned_of = app->selection.space;
    c->pinned_at = app->selection.offset;
    c->chosen = -1;
}

void comparing_show_b(struct app *app, const struct tdxp_space *space, uint64_t offset, bool remember)
{
    const struct tdxp_space *mine;
    uint64_t at;

    tdxp_comparison_across(app->comparing.comparison, TDXP_SIDE_B, space, offset, &mine, &at);
    if (!mine) {
        mine = tdxp_tree_space(app->fw->tree, 0);
    }
    app->guest = false;
    app_select_byte(app, mine, at < mine->bytes.size ? at : mine->bytes.size - 1, remember);
    pin(app, space, offset);
    app_show_selection(app);
}

void comparing_select_b(struct app *app, uint64_t offset)
{
    const struct tdxp_space *space;
    uint64_t at;

    comparing_beside(app, &space, &at);
    if (space && offset < space->bytes.size) {
        comparing_show_b(app, space, offset, false);
    }
}

bool comparing_run_shift(struct app *app, const char *rest)
{
    char *behind;
    long long distance;

    rest += strspn(rest, " ");
    if (!comparing(app)) {
        app_message(app, true, "nothing is compared: :diff FILE begins");
        return false;
    }
    if (strcmp(rest, shift_words[0]) == 0) {
        return set_shift(app, SHIFT_ALIGNED, 0);
    }
    if (strcmp(rest, shift_words[1]) == 0) {
        return set_shift(app, SHIFT_NONE, 0);
    }
    distance = strtoll(rest, &behind, 0);
    if (behind == rest || *behind != '\0') {
        app_message(app, true, "aligned, none, or by how many bytes B stands further on, as in +0x10");
        return false;
    }
    return set_shift(app, SHIFT_FIXED, (uint64_t)distance);
}

void comparing_offer_shift(const struct app *app, const char *typed, struct completions *c)
{
    (void)app;
    completions_from(c, typed, 0);
    for (size_t i = 0; i < sizeof shift_words / sizeof shift_words[0]; i++) {
        completions_add(c, shift_words[i], "");
    }
}

static void next_shift(struct app *app)
{
    bool aligned = app->comparing.shift == SHIFT_ALIGNED;

    set_shift(app, aligned ? SHIFT_NONE : SHIFT_ALIGNED, 0);
    app_message(app, false,
                aligned ? "both columns show the same offsets" : "bytes stand beside those that they stand for");
}

/* ---- differences ---- */

int comparing_current(const struct app *app)
{
    const struct comparing *c = &app->comparing;
    const struct tdxp_difference *d = NULL;
    size_t count;

    if (comparing_pinned(app) && c->chosen >= 0) {
        return c->chosen;
    }
    for (const struct tdxp_node *n = app->selection.node; n && !d; n = n->parent) {
        d = tdxp_comparison_of_node(c->comparison, TDXP_SIDE_A, n);
    }
    return d ? (int)(d - tdxp_comparison_differences(c->comparison, &count)) : -1;
}

/* The first byte of A's node that differs, or its first; that of B stands beside it. */
static void choose_pair(struct app *app, const struct tdxp_difference *d, bool remember)
{
    const struct tdxp_node *a = d->node[TDXP_SIDE_A];
    const struct tdxp_node *b = d->node[TDXP_SIDE_B];
    size_t count = 0;
    const struct tdxp_stretch *s =
        b ? tdxp_comparison_stretches(app->comparing.comparison, TDXP_SIDE_A, a, &count) : NULL;

    app_select_node(app, a, remember);
    for (size_t i = 0; i < count; i++) {
        if (s[i].kind != TDXP_STRETCH_SAME && s[i].at[TDXP_SIDE_A].length > 0) {
            app_select_node_at(app, a, s[i].at[TDXP_SIDE_A].start, false);
            return;
        }
        if (s[i].kind == TDXP_STRETCH_ONLY && s[i].at[TDXP_SIDE_B].length > 0) {
            app_select_node_at(app, a, s[i].at[TDXP_SIDE_A].start, false);
            pin(app, s[i].at[TDXP_SIDE_B].space, s[i].at[TDXP_SIDE_B].start);
            return;
        }
    }
    if (b && b->length > 0 && a->length > 0) {
        pin(app, b->space, b->offset);
    }
}

void comparing_choose(struct app *app, size_t index, bool remember)
{
    struct comparing *c = &app->comparing;
    size_t count;
    const struct tdxp_difference *d = &tdxp_comparison_differences(c->comparison, &count)[index];

    c->pinned = false;
    c->chosen = -1;
    app->guest = false;
    if (d->node[TDXP_SIDE_A]) {
        choose_pair(app, d, remember);
    } else {
        comparing_show_b(app, d->node[TDXP_SIDE_B]->space, d->node[TDXP_SIDE_B]->offset, remember);
    }
    c->chosen = c->pinned ? (int)index : -1;
    app_show_selection(app);
}

bool comparing_command(struct app *app, enum command command)
{
    switch (command) {
    case CMD_NEXT_DIFFERENCE:
    case CMD_PREV_DIFFERENCE:
        if (comparing(app)) {
            comparing_step_to(app, command == CMD_PREV_DIFFERENCE);
        } else {
            app_message(app, true, "nothing is compared: :diff FILE begins");
        }
        return true;
    case CMD_DIFFERENCES:
        app_focus(app, PANE_DIFFERENCES);
        return true;
    case CMD_SHIFT:
        if (comparing(app)) {
            next_shift(app);
        } else {
            app_message(app, true, "nothing is compared: :diff FILE begins");
        }
        return true;
    default:
        return false;
    }
}
