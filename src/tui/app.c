/* The one selection: how it changes, what belongs to it, and the way back. */
#include "tui/app.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tdxplore/range.h"
#include "tdxplore/text.h"
#include "tui/playback.h"
#include "tui/span.h"
#include "tui/unpack.h"

void app_message(struct app *app, bool is_error, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(app->message, sizeof app->message, format, args);
    va_end(args);
    app->message_is_error = is_error;
}

const char *app_expand(const struct app *app, const char *text, char *buffer, size_t size)
{
    keymap_expand(&app->keys, text, buffer, size);
    return buffer;
}

struct app_key app_key(const struct app *app, enum command command)
{
    struct app_key key = {.text = ""};

    keymap_key(&app->keys, command, key.text, sizeof key.text);
    return key;
}

const char *app_safe(const struct app *app, const char *text, char *buffer, size_t size)
{
    tdxp_escape_text(app->canvas.utf8, text ? text : "", buffer, size);
    return buffer;
}

static const char *const unkept_names[UNKEPTS] = {"the marks", "how far the lessons have come"};

void app_unkept(struct app *app, enum unkept what, const char *path, const struct tdxp_error *err)
{
    char safe[SAFE_SIZE];

    app_safe(app, path, safe, sizeof safe);
    tdxp_error_set(&app->unkept[what], "%s: %.200s; %s could not be kept", safe, err->text, unkept_names[what]);
}

void app_unkept_anywhere(struct app *app, enum unkept what)
{
    tdxp_error_set(&app->unkept[what], "neither XDG_STATE_HOME nor HOME names a directory; %s could not be kept",
                   unkept_names[what]);
}

/* A path that is too long loses its directories rather than its end. */
void app_set_name(struct app *app, const char *title)
{
    if (strlen(title) * TDXP_ESCAPE_MAX >= sizeof app->name) {
        title = tdxp_file_base(title);
    }
    app_safe(app, title, app->name, sizeof app->name);
}

void app_ask_key(struct app *app, const char *text, void (*answer)(struct app *app, int key))
{
    app->asking = (struct asking){text, answer};
}

static bool in_file(const struct app *app, const struct tdxp_space *space)
{
    return space == tdxp_tree_space(app->fw->tree, 0);
}

const struct tdxp_guest_map *app_map(const struct app *app)
{
    return tdxp_guest_map_of(app->fw, app->whose);
}

/* The section of the SEV metadata whose entry a node is, or lies in; -1: none. */
static int32_t sev_section_of(const struct app *app, const struct tdxp_node *node)
{
    const struct tdxp_sev *sev = app->fw->sev;

    while (node && sev && node->parent != sev->node) {
        node = node->parent;
    }
    for (uint32_t i = 0; node && sev && i < sev->section_count; i++) {
        if (sev->sections[i].node == node) {
            return (int32_t)i;
        }
    }
    return -1;
}

int32_t app_section(const struct app *app)
{
    const struct selection *s = &app->selection;
    struct tdxp_gpa unused;
    int32_t section;

    if (app->whose != TDXP_GUEST_SEV) {
        return s->section;
    }
    section = sev_section_of(app, s->node);
    /* Behind the sections stands the image, which is mapped as a whole. */
    if (section < 0 && s->node->length > 0 && in_file(app, s->space) && tdxp_gpa_by_bios(app->fw, s->offset, &unused)) {
        section = (int32_t)app->fw->sev->section_count;
    }
    return section;
}

const struct tdxp_region *app_region(const struct app *app)
{
    int32_t section = app_section(app);

    return section < 0 ? NULL : tdxp_guest_map_section(app_map(app), (uint32_t)section);
}

int32_t app_hue_of_node(const struct app *app, const struct tdxp_node *node)
{
    return app->whose == TDXP_GUEST_SEV ? sev_section_of(app, node) : node->section;
}

int32_t app_hue_of_byte(const struct app *app, const struct tdxp_node *node, uint64_t offset)
{
    int32_t section = node ? app_hue_of_node(app, node) : -1;
    struct tdxp_gpa gpa;

    if (section >= 0) {
        return section;
    }
    if (app->whose == TDXP_GUEST_SEV) {
        return tdxp_gpa_by_bios(app->fw, offset, &gpa) ? (int32_t)app->fw->sev->section_count : -1;
    }
    return tdxp_gpa_by_section(app->fw, offset, &gpa) ? gpa.section : -1;
}

