/* The sub-command that lists notes, and changes them. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/command.h"
#include "cli/locale.h"
#include "cli/message.h"
#include "cli/node.h"
#include "cli/noting.h"
#include "cli/source.h"
#include "tdxplore/text.h"

/* What it is about: the operand PATH, and --range. path is NULL where there is none. */
static bool place_of(const struct args *args, struct tdxp_note_place *place)
{
    *place = (struct tdxp_note_place){.path = args->operand_count > 1 ? args->operands[1] : NULL};
    if (args->given[OPTION_RANGE] && !tdxp_note_range_parse(args->text[OPTION_RANGE], &place->range)) {
        args_complain(args, OPTION_RANGE, "a range is OFFSET+LENGTH, as 0x10+0x20");
        return false;
    }
    return true;
}

static bool options_make_sense(const struct args *args)
{
    bool changes = args->given[OPTION_TEXT_OF_NOTE] || args->given[OPTION_REMOVE];

    if (args_exclude(args, OPTION_TEXT_OF_NOTE, OPTION_REMOVE) ||
        args_exclude(args, OPTION_TEXT_OF_NOTE, OPTION_IMPORT) || args_exclude(args, OPTION_REMOVE, OPTION_IMPORT)) {
        return false;
    }
    if (changes && args->operand_count < 2) {
        error_message("'--%s' is of the note at a PATH",
                      option_rows[args->given[OPTION_REMOVE] ? OPTION_REMOVE : OPTION_TEXT_OF_NOTE].name);
        return false;
    }
    if (args->given[OPTION_RANGE] && !changes) {
        error_message("'--range' goes with '--text' or '--remove'");
        return false;
    }
    if (args->given[OPTION_IMPORT] && args->operand_count > 1) {
        error_message("'--import' takes notes of all nodes, and no PATH");
        return false;
    }
    return true;
}

/* ---- listing ---- */

/* Whether the path is that of the node, or of one below it. */
static bool is_below(const char *path, const char *node)
{
    size_t length;

    node += strspn(node, "/");
    length = strlen(node);
    while (length > 0 && node[length - 1] == '/') {
        length--;
    }
    return length == 0 || (strncmp(path, node, length) == 0 && (path[length] == '\0' || path[length] == '/'));
}

static struct tdxp_notes *those_below(const struct tdxp_notes *all, const char *node)
{
    struct tdxp_notes *some = tdxp_notes_new(tdxp_notes_sha256(all));

    for (size_t i = 0; some && i < tdxp_notes_count(all); i++) {
        const struct tdxp_note *note = tdxp_notes_get(all, i);

        if ((!node || is_below(note->place.path, node)) && !tdxp_notes_put(some, note, NULL)) {
            tdxp_notes_free(some);
            return NULL;
        }
    }
    return some;
}

static int list(const struct args *args, const struct tdxp_firmware *firmware, const struct tdxp_notes *all,
                const char *node)
{
    struct tdxp_notes *some = those_below(all, node);
    struct tdxp_noting *noting = some ? tdxp_noting_new(some, firmware->tree) : NULL;
    bool whole = noting && (args->given[OPTION_JSON] ? tdxp_notes_write_json(some, noting, stdout)
                                                     : tdxp_notes_write(some, noting, !locale_is_utf8(), stdout));
    int status = whole && tdxp_notes_count(some) == 0 ? STATUS_FOUND : STATUS_OK;

    if (!whole) {
        file_error(tdxp_image_name(firmware->image), "out of memory");
        status = STATUS_TROUBLE;
    }
    tdxp_noting_free(noting);
    tdxp_notes_free(some);
    return status;
}

/* ---- changing ---- */

/* The notes as they are then, which are not wanted; NULL where they could not be kept. */
static int told(struct tdxp_notes *notes, const struct tdxp_error *err)
{
    if (!notes) {
        error_message("%s", err->text);
        return STATUS_TROUBLE;
    }
    tdxp_notes_free(notes);
    return STATUS_OK;
}

