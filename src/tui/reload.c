/* Showing another decoding of the image. */
#include "tui/reload.h"

#include <stdlib.h>
#include <string.h>

#include "tdxplore/range.h"
#include "tui/comparing.h"
#include "tui/going.h"
#include "tui/learning.h"
#include "tui/measuring.h"
#include "tui/noting.h"
#include "tui/playback.h"
#include "tui/searching.h"
#include "tui/span.h"
#include "tui/unpack.h"

const struct tdxp_node *change_exact(const struct change *change, const struct tdxp_node *node)
{
    return node ? change->match[node->id] : NULL;
}

const struct tdxp_node *change_nearest(const struct change *change, const struct tdxp_node *node)
{
    while (node->parent && !change->match[node->id]) {
        node = node->parent;
    }
    return change->match[node->id];
}

/* ---- places ---- */

const struct tdxp_space *change_space(const struct change *change, const struct tdxp_space *space)
{
    const struct tdxp_node *top = change_exact(change, space->top);

    return top && top->space->top == top ? top->space : NULL;
}

/*
 * A selection in the terms of the new tree. A node without bytes goes with a cursor that is somewhere else; where a node
 * is gone, or has moved, the cursor goes to the first byte of what there is.
 */
static void translate(const struct app *app, const struct change *change, struct selection *s)
{
    const struct tdxp_node *node = change_nearest(change, s->node);
    const struct tdxp_space *space = change_space(change, s->space);
    uint64_t in_node = s->offset - s->node->offset;
    bool exact = node == change_exact(change, s->node);
    bool kept = exact && space && s->offset < space->bytes.size;

    if (kept && node->length > 0 && node->space == space) {
        /* The same byte of the node, be it elsewhere by now. */
        kept = in_node < node->length;
        s->offset = node->offset + (kept ? in_node : 0);
    } else if (!kept && node->length > 0) {
        space = node->space;
        s->offset = node->offset;
    } else if (!kept) {
        space = tdxp_tree_space(change->to->tree, 0);
        s->offset = 0;
    }
    s->node = node;
    s->space = space;
    app_complete(app, app->whose, s);
}

static void translate_place(struct app *app, const struct change *change, struct place *place)
{
    translate(app, change, &place->selection);
    place->whose = app->whose;
}

static void translate_places(struct app *app, const struct change *change)
{
    struct selection before = app->selection;

    translate(app, change, &app->selection);
    if (before.has_gpa && !before.gpa_by_bios && change_exact(change, before.node) == app->selection.node &&
        tdxp_guest_map_at(app_map(app), before.gpa, NULL, 0) > 0) {
        /* An address without a byte of the file, or one of several. */
        app->selection.gpa = before.gpa;
        app->selection.has_gpa = true;
        app->selection.gpa_by_bios = false;
    }
    span_reload(app, change);
    going_reload(app, translate_place, change);
    for (int i = 0; i < app->history.count; i++) {
        if (i != app->history.at) {
            translate_place(app, change, &app->history.items[i]);
        }
    }
}

/* ---- panes ---- */

static void states_free(struct app *app, struct pane *panes)
{
    for (int i = 0; i < PANES; i++) {
        if (panes[i].state && panes[i].class->close) {
            panes[i].class->close(app, &panes[i]);
        }
        free(panes[i].state);
        panes[i].state = NULL;
    }
}

/* Give every pane a state of its own for the new image, in *panes. False, and none, where memory ran out. */
static bool states_new(struct app *app, struct pane *panes)
{
    for (int i = 0; i < PANES; i++) {
        panes[i].state = NULL;
    }
    for (int i = 0; i < PANES; i++) {
        const struct pane_class *class = panes[i].class;

        panes[i].state = calloc(1, class->state_size ? class->state_size : 1);
        if (!panes[i].state || (class->open && !class->open(app, &panes[i]))) {
            states_free(app, panes);
            return false;
        }
    }
    return true;
}

static void adopt_states(struct app *app, const struct pane *before, const struct change *change)
{
    for (int i = 0; i < PANES; i++) {
        const struct pane_class *class = app->panes[i].class;

        if (class->adopt) {
            class->adopt(app, &app->panes[i], before[i].state, change);
        }
    }
}