uint64_t app_file_offset(const struct app *app)
{
    const struct tdxp_space *space = app->selection.space;
    uint64_t offset = app->selection.offset;

    while (space->origin) {
        offset = space->origin->offset;
        space = space->origin->space;
    }
    return offset;
}

void app_complete(const struct app *app, enum tdxp_guest whose, struct selection *s)
{
    bool sev = whose == TDXP_GUEST_SEV;
    struct tdxp_gpa gpa;

    s->has_gpa = in_file(app, s->space) &&
                 (sev ? tdxp_gpa_by_bios(app->fw, s->offset, &gpa) : tdxp_gpa_of_offset(app->fw, s->offset, &gpa));
    s->gpa = s->has_gpa ? gpa.gpa : 0;
    s->gpa_by_bios = s->has_gpa && gpa.section < 0 && !sev;
    s->section = s->node->section;
    if (s->section < 0 && s->node->length > 0 && s->has_gpa) {
        s->section = gpa.section;
    }
}

void app_show_selection(struct app *app)
{
    span_follow(app);
    for (int i = 0; i < PANES; i++) {
        struct pane *pane = &app->panes[i];

        if (pane->class->follow) {
            pane->class->follow(app, pane);
        }
    }
}

struct place app_here(const struct app *app)
{
    return (struct place){app->selection, app->focus, app->guest, app->whose};
}

static void history_save(struct app *app)
{
    app->history.items[app->history.at] = app_here(app);
}

static void history_push(struct app *app)
{
    struct history *h = &app->history;

    history_save(app);
    if (h->at == HISTORY_MAX - 1) {
        memmove(h->items, h->items + 1, (HISTORY_MAX - 1) * sizeof h->items[0]);
        h->at--;
    }
    h->at++;
    h->count = h->at + 1;
}

static void be_at(struct app *app, const struct place *place)
{
    app->selection = place->selection;
    app->guest = place->guest;
    app->whose = place->whose;
    app_focus(app, place->focus);
    app_show_selection(app);
}

void app_go_place(struct app *app, const struct place *place)
{
    history_push(app);
    be_at(app, place);
}

static bool history_go(struct app *app, int to, const char *nothing)
{
    struct history *h = &app->history;

    if (to < 0 || to >= h->count) {
        app_message(app, false, "%s", nothing);
        return false;
    }
    history_save(app);
    h->at = to;
    be_at(app, &h->items[to]);
    return true;
}

/* The other panes show the same selection in its guest's memory. */
void app_show_guest(struct app *app, enum tdxp_guest whose)
{
    if (app->whose == whose) {
        return;
    }
    app->whose = whose;
    playback_close(app);
    app_complete(app, whose, &app->selection);
    app_show_selection(app);
}

void app_switch_guest(struct app *app)
{
    enum tdxp_guest other = app->whose == TDXP_GUEST_SEV ? TDXP_GUEST_TDX : TDXP_GUEST_SEV;

    if (tdxp_guest_described(app->fw, other)) {
        app_show_guest(app, other);
    } else {
        app_message(app, false, "the image has no %s", other == TDXP_GUEST_SEV ? "SEV metadata" : "TDX descriptor");
    }
}

bool app_back(struct app *app)
{
    return history_go(app, app->history.at - 1, "this is the first place");
}

bool app_go_history(struct app *app, int index)
{
    return history_go(app, index, "there is no such place");
}

bool app_forward(struct app *app)
{
    return history_go(app, app->history.at + 1, "this is the last place");
}

/* gpa: the address that is meant, of several that have the byte or of memory without one; NULL: what follows from it. */
static void select_with(struct app *app, const struct tdxp_node *node, const struct tdxp_space *space, uint64_t offset,
                        const uint64_t *gpa, bool remember)
{
    struct selection *s = &app->selection;

    if (remember) {
        history_push(app);
    }
    s->node = node;
    s->space = space;
    s->offset = offset;
    app_complete(app, app->whose, s);
    if (gpa) {
        s->gpa = *gpa;
        s->has_gpa = true;
        s->gpa_by_bios = false;
    }
    app_show_selection(app);
}

