/* Going to places: those that are typed, marked, listed, or next of their kind. */
#include "tui/going.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tui/expression.h"
#include "tui/places.h"
#include "tui/seek.h"
#include "tui/unpack.h"

/* ---- places that are typed ---- */

/* An offset is one of the file, which is then shown. */
static void show_byte(struct app *app, const struct tdxp_space *space, uint64_t offset)
{
    app_select_byte(app, space, offset, true);
    app->guest = false;
    app_show_selection(app);
}

static bool go_byte(struct app *app, const struct expression_value *value)
{
    const struct tdxp_space *space = app->selection.space;
    uint64_t offset;

    if (!expression_byte(value, &space, &offset)) {
        app_message(app, true, "0x%" PRIx64 " is past the end of the %s, whose last byte is at 0x%" PRIx64, offset,
                    space->name, space->bytes.size - 1);
        return false;
    }
    show_byte(app, space, offset);
    return true;
}

static bool go_gpa(struct app *app, uint64_t gpa)
{
    if (!app_select_gpa(app, gpa, true)) {
        app_message(app, true, "nothing is at GPA 0x%" PRIx64, gpa);
        return false;
    }
    return true;
}

/* The part is opened while the explorer goes on; what was typed is then asked for again. */
static bool open_first(struct app *app, const struct tdxp_node *closed, const char *text)
{
    if (app->unpack.opening) {
        app_message(app, true, "something is being opened already; %s stops that", app_key(app, CMD_CANCEL).text);
        return false;
    }
    app_select_node(app, closed, true);
    unpack_start(app, closed, true);
    snprintf(app->unpack.then, sizeof app->unpack.then, "%s", text);
    return app->unpack.opening != NULL;
}

static bool parse(struct app *app, const char *text, struct expression_value *value)
{
    const struct expression_context context = {app->fw, app->selection.space, app->selection.offset};
    struct expression_error error;
    char safe[SAFE_SIZE];

    if (expression_value(&context, text, value, &error)) {
        return true;
    }
    if (error.closed) {
        value->node = error.closed;
        return false;
    }
    app_message(app, true, "%s", app_safe(app, error.text, safe, sizeof safe));
    return false;
}

bool going_to(struct app *app, const char *text)
{
    struct expression_value value = {.node = NULL};

    text += strspn(text, " ");
    if (!*text) {
        app_message(app, true, "no place is named");
        return false;
    }
    if (!parse(app, text, &value)) {
        return value.node && open_first(app, value.node, text);
    }
    if (value.node) {
        app_select_node(app, value.node, true);
        return true;
    }
    return value.kind == EXPRESSION_GPA ? go_gpa(app, value.value) : go_byte(app, &value);
}

bool going_gpa(struct app *app, const char *text)
{
    struct expression_value value = {.node = NULL};
    char safe[SAFE_SIZE];

    text += strspn(text, " ");
    if (!*text) {
        app_message(app, true, "not an address: none is named");
        return false;
    }
    if (!parse(app, text, &value) || value.kind == EXPRESSION_BYTE) {
        if (!app->message[0]) {
            app_message(app, true, "not an address: %.100s", app_safe(app, text, safe, sizeof safe));
        }
        return false;
    }
    if (!go_gpa(app, value.value)) {
        return false;
    }
    app->guest = !app->selection.gpa_by_bios;
    app_focus(app, PANE_HEX);
    return true;
}

/* ---- completing them ---- */

static void offer_paths(const struct app *app, const char *word, struct completions *c)
{
    const char *slash = strrchr(word, '/');
    size_t head = slash ? (size_t)(slash - word) + 1 : 0;
    const struct tdxp_tdvf *tdvf = app->fw->tdvf;
    const struct tdxp_node *node;
    char text[LINE_SIZE];

    snprintf(text, sizeof text, "%.*s", (int)head, word);
    node = tdxp_tree_find(app->fw->tree, text);
    if (!node) {
        return;
    }
    completions_from(c, word, head);
    for (node = node->child; node; node = node->next) {
        completions_add(c, node->key, node->child ? "/" : "");
    }
    if (head > 0) {
        return;
    }
    completions_add(c, "gpa:", "");
    for (uint32_t i = 0; tdvf && i < tdvf->section_count; i++) {
        snprintf(text, sizeof text, "s%" PRIu32, i);
        completions_add(c, text, "");
    }
}

/* A path may have in it what else separates the terms of a sum: it is tried from the farthest beginning on. */
void going_offer(const struct app *app, const char *typed, struct completions *c)
{
    const char *term = typed;

    offer_paths(app, typed, c);
    for (const char *at = typed; *at; at++) {
        term = strchr(" +*(", *at) ? at + 1 : term;
    }
    if (c->count == 0) {
        offer_paths(app, term, c);
    }
    if (c->count == 0 && strrchr(term, '-')) {
        offer_paths(app, strrchr(term, '-') + 1, c);
    }
}