static int write_note(const struct args *args, const struct tdxp_firmware *firmware, struct tdxp_note_place place,
                      const struct tdxp_notes *all)
{
    const struct tdxp_node *node = node_find(firmware, place.path);
    const struct tdxp_note *old = tdxp_notes_find(all, &place);
    struct tdxp_note note = {place, args->text[OPTION_TEXT_OF_NOTE], time(NULL), 0};
    struct tdxp_error err;

    if (!node) {
        return STATUS_TROUBLE;
    }
    if (!tdxp_fits(place.range.start, place.range.length, node->length)) {
        node_message(firmware, node, "does not have all bytes of that range\n");
        return STATUS_TROUBLE;
    }
    if (!*note.text) {
        args_complain(args, OPTION_TEXT_OF_NOTE, "there is no text; '--remove' takes a note away");
        return STATUS_TROUBLE;
    }
    note.changed = note.made;
    return told(tdxp_notes_keep(tdxp_notes_sha256(all), &note, old ? old->text : NULL, &err), &err);
}

static int remove_note(const struct tdxp_firmware *firmware, struct tdxp_note_place place, const struct tdxp_notes *all)
{
    struct tdxp_error err;
    bool removed;
    int status = told(tdxp_notes_drop(tdxp_notes_sha256(all), &place, &removed, &err), &err);

    if (status != STATUS_OK || removed) {
        return status;
    }
    file_error(tdxp_image_name(firmware->image), "there is no such note");
    return STATUS_FOUND;
}

static int import_notes(const struct args *args, const struct tdxp_notes *all)
{
    const char *path = args->text[OPTION_IMPORT];
    struct tdxp_notes_tally tally;
    struct tdxp_error err;
    struct tdxp_notes *notes = tdxp_notes_read(path, &err);
    int status;

    if (!notes) {
        file_error(path, err.text);
        return STATUS_TROUBLE;
    }
    if (*tdxp_notes_sha256(notes) && strcmp(tdxp_notes_sha256(notes), tdxp_notes_sha256(all)) != 0) {
        file_error(path, "these are notes of another image; they are taken by the paths of their nodes");
    }
    status = told(tdxp_notes_take(tdxp_notes_sha256(all), notes, &tally, &err), &err);
    if (status == STATUS_OK) {
        printf("%zu new, %zu joined with others, %zu as they were\n", tally.added, tally.joined, tally.same);
    }
    tdxp_notes_free(notes);
    return status;
}

static int work(const struct args *args, const struct tdxp_firmware *firmware, struct tdxp_note_place place)
{
    char sha256[TDXP_SHA256_TEXT];
    struct tdxp_error err;
    struct tdxp_notes *all;
    int status;

    if (!notes_hash(firmware->image, sha256)) {
        return STATUS_TROUBLE;
    }
    all = tdxp_notes_load(sha256, &err);
    if (!all) {
        error_message("%s", err.text);
        return STATUS_TROUBLE;
    }
    if (args->given[OPTION_TEXT_OF_NOTE]) {
        status = write_note(args, firmware, place, all);
    } else if (args->given[OPTION_REMOVE]) {
        status = remove_note(firmware, place, all);
    } else if (args->given[OPTION_IMPORT]) {
        status = import_notes(args, all);
    } else {
        status = list(args, firmware, all, place.path);
    }
    tdxp_notes_free(all);
    return status;
}

int run_notes(const struct args *args)
{
    struct tdxp_note_place place;
    struct tdxp_image *image;
    struct tdxp_opened *opened;
    struct tdxp_firmware *firmware;
    int status;

    if (!options_make_sense(args) || !place_of(args, &place)) {
        try_help(args->command);
        return STATUS_TROUBLE;
    }
    image = source_open(args);
    opened = image ? source_opened_below(args) : NULL;
    firmware = opened ? source_decode_opened(image, opened) : NULL;
    status = firmware ? work(args, firmware, place) : STATUS_TROUBLE;
    tdxp_firmware_free(firmware);
    tdxp_opened_free(opened);
    return source_close(image, status);
}
