/* The sub-command that writes an image with fields and bytes of it changed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/binary.h"
#include "cli/command.h"
#include "cli/locale.h"
#include "cli/message.h"
#include "cli/node.h"
#include "cli/source.h"
#include "tdxplore/edit.h"
#include "tdxplore/text.h"

/* The image that is changed, and what is told of it at the end. */
struct patch {
    const struct args *args;
    struct tdxp_edits *edits;
    FILE *told; /* lines, in memory */
};

/* An operand, in parts. */
struct assignment {
    char *path;                   /* owned */
    const char *value;            /* in the same memory, or the correct one in place of "fix" */
    const struct tdxp_node *node; /* that of the path in the image as it was; NULL for a range by its offset */
};

/* ---- where to ---- */

/* Whether the file that is to be written is one of those that the image was read from. */
static bool is_source(const struct tdxp_image *image, const char *path)
{
    struct tdxp_image_stamp stamp = tdxp_image_stamp(image);
    struct stat st;

    for (size_t i = 0; i < TDXP_IMAGE_PARTS && stat(path, &st) == 0; i++) {
        if (stamp.files[i].inode == st.st_ino && stamp.files[i].device == st.st_dev && st.st_ino != 0) {
            return true;
        }
    }
    return false;
}

static bool may_write(const struct args *args, const struct tdxp_image *image)
{
    const char *path = args->text[OPTION_OUTPUT];

    if (path && !args->given[OPTION_FORCE] && is_source(image, path)) {
        file_error(path, "is the image itself; '--force' replaces it");
        return false;
    }
    return true;
}

/* ---- telling ---- */

static void put_text(FILE *out, const char *text)
{
    size_t length = tdxp_escape_text(locale_is_utf8(), text, NULL, 0);
    char *shown = malloc(length + 1);

    if (shown) {
        tdxp_escape_text(locale_is_utf8(), text, shown, length + 1);
        fputs(shown, out);
        free(shown);
    }
}

/* The value of a node as a person reads it, or the first bytes of a range where there is no node, or it has no value. */
static void put_value(FILE *out, const struct tdxp_image *image, const struct tdxp_node *node, struct tdxp_range range)
{
    enum { SHOWN = 16 };
    char text[512] = "";
    uint8_t bytes[SHOWN];
    size_t count;

    if (node) {
        tdxp_node_value(node, text, sizeof text);
    }
    if (*text) {
        fputs(text, out);
        return;
    }
    count = tdxp_read_some(tdxp_image_bytes(image), range.start, bytes,
                           range.length < SHOWN ? (size_t)range.length : SHOWN);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s%02x", i ? " " : "", bytes[i]);
    }
    fputs(range.length > SHOWN ? " ..." : "", out);
}

/* ---- one assignment ---- */

static bool say_no_memory(void)
{
    error_message("out of memory");
    return false;
}

/* "PROGRAM: IMAGE: node 'PATH' cannot be 'VALUE': why", or with an OFFSET in place of the node. */
static bool refuse(const struct tdxp_firmware *firmware, const struct assignment *assignment,
                   const struct tdxp_error *err)
{
    if (assignment->node) {
        node_message(firmware, assignment->node, "");
    } else {
        begin_file_error(tdxp_image_name(firmware->image));
        put_escaped(assignment->path);
        putc(' ', stderr);
    }
    fputs("cannot be '", stderr);
    put_escaped(assignment->value);
    fprintf(stderr, "': %s\n", err->text);
    return false;
}

/* Put bytes, and tell what was there before and is there now. */
static bool put(struct patch *patch, const struct tdxp_firmware *firmware, const struct assignment *assignment,
                struct tdxp_range range, const uint8_t *bytes)
{
    const struct tdxp_image *image = tdxp_edits_image(patch->edits);
    const struct tdxp_node *node = assignment->node;
    const char *path = assignment->path;
    struct tdxp_firmware *after;
    struct tdxp_error err;

    put_text(patch->told, path);
    fputs(": ", patch->told);
    put_value(patch->told, image, node, range);
    if (!tdxp_edits_put(patch->edits, range.start, bytes, (size_t)range.length, path, &err)) {
        return refuse(firmware, assignment, &err);
    }
    after = source_decode(image);
    if (!after) {
        return false;
    }
    fputs(" -> ", patch->told);
    put_value(patch->told, image, node ? tdxp_tree_find(after->tree, path) : NULL, range);
    fprintf(patch->told, " (offset 0x%" PRIx64 ", %" PRIu64 " byte%s)\n", range.start, range.length,
            range.length == 1 ? "" : "s");
    tdxp_firmware_free(after);
    return true;
}

/* The correct value of a node as text. */
static bool find_fix(const struct tdxp_firmware *firmware, const struct tdxp_node *node, char *text, size_t size)
{
    struct tdxp_error err;
    struct tdxp_check_result *check = tdxp_check(firmware, &err);
    bool found = check && tdxp_edit_fix(check, node, text, size, NULL);

    if (!check) {
        file_error(tdxp_image_name(firmware->image), err.text);
    } else if (!found) {
        node_message(firmware, node, "has no correct value: no finding computes one\n");
    }
    tdxp_check_free(check);
    return found;
}