/* ---- all of it ---- */

/* What is made before anything changes. */
struct made {
    struct tdxp_opened *opened; /* NULL: the one that there is */
    struct tdxp_firmware *fw;
    struct tdxp_check_result *check;
    const struct tdxp_node **match;
    struct measuring measuring;
};

static void made_free(struct made *made)
{
    free(made->match);
    measuring_free(&made->measuring);
    tdxp_check_free(made->check);
    tdxp_firmware_free(made->fw);
    tdxp_opened_free(made->opened);
}

/* Whether bytes of the file lie in a compressed part that is opened. Those inside of others are opened with them. */
static bool is_opened_from(const struct app *app, struct tdxp_range changed)
{
    for (uint32_t id = 0; id < tdxp_tree_count(app->fw->tree); id++) {
        const struct tdxp_node *node = tdxp_tree_node(app->fw->tree, id);

        if (node->packed && node->packed->state != TDXP_PACKED_CLOSED && node->space->id == 0 &&
            tdxp_range_overlap((struct tdxp_range){node->offset, node->length}, changed)) {
            return true;
        }
    }
    return false;
}

static bool make(const struct app *app, const struct tdxp_image *image, bool open_again, struct made *made,
                 struct tdxp_error *err)
{
    *made = (struct made){.opened = NULL};
    if (open_again) {
        made->opened = tdxp_opened_again(app->opened);
        if (!made->opened) {
            tdxp_error_set(err, "out of memory");
            return false;
        }
    }
    made->fw = tdxp_firmware_decode_opened(image, made->opened ? made->opened : app->opened, err);
    made->check = made->fw ? tdxp_check(made->fw, err) : NULL;
    if (!made->check) {
        return false;
    }
    made->match = tdxp_tree_match(app->fw->tree, made->fw->tree);
    if (!made->match) {
        tdxp_error_set(err, "out of memory");
        return false;
    }
    return measuring_again(&app->measuring, made->fw, made->check, &made->measuring, err);
}

static bool reload(struct app *app, const struct tdxp_image *image, bool open_again, struct tdxp_error *err)
{
    struct pane before[PANES];
    struct tdxp_firmware *old_fw = app->fw;
    struct tdxp_check_result *old_check = app->check;
    struct change change;
    struct made made;

    if (!make(app, image, open_again, &made, err)) {
        made_free(&made);
        return false;
    }
    memcpy(before, app->panes, sizeof before);
    app->fw = made.fw;
    app->check = made.check;
    if (!states_new(app, app->panes)) {
        memcpy(app->panes, before, sizeof before);
        app->fw = old_fw;
        app->check = old_check;
        made_free(&made);
        tdxp_error_set(err, "out of memory");
        return false;
    }
    if (!tdxp_guest_described(app->fw, app->whose)) {
        app->whose = tdxp_guest_default(app->fw);
    }
    change = (struct change){old_fw, made.fw, old_check, made.match};
    measuring_reload(app, &made.measuring);
    translate_places(app, &change);
    searching_reload(app);
    comparing_reload(app);
    adopt_states(app, before, &change);
    states_free(app, before);
    free(made.match);
    tdxp_check_free(old_check);
    tdxp_firmware_free(old_fw);
    if (made.opened) {
        unpack_close(app);
        tdxp_opened_free(app->opened);
        app->opened = made.opened;
    }
    if (image != app->image) {
        app->image = image;
        app->image_state = TDXP_IMAGE_SAME;
    }
    noting_reload(app);
    playback_reload(app);
    learning_judge(app);
    app_layout(app);
    app_show_selection(app);
    return true;
}

bool app_reload(struct app *app, const struct tdxp_image *image, struct tdxp_error *err)
{
    return reload(app, image, image != app->image, err);
}

bool app_reload_changed(struct app *app, struct tdxp_range changed, struct tdxp_error *err)
{
    unpack_close(app); /* it may be in the middle of bytes that are others now */
    return reload(app, app->image, is_opened_from(app, changed), err);
}
