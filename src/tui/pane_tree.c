/* The structure tree: every node, opened and closed, with its value and what is wrong with it. */
#include "tui/pane_tree.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tdxplore/event.h"
#include "tdxplore/text.h"
#include "tui/app.h"
#include "tui/editing.h"
#include "tui/measuring.h"
#include "tui/noting.h"
#include "tui/reload.h"
#include "tui/unpack.h"

enum openness {
    CLOSED,
    OPENED,     /* by the user, or from the start */
    OPENED_FOR, /* to show the selection: closes again when the selection leaves */
};

struct tree_state {
    uint8_t *open;  /* by node id: enum openness */
    uint32_t *rows; /* ids of the nodes that are shown, in order */
    uint32_t row_count;
    uint32_t top; /* first row on the screen */
    uint32_t row; /* of the selection */
};

static bool may_open(const struct tdxp_node *node)
{
    return node->child != NULL;
}

/* The nodes below a closed one are passed over in one step: their ids follow its own. */
static void rebuild(struct app *app, struct tree_state *state)
{
    const struct tdxp_tree *tree = app->fw->tree;
    const struct tdxp_node *node = tdxp_tree_root(tree);

    state->row_count = 0;
    while (node) {
        state->rows[state->row_count++] = node->id;
        if (node->child && state->open[node->id] != CLOSED) {
            node = node->child;
            continue;
        }
        while (node && !node->next) {
            node = node->parent;
        }
        node = node ? node->next : NULL;
    }
}