/* ---- marks ---- */

/* The mark of a letter, or NULL for another key. */
static struct mark *mark_of(struct app *app, int key)
{
    if (key >= 'a' && key <= 'z') {
        return &app->marks[key - 'a'];
    }
    return key >= 'A' && key <= 'Z' ? &app->marks[26 + key - 'A'] : NULL;
}

static void set_mark(struct app *app, int key)
{
    struct mark *mark = mark_of(app, key);
    char text[PLACES_TEXT];

    if (!mark) {
        app_message(app, true, "a mark is a letter");
        return;
    }
    mark->set = app->marked = true;
    mark->place = app_here(app);
    places_text(app, &mark->place, text, sizeof text);
    app_message(app, false, "mark %c: %s", key, text);
}

/* As in vi, a second ' goes back to where one was. */
static void jump_to_mark(struct app *app, int key)
{
    const struct mark *mark = mark_of(app, key);

    if (key == '\'') {
        app_back(app);
    } else if (key == '?') {
        places_show_marks(app);
    } else if (!mark) {
        app_message(app, true, "a mark is a letter");
    } else if (!mark->set) {
        app_message(app, true, "mark %c is not set; %s%c sets it here", key, app_key(app, CMD_MARK).text, key);
    } else {
        app_go_place(app, &mark->place);
    }
}

void going_mark(struct app *app)
{
    app_ask_key(app, "Mark this place:  a-z A-Z letter", set_mark);
}

void going_jump(struct app *app)
{
    app_ask_key(app, "Go to mark:  a-z A-Z letter  ' back  ? list", jump_to_mark);
}

void going_reload(struct app *app, void (*translate)(struct app *app, const struct change *change, struct place *place),
                  const struct change *change)
{
    for (int i = 0; i < MARKS; i++) {
        if (app->marks[i].set) {
            translate(app, change, &app->marks[i].place);
        }
    }
}

/* ---- the next of a kind ---- */

static void go_found(struct app *app, enum seek_result result, uint64_t at, const char *what, bool forward)
{
    const struct tdxp_space *space = app->selection.space;

    switch (result) {
    case SEEK_FOUND:
        show_byte(app, space, at);
        break;
    case SEEK_LATER:
        app_select_byte(app, space, at, false);
        app_message(app, false, "no %s up to here; the same key looks on", what);
        break;
    case SEEK_NOTHING:
        app_message(app, false, "no %s %s here", what, forward ? "behind" : "before");
        break;
    }
}

static void go_data(struct app *app, bool forward)
{
    const struct selection *s = &app->selection;
    uint64_t at = 0;
    enum seek_result result = seek_data(&s->space->bytes, s->offset, forward, &at);

    go_found(app, result, at, "data after zeros", forward);
}

static void go_unclaimed(struct app *app, bool forward)
{
    const struct selection *s = &app->selection;
    uint64_t at = 0;
    enum seek_result result = seek_unclaimed(app->fw->tree, s->space, s->offset, forward, &at);

    go_found(app, result, at, "unclaimed bytes", forward);
}

/* By the order of their bytes in the file; a section without any is nowhere there. */
static void go_section(struct app *app, bool forward)
{
    const struct tdxp_tdvf *tdvf = app->fw->tdvf;
    uint64_t here = app_file_offset(app);
    const struct tdxp_node *best = NULL;

    for (uint32_t i = 0; tdvf && i < tdvf->section_count; i++) {
        const struct tdxp_node *content = tdvf->sections[i].content;

        if (!content || content->length == 0 || content->offset == here || (content->offset > here) != forward) {
            continue;
        }
        if (!best || (forward ? content->offset < best->offset : content->offset > best->offset)) {
            best = content;
        }
    }
    if (best) {
        app_select_node(app, best, true);
    } else {
        app_message(app, false, "no section begins %s here", forward ? "behind" : "before");
    }
}

bool going_command(struct app *app, enum command command)
{
    static const struct {
        enum command command;
        void (*go)(struct app *app, bool forward);
        bool forward;
    } rows[] = {
        {CMD_NEXT_DATA, go_data, true},           {CMD_PREV_DATA, go_data, false},
        {CMD_NEXT_UNCLAIMED, go_unclaimed, true}, {CMD_PREV_UNCLAIMED, go_unclaimed, false},
        {CMD_NEXT_SECTION, go_section, true},     {CMD_PREV_SECTION, go_section, false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].command == command) {
            rows[i].go(app, rows[i].forward);
            return true;
        }
    }
    return false;
}
