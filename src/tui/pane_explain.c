/* The explanation pane: what the selection is, what its value means, what is wrong with it. */
#include "tui/pane_explain.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image/ascii.h"
#include "report/noted.h"
#include "tdxplore/event.h"
#include "tdxplore/text.h"
#include "tui/app.h"
#include "tui/byte_picture.h"
#include "tui/explain_links.h"
#include "tui/measuring.h"
#include "tui/noting.h"
#include "tui/playback.h"
#include "tui/reload.h"
#include "tui/writer.h"

struct explain_state {
    int top;                        /* first line shown */
    int lines;                      /* of the whole text, as of the last drawing */
    const struct tdxp_node *node;   /* for which all of this holds, */
    const struct tdxp_node *linked; /* and the one that the links are of: they are sought when they are drawn */
    struct explain_links links;
    int chosen;    /* the link that Enter follows, or -1: what the node itself points to */
    int link_line; /* the line of the first link */
};

void explain_line(const struct app *app, char *buffer, size_t size)
{
    const struct tdxp_node *node = app->selection.node;
    char name[SAFE_SIZE], note[SAFE_SIZE], words[64];
    char value[160];
    size_t used = 0;
    int index = -1;
    const struct tdxp_noted *noted = noting_selected(app, &index);

    tdxp_node_value(node, value, sizeof value);
    if (noted) {
        noting_words(app, noted->note, words, sizeof words);
        used = (size_t)snprintf(buffer, size, "%s %s  ", glyph(&app->canvas, GLYPH_NOTED), words);
    }
    if (used >= size) {
        return;
    }
    snprintf(buffer + used, size - used, "%s%s%s%s%s: %s", app_safe(app, node->name, name, sizeof name),
             node->note ? " " : "", app_safe(app, node->note, note, sizeof note), *value ? " = " : "", value,
             node->doc->summary);
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
    writer_format(w, STYLE_HEAD, 1, "%s", text);
}