static bool assign_node(struct patch *patch, const struct tdxp_firmware *firmware, struct assignment assignment)
{
    const struct tdxp_node *node = assignment.node;
    struct tdxp_error err;
    char fix[128];
    uint8_t *bytes;
    bool done;

    if (!tdxp_edit_possible(node, &err)) {
        node_message(firmware, node, err.text);
        putc('\n', stderr);
        return false;
    }
    if (strcmp(assignment.value, "fix") == 0) {
        if (!find_fix(firmware, node, fix, sizeof fix)) {
            return false;
        }
        assignment.value = fix;
    }
    bytes = malloc((size_t)node->length);
    if (!bytes) {
        return say_no_memory();
    }
    done = tdxp_edit_parse(node, assignment.value, bytes, &err) || refuse(firmware, &assignment, &err);
    done = done && put(patch, firmware, &assignment, (struct tdxp_range){node->offset, node->length}, bytes);
    free(bytes);
    return done;
}

/* The path is an offset: how many bytes change, the value says. */
static bool assign_offset(struct patch *patch, const struct tdxp_firmware *firmware, uint64_t offset,
                          const struct assignment *assignment)
{
    struct tdxp_error err;
    size_t length;
    uint8_t *bytes = tdxp_edit_parse_bytes(assignment->value, &length, &err);
    bool done;

    if (!bytes) {
        return refuse(firmware, assignment, &err);
    }
    done = put(patch, firmware, assignment, (struct tdxp_range){offset, length}, bytes);
    free(bytes);
    return done;
}

static bool is_offset(const char *path, uint64_t *offset)
{
    return path[0] == '0' && (path[1] | 0x20) == 'x' && tdxp_parse_size(path, offset);
}

/*
 * Cut an operand at the first '=' that has a path of the image before it; where none has, at the first at all. The value
 * may hold more of them.
 */
static void split(const struct tdxp_tree *tree, struct assignment *assignment)
{
    char *first = strchr(assignment->path, '=');

    for (char *at = first; at; at = strchr(at + 1, '=')) {
        *at = '\0';
        if (at != assignment->path && tdxp_tree_find(tree, assignment->path)) {
            assignment->value = at + 1;
            return;
        }
        *at = '=';
    }
    *first = '\0';
    assignment->value = first + 1;
}

static bool assign_decoded(struct patch *patch, const struct tdxp_firmware *firmware, struct assignment *assignment)
{
    uint64_t offset;

    split(firmware->tree, assignment);
    if (*assignment->path == '\0') {
        error_message("there is no path before the '='");
        return false;
    }
    if (!tdxp_tree_find(firmware->tree, assignment->path) && is_offset(assignment->path, &offset)) {
        return assign_offset(patch, firmware, offset, assignment);
    }
    assignment->node = node_find(firmware, assignment->path);
    return assignment->node && assign_node(patch, firmware, *assignment);
}

/* The image is decoded as the assignments before have left it. */
static bool assign(struct patch *patch, const char *operand)
{
    struct assignment assignment = {.path = strdup(operand)};
    struct tdxp_opened *opened = source_opened(patch->args, operand);
    struct tdxp_firmware *firmware = opened ? source_decode_opened(tdxp_edits_image(patch->edits), opened) : NULL;
    bool done = false;

    if (firmware) {
        done = assignment.path ? assign_decoded(patch, firmware, &assignment) : say_no_memory();
    }
    tdxp_firmware_free(firmware);
    tdxp_opened_free(opened);
    free(assignment.path);
    return done;
}

/* ---- all of them ---- */

static int patch_all(struct patch *patch)
{
    const struct args *args = patch->args;

    for (int i = 1; i < args->operand_count; i++) {
        if (!assign(patch, args->operands[i])) {
            return STATUS_TROUBLE;
        }
    }
    return write_image(args, tdxp_edits_image(patch->edits));
}

static int patch_image(const struct args *args, const struct tdxp_image *image)
{
    struct patch patch = {.args = args};
    struct tdxp_error err;
    char *told = NULL;
    size_t length;
    int status = STATUS_TROUBLE;

    patch.edits = tdxp_edits_new(image, &err);
    if (!patch.edits) {
        file_error(tdxp_image_name(image), err.text);
        return status;
    }
    patch.told = open_memstream(&told, &length);
    if (patch.told) {
        status = patch_all(&patch);
    }
    if (!patch.told || fclose(patch.told) != 0) {
        say_no_memory();
        status = STATUS_TROUBLE;
    } else if (status == STATUS_OK && args->text[OPTION_OUTPUT]) {
        fputs(told, stdout);
    }
    free(told);
    tdxp_edits_free(patch.edits);
    return status;
}

/* An operand without '=' is a mistake that can be told of before anything is read. */
static bool are_assignments(const struct args *args)
{
    for (int i = 1; i < args->operand_count; i++) {
        if (!strchr(args->operands[i], '=')) {
            fprintf(stderr, PROGRAM ": '");
            put_escaped(args->operands[i]);
            fprintf(stderr, "' is no assignment: PATH=VALUE, or OFFSET=BYTES\n");
            try_help(args->command);
            return false;
        }
    }
    return true;
}

int run_patch(const struct args *args)
{
    struct tdxp_image *image;
    int status = STATUS_TROUBLE;

    if (!are_assignments(args)) {
        return status;
    }
    image = source_open(args);
    if (image && may_write(args, image)) {
        status = patch_image(args, image);
    }
    return source_close(image, status);
}