static void select_at(struct app *app, const struct tdxp_node *node, const struct tdxp_space *space, uint64_t offset,
                      bool remember)
{
    select_with(app, node, space, offset, NULL, remember);
}

void app_select_node(struct app *app, const struct tdxp_node *node, bool remember)
{
    if (node->length > 0) {
        select_at(app, node, node->space, node->offset, remember);
    } else {
        select_at(app, node, app->selection.space, app->selection.offset, remember);
    }
}

void app_select_node_at(struct app *app, const struct tdxp_node *node, uint64_t offset, bool remember)
{
    const struct tdxp_space *file = tdxp_tree_space(app->fw->tree, 0);
    bool outside = node->length > 0 && !tdxp_range_has((struct tdxp_range){node->offset, node->length}, offset);

    if (node->space != file || outside || offset >= file->bytes.size) {
        app_select_node(app, node, remember);
        return;
    }
    select_at(app, node, file, offset, remember);
}

void app_select_byte(struct app *app, const struct tdxp_space *space, uint64_t offset, bool remember)
{
    if (offset >= space->bytes.size) {
        offset = space->bytes.size - 1;
    }
    select_at(app, tdxp_tree_at(app->fw->tree, space, offset), space, offset, remember);
}

void app_select_section(struct app *app, uint32_t section, bool remember)
{
    const struct tdxp_section *s;

    if (!app->fw->tdvf || section >= app->fw->tdvf->section_count) {
        return;
    }
    s = &app->fw->tdvf->sections[section];
    app_select_node(app, s->content && s->content->length > 0 ? s->content : s->entry, remember);
}

static const struct tdxp_space *file_space(const struct app *app)
{
    return tdxp_tree_space(app->fw->tree, 0);
}

void app_select_segment(struct app *app, const struct tdxp_segment *segment, bool remember)
{
    const struct tdxp_placement *placed = &segment->region->placed;
    bool copied = segment->source == TDXP_SOURCE_FILE && placed->content && placed->content->length > 0;
    const struct tdxp_node *node = copied ? placed->content : placed->entry;
    uint64_t offset = node->offset;

    if (copied && node->parent == NULL) {
        /* The image as a whole: what is meant is what its first byte is of. */
        offset = segment->file_offset;
        node = tdxp_tree_at(app->fw->tree, file_space(app), offset);
    }
    select_with(app, node, file_space(app), offset, &segment->start, remember);
}

bool app_select_guest(struct app *app, uint64_t gpa, bool remember)
{
    const struct tdxp_region *region;
    const struct tdxp_segment *segment;
    uint64_t offset;

    if (tdxp_guest_map_at(app_map(app), gpa, &region, 1) == 0) {
        return false;
    }
    segment = tdxp_guest_map_segment(app_map(app), region, gpa);
    offset = segment->file_offset + (gpa - segment->start);
    if (segment->source == TDXP_SOURCE_FILE && offset < file_space(app)->bytes.size) {
        select_with(app, tdxp_tree_at(app->fw->tree, file_space(app), offset), file_space(app), offset, &gpa, remember);
    } else {
        select_with(app, region->placed.entry, file_space(app), region->placed.entry->offset, &gpa, remember);
    }
    return true;
}

/* While the file is shown: where no byte of it is at the address, so that another place is shown, that is said. */
static void tell_what_is_there(struct app *app)
{
    const struct selection *s = &app->selection;
    const struct tdxp_region *region;

    if (!app->guest && tdxp_guest_map_at(app_map(app), s->gpa, &region, 1) > 0 &&
        tdxp_guest_map_segment(app_map(app), region, s->gpa)->source != TDXP_SOURCE_FILE) {
        app_message(app, false, "section %" PRIu32 " (%s) covers GPA 0x%" PRIx64 ", without a byte of the file",
                    region->placed.section, region->placed.name, s->gpa);
    }
}

bool app_select_gpa(struct app *app, uint64_t gpa, bool remember)
{
    uint64_t offset;
    int32_t section;

    if (app_select_guest(app, gpa, remember)) {
        tell_what_is_there(app);
        return true;
    }
    if (!tdxp_offset_of_gpa(app->fw, gpa, &offset, &section)) {
        return false;
    }
    app_select_byte(app, file_space(app), offset, remember);
    return true;
}

