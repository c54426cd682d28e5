/* The explanation pane: what the selection is, what its value means, what is wrong with it. */
#include "tui/pane_explain.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/text.h"
#include "tui/app.h"
#include "tui/playback.h"
#include "tui/reload.h"

struct explain_state {
    int top;   /* first line shown */
    int lines; /* of the whole text, as of the last drawing */
    const struct tdxp_node *node; /* for which top holds */
};

/* Lines are drawn as they are made; those above top or below the pane are only counted. */
struct writer {
    const struct app *app;
    const struct pane *pane;
    int line;
    int top;
    int indent;
    enum style style;
};

static void write_line(void *context, const char *start, int length)
{
    struct writer *w = context;
    int row = w->line++ - w->top;

    if (row >= 0 && row < w->pane->inside.rows) {
        theme_set(&w->app->theme, w->style);
        putf(&w->app->canvas, w->pane->inside, row, 1 + w->indent, -1, "%.*s", length, start);
    }
}

__attribute__((format(printf, 4, 5))) static void paragraph(struct writer *w, enum style style, int indent,
                                                            const char *format, ...)
{
    char text[4096];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    w->style = style;
    w->indent = indent;
    wrap_text(text, w->pane->inside.cols - 2 - indent, write_line, w);
}

void explain_line(const struct app *app, char *buffer, size_t size)
{
    const struct tdxp_node *node = app->selection.node;
    char name[SAFE_SIZE], note[SAFE_SIZE];
    char value[160];

    tdxp_node_value(node, value, sizeof value);
    snprintf(buffer, size, "%s%s%s%s%s: %s", app_safe(app, node->name, name, sizeof name), node->note ? " " : "",
             app_safe(app, node->note, note, sizeof note), *value ? " = " : "", value, node->doc->summary);
}

static void heading(struct writer *w, const struct tdxp_node *node)
{
    char name[SAFE_SIZE], note[SAFE_SIZE];
    char value[160];
    char size[TDXP_HUMAN_SIZE];
    char text[1024];
    size_t used;

    tdxp_node_value(node, value, sizeof value);
    used = (size_t)snprintf(text, sizeof text, "%s%s%s", app_safe(w->app, node->name, name, sizeof name),
                            node->note ? "  " : "", app_safe(w->app, node->note, note, sizeof note));
    if (node->field && used < sizeof text) {
        used += (size_t)snprintf(text + used, sizeof text - used, "  (%s)", node->field->type_name);
    }
    if (*value && used < sizeof text) {
        used += (size_t)snprintf(text + used, sizeof text - used, "  %s", value);
    }
    if (node->field && node->field->role == TDXP_ROLE_SIZE && *value && used < sizeof text) {
        tdxp_human_size(node->value, size);
        snprintf(text + used, sizeof text - used, "  = %s", size);
    }
    paragraph(w, STYLE_HEAD, 0, "%s", text);
}

/* Of a space that was made of compressed bytes: where they are. */
static void origin(struct writer *w, const struct tdxp_space *space)
{
    char path[SAFE_SIZE], safe[SAFE_SIZE];

    if (space->origin) {
        tdxp_node_path(space->origin, path, sizeof path);
        paragraph(w, STYLE_DIM, 0, "%s was decompressed from %s", space->name,
                  app_safe(w->app, path, safe, sizeof safe));
    }
}

static void where(struct writer *w, const struct tdxp_node *node)
{
    char size[TDXP_HUMAN_SIZE];
    struct tdxp_gpa by_section;
    struct tdxp_gpa by_bios;
    bool section;
    bool bios;

    if (node->length == 0) {
        return;
    }
    tdxp_human_size(node->length, size);
    paragraph(w, STYLE_DIM, 0, "%s 0x%" PRIx64 "..0x%" PRIx64 ", %s", node->space->name, node->offset,
              node->offset + node->length - 1, size);
    if (node->space->id != 0) {
        origin(w, node->space);
        return;
    }
    section = tdxp_gpa_by_section(w->app->fw, node->offset, &by_section);
    bios = tdxp_gpa_by_bios(w->app->fw, node->offset, &by_bios);
    if (section && bios && by_section.gpa == by_bios.gpa) {
        paragraph(w, STYLE_DIM, 0, "GPA 0x%" PRIx64 " by section %" PRId32 ", and as a BIOS image", by_section.gpa,
                  by_section.section);
        return;
    }
    if (section) {
        paragraph(w, STYLE_DIM, 0, "GPA 0x%" PRIx64 " by section %" PRId32, by_section.gpa,
                  by_section.section);
    }
    if (bios) {
        paragraph(w, STYLE_DIM, 0, "GPA 0x%" PRIx64 " if the file is mapped as a BIOS image%s", by_bios.gpa,
                  section ? "" : "; no section loads it");
    }
}

/* What opening a compressed part takes, and what it gave. */
static void packed(struct writer *w, const struct tdxp_node *node)
{
    char size[TDXP_HUMAN_SIZE];

    if (!node->packed || node->packed->state == TDXP_PACKED_FAILED) {
        return;
    }
    if (node->packed->state == TDXP_PACKED_CLOSED) {
        paragraph(w, STYLE_VALUE, 0, "Compressed by %s. Enter opens it: what is inside is then shown below it.",
                  node->packed->method);
        return;
    }
    tdxp_human_size(node->packed->content->length, size);
    paragraph(w, STYLE_VALUE, 0, "Opened: Enter goes to the %s that came out of it.", size);
}

