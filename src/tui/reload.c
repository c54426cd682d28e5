/* Showing another image in place of the one that is shown. */
#include "tui/reload.h"

#include <stdlib.h>
#include <string.h>

#include "tui/playback.h"

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

/* Give every pane a new state for what app shows now. False, and none, where memory ran out. */
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

/* The way back leads to places that are no more. */
static void select_again(struct app *app, const char *path)
{
    const struct tdxp_node *node = tdxp_tree_reach(app->fw->tree, &path);

    app->selection.space = tdxp_tree_space(app->fw->tree, 0);
    app->selection.offset = 0;
    app->selection.node = tdxp_tree_root(app->fw->tree);
    app->guest = false;
    app->history.at = 0;
    app->history.count = 1;
    app_layout(app);
    app_select_node(app, node, false);
}

bool app_reload(struct app *app, struct tdxp_image *image, struct tdxp_error *err)
{
    struct tdxp_firmware *old_fw = app->fw;
    struct tdxp_check_result *old_check = app->check;
    struct tdxp_firmware *fw = tdxp_firmware_decode(image, err);
    struct tdxp_check_result *check = fw ? tdxp_check(fw, err) : NULL;
    struct pane before[PANES];
    char path[1024];

    if (!check) {
        tdxp_firmware_free(fw);
        return false;
    }
    tdxp_node_path(app->selection.node, path, sizeof path);
    memcpy(before, app->panes, sizeof before);
    app->fw = fw;
    app->check = check;
    if (!states_new(app, app->panes)) {
        memcpy(app->panes, before, sizeof before);
        app->fw = old_fw;
        app->check = old_check;
        tdxp_check_free(check);
        tdxp_firmware_free(fw);
        tdxp_error_set(err, "out of memory");
        return false;
    }
    playback_close(app);
    states_free(app, before);
    tdxp_check_free(old_check);
    tdxp_firmware_free(old_fw);
    app->image = image;
    app->image_state = TDXP_IMAGE_SAME;
    select_again(app, path);
    return true;
}