/*
 * The node that a run of bytes is meant to be: the one that is exactly it, else the outermost structure that begins at
 * its start. A pointer knows where the descriptor begins, but not how long it is.
 */
static const struct tdxp_node *node_for(const struct app *app, const struct tdxp_space *space, uint64_t start,
                                        uint64_t length)
{
    const struct tdxp_node *best = tdxp_tree_at(app->fw->tree, space, start);

    for (const struct tdxp_node *n = best; n && n->parent; n = n->parent) {
        if (n->length == 0 || n->offset != start) {
            continue;
        }
        if (length > 1 && n->length == length) {
            return n;
        }
        if (n->kind == TDXP_KIND_STRUCT) {
            best = n;
        }
    }
    return best;
}

static bool follow_bytes(struct app *app, const struct tdxp_target *target)
{
    const struct tdxp_node *node = app->selection.node;
    const struct tdxp_section *section;

    if (target->start >= target->space->bytes.size) {
        app_message(app, true, "0x%" PRIx64 " lies past the end of the %s (0x%" PRIx64 ")", target->start,
                    target->space->name, target->space->bytes.size);
        return false;
    }
    /* Of sections whose bytes overlap, the field's own section is the one that is meant. */
    if (in_file(app, target->space) && node->section >= 0 && app->fw->tdvf &&
        (uint32_t)node->section < app->fw->tdvf->section_count) {
        section = &app->fw->tdvf->sections[node->section];
        if (section->content && section->content->offset == target->start && section->content != node) {
            app_select_node(app, section->content, true);
            return true;
        }
    }
    node = node_for(app, target->space, target->start, target->length);
    select_at(app, node, target->space, target->start, true);
    return true;
}

/* Of the guest that a node describes; of the one that is shown, where the address is of both or neither. */
static enum tdxp_guest guest_of(const struct app *app, uint64_t gpa)
{
    const struct tdxp_node *node = app->selection.node;
    enum tdxp_guest other = app->whose == TDXP_GUEST_SEV ? TDXP_GUEST_TDX : TDXP_GUEST_SEV;

    if (node->section >= 0) {
        return TDXP_GUEST_TDX;
    }
    if (app->fw->sev && tdxp_node_within(node, app->fw->sev->node)) {
        return TDXP_GUEST_SEV;
    }
    return tdxp_guest_map_at(app_map(app), gpa, NULL, 0) == 0 &&
                   tdxp_guest_map_at(tdxp_guest_map_of(app->fw, other), gpa, NULL, 0) > 0
               ? other
               : app->whose;
}

static bool follow_gpa(struct app *app, const struct tdxp_target *target)
{
    enum tdxp_guest whose = guest_of(app, target->start);
    const struct tdxp_region *region;

    if (tdxp_guest_map_at(tdxp_guest_map_of(app->fw, whose), target->start, &region, 1) == 0) {
        app_message(app, true, "no section covers GPA 0x%" PRIx64, target->start);
        return false;
    }
    history_push(app);
    app_show_guest(app, whose);
    if (app_region(app) == NULL || app_region(app)->start != target->start) {
        app_select_segment(app, tdxp_guest_map_segment(app_map(app), region, target->start), false);
    }
    app_focus(app, PANE_MAP);
    app_show_selection(app);
    return true;
}

bool app_follow(struct app *app)
{
    const struct tdxp_target *target = &app->selection.node->target;
    const struct tdxp_node *packed = unpack_node(app->selection.node);
    char name[SAFE_SIZE];

    switch (target->kind) {
    case TDXP_TARGET_BYTES:
        return follow_bytes(app, target);
    case TDXP_TARGET_GPA:
        return follow_gpa(app, target);
    case TDXP_TARGET_NONE:
        break;
    }
    if (packed) {
        unpack_start(app, packed, true);
        return true;
    }
    app_message(app, false, "%s points nowhere", app_safe(app, app->selection.node->name, name, sizeof name));
    return false;
}

void app_switch_view(struct app *app)
{
    const struct selection *s = &app->selection;

    if (!app->guest && (!s->has_gpa || s->gpa_by_bios)) {
        app_message(app, true, "no section puts this byte into guest memory");
        return;
    }
    app->guest = !app->guest;
    app_layout(app);
    app_show_selection(app);
}
