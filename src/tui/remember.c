/* The last place in an image, and its marks. */
#include "tui/remember.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/word.h"
#include "image/xdg.h"
#include "tui/seen.h"

_Static_assert((int)SEEN_MARKS == (int)MARKS, "every mark has its place");

enum { KEY_MOST = 3 * SEEN_PATH };

/* What the image is kept under: the real paths of its files. False where one has none, as what is made in memory. */
static bool make_key(const struct app *app, char key[KEY_MOST])
{
    size_t count;
    const struct tdxp_image_part *parts = tdxp_image_parts(app->image, &count);
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        char *real = tdxp_image_part_is_file(app->image, i) ? realpath(parts[i].name, NULL) : NULL;

        if (i > 0 && used + 1 < KEY_MOST) {
            key[used++] = ' ';
        }
        used += real ? word_put(real, key + used, KEY_MOST - used) : KEY_MOST;
        free(real);
        if (used >= KEY_MOST) {
            return false;
        }
    }
    return true;
}

/* There is something to remember: somebody wants that, and the image can be told again. */
static bool find_key(const struct app *app, char key[KEY_MOST])
{
    return app->settings.values[SET_REMEMBER] == SET_ON && make_key(app, key);
}

/* The file that it is looked up in. */
static bool find_file(char path[PATH_MAX])
{
    return xdg_path(XDG_STATE, "places", path, PATH_MAX);
}

/* ---- keeping ---- */

/* A pane that settings do not name is not worth the keys the next time. */
static const char *pane_word(enum pane_id pane)
{
    const struct setting *row = setting_row(SET_PANE);
    unsigned n = 0;

    while (row->words[n] && n != pane) {
        n++;
    }
    return row->words[n] ? row->words[n] : row->words[row->standard];
}

/* A path that is too long is not kept. */
static void keep_place(const struct place *from, struct seen_place *place)
{
    const struct selection *s = &from->selection;

    *place = (struct seen_place){.guest = from->guest, .sev = from->whose == TDXP_GUEST_SEV};
    place->set = tdxp_node_path(s->node, place->node, sizeof place->node) < sizeof place->node;
    snprintf(place->pane, sizeof place->pane, "%s", pane_word(from->focus));
    if (s->node->length > 0 && s->space == s->node->space && s->offset >= s->node->offset) {
        place->offset = s->offset - s->node->offset;
    }
}

/* That the last place is lost alone is not worth a word: where nothing can be written it would be said each time. */
void remember_keep(struct app *app)
{
    struct place here = app_here(app);
    struct seen *seen;
    char path[PATH_MAX];
    char key[KEY_MOST];
    struct tdxp_error err;

    if (!find_key(app, key)) {
        return;
    }
    if (!find_file(path)) {
        if (app->marked) {
            app_unkept_anywhere(app, UNKEPT_MARKS);
        }
        return;
    }
    seen = calloc(1, sizeof *seen);
    if (!seen) {
        return;
    }
    keep_place(&here, &seen->last);
    for (int i = 0; i < MARKS; i++) {
        if (app->marks[i].set) {
            keep_place(&app->marks[i].place, &seen->marks[i]);
        }
    }
    if (!seen_write(path, key, seen, &err) && app->marked) {
        app_unkept(app, UNKEPT_MARKS, path, &err);
    }
    free(seen);
}

/* ---- taking up ---- */

/* The node of that path, or the closest of those that it was in. */
static const struct tdxp_node *nearest(const struct app *app, const char *path, bool *exact)
{
    char part[SEEN_PATH];
    const struct tdxp_node *node = tdxp_tree_find(app->fw->tree, path);

    *exact = node != NULL;
    snprintf(part, sizeof part, "%s", path);
    while (!node && strrchr(part, '/')) {
        *strrchr(part, '/') = '\0';
        node = tdxp_tree_find(app->fw->tree, part);
    }
    return node ? node : tdxp_tree_root(app->fw->tree);
}

static struct place take_place(const struct app *app, const struct seen_place *from)
{
    bool exact;
    const struct tdxp_node *node = nearest(app, from->node, &exact);
    enum tdxp_guest whose = from->sev ? TDXP_GUEST_SEV : TDXP_GUEST_TDX;
    struct place place = app_here(app);
    unsigned pane;

    if (tdxp_guest_described(app->fw, whose)) {
        place.whose = whose;
    }
    if (setting_word_named(SET_PANE, from->pane, &pane)) {
        place.focus = (enum pane_id)pane;
    }
    place.selection.node = node;
    if (node->length > 0) {
        place.selection.space = node->space;
        place.selection.offset = node->offset + (exact && from->offset < node->length ? from->offset : 0);
    }
    app_complete(app, place.whose, &place.selection);
    place.guest = from->guest && place.selection.has_gpa;
    return place;
}

static bool is_here(const struct app *app, const struct place *place)
{
    struct place here = app_here(app);

    return here.selection.node == place->selection.node && here.selection.offset == place->selection.offset &&
           here.focus == place->focus && here.guest == place->guest && here.whose == place->whose;
}

void remember_take_up(struct app *app)
{
    struct seen *seen = malloc(sizeof *seen);
    char path[PATH_MAX];
    char key[KEY_MOST];
    struct place last;

    if (!seen || !find_key(app, key) || !find_file(path) || !seen_read(path, key, seen)) {
        free(seen);
        return;
    }
    for (int i = 0; i < MARKS; i++) {
        if (seen->marks[i].set) {
            app->marks[i] = (struct mark){true, take_place(app, &seen->marks[i])};
        }
    }
    last = take_place(app, &seen->last);
    if (seen->last.set && !is_here(app, &last)) {
        app_go_place(app, &last);
        app_message(app, false, "this is where you were last time; %s goes to the start", app_key(app, CMD_BACK).text);
    }
    free(seen);
}