static void findings(struct writer *w, const struct tdxp_node *node)
{
    size_t count;
    const struct tdxp_finding *const *list = tdxp_check_of_node(w->app->check, node, &count);

    for (size_t i = 0; i < count; i++) {
        const struct tdxp_finding *f = list[i];

        paragraph(w, theme_severity(f->severity), 0, "%s %s", tdxp_severity_name(f->severity), f->rule->id);
        paragraph(w, STYLE_VALUE, 2, "%s", f->message);
        if (f->fix) {
            paragraph(w, STYLE_GOOD, 2, "Fix: %s", f->fix);
        }
        if (f->rule->consequence) {
            paragraph(w, STYLE_TEXT, 2, "%s", f->rule->consequence);
        }
    }
}

static void value_explained(struct writer *w, const struct tdxp_node *node)
{
    const struct tdxp_choice *choice = tdxp_node_choice(node);

    if (choice) {
        paragraph(w, STYLE_HEAD, 0, "%s: %s", choice->name, choice->doc.summary);
        if (choice->doc.detail) {
            paragraph(w, STYLE_TEXT, 0, "%s", choice->doc.detail);
        }
    }
}

/* For a section entry, what its Type means is what a reader wants to know first. */
static const struct tdxp_node *type_field(const struct tdxp_node *node)
{
    for (const struct tdxp_node *n = node->child; n; n = n->next) {
        if (n->field && n->field->role == TDXP_ROLE_ENUM && strcmp(n->key, "Type") == 0) {
            return n;
        }
    }
    return NULL;
}

static void launch_step(struct writer *w)
{
    char text[1024];

    playback_line(w->app, text, sizeof text);
    paragraph(w, STYLE_HEAD, 0, "%s", text);
    playback_words(w->app, text, sizeof text);
    paragraph(w, STYLE_TEXT, 0, "%s", text);
    paragraph(w, STYLE_TEXT, 0, " ");
}

static void explain_draw(struct app *app, struct pane *pane)
{
    struct explain_state *state = pane->state;
    const struct tdxp_node *node = app->selection.node;
    struct writer w = {.app = app, .pane = pane, .top = state->top};
    const struct tdxp_node *type = type_field(node);
    char remark[2 * SAFE_SIZE];

    if (app->playback.active) {
        launch_step(&w);
    }
    heading(&w, node);
    if (*node->doc->summary) {
        paragraph(&w, STYLE_TEXT, 0, "%c%s.", toupper((unsigned char)*node->doc->summary),
                  node->doc->summary + 1);
    }
    findings(&w, node);
    if (node->remark) {
        paragraph(&w, STYLE_WARNING, 0, "Note: %s.", app_safe(app, node->remark, remark, sizeof remark));
    }
    packed(&w, node);
    value_explained(&w, type ? type : node);
    if (node->doc->detail) {
        paragraph(&w, STYLE_TEXT, 0, "%s", node->doc->detail);
    }
    where(&w, node);
    if (node->doc->reference) {
        paragraph(&w, STYLE_DIM, 0, "See: %s", node->doc->reference);
    }
    state->lines = w.line;
    pane->cursor_row = -1;
}

static bool explain_command(struct app *app, struct pane *pane, enum command command)
{
    struct explain_state *state = pane->state;
    int page = pane->inside.rows > 1 ? pane->inside.rows - 1 : 1;
    int most = state->lines > pane->inside.rows ? state->lines - pane->inside.rows : 0;
    int top = state->top;

    (void)app;
    switch (command) {
    case CMD_UP:
        top--;
        break;
    case CMD_DOWN:
        top++;
        break;
    case CMD_PAGE_UP:
    case CMD_HALF_UP:
        top -= page;
        break;
    case CMD_PAGE_DOWN:
    case CMD_HALF_DOWN:
    case CMD_TOGGLE:
        top += page;
        break;
    case CMD_TOP:
    case CMD_LINE_START:
        top = 0;
        break;
    case CMD_BOTTOM:
    case CMD_LINE_END:
        top = most;
        break;
    default:
        return false;
    }
    state->top = top < 0 ? 0 : top > most ? most : top;
    return true;
}

static void explain_follow(struct app *app, struct pane *pane)
{
    struct explain_state *state = pane->state;

    if (state->node != app->selection.node) {
        state->node = app->selection.node;
        state->top = 0;
    }
}

static void explain_adopt(struct app *app, struct pane *pane, const void *before, const struct change *change)
{
    struct explain_state *state = pane->state;
    const struct explain_state *was = before;

    (void)app;
    *state = *was;
    state->node = change_exact(change, was->node);
}

/* The path is here too: the hex pane's title has no room for it on a common screen. */
static void explain_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    const struct explain_state *state = pane->state;
    char path[SAFE_SIZE], safe[SAFE_SIZE];
    int used = 0;

    buffer[0] = '\0';
    if (state->lines > pane->inside.rows) {
        used = snprintf(buffer, size, "lines %d-%d of %d  ", state->top + 1, state->top + pane->inside.rows,
                        state->lines);
    }
    tdxp_node_path(app->selection.node, path, sizeof path);
    if (used >= 0 && (size_t)used < size) {
        snprintf(buffer + used, size - (size_t)used, "%s", app_safe(app, path, safe, sizeof safe));
    }
}

const struct pane_class pane_explain = {
    .name = "Explanation",
    .hint = "j/k scroll  Enter follow",
    .state_size = sizeof(struct explain_state),
    .adopt = explain_adopt,
    .title = explain_title,
    .draw = explain_draw,
    .command = explain_command,
    .follow = explain_follow,
};
