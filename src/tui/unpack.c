/* Opening compressed parts of the image while the explorer goes on. */
#include "tui/unpack.h"

#include <stdio.h>
#include <stdlib.h>

#include "tdxplore/text.h"
#include "tui/going.h"
#include "tui/reload.h"

enum { STEP = 512 << 10 }; /* bytes that come out between two looks at the keys */

const struct tdxp_node *unpack_node(const struct tdxp_node *node)
{
    if (!node->packed && node->kind == TDXP_KIND_CONTENT && node->parent) {
        node = node->parent;
    }
    return node->packed && node->packed->state == TDXP_PACKED_CLOSED ? node : NULL;
}

void unpack_close(struct app *app)
{
    tdxp_opening_free(app->unpack.opening);
    free(app->unpack.path);
    app->unpack = (struct unpack){.opening = NULL};
}

unsigned unpack_count(const struct app *app, enum tdxp_packed_state state)
{
    unsigned count = 0;

    for (uint32_t id = 0; id < tdxp_tree_count(app->fw->tree); id++) {
        const struct tdxp_packed *packed = tdxp_tree_node(app->fw->tree, id)->packed;

        count += packed && packed->state == state;
    }
    return count;
}

void unpack_start(struct app *app, const struct tdxp_node *node, bool go)
{
    struct unpack *u = &app->unpack;
    size_t length = tdxp_node_path(node, NULL, 0);
    struct tdxp_error err;

    if (u->opening) {
        app_message(app, false, "something is being opened already; %s stops that", app_key(app, CMD_CANCEL).text);
        return;
    }
    u->path = malloc(length + 1);
    u->opening = u->path ? tdxp_opening_start(app->opened, node, &err) : NULL;
    if (!u->opening) {
        unpack_close(app);
        app_message(app, true, "out of memory");
        return;
    }
    tdxp_node_path(node, u->path, length + 1);
    app_safe(app, node->name, u->name, sizeof u->name);
    u->go = go;
}

/* ---- everything ---- */

/* What was opened so far is shown, and stays. */
static void end_all(struct app *app, const char *how)
{
    char closed[32] = "";
    char failed[32] = "";
    struct tdxp_error err;
    unsigned count;

    unpack_close(app);
    if (!app_reload(app, app->image, &err)) {
        app_message(app, true, "%s", err.text);
        return;
    }
    count = unpack_count(app, TDXP_PACKED_CLOSED);
    if (count > 0) {
        snprintf(closed, sizeof closed, ", %u closed", count);
    }
    count = unpack_count(app, TDXP_PACKED_FAILED);
    if (count > 0) {
        snprintf(failed, sizeof failed, ", %u cannot be opened", count);
    }
    app_message(app, count > 0, "%s%u compressed part%s open%s%s", how, unpack_count(app, TDXP_PACKED_OPEN),
                unpack_count(app, TDXP_PACKED_OPEN) == 1 ? " is" : "s are", closed, failed);
}

/* Begin with the first closed part of the tree from a node on. False where there is none, or it cannot be begun. */
static bool start_next(struct app *app, uint32_t id)
{
    const struct tdxp_tree *tree = app->fw->tree;

    while (id < tdxp_tree_count(tree) &&
           !(tdxp_tree_node(tree, id)->packed && tdxp_tree_node(tree, id)->packed->state == TDXP_PACKED_CLOSED)) {
        id++;
    }
    if (id == tdxp_tree_count(tree)) {
        return false;
    }
    unpack_start(app, tdxp_tree_node(tree, id), false);
    app->unpack.all = app->unpack.opening != NULL;
    app->unpack.next = id + 1;
    return app->unpack.all;
}

bool unpack_run(struct app *app, const char *rest)
{
    (void)rest;
    if (app->unpack.opening) {
        app_message(app, true, "something is being opened already; %s stops that", app_key(app, CMD_CANCEL).text);
        return false;
    }
    if (!start_next(app, 0) && !app->message[0]) {
        app_message(app, false, "nothing is compressed and closed");
    }
    return true;
}

/* One part is done. All of a level are opened before the image is decoded again for those that they hold. */
static void go_on(struct app *app)
{
    uint32_t next = app->unpack.next;
    struct tdxp_error err;

    if (!tdxp_opening_finish(app->unpack.opening, &err)) {
        unpack_close(app);
        app_message(app, true, "%s", err.text);
        return;
    }
    unpack_close(app);
    if (start_next(app, next)) {
        return;
    }
    if (!app_reload(app, app->image, &err)) {
        app_message(app, true, "%s", err.text);
        return;
    }
    if (!start_next(app, 0)) {
        end_all(app, "");
    }
}

bool unpack_command(struct app *app, enum command command)
{
    if (!app->unpack.opening || command != CMD_CANCEL) {
        return false;
    }
    if (app->unpack.all) {
        end_all(app, "stopped: ");
        return true;
    }
    unpack_close(app);
    app_message(app, false, "stopped: it stays closed");
    return true;
}

/* The image was decoded again. True where something came out, and nobody has gone elsewhere meanwhile. */
static bool show(struct app *app)
{
    const struct unpack *u = &app->unpack;
    const struct tdxp_node *node = tdxp_tree_find(app->fw->tree, u->path);
    const struct tdxp_node *content = node && node->packed ? node->packed->content : NULL;
    bool stayed = u->go && app->selection.node == node;
    char remark[SAFE_SIZE];
    char size[TDXP_HUMAN_SIZE];

    if (!content) {
        app_message(app, true, "%s", node ? app_safe(app, node->remark, remark, sizeof remark) : "");
        return false;
    }
    if (stayed && !*u->then) {
        app_select_node(app, content, true);
    }
    tdxp_human_size(content->length, size);
    app_message(app, content->remark != NULL, "%s opened: %s%s%s", u->name, size, content->remark ? "; " : "",
                app_safe(app, content->remark, remark, sizeof remark));
    return stayed;
}

void unpack_step(struct app *app)
{
    struct unpack *u = &app->unpack;
    char then[PROMPT_SIZE];
    struct tdxp_error err;
    bool stayed = false;

    if (!u->opening || tdxp_opening_step(u->opening, STEP)) {
        return;
    }
    if (u->all) {
        go_on(app);
        return;
    }
    snprintf(then, sizeof then, "%s", u->then);
    if (tdxp_opening_finish(u->opening, &err) && app_reload(app, app->image, &err)) {
        stayed = show(app);
    } else {
        app_message(app, true, "%s", err.text);
    }
    unpack_close(app);
    if (stayed && *then) {
        going_to(app, then);
    }
}

void unpack_line(const struct app *app, char *buffer, size_t size)
{
    const struct unpack *u = &app->unpack;
    char human[TDXP_HUMAN_SIZE];

    tdxp_human_size(tdxp_opening_bytes(u->opening), human);
    snprintf(buffer, size, "Opening %s%s: %d %%, %s", u->all ? "everything: " : "", u->name,
             (int)(100 * tdxp_opening_progress(u->opening)), human);
}