static uint32_t row_of(const struct tree_state *state, uint32_t id)
{
    uint32_t low = 0;
    uint32_t high = state->row_count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (state->rows[middle] <= id) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Close what was opened for an earlier selection and open what leads to this one. True where anything changed. */
static bool open_for(struct app *app, struct tree_state *state, const struct tdxp_node *node)
{
    bool changed = false;

    for (uint32_t i = 0; i < state->row_count; i++) {
        uint32_t id = state->rows[i];

        if (state->open[id] == OPENED_FOR && !tdxp_node_within(node->parent, tdxp_tree_node(app->fw->tree, id))) {
            state->open[id] = CLOSED;
            changed = true;
        }
    }
    for (const struct tdxp_node *n = node->parent; n; n = n->parent) {
        if (state->open[n->id] == CLOSED) {
            state->open[n->id] = OPENED_FOR;
            changed = true;
        }
    }
    return changed;
}

static void scroll_to(struct tree_state *state, uint32_t row, int visible)
{
    uint32_t rows = visible > 0 ? (uint32_t)visible : 1;
    uint32_t most = state->row_count > rows ? state->row_count - rows : 0;

    if (row < state->top) {
        state->top = state->top - row > rows / 2 && row > rows / 3 ? row - rows / 3 : row;
    } else if (row - state->top >= rows) {
        state->top = row - state->top - rows > rows / 2 ? row - rows / 3 : row - rows + 1;
    }
    if (state->top > most) {
        state->top = most;
    }
}

static void tree_follow(struct app *app, struct pane *pane)
{
    struct tree_state *state = pane->state;

    if (open_for(app, state, app->selection.node)) {
        rebuild(app, state);
    }
    state->row = row_of(state, app->selection.node->id);
    scroll_to(state, state->row, pane->inside.rows);
}

static void tree_close(struct app *app, struct pane *pane)
{
    struct tree_state *state = pane->state;

    (void)app;
    free(state->open);
    free(state->rows);
    memset(state, 0, sizeof *state);
}

static bool tree_open(struct app *app, struct pane *pane)
{
    struct tree_state *state = pane->state;
    uint32_t count = tdxp_tree_count(app->fw->tree);

    tree_close(app, pane);
    state->open = calloc(count, sizeof *state->open);
    state->rows = calloc(count, sizeof *state->rows);
    if (!state->open || !state->rows) {
        return false;
    }
    state->open[0] = OPENED;
    if (app->fw->tdvf && app->fw->tdvf->node) {
        state->open[app->fw->tdvf->node->id] = OPENED;
    }
    rebuild(app, state);
    return true;
}

/* What was open stays open, and what stood in the first line of the pane stands there again. */
static void tree_adopt(struct app *app, struct pane *pane, const void *before, const struct change *change)
{
    struct tree_state *state = pane->state;
    const struct tree_state *was = before;
    const struct tdxp_node *top = tdxp_tree_node(change->from->tree, was->rows[was->top]);

    memset(state->open, CLOSED, tdxp_tree_count(app->fw->tree));
    for (uint32_t id = 0; id < tdxp_tree_count(change->from->tree); id++) {
        if (was->open[id] != CLOSED && change->match[id]) {
            state->open[change->match[id]->id] = was->open[id];
        }
    }
    rebuild(app, state);
    state->top = row_of(state, change_nearest(change, top)->id);
}

/* A node's own trouble is marked in full; a closed node shows what is below it. */
static enum tdxp_severity row_severity(const struct app *app, const struct tree_state *state,
                                       const struct tdxp_node *node)
{
    if (state->open[node->id] == CLOSED) {
        return tdxp_check_below(app->check, node);
    }
    return tdxp_check_node_worst(app->check, node);
}

/* At the right of a closed structure that makes memory: where and how much, in a pane that has room for all of them. */
static void draw_memory(const struct app *app, const struct pane *pane, int row, int col, const struct tdxp_node *node)
{
    enum { ROOM = 60 };
    char size[TDXP_HUMAN_SIZE];
    char text[64];
    int at;

    tdxp_human_size(node->gpa_size, size);
    snprintf(text, sizeof text, "0x%-9" PRIx64 " %9s", node->gpa, size);
    at = pane->inside.cols - text_width(text) - 1;
    if (pane->inside.cols >= ROOM && at >= col) {
        put(&app->canvas, pane->inside, row, at, -1, text);
    }
}

static enum glyph opening_sign(const struct tree_state *state, const struct tdxp_node *node)
{
    if (state->open[node->id] != CLOSED) {
        return GLYPH_OPEN;
    }
    return unpack_node(node) == node ? GLYPH_PACKED : GLYPH_CLOSED;
}

/* Where the pages of a section go, for its entry in the descriptor; NULL for another node, and where they go nowhere. */
static const char *register_of(const struct app *app, const struct tdxp_node *node)
{
    const struct tdxp_tdvf *tdvf = app->fw->tdvf;
    const struct tdxp_section *section;
    enum tdxp_register reg;

    if (!tdvf || node->section < 0 || (uint32_t)node->section >= tdvf->section_count ||
        tdvf->sections[node->section].entry != node) {
        return NULL;
    }
    section = &tdvf->sections[node->section];
    reg = tdxp_section_register(section->type, measuring_extends(app, section));
    return reg == TDXP_REGISTER_NONE ? NULL : tdxp_register_name(reg);
}

/* The selected row has a look of its own, in which nothing has another. */
static void set_style(const struct app *app, bool selected, enum style style)
{
    if (!selected) {
        theme_set(&app->theme, style);
    }
}

/* What stands before the name: trouble at the edge, whether there is something to open, and what has been changed. */
static void draw_marks(const struct app *app, const struct pane *pane, int row, int col, const struct tdxp_node *node)
{
    const struct tree_state *state = pane->state;
    const struct canvas *canvas = &app->canvas;
    enum tdxp_severity severity = row_severity(app, state, node);
    bool selected = node == app->selection.node;

    if (severity >= TDXP_SEVERITY_WARNING) {
        set_style(app, selected, theme_severity(severity));
        put(canvas, pane->inside, row, 0, 1, theme_mark(severity));
    }
    set_style(app, selected, STYLE_DIM);
    if (may_open(node)) {
        put(canvas, pane->inside, row, col, 1, glyph(canvas, opening_sign(state, node)));
    } else if (node->marks & TDXP_MARK_TAKEN) {
        put(canvas, pane->inside, row, col, 1, glyph(canvas, GLYPH_TAKEN));
    }
    if (editing_touches(app, node)) {
        set_style(app, selected, STYLE_EDITED);
        put(canvas, pane->inside, row, col + 1, 1, "*");
    }
}

/* Returns how many columns it has taken. */
static int draw_value(const struct app *app, const struct pane *pane, int row, int col, const struct tdxp_node *node)
{
    enum tdxp_severity own = tdxp_check_node_worst(app->check, node);
    enum style style = STYLE_VALUE;
    bool selected = node == app->selection.node;
    char value[160];

    tdxp_node_value(node, value, sizeof value);
    if (*value) {
        if (own >= TDXP_SEVERITY_WARNING) {
            style = theme_severity(own);
        } else if (node->marks & TDXP_MARKS_TROUBLE && !app->learning.hidden) {
            style = STYLE_WARNING;
        }
        set_style(app, selected, style);
        return put(&app->canvas, pane->inside, row, col, -1, value) + 1;
    }
    if (node->marks & (TDXP_MARK_TRUNCATED | TDXP_MARK_OUTSIDE)) {
        set_style(app, selected, STYLE_WARNING);
        return put(&app->canvas, pane->inside, row, col, -1,
                   node->marks & TDXP_MARK_OUTSIDE ? "outside of the file" : "cut off") +
               1;
    }
    return 0;
}

static void draw_row(const struct app *app, const struct pane *pane, int row, const struct tdxp_node *node)
{
    const struct tree_state *state = pane->state;
    const struct canvas *canvas = &app->canvas;
    bool faulty = tdxp_check_node_worst(app->check, node) >= TDXP_SEVERITY_WARNING; /* not only something below it */
    bool selected = node == app->selection.node;
    int indent = pane->inside.cols >= 40 ? 2 : 1;
    int col = 1 + (int)node->depth * indent;
    char safe[SAFE_SIZE];
    char value[160];
    size_t notes;

    if (selected) {
        theme_set_selected(&app->theme, pane->focused);
        blank(pane->inside, row, 0, pane->inside.cols);
    }
    draw_marks(app, pane, row, col, node);
    col += 2;
    if (!selected) {
        theme_set_hue(&app->theme, app_hue_of_node(app, node), 0, faulty ? A_BOLD : 0);
    }
    col += put(canvas, pane->inside, row, col, -1, app_safe(app, node->name, safe, sizeof safe)) + 1;
    if (node->note) {
        if (!selected) {
            theme_set_hue(&app->theme, app_hue_of_node(app, node), 0, A_BOLD);
        }
        col += put(canvas, pane->inside, row, col, -1, app_safe(app, node->note, safe, sizeof safe)) + 1;
    }
    noting_of(app, node, &notes);
    if (notes > 0) {
        set_style(app, selected, STYLE_NOTE);
        col += put(canvas, pane->inside, row, col, 1, glyph(canvas, GLYPH_NOTED)) + 1;
    }
    if (register_of(app, node)) {
        set_style(app, selected, STYLE_DIM);
        col += put(canvas, pane->inside, row, col, -1, register_of(app, node)) + 1;
    }
    if (node->packed && node->packed->state == TDXP_PACKED_CLOSED) {
        set_style(app, selected, STYLE_DIM);
        col += put(canvas, pane->inside, row, col, -1,
                   app_expand(app, selected ? "compressed: {follow} opens" : "compressed", value, sizeof value)) +
               1;
    }
    col += draw_value(app, pane, row, col, node);
    if (node->target.kind != TDXP_TARGET_NONE && node->kind == TDXP_KIND_FIELD && col < pane->inside.cols) {
        set_style(app, selected, STYLE_DIM);
        put(canvas, pane->inside, row, col, 1, glyph(canvas, GLYPH_FOLLOW));
    }
    if (node->gpa_size > 0 && node->kind == TDXP_KIND_STRUCT && state->open[node->id] == CLOSED) {
        set_style(app, selected, STYLE_DIM);
        draw_memory(app, pane, row, col, node);
    }
}

static void tree_draw(struct app *app, struct pane *pane)
{
    struct tree_state *state = pane->state;

    scroll_to(state, state->row, pane->inside.rows);
    pane->cursor_row = (int)(state->row - state->top);
    pane->cursor_col = 0;
    for (int row = 0; row < pane->inside.rows; row++) {
        uint32_t i = state->top + (uint32_t)row;

        if (i >= state->row_count) {
            break;
        }
        draw_row(app, pane, row, tdxp_tree_node(app->fw->tree, state->rows[i]));
    }
}

static void select_row(struct app *app, const struct tree_state *state, int64_t row)
{
    if (row < 0) {
        row = 0;
    }
    if (row >= state->row_count) {
        row = (int64_t)state->row_count - 1;
    }
    app_select_node(app, tdxp_tree_node(app->fw->tree, state->rows[row]), false);
}

static void set_open(struct app *app, struct pane *pane, const struct tdxp_node *node, bool open)
{
    struct tree_state *state = pane->state;

    state->open[node->id] = open ? OPENED : CLOSED;
    rebuild(app, state);
    state->row = row_of(state, app->selection.node->id);
}

/* Ids below a node are the ones between its own and that of what follows it. */
static void set_open_below(struct app *app, struct pane *pane, const struct tdxp_node *node, bool open)
{
    struct tree_state *state = pane->state;
    uint32_t id = node->id;

    do {
        const struct tdxp_node *n = tdxp_tree_node(app->fw->tree, id);

        if (may_open(n)) {
            state->open[id] = open ? OPENED : CLOSED;
        }
        id++;
    } while (id < tdxp_tree_count(app->fw->tree) && tdxp_tree_node(app->fw->tree, id)->depth > node->depth);
    state->open[0] = OPENED;
    rebuild(app, state);
    state->row = row_of(state, app->selection.node->id);
}

/* To look into what is compressed means to open it. */
static void open_one(struct app *app, struct pane *pane, const struct tdxp_node *node)
{
    set_open(app, pane, node, true);
    if (unpack_node(node) == node) {
        unpack_start(app, node, false);
    }
}

static void go_left(struct app *app, struct pane *pane, const struct tdxp_node *node)
{
    const struct tree_state *state = pane->state;

    if (may_open(node) && state->open[node->id] != CLOSED && node->parent) {
        set_open(app, pane, node, false);
    } else if (node->parent) {
        app_select_node(app, node->parent, false);
    }
}

static void go_right(struct app *app, struct pane *pane, const struct tdxp_node *node)
{
    const struct tree_state *state = pane->state;

    if (may_open(node) && state->open[node->id] == CLOSED) {
        open_one(app, pane, node);
    } else if (node->child) {
        app_select_node(app, node->child, false);
    }
}

static bool tree_command(struct app *app, struct pane *pane, enum command command)
{
    const struct tree_state *state = pane->state;
    const struct tdxp_node *node = app->selection.node;
    int64_t row = state->row;
    int page = pane->inside.rows > 1 ? pane->inside.rows - 1 : 1;

    switch (command) {
    case CMD_UP:
        select_row(app, state, row - 1);
        return true;
    case CMD_DOWN:
        select_row(app, state, row + 1);
        return true;
    case CMD_PAGE_UP:
        select_row(app, state, row - page);
        return true;
    case CMD_PAGE_DOWN:
        select_row(app, state, row + page);
        return true;
    case CMD_HALF_UP:
        select_row(app, state, row - (page + 1) / 2);
        return true;
    case CMD_HALF_DOWN:
        select_row(app, state, row + (page + 1) / 2);
        return true;
    case CMD_TOP:
    case CMD_LINE_START:
        select_row(app, state, 0);
        return true;
    case CMD_BOTTOM:
    case CMD_LINE_END:
        select_row(app, state, (int64_t)state->row_count - 1);
        return true;
    case CMD_LEFT:
        go_left(app, pane, node);
        return true;
    case CMD_RIGHT:
        go_right(app, pane, node);
        return true;
    case CMD_TOGGLE:
        if (may_open(node) && state->open[node->id] == CLOSED) {
            open_one(app, pane, node);
        } else if (may_open(node)) {
            set_open(app, pane, node, false);
        }
        return true;
    case CMD_OPEN_ALL:
        set_open_below(app, pane, node, true);
        return true;
    case CMD_CLOSE_ALL:
        set_open_below(app, pane, node, false);
        return true;
    case CMD_PARENT:
        if (node->parent) {
            app_select_node(app, node->parent, false);
        }
        return true;
    case CMD_NEXT_SIBLING:
        if (node->next) {
            app_select_node(app, node->next, false);
        }
        return true;
    case CMD_PREV_SIBLING:
        if (node->prev) {
            app_select_node(app, node->prev, false);
        }
        return true;
    case CMD_FOLLOW:
        if (node->target.kind == TDXP_TARGET_NONE && !unpack_node(node) && may_open(node)) {
            set_open(app, pane, node, state->open[node->id] == CLOSED);
        } else {
            app_follow(app);
        }
        return true;
    default:
        return false;
    }
}

static bool tree_click(struct app *app, struct pane *pane, int row, int col)
{
    const struct tree_state *state = pane->state;
    uint32_t i = state->top + (uint32_t)row;
    const struct tdxp_node *node;
    int indent = pane->inside.cols >= 40 ? 2 : 1;
    bool on_sign;

    if (i >= state->row_count) {
        return false;
    }
    node = tdxp_tree_node(app->fw->tree, state->rows[i]);
    on_sign = may_open(node) && col == 1 + (int)node->depth * indent;
    if (on_sign) {
        set_open(app, pane, node, state->open[node->id] == CLOSED);
    }
    app_select_node(app, node, false);
    return !on_sign;
}

static void tree_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    const struct tree_state *state = pane->state;

    (void)app;
    snprintf(buffer, size, "%u/%u", state->row + 1, state->row_count);
}

const struct pane_class pane_tree = {
    .name = "Structure",
    .hint = "{left}/{right} close/open  {follow} follow  {toggle} open/close  {save} save",
    .state_size = sizeof(struct tree_state),
    .open = tree_open,
    .close = tree_close,
    .adopt = tree_adopt,
    .title = tree_title,
    .draw = tree_draw,
    .command = tree_command,
    .click = tree_click,
    .follow = tree_follow,
};