/* Of a space that was made of compressed bytes: where they are. */
static void origin(struct writer *w, const struct tdxp_space *space)
{
    char path[SAFE_SIZE], safe[SAFE_SIZE];

    if (space->origin) {
        tdxp_node_path(space->origin, path, sizeof path);
        writer_format(w, STYLE_DIM, 1, "%s was decompressed from %s", space->name,
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
    writer_format(w, STYLE_DIM, 1, "%s 0x%" PRIx64 "..0x%" PRIx64 ", %s", node->space->name, node->offset,
                  node->offset + node->length - 1, size);
    if (node->space->id != 0) {
        origin(w, node->space);
        return;
    }
    section = tdxp_gpa_by_section(w->app->fw, node->offset, &by_section);
    bios = tdxp_gpa_by_bios(w->app->fw, node->offset, &by_bios);
    if (section && bios && by_section.gpa == by_bios.gpa) {
        writer_format(w, STYLE_DIM, 1, "GPA 0x%" PRIx64 " by section %" PRId32 ", and as a BIOS image", by_section.gpa,
                      by_section.section);
        return;
    }
    if (section) {
        writer_format(w, STYLE_DIM, 1, "GPA 0x%" PRIx64 " by section %" PRId32, by_section.gpa, by_section.section);
    }
    if (bios) {
        writer_format(w, STYLE_DIM, 1, "GPA 0x%" PRIx64 " if the file is mapped as a BIOS image%s", by_bios.gpa,
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
        writer_format(w, STYLE_VALUE, 1, "Compressed by %s. %s opens it: what is inside is then shown below it.",
                      node->packed->method, app_key(w->app, CMD_FOLLOW).text);
        return;
    }
    tdxp_human_size(node->packed->content->length, size);
    writer_format(w, STYLE_VALUE, 1, "Opened: %s goes to the %s that came out of it.", app_key(w->app, CMD_FOLLOW).text,
                  size);
}

static void findings(struct writer *w, const struct tdxp_node *node)
{
    size_t count;
    const struct tdxp_finding *const *list = tdxp_check_of_node(w->app->check, node, &count);

    for (size_t i = 0; i < count; i++) {
        const struct tdxp_finding *f = list[i];

        writer_format(w, theme_severity(f->severity), 1, "%s %s", tdxp_severity_name(f->severity), f->rule->id);
        writer_format(w, STYLE_VALUE, 3, "%s", f->message);
        if (f->fix) {
            writer_format(w, STYLE_GOOD, 3, "Fix: %s", f->fix);
        }
        if (f->rule->consequence) {
            writer_format(w, STYLE_TEXT, 3, "%s", f->rule->consequence);
        }
    }
}

static void value_explained(struct writer *w, const struct tdxp_node *node)
{
    const struct tdxp_choice *choice = tdxp_node_choice(node);

    if (choice) {
        writer_format(w, STYLE_HEAD, 1, "%s: %s", choice->name, choice->doc.summary);
        if (choice->doc.detail) {
            writer_format(w, STYLE_TEXT, 1, "%s", choice->doc.detail);
        }
    }
}

/* Who compares the text of a GUID with the bytes beside it wonders (RFC 4122, 4.1.2, and UEFI specification 2.10, appendix A). */
static void guid_bytes(struct writer *w, const struct tdxp_node *node)
{
    uint8_t b[16];

    if (node->field && node->field->type == TDXP_TYPE_GUID &&
        tdxp_read_copy(&node->space->bytes, node->offset, b, sizeof b)) {
        writer_format(w, STYLE_TEXT, 1,
                      "Its bytes are %02x %02x %02x %02x - %02x %02x - %02x %02x - %02x %02x - "
                      "%02x %02x %02x %02x %02x %02x: the first three groups of the text are numbers, "
                      "stored with the lowest byte first, and the last two are bytes as they stand.",
                      b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
                      b[15]);
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

/* The section of the descriptor of which a node is the contents, the entry or a field of that; else NULL. */
static const struct tdxp_section *section_of(const struct app *app, const struct tdxp_node *node)
{
    const struct tdxp_tdvf *tdvf = app->fw->tdvf;
    const struct tdxp_section *section;

    if (!tdvf || node->section < 0 || (uint32_t)node->section >= tdvf->section_count) {
        return NULL;
    }
    section = &tdvf->sections[node->section];
    if (node == section->content) {
        return section;
    }
    while (node && node != section->entry) {
        node = node->parent;
    }
    return node ? section : NULL;
}

/* Which register the pages go to, and what the event log has of that. */
static void events(struct writer *w, const struct tdxp_section *section)
{
    const struct tdxp_event *list[TDXP_EVENTS_MAX];
    size_t count = tdxp_section_events(section->type, measuring_extends(w->app, section), list);

    for (size_t i = 0; i < count; i++) {
        char text[160];

        tdxp_event_format(list[i], text, sizeof text);
        writer_format(w, STYLE_VALUE, 1, "%s: %s", tdxp_section_type_name(section->type), text);
        writer_text(w, STYLE_TEXT, 3, list[i]->text);
        writer_format(w, STYLE_DIM, 3, "See: %s", list[i]->source);
    }
}

static void launch_step(struct writer *w)
{
    char text[1024];

    playback_line(w->app, text, sizeof text);
    writer_format(w, STYLE_HEAD, 1, "%s", text);
    playback_words(w->app, text, sizeof text);
    writer_format(w, STYLE_TEXT, 1, "%s", text);
    writer_format(w, STYLE_TEXT, 1, " ");
}

/* Those of the node that is selected now, which may be another one, or of another tree, than when this was drawn. */
static void find_links(const struct app *app, struct explain_state *state)
{
    if (state->linked != app->selection.node) {
        state->linked = app->selection.node;
        state->links = explain_links_of(app, state->linked);
        state->chosen = -1;
    }
}

static void write_links(struct writer *w, struct explain_state *state)
{
    char path[SAFE_SIZE], safe[SAFE_SIZE];

    find_links(w->app, state);
    state->link_line = w->line;
    for (int i = 0; i < state->links.count; i++) {
        const struct explain_link *link = &state->links.items[i];

        tdxp_node_path(link->node, path, sizeof path);
        w->selected = i == state->chosen;
        writer_format(w, STYLE_NOTE, 1, "%s %s: %s", glyph(&w->app->canvas, GLYPH_FOLLOW), link->what,
                      app_safe(w->app, path, safe, sizeof safe));
    }
    w->selected = false;
}

/* What somebody has noted about it, or about bytes that the cursor is in. */
static void notes(struct writer *w)
{
    const char *sign = glyph(&w->app->canvas, GLYPH_NOTED);
    const struct tdxp_noted *noted;
    int index = -1;

    while ((noted = noting_selected(w->app, &index))) {
        struct tdxp_range range = noted->note->place.range;
        const char *rest = noted->note->text;
        bool first = true;

        if (range.length > 0) {
            writer_format(w, STYLE_NOTE, 1, "%s 0x%" PRIx64 "..0x%" PRIx64 ":", sign, noted->range.start,
                          noted->range.start + noted->range.length - (noted->range.length > 0));
            first = false;
        }
        while (rest) {
            char *text = noted_line(&rest, w->app->canvas.utf8);

            if (!text) {
                return;
            }
            if (first) {
                writer_text(w, STYLE_NOTE, 1, sign);
                w->line--;
                first = false;
            }
            writer_text(w, STYLE_NOTE, 3, *text ? text : " ");
            free(text);
        }
    }
}

/* Picture and links are for who reads here: to who only moves about in another pane they are not worth their cost. */
static void write_all(struct writer *w, struct explain_state *state)
{
    const struct app *app = w->app;
    const struct tdxp_node *node = app->selection.node;
    const struct tdxp_node *type = type_field(node);
    char remark[2 * SAFE_SIZE];

    if (app->playback.active) {
        launch_step(w);
    }
    heading(w, node);
    notes(w);
    if (*node->doc->summary) {
        writer_format(w, STYLE_TEXT, 1, "%c%s.", ascii_upper(*node->doc->summary), node->doc->summary + 1);
    }
    findings(w, node);
    if (node->remark && !app->learning.hidden) {
        writer_format(w, STYLE_WARNING, 1, "Note: %s.", app_safe(app, node->remark, remark, sizeof remark));
    }
    packed(w, node);
    value_explained(w, type ? type : node);
    guid_bytes(w, node);
    if (node->doc->detail) {
        writer_format(w, STYLE_TEXT, 1, "%s", node->doc->detail);
    }
    if (w->pane->focused) {
        byte_picture(w, node);
    }
    if (section_of(app, node)) {
        events(w, section_of(app, node));
    }
    where(w, node);
    if (node->doc->reference) {
        writer_format(w, STYLE_DIM, 1, "See: %s", node->doc->reference);
    }
    if (w->pane->focused) {
        write_links(w, state);
    }
    state->lines = w->line;
}

static void explain_draw(struct app *app, struct pane *pane)
{
    struct explain_state *state = pane->state;
    struct writer w = {.app = app, .pane = pane, .top = INT_MAX};
    int most;

    if (state->top > 0) {
        /* Without the keys the text is shorter than it was with them. */
        write_all(&w, state);
        most = state->lines > pane->inside.rows ? state->lines - pane->inside.rows : 0;
        state->top = state->top < most ? state->top : most;
    }
    w = (struct writer){.app = app, .pane = pane, .top = state->top};
    write_all(&w, state);
    pane->cursor_row = -1;
}

/* The next link, or the one before; past either end none is chosen. It is brought into view. */
static void choose(struct explain_state *state, int step, int rows)
{
    int line;

    state->chosen += step;
    if (state->chosen < -1) {
        state->chosen = state->links.count - 1;
    } else if (state->chosen >= state->links.count) {
        state->chosen = -1;
    }
    line = state->link_line + state->chosen;
    if (state->chosen >= 0 && (line < state->top || line >= state->top + rows)) {
        state->top = line >= rows ? line - rows + 1 : 0;
    }
}

static bool explain_command(struct app *app, struct pane *pane, enum command command)
{
    struct explain_state *state = pane->state;
    int page = pane->inside.rows > 1 ? pane->inside.rows - 1 : 1;
    int most = state->lines > pane->inside.rows ? state->lines - pane->inside.rows : 0;
    int top = state->top;

    switch (command) {
    case CMD_LEFT:
    case CMD_RIGHT:
        find_links(app, state);
        choose(state, command == CMD_RIGHT ? 1 : -1, pane->inside.rows);
        return true;
    case CMD_FOLLOW:
        find_links(app, state);
        if (state->chosen < 0) {
            return false;
        }
        app_select_node(app, state->links.items[state->chosen].node, true);
        return true;
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
        state->chosen = -1;
    }
}

static void explain_adopt(struct app *app, struct pane *pane, const void *before, const struct change *change)
{
    struct explain_state *state = pane->state;
    const struct explain_state *was = before;

    (void)app;
    *state = *was;
    state->node = change_exact(change, was->node);
    state->linked = NULL;
    state->links.count = 0;
    state->chosen = -1;
}

/* The path is here too: the hex pane's title has no room for it on a common screen. */
static void explain_title(const struct app *app, const struct pane *pane, char *buffer, size_t size)
{
    const struct explain_state *state = pane->state;
    char path[SAFE_SIZE], safe[SAFE_SIZE];
    int used = 0;

    buffer[0] = '\0';
    if (state->lines > pane->inside.rows) {
        used =
            snprintf(buffer, size, "lines %d-%d of %d  ", state->top + 1, state->top + pane->inside.rows, state->lines);
    }
    tdxp_node_path(app->selection.node, path, sizeof path);
    if (used >= 0 && (size_t)used < size) {
        snprintf(buffer + used, size - (size_t)used, "%s", app_safe(app, path, safe, sizeof safe));
    }
}

const struct pane_class pane_explain = {
    .name = "Explanation",
    .hint = "{down}/{up} scroll  {left}/{right} choose a link  {follow} follow",
    .state_size = sizeof(struct explain_state),
    .adopt = explain_adopt,
    .title = explain_title,
    .draw = explain_draw,
    .command = explain_command,
    .follow = explain_follow,
};
